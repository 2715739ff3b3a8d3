"""The filters of lists that a person wants again: a name, the list, and what stood in its address."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel import access, engine
from portal.kernel.base import Base, Record
from portal.kernel.people import Actor, User
from portal.kernel.permissions import Permission
from portal.kernel.words import Invalid, Refused, say

MOST = 20
LONGEST_NAME = 30
LONGEST_QUERY = 500


class SavedFilter(Record, Base):
    """``page`` is the list's endpoint, ``query`` its arguments as they stand in an address. Its owner's alone."""

    __tablename__ = "saved_filters"
    __table_args__ = (UniqueConstraint("user_id", "page", "name"), UniqueConstraint("user_id", "page", "query"))

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    page: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    query: Mapped[str] = mapped_column(String(LONGEST_QUERY))


access.declare(SavedFilter, Permission.DESK_USE, owner="user_id")


def of(session: Session, user_id: int) -> list[SavedFilter]:
    """The person's own, list by list, in the order in which they were saved."""
    stmt = select(SavedFilter).where(SavedFilter.user_id == user_id).order_by(SavedFilter.page, SavedFilter.id)
    return list(session.scalars(stmt))


def save(session: Session, page: str, name: str, query: str, *, by: Actor) -> SavedFilter:
    """Keep a filter under a name. ``query`` was checked against the list's filters by the caller."""
    owner = session.get_one(User, by.user_id)
    engine.lock(session, owner)  # two tabs at once are counted one after the other
    own = of(session, owner.id)
    if len(query) > LONGEST_QUERY:
        raise Refused(say("筛选条件太长，存不下。"))
    if len(own) >= MOST:
        raise Refused(say("最多保存 %(most)s 个筛选，请先删掉不用的。", most=MOST))
    name = _fit(name, page, own)
    if same := next((f for f in own if (f.page, f.query) == (page, query)), None):
        raise Refused(say("这个筛选已经保存过，叫“%(name)s”。", name=same.name))
    row = SavedFilter(user_id=owner.id, page=page, name=name, query=query)
    session.add(row)
    session.flush()
    return row


def rename(session: Session, saved: SavedFilter, name: str, *, by: Actor) -> None:
    engine.lock(session, session.get_one(User, by.user_id))
    saved.name = _fit(name, saved.page, [f for f in of(session, saved.user_id) if f.id != saved.id])


def drop(session: Session, saved: SavedFilter) -> None:
    session.delete(saved)


def _fit(name: str, page: str, others: list[SavedFilter]) -> str:
    name = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    if not name:
        raise Invalid("name", say("请给这个筛选起个名字。"))
    if len(name) > LONGEST_NAME:
        raise Invalid("name", say("名字最多 %(most)s 个字。", most=LONGEST_NAME))
    if any((f.page, f.name) == (page, name) for f in others):
        raise Invalid("name", say("这张表已经有一个叫“%(name)s”的筛选，请换个名字。", name=name))
    return name
