"""Verbs of evaluations: order, report, score, grade, rectify."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.evaluation import lifecycles  # noqa: F401 - puts the models under their lifecycles
from portal.domain.evaluation.indicators import sheet_for
from portal.domain.evaluation.models import Evaluation, EvaluationSheet, Rectification, SheetState, Stage
from portal.domain.projects.models import Grade, Project
from portal.kernel import access, engine, holds, journal, lifecycle, policy
from portal.kernel.papers import next_number
from portal.kernel.people import Actor, Appointment, User, in_force
from portal.kernel.permissions import Permission as P
from portal.kernel.roles import Role
from portal.kernel.words import Forbidden, Invalid, Refused, Stale, say

MOST_EVALUATORS = 9
BEGINS = {Stage.MID: "begin-mid", Stage.FINAL: "begin-final"}


def order(
    session: Session, project: Project, stage: Stage, *, evaluators: list[int], by: Actor, expect: int | None = None,
    reason: str = "",
) -> Evaluation:  # fmt: skip
    """Order the mid-term or final evaluation of a project by these evaluators (user ids)."""
    chosen = list(dict.fromkeys(evaluators))
    least = policy.amount(session, "evaluation.evaluators", project.region_path)
    if not least <= len(chosen) <= MOST_EVALUATORS:
        raise Invalid("evaluators", say("请选 %(least)s 到 %(most)s 位评估人。", least=least, most=MOST_EVALUATORS))
    allowed = {user_id for user_id, _ in candidates(session, project)}
    if not allowed.issuperset(chosen):
        raise Invalid("evaluators", say("选中的人里有人不在评估人名单里，或与承接方有任职关系。"))
    lifecycle.move(session, project, BEGINS[stage], by=by, expect=expect)
    last = select(func.max(Evaluation.round)).where(Evaluation.project_id == project.id, Evaluation.stage == stage)
    nth = (session.scalar(last) or 0) + 1
    title = f"{project.title} · {stage.label}" + (f"（第 {nth} 轮）" if nth > 1 else "")  # official
    evaluation = Evaluation(
        number=next_number(session, "估"), project_id=project.id, organization_id=project.organization_id,
        region_path=project.region_path, stage=stage, round=nth, title=title[:120], evaluators=chosen,
    )  # fmt: skip
    return lifecycle.begin(session, evaluation, by=by, sentence=say("安排了“%(title)s”", title=evaluation.title))


def candidates(session: Session, project: Project) -> list[tuple[int, str]]:
    """(user id, name and title) of those who may evaluate: evaluators and experts without a post in the provider."""
    own = select(Appointment.user_id).where(
        Appointment.organization_id.in_([i for i in (project.organization_id, project.implementer_id) if i])
    )
    stmt = (
        select(User.id, User.name, Appointment.title)
        .join(Appointment, Appointment.user_id == User.id)
        .where(Appointment.role.in_([Role.EVALUATOR, Role.EXPERT]), User.active, User.id.not_in(own))
        .where(in_force())
        .order_by(Appointment.role, User.id)
    )
    found: dict[int, str] = {}
    for user_id, name, title in session.execute(stmt):
        found.setdefault(user_id, f"{name}（{title}）")
    return list(found.items())


def report(
    session: Session, evaluation: Evaluation, *, by: Actor, progress: str, done: list[int], spent_fen: int,
    problems: str = "", next_steps: str = "", expect: int | None = None, reason: str = "",
) -> Evaluation:  # fmt: skip
    """Hand in the self-report. ``done``: the quantity reached of each planned output, in the project's order."""
    project = evaluation.project
    if len(done) != len(project.outputs) or any(n < 0 for n in done):
        raise Invalid("outputs", say("请给每一项计划产出填完成数量，没有就填 0。"))
    if not 0 <= spent_fen <= project.contract.amount_fen * 2:
        raise Invalid("spent_fen", say("已支出的金额不合理：合同金额的两倍以上。请核对单位是不是元。"))
    rows = [
        {"name": row["name"], "unit": row["unit"], "planned": row["quantity"], "done": reached}
        for row, reached in zip(project.outputs, done, strict=True)
    ]
    facts = {
        "progress": progress.strip(),
        "outputs": rows,
        "spent_fen": spent_fen,
        "problems": problems.strip(),
        "next": next_steps.strip(),
    }
    lifecycle.move(session, evaluation, "report", by=by, expect=expect, report=facts)
    return evaluation


