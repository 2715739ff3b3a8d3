"""What every office sees of an organization at the head of its supervision page: how it stands, and what is open."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue import qualified
from portal.domain.organizations import roll_reads
from portal.domain.organizations.models import Organization, OrganizationState
from portal.kernel import access
from portal.kernel.holds import Hold
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission
from portal.kernel.words import Sentence, say
from portal.kernel.work import WorkItem

MOST = 30


class Line(NamedTuple):
    """``as_it_should_be``: false where somebody should look."""

    as_it_should_be: bool
    sentence: Sentence


def standing_of(session: Session, organization: Organization) -> list[Line]:
    """How the organization stands today, from the register and from what other nouns hold against it."""
    lines = [Line(organization.state is OrganizationState.ACTIVE, say("名册状态：%(state)s", state=organization.state.label))]
    if organization.org_type.is_legal_person:
        lines += _of_a_legal_person(session, organization)
    return lines + _held(session, organization)


def _of_a_legal_person(session: Session, organization: Organization) -> list[Line]:
    report = organization.last_annual_report
    entry = qualified.entry_of(session, organization)
    return [
        Line(report is not None, say("已报送 %(year)s 年度报告", year=report) if report else say("还没有报送年度报告")),
        Line(True, say("评估等级 %(rating)sA", rating=organization.rating) if organization.rating else say("没有参加等级评估")),
        Line(True, say("承接目录：%(state)s", state=entry.state.label) if entry else say("承接目录：不在现行目录里")),
        _board(session, organization),
    ]


def _board(session: Session, organization: Organization) -> Line:
    people = roll_reads.public_part(session, organization)
    if people.term_until is None:
        return Line(False, say("还没有备案过的负责人名册"))
    day = people.term_until.isoformat()
    if people.term_is_over:
        return Line(False, say("理事会 %(day)s 届期已满，还没有换届", day=day))
    return Line(True, say("理事会任期到 %(day)s", day=day))


def _held(session: Session, organization: Organization) -> list[Line]:
    """Every hold on it that nobody has lifted, each once, however much it blocks."""
    stmt = select(Hold).where(
        Hold.subject_type == Organization.__tablename__, Hold.subject_id == organization.id, Hold.lifted_at.is_(None)
    )
    found = {str(hold.sentence): hold.sentence for hold in session.scalars(stmt.order_by(Hold.id).limit(MOST))}
    return [Line(False, sentence) for sentence in found.values()] or [Line(True, say("没有未解除的限制"))]


class Matter(NamedTuple):
    """One awaited step. ``public_id`` is empty where this reader may not open the record."""

    duty: str
    caption: str
    due_at: datetime | None
    subject_type: str
    public_id: str


def open_matters(session: Session, organization: Organization, actor: Actor) -> list[Matter]:
    """What is awaited on this organization's records, as far as the reader may read them: the earliest first. What stands
    on no map yet (a sealed bid) is read by nobody here."""
    stmt = (
        select(WorkItem)
        .where(WorkItem.organization_id == organization.id, WorkItem.closed_at.is_(None), WorkItem.region_path.is_not(None))
        .where(WorkItem.permission != Permission.SYSTEM_TICK)
        .order_by(WorkItem.due_at.is_(None), WorkItem.due_at, WorkItem.id).limit(MOST)
    )  # fmt: skip
    items = list(session.scalars(stmt))
    wanted: dict[str, set[int]] = {}
    for item in items:
        wanted.setdefault(item.subject_type, set()).add(item.subject_id)
    readable = {(kind, key) for kind, key, _public_id in access.readable(session, actor, wanted, "id")}
    return [
        Matter(item.duty, item.caption, item.due_at, item.subject_type, item.subject_public_id)
        for item in items if (item.subject_type, item.subject_id) in readable
    ]  # fmt: skip


