"""What a bidder holds in hand: the receipt 回执 and the print of the proposal 申报书."""

from __future__ import annotations

from datetime import datetime

from reportlab.platypus import Flowable

from portal.documents.facts import ProposalPackage, Receipt
from portal.documents.paper import PaperFacts
from portal.documents.parts import (
    LARGE,
    SMALL,
    amount,
    budget_table,
    digest_text,
    facts,
    gap,
    ledger,
    must_add_up,
    outputs_table,
    section,
    span,
    text,
    timetable,
    title,
)  # fmt: skip
from portal.documents.sheet import moment


def receipt(paper: PaperFacts, f: Receipt) -> list[Flowable]:
    must_add_up("amounts", (f["requested_fen"], f["own_fen"]), f["total_fen"])
    late = _after(f["received_at"], f["deadline_at"])
    told = "在截止时间之后到达" if late else "在截止时间之前到达，已完整保存"
    bidder = [("申报单位", f["bidder"]), ("统一社会信用代码", f.get("bidder_code")), ("实施组织", f.get("implementer"))]
    what = [
        ("申报编号", f["proposal_number"]), ("提交次数", f"第 {f['version']} 次提交"),
        ("项目名称", f["proposal_title"]),
        *[row for row in bidder if row[1]], ("提交人", f["submitted_by"]),
        ("征集", f"{f['call_title']}（{f['call_number']}）"), ("标段", f["lot"]),
    ]  # fmt: skip
    size = f"{f['size_bytes']:,} 字节，附件 {f['files']} 个"
    return [
        *title(paper.title, "证明下述内容在下述时刻到达本平台。请妥善保存。"),
        *section("到达时间", text(moment(f["received_at"]), LARGE), text(f"北京时间。{told}。", SMALL), gap(1),
                 facts([("截止时间", moment(f["deadline_at"]))])),
        *section("申报内容", facts(what)),
        *section("金额", facts([("申请资金", amount(f["requested_fen"])), ("自筹资金", amount(f["own_fen"])),
                              ("项目总额", amount(f["total_fen"]))])),
        *section("内容摘要（SHA-256）", digest_text(f["sha256"]), gap(1), text(
            f"封存内容 {size}。内容改动一个字，摘要就完全不同。开启前只有申报单位能看到申报内容；"
            "截止前撤回重交，会得到新的回执，本回执仍证明本次提交。", SMALL)),
    ]  # fmt: skip


def _after(one: str, other: str) -> bool:
    return datetime.fromisoformat(one) > datetime.fromisoformat(other)


def proposal_package(paper: PaperFacts, f: ProposalPackage) -> list[Flowable]:
    must_add_up("amounts", (f["requested_fen"], f["own_fen"]), f["total_fen"])
    under = f"{f['call_title']}（{f['call_number']}）　标段：{f['lot']}"
    state = f"第 {f['version']} 次提交，{moment(f['submitted_at'])}" if "submitted_at" in f else "草稿，尚未提交"
    rows = [
        ("项目名称", f["project"]), ("申报编号", f["proposal_number"]), ("提交", state),
        ("申报单位", f["organization"]),
        ("统一社会信用代码", f.get("organization_code")), ("实施组织", f.get("implementer")),
        ("项目负责人", f["leader"]), ("联系电话", f.get("phone")), ("实施期", span(f["starts_on"], f["ends_on"])),
        ("受益对象", f["beneficiaries"]), ("回应的需求", "\n".join(f.get("needs", []))),
        ("申请资金", amount(f["requested_fen"])), ("自筹资金", amount(f["own_fen"])),
        ("项目总额", amount(f["total_fen"])),
    ]  # fmt: skip
    story = [*title(paper.title, under), facts([row for row in rows if row[1]])]
    for part in f["sections"]:
        lines = [line for line in part["text"].splitlines() if line.strip()] or ["（未填写）"]
        story += section(part["title"], *[text(line) for line in lines])
    story += section("产出与成效", outputs_table(f["outputs"]))
    story += section("进度安排", timetable(f["timetable"]))
    story += section("预算", budget_table(f["budget"], f["total_fen"]))
    files = [(a["name"], f"{a['size_bytes']:,}", digest_text(a["sha256"])) for a in f["attachments"]]
    story += section("附件", ledger(("文件", "字节", "SHA-256"), (54, 20, 86), files, numbers=(1,)))
    if "sha256" in f:
        story += section("提交内容摘要（SHA-256）", digest_text(f["sha256"]))
    return story
