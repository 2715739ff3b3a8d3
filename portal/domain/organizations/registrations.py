"""Verbs and reads of registrations."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.organizations import naming
from portal.domain.organizations import uscc as codes
from portal.domain.organizations.models import (
    Organization,
    OrganizationState,
    OrgType,
    Registration,
    RegistrationState,
)
from portal.kernel import access, engine, journal, lifecycle, policy
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Invalid, Refused, Stale, say

EDITABLE = (RegistrationState.DRAFT, RegistrationState.SUPPLEMENT)
NAME = ("fancy", "field_words", "form_word")
TEXTS = ("legal_representative", "phone", "address", "purpose")  # a draft may leave them open
PART_FIELDS = {"fancy": "fancy", "field": "field_words"}  # part of a name → the field in which it is typed
FIELDS = (
    "org_type", "field", "region_path", "authority", "legal_representative", "phone", "address", "purpose",
    "capital_fen", "full_time_staff", "members",
)  # fmt: skip


class Limits(NamedTuple):
    """What is promised and what the law allows, with the moment by which the decision is due (once accepted)."""

    accept: policy.Setting
    decide: policy.Setting
    decide_by: datetime | None


def draft(session: Session, *, by: Actor, raise_group: bool = False, **fields: Any) -> Registration:
    """Begin a registration; the applicant owns it. ``fields``: ``FIELDS`` and the three parts of ``NAME``.

    ``raise_group``: the applicant's filed group is to become this legal person and keep its record.
    """
    registration = Registration(applicant_id=by.user_id, **_content(session, fields))
    if raise_group:
        registration.raised_from_id = group_of(session, by, or_refuse=True)
    return lifecycle.begin(
        session, registration, by=by, sentence=say("开始填写“%(name)s”的登记申请", name=registration.name)
    )


def edit(
    session: Session, registration: Registration, *, by: Actor, expect: int | None = None, **fields: Any
) -> Registration:
    """Change a draft, or answer a request for a supplement. ``Refused`` once handed in, ``Stale`` on an old page."""
    engine.lock(session, registration)
    if registration.state not in EDITABLE:
        raise Refused(say("申请已经提交，不能再改。要改请办理人员要求补正；撤回的话，这份申请作废，要另填一份。"))
    if expect is not None and expect != registration.version:
        raise Stale(say("这份申请刚刚在别处改过。请先看最新内容。"))
    fields.pop("raise_group", None)
    for name, value in _content(session, fields).items():
        setattr(registration, name, value)
    registration.version += 1
    journal.write(session, registration, "edit", say("修改了“%(name)s”的登记申请", name=registration.name), by=by,
                  region_path=access.scope_of(registration).region_path)  # fmt: skip
    return registration


def approve(session: Session, registration: Registration, *, by: Actor, uscc: str = "", **how: Any) -> lifecycle.Step:
    """Approve with the code that the national register issued. ``Invalid("uscc")`` when the code is wrong."""
    wrong = _fault(uscc, registration)
    if wrong:
        raise Invalid("uscc", wrong)
    return lifecycle.move(session, registration, "approve", by=by, uscc=uscc, **how)


def _fault(code: str, registration: Registration):
    return codes.fault(codes.tidy(code), registration.org_type, registration.region_path)


def group_of(session: Session, actor: Actor, *, or_refuse: bool = False) -> int | None:
    """The active filed group that this actor acts for, if any."""
    found = None
    if actor.organization_id:
        found = session.scalar(
            select(Organization.id).where(
                Organization.id == actor.organization_id, Organization.org_type == OrgType.GROUP,
                Organization.state == OrganizationState.ACTIVE,
            )
        )  # fmt: skip
    if found is None and or_refuse:
        raise Invalid("raise_group", say("您现在的岗位不代表已备案的社区社会组织，不能选这一项。"))
    return found


def listed(
    session: Session, actor: Actor, *, cursor: str | None = None, state: RegistrationState | None = None
) -> Page:
    """The registrations that the actor may read, newest first."""
    stmt = access.visible(select(Registration), actor, P.REGISTRATION_READ)
    if state:
        stmt = stmt.where(Registration.state == state)
    return paginate(session, stmt, keys=(Registration.created_at, Registration.id), cursor=cursor)


def limits_of(session: Session, registration: Registration) -> Limits:
    """Promised beside statutory; direct registration has the shorter promise."""
    path = registration.region_path
    key = "registration.decide-direct" if registration.field.registers_directly else "registration.decide"
    start = registration.accepted_at
    decide_by = policy.due(session, key, path, start) if start else None
    return Limits(policy.get(session, "registration.accept", path), policy.get(session, key, path), decide_by)


def _content(session: Session, fields: dict[str, Any]) -> dict[str, Any]:
    """Checks the names of the fields, composes the name, leaves out an authority that is not needed."""
    unknown = set(fields) - set(FIELDS) - set(NAME)
    if unknown:
        raise TypeError(f"a registration has no {sorted(unknown)}")
    content: dict[str, Any] = {k: "" if v is None and k in TEXTS else v for k, v in fields.items() if k in FIELDS}
    parts = {"fancy": fields["fancy"].strip(), "field": fields["field_words"].strip(), "form": fields["form_word"]}
    if parts["form"] not in naming.FORMS.get(content["org_type"], ()):
        kind, forms = content["org_type"].label, "、".join(naming.FORMS.get(content["org_type"], ()))
        raise Invalid("form_word", say("%(kind)s的名称以“%(forms)s”结尾。", kind=kind, forms=forms))
    if fault := naming.fault_in(parts):
        raise Invalid(PART_FIELDS[fault[0]], fault[1])
    content["name_parts"] = parts
    content["name"] = naming.compose(session, content["region_path"], parts)
    content["authority"] = None if content["field"].registers_directly else (content.get("authority") or None)
    return content
