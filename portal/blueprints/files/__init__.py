"""Handed-in files: downloaded as attachments by whoever may read the record they belong to."""

from __future__ import annotations

from flask import Blueprint, abort, send_file

from portal.blueprints.edge import current_actor, reader, refuse, require
from portal.blueprints.forms import store
from portal.blueprints.materials import MATERIALS
from portal.headers import POLICY_OF_FILES
from portal.kernel import access
from portal.kernel.papers import Attachment, fit_to_hand_out

blueprint = Blueprint("files", __name__, url_prefix="/files")


def _checked_by_subject(view):
    view.access = "subject"  # access follows the record that the file belongs to
    return view


@blueprint.get("/<public_id>")
@_checked_by_subject
def download(public_id: str):
    """The bytes, never shown inline, under their own policy."""
    session = reader()
    found = session.query(Attachment).filter_by(public_id=public_id, removed_at=None).one_or_none()
    subject = access.subject_of(session, found) if found else None
    if found is None or subject is None or not _may_read(subject, found.material):
        require(current_actor().is_authenticated)
        if found is not None:
            refuse(404)
        abort(404)
    response = send_file(store().open(fit_to_hand_out(found)), found.media_type, as_attachment=True, download_name=_named(found))
    response.headers["Content-Security-Policy"] = POLICY_OF_FILES
    return response


def _named(file: Attachment) -> str:
    """What the file is, before the name that its owner gave it: a folder of downloads sorts itself."""
    kind = MATERIALS.get(file.material, "")
    return f"{kind}-{file.filename}" if kind and not file.filename.startswith(kind) else file.filename


def _may_read(subject, material: str) -> bool:
    """A record that everybody sees does not show everybody its files: only the kinds that its model calls public; and a
    model may ask for more than its own reading (``FILES``)."""
    shown = material in getattr(type(subject), "PUBLIC_MATERIALS", ())
    needed = getattr(type(subject), "FILES", access.declaration(type(subject)).read)
    return access.allows(current_actor(), needed, subject, publicly=shown)
