"""The pages of ratings: drafting a round, the self-assessment, the sheet, what the public reads and what it does not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.domain.organizations.models import OrgType
from portal.domain.ratings import grants, sheets
from portal.domain.ratings.models import ApplicationState, RatingApplication, RatingRound, RoundState
from portal.kernel import clock
from tests.domain.rated import bureau  # noqa: F401 - the fixture


@pytest.fixture
def as_(new_client):
    def enter(login: str):
        client = new_client()
        client.login(login)
        return client

    return enter


def typed(moment) -> str:
    return clock.local(moment).strftime("%Y-%m-%dT%H:%M")


def test_a_round_is_drafted_changed_proposed_and_opened_on_pages(bureau, session, as_, new_client):
    acceptor = as_("acceptor")
    closes = typed(clock.now() + timedelta(days=40))
    assert "请选一项" in acceptor.submit("/rating-rounds/new", status=422, org_type="", year="2026", closes_at=closes).text
    acceptor.submit("/rating-rounds/new", org_type="service", year="2026", closes_at=closes, introduction="自愿参加")
    found = session.query(RatingRound).one()
    address = f"/rating-rounds/{found.public_id}"
    assert new_client().get(address).status_code == 404  # a draft is nothing that a visitor may know of
    page = acceptor.submit(f"{address}/edit", status=200, **{"indicators-0-maximum": "30"})
    assert "修改指标表" in page.text
    assert "要正好 1000 分" in acceptor.page(address).text
    acceptor.submit(f"{address}/edit", **{"indicators-0-maximum": "20"})
    assert "请填整数" in acceptor.submit(f"{address}/edit", status=422, **{"indicators-1-maximum": "二十"}).text
    acceptor.post(f"{address}/steps/propose", data={"version": str(session.query(RatingRound.version).scalar())})
    assert as_("examiner").get(f"{address}/steps/open").status_code == 403
    as_("approver").submit(f"{address}/steps/open")
    session.expire_all()
    assert found.state is RoundState.OPEN
    public = new_client().page(address).text
    assert "951 分以上" in public
    assert "党建工作" in public
    assert "2026 年度社会服务机构等级评估" in new_client().page("/ratings/").text


def test_an_organization_sees_its_conditions_and_assesses_itself(bureau, session, as_):
    found = bureau.round()
    ngo = as_("ngo")
    page = ngo.page(f"/rating-rounds/{found.public_id}")
    assert "2023-03-01 登记，要满 24 个月" in page.text
    ngo.post(f"/rating-applications/new/{found.public_id}")
    application = session.query(RatingApplication).one()
    edit = f"/rating-applications/{application.public_id}/edit"
    wrong = ngo.submit(edit, status=422, summary="做了很多", i01_points="20.5", i02_points="二十")
    assert "请填 0 到 20 之间的数" in wrong.text
    assert "请填数字" in wrong.text
    assert "做了很多" in wrong.html
    ngo.submit(edit, summary="做了很多", i01_points="１８.5", i01_text="证书在有效期")
    session.expire_all()
    assert application.self_scores["i01"] == {"points": 1850, "note": "证书在有效期"}
    shown = ngo.page(f"/rating-applications/{application.public_id}").text
    assert "“章程”还没有自评得分" in shown
    assert "18.50" in shown
    old = ngo.submit(edit, status=409, summary="旧页", version="1")
    assert "旧页" in old.html


def test_a_sheet_is_saved_handed_in_and_seen_by_nobody_else_before_all_are_in(bureau, session, as_):
    application = bureau.seated(bureau.round())
    first, examiner = as_("expert1"), as_("examiner")
    own = sheets.own_of(session, application, bureau.expert("expert1"))
    address = f"/rating-sheets/{own.public_id}"
    for other in (examiner, as_("expert2"), as_("ngo"), as_("approver")):
        assert other.get(address).status_code == 404
    values = {f"{row['code']}_points": "20" if row["code"] == "i01" else str(row["maximum"] * 9 // 10) for row in application.round.indicators}
    refused = first.submit(address, status=422, act="submit", **values)
    assert "“法人资格”打了满分或不到一半的分，请写明理由。" in refused.text
    first.submit(address, act="save", **values)
    assert "评分表已提交" in first.submit(address, act="submit", i01_text="证照齐全", **values).text
    for n in ("expert2", "expert3"):
        assert "各表得分" not in examiner.page(f"/rating-applications/{application.public_id}").text
        bureau_sheet = sheets.own_of(session, application, bureau.expert(n))
        sheets.submit(session, bureau_sheet, bureau.sheet(application, 92), "", by=bureau.expert(n))
    session.expire_all()
    assert application.state is ApplicationState.SCORED
    assert "各表得分" in examiner.page(f"/rating-applications/{application.public_id}").text
    assert "高知远" not in as_("ngo").page(f"/rating-applications/{application.public_id}").text  # expert1's name


def test_the_public_reads_scores_by_part_and_no_sheet(bureau, as_, new_client):
    application = bureau.publicised(bureau.round(), 92, 93, 91)
    page = new_client().page(f"/rating-applications/{application.public_id}")
    assert "920.00" in page.text
    assert "看过材料" not in page.text
    assert "两年来做了什么" not in page.text
    assert "银杏树下" in new_client().page("/ratings/").text
    objection = f"/rating-objections/new/{application.public_id}"
    assert new_client().get(objection).status_code == 302
    resident = as_("resident1")
    assert "请写明异议的事实和理由" in resident.submit(objection, status=422, body=" ").text
    assert "异议已收到" in resident.submit(objection, body="活动没有做").text
    assert "已经对这个结果提出过异议" in resident.page(objection).text


def test_the_lists_show_ratings_in_force_by_level_type_and_year_and_as_a_file(bureau, session, new_client):
    held = grants.enter_earlier(session, bureau.organization, level=4, starts_on=clock.today() - timedelta(days=400), source="公告 1 号", by=bureau.acceptor)
    visitor = new_client()
    for query, there in (("level=4", True), ("level=3", False), ("type=service", True), ("type=foundation", False), ("year=2025", True),
                         ("status=past", False), ("q=银杏", True), ("level=9&year=x&type=y&cursor=zz", True)):  # fmt: skip
        assert ("银杏树下" in visitor.page(f"/ratings/?{query}").text.split("等级名单", 1)[1]) is there, query
    lines = visitor.get("/ratings/?as=csv").get_data(as_text=True).strip().splitlines()
    assert lines[1].startswith("银杏树下社区服务中心,52320114MJDEM0001X,社会服务机构,4A,2025")
    assert "公告 1 号" in visitor.page(f"/ratings/{held.public_id}").text
    assert "4A（" in visitor.page(f"/organizations/{bureau.organization.public_id}").text
    bureau.travel(held.expires_at + timedelta(minutes=1))
    assert "没有有效的等级" in visitor.page(f"/organizations/{bureau.organization.public_id}").text
    assert "银杏树下" not in visitor.page("/ratings/").text
    assert "银杏树下" in visitor.page("/ratings/?status=past").text


def test_a_rating_of_before_is_entered_by_the_acceptor_alone(bureau, session, as_):
    address = f"/ratings/earlier/{bureau.organization.public_id}"
    assert as_("approver").get(address).status_code == 403
    acceptor = as_("acceptor")
    assert "评定日期要在登记以后" in acceptor.submit(address, status=422, level="4", starts_on="2020-01-01", source="公告").text
    acceptor.submit(address, level="4", starts_on="2025-01-10", source="公告 1 号")
    assert grants.held_by(session, bureau.organization.id).level == 4


def test_a_measure_goes_from_notice_to_decision_on_pages(bureau, session, as_, new_client):
    held = grants.enter_earlier(session, bureau.organization, level=4, starts_on=clock.today() - timedelta(days=400), source="公告", by=bureau.acceptor)
    acceptor = as_("acceptor")
    new = f"/rating-measures/new/{held.public_id}"
    assert "降到的等级要低于现在的 4A" in acceptor.submit(new, status=422, kind="lower", to_level="", grounds="档案不实").text
    acceptor.submit(new, kind="lower", to_level="3", grounds="档案不实")
    assert held.level == 4
    assert "已经有一件在办" in acceptor.page(new).text
    listed = as_("ngo").page("/rating-measures/").all("//table//a/@href")
    assert new_client().get(listed[0]).status_code == 404
    as_("ngo").submit(f"{listed[0]}/steps/reply", reason="已经改了")
    as_("examiner").submit(f"{listed[0]}/steps/decide", reason="属实")
    session.expire_all()
    assert held.level == 3
    assert "起 3A" in new_client().page(f"/ratings/{held.public_id}").text


def test_a_round_of_another_type_is_not_for_this_organization(bureau, as_):
    found = bureau.round(org_type=OrgType.FOUNDATION)
    page = as_("ngo").page(f"/rating-rounds/{found.public_id}")
    assert "这一轮只评基金会" in page.text
