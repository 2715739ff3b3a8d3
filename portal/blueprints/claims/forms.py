"""The application to lead an organization's account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from portal.blueprints.forms import Later, PhoneField, VersionedForm, at_most


class ClaimForm(VersionedForm):
    position = StringField(_l("您在组织的职务"), [Later(), at_most(60)], description=_l("例如：理事长、法定代表人、秘书长"))
    phone = PhoneField(_l("联系电话"), needed=False, description=_l("手机或座机，只有办理的人看得到。"))
    statement = TextAreaField(
        _l("情况说明"), [Later(), at_most(1000)],
        description=_l("写您和组织的关系，为什么由您负责账号；原来的负责人离开了的，写什么时候、为什么。"),
    )  # fmt: skip
