"""How tests change what stands on the register: an organization of the town, and the steps so far."""

from __future__ import annotations

from portal.domain.organizations import changes, filings
from portal.domain.organizations.change_guards import materials_needed
from portal.domain.organizations.models import GroupKind, OrgField
from portal.kernel import lifecycle, people
from portal.kernel.roles import Role
from tests.domain.founding import attach, registered


def organization(town, **other):
    """A legal person that ``ngo`` leads; the actor is taken anew, for its seat is new."""
    found = registered(town, **other)
    town.session.commit()
    town.head = people.actor_for(town.session, "ngo", Role.LEGAL_REPRESENTATIVE)
    return found


def group(town):
    """A filed group that the login ``group`` leads."""
    filing = filings.draft(
        town.session, by=town.group, name="听雨社区晨风太极队", kind=GroupKind.ASSOCIATION_LIKE, field=OrgField.SPORTS,
        region_path=town.community, responsible_person="柳晨风", phone="13800000000", meeting_place="社区小广场",
        purpose="每天清晨打太极", roster=[{"name": f"成员{n}", "duty": ""} for n in range(10)],
    )  # fmt: skip
    attach(town, filing, "charter")
    lifecycle.move(town.session, filing, "submit", by=town.group)
    lifecycle.move(town.session, filing, "check", by=town.committee)
    town.travel("2026-06-10 10:00")
    town.session.commit()
    lifecycle.tick(town.session)
    lifecycle.move(town.session, filing, "file", by=town.street)
    town.session.commit()
    town.leader = people.actor_for(town.session, "group", Role.LEGAL_REPRESENTATIVE)
    return filing.organization


def drafted(town, found, *, by=None, materials=True, reason="搬到新的场所", **fields):
    change = changes.draft(town.session, found, by=by or town.head, reason=reason, **fields)
    if materials:
        attach(town, change, *materials_needed(change))
    return change


def submitted(town, found, *, by=None, **fields):
    change = drafted(town, found, by=by, **fields)
    lifecycle.move(town.session, change, "submit", by=by or town.head)
    return change


def examined(town, found, **fields):
    change = submitted(town, found, **fields)
    lifecycle.move(town.session, change, "accept", by=town.acceptor)
    lifecycle.move(town.session, change, "examine", by=town.examiner)
    return change


def approved(town, found, **fields):
    change = examined(town, found, **fields)
    lifecycle.move(town.session, change, "approve", by=town.approver)
    return change
