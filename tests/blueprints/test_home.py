"""The front page from real records."""

from __future__ import annotations

from datetime import date, timedelta

from portal.blueprints.home.pictures import money_picture, satisfaction_picture
from portal.domain.calls.models import Call, CallState, FundingSource
from portal.domain.organizations.models import Organization, OrganizationState, OrgField, OrgType
from portal.kernel import clock
from portal.workflows import figures
from portal.workflows.figures import Field, Figures, Source

NUMBERS = Figures(organizations=2, projects=1, rectifying=0, paid_fen=0, ballots=0, open_calls=0, year=2026)


def organization(session, name, *, state=OrganizationState.ACTIVE, pinyin="yxsx", uscc=None):
    row = Organization(
        name=name, pinyin=pinyin, org_type=OrgType.SERVICE if uscc else OrgType.GROUP, field=OrgField.ELDERLY, uscc=uscc,
        region_path="/32/3201/320114/", legal_representative="甲", address="某路 1 号", purpose="助老",
        registered_on=date(2020, 1, 1), state=state,
    )  # fmt: skip
    session.add(row)
    session.commit()
    return row


def call(session, title, *, days, state=CallState.PUBLISHED, published=True, number=None):
    now = clock.now()
    row = Call(
        number=number or title[:10], kind="venture", title=title, summary="为老服务", region_path="/32/3201/320114/",
        department_id=1, funding_source=FundingSource.LOTTERY, budget_fen=320_000_000, cap_fen=26_000_000, eligibility={},
        aggregation="mean", tranche_plan=[], questions_until=now, deadline_at=now + timedelta(days=days),
        opening_at=now + timedelta(days=days + 1), state=state, published_at=now if published else None,
        frozen_digest="0" * 64 if published else None,
    )  # fmt: skip
    session.add(row)
    session.commit()
    return row


def test_an_empty_city_says_when_there_will_be_something(client):
    page = client.page("/")
    assert page.heading == "每一笔公益钱，都说得清去处"
    assert [e.text for e in page.all("//div[@class='empty']//b")] == [
        "现在没有正在征集的公告。", "今年还没有拨款。", "还没有居民评价。", "还没有评审结果。",
    ]  # fmt: skip


def test_the_four_doors_lead_to_pages(client):
    page = client.page("/")
    assert page.all("//div[@class='door']/h2/a/text()") == ["我是社会组织", "我是居民", "我是专家", "政府与孵化基地"]
    for link in page.all("//div[@class='door']/h2/a/@href"):
        assert client.get(link, follow_redirects=True).status_code == 200


def test_only_active_organizations_are_counted(client, session):
    organization(session, "银杏树下社区服务中心", uscc="52320114MJ0000001A")
    organization(session, "已注销的中心", state=OrganizationState.DISSOLVED)
    assert figures.headline(session).organizations == 1
    assert client.page("/").all("//dl[@class='ledger']//dd/b/text()")[0] == "1"


def test_open_calls_are_listed_by_deadline_with_working_days(client, session, frozen_time):
    frozen_time("2026-05-13 10:00")  # a Wednesday
    call(session, "后截止的公告", days=30)
    call(session, "先截止的公告", days=2)
    call(session, "已经过了截止时间", days=-1)
    call(session, "没有发布的公告", days=5, state=CallState.DRAFT, published=False)
    page = client.page("/")
    assert page.all("//ul[contains(@class, 'calls')]//h3/a/text()") == ["先截止的公告", "后截止的公告"]
    assert page.all("//ul[contains(@class, 'calls')]/li[1]//div[contains(@class, 'count')]//b/text()") == ["2"]
    assert "320" in page.one("//ul[contains(@class, 'calls')]/li[1]//div[@class='sum']/b").text


def test_the_front_page_asks_at_most_twelve_statements_however_many_rows(client, session, statements):
    counted = []
    for n in (1, 29):
        for m in range(n):
            organization(session, f"组织{n}-{m}")
            call(session, f"公告{n}-{m}", days=5, number=f"雨征{n}-{m}")
        client.page("/")
        with statements() as executed:
            client.page("/")
        counted.append(len(executed))
    assert counted[0] == counted[1]
    assert counted[1] <= 12


def test_money_is_drawn_by_source_with_its_table():
    picture = money_picture([Source(FundingSource.LOTTERY, 7_500_000), Source(FundingSource.FINANCE, 2_500_000)], NUMBERS)
    assert picture["rows"] == [("福彩公益金", "7.5 万元", "75.0%"), ("财政资金", "2.5 万元", "25.0%")]
    assert "福彩公益金 7.5 万元" in picture["svg"]


def test_below_the_minimum_sample_there_is_no_mean():
    picture = satisfaction_picture([
        Field(OrgField.ELDERLY, 40, 30, 4.52, 4.3, 4.7), Field(OrgField.SPORTS, 7, 30, None, None, None),
    ])  # fmt: skip
    assert picture["rows"] == [("养老服务", "4.52", "4.30–4.70", "40"), ("体育", "—", "—", "7")]
    assert "评价不够（7/30 份），先不出分" in picture["svg"]


def test_the_search_form_of_the_front_page_leads_to_the_search(client):
    assert client.page("/").all("//form[@role='search']/@action") == ["/search"]
