"""Conditions and effects of a sanction. A guard answers ``None`` or what stands in the way."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.organizations.models import Organization, OrganizationState, OrgType
from portal.domain.sanctions import deciding
from portal.domain.sanctions.kinds import LISTS, Ground, SanctionKind
from portal.domain.sanctions.models import STANDING, UNDER_WAY, Sanction
from portal.kernel import clock, hands, papers, personal, policy
from portal.kernel.lifecycle import Ctx
from portal.kernel.words import Invalid, Sentence, say

#: The portal itself is the evidence: whether a report came is read from it.
WITHOUT_EVIDENCE = (Ground.ANNUAL_REPORT, Ground.LISTED_TWO_YEARS)


# --- proposing ---------------------------------------------------------------------------------------------------


def why_not_propose(
    session: Session, organization: Organization, kind: SanctionKind, ground: Ground, besides: Sanction | None = None
) -> Sentence | None:
    """What stands in the way of proposing this against the organization: before anything is filled in, and at the step."""
    if organization.state != OrganizationState.ACTIVE:
        return say("“%(name)s”已经退出名册，不能再列入或者处罚。", name=organization.name)
    if kind not in ground.kinds:
        return say("“%(ground)s”不是作出“%(kind)s”的事由。", ground=ground.label, kind=kind.label)
    if kind is SanctionKind.REVOCATION and organization.org_type is OrgType.GROUP:
        return say("备案的社区社会组织没有登记可撤销；备案是否继续有效，按备案的程序办理。")
    if kind in LISTS:
        return _listed_already(session, organization, kind, besides)
    same = select(Sanction.number).where(
        Sanction.organization_id == organization.id, Sanction.kind == kind, Sanction.ground == ground,
        Sanction.state.in_(UNDER_WAY), Sanction.id != (besides.id if besides else 0),
    )  # fmt: skip
    found = session.execute(same.limit(1)).one_or_none()
    return say("同一事由的“%(kind)s”已经在办（%(number)s）。", kind=kind.label, number=found.number or "—") if found else None


def _listed_already(session: Session, organization: Organization, kind: SanctionKind, besides: Sanction | None) -> Sentence | None:
    """An organization stands on a list once; who is on the serious list is not put on the milder one as well."""
    kinds = LISTS if kind is SanctionKind.ABNORMAL else (SanctionKind.SERIOUS,)
    standing = Sanction.kind.in_(kinds) & Sanction.state.in_(STANDING)
    waiting = (Sanction.kind == kind) & Sanction.state.in_(UNDER_WAY)
    stmt = select(Sanction).where(Sanction.organization_id == organization.id, Sanction.id != (besides.id if besides else 0))
    found = session.scalars(stmt.where(standing | waiting).limit(1)).one_or_none()
    return listed_already_as(organization, found) if found is not None else None


def listed_already_as(organization: Organization, found: Sanction) -> Sentence:
    if found.stands:
        return say("“%(name)s”已经在%(kind)s上。", name=organization.name, kind=found.kind.label)
    parts = {"name": organization.name, "kind": found.kind.label, "number": found.number or "—"}
    return say("把“%(name)s”列入%(kind)s已经在办（%(number)s）。", **parts)


def may_still_be_proposed(ctx: Ctx) -> Sentence | None:
    s = ctx.record
    return why_not_propose(ctx.session, s.organization, s.kind, s.ground, besides=s)


def facts_are_written(ctx: Ctx) -> Sentence | None:
    return None if ctx.record.facts.strip() and ctx.record.basis.strip() else say("请写明事实和依据。")


def evidence_is_there(ctx: Ctx) -> Sentence | None:
    if ctx.record.ground in WITHOUT_EVIDENCE:
        return None
    held = {a.material for a in papers.attachments_of(ctx.session, ctx.record)}
    return None if "evidence" in held else say("还没有证据材料。请在“材料”里上传后再提出。")


def number_it(ctx: Ctx) -> None:
    ctx.record.number = ctx.record.number or papers.next_number(ctx.session, "信")
    ctx.record.proposed_by_id = ctx.by.user_id


# --- who did what before -------------------------------------------------------------------------------------------


def not_the_proposer(ctx: Ctx) -> Sentence | None:
    return say("提出的人不能自己告知和复核。") if hands.same(ctx, ctx.record.proposed_by_id) else None


def a_third_person(ctx: Ctx) -> Sentence | None:
    s = ctx.record
    before = (s.proposed_by_id, s.notified_by_id, s.examined_by_id)
    return say("提出、复核和决定要由三个人办理。") if hands.same(ctx, *before) else None


def organization_is_active(ctx: Ctx) -> Sentence | None:
    if ctx.record.organization.state == OrganizationState.ACTIVE:
        return None
    return say("“%(name)s”已经退出名册。请写明情况，不予处理。", name=ctx.record.organization.name)


# --- notice, statement, examination ----------------------------------------------------------------------------------


def has_right_to_a_hearing(session: Session, sanction: Sanction) -> bool:
    """行政处罚法第六十三条: 责令停产停业, 吊销许可证件, and large sums; how much is large a local rule says."""
    if sanction.kind.costs_money:
        return sanction.amount_fen >= policy.amount(session, "sanction.hearing-fine", sanction.region_path)
    return sanction.kind in (SanctionKind.SUSPENSION, SanctionKind.REVOCATION)


def serve_notice(ctx: Ctx) -> None:
    """The organization learns what is alleged, on what basis, what would follow, and until when it may answer."""
    s, session = ctx.record, ctx.session
    s.notified_at, s.notified_by_id = ctx.now, ctx.by.user_id
    s.notice_ends_at = policy.due(session, "sanction.statement", s.region_path, ctx.now)
    s.hearing_until = None
    if has_right_to_a_hearing(session, s):
        s.hearing_until = policy.due(session, "sanction.hearing", s.region_path, ctx.now)
    s.statement, s.wants_hearing, s.stated_at, s.stated_by_id = None, False, None, None
    deciding.issue_notice(session, s, by=ctx.by)


def nothing_was_stated(sanction: Sanction) -> bool:
    return sanction.stated_at is None


def take_statement(ctx: Ctx) -> None:
    s = ctx.record
    statement, hearing = (ctx.fact("statement") or "").strip(), bool(ctx.facts.get("wants_hearing"))  # where it is offered
    if not statement and not hearing:
        raise Invalid("statement", say("请写明意见；没有意见的，请写“没有意见”。"))
    if hearing and s.hearing_until is None:
        raise Invalid("wants_hearing", say("这一项依法不属于听证范围。您的意见和材料照样会逐条复核。"))
    if hearing and ctx.now > s.hearing_until:
        last = clock.local(s.hearing_until).date().isoformat()
        raise Invalid("wants_hearing", say("要求听证的期限在 %(last)s 已经结束，仍可以提出书面意见。", last=last))
    s.statement, s.wants_hearing, s.stated_at, s.stated_by_id = statement, hearing, ctx.now, ctx.by.user_id


def write_answer(ctx: Ctx) -> None:
    """The examination answers what was stated; where a hearing was asked for, it was held."""
    s, answer, held = ctx.record, (ctx.fact("answer") or "").strip(), ctx.facts.get("hearing_on")
    if not answer:
        raise Invalid("answer", say("请写明复核意见：组织会看到这段话。"))
    if s.wants_hearing and held is None:
        raise Invalid("hearing_on", say("组织要求听证。请先举行听证，再填写听证的日期和复核意见。"))
    if held is not None and not clock.local(s.notified_at).date() <= held <= clock.today():
        raise Invalid("hearing_on", say("听证的日期应在告知以后、今天以前。"))
    s.answer, s.hearing_on, s.examined_by_id = answer, held if s.wants_hearing else None, ctx.by.user_id


def forget_examiner(ctx: Ctx) -> None:
    ctx.record.examined_by_id = None


# --- decision and what becomes of it ----------------------------------------------------------------------------------


def impose(ctx: Ctx) -> None:
    s = ctx.record
    s.decided_by_id, s.decided_at, s.decision = ctx.by.user_id, ctx.now, (ctx.fact("decision") or "").strip()
    if not s.decision:
        raise Invalid("decision", say("请写明决定的理由：它会写进决定书，并且公开。"))
    personal.refuse_numbers(decision=s.decision)
    deciding.set_terms(ctx.session, s)
    deciding.issue_decision(ctx.session, s, by=ctx.by)
    deciding.hold(ctx.session, s, by=ctx.by)


def let_off(ctx: Ctx) -> None:
    ctx.record.decided_by_id, ctx.record.decided_at = ctx.by.user_id, ctx.now


def look_at_it_later(ctx: Ctx) -> None:
    """It stays for another period; then the officers are reminded again."""
    deciding.set_review(ctx.session, ctx.record)


def leave(ctx: Ctx) -> None:
    """In force no longer; shown in public for a while, with the day."""
    deciding.let_go(ctx.session, ctx.record, by=ctx.by)


def annul(ctx: Ctx) -> None:
    """As if it had never been: its papers hold no longer, what it stopped is free."""
    deciding.let_go(ctx.session, ctx.record, by=ctx.by, shown=False)
    deciding.revoke_papers(ctx.session, ctx.record)


def come_back(ctx: Ctx) -> None:
    """The decision that took its place fell: the earlier listing stands again, from its own day."""
    s = ctx.record
    s.left_at = s.shown_until = s.escalated_to_id = None
    deciding.set_review(ctx.session, s)
    deciding.hold(ctx.session, s, by=ctx.by)
