"""The journal for supervisors, its signed checkpoints for everyone."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, current_app, jsonify, request

from portal.blueprints.edge import current_actor, page, permits, public, reader
from portal.kernel import checkpoints, journal
from portal.kernel.permissions import Permission as P

blueprint = Blueprint("journal", __name__, url_prefix="/journal")


@blueprint.get("/")
@permits(P.JOURNAL_READ)
def index():
    """What was done in the supervisor's region, newest first."""
    found = journal.within(reader(), current_actor().region_path, request.args.get("kind"), request.args.get("cursor"))
    return page("journal/index.html", found=found)


@blueprint.get("/checkpoints")
@public
def published():
    """The signed ends of the chain: keep a copy, compare later."""
    return page("journal/checkpoints.html", rows=checkpoints.latest(reader(), 100), public_key=_key())


@blueprint.get("/checkpoints.json")
@public
def as_json():
    rows = checkpoints.latest(reader(), 1000)
    signed = [{**checkpoints.statement(r.at, r.seq, r.hash, r.occasion), "signature": r.signature} for r in rows]
    return jsonify(public_key=_key(), checkpoints=signed)


def _key() -> str:
    return checkpoints.Signer(Path(current_app.config["PORTAL_DATA_DIR"])).public_key()
