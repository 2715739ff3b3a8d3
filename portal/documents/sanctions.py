"""Papers of sanctions: 事先告知书, 决定书, 移出决定书."""

from __future__ import annotations

from reportlab.platypus import Flowable

from portal.documents.paper import PaperFacts
from portal.documents.parts import both_ways, facts, gap, section, text, title
from portal.documents.register_facts import SanctionDecision, SanctionNotice, SanctionRemoval
from portal.documents.sheet import day


def sanction_notice(paper: PaperFacts, f: SanctionNotice) -> list[Flowable]:
    answer = (
        f"你单位可以在 {day(f['state_by_on'])}前向本机关陈述、申辩，并提交材料；逾期没有提出的，视为放弃。"
        "本机关不会因为陈述、申辩加重处理。"
    )
    if "hearing_by_on" in f:
        answer += f"你单位有权要求听证，应在 {day(f['hearing_by_on'])}前提出。"
    return [
        *title(paper.title), text(f"{f['organization']}："), gap(2),
        text("本机关拟对你单位作出下列处理，现将事实、依据和你单位的权利告知如下。"),
        gap(3), facts([*_case(f), ("拟作的处理", f["intended"]), *_amount(f)]),
        *section("你单位的权利", text(answer)), *_what_follows(f["consequences"]),
    ]  # fmt: skip


def sanction_decision(paper: PaperFacts, f: SanctionDecision) -> list[Flowable]:
    rows = [*_case(f), ("决定", f["measure"]), *_amount(f), ("生效日期", day(f["decided_on"]))]
    rows.append(("限制到期", day(f["ends_on"]) if "ends_on" in f else "移出或者撤销为止"))
    heard = f["answer"] if f["stated"] else "告知以后，你单位在期限内没有提出陈述、申辩。"
    return [
        *title(paper.title), text(f"{f['organization']}："), gap(3), facts(rows),
        *section("理由", text(f["reason"])), *section("对陈述、申辩的复核", text(heard or "—")),
        *_what_follows(f["consequences"]),
        *section("不服本决定的", text(
            "可以自收到本决定书之日起六十日内向本级人民政府申请行政复议，也可以自收到之日起六个月内向人民法院提起行政诉讼。"
            "复议、诉讼期间不停止执行，法律另有规定的除外。"
        )),
    ]  # fmt: skip


def sanction_removal(paper: PaperFacts, f: SanctionRemoval) -> list[Flowable]:
    rows = [
        ("统一社会信用代码", f.get("organization_code")), ("原决定", f"{f['measure']}（{f['decision_number']}）"),
        ("生效日期", day(f["listed_on"])), ("移出日期", day(f["removed_on"])), ("核查情况", f["reason"]),
    ]  # fmt: skip
    return [
        *title(paper.title), text(f"{f['organization']}："), gap(2),
        text("经核查，本机关决定自移出日期起解除对你单位的下列限制，并向社会公开。"),
        gap(3), facts([row for row in rows if row[1]]),
    ]  # fmt: skip


def _case(f: SanctionNotice | SanctionDecision) -> list[tuple[str, str]]:
    rows = [("案号", f["number"]), ("统一社会信用代码", f.get("organization_code") or ""), ("事由", f["ground"]), ("事实", f["facts"]), ("依据", f["basis"])]
    return [row for row in rows if row[1]]


def _amount(f: SanctionNotice | SanctionDecision) -> list[tuple[str, str]]:
    return [("金额", both_ways(f["amount_fen"]))] if "amount_fen" in f else []


def _what_follows(consequences: list[str]) -> list[Flowable]:
    return section("由此带来的限制", *[text(f"{n}. {words}。") for n, words in enumerate(consequences, start=1)])
