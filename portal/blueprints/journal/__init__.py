"""The journal for supervisors, its signed checkpoints for everyone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from flask import Blueprint, current_app, jsonify, request
from flask_babel import gettext as _

from portal.blueprints.edge import current_actor, page, permits, public, reader
from portal.blueprints.filters import a_day, one_of, typed
from portal.blueprints.tables import Table, exported
from portal.blueprints.words import record_url, who_acted
from portal.kernel import checkpoints, journal, lifecycle, paging
from portal.kernel.permissions import Permission as P
from portal.kernel.roles import Role
from portal.kernel.words import N_
from portal.workflows import desk, reminders

blueprint = Blueprint("journal", __name__, url_prefix="/journal")


TABLE = Table(N_("操作留痕"), (
    (N_("链上序号"), "seq"), (N_("时间"), "at"), (N_("姓名"), lambda e: _who(e)), (N_("岗位"), "role"),
    (N_("业务"), lambda e: _(lifecycle.titles().get(e.subject_type, e.subject_type))), (N_("做了什么"), "sentence"), (N_("原状态"), "state_before"),
    (N_("新状态"), "state_after"), (N_("留痕摘要"), "hash"),
))  # fmt: skip


def _rows():
    looking, region_path = _looking(), current_actor().region_path
    return paging.every(lambda cursor: journal.within(reader(), region_path, looking, cursor))


@blueprint.get("/")
@permits(P.JOURNAL_READ)
@exported(TABLE, lambda: _rows(), {"who": typed, "role": one_of(Role), "kind": typed, "since": a_day, "until": a_day})
def index():
    """What was done in the supervisor's region, newest first."""
    looking, session = _looking(), reader()
    found = journal.within(session, current_actor().region_path, looking, request.args.get("cursor"))
    return page("journal/index.html", found=found, looking=looking, addresses=_addresses(found.items), kinds=_kinds(),
                roles=sorted(set(Role) - {Role.VISITOR}, key=lambda role: role.value), who_did=_who)  # fmt: skip


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
    return who_acted(entry.payload.content) if entry.payload and entry.role is not Role.EXPERT else ""


def _kinds() -> dict[str, str]:
    """Table → what readers call its records."""
    return {table: _(title) for table, title in lifecycle.titles().items()}


def _addresses(entries: list[journal.JournalEntry]) -> dict[int, str]:
    """Entry → the page of its record, where it has one; of an item that was reported late, the record that it awaits."""
    about = reminders.records_behind(reader(), entries)
    known = desk.readable(reader(), current_actor(), list(about.values()))
    urls = {key: record_url(where.subject_type, known[where]) for key, where in about.items() if where in known}
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
