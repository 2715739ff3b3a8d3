"""Reads of projects: the list as prebuilt Core selects, one project with what its page needs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from portal.domain.awards.models import Award
from portal.domain.calls.models import Call, Lot
from portal.domain.needs.models import Guideline, Need
from portal.domain.organizations.models import Organization, OrgField
from portal.domain.projects import risk
from portal.domain.projects.models import Activity, ActivityState, Contract, Project, ProjectState
from portal.domain.proposals.models import Proposal
from portal.kernel import access, clock, regions
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P

_CONFIRMED = Activity.state == ActivityState.CONFIRMED
_COLUMNS = (
    Project.id, Project.public_id, Project.number, Project.title, Project.field, Project.state, Project.starts_on,
    Project.ends_on, Project.outputs, Project.final_grade, Project.region_path,
    Organization.name.label("organization"), Organization.public_id.label("organization_public_id"),
    Contract.amount_fen.label("amount_fen"),
)  # fmt: skip
_LISTED = (
    select(*_COLUMNS)
    .join(Organization, Organization.id == Project.organization_id)
    .join(Contract, Contract.id == Project.contract_id)
)
_SUMMED = select(func.count(Project.id), func.coalesce(func.sum(Contract.amount_fen), 0)).join(
    Contract, Contract.id == Project.contract_id
)
_DONE = (
    select(
        Activity.project_id, Activity.output, func.sum(Activity.output_quantity).label("quantity"),
        func.count(Activity.id).label("activities"), func.sum(Activity.attendances).label("attendances"),
        func.sum(Activity.beneficiaries).label("beneficiaries"), func.sum(Activity.volunteers).label("volunteers"),
        func.sum(Activity.minutes).label("minutes"), func.sum(Activity.cost_fen).label("cost_fen"),
    )
    .where(_CONFIRMED)
    .group_by(Activity.project_id, Activity.output)
)  # fmt: skip


@dataclass(frozen=True)
class Filter:
    """What the list's form narrows by; empty fields narrow nothing."""

    q: str = ""
    field: OrgField | None = None
    state: ProjectState | None = None
    street: str = ""

    def apply(self, stmt: Select) -> Select:
        if self.q:
            like = f"%{self.q.strip()[:60].replace('%', '').replace('_', '')}%"
            stmt = stmt.where(or_(Project.title.like(like), Project.number.like(like), Project.organization.has(
                Organization.name.like(like))))  # fmt: skip
        if self.field:
            stmt = stmt.where(Project.field == self.field)
        if self.state:
            stmt = stmt.where(Project.state == self.state)
        if self.street:
            stmt = stmt.where(_in_street(self.street))
        return stmt


def _in_street(street: str):
    """Held in the street, or answering a guideline item of the street."""
    here = select(Activity.id).where(
        Activity.project_id == Project.id, _CONFIRMED, regions.within(Activity.region_path, street)
    )
    asked = (
        select(Lot.id)
        .join(Guideline, Guideline.id == Lot.guideline_id)
        .where(Lot.id == Project.lot_id, regions.within(Guideline.region_path, street))
    )
    return or_(here.exists(), asked.exists())


@dataclass(frozen=True)
class Totals:
    """What the confirmed activities of one project add up to. ``done``: output name → quantity."""

    activities: int = 0
    attendances: int = 0
    beneficiaries: int = 0
    volunteers: int = 0
    minutes: int = 0
    cost_fen: int = 0
    done: dict[str, int] | None = None

    @property
    def hours(self) -> int:
        return self.minutes // 60


def listed(session: Session, actor: Actor, narrowed: Filter, *, cursor: str | None = None, size: int = 25) -> Page:
    """Projects, the newest first: rows with the columns above."""
    stmt = narrowed.apply(access.visible(_LISTED, actor, P.PROJECT_READ, Project))
    return paginate(session, stmt, keys=(Project.id,), cursor=cursor, size=size, scalars=False)


