"""How an organization leaves, and how a filed group stays alive: the tables."""

from __future__ import annotations

from portal.domain.organizations import exit_guards as x
from portal.domain.organizations import group_activities as a
from portal.domain.organizations import lapses as g
from portal.domain.organizations.exits import Dissolution, DissolutionState
from portal.domain.organizations.group_life import GroupActivity, GroupActivityState, Lapse, LapseState
from portal.kernel.lifecycle import Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

A, D, L = GroupActivityState, DissolutionState, LapseState
BEGUN = (D.ANNOUNCED, D.LIQUIDATED, D.SUBMITTED, D.SUPPLEMENT, D.CHECKED, D.ACCEPTED, D.EXAMINED)

# fmt: off
DISSOLUTION = govern(Dissolution, Lifecycle("dissolution", N_("注销"), D, (
    Step("announce", D.DRAFT, D.ANNOUNCED, P.DISSOLUTION_APPLY,
         (x.organization_is_active, x.decision_is_filled, x.liquidators_are_named, x.decision_is_proved), where=x.is_dissolution,
         label=N_("发布清算公告"), consequence=N_("在门户上公开，请债权人申报债权；清算期间只做清算的事，不能参加新的申报。"),
         duty=N_("填好决定和清算组，发布清算公告"), done=N_("“%(caption)s”发布了清算公告，请债权人申报债权"), effect=x.announce, key=True, final=True),
    Step("end-announcement", D.ANNOUNCED, D.LIQUIDATED, P.SYSTEM_TICK, at=lambda record: record.announcement_ends_at, where=x.is_dissolution,
         label=N_("公告期满"), done=N_("“%(caption)s”的清算公告期满")),
    Step("submit", (D.LIQUIDATED, D.SUPPLEMENT), D.SUBMITTED, P.DISSOLUTION_APPLY,
         (x.organization_is_active, x.outcome_is_filled, x.materials_are_complete, x.nothing_is_open), where=x.is_dissolution,
         label=N_("提交注销申请"), consequence=N_("交给民政局受理。提交以后不能改，发现问题请民政局要求补正。"),
         duty=N_("交清算报告，提交注销申请"), done=N_("提交了“%(caption)s”的注销申请"), effect=x.take_in, key=True),
    Step("hand-in", (D.DRAFT, D.SUPPLEMENT), D.SUBMITTED, P.DISSOLUTION_APPLY,
         (x.organization_is_active, x.decision_is_filled, x.outcome_is_filled, x.materials_are_complete, x.nothing_is_open), where=x.is_ending,
         label=N_("提交注销备案申请"), consequence=N_("交给社区居委会核对，再由街道决定。提交以后不能改。"),
         duty=N_("补好材料后提交注销备案申请"), done=N_("提交了“%(caption)s”的注销备案申请"), effect=x.take_in, key=True),
    Step("check", D.SUBMITTED, D.CHECKED, P.FILING_CHECK, x.not_the_applicant, where=x.is_ending, within="dissolution.check",
         label=N_("核对属实，转街道"), consequence=N_("成员知道这个决定、财物有人接手；转街道决定。"),
         duty=N_("核对注销备案申请"), done=N_("核对了“%(caption)s”的注销备案申请"), effect=x.note_checker, key=True),
    Step("return", D.SUBMITTED, D.SUPPLEMENT, P.FILING_CHECK, needs_reason=True, where=x.is_ending,
         label=N_("退回修改"), consequence=N_("申请人按理由改好后重新提交。"), done=N_("退回了“%(caption)s”的注销备案申请")),
    Step("end", D.CHECKED, D.APPROVED, P.FILING_FILE,
         (x.not_the_one_who_checked, x.not_the_applicant, x.organization_is_active, x.nothing_is_open), where=x.is_ending, within="dissolution.end",
         label=N_("准予注销备案"), consequence=N_("马上退出名册，备案证明失效，组织里的岗位全部终止、退出登录。"),
         served=N_("社区社会组织备案办法（示例）"),
         duty=N_("决定注销备案"), done=N_("准予“%(caption)s”注销备案"), effect=x.end, key=True, final=True),
    Step("return", D.CHECKED, D.SUPPLEMENT, P.FILING_FILE, needs_reason=True, where=x.is_ending,
         label=N_("退回修改"), consequence=N_("申请人按理由改好后重新提交，重新核对。"), done=N_("退回了“%(caption)s”的注销备案申请")),
    Step("refuse", D.CHECKED, D.REFUSED, P.FILING_FILE, x.not_the_one_who_checked, needs_reason=True, where=x.is_ending,
         label=N_("不予注销"), consequence=N_("发决定书，写明理由和救济途径；组织照常在名册上。"),
         served=N_("社区社会组织备案办法（示例）"),
         done=N_("对“%(caption)s”作出不予注销备案的决定"), effect=x.refuse, key=True, final=True),
    Step("accept", D.SUBMITTED, D.ACCEPTED, P.REGISTRATION_ACCEPT, x.not_the_applicant, where=x.is_dissolution, within="dissolution.accept",
         label=N_("受理"), consequence=N_("材料齐全、符合形式，转审核；办理期限从今天算。"),
         duty=N_("受理注销申请"), done=N_("受理了“%(caption)s”的注销申请"), effect=x.note_acceptor, key=True),
    Step("supplement", D.SUBMITTED, D.SUPPLEMENT, P.REGISTRATION_ACCEPT, needs_reason=True, where=x.is_dissolution,
         label=N_("要求补正"), consequence=N_("一次写明要补的全部内容；申请人补好后重新提交。"),
         served=N_("行政许可法第三十二条"), done=N_("要求补正“%(caption)s”的注销申请")),
    Step("not-accept", D.SUBMITTED, D.NOT_ACCEPTED, P.REGISTRATION_ACCEPT, needs_reason=True, where=x.is_dissolution,
         label=N_("不予受理"), consequence=N_("不属于本机关受理时用；发决定书，写明理由和救济途径。"),
         served=N_("行政许可法第三十二条"),
         done=N_("对“%(caption)s”的注销申请不予受理"), effect=x.not_accept, key=True, final=True),
    Step("deem-accepted", D.SUBMITTED, D.ACCEPTED, P.SYSTEM_TICK, at=lambda record: record.accept_due_at, where=x.is_dissolution,
         label=N_("期满未答复，视为受理"), done=N_("期满没有答复，“%(caption)s”的注销申请视为受理"), effect=x.note_acceptor, key=True),
    Step("examine", D.ACCEPTED, D.EXAMINED, P.REGISTRATION_EXAMINE, (x.not_the_one_who_accepted, x.not_the_applicant), where=x.is_dissolution,
         within="dissolution.examine", label=N_("审核通过，报批准"), consequence=N_("转给批准人作决定。"),
         duty=N_("审核注销申请"), done=N_("审核了“%(caption)s”的注销申请"), effect=x.note_examiner, key=True),
    Step("return", D.ACCEPTED, D.SUPPLEMENT, P.REGISTRATION_EXAMINE, needs_reason=True, where=x.is_dissolution,
         label=N_("退回补正"), consequence=N_("申请人按理由补好后重新提交，重新受理。"), done=N_("审核中退回了“%(caption)s”的注销申请")),
    Step("approve", D.EXAMINED, D.APPROVED, P.REGISTRATION_APPROVE,
         (x.neither_accepted_nor_examined, x.not_the_applicant, x.organization_is_active, x.nothing_is_open), where=x.is_dissolution,
         within="dissolution.approve", served=N_("行政许可法第四十四条"), label=N_("准予注销"),
         consequence=N_("马上退出名册，登记证书失效，组织里的岗位全部终止、退出登录；发注销证明。"),
         duty=N_("批准注销"), done=N_("准予“%(caption)s”注销"), effect=x.end, key=True, final=True),
    Step("return", D.EXAMINED, D.ACCEPTED, P.REGISTRATION_APPROVE, needs_reason=True, where=x.is_dissolution,
         label=N_("退回重新审核"), consequence=N_("审核人看理由后重新审核。"),
         done=N_("把“%(caption)s”的注销申请退回重新审核"), effect=x.forget_examiner),
    Step("refuse", D.EXAMINED, D.REFUSED, P.REGISTRATION_APPROVE, x.neither_accepted_nor_examined, needs_reason=True, where=x.is_dissolution,
         label=N_("不予注销"), consequence=N_("发决定书，写明理由和救济途径；组织照常在名册上。"), served=N_("行政许可法第四十四条"),
         done=N_("对“%(caption)s”作出不予注销的决定"), effect=x.refuse, key=True, final=True),
    Step("discard", D.DRAFT, D.WITHDRAWN, P.DISSOLUTION_APPLY,
         label=N_("放弃草稿"), consequence=N_("这份草稿不再办理，也不能再改；需要时另填一份。"),
         done=N_("放弃了“%(caption)s”的注销草稿"), final=True),
    Step("withdraw", BEGUN, D.WITHDRAWN, P.DISSOLUTION_APPLY,
         label=N_("撤回，不注销了"), consequence=N_("清算和办理到此为止，组织照常活动；再要注销得从头办。"),
         done=N_("撤回了“%(caption)s”的注销申请"), effect=x.go_on, final=True),
    Step("fall", (D.DRAFT, *BEGUN), D.WITHDRAWN, P.SYSTEM_TICK,
         label=N_("组织已经退出名册，不再办理"), done=N_("“%(caption)s”已经退出名册，注销申请不再办理"), effect=x.go_on),
), path=(D.DRAFT, D.ANNOUNCED, D.LIQUIDATED, D.SUBMITTED, D.CHECKED, D.ACCEPTED, D.EXAMINED, D.APPROVED)))

