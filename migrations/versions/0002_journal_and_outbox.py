"""The journal and its checkpoints, notices, the outbox, work items, holds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0002_journal_and_outbox"
down_revision = "0001_regions_and_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "holds",
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", WholeNumber, nullable=False),
        sa.Column("blocks", sa.String(length=30), nullable=False),
        sa.Column("cause_type", sa.String(length=40), nullable=False),
        sa.Column("cause_id", WholeNumber, nullable=False),
        sa.Column("msgid", sa.String(length=500), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("placed_by_id", WholeNumber, nullable=True),
        sa.Column("lifted_at", UtcDateTime(), nullable=True),
        sa.Column("lifted_by_id", WholeNumber, nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
        sa.UniqueConstraint("public_id", name=op.f("uq_holds_public_id")),
    )
    op.create_index("ix_holds_subject", "holds", ["subject_type", "subject_id", "blocks"], unique=False)
    op.create_table(
        "journal_checkpoints",
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("seq", WholeNumber, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("occasion", sa.String(length=60), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_checkpoints")),
    )
    op.create_index(op.f("ix_journal_checkpoints_seq"), "journal_checkpoints", ["seq"], unique=False)
    op.create_table(
        "journal_entries",
        sa.Column("format", WholeNumber, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", WholeNumber, nullable=True),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("appointment_id", WholeNumber, nullable=True),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("state_before", sa.String(length=32), nullable=True),
        sa.Column("state_after", sa.String(length=32), nullable=True),
        sa.Column("msgid", sa.String(length=500), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("key", sa.Boolean(), nullable=False),
        sa.Column("payload_digest", sa.String(length=64), nullable=False),
        sa.Column("seq", WholeNumber, nullable=True),
        sa.Column("previous", sa.String(length=64), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=True),
        sa.Column("id", WholeNumber, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entries")),
        sa.UniqueConstraint("seq", name=op.f("uq_journal_entries_seq")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_journal_entries_actor", "journal_entries", ["actor_id", "id"], unique=False)
    op.create_index(op.f("ix_journal_entries_region_path"), "journal_entries", ["region_path"], unique=False)
    op.create_index("ix_journal_entries_subject", "journal_entries", ["subject_type", "subject_id", "id"], unique=False)
    op.create_index(
        "ix_journal_entries_unsealed",
        "journal_entries",
        ["id"],
        unique=False,
        sqlite_where=sa.text("seq IS NULL"),
        postgresql_where=sa.text("seq IS NULL"),
    )
    op.create_table(
        "journal_head",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("seq", WholeNumber, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "outbox_messages",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("available_at", UtcDateTime(), nullable=False),
        sa.Column("claimed_until", UtcDateTime(), nullable=True),
        sa.Column("attempts", WholeNumber, nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.Column("id", WholeNumber, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_messages")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_messages_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_outbox_messages_waiting",
        "outbox_messages",
        ["available_at"],
        unique=False,
        sqlite_where=sa.text("sent_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL"),
    )
    op.create_table(
        "journal_payloads",
        sa.Column("entry_id", WholeNumber, nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["journal_entries.id"], name=op.f("fk_journal_payloads_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_journal_payloads")),
    )
    op.create_table(
        "notices",
        sa.Column("user_id", WholeNumber, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("msgid", sa.String(length=500), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_public_id", sa.String(length=12), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("id", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notices_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_user", "notices", ["user_id", "id"], unique=False)
    op.create_table(
        "work_items",
        sa.Column("process", sa.String(length=30), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", WholeNumber, nullable=False),
        sa.Column("subject_public_id", sa.String(length=12), nullable=False),
        sa.Column("caption", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("duty", sa.String(length=120), nullable=False),
        sa.Column("permission", sa.String(length=60), nullable=False),
        sa.Column("region_path", PathString, nullable=True),
        sa.Column("office_path", PathString, nullable=True),
        sa.Column("organization_id", WholeNumber, nullable=True),
        sa.Column("department_id", WholeNumber, nullable=True),
        sa.Column("incubator_id", WholeNumber, nullable=True),
        sa.Column("owner_id", WholeNumber, nullable=True),
        sa.Column("assignee_id", WholeNumber, nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_by_id", WholeNumber, nullable=True),
        sa.Column("id", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["assignee_id"], ["users.id"], name=op.f("fk_work_items_assignee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_items")),
    )
    op.create_index(
        "ix_work_items_open",
        "work_items",
        ["permission", "region_path", "due_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_work_items_organization", "work_items", ["organization_id", "closed_at"], unique=False)
    op.create_index("ix_work_items_owner", "work_items", ["owner_id", "closed_at"], unique=False)
    op.create_index("ix_work_items_subject", "work_items", ["subject_type", "subject_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_work_items_subject", table_name="work_items")
    op.drop_index("ix_work_items_owner", table_name="work_items")
    op.drop_index("ix_work_items_organization", table_name="work_items")
    op.drop_index(
        "ix_work_items_open",
        table_name="work_items",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_table("work_items")
    op.drop_index("ix_notices_user", table_name="notices")
    op.drop_table("notices")
    op.drop_table("journal_payloads")
    op.drop_index(
        "ix_outbox_messages_waiting",
        table_name="outbox_messages",
        sqlite_where=sa.text("sent_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL"),
    )
    op.drop_table("outbox_messages")
    op.drop_table("journal_head")
    op.drop_index(
        "ix_journal_entries_unsealed",
        table_name="journal_entries",
        sqlite_where=sa.text("seq IS NULL"),
        postgresql_where=sa.text("seq IS NULL"),
    )
    op.drop_index("ix_journal_entries_subject", table_name="journal_entries")
    op.drop_index(op.f("ix_journal_entries_region_path"), table_name="journal_entries")
    op.drop_index("ix_journal_entries_actor", table_name="journal_entries")
    op.drop_table("journal_entries")
    op.drop_index(op.f("ix_journal_checkpoints_seq"), table_name="journal_checkpoints")
    op.drop_table("journal_checkpoints")
    op.drop_index("ix_holds_subject", table_name="holds")
    op.drop_table("holds")
