"""Bids: organizations write and submit; one comes too late, one takes its bid back and hands in a better one.

``finished`` ``running`` ``publicity`` ``in_review`` are submitted, closed and opened here; ``open`` has submissions that
stay sealed and drafts that wait on the desks of ``ngo`` and ``ngo2``.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from datetime import date, datetime, timedelta

from sqlalchemy import select

from portal.domain.calls.models import Lot
from portal.domain.organizations.models import Organization, OrganizationState, OrgField, OrgType
from portal.domain.proposals import drafts, submissions
from portal.domain.proposals.conditions import months_between
from portal.domain.proposals.models import Proposal
from portal.kernel import clock, lifecycle
from portal.kernel.people import Actor, Appointment, User, acting_as
from portal.kernel.roles import Role
from portal.kernel.words import Refused
from seeds.chapters.calls import close_and_open
from seeds.chapters.proposals_told import IDEAS, Idea
from seeds.world import City

#: Whose project it is that the later chapters follow: field → login.
HOME = {
    OrgField.ELDERLY: "ngo", OrgField.CHILDREN: "ngo2", OrgField.MEDIATION: "ngo3", OrgField.ENVIRONMENT: "ngo",
}  # fmt: skip
PER_LOT = {"finished": 4, "running": 3, "publicity": 4, "in_review": 4, "open": 2}


def tell(city: City) -> None:
    for key in ("finished", "running", "publicity", "in_review"):
        bid(city, key)
        if key == "finished":
            come_too_late(city)
        close_and_open(city, key)
    bid(city, "open")
    leave_drafts(city)


def bid(city: City, key: str) -> None:
    call = city.calls[key]
    taken: dict[int, int] = {}
    for lot in call.lots:
        for n, (org, actor) in enumerate(bidders(city, lot, PER_LOT[key], taken)):
            if key == "open" and actor.user_id in (city.actor("ngo").user_id, city.actor("ngo2").user_id):
                continue  # theirs are still drafts
            taken[org.id] = taken.get(org.id, 0) + 1
            write_and_submit(city, lot, org, actor, n)


def bidders(city: City, lot: Lot, count: int, taken: dict[int, int]) -> list[tuple[Organization, Actor]]:
    """The home organization of the field first, then those of the same field, then others; the same every time."""
    home = HOME.get(lot.field)
    home_id = city.actor(home).organization_id if home else None
    closing = clock.local(lot.call.deadline_at).date()
    rules = lot.call.eligibility
    found = [
        org
        for org in city.session.scalars(select(Organization).where(Organization.org_type != OrgType.GROUP))
        if org.state is OrganizationState.ACTIVE
        and _old_enough(org.registered_on, closing, rules)
        and taken.get(org.id, 0) < rules["max_per_organization"]
    ]
    found.sort(key=lambda org: (org.id != home_id, org.field != lot.field, taken.get(org.id, 0), _shuffle(lot.title, org.name)))
    pairs = [(org, spokesman(city, org)) for org in found]
    return [(org, actor) for org, actor in pairs if actor is not None][:count]


def _old_enough(registered: date, closing: date, rules: dict) -> bool:
    return months_between(registered, closing) >= rules["min_months"]


def _shuffle(*words: str) -> str:
    return hashlib.sha256("|".join(words).encode()).hexdigest()


def spokesman(city: City, org: Organization) -> Actor | None:
    """The legal representative of an organization."""
    stmt = select(User, Appointment).join(Appointment, Appointment.user_id == User.id).where(
        Appointment.organization_id == org.id, Appointment.role == Role.LEGAL_REPRESENTATIVE
    )  # fmt: skip
    row = city.session.execute(stmt.limit(1)).first()
    return acting_as(row[0], row[1]) if row else None


def write_and_submit(city: City, lot: Lot, org: Organization, actor: Actor, n: int) -> Proposal:
    """Begun some days after the announcement, handed in on one of the last days, each at its own hour."""
    call = lot.call
    seed = int(_shuffle(lot.title, org.name, call.title)[:6], 16)
    begun = min(call.published_at + timedelta(days=2 + seed % 5, hours=seed % 7), city.moment(-3, 9))
    fields = content(lot, idea(lot, n, call.title), seed)
    before = drafts_with_title(city, org, fields["title"])
    if before:
        fields["title"] += f"（第{'二三四五'[before - 1]}期）"
    with city.at(begun):
        proposal = drafts.begin(city.session, lot, by=actor, **(fields | {"team": "", "risks": ""}))
    with city.at(begun + timedelta(hours=26)):
        drafts.save(city.session, proposal, by=actor, expect=proposal.draft_version, **fields)
    last = call.deadline_at if call.deadline_at < city.moment(0, 0) else city.moment(-1, 16)
    at = max(last - timedelta(minutes=9 + seed % 2600), begun + timedelta(hours=27))
    with city.at(at):
        submissions.submit(city.session, proposal, by=actor, arrived_at=at)
    if n == 0 and lot.position == 1:
        _take_back_and_improve(city, proposal, actor, min(at + timedelta(hours=3), last - timedelta(minutes=4)), fields)
    return proposal


def drafts_with_title(city: City, org: Organization, title: str) -> int:
    """How often the organization has bid with this idea before: the next one is called its second term."""
    stmt = select(Proposal.id).where(Proposal.organization_id == org.id, Proposal.title.startswith(title))
    return min(len(city.session.scalars(stmt).all()), 4)


def _take_back_and_improve(city: City, proposal: Proposal, actor: Actor, at: datetime, fields: dict) -> None:
    with city.at(at):
        lifecycle.move(city.session, proposal, "withdraw", by=actor, arrived_at=at)
        better = fields | {"risks": fields["risks"] + "\n与社区卫生站约定了转介办法，附在计划里。"}
        drafts.save(city.session, proposal, by=actor, expect=proposal.draft_version, **better)
    with city.at(at + timedelta(minutes=2)):
        submissions.submit(city.session, proposal, by=actor, arrived_at=at + timedelta(minutes=2))


def idea(lot: Lot, n: int, call: str) -> Idea:
    told = IDEAS[lot.field]
    start = int(_shuffle(call)[:4], 16) if n else 0
    return told[0] if n == 0 else told[1 + (n - 1 + start) % (len(told) - 1)]


def content(lot: Lot, told: Idea, seed: int) -> dict:
    """The idea, with figures that fit the lot's cap and add up to the fen."""
    cap = min(lot.call.cap_fen, lot.budget_fen)
    amount = cap * (78 + seed % 22) // 100 // 10_000 * 10_000
    own = amount * (5 + seed % 9) // 100 // 10_000 * 10_000
    parts = [(amount + own) * share // 100 for _, _, share in told.costs]
    parts[-1] += amount + own - sum(parts)
    return {
        "title": told.title,
        "summary": f"为什么做：{told.why}\n怎么做：{told.how}\n做成什么样：一年以后，{told.target}里至少 {told.people} 人直接受益，"
        f"做法写成一本居民看得懂的手册留给社区。",
        "target_group": told.target, "beneficiaries": told.people,
        "plan": [{"title": a, "when": b, "place": c} for a, b, c in told.plan],
        "outputs": [{"name": a, "unit": b, "quantity": q} for a, b, q in told.outputs],
        "budget": [{"item": a, "basis": b, "fen": fen} for (a, b, _), fen in zip(told.costs, parts, strict=True)],
        "amount_fen": amount, "own_funds_fen": own,
        "team": "项目负责人一名，中级社会工作师，做过三年同类服务；专职社工两名；固定志愿者二十名，分四组。每月一次督导。",
        "risks": told.risk,
    }  # fmt: skip


def come_too_late(city: City) -> None:
    """Thirty-seven seconds after the deadline: refused, and the draft stays a draft."""
    call = city.calls["finished"]
    lot = call.lots[-1]
    written = {p.organization_id for p in city.session.scalars(select(Proposal).where(Proposal.call_id == call.id))}
    for org, actor in bidders(city, lot, 40, {}):
        if org.id in written:
            continue
        with city.at(call.deadline_at - timedelta(hours=5)):
            proposal = drafts.begin(city.session, lot, by=actor, **content(lot, IDEAS[lot.field][-1], 7))
        late = call.deadline_at + timedelta(seconds=37)
        with suppress(Refused), city.at(late):
            submissions.submit(city.session, proposal, by=actor, arrived_at=late)
        return


def leave_drafts(city: City) -> None:
    """On the desks of ``ngo`` and ``ngo2``: one nearly done, one with its budget still open."""
    call = city.calls["open"]
    by_field = {lot.field: lot for lot in call.lots}
    for login, field, gaps in (("ngo", OrgField.ELDERLY, {}), ("ngo2", OrgField.CHILDREN, {"budget": [], "risks": ""})):
        lot, actor = by_field[field], city.actor(login)
        if actor.organization_id is None:
            continue
        with city.at(-2, 15, 20):
            drafts.begin(city.session, lot, by=actor, **(content(lot, IDEAS[field][0], 11) | gaps))
