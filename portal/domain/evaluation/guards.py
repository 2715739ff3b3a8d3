"""Conditions and effects of evaluations, sheets and rectifications."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portal.domain.evaluation.indicators import needs_reason, sheet_for
from portal.domain.evaluation.models import Evaluation, EvaluationSheet, SheetState, Stage
from portal.domain.evaluation.reports import issue_report
from portal.domain.evaluation.scoring import parts_of
from portal.domain.projects.models import Grade
from portal.domain.satisfaction.models import SurveyState
from portal.domain.satisfaction.operations import survey_of
from portal.domain.satisfaction.results import Result, result_of
from portal.kernel import hands, holds, lifecycle, policy
from portal.kernel.lifecycle import Ctx
from portal.kernel.words import Refused, Sentence, say

# --- self-report -----------------------------------------------------------------------------------------------------


def report_is_complete(ctx: Ctx) -> Sentence | None:
    if "report" not in ctx.facts:
        return None  # the button is shown; the form asks
    return None if ctx.facts["report"].get("progress", "").strip() else say("还没有写实施情况。请在自评报告里写清楚后再提交。")


def write_report(ctx: Ctx) -> None:
    ctx.record.self_report, ctx.record.reported_at = ctx.fact("report"), ctx.now


def report_is_overdue(ctx: Ctx) -> Sentence | None:
    """No adverse act by the clock alone, and none before the due day (domain.md, Evaluation)."""
    due = policy.due(ctx.session, "evaluation.self-report", ctx.record.region_path, ctx.record.entered_at)
    return say("自评还没有到期，不能按逾期处理。") if ctx.now <= due else None


def write_unreported(ctx: Ctx) -> None:
    record: Evaluation = ctx.record
    record.score, record.grade, record.graded_by_id = 0, Grade.FAIL, ctx.by.user_id
    record.parts = {"panel": 0, "satisfaction": None, "weights": {"panel": 100, "satisfaction": 0}, "unreported": True}
    record.conclusion, record.demands = ctx.reason, ctx.facts.get("demands", "").strip()
    if record.stage is Stage.FINAL:
        _residents(ctx)


# --- sheets ----------------------------------------------------------------------------------------------------------


def hand_out_sheets(ctx: Ctx) -> None:
    evaluation: Evaluation = ctx.record
    for user_id in evaluation.evaluators:
        sheet = EvaluationSheet(
            evaluation=evaluation, assignee_id=user_id, region_path=evaluation.region_path, scores={}
        )
        sentence = say("为“%(title)s”发出一张评分表", title=evaluation.title)
        lifecycle.begin(ctx.session, sheet, by=ctx.by, sentence=sentence)


def is_the_assignee(ctx: Ctx) -> Sentence | None:
    return None if ctx.by.user_id == ctx.record.assignee_id else say("这张评分表是别人的，只有本人可以打分。")


def sheet_is_complete(ctx: Ctx) -> Sentence | None:
    """Every indicator has points within its maximum, and a reason where the score is extreme."""
    for indicator in sheet_for(ctx.record.evaluation.stage):
        row = ctx.record.scores.get(indicator.code) or {}
        points = row.get("points")
        if points is None:
            return say("“%(title)s”还没有打分。", title=indicator.title)
        if not 0 <= points <= indicator.maximum * 100:
            return say("“%(title)s”的分要在 0 到 %(max)s 之间。", title=indicator.title, max=indicator.maximum)
        if needs_reason(indicator, points) and not row.get("reason", "").strip():
            return say("“%(title)s”打了满分或不到一半的分，请写明理由。", title=indicator.title)
    return None


def add_up(ctx: Ctx) -> None:
    ctx.record.total = sum(row["points"] for row in ctx.record.scores.values())


# --- grade -----------------------------------------------------------------------------------------------------------


def totals_of(ctx: Ctx) -> list[tuple[Any, int | None]]:
    """(state, total in hundredths) of the evaluation's sheets, without those that were taken back."""
    stmt = select(EvaluationSheet.state, EvaluationSheet.total).where(EvaluationSheet.evaluation_id == ctx.record.id)
    return [(state, total) for state, total in ctx.session.execute(stmt) if state is not SheetState.DROPPED]


def somebody_has_not_answered(ctx: Ctx) -> Sentence | None:
    if any(state is SheetState.ASSIGNED for state, _ in totals_of(ctx)):
        return None
    return say("评分表都交了，不用更换评估人。")


def sheets_are_in(ctx: Ctx) -> Sentence | None:
    sheets = totals_of(ctx)
    done = sum(state is SheetState.SUBMITTED for state, _ in sheets)
    if sheets and done == len(sheets):
        return None
    return say("%(all)s 张评分表中交了 %(done)s 张，交齐以后才能评定。", all=len(sheets), done=done)


def not_an_evaluator(ctx: Ctx) -> Sentence | None:
    """Separation of duties: who scored does not decide."""
    return say("您给这个项目打过分，不能再由您评定等次。") if hands.same(ctx, *ctx.record.evaluators) else None


def failing_names_demands(ctx: Ctx) -> Sentence | None:
    """A failed mid-term evaluation leads to rectification: what is to be put right must be said."""
    if ctx.record.stage is not Stage.MID or ctx.facts.get("demands", "").strip():
        return None
    if "demands" not in ctx.facts:
        return None  # the button is shown; the form asks
    totals = [total for state, total in totals_of(ctx) if state is SheetState.SUBMITTED and total is not None]
    failing = not totals or Grade.of(parts_of(Stage.MID, totals, None, 0)[0]) is Grade.FAIL
    return say("评估不合格，要进入整改：请逐条写明整改要求。") if failing else None


def _residents(ctx: Ctx) -> Result | None:
    """The residents' part: the survey ends here, so that the number stays what it was."""
    survey = survey_of(ctx.session, ctx.record.project_id)
    if survey is None:
        return None
    if survey.state is SurveyState.OPEN:
        lifecycle.move(ctx.session, survey, "close", by=ctx.by)
    return result_of(ctx.session, survey)


def write_grade(ctx: Ctx) -> None:
    record: Evaluation = ctx.record
    conclusion = ctx.fact("conclusion").strip()
    if not conclusion:
        raise Refused(say("请写评估结论。"))
    result = _residents(ctx) if record.stage is Stage.FINAL else None
    share = policy.amount(ctx.session, "evaluation.satisfaction-share", record.region_path)
    totals = [total for _, total in totals_of(ctx) if total is not None]
    record.score, record.parts = parts_of(record.stage, totals, result, share)
    record.grade, record.graded_by_id = Grade.of(record.score), ctx.by.user_id
    record.conclusion, record.demands = conclusion, ctx.facts.get("demands", "").strip()
    ctx.session.flush()
    issue_report(ctx, result, paid_fen=ctx.fact("paid_fen"))


# --- rectification ---------------------------------------------------------------------------------------------------


def write_rectification(ctx: Ctx) -> None:
    text = ctx.fact("report").strip()
    if not text:
        raise Refused(say("请逐条写明怎样整改的。"))
    ctx.record.report = text


def lift_holds(ctx: Ctx) -> None:
    ctx.record.reviewed_by_id = ctx.by.user_id
    lift_its_holds(ctx)


def lift_its_holds(ctx: Ctx) -> None:
    holds.lift(ctx.session, ctx.record, by=ctx.by)
