"""What a report asks, section by section. The form, the meter of what is missing and the printed page read this list."""

from __future__ import annotations

import enum
from datetime import date
from typing import Any, NamedTuple

from portal.domain.organizations.models import OrgType
from portal.kernel.words import N_


class Section(enum.StrEnum):
    BASICS = "basics"
    GOVERNANCE = "governance"
    STAFF = "staff"
    FINANCE = "finance"
    ACTIVITIES = "activities"
    PARTY = "party"
    DONATIONS = "donations"
    PLAN = "plan"

    @property
    def label(self) -> str:
        return {
            Section.BASICS: N_("基本情况"),
            Section.GOVERNANCE: N_("内部治理"),
            Section.STAFF: N_("人员"),
            Section.FINANCE: N_("财务"),
            Section.ACTIVITIES: N_("业务活动和项目"),
            Section.PARTY: N_("党的建设"),
            Section.DONATIONS: N_("捐赠和信息公开"),
            Section.PLAN: N_("下一年计划"),
        }[self]


class Kind(enum.Enum):
    COUNT = "count"
    FEN = "fen"
    BALANCE = "balance"  # fen that may lie below zero
    TEXT = "text"
    DAY = "day"
    CHOICE = "choice"


class Choice(enum.StrEnum):
    """A question with a few answers; each has a label."""

    @property
    def label(self) -> str:
        return LABELS[type(self).__name__, self.value]


class YesNo(Choice):
    YES = "yes"
    NO = "no"


class Premises(Choice):
    OWNED = "owned"
    RENTED = "rented"
    LENT = "lent"
    NONE = "none"


class PartyOrganization(Choice):
    OWN = "own"
    JOINT = "joint"
    INSTRUCTOR = "instructor"
    NONE = "none"


LABELS: dict[tuple[str, str], str] = {
    ("YesNo", "yes"): N_("是"), ("YesNo", "no"): N_("否"),
    ("Premises", "owned"): N_("自有"), ("Premises", "rented"): N_("租用"), ("Premises", "lent"): N_("无偿提供"),
    ("Premises", "none"): N_("没有固定场所"),
    ("PartyOrganization", "own"): N_("单独建立"), ("PartyOrganization", "joint"): N_("联合建立"),
    ("PartyOrganization", "instructor"): N_("没有建立，有党建指导员"), ("PartyOrganization", "none"): N_("没有建立"),
}  # fmt: skip


class Question(NamedTuple):
    """``needed``: without an answer the report cannot be handed in. ``asked``: the kinds of organization that it is for."""

    name: str
    label: str
    help: str
    kind: Kind = Kind.COUNT
    needed: bool = True
    choice: type[Choice] | None = None
    most: int = 2000
    asked: frozenset[OrgType] = frozenset({OrgType.ASSOCIATION, OrgType.SERVICE, OrgType.FOUNDATION})


_ASSOCIATIONS = frozenset({OrgType.ASSOCIATION})
_FOUNDATIONS = frozenset({OrgType.FOUNDATION})
Q, K = Question, Kind

#: Income by where it came from, expenditure by what it was for: what must add up.
INCOME = (
    Q("income_finance", N_("财政资金"), N_("政府补助和政府购买服务收到的钱。"), K.FEN),
    Q("income_lottery", N_("福彩公益金"), N_("用福利彩票公益金资助的项目款。"), K.FEN),
    Q("income_enterprise", N_("企业资助"), N_("企业为项目出的钱，不算捐赠的。"), K.FEN),
    Q("income_foundation", N_("基金会支持"), N_("基金会资助的项目款。"), K.FEN),
    Q("income_donation", N_("公众捐助"), N_("收到的捐赠款，包括单位和个人。"), K.FEN),
    Q("income_own", N_("自筹"), N_("会费、利息、投资等自己的收入。"), K.FEN),
    Q("income_service", N_("服务收入"), N_("向服务对象收的费，不含政府购买。"), K.FEN),
)
EXPENDITURE = (
    Q("expense_business", N_("业务活动成本"), N_("直接用在服务和项目上的钱。"), K.FEN),
    Q("expense_management", N_("管理费用"), N_("行政人员工资、办公、房租等。"), K.FEN),
    Q("expense_fundraising", N_("筹资费用"), N_("为筹款花的钱，没有就填 0。"), K.FEN),
    Q("expense_other", N_("其他费用"), N_("不属于上面三类的，没有就填 0。"), K.FEN),
)

