"""Memberships: those of one's own side, one membership, a note within it."""

from __future__ import annotations

from flask import request, url_for

from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.hub_memberships import blueprint
from portal.blueprints.hub_memberships.forms import NoteForm
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, every, exported
from portal.blueprints.words import shows
from portal.domain.hubs import operations, queries
from portal.domain.hubs.models import MEMBERS, HubMembership
from portal.kernel import access
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say

TABLE = Table(N_("枢纽会员关系"), (
    (N_("会员"), lambda m: m.organization.name), (N_("枢纽"), lambda m: m.hub.organization.name), (N_("加入"), "joined_on"), (N_("状态"), "state"),
))  # fmt: skip


@blueprint.get("/", strict_slashes=False)
@permits(P.ORGANIZATION_READ_FULL)
@exported(TABLE, lambda: every(queries.memberships))
def index():
    found = queries.memberships(reader(), current_actor(), cursor=request.args.get("cursor"))
    return page("hub_memberships/index.html", found=found)


@blueprint.get("/<public_id>")
@shows(HubMembership)
@permits(P.HUB_READ, HubMembership)
def show(membership: HubMembership):
    writes = access.allows(current_actor(), P.HUB_NOTE, membership) and membership.state in MEMBERS
    return page("hub_memberships/show.html", membership=membership, hub=membership.hub, organization=membership.organization,
                notes=queries.notes_of(reader(), membership), writes=writes, **record_context(membership))  # fmt: skip


@blueprint.route("/<public_id>/notes/new", methods=["GET", "POST"])
@permits(P.HUB_NOTE, HubMembership)
def new_note(membership: HubMembership):
    form = NoteForm()
    if form.validate_on_submit():
        fields = {"title": form.title.data, "body": form.body.data}
        if result := perform(form, operations.write_note, membership, by=current_actor(), **fields):
            return done(say("意见已交给会员。"), url_for("hub_notes.show", public_id=result.value.public_id), result.value)
    return page("hub_memberships/note.html", form=form, membership=membership)
