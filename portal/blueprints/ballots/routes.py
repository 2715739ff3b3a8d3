"""A code is opened, exchanged once for a token that only the resident holds, and the ballot is cast under the token.

The exchange waits until the ballot is handed in: who looks at the questions and leaves can come back with the code. It
is a unit of work of its own before that of the ballot, which knows the token alone.

No view here knows who asks: no login is looked at, and nothing goes into the session.
"""

from __future__ import annotations

from flask import redirect, request, url_for

from portal.blueprints.ballots import blueprint
from portal.blueprints.ballots.forms import BallotForm, BeginForm, TokenForm
from portal.blueprints.edge import page, perform_units, public, reader, spoken
from portal.domain.satisfaction import operations as satisfaction
from portal.extensions import limiter
from portal.kernel.words import Refused

PACE = "120 per minute"  # a whole hall may share one address


@blueprint.get("/s", strict_slashes=False)
@public
def enter():
    """For those who type the code from paper."""
    if code := satisfaction.plain(request.args.get("code", "")):
        return redirect(url_for(".welcome", code=satisfaction.grouped(code)))
    return page("satisfaction/enter.html", form=None)


@blueprint.get("/s/<code>")
@public
@limiter.limit(PACE)
def welcome(code: str):
    """Opening a link exchanges nothing: previews and scanners open links too."""
    try:
        ticket = satisfaction.look_at(reader(), code)
    except Refused as refusal:
        return _closed(refusal)
    form = BeginForm(token=satisfaction.new_token())
    return page("satisfaction/welcome.html", ticket=ticket, form=form, code=code)


@blueprint.post("/s/<code>")
@public
@limiter.limit(PACE)
def begin(code: str):
    """The questions, with the token under which the answers will stand. Nothing is written yet."""
    form = BeginForm()
    token = satisfaction.plain(form.token.data or "")
    try:
        ticket = satisfaction.look_at(reader(), code)
    except Refused as refusal:
        return _closed(refusal)
    if not form.validate_on_submit() or not satisfaction.is_token(token):
        return redirect(url_for(".welcome", code=code))
    return _ballot_page(ticket, _fresh(token, code=satisfaction.plain(code)), token)


@blueprint.post("/ballots")
@public
@limiter.limit(PACE)
def cast():
    """The code is exchanged in one transaction, the ballot is cast in another."""
    form = BallotForm()
    token, code = satisfaction.plain(form.token.data or ""), satisfaction.plain(form.code.data or "")
    if form.validate_on_submit() and perform_units(form, satisfaction.hand_in, code, token, form.answers()):
        return page(
            "satisfaction/thanks.html", token=satisfaction.grouped(token), digest=satisfaction.token_digest(token)
        )
    try:
        ticket = satisfaction.opened_by(reader(), code, token)
    except Refused as refusal:
        return _closed(refusal)
    return _ballot_page(ticket, form, token)


@blueprint.get("/ballots")
@public
def change():
    return page("satisfaction/change.html", form=TokenForm(formdata=None))


@blueprint.post("/ballots/change")
@public
@limiter.limit(PACE)
def reopen():
    """The token opens its ballot as it stands."""
    form = TokenForm()
    if form.validate_on_submit():
        try:
            ticket, ballot = satisfaction.ballot_of(reader(), form.token.data)
        except Refused as refusal:
            form.token.errors = [spoken(refusal.sentence)]
        else:
            token = satisfaction.plain(form.token.data)
            return _ballot_page(ticket, _fresh(token, ballot), token)
    return page("satisfaction/change.html", form=form)


def _closed(refusal: Refused):
    return page("satisfaction/closed.html", sentence=spoken(refusal.sentence)), 410


def _ballot_page(ticket: satisfaction.Ticket, form: BallotForm, token: str):
    return page("satisfaction/ballot.html", ticket=ticket, form=form, token=satisfaction.grouped(token))


def _fresh(token: str, ballot=None, code: str = "") -> BallotForm:
    """The form as it stands before anything was sent: empty, or what the ballot said so far."""
    known = {"token": token, "code": code}
    if ballot is not None:
        known |= {"overall": ballot.overall, **ballot.answers, "comment": ballot.comment, "proxy": ballot.proxy}
    return BallotForm(formdata=None, data=known)
