"""Contracts, signatures, projects, activities."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0011_projects"
down_revision = "0010_awards"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contracts",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("award_id", WholeNumber, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("department_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("amount_fen", WholeNumber, nullable=False),
        sa.Column("funding_source", sa.String(length=32), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("in_force_at", UtcDateTime(), nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state != 'in_force' OR in_force_at IS NOT NULL", name=op.f("ck_contracts_date_if_in_force")
        ),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_contracts_amount_is_positive")),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_contracts_ends_after_start")),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_contracts_award_id")),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_contracts_department_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_contracts_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contracts")),
        sa.UniqueConstraint("award_id", name=op.f("uq_contracts_award_id")),
        sa.UniqueConstraint("number", name=op.f("uq_contracts_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_contracts_public_id")),
    )
    op.create_index(op.f("ix_contracts_organization_id"), "contracts", ["organization_id"], unique=False)
    op.create_table(
        "projects",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("contract_id", WholeNumber, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("implementer_id", WholeNumber, nullable=True),
        sa.Column("call_id", WholeNumber, nullable=False),
        sa.Column("lot_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("outputs", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("final_score", WholeNumber, nullable=True),
        sa.Column("final_grade", sa.String(length=32), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("state != 'closed' OR final_grade IS NOT NULL", name=op.f("ck_projects_grade_if_closed")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_projects_call_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_projects_contract_id")),
        sa.ForeignKeyConstraint(["implementer_id"], ["organizations.id"], name=op.f("fk_projects_implementer_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_projects_lot_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_projects_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sa.UniqueConstraint("contract_id", name=op.f("uq_projects_contract_id")),
        sa.UniqueConstraint("number", name=op.f("uq_projects_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_projects_public_id")),
    )
    op.create_index(op.f("ix_projects_call_id"), "projects", ["call_id"], unique=False)
    op.create_index(op.f("ix_projects_lot_id"), "projects", ["lot_id"], unique=False)
    op.create_index(op.f("ix_projects_organization_id"), "projects", ["organization_id"], unique=False)
    op.create_index("ix_projects_state", "projects", ["state", "id"], unique=False)
    op.create_table(
        "signatures",
        sa.Column("contract_id", WholeNumber, nullable=False),
        sa.Column("party", sa.String(length=32), nullable=False),
        sa.Column("user_id", WholeNumber, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_signatures_contract_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_signatures_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatures")),
        sa.UniqueConstraint("contract_id", "party", name=op.f("uq_signatures_contract_id_party")),
    )
    op.create_table(
        "activities",
        sa.Column("project_id", WholeNumber, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("implementer_id", WholeNumber, nullable=True),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("minutes", WholeNumber, nullable=False),
        sa.Column("attendances", WholeNumber, nullable=False),
        sa.Column("beneficiaries", WholeNumber, nullable=False),
        sa.Column("volunteers", WholeNumber, nullable=False),
        sa.Column("cost_fen", WholeNumber, nullable=False),
        sa.Column("output", sa.String(length=120), nullable=False),
        sa.Column("output_quantity", WholeNumber, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("recorded_by_id", WholeNumber, nullable=True),
        sa.Column("confirmed_by_id", WholeNumber, nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "attendances >= 0 AND beneficiaries >= 0 AND volunteers >= 0",
            name=op.f("ck_activities_counts_not_negative"),
        ),
        sa.CheckConstraint("cost_fen >= 0 AND output_quantity >= 0", name=op.f("ck_activities_amounts_not_negative")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_activities_minutes_positive")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["users.id"], name=op.f("fk_activities_confirmed_by_id")),
        sa.ForeignKeyConstraint(["implementer_id"], ["organizations.id"], name=op.f("fk_activities_implementer_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_activities_organization_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_activities_project_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_activities_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
        sa.UniqueConstraint("public_id", name=op.f("uq_activities_public_id")),
    )
    op.create_index("ix_activities_project", "activities", ["project_id", "held_on"], unique=False)
    op.create_index("ix_activities_region_state", "activities", ["region_path", "state"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_activities_region_state", table_name="activities")
    op.drop_index("ix_activities_project", table_name="activities")
    op.drop_table("activities")
    op.drop_table("signatures")
    op.drop_index("ix_projects_state", table_name="projects")
    op.drop_index(op.f("ix_projects_organization_id"), table_name="projects")
    op.drop_index(op.f("ix_projects_lot_id"), table_name="projects")
    op.drop_index(op.f("ix_projects_call_id"), table_name="projects")
    op.drop_table("projects")
    op.drop_index(op.f("ix_contracts_organization_id"), table_name="contracts")
    op.drop_table("contracts")
