"""From the opening to the award: check, draw, blind review, ranking, publicity, an objection, the notice (story A6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.domain.calls.models import Call
from portal.domain.proposals.models import Proposal, ProposalState
from portal.domain.review import eligibility
from portal.kernel import clock, people
from seeds.people import PEOPLE
from tests.browser import LiveServer
from tests.journeys.walking import Walker, at_work, known, words_of

CALL = "雨花台区第九届公益创投项目征集公告"
LOT = "邻里纠纷调解"
NAMES = {person.name: person.login for person in PEOPLE}
#: Points for each criterion of the usual rubric (20, 30, 20, 15, 15), away from the ends of the scale.
GOOD, FAIR = ("17", "25.5", "16", "12", "11.50"), ("14", "21", "14", "11", "10")
OBJECTION = "申报书里写的调解室现在是社区的阅览室，没有听说要改，请核实场地。"
ANSWER = "经向社区居委会核实：阅览室晚上改作调解室，已有书面约定。异议不成立。"


@dataclass
class Bid:
    public_id: str
    title: str
    organization: str


def call_address(server: LiveServer) -> str:
    return "/calls/" + known(server, lambda s: s.scalars(select(Call.public_id).where(Call.title == CALL)).one())


def bids_of_the_lot(server: LiveServer) -> list[Bid]:
    def find(session) -> list[Bid]:
        stmt = select(Proposal).join(Call).where(Call.title == CALL, Proposal.state == ProposalState.OPENED)
        found = session.scalars(stmt.order_by(Proposal.id)).all()
        return [Bid(p.public_id, p.title, p.organization.name) for p in found if p.lot.title == LOT]

    return known(server, find)


def refuse_the_other_lots(server: LiveServer) -> None:
    """The story follows one lot: the bids of the others fall at the formal check, off the stage."""

    def refuse(session) -> None:
        acceptor = people.actor_for(session, "acceptor")
        stmt = select(Proposal).join(Call).where(Call.title == CALL, Proposal.state == ProposalState.OPENED)
        for proposal in session.scalars(stmt).all():
            if proposal.lot.title != LOT:
                eligibility.check(session, proposal, by=acceptor, passed=False, reason="没有按公告附场地证明。")

    at_work(server, refuse)


def seated(walker: Walker) -> list[str]:
    """The logins of the experts in the panel's table of seats, in their order."""
    rows = walker.page.locator("main table").first.locator("tbody tr")
    return [NAMES[name] for name in rows.evaluate_all("rows => rows.map(row => row.cells[0].innerText.trim())")]


def score(expert: Walker, points: tuple[str, ...], comment: str) -> None:
    for n, value in enumerate(points, 1):
        expert.fill(**{f"points_{n}": value})
    expert.fill(comment=comment).send("保存，评下一份").sees("已保存。评完全部申报书后一起交。")


