"""A superior says with whom waiting work lies: one item or many, looked at before it moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from portal.kernel import access, journal, outbox, regions
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor, Appointment, User, holders, in_force
from portal.kernel.roles import DIRECTS, Reach
from portal.kernel.words import Invalid, Refused, say
from portal.kernel.work import WorkItem, directed_by
from portal.workflows.desk import due_or_never

PAGE = 50
MOST = 200  # items in one act
handler = aliased(User)


@dataclass(frozen=True)
class Moving:
    """What an act will do: the items that move, and those that stay, each with the sentence why."""

    to: User
    moves: list[WorkItem]
    stays: list[tuple[WorkItem, Any]]
    gone: int  # asked for, but done meanwhile or not this superior's


def listed(session: Session, actor: Actor, *, process: str = "", with_whom: str = "", cursor: str | None = None) -> Page:
    """The open items that the actor hands out, the most urgent first. ``with_whom``: a public id, or ``nobody``."""
    stmt = _items(actor)
    if process:
        stmt = stmt.where(WorkItem.process == process)
    if with_whom == "nobody":
        stmt = stmt.where(WorkItem.handler_id.is_(None))
    elif with_whom:
        stmt = stmt.where(handler.public_id == with_whom)
    return paginate(session, stmt, keys=(due_or_never, WorkItem.id), cursor=cursor, size=PAGE, descending=False, scalars=False)


def _items(actor: Actor) -> Select:
    return (
        select(
            WorkItem.id, WorkItem.process, WorkItem.caption, WorkItem.duty, WorkItem.action, WorkItem.subject_type,
            WorkItem.subject_public_id, WorkItem.due_at, handler.name.label("handler"), due_or_never,
        )
        .outerjoin(handler, handler.id == WorkItem.handler_id)
        .where(directed_by(actor))
    )  # fmt: skip


def people_of(session: Session, actor: Actor) -> list[User]:
    """Those whose work the actor hands out, by name."""
    here = _within(actor)
    if here is None:
        return []
    held = select(Appointment.user_id).where(in_force(), Appointment.role.in_(DIRECTS.get(actor.role, ())), here)
    return list(session.scalars(select(User).where(User.id.in_(held), User.active).order_by(User.name, User.id).limit(200)))


def _within(actor: Actor) -> Any:
    if actor.reach is Reach.REGION and actor.region_path:
        return regions.within(Appointment.region_path, actor.region_path)
    if actor.reach is Reach.ORGANIZATION:
        return Appointment.organization_id == actor.organization_id
    return Appointment.incubator_id == actor.incubator_id if actor.reach is Reach.INCUBATOR else None


def preview(session: Session, actor: Actor, ids: list[int], to: str) -> Moving:
    """What would move to whom. Raises ``Invalid`` where nobody or nothing was chosen."""
    if not ids:
        raise Invalid("items", say("请至少选一件。"))
    if len(ids) > MOST:
        raise Invalid("items", say("一次最多交 %(most)s 件。", most=MOST))
    person = next((user for user in people_of(session, actor) if user.public_id == to), None)
    if person is None:
        raise Invalid("to", say("请选一位同事。"))
    found = session.scalars(select(WorkItem).where(WorkItem.id.in_(ids), directed_by(actor)).order_by(WorkItem.id)).all()
    able: dict[Any, list[int]] = {}
    moves, stays = [], []
    for item in found:
        key = (item.permission, replace(access.place_of(item), owner_id=None))
        if key not in able:
            able[key] = holders(session, *key, limit=1000)
        if item.handler_id == person.id:
            stays.append((item, say("已经在%(name)s这里", name=person.name)))
        elif person.id not in able[key]:
            stays.append((item, say("%(name)s的岗位办不了这一步", name=person.name)))
        else:
            moves.append(item)
    return Moving(person, moves, stays, len(set(ids)) - len(found))


def assign(session: Session, *, by: Actor, ids: list[int], to: str, reason: str) -> int:
    """Lay the items on the desk of a person; returns how many moved. What does not fit stays; nothing fits: refused."""
    if not reason.strip():
        raise Invalid("reason", say("请写明理由：对方会看到这段话。"))
    moving = preview(session, by, ids, to)
    if not moving.moves:
        raise Refused(say("选的这些都交不过去，请看每件的原因。"))
    for item in moving.moves:
        before, item.handler_id = item.handler_id, moving.to.id
        subject = access.subject_of(session, item)
        sentence = say("安排了“%(duty)s”由谁办", duty=item.duty)
        journal.write(session, subject, "assign", sentence, by=by, region_path=item.region_path,
                      private={"to": moving.to.name, "reason": reason.strip()})  # fmt: skip
        told = {key for key in (before, moving.to.id) if key and key != by.user_id}
        outbox.tell(session, sorted(told), say("“%(caption)s”的“%(duty)s”交给%(name)s办", caption=item.caption,
                                               duty=item.duty, name=moving.to.name), subject)  # fmt: skip
    session.flush()
    return len(moving.moves)
