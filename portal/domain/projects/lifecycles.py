"""The life of a project and of its activity records, as tables."""

from __future__ import annotations

from portal.domain.projects import guards as g
from portal.domain.projects.models import Activity, ActivityState, Project, ProjectState
from portal.kernel.lifecycle import Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

S, A = ProjectState, ActivityState

# fmt: off
# Steps that an evaluation's result decides are taken by the officer who grades it, through workflows/reactions.py.
PROJECT = govern(Project, Lifecycle("project", N_("项目"), S, (
    Step("begin-mid", S.RUNNING, S.MID, P.EVALUATION_ORDER, g.mid_term_has_come,
         label=N_("安排中期评估"), consequence=N_("选定评估人，承接方按期提交自评。"),
         duty=N_("安排中期评估"), done=N_("安排了“%(caption)s”的中期评估"), form=True),
    Step("pass-mid", S.MID, S.MID_PASSED, P.PROJECT_MANAGE, g.brings_a_passing_grade,
         label=N_("中期评估通过"), done=N_("“%(caption)s”通过中期评估"), key=True),
    Step("fail-mid", S.MID, S.RECTIFYING, P.PROJECT_MANAGE, g.brings_a_failing_grade,
         label=N_("中期评估不合格"), done=N_("“%(caption)s”中期评估不合格，进入整改"), key=True),
    Step("resume", S.RECTIFYING, S.RUNNING, P.PROJECT_MANAGE, g.rectification_is_accepted,
         label=N_("整改完成，恢复实施"), done=N_("“%(caption)s”整改完成，恢复实施，等待重新评估"), key=True),
    Step("begin-final", S.MID_PASSED, S.FINAL, P.EVALUATION_ORDER, g.delivery_has_ended,
         label=N_("安排末期评估"), consequence=N_("选定评估人，承接方按期提交总结自评。"),
         duty=N_("安排末期评估"), done=N_("安排了“%(caption)s”的末期评估"), form=True),
    Step("close", S.FINAL, S.CLOSED, P.PROJECT_MANAGE, effect=g.write_final_grade,
         label=N_("结项"), done=N_("“%(caption)s”结项"), key=True, final=True),
    Step("terminate", (S.RUNNING, S.MID, S.MID_PASSED, S.RECTIFYING, S.FINAL), S.TERMINATED, P.PROJECT_TERMINATE,
         needs_reason=True, effect=g.write_end,
         label=N_("终止项目"),
         consequence=N_("先告知承接方并听取陈述，再作决定。项目停止，未拨的款项不再拨付，已拨没有用掉的要退回，页面长期公开。承接方不服，可以向作出决定的民政局书面申诉，也可以依法申请行政复议。"),
         done=N_("终止了“%(caption)s”"), key=True, final=True),
), path=(S.RUNNING, S.MID, S.MID_PASSED, S.FINAL, S.CLOSED)))

ACTIVITY = govern(Activity, Lifecycle("activity", N_("活动记录"), A, (
    Step("record", (A.DRAFT, A.RETURNED), A.RECORDED, P.ACTIVITY_RECORD, g.activity_can_be_recorded,
         label=N_("提交给居委会确认"), consequence=N_("活动所在社区的居委会会核对时间、地点和人数。"),
         duty=N_("补好活动记录后提交"), done=N_("提交了活动“%(caption)s”的记录")),
    Step("cancel", (A.DRAFT, A.RETURNED), A.CANCELLED, P.ACTIVITY_RECORD,
         label=N_("作废这条记录"), consequence=N_("记录留在台账里，不计入统计。"),
         done=N_("作废了活动“%(caption)s”的记录"), final=True),
    Step("confirm", A.RECORDED, A.CONFIRMED, P.ACTIVITY_CONFIRM, g.project_is_alive, within="activity.confirm",
         label=N_("确认属实"), consequence=N_("计入项目台账并公开；可以给到场的人发评价码。"),
         duty=N_("确认活动记录"), done=N_("确认了活动“%(caption)s”"), effect=g.write_confirmation, key=True, final=True),
    Step("return", A.RECORDED, A.RETURNED, P.ACTIVITY_CONFIRM, needs_reason=True,
         label=N_("退回更正"), consequence=N_("承接方按理由更正后可以重新提交。"),
         done=N_("退回了活动“%(caption)s”的记录")),
    Step("lapse", (A.DRAFT, A.RECORDED, A.RETURNED), A.CANCELLED, P.SYSTEM_TICK,
         label=N_("随项目结束作废"), done=N_("项目结束，没有确认的活动“%(caption)s”不再计入")),
), path=(A.DRAFT, A.RECORDED, A.CONFIRMED)))
# fmt: on
