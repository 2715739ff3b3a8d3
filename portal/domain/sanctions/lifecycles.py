"""How a sanction comes about and ends, how an organization comes off it, and how a decision falls: the tables.

No step here is adverse by the clock: what time does is to end the period for answering, to remind the officers of a long
listing, and to end a penalty whose term is over. What a decision carries with it - a removal granted, an appeal upheld, a
harsher list - is carried out by the system on the sanction ("remove", "annul", "escalate", "reinstate").
"""

from __future__ import annotations

from portal.domain.sanctions import appeal_guards as a
from portal.domain.sanctions import guards as g
from portal.domain.sanctions import repair_guards as r
from portal.domain.sanctions.models import (
    DECIDED,
    STANDING,
    Appeal,
    AppealState,
    Repair,
    RepairKind,
    RepairState,
    Sanction,
    SanctionState,
)
from portal.kernel.lifecycle import Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

S, R, A = SanctionState, RepairState, AppealState


def _asks_to_be_removed(repair: Repair) -> bool:
    return repair.kind is RepairKind.RECTIFIED


def _is_over(repair: Repair) -> bool:
    return repair.kind is RepairKind.TERM


# fmt: off
SANCTION = govern(Sanction, Lifecycle("sanction", N_("信用惩戒"), S, (
    Step("propose", S.DRAFT, S.PROPOSED, P.SANCTION_PROPOSE, (g.facts_are_written, g.evidence_is_there, g.may_still_be_proposed),
         label=N_("提出"), consequence=N_("交给审核岗告知组织。组织在收到告知以前看不到；提出以后不能改，有误请审核岗退回。"),
         duty=N_("补充事实和证据后提出"), done=N_("提出了“%(caption)s”"), effect=g.number_it, key=True),
    Step("discard", S.DRAFT, S.DROPPED, P.SANCTION_PROPOSE,
         label=N_("放弃草稿"), consequence=N_("不再提出，组织不会知道。"), done=N_("放弃了“%(caption)s”的草稿"), final=True),
    Step("notify", S.PROPOSED, S.NOTICE, P.SANCTION_EXAMINE, (g.not_the_proposer, g.may_still_be_proposed), within="sanction.notify",
         label=N_("告知组织"), consequence=N_("发出告知书：写明事实、依据、拟作的决定和后果。组织可以在期限内陈述、申辩，依法可以要求听证。"),
         duty=N_("核对并告知组织"), done=N_("就“%(caption)s”告知组织，听取陈述申辩"), effect=g.serve_notice, key=True,
         served=N_("行政处罚法第四十四条；社会组织信用信息管理办法")),
    Step("return", S.PROPOSED, S.DRAFT, P.SANCTION_EXAMINE, needs_reason=True,
         label=N_("退回补充"), consequence=N_("提出人按理由补充后可以再提。"), done=N_("退回了“%(caption)s”，请补充")),
    Step("drop", S.PROPOSED, S.DROPPED, P.SANCTION_EXAMINE, g.not_the_proposer, needs_reason=True,
         label=N_("不予提出"), consequence=N_("到此为止，组织不会知道；提出人看得到理由。"),
         done=N_("没有继续办理“%(caption)s”"), final=True),
    Step("state", S.NOTICE, S.HEARD, P.SANCTION_ANSWER, due=lambda s: s.notice_ends_at, form=True,
         label=N_("陈述申辩"), consequence=N_("交给办理人员逐条复核，不会因为申辩加重处理。交出以后不能改；要附的材料请先上传。"),
         duty=N_("对拟作的处理陈述申辩"), done=N_("就“%(caption)s”提出陈述申辩"), effect=g.take_statement, key=True, final=True),
    Step("end-notice", S.NOTICE, S.HEARD, P.SYSTEM_TICK, at=lambda s: s.notice_ends_at,
         label=N_("陈述申辩期满"), done=N_("“%(caption)s”的陈述申辩期满"), key=True),
    Step("state", S.HEARD, S.HEARD, P.SANCTION_ANSWER, form=True, where=g.nothing_was_stated,
         label=N_("补充陈述申辩"), consequence=N_("期限已过，复核作出以前提出的照样看。交出以后不能改。"),
         done=N_("就“%(caption)s”提出陈述申辩"), effect=g.take_statement, key=True),
    Step("examine", S.HEARD, S.EXAMINED, P.SANCTION_EXAMINE, g.not_the_proposer, within="sanction.examine", form=True,
         label=N_("复核完毕，报决定"), consequence=N_("逐条回应组织的意见；转给批准人作决定。"),
         duty=N_("复核陈述申辩"), done=N_("复核了“%(caption)s”"), effect=g.write_answer, key=True),
    Step("impose", S.EXAMINED, S.IN_FORCE, P.SANCTION_DECIDE, (g.a_third_person, g.organization_is_active, g.may_still_be_proposed),
         within="sanction.decide",
         form=True, label=N_("作出决定"), consequence=N_("从今天起生效并公开，发出决定书；限制当天生效，在承接目录里的资格当天暂停。"),
         duty=N_("决定是否列入或者处罚"), done=N_("作出了“%(caption)s”的决定"), effect=g.impose, key=True, final=True,
         served=N_("行政处罚法第六十一条；社会组织信用信息管理办法")),
    Step("acquit", S.EXAMINED, S.NOT_IMPOSED, P.SANCTION_DECIDE, g.a_third_person, needs_reason=True,
         label=N_("不予处理"), consequence=N_("组织会收到理由；不公开，不留限制。"),
         done=N_("决定对“%(caption)s”不予处理"), effect=g.let_off, key=True, final=True,
         served=N_("行政处罚法第五十七条；社会组织信用信息管理办法")),
    Step("return", S.EXAMINED, S.HEARD, P.SANCTION_DECIDE, needs_reason=True,
         label=N_("退回重新复核"), consequence=N_("审核人看理由后重新复核。"), done=N_("把“%(caption)s”退回重新复核"),
         effect=g.forget_examiner),
    Step("look-again", S.IN_FORCE, S.LOOK_AGAIN, P.SYSTEM_TICK, at=lambda s: s.review_at,
         label=N_("提醒核对"), done=N_("“%(caption)s”列入期满，请办理人员核对")),
    Step("keep", S.LOOK_AGAIN, S.IN_FORCE, P.SANCTION_EXAMINE, needs_reason=True, within="sanction.review",
         label=N_("继续列入"), consequence=N_("过一个期间再提醒核对；该移出的请提出期满移出，该列入严重违法失信名单的请另外提出。"),
         duty=N_("核对列入期满的名单"), done=N_("核对后“%(caption)s”继续列入"), effect=g.look_at_it_later),
    Step("end-term", S.IN_FORCE, S.ENDED, P.SYSTEM_TICK, at=lambda s: s.ends_at,
         label=N_("期满解除"), done=N_("“%(caption)s”期满，限制解除"), effect=g.leave, key=True),
    Step("remove", STANDING, S.REMOVED, P.SYSTEM_TICK,
         label=N_("移出"), done=N_("“%(caption)s”移出，限制解除"), effect=g.leave, key=True),
    Step("escalate", STANDING, S.ESCALATED, P.SYSTEM_TICK,
         label=N_("转入严重违法失信名单"), done=N_("“%(caption)s”转入严重违法失信名单"), effect=g.leave, key=True),
    Step("reinstate", S.ESCALATED, S.IN_FORCE, P.SYSTEM_TICK,
         label=N_("恢复原来的列入"), done=N_("转入严重违法失信名单的决定撤销，“%(caption)s”恢复"), effect=g.come_back, key=True),
    Step("annul", DECIDED, S.ANNULLED, P.SYSTEM_TICK,
         label=N_("申诉成立，撤销"), done=N_("申诉成立，“%(caption)s”的决定撤销，限制解除"), effect=g.annul, key=True),
), path=(S.DRAFT, S.PROPOSED, S.NOTICE, S.HEARD, S.EXAMINED, S.IN_FORCE), outcome=N_("作出决定")))

