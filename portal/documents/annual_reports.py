"""The concluded annual report 年度工作报告审定书: the conclusion first, then everything that was signed."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from portal.documents.paper import PaperFacts
from portal.documents.parts import LARGE, NONE, SMALL, amount, digest_text, facts, gap, section, text, title
from portal.documents.register_facts import AnnualReport, Answer
from portal.documents.sheet import day

_WIDE = {"label_width": 46 * mm}


def annual_report(paper: PaperFacts, f: AnnualReport) -> list[Flowable]:
    rows = [
        ("组织", f["organization"]), ("统一社会信用代码", f["uscc"]), ("类型", f["organization_type"]),
        ("报告年度", f"{f['year']} 年"), ("报告编号", f["report_number"]),
        ("报送日期", f"{day(f['arrived_on'])}（{'按时' if f['in_time'] else '逾期'}，应在 {day(f['due_on'])}以前）"),
    ]  # fmt: skip
    found: list[Flowable] = [text(f["conclusion"], LARGE)]
    if f["opinion"]:
        found += [gap(1), text(f["opinion"])]
    story = [*title(paper.title, f"{f['year']} 年度"), facts(rows, **_WIDE), *section("审定结论", *found)]
    if f["rectifications"]:
        due = [text(f"整改期限：{day(f['rectify_by_on'])}前完成并报告。")] if "rectify_by_on" in f else []
        story += section("整改要求", *[text(f"{n}. {words}") for n, words in enumerate(f["rectifications"], start=1)], *due)
    sums = [("收入合计", amount(f["income_fen"])), ("支出合计", amount(f["expenditure_fen"]))]
    story += section("财务", facts([*_rows(f["finance"]), *sums], **_WIDE))
    for part in f["sections"]:
        story += section(part["title"], facts(_rows(part["rows"]), **_WIDE) if part["rows"] else text(NONE))
    story += section("签字内容的摘要", digest_text(f["digest"]), gap(1))
    return [*story, text("以上内容由法定代表人签字报送，经登记机关审定。结论不代替审计。", SMALL), text(f["registrar"])]


def _rows(answers: list[Answer]) -> list[tuple[str, str]]:
    return [(answer["label"], answer["value"]) for answer in answers]
