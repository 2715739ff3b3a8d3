"""The component page: what every page is made of, in one place to look at and to test."""

from flask import Blueprint, abort, current_app, render_template, request
from flask.typing import ResponseReturnValue

from portal.blueprints.edge import public
from portal.blueprints.style import samples
from portal.blueprints.style.forms import SampleForm, ScoreForm

blueprint = Blueprint("style", __name__, url_prefix="/style")
ERRORS = (400, 403, 404, 405, 409, 413, 429, 500, 503)


@blueprint.before_request
def only_in_the_demo() -> None:
    if not current_app.extensions.get("portal_demo"):
        abort(404)


@blueprint.get("")
@public
def index() -> ResponseReturnValue:
    return render_template(
        "style/index.html",
        record=samples.record(),
        table=samples.table(),
        ledger=samples.ledger(),
        pictures=samples.pictures(),
        deadline=samples.DEADLINE,
        digest=samples.DIGEST,
        papers=[{"title": "立项通知书", "number": "雨立2026-0041"}],
        led_here=samples.led_here(),
        next=samples.whats_next(),
        choices=samples.choices(),
        **samples.way_ahead(),
        states=[samples.SampleState("履约中", tone) for tone in samples.TONES],
    )


@blueprint.get("/front")
@public
def front() -> ResponseReturnValue:
    return render_template(
        "style/front.html", ledger=samples.ledger(), doors=samples.doors(), calls=samples.open_calls()
    )


@blueprint.get("/desk")
@public
def desk() -> ResponseReturnValue:
    chosen = "item" in request.args
    return render_template(
        "style/desk.html",
        groups=samples.inbox(),
        record=samples.record(),
        ledger=samples.ledger()[2:],
        desk_nav=samples.navigation(),
        preview_open=chosen,
    )


@blueprint.route("/form", methods=["GET", "POST"])
@public
def form() -> ResponseReturnValue:
    page = SampleForm()
    if "add_line" in request.form:
        page.budget.append_entry()
    elif "remove_line" in request.form and len(page.budget.entries) > 1:
        page.budget.entries = [e for e in page.budget.entries if e.name != request.form["remove_line"]]
    elif request.method == "POST":
        page.validate()
    return render_template("style/form.html", form=page)


@blueprint.route("/score", methods=["GET", "POST"])
@public
def score() -> ResponseReturnValue:
    page = ScoreForm()
    if request.method == "POST":
        page.validate()
    return render_template("style/score.html", form=page)


@blueprint.get("/print")
@public
def printed() -> ResponseReturnValue:
    return render_template("style/print.html", record=samples.record(), table=samples.table(), digest=samples.DIGEST)


@blueprint.get("/errors/<int:code>")
@public
def error(code: int) -> ResponseReturnValue:
    if code not in ERRORS:
        abort(404)
    return render_template(f"errors/{code}.html", reference="20261120-7K3F", sentence=None)
