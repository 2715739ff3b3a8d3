"""The formal check: the conditions with what the portal knows, confirmed or overridden by an officer with a reason."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.proposals.conditions import as_on_the_closing_day
from portal.domain.proposals.models import Proposal
from portal.domain.review.models import EligibilityCheck
from portal.kernel import lifecycle
from portal.kernel.people import Actor
from portal.kernel.words import Refused, say


def check(
    session: Session, proposal: Proposal, *, by: Actor, passed: bool, reason: str = "", expect: int | None = None
) -> EligibilityCheck:
    """Confirm the finding (pass when all conditions are met, fail when one is not) or override it with a reason."""
    found = as_on_the_closing_day(session, proposal)
    unmet = [c for c in found if not c.met]
    if passed and unmet and not reason.strip():
        raise Refused(
            say("“%(condition)s”按现有数据不符合：%(evidence)s。要判定通过，请写明依据。",
                condition=unmet[0].condition, evidence=unmet[0].evidence)
        )  # fmt: skip
    lifecycle.move(session, proposal, "pass" if passed else "fail", by=by, reason=reason, expect=expect,
                   conditions_checked=True)  # fmt: skip
    row = EligibilityCheck(
        proposal_id=proposal.id, items=[c.stored() for c in found], passed=passed, checked_by_id=by.user_id,
        note=reason.strip(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def of_proposal(session: Session, proposal: Proposal) -> EligibilityCheck | None:
    return session.scalars(select(EligibilityCheck).where(EligibilityCheck.proposal_id == proposal.id)).one_or_none()
