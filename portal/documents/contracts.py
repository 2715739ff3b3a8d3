"""What is signed and what is paid: 协议, 入驻协议, 拨款凭证."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from portal.documents.amounts import in_figures, in_words
from portal.documents.facts import Contract, PaymentVoucher, Signature, TenancyAgreement
from portal.documents.paper import PaperError, PaperFacts
from portal.documents.parts import (
    SMALL,
    both_ways,
    budget_table,
    clauses,
    facts,
    gap,
    ledger,
    must_add_up,
    outputs_table,
    parties_table,
    section,
    signature_blocks,
    span,
    text,
    timetable,
    title,
    tranche_table,
)  # fmt: skip
from portal.documents.sheet import moment


def contract(paper: PaperFacts, f: Contract) -> list[Flowable]:
    rows = [
        ("项目名称", f["project"]), ("来源", f"{f['call_title']}"), ("标段", f.get("lot")),
        ("立项通知书", f["award_number"]), ("实施期", span(f["starts_on"], f["ends_on"])),
        ("协议金额", both_ways(f["amount_fen"])),
        ("乙方自筹", both_ways(f["own_fen"]) if f.get("own_fen") else None), ("项目概要", f.get("summary")),
    ]  # fmt: skip
    return [
        *title(paper.title), *parties_table(f["parties"]),
        *section("项目", facts([row for row in rows if row[1]])),
        *section("拨付", tranche_table(f["tranches"], f["amount_fen"])),
        *section("预算", budget_table(f["budget"], f["budget_total_fen"])),
        *section("产出与成效", outputs_table(f["outputs"])),
        *section("进度安排", timetable(f["timetable"])),
        *clauses(f["clauses"]),
        *_signing(f["signatures"]),
    ]  # fmt: skip


def tenancy_agreement(paper: PaperFacts, f: TenancyAgreement) -> list[Flowable]:
    rent = f"每月 {in_figures(f['rent_fen'])} 元（{in_words(f['rent_fen'])}）" if f["rent_fen"] else "免收"
    note = f.get("rent_note")
    rows = [
        ("孵化基地", f["incubator"]), ("房间", "\n".join(f["rooms"])), ("工位", f"{f['desks']} 个"),
        ("入驻期", span(f["starts_on"], f["ends_on"])), ("租金", f"{rent}。{note}" if note else rent),
        ("考核", f["assessment"]), ("退出交接", f"离开时在 {f['handover_days']} 个工作日内交接完毕"),
    ]  # fmt: skip
    services = [text(f"{n}. {words}") for n, words in enumerate(f["services"], start=1)]
    return [
        *title(paper.title), *parties_table(f["parties"]), *section("场地与期限", facts(rows)),
        *section("基地提供的服务", *services), *clauses(f["clauses"]), *_signing(f["signatures"]),
    ]  # fmt: skip


def _signing(signatures: list[Signature]) -> list[Flowable]:
    said = "各方通过本平台以实名账号签署；签署人、时间和所签内容的摘要记录在下，并写入平台日志。"
    return section("签署", text(said, SMALL), gap(1), signature_blocks(signatures), room=72 * mm)


def payment_voucher(paper: PaperFacts, f: PaymentVoucher) -> list[Flowable]:
    _must_balance(f)
    rows = [
        ("项目", f["project"]), ("协议编号", f["contract_number"]), ("付款单位", f["payer"]), ("收款单位", f["payee"]),
        ("收款账户", f.get("payee_account")), ("款次", f["tranche"]), ("资金来源", f["source"]),
        ("金额", both_ways(f["amount_fen"])), ("拨付依据", f["released_because"]), ("记账时间", moment(f["booked_at"])),
        ("银行流水号", f.get("bank_reference")),
    ]  # fmt: skip
    entries = [(e["account"], e["summary"], _side(e["debit_fen"]), _side(e["credit_fen"])) for e in f["entries"]]
    total = in_figures(sum(e["debit_fen"] for e in f["entries"]))
    return [
        *title(paper.title), facts([row for row in rows if row[1]]),
        *section("会计分录", ledger(("科目", "摘要", "借方（元）", "贷方（元）"), (46, 54, 30, 30), entries,
                                numbers=(2, 3), total=("合计", "", total, total))),
        gap(3), facts([("复核放款", f["prepared_by"]), ("拨付记账", f["approved_by"])]),
        gap(1), text("复核放款与拨付记账为不同的人。", SMALL),
    ]  # fmt: skip


def _side(fen: int) -> str:
    return in_figures(fen) if fen else ""


def _must_balance(f: PaymentVoucher) -> None:
    for entry in f["entries"]:
        if bool(entry["debit_fen"]) == bool(entry["credit_fen"]):
            raise PaperError(f"entry {entry['account']}: one side of two must be above zero")
    must_add_up("debits", (e["debit_fen"] for e in f["entries"]), f["amount_fen"])
    must_add_up("credits", (e["credit_fen"] for e in f["entries"]), f["amount_fen"])
    if f["prepared_by"] == f["approved_by"]:
        raise PaperError("a voucher is prepared and approved by two people")