EDITABLE = (R.DRAFT, R.RETURNED)
OPEN = (*EDITABLE, R.SUBMITTED, R.CHECKED)
REPAIR = govern(Repair, Lifecycle("sanction-repair", N_("移出和信用修复"), R, (
    Step("submit", (R.DRAFT, R.RETURNED), R.SUBMITTED, P.SANCTION_ANSWER,
         (r.statement_is_written, r.proof_is_there, r.time_has_come), where=_asks_to_be_removed,
         label=N_("提交移出申请"), consequence=N_("交给登记机关核查。提交以后不能改，发现问题请办理人员退回。"),
         duty=N_("补好材料后提交移出申请"), done=N_("提交了“%(caption)s”的移出申请"), effect=r.take_in, key=True),
    Step("submit-term", R.DRAFT, R.SUBMITTED, P.SANCTION_PROPOSE, (r.statement_is_written, r.term_is_over), where=_is_over,
         label=N_("提出期满移出"), consequence=N_("交给审核岗核查，由批准人决定。"),
         done=N_("提出“%(caption)s”期满移出"), effect=r.take_in, key=True),
    Step("check", R.SUBMITTED, R.CHECKED, P.SANCTION_EXAMINE, (r.not_the_one_who_began, r.sanction_stands),
         within="sanction.repair-check", form=True,
         label=N_("核查完毕，报决定"), consequence=N_("写明查到的情况，转给批准人决定。"),
         duty=N_("核查移出申请"), done=N_("核查了“%(caption)s”的移出申请"), effect=r.note_finding, key=True),
    Step("return", R.SUBMITTED, R.RETURNED, P.SANCTION_EXAMINE, needs_reason=True, where=_asks_to_be_removed,
         label=N_("退回补充"), consequence=N_("组织按理由补充后重新提交。"), done=N_("退回了“%(caption)s”的移出申请")),
    Step("grant", R.CHECKED, R.GRANTED, P.SANCTION_DECIDE, (r.not_the_one_who_checked, r.sanction_stands),
         within="sanction.repair-decide", label=N_("准予移出"),
         consequence=N_("今天移出并公开标明，发出移出决定书；限制当天解除，因此暂停的承接资格当天恢复。"),
         duty=N_("决定是否移出"), done=N_("准予“%(caption)s”移出"), effect=r.grant, key=True, final=True,
         served=N_("社会组织信用信息管理办法")),
    Step("refuse", R.CHECKED, R.REFUSED, P.SANCTION_DECIDE, r.not_the_one_who_checked, needs_reason=True,
         label=N_("不予移出"), consequence=N_("组织会收到理由；改正以后可以再申请。"),
         done=N_("决定“%(caption)s”不予移出"), effect=r.note_decision, key=True, final=True,
         served=N_("社会组织信用信息管理办法")),
    Step("send-back", R.CHECKED, R.SUBMITTED, P.SANCTION_DECIDE, needs_reason=True,
         label=N_("退回重新核查"), consequence=N_("审核人看理由后重新核查。"), done=N_("把“%(caption)s”的移出申请退回重新核查")),
    Step("withdraw", OPEN, R.WITHDRAWN, P.SANCTION_ANSWER, where=_asks_to_be_removed,
         label=N_("撤回申请"), consequence=N_("办理到此为止；以后可以再申请。"), done=N_("撤回了“%(caption)s”的移出申请"), final=True),
    Step("take-back", OPEN, R.WITHDRAWN, P.SANCTION_PROPOSE, where=_is_over,
         label=N_("收回"), consequence=N_("名单照旧；以后可以再提出。"), done=N_("收回了“%(caption)s”的期满移出"), final=True),
    Step("lapse", OPEN, R.WITHDRAWN, P.SYSTEM_TICK,
         label=N_("不用再办"), done=N_("“%(caption)s”已经解除，移出申请不用再办")),
), path=(R.DRAFT, R.SUBMITTED, R.CHECKED, R.GRANTED), outcome=N_("作出决定")))

