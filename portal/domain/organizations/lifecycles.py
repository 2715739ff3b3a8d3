"""How an organization comes to be: the tables. Guards read like the regulation, effects write the facts."""

from __future__ import annotations

from portal.domain.organizations import claim_guards as c
from portal.domain.organizations import filing_objections as o
from portal.domain.organizations import guards as g
from portal.domain.organizations import invitations as i
from portal.domain.organizations import registration_guards as r
from portal.domain.organizations.membership import (
    Claim,
    ClaimState,
    HolderAnswer,
    Invitation,
    InvitationState,
)
from portal.domain.organizations.models import (
    Filing,
    FilingObjection,
    FilingObjectionState,
    FilingState,
    Registration,
    RegistrationState,
)
from portal.kernel.lifecycle import Ctx, Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.policy import due
from portal.kernel.words import N_

C, F, J, R, V = ClaimState, FilingState, FilingObjectionState, RegistrationState, InvitationState


def _publicise(ctx: Ctx) -> None:
    ctx.record.checked_by_id = ctx.by.user_id
    ctx.record.publicity_ends_at = due(ctx.session, "filing.publicity", ctx.record.region_path, ctx.now)


# fmt: off
FILING = govern(Filing, Lifecycle("filing", N_("社区社会组织备案"), F, (
    Step("submit", (F.DRAFT, F.RETURNED), F.SUBMITTED, P.FILING_APPLY,
         (g.everything_is_filled, g.nobody_is_named_twice, g.roster_is_large_enough, g.filing_materials_are_complete, g.name_is_free,
          g.sponsor_can_vouch),
         label=N_("提交备案申请"), consequence=N_("交给社区居委会核对。提交以后不能改，发现问题请居委会退回。"),
         duty=N_("补好材料后提交备案申请"), done=N_("提交了“%(caption)s”的备案申请"), effect=g.take_in, key=True),
    Step("discard", F.DRAFT, F.WITHDRAWN, P.FILING_APPLY,
         label=N_("放弃草稿"), consequence=N_("这份草稿不再办理，也不能再改；需要时另填一份。"),
         done=N_("放弃了“%(caption)s”的备案草稿"), final=True),
    Step("withdraw", (F.SUBMITTED, F.RETURNED, F.PUBLICITY, F.PUBLICISED), F.WITHDRAWN, P.FILING_APPLY,
         label=N_("撤回申请"), consequence=N_("办理到此为止，这份申请作废、不能再改；需要时另填一份。"),
         done=N_("撤回了“%(caption)s”的备案申请"), final=True),
    Step("check", F.SUBMITTED, F.PUBLICITY, P.FILING_CHECK, within="filing.check",
         label=N_("核对属实，开始公示"), consequence=N_("在门户上公开公示，期满后转街道备案。"),
         duty=N_("核对备案申请"), done=N_("核对了“%(caption)s”的备案材料，开始公示"), effect=_publicise, key=True),
    Step("return", F.SUBMITTED, F.RETURNED, P.FILING_CHECK, needs_reason=True,
         label=N_("退回修改"), consequence=N_("申请人按理由修改后可以重新提交。"),
         done=N_("退回了“%(caption)s”的备案申请")),
    Step("end-publicity", F.PUBLICITY, F.PUBLICISED, P.SYSTEM_TICK, at=lambda filing: filing.publicity_ends_at,
         label=N_("公示期满"), done=N_("“%(caption)s”公示期满")),
    Step("return-late", F.PUBLICITY, F.RETURNED, P.FILING_CHECK, needs_reason=True,
         label=N_("公示中发现问题，退回"), consequence=N_("公示停止，申请人修改后重新提交、重新公示。"),
         done=N_("在公示中退回了“%(caption)s”的备案申请")),
    Step("file", F.PUBLICISED, F.FILED, P.FILING_FILE, (g.not_the_one_who_checked, o.objections_are_settled, g.name_is_free),
         within="filing.file",
         label=N_("准予备案"), consequence=N_("列入社会组织名册，发备案证明。"),
         duty=N_("办理备案"), done=N_("为“%(caption)s”办理了备案"), effect=g.enter_filed_group, key=True, final=True),
    Step("send-back", F.PUBLICISED, F.RETURNED, P.FILING_FILE, o.none_is_open, needs_reason=True,
         label=N_("退回修改"), consequence=N_("申请人按理由修改后重新提交、重新公示。"),
         done=N_("公示后退回了“%(caption)s”的备案申请")),
    Step("refuse", F.PUBLICISED, F.REFUSED, P.FILING_FILE, o.none_is_open, needs_reason=True,
         label=N_("不予备案"), consequence=N_("写明理由；申请人可以申诉或重新申请。"),
         done=N_("对“%(caption)s”作出不予备案的决定"), key=True, final=True),
), path=(F.DRAFT, F.SUBMITTED, F.PUBLICITY, F.PUBLICISED, F.FILED)))

