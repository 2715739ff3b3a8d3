"""A project's satisfaction in public: the distribution, the formula, the list in which holders find their ballots."""

from __future__ import annotations

from flask import Response, abort
from flask_babel import gettext as _

from portal import charts
from portal.blueprints.edge import current_actor, page, permits, reader
from portal.blueprints.projects import blueprint
from portal.documents.tables import csv_bytes
from portal.domain.projects.models import Project
from portal.domain.satisfaction.models import SurveyState
from portal.domain.satisfaction.operations import survey_of
from portal.domain.satisfaction.results import details_of, digests_of, public_result_of
from portal.kernel import access
from portal.kernel.permissions import Permission as P


@blueprint.get("/<public_id>/satisfaction")
@permits(P.PROJECT_READ, Project)
def satisfaction(project: Project):
    survey = survey_of(reader(), project.id) or abort(404)
    result = public_result_of(reader(), survey)
    published = digests_of(reader(), survey) if survey.state is SurveyState.CLOSED else []
    return page("satisfaction/show.html", project=project, survey=survey, result=result, digests=published,
                bars=_bars(result.counts) if result.counts else None, words=_words(),
                details=details_of(reader(), survey), may_read_comments=_may_read_comments(project))  # fmt: skip


def _may_read_comments(project: Project) -> bool:
    """The officers who answer for the project and those who carry it out; comments may tell of people."""
    actor = current_actor()
    return any(access.allows(actor, p, project) for p in (P.ACTIVITY_RECORD, P.PROJECT_MANAGE, P.SATISFACTION_MANAGE))


@blueprint.get("/<public_id>/satisfaction.csv")
@permits(P.PROJECT_READ, Project)
def satisfaction_list(project: Project):
    survey = survey_of(reader(), project.id)
    if survey is None or survey.state is not SurveyState.CLOSED:
        abort(404)
    body = csv_bytes((_("评价凭证号"),), [(digest,) for digest in digests_of(reader(), survey)])
    return Response(body, mimetype="text/csv", headers={"Content-Disposition": "attachment; filename=ballots.csv"})


def _words() -> dict[int, str]:
    return {5: _("很满意"), 4: _("满意"), 3: _("一般"), 2: _("不满意"), 1: _("很不满意")}


def _bars(counts: dict[int, int]):
    total = sum(counts.values())
    rows = [
        charts.Bar(_("%(n)s 分　%(word)s", n=score, word=_words()[score]), counts[score],
                   _("%(n)s 人", n=counts[score]),
                   f"{counts[score] * 100 / total:.0f}%" if total else "")
        for score in (5, 4, 3, 2, 1)
    ]  # fmt: skip
    return charts.bars(rows, label=_("各分数的人数"), whole=total or 1)
