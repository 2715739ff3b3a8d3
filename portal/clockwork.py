"""Every web process stands at the deployment's clock: a demo city may be placed at another day, and moved on."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy import inspect

from portal.extensions import db
from portal.kernel import deployment


def follow(app: Flask) -> None:
    """Keep this process at the deployment's clock: read at the first request, and again whenever the bell was rung."""
    heard = _rung(app)
    if "portal_demo" in app.extensions and heard == app.extensions.get("portal_clock_heard", 0):
        return
    app.extensions["portal_demo"] = inspect(db.engine).has_table("deployment") and deployment.apply(db.session())
    app.extensions["portal_clock_heard"] = heard


def ring(app: Flask) -> None:
    """Tell the other web processes that the clock was moved."""
    _bell(app).touch()


def _bell(app: Flask) -> Path:
    """A file, because a look at it costs each request of each process nothing."""
    return Path(app.config["PORTAL_DATA_DIR"]) / "clock-moved"


def _rung(app: Flask) -> int:
    try:
        return _bell(app).stat().st_mtime_ns
    except FileNotFoundError:
        return 0
