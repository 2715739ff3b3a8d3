"""Who may apply for a rating: each condition looked at in what the portal knows, and shown with its evidence.

The rule: 社会组织评估管理办法 (registered for two full years, or the earlier rating at its end; no penalty; annual reports).
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.annual_reports import windows
from portal.domain.organizations.models import Organization, OrganizationState
from portal.domain.ratings.granted import HELD, Rating
from portal.domain.ratings.in_force import months_after
from portal.domain.ratings.models import UNDER_WAY, RatingApplication, RatingRound
from portal.kernel import clock, holds, policy
from portal.kernel.words import N_, Sentence, say


class Condition(NamedTuple):
    """One condition with what the portal found."""

    condition: str
    met: bool
    evidence: Sentence

    def stored(self) -> dict[str, Any]:
        return {"condition": self.condition, "met": self.met, "evidence": self.evidence.msgid, "parts": self.evidence.parts}


def conditions(session: Session, organization: Organization, in_round: RatingRound, on: date | None = None) -> list[Condition]:
    """Every condition of a round for one organization, as of a day (default: today)."""
    day = on or clock.today()
    return [
        _legal_person(organization, in_round), _old_enough(session, organization, day), _reports(session, organization, day),
        _not_barred(session, organization), _not_rated_lately(session, organization, day),
        _applies_once(session, organization, in_round),
    ]  # fmt: skip


def _legal_person(org: Organization, in_round: RatingRound) -> Condition:
    met = org.org_type is in_round.org_type and org.state is OrganizationState.ACTIVE
    evidence = say("%(type)s，名册状态：%(state)s", type=org.org_type.label, state=org.state.label)
    return Condition(N_("是本轮评估的一类法人，名册状态正常"), met, evidence)


def _old_enough(session: Session, org: Organization, day: date) -> Condition:
    months = policy.amount(session, "rating.registered", org.region_path)
    evidence = say("%(on)s 登记，要满 %(months)s 个月", on=org.registered_on.isoformat(), months=months)
    return Condition(N_("登记满两年"), months_after(org.registered_on, months) <= day, evidence)


def _reports(session: Session, org: Organization, day: date) -> Condition:
    due, sent = windows.newest_due(session, org.org_type, org.region_path, day), org.last_annual_report
    evidence = (
        say("最近按时报送的是 %(sent)s 年度，应报到 %(due)s 年度", sent=sent, due=due)
        if sent else say("还没有按时报送过年度报告，应报到 %(due)s 年度", due=due)
    )  # fmt: skip
    return Condition(N_("年度报告按时报送（前一年的由初审核对）"), (sent or 0) >= due, evidence)


def _not_barred(session: Session, org: Organization) -> Condition:
    found = holds.on(session, org)
    evidence = say("有未解除的限制：%(cause)s", cause=str(found[0].sentence)) if found else say("没有未解除的限制")
    return Condition(N_("没有处罚、异常名录等未解除的限制"), not found, evidence)


def _not_rated_lately(session: Session, org: Organization, day: date) -> Condition:
    months = policy.amount(session, "rating.again", org.region_path)
    stmt = select(Rating).where(Rating.organization_id == org.id, Rating.state.in_(HELD)).order_by(Rating.starts_on.desc())
    held = session.scalars(stmt.limit(1)).one_or_none()
    if held is None:
        return Condition(N_("没有等级，或距上次评定满期"), True, say("现在没有有效的等级"))
    again = months_after(held.starts_on, months)
    evidence = say("%(since)s 评为 %(level)s，满 %(months)s 个月（%(again)s）可以再申请", since=held.starts_on.isoformat(),
                   level=f"{held.level}A", months=months, again=again.isoformat())  # fmt: skip
    return Condition(N_("没有等级，或距上次评定满期"), again <= day, evidence)


def _applies_once(session: Session, org: Organization, in_round: RatingRound) -> Condition:
    stmt = select(RatingApplication.number).where(
        RatingApplication.organization_id == org.id, RatingApplication.state.in_(UNDER_WAY),
        RatingApplication.round_id != in_round.id,
    )  # fmt: skip
    other = session.scalar(stmt.limit(1))
    evidence = say("%(number)s 还在办理", number=other) if other else say("没有在办的其他评估申请")
    return Condition(N_("没有在办的其他评估申请"), other is None, evidence)
