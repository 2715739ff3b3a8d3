"""Move the demo city's clock on, and see what waits on the way."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal import clockwork
from portal.blueprints.demo_clock.forms import MoveOnForm
from portal.blueprints.edge import page, perform_units, public, reader
from portal.kernel import clock, work
from portal.workflows import demo_clock

blueprint = Blueprint("demo_clock", __name__, url_prefix="/demo/clock")
SHOWN = 12


@blueprint.before_request
def only_in_the_demo() -> None:
    if not current_app.extensions.get("portal_demo"):
        abort(404)


@blueprint.route("", methods=["GET", "POST"])
@public
def show() -> ResponseReturnValue:
    form = MoveOnForm(data={"moment": _proposed()})
    if form.validate_on_submit():
        if moved := perform_units(form, demo_clock.move_on, form.moment.moment):
            clockwork.ring(current_app)
            flash(gettext("时钟已经拨好。路上到点的 %(taken)s 件事已经办了。", taken=moved.value))
            return redirect(url_for("demo_clock.show"))
    return page("demo_clock/show.html", form=form, coming=work.coming_for_the_system(reader(), SHOWN), just_after=_just_after)


def _proposed() -> datetime:
    """The moment that the address line names (Beijing time), or tomorrow morning."""
    try:
        return datetime.fromisoformat(request.args.get("to", "")).replace(tzinfo=clock.LOCAL)
    except ValueError:
        return clock.at(clock.today() + timedelta(days=1), 9)


def _just_after(moment: datetime) -> str:
    """The minute after a moment, as the address line takes it."""
    return f"{clock.local(moment) + timedelta(minutes=1):%Y-%m-%dT%H:%M}"
