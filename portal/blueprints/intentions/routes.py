"""Procurement intentions: list by quarter, draft, edit, page."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _

from portal.blueprints.edge import current_actor, done, page, perform, permits, public, reader
from portal.blueprints.filters import chosen, number, one_of, typed, words
from portal.blueprints.intentions import blueprint
from portal.blueprints.intentions.forms import IntentionForm
from portal.blueprints.steps import reason_given, record_context, story_of
from portal.blueprints.tables import Table, every, exported, yuan
from portal.blueprints.words import month, shows
from portal.domain.calls import queries as calls
from portal.domain.catalogue import items
from portal.domain.intentions import operations, queries
from portal.domain.intentions.models import Intention, IntentionState
from portal.kernel import access, clock, departments
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say

TABLE = Table(N_("采购意向"), (
    (N_("编号"), "number"), (N_("项目名称"), "title"), (N_("购买单位"), "department"), (N_("预算金额（元）"), yuan("budget_fen")),
    (N_("预计月份"), lambda r: f"{r.expected_on:%Y-%m}"), (N_("状态"), "state"), (N_("公开时间"), "published_at"),
))  # fmt: skip
_QUARTER = re.compile(r"(20\d\d)-([1-4])", re.ASCII)


@blueprint.get("", strict_slashes=False)
@public
@exported(TABLE, lambda: every(queries.listed, **_asked()), {"q": typed, "department": number, "quarter": lambda value: _QUARTER.fullmatch(value) is not None, "state": one_of(IntentionState)})
def index():
    asked, session, actor = _asked(), reader(), current_actor()
    found = queries.listed(session, actor, cursor=request.args.get("cursor"), **asked)
    return page("intentions/index.html", found=found, asked=asked, quarters=queries.quarters(session), is_late=queries.is_late,
                purchasers=queries.purchasers(session), states=_states(actor), may_draft=actor.holds(P.INTENTION_DRAFT))  # fmt: skip


@blueprint.route("/new", methods=["GET", "POST"])
@permits(P.INTENTION_DRAFT)
def new():
    form = _form()
    if form.validate_on_submit() and (result := perform(form, operations.draft, by=current_actor(), **form.fields())):
        return done(say("已存为草稿。"), url_for(".show", public_id=result.value.public_id), result.value)
    return page("intentions/edit.html", form=form, heading=_("写一条采购意向"))


@blueprint.get("/<public_id>")
@shows(Intention)
@permits(P.INTENTION_READ, Intention)
def show(intention: Intention):
    inside = any(access.allows(current_actor(), p, intention) for p in (P.INTENTION_DRAFT, P.INTENTION_PUBLISH))
    withdrawn = intention.state is IntentionState.WITHDRAWN and intention.published_at is not None
    return page("intentions/show.html", intention=intention, late=queries.is_late(intention),
                call=calls.keeping(reader(), current_actor(), intention),
                reason=reason_given(story_of(intention), "withdraw") if withdrawn else None,
                editable=inside and intention.state is IntentionState.DRAFT and access.allows(current_actor(), P.INTENTION_DRAFT, intention),
                **record_context(intention, names=inside))  # fmt: skip


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@permits(P.INTENTION_DRAFT, Intention)
def edit(intention: Intention):
    if request.method == "GET" and intention.state is not IntentionState.DRAFT:
        return redirect(url_for(".show", public_id=intention.public_id))
    form = _form(intention)
    if form.validate_on_submit():
        fields = form.fields()
        del fields["department_id"]
        if perform(form, operations.edit, intention, by=current_actor(), expect=form.expected(), **fields):
            return done(say("已保存。"), url_for(".show", public_id=intention.public_id))
    return page("intentions/edit.html", form=form, heading=_("修改采购意向"))


# --- parts


def _form(intention: Intention | None = None) -> IntentionForm:
    data: dict[str, Any] = {}
    if intention is not None:
        data = {name: getattr(intention, name) for name in ("title", "outline", "budget_fen", "remark", "version")}
        data |= {"department_id": str(intention.department_id), "expected_on": f"{intention.expected_on:%Y-%m}",
                 "item": intention.service_item.public_id if intention.service_item else ""}  # fmt: skip
    form = IntentionForm(data=data)
    form.department_id.choices = [(str(key), name) for key, name in departments.of(reader(), current_actor())]
    form.item.choices = [("", _("不在目录里")), *items.services_offered(reader(), [form.item.data] if form.item.data else [])]
    form.expected_on.choices = [("", _("请选月份")), *((f"{day:%Y-%m}", month(day)) for day in _months())]
    return form


def _months() -> list[date]:
    """The running month and those after it, as far as an intention may look."""
    first = clock.today().replace(day=1)
    last = date(first.year + operations.FURTHEST, 12, 1)
    count = (last.year - first.year) * 12 + last.month - first.month
    return [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(count + 1)]


def _asked() -> dict[str, Any]:
    department = request.args.get("department", "")
    found = _QUARTER.fullmatch(request.args.get("quarter", ""))
    return {
        "q": words(), "department_id": int(department) if number(department) else None,
        "quarter": (int(found[1]), int(found[2])) if found else None, "state": chosen(IntentionState, "state"),
    }  # fmt: skip


def _states(actor) -> list[IntentionState]:
    """Drafts are a choice for those alone who have some."""
    inside = actor.holds(P.INTENTION_DRAFT) or actor.holds(P.INTENTION_PUBLISH)
    return list(IntentionState) if inside else [IntentionState.PUBLISHED, IntentionState.FULFILLED, IntentionState.WITHDRAWN]