QUESTIONS: dict[Section, tuple[Question, ...]] = {
    Section.BASICS: (
        Q("as_registered", N_("实际情况和登记事项一致"), N_("对照上面列的登记事项。不一致的要另办变更登记。"), K.CHOICE, choice=YesNo),
        Q("differences", N_("不一致的地方"), N_("哪一项、现在怎样、准备什么时候办变更。"), K.TEXT, needed=False, most=500),
        Q("premises", N_("活动场所"), N_("现在用的办公和活动场所。"), K.CHOICE, choice=Premises),
        Q("premises_m2", N_("场所面积（平方米）"), N_("没有固定场所填 0。")),
        Q("website", N_("网站或公众号"), N_("会公开，没有就不填。"), K.TEXT, needed=False, most=120),
    ),
    Section.GOVERNANCE: (
        Q("general_meetings", N_("会员（代表）大会"), N_("这一年开了几次。"), asked=_ASSOCIATIONS),
        Q("board_meetings", N_("理事会会议"), N_("这一年开了几次，没开填 0。")),
        Q("board_members", N_("理事人数"), N_("年末在任的理事，含理事长。")),
        Q("supervisors", N_("监事人数"), N_("年末在任的监事，没有填 0。")),
        Q("term_ends_on", N_("本届理事会到期"), N_("到哪天届满；过了没换届的照实填。"), K.DAY),
        Q("charter_changed", N_("这一年改过章程"), N_("改了没核准的，也选“是”。"), K.CHOICE, choice=YesNo),
        Q("governance_note", N_("治理情况说明"), N_("没开会、没换届的写原因。"), K.TEXT, needed=False),
    ),
    Section.STAFF: (
        Q("full_time", N_("专职人员"), N_("年末签了劳动合同的人数。")),
        Q("insured", N_("其中缴纳社会保险的"), N_("年末在本单位参保的人数。")),
        Q("social_workers", N_("持证社会工作者"), N_("有社会工作者职业资格证书的人数。")),
        Q("part_time", N_("兼职人员"), N_("年末人数，没有填 0。")),
        Q("volunteers", N_("志愿者"), N_("这一年参加过活动的人数，同一人算一个。")),
    ),
    Section.FINANCE: (
        Q("opening_fen", N_("年初净资产"), N_("上年末资产负债表的净资产；负数前面写减号。"), K.BALANCE),
        *INCOME,
        *EXPENDITURE,
        Q("closing_fen", N_("年末净资产"), N_("等于年初净资产加收入合计减支出合计。"), K.BALANCE),
        Q("public_raising", N_("有公开募捐资格"), N_("公益支出的比例按它分两种算。"), K.CHOICE, choice=YesNo, asked=_FOUNDATIONS),
        Q("income_before_fen", N_("上一年总收入"), N_("公开募捐的基金会按它算公益支出比例。"), K.FEN, asked=_FOUNDATIONS),
        Q("benefit_fen", N_("公益事业支出"), N_("业务活动成本里直接用于公益项目的部分。"), K.FEN, asked=_FOUNDATIONS),
    ),
    Section.ACTIVITIES: (
        Q("remarks", N_("业务活动情况"), N_("全年做了什么、做成什么样；门户有的数不用重写。会公开。"), K.TEXT, most=3000),
        Q("elsewhere", N_("门户以外的项目"), N_("名称、出资方、规模；没有就不填。会公开。"), K.TEXT, needed=False),
    ),
    Section.PARTY: (
        Q("party_members", N_("党员"), N_("专职和兼职人员里的党员人数。")),
        Q("party_organization", N_("党组织"), N_("年末的情况。"), K.CHOICE, choice=PartyOrganization),
        Q("party_activities", N_("组织生活和活动"), N_("这一年开展了几次。")),
        Q("party_note", N_("党建情况说明"), N_("没有建立党组织的写原因和打算。"), K.TEXT, needed=False),
    ),
    Section.DONATIONS: (
        Q("donated_fen", N_("收到捐赠款"), N_("和财务里的“公众捐助”是同一个数。"), K.FEN),
        Q("donated_kind_fen", N_("收到捐赠物资折价"), N_("按公允价值折算，没有填 0。"), K.FEN),
        Q("raised_publicly", N_("这一年做过公开募捐"), N_("包括和有资格的组织合作开展的。"), K.CHOICE, choice=YesNo),
        Q("disclosed", N_("收支和捐赠已向社会公开"), N_("在网站、公众号或者公告栏。"), K.CHOICE, choice=YesNo),
        Q("disclosed_where", N_("在哪里公开"), N_("写网址、公众号或者地点。"), K.TEXT, needed=False, most=200),
    ),
    Section.PLAN: (
        Q("plan", N_("下一年工作计划"), N_("准备做什么，分几步。"), K.TEXT, most=3000),
        Q("difficulties", N_("困难和建议"), N_("需要政府帮助解决的。"), K.TEXT, needed=False),
    ),
}


def of(section: Section, org_type: OrgType) -> list[Question]:
    """The questions that this kind of organization is asked."""
    return [question for question in QUESTIONS[section] if org_type in question.asked]


def each(org_type: OrgType) -> list[tuple[Section, Question]]:
    return [(section, question) for section in Section for question in of(section, org_type)]


def label_of(question: Question, value: Any) -> str:
    """What people call the chosen answer."""
    return question.choice(value).label if question.choice and value else ""



def day_of(text: str) -> date:
    """A day as contents keep it."""
    return date.fromisoformat(text)
