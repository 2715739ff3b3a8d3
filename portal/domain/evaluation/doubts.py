"""What does not agree before an evaluation is graded: said to the officer who decides, never decided by the clock."""

from __future__ import annotations

from portal.domain.evaluation.models import Evaluation, Stage
from portal.domain.projects.risk import percent
from portal.kernel.money import figures
from portal.kernel.words import Sentence, say

EXPECTED = {Stage.MID: 30, Stage.FINAL: 90}  # percent of each planned output that the records should show by then
TOLERANCE = 10  # percent by which the reported spending may differ from the records


def about(evaluation: Evaluation, confirmed: dict[str, int], cost_fen: int, paid_fen: int) -> list[Sentence]:
    """``confirmed``: output → quantity that committees confirmed; ``cost_fen``: what those activities cost."""
    report = evaluation.self_report or {}
    found = [
        say("“%(name)s”计划 %(planned)s %(unit)s，台账确认 %(confirmed)s %(unit)s（%(share)s%%）。",
            name=row["name"], planned=row["planned"], unit=row["unit"], confirmed=reached, share=share)
        for row in report.get("outputs", [])
        if (share := percent(reached := confirmed.get(row["name"], 0), row["planned"])) < EXPECTED[evaluation.stage]
    ]  # fmt: skip
    spent_fen = report.get("spent_fen", 0)
    if abs(spent_fen - cost_fen) * 100 > TOLERANCE * max(spent_fen, cost_fen):
        found.append(say("自报支出 %(spent)s 元，台账里活动的花费合计 %(cost)s 元，相差 %(gap)s 元。",
                         spent=figures(spent_fen), cost=figures(cost_fen), gap=figures(abs(spent_fen - cost_fen))))  # fmt: skip
    if spent_fen > paid_fen:
        found.append(say("自报支出 %(spent)s 元，比已拨付的 %(paid)s 元多：请核对多出的钱从哪里来。",
                         spent=figures(spent_fen), paid=figures(paid_fen)))  # fmt: skip
    return found
