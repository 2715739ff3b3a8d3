"""The notice centre: what happened to one's records, with the way there."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for

from portal.blueprints.edge import current_actor, done, page, perform, permits, reader, spoken
from portal.blueprints.words import record_url
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Sentence, say
from portal.workflows import desk

blueprint = Blueprint("notices", __name__, url_prefix="/notices")
MOST = 2**63 - 1  # the largest key that a column holds


@blueprint.get("", strict_slashes=False)
@permits(P.DESK_USE)
def index():
    """Newest first; each line leads to its record."""
    user_id = current_actor().user_id or 0
    found = desk.notices(reader(), user_id, request.args.get("cursor"))
    lines = [
        {
            "id": notice.id,
            "at": notice.at,
            "sentence": spoken(Sentence(notice.msgid, **notice.parts)),
            "unread": notice.read_at is None,
            "url": record_url(notice.subject_type, notice.subject_public_id),
        }
        for notice in found.items
    ]
    return page("notices/index.html", found=found, lines=lines, unread=desk.unread(reader(), user_id))


@blueprint.post(f"/<int(max={MOST}):notice_id>/read")
@permits(P.DESK_USE)
def read(notice_id: int):
    """Mark one as read; somebody else's simply is not found among one's own."""
    perform(None, desk.mark_read, current_actor().user_id, notice_id)
    return redirect(url_for(".index", cursor=request.args.get("cursor")))


@blueprint.post("/read")
@permits(P.DESK_USE)
def read_all():
    result = perform(None, desk.mark_read, current_actor().user_id)
    count = result.value if result else 0
    return done(say("已把 %(n)s 条标为已读。", n=count) if count else say("没有未读的通知。"), url_for(".index"))


from portal.blueprints.notices import letters  # noqa: E402,F401 - registers the outbox's handler "mail"
