"""The outbox's handler "own-copy": packs what the portal holds about one person. One page to read, tables, and JSON."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime
from typing import Any

from flask import current_app, g, render_template
from flask_babel import gettext
from sqlalchemy.orm import Session

from portal.blueprints.edge import spoken
from portal.blueprints.words import moment
from portal.documents.tables import csv_bytes
from portal.kernel import copies, outbox
from portal.kernel.engine import writing
from portal.kernel.outbox import OutboxMessage, handles
from portal.kernel.people import User
from portal.kernel.words import Sentence, say
from portal.workflows import own_data
from portal.workflows.own_data import Section


@handles(copies.JOB)
def make(session: Session, message: OutboxMessage) -> None:
    """A copy that was asked for again meanwhile, or whose account was closed, is not made."""
    copy = copies.by_public_id(session, message.content["copy"])
    user = session.get(User, copy.user_id) if copy else None
    if copy is None or user is None or copy.ready_at is not None or not user.active:
        return
    key, app = copy.id, current_app._get_current_object()  # type: ignore[attr-defined]
    with app.app_context(), app.test_request_context(base_url=app.config["PORTAL_BASE_URL"]):
        g.locale = user.locale
        packed = _packed(own_data.sections(session, user), user.locale)
    with writing(session):
        again = session.get(copies.DataCopy, key, with_for_update=True)
        if again is not None and again.ready_at is None:
            copies.fill(again, packed)
            outbox.tell(session, [again.user_id], say("您要的个人资料准备好了，%(days)s 天内可以下载", days=copies.KEPT.days),
                        session.get_one(User, again.user_id))  # fmt: skip


def _packed(sections: list[Section], locale: str) -> bytes:
    out = io.BytesIO()
    tables = [_worded(section) for section in sections]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("index.html", render_template("accounts/own_copy.html", sections=tables, locale=locale))
        folder.writestr("own-data.json", json.dumps({s.name: _plain(s) for s in sections}, ensure_ascii=False, indent=1))
        for table in tables:
            folder.writestr(f"{table.name}.csv", csv_bytes([label for _, label in table.columns], table.rows))
    return out.getvalue()


def _worded(section: Section) -> Section:
    """In the reader's words."""
    columns = tuple((key, spoken(label)) for key, label in section.columns)
    return Section(section.name, spoken(section.title), columns, [tuple(map(_said, row)) for row in section.rows])


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(value, datetime):
        return moment(value)
    return spoken(getattr(value, "label", value)) if isinstance(value, str) else str(value)


def _plain(section: Section) -> list[dict[str, Any]]:
    """For programs: codes stay codes, moments are ISO 8601."""
    keys = [key for key, _ in section.columns]
    return [dict(zip(keys, map(_value, row), strict=True)) for row in section.rows]


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return spoken(value) if isinstance(value, Sentence) else getattr(value, "value", value)
