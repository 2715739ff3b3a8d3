"""What waits for an answer; a public answer is read on the call's page."""

from __future__ import annotations

from flask import redirect, url_for

from portal.blueprints.edge import current_actor, page, permits, reader
from portal.blueprints.questions import WAYS, blueprint
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, day, exported
from portal.blueprints.words import shows
from portal.domain.calls import queries
from portal.domain.calls.models import Question
from portal.kernel import access
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

TABLE = Table(N_("等待答复的提问"), (
    (N_("提的问题"), "body"), (N_("公告"), lambda q: q.call.title), (N_("日期"), day("created_at")),
))  # fmt: skip


@blueprint.get("", strict_slashes=False)
@permits(P.CALL_DRAFT)
@exported(TABLE, lambda: queries.unanswered(reader(), current_actor()))
def index():
    return page("questions/index.html", rows=queries.unanswered(reader(), current_actor()))


@blueprint.get("/<public_id>")
@shows(Question)
@permits(P.CALL_READ, Question)
def show(question: Question):
    if not access.allows(current_actor(), P.CALL_DRAFT, question):
        return redirect(url_for("calls.show", public_id=question.call.public_id) + "#qa")
    return page("questions/show.html", question=question, **record_context(question, WAYS, names=False))
