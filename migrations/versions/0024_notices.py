"""Kinds of notices, what people wish, gathered digests, and the reminders that were given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import UtcDateTime, WholeNumber

revision = "0024_notices"
down_revision = "0023_file_scans"
branch_labels = None
depends_on = None

GATHERED = sa.text("in_digest AND digest_key IS NULL")
#: key: amount, unit, name, source. For installations that have their settings already; a new one loads them from its file.
SETTINGS = {
    "reminder.before": (2, "working_days", "到期前几天提醒承办人", "政务服务办件提醒规则（示例）"),
    "reminder.overdue": (1, "working_days", "逾期几天提醒承办人", "政务服务办件提醒规则（示例）"),
    "reminder.escalate": (3, "working_days", "逾期几天报告上级", "政务服务办件提醒规则（示例）"),
}


def upgrade() -> None:
    with op.batch_alter_table("notices") as notices:
        notices.add_column(sa.Column("kind", sa.String(32), nullable=True))
        notices.add_column(sa.Column("in_digest", sa.Boolean(), nullable=True))
        notices.add_column(sa.Column("digest_key", sa.String(80), nullable=True))
    op.execute("UPDATE notices SET kind = 'progress', in_digest = FALSE")
    with op.batch_alter_table("notices") as notices:
        notices.alter_column("kind", existing_type=sa.String(32), nullable=False)
        notices.alter_column("in_digest", existing_type=sa.Boolean(), nullable=False)
        notices.create_index(op.f("ix_notices_digest_key"), ["digest_key"])
        notices.drop_index(op.f("ix_notices_user"))
        notices.create_index(op.f("ix_notices_user"), ["user_id", "at", "id"])
    op.create_index(
        op.f("ix_notices_gathered"), "notices", ["user_id"], sqlite_where=GATHERED, postgresql_where=GATHERED
    )
    op.create_table(
        "notice_preferences",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("user_id", WholeNumber, nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("pace", sa.String(32), nullable=False),
        sa.Column("quiet_from", WholeNumber, nullable=False),
        sa.Column("quiet_until", WholeNumber, nullable=False),
        sa.Column("calendar_hash", sa.String(64), nullable=True),
        sa.Column("calendar_made_at", UtcDateTime(), nullable=True),
        sa.Column("asked_phone", sa.String(20), nullable=True),
        sa.Column("code_until", UtcDateTime(), nullable=True),
        sa.Column("code_tries", WholeNumber, nullable=False),
        sa.CheckConstraint(
            "quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23", name=op.f("ck_notice_preferences_hours_of_a_day")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notice_preferences_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_preferences")),
        sa.UniqueConstraint("calendar_hash", name=op.f("uq_notice_preferences_calendar_hash")),
        sa.UniqueConstraint("user_id", name=op.f("uq_notice_preferences_user_id")),
    )
    op.create_table(
        "work_reminders",
        sa.Column("id", WholeNumber, nullable=False),
        sa.Column("work_item_id", WholeNumber, nullable=False),
        sa.Column("stage", sa.String(32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("told", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["work_item_id"], ["work_items.id"], name=op.f("fk_work_reminders_work_item_id_work_items")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_reminders")),
        sa.UniqueConstraint("work_item_id", "stage", name=op.f("uq_work_reminders_work_item_id_stage")),
    )
    _settings_of_those_who_have_some()


def _settings_of_those_who_have_some() -> None:
    for key, (amount, unit, name, source) in SETTINGS.items():
        op.execute(
            sa.text(
                "INSERT INTO policy_settings (region_path, key, version, amount, unit, name, source, valid_from)"
                " SELECT '/', :key, 1, :amount, :unit, :name, :source, MIN(valid_from) FROM policy_settings"
                " HAVING COUNT(*) > 0"
            ).bindparams(key=key, amount=amount, unit=unit, name=name, source=source)
        )


def downgrade() -> None:
    op.execute("DELETE FROM policy_settings WHERE key IN ('reminder.before', 'reminder.overdue', 'reminder.escalate')")
    op.drop_table("work_reminders")
    op.drop_table("notice_preferences")
    op.drop_index(op.f("ix_notices_gathered"), table_name="notices")
    with op.batch_alter_table("notices") as notices:
        notices.drop_index(op.f("ix_notices_user"))
        notices.create_index(op.f("ix_notices_user"), ["user_id", "id"])
        notices.drop_index(op.f("ix_notices_digest_key"))
        for name in ("digest_key", "in_digest", "kind"):
            notices.drop_column(name)
