"""The offices around an organization: who registers it, who is competent for its field, whose place it is in, who pays.

An office is a kind with its place (a region) or its department; whoever holds the role there speaks for it.
"""

from __future__ import annotations

import enum
from typing import NamedTuple

from sqlalchemy.orm import Session

from portal.domain.organizations.models import Organization
from portal.kernel import regions
from portal.kernel.people import Actor, Department
from portal.kernel.regions import Level, Region
from portal.kernel.roles import Role
from portal.kernel.words import N_


class OfficeKind(enum.StrEnum):
    REGISTRAR = "registrar"
    AUTHORITY = "authority"
    STREET = "street"
    FINANCE = "finance"

    @property
    def label(self) -> str:
        return {
            OfficeKind.REGISTRAR: N_("登记管理机关（民政）"),
            OfficeKind.AUTHORITY: N_("业务主管单位"),
            OfficeKind.STREET: N_("街道"),
            OfficeKind.FINANCE: N_("财政"),
        }[self]


_ROLES = {
    Role.ACCEPTOR: OfficeKind.REGISTRAR, Role.EXAMINER: OfficeKind.REGISTRAR, Role.APPROVER: OfficeKind.REGISTRAR,
    Role.DEPARTMENT_OFFICER: OfficeKind.AUTHORITY, Role.STREET_OFFICER: OfficeKind.STREET, Role.FINANCE_OFFICER: OfficeKind.FINANCE,
}  # fmt: skip


class Office(NamedTuple):
    """``path``: its place; of a department only the id says which it is."""

    kind: OfficeKind
    path: str | None = None
    department_id: int | None = None


def office_of(actor: Actor) -> Office | None:
    """The office for which somebody acts; none for who only watches, and for organizations."""
    kind = _ROLES.get(actor.role)
    return Office(kind, actor.region_path, actor.department_id) if kind else None


def addressable(session: Session, organization: Organization) -> list[tuple[Office, str]]:
    """The offices to which a task about this organization can be passed, each with what people call it."""
    paths = regions.ancestors(organization.region_path)
    rows = session.query(Region.path, Region.level).filter(Region.path.in_(paths), Region.level.in_((Level.DISTRICT, Level.STREET)))
    found: list[tuple[Office, str]] = []
    for path, level in rows.order_by(Region.path):
        kind = OfficeKind.REGISTRAR if level is Level.DISTRICT else OfficeKind.STREET
        found.append((Office(kind, path), named(session, Office(kind, path))))
    if (department_id := organization.authority_id) is not None:
        authority = Office(OfficeKind.AUTHORITY, None, department_id)
        found.append((authority, named(session, authority)))
    return found


def named(session: Session, office: Office) -> str:
    """What people call it; the parts of the name are phrases of their own."""
    if office.department_id is not None:
        return session.get_one(Department, office.department_id).name
    place = regions.name_of(session, office.path or regions.ROOT)
    return place if office.kind is OfficeKind.STREET else f"{place} · {office.kind.label}"
