"""From draft to award: one bid. Sealed between submission and opening.

What becomes of a bid after the ranking is decided on the award (``awards/lifecycles.py``); here the system carries it out.
"""

from __future__ import annotations

from portal.domain.proposals import guards as g
from portal.domain.proposals.models import Proposal, ProposalState
from portal.domain.proposals.submissions import hand_in, take_back
from portal.kernel.lifecycle import Ctx, Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

S = ProposalState
UNDECIDED = (S.DRAFT, S.SUBMITTED, S.WITHDRAWN)  # a call can be ended until its deadline


def _unpack(ctx: Ctx) -> None:
    """Write what the sealed package said; the fact is the package, verified and read in memory."""
    package, proposal = ctx.fact("package"), ctx.record
    proposal.title = package["title"]
    proposal.content = {**package["content"], "attachments": package["attachments"]}
    proposal.amount_fen = package["content"]["amount_fen"]
    proposal.opened_at = ctx.now


def _enter_result(ctx: Ctx) -> None:
    ctx.record.score, ctx.record.rank = ctx.fact("score"), ctx.fact("rank")


# fmt: off
PROPOSAL = govern(Proposal, Lifecycle("proposal", N_("项目申报"), S, (
    Step("submit", (S.DRAFT, S.WITHDRAWN), S.SUBMITTED, P.PROPOSAL_WRITE, g.SUBMIT,
         label=N_("提交申报"), consequence=N_("封存到开启，开启前只有本组织看得到；马上得到回执。截止前可以撤回重交。"),
         duty=N_("写完申报书，在截止前提交"), due=lambda proposal: proposal.call.deadline_at, done=N_("在“%(caption)s”提交了申报，已封存"), effect=hand_in, key=True, form=True),
    Step("withdraw", S.SUBMITTED, S.WITHDRAWN, P.PROPOSAL_WRITE, g.not_after_deadline,
         label=N_("撤回修改"), consequence=N_("这次提交作废，可以改好再交；截止前不重新提交就等于不申报。"),
         done=N_("撤回了在“%(caption)s”的申报"), effect=take_back),
    Step("open", S.SUBMITTED, S.OPENED, P.SYSTEM_TICK,
         label=N_("开启"), done=N_("开启了申报“%(caption)s”"), effect=_unpack, key=True),
    Step("pass", S.OPENED, S.ELIGIBLE, P.ELIGIBILITY_CHECK, g.conditions_were_checked, within="eligibility.check",
         label=N_("资格审查通过"), consequence=N_("进入专家评审。"), duty=N_("审查申报资格"),
         done=N_("“%(caption)s”通过了资格审查"), key=True, form=True, final=True),
    Step("fail", S.OPENED, S.INELIGIBLE, P.ELIGIBILITY_CHECK, g.conditions_were_checked, needs_reason=True,
         label=N_("资格审查不通过"), consequence=N_("不进入评审；申报单位会看到是哪一条、为什么。"),
         done=N_("“%(caption)s”没有通过资格审查"), key=True, final=True, form=True),
    Step("rank", S.ELIGIBLE, S.RANKED, P.SYSTEM_TICK,
         label=N_("计算评审结果"), done=N_("“%(caption)s”完成评审"), effect=_enter_result, key=True),
    Step("award", S.RANKED, S.AWARDED, P.SYSTEM_TICK,
         label=N_("立项"), done=N_("“%(caption)s”立项"), key=True),
    Step("decline", S.RANKED, S.NOT_AWARDED, P.SYSTEM_TICK,
         label=N_("不立项"), done=N_("“%(caption)s”本次没有立项"), key=True),
    Step("annul", (S.RANKED, S.AWARDED), S.NOT_AWARDED, P.SYSTEM_TICK,
         label=N_("立项取消"), done=N_("“%(caption)s”的立项取消"), key=True),
    Step("lapse", (S.DRAFT, S.WITHDRAWN), S.LAPSED, P.SYSTEM_TICK,
         label=N_("截止前未提交"), done=N_("“%(caption)s”的申报书截止前没有提交")),
    Step("void", UNDECIDED, S.VOID, P.SYSTEM_TICK,
         label=N_("征集终止"), done=N_("征集终止，“%(caption)s”的申报不再继续"), key=True),
), path=(S.DRAFT, S.SUBMITTED, S.OPENED, S.ELIGIBLE, S.RANKED, S.AWARDED)))
# fmt: on
