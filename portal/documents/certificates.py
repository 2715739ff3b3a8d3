"""Certificates: registration 登记证书 and filing 备案证明."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from portal.documents import fonts
from portal.documents.paper import PaperFacts
from portal.documents.parts import (
    BODY,
    LARGE,
    LARGE_SANS,
    SMALL,
    amount,
    facts,
    gap,
    paragraph_style,
    span,
    text,
    title,
)
from portal.documents.register_facts import FilingCertificate, RegistrationCertificate
from portal.documents.sheet import day

_WIDE = {"label_width": 40 * mm}


def _name(words: str) -> Flowable:
    shown = fonts.printable(words)
    return text(shown, LARGE if fonts.title_face(shown) == fonts.SONG else LARGE_SANS)


def registration_certificate(paper: PaperFacts, f: RegistrationCertificate) -> list[Flowable]:
    rows = [
        ("统一社会信用代码", f["uscc"]), ("组织类型", f["organization_type"]),
        ("法定代表人", f["legal_representative"]), ("住所", f["address"]),
    ]  # fmt: skip
    if "capital_fen" in f:
        rows.append(("注册资金（开办资金）", amount(f["capital_fen"])))
    rows += [
        ("业务主管单位", f.get("authority") or "无（直接登记）"), ("业务范围", f["scope"]),
        ("登记日期", day(f["registered_on"])), ("证书有效期", span(f["valid_from_on"], f.get("valid_to_on"))),
    ]  # fmt: skip
    return [
        Spacer(0, 8 * mm), *title(paper.title, centred=True, size=28), gap(4),
        text("根据社会组织登记管理的有关规定，准予下列组织登记，特发此证。"), gap(4),
        _name(f["organization"]), gap(3), facts(rows, **_WIDE),
        gap(10), *_issued_by(f["registrar"], paper),
    ]  # fmt: skip


def filing_certificate(paper: PaperFacts, f: FilingCertificate) -> list[Flowable]:
    rows = [
        ("备案编号", f["filing_number"]), ("组织类型", f["group_type"]), ("负责人", f["responsible_person"]),
        ("所在社区", f"{f['street']} {f['community']}"), ("成员人数", f"{f['members']} 人"),
        ("主要活动", f["activities"]), ("依托单位", f.get("sponsor")), ("备案日期", day(f["filed_on"])),
    ]  # fmt: skip
    return [
        Spacer(0, 8 * mm), *title(paper.title, centred=True, size=28), gap(4),
        text("下列社区社会组织已在街道备案。备案不等于登记，本组织不具备法人资格。"), gap(4),
        _name(f["group"]), gap(3), facts(rows, **_WIDE),
        gap(4), text("每年开展活动不少于四次，备案保持有效。", SMALL),
        gap(8), *_issued_by(f["filed_by"], paper),
    ]  # fmt: skip


def _issued_by(office: str, paper: PaperFacts) -> list[Flowable]:
    right = paragraph_style("right", parent=BODY, alignment=2)
    return [text(office, right), text(day(paper.issued_at), right)]
