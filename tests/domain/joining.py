"""How tests come by people who join an organization."""

from __future__ import annotations

from portal.domain.organizations import claims, invitations
from portal.domain.organizations.claim_guards import MATERIALS
from portal.domain.organizations.membership import Claim, Invitation
from portal.domain.organizations.models import Organization, OrganizationState, OrgField, OrgType
from portal.kernel import clock, lifecycle, papers, people
from portal.kernel.people import Actor
from portal.kernel.roles import Role


def led(town) -> tuple[Organization, Actor]:
    """An organization with ``ngo`` at its head."""
    organization = entered(town)
    lead(town, organization, "ngo")
    return organization, people.actor_for(town.session, "ngo")


def lead(town, organization: Organization, login: str) -> None:
    town.session.add(people.Appointment(
        user_id=people.actor_for(town.session, login).user_id, role=Role.LEGAL_REPRESENTATIVE, organization_id=organization.id,
        place_path=organization.region_path, title=f"{organization.name} · 负责人", starts_at=clock.now(),
    ))  # fmt: skip
    town.session.flush()


def entered(town, name: str = "银杏树下社区服务中心", uscc: str = "52320114MJDEM0777X") -> Organization:
    """On the register, and nobody leads its account."""
    organization = Organization(
        name=name, org_type=OrgType.SERVICE, field=OrgField.COMMUNITY, uscc=uscc, region_path=town.community,
        legal_representative="顾南乔", address="听雨路 8 号", purpose="探访独居老人", registered_on=clock.today(),
        state=OrganizationState.ACTIVE,
    )  # fmt: skip
    town.session.add(organization)
    town.session.flush()
    return organization


def invited(town, organization: Organization, head: Actor, to: str = "accountant", role: Role = Role.ACCOUNTANT) -> Invitation:
    return invitations.invite(town.session, organization, by=head, to=to, role=role)


def joined(town, organization: Organization, head: Actor, login: str, role: Role) -> people.Appointment:
    invitation = invited(town, organization, head, login, role)
    lifecycle.move(town.session, invitation, "accept", by=people.actor_for(town.session, login))
    return town.session.get(people.Appointment, invitation.appointment_id)


def drafted(town, organization: Organization, by: Actor, *, complete: bool = True, **fields) -> Claim:
    given = {"position": "理事长", "phone": "13800000000", "statement": "理事会推选我负责。", **fields}
    claim = claims.draft(town.session, organization, by=by, **given)
    for material in MATERIALS[claim.kind] if complete else ():
        papers.attach(town.session, claim, material, f"{material}.pdf", "application/pdf", 9, "a" * 64, by=by)
    return claim


def submitted(town, organization: Organization, by: Actor, **fields) -> Claim:
    claim = drafted(town, organization, by, **fields)
    lifecycle.move(town.session, claim, "submit", by=by)
    return claim
