"""Proposals: writing, handing in, reading after the opening, the formal check."""

from __future__ import annotations

from flask import Blueprint, g, request

from portal.blueprints.edge import reader
from portal.blueprints.materials import serve_materials
from portal.blueprints.proposals.forms import CheckForm, FailForm, SubmitForm
from portal.blueprints.steps import Way, serve_steps
from portal.domain.proposals import drafts, submissions
from portal.domain.proposals.conditions import as_on_the_closing_day, conditions, read_again
from portal.domain.proposals.models import Proposal
from portal.domain.review import eligibility
from portal.kernel import clock
from portal.kernel.permissions import Permission as P

blueprint = Blueprint("proposals", __name__, url_prefix="/proposals")


@blueprint.before_request
def stamp_arrival() -> None:
    """The deadline looks at the moment when the whole request was here, before any queue or lock."""
    if request.method == "POST":
        request.form  # noqa: B018 - reads the body to its end
    g.arrived_at = clock.now()


def arrival(session, proposal) -> dict:
    looking = {"only_looking": True} if request.method == "GET" else {}
    return {"arrived_at": g.arrived_at, **looking}


def checked(passed: bool):
    """The verb of the two outcomes of the formal check."""

    def verb(session, proposal, *, by, reason="", expect=None, conditions_checked=True):
        return eligibility.check(session, proposal, by=by, passed=passed, reason=reason, expect=expect)

    return verb


WAYS = {
    "submit": Way(form=SubmitForm, verb=submissions.submit, facts=arrival, template="proposals/submit.html",
                  prefill=lambda proposal: {"draft_version": proposal.draft_version}),
    "withdraw": Way(facts=arrival),
    "pass": Way(form=CheckForm, verb=checked(True), template="proposals/check.html",
                facts=lambda session, proposal: {"conditions_checked": True}),
    "fail": Way(form=FailForm, verb=checked(False), template="proposals/check.html",
                facts=lambda session, proposal: {"conditions_checked": True}),
}  # fmt: skip

serve_steps(blueprint, Proposal, WAYS)
serve_materials(blueprint, Proposal, P.PROPOSAL_WRITE, ("plan", "photo", "other"), lambda p: p.state in drafts.EDITABLE)


@blueprint.context_processor
def _helpers() -> dict:
    return {
        "conditions_of": lambda proposal: conditions(reader(), proposal),
        "closing_conditions_of": lambda proposal: as_on_the_closing_day(reader(), proposal),
        "read_again": read_again,
    }


from portal.blueprints.proposals import routes  # noqa: E402,F401 - the routes hang themselves on the blueprint

