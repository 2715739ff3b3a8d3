"""What each official paper states: one TypedDict per kind; those of the register stand in ``register_facts.py``.

Conventions, the same for every kind:

* money is an integer number of fen, in a key that ends in ``_fen``;
* a date is an ISO string, ``2026-05-15``, in a key that ends in ``_on``;
* a moment is an ISO string with its offset, ``2026-05-15T17:00:00+08:00``, in a key that ends in
  ``_at``; it is printed as Beijing time to the second;
* a score or a weight is a decimal *string* (``"88.60"``): floats are refused by ``canonical``;
* a key marked ``NotRequired`` may be missing; an empty string or list means "none" and is printed so;
* every text is plain text; it is escaped on printing, line breaks are kept.

The renderers print what they are given. They never add up, look up or invent: a sum that must agree
with its lines is checked by the renderer and refused, not corrected.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict

# --- parts used by several papers ---------------------------------------------------------------


class Party(TypedDict):
    """One side of an agreement."""

    role: str  # "甲方（购买方）"
    name: str
    code: NotRequired[str]  # unified social credit code
    representative: NotRequired[str]
    address: NotRequired[str]
    phone: NotRequired[str]
    bank: NotRequired[str]  # bank and account, as it should be printed


class Signature(TypedDict):
    """A signature block; blank lines are printed for whatever is still missing."""

    role: str  # the same words as in Party
    party: str
    name: NotRequired[str]  # who signed
    signed_at: NotRequired[str]
    digest: NotRequired[str]  # sha256 hex of what was signed


class BudgetLine(TypedDict):
    category: str
    item: str
    basis: str  # how the amount was reckoned: "12 次 × 800 元"
    amount_fen: int
    source: NotRequired[str]  # "福彩公益金", "自筹"


class TrancheLine(TypedDict):
    name: str  # "首款"
    event: str  # what releases it: "协议签订"
    percent: str  # "50"
    amount_fen: int
    due: NotRequired[str]  # "签订后 10 个工作日内"


class Output(TypedDict):
    name: str  # "入户探访"
    target: str  # "不少于 480 人次"
    means: NotRequired[str]  # how it is proved: "活动记录、签到表"


class Milestone(TypedDict):
    name: str
    starts_on: NotRequired[str]
    ends_on: str


class Clause(TypedDict):
    title: str  # without a number: numbering is the renderer's
    text: str


# --- one per kind -------------------------------------------------------------------------------


class Receipt(TypedDict):
    """申报回执: proves that this content arrived at this moment."""

    proposal_number: str
    version: int  # 1, 2, ... : every resubmission has its own receipt
    proposal_title: str
    bidder: str
    bidder_code: NotRequired[str]
    implementer: NotRequired[str]  # a filed group behind its sponsor
    submitted_by: str
    received_at: str
    deadline_at: str
    sha256: str  # of the salted package
    size_bytes: int
    files: int
    call_number: str
    call_title: str
    lot: str
    requested_fen: int
    own_fen: int
    total_fen: int


class AwardNotice(TypedDict):
    """立项（中标）通知书."""

    organization: str
    organization_code: NotRequired[str]
    call_number: str
    call_title: str
    lot: str
    proposal_number: str
    project: str
    amount_fen: int
    score: NotRequired[str]
    rank: NotRequired[int]
    publicity_from_on: str
    publicity_to_on: str
    sign_by_on: str  # contract due
    conditions: NotRequired[list[str]]  # what the award asks to be changed
    contact: NotRequired[str]


class Contract(TypedDict):
    """项目协议书."""

    parties: list[Party]
    project: str
    call_title: str
    award_number: str
    lot: NotRequired[str]
    summary: NotRequired[str]
    amount_fen: int  # what the purchaser pays: the sum of the tranches
    starts_on: str
    ends_on: str
    tranches: list[TrancheLine]
    budget: list[BudgetLine]
    budget_total_fen: int  # own money included: the sum of the lines
    own_fen: NotRequired[int]  # what the provider adds of its own; contracts of before do not say it
    outputs: list[Output]
    timetable: list[Milestone]
    clauses: list[Clause]
    signatures: list[Signature]


class DrawExclusion(TypedDict):
    reason: str  # "同单位任职"
    count: int


class DrawnExpert(TypedDict):
    position: int
    name: str  # a name, or a code while names are not public
    unit: NotRequired[str]
    field: NotRequired[str]
    standing: str  # "正选", "候补"
    note: NotRequired[str]


class DrawWitness(TypedDict):
    name: str
    unit: str
    value: str  # what the witness gave


class DrawRecord(TypedDict):
    """专家抽取记录: everything needed to recompute the draw."""

    call_number: str
    call_title: str
    lot: str
    drawn_at: str
    pool_size: int
    candidates: int
    exclusions: list[DrawExclusion]
    panel_size: int
    algorithm: str
    commitment: str  # digest published beforehand
    committed_at: str
    witnesses: list[DrawWitness]
    seed: str
    experts: list[DrawnExpert]
    operator: str
    round: NotRequired[int]  # 1: the panel; later ones are supplementary
    salt: NotRequired[str]  # hex; seed = SHA-256(salt + value)
    sealed: NotRequired[str]  # the canonical list whose SHA-256 is the commitment
    agrees: NotRequired[bool]  # the portal recomputed the draw when it issued the paper


class RankedProposal(TypedDict):
    rank: int
    proposal_number: str
    project: str
    organization: str
    score: str
    amount_fen: NotRequired[int]
    outcome: str  # "拟立项", "未入选", "候补"


class SheetRow(TypedDict):
    """One proposal's scores by the panel, without names."""

    proposal_number: str
    scores: list[str]  # by panel position
    dropped: NotRequired[list[int]]  # positions (from 1) that the rule leaves out
    result: str


