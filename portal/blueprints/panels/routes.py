"""One call's panels, the commitment, the draw's recomputation, the result of a lot."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _

from portal import charts
from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.filters import csv_download
from portal.blueprints.panels import WAYS, blueprint
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, exported
from portal.blueprints.words import points, shows
from portal.domain.calls.models import Call, Lot
from portal.domain.review import conflicts, draws, guidance, leaving, overview, ranking, replay, scoring
from portal.domain.review.models import GONE, ExpertDraw, Panel, PanelSeat, PanelState, reason_label
from portal.kernel import journal, papers
from portal.kernel.permissions import Permission as P
from portal.kernel.roles import Reach
from portal.kernel.words import N_, say

TABLE = Table(N_("评审组"), (
    (N_("标段"), lambda r: r.lot.title), (N_("征集"), lambda r: r.lot.call.title), (N_("通过资格审查"), "eligible"),
    (N_("待审查"), "unchecked"), (N_("状态"), lambda r: r.panel.state if r.panel else None),
))  # fmt: skip


@blueprint.get("/")
@permits(P.PANEL_READ)
@exported(TABLE, lambda: overview.lots(reader(), current_actor()) if current_actor().reach is not Reach.ASSIGNED else [])
def index():
    """The calls that are being checked or reviewed, lot by lot."""
    if current_actor().reach is Reach.ASSIGNED:
        return redirect(url_for("reviews.index"))
    return page("panels/index.html", rows=overview.lots(reader(), current_actor()), draws_here=current_actor().holds(P.PANEL_DRAW))


@blueprint.post("/of/<public_id>")
@permits(P.PANEL_DRAW, Call)
def commit(call: Call):
    """Seal the list of candidates for one lot of the call."""
    lot: Lot | None = next((x for x in call.lots if x.public_id == request.form.get("lot")), None)
    if lot is not None and (result := perform(None, draws.commit, lot, by=current_actor())):
        return done(say("候选名单已封存。请见证人报数后抽取。"), url_for(".show", public_id=result.value.public_id), result.value)
    return redirect(url_for(".index"))


@blueprint.get("/<public_id>")
@shows(Panel)
@permits(P.PANEL_READ, Panel)
def show(panel: Panel):
    if current_actor().reach is Reach.ASSIGNED:
        return redirect(url_for("reviews.index"))
    panel = scoring.panel_with_its_lot(reader(), panel)
    seats = scoring.seats_of(reader(), panel)
    story = journal.with_parts(reader(), panel, seats)  # who stepped aside or was replaced belongs to it
    rounds = [(row, replay.recomputed(row), _exclusions(row)) for row in draws.rounds_of(reader(), panel)]
    return page("panels/show.html", panel=panel, seats=seats, rounds=rounds, algorithm=replay.ALGORITHM,
                progress=_progress(panel, seats), papers=papers.papers_of(reader(), panel),
                guidance=guidance.of_panel(reader(), panel, seats), not_open=guidance.not_open(panel, {P.PANEL_DRAW}),
                dues={s.id: leaving.due_of(s) for s in seats}, ties=_ties(panel, seats), away=_away(seats),
                draws_here=current_actor().holds(P.PANEL_DRAW), **record_context(panel, WAYS, story=story))  # fmt: skip


def _progress(panel: Panel, seats: list[PanelSeat]) -> dict[int, tuple[int, int]]:
    """Seat id → (scored, all); nothing is handed out before all have accepted."""
    return {} if panel.state is PanelState.DRAWN else scoring.progress_of(reader(), [s.id for s in seats])


def _exclusions(draw: ExpertDraw) -> list[tuple[str, int]]:
    reasons = [e["reason"] for e in draw.excluded]
    return [(_(reason_label(code)), reasons.count(code)) for code in sorted(set(reasons))]


def _ties(panel: Panel, seats: list[PanelSeat]) -> dict[int, str]:
    """Seat id → the tie that shows now, for those who sit there."""
    found = conflicts.in_panel(reader(), panel, [s for s in seats if s.state not in GONE])
    return {seat_id: _(kind.label) for seat_id, kind in found.items()}


def _away(seats: list[PanelSeat]) -> set[int]:
    out = conflicts.out_of_post(reader(), [s.expert for s in seats])
    return {s.id for s in seats if s.expert.public_id in out and s.state not in GONE}


@blueprint.post("/<public_id>/recheck")
@permits(P.PANEL_DRAW, Panel)
def recheck(panel: Panel):
    """Look at everyone's ties again; whoever has one leaves and a substitute is invited."""
    address = url_for(".show", public_id=panel.public_id)
    if result := perform(None, leaving.recheck, panel, by=current_actor()):
        return done(say("核对完毕：%(n)s 人要回避。", n=result.value), address)
    return redirect(address)


def _officers_only() -> None:
    """The result names the bidders: the experts, who read blind, see it when it is published, like everybody else."""
    if current_actor().reach is Reach.ASSIGNED:
        abort(404)


@blueprint.get("/<public_id>/result")
@permits(P.REVIEW_READ, Panel)
def result(panel: Panel):
    _officers_only()
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
    _officers_only()
    columns = [_("名次"), _("项目"), _("申报单位"), *(_("专家 %(n)s", n=n) for n in range(1, panel.size + 1)), _("结果")]
    rows = [
        [r.rank, r.proposal.title, r.proposal.organization.name, *map(points, r.scores), points(r.score)]
        for r in ranking.results(reader(), panel.lot)
    ]
    return csv_download("scores.csv", columns, rows)
