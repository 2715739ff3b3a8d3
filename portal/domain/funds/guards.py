"""Conditions and effects of payments: the promise that nothing is paid twice, above the contract, or while held."""

from __future__ import annotations

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.funds.ledger import Line, book
from portal.domain.funds.models import AccountCode, Tranche, TrancheState, Trigger
from portal.domain.organizations.standing import barrier
from portal.domain.projects.models import Contract, ContractState
from portal.kernel import clock, engine, hands, papers
from portal.kernel.holds import Hold
from portal.kernel.lifecycle import Ctx
from portal.kernel.people import User
from portal.kernel.words import N_, Refused, Sentence, say

SETTLED = (TrancheState.PAID, TrancheState.WITHHELD)
NAMES = {Trigger.SIGNATURE: N_("首款"), Trigger.MID: N_("中期款"), Trigger.FINAL: N_("尾款")}


def payment_holds(session: Session, tranche: Tranche) -> list[Hold]:
    """Holds on the money, wherever they were placed: project, organization, contract or award."""
    places = (
        ("projects", tranche.project_id), ("organizations", tranche.organization_id),
        ("contracts", tranche.contract_id), ("awards", tranche.contract.award_id),
    )  # fmt: skip
    here = or_(*(and_(Hold.subject_type == table, Hold.subject_id == key) for table, key in places))
    stmt = select(Hold).where(here, Hold.blocks == "payment", Hold.lifted_at.is_(None)).order_by(Hold.id)
    return list(session.scalars(stmt))


def nothing_holds_the_money(ctx: Ctx) -> Sentence | None:
    contract = ctx.record.contract
    if contract.state not in (ContractState.IN_FORCE, ContractState.COMPLETED):
        return say("协议现在是“%(state)s”，不能拨款。", state=contract.state.label)
    if held := payment_holds(ctx.session, ctx.record):
        return held[0].sentence
    return barrier(ctx.session, (contract.organization, ctx.record.project.implementer), "payment")


def earlier_parts_are_settled(ctx: Ctx) -> Sentence | None:
    stmt = select(Tranche.title).where(
        Tranche.contract_id == ctx.record.contract_id, Tranche.position < ctx.record.position,
        Tranche.state.not_in(SETTLED),
    )  # fmt: skip
    earlier = ctx.session.scalar(stmt.order_by(Tranche.position).limit(1))
    return say("前面的“%(title)s”还没有办结，要按次序拨付。", title=earlier) if earlier else None


def two_people(ctx: Ctx) -> Sentence | None:
    return say("复核和拨付不能是同一个人。") if hands.same(ctx, ctx.record.released_by_id) else None


def not_above_the_contract(ctx: Ctx) -> Sentence | None:
    contract: Contract = ctx.record.contract
    paid = paid_of_contract(ctx.session, contract.id)
    if paid + ctx.record.amount_fen <= contract.amount_fen:
        return None
    return say("已拨付的加上这一笔，超过了协议金额，不能拨付。")


def paid_of_contract(session: Session, contract_id: int) -> int:
    stmt = select(func.coalesce(func.sum(Tranche.amount_fen), 0))
    return int(session.scalar(stmt.where(Tranche.contract_id == contract_id, Tranche.state == TrancheState.PAID)) or 0)


def note_release(ctx: Ctx) -> None:
    ctx.record.released_by_id = ctx.by.user_id


def forget_release(ctx: Ctx) -> None:
    ctx.record.released_by_id = None


def pay_out(ctx: Ctx) -> None:
    """Book it and hand out the voucher. The contract's row is locked, so two payments of one contract queue up."""
    tranche, session = ctx.record, ctx.session
    engine.lock(session, tranche.contract)
    if sentence := not_above_the_contract(ctx):
        raise Refused(sentence)
    tranche.paid_by_id, tranche.paid_at = ctx.by.user_id, ctx.now
    lines = [Line(AccountCode.PROVIDERS, tranche.amount_fen), Line(AccountCode.COMMITMENTS, -tranche.amount_fen)]
    voucher = book(session, f"拨付{tranche.title}", lines, by=ctx.by, contract=tranche.contract,  # official
                   project_id=tranche.project_id, tranche=tranche)  # fmt: skip
    papers.issue(session, tranche, "payment_voucher", N_("拨款凭证"), _voucher_facts(ctx), series="凭",
                 issuer=_payer(tranche), by=ctx.by, number=voucher.number, public=False)  # fmt: skip


def _payer(tranche: Tranche) -> str:
    return tranche.contract.facts["parties"][0]["name"]


def _voucher_facts(ctx: Ctx) -> dict:
    tranche, contract = ctx.record, ctx.record.contract
    name = NAMES[tranche.trigger]
    releaser = ctx.session.get(User, tranche.released_by_id)
    sides = ((AccountCode.PROVIDERS, tranche.amount_fen, 0), (AccountCode.COMMITMENTS, 0, tranche.amount_fen))
    return {
        "contract_number": contract.number, "project": tranche.project.title, "payee": contract.organization.name,
        "payer": _payer(tranche), "tranche": f"{name}（{tranche.percent}%）", "source": tranche.source.label,
        "amount_fen": tranche.amount_fen, "booked_at": clock.local(ctx.now).isoformat(timespec="seconds"),
        "released_because": tranche.trigger.label,
        "entries": [
            {"account": code.label, "summary": name, "debit_fen": debit, "credit_fen": credit}
            for code, debit, credit in sides
        ],
        "prepared_by": hands.signature(ctx.session, tranche, releaser) if releaser else "", "approved_by": ctx.by.signed,
    }  # fmt: skip


def give_back(ctx: Ctx) -> None:
    """What will not be paid is promised no longer: the commitment goes back to its source."""
    tranche = ctx.record
    source = AccountCode(tranche.source.value)
    lines = [Line(source, tranche.amount_fen), Line(AccountCode.COMMITMENTS, -tranche.amount_fen)]
    book(ctx.session, f"不再拨付{tranche.title}", lines, by=ctx.by, contract=tranche.contract,  # official
         project_id=tranche.project_id, tranche=tranche)  # fmt: skip
