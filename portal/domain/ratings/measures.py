"""Lowering or taking away a rating: an officer gives notice, the organization is heard, another officer decides, and on
appeal a third looks at it again. Each of the three is a different person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.domain.ratings import grants
from portal.domain.ratings.granted import HELD, PENDING, MeasureKind, MeasureState, Rating, RatingMeasure
from portal.kernel import access, engine, hands, lifecycle, papers, policy
from portal.kernel.lifecycle import Ctx
from portal.kernel.paging import Page, paginate
from portal.kernel.people import SYSTEM, Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Forbidden, Invalid, Refused, Sentence, say


def why_not(session: Session, rating: Rating, by: Actor) -> Sentence | None:
    """Why no measure can be begun against this rating now, or ``None``."""
    if rating.state not in HELD:
        return say("这个等级已经不在有效期，不用处理。")
    stmt = select(RatingMeasure.number).where(
        RatingMeasure.rating_id == rating.id, RatingMeasure.state.in_((*PENDING, MeasureState.APPEALED))
    )
    if pending := session.scalar(stmt.limit(1)):
        return say("已经有一件在办：%(number)s。", number=pending)
    return None


def begin(
    session: Session, rating: Rating, *, by: Actor, kind: MeasureKind, grounds: str, to_level: int | None = None
) -> RatingMeasure:
    """Give notice that a rating is to be lowered or taken away."""
    if not access.allows(by, P.RATING_CHECK, rating, publicly=False):
        raise Forbidden(say("只有民政局的受理岗可以告知降低或取消等级。"))
    engine.lock(session, rating)
    if sentence := why_not(session, rating, by):
        raise Refused(sentence)
    if not grounds.strip():
        raise Invalid("grounds", say("请写明事实、理由和依据：组织会看到这段话。"))
    if kind is MeasureKind.LOWER and (to_level is None or not 1 <= to_level < rating.level):
        raise Invalid("to_level", say("降到的等级要低于现在的 %(level)s。", level=f"{rating.level}A"))
    measure = RatingMeasure(
        number=papers.next_number(session, "评处"), rating_id=rating.id, organization_id=rating.organization_id,
        region_path=rating.region_path, title=f"{rating.organization.name} · {kind.label}", kind=kind, from_level=rating.level,
        to_level=to_level if kind is MeasureKind.LOWER else None, grounds=grounds.strip(), noticed_by_id=by.user_id,
    )  # fmt: skip
    measure.rating, measure.organization = rating, rating.organization
    sentence = say("告知%(name)s拟%(kind)s，听取陈述申辩", name=rating.organization.name, kind=kind.label)
    return lifecycle.begin(session, measure, by=by, sentence=sentence)


def listed(session: Session, rating: Rating, actor: Actor) -> list[RatingMeasure]:
    """The measures against a rating that this person may read, the newest first."""
    stmt = access.visible(select(RatingMeasure), actor, P.RATING_READ).where(RatingMeasure.rating_id == rating.id)
    return list(session.scalars(stmt.order_by(RatingMeasure.id.desc())))


def all_of(session: Session, actor: Actor, *, state: MeasureState | None = None, cursor: str | None = None) -> Page:
    """For the desk: every measure that the actor may read, the newest first."""
    stmt = access.visible(select(RatingMeasure), actor, P.RATING_READ).options(joinedload(RatingMeasure.organization))
    if state:
        stmt = stmt.where(RatingMeasure.state == state)
    return paginate(session, stmt, keys=(RatingMeasure.id,), cursor=cursor)


def appeal_ends(session: Session, measure: RatingMeasure) -> datetime | None:
    if measure.decided_at is None:
        return None
    return policy.due(session, "rating.appeal", measure.region_path, measure.decided_at)


# --- guards and effects ----------------------------------------------------------------------------------------------


def was_heard(ctx: Ctx) -> Sentence | None:
    """No adverse act before the organization spoke, or its time to do so is over."""
    if ctx.record.state is MeasureState.HEARD:
        return None
    due = policy.due(ctx.session, "rating.reply", ctx.record.region_path, ctx.record.entered_at)
    return say("组织的陈述申辩期还没有满，不能作出决定。") if ctx.now <= due else None


def rating_is_held(ctx: Ctx) -> Sentence | None:
    return None if ctx.record.rating.state in HELD else say("这个等级已经不在有效期，请办不再处理。")


def not_who_gave_notice(ctx: Ctx) -> Sentence | None:
    return say("告知和决定要由不同的人办。") if hands.same(ctx, ctx.record.noticed_by_id) else None


def neither_noticed_nor_decided(ctx: Ctx) -> Sentence | None:
    if hands.same(ctx, ctx.record.noticed_by_id, ctx.record.decided_by_id):
        return say("复核要由没有参加告知和决定的人办。")
    return None


def appeal_is_in_time(ctx: Ctx) -> Sentence | None:
    ends = appeal_ends(ctx.session, ctx.record)
    return say("申请复核的期限已经过了。仍可以依法申请行政复议或者提起行政诉讼。") if ends and ctx.now > ends else None


def hear(ctx: Ctx) -> None:
    ctx.record.reply = ctx.reason


def decide(ctx: Ctx) -> None:
    measure: RatingMeasure = ctx.record
    measure.decision, measure.decided_by_id, measure.decided_at = ctx.reason, ctx.by.user_id, ctx.now
    if measure.kind is MeasureKind.LOWER:
        assert measure.to_level, "tied by a CHECK"
        grants.lower(ctx.session, measure.rating, measure.to_level, by=ctx.by)
    else:
        lifecycle.move(ctx.session, measure.rating, "revoke", by=SYSTEM, officer=ctx.by)


def drop(ctx: Ctx) -> None:
    ctx.record.decision = ctx.reason


def take_appeal(ctx: Ctx) -> None:
    ctx.record.appeal = ctx.reason


def uphold(ctx: Ctx) -> None:
    ctx.record.answer = ctx.reason


def overturn(ctx: Ctx) -> None:
    ctx.record.answer = ctx.reason
    grants.restore(ctx.session, ctx.record.rating, ctx.record.from_level, by=ctx.by)
