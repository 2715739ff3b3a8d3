"""Verbs and reads of claims: leading the account of an organization that is on the register already."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from portal.domain.organizations.claim_guards import UNDER_WAY, kind_of, why_not_claim
from portal.domain.organizations.membership import Claim, ClaimState
from portal.domain.organizations.models import Organization
from portal.kernel import access, engine, journal, lifecycle
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import NotFound, Refused, Stale, say

EDITABLE = (ClaimState.DRAFT, ClaimState.RETURNED)
FIELDS = ("position", "phone", "statement")


def draft(session: Session, organization: Organization, *, by: Actor, **fields: str | None) -> Claim:
    """Begin an application; whether it is a claim or a succession follows from whether somebody leads the account now."""
    if by.user_id is None:
        raise NotFound
    engine.lock(session, organization)
    if why := why_not_claim(session, organization, by.user_id):
        raise Refused(why)
    claim = Claim(
        applicant_id=by.user_id, organization=organization, organization_id=organization.id,
        region_path=organization.region_path, kind=kind_of(session, organization), **_content(fields),
    )  # fmt: skip
    return lifecycle.begin(session, claim, by=by, sentence=say("开始申请负责“%(name)s”的账号", name=organization.name))


def edit(session: Session, claim: Claim, *, by: Actor, expect: int | None = None, **fields: str | None) -> Claim:
    """Change a draft, or put right what was sent back. ``Refused`` once handed in, ``Stale`` on an old page."""
    engine.lock(session, claim)
    if claim.state not in EDITABLE:
        raise Refused(say("申请已经提交，不能再改。要改请办理人员退回补正。"))
    if expect is not None and expect != claim.version:
        raise Stale(say("这份申请刚刚在别处改过。请先看最新内容。"))
    for name, value in _content(fields).items():
        setattr(claim, name, value)
    claim.version += 1
    journal.write(session, claim, "edit", say("修改了申请"), by=by, region_path=access.scope_of(claim).region_path)
    return claim


def _content(fields: dict[str, str | None]) -> dict[str, Any]:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"a claim has no {sorted(unknown)}")
    return {name: (fields.get(name) or "").strip() for name in FIELDS}


def listed(session: Session, actor: Actor, *, cursor: str | None = None, state: ClaimState | None = None) -> Page:
    """The claims that the actor may read, newest first."""
    stmt = access.visible(select(Claim), actor, P.CLAIM_READ).options(joinedload(Claim.organization), joinedload(Claim.applicant))
    if state:
        stmt = stmt.where(Claim.state == state)
    return paginate(session, stmt, keys=(Claim.created_at, Claim.id), cursor=cursor)


def rivals_of(session: Session, claim: Claim) -> int:
    """How many others apply for the same account right now: whoever decides should know."""
    stmt = select(func.count()).where(
        Claim.organization_id == claim.organization_id, Claim.id != claim.id, Claim.state.in_(UNDER_WAY)
    )
    return session.scalar(stmt) or 0
