"""The processes in which a filing may lapse: the list and one of them. Its steps are served by their own mechanism."""

from __future__ import annotations

from flask import request

from portal.blueprints.edge import current_actor, page, permits, reader
from portal.blueprints.filters import chosen, one_of
from portal.blueprints.lapses import WAYS, blueprint
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, day, every, exported
from portal.blueprints.words import shows
from portal.domain.organizations import lapses
from portal.domain.organizations.group_life import Lapse, LapseState
from portal.kernel import papers, regions
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_
from portal.workflows import group_years, obligations

TABLE = Table(N_("备案活动核查"), (
    (N_("组织"), "caption"), (N_("编号"), "number"), (N_("年份"), "year"), (N_("确认的活动"), "found"), (N_("要求"), "needed"),
    (N_("转来日期"), day("created_at")), (N_("状态"), "state"),
))  # fmt: skip


@blueprint.get("/")
@permits(P.LAPSE_READ)
@exported(TABLE, lambda: every(lapses.listed, state=chosen(LapseState, "state")), {"state": one_of(LapseState)})
def index():
    state = chosen(LapseState, "state")
    found = lapses.listed(reader(), current_actor(), cursor=request.args.get("cursor"), state=state)
    return page("lapses/index.html", found=found, state=state, states=list(LapseState))


@blueprint.get("/<public_id>")
@shows(Lapse)
@permits(P.LAPSE_READ, Lapse)
def show(lapse: Lapse):
    session, group = reader(), lapse.organization
    return page(
        "lapses/show.html", lapse=lapse, group=group, papers=papers.papers_of(session, lapse),
        place=regions.name_of(session, lapse.region_path), years=group_years.years_of(session, group),
        outcomes=group_years.outcomes_of(session, group), told=group_years.told_of(session, group).get(lapse.year),
        open_now=obligations.open_obligations(session, group, current_actor()), rule=group_years.rule(session, group),
        **record_context(lapse, WAYS),
    )  # fmt: skip
