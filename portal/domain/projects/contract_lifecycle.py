"""How a contract comes into force: drafted, signed by the provider, signed by the purchaser."""

from __future__ import annotations

from portal.domain.projects import contract_guards as g
from portal.domain.projects.models import Contract, ContractState
from portal.kernel.lifecycle import Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

S = ContractState
UNSIGNED = (S.DRAFTED, S.RETURNED, S.SIGNED_BY_PROVIDER)


# fmt: off
CONTRACT = govern(Contract, Lifecycle("contract", N_("项目协议"), S, (
    Step("sign-provider", S.DRAFTED, S.SIGNED_BY_PROVIDER, P.CONTRACT_SIGN_PROVIDER,
         (g.award_stands, g.facts_are_whole), within="contract.sign-provider",
         label=N_("签署协议"), consequence=N_("以法定代表人身份签署；购买方随后签署，协议生效。"),
         duty=N_("签署项目协议"), done=N_("代表承接方签署了“%(caption)s”的协议"), effect=g.sign_for_provider,
         form=True, key=True, final=True),
    Step("return", S.DRAFTED, S.RETURNED, P.CONTRACT_SIGN_PROVIDER, needs_reason=True,
         label=N_("退回重拟"), consequence=N_("经办人按理由改好后再请您签署。"),
         done=N_("退回了“%(caption)s”的协议文本")),
    Step("redraft", S.RETURNED, S.DRAFTED, P.CONTRACT_DRAFT, g.award_stands, within="contract.redraft",
         label=N_("重新拟定"), consequence=N_("改好的文本再请承接方签署。"),
         duty=N_("重新拟定协议"), done=N_("重新拟定了“%(caption)s”的协议"), effect=g.rewrite, form=True),
    Step("sign-purchaser", S.SIGNED_BY_PROVIDER, S.IN_FORCE, P.CONTRACT_SIGN_PURCHASER,
         (g.award_stands, g.facts_are_whole), within="contract.sign-purchaser",
         label=N_("签署协议，生效"), consequence=N_("协议生效，项目开始，首款进入复核。"),
         duty=N_("签署项目协议"), done=N_("代表购买方签署了“%(caption)s”的协议，协议生效"), effect=g.sign_for_purchaser,
         form=True, key=True, final=True),
    Step("send-back", S.SIGNED_BY_PROVIDER, S.RETURNED, P.CONTRACT_SIGN_PURCHASER, needs_reason=True,
         label=N_("退回重拟"), consequence=N_("承接方的签署作废，改好后双方重新签署。"),
         done=N_("把“%(caption)s”的协议退回重拟，承接方的签署作废"), effect=g.void_signatures),
    Step("drop", UNSIGNED, S.TERMINATED, P.SYSTEM_TICK,
         label=N_("作废"), done=N_("立项取消，“%(caption)s”的协议文本作废")),
    Step("complete", S.IN_FORCE, S.COMPLETED, P.SYSTEM_TICK,
         label=N_("履行完毕"), done=N_("“%(caption)s”的协议履行完毕"), key=True),
    Step("terminate", S.IN_FORCE, S.TERMINATED, P.SYSTEM_TICK,
         label=N_("解除"), done=N_("“%(caption)s”的协议解除"), key=True),
), path=(S.DRAFTED, S.SIGNED_BY_PROVIDER, S.IN_FORCE, S.COMPLETED)))
# fmt: on
