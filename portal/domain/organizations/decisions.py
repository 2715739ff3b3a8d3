"""Decisions against an applicant on paper: what was decided, on which facts and reasons, and the remedies of the law."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from portal.domain.organizations import naming
from portal.kernel import clock, papers, people, policy, regions
from portal.kernel.lifecycle import Ctx
from portal.kernel.papers import Paper
from portal.kernel.words import N_

#: kind of decision → (title, series of its numbers, what it decides)
DECISIONS = {
    "registration-not-accepted": (N_("不予受理决定书"), "不受", "不予受理"),  # official
    "registration-refused": (N_("不予登记决定书"), "不登", "不予登记"),  # official
    "filing-refused": (N_("不予备案决定书"), "不备", "不予备案"),  # official
    "dissolution-not-accepted": (N_("不予受理决定书"), "不受", "不予受理"),  # official
    "dissolution-refused": (N_("不予注销决定书"), "不销", "不予注销"),  # official
    "filing-lapsed": (N_("备案失效决定书"), "备失", "备案失效"),  # official
}


def issue(
    ctx: Ctx, kind: str, *, party: str, matter: str, basis: str, received_at: datetime | None = None, found: str = "", by_street: bool = False,
) -> Paper:  # fmt: skip
    """Issue the decision of this step about its record. ``party``: to whom; ``matter``: what was applied for; ``basis``: the
    rules; ``found``: facts beyond the application. The reason that the person wrote becomes the reasons of the decision."""
    title, series, decides = DECISIONS[kind]
    record = ctx.record
    issuer = office_of(ctx, by_street)
    facts: dict[str, Any] = {
        "party": party, "matter": matter, "number": record.number, "decides": decides, "reasons": ctx.reason, "basis": basis,
        "decided_on": clock.today().isoformat(), "issuer": issuer, **remedies(ctx),
    }  # fmt: skip
    if received_at is not None:
        facts["received_on"] = _day(received_at).isoformat()
    if found:
        facts["found"] = found
    return papers.issue(ctx.session, record, "decision_notice", title, facts, series=series, issuer=issuer, by=ctx.by)


def office_of(ctx: Ctx, by_street: bool) -> str:
    """Who decides: the bureau of the district, or the street's office."""
    path = ctx.record.region_path
    if by_street:
        return people.region_name(ctx.session, street_of(path))
    return naming.prefix_of(ctx.session, path) + "民政局"  # official


def street_of(path: str) -> str:
    """``/32/3201/320114/320114002/320114002001/`` → its street."""
    return next((above for above in regions.ancestors(path) if above.count("/") == STREET_DEPTH), path)


STREET_DEPTH = 5  # province, city, district, street


def remedies(ctx: Ctx) -> dict[str, Any]:
    """The two remedies of the law: to whom, how long, by which rule."""
    path = ctx.record.region_path
    review = policy.get(ctx.session, "remedy.reconsideration", path)
    action = policy.get(ctx.session, "remedy.litigation", path)
    return {
        "review_to": naming.prefix_of(ctx.session, path) + "人民政府",  # official
        "review_days": review.amount, "review_source": review.source, "action_months": action.amount, "action_source": action.source,
    }  # fmt: skip


def _day(moment: datetime) -> date:
    return clock.local(moment).date()
