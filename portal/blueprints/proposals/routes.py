"""A proposal: list, begin, write, read. Its steps and materials are served by their own mechanisms."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import abort, jsonify, redirect, request, url_for
from flask_babel import gettext as _

from portal.blueprints.before import way_ahead
from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.filters import as_file, one_of, typed
from portal.blueprints.forms import change_lines
from portal.blueprints.materials import files_of
from portal.blueprints.proposals import WAYS, blueprint
from portal.blueprints.proposals.forms import ProposalForm
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, every, exported, yuan
from portal.blueprints.words import shows
from portal.domain.calls.models import Lot
from portal.domain.proposals import contents, drafts, submissions
from portal.domain.proposals.guards import cap_of
from portal.domain.proposals.models import Proposal, ProposalState
from portal.domain.review import eligibility, ranking
from portal.kernel import access, clock
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, NotFound, say

TABLE = Table(N_("申报书"), (
    (N_("项目"), "title"), (N_("申报单位"), lambda p: p.organization.name), (N_("征集"), lambda p: p.call.title),
    (N_("标段"), lambda p: p.lot.title), (N_("申请资金（元）"), yuan("amount_fen")), (N_("得分"), lambda p: _score(p)), (N_("状态"), "state"),
))  # fmt: skip


def _score(proposal: Proposal) -> float | None:
    hundredths = ranking.score_for(proposal, current_actor())
    return None if hundredths is None else hundredths / 100


def _asked() -> dict[str, Any]:
    return {key: request.args.get(key, "")[:60] for key in ("q", "state", "call")}
#: What to have at hand before a proposal is begun.
BEFORE = (
    N_("看过公告的标段要求、上限和评分细则；不清楚的在公告页提问"),
    N_("计划分几步、每步做到什么、能数得出的产出"),
    N_("预算逐笔写：用在哪里、怎么算的；加起来不超过上限加自筹"),
    N_("正文和附件里不出现单位名称和人名：评审看不到是谁报的"),
)


@blueprint.get("/")
@permits(P.PROPOSAL_READ)
@exported(TABLE, lambda: every(drafts.listed, **_asked()), {"q": typed, "state": one_of(ProposalState), "call": typed})
def index():
    asked = _asked()
    found = drafts.listed(reader(), current_actor(), cursor=request.args.get("cursor"), **asked)
    return page("proposals/index.html", found=found, asked=asked, states=list(ProposalState),
                score_of=lambda proposal: ranking.score_for(proposal, current_actor()),
                calls=drafts.calls_with_proposals(reader(), current_actor()), writes=current_actor().holds(P.PROPOSAL_WRITE))  # fmt: skip


@blueprint.route("/new", methods=["GET", "POST"])
@permits(P.PROPOSAL_WRITE)
def new():
    lot = _lot(request.args.get("lot", ""))
    begun = drafts.of_lot(reader(), current_actor(), lot)
    if begun and request.method == "GET":
        return redirect(url_for(".show", public_id=begun.public_id))
    form = _form(current_actor().organization_id or 0)
    if not change_lines(form) and form.validate_on_submit():
        verb, record = _first_save(lot, begun, form)
        if result := perform(form, verb, record, by=current_actor(), **form.fields()):
            return done(say("已存为草稿，只有本组织看得到。"), url_for(".edit", public_id=result.value.public_id))
    legs = way_ahead(Proposal, lot.call.region_path, {"rank": "call.rank", "award": "awards.publicity"})
    return page("proposals/edit.html", form=form, proposal=None, lot=lot, cap=min(lot.call.cap_fen, lot.budget_fen),
                needs=BEFORE, legs=legs)  # fmt: skip


@blueprint.get("/<public_id>")
@shows(Proposal)
@permits(P.PROPOSAL_READ, Proposal)
def show(proposal: Proposal):
    writes = access.allows(current_actor(), P.PROPOSAL_WRITE, proposal)
    own = current_actor().organization_id == proposal.organization_id
    totals: list[Any] = []
    opinions: list[Any] = []
    comments: list[Any] = []
    if not own or ranking.bidder_may_see_scores(proposal.call):
        totals, opinions, comments = ranking.opinions(reader(), proposal)
    return page("proposals/show.html", proposal=proposal, content=proposal.content or proposal.draft, own=own, may_fetch=writes,
                files=files_of(proposal), editable=writes and proposal.state in drafts.EDITABLE,
                rounds=submissions.rounds(reader(), proposal) if own else [], check=eligibility.of_proposal(reader(), proposal),
                totals=totals, opinions=opinions, comments=comments, budget_total=contents.budget_total,
                **record_context(proposal, WAYS))  # fmt: skip


@blueprint.get("/<public_id>/packages/<number>")
@permits(P.PROPOSAL_WRITE, Proposal)
def package(proposal: Proposal, number: str):
    """What a receipt's digest is of, byte for byte; the bidder's own."""
    submission = next((s for s in submissions.rounds(reader(), proposal) if s.number == number), None)
    if submission is None:
        abort(404)
    return as_file(submission.package, f"{number}.json", "application/json")


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@permits(P.PROPOSAL_WRITE, Proposal)
def edit(proposal: Proposal):
    if proposal.state not in drafts.EDITABLE:
        return redirect(url_for(".show", public_id=proposal.public_id))
    form = _form(proposal.organization_id, proposal)
    if not change_lines(form) and form.validate_on_submit():
        if perform(form, drafts.save, proposal, by=current_actor(), expect=form.expected(), **form.fields()):
            return done(say("草稿已保存。"), url_for(".show", public_id=proposal.public_id))
    return page("proposals/edit.html", form=form, proposal=proposal, lot=proposal.lot, cap=cap_of(proposal))


@blueprint.post("/new/autosave")
@permits(P.PROPOSAL_WRITE)
def autosave_new():
    """The first words of a proposal begin it; the answer tells the page where the draft lives from now on."""
    form, lot = _form(current_actor().organization_id or 0), _lot(request.args.get("lot", ""))
    verb, record = _first_save(lot, drafts.of_lot(reader(), current_actor(), lot), form)
    return _autosaved(form, verb, record)


@blueprint.post("/<public_id>/autosave")
@permits(P.PROPOSAL_WRITE, Proposal)
def autosave(proposal: Proposal):
    """What can be read of the form is saved; a draft that someone else saved meanwhile answers 409, unchanged."""
    form = _form(proposal.organization_id, proposal)
    return _autosaved(form, partial(drafts.save, expect=form.expected(), aloud=False), proposal)


def _first_save(lot: Lot, begun: Proposal | None, form: ProposalForm) -> tuple[Callable[..., Proposal], Lot | Proposal]:
    """What a page does that was opened before there was a draft: begin one, or go on in the one that was begun since.
    ``save`` tells its own page, whose answer was lost on the way, from another one, which never saw that draft."""
    if begun is None:
        return drafts.begin, lot
    return partial(drafts.save, expect=form.expected() or drafts.NO_VERSION), begun


def _autosaved(form: ProposalForm, verb: Callable[..., Proposal], record: Lot | Proposal):
    form.validate()
    result = perform(form, verb, record, by=current_actor(), **_readable(form))
    if result is None:
        return jsonify(error=" ".join(map(str, form.form_errors))), 409
    draft = result.value
    said = f"{clock.local(draft.draft_saved_at):%H:%M}"
    if form.errors:
        said = _("%(time)s（有的地方没看懂，先没存：请看是不是数字）", time=said)
    lives_at = {"page": url_for(".edit", public_id=draft.public_id), "autosave": url_for(".autosave", public_id=draft.public_id)}
    return jsonify(saved_at=said, version=draft.draft_version, **lives_at)


def _readable(form: ProposalForm) -> dict[str, Any]:
    """The form's values; an amount that is no amount counts as not written yet, a text too long is cut."""
    return {**form.fields(), "title": (form.title.data or "")[:120]}


def _lot(public_id: str) -> Lot:
    try:
        return drafts.lot_for_bid(reader(), current_actor(), public_id)
    except NotFound:
        abort(404)


def _form(organization_id: int, proposal: Proposal | None = None) -> ProposalForm:
    first: dict[str, Any] = {}
    if proposal is not None:
        first = {**proposal.draft, "title": proposal.title, "implementer_id": proposal.implementer_id or 0,
                 "version": proposal.draft_version}  # fmt: skip
    form = ProposalForm(data={key: value or None if value == 0 else value for key, value in first.items()})
    form.implementer_id.choices = [(0, _("本组织自己实施")), *drafts.groups_of(reader(), organization_id)]
    form.implementer_id.data = form.implementer_id.data or 0  # not on the page where there is no group to choose
    return form