GROUP_ACTIVITY = govern(GroupActivity, Lifecycle("group-activity", N_("组织活动记录"), A, (
    Step("record", (A.DRAFT, A.RETURNED), A.RECORDED, P.ACTIVITY_RECORD, a.still_counts,
         label=N_("提交给居委会确认"), consequence=N_("居委会核对时间、地点和人数；确认以后计入全年次数。"),
         duty=N_("补好活动记录后提交"), done=N_("提交了活动“%(caption)s”的记录")),
    Step("cancel", (A.DRAFT, A.RETURNED), A.CANCELLED, P.ACTIVITY_RECORD,
         label=N_("作废这条记录"), consequence=N_("记录留着，不计入次数。"), done=N_("作废了活动“%(caption)s”的记录"), final=True),
    Step("confirm", A.RECORDED, A.CONFIRMED, P.ACTIVITY_CONFIRM, a.not_the_recorder, within="activity.confirm",
         label=N_("确认属实"), consequence=N_("计入组织全年的活动次数，并公开。"),
         duty=N_("确认组织的活动"), done=N_("确认了活动“%(caption)s”"), effect=a.write_confirmation, key=True, final=True),
    Step("return", A.RECORDED, A.RETURNED, P.ACTIVITY_CONFIRM, needs_reason=True,
         label=N_("退回更正"), consequence=N_("组织按理由更正后可以重新提交。"), done=N_("退回了活动“%(caption)s”的记录")),
    Step("lapse", (A.DRAFT, A.RECORDED, A.RETURNED), A.CANCELLED, P.SYSTEM_TICK,
         label=N_("随组织退出名册作废"), done=N_("组织退出名册，没有确认的活动“%(caption)s”不再计入")),
), path=(A.DRAFT, A.RECORDED, A.CONFIRMED)))

