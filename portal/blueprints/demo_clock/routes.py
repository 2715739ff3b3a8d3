"""Move the demo city's clock on, and see what waits on the way."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from flask import Blueprint, Flask, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import inspect

from portal.blueprints.demo_clock.forms import MoveOnForm
from portal.blueprints.edge import page, public, reader, refused
from portal.extensions import db
from portal.kernel import clock, deployment, work
from portal.kernel.words import Refused
from portal.workflows import demo_clock

blueprint = Blueprint("demo_clock", __name__, url_prefix="/demo/clock")
SHOWN = 12


def follow(app: Flask) -> None:
    """Keep this process at the deployment's clock: read at the first request, and again whenever the bell was rung."""
    heard = _rung(app)
    if "portal_demo" in app.extensions and heard == app.extensions.get("portal_clock_heard"):
        return
    app.extensions["portal_demo"] = inspect(db.engine).has_table("deployment") and deployment.apply(db.session())
    app.extensions["portal_clock_heard"] = heard


def _bell(app: Flask) -> Path:
    """Touched when the clock was moved: a look at a file costs each request of each process nothing."""
    return Path(app.config["PORTAL_DATA_DIR"]) / "clock-moved"


def _rung(app: Flask) -> int:
    try:
        return _bell(app).stat().st_mtime_ns
    except FileNotFoundError:
        return 0


@blueprint.before_request
def only_in_the_demo() -> None:
    if not current_app.extensions.get("portal_demo"):
        abort(404)


@blueprint.route("", methods=["GET", "POST"])
@public
def show() -> ResponseReturnValue:
    form = MoveOnForm(data={"moment": _proposed()})
    if form.validate_on_submit():
        try:
            taken = demo_clock.move_on(db.session(), form.moment.moment)
        except Refused as refusal:
            refused(form, refusal)
        else:
            _bell(current_app).touch()
            flash(gettext("时钟已经拨好。路上到点的 %(taken)s 件事已经办了。", taken=taken))
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