FILING_OBJECTION = govern(FilingObjection, Lifecycle("filing-objection", N_("备案异议"), J, (
    Step("dismiss", J.RAISED, J.DISMISSED, P.FILING_FILE, (o.not_the_objector, o.not_the_applicant),
         within="objection.answer", label=N_("答复：异议不成立"), consequence=N_("提出人会看到答复；备案可以继续办理。"),
         duty=N_("查清并答复备案异议"), done=N_("答复了对“%(caption)s”备案的异议：不成立"), effect=o.write_answer,
         form=True, key=True, final=True),
    Step("uphold", J.RAISED, J.UPHELD, P.FILING_FILE, (o.not_the_objector, o.not_the_applicant),
         label=N_("答复：异议成立"), consequence=N_("提出人会看到答复；这次申请不能准予备案，只能退回修改或者不予备案。"),
         done=N_("答复了对“%(caption)s”备案的异议：成立"), effect=o.write_answer, form=True, key=True, final=True),
    Step("withdraw", J.RAISED, J.WITHDRAWN, P.OBJECTION_RAISE,
         label=N_("撤回"), consequence=N_("街道不再查这项异议。"), done=N_("撤回了对“%(caption)s”备案的异议"), final=True),
), path=(J.RAISED, J.DISMISSED), outcome=N_("作出答复")))

REGISTRATION = govern(Registration, Lifecycle("registration", N_("社会组织登记"), R, (
    Step("submit", (R.DRAFT, R.SUPPLEMENT), R.SUBMITTED, P.REGISTRATION_APPLY,
         (r.everything_is_filled, r.name_is_right, r.authority_is_named, r.founding_conditions_are_met, r.materials_are_complete,
          r.group_can_be_raised),
         label=N_("提交登记申请"), consequence=N_("交给民政局受理；承诺的期限内没有答复，就视为受理。提交以后不能改。"),
         duty=N_("补好材料后提交登记申请"), done=N_("提交了“%(caption)s”的登记申请"), effect=r.take_in, key=True),
    Step("accept", R.SUBMITTED, R.ACCEPTED, P.REGISTRATION_ACCEPT, r.not_the_applicant, within="registration.accept",
         label=N_("受理"), consequence=N_("材料齐全、符合形式，转审核；办理期限从今天算。"),
         duty=N_("受理登记申请"), done=N_("受理了“%(caption)s”的登记申请"), effect=r.note_acceptor, key=True),
    Step("supplement", R.SUBMITTED, R.SUPPLEMENT, P.REGISTRATION_ACCEPT, needs_reason=True,
         label=N_("要求补正"), consequence=N_("一次写明要补的全部内容；申请人补好后重新提交。"),
         served=N_("行政许可法第三十二条"),
         done=N_("要求补正“%(caption)s”的登记申请")),
    Step("not-accept", R.SUBMITTED, R.NOT_ACCEPTED, P.REGISTRATION_ACCEPT, needs_reason=True,
         label=N_("不予受理"), consequence=N_("不属于本机关受理时用；写明理由和该找谁，申请人可以复议。"),
         served=N_("行政许可法第三十二条"),
         done=N_("对“%(caption)s”的登记申请不予受理"), key=True, final=True),
    Step("deem-accepted", R.SUBMITTED, R.ACCEPTED, P.SYSTEM_TICK, at=lambda registration: registration.accept_due_at,
         label=N_("期满未答复，视为受理"), done=N_("期满没有答复，“%(caption)s”的登记申请视为受理"),
         effect=r.note_acceptor, key=True),
    Step("examine", R.ACCEPTED, R.EXAMINED, P.REGISTRATION_EXAMINE, (r.not_the_one_who_accepted, r.not_the_applicant),
         within="registration.examine", label=N_("审核通过，报批准"), consequence=N_("转给批准人作决定。"),
         duty=N_("审核登记申请"), done=N_("审核了“%(caption)s”的登记申请"), effect=r.note_examiner, key=True),
    Step("return", R.ACCEPTED, R.SUPPLEMENT, P.REGISTRATION_EXAMINE, needs_reason=True,
         label=N_("退回补正"), consequence=N_("申请人按理由补好后重新提交，重新受理。"),
         done=N_("审核中退回了“%(caption)s”的登记申请")),
    Step("approve", R.EXAMINED, R.APPROVED, P.REGISTRATION_APPROVE,
         (r.neither_accepted_nor_examined, r.not_the_applicant, r.name_is_right, r.uscc_is_right,
          r.group_can_be_raised),
         within="registration.approve", served=N_("行政许可法第四十四条"), label=N_("准予登记"), form=True,
         consequence=N_("列入名册，发登记证书，申请人成为法定代表人账号。"),
         duty=N_("批准登记"), done=N_("准予“%(caption)s”登记"), effect=r.enter_register, key=True, final=True),
    Step("return", R.EXAMINED, R.ACCEPTED, P.REGISTRATION_APPROVE, needs_reason=True,
         label=N_("退回重新审核"), consequence=N_("审核人看理由后重新审核。"),
         done=N_("把“%(caption)s”的登记申请退回重新审核"), effect=r.forget_examiner),
    Step("refuse", R.EXAMINED, R.REFUSED, P.REGISTRATION_APPROVE, r.neither_accepted_nor_examined, needs_reason=True,
         label=N_("不予登记"), consequence=N_("写明理由和依据；申请人可以复议，也可以改正后重新申请。"),
         served=N_("行政许可法第四十四条"),
         done=N_("对“%(caption)s”作出不予登记的决定"), key=True, final=True),
    Step("discard", R.DRAFT, R.WITHDRAWN, P.REGISTRATION_APPLY,
         label=N_("放弃草稿"), consequence=N_("这份草稿不再办理，也不能再改；需要时另填一份。"),
         done=N_("放弃了“%(caption)s”的登记草稿"), final=True),
    Step("withdraw", (R.SUBMITTED, R.SUPPLEMENT, R.ACCEPTED, R.EXAMINED), R.WITHDRAWN, P.REGISTRATION_APPLY,
         label=N_("撤回申请"), consequence=N_("办理到此为止，这份申请作废、不能再改；需要时另填一份。"),
         done=N_("撤回了“%(caption)s”的登记申请"), final=True),
), path=(R.DRAFT, R.SUBMITTED, R.ACCEPTED, R.EXAMINED, R.APPROVED)))

