"""Renewal and graduation by consent, dismissal after a hearing, a settled handover; the applicant owns the assessments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import WholeNumber

revision = "0022_tenancy_consent"
down_revision = "0021_filing_objections"
branch_labels = None
depends_on = None

BEFORE = ("admitted", "signed", "agreed", "resident", "ending", "leaving")
AFTER = ("admitted", "signed", "agreed", "resident", "ending", "renewal", "graduation", "warned", "heard", "graduating", "leaving")
TIED = (("room_if_admitted", "room_id"), ("term_if_admitted", "starts_on"))
OWNER, INDEX = "fk_assessments_applicant_id_users", "ix_assessments_applicant_id"


def _tie(tenancies, states: tuple[str, ...]) -> None:
    """Desks are taken in these states: they have a room and a term."""
    held = ", ".join(f"'{state}'" for state in states)
    for name, column in TIED:
        tenancies.drop_constraint(op.f(f"ck_tenancies_{name}"), type_="check")
        tenancies.create_check_constraint(op.f(f"ck_tenancies_{name}"), f"state NOT IN ({held}) OR {column} IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("tenancies") as tenancies:
        for name in ("offer", "hearing", "handover"):
            tenancies.add_column(sa.Column(name, sa.JSON(), nullable=True))
        _tie(tenancies, AFTER)
    with op.batch_alter_table("assessments") as assessments:
        assessments.add_column(sa.Column("applicant_id", WholeNumber, nullable=True))
    op.execute(
        "UPDATE assessments SET applicant_id = (SELECT applicant_id FROM tenancies WHERE tenancies.id = assessments.tenancy_id)"
    )
    with op.batch_alter_table("assessments") as assessments:
        assessments.alter_column("applicant_id", existing_type=WholeNumber, nullable=False)
        assessments.create_foreign_key(op.f(OWNER), "users", ["applicant_id"], ["id"])
        assessments.create_index(op.f(INDEX), ["applicant_id"])


def downgrade() -> None:
    with op.batch_alter_table("assessments") as assessments:
        assessments.drop_index(op.f(INDEX))
        assessments.drop_constraint(op.f(OWNER), type_="foreignkey")
        assessments.drop_column("applicant_id")
    op.execute("UPDATE tenancies SET state = 'resident' WHERE state IN ('renewal', 'graduation', 'warned', 'heard')")
    op.execute("UPDATE tenancies SET state = 'leaving' WHERE state = 'graduating'")
    with op.batch_alter_table("tenancies") as tenancies:
        _tie(tenancies, BEFORE)
        for name in ("handover", "hearing", "offer"):
            tenancies.drop_column(name)
