"""Verbs of calls: draft, edit, ask. Every other step is ``lifecycle.move``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.calls import checks, timetable
from portal.domain.calls.models import (
    Aggregation,
    Call,
    CallKind,
    CallState,
    Criterion,
    FundingSource,
    Lot,
    Question,
)
from portal.domain.needs.models import Guideline, GuidelineState
from portal.domain.organizations.models import Organization, OrgField
from portal.domain.organizations.naming import neighbourly
from portal.kernel import access, clock, engine, journal, lifecycle
from portal.kernel.people import Actor, Department
from portal.kernel.permissions import Permission as P
from portal.kernel.personal import refuse_numbers
from portal.kernel.words import Forbidden, Invalid, Refused, Sentence, Stale, say


@dataclass
class LotTerms:
    """One lot as the editor states it; ``guideline`` is the public id of the item that it answers, or empty."""

    title: str
    field: OrgField
    service: str
    budget_fen: int
    places: int
    guideline: str = ""


@dataclass
class CriterionTerms:
    title: str
    description: str
    maximum: int


@dataclass
class Terms:
    """Everything that the editor states about a call."""

    kind: CallKind
    title: str
    summary: str
    department_id: int
    funding_source: FundingSource
    budget_fen: int
    cap_fen: int
    eligibility: dict[str, Any]
    aggregation: Aggregation
    panel_size: int
    pass_score: int
    tranche_plan: list[dict[str, Any]]
    questions_until: datetime
    deadline_at: datetime
    opening_at: datetime
    lots: list[LotTerms]
    criteria: list[CriterionTerms]
    publish_on: date | None = None


_PLAIN = (
    "kind", "title", "summary", "department_id", "funding_source", "budget_fen", "cap_fen", "eligibility",
    "aggregation", "panel_size", "pass_score", "tranche_plan", "questions_until", "deadline_at", "opening_at",
    "publish_on",
)  # fmt: skip


def draft(session: Session, *, by: Actor, terms: Terms) -> Call:
    """Begin a call. A department officer drafts for their own department, the bureau for any of its region."""
    _refuse_defects(terms)
    department = _department(session, by, terms.department_id)
    call = Call(region_path=department.region_path, drafted_by_id=by.user_id, **_plain(terms))
    lifecycle.begin(session, call, by=by, sentence=say("起草“%(title)s”", title=call.title))
    _write_lots(session, call, terms.lots)
    _write_criteria(session, call, terms.criteria)
    return call


def edit(session: Session, call: Call, *, by: Actor, terms: Terms, expect: int | None = None) -> Call:
    """Change a draft. Once submitted nothing changes; once published what bidders rely on is frozen."""
    engine.lock(session, call)
    if call.state is not CallState.DRAFT:
        raise Refused(_why_not_editable(call))
    if expect is not None and expect != call.version:
        raise Stale(say("这份公告刚刚在别处改过。请先看最新内容。"))
    _refuse_defects(terms)
    department = _department(session, by, terms.department_id)
    for name, value in _plain(terms).items():
        setattr(call, name, value)
    call.region_path = department.region_path
    _write_lots(session, call, terms.lots)
    _write_criteria(session, call, terms.criteria)
    call.version += 1
    journal.write(session, call, "edit", say("修改了“%(title)s”", title=call.title), by=by,
                  region_path=call.region_path)  # fmt: skip
    session.flush()
    return call


def _why_not_editable(call: Call) -> Sentence:
    if call.published_at is not None:
        return say("公告已经发布，评分细则、标段、条件、时间和拨款计划都已冻结，不能再改。")
    return say("公告已经送审，不能再改。要改请批准人退回。")


def _refuse_defects(terms: Terms) -> None:
    for field, sentence in checks.defects(terms):
        raise Invalid(field, sentence)


def _department(session: Session, by: Actor, department_id: int) -> Department:
    department = session.get(Department, department_id)
    if department is None or department_id not in {known for known, _name in departments(session, by)}:
        raise Invalid("department_id", say("您以现在的岗位不能为这个部门起草公告。"))
    return department


def departments(session: Session, by: Actor) -> list[tuple[int, str]]:
    """(id, name) of the purchasers that the actor may draft for."""
    stmt = select(Department.id, Department.name).order_by(Department.id)
    if by.department_id:
        stmt = stmt.where(Department.id == by.department_id)
    elif by.region_path:
        stmt = stmt.where(Department.region_path.startswith(by.region_path))
    else:
        return []
    return [(known, name) for known, name in session.execute(stmt)]


def _plain(terms: Terms) -> dict[str, Any]:
    return {name: getattr(terms, name) for name in _PLAIN}


def _write_lots(session: Session, call: Call, lots: list[LotTerms]) -> None:
    """Row by row in place, so that a lot keeps its public id while the draft is worked on."""
    kept = {lot.position: lot for lot in call.lots}
    for position, terms in enumerate(lots, 1):
        lot = kept.pop(position, None)
        values = {
            "title": terms.title, "field": terms.field, "service": terms.service, "budget_fen": terms.budget_fen,
            "places": terms.places, "guideline_id": _guideline_id(session, terms.guideline, lot),
        }  # fmt: skip
        if lot is None:
            session.add(Lot(call_id=call.id, position=position, **values))
        else:
            for name, value in values.items():
                setattr(lot, name, value)
    for lot in kept.values():
        session.delete(lot)
    session.flush()
    session.expire(call, ["lots"])


def _guideline_id(session: Session, public_id: str, lot: Lot | None) -> int | None:
    if not public_id:
        return None
    item = session.scalars(select(Guideline).where(Guideline.public_id == public_id)).one_or_none()
    if item is None or (item.state is not GuidelineState.PUBLISHED and (lot is None or lot.guideline_id != item.id)):
        raise Invalid("lots", say("选的项目指引不在发布状态，请另选一条。"))
    return item.id


def _write_criteria(session: Session, call: Call, criteria: list[CriterionTerms]) -> None:
    kept = {criterion.position: criterion for criterion in call.criteria}
    for position, terms in enumerate(criteria, 1):
        criterion = kept.pop(position, None)
        if criterion is None:
            session.add(Criterion(call_id=call.id, position=position, title=terms.title,
                                  description=terms.description, maximum=terms.maximum))  # fmt: skip
        else:
            criterion.title, criterion.description, criterion.maximum = terms.title, terms.description, terms.maximum
    for criterion in kept.values():
        session.delete(criterion)
    session.flush()
    session.expire(call, ["criteria"])


# --- questions


def _refuse_own_name(session: Session, by: Actor, text: str) -> None:
    """Questions are published as they were asked, and without their asker."""
    asker = session.get_one(Organization, by.organization_id)
    if name := next((n for n in (asker.name, neighbourly(asker.name)) if n in text), None):
        raise Invalid("body", say("提问不显示单位名，可是问题里写着“%(name)s”。请改掉再提交。", name=name))


def ask(session: Session, call: Call, *, by: Actor, body: str) -> Question:
    """Ask about a published call until the last moment for questions. The answer will go to everyone."""
    if not by.holds(P.CALL_ASK) or by.organization_id is None:
        raise Forbidden(say("提问要以组织的身份登录。"))
    if not access.allows(by, P.CALL_READ, call):
        raise Forbidden(say("这份公告还没有公开。"))
    engine.lock(session, call)  # numbers follow each other: one asker at a time
    if call.state is not CallState.PUBLISHED or timetable.has_come(call, "questions", clock.now()):
        until = clock.local(call.questions_until)
        raise Refused(say("提问已于 %(at)s 截止。已经公开的答复仍可查看。", at=f"{until:%Y-%m-%d %H:%M}"))
    text = body.strip()
    if not text:
        raise Invalid("body", say("请写要问什么。"))
    refuse_numbers(body=text)
    _refuse_own_name(session, by, text)
    if session.scalar(_same(call, by, text)):
        raise Invalid("body", say("这个问题您已经提过了，答复后会通知您。"))
    last = session.scalar(select(func.max(Question.number)).where(Question.call_id == call.id)) or 0
    question = Question(
        call_id=call.id, call=call, asked_by_id=by.user_id, organization_id=by.organization_id, number=last + 1,
        body=text, region_path=call.region_path, department_id=call.department_id,
    )  # fmt: skip
    return lifecycle.begin(session, question, by=by, sentence=say("对“%(title)s”提了一个问题", title=call.title))


def _same(call: Call, by: Actor, text: str) -> Any:
    return select(Question.id).where(
        Question.call_id == call.id, Question.organization_id == by.organization_id, Question.body == text
    )
