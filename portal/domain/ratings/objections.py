"""Objections against a result in its public days: raised by anyone with an account, settled before the level is decided."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.ratings.models import ApplicationState, RatingApplication, RatingObjection
from portal.kernel import access, clock, engine, hands, lifecycle
from portal.kernel.lifecycle import Ctx
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Invalid, Refused, Sentence, say


def in_public(application: RatingApplication) -> bool:
    """Its public days are running now."""
    ends = application.publicity_ends_at
    return application.state is ApplicationState.PUBLICITY and ends is not None and clock.now() <= ends


def why_not(session: Session, application: RatingApplication, by: Actor) -> Sentence | None:
    """Why this person cannot object to this result now, or ``None``."""
    if not in_public(application):
        return say("只有公示期内可以提出异议，这个结果已经不在公示期。")
    mine = of_this_turn(application).where(RatingObjection.raised_by_id == by.user_id)
    return say("您已经对这个结果提出过异议，请等民政局答复。") if session.scalar(mine.limit(1)) else None


def of_this_turn(application: RatingApplication):
    return select(RatingObjection).where(
        RatingObjection.application_id == application.id, RatingObjection.turn == application.turn
    )


def raise_objection(session: Session, application: RatingApplication, *, by: Actor, body: str) -> RatingObjection:
    """Object to a result; the organization may object to its own. ``Refused`` outside the public days."""
    engine.lock(session, application)
    if not by.is_authenticated:
        raise Refused(say("登录以后才能提出异议。"))
    if not body.strip():
        raise Invalid("body", say("请写明异议的事实和理由。"))
    if sentence := why_not(session, application, by):
        raise Refused(sentence)
    objection = RatingObjection(
        application=application, application_id=application.id, region_path=application.region_path,
        raised_by_id=by.user_id, turn=application.turn, body=body.strip(),
    )  # fmt: skip
    return lifecycle.begin(session, objection, by=by, sentence=say("对“%(title)s”的评估结果提出异议", title=application.title))


def settle(action: str):
    """The verb of the steps ``dismiss`` and ``uphold``: an answer goes with them."""

    def verb(session: Session, objection: RatingObjection, *, by: Actor, answer: str, **how: Any) -> lifecycle.Step:
        engine.lock(session, objection.application)
        if not answer.strip():
            raise Invalid("answer", say("请写明内容：对方会看到这段话。"))
        return lifecycle.move(session, objection, action, by=by, answer=answer.strip(), **how)

    return verb


def readable(session: Session, application: RatingApplication, actor: Actor) -> list[RatingObjection]:
    """The objections against a result that this person may read, oldest first."""
    stmt = access.visible(select(RatingObjection), actor, P.OBJECTION_READ).where(RatingObjection.application_id == application.id)
    return list(session.scalars(stmt.order_by(RatingObjection.id)))


def not_the_objector(ctx: Ctx) -> Sentence | None:
    return say("不能答复自己提出的异议。") if hands.same(ctx, ctx.record.raised_by_id) else None


def write_answer(ctx: Ctx) -> None:
    ctx.record.answer, ctx.record.answered_by_id = ctx.fact("answer"), ctx.by.user_id
