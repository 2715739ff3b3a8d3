"""The rubric as a form: points with two decimals and a reason for each criterion of the call."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from portal.blueprints.forms import Later, VersionedForm, at_most
from portal.domain.calls.models import Criterion
from portal.domain.review.models import Review
from portal.domain.review.scoring import Mark

_POINTS = re.compile(r"^(\d{1,3})(?:\.(\d{1,2}))?$")


class PointsField(StringField):
    """Typed as ``18.5``, held in hundredths of a point."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            return
        found = _POINTS.match(text)
        if found is None:
            raise ValueError(gettext("请写成 18 或 18.50 这样，最多两位小数。"))
        self.data = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))

    def _value(self) -> str:
        if self.raw_data:
            return self.raw_data[0]
        return "" if self.data is None else f"{self.data // 100}.{self.data % 100:02d}"


class RubricForm(VersionedForm):
    comment = TextAreaField(_l("总体意见"), [at_most(2000)], description=_l("申报单位在结果公示后能看到，不显示您的姓名。"))

    def marks(self, criteria: list[Criterion]) -> dict[int, Mark]:
        return {
            c.id: Mark(self[f"points_{c.position}"].data, self[f"reason_{c.position}"].data or "") for c in criteria
        }


def rubric_form(review: Review, criteria: list[Criterion]) -> RubricForm:
    """The form of this call's rubric, filled with what was saved."""
    fields: dict[str, Any] = {}
    for c in criteria:
        fields[f"points_{c.position}"] = PointsField(
            _l("%(title)s（满分 %(top)s 分）", title=c.title, top=c.maximum), [Later()], description=c.description
        )
        fields[f"reason_{c.position}"] = TextAreaField(_l("%(title)s：理由", title=c.title), [at_most(1000)], description=_l("分数很低或接近满分时必须写。"))
    held = {score.criterion_id: score for score in review.scores}
    first: dict[str, Any] = {"comment": review.comment, "version": review.version}
    for c in criteria:
        if c.id in held:
            first[f"points_{c.position}"], first[f"reason_{c.position}"] = held[c.id].points, held[c.id].reason
    return type("CallRubricForm", (RubricForm,), fields)(data=first)
