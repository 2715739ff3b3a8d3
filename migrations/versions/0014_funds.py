"""Tranches, vouchers, ledger lines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0014_funds"
down_revision = "0013_evaluation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tranches",
        sa.Column("contract_id", WholeNumber, nullable=False),
        sa.Column("project_id", WholeNumber, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("position", WholeNumber, nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("trigger", sa.String(length=32), nullable=False),
        sa.Column("percent", WholeNumber, nullable=False),
        sa.Column("amount_fen", WholeNumber, nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("released_by_id", WholeNumber, nullable=True),
        sa.Column("paid_by_id", WholeNumber, nullable=True),
        sa.Column("paid_at", UtcDateTime(), nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("state != 'paid' OR paid_at IS NOT NULL", name=op.f("ck_tranches_paid_at_if_paid")),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_tranches_amount_is_positive")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_tranches_contract_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_tranches_organization_id")),
        sa.ForeignKeyConstraint(["paid_by_id"], ["users.id"], name=op.f("fk_tranches_paid_by_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_tranches_project_id")),
        sa.ForeignKeyConstraint(["released_by_id"], ["users.id"], name=op.f("fk_tranches_released_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tranches")),
        sa.UniqueConstraint("contract_id", "position", name=op.f("uq_tranches_contract_id_position")),
        sa.UniqueConstraint("public_id", name=op.f("uq_tranches_public_id")),
    )
    op.create_index(op.f("ix_tranches_project_id"), "tranches", ["project_id"], unique=False)
    op.create_table(
        "vouchers",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("tranche_id", WholeNumber, nullable=True),
        sa.Column("contract_id", WholeNumber, nullable=True),
        sa.Column("booked_by_id", WholeNumber, nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["booked_by_id"], ["users.id"], name=op.f("fk_vouchers_booked_by_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_vouchers_contract_id")),
        sa.ForeignKeyConstraint(["tranche_id"], ["tranches.id"], name=op.f("fk_vouchers_tranche_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vouchers")),
        sa.UniqueConstraint("number", name=op.f("uq_vouchers_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vouchers_public_id")),
        sa.UniqueConstraint("tranche_id", name=op.f("uq_vouchers_tranche_id")),
    )
    op.create_index(op.f("ix_vouchers_contract_id"), "vouchers", ["contract_id"], unique=False)
    op.create_index(op.f("ix_vouchers_region_path"), "vouchers", ["region_path"], unique=False)
    op.create_table(
        "ledger_lines",
        sa.Column("voucher_id", WholeNumber, nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=True),
        sa.Column("project_id", WholeNumber, nullable=True),
        sa.Column("amount_fen", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.CheckConstraint("amount_fen != 0", name=op.f("ck_ledger_lines_amount_not_zero")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_ledger_lines_organization_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_ledger_lines_project_id")),
        sa.ForeignKeyConstraint(["voucher_id"], ["vouchers.id"], name=op.f("fk_ledger_lines_voucher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_lines")),
    )
    op.create_index("ix_ledger_lines_account", "ledger_lines", ["account", "organization_id"], unique=False)
    op.create_index(op.f("ix_ledger_lines_project_id"), "ledger_lines", ["project_id"], unique=False)
    op.create_index(op.f("ix_ledger_lines_voucher_id"), "ledger_lines", ["voucher_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_ledger_lines_voucher_id"), table_name="ledger_lines")
    op.drop_index(op.f("ix_ledger_lines_project_id"), table_name="ledger_lines")
    op.drop_index("ix_ledger_lines_account", table_name="ledger_lines")
    op.drop_table("ledger_lines")
    op.drop_index(op.f("ix_vouchers_region_path"), table_name="vouchers")
    op.drop_index(op.f("ix_vouchers_contract_id"), table_name="vouchers")
    op.drop_table("vouchers")
    op.drop_index(op.f("ix_tranches_project_id"), table_name="tranches")
    op.drop_table("tranches")
