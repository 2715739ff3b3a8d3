"""Verbs and reads of filings."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.domain.organizations import uscc
from portal.domain.organizations.models import Filing, FilingState, Organization, OrgType
from portal.kernel import access, engine, journal, lifecycle
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Invalid, Refused, Stale, say

EDITABLE = (FilingState.DRAFT, FilingState.RETURNED)
FIELDS = ("name", "kind", "field", "region_path", "responsible_person", "phone", "meeting_place", "purpose", "roster")
TEXTS = ("responsible_person", "phone", "meeting_place", "purpose")  # a draft may leave them open
SPONSOR = "sponsor"  # as people write it: the whole name or the USCC


def draft(session: Session, *, by: Actor, **fields: Any) -> Filing:
    """Begin a filing; the applicant owns it. ``fields``: see ``FIELDS``."""
    filing = Filing(applicant_id=by.user_id, **_known(session, fields))
    return lifecycle.begin(
        session, filing, by=by, sentence=say("开始填写“%(name)s”的备案申请", name=filing.name)
    )


def edit(session: Session, filing: Filing, *, by: Actor, expect: int | None = None, **fields: Any) -> Filing:
    """Change a draft or returned filing. Raises ``Refused`` once it was handed in, ``Stale`` on an old page."""
    engine.lock(session, filing)
    if filing.state not in EDITABLE:
        raise Refused(say("申请已经提交，不能再改。要改请办理人员退回；撤回的话，这份申请作废，要另填一份。"))
    if expect is not None and expect != filing.version:
        raise Stale(say("这份申请刚刚在别处改过。请先看最新内容。"))
    for name, value in _known(session, fields).items():
        setattr(filing, name, value)
    filing.version += 1
    journal.write(session, filing, "edit", say("修改了“%(name)s”的备案申请", name=filing.name), by=by,
                  region_path=filing.region_path)  # fmt: skip
    return filing


def listed(session: Session, actor: Actor, *, cursor: str | None = None, state: FilingState | None = None) -> Page:
    """The filings that the actor may read, newest first."""
    stmt = access.visible(select(Filing), actor, P.FILING_READ)
    if state:
        stmt = stmt.where(Filing.state == state)
    return paginate(session, stmt, keys=(Filing.created_at, Filing.id), cursor=cursor)


def _known(session: Session, fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - {*FIELDS, SPONSOR}
    if unknown:
        raise TypeError(f"a filing has no {sorted(unknown)}")
    known: dict[str, Any] = {k: "" if v is None and k in TEXTS else v for k, v in fields.items() if k in FIELDS}
    if "roster" in known:  # rows that were left blank are nobody
        known["roster"] = [row for row in known["roster"] if (row.get("name") or "").strip() or (row.get("duty") or "").strip()]
    return {**known, "sponsor_id": _sponsor(session, fields[SPONSOR])} if SPONSOR in fields else known


def _sponsor(session: Session, written: str | None) -> int | None:
    """The registered organization behind a whole name or a code."""
    if not written or not written.strip():
        return None
    stmt = select(Organization.id).where(
        or_(Organization.name == written.strip(), Organization.uscc == uscc.tidy(written)),
        Organization.org_type != OrgType.GROUP,
    )
    found = session.scalar(stmt)
    if found is None:
        name = written.strip()[:60]
        raise Invalid(SPONSOR, say("登记名册里没有“%(name)s”。请照登记证书填全称，或填 18 位代码。", name=name))
    return found
