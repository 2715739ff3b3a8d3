"""Reads: the public list, what waits at each step, one organization's record, who is late with a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.domain.organizations.models import Organization, OrganizationState, OrgType
from portal.domain.sanctions import guards
from portal.domain.sanctions.kinds import LISTS, PENALTIES, Ground, SanctionKind
from portal.domain.sanctions.models import (
    STANDING,
    UNDER_WAY,
    Appeal,
    Repair,
    RepairState,
    Sanction,
    SanctionState,
)
from portal.kernel import access, regions
from portal.kernel.lifecycle import State
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.regions import Region
from portal.kernel.words import N_, Sentence

_COLUMNS = (
    Sanction.id, Sanction.public_id, Sanction.number, Sanction.kind, Sanction.ground, Sanction.state, Sanction.decided_at,
    Sanction.left_at, Sanction.entered_at, Sanction.notice_ends_at, Sanction.amount_fen, Sanction.basis,
    Organization.name.label("organization"), Organization.public_id.label("organization_id"), Organization.uscc,
    Region.name.label("place"),
)  # fmt: skip


class Shown(State):
    """What the public list is narrowed by: which of the three, and whether it still stands."""

    STANDING = "standing", N_("生效中"), "risk3"
    OVER = "over", N_("已移出或已期满"), "done"


class Sort(State):
    ABNORMAL = "abnormal", N_("活动异常名录"), "risk2"
    SERIOUS = "serious", N_("严重违法失信名单"), "risk4"
    PENALTY = "penalty", N_("行政处罚"), "risk3"


_OF_SORT = {Sort.ABNORMAL: {SanctionKind.ABNORMAL}, Sort.SERIOUS: {SanctionKind.SERIOUS}, Sort.PENALTY: PENALTIES}


@dataclass(frozen=True)
class Filters:
    q: str = ""
    sort: Sort | None = None
    ground: Ground | None = None
    street: str = ""
    shown: Shown | None = None

    def apply(self, stmt: Select) -> Select:
        if words := self.q.replace("\x00", "").strip()[:60]:
            stmt = stmt.where(or_(
                Organization.name.contains(words, autoescape=True), Organization.uscc == words.upper(), Sanction.number == words))  # fmt: skip
        if self.sort:
            stmt = stmt.where(Sanction.kind.in_(_OF_SORT[self.sort]))
        if self.ground:
            stmt = stmt.where(Sanction.ground == self.ground)
        if self.street:
            stmt = stmt.where(regions.within(Sanction.region_path, self.street))
        if self.shown is Shown.STANDING:
            stmt = stmt.where(Sanction.state.in_(STANDING))
        if self.shown is Shown.OVER:
            stmt = stmt.where(Sanction.state.not_in(STANDING))
        return stmt


def _rows() -> Select:
    return (
        select(*_COLUMNS).join(Organization, Organization.id == Sanction.organization_id)
        .join(Region, Region.path == Sanction.region_path)
    )  # fmt: skip


def published(session: Session, filters: Filters, *, cursor: str | None = None) -> Page:
    """What stands in public, the newest decision first."""
    stmt = filters.apply(_rows().where(Sanction.is_public))
    return paginate(session, stmt, keys=(Sanction.decided_at, Sanction.id), cursor=cursor, scalars=False)


def counted(session: Session) -> dict[Sort, int]:
    """How many of each sort are in force: the figures above the public list."""
    found = dict(session.execute(
        select(Sanction.kind, func.count()).where(Sanction.state.in_(STANDING)).group_by(Sanction.kind)
    ).all())  # fmt: skip
    return {sort: sum(found.get(kind, 0) for kind in kinds) for sort, kinds in _OF_SORT.items()}


def cases(session: Session, actor: Actor, *, state: SanctionState | None = None, q: str = "", cursor: str | None = None) -> Page:
    """Every case that the actor works on or is told of, public or not: the one that moved last first."""
    stmt = _rows().where(access.predicate(actor, P.SANCTION_READ_CASE, Sanction))
    if state:
        stmt = stmt.where(Sanction.state == state)
    stmt = Filters(q=q).apply(stmt)
    return paginate(session, stmt, keys=(Sanction.entered_at, Sanction.id), cursor=cursor, scalars=False)


def awaiting(session: Session, actor: Actor) -> dict[State, int]:
    """How many cases stand at each step before the decision, and how many removals wait: the officers' board."""
    at_step = select(Sanction.state, func.count()).where(
        access.predicate(actor, P.SANCTION_READ_CASE, Sanction), Sanction.state.in_((*UNDER_WAY, SanctionState.LOOK_AGAIN))
    )
    removals = select(Repair.state, func.count()).where(
        access.predicate(actor, P.SANCTION_READ_CASE, Repair), Repair.state.in_((RepairState.SUBMITTED, RepairState.CHECKED))
    )
    return {
        **dict(session.execute(at_step.group_by(Sanction.state)).all()),
        **dict(session.execute(removals.group_by(Repair.state)).all()),
    }


