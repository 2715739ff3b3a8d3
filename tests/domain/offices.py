"""A small world for the tests of appointments: two administrators, and whoever they appoint."""

from __future__ import annotations

from datetime import date

from portal.domain.appointments import delegations, operations
from portal.kernel import clock, lifecycle, people
from portal.kernel.people import Actor, Appointment, Delegation, User
from portal.kernel.regions import ROOT
from portal.kernel.roles import Role
from seeds.people import DISTRICT


def newcomer(session, login: str) -> User:
    user = User(login=login, name=login.upper(), email=f"{login}@test.invalid")
    session.add(user)
    session.flush()
    return user


def another_admin(session, login="admin9") -> Actor:
    user = newcomer(session, login)
    session.add(Appointment(user_id=user.id, role=Role.ADMINISTRATOR, region_path=ROOT, title="平台管理", starts_at=clock.now()))
    session.flush()
    return people.actor_for(session, login)


def propose(session, by: Actor, login: str, role: Role = Role.ACCEPTOR, **fields) -> Appointment:
    if session.query(User).filter_by(login=login).one_or_none() is None:
        newcomer(session, login)
    given = {"place": DISTRICT, "title": f"区民政局 · {role.label}", "basis": "区民政局人事决定", **fields}
    return operations.propose(session, by=by, login=login, role=role, **given)


def appoint(session, login: str, role: Role = Role.ACCEPTOR, **fields) -> Actor:
    """Appointed by both administrators, whatever the role."""
    record = propose(session, people.actor_for(session, "admin"), login, role, **fields)
    if record.state.value == "proposed":
        second = session.query(User).filter_by(login="admin9").one_or_none()
        lifecycle.move(session, record, "confirm", by=people.actor_for(session, "admin9") if second else another_admin(session))
    return people.actor_for(session, login, role)


def office(session, actor: Actor) -> Appointment:
    return session.get(Appointment, actor.appointment_id)


def hand_on(session, giver: Actor, colleague: str, first: date, last: date) -> Delegation:
    public_id = session.query(User).filter_by(login=colleague).one().public_id
    return delegations.give(session, office(session, giver), by=giver, delegate=public_id, starts_on=first, ends_on=last,
                            reason="年休假")  # fmt: skip
