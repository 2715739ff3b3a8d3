"""Trial balance, vouchers, one voucher."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _

from portal.blueprints.edge import current_actor, page, permits, reader, spoken
from portal.blueprints.filters import csv_download
from portal.blueprints.ledger import blueprint
from portal.blueprints.steps import story_of, timeline_for
from portal.blueprints.words import shows
from portal.domain.funds import ledger, queries
from portal.domain.funds.models import Voucher
from portal.kernel import money
from portal.kernel.permissions import Permission as P


@blueprint.get("/")
@permits(P.LEDGER_READ)
def index():
    session, actor = reader(), current_actor()
    return page(
        "ledger/index.html", balances=ledger.trial_balance(session, actor),
        found=queries.vouchers(session, actor, cursor=request.args.get("cursor")),
        unbalanced=ledger.unbalanced(session), sources=queries.by_source(session, actor),
    )  # fmt: skip


@blueprint.get("/trial-balance.csv")
@permits(P.LEDGER_READ)
def trial_balance_csv():
    rows = [
        (spoken(b.account.label), *(_plain(fen) for fen in (b.debit_fen, b.credit_fen, b.balance_fen)))
        for b in ledger.trial_balance(reader(), current_actor())
    ]  # fmt: skip
    return csv_download("trial-balance.csv", (_("科目"), _("借方（元）"), _("贷方（元）"), _("余额（元）")), rows)


@blueprint.get("/vouchers.csv")
@permits(P.LEDGER_READ)
def vouchers_csv():
    found = queries.vouchers(reader(), current_actor(), size=5000)
    rows = [
        (v.number, v.booked_on, v.text, spoken(line.account.label), *_sides(line.amount_fen))
        for v in found.items for line in v.lines
    ]  # fmt: skip
    columns = (_("凭证号"), _("日期"), _("摘要"), _("科目"), _("借方（元）"), _("贷方（元）"))
    return csv_download("vouchers.csv", columns, rows)


def _sides(fen: int) -> tuple[str, str]:
    return (_plain(fen), "") if fen > 0 else ("", _plain(-fen))


def _plain(fen: int) -> str:
    return money.figures(fen).replace(",", "")


@blueprint.get("/<public_id>")
@shows(Voucher)
@permits(P.LEDGER_READ, Voucher)
def show(voucher: Voucher):
    return page("ledger/show.html", voucher=voucher, tranche=queries.tranche_of(reader(), voucher),
                timeline=timeline_for(voucher, story_of(voucher)))  # fmt: skip
