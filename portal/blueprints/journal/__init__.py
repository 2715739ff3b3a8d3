"""The journal for supervisors, its signed checkpoints for everyone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from flask import Blueprint, Response, current_app, jsonify, request
from flask_babel import gettext as _

from portal.blueprints.edge import current_actor, page, permits, public, reader, spoken
from portal.blueprints.words import moment, record_url
from portal.documents.tables import csv_bytes
from portal.kernel import checkpoints, journal, lifecycle
from portal.kernel.permissions import Permission as P
from portal.kernel.permissions import Role
from portal.workflows import desk

blueprint = Blueprint("journal", __name__, url_prefix="/journal")


@blueprint.get("/")
@permits(P.JOURNAL_READ)
def index():
    """What was done in the supervisor's region, newest first."""
    looking, session = _looking(), reader()
    found = journal.within(session, current_actor().region_path, looking, request.args.get("cursor"))
    return page("journal/index.html", found=found, looking=looking, addresses=_addresses(found.items), kinds=_kinds(),
                roles=sorted(set(Role) - {Role.VISITOR}, key=lambda role: role.value), who_did=_who)  # fmt: skip


@blueprint.get("/journal.csv")
@permits(P.JOURNAL_READ)
def export():
    """The same as a table; cells are safe to open in a spreadsheet."""
    kinds = _kinds()
    columns = (_("链上序号"), _("时间"), _("姓名"), _("岗位"), _("业务"), _("做了什么"), _("原状态"), _("新状态"), _("留痕摘要"))
    rows = [
        (e.seq or "", moment(e.at), _who(e), _(e.role.label), kinds.get(e.subject_type, e.subject_type), spoken(e.sentence),
         e.state_before or "", e.state_after or "", e.hash or "")
        for e in journal.export(reader(), current_actor().region_path, _looking())
    ]  # fmt: skip
    body = csv_bytes(columns, rows)
    return Response(body, mimetype="text/csv", headers={"Content-Disposition": "attachment; filename=journal.csv"})


def _looking() -> journal.Looking:
    args = request.args
    role = args.get("role", "")
    return journal.Looking(
        who=args.get("who", "").strip()[:60], role=Role(role) if role in {r.value for r in Role} else None,
        kind=args.get("kind", "")[:40], since=_day(args.get("since", "")), until=_day(args.get("until", "")),
    )  # fmt: skip


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _who(entry: journal.JournalEntry) -> str:
    """The name, unless it was erased; never an expert's, which would join a name to scores."""
    return str(entry.payload.content.get("actor", "")) if entry.payload and entry.role is not Role.EXPERT else ""


def _kinds() -> dict[str, str]:
    """Table → what people call the process, for every process with a lifecycle; and the items that were reported late."""
    return {"work_items": _("待办"), **{model.__tablename__: _(table.title) for model, table in lifecycle.governed().items()}}


def _addresses(entries: list[journal.JournalEntry]) -> dict[int, str]:
    """Entry → the page of its record, where it has one."""
    known = desk.readable(reader(), current_actor(), entries)
    found = {e.id: known.get((e.subject_type, e.subject_id)) for e in entries}
    urls = {e.id: record_url(e.subject_type, public_id) for e in entries if (public_id := found[e.id])}
    return {key: url for key, url in urls.items() if url}


@blueprint.get("/checkpoints")
@public
def published():
    """The signed ends of the chain: keep a copy, compare later."""
    return page("journal/checkpoints.html", rows=checkpoints.latest(reader(), 100), public_key=_key(),
                occasions={"daily": _("每天一次")})  # fmt: skip


@blueprint.get("/checkpoints.json")
@public
def as_json():
    rows = checkpoints.latest(reader(), 1000)
    signed = [{**checkpoints.statement(r.at, r.seq, r.hash, r.occasion), "signature": r.signature} for r in rows]
    return jsonify(public_key=_key(), checkpoints=signed)


def _key() -> str:
    return checkpoints.Signer(Path(current_app.config["PORTAL_DATA_DIR"])).public_key()
