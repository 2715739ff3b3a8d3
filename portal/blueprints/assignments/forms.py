"""Which items, to whom, why."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField

from portal.blueprints.forms import AtLeastOne, at_most, required
from portal.intake import whole


class AssignForm(FlaskForm):
    items = SelectMultipleField(_l("哪几件"), [AtLeastOne(_l("请至少选一件。"))], coerce=whole, validate_choice=False,
                                description=_l("勾选的都交给同一个人。"))
    to = SelectField(_l("交给谁"), [required(_l("请选一位同事。"))], validate_choice=False, description=_l("只列能办这几件事的同事。"))
    reason = StringField(_l("理由"), [required(_l("请写明理由：对方会看到这段话。")), at_most(300)],
                         description=_l("例如：分工调整、请假；留在经过里。"))

    def offer(self, people: list) -> None:
        self.to.choices = [("", gettext("请选择")), *((user.public_id, user.name) for user in people)]

    def ids(self) -> list[int]:
        return [key for key in self.items.data or [] if key is not None]
