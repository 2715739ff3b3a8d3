"""Recognition, membership, notes: the tables."""

from __future__ import annotations

from portal.domain.hubs import guards as g
from portal.domain.hubs.models import Hub, HubMembership, HubNote, HubState, MembershipState, NoteState, Side
from portal.kernel.lifecycle import Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

H, M, N = HubState, MembershipState, NoteState

# fmt: off
HUB = govern(Hub, Lifecycle("hub", N_("枢纽型社会组织认定"), H, (
    Step("recognise", H.PROPOSED, H.RECOGNISED, P.HUB_RECOGNISE, (g.not_the_proposer, g.organization_stands), within="hub.recognise",
         label=N_("认定"), consequence=N_("发认定书并公开，组织可以申请加入。认定不带来任何管理权。"),
         duty=N_("认定枢纽型社会组织"), done=N_("认定了“%(caption)s”"), effect=g.recognise, key=True, final=True),
    Step("decline", H.PROPOSED, H.DECLINED, P.HUB_RECOGNISE, g.not_the_proposer, needs_reason=True,
         label=N_("不认定"), consequence=N_("写明理由，组织看得到；条件变化后可以再提出。"),
         done=N_("没有认定“%(caption)s”"), final=True),
    Step("step-down", H.RECOGNISED, H.ENDED, P.HUB_LEAD, needs_reason=True,
         label=N_("不再担任枢纽"), consequence=N_("认定当天结束，会员关系随之结束，写过的指导意见仍可查看。"),
         done=N_("不再担任“%(caption)s”"), effect=g.end, key=True, final=True),
    Step("notice", H.RECOGNISED, H.NOTICED, P.HUB_PROPOSE, needs_reason=True,
         label=N_("告知拟取消认定"), consequence=N_("组织看得到理由，可以在期限内陈述，之后由另一位工作人员决定。"),
         done=N_("告知拟取消“%(caption)s”的认定，听取陈述"), effect=g.note_notice, key=True),
    Step("reply", H.NOTICED, H.HEARD, P.HUB_LEAD, within="hub.reply", needs_reason=True,
         label=N_("陈述意见"), consequence=N_("民政局看过您的意见再决定。"), duty=N_("对拟取消认定陈述意见"),
         done=N_("对拟取消“%(caption)s”的认定陈述了意见"), effect=g.hear, key=True),
    Step("end", (H.NOTICED, H.HEARD), H.ENDED, P.HUB_RECOGNISE, (g.not_who_gave_notice, g.was_heard), within="hub.decide", needs_reason=True,
         label=N_("取消认定"), consequence=N_("写明理由并回应组织的意见；会员关系随之结束。组织不服的，可以依法申请行政复议。"),
         duty=N_("决定是否取消认定"), done=N_("取消了“%(caption)s”的认定"), effect=g.end, key=True, final=True),
    Step("keep", (H.NOTICED, H.HEARD), H.RECOGNISED, P.HUB_RECOGNISE, g.not_who_gave_notice, needs_reason=True,
         label=N_("保留认定"), consequence=N_("认定和会员照旧。"), done=N_("决定保留“%(caption)s”的认定"), key=True),
), path=(H.PROPOSED, H.RECOGNISED)))

MEMBERSHIP = govern(HubMembership, Lifecycle("hub-membership", N_("加入枢纽"), M, (
    Step("accept", M.APPLIED, M.MEMBER, P.HUB_LEAD, (g.hub_is_at_work, g.member_is_active), within="hub.answer",
         label=N_("接受加入"), consequence=N_("列入会员名单并公开。看得到的仍只是对方公开的情况。"),
         duty=N_("答复加入枢纽的申请"), done=N_("接受了“%(caption)s”的加入申请"), effect=g.join, key=True),
    Step("refuse", M.APPLIED, M.REFUSED, P.HUB_LEAD, needs_reason=True,
         label=N_("不接受"), consequence=N_("写明理由，对方看得到，以后可以再申请。"), done=N_("没有接受“%(caption)s”的加入申请"), final=True),
    Step("withdraw", M.APPLIED, M.WITHDRAWN, P.HUB_JOIN,
         label=N_("撤回申请"), consequence=N_("枢纽不再答复；以后可以再申请。"), done=N_("撤回了“%(caption)s”的加入申请"), final=True),
    Step("leave", M.MEMBER, M.LEAVING, P.HUB_JOIN, needs_reason=True,
         label=N_("退出枢纽"), consequence=N_("预告期满后退出，期满以前可以收回。"),
         done=N_("预告退出枢纽：“%(caption)s”"), effect=g.give_notice(Side.MEMBER), key=True),
    Step("dismiss", M.MEMBER, M.LEAVING, P.HUB_LEAD, needs_reason=True,
         label=N_("结束会员关系"), consequence=N_("预告期满后结束，期满以前可以收回。对方看得到理由。"),
         done=N_("预告结束会员关系：“%(caption)s”"), effect=g.give_notice(Side.HUB), key=True),
    Step("stay", M.LEAVING, M.MEMBER, P.HUB_JOIN, where=g.ended_by(Side.MEMBER),
         label=N_("收回，不退出了"), consequence=N_("会员关系照旧。"), done=N_("收回了退出枢纽：“%(caption)s”"), effect=g.stay),
    Step("keep", M.LEAVING, M.MEMBER, P.HUB_LEAD, where=g.ended_by(Side.HUB),
         label=N_("收回，不结束了"), consequence=N_("会员关系照旧。"), done=N_("收回了结束会员关系：“%(caption)s”"), effect=g.stay),
    Step("end", M.LEAVING, M.LEFT, P.SYSTEM_TICK, at=lambda membership: membership.ends_at,
         label=N_("预告期满，会员关系结束"), done=N_("“%(caption)s”的会员关系结束"), key=True),
    Step("close", (M.APPLIED, M.MEMBER, M.LEAVING), M.LEFT, P.SYSTEM_TICK,
         label=N_("随枢纽结束"), done=N_("枢纽结束，“%(caption)s”随之结束"), key=True),
), path=(M.APPLIED, M.MEMBER)))

NOTE = govern(HubNote, Lifecycle("hub-note", N_("枢纽的指导意见"), N, (
    Step("answer", N.WRITTEN, N.ANSWERED, P.HUB_JOIN, g.answer_is_written, within="hub.note", form=True,
         label=N_("答复"), consequence=N_("枢纽和民政局看得到。意见仅供参考，采不采纳由你们决定。"),
         duty=N_("答复枢纽的指导意见"), done=N_("答复了“%(caption)s”"), effect=g.write_answer, key=True, final=True),
    Step("withdraw", N.WRITTEN, N.WITHDRAWN, P.HUB_NOTE,
         label=N_("收回"), consequence=N_("对方不用再答复。"), done=N_("收回了“%(caption)s”"), final=True),
), path=(N.WRITTEN, N.ANSWERED)))
# fmt: on