APPEAL = govern(Appeal, Lifecycle("sanction-appeal", N_("对惩戒决定的申诉"), A, (
    Step("dismiss", A.LODGED, A.DISMISSED, P.SANCTION_APPEAL_DECIDE, a.had_no_part, within="sanction.appeal", form=True,
         label=N_("申诉不成立"), consequence=N_("维持原决定。组织会看到答复。"), duty=N_("处理对惩戒决定的申诉"),
         done=N_("对“%(caption)s”的申诉作出决定：不成立"), effect=a.write_answer, key=True, final=True, served=N_("行政复议法")),
    Step("uphold", A.LODGED, A.UPHELD, P.SANCTION_APPEAL_DECIDE, a.had_no_part, form=True,
         label=N_("申诉成立，撤销决定"), consequence=N_("原决定撤销，视同没有作出：限制全部解除，暂停的资格恢复，决定书作废。"),
         done=N_("对“%(caption)s”的申诉作出决定：成立"), effect=a.overturn, key=True, final=True, served=N_("行政复议法")),
    Step("withdraw", A.LODGED, A.WITHDRAWN, P.SANCTION_ANSWER,
         label=N_("撤回申诉"), consequence=N_("办理到此为止，原决定照旧。"), done=N_("撤回了对“%(caption)s”的申诉"), final=True),
), path=(A.LODGED, A.DISMISSED), outcome=N_("作出决定")))
# fmt: on
