"""What a decision does to the record and to the register: terms, holds, papers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.organizations import naming
from portal.domain.sanctions import history
from portal.domain.sanctions.kinds import BLOCKS, Block, Ground, SanctionKind, consequences
from portal.domain.sanctions.models import Sanction
from portal.kernel import clock, holds, papers, policy, workdays
from portal.kernel.papers import Paper
from portal.kernel.people import Actor
from portal.kernel.words import N_, Sentence, say
from portal.kernel.workdays import Unit

K = SanctionKind
#: For how long a penalty without a term of its own takes effect.
EFFECTS = {K.WARNING: "sanction.effect-warning", K.FINE: "sanction.effect-fine", K.CONFISCATION: "sanction.effect-confiscation"}


def set_terms(session: Session, s: Sanction) -> None:
    """A listing stands until it is removed and is looked at again; a penalty ends with its term; a revocation does not end."""
    assert s.decided_at, "terms begin with the decision"
    if s.kind.is_list:
        set_review(session, s)
    elif s.kind is K.SUSPENSION:
        s.ends_at = workdays.due(s.decided_at, s.term_months or 1, Unit.MONTHS, session)
    elif s.kind in EFFECTS:
        s.ends_at = policy.due(session, EFFECTS[s.kind], s.region_path, s.decided_at)


def review_key(s: Sanction) -> str:
    """After how long a listing is looked at again: where nothing had to be put right, after half a year."""
    if s.kind is K.ABNORMAL:
        return "sanction.abnormal-penalised" if s.ground is Ground.PENALISED else "sanction.abnormal-review"
    return "sanction.serious-review"


def set_review(session: Session, s: Sanction) -> None:
    s.review_at = policy.due(session, review_key(s), s.region_path, clock.now())


# --- holds ---------------------------------------------------------------------------------------------------------


def hold(session: Session, s: Sanction, *, by: Actor) -> None:
    """Everything that the table says, on the organization, in words that name the decision."""
    for block in BLOCKS[s.kind]:
        holds.place(session, s.organization, block.value, s, _why(s, block), by=by)


def standing_word(s: Sanction) -> Sentence:
    """Why an entry on the qualified list waits."""
    return say("%(name)s：%(kind)s（%(number)s，%(day)s 起）生效中，解除以前不能恢复资格。", **history.parts_of(s))


def ending_word(s: Sanction) -> Sentence:
    """That it is over, for those who were told that it began."""
    return say("%(name)s的“%(kind)s”解除：%(state)s", name=s.organization.name, kind=s.kind.label, state=s.state.label)


def _why(s: Sanction, block: Block) -> Sentence:
    return say("%(name)s：%(kind)s（%(number)s，%(day)s 起）生效中，%(stopped)s。", **history.parts_of(s), stopped=block.sentence)


def let_go(session: Session, s: Sanction, *, by: Actor, shown: bool = True) -> None:
    s.left_at, s.review_at = clock.now(), None
    s.shown_until = _shown_until(session, s) if shown else s.left_at
    holds.lift(session, s, by=by)


def _shown_until(session: Session, s: Sanction) -> datetime:
    """A listing that ended is shown with its mark for a while; a penalty for its legal time in public from its decision, and
    never less long than one that ended."""
    assert s.decided_at, "what ends was decided"
    assert s.left_at, "the end is written first"
    after = policy.due(session, "sanction.shown-after", s.region_path, s.left_at)
    if s.kind.is_list:
        return after
    return max(after, policy.due(session, "sanction.shown-penalty", s.region_path, s.decided_at))


# --- papers --------------------------------------------------------------------------------------------------------


def issue_notice(session: Session, s: Sanction, *, by: Actor) -> Paper:
    """告知书: what is alleged, on what basis, what is intended, until when the organization may answer."""
    assert s.notice_ends_at, "the notice states its period"
    facts = {**_about(s), "intended": _measure(s), "consequences": consequences(s.kind), "state_by_on": _on(s.notice_ends_at)}
    if s.hearing_until is not None:
        facts["hearing_by_on"] = _on(s.hearing_until)
    return _issue(session, s, "sanction_notice", NOTICES[s.kind.is_list], facts, "信告", by)  # official: a series of numbers


def issue_decision(session: Session, s: Sanction, *, by: Actor) -> Paper:
    """决定书, with what was stated and the answer to it, and the two ways to appeal (行政复议法第二十条, 行政诉讼法第四十六条)."""
    assert s.decided_at, "the decision has its moment"
    facts = {
        **_about(s), "measure": _measure(s), "reason": s.decision, "consequences": consequences(s.kind),
        "stated": bool(s.statement), "answer": s.answer or "", "decided_on": _on(s.decided_at),
    }  # fmt: skip
    if s.ends_at is not None:
        facts["ends_on"] = _on(s.ends_at)
    return _issue(session, s, "sanction_decision", DECISIONS[s.kind.is_list], facts, "信决", by)  # official


def issue_removal(session: Session, s: Sanction, *, reason: str, by: Actor) -> Paper:
    """移出决定书."""
    facts = {"organization": s.organization.name, "measure": s.kind.label, "decision_number": s.number, "reason": reason,
             "listed_on": _on(_moment(s.decided_at)), "removed_on": clock.today().isoformat()}  # fmt: skip
    if s.organization.uscc:
        facts["organization_code"] = s.organization.uscc
    return _issue(session, s, "sanction_removal", N_("移出（信用修复）决定书"), facts, "信移", by)  # official


def revoke_papers(session: Session, s: Sanction) -> None:
    for paper in papers.papers_of(session, s):
        paper.revoked_at = paper.revoked_at or clock.now()
    session.flush()


NOTICES = {True: N_("列入名单事先告知书"), False: N_("行政处罚事先告知书")}
DECISIONS = {True: N_("列入名单决定书"), False: N_("行政处罚决定书")}


def _issue(session: Session, s: Sanction, kind: str, title: str, facts: dict[str, Any], series: str, by: Actor) -> Paper:
    return papers.issue(session, s, kind, title, facts, series=series, issuer=bureau(session, s.region_path), by=by)


def bureau(session: Session, region_path: str) -> str:
    """The registration authority of the district, as papers call it."""
    return naming.prefix_of(session, region_path) + "民政局"  # official


def _about(s: Sanction) -> dict[str, Any]:
    facts: dict[str, Any] = {"organization": s.organization.name, "number": s.number, "ground": s.ground.label, "facts": s.facts, "basis": s.basis}
    if s.organization.uscc:
        facts["organization_code"] = s.organization.uscc
    if s.kind.costs_money:
        facts["amount_fen"] = s.amount_fen
    return facts


def _measure(s: Sanction) -> str:
    """What is intended or decided, as papers print it."""
    if s.kind.is_list:
        return f"列入{s.kind.label}"  # official
    if s.kind is K.SUSPENSION:
        return f"{s.kind.label} {s.term_months} 个月"  # official
    return s.kind.label


def _moment(value: datetime | None) -> datetime:
    assert value, "it was decided"
    return value


def _on(moment: datetime) -> str:
    return clock.local(moment).date().isoformat()

