"""What the portal can vouch for about an official paper: whose it is, whether it still holds, and if not, since when."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.domain.awards.models import Award, AwardState
from portal.domain.evaluation.models import Evaluation, EvaluationState
from portal.domain.incubators.models import Tenancy, TenancyState
from portal.domain.organizations.models import Filing, Organization, OrganizationState, Registration
from portal.domain.projects.models import Contract, ContractState
from portal.domain.proposals.models import Proposal, ProposalState
from portal.domain.proposals.submissions import rounds
from portal.kernel import access, clock, journal, papers
from portal.kernel.journal import JournalEntry
from portal.kernel.papers import Paper
from portal.kernel.people import Actor
from portal.kernel.words import N_, Sentence, say
from portal.workflows.search import KINDS


class Standing(NamedTuple):
    """``level`` is the colour of the callout: 1 holds, 2 holds with something to know, 4 holds no longer."""

    level: int
    title: str
    sentence: Sentence


class Vouched(NamedTuple):
    """The answer about one paper. ``holder``: the organization it was issued to, as the register has it today, unless
    the paper is about a bid that nobody may see yet. ``changed``: (what, on the paper, on the register now)."""

    paper: Paper
    standing: Standing
    holder: Organization | None
    changed: list[tuple[str, str, str]]


def tidy(number: str) -> str:
    """A number as people type it: full-width digits and blanks are no difference."""
    return "".join(unicodedata.normalize("NFKC", number).split())


def vouch(session: Session, paper: Paper) -> Vouched:
    """Look at the paper's record as it stands now; what was printed once is not asked."""
    subject = access.subject_of(session, paper)
    holder = _holder(session, subject)
    standing = _revoked(paper) or _replaced(session, paper, holder) or _by_kind(session, paper, subject)
    changed = _changed(paper, holder) if holder and paper.kind in CERTIFICATES else []
    if standing is None and holder is not None:
        standing = _of_holder(session, holder, certificate=paper.kind in CERTIFICATES)
    if standing is None and changed:
        standing = Standing(2, N_("有效，但登记内容后来有变更"), say("文件没有作废。和名册不一样的地方列在下面，以名册为准。"))
    if standing is None:
        standing = Standing(1, N_("编号属实，文件有效"), say("请核对下面的内容和纸面是否一致。"))
    return Vouched(paper, standing, holder, changed)


CERTIFICATES = ("registration_certificate", "filing_certificate")
ENDED = N_("不再有效")
PROOF = N_("编号属实，只证明当时的情况")


def _holder(session: Session, subject: Any) -> Organization | None:
    if isinstance(subject, Proposal) and subject.opened_at is None:
        return None  # who bids is sealed until the opening
    organization_id = getattr(subject, "organization_id", None)
    return session.get(Organization, organization_id) if organization_id else None


def _revoked(paper: Paper) -> Standing | None:
    if paper.revoked_at is None:
        return None
    return Standing(4, ENDED, say("这份文件已于 %(day)s 作废。", day=_day(paper.revoked_at)))


def _replaced(session: Session, paper: Paper, holder: Organization | None) -> Standing | None:
    """A later paper of the same kind about the same record takes the place of the earlier one; so does the later
    certificate of an organization: a filed group that became a legal person has one that counts."""
    if paper.kind == "receipt":
        return None  # every round of a bid has its receipt: see ``_receipt``
    if holder is not None and paper.kind in CERTIFICATES:
        rivals = certificates_of(session, holder)
    else:
        stmt = select(Paper).where(
            Paper.subject_type == paper.subject_type, Paper.subject_id == paper.subject_id, Paper.kind == paper.kind
        )
        rivals = list(session.scalars(stmt.order_by(Paper.id)))
    if not rivals or rivals[-1].id <= paper.id:
        return None
    day, number = _day(rivals[-1].issued_at), rivals[-1].number
    return Standing(4, ENDED, say("这是旧的一份，已由 %(day)s 发出的 %(number)s 替代。", day=day, number=number))


def _by_kind(session: Session, paper: Paper, subject: Any) -> Standing | None:
    if isinstance(subject, Award) and subject.state is AwardState.CANCELLED:
        return _ended(session, subject, N_("这一项立项后来被取消，通知书不再有效。"))
    if isinstance(subject, Contract):
        return _contract(session, subject)
    if isinstance(subject, Tenancy):
        return _tenancy(session, subject)
    if isinstance(subject, Evaluation):
        return _evaluation(session, subject)
    if isinstance(subject, Proposal):
        return _receipt(session, subject, paper)
    return None


def _contract(session: Session, contract: Contract) -> Standing | None:
    if contract.state is ContractState.TERMINATED:
        return _ended(session, contract, N_("协议后来被解除，不再有效。"))
    if contract.state is ContractState.COMPLETED:
        return _ended(session, contract, N_("协议已经履行完毕。"), level=2, title=PROOF)
    return None


def _tenancy(session: Session, tenancy: Tenancy) -> Standing | None:
    if tenancy.state in (TenancyState.LEFT, TenancyState.GRADUATED):
        return _ended(session, tenancy, N_("入驻已经结束，协议不再有效。"))
    if tenancy.ends_on and tenancy.ends_on < clock.today():
        return Standing(4, ENDED, say("入驻期限到 %(day)s 为止，协议已经期满。", day=tenancy.ends_on.isoformat()))
    if tenancy.renewals and tenancy.ends_on:
        return Standing(2, N_("有效，后来续期"), say("入驻期限后来延长到 %(day)s。", day=tenancy.ends_on.isoformat()))
    return None


