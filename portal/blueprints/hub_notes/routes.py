"""Notes: those that one wrote, received or oversees, and one of them."""

from __future__ import annotations

from flask import request

from portal.blueprints.edge import current_actor, page, permits, reader
from portal.blueprints.hub_notes import WAYS, blueprint
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, day, every, exported
from portal.blueprints.words import shows
from portal.domain.hubs import queries
from portal.domain.hubs.models import HubNote
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

TABLE = Table(N_("枢纽的指导意见"), (
    (N_("题目"), "title"), (N_("枢纽"), lambda n: n.membership.hub.organization.name), (N_("会员"), lambda n: n.membership.organization.name),
    (N_("日期"), day("created_at")), (N_("状态"), "state"),
))  # fmt: skip


@blueprint.get("/", strict_slashes=False)
@permits(P.ORGANIZATION_READ_FULL)
@exported(TABLE, lambda: every(queries.notes))
def index():
    found = queries.notes(reader(), current_actor(), cursor=request.args.get("cursor"))
    return page("hub_notes/index.html", found=found)


@blueprint.get("/<public_id>")
@shows(HubNote)
@permits(P.HUB_READ, HubNote)
def show(note: HubNote):
    return page("hub_notes/show.html", note=note, membership=note.membership, **record_context(note, WAYS))
