"""Official papers as PDF: a pure function of frozen facts.

    paper = paper_of("receipt", facts, number=…, title=…, issued_at=…, issuer=…, verify_url=…, demo=…)
    pdf = render("receipt", paper)

The facts of each kind are described in ``facts``; ``check(kind, facts)`` refuses incomplete ones, so that
a paper is refused when it is issued and not later, when it is printed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reportlab.platypus import Flowable

from portal.documents import awards, certificates, contracts, evaluations, facts, fonts, proposals, register_facts
from portal.documents.canonical import canonical_json, digest
from portal.documents.paper import PaperError, PaperFacts, check_shape, paper_of
from portal.documents.sheet import print_paper

__all__ = ["KINDS", "PaperError", "PaperFacts", "Renderer", "canonical_json", "check", "digest", "paper_of", "render"]


@dataclass(frozen=True, slots=True)
class Renderer:
    name: str  # what this kind is called; the usual title
    shape: Any  # the TypedDict of its facts
    story: Callable[[PaperFacts, Any], list[Flowable]]


KINDS: dict[str, Renderer] = {
    "registration_certificate": Renderer(
        "社会组织登记证书", register_facts.RegistrationCertificate, certificates.registration_certificate
    ),
    "filing_certificate": Renderer("社区社会组织备案证明", register_facts.FilingCertificate, certificates.filing_certificate),
    "receipt": Renderer("申报回执", facts.Receipt, proposals.receipt),
    "award_notice": Renderer("立项通知书", facts.AwardNotice, awards.award_notice),
    "contract": Renderer("公益项目协议书", facts.Contract, contracts.contract),
    "draw_record": Renderer("专家抽取记录", facts.DrawRecord, awards.draw_record),
    "review_result": Renderer("评审结果公示", facts.ReviewResult, awards.review_result),
    "evaluation_report": Renderer("项目评估报告", facts.EvaluationReport, evaluations.evaluation_report),
    "tenancy_agreement": Renderer("孵化基地入驻协议", facts.TenancyAgreement, contracts.tenancy_agreement),
    "proposal_package": Renderer("项目申报书", facts.ProposalPackage, proposals.proposal_package),
    "payment_voucher": Renderer("拨款凭证", facts.PaymentVoucher, contracts.payment_voucher),
}


def check(kind: str, facts_: Any) -> None:
    """Refuse facts that could not be printed: a missing key, a wrong type, a date that is none."""
    check_shape(facts_, _renderer(kind).shape)


def render(kind: str, paper: PaperFacts) -> bytes:
    """The PDF of a paper, unsigned. The same paper always gives the same bytes."""
    renderer = _renderer(kind)
    if paper.kind != kind:
        raise PaperError(f"{paper.number} is a {paper.kind}, not a {kind}")
    if digest(paper.facts) != paper.digest:
        raise PaperError(f"{paper.number}: the facts do not have the digest that the paper states")
    check(kind, paper.facts)
    fonts.register()
    return print_paper(paper, renderer.story(paper, paper.facts), subject=renderer.name)


def _renderer(kind: str) -> Renderer:
    if kind not in KINDS:
        raise PaperError(f"no paper is called {kind!r}")
    return KINDS[kind]
