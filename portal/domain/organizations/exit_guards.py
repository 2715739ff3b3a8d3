"""Conditions and effects of leaving the register. A guard answers ``None`` or what the person should do."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.organizations import decisions, leaving
from portal.domain.organizations.exits import Dissolution, DissolutionState, ExitKind
from portal.domain.organizations.guards import left_open
from portal.domain.organizations.models import Organization, OrganizationState
from portal.kernel import clock, hands, holds, papers
from portal.kernel.lifecycle import Ctx
from portal.kernel.policy import due
from portal.kernel.words import N_, Sentence, say

S = DissolutionState
UNDER_WAY = tuple(state for state in S if state not in (S.APPROVED, S.REFUSED, S.NOT_ACCEPTED, S.WITHDRAWN))
#: What is handed in when the liquidation is announced, and what with its report.
TO_ANNOUNCE = ("exit-resolution",)
TO_SUBMIT = ("liquidation-report", "tax-clearance", "account-closing")
OF_A_GROUP = ("exit-resolution", "settlement")
MATERIAL_NAMES = {
    "exit-resolution": N_("同意注销的会议决议"), "consent": N_("业务主管单位同意的文件"), "liquidation-report": N_("清算报告"),
    "tax-clearance": N_("清税证明"), "account-closing": N_("银行账户注销证明"), "settlement": N_("财物处理说明"),
}  # fmt: skip
QUEUE = "销"  # the series whose lock lets exits of one register in one by one  # official
LAW = "民法典关于法人终止和清算的规定、社会组织登记管理的有关条例"  # official: what decisions on dissolutions rest on
SHOWN = 5  # open matters that a refusal names; the page lists them all


def is_dissolution(record: Dissolution) -> bool:
    return record.kind is ExitKind.DISSOLUTION


def is_ending(record: Dissolution) -> bool:
    return record.kind is ExitKind.ENDING


def materials_needed(record: Dissolution) -> tuple[str, ...]:
    """What the whole application brings, in the order in which it is asked for."""
    if is_ending(record):
        return OF_A_GROUP
    consent = ("consent",) if record.organization.authority else ()
    return (*TO_ANNOUNCE, *consent, *TO_SUBMIT)


def why_not_begin(session: Session, organization: Organization) -> Sentence | None:
    """What stands in the way before anything is filled in."""
    if organization.state != OrganizationState.ACTIVE:
        return say("“%(name)s”已经退出名册。", name=organization.name)
    stmt = select(Dissolution.id).where(Dissolution.organization_id == organization.id, Dissolution.state.in_(UNDER_WAY))
    if session.scalar(stmt.limit(1)):
        return say("“%(name)s”已经有一份注销申请在办，不用再填一份。", name=organization.name)
    return None


# --- guards -----------------------------------------------------------------------------------------------------


def organization_is_active(ctx: Ctx) -> Sentence | None:
    organization = ctx.record.organization
    return None if organization.state == OrganizationState.ACTIVE else say("“%(name)s”已经退出名册。", name=organization.name)


DECIDED = {"resolved_by": N_("作出决定的机构"), "statement": N_("注销的理由")}


def decision_is_filled(ctx: Ctx) -> Sentence | None:
    needed = {**DECIDED, "claims_to": N_("债权申报的地点和方式")} if is_dissolution(ctx.record) else DECIDED
    return left_open(ctx.record, needed)


def liquidators_are_named(ctx: Ctx) -> Sentence | None:
    named = [row for row in ctx.record.liquidators if (row.get("name") or "").strip()]
    return None if len(named) >= 3 else say("清算组至少写 3 个人，现在有 %(n)s 个。请补充后再办。", n=len(named))


def outcome_is_filled(ctx: Ctx) -> Sentence | None:
    return left_open(ctx.record, {"outcome": N_("清算结果和剩余财产的处理")})


def _held(ctx: Ctx, kinds: tuple[str, ...]) -> Sentence | None:
    held = {a.material for a in papers.attachments_of(ctx.session, ctx.record)}
    missing = [MATERIAL_NAMES[m] for m in kinds if m not in held]
    return say("还缺：%(missing)s。请在“材料”里上传后再提交。", missing="、".join(missing)) if missing else None


def decision_is_proved(ctx: Ctx) -> Sentence | None:
    return _held(ctx, tuple(m for m in materials_needed(ctx.record) if m not in TO_SUBMIT))


def materials_are_complete(ctx: Ctx) -> Sentence | None:
    return _held(ctx, materials_needed(ctx.record))


def nothing_is_open(ctx: Ctx) -> Sentence | None:
    """What the organization still owes or is owed: looked at when it is handed in, and once more when it is approved.
    ``obligations``: the sentences of ``workflows/obligations.py``, which knows all nouns."""
    open_now: list[Sentence] = ctx.fact("obligations")
    if not open_now:
        return None
    named = open_now[0]
    for sentence in open_now[1:SHOWN]:
        named = say("%(named)s；%(next)s", named=named, next=sentence)
    return say("还有 %(n)s 件事没有了结，先办完才能注销：%(some)s", n=len(open_now), some=named)


def not_the_applicant(ctx: Ctx) -> Sentence | None:
    return say("不能办理自己提出的申请。") if hands.same(ctx, ctx.record.applicant_id) else None


def not_the_one_who_accepted(ctx: Ctx) -> Sentence | None:
    return say("受理和审核不能是同一个人。") if hands.same(ctx, ctx.record.accepted_by_id) else None


def not_the_one_who_checked(ctx: Ctx) -> Sentence | None:
    return say("核对和决定不能是同一个人。") if hands.same(ctx, ctx.record.checked_by_id) else None


def neither_accepted_nor_examined(ctx: Ctx) -> Sentence | None:
    before = (ctx.record.accepted_by_id, ctx.record.examined_by_id)
    return say("受理、审核和批准要由三个人办理，您已经办过前面的步骤。") if hands.same(ctx, *before) else None


# --- effects ----------------------------------------------------------------------------------------------------


def _number(ctx: Ctx) -> None:
    papers.lock_series(ctx.session, QUEUE)
    ctx.record.number = ctx.record.number or papers.next_number(ctx.session, QUEUE)


def announce(ctx: Ctx) -> None:
    """The liquidation begins: creditors are called, and from now on nothing new is begun (民法典第七十二条)."""
    _number(ctx)
    record: Dissolution = ctx.record
    record.announced_at = ctx.now
    record.announcement_ends_at = due(ctx.session, "dissolution.announcement", record.region_path, ctx.now)
    _begin_nothing_new(ctx, say("“%(name)s”正在清算，不能参加新的申报。", name=record.caption))


def take_in(ctx: Ctx) -> None:
    """A corrected application goes the whole way again."""
    _number(ctx)
    record: Dissolution = ctx.record
    record.submitted_at = ctx.now
    record.accept_due_at = due(ctx.session, "dissolution.accept", record.region_path, ctx.now)
    record.checked_by_id = record.accepted_by_id = record.examined_by_id = record.accepted_at = None
    if is_ending(record):
        _begin_nothing_new(ctx, say("“%(name)s”正在办理注销，不能参加新的申报。", name=record.caption))


def _begin_nothing_new(ctx: Ctx, sentence: Sentence) -> None:
    if not any(h.cause_type == Dissolution.__tablename__ for h in holds.on(ctx.session, ctx.record.organization, "bid")):
        holds.place(ctx.session, ctx.record.organization, "bid", ctx.record, sentence, by=ctx.by)


def go_on(ctx: Ctx) -> None:
    """Taken back: the organization works on as before."""
    holds.lift(ctx.session, ctx.record, by=ctx.by)


def note_checker(ctx: Ctx) -> None:
    ctx.record.checked_by_id = ctx.by.user_id


def note_acceptor(ctx: Ctx) -> None:
    """Also when nobody answered in time: then no person accepted, the law did."""
    ctx.record.accepted_by_id, ctx.record.accepted_at = ctx.by.user_id, ctx.now


def note_examiner(ctx: Ctx) -> None:
    ctx.record.examined_by_id = ctx.by.user_id


def forget_examiner(ctx: Ctx) -> None:
    ctx.record.examined_by_id = None


def not_accept(ctx: Ctx) -> None:
    _decided(ctx)
    _against(ctx, "dissolution-not-accepted")


def refuse(ctx: Ctx) -> None:
    _decided(ctx)
    _against(ctx, "dissolution-refused")


def _decided(ctx: Ctx) -> None:
    ctx.record.decided_by_id, ctx.record.decided_at = ctx.by.user_id, ctx.now
    holds.lift(ctx.session, ctx.record, by=ctx.by)


def _against(ctx: Ctx, kind: str) -> None:
    record: Dissolution = ctx.record
    decisions.issue(ctx, kind, party=record.caption, matter=record.kind.label, basis=LAW, received_at=record.submitted_at,
                    by_street=is_ending(record))  # fmt: skip


def end(ctx: Ctx) -> None:
    """Off the register today; the paper that proves it goes out with the decision."""
    record: Dissolution = ctx.record
    _decided(ctx)
    leaving.leave(ctx.session, record.organization, OrganizationState.DISSOLVED, by=ctx.by, cause=record,
                  sentence=say("因%(kind)s退出社会组织名册", kind=record.kind.label))  # fmt: skip
    _hand_out_proof(ctx)


def _hand_out_proof(ctx: Ctx) -> None:
    record: Dissolution = ctx.record
    organization = record.organization
    office = decisions.office_of(ctx, by_street=is_ending(record))
    facts: dict[str, Any] = {
        "organization": organization.name, "code": organization.uscc or organization.filing_number or "",
        "organization_type": organization.org_type.label, "number": record.number, "cause": record.cause.label,
        "resolved_by": record.resolved_by, "resolved_on": record.resolved_on.isoformat(),
        "registered_on": organization.registered_on.isoformat(), "ended_on": clock.today().isoformat(), "issuer": office,
    }  # fmt: skip
    if record.announced_at is not None:
        facts["announced_on"] = clock.local(record.announced_at).date().isoformat()
    title = N_("社会组织注销备案证明") if is_ending(record) else N_("社会组织注销登记证明")
    papers.issue(ctx.session, record, "exit_certificate", title, facts, series="销证", issuer=office, by=ctx.by, public=True)
