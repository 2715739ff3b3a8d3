"""Reads of hubs, scoped to the reader."""

from __future__ import annotations

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, joinedload

from portal.domain.hubs import lifecycles  # noqa: F401 - puts the models under their lifecycles
from portal.domain.hubs.models import AT_WORK, MEMBERS, Hub, HubKind, HubMembership, HubNote, MembershipState
from portal.domain.organizations.models import Organization
from portal.kernel import access
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.regions import Region


def listed(session: Session, actor: Actor, *, kind: HubKind | None = None, cursor: str | None = None) -> Page:
    """The hubs that the actor may read: for everybody those that were ever recognised."""
    members = (
        select(func.count()).where(HubMembership.hub_id == Hub.id, HubMembership.state.in_(MEMBERS)).scalar_subquery()
    )
    stmt = select(
        Hub.id, Hub.public_id, Hub.number, Hub.kind, Hub.field, Hub.area_path, Hub.recognised_on, Hub.state,
        Organization.name, members.label("members"), Region.name.label("area"), Region.level.label("area_level"),
    ).join(Organization, Organization.id == Hub.organization_id).outerjoin(Region, Region.path == Hub.area_path)  # fmt: skip
    stmt = stmt.where(access.predicate(actor, P.HUB_READ, Hub))
    if kind:
        stmt = stmt.where(Hub.kind == kind)
    return paginate(session, stmt, keys=(Hub.id,), cursor=cursor, scalars=False)


def members_of(session: Session, hub: Hub, limit: int = 500) -> list[Row]:
    """Who is a member, as everybody may see it, by name."""
    stmt = select(
        Organization.id, Organization.public_id, Organization.name, Organization.org_type, Organization.field, Organization.state,
        Organization.rating_in_force.label("rating"), Organization.last_annual_report, HubMembership.joined_on,
        HubMembership.public_id.label("membership_id"), HubMembership.state.label("membership_state"),
    ).join(HubMembership, HubMembership.organization_id == Organization.id)  # fmt: skip
    stmt = stmt.where(HubMembership.hub_id == hub.id, HubMembership.state.in_(MEMBERS))
    return list(session.execute(stmt.order_by(Organization.name).limit(limit)))


def applications_of(session: Session, hub: Hub, actor: Actor) -> list[HubMembership]:
    """The applications that wait for the hub, for those who may read them."""
    stmt = access.visible(select(HubMembership), actor, P.HUB_READ).where(
        HubMembership.hub_id == hub.id, HubMembership.state == MembershipState.APPLIED
    )
    return list(session.scalars(stmt.options(joinedload(HubMembership.organization)).order_by(HubMembership.id)))


def own_membership(session: Session, hub: Hub, actor: Actor) -> HubMembership | None:
    """The newest membership of the actor's organization in a hub."""
    if actor.organization_id is None:
        return None
    stmt = select(HubMembership).where(HubMembership.hub_id == hub.id, HubMembership.organization_id == actor.organization_id)
    return session.scalars(stmt.order_by(HubMembership.id.desc()).limit(1)).one_or_none()


def memberships(session: Session, actor: Actor, *, cursor: str | None = None) -> Page:
    """The memberships of the actor's own organization, on either side; for officers all of their place."""
    stmt = access.visible(select(HubMembership), actor, P.HUB_READ)
    stmt = stmt.options(joinedload(HubMembership.organization), joinedload(HubMembership.hub).joinedload(Hub.organization))
    return paginate(session, stmt, keys=(HubMembership.id,), cursor=cursor)


def notes(session: Session, actor: Actor, *, cursor: str | None = None) -> Page:
    """The notes that the actor wrote, received or oversees, the newest first."""
    stmt = access.visible(select(HubNote), actor, P.HUB_READ)
    stmt = stmt.options(joinedload(HubNote.membership).joinedload(HubMembership.organization),
                        joinedload(HubNote.membership).joinedload(HubMembership.hub).joinedload(Hub.organization))  # fmt: skip
    return paginate(session, stmt, keys=(HubNote.id,), cursor=cursor)


def notes_of(session: Session, membership: HubMembership, limit: int = 100) -> list[HubNote]:
    """The caller may read the membership."""
    stmt = select(HubNote).where(HubNote.membership_id == membership.id)
    return list(session.scalars(stmt.order_by(HubNote.id.desc()).limit(limit)))


def hubs_of(session: Session, organization: Organization) -> list[Row]:
    """For the register's page: the hubs that an organization has joined, and itself where it is one."""
    joined = select(HubMembership.hub_id).where(HubMembership.organization_id == organization.id, HubMembership.state.in_(MEMBERS))
    stmt = select(Hub.public_id, Hub.kind, Hub.organization_id, Organization.name).join(Organization, Organization.id == Hub.organization_id)
    stmt = stmt.where(Hub.state.in_(AT_WORK), (Hub.organization_id == organization.id) | Hub.id.in_(joined))
    return list(session.execute(stmt.order_by(Hub.id)))
