"""Panels that do not end dead: rounds of draws, replaced experts; units that were left; draws and papers in public."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import UtcDateTime, WholeNumber

revision = "0019_panels_that_last"
down_revision = "0018_bids_that_end"
branch_labels = None
depends_on = None

ONE, ROUND = "uq_expert_draws_panel_id", "uq_expert_draws_panel_id_round"
CAUSE = "ck_panel_seats_cause_if_replaced"


def upgrade() -> None:
    with op.batch_alter_table("experts") as experts:
        experts.add_column(sa.Column("former_units", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("experts") as experts:
        experts.alter_column("former_units", server_default=None)
    with op.batch_alter_table("expert_draws") as draws:
        draws.add_column(sa.Column("round", WholeNumber, nullable=False, server_default="1"))
        draws.add_column(sa.Column("size", WholeNumber, nullable=False, server_default="0"))
        draws.add_column(sa.Column("published_at", UtcDateTime(), nullable=True))
        draws.drop_constraint(op.f(ONE), type_="unique")
        draws.create_unique_constraint(op.f(ROUND), ["panel_id", "round"])
    with op.batch_alter_table("expert_draws") as draws:
        draws.alter_column("round", server_default=None)
        draws.alter_column("size", server_default=None)
    with op.batch_alter_table("panel_seats") as seats:
        seats.add_column(sa.Column("cause", sa.String(length=32), nullable=True))
        seats.add_column(sa.Column("missed_at", UtcDateTime(), nullable=True))
        seats.create_check_constraint(op.f(CAUSE), "state != 'replaced' OR cause IS NOT NULL")
    _carry_over()


def _carry_over() -> None:
    """Sizes from the panels; draws of published results are public; other papers are for their readers as before."""
    op.execute("UPDATE expert_draws SET size = (SELECT size FROM panels WHERE panels.id = expert_draws.panel_id)")
    op.execute(
        "UPDATE expert_draws SET published_at = drawn_at WHERE panel_id IN (SELECT panels.id FROM panels"
        " JOIN calls ON calls.id = panels.call_id WHERE calls.state IN ('publicity', 'awarded'))"
    )
    op.execute(
        "UPDATE panel_seats SET state = 'accepted' WHERE state = 'serving'"
        " AND panel_id IN (SELECT id FROM panels WHERE state = 'drawn')"
    )
    papers = sa.table("papers", sa.column("kind", sa.String), sa.column("public", sa.Boolean))
    op.execute(papers.update().where(papers.c.kind != "draw_record").values(public=sa.false()))


def downgrade() -> None:
    op.execute("DELETE FROM expert_draws WHERE round > 1")
    op.execute("UPDATE panel_seats SET state = 'invited' WHERE state = 'silent'")
    op.execute("UPDATE panel_seats SET state = 'serving' WHERE state IN ('accepted', 'late')")
    op.execute("UPDATE panel_seats SET state = 'recused' WHERE state = 'replaced'")
    op.execute("UPDATE panels SET state = 'scoring' WHERE state IN ('short', 'sealed')")
    with op.batch_alter_table("panel_seats") as seats:
        seats.drop_constraint(op.f(CAUSE), type_="check")
        seats.drop_column("missed_at")
        seats.drop_column("cause")
    with op.batch_alter_table("expert_draws") as draws:
        draws.drop_constraint(op.f(ROUND), type_="unique")
        draws.create_unique_constraint(op.f(ONE), ["panel_id"])
        for name in ("published_at", "size", "round"):
            draws.drop_column(name)
    with op.batch_alter_table("experts") as experts:
        experts.drop_column("former_units")
