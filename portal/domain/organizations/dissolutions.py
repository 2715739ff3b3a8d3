"""Verbs and reads of exits: the draft, its two stages of filling in, the public announcement."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.domain.organizations.exit_guards import UNDER_WAY, why_not_begin
from portal.domain.organizations.exits import Dissolution, DissolutionState, ExitKind
from portal.domain.organizations.models import Organization
from portal.domain.organizations.registrations import Limits, limits
from portal.kernel import access, clock, engine, journal, lifecycle, policy
from portal.kernel.paging import Page, paginate
from portal.kernel.papers import Paper
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.personal import refuse_numbers
from portal.kernel.words import Forbidden, Invalid, Refused, Stale, say

S = DissolutionState
EDITABLE = (S.DRAFT, S.LIQUIDATED, S.SUPPLEMENT)
#: What the organ decided stands with the announcement; only what the liquidation brought is written afterwards.
DECISION = ("cause", "resolved_by", "resolved_on", "statement", "liquidators", "claims_to")
OUTCOME = ("outcome",)
TEXTS = ("resolved_by", "statement", "claims_to", "outcome")


def kind_for(organization: Organization) -> ExitKind:
    return ExitKind.DISSOLUTION if organization.org_type.is_legal_person else ExitKind.ENDING


def draft(session: Session, organization: Organization, *, by: Actor, **fields: Any) -> Dissolution:
    """Begin an exit; only the head of the organization does. ``fields``: ``DECISION`` and ``OUTCOME``."""
    if by.user_id is None or not access.allows(by, P.DISSOLUTION_APPLY, _as_of(organization, by)):
        raise Forbidden(say("只有组织的负责人可以申请注销。"))
    engine.lock(session, organization)
    if why := why_not_begin(session, organization):
        raise Refused(why)
    dissolution = _as_of(organization, by)
    for name, value in _checked(organization, {**dict.fromkeys(TEXTS, ""), "liquidators": [], **fields}).items():
        setattr(dissolution, name, value)
    dissolution.organization = organization
    return lifecycle.begin(session, dissolution, by=by, sentence=say("开始填写“%(name)s”的注销申请", name=organization.name))


def _as_of(organization: Organization, by: Actor) -> Dissolution:
    return Dissolution(organization_id=organization.id, applicant_id=by.user_id, region_path=organization.region_path,
                       kind=kind_for(organization))  # fmt: skip


def edit(session: Session, dissolution: Dissolution, *, by: Actor, expect: int | None = None, **fields: Any) -> Dissolution:
    """Change what may still change: all of a draft; of a group's returned application too; after the announcement only the
    outcome. ``Refused`` once handed in, ``Stale`` on an old page."""
    engine.lock(session, dissolution)
    if dissolution.state not in EDITABLE:
        raise Refused(say("申请已经提交，不能再改。要改请办理人员退回补正。"))
    if expect is not None and expect != dissolution.version:
        raise Stale(say("这份申请刚刚在别处改过。请先看最新内容。"))
    if announced(dissolution) and set(fields) & set(DECISION):
        raise Refused(say("清算公告已经发布，决定的内容不能再改。"))
    for name, value in _checked(dissolution.organization, fields).items():
        setattr(dissolution, name, value)
    dissolution.version += 1
    journal.write(session, dissolution, "edit", say("修改了注销申请"), by=by, region_path=access.scope_of(dissolution).region_path)
    return dissolution


def announced(dissolution: Dissolution) -> bool:
    return dissolution.announced_at is not None


def _checked(organization: Organization, fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - {*DECISION, *OUTCOME}
    if unknown:
        raise TypeError(f"a dissolution has no {sorted(unknown)}")
    content: dict[str, Any] = {name: (value or "").strip() if name in TEXTS else value for name, value in fields.items()}
    refuse_numbers(claims_to=content.get("claims_to"))
    if "resolved_on" in content:
        _plausible(organization, content["resolved_on"])
    if "liquidators" in content:  # rows that were left blank are nobody
        rows = content["liquidators"] or []
        content["liquidators"] = [row for row in rows if (row.get("name") or "").strip() or (row.get("duty") or "").strip()]
    return content


def _plausible(organization: Organization, day: date) -> None:
    if not organization.registered_on <= day <= clock.today():
        raise Invalid("resolved_on", say("作出决定的日期应在登记（备案）以后、今天以前。"))


# --- reads --------------------------------------------------------------------------------------------------------


def limits_of(session: Session, dissolution: Dissolution) -> Limits:
    path = dissolution.region_path
    accept, decide = policy.get(session, "dissolution.accept", path), policy.get(session, "dissolution.decide", path)
    return limits(session, accept, decide, dissolution.accepted_at)


def listed(session: Session, actor: Actor, *, cursor: str | None = None, state: DissolutionState | None = None) -> Page:
    """The exits that the actor may read, newest first."""
    stmt = access.visible(select(Dissolution), actor, P.DISSOLUTION_READ).options(joinedload(Dissolution.organization))
    if state:
        stmt = stmt.where(Dissolution.state == state)
    return paginate(session, stmt, keys=(Dissolution.created_at, Dissolution.id), cursor=cursor)


def under_way(session: Session, organization: Organization) -> Dissolution | None:
    """The organization's exit on its way, if there is one."""
    stmt = select(Dissolution).where(Dissolution.organization_id == organization.id, Dissolution.state.in_(UNDER_WAY))
    return session.scalars(stmt.options(joinedload(Dissolution.organization)).limit(1)).one_or_none()


def proof_of(session: Session, organization: Organization) -> Paper | None:
    """The public paper that says it left by its own decision."""
    about = select(Dissolution.id).where(Dissolution.organization_id == organization.id, Dissolution.state == S.APPROVED)
    stmt = select(Paper).where(Paper.kind == "exit_certificate", Paper.subject_type == Dissolution.__tablename__, Paper.subject_id.in_(about))
    return session.scalars(stmt.limit(1)).one_or_none()


def in_public(dissolution: Dissolution) -> bool:
    """Creditors are called, and whoever hears of it late may still read the announcement until the decision."""
    return announced(dissolution) and dissolution.state in UNDER_WAY


def announcements(session: Session, limit: int = 100) -> list[Dissolution]:
    """The liquidations in public now, those whose period ends first on top."""
    stmt = (
        select(Dissolution).options(joinedload(Dissolution.organization))
        .where(Dissolution.announced_at.is_not(None), Dissolution.state.in_(UNDER_WAY))
        .order_by(Dissolution.announcement_ends_at, Dissolution.id).limit(limit)
    )  # fmt: skip
    return list(session.scalars(stmt))
