"""What the official papers of an organization's own life state; the conventions are those of ``facts.py``."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class Answer(TypedDict):
    """One question of a report as it was answered, in words."""

    label: str
    value: str


class AnswerSection(TypedDict):
    title: str
    rows: list[Answer]


class AnnualReport(TypedDict):
    """年度工作报告审定书."""

    organization: str
    uscc: str
    organization_type: str
    year: int
    report_number: str
    due_on: str
    arrived_on: str
    in_time: bool
    sections: list[AnswerSection]
    finance: list[Answer]
    income_fen: int
    expenditure_fen: int
    conclusion: str  # "合格", "基本合格", "不合格"
    opinion: str  # the reasons of anything but 合格
    rectifications: list[str]
    rectify_by_on: NotRequired[str]
    digest: str  # SHA-256 of what the legal representative signed
    registrar: str


class RegistrationCertificate(TypedDict):
    """登记证书."""

    organization: str
    uscc: str
    organization_type: str  # "社会服务机构"
    legal_representative: str
    address: str
    capital_fen: NotRequired[int]
    authority: NotRequired[str]  # competent authority; missing: direct registration
    scope: str  # business scope
    registered_on: str
    valid_from_on: str
    valid_to_on: NotRequired[str]  # missing: 长期
    registrar: str  # "南京市雨花台区民政局"
    copies: NotRequired[int]  # 副本 printed behind the 正本; missing: one sheet without a mark


class DecisionNotice(TypedDict):
    """A decision against an applicant: 不予受理、不予登记、不予备案、不予注销、备案失效."""

    party: str
    matter: str  # "社会组织登记"
    number: str  # of the application
    received_on: NotRequired[str]
    found: NotRequired[str]  # facts beyond the application
    decides: str  # "不予登记"
    reasons: str
    basis: str
    decided_on: str
    issuer: str
    review_to: str  # who reviews: "南京市雨花台区人民政府"
    review_days: int
    review_source: str
    action_months: int
    action_source: str


class ExitCertificate(TypedDict):
    """注销登记证明、注销备案证明."""

    organization: str
    code: str  # USCC or filing number
    organization_type: str
    number: str
    cause: str
    resolved_by: str
    resolved_on: str
    registered_on: str
    announced_on: NotRequired[str]  # legal persons: when creditors were called
    ended_on: str
    issuer: str


class FilingCertificate(TypedDict):
    """社区社会组织备案证明."""

    group: str
    filing_number: str
    group_type: str
    responsible_person: str
    community: str
    street: str
    members: int
    activities: str  # what it does
    filed_on: str
    sponsor: NotRequired[str]  # 依托单位
    filed_by: str  # the street's office


class SanctionNotice(TypedDict):
    """列入名单事先告知书, 行政处罚事先告知书."""

    organization: str
    organization_code: NotRequired[str]
    number: str  # of the case
    ground: str
    facts: str
    basis: str
    amount_fen: NotRequired[int]
    intended: str  # "列入活动异常名录", "限期停止活动 3 个月"
    consequences: list[str]
    state_by_on: str  # the last day for statement and defence
    hearing_by_on: NotRequired[str]  # missing: no right to a hearing


class SanctionDecision(TypedDict):
    """列入名单决定书, 行政处罚决定书."""

    organization: str
    organization_code: NotRequired[str]
    number: str
    ground: str
    facts: str
    basis: str
    amount_fen: NotRequired[int]
    measure: str
    reason: str
    stated: bool  # the organization stated its case
    answer: str  # to what it stated
    consequences: list[str]
    decided_on: str
    ends_on: NotRequired[str]  # missing: until it is removed


class SanctionRemoval(TypedDict):
    """移出（信用修复）决定书."""

    organization: str
    organization_code: NotRequired[str]
    measure: str
    decision_number: str
    listed_on: str
    removed_on: str
    reason: str


class RatingCertificate(TypedDict):
    """社会组织评估等级证书."""

    organization: str
    uscc: str
    organization_type: str
    level: str  # "4A"
    year: int  # of the round
    rated_on: str
    valid_from_on: str
    valid_to_on: str
    registrar: str


class HubRecognition(TypedDict):
    """枢纽型社会组织认定书."""

    organization: str
    code: str
    kind: str
    field: str  # of service; empty: none named
    area: str  # street or community; empty: none named
    grounds: str
    recognised_on: str
    recognised_by: str
