"""What is brought, which column is which, and what is done with lines that are wrong."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, SelectField
from wtforms.validators import InputRequired, Optional

from portal.blueprints.steps import StepForm


class UploadForm(FlaskForm):
    multipart = True
    target = SelectField(_l("导入什么"), [InputRequired(_l("请选一项。"))], description=_l("只列出您的岗位管的。"))
    region_path = SelectField(_l("哪个区划的"), [Optional()], description=_l("表里的代码都要在这个区划里面。"))
    file = FileField(_l("表格"), [FileRequired(_l("请选一个文件。"))],
                     description=_l("xlsx 或者 CSV，最多 10 万行。CSV 的文字编码和分隔符会自动认出来。"))  # fmt: skip


class ColumnForm(Form):
    key = HiddenField()
    source = SelectField(_l("表格里的哪一列"), description=_l("表里没有这一项，就选“没有”。"))
    update = BooleanField(_l("名册上已经有的，用表里的内容更新"), description=_l("空着的格子不会清掉原来的内容。"))


class MapForm(StepForm):
    sheet = HiddenField()
    heading_row = HiddenField()
    columns = FieldList(FormField(ColumnForm), label=_l("各列的对应"), description=_l("已经按列名猜好了，请逐项核对。"))

    needed: frozenset[str] = frozenset()
    either: tuple[str, ...] = ()  # one of these is needed
    labels: dict[str, str] = {}

    def validate(self, extra_validators: Any = None) -> bool:
        """Each needed column is there, and no column of the table twice."""
        good = super().validate(extra_validators)
        seen: dict[str, str] = {}
        for entry in self.columns.entries:
            form = entry.form
            if not form.source.data:
                if form.key.data in self.needed:
                    form.source.errors = [*form.source.errors, _("这一项必填，请选它在哪一列。")]
            elif form.source.data in seen:
                form.source.errors = [*form.source.errors, _("“%(label)s”已经用了这一列。", label=seen[form.source.data])]
            else:
                seen[form.source.data] = _(self.labels.get(form.key.data, ""))
            good = good and not form.source.errors
        chosen = {entry.form.key.data for entry in self.columns.entries if entry.form.source.data}
        if self.either and not chosen & set(self.either):
            names = _("、").join(_(self.labels[key]) for key in self.either)
            self.form_errors.append(_("至少要有其中一列：%(names)s。", names=names))
            good = False
        return good


class ProposeForm(StepForm):
    without_errors = BooleanField(_l("有错误的行不导入"), description=_l("勾选以后只写没有错误的行；有错误的行列在报告里，改好以后可以再导入。"))
