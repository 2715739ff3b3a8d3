"""Seven steps in three loops, the way out of them (merge, refuse), and the way on: screened, guided, answered."""

from __future__ import annotations

from portal.domain.needs import guards as g
from portal.domain.needs.models import Guideline, GuidelineState, Need, NeedState
from portal.kernel.lifecycle import Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

S = NeedState
G = GuidelineState
TURN = g.it_is_this_levels_turn

# fmt: off
NEED = govern(Need, Lifecycle("need", N_("居民需求"), S, (
    Step("open", S.COLLECTED, S.OPENED, P.NEED_HANDLE, TURN, within="need.open",
         label=N_("立案"), consequence=N_("进入办理，提出人会收到通知。"),
         duty=N_("决定是否立案"), done=N_("把“%(caption)s”立案"), key=True),
    Step("assign", S.OPENED, S.ASSIGNED, P.NEED_HANDLE, TURN, within="need.assign",
         label=N_("派遣"), consequence=N_("写明由谁去办，开始计算处理时限。"),
         duty=N_("派遣"), done=N_("派遣了“%(caption)s”"), effect=g.assign, form=True),
    Step("handle", S.ASSIGNED, S.HANDLED, P.NEED_HANDLE, TURN, within="need.handle",
         label=N_("登记处理结果"), consequence=N_("写清做了什么；下一步向提出人反馈。"),
         duty=N_("处理并登记结果"), done=N_("处理了“%(caption)s”"), effect=g.handle, form=True),
    Step("feed-back", S.HANDLED, S.FED_BACK, P.NEED_HANDLE, TURN, within="need.feedback",
         label=N_("反馈"), consequence=N_("这段话会给提出人看，并案的提出人也会收到通知。"),
         duty=N_("向提出人反馈"), done=N_("反馈了“%(caption)s”的处理结果"), effect=g.feed_back, form=True),
    Step("close", S.FED_BACK, S.CLOSED, P.NEED_HANDLE, TURN, within="need.close",
         label=N_("核查属实，结案"), consequence=N_("结案后由提出人评价。"),
         duty=N_("核查结案"), done=N_("核查后把“%(caption)s”结案"), effect=g.close, key=True),
    Step("reopen", S.FED_BACK, S.ASSIGNED, P.NEED_HANDLE, TURN, needs_reason=True,
         label=N_("核查没办好，退回处理"), consequence=N_("重新处理、重新反馈。"),
         done=N_("核查后把“%(caption)s”退回重新处理")),
    Step("assess", S.CLOSED, S.ASSESSED, P.NEED_ASSESS,
         label=N_("评价办理结果"), consequence=N_("一件事评一次，1 到 5 分。"),
         duty=N_("评价办理结果"), done=N_("评价了“%(caption)s”的办理结果"), effect=g.assess, form=True, final=True),
    Step("escalate", (S.OPENED, S.ASSIGNED), S.OPENED, P.NEED_HANDLE, (TURN, g.there_is_a_loop_above),
         needs_reason=True, label=N_("上报上一级"), consequence=N_("本级解决不了的，社区报街道，街道报区。"),
         done=N_("把“%(caption)s”上报上一级"), effect=g.escalate),
    Step("screen", (S.COLLECTED, S.OPENED, S.ASSIGNED), S.SCREENED, P.NEED_SCREEN, g.not_answered_by_a_call,
         label=N_("列入需求清单"), consequence=N_("要靠服务项目解决的，列入清单，编入项目指引后由征集或采购回应。"),
         done=N_("把“%(caption)s”列入需求清单"), effect=g.screen, key=True),
    Step("guide", S.SCREENED, S.GUIDED, P.GUIDELINE_PUBLISH, within="need.guide",
         label=N_("编入项目指引"), consequence=N_("选一条编制中的指引；指引发布后，征集公告可以回应它。"),
         duty=N_("编入项目指引"), done=N_("把“%(caption)s”编入项目指引"), effect=g.guide, form=True, key=True),
    Step("take-out", S.GUIDED, S.SCREENED, P.GUIDELINE_PUBLISH, g.its_guideline_is_a_draft, needs_reason=True,
         label=N_("移出项目指引"), consequence=N_("回到需求清单，可以编入别的指引；提出人看得到理由。"),
         done=N_("把“%(caption)s”移出项目指引，回到需求清单"), effect=g.leave_guideline, key=True),
    Step("let-go", S.GUIDED, S.SCREENED, P.SYSTEM_TICK,
         label=N_("回到需求清单"), done=N_("编入的指引没有发布，“%(caption)s”回到需求清单"), effect=g.leave_guideline),
    Step("merge", (S.COLLECTED, S.OPENED), S.MERGED, P.NEED_HANDLE, TURN,
         label=N_("并案"), consequence=N_("和另一件是同一回事：并过去一起办，提出人照样收到结果。"),
         done=N_("把“%(caption)s”并案办理"), effect=g.merge, form=True, final=True),
    Step("reject", (S.COLLECTED, S.OPENED), S.REJECTED, P.NEED_HANDLE, TURN, needs_reason=True,
         label=N_("不予立案"), consequence=N_("提出人会看到理由，不再公开列出。"),
         done=N_("对“%(caption)s”不予立案"), effect=g.reject, final=True),
), path=(S.COLLECTED, S.OPENED, S.ASSIGNED, S.HANDLED, S.FED_BACK, S.CLOSED, S.ASSESSED)))

GUIDELINE = govern(Guideline, Lifecycle("guideline", N_("项目指引"), G, (
    Step("publish", G.DRAFT, G.PUBLISHED, P.GUIDELINE_PUBLISH, (g.demands_are_clear, g.it_answers_needs),
         within="guideline.publish", label=N_("发布指引"),
         consequence=N_("公开，发给部门作采购参考，发给街道、社区和组织作资助参考。"),
         duty=N_("写清四项要求后发布指引"), done=N_("发布了项目指引“%(caption)s”"),
         effect=g.publish, key=True, final=True),
    Step("discard", G.DRAFT, G.DISCARDED, P.GUIDELINE_PUBLISH,
         label=N_("放弃草稿"), consequence=N_("编入的需求回到需求清单，可以编入别的指引。"),
         done=N_("放弃了项目指引“%(caption)s”的草稿"), effect=g.let_needs_go, final=True),
    Step("withdraw", G.PUBLISHED, G.CLOSED, P.GUIDELINE_PUBLISH, needs_reason=True,
         label=N_("收回指引"), consequence=N_("不再用于新的征集；已经回应它的征集照旧。"),
         done=N_("收回了项目指引“%(caption)s”"), key=True, final=True),
), path=(G.DRAFT, G.PUBLISHED)))
# fmt: on
