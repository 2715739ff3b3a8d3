"""Certificates: registration 登记证书, filing 备案证明, rating 等级证书, recognition of a hub 认定书."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Spacer

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
from portal.documents.register_facts import (
    FilingCertificate,
    HubRecognition,
    RatingCertificate,
    RegistrationCertificate,
)
from portal.documents.sheet import Proof, day

_WIDE = {"label_width": 40 * mm}


def _name(words: str) -> Flowable:
    shown = fonts.printable(words)
    return text(shown, LARGE if fonts.title_face(shown) == fonts.SONG else LARGE_SANS)


def registration_certificate(paper: PaperFacts, f: RegistrationCertificate) -> list[Flowable]:
    """One sheet; with ``copies`` the 正本 to hang up and as many 副本 to show, each marked, with its own code to check
    and under one number. What seals the file is drawn on its last sheet."""
    if "copies" not in f:
        return _registration_sheet(paper, f, "")
    count = f["copies"]
    story = _registration_sheet(paper, f, "正本")
    for n in range(1, count + 1):
        story += [gap(3), text("正本和副本一并签发，电子签章在末页。", SMALL)] if n == 1 else []
        story += [Proof(paper), PageBreak(), *_registration_sheet(paper, f, "副本" if count == 1 else f"副本（{count}-{n}）")]
    return story


def _registration_sheet(paper: PaperFacts, f: RegistrationCertificate, mark: str) -> list[Flowable]:
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
    marked = [text(mark, paragraph_style("mark", parent=BODY, alignment=1, fontSize=13, leading=18))] if mark else []
    return [
        Spacer(0, 8 * mm), *title(paper.title, centred=True, size=28), *marked, gap(4),
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


def rating_certificate(paper: PaperFacts, f: RatingCertificate) -> list[Flowable]:
    rows = [
        ("统一社会信用代码", f["uscc"]), ("组织类型", f["organization_type"]), ("评估等级", f"{f['level']} 级"),
        ("评估年度", f"{f['year']} 年"), ("评定日期", day(f["rated_on"])), ("有效期", span(f["valid_from_on"], f["valid_to_on"])),
    ]  # fmt: skip
    return [
        Spacer(0, 8 * mm), *title(paper.title, centred=True, size=28), gap(4),
        text("根据社会组织评估的有关规定，下列组织经评估、公示，评定等级如下，特发此证。"), gap(4),
        _name(f["organization"]), gap(3), facts(rows, **_WIDE),
        gap(4), text("有效期内等级降低或者取消的，本证书作废，以核验页面显示的为准。", SMALL),
        gap(8), *_issued_by(f["registrar"], paper),
    ]  # fmt: skip


def hub_recognition(paper: PaperFacts, f: HubRecognition) -> list[Flowable]:
    rows = [("代码", f["code"]), ("认定为", f["kind"])]
    rows += [(label, value) for label, value in (("服务领域", f["field"]), ("服务范围", f["area"])) if value]
    rows += [("认定理由", f["grounds"]), ("认定日期", day(f["recognised_on"]))]
    return [
        Spacer(0, 8 * mm), *title(paper.title, centred=True, size=28), gap(4),
        text("下列组织经认定承担枢纽服务。枢纽联系、服务会员，不对会员行使管理权。"), gap(4),
        _name(f["organization"]), gap(3), facts(rows, **_WIDE),
        gap(8), *_issued_by(f["recognised_by"], paper),
    ]  # fmt: skip


def _issued_by(office: str, paper: PaperFacts) -> list[Flowable]:
    right = paragraph_style("right", parent=BODY, alignment=2)
    return [text(office, right), text(day(paper.issued_at), right)]