def fill(
    session: Session, sheet: EvaluationSheet, scores: dict[str, dict[str, Any]], comment: str, *, by: Actor,
    expect: int | None = None,
) -> EvaluationSheet:  # fmt: skip
    """Save a sheet as far as it is filled in. ``scores``: {code: {"points": hundredths|None, "reason": str}}."""
    engine.lock(session, sheet)
    if not access.allows(by, P.EVALUATION_SCORE, sheet) or by.user_id != sheet.assignee_id:
        raise Forbidden(say("这张评分表是别人的，只有本人可以打分。"))
    if sheet.state is not SheetState.ASSIGNED:
        raise Refused(say("这张评分表已经提交，不能再改。"))
    if expect is not None and expect != sheet.version:
        raise Stale(say("这张评分表刚刚在别处改过。请先看最新内容。"))
    for indicator in sheet_for(sheet.evaluation.stage):
        points = (scores.get(indicator.code) or {}).get("points")
        if points is not None and not 0 <= points <= indicator.maximum * 100:
            raise Invalid(
                f"{indicator.code}_points",
                say("“%(title)s”的分要在 0 到 %(max)s 之间。", title=indicator.title, max=indicator.maximum),
            )
    known = {indicator.code for indicator in sheet_for(sheet.evaluation.stage)}
    sheet.scores = {code: row for code, row in scores.items() if code in known}
    sheet.comment = comment.strip()
    sheet.version += 1
    journal.write(session, sheet, "fill", say("填写了“%(title)s”的评分表", title=sheet.evaluation.title), by=by)
    session.flush()
    return sheet


def submit(
    session: Session, sheet: EvaluationSheet, scores: dict[str, dict[str, Any]], comment: str, *, by: Actor,
    expect: int | None = None,
) -> EvaluationSheet:  # fmt: skip
    """Save and hand in: afterwards the sheet stays as it is."""
    fill(session, sheet, scores, comment, by=by, expect=expect)
    lifecycle.move(session, sheet, "submit", by=by)
    return sheet


def grade(
    session: Session, evaluation: Evaluation, *, by: Actor, conclusion: str, paid_fen: int, demands: str = "",
    expect: int | None = None, reason: str = "",
) -> Evaluation:  # fmt: skip
    """Grade by the sheets (and the residents). A failed mid-term evaluation opens a rectification in the same act."""
    lifecycle.move(
        session, evaluation, "grade", by=by, expect=expect, conclusion=conclusion, demands=demands, paid_fen=paid_fen
    )
    _demand(session, evaluation, by=by)
    return evaluation


def fail_unreported(
    session: Session, evaluation: Evaluation, *, by: Actor, reason: str, demands: str = "", expect: int | None = None
) -> Evaluation:
    """An officer decides, after the reminder, that an evaluation without self-report is failed."""
    lifecycle.move(session, evaluation, "fail-unreported", by=by, reason=reason, expect=expect, demands=demands)
    _demand(session, evaluation, by=by)
    return evaluation


def _demand(session: Session, evaluation: Evaluation, *, by: Actor) -> None:
    """Open the rectification of a failed mid-term evaluation; its hold on the project stops the money."""
    if evaluation.stage is not Stage.MID or evaluation.grade is not Grade.FAIL:
        return
    project = evaluation.project
    rectification = Rectification(
        number=next_number(session, "改"), evaluation_id=evaluation.id, project_id=project.id,
        organization_id=project.organization_id, region_path=project.region_path,
        title=f"{project.title} · 整改"[:120], demands=evaluation.demands,  # official
    )  # fmt: skip
    sentence = say("要求“%(title)s”整改", title=project.title)
    lifecycle.begin(session, rectification, by=by, sentence=sentence)
    cause = say("项目正在整改（%(number)s），整改复核通过前不能拨款。", number=rectification.number)
    holds.place(session, project, "payment", rectification, cause, by=by)


def report_rectification(
    session: Session,
    rectification: Rectification,
    *,
    by: Actor,
    report: str,
    expect: int | None = None,
    reason: str = "",
) -> Rectification:
    lifecycle.move(session, rectification, "report", by=by, expect=expect, report=report)
    return rectification
