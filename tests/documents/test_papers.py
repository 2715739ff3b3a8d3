"""Official papers: complete, readable, the same every time."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from reportlab.pdfbase.pdfmetrics import getFont

from portal.documents import KINDS, PaperError, PaperFacts, canonical_json, digest, fonts, render
from portal.documents.paper import check_shape
from portal.documents.parts import CELL
from portal.documents.typeset import _broken
from tests.documents import samples
from tests.documents.reading import pages_of, text_of


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_shows_number_title_proof_and_warning_on_its_sheets(kind: str) -> None:
    paper = samples.paper(kind)
    pages = pages_of(render(kind, paper))
    first, last = pages[0], pages[-1]
    assert paper.title in first
    assert all("编号 雨演2026-0041" in page and "演示环境，不具效力" in page for page in pages)
    assert all(f"第 {n} 页，共 {len(pages)} 页" in page for n, page in enumerate(pages, start=1))
    assert paper.digest in last.replace(" ", "").replace("\n", "")
    assert paper.verify_url in last


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_prints_every_text_of_its_facts(kind: str) -> None:
    facts = samples.all_facts()[kind]
    printed = "".join(text_of(render(kind, samples.paper(kind))).split())
    for words in texts(facts):
        assert "".join(words.split()) in printed, words


def texts(value: Any, key: str = "") -> list[str]:
    """The words of the facts; moments, dates and codes of stages are printed in other words."""
    if isinstance(value, dict):
        return [words for k, v in value.items() for words in texts(v, k)]
    if isinstance(value, list):
        return [words for item in value for words in texts(item, key)]
    written_otherwise = key.endswith(("_at", "_on")) or key == "stage" or not isinstance(value, str) or not value
    return [] if written_otherwise else value.split("\n")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_paper_gives_the_same_bytes(kind: str) -> None:
    paper = samples.paper(kind)
    assert render(kind, paper) == render(kind, PaperFacts.from_json(paper.to_json()))


@pytest.mark.parametrize("kind", KINDS)
def test_every_face_is_embedded(kind: str) -> None:
    reader = PdfFileReader(io.BytesIO(render(kind, samples.paper(kind))))
    for number in range(int(reader.root["/Pages"]["/Count"])):
        faces = reader.root["/Pages"]["/Kids"][number]["/Resources"]["/Font"]
        assert [name for name in faces if "/FontFile2" not in faces[name]["/FontDescriptor"]] == []


def test_metadata_name_title_and_language() -> None:
    reader = PdfFileReader(io.BytesIO(render("receipt", samples.paper("receipt"))))
    info = reader.trailer["/Info"]
    assert str(info["/Title"]) == "申报回执 雨演2026-0041"
    assert str(info["/Author"]) == samples.BUREAU
    assert str(reader.root["/Lang"]) == "zh-CN"


def test_a_real_paper_has_no_demo_line() -> None:
    assert "演示环境" not in text_of(render("receipt", samples.paper("receipt", demo=False)))


def test_a_receipt_shows_beijing_time_to_the_second_and_the_digest_in_groups_of_four() -> None:
    words = text_of(render("receipt", samples.paper("receipt")))
    assert "2026-04-10 16:58:59" in words
    sha = samples.sha("申报书")
    assert f"{sha[:4]} {sha[4:8]} {sha[8:12]}" in words


def test_a_contract_shows_its_amount_in_figures_and_in_words() -> None:
    words = text_of(render("contract", samples.paper("contract")))
    assert "人民币 24,015.00 元" in words
    assert "人民币贰万肆仟零壹拾伍元整" in words


def test_sixty_budget_lines_run_over_pages_and_each_page_repeats_the_heading() -> None:
    pages = pages_of(render("contract", samples.paper("contract", samples.contract(60))))
    budget = [page for page in pages if "探访物资与意" in page]
    assert len(budget) >= 3
    assert all("测算依据" in page for page in budget)
    assert all(f"第 {n} 项" in "".join(pages) for n in range(1, 61))


def test_an_unsigned_side_is_shown_as_waiting() -> None:
    words = text_of(render("contract", samples.paper("contract")))
    assert "已电子签署" in words
    assert "待签署" in words


def test_satisfaction_below_the_sample_says_so_instead_of_a_number() -> None:
    facts = samples.all_facts()["evaluation_report"] | {"satisfaction": {"answers": 7, "minimum": 30}}
    assert "收到 7 份，至少需要 30 份" in text_of(
        render("evaluation_report", samples.paper("evaluation_report", facts))
    )


def test_very_long_and_hostile_texts_print_as_they_are() -> None:
    name = "南京市雨花台区" + "<b>&amp;</b>" * 3 + "长" * 300 + "W" * 200
    facts = samples.all_facts()["award_notice"] | {"organization": name}
    printed = text_of(render("award_notice", samples.paper("award_notice", facts, title="通知" * 60)))
    assert "".join(name.split()) in "".join(printed.split())


def test_characters_that_turn_the_writing_are_left_out_and_unknown_ones_named() -> None:
    assert fonts.printable("张\u202e三\x00") == "张三"
    assert fonts.printable("㛃👍") == "〔U+36C3〕〔U+1F44D〕"


def test_a_line_never_starts_with_a_closing_mark_nor_cuts_a_number() -> None:
    fonts.register()
    lines = [line for line, _ in _broken("金额为人民币 123,456.00 元，（含税），由甲方拨付。" * 4, CELL, 120)]
    assert len(lines) > 4
    assert not [line for line in lines if line[0] in "，。）"]
    assert not [line for line in lines if line.endswith("（")]
    assert sum("123,456.00" in line for line in lines) == 4


def test_every_heading_can_be_set_in_the_title_face() -> None:
    fonts.register()
    titles = [kind.name for kind in KINDS.values()]
    assert [fonts.title_face(title) for title in titles] == [fonts.SONG] * len(titles)
    glyphs = getFont(fonts.SONG).face.charToGlyph
    assert [c for c in set("".join(titles)) if ord(c) not in glyphs] == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lot": None}, "facts.lot must be str"),
        ({"version": "2"}, "facts.version must be int"),
        ({"surprise": 1}, "facts has unknown facts: surprise"),
        ({"deadline_at": "2026-04-10T17:00:00"}, "facts.deadline_at has no time zone"),
        ({"deadline_at": "soon"}, "facts.deadline_at is not an ISO date"),
        ({"own_fen": -1}, "facts.own_fen is below zero"),
        ({"total_fen": 1}, "the lines add up to"),
    ],
)
def test_facts_that_cannot_stand_are_refused_with_their_place(change: dict[str, Any], said: str) -> None:
    with pytest.raises(PaperError, match=said):
        render("receipt", samples.paper("receipt", samples.all_facts()["receipt"] | change))


def test_a_missing_fact_is_named() -> None:
    facts = samples.all_facts()["contract"]
    del facts["tranches"][0]["event"]
    with pytest.raises(PaperError, match=r"facts\.tranches\[0\]\.event is missing"):
        check_shape(facts, KINDS["contract"].shape)


def test_facts_that_were_changed_after_the_digest_are_refused() -> None:
    paper = samples.paper("award_notice")
    changed = replace(paper, facts=paper.facts | {"amount_fen": 1})
    with pytest.raises(PaperError, match="do not have the digest"):
        render("award_notice", changed)


def test_a_voucher_out_of_balance_is_refused() -> None:
    facts = samples.all_facts()["payment_voucher"]
    facts["entries"][0] = facts["entries"][0] | {"debit_fen": 12000051}
    with pytest.raises(PaperError, match="debits"):
        render("payment_voucher", samples.paper("payment_voucher", facts))


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(PaperError, match="no paper is called 'diploma'"):
        render("diploma", samples.paper("receipt"))


def test_canonical_json_has_one_spelling_and_no_floats() -> None:
    assert canonical_json({"b": [1, None, True], "a": "雨"}) == '{"a":"雨","b":[1,null,true]}'.encode()
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    with pytest.raises(TypeError, match="float"):
        canonical_json({"amount": 1.5})