def summed(session: Session, actor: Actor, narrowed: Filter) -> tuple[int, int]:
    """(how many projects, their contracts' sum in fen) of the narrowed list."""
    count, amount = session.execute(narrowed.apply(access.visible(_SUMMED, actor, P.PROJECT_READ, Project))).one()
    return count, int(amount)


def totals_of(session: Session, project_ids: list[int]) -> dict[int, Totals]:
    """Totals by project: one statement for a page of projects."""
    rows = defaultdict(list)
    for row in session.execute(_DONE.where(Activity.project_id.in_(project_ids))):
        rows[row.project_id].append(row)
    return {project_id: _added(rows[project_id]) for project_id in project_ids}


def _added(rows: list[Any]) -> Totals:
    names = ("activities", "attendances", "beneficiaries", "volunteers", "minutes", "cost_fen")
    sums = {name: sum(int(getattr(row, name)) for row in rows) for name in names}
    return Totals(**sums, done={row.output: int(row.quantity) for row in rows if row.output})


def risks_of(session: Session, rows: list[Any], totals: dict[int, Totals]) -> dict[int, risk.Risk | None]:
    """The colour of each listed project, by the rules of its region."""
    today, limits = clock.today(), {}
    out = {}
    for row in rows:
        if row.region_path not in limits:
            limits[row.region_path] = risk.thresholds(session, row.region_path)
        out[row.id] = _assessed(limits[row.region_path], row, totals[row.id], row.amount_fen, today)
    return out


def risk_of(session: Session, project: Project, totals: Totals) -> risk.Risk | None:
    limits = risk.thresholds(session, project.region_path)
    return _assessed(limits, project, totals, project.contract.amount_fen, clock.today())


def _assessed(limits, row, totals: Totals, amount_fen: int, today) -> risk.Risk | None:
    return risk.assess(
        limits, state=row.state, starts_on=row.starts_on, ends_on=row.ends_on, today=today, outputs=row.outputs,
        done=totals.done or {}, spent_fen=totals.cost_fen, amount_fen=amount_fen,
    )  # fmt: skip


def whole(session: Session, project: Project) -> Project:
    """The same project with contract, award, proposal, call, lot and guideline loaded in one statement."""
    stmt = (
        select(Project)
        .where(Project.id == project.id)
        .options(
            joinedload(Project.organization), joinedload(Project.implementer),
            joinedload(Project.call).joinedload(Call.department),
            joinedload(Project.lot).joinedload(Lot.guideline),
            joinedload(Project.contract).joinedload(Contract.award).joinedload(Award.proposal).load_only(
                Proposal.id, Proposal.public_id, Proposal.title, Proposal.score, Proposal.rank, Proposal.content),
        )
    )  # fmt: skip
    return session.scalars(stmt.execution_options(populate_existing=True)).one()


def needs_of(session: Session, project: Project, limit: int = 5) -> list[Any]:
    """The needs that the project's guideline item answers: (public_id, number, title, region_path, households)."""
    if project.lot.guideline_id is None:
        return []
    stmt = select(Need.public_id, Need.number, Need.title, Need.region_path, Need.households)
    return list(
        session.execute(stmt.where(Need.guideline_id == project.lot.guideline_id).order_by(Need.id).limit(limit))
    )


def recent_activities(session: Session, project: Project, limit: int = 6) -> list[Any]:
    """The latest confirmed activities, for the public page."""
    stmt = select(
        Activity.public_id, Activity.title, Activity.kind, Activity.held_on, Activity.place, Activity.attendances,
        Activity.beneficiaries, Activity.minutes, Activity.region_path,
    ).where(Activity.project_id == project.id, _CONFIRMED)  # fmt: skip
    return list(session.execute(stmt.order_by(Activity.held_on.desc(), Activity.id.desc()).limit(limit)))


def of_organization(session: Session, organization_id: int) -> list[Project]:
    """The running projects of an organization, for its forms."""
    stmt = select(Project).where(
        or_(Project.organization_id == organization_id, Project.implementer_id == organization_id),
        Project.state.not_in(risk.ENDED),
    )  # fmt: skip
    return list(session.scalars(stmt.order_by(Project.id.desc())))
