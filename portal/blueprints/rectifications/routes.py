"""Rectifications: the list and the page of one."""

from __future__ import annotations

from flask import request

from portal.blueprints.edge import current_actor, page, permits, reader
from portal.blueprints.filters import chosen, one_of
from portal.blueprints.materials import files_of
from portal.blueprints.rectifications import EDITABLE, WAYS, blueprint
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, every, exported
from portal.blueprints.words import shows
from portal.domain.evaluation import queries
from portal.domain.evaluation.models import Rectification, RectificationState
from portal.kernel import access
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

TABLE = Table(N_("整改"), (
    (N_("整改"), lambda r: r.project.title), (N_("编号"), "number"), (N_("状态"), "state"),
))  # fmt: skip


@blueprint.get("/", strict_slashes=False)
@permits(P.RECTIFICATION_READ)
@exported(TABLE, lambda: every(queries.rectifications, state=chosen(RectificationState, "state")), {"state": one_of(RectificationState)})
def index():
    state = chosen(RectificationState, "state")
    found = queries.rectifications(reader(), current_actor(), state=state, cursor=request.args.get("cursor"))
    return page("rectifications/index.html", found=found, state=state, states=RectificationState)


@blueprint.get("/<public_id>")
@shows(Rectification)
@permits(P.RECTIFICATION_READ, Rectification)
def show(rectification: Rectification):
    mine = access.allows(current_actor(), P.RECTIFICATION_REPORT, rectification)
    return page(
        "rectifications/show.html", rectification=rectification, project=rectification.project,
        evaluation=rectification.evaluation, files=files_of(rectification),
        editable=mine and rectification.state in EDITABLE, **record_context(rectification, WAYS),
    )  # fmt: skip
