"""What the catalogues lead to: lots name their item, purchasers announce what they mean to buy, entries keep how they stood."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel import policy_brought
from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0039_catalogues_carried_out"
down_revision = "0038_imports"
branch_labels = None
depends_on = None

#: What an installation of before lacks; where nothing is set yet, the seeds bring it. key: (amount, unit, name, source)
SETTINGS = {
    "intention.ahead": (30, "calendar_days", "采购意向公开到采购公告至少多少天", "财库〔2020〕10 号"),
    "intention.publish": (5, "working_days", "公开采购意向", "政府购买服务管理办法（示例）"),
}


def upgrade() -> None:
    op.create_table(
        "intentions",
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("department_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("outline", sa.Text(), nullable=False),
        sa.Column("budget_fen", WholeNumber, nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=False),
        sa.Column("service_item_id", WholeNumber, nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("drafted_by_id", WholeNumber, nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.CheckConstraint("budget_fen > 0", name=op.f("ck_intentions_budget_is_positive")),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'withdrawn') OR (published_at IS NOT NULL AND number IS NOT NULL)",
            name=op.f("ck_intentions_number_if_published"),
        ),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_intentions_department_id_departments")),
        sa.ForeignKeyConstraint(["service_item_id"], ["service_items.id"], name=op.f("fk_intentions_service_item_id_service_items")),
        sa.ForeignKeyConstraint(["drafted_by_id"], ["users.id"], name=op.f("fk_intentions_drafted_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intentions")),
        sa.UniqueConstraint("number", name=op.f("uq_intentions_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_intentions_public_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_intentions_department_id"), "intentions", ["department_id"])
    op.create_index(op.f("ix_intentions_service_item_id"), "intentions", ["service_item_id"])
    op.create_index("ix_intentions_expected", "intentions", ["expected_on", "id"])
    op.create_table(
        "qualification_standings",
        sa.Column("qualification_id", WholeNumber, nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["qualification_id"], ["qualifications.id"],
                                name=op.f("fk_qualification_standings_qualification_id_qualifications")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification_standings")),
    )  # fmt: skip
    op.create_index("ix_qualification_standings_of", "qualification_standings", ["qualification_id", "since"])
    op.execute(sa.text(
        "INSERT INTO qualification_standings (qualification_id, since, state) SELECT subject_id, at, state_after FROM journal_entries"
        " WHERE subject_type = 'qualifications' AND action IN ('suspend', 'restore', 'remove') ORDER BY id"
    ))  # fmt: skip
    with op.batch_alter_table("lots") as lots:
        for name, table in (("transfer_item_id", "transfer_items"), ("service_item_id", "service_items")):
            lots.add_column(sa.Column(name, WholeNumber, nullable=True))
            lots.create_foreign_key(op.f(f"fk_lots_{name}_{table}"), table, [name], ["id"])
        lots.create_check_constraint(op.f("ck_lots_one_catalogue_item"), "transfer_item_id IS NULL OR service_item_id IS NULL")
        lots.create_index(op.f("ix_lots_transfer_item_id"), ["transfer_item_id"])
        lots.create_index(op.f("ix_lots_service_item_id"), ["service_item_id"])
    with op.batch_alter_table("calls") as calls:
        calls.add_column(sa.Column("intention_id", WholeNumber, nullable=True))
        calls.create_foreign_key(op.f("fk_calls_intention_id_intentions"), "intentions", ["intention_id"], ["id"])
        calls.create_index(op.f("ix_calls_intention_id"), ["intention_id"])
    policy_brought.bring(op.get_bind(), SETTINGS)


def downgrade() -> None:
    policy_brought.take_away(op.get_bind(), SETTINGS)
    with op.batch_alter_table("calls") as calls:
        calls.drop_index(op.f("ix_calls_intention_id"))
        calls.drop_constraint(op.f("fk_calls_intention_id_intentions"), type_="foreignkey")
        calls.drop_column("intention_id")
    with op.batch_alter_table("lots") as lots:
        for name, table in (("service_item_id", "service_items"), ("transfer_item_id", "transfer_items")):
            lots.drop_index(op.f(f"ix_lots_{name}"))
            lots.drop_constraint(op.f(f"fk_lots_{name}_{table}"), type_="foreignkey")
        lots.drop_constraint(op.f("ck_lots_one_catalogue_item"), type_="check")
        lots.drop_column("service_item_id")
        lots.drop_column("transfer_item_id")
    op.drop_table("qualification_standings")
    op.drop_table("intentions")
