"""Conditions and effects of projects and activities."""

from __future__ import annotations

from portal.domain.projects import queries, risk
from portal.domain.projects.models import Grade, ProjectState
from portal.kernel import clock, policy
from portal.kernel.lifecycle import Ctx
from portal.kernel.words import Refused, Sentence, say

#: While a project is in one of these states, work goes on and is recorded.
ALIVE = (
    ProjectState.RUNNING,
    ProjectState.MID,
    ProjectState.MID_PASSED,
    ProjectState.RECTIFYING,
    ProjectState.FINAL,
)


def mid_term_has_come(ctx: Ctx) -> Sentence | None:
    """A mid-term evaluation of what has hardly begun says nothing."""
    project, share = ctx.record, policy.amount(ctx.session, "evaluation.mid-from", ctx.record.region_path)
    elapsed = risk.elapsed_percent(project.starts_on, project.ends_on, clock.today())
    if elapsed >= share:
        return None
    return say("合同期才过了 %(n)s%%，过了 %(share)s%% 才能安排中期评估。", n=elapsed, share=share)


def delivery_has_ended(ctx: Ctx) -> Sentence | None:
    """The final evaluation looks at the whole: after the last day, or when every planned output is done."""
    project = ctx.record
    if clock.today() >= project.ends_on:
        return None
    done = queries.totals_of(ctx.session, [project.id])[project.id].done or {}
    if project.outputs and all(done.get(row["name"], 0) >= row["quantity"] for row in project.outputs):
        return None
    return say(
        "合同期到 %(day)s，计划产出也还没有全部完成。到期或者全部完成以后才能安排末期评估。",
        day=project.ends_on.isoformat(),
    )


def brings_a_passing_grade(ctx: Ctx) -> Sentence | None:
    """The grade comes from the evaluation; nobody passes a project by hand."""
    return say("中期评估不合格，不能按通过处理。") if ctx.fact("grade") is Grade.FAIL else None


def brings_a_failing_grade(ctx: Ctx) -> Sentence | None:
    return None if ctx.fact("grade") is Grade.FAIL else say("中期评估已经合格，不需要整改。")


def rectification_is_accepted(ctx: Ctx) -> Sentence | None:
    return None if ctx.fact("rectified") else say("整改还没有复核通过，项目不能恢复。")


def write_final_grade(ctx: Ctx) -> None:
    ctx.record.final_score, ctx.record.final_grade = ctx.fact("score"), ctx.fact("grade")
    ctx.record.closed_at = ctx.now


def write_end(ctx: Ctx) -> None:
    ctx.record.closed_at = ctx.now


def project_is_alive(ctx: Ctx) -> Sentence | None:
    project = ctx.record.project
    if project.state in ALIVE:
        return None
    return say("项目“%(title)s”现在是“%(state)s”，不能再增加活动记录。", title=project.title, state=project.state.label)


def activity_can_be_recorded(ctx: Ctx) -> Sentence | None:
    """Looked at again when it is handed in: the day may have passed the contract's end while the draft lay there."""
    if sentence := project_is_alive(ctx):
        return sentence
    try:
        check_day(ctx.record.project, ctx.record.held_on)
    except Refused as refusal:
        return refusal.sentence
    return None


def check_day(project, held_on) -> None:
    """Not in the future, and inside the contract's period."""
    if held_on > clock.today():
        raise Refused(say("活动日期 %(day)s 还没到。办过的活动才能记录。", day=held_on.isoformat()))
    if not project.starts_on <= held_on <= project.ends_on:
        raise Refused(
            say(
                "活动日期不在合同期内：合同从 %(start)s 到 %(end)s。",
                start=project.starts_on.isoformat(), end=project.ends_on.isoformat(),
            )
        )  # fmt: skip


def write_confirmation(ctx: Ctx) -> None:
    ctx.record.confirmed_by_id = ctx.by.user_id
