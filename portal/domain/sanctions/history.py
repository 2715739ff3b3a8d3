"""How an organization stood on any day: what was decided, annulments taken out, as if they had never been.

A sanction is in force from the day of its decision until the day before it left: on the day of removal the organization is
free again. These are the functions that other nouns ask; all of them answer for many organizations in one statement.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from portal.domain.organizations.models import Organization
from portal.domain.sanctions.kinds import PENALTIES, SanctionKind
from portal.domain.sanctions.models import DECIDED, STANDING, Sanction
from portal.kernel import clock, policy
from portal.kernel.regions import ROOT
from portal.kernel.words import Sentence, say

#: The organizations asked about: their ids, or the statement that finds them.
Ids = Collection[int] | Select[Any]

#: What keeps a supplier out of government procurement for three years, a large fine besides (政府采购法第二十二条; 实施条例
#: 第十九条: 责令停产停业、吊销许可证、较大数额罚款).
MAJOR = (SanctionKind.SERIOUS, SanctionKind.SUSPENSION, SanctionKind.REVOCATION)


def named(sanction: Sanction) -> Sentence:
    """A decision in one line: what a hold says, what the strip says, what conditions show as evidence."""
    parts = {name: value for name, value in parts_of(sanction).items() if name != "name"}
    if sanction.kind.is_list:
        return say("%(day)s 列入%(kind)s（%(number)s）", **parts)
    return say("%(day)s 受到行政处罚：%(kind)s（%(number)s）", **parts)


def parts_of(sanction: Sanction) -> dict[str, str]:
    """What sentences say of a decision, each part by itself, so that every reader gets it in their language."""
    assert sanction.decided_at, "a sanction that was decided has its moment"
    return {
        "name": sanction.organization.name, "kind": sanction.kind.label, "number": sanction.number or "",
        "day": clock.local(sanction.decided_at).date().isoformat(),
    }  # fmt: skip


def in_force_on(session: Session, organization: Organization, day: date) -> list[Sanction]:
    """What was in force on that day, the earliest first."""
    stmt = select(Sanction).where(Sanction.organization_id == organization.id, stood_on(day))
    return list(session.scalars(stmt.order_by(Sanction.decided_at, Sanction.id)))


def stood_on(day: date) -> ColumnElement[bool]:
    """SQL: decided by the end of the day, and not over before its end."""
    after = clock.at(day + timedelta(days=1))
    return and_(
        Sanction.state.in_(DECIDED), Sanction.decided_at < after, or_(Sanction.left_at.is_(None), Sanction.left_at >= after)
    )


def standing_of(session: Session, organization_ids: Collection[int]) -> dict[int, list[Sanction]]:
    """What is in force now, by organization."""
    stmt = select(Sanction).where(Sanction.organization_id.in_(organization_ids), Sanction.state.in_(STANDING))
    found: dict[int, list[Sanction]] = {}
    for sanction in session.scalars(stmt.order_by(Sanction.decided_at, Sanction.id)):
        found.setdefault(sanction.organization_id, []).append(sanction)
    return found


def penalised_within(
    session: Session, organization_ids: Ids, since: date, until: date | None = None
) -> dict[int, Sentence]:
    """Who received an administrative penalty from ``since`` up to and including ``until`` (today): the last one, in words.
    Whether it is over does not matter; what was annulled does not count. The two lists are no penalties."""
    return _decided_within(session, organization_ids, Sanction.kind.in_(PENALTIES), since, until)


def serious_within(
    session: Session, organization_ids: Ids, since: date, until: date | None = None
) -> dict[int, Sentence]:
    """Who has a serious violation on record (``MAJOR``, or a large fine) in that time: the supplier's general condition. A
    listing counts as long as it stands, whenever it began."""
    large = and_(Sanction.kind == SanctionKind.FINE, Sanction.amount_fen >= policy.amount(session, "sanction.large-fine", ROOT))
    return _decided_within(session, organization_ids, or_(Sanction.kind.in_(MAJOR), large), since, until, standing=True)


def _decided_within(
    session: Session, organization_ids: Ids, what: ColumnElement[bool], since: date, until: date | None, *,
    standing: bool = False,
) -> dict[int, Sentence]:  # fmt: skip
    after = clock.at((until or clock.today()) + timedelta(days=1))
    in_time = Sanction.decided_at >= clock.at(since)
    if standing:  # it was in force at some time between the two days
        in_time = or_(in_time, Sanction.left_at.is_(None), Sanction.left_at >= clock.at(since))
    stmt = select(Sanction).where(
        Sanction.organization_id.in_(organization_ids), Sanction.state.in_(DECIDED), what, in_time, Sanction.decided_at < after
    )
    return {s.organization_id: named(s) for s in session.scalars(stmt.order_by(Sanction.decided_at, Sanction.id))}


def years_before(day: date, years: int = 3) -> date:
    """The first day of the last so many years."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)  # a 29th of February
