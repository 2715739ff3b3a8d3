"""Trial balance, vouchers, one voucher."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from flask import redirect, request, url_for

from portal.blueprints.edge import current_actor, page, permits, reader
from portal.blueprints.ledger import blueprint
from portal.blueprints.steps import story_of, timeline_for
from portal.blueprints.tables import Table, every, exported, yuan
from portal.blueprints.words import shows
from portal.documents.tables import Yuan
from portal.domain.funds import ledger, queries
from portal.domain.funds.models import AccountCode, Voucher
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

BALANCES = Table(N_("试算平衡表"), (
    (N_("科目"), "account"), (N_("借方（元）"), yuan("debit_fen")), (N_("贷方（元）"), yuan("credit_fen")), (N_("余额（元）"), yuan("balance_fen")),
))  # fmt: skip
LINES = Table(N_("会计分录"), (
    (N_("凭证号"), "number"), (N_("日期"), "booked_on"), (N_("摘要"), "text"), (N_("科目"), "account"),
    (N_("借方（元）"), lambda line: Yuan(line.fen) if line.fen > 0 else None), (N_("贷方（元）"), lambda line: Yuan(-line.fen) if line.fen < 0 else None),
))  # fmt: skip


class Line(NamedTuple):
    number: str
    booked_on: date
    text: str
    account: AccountCode
    fen: int


def _lines() -> Iterator[Line]:
    """Every line of every voucher, the newest voucher first."""
    for voucher in every(queries.vouchers):
        for line in voucher.lines:
            yield Line(voucher.number, voucher.booked_on, voucher.text, line.account, line.amount_fen)


@blueprint.get("/")
@permits(P.LEDGER_READ)
@exported(LINES, lambda: _lines())
def index():
    session, actor = reader(), current_actor()
    return page(
        "ledger/index.html", balances=ledger.trial_balance(session, actor),
        found=queries.vouchers(session, actor, cursor=request.args.get("cursor")),
        unbalanced=ledger.unbalanced(session), sources=queries.by_source(session, actor),
    )  # fmt: skip


@blueprint.get("/trial-balance")
@permits(P.LEDGER_READ)
@exported(BALANCES, lambda: ledger.trial_balance(reader(), current_actor()))
def balances():
    """A file alone: its table stands on the ledger's page."""
    return redirect(url_for(".index"))


@blueprint.get("/<public_id>")
@shows(Voucher)
@permits(P.LEDGER_READ, Voucher)
def show(voucher: Voucher):
    return page("ledger/show.html", voucher=voucher, tranche=queries.tranche_of(reader(), voucher),
                timeline=timeline_for(voucher, story_of(voucher)))  # fmt: skip
