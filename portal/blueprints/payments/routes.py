"""The payments that a person may read, and one payment with its voucher."""

from __future__ import annotations

from flask import request

from portal.blueprints.edge import current_actor, page, permits, reader
from portal.blueprints.filters import chosen, one_of, typed, words
from portal.blueprints.payments import blueprint
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, day, every, exported, yuan
from portal.blueprints.words import shows
from portal.domain.calls.models import FundingSource
from portal.domain.funds import queries
from portal.domain.funds.guards import payment_holds
from portal.domain.funds.models import Tranche, TrancheState
from portal.kernel import access, papers
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

TABLE = Table(N_("资金拨付"), (
    (N_("款项"), "title"), (N_("承接组织"), "organization"), (N_("比例"), "percent"), (N_("金额（元）"), yuan("amount_fen")),
    (N_("资金来源"), "source"), (N_("状态"), "state"), (N_("拨付日期"), day("paid_at")),
))  # fmt: skip


@blueprint.get("/")
@permits(P.PAYMENT_READ)
@exported(TABLE, lambda: every(queries.payments, **_filters()), {"q": typed, "state": one_of(TrancheState), "source": one_of(FundingSource)})
def index():
    found = queries.payments(reader(), current_actor(), cursor=request.args.get("cursor"), **_filters())
    return page("payments/index.html", found=found, q=words(), states=list(TrancheState), sources=list(FundingSource))


def _filters() -> dict:
    return {"q": words(), "state": chosen(TrancheState, "state"),
            "source": chosen(FundingSource, "source")}  # fmt: skip


@blueprint.get("/<public_id>")
@shows(Tranche)
@permits(P.PAYMENT_READ, Tranche)
def show(tranche: Tranche):
    session = reader()
    tranche = queries.whole(session, tranche)
    voucher = queries.voucher_of(session, tranche)
    return page(
        "payments/show.html", tranche=tranche, papers=papers.papers_of(session, tranche), voucher=voucher,
        may_read_voucher=voucher is not None and access.allows(current_actor(), P.LEDGER_READ, voucher),
        holds=payment_holds(session, tranche), siblings=queries.tranches_of_contract(session, tranche.contract_id),
        **record_context(tranche),
    )  # fmt: skip
