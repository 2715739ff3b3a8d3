"""Proposing a hub, and asking to join one."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField

from portal.blueprints.field_help import Help
from portal.blueprints.forms import ChoiceField, CodeField, at_most, required
from portal.domain.hubs.models import HubKind
from portal.domain.organizations.models import OrgField


class HubForm(FlaskForm):
    organization = CodeField(_l("哪个组织"), [required(_l("请填组织的全称或者代码。")), at_most(120)], description=_l("填全称或者统一社会信用代码。"))
    kind = ChoiceField(_l("认定为"), HubKind, description=Help(_l("联合会服务一个街道或社区，枢纽服务一个领域或一片地方。"), term="hub"))
    field = SelectField(_l("服务领域"), coerce=lambda value: OrgField(value) if value in list(OrgField) else None,
                        choices=lambda: [("", _l("不限领域")), *((f.value, _l(f.label)) for f in OrgField)],
                        description=_l("领域和地方至少选一项。"))  # fmt: skip
    area_path = SelectField(_l("服务的街道或社区"), description=_l("联合会必须选。选了以后，只有那里的组织可以加入。"))
    grounds = TextAreaField(_l("认定的理由"), [required(_l("请写明认定的理由。")), at_most(1000)],
                            description=_l("做过什么、能帮会员什么、谁推荐；会公开。"))  # fmt: skip

    def fields(self) -> dict[str, Any]:
        return {name: self[name].data for name in ("organization", "kind", "field", "area_path", "grounds")}


class JoinForm(FlaskForm):
    message = TextAreaField(_l("为什么加入"), [required(_l("请写几句为什么加入、需要什么帮助。")), at_most(500)],
                            description=Help(_l("枢纽和民政局看得到。枢纽 %(answer)s内答复。"), answer="hub.answer"))  # fmt: skip
