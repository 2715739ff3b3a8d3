"""The register, registrations, filings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0004_organizations"
down_revision = "0003_papers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organizations",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("pinyin", PathString, nullable=False),
        sa.Column("org_type", sa.String(length=32), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=True),
        sa.Column("filing_number", sa.String(length=40), nullable=True),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("authority", sa.String(length=120), nullable=True),
        sa.Column("legal_representative", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("capital_fen", WholeNumber, nullable=False),
        sa.Column("full_time_staff", WholeNumber, nullable=False),
        sa.Column("members", WholeNumber, nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("rating", WholeNumber, nullable=True),
        sa.Column("tax_exempt", sa.Boolean(), nullable=False),
        sa.Column("last_annual_report", WholeNumber, nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("sponsor_id", WholeNumber, nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "org_type = 'group' OR uscc IS NOT NULL", name=op.f("ck_organizations_legal_person_has_uscc")
        ),
        sa.ForeignKeyConstraint(["sponsor_id"], ["organizations.id"], name=op.f("fk_organizations_sponsor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizations")),
        sa.UniqueConstraint("filing_number", name=op.f("uq_organizations_filing_number")),
        sa.UniqueConstraint("name", name=op.f("uq_organizations_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_organizations_public_id")),
        sa.UniqueConstraint("uscc", name=op.f("uq_organizations_uscc")),
    )
    op.create_index(op.f("ix_organizations_pinyin"), "organizations", ["pinyin"], unique=False)
    op.create_index("ix_organizations_region_state", "organizations", ["region_path", "state"], unique=False)
    op.create_index("ix_organizations_type_field", "organizations", ["org_type", "field"], unique=False)
    op.create_table(
        "filings",
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("applicant_id", WholeNumber, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("responsible_person", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("meeting_place", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("roster", sa.JSON(), nullable=False),
        sa.Column("sponsor_id", WholeNumber, nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("checked_by_id", WholeNumber, nullable=True),
        sa.Column("publicity_ends_at", UtcDateTime(), nullable=True),
        sa.Column("filed_by_id", WholeNumber, nullable=True),
        sa.Column("organization_id", WholeNumber, nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state != 'filed' OR organization_id IS NOT NULL", name=op.f("ck_filings_organization_if_filed")
        ),
        sa.CheckConstraint(
            "state != 'publicity' OR publicity_ends_at IS NOT NULL", name=op.f("ck_filings_period_if_publicity")
        ),
        sa.ForeignKeyConstraint(["applicant_id"], ["users.id"], name=op.f("fk_filings_applicant_id")),
        sa.ForeignKeyConstraint(["checked_by_id"], ["users.id"], name=op.f("fk_filings_checked_by_id")),
        sa.ForeignKeyConstraint(["filed_by_id"], ["users.id"], name=op.f("fk_filings_filed_by_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_filings_organization_id")),
        sa.ForeignKeyConstraint(["sponsor_id"], ["organizations.id"], name=op.f("fk_filings_sponsor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filings")),
        sa.UniqueConstraint("number", name=op.f("uq_filings_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_filings_public_id")),
    )
    op.create_index(op.f("ix_filings_applicant_id"), "filings", ["applicant_id"], unique=False)
    op.create_index(op.f("ix_filings_name"), "filings", ["name"], unique=False)
    op.create_index("ix_filings_region_state", "filings", ["region_path", "state"], unique=False)
    op.create_table(
        "registrations",
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("applicant_id", WholeNumber, nullable=False),
        sa.Column("org_type", sa.String(length=32), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_parts", sa.JSON(), nullable=False),
        sa.Column("authority", sa.String(length=120), nullable=True),
        sa.Column("legal_representative", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("capital_fen", WholeNumber, nullable=False),
        sa.Column("full_time_staff", WholeNumber, nullable=False),
        sa.Column("members", WholeNumber, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("accept_due_at", UtcDateTime(), nullable=True),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("accepted_by_id", WholeNumber, nullable=True),
        sa.Column("examined_by_id", WholeNumber, nullable=True),
        sa.Column("approved_by_id", WholeNumber, nullable=True),
        sa.Column("uscc", sa.String(length=18), nullable=True),
        sa.Column("organization_id", WholeNumber, nullable=True),
        sa.Column("raised_from_id", WholeNumber, nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "state != 'approved' OR organization_id IS NOT NULL", name=op.f("ck_registrations_organization_if_approved")
        ),
        sa.CheckConstraint(
            "state = 'draft' OR number IS NOT NULL OR state = 'withdrawn'",
            name=op.f("ck_registrations_number_if_submitted"),
        ),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["users.id"], name=op.f("fk_registrations_accepted_by_id")),
        sa.ForeignKeyConstraint(["applicant_id"], ["users.id"], name=op.f("fk_registrations_applicant_id")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["users.id"], name=op.f("fk_registrations_approved_by_id")),
        sa.ForeignKeyConstraint(["examined_by_id"], ["users.id"], name=op.f("fk_registrations_examined_by_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_registrations_organization_id")
        ),
        sa.ForeignKeyConstraint(["raised_from_id"], ["organizations.id"], name=op.f("fk_registrations_raised_from_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
        sa.UniqueConstraint("number", name=op.f("uq_registrations_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_registrations_public_id")),
    )
    op.create_index(op.f("ix_registrations_applicant_id"), "registrations", ["applicant_id"], unique=False)
    op.create_index(op.f("ix_registrations_name"), "registrations", ["name"], unique=False)
    op.create_index("ix_registrations_region_state", "registrations", ["region_path", "state"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_registrations_region_state", table_name="registrations")
    op.drop_index(op.f("ix_registrations_name"), table_name="registrations")
    op.drop_index(op.f("ix_registrations_applicant_id"), table_name="registrations")
    op.drop_table("registrations")
    op.drop_index("ix_filings_region_state", table_name="filings")
    op.drop_index(op.f("ix_filings_name"), table_name="filings")
    op.drop_index(op.f("ix_filings_applicant_id"), table_name="filings")
    op.drop_table("filings")
    op.drop_index("ix_organizations_type_field", table_name="organizations")
    op.drop_index("ix_organizations_region_state", table_name="organizations")
    op.drop_index(op.f("ix_organizations_pinyin"), table_name="organizations")
    op.drop_table("organizations")
