"""The yearly report: signed, looked at twice, concluded. What time does is to mark it overdue; listing is for officers."""

from __future__ import annotations

from datetime import datetime

from portal.domain.annual_reports import guards as g
from portal.domain.annual_reports.models import AnnualReport, AnnualReportState
from portal.kernel import clock
from portal.kernel.lifecycle import Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

S = AnnualReportState


def hand_in_by(report: AnnualReport) -> datetime:
    """The due day of the year; of what was sent back, the time given for correcting."""
    return report.correct_by_at if report.state is S.RETURNED and report.correct_by_at else report.due_at


def rectify_by(report: AnnualReport) -> datetime | None:
    return clock.end_of(report.rectify_by_on) if report.rectify_by_on else None


# fmt: off
ANNUAL_REPORT = govern(AnnualReport, Lifecycle("annual-report", N_("年度工作报告"), S, (
    Step("submit", (S.DRAFT, S.OVERDUE, S.RETURNED), S.SUBMITTED, P.ANNUAL_REPORT_SIGN,
         (g.organization_is_active, g.everything_is_filled, g.finance_adds_up, g.attachments_are_there), due=hand_in_by,
         label=N_("签字报送"), consequence=N_("由法定代表人本人签字，交给初审。提交以后不能改，要改请办理人员退回。"),
         duty=N_("填好并报送年度工作报告"), done=N_("报送了“%(caption)s”"), effect=g.take_in, form=True, key=True),
    Step("fall-late", S.DRAFT, S.OVERDUE, P.SYSTEM_TICK, at=lambda report: report.due_at,
         label=N_("到期没有报送"), done=N_("“%(caption)s”到期没有报送，记为逾期"), key=True),
    Step("first-check", S.SUBMITTED, S.CHECKED, P.ANNUAL_REPORT_FIRST_CHECK, g.not_the_one_who_signed,
         where=g.has_authority, within="annual-report.check",
         label=N_("初审同意"), consequence=N_("转给登记机关审定。"), duty=N_("初审年度工作报告"),
         done=N_("初审同意“%(caption)s”"), effect=g.note_checker, form=True, key=True),
    Step("first-return", S.SUBMITTED, S.RETURNED, P.ANNUAL_REPORT_FIRST_CHECK, where=g.has_authority, needs_reason=True,
         label=N_("退回补正"), consequence=N_("组织在期限内按理由补正，重新签字报送。是否按时，仍看第一次报送的日期。"),
         done=N_("退回了“%(caption)s”"), effect=g.give_time),
    Step("check", S.SUBMITTED, S.CHECKED, P.ANNUAL_REPORT_CHECK, g.not_the_one_who_signed, where=g.has_no_authority,
         within="annual-report.check",
         label=N_("初审同意"), consequence=N_("转给另一位工作人员审定。"), duty=N_("初审年度工作报告"),
         done=N_("初审同意“%(caption)s”"), effect=g.note_checker, form=True, key=True),
    Step("return", S.SUBMITTED, S.RETURNED, P.ANNUAL_REPORT_CHECK, where=g.has_no_authority, needs_reason=True,
         label=N_("退回补正"), consequence=N_("组织在期限内按理由补正，重新签字报送。是否按时，仍看第一次报送的日期。"),
         done=N_("退回了“%(caption)s”"), effect=g.give_time),
    Step("check-instead", S.SUBMITTED, S.CHECKED, P.ANNUAL_REPORT_CHECK, (g.authority_is_late, g.not_the_one_who_signed),
         where=g.has_authority, needs_reason=True,
         label=N_("主管单位逾期，由登记机关初审"), consequence=N_("写明怎样催办过；转给另一位工作人员审定。"),
         done=N_("在业务主管单位逾期以后初审了“%(caption)s”"), effect=g.note_checker_instead, key=True),
    Step("accept", S.CHECKED, S.ACCEPTED, P.ANNUAL_REPORT_ACCEPT, (g.not_the_one_who_checked, g.not_the_one_who_signed),
         within="annual-report.accept",
         label=N_("审定为合格"), consequence=N_("结论记入名册，公开部分向社会公开，发审定书。"),
         duty=N_("审定年度工作报告"), done=N_("审定“%(caption)s”为合格"), effect=g.conclude, key=True, final=True),
    Step("conclude", S.CHECKED, S.RECTIFYING, P.ANNUAL_REPORT_ACCEPT,
         (g.not_the_one_who_checked, g.not_the_one_who_signed, g.what_to_rectify_is_said),
         label=N_("审定为基本合格或者不合格"),
         consequence=N_("写明理由、整改要求和期限；结论记入名册并公开。组织不服的，可以依法申请行政复议。"),
         served=N_("社会组织年度报告办法（示例）"),
         done=N_("审定“%(caption)s”，要求整改"), effect=g.conclude, form=True, key=True, final=True),
    Step("send-back", S.CHECKED, S.RETURNED, P.ANNUAL_REPORT_ACCEPT, needs_reason=True,
         label=N_("退回补正"), consequence=N_("组织在期限内按理由补正，重新签字报送，重新初审。"),
         done=N_("审定中退回了“%(caption)s”"), effect=g.give_time),
    Step("rectify", S.RECTIFYING, S.RECTIFIED, P.ANNUAL_REPORT_WRITE, due=rectify_by,
         label=N_("报告整改结果"), consequence=N_("逐条写明怎样改的，交给登记机关复核。"),
         duty=N_("完成年度报告要求的整改"), done=N_("报告了“%(caption)s”的整改结果"), effect=g.note_rectified, form=True, key=True),
    Step("reject", S.RECTIFIED, S.RECTIFYING, P.ANNUAL_REPORT_ACCEPT, needs_reason=True,
         label=N_("整改没有到位"), consequence=N_("写明哪里没有到位，组织继续整改。"),
         done=N_("“%(caption)s”的整改没有通过复核")),
    Step("confirm", S.RECTIFIED, S.ACCEPTED, P.ANNUAL_REPORT_ACCEPT, within="annual-report.rectify-review",
         label=N_("整改到位"), consequence=N_("这一年的报告办结；结论不变，另注明已经整改。"),
         duty=N_("复核年度报告的整改"), done=N_("“%(caption)s”要求的整改已经到位"), key=True, final=True),
), path=(S.DRAFT, S.SUBMITTED, S.CHECKED, S.ACCEPTED)))
# fmt: on
