"""Verbs and reads of changes."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.domain.organizations import change_lifecycle, naming  # noqa: F401 - puts Change under its lifecycle
from portal.domain.organizations.change_guards import of_legal_person, why_not_change
from portal.domain.organizations.change_models import Change, ChangeState, Item, items_of
from portal.domain.organizations.models import Organization
from portal.domain.organizations.registrations import NAME, PART_FIELDS, Limits, limits
from portal.kernel import access, engine, journal, lifecycle, policy, regions
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Forbidden, Invalid, Refused, Stale, say

EDITABLE = (ChangeState.DRAFT, ChangeState.SUPPLEMENT)
FIELDS = frozenset({*Item, *NAME, "reason"})
SHOWN = 10  # approved changes on an organization's page; its history tells of all


class _Asked(NamedTuple):
    items: list[dict[str, Any]]
    name: str | None
    name_parts: dict[str, str] | None


def draft(session: Session, organization: Organization, *, by: Actor, **fields: Any) -> Change:
    """Begin an application for the organization. ``fields``: the new values by item (a legal person's name in its three
    parts), and ``reason``. What is left out, empty, or as the register has it is not changed."""
    if why := why_not_change(session, organization):
        raise Refused(why)
    change = Change(
        applicant_id=by.user_id, organization=organization, organization_id=organization.id, org_type=organization.org_type,
        region_path=organization.region_path, items=[], reason="",
    )  # fmt: skip
    _put(session, change, fields)
    if not access.allows(by, P.CHANGE_APPLY, change):
        raise Forbidden(say("只有这个组织的负责人和经办可以申请变更。"))
    sentence = say("开始填写“%(name)s”的变更申请", name=organization.name)
    return lifecycle.begin(session, change, by=by, sentence=sentence)


def edit(session: Session, change: Change, *, by: Actor, expect: int | None = None, **fields: Any) -> Change:
    """Change a draft, or answer a request for a supplement. ``Refused`` once handed in, ``Stale`` on an old page."""
    engine.lock(session, change)
    if change.state not in EDITABLE:
        raise Refused(say("申请已经提交，不能再改。要改请办理人员退回；撤回的话，这份申请作废，要另填一份。"))
    if expect is not None and expect != change.version:
        raise Stale(say("这份申请刚刚在别处改过。请先看最新内容。"))
    _put(session, change, fields)
    change.version += 1
    journal.write(session, change, "edit", say("修改了“%(name)s”的变更申请", name=change.caption), by=by,
                  region_path=access.scope_of(change).region_path)  # fmt: skip
    return change


def _put(session: Session, change: Change, fields: dict[str, Any]) -> None:
    unknown = set(fields) - FIELDS
    if unknown:
        raise TypeError(f"a change has no {sorted(unknown)}")
    asked = _asked(session, change.organization, fields)
    change.items, change.name, change.name_parts = asked.items, asked.name, asked.name_parts
    change.reason = (fields.get("reason") or "").strip()


def _asked(session: Session, organization: Organization, fields: dict[str, Any]) -> _Asked:
    """Items in the order of the form, each with its new value."""
    parts = _parts(organization, fields) if organization.org_type.is_legal_person else None
    values = dict(fields)
    if organization.org_type.is_legal_person:
        values[Item.NAME] = naming.compose(session, organization.region_path, parts) if parts else None
    items = []
    for item in items_of(organization.org_type):
        value = _tidy(values.get(item.value))
        if value not in (None, "") and value != _tidy(getattr(organization, item.value, None)):
            items.append({"item": item.value, "after": value})
    _stays(organization, next((line["after"] for line in items if line["item"] == Item.PLACE), None))
    name = next((line["after"] for line in items if line["item"] == Item.NAME), None)
    return _Asked(items, name, parts if name else None)


def _tidy(value: Any) -> Any:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _parts(organization: Organization, fields: dict[str, Any]) -> dict[str, str] | None:
    """The parts of the new name; all of them or none."""
    given = {name: (fields.get(name) or "").strip() for name in NAME}
    if not any(given.values()):
        return None
    for name, value in given.items():
        if not value:
            raise Invalid(name, say("要变更名称，字号、业务领域、组织形式都要填；不变更名称，三项都空着。"))
    parts = {"fancy": given["fancy"], "field": given["field_words"], "form": given["form_word"]}
    forms = naming.FORMS[organization.org_type]
    if parts["form"] not in forms:
        kind = organization.org_type.label
        raise Invalid("form_word", say("%(kind)s的名称以“%(forms)s”结尾。", kind=kind, forms="、".join(forms)))
    if fault := naming.fault_in(parts):
        raise Invalid(PART_FIELDS[fault[0]], fault[1])
    return parts


def area_of(organization: Organization) -> str:
    """Where it may move to and stay with those who keep its record: a legal person in its district, a group in its street."""
    depth = 3 if organization.org_type.is_legal_person else 4
    path = organization.region_path
    return next((a for a in regions.ancestors(path) if len(a.strip("/").split("/")) == depth), path)


def _stays(organization: Organization, place: str | None) -> None:
    if place is not None and not regions.lies_in(place, area_of(organization)):
        raise Invalid(Item.PLACE, say("只能改到同一个登记（备案）机关管的社区。迁到别处，请先向迁入地的机关申请。"))


def listed(session: Session, actor: Actor, *, cursor: str | None = None, state: ChangeState | None = None) -> Page:
    """The applications that the actor may read, newest first."""
    stmt = access.visible(select(Change), actor, P.CHANGE_READ).options(joinedload(Change.organization))
    if state:
        stmt = stmt.where(Change.state == state)
    return paginate(session, stmt, keys=(Change.created_at, Change.id), cursor=cursor)


def approved_of(session: Session, organization: Organization) -> list[Change]:
    """What was changed with approval, the latest first: public, as the register is."""
    stmt = select(Change).where(Change.organization_id == organization.id, Change.state == ChangeState.APPROVED)
    return list(session.scalars(stmt.order_by(Change.id.desc()).limit(SHOWN)))


def limits_of(session: Session, change: Change) -> Limits:
    """Promised beside statutory; a group's change is decided within one period from its submission."""
    path = change.region_path
    if not of_legal_person(change):
        setting = policy.get(session, "change.record", path)
        return limits(session, setting, setting, change.submitted_at)
    return limits(session, policy.get(session, "change.accept", path), policy.get(session, "change.decide", path), change.accepted_at)
