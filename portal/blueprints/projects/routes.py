"""The list of projects and the page of one."""

from __future__ import annotations

from flask import abort, request

from portal.blueprints.activities.routes import TABLE as ACTIVITIES
from portal.blueprints.edge import current_actor, page, permits, public, reader
from portal.blueprints.filters import one_of, place, typed
from portal.blueprints.projects import blueprint, views
from portal.blueprints.projects.ways import DECIDED_ELSEWHERE, WAYS
from portal.blueprints.steps import actions_for, stepper_for, timeline_for
from portal.blueprints.tables import every, exported
from portal.blueprints.words import shows
from portal.domain.organizations.models import OrgField
from portal.domain.projects import activities, queries
from portal.domain.projects.models import Project, ProjectState
from portal.domain.projects.queries import Filter
from portal.kernel import access, regions
from portal.kernel.permissions import Permission as P
from portal.workflows import disclosure
from portal.workflows.project_story import story_of


@blueprint.get("/", strict_slashes=False)
@public
@exported(views.TABLE, lambda: views.rows_of(reader(), current_actor(), _filter()), {"q": typed, "field": one_of(OrgField), "state": one_of(ProjectState), "street": place})
def index():
    narrowed = _filter()
    found = queries.listed(reader(), current_actor(), narrowed, cursor=request.args.get("cursor"))
    totals = queries.totals_of(reader(), [row.id for row in found.items])
    return page(
        "projects/index.html", found=found, narrowed=narrowed, totals=totals, fields=OrgField, states=ProjectState,
        risks=queries.risks_of(reader(), found.items, totals), sums=queries.summed(reader(), current_actor(), narrowed),
        streets=regions.choices(reader(), regions.Level.STREET),
    )  # fmt: skip


@blueprint.get("/<public_id>")
@shows(Project)
@permits(P.PROJECT_READ, Project)
def show(project: Project):
    story = story_of(reader(), project)
    actor = current_actor()
    return page(
        "projects/show.html", story=story, project=story.project, record=story.project,
        proposal=views.summary_of(story.project), outputs=views.outputs_of(story), money=views.money_of(story),
        chart=views.chart_of(story), steps=stepper_for(project, story.entries),
        actions=_actions(project),
        timeline=timeline_for(project, story.entries, names=False),
        may_record=access.allows(actor, P.ACTIVITY_RECORD, project) and project.closed_at is None,
        may_read_contract=access.allows(actor, P.CONTRACT_READ, story.project.contract),
        may_see_evaluations=access.allows(actor, P.EVALUATION_READ, project),
    )  # fmt: skip


@blueprint.get("/<public_id>/contract")
@permits(P.PROJECT_READ, Project)
def contract(project: Project):
    """What the law has public of the contract."""
    project = queries.whole(reader(), project)
    facts = disclosure.of_contract(project.contract)
    if facts is None:
        abort(404)
    return page("projects/contract.html", project=project, contract=project.contract, facts=facts)


@blueprint.get("/<public_id>/evaluations")
@permits(P.PROJECT_READ, Project)
def evaluations(project: Project):
    """The public part of its evaluation reports."""
    return page("projects/evaluations.html", project=project, reports=disclosure.of_evaluations(reader(), project))


@blueprint.get("/<public_id>/activities")
@permits(P.PROJECT_READ, Project)
@exported(ACTIVITIES, lambda project: every(activities.listed, project=project))
def activity_list(project: Project):
    found = activities.listed(reader(), current_actor(), project=project, cursor=request.args.get("cursor"))
    totals = queries.totals_of(reader(), [project.id])[project.id]
    may_record = access.allows(current_actor(), P.ACTIVITY_RECORD, project) and project.closed_at is None
    return page("projects/activities.html", project=project, found=found, totals=totals, may_record=may_record)


def _actions(project: Project) -> list[dict]:
    """The buttons, without the steps that evaluations decide."""
    offered = [a for a in actions_for(project, WAYS) if a["url"].rsplit("/", 1)[-1] not in DECIDED_ELSEWHERE]
    return [{**a, "primary": a["url"].endswith(("begin-mid", "begin-final"))} for a in offered]


def _filter() -> Filter:
    args = request.args
    return Filter(args.get("q", "").strip()[:60], _member(OrgField, args.get("field")),
                  _member(ProjectState, args.get("state")), args.get("street", "")[:60])  # fmt: skip


def _member(enum_class, value):
    return next((member for member in enum_class if member.value == value), None)
