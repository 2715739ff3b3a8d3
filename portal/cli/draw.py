"""``flask draw``: recompute the draw of a panel from what is stored."""

from __future__ import annotations

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from portal.domain.review.models import ExpertDraw, Panel
from portal.domain.review.replay import recomputed
from portal.extensions import db


@click.group()
def draw() -> None:
    """The draws of panels."""


@draw.command()
@click.argument("panel")
@with_appcontext
def replay(panel: str) -> None:
    """Recompute every draw of PANEL (its public id); fails when anything differs from what is stored."""
    stmt = select(ExpertDraw).join(Panel).where(Panel.public_id == panel).order_by(ExpertDraw.round)
    rows = db.session.scalars(stmt).all()
    if not rows:
        raise click.ClickException(f"there is no panel {panel}")
    steps = [step for row in rows for step in recomputed(row)]
    for step in steps:
        click.echo(f"{step['what']}: {'same' if step['same'] else 'DIFFERENT'}\n  {step['recomputed']}")
    if not all(step["same"] for step in steps):
        raise click.ClickException("the stored draw is not what its rule gives")
