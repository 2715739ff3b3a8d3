"""The journal for supervisors, its signed checkpoints for everyone."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, current_app, jsonify, request
from sqlalchemy import select

from portal.blueprints.edge import current_actor, page, permits, public, reader
from portal.kernel import checkpoints, regions
from portal.kernel.checkpoints import JournalCheckpoint
from portal.kernel.journal import JournalEntry
from portal.kernel.paging import paginate
from portal.kernel.permissions import Permission as P

blueprint = Blueprint("journal", __name__, url_prefix="/journal")


@blueprint.get("/")
@permits(P.JOURNAL_READ)
def index():
    """What was done in the supervisor's region, newest first."""
    stmt = select(JournalEntry).where(regions.within(JournalEntry.region_path, current_actor().region_path or "-"))
    if kind := request.args.get("kind"):
        stmt = stmt.where(JournalEntry.subject_type == kind[:40])
    found = paginate(reader(), stmt, keys=(JournalEntry.id,), cursor=request.args.get("cursor"), size=50)
    return page("journal/index.html", found=found)


@blueprint.get("/checkpoints")
@public
def published():
    """The signed ends of the chain: keep a copy, compare later."""
    rows = reader().scalars(select(JournalCheckpoint).order_by(JournalCheckpoint.seq.desc()).limit(100)).all()
    return page("journal/checkpoints.html", rows=rows, public_key=_key())


@blueprint.get("/checkpoints.json")
@public
def as_json():
    rows = reader().scalars(select(JournalCheckpoint).order_by(JournalCheckpoint.seq.desc()).limit(1000))
    signed = [{**checkpoints.statement(r.at, r.seq, r.hash, r.occasion), "signature": r.signature} for r in rows]
    return jsonify(public_key=_key(), checkpoints=signed)


def _key() -> str:
    return checkpoints.Signer(Path(current_app.config["PORTAL_DATA_DIR"])).public_key()
