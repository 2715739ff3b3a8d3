"""Catalogue editions and their items, qualified lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0005_catalogues"
down_revision = "0004_organizations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalogue_editions",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("year", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("foreword", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("consolidated_by_id", WholeNumber, nullable=True),
        sa.Column("reviewed_by_id", WholeNumber, nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('published', 'superseded') OR published_at IS NOT NULL",
            name=op.f("ck_catalogue_editions_published_at_if_published"),
        ),
        sa.ForeignKeyConstraint(
            ["consolidated_by_id"], ["users.id"], name=op.f("fk_catalogue_editions_consolidated_by_id")
        ),
        sa.ForeignKeyConstraint(["reviewed_by_id"], ["users.id"], name=op.f("fk_catalogue_editions_reviewed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_editions")),
        sa.UniqueConstraint("kind", "region_path", "year", name=op.f("uq_catalogue_editions_kind_region_path_year")),
        sa.UniqueConstraint("number", name=op.f("uq_catalogue_editions_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_catalogue_editions_public_id")),
    )
    op.create_table(
        "qualified_lists",
        sa.Column("year", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("compiled_by_id", WholeNumber, nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["compiled_by_id"], ["users.id"], name=op.f("fk_qualified_lists_compiled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualified_lists")),
        sa.UniqueConstraint("public_id", name=op.f("uq_qualified_lists_public_id")),
        sa.UniqueConstraint("region_path", "year", name=op.f("uq_qualified_lists_region_path_year")),
    )
    op.create_table(
        "qualifications",
        sa.Column("list_id", WholeNumber, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("preferred", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["qualified_lists.id"], name=op.f("fk_qualifications_list_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_qualifications_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualifications")),
        sa.UniqueConstraint("list_id", "organization_id", name=op.f("uq_qualifications_list_id_organization_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_qualifications_public_id")),
    )
    op.create_index("ix_qualifications_organization", "qualifications", ["organization_id"], unique=False)
    op.create_table(
        "service_items",
        sa.Column("edition_id", WholeNumber, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("level", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("quantity", sa.String(length=120), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("service_object", sa.String(length=200), nullable=False),
        sa.Column("funding_source", sa.String(length=200), nullable=False),
        sa.Column("supervision", sa.Text(), nullable=False),
        sa.Column("rewards", sa.Text(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 3", name=op.f("ck_service_items_three_levels")),
        sa.ForeignKeyConstraint(["edition_id"], ["catalogue_editions.id"], name=op.f("fk_service_items_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_items")),
        sa.UniqueConstraint("edition_id", "code", name=op.f("uq_service_items_edition_id_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_service_items_public_id")),
    )
    op.create_table(
        "transfer_items",
        sa.Column("edition_id", WholeNumber, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("department_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("takers", sa.Text(), nullable=False),
        sa.Column("cost_basis", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_transfer_items_department_id")),
        sa.ForeignKeyConstraint(["edition_id"], ["catalogue_editions.id"], name=op.f("fk_transfer_items_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_items")),
        sa.UniqueConstraint("edition_id", "code", name=op.f("uq_transfer_items_edition_id_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_transfer_items_public_id")),
    )
    op.create_index("ix_transfer_items_department", "transfer_items", ["department_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_transfer_items_department", table_name="transfer_items")
    op.drop_table("transfer_items")
    op.drop_table("service_items")
    op.drop_index("ix_qualifications_organization", table_name="qualifications")
    op.drop_table("qualifications")
    op.drop_table("qualified_lists")
    op.drop_table("catalogue_editions")