def _evaluation(session: Session, evaluation: Evaluation) -> Standing | None:
    """After a rectification the stage is evaluated anew: the last round counts."""
    stmt = select(Evaluation.round).where(
        Evaluation.project_id == evaluation.project_id, Evaluation.stage == evaluation.stage,
        Evaluation.round > evaluation.round, Evaluation.state == EvaluationState.GRADED,
    )  # fmt: skip
    later = session.scalar(stmt.order_by(Evaluation.round.desc()).limit(1))
    if later is None:
        return None
    return Standing(4, ENDED, say("这个项目后来重新评估，以第 %(round)s 轮的报告为准。", round=later))


def _receipt(session: Session, proposal: Proposal, paper: Paper) -> Standing:
    """A receipt proves what arrived when. Whether it is the last one is sealed until the opening."""
    if proposal.state is ProposalState.VOID:
        return Standing(4, ENDED, say("回执证明这份内容在当时收到。征集后来终止，申报失效，没有开启。"))
    if proposal.opened_at is None:
        sentence = say("回执证明这份内容在当时收到。开启之前，门户不说明它后来有没有撤回或者重新提交。")
        return Standing(2, PROOF, sentence)
    mine = next((s for s in rounds(session, proposal) if s.number == paper.number), None)
    if mine is not None and mine.withdrawn_at is not None:
        return Standing(4, ENDED, say("这份申报已于 %(day)s 撤回。", day=_day(mine.withdrawn_at)))
    return Standing(1, PROOF, say("回执证明这份内容在当时收到，开启的就是这一份。"))


def _of_holder(session: Session, holder: Organization, *, certificate: bool) -> Standing | None:
    """What became of the organization after the paper was issued."""
    if holder.state is not OrganizationState.ACTIVE:
        left = _since(session, holder, holder.state.value)
        level, title = (4, ENDED) if certificate else (3, N_("编号属实，但组织的状态有变"))
        parts = {"name": holder.name, "state": holder.state.label}
        if left:
            return Standing(level, title, say("%(name)s从 %(day)s 起的状态是“%(state)s”。", day=_day(left), **parts))
        return Standing(level, title, say("%(name)s现在的状态是“%(state)s”。", **parts))
    return None


def _changed(paper: Paper, holder: Organization) -> list[tuple[str, str, str]]:
    pairs = [
        (N_("名称"), paper.facts.get("organization") or paper.facts.get("group"), holder.name),
        (N_("统一社会信用代码"), paper.facts.get("uscc"), holder.uscc),
        (N_("负责人"), paper.facts.get("legal_representative") or paper.facts.get("responsible_person"),
         holder.legal_representative),
        (N_("住所"), paper.facts.get("address"), holder.address),
    ]  # fmt: skip
    return [(what, printed, now or "—") for what, printed, now in pairs if printed and printed != now]


def _ended(session: Session, record: Any, why: str, *, level: int = 4, title: str = ENDED) -> Standing:
    since = _since(session, record, record.state.value)
    if since is None:
        return Standing(level, title, say(why))
    return Standing(level, title, say("%(why)s日期：%(day)s。", why=why, day=_day(since)))


def _since(session: Session, record: Any, state: str) -> datetime | None:
    """When the record came into a state, from its journal."""
    entries: list[JournalEntry] = journal.of(session, record)
    return next((entry.at for entry in entries if entry.state_after == state), None)


def _day(moment: datetime) -> str:
    return clock.local(moment).date().isoformat()


# --- numbers that are not a paper's ---------------------------------------------------------------------------------


def organization_behind(session: Session, number: str) -> tuple[Organization, list[Paper]] | None:
    """Who has this credit code or filing number, with its certificates: people type what stands on the sheet first."""
    stmt = select(Organization).where(or_(Organization.uscc == number.upper(), Organization.filing_number == number))
    organization = session.scalars(stmt).one_or_none()
    if organization is None:
        return None
    return organization, certificates_of(session, organization)


def record_behind(session: Session, actor: Actor, number: str) -> tuple[str, Any] | None:
    """(kind, record) of what is public under this number without being a paper: an edition of a catalogue, a call, a
    project, a need. People type whatever number they have."""
    for kind in KINDS.values():
        if kind.model in (Organization, Paper) or not hasattr(kind.model, "number"):
            continue
        stmt = select(kind.model).where(kind.model.number == number, kind.visible(actor)).limit(1)
        if record := session.scalars(stmt).unique().first():
            return kind.label, record
    return None


def certificates_of(session: Session, organization: Organization) -> list[Paper]:
    """Its certificates of registration and filing, in the order in which they were issued."""
    applications = [
        application
        for model in (Registration, Filing)
        for application in session.scalars(select(model).where(model.organization_id == organization.id))
    ]
    found = [p for a in applications for p in papers.papers_of(session, a) if p.kind in CERTIFICATES]
    return sorted(found, key=lambda paper: paper.id)
