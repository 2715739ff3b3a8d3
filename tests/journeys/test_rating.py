"""A rating from the first check to the certificate: the panel scores blind, residents object, the level is in force at once."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page
from sqlalchemy import select

from portal.domain.organizations.models import Organization
from portal.domain.ratings.models import ApplicationState, RatingApplication
from portal.kernel.people import User
from tests.browser import LiveServer
from tests.journeys.walking import Walker, known, words_of

HANDED_IN, PUBLICISED = "南京市雨花台区无声角手语服务中心", "南京市雨花台区绿洲圈垃圾分类促进中心"
PANEL = ("expert3", "expert6", "expert12")
SEEN = "看了服务场所，抽查了三份服务记录。"


def application_of(server: LiveServer, name: str, state: ApplicationState) -> str:
    stmt = select(RatingApplication.public_id).join(Organization).where(Organization.name == name, RatingApplication.state == state)
    return "/rating-applications/" + known(server, lambda s: s.scalars(stmt).one())


def table_of(server: LiveServer, address: str) -> list[dict]:
    stmt = select(RatingApplication).where(RatingApplication.public_id == address.rsplit("/", 1)[1])
    return known(server, lambda s: list(s.scalars(stmt).one().round.indicators))


def user_id(server: LiveServer, login: str) -> str:
    return str(known(server, lambda s: s.scalars(select(User.id).where(User.login == login)).one()))


def score(walker: Walker, address: str, login: str, table: list[dict], percent: int) -> None:
    walker.become(login).goto(address)
    walker.moving(walker.page.get_by_role("link", name="打开我的评分表", exact=True).click)
    walker.fill(**{f"{row['code']}_points": str(row["maximum"] * percent / 100) for row in table})
    walker.send("提交评分表").sees("评分表已提交。").state_is("已提交")


def test_an_application_is_checked_scored_blind_and_publicised(live_server: LiveServer, page: Page, phone: Page):
    desk, hand = Walker(page), Walker(phone)
    address = application_of(live_server, HANDED_IN, ApplicationState.SUBMITTED)
    table = table_of(live_server, address)

    # The first check shows every condition as of today; what the portal does not know, the officer confirms.
    desk.become("acceptor").goto(address).press("初审通过").sees("没有处罚、异常名录等未解除的限制").send("初审通过").sees("请先核对近两年的年度报告。")
    desk.tick("reports_in_order").send("初审通过").state_is("初审通过，待组成评估组")

    # The panel is odd, and whoever is tied cannot be chosen.
    desk.become("examiner").goto(address).press("组成评估组")
    for login in PANEL[:2]:
        desk.tick("members", user_id(live_server, login))
    desk.send("组成评估组").sees("现在选了 2 人")
    desk.tick("members", user_id(live_server, PANEL[2])).send("组成评估组").state_is("评估组评估中").sees("0 / 3 已交")

    # Three people score on their phones; nobody sees the others before all are in.
    for login, percent in zip(PANEL, (86, 88, 84), strict=True):
        desk.become("examiner").goto(address).does_not_see("每项指标的得分和理由")
        score(hand, address, login, table, percent)
    desk.goto(address).state_is("打分完成，待公示").sees("860.00", "3A").cannot("公示评估结果", "还没有记录实地考察，记好才能公示。")
    desk.press("记录实地考察").fill(who="评估组三位", note=SEEN).send("记录实地考察").sees(SEEN)
    desk.press("公示评估结果").state_is("评估结果公示中")

    # Anyone reads the result by part, and may object; the sheets stay inside.
    hand.leave().goto("/ratings/").follow(HANDED_IN).sees("各部分得分", "860.00").does_not_see(SEEN, "评分表：")
    hand.become("resident1").goto(address).press("提出异议").fill(body="服务点周末总是不开门。").send("提出异议").state_is("待查清")
    objection = hand.page.url
    desk.become("examiner").goto(objection).press("答复：异议不成立").fill(answer="查了开放记录，周末轮班，有签到。").send("答复：异议不成立")
    desk.state_is("不成立")


def test_a_level_is_in_force_on_the_day_it_is_given(live_server: LiveServer, page: Page, phone: Page, tmp_path: Path):
    desk, hand = Walker(page), Walker(phone)
    address = application_of(live_server, PUBLICISED, ApplicationState.PUBLICISED)
    desk.become("examiner").goto(address).is_not_offered("评定等级")
    desk.become("approver").goto(address).send("评定等级").state_is("已评定等级")
    hand.leave().goto("/ratings/?level=3").follow(PUBLICISED).state_is("有效").sees("看评估结果和各部分得分")
    certificate = words_of(hand.download("社会组织评估等级证书（PDF）", tmp_path))
    assert PUBLICISED in certificate
    assert "3A级" in certificate
    hand.follow(PUBLICISED).sees("3A（")


def test_who_applies_sees_what_is_missing_and_loses_nothing(live_server: LiveServer, page: Page, phone: Page):
    hand = Walker(phone)
    address = application_of(live_server, "南京市雨花台区石榴籽邻里调解事务所", ApplicationState.DRAFT)
    hand.become("ngo3").goto("/desk").sees("自评并提交评估申请")
    hand.goto(address).cannot("提交评估申请", "“业务活动”还没有自评得分。").follow("填写自评")
    hand.fill(i09_points="200", i10_points="100").send("保存自评").sees("请填 0 到 150 之间的数。")
    hand.fill(i09_points="130").send("保存自评").sees("自评已保存。")
    hand.cannot("提交评估申请", "“公益性和社会责任”还没有自评得分。")
