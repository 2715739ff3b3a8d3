"""From the draft of a purchaser to the call that keeps the word."""

from __future__ import annotations

from portal.domain.intentions import guards as g
from portal.domain.intentions.models import Intention, IntentionState
from portal.kernel.lifecycle import Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

I = IntentionState  # noqa: E741 - the table reads by it

# fmt: off
INTENTION = govern(Intention, Lifecycle("intention", N_("采购意向"), I, (
    Step("submit", I.DRAFT, I.SUBMITTED, P.INTENTION_DRAFT, g.month_lies_ahead,
         label=N_("送审"), consequence=N_("交给批准人公开；退回之前不能改。"),
         duty=N_("写完采购意向并送审"), done=N_("把采购意向“%(caption)s”送审")),
    Step("return", I.SUBMITTED, I.DRAFT, P.INTENTION_PUBLISH, needs_reason=True,
         label=N_("退回修改"), consequence=N_("填写人按理由修改后重新送审。"), done=N_("退回了采购意向“%(caption)s”")),
    Step("publish", I.SUBMITTED, I.PUBLISHED, P.INTENTION_PUBLISH, (g.month_lies_ahead, g.not_the_drafter),
         within="intention.publish", label=N_("公开"),
         consequence=N_("马上公开；以后有变化，撤回这一条，另写一条。"),
         duty=N_("公开采购意向"), done=N_("公开了采购意向“%(caption)s”"), effect=g.publish, key=True, final=True),
    Step("fulfil", I.PUBLISHED, I.FULFILLED, P.SYSTEM_TICK, g.a_call_is_out,
         label=N_("采购公告已发布"), done=N_("“%(caption)s”的采购公告发布了"), key=True),
    Step("withdraw", (I.SUBMITTED, I.PUBLISHED), I.WITHDRAWN, P.INTENTION_PUBLISH, needs_reason=True,
         label=N_("撤回意向"), consequence=N_("不再按这条采购；已经公开的，理由一起公开。"),
         done=N_("撤回了采购意向“%(caption)s”"), key=True, final=True),
    Step("discard", I.DRAFT, I.WITHDRAWN, P.INTENTION_DRAFT,
         label=N_("放弃草稿"), consequence=N_("这份草稿不再送审，也不能再改；需要时另写一条。"),
         done=N_("放弃了采购意向“%(caption)s”的草稿"), final=True),
), path=(I.DRAFT, I.SUBMITTED, I.PUBLISHED, I.FULFILLED)))
# fmt: on
