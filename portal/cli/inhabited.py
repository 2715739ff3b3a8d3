"""Whoever founds something (a demo city, a real installation) begins where nobody lives."""

from __future__ import annotations

import click
from sqlalchemy import inspect, select

from portal.extensions import db
from portal.kernel.deployment import Deployment
from portal.kernel.people import User


def refuse_the_inhabited(*, demo: str, people: str) -> None:
    """Looked at before the schema is brought up: where somebody lives, nothing is changed, the schema included."""
    tables = inspect(db.engine).get_table_names()
    if "deployment" in tables and db.session.get(Deployment, 1) is not None:
        raise click.ClickException(demo)
    if "users" in tables and db.session.scalar(select(User.id).limit(1)) is not None:
        raise click.ClickException(people)