def test_a_call_is_opened_judged_blind_publicised_disputed_and_awarded(
    live_server: LiveServer, page: Page, phone: Page, tmp_path: Path
):
    desk, hand = Walker(page), Walker(phone)
    call = call_address(live_server)
    opening = known(live_server, lambda s: s.scalars(select(Call.opening_at).where(Call.title == CALL)).one())
    live_server.forward(seconds=(opening + timedelta(minutes=20) - clock.now()).total_seconds())

    # Until somebody opens it, nobody reads a bid; the examiner opens all of them at once.
    desk.become("examiner").goto(call).state_is("已截止，待开启")
    desk.press("开启").sees(f"开启了“{CALL}”的申报书").state_is("资格审查中")
    bids = bids_of_the_lot(live_server)
    assert len(bids) == 2

    # The formal check shows what the portal knows, and an officer decides.
    desk.become("acceptor")
    for bid in bids:
        desk.goto(f"/proposals/{bid.public_id}").state_is("已开启，资格审查").press("资格审查通过")
        desk.sees("下面是平台按截止日的数据算出来的。", f"组织状态正常：{bid.organization}：正常")
        desk.send("资格审查通过").sees(f"“{bid.title}”通过了资格审查").state_is("资格审查通过，评审中")
    desk.goto(call).cannot("进入评审", f"还有 {others_waiting(live_server)} 份申报没有审查资格。")
    refuse_the_other_lots(live_server)
    desk.goto(call).cannot("进入评审", f"“{LOT}”还没有抽取评审专家。")

    # The list of candidates is sealed before the witness says the number; anyone recomputes the order.
    desk.goto("/panels").send("封存候选名单").sees("候选名单已封存。请见证人报数后抽取。")
    panel = desk.page.url
    desk.press("抽取专家").fill(witness_name="区审计局 明监之", witness="3288.41").send("抽取专家")
    desk.sees(
        "区审计局 明监之",
        "3288.41",
        "封存的摘要：重新计算，结果相同",
        "种子：重新计算，结果相同",
        "次序：重新计算，结果相同",
    )
    experts = seated(desk)
    assert len(experts) == 5
    desk.goto(call).press("进入评审").sees(f"“{CALL}”进入评审")

    # Four accept, one steps aside, and the first substitute is asked instead.
    for login in experts[:4]:
        desk.become(login).goto("/reviews").follow(LOT).state_is("待确认")
        desk.sees(*(bid.organization for bid in bids))
        desk.press("确认参加，没有利益关系").state_is("已确认，等全组到齐").sees("还没有开始评分。")
    hand.become(experts[4]).goto("/reviews").follow(LOT).press("我要回避").fill(reason="去年为其中一家做过培训。")
    hand.send("我要回避")
    desk.become("acceptor").goto(panel)
    substitute = next(login for login in seated(desk) if login not in experts)
    hand.become(substitute).goto("/reviews").follow(LOT).press("确认参加，没有利益关系").state_is("评审中")
    panel_now = [*experts[:4], substitute]

    # Nobody's name stands on a proposal; the ends of the scale need a reason.
    for n, login in enumerate(panel_now):
        expert = hand if login == substitute else desk
        expert.become(login).goto("/reviews").follow(LOT)
        for bid, points in zip(bids, (GOOD, FAIR), strict=True):
            expert.goto("/reviews").follow(LOT).follow(bid.title).sees("不显示申报单位")
            assert all(each.organization not in expert.page.content() for each in bids)
            if n == 0 and bid is bids[0]:
                expert.fill(points_1="20", points_2="25").send("保存，评下一份")
                expert.sees("这一项分数很低或接近满分（20% 以下、95% 以上），请写明理由。")
                expect(expert.page.locator("[name=points_1]")).to_have_value("20")
            score(expert, points, "做法具体，可以检查。")
        expert.goto("/reviews").follow(LOT).press("交齐全部评分").state_is("已交齐")

    # The examiner ranks by the frozen rule; the result is public for seven days.
    desk.become("examiner").goto(call).press("按规则排名").sees(f"按冻结的规则给“{CALL}”排了名").state_is(
        "评审完成，待公示"
    )
    desk.become("approver").goto(call).press("公示结果").sees(f"开始公示“{CALL}”的结果").state_is("结果公示中")
    hand.leave().goto("/awards").follow(LOT).sees("本页打开时已按分数表重算了一遍，2 行全部一致。", "82.00", "70.00")
    hand.follow("第 1 次专家抽取的记录，可以复算").sees("复算一致", "3288.41", "已回避")
    hand.goto("/awards").follow(LOT)
    hand.follow(bids[0].title).sees("到目前没有异议。")
    first = hand.page.url
    desk.goto(first)
    expect(desk.page.locator(".acts .blocked").first).to_contain_text(
        "才期满。公示期满、没有未了结的异议，才能确认立项。"
    )

    # A resident objects to the second: it stands still, the first does not.
    hand.become("resident2").goto("/awards").follow(LOT).follow(bids[1].title)
    second = hand.page.url
    hand.follow("对这一项提出异议").send("提出异议").sees("还不能提交，请先改下面这些")
    hand.fill(body=OBJECTION).send("提出异议").sees(OBJECTION).state_is("待答复")
    objection = hand.page.url
    number = hand.page.locator(".doc-head .doc-no .nb").inner_text()
    live_server.forward(days=8)
    desk.become("approver").goto(second)
    desk.cannot("确认立项", f"异议 {number} 还没有了结，这一项暂停立项；其他项目不受影响。")
    desk.goto(first).press("确认立项").sees(f"“{bids[0].title}”立项").state_is("已立项")
    desk.goto(call).cannot("立项完成", "还有异议或投诉没有了结，不能办结。")
    desk.become("examiner").goto(objection).press("答复：异议不成立").sees(OBJECTION).fill(answer=ANSWER)
    desk.send("答复：异议不成立").state_is("不成立")
    hand.become("resident2").goto(objection).sees(ANSWER)
    desk.become("approver").goto(second).press("确认立项").state_is("已立项")
    desk.goto(call).press("立项完成").state_is("已立项")

    # The winner finds its notice.
    live_server.work()
    desk.become("ngo3").goto(first if "石榴籽" in bids[0].organization else second).is_stamped("准予立项")
    mine = next(bid for bid in bids if "石榴籽" in bid.organization)
    notice = words_of(desk.download("立项通知书", tmp_path))
    assert "立项通知书" in notice
    assert mine.organization in notice
    assert "82.00" in notice or "70.00" in notice


def others_waiting(server: LiveServer) -> int:
    stmt = select(Proposal.id).join(Call).where(Call.title == CALL, Proposal.state == ProposalState.OPENED)
    return len(known(server, lambda s: s.scalars(stmt).all()))
