"""Incubators, rooms, tenancies, assessments, services."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0015_incubators"
down_revision = "0014_funds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incubators",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("area_m2", WholeNumber, nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incubators")),
        sa.UniqueConstraint("name", name=op.f("uq_incubators_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_incubators_public_id")),
    )
    op.create_table(
        "rooms",
        sa.Column("incubator_id", WholeNumber, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("floor", WholeNumber, nullable=False),
        sa.Column("area_m2", WholeNumber, nullable=False),
        sa.Column("desks", WholeNumber, nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.CheckConstraint("desks > 0", name=op.f("ck_rooms_desks_are_positive")),
        sa.ForeignKeyConstraint(["incubator_id"], ["incubators.id"], name=op.f("fk_rooms_incubator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
        sa.UniqueConstraint("incubator_id", "name", name=op.f("uq_rooms_incubator_id_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_rooms_public_id")),
    )
    op.create_table(
        "tenancies",
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("incubator_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=True),
        sa.Column("applicant_id", WholeNumber, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("desks", WholeNumber, nullable=False),
        sa.Column("months", WholeNumber, nullable=False),
        sa.Column("room_id", WholeNumber, nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("panel_members", sa.JSON(), nullable=False),
        sa.Column("panel_score", WholeNumber, nullable=True),
        sa.Column("panel_note", sa.Text(), nullable=False),
        sa.Column("rent_fen", WholeNumber, nullable=False),
        sa.Column("agreement", sa.JSON(), nullable=True),
        sa.Column("signatures", sa.JSON(), nullable=False),
        sa.Column("renewals", sa.JSON(), nullable=False),
        sa.Column("reminds_at", UtcDateTime(), nullable=True),
        sa.Column("exited_on", sa.Date(), nullable=True),
        sa.Column("publicity_ends_at", UtcDateTime(), nullable=True),
        sa.Column("exit_reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("checked_by_id", WholeNumber, nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state != 'publicity' OR publicity_ends_at IS NOT NULL", name=op.f("ck_tenancies_period_if_publicity")
        ),
        sa.CheckConstraint(
            "state NOT IN ('admitted', 'signed', 'agreed', 'resident', 'ending', 'leaving') OR room_id IS NOT NULL",
            name=op.f("ck_tenancies_room_if_admitted"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('admitted', 'signed', 'agreed', 'resident', 'ending', 'leaving') OR starts_on IS NOT NULL",
            name=op.f("ck_tenancies_term_if_admitted"),
        ),
        sa.CheckConstraint("desks > 0", name=op.f("ck_tenancies_desks_are_positive")),
        sa.CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_tenancies_ends_after_start")),
        sa.CheckConstraint("rent_fen >= 0", name=op.f("ck_tenancies_rent_is_not_negative")),
        sa.ForeignKeyConstraint(["applicant_id"], ["users.id"], name=op.f("fk_tenancies_applicant_id")),
        sa.ForeignKeyConstraint(["checked_by_id"], ["users.id"], name=op.f("fk_tenancies_checked_by_id")),
        sa.ForeignKeyConstraint(["incubator_id"], ["incubators.id"], name=op.f("fk_tenancies_incubator_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_tenancies_organization_id")),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_tenancies_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenancies")),
        sa.UniqueConstraint("number", name=op.f("uq_tenancies_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_tenancies_public_id")),
    )
    op.create_index(op.f("ix_tenancies_applicant_id"), "tenancies", ["applicant_id"], unique=False)
    op.create_index("ix_tenancies_incubator_state", "tenancies", ["incubator_id", "state"], unique=False)
    op.create_index("ix_tenancies_room_state", "tenancies", ["room_id", "state"], unique=False)
    op.create_table(
        "assessments",
        sa.Column("tenancy_id", WholeNumber, nullable=False),
        sa.Column("incubator_id", WholeNumber, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=True),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("period", WholeNumber, nullable=False),
        sa.Column("opens_at", UtcDateTime(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("score", WholeNumber, nullable=True),
        sa.Column("grade", sa.String(length=32), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("assessed_by_id", WholeNumber, nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("state != 'assessed' OR score IS NOT NULL", name=op.f("ck_assessments_score_if_assessed")),
        sa.ForeignKeyConstraint(["assessed_by_id"], ["users.id"], name=op.f("fk_assessments_assessed_by_id")),
        sa.ForeignKeyConstraint(["incubator_id"], ["incubators.id"], name=op.f("fk_assessments_incubator_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_assessments_organization_id")),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancies.id"], name=op.f("fk_assessments_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
        sa.UniqueConstraint("public_id", name=op.f("uq_assessments_public_id")),
        sa.UniqueConstraint("tenancy_id", "period", name=op.f("uq_assessments_tenancy_id_period")),
    )
    op.create_index("ix_assessments_incubator_state", "assessments", ["incubator_id", "state"], unique=False)
    op.create_table(
        "tenant_services",
        sa.Column("tenancy_id", WholeNumber, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("minutes", WholeNumber, nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("recorded_by_id", WholeNumber, nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_tenant_services_minutes_positive")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["users.id"], name=op.f("fk_tenant_services_recorded_by_id")),
        sa.ForeignKeyConstraint(["tenancy_id"], ["tenancies.id"], name=op.f("fk_tenant_services_tenancy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenant_services")),
        sa.UniqueConstraint("public_id", name=op.f("uq_tenant_services_public_id")),
    )
    op.create_index("ix_tenant_services_tenancy", "tenant_services", ["tenancy_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_tenant_services_tenancy", table_name="tenant_services")
    op.drop_table("tenant_services")
    op.drop_index("ix_assessments_incubator_state", table_name="assessments")
    op.drop_table("assessments")
    op.drop_index("ix_tenancies_room_state", table_name="tenancies")
    op.drop_index("ix_tenancies_incubator_state", table_name="tenancies")
    op.drop_index(op.f("ix_tenancies_applicant_id"), table_name="tenancies")
    op.drop_table("tenancies")
    op.drop_table("rooms")
    op.drop_table("incubators")
