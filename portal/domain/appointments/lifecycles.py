"""How an office is given and ends, and how its work is handed on: the tables, and who may see them."""

from __future__ import annotations

from portal.domain.appointments import delegations as d
from portal.domain.appointments import guards as g
from portal.kernel import access
from portal.kernel.lifecycle import Lifecycle, Step, govern
from portal.kernel.offices import Appointment, AppointmentState, Delegation, DelegationState
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

access.declare(Appointment, P.APPOINTMENT_READ, region="place_path", organization="organization_id", owner="user_id")
access.declare(Delegation, P.DELEGATION_READ, region="place_path", owner="delegator_id", second_owner="delegate_id")

A, D = AppointmentState, DelegationState

# fmt: off
APPOINTMENT = govern(Appointment, Lifecycle("appointment", N_("岗位任命"), A, (
    Step("confirm", A.PROPOSED, A.IN_FORCE, P.APPOINTMENT_CONFIRM,
         (g.another_confirms, g.account_is_open, g.time_is_not_over, g.offices_are_apart), within="appointment.confirm",
         label=N_("确认任命"), consequence=N_("从任期第一天起可以办这个岗位的事；本人会收到通知。"),
         duty=N_("确认或否决任命"), done=N_("“%(caption)s”的任命生效"), effect=g.take_office, key=True),
    Step("refuse", A.PROPOSED, A.REFUSED, P.APPOINTMENT_CONFIRM, g.not_the_proposer, needs_reason=True,
         label=N_("不予任命"), consequence=N_("提议到此为止；提议人和本人看得到理由。"),
         done=N_("没有同意“%(caption)s”的任命"), final=True),
    Step("withdraw", A.PROPOSED, A.WITHDRAWN, P.APPOINTMENT_PROPOSE,
         label=N_("撤回提议"), consequence=N_("不再任命；需要时另提一次。"),
         done=N_("撤回了“%(caption)s”的任命提议"), final=True),
    Step("call-up", A.IN_FORCE, A.DUE, P.SYSTEM_TICK, at=g.asks_again_at,
         label=N_("提醒重新确认"), done=N_("“%(caption)s”要重新确认了，到期没有确认就终止"), effect=g.call_up),
    Step("reconfirm", A.DUE, A.IN_FORCE, P.APPOINTMENT_CONFIRM, (g.another_confirms, g.account_is_open),
         due=lambda record: record.confirm_by,
         label=N_("确认继续任职"), consequence=N_("再任一期；下次到期前还会提醒。"),
         duty=N_("重新确认岗位"), done=N_("确认了“%(caption)s”继续任职"), effect=g.hold_on),
    Step("lapse", A.DUE, A.ENDED, P.SYSTEM_TICK, g.administrators_remain, at=lambda record: record.confirm_by,
         label=N_("没有重新确认，到期终止"), done=N_("“%(caption)s”到期没有重新确认，岗位终止"), effect=g.leave_office, key=True),
    Step("run-out", (A.IN_FORCE, A.DUE), A.ENDED, P.SYSTEM_TICK, at=lambda record: record.ends_at,
         label=N_("任期届满"), done=N_("“%(caption)s”任期届满，岗位终止"), effect=g.leave_office, key=True),
    Step("end", (A.IN_FORCE, A.DUE), A.ENDED, P.APPOINTMENT_END, (g.not_by_registration, g.administrators_remain), needs_reason=True,
         label=N_("终止岗位"), consequence=N_("马上不能再办这个岗位的事，已经打开的页面也一样；交代出去的代办同时结束。"),
         done=N_("终止了“%(caption)s”"), effect=g.leave_office, key=True, final=True),
    Step("dismiss", (A.IN_FORCE, A.DUE), A.ENDED, P.ORGANIZATION_APPOINT, g.of_the_organization,
         label=N_("免去"), consequence=N_("马上不能再代表组织办事。"),
         done=N_("免去了“%(caption)s”"), effect=g.leave_office, key=True, final=True),
    Step("leave", (A.IN_FORCE, A.DUE), A.ENDED, P.APPOINTMENT_LEAVE, g.not_the_head, where=g.is_of_an_organization,
         label=N_("离开组织"), consequence=N_("马上不能再代表组织办事；没办完的由组织的其他人接着办，您填过的内容都留着。"),
         done=N_("离开了“%(caption)s”的岗位"), effect=g.leave_office, key=True, final=True),
    Step("give-way", (A.IN_FORCE, A.DUE), A.ENDED, P.SYSTEM_TICK, where=g.is_of_an_organization,
         label=N_("由接任的人接替"), done=N_("组织换了负责人，“%(caption)s”终止"), effect=g.leave_office, key=True),
), path=(A.PROPOSED, A.IN_FORCE, A.ENDED)))

DELEGATION = govern(Delegation, Lifecycle("delegation", N_("请人代办"), D, (
    Step("end", D.GIVEN, D.TAKEN_BACK, P.DELEGATION_GIVE, effect=d.finish,
         label=N_("提前结束代办"), consequence=N_("从现在起由本人自己办；两个人都会知道。"),
         done=N_("提前结束了“%(caption)s”的代办"), final=True),
    Step("fall", D.GIVEN, D.TAKEN_BACK, P.SYSTEM_TICK, effect=d.finish,
         label=N_("随岗位终止"), done=N_("因为岗位终止，“%(caption)s”的代办结束")),
    Step("run-out", D.GIVEN, D.OVER, P.SYSTEM_TICK, at=lambda record: record.ends_at, effect=d.finish,
         label=N_("代办期满"), done=N_("“%(caption)s”的代办期满，由本人自己办")),
), path=(D.GIVEN, D.OVER)))
