"""The demo city's logins, as a table for the terminal."""

from __future__ import annotations

import re
import unicodedata

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.extensions import db
from portal.kernel import deployment
from portal.kernel.people import Appointment, User, in_force


@click.command("logins")
@with_appcontext
def logins() -> None:
    """Print who can log in to the demo city, and as what."""
    if not deployment.apply(db.session()):
        raise click.ClickException("This is not a demo city: its passwords are nobody's but their owners'.")
    for line in table(db.session()):
        click.echo(line)


def table(session: Session) -> list[str]:
    """One line per account: login, name, the titles of its appointments. Experts in the order of their numbers."""
    stmt = select(User.login, User.name, Appointment.title).outerjoin(Appointment, (Appointment.user_id == User.id) & in_force())
    people: dict[tuple[str, str], list[str]] = {}
    for login, name, title in session.execute(stmt.where(User.active, User.password_hash.is_not(None))):
        people.setdefault((login, name), []).extend([title] if title else [])
    rows = [(login, name, "、".join(titles)) for (login, name), titles in people.items()]
    rows.sort(key=lambda row: [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", row[0])])
    rows.insert(0, ("login", "name", "role"))
    widths = [max(_width(row[column]) for row in rows) for column in range(2)]
    return ["  ".join([_pad(login, widths[0]), _pad(name, widths[1]), title]).rstrip() for login, name, title in rows]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
