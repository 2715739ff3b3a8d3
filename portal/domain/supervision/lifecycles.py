"""How a note is answered and settled, how a task is taken up and answered: the tables.

A place and a department are awaited by different permissions, so a task has each of its steps twice; a record has one of
the two.
"""

from __future__ import annotations

from portal.domain.supervision import guards as g
from portal.domain.supervision.models import NoteState, SupervisionNote, SupervisionTask, TaskState
from portal.kernel.lifecycle import Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

N, T = NoteState, TaskState

# fmt: off
NOTE = govern(SupervisionNote, Lifecycle("supervision-note", N_("监管记录"), N, (
    Step("ask", N.RECORDED, N.ASKED, P.SUPERVISION_NOTE, g.is_ours, where=g.is_reminder,
         label=N_("发给组织"), done=N_("提醒了“%(caption)s”，请它答复"), key=True),
    Step("answer", N.ASKED, N.ANSWERED, P.SUPERVISION_ANSWER, where=g.is_reminder, due=lambda note: note.due_at,
         label=N_("答复"), consequence=N_("登记机关、业务主管单位、街道和财政都看得到；提醒您的那一家核对。"),
         duty=N_("答复管理部门的提醒"), done=N_("答复了管理部门给“%(caption)s”的提醒"), effect=g.write_answer, form=True, key=True),
    Step("settle", N.ANSWERED, N.SETTLED, P.SUPERVISION_NOTE, g.is_ours, where=g.is_reminder,
         label=N_("核对过了，办结"), consequence=N_("这件提醒到此为止；组织会收到通知。"),
         done=N_("核对了“%(caption)s”的答复，办结"), final=True),
    Step("ask-again", N.ANSWERED, N.ASKED, P.SUPERVISION_NOTE, g.is_ours, where=g.is_reminder, needs_reason=True,
         label=N_("答复不清楚，请再答"), consequence=N_("组织按理由重新答复；期限从今天重新算，天数不变。"),
         done=N_("请“%(caption)s”重新答复"), effect=g.give_time_again),
    Step("withdraw", (N.RECORDED, N.ASKED), N.WITHDRAWN, P.SUPERVISION_NOTE, g.is_ours, needs_reason=True,
         label=N_("撤回"), consequence=N_("写错了的撤回；内容和理由留着，各部门看得到。"),
         done=N_("撤回了对“%(caption)s”的一条监管记录"), final=True),
), path=(N.RECORDED, N.ASKED, N.ANSWERED, N.SETTLED)))

TASK = govern(SupervisionTask, Lifecycle("supervision-task", N_("部门转办"), T, (
    Step("accept", T.ASKED, T.ACCEPTED, P.SUPERVISION_HANDLE, g.lies_with_us, where=g.asked_of_a_place, due=lambda task: task.due_at,
         label=N_("接办"), consequence=N_("转来的部门会知道；请在期限前办完并答复。"),
         duty=N_("接办转来的监管事项"), done=N_("接办了“%(caption)s”")),
    Step("decline", T.ASKED, T.DECLINED, P.SUPERVISION_HANDLE, g.lies_with_us, where=g.asked_of_a_place, needs_reason=True,
         label=N_("退回"), consequence=N_("写明为什么不归您办、该找谁；转来的部门会收到。"),
         done=N_("退回了“%(caption)s”"), final=True),
    Step("answer", T.ACCEPTED, T.DONE, P.SUPERVISION_HANDLE, g.lies_with_us, where=g.asked_of_a_place, due=lambda task: task.due_at,
         label=N_("办完，答复"), consequence=N_("几个部门都看得到答复，组织看不到。"),
         duty=N_("办完并答复转来的监管事项"), done=N_("办完并答复了“%(caption)s”"), effect=g.write_answer, form=True, key=True, final=True),
    Step("take-up", T.ASKED, T.ACCEPTED, P.SUPERVISION_REPLY, where=g.asked_of_the_authority, due=lambda task: task.due_at,
         label=N_("接办"), consequence=N_("转来的部门会知道；请在期限前办完并答复。"),
         duty=N_("接办转来的监管事项"), done=N_("接办了“%(caption)s”")),
    Step("send-back", T.ASKED, T.DECLINED, P.SUPERVISION_REPLY, where=g.asked_of_the_authority, needs_reason=True,
         label=N_("退回"), consequence=N_("写明为什么不归您办、该找谁；转来的部门会收到。"),
         done=N_("退回了“%(caption)s”"), final=True),
    Step("report", T.ACCEPTED, T.DONE, P.SUPERVISION_REPLY, where=g.asked_of_the_authority, due=lambda task: task.due_at,
         label=N_("办完，答复"), consequence=N_("几个部门都看得到答复，组织看不到。"),
         duty=N_("办完并答复转来的监管事项"), done=N_("办完并答复了“%(caption)s”"), effect=g.write_answer, form=True, key=True, final=True),
    Step("withdraw", (T.ASKED, T.ACCEPTED), T.WITHDRAWN, P.SUPERVISION_NOTE, g.was_asked_by_us, needs_reason=True,
         label=N_("撤回"), consequence=N_("不用再办；对方会收到通知。"),
         done=N_("撤回了“%(caption)s”"), final=True),
), path=(T.ASKED, T.ACCEPTED, T.DONE)))
# fmt: on
