"""For machines: alive, ready, which version."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

from flask import Blueprint, current_app, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.blueprints.edge import public, reader
from portal.gateways import heartbeat

blueprint = Blueprint("health", __name__)
VERSION = "0.1.0"


@blueprint.get("/healthz")
@public
def healthz():
    return jsonify(status="ok")


@blueprint.get("/readyz")
@public
def readyz():
    """Ready when the database answers and its schema is there.

    ``attention``: pages are answered, but the worker or the tick has something that it cannot do; their log names it.
    """
    try:
        revision = reader().execute(text("SELECT version_num FROM alembic_version")).scalar()
    except SQLAlchemyError:
        return jsonify(status="unavailable", database="no answer or no schema"), 503
    parts = heartbeat.heard(Path(current_app.config["PORTAL_DATA_DIR"]))
    status = "attention" if any(part["failed"] for part in parts.values()) else "ok"
    return jsonify(status=status, schema=revision, **parts)


@blueprint.get("/version")
@public
def version():
    return jsonify(version=VERSION, commit=_commit())


@cache
def _commit() -> str | None:
    """The commit of a checkout; ``None`` where the portal runs without its history."""
    try:
        root = Path(__file__).parent
        return subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=root, capture_output=True, text=True, check=True, timeout=2
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return None
