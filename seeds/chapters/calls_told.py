"""The calls of the demo city: what each asks for. All of it fiction."""

from __future__ import annotations

from typing import NamedTuple

from portal.domain.calls.models import CallKind as K
from portal.domain.calls.models import FundingSource as S
from portal.domain.organizations.models import OrgField as F


class LotTold(NamedTuple):
    title: str
    field: F
    guideline: str  # short key in ``needs_told``, or empty
    service: str
    wan: int  # ten thousand yuan
    places: int


class CallTold(NamedTuple):
    """``published``: days from today. ``deadline``: days from today, or so many working days: ``"+10"``, ``"-9"``."""

    kind: K
    title: str
    summary: str
    source: S
    cap_wan: int
    published: int
    deadline: int | str
    lots: tuple[LotTold, ...]
    rubric: tuple[tuple[str, str, int], ...]
    department: str = "区民政局"
    drafter: str = "acceptor"
    qualified_list: bool = False
    groups: bool = True
    most: int = 2

    @property
    def budget_wan(self) -> int:
        return sum(lot.wan for lot in self.lots)


USUAL = (
    ("需求把握", "摸底有数据，对象具体，和项目指引对得上。", 20),
    ("方案可行", "活动、场次、人员、进度写得清，做得到。", 30),
    ("团队能力", "负责人和专职人员的经历，做过的同类项目。", 20),
    ("预算合理", "测算有依据，直接服务支出不低于七成。", 15),
    ("成效和持续", "产出可以量化，结束以后怎样留下来。", 15),
)
PROCUREMENT = (
    ("服务方案", "响应采购需求的程度，流程和应急安排。", 35),
    ("人员配备", "拟派人员的专业和经验，响应文件为准。", 20),
    ("质量保证", "质量标准、内部检查、投诉处理。", 15),
    ("报价", "按公式计算：基准价 ÷ 报价 × 30。", 30),
)
ELDERLY = LotTold("独居老人守望", F.ELDERLY, "elderly", "为 65 岁以上独居老人每周探访、一键呼叫回访、代办就医取药。", 60, 3)
CHILDREN = LotTold("困境儿童陪伴", F.CHILDREN, "children", "为 6 至 14 岁困境和流动儿童提供课后托管、课业辅导和家庭走访。", 50, 3)
MEDIATION = LotTold("邻里纠纷调解", F.MEDIATION, "mediation", "在老旧小区驻点调解，建楼栋议事会，每月普法。", 40, 3)
DISABILITY = LotTold("残障人士就业支持", F.DISABILITY, "disability", "评估、岗位开发、陪同上岗三个月，家属喘息服务。", 48, 2)
HEALTH = LotTold("慢病自我管理小组", F.HEALTH, "health", "每社区一个小组，每两周一次课，同伴互助。", 36, 2)
ENVIRONMENT = LotTold("楼道整治和旧物循环", F.ENVIRONMENT, "environment", "楼道公约、每月清理日、旧物集市、消防演练。", 30, 2)
CULTURE = LotTold("家门口的文化课堂", F.CULTURE, "culture", "利用社区闲置用房开课，学期末办展演。", 24, 2)
EMPLOYMENT = LotTold("灵活就业帮扶", F.EMPLOYMENT, "employment", "技能短训、岗位对接、权益咨询、手工订单。", 32, 2)

