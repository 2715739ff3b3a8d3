"""The notice centre: what happened to one's records, with the way there."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, url_for

from portal.blueprints.edge import current_actor, done, page, perform, permits, reader, spoken
from portal.blueprints.words import record_url
from portal.kernel.channels import Kind
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Sentence, say
from portal.workflows import notices

blueprint = Blueprint("notices", __name__, url_prefix="/notices")
MOST = 2**63 - 1  # the largest key that a column holds


@blueprint.get("", strict_slashes=False)
@permits(P.DESK_USE)
def index():
    """Newest first; each line leads to its record, as far as its reader may read it now."""
    session, actor = reader(), current_actor()
    user_id, choices = actor.user_id or 0, notices.processes_of(session, actor.user_id or 0)
    process = request.args.get("process", "") if request.args.get("process") in dict(choices) else ""
    only_new = request.args.get("unread") == "1"
    found = notices.listed(session, user_id, process=process, unread=only_new, cursor=request.args.get("cursor"))
    open_to = notices.readable(session, actor, found.items)
    lines = [
        {
            "id": notice.id,
            "at": notice.at,
            "sentence": spoken(Sentence(notice.msgid, **notice.parts)),
            "kind": "" if notice.kind is Kind.PROGRESS else spoken(notice.kind.label),
            "unread": notice.read_at is None,
            "url": record_url(*where) if (where := (notice.subject_type, notice.subject_public_id)) in open_to else None,
        }
        for notice in found.items
    ]
    return page("notices/index.html", found=found, lines=lines, unread=notices.unread(session, user_id), process=process,
                only_new=only_new, here=_chosen(), processes=sorted((name, spoken(title)) for name, title in choices))  # fmt: skip


@blueprint.post(f"/<int(max={MOST}):notice_id>/read")
@permits(P.DESK_USE)
def read(notice_id: int):
    """Mark one as read; somebody else's simply is not found among one's own."""
    perform(None, notices.mark_read, current_actor().user_id, notice_id)
    return redirect(url_for(".index", **_chosen()))


@blueprint.post("/read")
@permits(P.DESK_USE)
def read_all():
    result = perform(None, notices.mark_read, current_actor().user_id)
    count = result.value if result else 0
    return done(say("已把 %(n)s 条标为已读。", n=count) if count else say("没有未读的通知。"), url_for(".index"))


def _chosen() -> dict[str, Any]:
    """The list from which a button was pressed."""
    return {name: request.args[name] for name in ("cursor", "process", "unread") if request.args.get(name)}


from portal.blueprints.notices import letters, mail, settings, texts  # noqa: E402,F401 - routes and the outbox's handlers
