"""Who acts for an organization: its head, case officers, accountants. Every seat is an appointment, given here and ended here."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.domain.appointments.guards import OF_AN_ORGANIZATION
from portal.domain.organizations.models import Organization
from portal.kernel import access, clock, journal, lifecycle, outbox
from portal.kernel.people import Actor, Appointment, in_force
from portal.kernel.permissions import Permission
from portal.kernel.roles import Role
from portal.kernel.words import N_, Forbidden, Invalid, NotFound, say

#: What each role of an organization may do, in words, the head first: shown where seats are offered and changed.
MAY = {
    Role.LEGAL_REPRESENTATIVE: (
        N_("办组织的全部事情：登记和备案、申报、签协议、交报告、申请进孵化基地；邀请和免去成员，分派待办。"),
        N_("每个组织一位。签字、邀请和免去只能本人办，不能请人代办。"),
    ),
    Role.CASE_OFFICER: (
        N_("写申报书、提问、记活动、交自评和整改报告、申请进孵化基地；看组织的全部记录。"),
        N_("不能签协议、提质疑、邀请或免去成员；负责人不在时可以代办签字以外的事。"),
    ),
    Role.ACCOUNTANT: (
        N_("看协议、拨款、台账和项目，以及组织的其他记录。"),
        N_("只看，不能填写、提交或签字。"),
    ),
}  # fmt: skip
#: How an office is called in full, where it is not called like the role.
TITLES = {Role.LEGAL_REPRESENTATIVE: "负责人"}  # official


def members_of(session: Session, organization: Organization) -> list[Appointment]:
    """Everyone who acts for it today, the earliest first."""
    stmt = (
        select(Appointment).options(joinedload(Appointment.user))
        .where(Appointment.organization_id == organization.id, in_force())
        .order_by(Appointment.id).limit(200)
    )  # fmt: skip
    return list(session.scalars(stmt))


def member(session: Session, organization: Organization, appointment_id: int) -> Appointment | None:
    """One who acts for it today, without the head: whose seat is changed and ended here."""
    held = (a for a in members_of(session, organization) if a.id == appointment_id and a.role in OF_AN_ORGANIZATION)
    return next(held, None)


def organization_of(session: Session, actor: Actor) -> Organization | None:
    """The organization that the actor acts for now."""
    return session.get(Organization, actor.organization_id) if actor.organization_id else None


def heads_of(session: Session, organization: Organization) -> list[Appointment]:
    """Who leads its account today: one, or nobody."""
    return [held for held in members_of(session, organization) if held.role is Role.LEGAL_REPRESENTATIVE]


def hold(session: Session, organization: Organization, user_id: int, role: Role, *, by: Actor) -> Appointment:
    """Let an account act for the organization from now on."""
    appointment = Appointment(
        user_id=user_id, role=role, organization_id=organization.id, place_path=organization.region_path,
        title=f"{organization.name} · {TITLES.get(role, role.label)}", starts_at=clock.now(), appointed_by_id=by.user_id,
    )  # fmt: skip
    session.add(appointment)
    session.flush()
    return appointment


def change_role(session: Session, organization: Organization, appointment_id: int, *, by: Actor, role: Role) -> Appointment:
    """The same person in another seat: the old one ends, the new one begins."""
    held = _of(session, organization, appointment_id, by)
    if role not in OF_AN_ORGANIZATION:
        raise Invalid("role", say("这里只能改成经办或者财务。"))
    if any(other.user_id == held.user_id and other.role is role for other in members_of(session, organization)):
        raise Invalid("role", say("%(name)s已经是%(role)s了。", name=held.user.name, role=role.label))
    lifecycle.move(session, held, "dismiss", by=by)
    appointment = hold(session, organization, held.user_id, role, by=by)
    sentence = say("把一位成员从%(before)s改任%(after)s", before=held.role.label, after=role.label)
    journal.write(session, organization, "change-role", sentence, by=by, private={"member": held.user.name},
                  region_path=organization.region_path)  # fmt: skip
    told = say("您在“%(name)s”改任%(role)s", name=organization.name, role=role.label)
    outbox.tell(session, [held.user_id], told, appointment)
    return appointment


def dismiss(session: Session, organization: Organization, appointment_id: int, *, by: Actor) -> None:
    """End an appointment at once. The head of the organization changes by a succession only."""
    held = _of(session, organization, appointment_id, by)
    lifecycle.move(session, held, "dismiss", by=by)
    journal.write(session, organization, "dismiss", say("免去了%(role)s", role=held.role.label), by=by,
                  private={"member": held.user.name}, region_path=organization.region_path)  # fmt: skip


def leave(session: Session, appointment: Appointment, *, by: Actor, **how) -> lifecycle.Step:
    """A member gives up the own seat."""
    step = lifecycle.move(session, appointment, "leave", by=by, **how)
    organization = session.get_one(Organization, appointment.organization_id)
    journal.write(session, organization, "leave", say("一位%(role)s离开了组织", role=appointment.role.label), by=by,
                  private={"member": appointment.user.name}, region_path=organization.region_path)  # fmt: skip
    return step


def require_head(by: Actor, organization: Organization) -> None:
    if not access.allows(by, Permission.ORGANIZATION_APPOINT, organization):
        raise Forbidden(say("只有法定代表人（负责人）可以邀请和免去成员。"))


def _of(session: Session, organization: Organization, appointment_id: int, by: Actor) -> Appointment:
    require_head(by, organization)
    held = member(session, organization, appointment_id)
    if held is None:
        raise NotFound
    return held