CALLS: dict[str, CallTold] = {
    "finished": CallTold(
        K.VENTURE, "雨花台区第七届公益创投项目征集公告", "面向居民提得最多的三类需求：独居老人、困境儿童、邻里纠纷。项目一年为期，结项评估合格后拨付尾款。",
        S.LOTTERY, 20, -335, -305, (ELDERLY, CHILDREN, MEDIATION), USUAL,
    ),
    "running": CallTold(
        K.VENTURE, "雨花台区第八届公益创投项目征集公告", "在上一届的基础上增加残障就业和慢病管理两个标段，鼓励两家以上组织联合实施。",
        S.LOTTERY, 18, -188, -160, (ELDERLY, CHILDREN, MEDIATION, DISABILITY, HEALTH), USUAL,
    ),
    "publicity": CallTold(
        K.COMMUNITY_BUILDING, "2026 年精品社区建设项目征集公告", "支持社区和社会组织一起做看得见的小改变：清楼道、换旧物、办课堂。",
        S.FINANCE, 12, -72, -45, (ENVIRONMENT, CULTURE), USUAL, most=2,
    ),
    "in_review": CallTold(
        K.COMMUNITY_FUND, "2026 年下半年为民服务专项资金项目征集公告", "用社区为民服务专项资金，回应健康和就业两类需求，小额、快办、就近。",
        S.FINANCE, 10, -40, "-9", (HEALTH, EMPLOYMENT), USUAL, most=2,
    ),
    "open": CallTold(
        K.VENTURE, "雨花台区第九届公益创投项目征集公告", "五类需求，十三个名额。需求都来自居民：每个标段后面可以看到是哪些社区、哪些人提的。",
        S.LOTTERY, 18, -16, "+10", (ELDERLY, CHILDREN, MEDIATION, DISABILITY, CULTURE), USUAL,
    ),
    "open2": CallTold(
        K.PROCUREMENT, "人民调解驻点服务采购公告", "区司法局购买三个片区的人民调解驻点服务，服务期一年。符合供应商一般条件的社会组织、企业和其他机构都可以参加。",
        S.FINANCE, 30, -24, "+3",
        (LotTold("东片区驻点调解", F.MEDIATION, "mediation", "六个社区，每社区每周驻点两个半天。", 30, 1),
         LotTold("西片区驻点调解", F.MEDIATION, "mediation", "七个社区，每社区每周驻点两个半天，含夜间值班。", 36, 1)),
        PROCUREMENT, department="区司法局", drafter="department", groups=False, most=2,
    ),
    "coming": CallTold(
        K.TORCH, "2027 年薪火计划项目征集公告", "支持成立三年以内的组织，从一个小项目做起，由成熟的组织带一年。",
        S.FOUNDATION, 8, 7, 36, (EMPLOYMENT, CULTURE), USUAL, qualified_list=True, most=1,
    ),
    "draft": CallTold(
        K.SPECIAL_FUND, "2027 年社会组织发展专项资金项目申报公告（草稿）", "支持组织能力建设和行业支持平台。标段和金额还在商量。",
        S.FINANCE, 20, 20, 55, (HEALTH, ENVIRONMENT), USUAL[:4], most=1,
    ),
}  # fmt: skip

#: (asked by, hours after publication, question, answer or "" while nobody answered)
QUESTIONS: dict[str, tuple[tuple[str, int, str, str], ...]] = {
    "running": (
        ("ngo2", 60, "两家组织联合申报，协议和哪一家签？", "和申报主体签。联合实施的分工写进申报书，款项由申报主体按协议支付。"),
        ("ngo", 130, "项目负责人可以同时负责两个项目吗？", "不可以。评审和签约时都会核对。"),
    ),
    "open": (
        ("ngo", 30, "去年中选、还没结项的组织，今年能报吗？", "可以。但两份合同的项目负责人不能是同一个人，评审时会核对。"),
        ("ngo3", 52, "给志愿者买保险的钱能不能列支？", "可以列在项目直接成本，凭保单和名单报销，不超过总额的 3%。"),
        ("ngo2", 100, "课后托管的场地由社区提供吗？", "中选后由所在社区优先协调公益用房。申报书里请写明需要的面积和时段。"),
        ("ngo3", 170, "调解标段的驻点可以设在社区警务室吗？", "可以，需要附上社区和警务室都同意的说明。"),
        ("ngo2", 330, "标段五的课程可以收材料费吗？", ""),
        ("ngo", 350, "独居老人的名册由谁提供，什么时候能拿到？", ""),
    ),
    "open2": (
        ("ngo3", 70, "夜间值班的补助标准是多少？", "由供应商自行测算报价，采购人不设标准。"),
        ("ngo3", 120, "驻点人员需要有调解员证吗？", "上岗前须完成区司法局组织的培训，不要求事先持证。"),
        ("ngo2", 410, "两个片区可以由同一家供应商承接吗？", ""),
    ),
}
