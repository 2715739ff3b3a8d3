"""The official evaluation report: what it states, drawn from the sheets, the self-report and the records."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.evaluation.indicators import sheet_for
from portal.domain.evaluation.models import Evaluation, EvaluationSheet, SheetState, Stage
from portal.domain.evaluation.scoring import panel_score
from portal.domain.projects import queries
from portal.domain.satisfaction.results import Result
from portal.kernel import people, policy, workdays
from portal.kernel.clock import local
from portal.kernel.lifecycle import Ctx
from portal.kernel.papers import issue
from portal.kernel.words import N_

TITLES = {Stage.MID: N_("公益项目中期评估报告"), Stage.FINAL: N_("公益项目末期评估报告")}


def hundredths(value: int) -> str:
    """8650 → ``86.50``: papers carry decimals as text."""
    return f"{value // 100}.{value % 100:02d}"


def issue_report(ctx: Ctx, result: Result | None, *, paid_fen: int) -> None:
    evaluation: Evaluation = ctx.record
    district = people.region_name(ctx.session, evaluation.region_path)
    facts = _facts(ctx, evaluation, result, paid_fen)
    issue(ctx.session, evaluation, "evaluation_report", TITLES[evaluation.stage], facts, series="评",
          issuer=f"{district}民政局", by=ctx.by)  # fmt: skip


def _handed_in(session: Session, evaluation: Evaluation) -> list[EvaluationSheet]:
    stmt = select(EvaluationSheet).where(
        EvaluationSheet.evaluation_id == evaluation.id, EvaluationSheet.state == SheetState.SUBMITTED
    )
    return list(session.scalars(stmt.order_by(EvaluationSheet.id)))


def _facts(ctx: Ctx, evaluation: Evaluation, result: Result | None, paid_fen: int) -> dict[str, Any]:
    session, project = ctx.session, evaluation.project
    sheets = _handed_in(session, evaluation)
    totals = queries.totals_of(session, [project.id])[project.id]
    report = evaluation.self_report or {}
    assert evaluation.score is not None, "a report is issued for what was graded"
    assert evaluation.grade
    assert evaluation.parts
    facts: dict[str, Any] = {
        "stage": evaluation.stage.value, "project": project.title, "contract_number": project.contract.number,
        "organization": project.organization.name, "evaluator": f"评估组（{len(sheets)} 人）",
        "criteria": _criteria(evaluation.stage, sheets), "score": hundredths(evaluation.score),
        "grade": evaluation.grade.label, "contracted_fen": project.contract.amount_fen, "paid_fen": paid_fen,
        "spent_fen": int(report.get("spent_fen", 0)), "conclusion": evaluation.conclusion,
        "findings": [sheet.comment for sheet in sheets if sheet.comment],
        "progress": [
            {"name": row["name"], "planned": f"{row['quantity']} {row['unit']}",
             "reached": f"{(totals.done or {}).get(row['name'], 0)} {row['unit']}"}
            for row in project.outputs
        ],
    }  # fmt: skip
    if result is not None:
        facts["satisfaction"] = _satisfaction(result, evaluation.parts["weights"]["satisfaction"])
    if evaluation.demands:
        facts["rectifications"] = [line for line in evaluation.demands.splitlines() if line.strip()]
        facts["rectify_by_on"] = _rectify_by(session, evaluation, ctx.now)
    return facts


def _criteria(stage: Stage, sheets: list[EvaluationSheet]) -> list[dict[str, str]]:
    """Each indicator's mean over the sheets; whose reason it was is not said."""
    rows = []
    for indicator in sheet_for(stage):
        given = [sheet.scores[indicator.code] for sheet in sheets]
        rows.append({
            "name": indicator.title, "maximum": str(indicator.maximum),
            "score": hundredths(panel_score([row["points"] for row in given])),
            "reason": "；".join(row["reason"] for row in given if row.get("reason")),
        })  # fmt: skip
    return rows


def _satisfaction(result: Result, share: int) -> dict[str, Any]:
    facts: dict[str, Any] = {"answers": result.answers, "minimum": result.minimum}
    if result.is_enough:
        assert result.mean is not None
        assert result.low is not None
        assert result.high is not None
        facts |= {
            "mean": hundredths(result.mean), "low": hundredths(result.low), "high": hundredths(result.high),
            "weight": str(share)
        }  # fmt: skip
    return facts


def _rectify_by(session: Session, evaluation: Evaluation, start) -> str:
    setting = policy.get(session, "rectification.report", evaluation.region_path)
    return local(workdays.due(start, setting.amount, setting.unit, session)).date().isoformat()
