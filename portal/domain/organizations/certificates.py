"""The certificates that an organization is handed out: when it enters the register, and anew when what they state changes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from portal.domain.organizations import naming
from portal.domain.organizations.change_models import Change
from portal.domain.organizations.models import Filing, Organization, Registration
from portal.kernel import clock, papers, people, regions
from portal.kernel.papers import Paper
from portal.kernel.people import Actor
from portal.kernel.words import N_

KINDS = ("registration_certificate", "filing_certificate")
COPIES = 1  # 副本, printed behind the 正本 under the same number


def hand_out(session: Session, organization: Organization, subject: Any, *, by: Actor) -> Paper:
    """The certificate as the register stands now, issued about ``subject``: the application that led to it. It takes the
    place of every earlier one of the organization (``workflows/vouching.py`` says so to whoever checks them)."""
    issue = _of_registration if organization.org_type.is_legal_person else _of_filing
    return issue(session, organization, subject, by)


def of(session: Session, organization: Organization) -> list[Paper]:
    """Its certificates in the order in which they were handed out, whichever application led to them: the last one holds."""
    about = [
        and_(Paper.subject_type == model.__tablename__,
             Paper.subject_id.in_(select(model.id).where(model.organization_id == organization.id)))
        for model in (Registration, Filing, Change)
    ]  # fmt: skip
    return list(session.scalars(select(Paper).where(Paper.kind.in_(KINDS), or_(*about)).order_by(Paper.id)))


def _of_registration(session: Session, organization: Organization, subject: Any, by: Actor) -> Paper:
    registrar = naming.prefix_of(session, organization.region_path) + "民政局"  # official
    facts = {
        "organization": organization.name, "uscc": organization.uscc, "organization_type": organization.org_type.label,
        "legal_representative": organization.legal_representative, "address": organization.address,
        "capital_fen": organization.capital_fen, "scope": organization.purpose,
        "registered_on": organization.registered_on.isoformat(), "valid_from_on": clock.today().isoformat(),
        "registrar": registrar, "copies": COPIES,
    }  # fmt: skip
    if organization.authority:
        facts["authority"] = organization.authority
    return papers.issue(session, subject, "registration_certificate", N_("社会组织登记证书"), facts, series="登证", issuer=registrar,
                        by=by)  # fmt: skip


def _of_filing(session: Session, organization: Organization, subject: Any, by: Actor) -> Paper:
    path = organization.region_path
    street = people.region_name(session, regions.ancestors(path)[1])
    facts = {
        "group": organization.name, "filing_number": organization.filing_number, "group_type": _kind(session, organization),
        "responsible_person": organization.legal_representative, "community": people.region_name(session, path), "street": street,
        "members": organization.members, "activities": organization.purpose,
        "filed_on": organization.registered_on.isoformat(), "filed_by": street,
    }  # fmt: skip
    if organization.sponsor_id:
        facts["sponsor"] = session.get_one(Organization, organization.sponsor_id).name
    return papers.issue(session, subject, "filing_certificate", N_("社区社会组织备案证明"), facts, series="备证", issuer=street,
                        by=by)  # fmt: skip


def _kind(session: Session, organization: Organization) -> str:
    """What its filing said; a group from before the portal has none."""
    stmt = select(Filing.kind).where(Filing.organization_id == organization.id).order_by(Filing.id.desc()).limit(1)
    kind = session.scalar(stmt)
    return kind.label if kind else "社区社会组织"  # official
