"""From the application to the exit, and the half-year assessment: the tables."""

from __future__ import annotations

from portal.domain.incubators import effects as e
from portal.domain.incubators import guards as g
from portal.domain.incubators.models import Assessment, AssessmentState, Tenancy, TenancyState
from portal.kernel.lifecycle import Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

T, A = TenancyState, AssessmentState

# fmt: off
TENANCY = govern(Tenancy, Lifecycle("tenancy", N_("孵化基地入驻"), T, (
    Step("submit", T.DRAFT, T.SUBMITTED, P.TENANCY_APPLY,
         (g.tenant_is_active, g.has_no_other_tenancy, g.some_room_is_large_enough),
         label=N_("提交入驻申请"), consequence=N_("交给基地初审。签协议前都可以撤回。"),
         duty=N_("提交入驻申请"), done=N_("提交了“%(caption)s”的入驻申请"), effect=e.take_in, key=True),
    Step("submit", T.SUPPLEMENT, T.SUBMITTED, P.TENANCY_APPLY,
         (g.tenant_is_active, g.has_no_other_tenancy, g.some_room_is_large_enough), within="tenancy.supplement",
         label=N_("补正后重新提交"), consequence=N_("交给基地重新初审。"),
         duty=N_("补正入驻申请"), done=N_("补正后重新提交了“%(caption)s”的入驻申请"), effect=e.take_in),
    Step("withdraw", (T.DRAFT, T.SUBMITTED, T.SUPPLEMENT, T.CHECKED, T.PUBLICITY, T.PUBLICISED, T.ADMITTED), T.WITHDRAWN,
         P.TENANCY_APPLY, label=N_("撤回申请"), consequence=N_("这份申请作废，已安排的工位让出，可以另外再申请。"),
         done=N_("撤回了“%(caption)s”的入驻申请"), final=True),
    Step("check", T.SUBMITTED, T.CHECKED, P.TENANCY_CHECK, g.tenant_is_active, within="tenancy.check",
         label=N_("初审通过"), consequence=N_("材料齐全、条件符合，转评审会。"),
         duty=N_("初审入驻申请"), done=N_("初审通过了“%(caption)s”的入驻申请"), effect=e.write_check),
    Step("supplement", T.SUBMITTED, T.SUPPLEMENT, P.TENANCY_CHECK, needs_reason=True,
         label=N_("要求补正"), consequence=N_("申请人按您写的补正后可以重新提交。"),
         done=N_("要求“%(caption)s”补正入驻申请")),
    Step("refuse", T.SUBMITTED, T.REFUSED, P.TENANCY_CHECK, needs_reason=True,
         label=N_("初审不通过"), consequence=N_("写明理由；条件变化后可以重新申请。"),
         done=N_("初审没有通过“%(caption)s”的入驻申请"), key=True, final=True),
    Step("panel", T.CHECKED, T.PUBLICITY, P.TENANCY_DECIDE,
         (g.panel_is_large_enough, g.score_passes), within="tenancy.panel", needs_reason=True, form=True,
         label=N_("评审通过，开始公示"), consequence=N_("记下成员、得分和理由，在基地页面公示，期满安排房间。"),
         duty=N_("召开入驻评审会"), done=N_("评审会同意“%(caption)s”入驻，开始公示"), effect=e.publicise, key=True),
    Step("decline", T.CHECKED, T.REFUSED, P.TENANCY_DECIDE, g.panel_is_large_enough, needs_reason=True, form=True,
         label=N_("评审未通过"), consequence=N_("申请人看得到得分和理由；条件变化后可以重新申请。"),
         done=N_("评审会没有同意“%(caption)s”入驻"), effect=e.write_panel, key=True, final=True),
    Step("end-publicity", T.PUBLICITY, T.PUBLICISED, P.SYSTEM_TICK, at=lambda tenancy: tenancy.publicity_ends_at,
         label=N_("公示期满"), done=N_("“%(caption)s”拟入驻公示期满")),
    Step("reconsider", (T.PUBLICITY, T.PUBLICISED), T.CHECKED, P.TENANCY_DECIDE, needs_reason=True,
         label=N_("公示有异议，重新评审"), consequence=N_("公示停止，退回评审会。"),
         done=N_("因公示中的情况，“%(caption)s”退回评审会")),
    Step("admit", T.PUBLICISED, T.ADMITTED, P.TENANCY_DECIDE,
         (g.room_is_of_this_incubator, g.desks_as_asked_at_most, g.term_begins_soon, g.room_has_free_desks),
         within="tenancy.admit", form=True,
         label=N_("准予入驻，安排房间"), consequence=N_("占用工位，生成协议文本，请入驻方签署。"),
         duty=N_("为拟入驻方安排房间"), done=N_("准予“%(caption)s”入驻并安排了房间"), effect=e.take_desks, key=True),
    Step("sign", T.ADMITTED, T.SIGNED, P.TENANCY_APPLY, g.legal_representative_signs, within="tenancy.sign", form=True,
         label=N_("签署入驻协议"), consequence=N_("以您的姓名签署协议全文，签后转基地签署。"),
         duty=N_("签署入驻协议"), done=N_("“%(caption)s”签署了入驻协议"), effect=e.sign_as_tenant, key=True),
    Step("lapse", T.ADMITTED, T.REFUSED, P.TENANCY_DECIDE, g.signing_time_is_over, needs_reason=True,
         label=N_("逾期未签，取消资格"), consequence=N_("让出工位。申请人可以重新申请。"),
         done=N_("因逾期未签协议，取消了“%(caption)s”的入驻资格"), final=True),
    Step("countersign", T.SIGNED, T.AGREED, P.TENANCY_DECIDE, g.same_text_was_signed, within="tenancy.countersign", form=True,
         label=N_("代表基地签署协议"), consequence=N_("双方签署后协议生效，生成带编号的协议文件。"),
         duty=N_("签署入驻协议（基地）"), done=N_("基地与“%(caption)s”的入驻协议生效"), effect=e.sign_as_house, key=True),
    Step("move-in", T.AGREED, T.RESIDENT, P.INCUBATOR_MANAGE, g.term_has_begun, within="tenancy.move-in",
         label=N_("办理入驻"), consequence=N_("交付钥匙和工位，入驻期开始，排定第一次半年考核。"),
         duty=N_("办理入驻"), done=N_("“%(caption)s”入驻"), effect=e.move_in, key=True),
    Step("near-end", T.RESIDENT, T.ENDING, P.SYSTEM_TICK, at=lambda tenancy: tenancy.reminds_at,
         label=N_("入驻期将满"), done=N_("“%(caption)s”的入驻期将满，请办理续驻、出壳或退出")),
    Step("renew", T.RESIDENT, T.RESIDENT, P.TENANCY_DECIDE, (g.last_assessment_passed, g.stay_is_not_too_long), form=True,
         label=N_("续驻"), consequence=N_("入驻期顺延，房间和工位不变。"),
         done=N_("为“%(caption)s”办理了续驻"), effect=e.prolong, key=True),
    Step("renew", T.ENDING, T.RESIDENT, P.TENANCY_DECIDE, (g.last_assessment_passed, g.stay_is_not_too_long),
         within="tenancy.term", form=True,
         label=N_("续驻"), consequence=N_("入驻期顺延，房间和工位不变。"), duty=N_("期满前办理续驻、出壳或退出"),
         done=N_("为“%(caption)s”办理了续驻"), effect=e.prolong, key=True),
    Step("graduate", (T.RESIDENT, T.ENDING), T.GRADUATED, P.TENANCY_DECIDE, (g.is_a_legal_person, g.last_assessment_passed),
         label=N_("出壳"), consequence=N_("交还房间和工位，列入出壳名单并公开。"),
         done=N_("“%(caption)s”出壳"), effect=e.end, key=True, final=True),
    Step("leave", (T.AGREED, T.RESIDENT, T.ENDING), T.LEAVING, P.TENANCY_APPLY, needs_reason=True,
         label=N_("申请退出"), consequence=N_("按期交还房间、钥匙和设备。交接完毕前工位仍归您使用。"),
         done=N_("“%(caption)s”申请退出基地"), effect=e.go, key=True, final=True),
    Step("dismiss", (T.RESIDENT, T.ENDING), T.LEAVING, P.TENANCY_DECIDE, g.cause_to_end_it, needs_reason=True,
         label=N_("终止入驻"), consequence=N_("只在考核不合格或期满未续时办理。先告知入驻方并听取意见，再写明理由。"),
         done=N_("基地终止了“%(caption)s”的入驻"), effect=e.go, key=True, final=True),
    Step("hand-over", T.LEAVING, T.LEFT, P.INCUBATOR_MANAGE, within="tenancy.handover",
         label=N_("交接完毕"), consequence=N_("确认房间、钥匙和设备已交还，工位让出。"),
         duty=N_("办理退出交接"), done=N_("“%(caption)s”交接完毕，退出基地"), effect=e.end, key=True, final=True),
), path=(T.DRAFT, T.SUBMITTED, T.CHECKED, T.PUBLICITY, T.ADMITTED, T.AGREED, T.RESIDENT)))

