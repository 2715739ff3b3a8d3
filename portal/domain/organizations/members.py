"""Who acts for an organization besides its legal representative: case officers and accountants."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.domain.organizations.models import Organization
from portal.kernel import access, accounts, clock, journal, lifecycle, outbox
from portal.kernel.people import Actor, Appointment, in_force
from portal.kernel.permissions import Permission, Role
from portal.kernel.words import Forbidden, Invalid, NotFound, say

APPOINTED = (Role.CASE_OFFICER, Role.ACCOUNTANT)


def members_of(session: Session, organization: Organization) -> list[Appointment]:
    """Everyone who acts for it today, the earliest first."""
    stmt = (
        select(Appointment).options(joinedload(Appointment.user))
        .where(Appointment.organization_id == organization.id, in_force())
        .order_by(Appointment.id).limit(200)
    )  # fmt: skip
    return list(session.scalars(stmt))


def appoint(session: Session, organization: Organization, *, by: Actor, login: str, role: Role) -> Appointment:
    """Let an account act for the organization from now on. ``Invalid`` for an unknown login or a second time."""
    _require(by, organization)
    if role not in APPOINTED:
        raise Invalid("role", say("这里只能任命经办和财务。"))
    user = accounts.by_login(session, login)
    if user is None or not user.active:
        raise Invalid("login", say("没有这个账号。请对方先注册账号，再填他的登录名。"))
    if any(a.user_id == user.id and a.role == role for a in members_of(session, organization)):
        raise Invalid("login", say("%(name)s已经是%(role)s了。", name=user.name, role=role.label))
    appointment = Appointment(
        user_id=user.id, role=role, organization_id=organization.id, title=f"{organization.name} · {role.label}",
        place_path=organization.region_path, starts_at=clock.now(), appointed_by_id=by.user_id,
    )  # fmt: skip
    session.add(appointment)
    session.flush()
    journal.write(session, organization, "appoint", say("任命了%(role)s", role=role.label), by=by,
                  private={"member": user.name}, region_path=organization.region_path)  # fmt: skip
    outbox.tell(session, [user.id], say("您担任了“%(name)s”的%(role)s", name=organization.name, role=role.label), organization)
    return appointment


def dismiss(session: Session, organization: Organization, appointment_id: int, *, by: Actor) -> None:
    """End an appointment today. The legal representative changes by registration only."""
    _require(by, organization)
    held = next((a for a in members_of(session, organization) if a.id == appointment_id), None)
    if held is None or held.role not in APPOINTED:
        raise NotFound
    lifecycle.move(session, held, "dismiss", by=by)
    journal.write(session, organization, "dismiss", say("免去了%(role)s", role=held.role.label), by=by,
                  private={"member": held.user.name}, region_path=organization.region_path)  # fmt: skip


def _require(by: Actor, organization: Organization) -> None:
    if not access.allows(by, Permission.ORGANIZATION_APPOINT, organization):
        raise Forbidden(say("只有法定代表人（负责人）可以任命经办和财务。"))
