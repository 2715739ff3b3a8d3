"""The expert pool: enter, keep up to date, declare conflicts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.domain.organizations.models import Organization, OrgField
from portal.domain.review import conflicts, leaving
from portal.domain.review.models import Conflict, ConflictKind, Expert
from portal.kernel import access, clock, engine, journal
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor, Appointment, User
from portal.kernel.permissions import Permission as P
from portal.kernel.roles import Role
from portal.kernel.words import Forbidden, Invalid, Refused, say


def enter(
    session: Session, *, by: Actor, login: str, unit: str, title: str, fields: list[OrgField], region_path: str
) -> Expert:
    """Take a person who has an account into the pool; they become an expert reviewer of the region."""
    user = session.scalars(select(User).where(User.login == login.strip())).one_or_none()
    if user is None:
        raise Invalid("login", say("没有这个登录名。请专家先注册账号。"))
    if session.scalar(select(Expert.id).where(Expert.user_id == user.id)):
        raise Invalid("login", say("这个人已经在专家库里了。"))
    expert = Expert(user_id=user.id, name=user.name, unit=unit, title=title, fields=_fields(fields), region_path=region_path,
                    former_units=[])  # fmt: skip
    session.add(expert)
    if conflicts.out_of_post(session, [expert]):
        session.add(Appointment(user_id=user.id, role=Role.EXPERT, region_path=region_path, title="评审专家库",  # official
                                starts_at=clock.now(), appointed_by_id=by.user_id))  # fmt: skip
    session.flush()
    journal.write(session, expert, "enter", say("列入专家库"), by=by, region_path=region_path, key=True)
    return expert


def update(session: Session, expert: Expert, *, by: Actor, expect: int | None = None, **fields: Any) -> Expert:
    """Change title and fields; an officer also unit and whether the expert can be drawn, never their own.

    The unit that is left still ties for three years. Whoever is tied to a lot under review by what changed leaves it.
    Raises ``Forbidden`` where the fields are not theirs to change.
    """
    if {"unit", "active"} & set(fields) and not keeps(by, expert):
        raise Forbidden(say("工作单位和能否抽取由承办人更新，不由本人改。有变动请告诉承办人。"))
    engine.lock(session, expert)
    if expect is not None and expect != expert.version:
        raise Refused(say("这条记录刚刚改过。请先看最新内容。"))
    unit = fields.get("unit", expert.unit)
    if unit != expert.unit:
        left = {"unit": expert.unit, "until": clock.now().isoformat()}
        expert.former_units = [*(expert.former_units or []), left]
    for name in ("unit", "title", "active"):
        if name in fields:
            setattr(expert, name, fields[name])
    if "fields" in fields:
        expert.fields = _fields(fields["fields"])
    expert.version += 1
    session.flush()
    known: dict[str, Any] = {name: fields[name] for name in ("unit", "title", "active") if name in fields}
    journal.write(session, expert, "update", say("更新了专家信息"), by=by, region_path=expert.region_path, private=known)
    leaving.leave_tied_lots(session, expert)
    return expert


def keeps(actor: Actor, expert: Expert) -> bool:
    """An officer of the pool keeps everybody's page but their own."""
    return access.allows(actor, P.EXPERT_MANAGE, expert) and actor.user_id != expert.user_id


def _fields(fields: list[OrgField]) -> list[str]:
    return sorted(OrgField(f).value for f in fields)


def declare(
    session: Session, expert: Expert, *, by: Actor, organization: Organization, kind: ConflictKind, note: str = ""
) -> Conflict:
    """Declare a conflict with an organization: no draw seats the expert where it bids, and a live seat there is left."""
    stmt = select(Conflict).where(
        Conflict.expert_id == expert.id, Conflict.organization_id == organization.id, Conflict.kind == kind
    )
    known = session.scalars(stmt).one_or_none()
    if known is not None:
        return known
    conflict = Conflict(expert_id=expert.id, organization_id=organization.id, kind=kind, note=note, since=clock.now())
    session.add(conflict)
    session.flush()
    sentence = say("申报了一项利益关系：%(kind)s", kind=kind.label)
    journal.write(session, expert, "declare", sentence, by=by, region_path=expert.region_path,
                  private={"organization": organization.name, "note": note})  # fmt: skip
    leaving.leave_tied_lots(session, expert)
    return conflict


def declare_by_name(
    session: Session, expert: Expert, *, by: Actor, name: str, kind: ConflictKind, note: str = ""
) -> Conflict:
    """The same, for an organization that is typed by its full name."""
    organization = session.scalars(select(Organization).where(Organization.name == name.strip())).one_or_none()
    if organization is None:
        raise Invalid("organization", say("名册里没有这个名称，请写全称。"))
    return declare(session, expert, by=by, organization=organization, kind=kind, note=note)


def conflicts_of(session: Session, expert: Expert) -> list[Conflict]:
    stmt = select(Conflict).where(Conflict.expert_id == expert.id).options(joinedload(Conflict.organization))
    return list(session.scalars(stmt.order_by(Conflict.since.desc(), Conflict.id.desc())))


def listed(session: Session, actor: Actor, *, cursor: str | None = None, q: str = "", field: str = "") -> Page:
    stmt = access.visible(select(Expert), actor, P.EXPERT_READ)
    if q.strip():
        like = f"%{q.strip()[:60]}%"
        stmt = stmt.where(Expert.name.like(like) | Expert.unit.like(like))
    found = paginate(session, stmt, keys=(Expert.id,), cursor=cursor, size=200, descending=False)
    if field:  # the pool has dozens of people, and JSON lists have no common SQL
        return Page([e for e in found.items if field in e.fields])
    return found


def of_user(session: Session, user_id: int | None) -> Expert | None:
    return session.scalars(select(Expert).where(Expert.user_id == user_id)).one_or_none() if user_id else None
