"""The panel's sheets: filled in, handed in once, read together when all are in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from portal.domain.ratings.models import (
    SITTING,
    ApplicationState,
    RatingApplication,
    RatingSheet,
    SheetState,
)
from portal.domain.ratings.scoring import needs_reason
from portal.kernel import access, engine, journal, lifecycle
from portal.kernel.lifecycle import Ctx
from portal.kernel.paging import Page, paginate
from portal.kernel.people import SYSTEM, Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Forbidden, Invalid, Refused, Sentence, Stale, say


def fill(
    session: Session, sheet: RatingSheet, scores: dict[str, dict[str, Any]], comment: str, *, by: Actor, expect: int | None = None
) -> RatingSheet:
    """Save a sheet as far as it is filled in. ``scores``: {code: {"points": hundredths|None, "reason": str}}."""
    engine.lock(session, sheet)
    if not access.allows(by, P.RATING_SCORE, sheet) or by.user_id != sheet.assignee_id:
        raise Forbidden(say("这张评分表是别人的，只有本人可以打分。"))
    if sheet.state is not SheetState.ASSIGNED:
        raise Refused(say("这张评分表已经提交，不能再改。"))
    if expect is not None and expect != sheet.version:
        raise Stale(say("这张评分表刚刚在别处改过。请先看最新内容。"))
    sheet.scores = checked(sheet.application, scores)
    sheet.comment = comment.strip()
    sheet.version += 1
    journal.write(session, sheet, "fill", say("填写了“%(title)s”的评分表", title=sheet.application.title), by=by)
    session.flush()
    return sheet


def checked(application: RatingApplication, scores: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Only the table's indicators, none above its maximum. ``Invalid`` names the field."""
    table = {row["code"]: row for row in application.round.indicators}
    for code, row in table.items():
        points = (scores.get(code) or {}).get("points")
        if points is not None and not 0 <= points <= row["maximum"] * 100:
            raise Invalid(f"{code}_points", say("“%(title)s”的分要在 0 到 %(max)s 之间。", title=row["title"], max=row["maximum"]))
    return {code: row for code, row in scores.items() if code in table}


def submit(
    session: Session, sheet: RatingSheet, scores: dict[str, dict[str, Any]], comment: str, *, by: Actor, expect: int | None = None
) -> RatingSheet:
    """Save and hand in. With the last sheet of the panel the result is worked out."""
    application = sheet.application
    engine.lock(session, application)  # two last sheets at once: one of them is the last
    fill(session, sheet, scores, comment, by=by, expect=expect)
    lifecycle.move(session, sheet, "submit", by=by)
    if all_are_in(session, application):
        lifecycle.move(session, application, "complete", by=SYSTEM)
    return sheet


def all_are_in(session: Session, application: RatingApplication) -> bool:
    """Nobody of the present panel still scores, or left without a substitute."""
    stmt = select(func.count()).select_from(RatingSheet).where(
        RatingSheet.application_id == application.id, RatingSheet.turn == application.turn,
        RatingSheet.state.in_((SheetState.ASSIGNED, SheetState.RECUSED)),
    )  # fmt: skip
    return application.state is ApplicationState.SCORING and session.scalar(stmt) == 0


# --- reads -----------------------------------------------------------------------------------------------------------


def mine(session: Session, actor: Actor, *, cursor: str | None = None) -> Page:
    """The actor's own score sheets, the newest first."""
    stmt = select(RatingSheet).where(RatingSheet.assignee_id == actor.user_id).options(joinedload(RatingSheet.application))
    return paginate(session, stmt, keys=(RatingSheet.id,), cursor=cursor)


def of_application(session: Session, application: RatingApplication) -> list[RatingSheet]:
    """The sheets of the present panel, with their people."""
    stmt = select(RatingSheet).where(RatingSheet.application_id == application.id, RatingSheet.turn == application.turn)
    return list(session.scalars(stmt.options(joinedload(RatingSheet.assignee)).order_by(RatingSheet.id)))


def own_of(session: Session, application: RatingApplication, actor: Actor) -> RatingSheet | None:
    stmt = select(RatingSheet).where(
        RatingSheet.application_id == application.id, RatingSheet.assignee_id == actor.user_id, RatingSheet.state.in_(SITTING)
    )
    return session.scalars(stmt).one_or_none() if actor.user_id else None


# --- guards and effects ----------------------------------------------------------------------------------------------


def is_the_assignee(ctx: Ctx) -> Sentence | None:
    return None if ctx.by.user_id == ctx.record.assignee_id else say("这张评分表是别人的，只有本人可以打分。")


def is_complete(ctx: Ctx) -> Sentence | None:
    """Every indicator has points, and a reason where the score is extreme."""
    for indicator in ctx.record.application.round.indicators:
        row = ctx.record.scores.get(indicator["code"]) or {}
        if row.get("points") is None:
            return say("“%(title)s”还没有打分。", title=indicator["title"])
        if needs_reason(indicator["maximum"], row["points"]) and not row.get("reason", "").strip():
            return say("“%(title)s”打了满分或不到一半的分，请写明理由。", title=indicator["title"])
    return None


def add_up(ctx: Ctx) -> None:
    ctx.record.total = sum(row["points"] for row in ctx.record.scores.values())
