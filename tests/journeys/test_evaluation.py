"""Mid-term and final evaluation: the next part of the money, a rectification that stops it, the closing grade (story A9)."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.evaluation.indicators import SHEETS
from portal.domain.evaluation.models import Evaluation, EvaluationState, Rectification, RectificationState, Stage
from portal.domain.funds.models import Tranche, Trigger
from portal.domain.projects import activities
from portal.domain.projects.models import ActivityKind, Project
from portal.kernel import clock, lifecycle, people
from portal.kernel.people import User
from tests.browser import LiveServer
from tests.journeys.walking import Walker, at_work, known

PASSING = "听雨社区独居老人守望（第二期）"
FAILING = "楼栋议事会（第二期）"
EVALUATORS = ("evaluator", "expert4", "expert7")
PROGRESS = "探访照计划进行，名册已经更新，两位老人转介到社区卫生站。"
DEMANDS = "一、补齐三月以来的活动记录。\n二、两名专职人员到岗。"


def project_of(server: LiveServer, title: str) -> str:
    return "/projects/" + known(
        server, lambda s: s.scalars(select(Project.public_id).where(Project.title == title)).one()
    )


def evaluation_of(server: LiveServer, title: str) -> str:
    """The newest evaluation that is not graded yet."""
    stmt = (
        select(Evaluation.public_id).join(Project)
        .where(Project.title == title, Evaluation.state != EvaluationState.GRADED).order_by(Evaluation.id.desc())
    )  # fmt: skip
    return "/evaluations/" + known(server, lambda s: s.scalars(stmt.limit(1)).one())


def part_of(server: LiveServer, title: str, trigger: Trigger) -> str:
    stmt = select(Tranche.public_id).join(Project).where(Project.title == title, Tranche.trigger == trigger)
    return "/payments/" + known(server, lambda s: s.scalars(stmt).one())


def rectification_of(server: LiveServer, title: str) -> str:
    stmt = (
        select(Rectification.public_id).join(Project)
        .where(Project.title == title, Rectification.state != RectificationState.ACCEPTED)
    )  # fmt: skip
    return "/rectifications/" + known(server, lambda s: s.scalars(stmt).one())


def user_id(server: LiveServer, login: str) -> str:
    return str(known(server, lambda s: s.scalars(select(User.id).where(User.login == login)).one()))


def complete_outputs(session: Session) -> None:
    """The organization does the rest of what it promised, and the committee confirms it."""
    project = session.scalars(select(Project).where(Project.title == PASSING)).one()
    ngo, committee = people.actor_for(session, "ngo"), people.actor_for(session, "committee")
    for row in project.outputs:
        activity = activities.draft(
            session, project, by=ngo, title="补齐产出", kind=ActivityKind.OTHER, region_path=committee.region_path,
            held_on=clock.today(), place="社区活动室", minutes=60, attendances=10, beneficiaries=10, volunteers=1,
            cost_fen=0, output=row["name"], output_quantity=row["quantity"], note="",
        )  # fmt: skip
        lifecycle.move(session, activity, "record", by=ngo)
        lifecycle.move(session, activity, "confirm", by=committee)


def order(desk: Walker, server: LiveServer, title: str, label: str) -> str:
    """The officer orders an evaluation by three evaluators; returns its address."""
    desk.become("acceptor").goto(project_of(server, title)).press(label).send(label).sees("请至少选一位评估人。")
    for login in EVALUATORS[:2]:
        desk.tick("evaluators", user_id(server, login))
    desk.send(label).sees("请选 3 到 9 位评估人。")
    desk.tick("evaluators", user_id(server, EVALUATORS[2])).send(label).sees(
        f"安排了“{title}”的{label.removeprefix('安排')}"
    )
    return evaluation_of(server, title)


def report(hand: Walker, evaluation: str) -> None:
    """By the organization, with what the records say filled in already."""
    hand.goto(evaluation).state_is("待自评").press("提交自评报告").fill(progress="").send("提交自评报告").sees(
        "请写实施情况。"
    )
    hand.fill(progress=PROGRESS).send("提交自评报告").state_is("待评估").sees(PROGRESS)


def give_points(walker: Walker, stage: Stage, percent: int) -> None:
    for indicator in SHEETS[stage]:
        points, reason = (
            f"{indicator.maximum * percent / 100:.2f}",
            "台账和现场看到的一致。" if percent > 50 else "对不上计划。",
        )
        walker.fill(**{f"{indicator.code}_points": points, f"{indicator.code}_reason": reason})


def score(walker: Walker, evaluation: str, login: str, stage: Stage, percent: int) -> None:
    walker.become(login).goto(evaluation)
    walker.moving(walker.page.get_by_role("link", name="打开我的评分表", exact=True).click)
    give_points(walker, stage, percent)
    walker.send("提交评分表").sees("评分表已提交。").state_is("已提交")


def grade(desk: Walker, evaluation: str, conclusion: str, demands: str = "") -> Walker:
    desk.become("examiner").goto(evaluation).press("评定等次").fill(conclusion=conclusion, demands=demands)
    return desk.send("评定等次")


def pay(desk: Walker, payment: str) -> None:
    desk.become("examiner").goto(payment).state_is("待经办复核").press("复核无误，提请拨付").state_is("待财政拨付")
    desk.become("finance").goto(payment).press("拨付").state_is("已拨付")


def test_a_good_project_gets_its_parts_and_is_closed_with_a_grade(live_server: LiveServer, page: Page, phone: Page):
    desk, hand = Walker(page), Walker(phone)
    project, second = project_of(live_server, PASSING), part_of(live_server, PASSING, Trigger.MID)
    last = part_of(live_server, PASSING, Trigger.FINAL)
    evaluation = evaluation_of(live_server, PASSING)

    # The mid-term was ordered; self-report, three sheets, none sees the others'.
    hand.become("ngo").goto("/desk").sees("提交自评报告")
    report(hand, evaluation)
    desk.become("acceptor").goto(evaluation).press("自评齐全，开始打分").state_is("评估打分中").sees("0 / 3 已交")
    desk.become("examiner").goto(evaluation).cannot("评定等次", "3 张评分表中交了 0 张，交齐以后才能评定。")
    desk.become("evaluator").goto(evaluation)
    desk.moving(desk.page.get_by_role("link", name="打开我的评分表", exact=True).click)
    give_points(desk, Stage.MID, 100)
    desk.fill(progress_reason="").send("提交评分表").sees("“实施进度”打了满分或不到一半的分，请写明理由。")
    expect(desk.page.locator("[name=progress_points]")).to_have_value("30.00")
    for login, percent in zip(EVALUATORS, (90, 80, 85), strict=True):
        score(desk, evaluation, login, Stage.MID, percent)
    desk.goto(evaluation).sees("3 / 3 已交").does_not_see("各项得分")
    grade(desk, evaluation, "进度和质量都好。").state_is("已评定").sees("85.00 分", "良好")

    # Passed: the second part is due and is paid by two.
    hand.become("ngo").goto(project).state_is("中期已通过，实施中").sees("中期评估 85.00 分，良好")
    pay(desk, second)

    # Before the end of the contract the final evaluation waits for every output.
    desk.become("acceptor").goto(project).sees("到期或者全部完成以后才能安排末期评估。")
    at_work(live_server, complete_outputs)

    # The final evaluation with the residents' part closes it.
    evaluation = order(desk, live_server, PASSING, "安排末期评估")
    report(hand, evaluation)
    desk.become("acceptor").goto(evaluation).press("自评齐全，开始打分").state_is("评估打分中")
    for login in EVALUATORS:
        score(desk, evaluation, login, Stage.FINAL, 90)
    desk.become("examiner").goto(last).state_is("未到条件")
    grade(desk, evaluation, "约定的产出都完成了，老人评价高。").state_is("已评定")
    desk.sees("评估组 90.00 分占 70%，居民满意度折合", "分占 30%。")
    hand.leave().goto(project).state_is("已结项").is_stamped("准予结项").sees("评估组 90.00 分占 70%")
    pay(desk, last)
    hand.goto(project)
    expect(
        hand.page.locator("table", has_text="分笔拨款").locator("tbody").get_by_text("已拨付", exact=True)
    ).to_have_count(3)
    hand.become("ngo").goto(project).is_not_offered("终止项目")


def test_a_rectification_stops_the_money_until_it_is_accepted(live_server: LiveServer, page: Page, phone: Page):
    desk, hand = Walker(page), Walker(phone)
    project, second = project_of(live_server, FAILING), part_of(live_server, FAILING, Trigger.MID)

    # The city left it in rectification: put right, looked at, taken up again.
    rectify(desk, hand, live_server)
    hand.goto(project).state_is("实施中").does_not_see("款项暂停")

    # The second round fails too: without demands it is not written down, with them the money stands still.
    evaluation = order(desk, live_server, FAILING, "安排中期评估")
    report(hand, evaluation)
    desk.become("acceptor").goto(evaluation).press("自评齐全，开始打分")
    for login in EVALUATORS:
        score(desk, evaluation, login, Stage.MID, 50)
    grade(desk, evaluation, "进度落后一半。").sees("评估不合格，要进入整改：请逐条写明整改要求。")
    grade(desk, evaluation, "进度落后一半。", DEMANDS).state_is("已评定").sees("50.00 分", "不合格", "两名专职人员到岗")
    desk.goto(project).state_is("整改中").sees("款项暂停").goto(second).sees("暂停").is_not_offered(
        "复核无误，提请拨付"
    )
    rectify(desk, hand, live_server)

    # The third round passes, and the money flows.
    evaluation = order(desk, live_server, FAILING, "安排中期评估")
    report(hand, evaluation)
    desk.become("acceptor").goto(evaluation).press("自评齐全，开始打分")
    for login in EVALUATORS:
        score(desk, evaluation, login, Stage.MID, 75)
    grade(desk, evaluation, "整改到位，进度赶上来了。").state_is("已评定").sees("75.00 分", "合格")
    hand.goto(project).state_is("中期已通过，实施中")
    pay(desk, second)


def rectify(desk: Walker, hand: Walker, server: LiveServer) -> None:
    """Reported on the phone, sent back once for too little, accepted."""
    rectification = rectification_of(server, FAILING)
    hand.become("ngo3").goto(project_of(server, FAILING)).state_is("整改中").sees("款项暂停")
    hand.goto(rectification).state_is("待整改").sees("整改复核通过前不能拨款。")
    hand.press("提交整改报告").send("提交整改报告").sees("请逐条写明怎样整改的。")
    hand.fill(report="记录补齐。").send("提交整改报告").state_is("待复核")
    desk.become("examiner").goto(rectification).press("整改不到位，退回").fill(reason="没有写人员到岗。").send(
        "整改不到位，退回"
    )
    desk.state_is("复核未通过")
    hand.goto(rectification).sees("没有写人员到岗。").press("提交整改报告").fill(
        report="记录补齐；两名专职人员已到岗。"
    ).send("提交整改报告")
    desk.goto(rectification).press("整改到位").state_is("整改完成").does_not_see("整改复核通过前不能拨款。")