INVITATION = govern(Invitation, Lifecycle("invitation", N_("成员邀请"), V, (
    Step("accept", V.OPEN, V.ACCEPTED, P.INVITATION_ANSWER, (i.time_is_not_over, i.organization_is_active, i.answers_in_person),
         due=lambda invitation: invitation.expires_at,
         label=N_("接受邀请"), consequence=N_("马上可以代表组织办这个岗位的事，经手的每件事都有记录；以后可以自己离开。"),
         duty=N_("答复加入组织的邀请"), done=N_("“%(caption)s”的邀请被接受"), effect=i.take_seat, key=True),
    Step("decline", V.OPEN, V.DECLINED, P.INVITATION_ANSWER,
         label=N_("谢绝"), consequence=N_("邀请作废，邀请的组织会知道。"),
         done=N_("“%(caption)s”的邀请被谢绝"), final=True),
    Step("resend", (V.OPEN, V.EXPIRED), V.OPEN, P.ORGANIZATION_APPOINT,
         (i.organization_is_active, i.not_sent_just_now, i.not_too_many_wait),
         label=N_("重寄"), consequence=N_("再通知对方一次，答复的时间重新算；邮件里原来的链接作废。"),
         done=N_("重寄了“%(caption)s”的邀请"), effect=i.send_again),
    Step("revoke", V.OPEN, V.REVOKED, P.ORGANIZATION_APPOINT,
         label=N_("撤回"), consequence=N_("邀请马上作废，邮件里的链接打不开了。"),
         done=N_("撤回了“%(caption)s”的邀请")),
    Step("lapse", V.OPEN, V.REVOKED, P.SYSTEM_TICK,
         label=N_("随负责人更换作废"), done=N_("组织换了负责人，“%(caption)s”的邀请作废")),
    Step("run-out", V.OPEN, V.EXPIRED, P.SYSTEM_TICK, at=lambda invitation: invitation.expires_at,
         label=N_("期满没有答复"), done=N_("“%(caption)s”的邀请期满没有答复，作废")),
), path=(V.OPEN, V.ACCEPTED)))

