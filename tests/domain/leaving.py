"""How tests come by organizations that leave, and groups that live: the steps so far."""

from __future__ import annotations

from datetime import date

from portal.domain.organizations import dissolutions, filings, group_activities
from portal.domain.organizations.exit_guards import OF_A_GROUP, TO_ANNOUNCE, TO_SUBMIT
from portal.domain.organizations.exits import Cause, Dissolution
from portal.domain.organizations.group_life import GroupActivity
from portal.domain.organizations.models import GroupKind, Organization, OrgField
from portal.kernel import clock, lifecycle, papers, people
from portal.kernel.people import Actor
from portal.workflows import exits, group_years
from tests.domain.founding import registered

LIQUIDATORS = [{"name": "顾南乔", "duty": "组长"}, {"name": "安会计", "duty": "财务"}, {"name": "何监事", "duty": "监督"}]


def hand_in(town, record, *kinds: str, by: Actor) -> None:
    for kind in kinds:
        papers.attach(town.session, record, kind, f"{kind}.pdf", "application/pdf", 9, "a" * 64, by=by)


def content(**other):
    return {
        "cause": Cause.DECISION, "resolved_by": "理事会", "resolved_on": clock.today(), "statement": "成员离开本市",
        "liquidators": LIQUIDATORS, "claims_to": "听雨路 8 号，电话 025-52400000", **other,
    }  # fmt: skip


def running(town, **other) -> tuple[Organization, Actor]:
    """A registered organization and its head."""
    organization = registered(town, **other)
    return organization, people.actor_for(town.session, "ngo")


def drafted(town, organization: Organization, head: Actor, **other) -> Dissolution:
    record = dissolutions.draft(town.session, organization, by=head, **content(**other))
    hand_in(town, record, *TO_ANNOUNCE, by=head)
    return record


def announced(town, organization: Organization, head: Actor, **other) -> Dissolution:
    record = drafted(town, organization, head, **other)
    lifecycle.move(town.session, record, "announce", by=head)
    return record


def liquidated(town, organization: Organization, head: Actor) -> Dissolution:
    """45 days later, with the report and its proofs."""
    record = announced(town, organization, head)
    town.travel("2026-06-29 10:00")
    lifecycle.move(town.session, record, "end-announcement", by=people.SYSTEM)
    dissolutions.edit(town.session, record, by=head, outcome="没有债权人申报，结余捐给慈善总会。")
    hand_in(town, record, *TO_SUBMIT, by=head)
    return record


def submitted(town, organization: Organization, head: Actor) -> Dissolution:
    record = liquidated(town, organization, head)
    exits.settled("submit")(town.session, record, by=head)
    return record


def examined(town, organization: Organization, head: Actor) -> Dissolution:
    record = submitted(town, organization, head)
    lifecycle.move(town.session, record, "accept", by=town.acceptor)
    lifecycle.move(town.session, record, "examine", by=town.examiner)
    return record


def dissolved(town, organization: Organization, head: Actor) -> Dissolution:
    record = examined(town, organization, head)
    exits.settled("approve")(town.session, record, by=town.approver)
    return record


# --- filed groups -------------------------------------------------------------------------------------------------


def group(town, filed_at: str = "2024-11-04 10:00", name: str = "听雨社区太极队", login: str = "group") -> tuple[Organization, Actor]:
    """A filed group of that day, and its head."""
    town.travel(filed_at)
    by = people.actor_for(town.session, login)
    filing = filings.draft(
        town.session, by=by, name=name, kind=GroupKind.ASSOCIATION_LIKE, field=OrgField.SPORTS, region_path=town.community,
        responsible_person="柳晨风", phone="52400000", meeting_place="小广场", purpose="每天打太极",
        roster=[{"name": f"成员{n}", "duty": ""} for n in range(10)],
    )  # fmt: skip
    hand_in(town, filing, "charter", by=by)
    for action, actor in (("submit", by), ("check", town.committee), ("end-publicity", people.SYSTEM), ("file", town.street)):
        lifecycle.move(town.session, filing, action, by=actor)
    return filing.organization, people.actor_for(town.session, login)


def activity(town, organization: Organization, head: Actor, day: date, **other) -> GroupActivity:
    fields = {"title": "晨练带教", "held_on": day, "place": "小广场", "attendances": 20, "volunteers": 2, "note": "", **other}
    return group_activities.draft(town.session, organization, by=head, **fields)


def confirmed(town, organization: Organization, head: Actor, day: date, **other) -> GroupActivity:
    record = activity(town, organization, head, day, **other)
    lifecycle.move(town.session, record, "record", by=head)
    lifecycle.move(town.session, record, "confirm", by=town.committee)
    return record


def ended(town, organization: Organization, head: Actor) -> Dissolution:
    """A group's application to end its filing, ready to be handed in."""
    decision = {k: v for k, v in content().items() if k not in ("liquidators", "claims_to")}
    record = dissolutions.draft(town.session, organization, by=head, **decision, outcome="器材交给社区活动室。")
    hand_in(town, record, *OF_A_GROUP, by=head)
    return record


def look(town) -> None:
    """What the clock looks at, each group in a unit of work of its own: what was done so far must be written."""
    town.session.commit()
    group_years.look(town.session)
