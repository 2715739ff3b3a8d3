"""Decisions on the register: the notice of one that goes against the applicant, and the proof that somebody left."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from portal.documents.paper import PaperFacts
from portal.documents.parts import BODY, facts, gap, paragraph_style, section, text, title
from portal.documents.register_facts import DecisionNotice, ExitCertificate
from portal.documents.sheet import day

_RIGHT = paragraph_style("right", parent=BODY, alignment=2)


def decision_notice(paper: PaperFacts, f: DecisionNotice) -> list[Flowable]:
    """Facts, reasons, rule, decision, remedies: in the order in which the law asks for them."""
    received = f"我单位于 {day(f['received_on'])}收到" if "received_on" in f else "我单位办理"
    found = [text(f"经查：{f['found']}"), gap(2)] if "found" in f else []
    return [
        *title(paper.title), text(f"{f['party']}："), gap(2),
        text(f"{received}你单位（你）{f['matter']}一事（编号 {f['number']}）。"), gap(2), *found,
        *section("理由", text(f["reasons"])),
        *section("依据", text(f["basis"])),
        *section("决定", text(f"{f['decides']}。")),
        *section("对决定不服怎么办", text(
            f"可以自知道本决定之日起 {f['review_days']} 日内，向{f['review_to']}申请行政复议（{f['review_source']}）；"
            f"也可以自知道或者应当知道本决定之日起 {f['action_months']} 个月内，依法向人民法院提起行政诉讼（{f['action_source']}）。")),
        gap(8), text(f["issuer"], _RIGHT), text(day(f["decided_on"]), _RIGHT),
    ]  # fmt: skip


def exit_certificate(paper: PaperFacts, f: ExitCertificate) -> list[Flowable]:
    rows = [
        ("代码或编号", f["code"]), ("组织类型", f["organization_type"]), ("登记（备案）日期", day(f["registered_on"])),
        ("注销原因", f["cause"]), ("作出决定", f"{f['resolved_by']}，{day(f['resolved_on'])}"),
        ("清算公告", day(f["announced_on"]) if "announced_on" in f else ""), ("注销日期", day(f["ended_on"])), ("办理编号", f["number"]),
    ]  # fmt: skip
    return [
        Spacer(0, 8 * mm), *title(paper.title, centred=True, size=28), gap(4),
        text(f"{f['organization']}已经注销，自注销之日起不再以组织的名义开展活动，原来的证书同时失效。"), gap(4),
        facts([row for row in rows if row[1]], label_width=40 * mm), gap(10),
        text(f["issuer"], _RIGHT), text(day(paper.issued_at), _RIGHT),
    ]  # fmt: skip