CLAIM = govern(Claim, Lifecycle("claim", N_("认领和接任组织账号"), C, (
    Step("submit", (C.DRAFT, C.RETURNED), C.SUBMITTED, P.CLAIM_APPLY,
         (c.everything_is_filled, c.proofs_are_complete, c.organization_is_active, c.kind_still_fits, c.applicant_may_hold),
         label=N_("提交申请"), consequence=N_("交给民政局核对。提交以后不能改，发现问题请民政局退回。"),
         duty=N_("补好材料后提交申请"), done=N_("提交了负责“%(caption)s”账号的申请"), effect=c.take_in, key=True),
    Step("check", C.SUBMITTED, C.CHECKED, P.REGISTRATION_ACCEPT, (c.not_the_applicant, c.kind_still_fits), where=c.is_claim,
         within="claim.check", label=N_("核对属实，报决定"), consequence=N_("身份、证书和证明对得上，转给另一位工作人员决定。"),
         duty=N_("核对认领组织的申请"), done=N_("核对了负责“%(caption)s”账号的申请"), effect=c.note_checker, key=True),
    Step("notify", C.SUBMITTED, C.NOTICE, P.REGISTRATION_ACCEPT, (c.not_the_applicant, c.kind_still_fits), where=c.is_succession,
         within="claim.check", label=N_("核对属实，通知现任负责人"),
         consequence=N_("通知现在的负责人，在期限内同意移交或者提出异议；期满没有答复，照样转去决定。"),
         duty=N_("核对接任负责人的申请"), served=N_("社会组织账号管理制度（示例）"),
         done=N_("核对了负责“%(caption)s”账号的申请，通知现任负责人答复"), effect=c.ask_holder, key=True),
    Step("return", C.SUBMITTED, C.RETURNED, P.REGISTRATION_ACCEPT, needs_reason=True,
         label=N_("退回补正"), consequence=N_("申请人按理由补好后重新提交。"),
         done=N_("退回了负责“%(caption)s”账号的申请")),
    Step("consent", C.NOTICE, C.CHECKED, P.CLAIM_ANSWER, due=lambda claim: claim.notice_ends_at,
         label=N_("同意移交"), consequence=N_("民政局同意以后，申请人接任负责人，您的岗位同时终止。"),
         duty=N_("答复接任负责人的申请"), done=N_("现任负责人同意移交“%(caption)s”的账号"),
         effect=c.answered(HolderAnswer.CONSENT), key=True, final=True),
    Step("object", C.NOTICE, C.CHECKED, P.CLAIM_ANSWER, needs_reason=True,
         label=N_("提出异议"), consequence=N_("写明理由；由民政局查清后决定，在那以前您照常办事。"),
         done=N_("现任负责人对移交“%(caption)s”的账号有异议"), effect=c.answered(HolderAnswer.OBJECTION), key=True),
    Step("end-notice", C.NOTICE, C.CHECKED, P.SYSTEM_TICK, at=lambda claim: claim.notice_ends_at,
         label=N_("期满没有答复"), done=N_("现任负责人期满没有答复移交“%(caption)s”账号的申请"),
         effect=c.answered(HolderAnswer.SILENCE), key=True),
    Step("approve", C.CHECKED, C.APPROVED, P.REGISTRATION_EXAMINE,
         (c.not_the_one_who_checked, c.not_the_applicant, c.organization_is_active, c.kind_still_fits, c.applicant_may_hold),
         within="claim.decide", label=N_("同意"),
         consequence=N_("申请人马上成为组织账号的负责人；原来的负责人同时终止，所有设备退出登录。名册上的法定代表人不因此改变。"),
         duty=N_("决定由谁负责组织账号"), done=N_("同意了负责“%(caption)s”账号的申请"), effect=c.hand_over, key=True, final=True),
    Step("return", C.CHECKED, C.RETURNED, P.REGISTRATION_EXAMINE, needs_reason=True,
         label=N_("退回补正"), consequence=N_("申请人按理由补好后重新提交，重新核对。"),
         done=N_("退回了负责“%(caption)s”账号的申请")),
    Step("refuse", C.CHECKED, C.REFUSED, P.REGISTRATION_EXAMINE, (c.not_the_one_who_checked, c.not_the_applicant),
         needs_reason=True, label=N_("不同意"), consequence=N_("写明理由；申请人可以补充证明后另行申请。"),
         done=N_("没有同意负责“%(caption)s”账号的申请"), effect=c.note_decision, key=True, final=True),
    Step("discard", C.DRAFT, C.WITHDRAWN, P.CLAIM_APPLY,
         label=N_("放弃草稿"), consequence=N_("这份草稿不再办理，也不能再改；需要时另填一份。"),
         done=N_("放弃了负责“%(caption)s”账号的申请草稿"), final=True),
    Step("withdraw", (C.SUBMITTED, C.RETURNED, C.NOTICE, C.CHECKED), C.WITHDRAWN, P.CLAIM_APPLY,
         label=N_("撤回申请"), consequence=N_("办理到此为止，这份申请作废、不能再改；需要时另填一份。"),
         done=N_("撤回了负责“%(caption)s”账号的申请"), final=True),
), path=(C.DRAFT, C.SUBMITTED, C.NOTICE, C.CHECKED, C.APPROVED)))
# fmt: on
