"""To which moment the demo city moves on."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from portal.blueprints.forms import LocalMoment, required


class MoveOnForm(FlaskForm):
    moment = LocalMoment(_l("拨到（北京时间）"), [required(_l("请填日期和钟点。"))], description=_l("只能往后拨；到期的事会自动办掉。"))
