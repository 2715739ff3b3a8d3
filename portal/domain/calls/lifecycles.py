"""A call from its draft to its awards, and a question from asking to the public answer."""

from __future__ import annotations

from portal.domain.calls import guards as g
from portal.domain.calls.models import Call, CallState, Question, QuestionState
from portal.domain.calls.timetable import closes_at, opening_is_due
from portal.kernel.lifecycle import Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

C = CallState
Q = QuestionState

# fmt: off
CALL = govern(Call, Lifecycle("call", N_("征集公告"), C, (
    Step("submit", C.DRAFT, C.SUBMITTED, P.CALL_DRAFT, (*g.TERMS, g.deadline_lies_ahead),
         label=N_("送审"), consequence=N_("交给批准人；退回之前不能改。"),
         duty=N_("写完征集公告并送审"), done=N_("把“%(caption)s”送审")),
    Step("return", C.SUBMITTED, C.DRAFT, P.CALL_APPROVE, needs_reason=True,
         label=N_("退回修改"), consequence=N_("起草人按理由修改后重新送审。"),
         done=N_("退回了“%(caption)s”")),
    Step("approve", C.SUBMITTED, C.APPROVED, P.CALL_APPROVE, g.not_the_drafter, within="call.approve",
         label=N_("批准"), consequence=N_("列为“即将发布”，由起草单位发布。"),
         duty=N_("批准征集公告"), done=N_("批准了“%(caption)s”"), effect=g.approve, key=True),
    Step("publish", C.APPROVED, C.PUBLISHED, P.CALL_DRAFT, (*g.TERMS, g.deadline_lies_ahead, g.questions_lie_ahead),
         label=N_("发布"), consequence=N_("编号公开；评分细则、汇总规则、标段、条件、时间和拨款计划从此冻结。"),
         duty=N_("发布征集公告"), done=N_("发布了“%(caption)s”"), effect=g.publish, key=True, final=True),
    Step("close", C.PUBLISHED, C.CLOSED, P.SYSTEM_TICK, at=closes_at,
         label=N_("申报截止"), done=N_("“%(caption)s”申报截止"), key=True),
    Step("open", C.CLOSED, C.OPENED, P.CALL_OPEN, g.opening_has_come,
         label=N_("开启"), consequence=N_("拆开全部申报书，转入资格审查。"),
         duty=N_("开启申报书"), due=opening_is_due, done=N_("开启了“%(caption)s”的申报书"),
         effect=g.open_proposals, key=True, final=True),
    Step("begin-review", C.OPENED, C.IN_REVIEW, P.PANEL_DRAW, g.review_is_ready, within="call.check",
         label=N_("进入评审"), consequence=N_("各标段的专家都抽好了：资格审查到此为止。"),
         duty=N_("审完资格、抽好专家，进入评审"), done=N_("“%(caption)s”进入评审"), key=True, final=True),
    Step("rank", C.IN_REVIEW, C.RANKED, P.CALL_OPEN, g.panels_are_complete, within="call.rank",
         label=N_("按规则排名"), consequence=N_("照公告冻结的规则汇总分数、排出名次。"),
         duty=N_("评分交齐后排名"), done=N_("按冻结的规则给“%(caption)s”排了名"), key=True, final=True),
    Step("publicise", C.RANKED, C.PUBLICITY, P.AWARD_DECIDE, within="call.publicise",
         label=N_("公示结果"), consequence=N_("排名和评分表（不含姓名）公开，期内可以提异议。"),
         duty=N_("公示评审结果"), done=N_("开始公示“%(caption)s”的结果"), key=True, final=True),
    Step("finish", C.PUBLICITY, C.AWARDED, P.AWARD_DECIDE, g.awards_are_decided,
         label=N_("立项完成"), consequence=N_("全部立项决定已作出，征集结束。"),
         duty=N_("公示期满后作出立项决定"), done=N_("“%(caption)s”立项完成"), key=True, final=True),
    Step("cancel", (C.DRAFT, C.SUBMITTED, C.APPROVED, C.PUBLISHED), C.CANCELLED, P.CALL_APPROVE, needs_reason=True,
         label=N_("终止"), consequence=N_("这份公告作废，不能恢复；理由会公开。"),
         done=N_("终止了“%(caption)s”"), key=True, final=True),
), path=(C.DRAFT, C.SUBMITTED, C.APPROVED, C.PUBLISHED, C.CLOSED, C.OPENED, C.IN_REVIEW,
          C.RANKED, C.PUBLICITY, C.AWARDED)))

QUESTION = govern(Question, Lifecycle("question", N_("答疑"), Q, (
    Step("answer", Q.ASKED, Q.ANSWERED, P.CALL_DRAFT, within="call.answer",
         label=N_("公开答复"), consequence=N_("答复发给所有人，是公告的一部分；谁提的问不公开。"),
         duty=N_("答复征集公告的提问"), done=N_("答复了对“%(caption)s”的提问"), effect=g.answer, key=True, form=True, final=True),
), path=(Q.ASKED, Q.ANSWERED)))
# fmt: on
