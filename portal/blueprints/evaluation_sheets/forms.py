"""The score sheet: points and a reason for each indicator of the stage."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DecimalField, TextAreaField
from wtforms.validators import NumberRange, Optional

from portal.blueprints.forms import Later, VersionedForm, at_most
from portal.domain.evaluation.indicators import Indicator, sheet_for
from portal.domain.evaluation.models import EvaluationSheet, Stage

_classes: dict[Stage, type[VersionedForm]] = {}


def form_class(stage: Stage) -> type[VersionedForm]:
    """One form class a stage, made from its indicators."""
    if stage not in _classes:
        fields: dict[str, Any] = {}
        for indicator in sheet_for(stage):
            fields |= _fields(indicator)
        fields["comment"] = TextAreaField(_l("总的意见"), [at_most(2000)], description=_l("写进评估报告，不写姓名。"))
        _classes[stage] = type("SheetForm", (VersionedForm,), fields)
    return _classes[stage]


def _fields(indicator: Indicator) -> dict[str, Any]:
    bounds = NumberRange(0, indicator.maximum, message=_l("请填 0 到 %(max)s 之间的数。", max=indicator.maximum))
    return {
        f"{indicator.code}_points": DecimalField(
            _l("得分（满分 %(max)s）", max=indicator.maximum),
            [Later(), Optional(), bounds],
            places=None,
            description=_l(indicator.description),
        ),
        f"{indicator.code}_reason": TextAreaField(_l("理由"), [at_most(500)], description=_l("满分或不到一半的分必须写。")),
    }


def first_values(sheet: EvaluationSheet) -> dict[str, Any]:
    out: dict[str, Any] = {"comment": sheet.comment, "version": sheet.version}
    for code, row in sheet.scores.items():
        points = row.get("points")
        out[f"{code}_points"] = None if points is None else (Decimal(points) / 100).normalize()
        out[f"{code}_reason"] = row.get("reason", "")
    return out


def scores_of(form: VersionedForm, stage: Stage) -> dict[str, dict[str, Any]]:
    """What was typed, points in hundredths."""
    out = {}
    for indicator in sheet_for(stage):
        typed, reason = form[f"{indicator.code}_points"].data, form[f"{indicator.code}_reason"].data or ""
        points = None if typed is None else int((typed * 100).to_integral_value())
        out[indicator.code] = {"points": points, "reason": reason.strip()}
    return out


def groups_of(form: VersionedForm, stage: Stage) -> list[dict[str, Any]]:
    """The sheet as the page lays it out."""
    return [
        {"title": _(i.title), "points": form[f"{i.code}_points"], "reason": form[f"{i.code}_reason"]}
        for i in sheet_for(stage)
    ]
