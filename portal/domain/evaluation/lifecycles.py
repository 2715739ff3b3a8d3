"""Evaluation, its score sheets, and the rectification that a failed mid-term evaluation demands."""

from __future__ import annotations

from portal.domain.evaluation import guards as g
from portal.domain.evaluation.models import (
    Evaluation,
    EvaluationSheet,
    EvaluationState,
    Rectification,
    RectificationState,
    SheetState,
)
from portal.kernel.lifecycle import Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

E, S, R = EvaluationState, SheetState, RectificationState

# fmt: off
EVALUATION = govern(Evaluation, Lifecycle("evaluation", N_("项目评估"), E, (
    Step("report", (E.ORDERED, E.RETURNED), E.REPORTED, P.EVALUATION_REPORT, g.report_is_complete,
         within="evaluation.self-report", effect=g.write_report,
         label=N_("提交自评报告"), consequence=N_("评估方会看到；退回以前不能再改。"),
         duty=N_("提交自评报告"), done=N_("提交了“%(caption)s”的自评报告"), form=True, key=True),
    Step("return", E.REPORTED, E.RETURNED, P.EVALUATION_ORDER, needs_reason=True,
         label=N_("退回自评"), consequence=N_("承接方按理由补充后重新提交，期限重新起算。"),
         done=N_("退回了“%(caption)s”的自评报告")),
    Step("start", E.REPORTED, E.SCORING, P.EVALUATION_ORDER, within="evaluation.check", effect=g.hand_out_sheets,
         label=N_("自评齐全，开始打分"), consequence=N_("给每位评估人发一张评分表。打分期间各人看不到别人的分。"),
         duty=N_("核对自评，发出评分表"), done=N_("开始了“%(caption)s”的打分"), final=True),
    Step("replace", E.SCORING, E.SCORING, P.EVALUATION_ORDER, g.somebody_has_not_answered, needs_reason=True,
         label=N_("更换评估人"), consequence=N_("没有交的那张评分表收回，发一张给新的评估人；已交的评分表不动。"),
         done=N_("更换了“%(caption)s”的一位评估人"), form=True),
    Step("grade", E.SCORING, E.GRADED, P.PROJECT_MANAGE, (g.sheets_are_in, g.not_an_evaluator, g.failing_names_demands),
         within="evaluation.grade", effect=g.write_grade,
         label=N_("评定等次"), consequence=N_("算出总分和等次，发评估报告；合格的放行下一笔款，不合格的整改或扣款。"),
         duty=N_("评定等次"), done=N_("评定了“%(caption)s”的等次"), form=True, key=True, final=True),
    Step("fail-unreported", (E.ORDERED, E.RETURNED), E.GRADED, P.PROJECT_MANAGE,
         (g.report_is_overdue, g.failing_names_demands), needs_reason=True, effect=g.write_unreported,
         label=N_("逾期未交自评，按不合格处理"),
         consequence=N_("先催告并听取说明；没有正当理由的，按 0 分评定。承接方不服，可以向作出决定的民政局书面申诉，也可以依法申请行政复议。"),
         done=N_("因逾期未交自评，“%(caption)s”按不合格评定"), form=True, key=True, final=True),
    Step("stop", (E.ORDERED, E.REPORTED, E.RETURNED, E.SCORING), E.STOPPED, P.SYSTEM_TICK,
         label=N_("随项目终止"), done=N_("项目终止，“%(caption)s”不再进行"), key=True),
), path=(E.ORDERED, E.REPORTED, E.SCORING, E.GRADED)))

SHEET = govern(EvaluationSheet, Lifecycle("evaluation-sheet", N_("评分表"), S, (
    Step("submit", S.ASSIGNED, S.SUBMITTED, P.EVALUATION_SCORE, (g.is_the_assignee, g.sheet_is_complete),
         within="evaluation.score", effect=g.add_up,
         label=N_("提交评分表"), consequence=N_("提交后不能改。等次评定前，别人看不到您打的分。"),
         duty=N_("给项目打分"), done=N_("提交了“%(caption)s”的一张评分表"), final=True),
    Step("drop", S.ASSIGNED, S.DROPPED, P.SYSTEM_TICK,
         label=N_("不用再打分"), done=N_("收回了“%(caption)s”的一张评分表，不用再打分")),
), path=(S.ASSIGNED, S.SUBMITTED)))

RECTIFICATION = govern(Rectification, Lifecycle("rectification", N_("整改"), R, (
    Step("report", (R.OPEN, R.RETURNED), R.REPORTED, P.RECTIFICATION_REPORT, within="rectification.report",
         effect=g.write_rectification,
         label=N_("提交整改报告"), consequence=N_("逐条写明怎样改的，附上证明材料。复核通过前款项暂停。"),
         duty=N_("完成整改并报告"), done=N_("提交了“%(caption)s”的整改报告"), form=True, key=True),
    Step("accept", R.REPORTED, R.ACCEPTED, P.RECTIFICATION_ACCEPT, within="rectification.review", effect=g.lift_holds,
         label=N_("整改到位"), consequence=N_("解除暂停拨款，项目恢复实施，可以重新安排评估。"),
         duty=N_("复核整改"), done=N_("复核通过了“%(caption)s”的整改"), key=True, final=True),
    Step("return", R.REPORTED, R.RETURNED, P.RECTIFICATION_ACCEPT, needs_reason=True,
         label=N_("整改不到位，退回"), consequence=N_("承接方按理由继续整改，期限重新起算。"),
         done=N_("退回了“%(caption)s”的整改报告")),
    Step("stop", (R.OPEN, R.REPORTED, R.RETURNED), R.STOPPED, P.SYSTEM_TICK, effect=g.lift_its_holds,
         label=N_("随项目终止"), done=N_("项目终止，“%(caption)s”不再进行"), key=True),
), path=(R.OPEN, R.REPORTED, R.ACCEPTED)))
# fmt: on
