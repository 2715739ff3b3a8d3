"""The public list, a rating's page, and entering one that was given before the portal."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from portal.blueprints.edge import current_actor, done, page, perform, permits, public, reader
from portal.blueprints.filters import chosen, one_of, typed, words
from portal.blueprints.ratings import blueprint
from portal.blueprints.ratings.forms import EarlierForm
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, exported
from portal.blueprints.words import shows
from portal.domain.organizations.models import Organization, OrgType
from portal.domain.ratings import applications, grants, measures, rounds
from portal.domain.ratings.granted import HELD, Rating
from portal.domain.ratings.indicators import TYPES
from portal.domain.ratings.scoring import LEVELS
from portal.kernel import access, paging, papers
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say

TABLE = Table(N_("社会组织评估等级"), (
    (N_("组织"), lambda r: r.organization.name), (N_("统一社会信用代码"), lambda r: r.organization.uscc),
    (N_("组织类型"), lambda r: r.organization.org_type), (N_("等级"), lambda r: f"{r.level}A"), (N_("年度"), "year"),
    (N_("起"), "starts_on"), (N_("止"), "ends_on"), (N_("状态"), "state"),
))  # fmt: skip
YEARS = [str(year) for year in range(2000, 2101)]


def _asked() -> dict[str, Any]:
    level, year = request.args.get("level", ""), request.args.get("year", "")
    return {
        "q": words(), "level": int(level) if level in map(str, LEVELS) else None, "org_type": chosen(OrgType, "type"),
        "year": int(year) if year in YEARS else None, "past": request.args.get("status") == "past",
    }  # fmt: skip


def _rows():
    asked = _asked()
    return paging.every(lambda cursor: applications.ratings(reader(), **asked, cursor=cursor))


@blueprint.get("/", strict_slashes=False)
@public
@exported(TABLE, _rows, {"q": typed, "level": one_of("12345"), "type": one_of(TYPES), "year": one_of(YEARS), "status": one_of(["past"])})
def index():
    session, asked = reader(), _asked()
    found = applications.ratings(session, **asked, cursor=request.args.get("cursor"))
    known = rounds.public_rounds(session)
    return page(
        "ratings/index.html", found=found, asked=asked, types=TYPES, levels=list(reversed(LEVELS)), counted=grants.counted(session, ""),
        years=sorted({r.year for r in known}, reverse=True), running=rounds.running(session), in_public=applications.in_public(session),
    )  # fmt: skip


@blueprint.get("/<public_id>")
@shows(Rating)
@permits(P.RATING_READ, Rating)
def show(rating: Rating):
    session, actor = reader(), current_actor()
    officer = access.allows(actor, P.RATING_CHECK, rating, publicly=False)
    why_not = measures.why_not(session, rating, actor) if officer else None
    return page(
        "ratings/show.html", rating=rating, organization=rating.organization, held=rating.state in HELD,
        history=grants.history(session, rating.organization_id), measures=measures.listed(session, rating, actor),
        papers=[p for p in papers.papers_of(session, rating) if not p.revoked_at], may_measure=officer and why_not is None,
        **record_context(rating, names=access.allows(actor, P.RATING_READ, rating, publicly=False)),
    )  # fmt: skip


@blueprint.route("/earlier/<public_id>", methods=["GET", "POST"])
@permits(P.RATING_CHECK, Organization)
def earlier(organization: Organization):
    form = EarlierForm()
    if form.validate_on_submit():
        fields = {name: form[name].data for name in ("level", "starts_on", "source")}
        if result := perform(form, grants.enter_earlier, organization, by=current_actor(), **fields):
            return done(say("等级已录入，写进名册。"), url_for(".show", public_id=result.value.public_id), result.value)
    return page("ratings/earlier.html", form=form, organization=organization)