ASSESSMENT = govern(Assessment, Lifecycle("assessment", N_("入驻半年考核"), A, (
    Step("open", A.PLANNED, A.OPEN, P.SYSTEM_TICK, at=lambda assessment: assessment.opens_at,
         label=N_("考核时间到"), done=N_("“%(caption)s”到了时间")),
    Step("open-now", A.PLANNED, A.OPEN, P.TENANCY_ASSESS,
         label=N_("提前考核"), consequence=N_("不等排定的日期，现在就评定。"), done=N_("提前开始“%(caption)s”")),
    Step("assess", A.OPEN, A.ASSESSED, P.TENANCY_ASSESS, within="tenancy.assess", needs_reason=True, form=True,
         label=N_("评定考核"), consequence=N_("得分定等次：90 分优秀，80 分良好，60 分合格。入驻方看得到得分和评语。"),
         duty=N_("评定半年考核"), done=N_("评定了“%(caption)s”"), effect=e.write_grade, key=True, final=True),
    Step("cancel", (A.PLANNED, A.OPEN), A.CANCELLED, P.SYSTEM_TICK,
         label=N_("不再评定"), done=N_("“%(caption)s”因入驻结束不再评定")),
), path=(A.PLANNED, A.OPEN, A.ASSESSED)))
# fmt: on
