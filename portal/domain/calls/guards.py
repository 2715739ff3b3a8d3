"""Conditions and effects of calls and questions."""

from __future__ import annotations

from datetime import datetime

from portal.domain.calls import checks, timetable
from portal.domain.calls.models import Call
from portal.kernel import clock, hands
from portal.kernel.canonical import digest
from portal.kernel.lifecycle import Ctx, Guard
from portal.kernel.papers import next_number
from portal.kernel.personal import refuse_numbers
from portal.kernel.words import Sentence, say


def _reads(check: checks.Check) -> Guard:
    """A rule about the call's own terms, as a guard."""

    def guard(ctx: Ctx) -> Sentence | None:
        return check(ctx.record)

    guard.__name__, guard.__doc__ = check.__name__, check.__doc__
    return guard


TERMS = tuple(_reads(check) for check in checks.GAPS)


def deadline_lies_ahead(ctx: Ctx) -> Sentence | None:
    return checks.deadline_is_past() if timetable.has_come(ctx.record, "deadline", ctx.now) else None


def questions_lie_ahead(ctx: Ctx) -> Sentence | None:
    """Nobody can ask about what is published after the last moment for questions."""
    if timetable.has_come(ctx.record, "questions", ctx.now):
        return say("提问截止时间已经过去，发布后没有人能提问。请终止后重新起草。")
    return None


def not_the_drafter(ctx: Ctx) -> Sentence | None:
    return say("起草和批准不能是同一个人。") if hands.same(ctx, ctx.record.drafted_by_id) else None


def opening_has_come(ctx: Ctx) -> Sentence | None:
    if timetable.has_come(ctx.record, "opening", ctx.now):
        return None
    opening = clock.local(ctx.record.opening_at)
    return say("还没到开启时间：%(at)s。", at=f"{opening:%Y-%m-%d %H:%M}")


def review_is_ready(ctx: Ctx) -> Sentence | None:
    return ctx.fact("review_is_ready")


def panels_are_complete(ctx: Ctx) -> Sentence | None:
    return ctx.fact("panels_are_complete")


def awards_are_decided(ctx: Ctx) -> Sentence | None:
    return ctx.fact("awards_are_decided")


# --- effects


def approve(ctx: Ctx) -> None:
    ctx.record.approved_by_id = ctx.by.user_id


def publish(ctx: Ctx) -> None:
    """Number it, and freeze what bidders rely on."""
    ctx.record.number = next_number(ctx.session, "征")
    ctx.record.published_at = ctx.now
    ctx.record.frozen_digest = digest(frozen_terms(ctx.record))


def open_proposals(ctx: Ctx) -> None:
    ctx.record.opened_at = ctx.now


def answer(ctx: Ctx) -> None:
    refuse_numbers(answer=str(ctx.fact("answer")))
    ctx.record.answer = str(ctx.fact("answer")).strip()
    ctx.record.answered_at = ctx.now
    ctx.record.answered_by_id = ctx.by.user_id


def frozen_terms(call: Call) -> dict[str, object]:
    """What publication freezes, in canonical shape: anyone can take the digest again from the public page's data."""
    return {
        "kind": call.kind.value,
        "budget_fen": call.budget_fen,
        "cap_fen": call.cap_fen,
        "eligibility": call.eligibility,
        "rubric": [{"title": c.title, "description": c.description, "maximum": c.maximum} for c in call.criteria],
        "aggregation": call.aggregation.value,
        "panel_size": call.panel_size,
        "pass_score": call.pass_score,
        "lots": [
            {
                "title": lot.title, "field": lot.field.value, "service": lot.service, "budget_fen": lot.budget_fen,
                "places": lot.places, "guideline": lot.guideline.public_id if lot.guideline else None,
            }
            for lot in call.lots
        ],
        "tranche_plan": call.tranche_plan,
        "timetable": {
            "questions_until": _moment(call.questions_until),
            "deadline_at": _moment(call.deadline_at),
            "opening_at": _moment(call.opening_at),
        },
    }  # fmt: skip


def _moment(value: datetime) -> str:
    return clock.local(value).isoformat(timespec="seconds")
