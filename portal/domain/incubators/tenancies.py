"""Verbs of tenancies: apply, decide, sign, renew; and services and assessments on the way."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.incubators import capacity, effects, guards
from portal.domain.incubators import lifecycles as _tables  # noqa: F401 - puts tenancies under their lifecycle
from portal.domain.incubators.models import (
    HANDING_OVER,
    IN_RESIDENCE,
    LIVE,
    Assessment,
    Incubator,
    RentKind,
    ServiceKind,
    Tenancy,
    TenancyState,
    TenantService,
)
from portal.domain.organizations.models import Organization
from portal.kernel import clock, engine, journal, lifecycle
from portal.kernel.lifecycle import Ctx
from portal.kernel.people import Actor, User
from portal.kernel.permissions import Permission as P
from portal.kernel.roles import Role
from portal.kernel.words import Forbidden, Invalid, Refused, Stale, say

EDITABLE = (TenancyState.DRAFT, TenancyState.SUPPLEMENT)
FIELDS = ("title", "plan", "needs", "desks", "months", "phone")
#: What a mentor gives; the house gives all six kinds.
MENTORED = (ServiceKind.POLICY, ServiceKind.TRAINING)
SPEAKS_FOR_AN_ORGANIZATION = (Role.LEGAL_REPRESENTATIVE, Role.CASE_OFFICER)


def speaks_for(by: Actor) -> int | None:
    """The organization that this person applies for; ``None``: for a group or organization that is yet to be."""
    return by.organization_id if by.role in SPEAKS_FOR_AN_ORGANIZATION else None


def name_for(session: Session, by: Actor) -> str:
    """The registered name under which this person applies; empty when there is none yet."""
    organization = session.get(Organization, speaks_for(by)) if speaks_for(by) else None
    return organization.name if organization else ""


def draft(session: Session, incubator: Incubator, *, by: Actor, **fields: Any) -> Tenancy:
    """Begin an application. ``fields``: see ``FIELDS``; an organization's name is taken from the register."""
    if by.incubator_id == incubator.id:
        raise Refused(say("您在这个基地任职，不能以申请人身份办理入驻。"))
    organization = session.get(Organization, speaks_for(by)) if speaks_for(by) else None
    values = _known(fields)
    if organization is not None:
        values["title"] = organization.name
    elif not values.get("title"):
        raise Invalid("title", say("请写明拟登记或备案的名称。"))
    tenancy = Tenancy(
        incubator_id=incubator.id, region_path=incubator.region_path, applicant_id=by.user_id,
        organization_id=organization.id if organization else None, **values,
    )  # fmt: skip
    return lifecycle.begin(
        session, tenancy, by=by, sentence=say("开始填写“%(title)s”的入驻申请", title=tenancy.title)
    )


def edit(session: Session, tenancy: Tenancy, *, by: Actor, expect: int | None = None, **fields: Any) -> Tenancy:
    """Change a draft, or one that is to be supplemented. ``Stale`` on an old page."""
    engine.lock(session, tenancy)
    if tenancy.state not in EDITABLE:
        raise Refused(say("申请已经提交，不能再改。要改请先撤回，或等基地要求补正。"))
    if expect is not None and expect != tenancy.version:
        raise Stale(say("这份申请刚刚在别处改过。请先看最新内容。"))
    values = _known(fields)
    if tenancy.organization_id is not None:
        values.pop("title", None)
    for name, value in values.items():
        setattr(tenancy, name, value)
    tenancy.version += 1
    _note(session, tenancy, "edit", say("修改了“%(title)s”的入驻申请", title=tenancy.title), by=by)
    return tenancy


def submit(session: Session, tenancy: Tenancy, *, by: Actor, **kwargs: Any) -> None:
    """Hand in. The tenant's row is locked first, so that two drafts cannot be handed in side by side."""
    if tenancy.organization_id is not None:
        session.execute(select(Organization.id).where(Organization.id == tenancy.organization_id).with_for_update())
    else:
        session.execute(select(User.id).where(User.id == tenancy.applicant_id).with_for_update())
    lifecycle.move(session, tenancy, "submit", by=by, **kwargs)


def judge(session: Session, tenancy: Tenancy, action: str, *, by: Actor, members: list[str], score: int, **kwargs: Any) -> None:
    """Put down what the panel found. ``action``: panel (admits into publicity) or decline; ``score`` in hundredths."""
    if not 0 <= score <= 10000:
        raise Invalid("score", say("得分在 0 到 100 之间。"))
    checker = session.get(User, tenancy.checked_by_id) if tenancy.checked_by_id else None
    named = list(dict.fromkeys(name.strip() for name in members if name.strip()))
    lifecycle.move(session, tenancy, action, by=by, members=named, score=score,
                   checker_name=checker.name if checker else "", **kwargs)  # fmt: skip


