"""Verbs of hubs: propose, apply to join, write a note. The steps after that are in the tables."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.hubs.models import AT_WORK, MEMBERS, Hub, HubKind, HubMembership, HubNote, HubState, MembershipState
from portal.domain.organizations.models import Organization, OrganizationState, OrgField
from portal.kernel import access, engine, lifecycle, regions
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.regions import Level, Region
from portal.kernel.words import Forbidden, Invalid, NotFound, Refused, Sentence, say


def propose(
    session: Session, *, by: Actor, kind: HubKind, organization: str, grounds: str, field: OrgField | None = None, area_path: str = ""
) -> Hub:
    """Propose to recognise an organization, named by its whole name or code, as hub of a field, a place, or both."""
    if not by.holds(P.HUB_PROPOSE) or by.region_path is None:
        raise Forbidden(say("只有民政局的受理岗可以提出认定。"))
    typed = organization.strip()
    stmt = select(Organization).where((Organization.name == typed) | (Organization.uscc == typed.upper()))
    found = session.scalars(stmt).one_or_none()
    if found is None or not access.allows(by, P.HUB_PROPOSE, found):
        raise Invalid("organization", say("名册里没有这个组织，请写全称或者统一社会信用代码。"))
    engine.lock(session, found)
    if found.state is not OrganizationState.ACTIVE or not found.org_type.is_legal_person:
        raise Invalid("organization", say("枢纽要是名册状态正常的法人。"))
    if not (field or area_path):
        raise Invalid("field", say("请选服务领域，或者服务的街道、社区，至少一项。"))
    _check_place(session, kind, area_path, by)
    running = select(Hub.id).where(Hub.organization_id == found.id, Hub.state.in_((HubState.PROPOSED, *AT_WORK)))
    if session.scalar(running.limit(1)):
        raise Invalid("organization", say("这个组织已经是枢纽，或者正在认定。"))
    if not grounds.strip():
        raise Invalid("grounds", say("请写明认定的理由。"))
    title = f"{found.name} · {kind.label}"
    hub = Hub(
        kind=kind, organization_id=found.id, organization=found, region_path=found.region_path, field=field,
        area_path=area_path or None, title=title[:200], grounds=grounds.strip(), proposed_by_id=by.user_id,
    )  # fmt: skip
    return lifecycle.begin(session, hub, by=by, sentence=say("提出认定“%(title)s”", title=title))


def _check_place(session: Session, kind: HubKind, area_path: str, by: Actor) -> None:
    if not area_path:
        if kind is HubKind.FEDERATION:
            raise Invalid("area_path", say("联合会要选它所在的街道或社区。"))
        return
    level = session.scalar(select(Region.level).where(Region.path == area_path))
    if level not in (Level.STREET, Level.COMMUNITY) or not regions.lies_in(area_path, by.region_path or "/"):
        raise Invalid("area_path", say("请选本区的一个街道或社区。"))


def why_not_join(session: Session, hub: Hub, by: Actor) -> Sentence | None:
    """Why this person's organization cannot ask to join now, or ``None``."""
    if hub.state not in AT_WORK:
        return say("这个枢纽现在不接受加入。")
    if not by.holds(P.HUB_JOIN) or by.organization_id is None:
        return say("由组织的负责人或者经办登录后申请。")
    if by.organization_id == hub.organization_id:
        return say("这是你们自己的枢纽。")
    organization = session.get_one(Organization, by.organization_id)
    if organization.state is not OrganizationState.ACTIVE:
        return say("%(name)s现在的状态是“%(state)s”。", name=organization.name, state=organization.state.label)
    if hub.area_path and not regions.lies_in(organization.region_path, hub.area_path):
        return say("这个枢纽只接受%(area)s的组织。", area=regions.name_of(session, hub.area_path))
    if hub.field and not hub.area_path and organization.field is not hub.field:
        return say("这个枢纽只接受“%(field)s”领域的组织。", field=hub.field.label)
    open_ = select(HubMembership.state).where(
        HubMembership.hub_id == hub.id, HubMembership.organization_id == organization.id,
        HubMembership.state.in_((MembershipState.APPLIED, *MEMBERS)),
    )  # fmt: skip
    state = session.scalar(open_.limit(1))
    return say("你们已经申请过或者已经是会员（%(state)s）。", state=state.label) if state else None


def to_join(session: Session, public_id: str) -> Hub:
    """The hub behind an address; one that was never recognised does not exist for others."""
    hub = session.scalars(select(Hub).where(Hub.public_id == public_id, Hub.is_public)).one_or_none()
    if hub is None:
        raise NotFound(say("没有这个枢纽。"))
    return hub


def apply(session: Session, hub: Hub, *, by: Actor, message: str) -> HubMembership:
    """Ask to join a hub."""
    engine.lock(session, hub)
    if sentence := why_not_join(session, hub, by):
        raise Refused(sentence)
    if not message.strip():
        raise Invalid("message", say("请写几句为什么加入、需要什么帮助。"))
    organization = session.get_one(Organization, by.organization_id)
    membership = HubMembership(
        hub=hub, hub_id=hub.id, hub_organization_id=hub.organization_id, organization=organization, organization_id=organization.id,
        region_path=hub.region_path, title=f"{organization.name} · {hub.organization.name}"[:200], message=message.strip(),
    )  # fmt: skip
    return lifecycle.begin(session, membership, by=by, sentence=say("申请加入%(name)s", name=hub.organization.name))


def write_note(session: Session, membership: HubMembership, *, by: Actor, title: str, body: str) -> HubNote:
    """Write a guidance note to a member. It is read by the two and by the bureau."""
    engine.lock(session, membership)
    if not access.allows(by, P.HUB_NOTE, membership):
        raise Forbidden(say("只有枢纽的负责人和经办可以写指导意见。"))
    if membership.state not in MEMBERS:
        raise Refused(say("它现在不是会员，不能再写指导意见。"))
    for name, value in (("title", title), ("body", body)):
        if not value.strip():
            raise Invalid(name, say("请写明内容：对方会看到这段话。"))
    note = HubNote(
        membership=membership, membership_id=membership.id, hub_organization_id=membership.hub_organization_id,
        organization_id=membership.organization_id, region_path=membership.region_path, title=title.strip(), body=body.strip(),
    )  # fmt: skip
    return lifecycle.begin(session, note, by=by, sentence=say("写了一条指导意见：“%(title)s”", title=note.title))
