"""What the rating chapter tells: who takes part, what the panels write, how far each application of this year has come."""

from __future__ import annotations

from portal.domain.organizations.models import OrgType

#: Percent of the maximum that a panel gives, by level: well inside the band.
SHARE = {5: 966, 4: 924, 3: 852, 2: 748, 1: 655}
#: Three panels that take turns; nobody of them is tied to whom they meet.
PANELS = (("expert5", "expert8", "expert9"), ("expert3", "expert6", "expert12"), ("expert7", "expert10", "expert1"))
INTRODUCTION = "自愿参加，不收费。请先对照指标自评，按四部分附上佐证材料；评估组会到现场看。结果公示七天，等级五年有效。"
SUMMARY = "本年度按章程开展服务，理事会按时开会，财务独立核算并审计；服务对象满意度有回访记录。不足：专职人员偏少，档案数字化还在补。"
NOTES = ("制度齐全，抽查三份记录都对得上。", "做得扎实，个别材料日期要补。", "基本符合，还有提高的余地。")
COMMENTS = ("治理规范，建议把服务标准写成文字。", "业务有特色，财务岗位要分开。", "总体良好，信息公开可以更及时。")
VISIT = "看了办公和服务场所，抽查了三个项目的档案和凭证，访谈了两位员工和两位服务对象，与申报材料一致。"
TYPES = (OrgType.SERVICE, OrgType.ASSOCIATION, OrgType.FOUNDATION)
#: Whose rating is older than the portal's first round: (key, level, days ago, notice)
EARLIER = (("ngo3", 3, 930, "关于公布社会组织等级评估结果的公告（演示文号 1 号）"),)
#: Rated one level higher than they hold now; lowered since.
LOWERED = {"heyu": 4}
#: Of this year's round: key, how far it has come, the level that the panel arrives at.
THIS_YEAR = (
    ("lvzhou", "publicised", 3), ("chenpao", "publicity", 4), ("fengche", "scoring", 3), ("wusheng", "submitted", 2),
    ("zhudeng", "supplement", 2),
)  # fmt: skip
MISSING = "财务部分缺上一年度的审计报告；理事会会议纪要只附了一次，请补齐全年。"
OBJECTION = "公示里写会员服务很好，可是去年报名的健身班停了两期没有通知。请核实。"
UNFOUNDED = ("组织的活动我们小区没见过，怎么评到 4A？", "查了全年活动台账和居委会确认，服务主要在另外三个社区，得分依据充分。")
LOWERING = "双随机抽查发现：连续两年没有公开捐赠收支，理事会一年未开会，内部治理不再符合原等级的条件。"
DEFENCE = "收支已经补公开，理事会因换届推迟，已于上月补开，请考虑整改情况。"
DECIDED = "事实清楚，补救在发现以后才做，降低一级；整改到位以后可以参加新一轮评估。"
NOTICED = "群众举报并核实：承接项目的服务记录有两次代签，内部管理和诚信部分不再符合原等级的条件，拟降低一级。"
APPEALED = "代签是志愿者个人所为，发现当天已经更正并报告社区，请复核。"
