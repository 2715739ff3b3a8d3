"""The forms of an evaluation's steps."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, HiddenField, IntegerField, SelectField, TextAreaField
from wtforms.validators import NumberRange

from portal.blueprints.edge import reader
from portal.blueprints.field_help import Help
from portal.blueprints.forms import YuanField, at_most, required
from portal.blueprints.steps import ReasonForm, StepForm, Way
from portal.domain.evaluation import doubts, endings
from portal.domain.evaluation import operations as evaluations
from portal.domain.evaluation.models import Evaluation, SheetState
from portal.domain.evaluation.preview import preview_of
from portal.domain.evaluation.queries import sheets_of
from portal.domain.funds import queries as funds
from portal.domain.projects import queries
from portal.kernel.words import Sentence
from portal.workflows import outcomes

_WHOLE = _l("请填整数，没有就填 0。")


class OutputForm(Form):
    name = HiddenField()
    done = IntegerField(_l("完成数量"), [required(_WHOLE), NumberRange(0, 1_000_000, message=_WHOLE)])


class ReportForm(StepForm):
    progress = TextAreaField(
        _l("实施情况"), [required(_l("请写实施情况。")), at_most(3000)],
        description=_l("做了什么、服务了谁、有什么变化。台账里已确认的活动不用重抄。"),
    )  # fmt: skip
    outputs = FieldList(FormField(OutputForm), _l("计划产出完成情况"), max_entries=50,
                        description=_l("照协议里的产出逐项填实际完成的数量，没有就填 0。"))
    spent_fen = YuanField(
        _l("已支出"),
        [required(_l("请填已支出金额，没有就填 0。"))],
        description=_l("截至今天，这个项目实际支出的合计。"),
    )
    problems = TextAreaField(_l("问题和困难"), [at_most(2000)], description=_l("写遇到的困难和怎样解决；没有可以不填。"))
    next_steps = TextAreaField(_l("下一步打算"), [at_most(2000)],
                               description=Help(_l("写到下一次评估以前做什么；末期写项目结束后怎样接着做。"), term="evaluation"))


class GradeForm(StepForm):
    conclusion = TextAreaField(
        _l("评估结论"),
        [required(_l("请写评估结论。")), at_most(2000)],
        description=_l("写进评估报告，承接方和公众都会看到。"),
    )
    demands = TextAreaField(
        _l("整改要求"), [at_most(2000)], description=_l("中期评估不合格时必填，一行一条；合格的可以不填。")
    )


class UnreportedForm(ReasonForm):
    demands = TextAreaField(_l("整改要求"), [at_most(2000)], description=_l("中期评估必填，一行一条。"))


class ReplaceForm(ReasonForm):
    sheet = SelectField(_l("换下谁"), [required(_l("请点一项。"))], coerce=int, description=_l("只列还没有交评分表的。"))
    successor = SelectField(_l("换成谁"), [required(_l("请点一项。"))], coerce=int, description=_l("与承接方有任职关系的人不在名单里。"))


def _people(session, form, evaluation: Evaluation) -> None:
    waiting = [s for s in sheets_of(session, evaluation) if s.state is SheetState.ASSIGNED]
    form.sheet.choices = [(sheet.id, sheet.assignee.name) for sheet in waiting]
    form.successor.choices = endings.successors(session, evaluation)


def _prefill(evaluation: Evaluation) -> dict[str, Any]:
    """What was reported before, or what the records say so far."""
    report = evaluation.self_report
    if report:
        rows = [{"name": row["name"], "done": row["done"]} for row in report["outputs"]]
        return {"progress": report["progress"], "outputs": rows, "spent_fen": report["spent_fen"],
                "problems": report["problems"], "next_steps": report["next"]}  # fmt: skip
    totals = queries.totals_of(reader(), [evaluation.project_id])[evaluation.project_id]
    done = totals.done or {}
    rows = [{"name": row["name"], "done": done.get(row["name"], 0)} for row in evaluation.project.outputs]
    return {"outputs": rows, "spent_fen": totals.cost_fen}


def _name_outputs(session, form, evaluation: Evaluation) -> None:
    """Each quantity is labelled with its output, plan and unit."""
    for entry, row in zip(form.outputs.entries, evaluation.project.outputs, strict=False):
        entry.form.done.label.text = Sentence(
            "%(name)s（计划 %(n)s %(unit)s）", name=row["name"], n=row["quantity"], unit=row["unit"]
        )


def _report(session, evaluation, *, by, outputs, progress, spent_fen, problems, next_steps, expect=None, reason=""):
    done = [row["done"] for row in outputs]
    return evaluations.report(
        session, evaluation, by=by, progress=progress, done=done, spent_fen=spent_fen, problems=problems or "",
        next_steps=next_steps or "", expect=expect,
    )  # fmt: skip


def _before_grading(session, evaluation: Evaluation) -> dict[str, Any]:
    """What the grade rests on, and what in it does not agree."""
    totals = queries.totals_of(session, [evaluation.project_id])[evaluation.project_id]
    paid_fen = funds.paid_of_project(session, evaluation.project_id)
    return {"preview": preview_of(session, evaluation), "totals": totals, "paid_fen": paid_fen,
            "doubts": doubts.about(evaluation, totals.done or {}, totals.cost_fen, paid_fen)}  # fmt: skip


WAYS = {
    "report": Way(
        form=ReportForm, verb=_report, prefill=_prefill, choices=_name_outputs, template="evaluations/report.html"
    ),
    "grade": Way(form=GradeForm, verb=outcomes.grade, template="evaluations/grade.html",
                 shown=_before_grading),
    "replace": Way(form=ReplaceForm, verb=endings.replace, choices=_people),
    "fail-unreported": Way(form=UnreportedForm, verb=evaluations.fail_unreported),
}
