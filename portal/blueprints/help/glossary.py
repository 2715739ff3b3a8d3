"""The terms of the field, as pages and documents use them."""

from __future__ import annotations

from typing import NamedTuple

from portal.kernel.words import N_


class Term(NamedTuple):
    """``key``: its address on the page, and what a form's help names it by."""

    key: str
    chinese: str
    english: str
    meaning: str


GLOSSARY: tuple[Term, ...] = (
    Term("region", "行政区划", "region", N_("市、区、街道、社区、网格")),
    Term("organization", "社会组织", "social organization", N_("社会团体、社会服务机构、基金会的总称")),
    Term("association", "社会团体", "association", N_("会员组成的社会组织，含行业协会商会")),
    Term("service-organization", "社会服务机构", "social service organization", N_("原称民办非企业单位，直接提供服务")),
    Term("foundation", "基金会", "foundation", N_("用捐赠财产做公益的法人")),
    Term("group", "社区社会组织", "community group (filed only)", N_("只在街道备案，没有法人资格")),
    Term("registration", "登记", "registration", N_("成为法人的程序；四类组织可以直接登记")),
    Term("direct-registration", "直接登记", "direct registration", N_("行业协会商会、科技、公益慈善、城乡社区服务四类，不用先找业务主管单位")),
    Term("filing", "备案", "filing", N_("社区社会组织在街道留名，不取得法人资格")),
    Term("sponsor", "依托单位", "sponsor", N_("替没有法人资格的队伍申报、签约、收款的登记组织")),
    Term("uscc", "统一社会信用代码", "unified social credit code (USCC)", N_("法人的 18 位代码")),
    Term("authority", "业务主管单位", "competent authority", N_("不能直接登记的组织要先有它同意")),
    Term("annual-report", "年度工作报告", "annual report", N_("每年报送一次，按时报送才能进承接目录")),
    Term("rating", "等级评估", "rating 1A–5A", N_("1A 到 5A，5A 最高")),
    Term("abnormal", "活动异常名录", "abnormal list", N_("没有按规定活动或报告的组织")),
    Term("dishonest", "严重违法失信名单", "serious-violation list", N_("列入期间不能承接政府购买的服务")),
    Term("dissolution", "注销、撤销", "dissolution, revocation", N_("自己申请结束／被登记机关取消登记")),
    Term("transfer", "职能转移目录", "function-transfer catalogue", N_("政府每年交给社会组织办的职能")),
    Term("services", "购买服务指导性目录", "service-procurement catalogue", N_("政府可以购买的服务，分三级代码")),
    Term("qualified", "承接目录", "list of qualified organizations", N_("具备承接资格的社会组织，每年编一次")),
    Term("purchaser", "购买主体、承接主体", "purchaser, provider", N_("出钱买服务的一方／提供服务的一方")),
    Term("need", "需求、需求清单", "need, needs list", N_("居民和社区提的事；核实后列进清单")),
    Term("guideline", "项目指引", "project guideline", N_("由清单里的需求编成，说清为谁、缺什么、做什么、做到什么程度")),
    Term("venture", "公益创投", "public-benefit venture call", N_("征集公益项目、择优资助")),
    Term("community-call", "精品社区建设、薪火计划、为民服务专项资金", "boutique-community, torch-plan, community-fund call",
         N_("以社区为主的三种征集，各有自己的资金")),
    Term("procurement", "政府购买服务采购", "service procurement call", N_("按政府采购法进行的采购")),
    Term("special-fund", "专项资金项目申报", "special-fund call", N_("部门用专项资金征集项目")),
    Term("micro", "微项目、金点子、提案大赛", "micro-project, idea, proposal contest", N_("居民和小队伍提的小项目、小主意")),
    Term("lot", "标段", "lot", N_("一份公告里分开评审的一类项目")),
    Term("proposal", "申报书（标书）", "proposal (bid)", N_("一个组织对一个标段的方案和预算")),
    Term("seal", "封存、开启", "seal, opening", N_("截止前谁也看不到申报书，到开启时间才能看")),
    Term("eligibility", "资格审查", "eligibility check", N_("开启后核对能不能参加")),
    Term("pool", "专家库", "expert pool", N_("可以被抽来评审的专家名单")),
    Term("draw", "随机抽取、回避", "random draw, recusal", N_("专家由抽签决定，有利害关系的退出")),
    Term("panel", "评审小组", "panel", N_("抽出来评一个标段的几位专家；不是居委会")),
    Term("rubric", "评分细则、指标", "rubric, criterion", N_("按什么打分，各占多少分")),
    Term("pitch", "路演、答辩", "pitch session", N_("申报单位当面讲方案、答问题")),
    Term("publicity", "公示", "publicity period", N_("结果公开 7 天，听意见")),
    Term("objection", "质疑、投诉", "objection, appeal", N_("对结果有意见先质疑，不服再投诉")),
    Term("award", "立项（中标）", "award", N_("决定资助一份申报书")),
    Term("contract", "协议（合同）", "contract", N_("双方签的约定，钱随事走")),
    Term("project", "项目", "project", N_("从合同生效到结项，公众可以一路看到")),
    Term("acceptance", "验收", "acceptance", N_("购买方照协议核对做完没有")),
    Term("payment", "拨付", "disbursement", N_("财政把钱付给承接方")),
    Term("tranche", "首款、中期款、尾款", "first, mid-term, final tranche", N_("钱分三笔拨，每笔有条件")),
    Term("activity", "活动记录", "activity record", N_("承接方记，居委会确认")),
    Term("attendances", "服务人次、受益人", "attendances, beneficiaries", N_("来过多少次／多少个人")),
    Term("evaluation", "中期评估、末期评估", "mid-term, final evaluation", N_("项目做到一半和做完时各评一次")),
    Term("rectification", "整改", "rectification", N_("评估不合格，限期改正；没改完不拨钱")),
    Term("satisfaction", "居民满意度", "resident satisfaction", N_("受过服务的居民打分，不记名")),
    Term("grade", "评估等次", "grade: excellent, good, pass, fail", N_("90 分优秀、80 分良好、60 分合格")),
    Term("year-grade", "年终考核等次", "year-end grade", N_("居民满意度和居民投票决定")),
    Term("incubator", "孵化基地、入驻、出壳", "incubator, tenancy, graduation", N_("扶持初创组织的地方，进来和毕业")),
    Term("subscription", "认购", "subscription", N_("企业或基金会出钱支持一个项目")),
    Term("best-case", "优秀案例", "best case", N_("评选出来给别人学的做法")),
    Term("committee", "居委会", "residents' committee", N_("居民委员会，核对材料、确认活动")),
    Term("hold", "暂停事由", "hold", N_("在解除以前，某件事不能往下办")),
    Term("inspection", "双随机抽查", "double-random inspection", N_("抽查谁、谁去查，都由抽签决定")),
    Term("complaint", "举报", "complaint", N_("向监管部门反映问题，身份保密")),
    Term("accept", "受理、审核、批准", "accept, examine, approve", N_("由三个不同的人办")),
    Term("supplement", "补正、退回、不予", "supplement, return, refuse", N_("补材料／退回去改／不同意")),
    Term("case-officer", "经办人", "case officer", N_("单位里具体办这件事的人")),
    Term("working-day", "工作日", "working day", N_("按国务院放假通知算，调休上班算工作日")),
)
TERMS = {term.key: term for term in GLOSSARY}
