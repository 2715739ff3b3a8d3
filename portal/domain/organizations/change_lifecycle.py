"""How what the register says is changed: three officers for a legal person, the street for a filed group."""

from __future__ import annotations

from portal.domain.organizations import change_guards as g
from portal.domain.organizations import registration_guards as r
from portal.domain.organizations.change_models import Change, ChangeState
from portal.kernel.lifecycle import Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

S = ChangeState

# fmt: off
CHANGE = govern(Change, Lifecycle("change", N_("变更登记"), S, (
    Step("submit", (S.DRAFT, S.SUPPLEMENT), S.SUBMITTED, P.CHANGE_APPLY,
         (g.organization_may_change, g.something_changes, g.reason_is_written, g.capital_is_enough, g.name_is_right,
          g.materials_are_complete, g.no_other_changes_it),
         label=N_("提交变更申请"), consequence=N_("变更前的内容照名册固定下来，交给登记（备案）的机关办理。提交以后不能改。"),
         duty=N_("补好材料后提交变更申请"), done=N_("提交了“%(caption)s”的变更申请"), effect=g.take_in, key=True),
    Step("accept", S.SUBMITTED, S.ACCEPTED, P.REGISTRATION_ACCEPT, r.not_the_applicant, within="change.accept",
         where=g.of_legal_person,
         label=N_("受理"), consequence=N_("材料齐全、符合形式，转审核；办理期限从今天算。"),
         duty=N_("受理变更申请"), done=N_("受理了“%(caption)s”的变更申请"), effect=r.note_acceptor, key=True),
    Step("supplement", S.SUBMITTED, S.SUPPLEMENT, P.REGISTRATION_ACCEPT, needs_reason=True, where=g.of_legal_person,
         label=N_("要求补正"), consequence=N_("一次写明要补的全部内容；申请人补好后重新提交。"),
         served=N_("行政许可法第三十二条"),
         done=N_("要求补正“%(caption)s”的变更申请")),
    Step("not-accept", S.SUBMITTED, S.NOT_ACCEPTED, P.REGISTRATION_ACCEPT, needs_reason=True, where=g.of_legal_person,
         label=N_("不予受理"), consequence=N_("不属于本机关受理时用；写明理由和该找谁，申请人可以复议。"),
         served=N_("行政许可法第三十二条"),
         done=N_("对“%(caption)s”的变更申请不予受理"), key=True, final=True),
    Step("deem-accepted", S.SUBMITTED, S.ACCEPTED, P.SYSTEM_TICK, at=lambda change: change.accept_due_at,
         where=g.of_legal_person,
         label=N_("期满未答复，视为受理"), done=N_("期满没有答复，“%(caption)s”的变更申请视为受理"),
         effect=r.note_acceptor, key=True),
    Step("examine", S.ACCEPTED, S.EXAMINED, P.REGISTRATION_EXAMINE, (r.not_the_one_who_accepted, r.not_the_applicant),
         within="change.examine", where=g.of_legal_person, label=N_("审核通过，报批准"), consequence=N_("转给批准人作决定。"),
         duty=N_("审核变更申请"), done=N_("审核了“%(caption)s”的变更申请"), effect=r.note_examiner, key=True),
    Step("return", S.ACCEPTED, S.SUPPLEMENT, P.REGISTRATION_EXAMINE, needs_reason=True, where=g.of_legal_person,
         label=N_("退回补正"), consequence=N_("申请人按理由补好后重新提交，重新受理。"),
         done=N_("审核中退回了“%(caption)s”的变更申请")),
    Step("approve", S.EXAMINED, S.APPROVED, P.REGISTRATION_APPROVE,
         (r.neither_accepted_nor_examined, r.not_the_applicant, g.organization_may_change, g.register_is_unchanged, g.name_is_right),
         within="change.approve", where=g.of_legal_person, served=N_("行政许可法第四十四条"), label=N_("准予变更"),
         consequence=N_("马上改名册，公开变更前后的内容；证书上的事项有变的，发新证书，旧证书作废。"),
         duty=N_("批准变更"), done=N_("准予“%(caption)s”变更"), effect=g.write_register, key=True, final=True),
    Step("return", S.EXAMINED, S.ACCEPTED, P.REGISTRATION_APPROVE, needs_reason=True, where=g.of_legal_person,
         label=N_("退回重新审核"), consequence=N_("审核人看理由后重新审核。"),
         done=N_("把“%(caption)s”的变更申请退回重新审核"), effect=r.forget_examiner),
    Step("refuse", S.EXAMINED, S.REFUSED, P.REGISTRATION_APPROVE, r.neither_accepted_nor_examined, needs_reason=True,
         where=g.of_legal_person, label=N_("不予变更"), consequence=N_("写明理由和依据；申请人可以复议，也可以改正后重新申请。"),
         served=N_("行政许可法第四十四条"),
         done=N_("对“%(caption)s”作出不予变更的决定"), key=True, final=True),
    Step("record", S.SUBMITTED, S.APPROVED, P.FILING_FILE,
         (r.not_the_applicant, g.organization_may_change, g.register_is_unchanged, g.name_is_right),
         within="change.record", where=g.of_group, label=N_("准予变更备案"),
         consequence=N_("马上改名册，公开变更前后的内容；发新的备案证明，旧的作废。"),
         duty=N_("办理变更备案"), done=N_("为“%(caption)s”办理了变更备案"), effect=g.write_register, key=True, final=True),
    Step("send-back", S.SUBMITTED, S.SUPPLEMENT, P.FILING_FILE, needs_reason=True, where=g.of_group,
         label=N_("退回修改"), consequence=N_("申请人按理由修改后可以重新提交。"),
         done=N_("退回了“%(caption)s”的变更申请")),
    Step("decline", S.SUBMITTED, S.REFUSED, P.FILING_FILE, needs_reason=True, where=g.of_group,
         label=N_("不予变更备案"), consequence=N_("写明理由；申请人可以申诉或重新申请。"),
         done=N_("对“%(caption)s”作出不予变更备案的决定"), key=True, final=True),
    Step("discard", S.DRAFT, S.WITHDRAWN, P.CHANGE_APPLY,
         label=N_("放弃草稿"), consequence=N_("这份草稿不再办理，也不能再改；需要时另填一份。"),
         done=N_("放弃了“%(caption)s”的变更草稿"), final=True),
    Step("withdraw", (S.SUBMITTED, S.SUPPLEMENT, S.ACCEPTED, S.EXAMINED), S.WITHDRAWN, P.CHANGE_APPLY,
         label=N_("撤回申请"), consequence=N_("办理到此为止，这份申请作废、不能再改；需要时另填一份。"),
         done=N_("撤回了“%(caption)s”的变更申请"), final=True),
    Step("fall", (S.DRAFT, S.SUBMITTED, S.SUPPLEMENT, S.ACCEPTED, S.EXAMINED), S.WITHDRAWN, P.SYSTEM_TICK,
         label=N_("组织已经退出名册，不再办理"), done=N_("“%(caption)s”已经退出名册，变更申请不再办理")),
), path=(S.DRAFT, S.SUBMITTED, S.ACCEPTED, S.EXAMINED, S.APPROVED)))
# fmt: on
