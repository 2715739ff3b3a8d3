"""A survey is open until the final evaluation, or its last day, closes it."""

from __future__ import annotations

from portal.domain.satisfaction.models import SatisfactionSurvey, SurveyState
from portal.kernel.lifecycle import Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

S = SurveyState

# fmt: off
SURVEY = govern(SatisfactionSurvey, Lifecycle("satisfaction", N_("居民满意度"), S, (
    Step("close", S.OPEN, S.CLOSED, P.PROJECT_MANAGE,
         label=N_("截止居民评价"), consequence=N_("之后不再收评价，已交的也不能再改；凭证号清单公开。"),
         done=N_("截止了“%(caption)s”的居民评价"), final=True),
    Step("expire", S.OPEN, S.CLOSED, P.SYSTEM_TICK, at=lambda survey: survey.closes_at,
         label=N_("居民评价到期截止"), done=N_("“%(caption)s”的居民评价到期截止")),
), path=(S.OPEN, S.CLOSED)))
# fmt: on