class CriterionLine(TypedDict):
    name: str
    weight: str
    maximum: str


class ReviewResult(TypedDict):
    """评审结果."""

    call_number: str
    call_title: str
    lot: str
    rule: str  # the aggregation rule in words, as frozen with the call
    panel_size: int
    criteria: list[CriterionLine]
    ranking: list[RankedProposal]
    sheet: list[SheetRow]
    experts: NotRequired[list[str]]  # where the law asks for names; never in the order of the sheet
    publicity_from_on: str
    publicity_to_on: str
    objection_to: str  # where and how to object


class EvaluationCriterion(TypedDict):
    name: str
    maximum: str
    score: str
    reason: NotRequired[str]


class PlanAndReality(TypedDict):
    name: str
    planned: str
    reached: str


class Satisfaction(TypedDict):
    answers: int
    minimum: int
    mean: NotRequired[str]  # missing when the answers are fewer than the minimum
    low: NotRequired[str]  # interval
    high: NotRequired[str]
    weight: NotRequired[str]


class EvaluationReport(TypedDict):
    """中期 / 结项评估报告."""

    stage: str  # "mid" or "final"
    project: str
    contract_number: str
    organization: str
    evaluator: str
    visited_on: NotRequired[str]
    criteria: list[EvaluationCriterion]
    score: str
    grade: str  # "优秀"
    progress: list[PlanAndReality]
    contracted_fen: int
    paid_fen: int
    spent_fen: int
    satisfaction: NotRequired[Satisfaction]
    findings: list[str]
    rectifications: NotRequired[list[str]]
    rectify_by_on: NotRequired[str]
    conclusion: str


class TenancyAgreement(TypedDict):
    """孵化基地入驻协议."""

    parties: list[Party]
    incubator: str
    rooms: list[str]  # "302 室（26 ㎡，4 个工位）"
    desks: int
    rent_fen: int  # a month; 0: free of rent
    rent_note: NotRequired[str]
    starts_on: str
    ends_on: str
    services: list[str]
    assessment: str  # "每半年一次……"
    handover_days: int  # working days
    clauses: list[Clause]
    signatures: list[Signature]


class Section(TypedDict):
    title: str
    text: str


class Attachment(TypedDict):
    name: str
    size_bytes: int
    sha256: str


class ProposalPackage(TypedDict):
    """申报书: the readable print of one submitted package."""

    proposal_number: str
    version: int
    submitted_at: NotRequired[str]  # missing: a draft printed by its writer
    call_number: str
    call_title: str
    lot: str
    project: str
    organization: str
    organization_code: NotRequired[str]
    implementer: NotRequired[str]
    leader: str
    phone: NotRequired[str]
    starts_on: str
    ends_on: str
    beneficiaries: str
    needs: NotRequired[list[str]]  # the needs that it answers
    sections: list[Section]
    outputs: list[Output]
    timetable: list[Milestone]
    budget: list[BudgetLine]
    requested_fen: int
    own_fen: int
    total_fen: int
    attachments: list[Attachment]
    sha256: NotRequired[str]


class Entry(TypedDict):
    """One line of a double entry: exactly one of the two sides is above zero."""

    account: str
    summary: str
    debit_fen: int
    credit_fen: int


class PaymentVoucher(TypedDict):
    """拨款凭证."""

    contract_number: str
    project: str
    payee: str
    payee_account: NotRequired[str]
    payer: str
    tranche: str
    source: str
    amount_fen: int
    booked_at: str
    released_because: str  # "协议已于 2026-05-15 签订"
    entries: list[Entry]
    prepared_by: str
    approved_by: str
    bank_reference: NotRequired[str]
