"""Points and a line of text for each indicator of a round's table: the panel's sheet and the organization's own assessment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import DecimalField, StringField, TextAreaField
from wtforms.validators import NumberRange, Optional

from portal.blueprints.edge import spoken
from portal.blueprints.forms import Later, VersionedForm, at_most, half_width
from portal.domain.ratings.models import Part
from portal.domain.ratings.scoring import LOW_PERCENT

Indicators = Sequence[Mapping[str, Any]]


class PointsField(DecimalField):
    """Typed with at most two decimals; digits of a Chinese keyboard are read too."""

    def __init__(self, maximum: int, **kwargs: Any):
        bounds = NumberRange(0, maximum, message=_l("请填 0 到 %(max)s 之间的数。", max=maximum))
        super().__init__(_l("得分（满分 %(max)s）", max=maximum), [Later(), Optional(), bounds], places=None,
                         description=_l("最多两位小数。"), **kwargs)  # fmt: skip

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not any(text.strip() for text in valuelist):
            return
        try:
            super().process_formdata([half_width(text) for text in valuelist])
        except ValueError:
            raise ValueError(gettext("请填数字。")) from None
        if self.data is not None and (not self.data.is_finite() or self.data != round(self.data, 2)):
            raise ValueError(gettext("最多两位小数。"))


class SheetForm(VersionedForm):
    """A panel member's; the indicators' fields are added for each table (``sheet_form``)."""

    comment = TextAreaField(_l("总的意见"), [at_most(2000)], description=_l("写给民政局和组织看，不写姓名。"))


class AssessmentForm(VersionedForm):
    """The organization's own (``assessment_form``)."""

    summary = TextAreaField(_l("自评报告"), [Later(), at_most(4000)],
                            description=_l("这两年做了什么、治理和财务怎样、有什么不足。4000 字以内。"))  # fmt: skip


def sheet_form(indicators: Indicators, **kwargs: Any) -> SheetForm:
    reason = _l("满分，或者不超过满分的 %(percent)s%% 时必须写。", percent=LOW_PERCENT)
    return _with_rows(SheetForm, indicators, lambda: TextAreaField(_l("理由"), [at_most(500)], description=reason))(**kwargs)


def assessment_form(indicators: Indicators, **kwargs: Any) -> AssessmentForm:
    said = _l("自评的依据，对应的材料是哪一份；可以不填。")
    return _with_rows(AssessmentForm, indicators, lambda: StringField(_l("依据"), [at_most(300)], description=said))(**kwargs)


def _with_rows(base: type[VersionedForm], indicators: Indicators, text: Any) -> Any:
    fields: dict[str, Any] = {}
    for row in indicators:
        fields |= {f"{row['code']}_points": PointsField(row["maximum"]), f"{row['code']}_text": text()}
    return type(base.__name__, (base,), fields)


def first_values(scores: Mapping[str, Any], key: str) -> dict[str, Any]:
    """``key``: how the stored row calls its text ('reason', 'note')."""
    out: dict[str, Any] = {}
    for code, row in scores.items():
        points = row.get("points")
        out[f"{code}_points"] = None if points is None else Decimal(points) / 100
        out[f"{code}_text"] = row.get(key, "")
    return out


def scores_of(form: VersionedForm, indicators: Indicators, key: str) -> dict[str, dict[str, Any]]:
    """What was typed, points in hundredths."""
    out = {}
    for row in indicators:
        typed, text = form[f"{row['code']}_points"].data, form[f"{row['code']}_text"].data or ""
        out[row["code"]] = {"points": None if typed is None else int(typed * 100), key: text.strip()}
    return out


def groups_of(form: VersionedForm, indicators: Indicators, beside: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """The form as the page lays it out: the four parts, each with its rows. ``beside``: points that are shown with a row."""
    groups = []
    for part in Part:
        rows = [
            {"title": spoken(row["title"]), "looks_at": spoken(row["looks_at"]), "points": form[f"{row['code']}_points"],
             "text": form[f"{row['code']}_text"], "beside": (beside or {}).get(row["code"])}
            for row in indicators if row["part"] == part.value
        ]  # fmt: skip
        groups.append({"part": part, "rows": rows})
    return groups
