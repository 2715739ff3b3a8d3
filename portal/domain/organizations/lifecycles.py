"""How an organization comes to be: the tables. Guards read like the regulation, effects write the facts."""

from __future__ import annotations

from portal.domain.organizations import guards as g
from portal.domain.organizations.models import Filing, FilingState
from portal.kernel.lifecycle import Ctx, Lifecycle, Step, govern
from portal.kernel.papers import next_number
from portal.kernel.permissions import Permission as P
from portal.kernel.policy import due
from portal.kernel.words import N_

F = FilingState


def _take_in(ctx: Ctx) -> None:
    ctx.record.number = ctx.record.number or next_number(ctx.session, "备")
    ctx.record.submitted_at = ctx.now


def _publicise(ctx: Ctx) -> None:
    ctx.record.checked_by_id = ctx.by.user_id
    ctx.record.publicity_ends_at = due(ctx.session, "filing.publicity", ctx.record.region_path, ctx.now)


# fmt: off
FILING = govern(Filing, Lifecycle("filing", N_("社区社会组织备案"), F, (
    Step("submit", (F.DRAFT, F.RETURNED), F.SUBMITTED, P.FILING_APPLY,
         (g.roster_is_large_enough, g.filing_materials_are_complete, g.name_is_free),
         label=N_("提交备案申请"), consequence=N_("交给社区居委会核对。核对前可以撤回修改。"),
         duty=N_("补好材料后提交备案申请"), done=N_("提交了“%(caption)s”的备案申请"), effect=_take_in, key=True),
    Step("withdraw", (F.DRAFT, F.SUBMITTED, F.RETURNED), F.WITHDRAWN, P.FILING_APPLY,
         label=N_("撤回申请"), consequence=N_("这份申请作废，可以另外再填一份。"),
         done=N_("撤回了“%(caption)s”的备案申请"), final=True),
    Step("check", F.SUBMITTED, F.PUBLICITY, P.FILING_CHECK, within="filing.check",
         label=N_("核对属实，开始公示"), consequence=N_("在社区公示，期满后转街道备案。"),
         duty=N_("核对备案申请"), done=N_("核对了“%(caption)s”的备案材料，开始公示"), effect=_publicise, key=True),
    Step("return", F.SUBMITTED, F.RETURNED, P.FILING_CHECK, needs_reason=True,
         label=N_("退回修改"), consequence=N_("申请人按理由修改后可以重新提交。"),
         done=N_("退回了“%(caption)s”的备案申请")),
    Step("end-publicity", F.PUBLICITY, F.PUBLICISED, P.SYSTEM_TICK, at=lambda filing: filing.publicity_ends_at,
         label=N_("公示期满"), done=N_("“%(caption)s”公示期满，没有未处理的异议")),
    Step("return-late", F.PUBLICITY, F.RETURNED, P.FILING_CHECK, needs_reason=True,
         label=N_("公示中发现问题，退回"), consequence=N_("公示停止，申请人修改后重新提交、重新公示。"),
         done=N_("在公示中退回了“%(caption)s”的备案申请")),
    Step("file", F.PUBLICISED, F.FILED, P.FILING_FILE, g.not_the_one_who_checked, within="filing.file",
         label=N_("准予备案"), consequence=N_("列入社会组织名册，发备案证明。"),
         duty=N_("办理备案"), done=N_("为“%(caption)s”办理了备案"), effect=g.enter_filed_group, key=True, final=True),
    Step("refuse", F.PUBLICISED, F.REFUSED, P.FILING_FILE, needs_reason=True,
         label=N_("不予备案"), consequence=N_("写明理由；申请人可以申诉或重新申请。"),
         done=N_("对“%(caption)s”作出不予备案的决定"), key=True, final=True),
), path=(F.DRAFT, F.SUBMITTED, F.PUBLICITY, F.PUBLICISED, F.FILED)))
# fmt: on
