"""Guideline items: list, draft, edit, page with its needs and the calls that answer it."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _

from portal.blueprints.edge import current_actor, done, page, perform, permits, public, reader
from portal.blueprints.filters import chosen, one_of, typed
from portal.blueprints.guidelines import blueprint
from portal.blueprints.guidelines.forms import GuidelineForm
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, day, every, exported
from portal.blueprints.words import shows
from portal.domain.calls import queries as calls
from portal.domain.needs import guidelines, queries
from portal.domain.needs.models import Guideline, GuidelineState
from portal.domain.organizations.models import OrgField
from portal.kernel import access
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say

TABLE = Table(N_("项目指引"), (
    (N_("编号"), "number"), (N_("名称"), "title"), (N_("服务谁"), "whom"), (N_("目标"), "goal"), (N_("领域"), "field"),
    (N_("需求（件）"), "needs"), (N_("状态"), "state"), (N_("发布日期"), day("published_at")),
))  # fmt: skip


def _asked() -> dict[str, Any]:
    return {"q": request.args.get("q", "").strip()[:60], "field": chosen(OrgField, "field")}


@blueprint.get("", strict_slashes=False)
@public
@exported(TABLE, lambda: every(queries.guidelines, **_asked()), {"q": typed, "field": one_of(OrgField)})
def index():
    asked = _asked()
    found = queries.guidelines(reader(), current_actor(), cursor=request.args.get("cursor"), **asked)
    return page("guidelines/index.html", found=found, fields=list(OrgField), **asked)


@blueprint.route("/new", methods=["GET", "POST"])
@permits(P.GUIDELINE_PUBLISH)
def new():
    form = _form()
    if form.validate_on_submit() and (result := perform(form, guidelines.draft, by=current_actor(), **form.fields())):
        return done(say("已存为草稿。写清四项要求后发布。"), url_for(".show", public_id=result.value.public_id), result.value)
    return page("guidelines/edit.html", form=form, heading=_("起草项目指引"))


@blueprint.get("/<public_id>")
@shows(Guideline)
@permits(P.GUIDELINE_READ, Guideline)
def show(guideline: Guideline):
    inside = access.allows(current_actor(), P.GUIDELINE_PUBLISH, guideline)
    return page("guidelines/show.html", guideline=guideline, needs=queries.of_guidelines(reader(), [guideline.id]),
                calls=calls.answering(reader(), current_actor(), guideline),
                editable=inside and guideline.state is GuidelineState.DRAFT,
                **record_context(guideline, names=inside))  # fmt: skip


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@permits(P.GUIDELINE_PUBLISH, Guideline)
def edit(guideline: Guideline):
    if guideline.state is not GuidelineState.DRAFT:
        return redirect(url_for(".show", public_id=guideline.public_id))
    form = _form(guideline)
    if form.validate_on_submit() and perform(
        form, guidelines.edit, guideline, by=current_actor(), expect=form.expected(), **form.fields()
    ):
        return done(say("已保存。"), url_for(".show", public_id=guideline.public_id))
    return page("guidelines/edit.html", form=form, heading=_("修改项目指引"))


def _form(guideline: Guideline | None = None) -> GuidelineForm:
    form = GuidelineForm(obj=guideline)
    waiting = queries.screened(reader(), current_actor())
    form.needs.choices = [(n.public_id, f"{n.community} · {n.title}") for n in waiting]
    return form