RULE = N_("社区社会组织备案办法（示例）")
LAPSE = govern(Lapse, Lifecycle("lapse", N_("备案活动核查"), L, (
    Step("notify", L.MARKED, L.NOTICE, P.FILING_FILE, g.still_on_the_register, needs_reason=True, within="lapse.open",
         label=N_("告知拟作失效处理"), consequence=N_("组织会看到理由，可以在期限内陈述；由街道的另一位经办决定。"), served=RULE,
         duty=N_("处理活动不足的备案组织"), done=N_("告知“%(caption)s”拟作备案失效处理"), effect=g.notify, key=True, final=True),
    Step("spare", L.MARKED, L.KEPT, P.FILING_FILE, needs_reason=True,
         label=N_("有正当理由，保留备案"), consequence=N_("写明理由；这一年不再处理。"),
         done=N_("对“%(caption)s”的活动不足不作处理，保留备案"), effect=g.note_decision, key=True, final=True),
    Step("state", L.NOTICE, L.HEARD, P.LAPSE_ANSWER, form=True, due=lambda lapse: lapse.statement_ends_at,
         label=N_("陈述和申辩"), consequence=N_("写明为什么活动少、怎样改进；只能说一次，说完由街道决定。"),
         duty=N_("就活动不足陈述和申辩"), done=N_("“%(caption)s”作了陈述和申辩"), effect=g.keep_words("statement"), key=True, final=True),
    Step("end-notice", L.NOTICE, L.HEARD, P.SYSTEM_TICK, at=lambda lapse: lapse.statement_ends_at,
         label=N_("陈述期满"), done=N_("“%(caption)s”的陈述期满")),
    Step("lapse", L.HEARD, L.DECIDED, P.FILING_FILE, (g.not_the_one_who_opened, g.still_on_the_register), needs_reason=True,
         within="lapse.decide", served=RULE,
         label=N_("决定失效"), consequence=N_("发决定书，写明理由和救济途径；申诉期满没有申诉，才办理失效。"),
         duty=N_("决定备案是否失效"), done=N_("决定“%(caption)s”的备案失效"), effect=g.decide_lapse, key=True, final=True),
    Step("keep", L.HEARD, L.KEPT, P.FILING_FILE, g.not_the_one_who_opened, needs_reason=True, served=RULE,
         label=N_("决定保留"), consequence=N_("备案照常有效；理由写给组织看。"),
         done=N_("决定保留“%(caption)s”的备案"), effect=g.note_decision, key=True, final=True),
    Step("appeal", L.DECIDED, L.APPEALED, P.LAPSE_ANSWER, g.in_time_to_appeal, form=True,
         label=N_("向区民政局申诉"), consequence=N_("由没有办过这件事的人处理，处理完以前备案照常有效。"),
         done=N_("“%(caption)s”对备案失效的决定提出申诉"), effect=g.keep_words("appeal"), key=True, final=True),
    Step("carry-out", L.DECIDED, L.LAPSED, P.FILING_FILE, g.appeal_period_is_over, due=lambda lapse: lapse.appeal_ends_at,
         label=N_("办理失效"), consequence=N_("马上退出名册，备案证明失效，组织里的岗位全部终止、退出登录。"), served=RULE,
         duty=N_("申诉期满后办理备案失效"), done=N_("办理了“%(caption)s”的备案失效"), effect=g.carry_out, key=True, final=True),
    Step("uphold", L.APPEALED, L.KEPT, P.REGISTRATION_EXAMINE, g.not_the_ones_before, needs_reason=True, within="lapse.appeal-decide",
         label=N_("申诉成立，保留备案"), consequence=N_("撤销街道的决定，备案照常有效。"), served=RULE,
         duty=N_("处理备案失效的申诉"), done=N_("“%(caption)s”的申诉成立，保留备案"), effect=g.overturn, key=True, final=True),
    Step("dismiss", L.APPEALED, L.LAPSED, P.REGISTRATION_EXAMINE, g.not_the_ones_before, needs_reason=True,
         label=N_("申诉不成立，维持失效"), consequence=N_("马上退出名册，备案证明失效，组织里的岗位全部终止、退出登录。"), served=RULE,
         done=N_("“%(caption)s”的申诉不成立，备案失效"), effect=g.dismiss_appeal, key=True, final=True),
    Step("close", (L.MARKED, L.NOTICE, L.HEARD, L.DECIDED, L.APPEALED), L.CLOSED, P.SYSTEM_TICK,
         label=N_("组织已经升级登记或者退出名册"), done=N_("“%(caption)s”已经升级登记或者退出名册，活动核查不再继续"), effect=g.end_papers),
), path=(L.MARKED, L.NOTICE, L.HEARD, L.DECIDED, L.LAPSED), outcome=N_("作出处理")))
# fmt: on