def batches(session: Session, actor: Actor) -> list[Any]:
    """(batch, how many, since when): what was proposed together and waits for its notices."""
    stmt = (
        select(Sanction.batch, func.count().label("count"), func.min(Sanction.entered_at).label("since"))
        .where(access.predicate(actor, P.SANCTION_EXAMINE, Sanction), Sanction.batch.is_not(None), Sanction.state == SanctionState.PROPOSED)
        .group_by(Sanction.batch).having(func.count() > 1).order_by(func.min(Sanction.entered_at)).limit(20)
    )  # fmt: skip
    return list(session.execute(stmt))


def batch_of(session: Session, actor: Actor, batch: str) -> list[Any]:
    """What of it waits for its notice."""
    stmt = _rows().where(
        access.predicate(actor, P.SANCTION_EXAMINE, Sanction), Sanction.batch == batch, Sanction.state == SanctionState.PROPOSED
    )
    return list(session.execute(stmt.order_by(Sanction.id).limit(500)))


def whole(session: Session, sanction: Sanction) -> Sanction:
    """With its organization: one statement."""
    stmt = select(Sanction).where(Sanction.id == sanction.id).options(joinedload(Sanction.organization))
    return session.scalars(stmt.execution_options(populate_existing=True)).one()


def repairs(session: Session, actor: Actor, *, state: RepairState | None = None, cursor: str | None = None) -> Page:
    stmt = _of_sanctions(Repair, Repair.kind).where(access.predicate(actor, P.SANCTION_READ_CASE, Repair))
    if state:
        stmt = stmt.where(Repair.state == state)
    return paginate(session, stmt, keys=(Repair.entered_at, Repair.id), cursor=cursor, scalars=False)


def appeals(session: Session, actor: Actor, *, state: State | None = None, cursor: str | None = None) -> Page:
    stmt = _of_sanctions(Appeal, Appeal.way).where(access.predicate(actor, P.SANCTION_READ_CASE, Appeal))
    if state:
        stmt = stmt.where(Appeal.state == state)
    return paginate(session, stmt, keys=(Appeal.entered_at, Appeal.id), cursor=cursor, scalars=False)


def _of_sanctions(model: type[Any], *more: Any) -> Select:
    return (
        select(model.id, model.public_id, model.number, model.state, model.entered_at, model.created_at, *more,
               Sanction.kind.label("sanction_kind"), Sanction.number.label("sanction_number"),
               Organization.name.label("organization"))
        .join(Sanction, Sanction.id == model.sanction_id).join(Organization, Organization.id == model.organization_id)
    )  # fmt: skip


def about(session: Session, sanction: Sanction) -> tuple[list[Repair], list[Appeal]]:
    """Its removals and appeals, the newest first."""
    found = select(Repair).where(Repair.sanction_id == sanction.id).order_by(Repair.id.desc())
    heard = select(Appeal).where(Appeal.sanction_id == sanction.id).order_by(Appeal.id.desc())
    return list(session.scalars(found)), list(session.scalars(heard))


# --- one organization ------------------------------------------------------------------------------------------------


def record_of(session: Session, organization: Organization) -> list[Sanction]:
    """What the public may see of one organization: what stands first, then what is over, the newest first."""
    stmt = select(Sanction).where(Sanction.organization_id == organization.id, Sanction.is_public)
    found = list(session.scalars(stmt.order_by(Sanction.decided_at.desc(), Sanction.id.desc()).limit(50)))
    return sorted(found, key=lambda sanction: not sanction.stands)


# --- late reports --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Late:
    organization: Organization
    why_not: Sentence | None  # why it cannot be proposed


def late_with_report(session: Session, actor: Actor, year: int, *, cursor: str | None = None, size: int = 100) -> Page:
    """Legal persons in the actor's region that the register has no report of ``year`` from (and that existed then), each with
    what stands in the way of proposing it."""
    stmt = select(Organization).where(
        _in_reach(actor), Organization.state == OrganizationState.ACTIVE, Organization.org_type != OrgType.GROUP,
        func.coalesce(Organization.last_annual_report, 0) < year, Organization.registered_on < date(year + 1, 1, 1),
    )  # fmt: skip
    page = paginate(session, stmt, keys=(Organization.id,), cursor=cursor, size=size, descending=False)
    busy = _busy(session, [organization.id for organization in page.items])
    rows = [Late(o, guards.listed_already_as(o, busy[o.id]) if o.id in busy else None) for o in page.items]
    return Page(rows, page.next_cursor, page.prev_cursor, page.total)


def _in_reach(actor: Actor) -> ColumnElement[bool]:
    return access.predicate(actor, P.SANCTION_PROPOSE, Organization)


def _busy(session: Session, ids: list[int]) -> dict[int, Sanction]:
    """What keeps these organizations from being put forward for the abnormal list: one statement."""
    standing = Sanction.kind.in_(LISTS) & Sanction.state.in_(STANDING)
    waiting = (Sanction.kind == SanctionKind.ABNORMAL) & Sanction.state.in_(UNDER_WAY)
    stmt = select(Sanction).where(Sanction.organization_id.in_(ids), or_(standing, waiting))
    return {sanction.organization_id: sanction for sanction in session.scalars(stmt)}


def organizations_of(session: Session, actor: Actor, public_ids: list[str]) -> list[Organization]:
    """Those that were ticked, as far as they are the actor's to propose; in one order, so that two who propose at once queue up."""
    stmt = select(Organization).where(_in_reach(actor), Organization.public_id.in_(public_ids)).order_by(Organization.id)
    return list(session.scalars(stmt))
