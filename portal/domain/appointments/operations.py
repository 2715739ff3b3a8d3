"""Appointing to an office: proposed by one administrator, confirmed by another where the role decides; and leaving."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.appointments import guards
from portal.kernel import access, accounts, clock, engine, journal, lifecycle
from portal.kernel.offices import Appointment, AppointmentState
from portal.kernel.people import Actor, Department, User
from portal.kernel.permissions import Permission
from portal.kernel.regions import ROOT, Region
from portal.kernel.roles import DECIDING, ROLES, Reach, Role
from portal.kernel.words import Forbidden, Invalid, Refused, Sentence, say

#: What administrators give. The rest is given where it belongs: by a registration, an organization, an incubator, the pool.
GIVEN_HERE = tuple(
    role for role, (reach, _) in ROLES.items()
    if reach in (Reach.REGION, Reach.DEPARTMENT) and role not in (Role.RESIDENT, Role.SYSTEM)
)  # fmt: skip
#: What leaves with the person; the others change with a registration, or are no office.
NOT_AN_OFFICE = (Role.LEGAL_REPRESENTATIVE, Role.RESIDENT)


def propose(
    session: Session, *, by: Actor, login: str, role: Role, place: str, title: str, basis: str,
    starts_on: date | None = None, ends_on: date | None = None,
) -> Appointment:  # fmt: skip
    """Propose an appointment; one that decides nothing is in force at once.

    ``place``: the path of a region, or ``department:<id>``. Both days are included; the first is today by default.
    Raises ``Invalid`` for an unknown account or place and for a second appointment of the same kind.
    """
    if role not in GIVEN_HERE:
        raise Invalid("role", say("“%(role)s”不在这里任命。", role=role.label))
    user = accounts.by_login(session, login)
    if user is None or not user.active:
        raise Invalid("login", say("没有这个账号。请对方先注册账号，再填他的登录名。"))
    if user.id == by.user_id:
        raise Invalid("login", say("不能任命自己。请另一位管理员办理。"))
    first = max(starts_on or clock.today(), clock.today())
    if starts_on is not None and starts_on < clock.today():
        raise Invalid("starts_on", say("任期不能从过去的日子算起。"))
    if ends_on is not None and ends_on < first:
        raise Invalid("ends_on", say("最后一天不能早于第一天。"))
    engine.lock(session, user)
    record = Appointment(
        user=user, user_id=user.id, role=role, title=title.strip(), basis=basis.strip(), appointed_by_id=by.user_id,
        starts_at=max(clock.at(first), clock.now()), ends_at=clock.at(ends_on + timedelta(days=1)) if ends_on else None,
        **_scope(session, role, place),
    )  # fmt: skip
    _once(session, record)
    if why := guards.apart(session, user.id, role):
        raise Invalid("role", why)
    if not access.allows(by, Permission.APPOINTMENT_PROPOSE, record):
        raise Forbidden(say("这个地方不归您管。"))
    lifecycle.begin(session, record, by=by, sentence=say("提议任命“%(title)s”", title=record.title))
    if role not in DECIDING:
        lifecycle.move(session, record, "confirm", by=by)
    return record


def _scope(session: Session, role: Role, place: str) -> dict[str, object]:
    if role is Role.ADMINISTRATOR:
        return {"region_path": ROOT, "place_path": ROOT}
    if ROLES[role][0] is Reach.DEPARTMENT:
        key = place.removeprefix("department:")
        department = session.get(Department, int(key)) if place.startswith("department:") and key.isdigit() else None
        if department is None:
            raise Invalid("place", say("“%(role)s”要选一个部门。", role=role.label))
        return {"department_id": department.id, "place_path": department.region_path}
    if session.scalar(select(Region.id).where(Region.path == place)) is None:
        raise Invalid("place", say("“%(role)s”要选一个地方，不选部门。", role=role.label))
    return {"region_path": place, "place_path": place}


def _once(session: Session, record: Appointment) -> None:
    same = (
        Appointment.user_id == record.user_id, Appointment.role == record.role, Appointment.state.in_(guards.LIVE),
        Appointment.region_path.is_not_distinct_from(record.region_path),
        Appointment.department_id.is_not_distinct_from(record.department_id),
    )  # fmt: skip
    with session.no_autoflush:
        if session.scalar(select(Appointment.id).where(*same)):
            raise Invalid("login", say("%(name)s已经担任这个岗位，或者已经有人提议。", name=record.user.name))


def off_board(session: Session, user: User, *, by: Actor, reason: str) -> list[Appointment]:
    """End every office of a person at once; open sessions end with them. Returns what was ended.

    Who represents an organization goes on doing so until its registration changes.
    """
    engine.lock(session, user)
    if why := why_not_off_board(session, user, by):
        raise Refused(why)
    ended = leaves_with(session, user)
    for record in ended:
        if record.state is AppointmentState.PROPOSED:
            lifecycle.move(session, record, "withdraw", by=by)
        else:
            lifecycle.move(session, record, "end", by=by, reason=reason)
    user.session_epoch += 1
    journal.write(session, user, "off-board", say("离岗：%(n)s 个岗位同时终止，已登录的设备全部退出", n=len(ended)), by=by,
                  private={"reason": reason.strip(), "member": user.name}, key=True)  # fmt: skip
    return ended


def leaves_with(session: Session, user: User) -> list[Appointment]:
    """What off-boarding ends, the earliest first."""
    stmt = select(Appointment).where(
        Appointment.user_id == user.id, Appointment.state.in_(guards.LIVE), Appointment.role.not_in(NOT_AN_OFFICE)
    )
    return list(session.scalars(stmt.order_by(Appointment.id)))


def why_not_off_board(session: Session, user: User, by: Actor) -> Sentence | None:
    """What stands in the way, for the page before the act."""
    if user.id == by.user_id:
        return say("不能办理自己的离岗。请另一位管理员办理。")
    return None if leaves_with(session, user) else say("这个人现在没有岗位。")
