"""A round: the list, a new one, its table, its page with the table and what came of it."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _

from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.forms import change_lines
from portal.blueprints.rating_rounds import blueprint
from portal.blueprints.rating_rounds.forms import NewRoundForm, RoundForm
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, day, every, exported
from portal.blueprints.words import shows
from portal.domain.organizations.models import Organization
from portal.domain.ratings import applications, rounds, scoring
from portal.domain.ratings.conditions import conditions
from portal.domain.ratings.indicators import bands_in_force
from portal.domain.ratings.models import Part, RatingRound, RoundState
from portal.kernel import access, clock, paging, policy
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say

TABLE = Table(N_("等级评估的轮次"), (
    (N_("评估轮次"), "title"), (N_("年度"), "year"), (N_("组织类型"), "org_type"), (N_("申请截止"), day("closes_at")), (N_("状态"), "state"),
))  # fmt: skip
RESULTS = Table(N_("评估结果"), (
    (N_("组织"), lambda a: a.organization.name), (N_("得分"), lambda a: a.score / 100), (N_("等级"), lambda a: f"{a.level}A"),
    (N_("状态"), "state"),
))  # fmt: skip


@blueprint.get("/", strict_slashes=False)
@permits(P.RATING_READ)
@exported(TABLE, lambda: every(rounds.listed))
def index():
    found = rounds.listed(reader(), current_actor(), cursor=request.args.get("cursor"))
    return page("rating_rounds/index.html", found=found, may_draft=current_actor().holds(P.RATING_CHECK))


@blueprint.route("/new", methods=["GET", "POST"])
@permits(P.RATING_CHECK)
def new():
    form = NewRoundForm(year=clock.today().year)
    if form.validate_on_submit():
        fields = {**form.fields(), "closes_at": form.closes_at.moment, "introduction": form.introduction.data or ""}
        if result := perform(form, rounds.draft, by=current_actor(), **fields):
            said = say("已存为草稿，指标表是这一类组织的通用表。下一步：核对指标表，报批准。")
            return done(said, url_for(".show", public_id=result.value.public_id), result.value)
    return page("rating_rounds/new.html", form=form)


@blueprint.get("/<public_id>")
@shows(RatingRound)
@permits(P.RATING_READ, RatingRound)
@exported(RESULTS, lambda found: _results(found))
def show(found: RatingRound):
    session, actor = reader(), current_actor()
    own = applications.own_in(session, found, actor)
    asks = actor.holds(P.RATING_APPLY) and actor.organization_id is not None and found.state is RoundState.OPEN and own is None
    organization = session.get_one(Organization, actor.organization_id) if asks else None
    why_not = applications.why_not(session, found, actor) if asks else None
    return page(
        "rating_rounds/show.html", round=found, parts=scoring.by_part(found.indicators, {}), part_of=Part, own=own, asks=asks,
        conditions=conditions(session, organization, found) if organization and not why_not else [], why_not=why_not,
        bands=found.bands or bands_in_force(session, found.region_path), band_source=policy.get(session, "rating.band-1", found.region_path).source,
        counts=rounds.counts(session, found) if _officer(found) else None,
        results=applications.results_of(session, found, cursor=request.args.get("cursor")),
        editable=found.state is RoundState.DRAFT and access.allows(actor, P.RATING_CHECK, found, publicly=False),
        **record_context(found, names=_officer(found)),
    )  # fmt: skip


def _officer(found: RatingRound) -> bool:
    return access.allows(current_actor(), P.RATING_READ, found, publicly=False)


def _results(found: RatingRound):
    return paging.every(lambda cursor: applications.results_of(reader(), found, cursor=cursor))


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@permits(P.RATING_CHECK, RatingRound)
def edit(found: RatingRound):
    if found.state is not RoundState.DRAFT:
        return redirect(url_for(".show", public_id=found.public_id))
    form = RoundForm(obj=None, data=_values(found)) if request.method == "GET" else RoundForm()
    if not change_lines(form) and form.validate_on_submit():
        if perform(form, rounds.edit, found, by=current_actor(), expect=form.expected(), **form.fields()):
            return done(say("已保存。"), url_for(".show", public_id=found.public_id))
    total = sum(row.form.maximum.data or 0 for row in form.indicators.entries)
    return page("rating_rounds/edit.html", form=form, round=found, heading=_("修改指标表"), total=total, whole=scoring.WHOLE)


def _values(found: RatingRound) -> dict[str, Any]:
    rows = [{"part": Part(row["part"]), "title": row["title"], "maximum": row["maximum"], "looks_at": row["looks_at"]}
            for row in found.indicators]  # fmt: skip
    return {"closes_at": found.closes_at, "introduction": found.introduction, "indicators": rows, "version": found.version}
