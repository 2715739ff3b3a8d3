"""Conditions and effects of procurement intentions."""

from __future__ import annotations

from datetime import date

from portal.domain.intentions.models import Intention
from portal.kernel import clock, hands
from portal.kernel.lifecycle import Ctx
from portal.kernel.papers import next_number
from portal.kernel.words import Sentence, say


def month_lies_ahead(ctx: Ctx) -> Sentence | None:
    """An intention says what is to come; the running month still counts."""
    if ctx.record.expected_on >= clock.today().replace(day=1):
        return None
    return say("预计采购的月份 %(month)s 已经过去，请先改时间。", month=f"{ctx.record.expected_on:%Y-%m}")


def not_the_drafter(ctx: Ctx) -> Sentence | None:
    return say("填写和公开不能是同一个人。") if hands.same(ctx, ctx.record.drafted_by_id) else None


def publish(ctx: Ctx) -> None:
    ctx.record.number = next_number(ctx.session, "意")
    ctx.record.published_at = ctx.now


def a_call_is_out(ctx: Ctx) -> Sentence | None:
    return None if ctx.facts.get("call") else say("对应的采购公告发布时，门户自动记上。")


def days_in_public(intention: Intention, on: date) -> int:
    """How long the intention has been public on a day."""
    return (on - clock.local(intention.published_at).date()).days if intention.published_at else 0
