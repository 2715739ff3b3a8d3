"""What stands open, the organizations that one looks after, and the page that all offices of one organization share."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _

from portal.blueprints.edge import current_actor, done, page, perform, permits, reader, spoken
from portal.blueprints.filters import typed, words
from portal.blueprints.supervision import blueprint
from portal.blueprints.supervision.forms import NoteForm, TaskForm
from portal.blueprints.tables import Table, every, exported
from portal.domain.organizations.models import Organization
from portal.domain.supervision import operations
from portal.domain.supervision.models import NoteKind
from portal.domain.supervision.offices import OfficeKind, addressable, office_of
from portal.kernel import access, regions
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say
from portal.workflows import supervision

TABLE = Table(N_("联合监管的组织"), (
    (N_("名称"), "name"), (N_("统一社会信用代码"), "uscc"), (N_("备案编号"), "filing_number"), (N_("业务主管单位"), "authority"),
    (N_("状态"), "state"),
))  # fmt: skip


@blueprint.get("/")
@permits(P.SUPERVISION_READ)
@exported(TABLE, lambda: every(operations.looked_after, q=words()), {"q": typed})
def index():
    found = operations.looked_after(reader(), current_actor(), q=words(), cursor=request.args.get("cursor"))
    return page("supervision/index.html", found=found, q=words(), counts=operations.counts(reader(), current_actor()),
                has_office=office_of(current_actor()) is not None)  # fmt: skip


@blueprint.get("/<public_id>")
@permits(P.SUPERVISION_READ, Organization)
def show(organization: Organization):
    session, actor = reader(), current_actor()
    return page(
        "supervision/show.html", organization=organization, officer=actor.organization_id is None,
        writes=access.allows(actor, P.SUPERVISION_NOTE, organization), place=regions.name_of(session, organization.region_path),
        standing=supervision.standing_of(session, organization), matters=supervision.open_matters(session, organization, actor),
        notes=operations.notes_of(session, organization, actor), tasks=operations.tasks_of(session, organization, actor),
        sees_people=access.allows(actor, P.ROLL_READ, organization),
    )  # fmt: skip


@blueprint.route("/<public_id>/note", methods=["GET", "POST"])
@permits(P.SUPERVISION_NOTE, Organization)
def note(organization: Organization):
    form = NoteForm()
    if form.validate_on_submit():
        given = {name: form[name].data for name in ("kind", "body", "shared", "due_on")}
        if perform(form, operations.write_note, organization, by=current_actor(), **given):
            said = say("已发给组织，请它在期限前答复。") if form.kind.data is NoteKind.REMINDER else say("已记录。")
            return done(said, url_for(".show", public_id=organization.public_id))
    return page("supervision/note.html", form=form, organization=organization)


@blueprint.route("/<public_id>/task", methods=["GET", "POST"])
@permits(P.SUPERVISION_NOTE, Organization)
def task(organization: Organization):
    form = TaskForm()
    own = office_of(current_actor())
    others = [(office.kind.value, spoken(name)) for office, name in addressable(reader(), organization)
              if office != own]  # fmt: skip
    form.to.choices = [("", _("请选择")), *others]
    if form.validate_on_submit():
        if result := perform(form, operations.pass_task, organization, by=current_actor(), title=form.title.data, body=form.body.data,
                             due_on=form.due_on.data, to=OfficeKind(form.to.data)):  # fmt: skip
            return done(say("已转办，对方会在待办里看到。"), url_for(".show", public_id=organization.public_id), result.value)
    return page("supervision/task.html", form=form, organization=organization)
