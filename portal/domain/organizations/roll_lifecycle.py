"""How a board is filed, holds, and is followed by the next: the table. The end of a term is a mark; nobody loses office by it."""

from __future__ import annotations

from portal.domain.organizations import roll_guards as g
from portal.domain.organizations.officeholders import HOLDS, Roll, RollState
from portal.kernel import clock
from portal.kernel.lifecycle import Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

S = RollState

# fmt: off
ROLL = govern(Roll, Lifecycle("roll", N_("负责人备案"), S, (
    Step("submit", (S.DRAFT, S.RETURNED), S.SUBMITTED, P.ROLL_WRITE,
         (g.organization_is_active, g.everything_is_filled, g.term_is_not_too_long, g.board_is_whole, g.everybody_is_identified,
          g.materials_are_complete),
         label=N_("提交负责人备案"), consequence=N_("交给民政局核对。提交以后不能改，发现问题请民政局退回。"),
         duty=N_("填好名册、附上决议，提交负责人备案"), done=N_("提交了“%(caption)s”的负责人备案"), effect=g.take_in, key=True),
    Step("accept", S.SUBMITTED, S.IN_FORCE, P.ROLL_ACCEPT, (g.not_the_one_who_drafted, g.organization_is_active),
         within="roll.accept", label=N_("核对属实，予以备案"),
         consequence=N_("从今天起名册公开这一届的负责人、理事和监事；上一份留作历史。登记的法定代表人不因此改变，要另办变更登记。"),
         duty=N_("核对负责人备案"), done=N_("对“%(caption)s”的负责人予以备案"), effect=g.come_into_force, key=True, final=True),
    Step("return", S.SUBMITTED, S.RETURNED, P.ROLL_ACCEPT, needs_reason=True,
         label=N_("退回修改"), consequence=N_("组织按理由改好后重新提交；现行的名册不变。"),
         done=N_("退回了“%(caption)s”的负责人备案")),
    Step("come-due", S.IN_FORCE, S.DUE, P.SYSTEM_TICK, at=lambda roll: roll.remind_at,
         label=N_("提醒换届"), done=N_("“%(caption)s”这一届快满了，提醒换届")),
    Step("renew", S.DUE, S.RENEWING, P.ROLL_WRITE, due=lambda roll: clock.end_of(roll.term_until),
         label=N_("开始换届，填写新一届"), consequence=N_("照现在的名册新开一份，改成选出来的人；核对备案以前，现在这一届照常履职。"),
         duty=N_("开会换届，报备新一届负责人"), done=N_("开始办理“%(caption)s”的换届"), effect=g.begin_the_next),
    Step("reopen", S.RENEWING, S.DUE, P.SYSTEM_TICK,
         label=N_("新一份撤回了，仍待换届"), done=N_("“%(caption)s”新一届的备案撤回了，仍待换届")),
    Step("supersede", HOLDS, S.SUPERSEDED, P.SYSTEM_TICK,
         label=N_("由新一份接替"), done=N_("“%(caption)s”的负责人由新一份名册接替"), key=True),
    Step("discard", S.DRAFT, S.WITHDRAWN, P.ROLL_WRITE, effect=g.call_again,
         label=N_("放弃草稿"), consequence=N_("这份草稿不再办理，也不能再改；需要时另填一份。"),
         done=N_("放弃了“%(caption)s”的负责人备案草稿"), final=True),
    Step("withdraw", (S.SUBMITTED, S.RETURNED), S.WITHDRAWN, P.ROLL_WRITE, effect=g.call_again,
         label=N_("撤回备案"), consequence=N_("办理到此为止，这份备案作废、不能再改；现行的名册不变。"),
         done=N_("撤回了“%(caption)s”的负责人备案"), final=True),
), path=(S.DRAFT, S.SUBMITTED, S.IN_FORCE)))
# fmt: on
