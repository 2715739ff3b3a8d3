"""Save the filter that a list stands under; rename and delete what was saved."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import StringField

from portal.blueprints.edge import current_actor, done, holds_for, page, perform, permits, reader, spoken
from portal.blueprints.filters import kept
from portal.blueprints.forms import at_most, required
from portal.blueprints.saved_filters import blueprint
from portal.blueprints.tables import NO_FILTERS
from portal.kernel import saved_filters
from portal.kernel.permissions import Permission as P
from portal.kernel.remembered import remembered
from portal.kernel.saved_filters import LONGEST_NAME, SavedFilter
from portal.kernel.words import Refused, say


class NameForm(FlaskForm):
    name = StringField(_l("名字"), [required(_l("请给这个筛选起个名字。")), at_most(LONGEST_NAME)],
                       description=_l("自己看得懂就行，例如：本街道逾期的。"))


@blueprint.get("", strict_slashes=False)
@permits(P.DESK_USE)
def index():
    """All of one's own, each with the list that it belongs to."""
    return page("saved_filters/index.html", rows=own(), most=saved_filters.MOST)


@blueprint.route("/new", methods=["GET", "POST"])
@permits(P.DESK_USE)
def new():
    """``?of=`` names the list, the other arguments are its filter."""
    view = _list(request.args.get("of", ""))
    asked = {name: value for name, value in request.args.items() if name != "of" and name not in NO_FILTERS}
    address = url_for(request.args["of"])
    try:
        query = urlencode(kept(view.filters, asked))
    except Refused as refusal:
        flash(spoken(refusal.sentence), "error")
        return redirect(address)
    form = NameForm()
    if form.validate_on_submit():
        if perform(form, saved_filters.save, request.args["of"], form.name.data, query, by=current_actor()):
            return done(say("已保存，在这张表上面和工作台里都找得到。"), f"{address}?{query}")
    return page("saved_filters/name.html", form=form, heading=_("保存这个筛选"), of=_(view.exports.title), back=f"{address}?{query}")


@blueprint.route("/<public_id>", methods=["GET", "POST"])
@permits(P.DESK_USE, SavedFilter)
def rename(saved: SavedFilter):
    form = NameForm(obj=saved)
    if form.validate_on_submit() and perform(form, saved_filters.rename, saved, form.name.data, by=current_actor()):
        return done(say("已改名。"), url_for(".index"))
    view = current_app.view_functions.get(saved.page)
    title = _(view.exports.title) if view is not None and hasattr(view, "exports") else ""
    return page("saved_filters/name.html", form=form, heading=_("给筛选改名"), of=title, back=url_for(".index"))


@blueprint.post("/<public_id>/drop")
@permits(P.DESK_USE, SavedFilter)
def drop(saved: SavedFilter):
    perform(None, saved_filters.drop, saved)
    return done(say("已删除。"), url_for(".index"))


def _list(endpoint: str) -> Any:
    """The view of a list that has filters and that this person may open."""
    view: Any = current_app.view_functions.get(endpoint)
    if view is None or not getattr(view, "filters", None) or not holds_for(view):
        abort(404)
    return view


def own() -> list[dict[str, Any]]:
    """The person's own that lead somewhere: a list that is gone, or closed to this office, leaves its filters out."""
    actor = current_actor()
    rows = remembered(reader(), ("saved filters", actor.user_id), lambda: [
        (f.public_id, f.page, f.name, f.query) for f in saved_filters.of(reader(), actor.user_id or 0)
    ])  # fmt: skip
    found = []
    for public_id, endpoint, name, query in rows:
        view: Any = current_app.view_functions.get(endpoint)
        if view is not None and getattr(view, "filters", None) and holds_for(view):
            found.append({"public_id": public_id, "page": endpoint, "name": name, "list": _(view.exports.title),
                          "url": f"{url_for(endpoint)}?{query}", "query": query})  # fmt: skip
    return found


@blueprint.app_template_global("saved_filters_bar")
def bar() -> Markup:
    """Above a list: the filters that the person keeps for it, and how to keep the one in force."""
    view: Any = current_app.view_functions.get(request.endpoint or "")
    if not current_actor().is_authenticated or not getattr(view, "filters", None):
        return Markup()
    here = [row for row in own() if row["page"] == request.endpoint]
    asked = {name: value for name, value in request.args.items() if value and name in view.filters}
    query = urlencode(sorted(asked.items()))
    known = any(row["query"] == query for row in here)
    save = f"{url_for('saved_filters.new')}?{urlencode({'of': request.endpoint, **asked})}" if asked and not known else None
    return Markup(render_template("saved_filters/_bar.html", own=here, query=query, save=save))
