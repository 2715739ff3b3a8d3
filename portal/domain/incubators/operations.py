"""Verbs of incubators: open one, furnish its rooms, appoint who runs it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.incubators import capacity
from portal.domain.incubators.models import Incubator, Room
from portal.kernel import clock, engine, journal, outbox
from portal.kernel.people import Actor, Appointment, User, in_force
from portal.kernel.permissions import Permission as P
from portal.kernel.roles import Role
from portal.kernel.words import Forbidden, Invalid, Refused, Stale, say

STAFF = (Role.INCUBATOR_MANAGER, Role.MENTOR)


def open_incubator(session: Session, *, by: Actor, **fields: Any) -> Incubator:
    """Put an incubator on the list: name, region_path, operator, address, area_m2, introduction."""
    _administrators_only(by)
    if session.scalar(select(Incubator.id).where(Incubator.name == fields["name"])):
        raise Invalid("name", say("“%(name)s”已经有了。", name=fields["name"]))
    incubator = Incubator(**fields)
    session.add(incubator)
    session.flush()
    _note(session, incubator, "open", say("设立了孵化基地“%(name)s”", name=incubator.name), by=by)
    return incubator


def appoint(session: Session, incubator: Incubator, user: User, role: Role, *, by: Actor, title: str) -> Appointment:
    """Appoint a manager or a mentor of an incubator, from now on."""
    _administrators_only(by)
    if role not in STAFF:
        raise Refused(say("孵化基地只任命运营和导师。"))
    if user.id == by.user_id:
        raise Refused(say("不能任命自己。请另一位管理员办理。"))
    held = select(Appointment.id).where(
        Appointment.user_id == user.id, Appointment.role == role, Appointment.incubator_id == incubator.id,
        in_force(),
    )  # fmt: skip
    if session.scalar(held):
        raise Refused(say("这个人已经担任这个岗位。"))
    appointment = Appointment(
        user_id=user.id, role=role, incubator_id=incubator.id, place_path=incubator.region_path, title=title,
        starts_at=clock.now(), appointed_by_id=by.user_id,
    )  # fmt: skip
    session.add(appointment)
    session.flush()
    sentence = say("任命了“%(name)s”的%(role)s", name=incubator.name, role=role.label)
    journal.write(session, incubator, "appoint", sentence, by=by, private={"appointed": user.name},
                  region_path=incubator.region_path)  # fmt: skip
    outbox.tell(session, [user.id], say("您担任了“%(name)s”的%(role)s", name=incubator.name, role=role.label), incubator)
    return appointment


def appoint_manager(session: Session, incubator: Incubator, user: User, *, by: Actor) -> Appointment:
    return appoint(session, incubator, user, Role.INCUBATOR_MANAGER, by=by, title=f"{incubator.name} · 运营")  # official


def appoint_mentor(session: Session, incubator: Incubator, user: User, *, by: Actor) -> Appointment:
    return appoint(session, incubator, user, Role.MENTOR, by=by, title=f"{incubator.name} · 导师")  # official


def furnish(session: Session, incubator: Incubator, *, by: Actor, name: str, floor: int, area_m2: int, desks: int) -> Room:
    """Add a room. Its desks are its capacity."""
    _managers_or_administrators(incubator, by)
    engine.lock(session, incubator)
    if session.scalar(select(Room.id).where(Room.incubator_id == incubator.id, Room.name == name)):
        raise Invalid("name", say("这个基地已经有“%(name)s”。", name=name))
    room = Room(incubator_id=incubator.id, name=name, floor=floor, area_m2=area_m2, desks=desks)
    session.add(room)
    session.flush()
    _note(session, incubator, "furnish", say("增加了房间%(room)s，%(desks)s 个工位", room=name, desks=desks), by=by)
    return room


def refurnish(session: Session, room: Room, *, by: Actor, desks: int, expect: int | None = None) -> Room:
    """Change a room's desks; never below what is taken."""
    room = capacity.locked(session, room.id)
    incubator = session.get_one(Incubator, room.incubator_id)
    _managers_or_administrators(incubator, by)
    if expect is not None and expect != room.version:
        raise Stale(say("这个房间刚刚在别处改过。请先看最新内容。"))
    taken = capacity.taken_in(session, room.id)
    if desks < max(taken, 1):
        raise Invalid("desks", say("已经用了 %(taken)s 个工位，不能少于这个数。", taken=taken))
    room.desks, room.version = desks, room.version + 1
    _note(session, incubator, "refurnish", say("房间%(room)s改为 %(desks)s 个工位", room=room.name, desks=desks), by=by)
    return room


def _administrators_only(by: Actor) -> None:
    if not by.holds(P.ADMIN_WRITE):
        raise Forbidden(say("设立基地和任命由平台管理员办理。"))


def _managers_or_administrators(incubator: Incubator, by: Actor) -> None:
    if not (by.holds(P.INCUBATOR_MANAGE) and by.incubator_id == incubator.id):
        _administrators_only(by)


def _note(session: Session, incubator: Incubator, action: str, sentence: Any, *, by: Actor) -> None:
    journal.write(session, incubator, action, sentence, by=by, region_path=incubator.region_path)
