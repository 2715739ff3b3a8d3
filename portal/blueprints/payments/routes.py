"""The payments that a person may read, and one payment with its voucher."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _

from portal.blueprints.edge import current_actor, page, permits, reader, spoken
from portal.blueprints.filters import chosen, csv_download, words
from portal.blueprints.payments import blueprint
from portal.blueprints.steps import record_context
from portal.blueprints.words import shows
from portal.domain.calls.models import FundingSource
from portal.domain.funds import queries
from portal.domain.funds.guards import payment_holds
from portal.domain.funds.models import Tranche, TrancheState
from portal.kernel import access, clock, money, papers
from portal.kernel.permissions import Permission as P


@blueprint.get("/")
@permits(P.PAYMENT_READ)
def index():
    found = queries.payments(reader(), current_actor(), cursor=request.args.get("cursor"), **_filters())
    return page("payments/index.html", found=found, q=words(), states=list(TrancheState), sources=list(FundingSource))


def _filters() -> dict:
    return {"q": words(), "state": chosen(TrancheState, "state"),
            "source": chosen(FundingSource, "source")}  # fmt: skip


@blueprint.get("/payments.csv")
@permits(P.PAYMENT_READ)
def payments_csv():
    found = queries.payments(reader(), current_actor(), size=5000, **_filters())
    columns = (_("款项"), _("承接组织"), _("比例"), _("金额（元）"), _("资金来源"), _("状态"), _("拨付日期"))
    rows = [
        (r.title, r.organization, r.percent, money.figures(r.amount_fen).replace(",", ""), spoken(r.source.label),
         spoken(r.state.label), clock.local(r.paid_at).date() if r.paid_at else None)
        for r in found.items
    ]  # fmt: skip
    return csv_download("payments.csv", columns, rows)


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
