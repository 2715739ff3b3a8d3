"""An incubator, its people and a tenancy brought to any state, for the tests of incubators."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.incubators import operations, tenancies
from portal.domain.incubators.models import Incubator, RentKind, Room, Tenancy, TenancyState
from portal.domain.organizations.models import Organization, OrganizationState, OrgField, OrgType
from portal.kernel import clock, lifecycle, people
from portal.kernel.people import SYSTEM, Actor, Appointment, User
from portal.kernel.roles import Role
from portal.kernel.words import Refused
from portal.kernel.work import WorkItem
from seeds.people import DISTRICT

S = TenancyState
PANEL = ["高知远", "林见深", "周评理"]
PLAN = {"plan": "给独居老人送热饭。", "needs": ["premises", "policy"], "desks": 2, "months": 12, "phone": "02500000000"}
#: The plain path: (the state that is reached, the step that leads there).
PATH = (
    (S.SUBMITTED, "submit"), (S.CHECKED, "check"), (S.PUBLICITY, "panel"), (S.PUBLICISED, "end-publicity"),
    (S.ADMITTED, "admit"), (S.SIGNED, "sign"), (S.AGREED, "countersign"), (S.RESIDENT, "move-in"),
)  # fmt: skip


class House:
    """One incubator with one room, its manager and its mentor; ``desks`` is the room's capacity."""

    def __init__(self, session: Session, desks: int = 4, name: str = "萌芽孵化基地"):
        self.session = session
        self.admin = people.actor_for(session, "admin")
        self.incubator: Incubator = operations.open_incubator(
            session, by=self.admin, name=name, region_path=DISTRICT, operator="萌芽发展中心", address="花神大道 1 号",
            area_m2=700, introduction="二楼朝南。",
        )  # fmt: skip
        self.room: Room = operations.furnish(session, self.incubator, by=self.admin, name="201 室", floor=2, area_m2=30, desks=desks)
        self.manager = self.staff("incubator", Role.INCUBATOR_MANAGER)
        self.mentor = self.staff("mentor", Role.MENTOR)

    def staff(self, login: str, role: Role) -> Actor:
        user = self.session.query(User).filter_by(login=login).one()
        appointment = operations.appoint(self.session, self.incubator, user, role, by=self.admin, title="基地")
        return people.acting_as(user, appointment)

    def newcomer(self, login: str) -> Actor:
        """An account that is about to register an organization."""
        user = User(login=login, name=f"新人{login}")
        self.session.add(user)
        self.session.flush()
        return people.acting_as(user)

    def organization(self, login: str, name: str) -> Actor:
        """The legal representative of a new organization."""
        applicant = self.newcomer(login)
        organization = Organization(
            name=name, org_type=OrgType.SERVICE, field=OrgField.ELDERLY, uscc=f"5232011{login:0>11}"[:18], region_path=DISTRICT,
            legal_representative=applicant.name, address="花神大道 2 号", purpose="助老", registered_on=date(2025, 1, 1),
            state=OrganizationState.ACTIVE,
        )  # fmt: skip
        self.session.add(organization)
        self.session.flush()
        return self.representative(applicant, organization)

    def representative(self, applicant: Actor, organization: Organization) -> Actor:
        appointment = Appointment(user_id=applicant.user_id, role=Role.LEGAL_REPRESENTATIVE, organization_id=organization.id,
                                  title=organization.name, starts_at=clock.now() - timedelta(days=1))  # fmt: skip
        self.session.add(appointment)
        self.session.flush()
        return people.acting_as(self.session.get_one(User, applicant.user_id), appointment)

    def apply(self, by: Actor, **changes: Any) -> Tenancy:
        """A draft."""
        return tenancies.draft(self.session, self.incubator, by=by, **{"title": "春风助餐队", **PLAN, **changes})

    def take(self, tenancy: Tenancy, action: str, by: Actor, **facts: Any) -> None:
        """Take a step of the plain path as it is taken on the web."""
        session = self.session
        if action == "submit":
            tenancies.submit(session, tenancy, by=by)
        elif action == "panel":
            facts = {"members": PANEL, "score": 8650, "reason": "服务对象清楚，团队稳定", **facts}
            tenancies.judge(session, tenancy, "panel", by=by, **facts)
        elif action == "admit":
            facts = {"room_id": self.room.id, "desks": tenancy.desks, "starts_on": clock.today(), "rent_kind": RentKind.FREE,
                     "rent_note": "首年免租", **facts}
            tenancies.admit(session, tenancy, by=by, **facts)
        elif action == "hand-over":
            facts = {"room_cleared": True, "keys_returned": True, "deposit_settled": True, "note": "", **facts}
            lifecycle.move(session, tenancy, action, by=by, **facts)
        else:
            lifecycle.move(session, tenancy, action, by=by, **facts)

    def bring(self, tenancy: Tenancy, to: TenancyState, tenant: Actor) -> Tenancy:
        """Along the plain path until the tenancy is in that state."""
        for state, action in PATH:
            if tenancy.state == to:
                return tenancy
            if _before(tenancy.state, state):
                by = SYSTEM if action == "end-publicity" else tenant if action in ("submit", "sign") else self.manager
                self.take(tenancy, action, by)
        assert tenancy.state == to
        return tenancy

    def resident(self, tenant: Actor, **changes: Any) -> Tenancy:
        return self.bring(self.apply(tenant, **changes), S.RESIDENT, tenant)


def _before(here: TenancyState, there: TenancyState) -> bool:
    order = list(TenancyState)
    return order.index(here) < order.index(there)


def refusal(act, *args, **kwargs) -> str:
    """The sentence with which an act is refused."""
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return refused.value.sentence


def items(session, tenancy) -> dict[str, WorkItem]:
    """Action → what is awaited on a tenancy."""
    stmt = select(WorkItem).where(
        WorkItem.subject_type == "tenancies", WorkItem.subject_id == tenancy.id, WorkItem.closed_at.is_(None)
    )
    return {item.action: item for item in session.scalars(stmt)}
