"""One call's panels, the commitment, the draw's recomputation, the result of a lot."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask_babel import gettext as _

from portal import charts
from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.filters import csv_download
from portal.blueprints.panels import WAYS, blueprint
from portal.blueprints.steps import record_context
from portal.blueprints.words import points, shows
from portal.domain.calls.models import Call, Lot
from portal.domain.review import draws, overview, ranking, scoring
from portal.domain.review.models import ConflictKind, Panel
from portal.kernel import papers
from portal.kernel.permissions import Permission as P
from portal.kernel.permissions import Reach
from portal.kernel.words import say


@blueprint.get("/")
@permits(P.PANEL_READ)
def index():
    """The calls that are being checked or reviewed, lot by lot."""
    return page("panels/index.html", rows=overview.lots(reader(), current_actor()), draws_here=current_actor().holds(P.PANEL_DRAW))


@blueprint.post("/of/<public_id>")
@permits(P.PANEL_DRAW, Call)
def commit(call: Call):
    """Seal the list of candidates for one lot of the call."""
    lot: Lot | None = next((x for x in call.lots if x.public_id == request.form.get("lot")), None)
    if lot is not None and (result := perform(None, draws.commit, lot, by=current_actor())):
        return done(say("候选名单已封存。请见证人报数后抽取。"), url_for(".show", public_id=result.value.public_id))
    return redirect(url_for(".index"))


@blueprint.get("/<public_id>")
@shows(Panel)
@permits(P.PANEL_READ, Panel)
def show(panel: Panel):
    if current_actor().reach is Reach.ASSIGNED:
        return redirect(url_for("reviews.index"))
    seats = scoring.seats_of(reader(), panel)
    draw = draws.of_panel(reader(), panel)
    reasons = [e["reason"] for e in draw.excluded]
    return page("panels/show.html", panel=panel, draw=draw, seats=seats, replay=draws.replay(draw), algorithm=draws.ALGORITHM,
                progress=scoring.progress_of(reader(), [s.id for s in seats]), papers=papers.papers_of(reader(), panel),
                exclusions=[(_(ConflictKind(code).label), reasons.count(code)) for code in sorted(set(reasons))],
                **record_context(panel, WAYS))  # fmt: skip


@blueprint.get("/<public_id>/result")
@permits(P.REVIEW_READ, Panel)
def result(panel: Panel):
    found = ranking.results(reader(), panel.lot)
    spread = [
        charts.Spread(
            r.proposal.title, points(r.score), [s / 100 for s in r.scores], [s / 100 for s in r.dropped], r.score / 100,
            bool(r.outliers),
        )
        for r in found
    ]  # fmt: skip
    chart = charts.spread(spread, label=_("%(lot)s：各项目的专家打分，圆圈是一位专家，竖线是结果", lot=panel.lot.title)) if found else ""
    return page("panels/result.html", panel=panel, found=found, chart=chart, criteria=panel.call.criteria,
                seats=[_("专家 %(n)s", n=n) for n in range(1, panel.size + 1)])  # fmt: skip


@blueprint.get("/<public_id>/result.csv")
@permits(P.REVIEW_READ, Panel)
def sheet(panel: Panel):
    """The score sheet without names: enough to recompute the result."""
    columns = [_("名次"), _("项目"), _("申报单位"), *(_("专家 %(n)s", n=n) for n in range(1, panel.size + 1)), _("结果")]
    rows = [
        [r.rank, r.proposal.title, r.proposal.organization.name, *map(points, r.scores), points(r.score)]
        for r in ranking.results(reader(), panel.lot)
    ]
    return csv_download("scores.csv", columns, rows)
