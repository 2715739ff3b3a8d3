"""Reads of calls: prebuilt statements and plain rows for lists, the reader's scope inside."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.domain.calls.models import Call, CallKind, CallState, Lot, Question, QuestionState
from portal.domain.needs.models import Guideline
from portal.kernel import access
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor, Department
from portal.kernel.permissions import Permission as P

#: What people look for, in the order in which they look for it.
OPEN = (CallState.PUBLISHED,)
COMING = (CallState.APPROVED,)
IN_WORK = (CallState.DRAFT, CallState.SUBMITTED)
UNDER_WAY = (CallState.CLOSED, CallState.OPENED, CallState.IN_REVIEW, CallState.RANKED, CallState.PUBLICITY)
FINISHED = (CallState.AWARDED, CallState.CANCELLED)
SECTIONS: dict[str, tuple[CallState, ...]] = {
    "open": OPEN, "coming": COMING, "in-work": IN_WORK, "under-way": UNDER_WAY, "finished": FINISHED,
}  # fmt: skip
MOST_CURRENT = 200

_LOTS = select(func.count(Lot.id)).where(Lot.call_id == Call.id).correlate(Call).scalar_subquery()
_PLACES = select(func.sum(Lot.places)).where(Lot.call_id == Call.id).correlate(Call).scalar_subquery()
_ROWS = select(
    Call.id, Call.public_id, Call.number, Call.kind, Call.title, Call.summary, Call.budget_fen, Call.cap_fen,
    Call.state, Call.deadline_at, Call.opening_at, Call.published_at, Call.publish_on, Call.questions_until,
    Department.name.label("department"), _LOTS.label("lots"), _PLACES.label("places"),
).join(Department, Department.id == Call.department_id)  # fmt: skip
_FILTERED = _ROWS.where(
    or_(bindparam("any_kind", type_=Boolean), Call.kind == bindparam("kind", type_=Call.kind.type)),
    or_(bindparam("any_word", type_=Boolean), Call.title.like(bindparam("like"), escape="\\")),
)
_CURRENT = _FILTERED.where(Call.state.not_in(FINISHED)).order_by(Call.deadline_at, Call.id).limit(MOST_CURRENT)
_CURRENT_PUBLIC = _CURRENT.where(Call.is_public)
_OPEN_NOW = _ROWS.where(Call.state == CallState.PUBLISHED).order_by(Call.deadline_at, Call.id).limit(bindparam("most"))


def current(session: Session, actor: Actor, *, kind: CallKind | None = None, q: str = "") -> dict[str, list[Any]]:
    """Every call that is not over, by section; the next deadline first."""
    stmt = _CURRENT_PUBLIC
    if actor.is_authenticated:
        stmt = _CURRENT.where(access.predicate(actor, P.CALL_READ, Call))
    out: dict[str, list[Any]] = {name: [] for name in SECTIONS}
    for row in session.execute(stmt, _parameters(kind, q)):
        out[_section_of(row.state)].append(row)
    return out


def finished(
    session: Session, actor: Actor, *, kind: CallKind | None = None, q: str = "", cursor: str | None = None
) -> Page:
    """The calls that are over, the latest first."""
    stmt = _FILTERED.where(Call.state.in_(FINISHED), access.predicate(actor, P.CALL_READ, Call))
    stmt = stmt.params(**_parameters(kind, q))
    return paginate(session, stmt, keys=(Call.deadline_at, Call.id), cursor=cursor, size=15, scalars=False)


def open_now(session: Session, most: int = 5) -> list[Any]:
    """What anyone may bid for now, the next deadline first: for the home page."""
    return list(session.execute(_OPEN_NOW, {"most": most}))


def _parameters(kind: CallKind | None, q: str) -> dict[str, Any]:
    like = q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return {"any_kind": kind is None, "kind": kind or CallKind.VENTURE, "any_word": not q, "like": f"%{like}%"}


def _section_of(state: CallState) -> str:
    return next(name for name, states in SECTIONS.items() if state in states)


def announced(session: Session, most: int) -> list[Any]:
    """What was published, the newest first, whatever became of it: for the feed."""
    stmt = _ROWS.add_columns(Call.entered_at).where(Call.is_public, Call.published_at.is_not(None))
    return list(session.execute(stmt.order_by(Call.published_at.desc(), Call.id.desc()).limit(most)))


def with_a_timetable(session: Session, most: int) -> list[Call]:
    """Public calls whose moments people may want in their calendars: the latest opening first."""
    stmt = select(Call).where(Call.is_public, Call.state != CallState.CANCELLED)
    return list(session.scalars(stmt.order_by(Call.opening_at.desc(), Call.id).limit(most)))


def whole(session: Session, call: Call) -> Call:
    """The call with its lots, criteria and purchaser, in a fixed number of statements."""
    stmt = (
        select(Call)
        .where(Call.id == call.id)
        .options(selectinload(Call.lots).joinedload(Lot.guideline), selectinload(Call.criteria))
        .options(joinedload(Call.department))
        .execution_options(populate_existing=True)
    )  # fmt: skip
    return session.scalars(stmt).one()


def answering(session: Session, actor: Actor, guideline: Guideline) -> list[Any]:
    """The lots that answer a guideline item, with their calls, as far as the actor may read them."""
    stmt = (
        select(Call.public_id, Call.title, Call.state, Lot.title.label("lot"), Lot.budget_fen)
        .join(Lot, Lot.call_id == Call.id)
        .where(Lot.guideline_id == guideline.id, access.predicate(actor, P.CALL_READ, Call))
        .order_by(Call.deadline_at.desc(), Lot.position)
    )
    return list(session.execute(stmt.limit(50)))


_ANSWERED = (
    select(Question.public_id, Question.number, Question.body, Question.answer, Question.answered_at)
    .where(Question.call_id == bindparam("call"), Question.state == QuestionState.ANSWERED)
    .order_by(Question.number)
)
_OWN_OPEN = (
    select(Question.public_id, Question.number, Question.body)
    .where(Question.call_id == bindparam("call"), Question.asked_by_id == bindparam("asker"))
    .where(Question.state == QuestionState.ASKED)
    .order_by(Question.number)
)
_OPEN_QUESTIONS = (
    select(Question.public_id, Question.number, Question.body, Question.created_at, Call.title,
           Call.public_id.label("call"))
    .join(Call, Call.id == Question.call_id)
    .where(Question.state == QuestionState.ASKED)
    .order_by(Question.created_at, Question.id)
    .limit(200)
)  # fmt: skip


def answered(session: Session, call: Call) -> list[Any]:
    """The questions and their public answers; who asked is not among the columns."""
    return list(session.execute(_ANSWERED, {"call": call.id}))


def own_open_questions(session: Session, call: Call, actor: Actor) -> list[Any]:
    """What the reader asked and nobody has answered yet."""
    if actor.user_id is None:
        return []
    return list(session.execute(_OWN_OPEN, {"call": call.id, "asker": actor.user_id}))


def unanswered(session: Session, actor: Actor, call: Call | None = None) -> list[Any]:
    """The questions that wait for this officer; who asked is not shown to them either."""
    if not actor.holds(P.CALL_DRAFT):
        return []
    stmt = _OPEN_QUESTIONS.where(access.predicate(actor, P.CALL_DRAFT, Question))
    return list(session.execute(stmt.where(Question.call_id == call.id) if call is not None else stmt))
