"""A code is opened, exchanged once for a token that only the resident holds, and the ballot is cast under the token.

No view here knows who asks: no login is looked at, and nothing goes into the session.
"""

from __future__ import annotations

from flask import redirect, request, url_for

from portal.blueprints.ballots import blueprint
from portal.blueprints.ballots.forms import BallotForm, ExchangeForm, TokenForm
from portal.blueprints.edge import page, perform, public, reader, spoken
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
        return page("satisfaction/closed.html", sentence=spoken(refusal.sentence)), 410
    form = ExchangeForm(token=satisfaction.new_token())
    return page("satisfaction/welcome.html", ticket=ticket, form=form, code=code)


@blueprint.post("/s/<code>")
@public
@limiter.limit(PACE)
def exchange(code: str):
    form = ExchangeForm()
    token = satisfaction.plain(form.token.data or "")
    result = perform(form, satisfaction.exchange, code, token) if form.validate_on_submit() else None
    if result is None:
        sentence = form.form_errors[0] if form.form_errors else spoken(satisfaction.UNKNOWN_CODE)
        return page("satisfaction/closed.html", sentence=sentence), 410
    return page(
        "satisfaction/ballot.html",
        ticket=result.value,
        form=_fresh(token),
        token=satisfaction.grouped(token),
        first=True,
    )


@blueprint.post("/ballots")
@public
@limiter.limit(PACE)
def cast():
    """One transaction for the ballot alone."""
    form = BallotForm()
    token = satisfaction.plain(form.token.data or "")
    if form.validate_on_submit() and perform(form, satisfaction.cast, token, **form.answers()):
        return page(
            "satisfaction/thanks.html", token=satisfaction.grouped(token), digest=satisfaction.token_digest(token)
        )
    try:
        ticket, _ballot = satisfaction.ballot_of(reader(), token)
    except Refused as refusal:
        return page("satisfaction/closed.html", sentence=spoken(refusal.sentence)), 410
    return page("satisfaction/ballot.html", ticket=ticket, form=form, token=satisfaction.grouped(token), first=False)


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
            return page("satisfaction/ballot.html", ticket=ticket, form=_fresh(token, ballot),
                        token=satisfaction.grouped(token), first=False)  # fmt: skip
    return page("satisfaction/change.html", form=form)


def _fresh(token: str, ballot=None) -> BallotForm:
    """The form as it stands before anything was sent: empty, or what the ballot said so far."""
    known = {"token": token}
    if ballot is not None:
        known |= {"overall": ballot.overall, **ballot.answers, "comment": ballot.comment, "proxy": ballot.proxy}
    return BallotForm(formdata=None, data=known)
