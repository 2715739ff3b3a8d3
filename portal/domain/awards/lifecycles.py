"""From the ranking to the award, as tables: publicity, award, objection.

What follows from an objection that was upheld is carried out by the system ("annul"): the officer decided on the
objection, and needs no second permission for its consequence.
"""

from __future__ import annotations

from portal.domain.awards import guards as g
from portal.domain.awards.models import (
    Award,
    AwardState,
    Objection,
    ObjectionState,
    Publicity,
    PublicityState,
)
from portal.kernel.lifecycle import Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

R, A, J = PublicityState, AwardState, ObjectionState
LIVE = (A.PROPOSED, A.CONFIRMED, A.CONTRACTING)


# fmt: off
PUBLICITY = govern(Publicity, Lifecycle("publicity", N_("评审结果公示"), R, (
    Step("end", R.RUNNING, R.OVER, P.SYSTEM_TICK, at=lambda publicity: publicity.ends_at,
         label=N_("公示期满"), done=N_("“%(caption)s”的评审结果公示期满"), key=True),
), path=(R.RUNNING, R.OVER)))

AWARD = govern(Award, Lifecycle("award", N_("立项"), A, (
    Step("confirm", A.PROPOSED, A.CONFIRMED, P.AWARD_DECIDE, (g.publicity_is_over, g.parties_stand), within="award.confirm",
         held_by="award", label=N_("确认立项"), consequence=N_("发出立项通知书，30 天内签订协议。"),
         duty=N_("公示期满后确认立项"), done=N_("“%(caption)s”立项"), effect=g.award_it, key=True, final=True),
    Step("cancel", LIVE, A.CANCELLED, P.AWARD_DECIDE, needs_reason=True,
         label=N_("取消立项"), consequence=N_("申报单位会看到理由；名额可以由下一名递补公示。"),
         done=N_("取消了“%(caption)s”的立项"), effect=g.take_back, key=True, final=True),
    Step("annul", LIVE, A.CANCELLED, P.SYSTEM_TICK,
         label=N_("异议成立，取消立项"), done=N_("异议成立，“%(caption)s”的立项取消"), effect=g.take_back, key=True),
    Step("draft-contract", A.CONFIRMED, A.CONTRACTING, P.CONTRACT_DRAFT, g.parties_stand, within="contract.draft", held_by="award",
         label=N_("拟定协议"), consequence=N_("按立项的申报书生成协议，先请承接方签署。"),
         duty=N_("拟定项目协议"), done=N_("为“%(caption)s”拟定了协议"), form=True),
    Step("contract", A.CONTRACTING, A.CONTRACTED, P.SYSTEM_TICK,
         label=N_("签订协议"), done=N_("“%(caption)s”的协议由双方签署"), key=True),
), path=(A.PROPOSED, A.CONFIRMED, A.CONTRACTING, A.CONTRACTED)))

OBJECTION = govern(Objection, Lifecycle("objection", N_("异议"), J, (
    Step("dismiss", J.RAISED, J.DISMISSED, P.OBJECTION_ANSWER, g.not_the_objector, within="objection.answer",
         label=N_("答复：异议不成立"), consequence=N_("解除对这一项立项的暂停；提出人不服可以在期限内投诉。"),
         served=N_("政府采购法第五十三条"),
         duty=N_("答复异议"), done=N_("答复了对“%(caption)s”的异议：不成立"), effect=g.answer_and_lift,
         form=True, key=True, final=True),
    Step("uphold", J.RAISED, J.UPHELD, P.OBJECTION_ANSWER, g.not_the_objector,
         label=N_("答复：异议成立"), consequence=N_("这一项拟立项随即取消，其他项目不受影响。"),
         served=N_("政府采购法第五十三条"),
         done=N_("答复了对“%(caption)s”的异议：成立"), effect=g.answer_and_annul, form=True, key=True, final=True),
    Step("withdraw", (J.RAISED, J.APPEALED), J.WITHDRAWN, P.OBJECTION_RAISE,
         label=N_("撤回"), consequence=N_("解除对这一项立项的暂停，不能再提同样的异议。"),
         done=N_("撤回了对“%(caption)s”的异议"), effect=g.lift, final=True),
    Step("appeal", J.DISMISSED, J.APPEALED, P.OBJECTION_RAISE, g.appeal_is_in_time,
         label=N_("向财政部门投诉"), consequence=N_("由财政部门处理；处理期间这一项再次暂停。"),
         done=N_("就“%(caption)s”的异议答复提出投诉"), effect=g.hear_appeal, form=True, key=True),
    Step("appeal-dismiss", J.APPEALED, J.APPEAL_DISMISSED, P.OBJECTION_APPEAL_DECIDE, g.not_the_objector,
         within="objection.appeal-decide", label=N_("投诉不成立"), consequence=N_("解除暂停，决定公开。"),
         served=N_("政府采购法第五十六条"),
         duty=N_("处理投诉"), done=N_("对“%(caption)s”的投诉作出决定：不成立"), effect=g.decide_and_lift, form=True,
         key=True, final=True),
    Step("appeal-uphold", J.APPEALED, J.APPEAL_UPHELD, P.OBJECTION_APPEAL_DECIDE, g.not_the_objector,
         label=N_("投诉成立"), consequence=N_("取消立项；协议已经生效的，停止拨款，由购买方依法处理协议。"),
         served=N_("政府采购法第五十六条"),
         done=N_("对“%(caption)s”的投诉作出决定：成立"), effect=g.decide_and_annul, form=True, key=True, final=True),
), path=(J.RAISED, J.DISMISSED), outcome=N_("作出答复")))
# fmt: on
