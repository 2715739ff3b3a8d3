"""Sanctions of organizations: the two lists and penalties, the applications to come off them, the appeals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0036_sanctions"
down_revision = "0035_ratings_and_hubs"
branch_labels = None
depends_on = None

RULES, CREDIT = "社会组织信用管理规程（示例）", "社会组织信用信息管理办法"
#: What an installation of before lacks; where nothing is set yet, the seeds bring it. key: (amount, unit, statutory, name, source)
SETTINGS = {
    "retention.sanctions": (120, "months", None, "信用惩戒案卷", RULES),
    "sanction.abnormal-penalised": (6, "months", 6, "因受处罚列入异常名录多久后核对移出", CREDIT),
    "sanction.abnormal-review": (24, "months", 24, "列入异常名录多久后核对是否转入严重违法失信名单", CREDIT),
    "sanction.appeal": (60, "calendar_days", 60, "处理对惩戒决定的申诉", "行政复议法第六十二条"),
    "sanction.appeal-within": (60, "calendar_days", 60, "对惩戒决定申诉或申请行政复议", "行政复议法第二十条"),
    "sanction.decide": (10, "working_days", None, "复核后作出惩戒决定", RULES),
    "sanction.effect-confiscation": (12, "months", None, "没收违法所得的限制期", RULES),
    "sanction.effect-fine": (12, "months", None, "罚款的限制期", RULES),
    "sanction.effect-warning": (6, "months", None, "警告的限制期", RULES),
    "sanction.examine": (10, "working_days", None, "复核陈述申辩", RULES),
    "sanction.hearing": (5, "working_days", 5, "要求听证", "行政处罚法第六十四条"),
    "sanction.hearing-fine": (1000000, "fen", None, "多大数额的罚没可以要求听证", RULES),
    "sanction.large-fine": (200000000, "fen", 200000000, "多大数额的罚款算重大违法记录", "财库〔2022〕3号"),
    "sanction.notify": (5, "working_days", None, "核对并告知拟作的惩戒", RULES),
    "sanction.penalty-shortest": (3, "months", None, "处罚多久后可以申请提前结束限制", RULES),
    "sanction.repair-check": (5, "working_days", None, "核查移出申请", RULES),
    "sanction.repair-decide": (5, "working_days", 5, "查实后决定移出", CREDIT),
    "sanction.review": (20, "working_days", None, "核对列入期满的名单", RULES),
    "sanction.serious-review": (24, "months", 24, "列入严重违法失信名单多久后可以移出", CREDIT),
    "sanction.shown-after": (12, "months", None, "移出或期满后还公开多久", RULES),
    "sanction.shown-penalty": (36, "months", None, "行政处罚自决定起公开多久", RULES),
    "sanction.statement": (10, "working_days", None, "陈述申辩", RULES),
    "sanction.sue-within": (6, "months", 6, "对惩戒决定提起行政诉讼", "行政诉讼法第四十六条"),
}
_AFTER_DECISION = "'in_force', 'look_again', 'removed', 'ended', 'escalated', 'annulled'"


def upgrade() -> None:
    op.create_table(
        "sanctions",
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("ground", sa.String(length=32), nullable=False),
        sa.Column("year", WholeNumber, nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("amount_fen", WholeNumber, nullable=False),
        sa.Column("term_months", WholeNumber, nullable=True),
        sa.Column("batch", sa.String(length=12), nullable=True),
        sa.Column("proposed_by_id", WholeNumber, nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("notified_at", UtcDateTime(), nullable=True),
        sa.Column("notice_ends_at", UtcDateTime(), nullable=True),
        sa.Column("hearing_until", UtcDateTime(), nullable=True),
        sa.Column("notified_by_id", WholeNumber, nullable=True),
        sa.Column("statement", sa.Text(), nullable=True),
        sa.Column("wants_hearing", sa.Boolean(), nullable=False),
        sa.Column("stated_at", UtcDateTime(), nullable=True),
        sa.Column("stated_by_id", WholeNumber, nullable=True),
        sa.Column("hearing_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("examined_by_id", WholeNumber, nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by_id", WholeNumber, nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("review_at", UtcDateTime(), nullable=True),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.Column("shown_until", UtcDateTime(), nullable=True),
        sa.Column("escalated_to_id", WholeNumber, nullable=True),
        *_moving(),
        sa.CheckConstraint("state IN ('draft', 'dropped') OR number IS NOT NULL", name=op.f("ck_sanctions_number_if_proposed")),
        sa.CheckConstraint(
            "state NOT IN ('notice', 'heard', 'examined') OR (notified_at IS NOT NULL AND notice_ends_at IS NOT NULL)",
            name=op.f("ck_sanctions_period_if_notified"),
        ),
        sa.CheckConstraint(
            f"state NOT IN ({_AFTER_DECISION}) OR (notified_at IS NOT NULL AND decided_at IS NOT NULL)",
            name=op.f("ck_sanctions_heard_before_decided"),
        ),
        sa.CheckConstraint("state NOT IN ('removed', 'ended', 'annulled') OR left_at IS NOT NULL", name=op.f("ck_sanctions_end_if_ended")),
        sa.CheckConstraint("amount_fen >= 0", name=op.f("ck_sanctions_amount_is_not_negative")),
        *_foreign("sanctions", organization_id="organizations", proposed_by_id="users", notified_by_id="users", stated_by_id="users",
                  examined_by_id="users", decided_by_id="users", escalated_to_id="sanctions"),
        *_keys("sanctions"),
        sa.UniqueConstraint("number", name=op.f("uq_sanctions_number")),
    )  # fmt: skip
    op.create_index(op.f("ix_sanctions_batch"), "sanctions", ["batch"])
    op.create_index(op.f("ix_sanctions_decided_at"), "sanctions", ["decided_at"])
    op.create_index("ix_sanctions_organization_state", "sanctions", ["organization_id", "state"])
    op.create_index("ix_sanctions_region_state", "sanctions", ["region_path", "state"])
    op.create_table(
        "sanction_repairs",
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("sanction_id", WholeNumber, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("begun_by_id", WholeNumber, nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("checked_by_id", WholeNumber, nullable=True),
        sa.Column("decided_by_id", WholeNumber, nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        *_moving(),
        sa.CheckConstraint(
            "state IN ('draft', 'withdrawn') OR number IS NOT NULL", name=op.f("ck_sanction_repairs_number_if_submitted")
        ),
        sa.CheckConstraint(
            "state NOT IN ('granted', 'refused') OR decided_at IS NOT NULL", name=op.f("ck_sanction_repairs_moment_if_decided")
        ),
        *_foreign("sanction_repairs", sanction_id="sanctions", organization_id="organizations", begun_by_id="users",
                  checked_by_id="users", decided_by_id="users"),
        *_keys("sanction_repairs"),
        sa.UniqueConstraint("number", name=op.f("uq_sanction_repairs_number")),
    )  # fmt: skip
    op.create_index("ix_sanction_repairs_sanction", "sanction_repairs", ["sanction_id"])
    op.create_index("ix_sanction_repairs_region_state", "sanction_repairs", ["region_path", "state"])
    op.create_table(
        "sanction_appeals",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("sanction_id", WholeNumber, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("way", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("lodged_by_id", WholeNumber, nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("decided_by_id", WholeNumber, nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        *_moving(),
        sa.CheckConstraint(
            "state NOT IN ('upheld', 'dismissed') OR answer IS NOT NULL", name=op.f("ck_sanction_appeals_answer_if_answered")
        ),
        *_foreign("sanction_appeals", sanction_id="sanctions", organization_id="organizations", lodged_by_id="users",
                  decided_by_id="users"),
        *_keys("sanction_appeals"),
        sa.UniqueConstraint("number", name=op.f("uq_sanction_appeals_number")),
    )  # fmt: skip
    op.create_index("ix_sanction_appeals_sanction", "sanction_appeals", ["sanction_id"])
    op.create_index("ix_sanction_appeals_region_state", "sanction_appeals", ["region_path", "state"])
    _set_what_is_missing()


def _moving() -> list[sa.Column]:
    return [
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
    ]


def _foreign(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}")) for column, to in columns.items()
    ]


def _keys(table: str) -> list[sa.Constraint]:
    return [
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    ]


def _set_what_is_missing() -> None:
    settings = sa.table(
        "policy_settings", sa.column("region_path"), sa.column("key"), sa.column("version"), sa.column("amount"),
        sa.column("unit"), sa.column("statutory"), sa.column("name"), sa.column("source"), sa.column("valid_from", UtcDateTime()),
    )  # fmt: skip
    connection = op.get_bind()
    known = set(connection.scalars(sa.select(settings.c.key)))
    since = connection.scalar(sa.select(sa.func.min(settings.c.valid_from)))
    for key, (amount, unit, statutory, name, source) in SETTINGS.items() if known else ():
        if key not in known:
            connection.execute(settings.insert().values(region_path="/", key=key, version=1, amount=amount, unit=unit, name=name,
                                                        statutory=statutory, source=source, valid_from=since))  # fmt: skip


def downgrade() -> None:
    settings = sa.table("policy_settings", sa.column("key"))
    op.get_bind().execute(settings.delete().where(settings.c.key.in_(list(SETTINGS))))
    op.drop_table("sanction_appeals")
    op.drop_table("sanction_repairs")
    op.drop_table("sanctions")
