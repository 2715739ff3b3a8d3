"""The forms of a round: which year and type, and its table of indicators."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange

from portal.blueprints.field_help import Help
from portal.blueprints.forms import ChoiceField, LocalMoment, VersionedForm, WholeField, at_most, required
from portal.domain.organizations.models import OrgType
from portal.domain.ratings.indicators import TYPES
from portal.domain.ratings.models import Part
from portal.domain.ratings.rounds import MOST_INDICATORS
from portal.domain.ratings.scoring import WHOLE


class _Dates(VersionedForm):
    closes_at = LocalMoment(_l("申请截止"), [required(_l("请填申请截止的时间。"))],
                            description=Help(_l("批准时离截止不少于 %(window)s。"), window="rating.window"))  # fmt: skip
    introduction = TextAreaField(_l("说明"), [at_most(2000)], description=_l("写给组织看：为什么评、怎么准备、找谁问。"))


class NewRoundForm(_Dates):
    org_type = ChoiceField(_l("评哪一类组织"), OrgType, members=TYPES,
                           description=Help(_l("三类组织的指标不同，一轮只评一类。"), term="rating"))  # fmt: skip
    year = WholeField(_l("评估年度"), [InputRequired(_l("请填四位年份。")), NumberRange(2000, 2100, _l("请填四位年份。"))],
                      description=_l("同一年、同一类只评一轮。"))  # fmt: skip


class IndicatorForm(Form):
    part = ChoiceField(_l("部分"), Part)
    title = StringField(_l("指标"), [required(_l("请填指标名称。")), at_most(40)])
    maximum = WholeField(_l("满分"), [InputRequired(_l("请填满分。")), NumberRange(1, WHOLE, _l("请填 1 到 %(max)s 之间的整数。", max=WHOLE))])
    looks_at = StringField(_l("看什么"), [at_most(120)])


class RoundForm(_Dates):
    indicators = FieldList(FormField(IndicatorForm), _l("指标表"), min_entries=4, max_entries=MOST_INDICATORS,
                           description=_l("四个部分都要有，满分加起来正好 1000 分；批准以后不能再改。"))  # fmt: skip

    def fields(self) -> dict[str, Any]:
        return {"closes_at": self.closes_at.moment, "introduction": self.introduction.data or "", "indicators": self.indicators.data}
