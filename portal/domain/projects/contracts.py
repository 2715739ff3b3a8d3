"""Verbs and reads of contracts."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.domain.awards.models import Award
from portal.domain.organizations.models import Organization
from portal.domain.projects import contract_text
from portal.domain.projects.contract_lifecycle import UNSIGNED
from portal.domain.projects.models import Contract, ContractState, Party, Project
from portal.domain.projects.operations import open_project
from portal.kernel import access, clock, engine, journal, lifecycle, papers
from portal.kernel.canonical import digest
from portal.kernel.paging import Page, paginate
from portal.kernel.papers import next_number
from portal.kernel.people import SYSTEM, Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, Invalid, say


def draft(
    session: Session, award: Award, *, by: Actor, starts_on: date, ends_on: date, terms: str = "",
    expect: int | None = None, reason: str = "",
) -> Contract:  # fmt: skip
    """Draw up the contract of a confirmed award, from the proposal as awarded. It goes to the provider to sign."""
    lifecycle.move(session, award, "draft-contract", by=by, expect=expect, reason=reason)
    text = _text(session, award, starts_on, ends_on, terms)
    call = award.call
    contract = Contract(
        number=next_number(session, "协"), award=award, award_id=award.id, organization_id=award.organization_id,
        department_id=call.department_id, region_path=award.region_path, title=award.proposal.title,
        amount_fen=award.amount_fen, funding_source=call.funding_source, **text,
    )  # fmt: skip
    lifecycle.begin(session, contract, by=by, sentence=say("拟定了“%(title)s”的协议", title=contract.title))
    _journal_digest(session, contract, by)
    return contract


def redraft(
    session: Session, contract: Contract, *, by: Actor, starts_on: date, ends_on: date, terms: str = "",
    expect: int | None = None, reason: str = "",
) -> None:  # fmt: skip
    """A new text in place of the one that was returned."""
    text = _text(session, contract.award, starts_on, ends_on, terms)
    lifecycle.move(session, contract, "redraft", by=by, expect=expect, reason=reason, text=text)
    _journal_digest(session, contract, by)


def sign(action: str):
    """The verb of a signature: ``digest`` is that of the text that the signer was shown."""

    def verb(
        session: Session, contract: Contract, *, by: Actor, digest: str, expect: int | None = None, reason: str = "",
        agree: bool = True,
    ) -> None:  # fmt: skip
        if not agree:
            raise Invalid("agree", say("请先确认已经看过全文。"))
        engine.lock(session, contract.award)  # the award before its contract, as whoever cancels it
        lifecycle.move(session, contract, action, by=by, expect=expect, reason=reason, digest=digest)

    return verb


def _text(session: Session, award: Award, starts_on: date, ends_on: date, terms: str) -> dict[str, Any]:
    contract_text.check_period(starts_on, ends_on, clock.today())
    facts = contract_text.facts_of(session, award, starts_on, ends_on, terms)
    return {"starts_on": starts_on, "ends_on": ends_on, "facts": facts, "digest": digest(facts)}


def _journal_digest(session: Session, contract: Contract, by: Actor) -> None:
    journal.write(session, contract, "text", say("协议文本的摘要是 %(digest)s", digest=contract.digest), by=by,
                  region_path=contract.region_path)  # fmt: skip


def come_into_force(session: Session, contract: Contract, by: Actor) -> None:
    """Reaction to the second signature: the paper, the project, the award's last step."""
    session.refresh(contract, ["signatures"])
    papers.issue(session, contract, "contract", N_("公益项目协议书"), signed_facts(contract), series="协",
                 issuer=contract.facts["parties"][0]["name"], by=by, number=contract.number)  # fmt: skip
    open_project(session, contract, by=by)
    lifecycle.move(session, contract.award, "contract", by=SYSTEM)


def signed_facts(contract: Contract) -> dict[str, Any]:
    """The text with the signatures that were given under it: name, time, digest of what was signed."""
    given = {s.party: s for s in contract.signatures}
    blocks = []
    for party, block in zip((Party.PURCHASER, Party.PROVIDER), contract.facts["signatures"], strict=True):
        signature = given.get(party)
        if signature:
            signed_at = clock.local(signature.signed_at).isoformat(timespec="seconds")
            block = block | {"name": signature.name, "signed_at": signed_at, "digest": signature.digest}
        blocks.append(block)
    return contract.facts | {"signatures": blocks}


def drop_of_award(session: Session, award: Award, by: Actor) -> None:
    """Reaction to an award that fell: an unsigned contract falls with it."""
    contract = session.scalars(select(Contract).where(Contract.award_id == award.id)).one_or_none()
    if contract is not None and contract.state in UNSIGNED:
        lifecycle.move(session, contract, "drop", by=SYSTEM)


def complete_of_project(session: Session, project: Project, by: Actor) -> None:
    """Reaction to a project that was closed."""
    lifecycle.move(session, project.contract, "complete", by=SYSTEM)


def terminate_of_project(session: Session, project: Project, by: Actor) -> None:
    """Reaction to a project that was terminated."""
    lifecycle.move(session, project.contract, "terminate", by=SYSTEM)


def listed(
    session: Session, actor: Actor, *, q: str = "", state: ContractState | None = None, cursor: str | None = None,
    size: int = 25,
) -> Page:  # fmt: skip
    """The contracts that the actor may read, newest first."""
    columns = (
        Contract.id, Contract.public_id, Contract.number, Contract.title, Contract.amount_fen, Contract.state,
        Contract.in_force_at, Contract.funding_source, Organization.name.label("organization"),
    )  # fmt: skip
    stmt = (
        select(*columns)
        .join(Organization, Organization.id == Contract.organization_id)
        .where(access.predicate(actor, P.CONTRACT_READ, Contract))
    )
    if q:
        like = "%" + q.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        stmt = stmt.where(
            or_(Contract.title.like(like, escape="\\"), Organization.name.like(like, escape="\\"), Contract.number == q)
        )
    if state:
        stmt = stmt.where(Contract.state == state)
    total = session.scalar(select(func.count()).select_from(stmt.subquery())) if not cursor else None
    return paginate(session, stmt, keys=(Contract.id,), cursor=cursor, scalars=False, size=size, total=total)


def whole(session: Session, contract: Contract) -> Contract:
    """The contract with everything its page names, in one statement."""
    award = joinedload(Contract.award)
    stmt = select(Contract).where(Contract.id == contract.id).options(
        award.joinedload(Award.proposal), award.joinedload(Award.call), joinedload(Contract.organization),
        joinedload(Contract.department), selectinload(Contract.signatures),
    )  # fmt: skip
    return session.scalars(stmt.execution_options(populate_existing=True)).one()


def project_of(session: Session, contract: Contract) -> Project | None:
    return session.scalars(select(Project).where(Project.contract_id == contract.id)).one_or_none()


def of_award(session: Session, award: Award) -> Contract | None:
    return session.scalars(select(Contract).where(Contract.award_id == award.id)).one_or_none()