def admit(
    session: Session, tenancy: Tenancy, *, by: Actor, room_id: int, desks: int, starts_on: date, rent_kind: RentKind, rent_fen: int = 0,
    rent_note: str = "", **kwargs: Any,
) -> None:  # fmt: skip
    """Give a room. Its row is locked before its desks are counted: of two who want the last desk, one gets it."""
    room = capacity.locked(session, room_id)
    lifecycle.move(session, tenancy, "admit", by=by, room=room, desks=desks, starts_on=starts_on,
                   rent_kind=rent_kind, rent_fen=rent_fen, rent_note=rent_note.strip(), **kwargs)  # fmt: skip


def bind_organization(session: Session, tenancy: Tenancy, *, by: Actor, expect: int | None = None) -> None:
    """Who was about to register has registered: the applicant, now its legal representative, puts its name in."""
    engine.lock(session, tenancy)
    if expect is not None and expect != tenancy.version:
        raise Stale(say("这份申请刚刚在别处改过。请先看最新内容。"))
    if not may_bind(tenancy, by):
        raise Refused(say("请申请人以新组织法定代表人（负责人）的岗位办理。"))
    organization = session.get_one(Organization, by.organization_id)
    stmt = select(Tenancy.id).where(Tenancy.organization_id == organization.id, Tenancy.state.in_(LIVE)).limit(1)
    if session.scalar(stmt):
        raise Refused(say("“%(name)s”另有一份入驻在办或在驻，不能再关联。", name=organization.name))
    tenancy.organization_id, tenancy.title = organization.id, organization.name
    tenancy.version += 1
    for assessment in session.scalars(select(Assessment).where(Assessment.tenancy_id == tenancy.id)):
        assessment.organization_id = organization.id
    ctx = Ctx(session, tenancy, by, "", {}, clock.now())
    if why := guards.tenant_is_not_the_house(ctx):
        raise Refused(why)
    _note(session, tenancy, "bind", say("入驻方已登记或备案为“%(title)s”", title=tenancy.title), by=by)


def may_bind(tenancy: Tenancy, by: Actor) -> bool:
    return (
        tenancy.organization_id is None
        and tenancy.state in IN_RESIDENCE
        and by.user_id == tenancy.applicant_id
        and by.role is Role.LEGAL_REPRESENTATIVE
    )


# --- services ---------------------------------------------------------------------------------------------------


def kinds_for(by: Actor) -> tuple[ServiceKind, ...]:
    """The services that this person may put down."""
    return tuple(ServiceKind) if by.holds(P.INCUBATOR_MANAGE) else MENTORED if by.holds(P.TENANCY_MENTOR) else ()


def give_service(
    session: Session, tenancy: Tenancy, *, by: Actor, kind: ServiceKind, given_on: date, minutes: int, note: str = ""
) -> TenantService:
    """Put down one service given to a tenant. Locks the tenancy: the same entry twice is refused, not counted twice."""
    engine.lock(session, tenancy)
    if kind not in kinds_for(by):
        raise Forbidden(say("导师只记政策咨询和交流培训；其他服务由基地登记。"))
    if tenancy.state not in (*IN_RESIDENCE, *HANDING_OVER):
        raise Refused(say("“%(title)s”不在驻，不能登记服务。", title=tenancy.title))
    assert tenancy.starts_on, "who lives here has moved in"
    if not tenancy.starts_on <= given_on <= clock.today():
        raise Invalid("given_on", say("日期要在入驻以后、今天以前。"))
    service = TenantService(
        tenancy_id=tenancy.id, kind=kind, given_on=given_on, minutes=minutes, note=note, recorded_by_id=by.user_id
    )
    _refuse_twice(session, service)
    session.add(service)
    session.flush()
    # On the service itself: a tenant's own story would drown in hundreds of hours.
    sentence = say("给“%(title)s”记录了一次服务：%(kind)s，%(minutes)s 分钟", title=tenancy.title, kind=kind.label, minutes=minutes)
    journal.write(session, service, "service", sentence, by=by, region_path=tenancy.region_path)
    return service


def _refuse_twice(session: Session, service: TenantService) -> None:
    same = ("tenancy_id", "kind", "given_on", "minutes", "note", "recorded_by_id")
    stmt = select(TenantService.id).where(*(getattr(TenantService, name) == getattr(service, name) for name in same))
    if session.scalar(stmt.limit(1)):
        raise Refused(say("同样的一条服务已经登记过了。若真有两次，请在说明里写清区别。"))


# --- assessments ------------------------------------------------------------------------------------------------


def assess(session: Session, assessment: Assessment, *, by: Actor, score: int, **kwargs: Any) -> None:
    """Score (hundredths) and note; the grade follows; the next half-year is put on the calendar."""
    if not 0 <= score <= 10000:
        raise Invalid("score", say("得分在 0 到 100 之间。"))
    engine.lock(session, session.get_one(Tenancy, assessment.tenancy_id))
    lifecycle.move(session, assessment, "assess", by=by, score=score, **kwargs)
    effects.plan_next(session, assessment, by=by)


def _note(session: Session, tenancy: Tenancy, action: str, sentence: Any, *, by: Actor) -> None:
    journal.write(session, tenancy, action, sentence, by=by, region_path=tenancy.region_path)


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"a tenancy has no {sorted(unknown)}")
    return dict(fields)


last_grade = guards.last_grade
