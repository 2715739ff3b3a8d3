"""Conditions and effects of claims. A guard answers ``None`` or what the person should do."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.appointments.guards import apart
from portal.domain.organizations import invitations, members
from portal.domain.organizations.guards import left_open
from portal.domain.organizations.membership import Claim, ClaimKind, ClaimState, HolderAnswer
from portal.domain.organizations.models import Organization, OrganizationState
from portal.kernel import hands, journal, lifecycle, outbox, papers
from portal.kernel.lifecycle import Ctx, Effect
from portal.kernel.people import SYSTEM
from portal.kernel.policy import due
from portal.kernel.roles import Role
from portal.kernel.words import N_, Sentence, say

UNDER_WAY = (ClaimState.SUBMITTED, ClaimState.RETURNED, ClaimState.NOTICE, ClaimState.CHECKED)
MATERIALS = {
    ClaimKind.CLAIM: ("identity", "certificate", "mandate"),
    ClaimKind.SUCCESSION: ("identity", "certificate", "resolution"),
}
MATERIAL_NAMES = {
    "identity": N_("申请人身份证件"), "certificate": N_("登记证书或备案证明"),
    "mandate": N_("盖章的任职证明或授权书"), "resolution": N_("推选新负责人的会议决议"),
}  # fmt: skip
NEEDED = {"position": N_("您在组织的职务"), "phone": N_("联系电话"), "statement": N_("情况说明")}


def kind_of(session: Session, organization: Organization) -> ClaimKind:
    """Where somebody leads the account, they are heard first."""
    return ClaimKind.SUCCESSION if members.heads_of(session, organization) else ClaimKind.CLAIM


def is_claim(record: Claim) -> bool:
    return record.kind is ClaimKind.CLAIM


def is_succession(record: Claim) -> bool:
    return record.kind is ClaimKind.SUCCESSION


def why_not_claim(session: Session, organization: Organization, user_id: int) -> Sentence | None:
    """What stands in the way before anything is filled in."""
    if organization.state != OrganizationState.ACTIVE:
        return say("“%(name)s”已经退出名册，不能再认领。", name=organization.name)
    if any(held.user_id == user_id for held in members.heads_of(session, organization)):
        return say("您已经是“%(name)s”的负责人了。", name=organization.name)
    if why := apart(session, user_id, Role.LEGAL_REPRESENTATIVE):
        return why
    own = (Claim.organization_id == organization.id, Claim.applicant_id == user_id)
    stmt = select(Claim.id).where(*own, Claim.state.in_((ClaimState.DRAFT, *UNDER_WAY)))
    if session.scalar(stmt.limit(1)):
        return say("您已经有一份“%(name)s”的申请在办，不用再填一份。", name=organization.name)
    return None


# --- guards -----------------------------------------------------------------------------------------------------


def everything_is_filled(ctx: Ctx) -> Sentence | None:
    return left_open(ctx.record, NEEDED)


def proofs_are_complete(ctx: Ctx) -> Sentence | None:
    held = {a.material for a in papers.attachments_of(ctx.session, ctx.record)}
    missing = [MATERIAL_NAMES[m] for m in MATERIALS[ctx.record.kind] if m not in held]
    return say("还缺：%(missing)s。请在“材料”里上传后再提交。", missing="、".join(missing)) if missing else None


def organization_is_active(ctx: Ctx) -> Sentence | None:
    organization = ctx.record.organization
    if organization.state == OrganizationState.ACTIVE:
        return None
    return say("“%(name)s”已经退出名册，不能再认领。", name=organization.name)


def kind_still_fits(ctx: Ctx) -> Sentence | None:
    """Somebody came to lead the account meanwhile, or nobody does any more: other proofs, another way."""
    record, heads = ctx.record, members.heads_of(ctx.session, ctx.record.organization)
    led_by_applicant = any(held.user_id == record.applicant_id for held in heads)
    if bool(heads) == is_succession(record) and not led_by_applicant:
        return None
    return say("这个组织的账号由谁负责，申请以后有了变化。这一份不能再办，需要的话请另填一份。")


def applicant_may_hold(ctx: Ctx) -> Sentence | None:
    return apart(ctx.session, ctx.record.applicant_id, Role.LEGAL_REPRESENTATIVE)


def not_the_applicant(ctx: Ctx) -> Sentence | None:
    return say("不能办理自己提出的申请。") if hands.same(ctx, ctx.record.applicant_id) else None


def not_the_one_who_checked(ctx: Ctx) -> Sentence | None:
    return say("核对和决定不能是同一个人。") if hands.same(ctx, ctx.record.checked_by_id) else None


# --- effects ----------------------------------------------------------------------------------------------------


def take_in(ctx: Ctx) -> None:
    """Number it; a corrected application goes the whole way again."""
    record: Claim = ctx.record
    record.number = record.number or papers.next_number(ctx.session, "认")  # official
    record.submitted_at = ctx.now
    record.checked_by_id = record.notice_ends_at = record.holder_answer = None


def note_checker(ctx: Ctx) -> None:
    ctx.record.checked_by_id = ctx.by.user_id


def ask_holder(ctx: Ctx) -> None:
    note_checker(ctx)
    ctx.record.notice_ends_at = due(ctx.session, "claim.answer", ctx.record.region_path, ctx.now)


def answered(answer: HolderAnswer) -> Effect:
    def effect(ctx: Ctx) -> None:
        ctx.record.holder_answer = answer

    return effect


def note_decision(ctx: Ctx) -> None:
    ctx.record.decided_by_id = ctx.by.user_id


def hand_over(ctx: Ctx) -> None:
    """Who led the account before leads it no more, at once; what they offered is offered no more; the applicant leads it."""
    claim, session = ctx.record, ctx.session
    note_decision(ctx)
    organization = claim.organization
    for held in members.heads_of(session, organization):
        lifecycle.move(session, held, "give-way", by=SYSTEM)
    invitations.revoke_all(session, organization, by=SYSTEM)
    appointment = members.hold(session, organization, claim.applicant_id, Role.LEGAL_REPRESENTATIVE, by=ctx.by)
    claim.appointment_id = appointment.id
    sentence = say("按申请%(number)s确认了账号的负责人", number=claim.number)
    journal.write(session, organization, "hand-over", sentence, by=ctx.by, private={"member": claim.applicant.name}, key=True,
                  region_path=organization.region_path)  # fmt: skip
    outbox.tell(session, [claim.applicant_id], say("您现在是“%(name)s”的负责人，可以切换到这个岗位办事", name=organization.name),
                appointment)  # fmt: skip
