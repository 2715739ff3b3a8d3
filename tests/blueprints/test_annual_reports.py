"""The pages of the annual report: sections that save themselves, the board of a year, reminding many, what is public."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from sqlalchemy import select

from portal.domain.annual_reports import operations
from portal.domain.annual_reports.models import AnnualReport, AnnualReportState, OverdueCount
from portal.domain.annual_reports.queries import Standing
from portal.domain.organizations.models import Organization, OrganizationState, OrgField, OrgType
from portal.kernel import clock, lifecycle
from portal.kernel.journal import JournalEntry
from portal.kernel.outbox import Notice
from portal.kernel.roles import Role
from seeds.world import first_community
from tests.domain.founding import move, town  # noqa: F401 - town is a fixture
from tests.domain.reporting import FINANCE, YEAR, filled, head, member, org, organization, sign  # noqa: F401 - fixtures

sqlite = pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)


def owing(session, numbers):
    """Registered early enough, all in one community."""
    session.add_all(
        Organization(
            name=f"组织{n:02d}", pinyin=f"zz{n:02d}", uscc=f"52320114MJDEM{n:04d}X", org_type=OrgType.SERVICE, field=OrgField.ELDERLY,
            region_path=first_community(session), legal_representative="甲", address="听雨路", purpose="服务", registered_on=date(2024, 3, 1),
            state=OrganizationState.ACTIVE,
        ) for n in numbers
    )  # fmt: skip
    session.flush()


def saved(session, org, section):
    session.expire_all()
    return session.scalars(select(AnnualReport).where(AnnualReport.organization_id == org.id)).one().content.get(section)


# --- the board ----------------------------------------------------------------------------------------------------


def test_the_board_takes_the_same_statements_for_one_row_and_a_full_page(session, client, statements, frozen_time):
    frozen_time("2026-05-13 10:00")
    client.login("acceptor")
    counted = []
    for numbers in (range(1), range(1, 25)):
        owing(session, numbers)
        session.commit()
        client.get("/annual-reports/")
        with statements() as executed:
            client.get("/annual-reports/")
        counted.append(len(executed))
    assert counted[0] == counted[1] <= 15


def test_the_board_joins_the_register_with_what_was_reported(town, org, head, client):
    organization(town, name="纸质报的", uscc="52320114MJDEM0002X", last_annual_report=YEAR)
    organization(town, name="没有账号的", uscc="52320114MJDEM0003X")
    organization(town, name="太年轻的", uscc="52320114MJDEM0004X", registered_on=date(2025, 7, 1))
    organization(town, name="队", uscc=None, org_type=OrgType.GROUP)
    filled(town, org, head)
    town.session.commit()
    client.login("acceptor")
    page = client.page(f"/annual-reports/?year={YEAR}")
    rows = {row.xpath("string(th)"): row.xpath("string(td[3])").strip() for row in page.all("//tbody/tr")}
    assert rows == {"纸质报的": "纸质报送，已入册", "没有账号的": "还没开始填", "南京市雨花台区银杏树下社区服务中心": "填写中"}
    tallies = {a.text: a.getnext().text for a in page.all("//ul[contains(@class, 'tallies')]//a")}
    assert tallies == {"还没开始填": "1", "填写中": "1", "逾期未报送": "0", "已报送，办理中": "0", "已审定": "0", "纸质报送，已入册": "1"}


@pytest.mark.parametrize(("query", "found"), [
    ("standing=overdue", 2), ("standing=overdue&q=没有", 1), ("standing=entered", 1), ("late=1", 2), ("type=foundation", 0), ("q=yxsx", 3),
    ("year=2024", 3), ("year=1066&standing=nonsense&conclusion=x&cursor=zzz", 3), ("conclusion=basic", 0), ("q=%25", 0),
])  # fmt: skip
def test_the_board_after_the_due_day_and_its_filters(town, org, head, client, query, found):
    organization(town, name="纸质报的", uscc="52320114MJDEM0002X", last_annual_report=YEAR)
    organization(town, name="没有账号的", uscc="52320114MJDEM0003X")
    operations.begin(town.session, org, YEAR, by=head)
    town.session.commit()
    town.travel("2026-06-02 10:00")
    lifecycle.tick(town.session)
    client.login("acceptor")
    assert len(client.page(f"/annual-reports/?{query}").all("//tbody/tr")) == found


def test_the_file_says_what_the_board_shows(town, org, head, client):
    report = filled(town, org, head)
    sign(town, report, head)
    town.session.commit()
    client.login("acceptor")
    text = client.get(f"/annual-reports/?year={YEAR}&as=csv").get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["组织", "统一社会信用代码", "类型", "年度", "应报日期", "进展", "报送日期", "逾期", "结论"]
    assert rows[1] == [org.name, org.uscc, "社会服务机构", "2025", "2026-05-31", "已报送，办理中", "2026-05-13", "否", ""]


def test_a_department_sees_those_that_name_it_as_their_authority(town, org, head, client):
    theirs = organization(town, name="调解所", uscc="52320114MJDEM0005X", authority="区司法局")
    town.session.commit()
    client.login("department")
    page = client.page("/annual-reports/")
    assert [a.text for a in page.all("//tbody/tr/th/a")] == [theirs.name]


# --- reminding ----------------------------------------------------------------------------------------------------


def test_reminding_shows_whom_it_reaches_and_tells_each_once_a_day(town, org, head, client):
    organization(town, name="没有账号的", uscc="52320114MJDEM0003X")
    operations.begin(town.session, org, YEAR, by=head)
    town.session.commit()
    client.login("acceptor")
    page = client.page("/annual-reports/remind?year=2025")
    facts = {row[0].text: row[1].text for row in page.all("//dl[contains(@class, 'facts')]/div")}
    assert (facts["现在会提醒"], facts["今天已经提醒过"], facts["没有开账号，提醒不到"]) == ("1 家", "0 家", "1 家")
    assert page.one("//main//ul/li").text.strip() == org.name
    told = client.submit("/annual-reports/remind?year=2025")
    assert told.one("//div[@class='flash']").xpath("string()") == "已经提醒 1 家。今天提醒过的没有重复提醒。"
    notices = town.session.scalars(select(Notice).where(Notice.user_id == head.user_id)).all()
    assert [n.msgid for n in notices] == ["登记机关提醒：%(year)s 年度工作报告请在 %(day)s 以前签字报送"]
    again = client.page("/annual-reports/remind?year=2025")
    assert again.one("//div[@class='empty']//b").text == "没有要提醒的组织。"
    assert town.session.scalar(select(JournalEntry).where(JournalEntry.action == "remind")) is not None


def test_only_the_acceptor_reminds(town, client):
    for login in ("examiner", "department", "ngo"):
        client.login(login)
        assert client.get("/annual-reports/remind").status_code == 403


# --- writing ------------------------------------------------------------------------------------------------------


def test_one_begins_fills_and_is_led_from_section_to_section(town, org, head, client):
    town.session.commit()
    client.login("ngo")
    page = client.page("/annual-reports/")
    assert [b.text for b in page.all("//main//form//button")] == ["开始填 2025 年度报告", "补报 2024 年度"]
    client.post("/annual-reports/new", data={"year": "2025"})
    report = town.session.scalars(select(AnnualReport)).one()
    address = f"/annual-reports/{report.public_id}"
    done = client.submit(f"{address}/sections/staff", full_time="4", insured="4", social_workers="2", part_time="０", volunteers="40")
    assert done.one("//h1").text == "财务"
    assert saved(town.session, org, "staff") == {"full_time": 4, "insured": 4, "social_workers": 2, "part_time": 0, "volunteers": 40}
    client.submit(f"{address}/sections/finance", opening_fen="-1,000.50", income_finance="5000")
    assert saved(town.session, org, "finance") == {"opening_fen": -100_050, "income_finance": 500_000}
    wrong = client.submit(f"{address}/sections/staff", status=422, full_time="四个", insured="-1")
    assert [p.text for p in wrong.all("//p[@class='bad-msg']")] == ["请填整数。", "请填 0 到 1000 万的整数。"]
    shown = client.page(address)
    assert "必填的 35 项，已填 7 项（20%）。" in shown.one("//aside").xpath("string()")


def test_a_section_saves_itself_and_tells_a_second_writer(town, org, head, client):
    report = operations.begin(town.session, org, YEAR, by=head)
    town.session.commit()
    client.login("ngo")
    address = f"/annual-reports/{report.public_id}/sections/staff/autosave"
    first = client.post(address, data={"full_time": "4", "editor": "aaaaaaaaaaaa", "version": "0"})
    assert (first.status_code, first.json["version"]) == (200, 1)
    half = client.post(address, data={"full_time": "四", "volunteers": "7", "editor": "aaaaaaaaaaaa", "version": "0"})  # an answer was lost
    assert "有的地方没看懂" in half.json["saved_at"]
    assert saved(town.session, org, "staff") == {"full_time": 4, "volunteers": 7}
    other = client.post(address, data={"full_time": "9", "editor": "bbbbbbbbbbbb", "version": "0"})
    assert (other.status_code, other.json["error"]) == (409, "有人刚保存过这一节，您的改动没有覆盖它。请先复制要留的内容，再看最新的。")
    assert saved(town.session, org, "staff") == {"full_time": 4, "volunteers": 7}


def test_what_is_asked_depends_on_the_kind_of_organization(town, client):
    foundation = organization(town, org_type=OrgType.FOUNDATION)
    report = operations.begin(town.session, foundation, YEAR, by=member(town, foundation))
    town.session.commit()
    client.login("ngo")
    finance = client.page(f"/annual-reports/{report.public_id}/sections/finance")
    assert finance.all("//input[@name='benefit_fen']")
    governance = client.page(f"/annual-reports/{report.public_id}/sections/governance")
    assert governance.all("//input[@name='general_meetings']") == []
    assert client.get(f"/annual-reports/{report.public_id}/sections/shoes").status_code == 404


@sqlite
def test_signing_asks_who_is_there_and_stamps_the_arrival(town, org, head, client):
    report = filled(town, org, head)
    town.session.commit()
    client.login("ngo")
    address = f"/annual-reports/{report.public_id}"
    page = client.submit(f"{address}/steps/submit", declared="y")
    town.session.expire_all()
    assert page.one("//div[@class='flash']").xpath("string()") == "报送了“南京市雨花台区银杏树下社区服务中心 · 2025 年度工作报告”"
    assert (report.state, report.arrived_at) == (AnnualReportState.SUBMITTED, clock.now())
    assert report.known["register"]["name"] == org.name
    late = client.get(f"{address}/sections/plan", follow_redirects=True).get_data(as_text=True)
    assert "报告已经报送，不能再改。要改请办理人员退回。" in late


# --- who may read -------------------------------------------------------------------------------------------------


def test_a_report_is_its_organizations_until_it_is_signed_and_public_when_concluded(town, org, head, client):
    report = filled(town, org, head)
    town.session.commit()
    address, public = f"/annual-reports/{report.public_id}", f"/annual-reports/of/{org.public_id}/{YEAR}"

    def answers():
        found = []
        for login in ("ngo", "ngo2", "acceptor", None):
            client.login(login) if login else client.logout()
            found.append((client.get(address).status_code, client.get(public).status_code))
        return found

    assert answers() == [(200, 404), (404, 404), (404, 404), (302, 404)]
    sign(town, report, head)
    town.session.commit()
    assert answers() == [(200, 404), (404, 404), (200, 404), (302, 404)]
    move(town, report, "check", town.acceptor)
    move(town, report, "accept", town.examiner)
    town.session.commit()
    assert answers() == [(200, 200), (404, 200), (200, 200), (302, 200)]
    words = client.page(public).one("//main").xpath("string()")
    assert "¥11,000.00" in words
    assert not [private for private in ("党员", "理事", "顾南乔", "¥200.00") if private in words]
    shown = client.page(f"/organizations/{org.public_id}").one(f"//a[@href='{public}']")
    assert (shown.text, shown.getnext().xpath("string(following-sibling::*[1])"), shown.getparent().xpath("string(span)")) == ("2025 年度工作报告", "", "合格")


def test_the_board_link_of_the_count_leads_to_the_overdue(town, client):
    count = OverdueCount(region_path="/32/3201/320114/", year=YEAR, overdue=3, told_at=clock.now(), told=2)
    town.session.add(count)
    town.session.commit()
    client.login("acceptor")
    answer = client.get(f"/annual-reports/overdue/{count.public_id}")
    assert answer.location == f"/annual-reports/?year={YEAR}&standing={Standing.OVERDUE.value}"
    client.login("ngo")
    assert client.get(f"/annual-reports/overdue/{count.public_id}").status_code == 404


def test_an_accountant_may_write_and_not_sign(town, org, head, client):
    report = filled(town, org, head)
    member(town, org, "accountant", Role.ACCOUNTANT)
    town.session.commit()
    client.login("accountant")
    assert client.get(f"/annual-reports/{report.public_id}/sections/finance").status_code == 200
    assert client.get(f"/annual-reports/{report.public_id}/steps/submit").status_code == 403
    assert FINANCE["closing_fen"] == saved(town.session, org, "finance")["closing_fen"]
