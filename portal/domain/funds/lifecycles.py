"""How a part of the money is paid: due by its event, released by the examiner, paid by the finance officer."""

from __future__ import annotations

from portal.domain.funds import guards as g
from portal.domain.funds.models import Tranche, TrancheState
from portal.kernel.lifecycle import Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

S = TrancheState
OPEN = (S.WAITING, S.DUE, S.RELEASED)


# fmt: off
TRANCHE = govern(Tranche, Lifecycle("tranche", N_("拨款"), S, (
    Step("fall-due", S.WAITING, S.DUE, P.SYSTEM_TICK,
         label=N_("达到拨付条件"), done=N_("“%(caption)s”达到拨付条件")),
    Step("release", S.DUE, S.RELEASED, P.PAYMENT_RELEASE, (g.nothing_holds_the_money, g.earlier_parts_are_settled),
         within="payment.release", label=N_("复核无误，提请拨付"), consequence=N_("交财政拨付；拨付的人不能是您。"),
         duty=N_("复核拨款条件"), done=N_("复核了“%(caption)s”，提请拨付"), effect=g.note_release, key=True),
    Step("pay", S.RELEASED, S.PAID, P.PAYMENT_APPROVE,
         (g.nothing_holds_the_money, g.earlier_parts_are_settled, g.two_people, g.not_above_the_contract),
         within="payment.approve", label=N_("拨付"), consequence=N_("记入台账，发拨款凭证，办了不能撤回。"),
         duty=N_("拨付款项"), done=N_("拨付了“%(caption)s”"), effect=g.pay_out, key=True, final=True),
    Step("return", S.RELEASED, S.DUE, P.PAYMENT_APPROVE, needs_reason=True,
         label=N_("退回复核"), consequence=N_("经办按理由核实后可以重新提请。"),
         done=N_("退回了“%(caption)s”，请重新复核"), effect=g.forget_release),
    Step("withhold", OPEN, S.WITHHELD, P.PAYMENT_RELEASE, needs_reason=True,
         label=N_("不予拨付"), consequence=N_("这一笔不再拨付，已签合同的额度退回资金来源。"),
         done=N_("决定不予拨付“%(caption)s”"), effect=g.give_back, key=True, final=True),
    Step("lapse", OPEN, S.WITHHELD, P.SYSTEM_TICK,
         label=N_("不再拨付"), done=N_("“%(caption)s”不再拨付，额度退回资金来源"), effect=g.give_back, key=True),
), path=(S.WAITING, S.DUE, S.RELEASED, S.PAID)))
# fmt: on
