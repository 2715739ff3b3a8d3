"""The guideline form: the four demands, and the screened needs to carry in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from portal.blueprints.field_help import Help
from portal.blueprints.forms import ChoiceField, VersionedForm, at_most, required
from portal.domain.organizations.models import OrgField


class GuidelineForm(VersionedForm):
    title = StringField(_l("名称"), [required(_l("请填名称。")), at_most(60)], description=_l("居民一看就懂的叫法，例如：独居老人守望。"))
    field = ChoiceField(_l("服务领域"), OrgField, description=Help(_l("公告的标段按领域对应指引。"), term="guideline"))
    whom = TextAreaField(_l("对象要准：服务谁"), [required(_l("请写服务对象。")), at_most(500)], description=_l("写人群、范围、大约多少人。"))
    need = TextAreaField(_l("需求要清：缺什么"), [required(_l("请写需求。")), at_most(500)], description=_l("写现在缺什么、依据哪些需求。"))
    service = TextAreaField(_l("服务要实：做什么"), [required(_l("请写服务内容。")), at_most(1000)],
                            description=_l("写要做的事，做法留给申报单位。"))
    goal = TextAreaField(_l("目标要明：做到什么程度"), [required(_l("请写目标。")), at_most(500)],
                         description=_l("写能数、能查的结果，例如：每人每周探访一次。"))
    needs = SelectMultipleField(
        _l("编入哪些需求"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), validate_choice=True,
        description=_l("列的是需求清单里还没有编入指引的。可以以后再添；编错的，在指引的页面上移出。"),
    )  # fmt: skip
