"""One draw as anyone may recompute it, and the very bytes that were committed to."""

from __future__ import annotations

from portal.blueprints.draws import blueprint
from portal.blueprints.edge import page, permits, reader
from portal.blueprints.filters import as_file
from portal.blueprints.words import shows
from portal.domain.review import replay
from portal.domain.review.models import ExpertDraw, reason_label
from portal.kernel import papers
from portal.kernel.permissions import Permission as P


@blueprint.get("/<public_id>")
@shows(ExpertDraw)
@permits(P.DRAW_READ, ExpertDraw)
def show(draw: ExpertDraw):
    issued = [p for p in papers.papers_of(reader(), draw.panel) if p.facts.get("commitment") == draw.commitment]
    return page("draws/show.html", draw=draw, steps=replay.recomputed(draw), agrees=replay.agrees(draw),
                places=replay.places(reader(), draw), algorithm=replay.ALGORITHM, papers=issued,
                excluded=[(e["expert"], reason_label(e["reason"])) for e in draw.excluded])  # fmt: skip


@blueprint.get("/<public_id>/sealed.json")
@permits(P.DRAW_READ, ExpertDraw)
def sealed(draw: ExpertDraw):
    """The sealed list of candidates, byte for byte: its SHA-256 is the commitment."""
    return as_file(replay.sealed(draw), "sealed.json", "application/json")
