"""Phones of people are encrypted; of an account's phone a mark is kept, by which it is found and stands at one account only.
Consents, copies of one's own data, and accounts that ask to be closed get their place."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber
from portal.kernel.clock import now
from portal.kernel.personal import bare_phone
from portal.kernel.vault import Encrypted, Mark

revision = "0029_phones_sealed"
down_revision = "0028_offices"
branch_labels = None
depends_on = None

#: table, column, its length before, whether it may be NULL.
PHONES = (
    ("filings", "phone", 30, False),
    ("notice_preferences", "asked_phone", 20, True),
    ("organizations", "phone", 30, True),
    ("registrations", "phone", 30, False),
    ("tenancies", "phone", 30, False),
    ("users", "phone", 20, True),
)
LAW = "个人信息保护法第十九条"
#: How long classes of record are kept: key, months, the law's minimum, name, source.
PERIODS = (
    ("account-acts", 36, None, "账号留痕里的姓名和理由", LAW),
    ("idle-filings", 36, None, "没有提交或已撤回的备案申请里的个人信息", LAW),
    ("idle-registrations", 36, None, "没有提交或已撤回的登记申请里的个人信息", LAW),
    ("idle-tenancies", 36, None, "没有入驻成的申请里的个人信息", LAW),
    ("messages", 12, 6, "发出的邮件、短信和后台任务", "网络安全法第二十一条"),
    ("needs", 36, None, "需求的提出人", "网格化服务管理办法（示例）"),
    ("notices", 24, None, "站内通知", LAW),
    ("procurement", 180, 180, "采购档案", "政府采购法第四十二条"),
    ("satisfaction", 36, None, "满意度", "公益项目评估办法（示例）"),
    ("vouchers", 360, 360, "会计凭证", "会计档案管理办法"),
)
UNIQUE = "uq_users_phone_mark"


def upgrade() -> None:
    _leave_nothing_behind()
    for table, column, length, nullable in PHONES:
        with op.batch_alter_table(table) as changed:
            changed.alter_column(column, existing_type=sa.String(length), type_=sa.Text(), existing_nullable=nullable)
        _rewrite(table, column, read=sa.Text(), write=Encrypted(f"{table}.{column}"))
    with op.batch_alter_table("users") as users:
        users.add_column(sa.Column("phone_mark", sa.String(length=64), nullable=True))
        users.add_column(sa.Column("closing_at", UtcDateTime(), nullable=True))
    _mark()
    with op.batch_alter_table("users") as users:
        users.create_unique_constraint(op.f(UNIQUE), ["phone_mark"])
    op.create_index(op.f("ix_users_closing_at"), "users", ["closing_at"])
    _tables()


def _rewrite(table: str, column: str, *, read: sa.types.TypeEngine, write: sa.types.TypeEngine) -> None:
    before = sa.table(table, sa.column("id", WholeNumber), sa.column(column, read))
    after = sa.table(table, sa.column("id", WholeNumber), sa.column(column, write))
    connection = op.get_bind()
    held = connection.execute(sa.select(before.c.id, before.c[column]).where(before.c[column].is_not(None))).all()
    for key, value in held:
        connection.execute(after.update().where(after.c.id == key).values({column: value}))


def _mark() -> None:
    """Of accounts that confirmed the same number, the first is found by it; the others keep it for their messages."""
    users = sa.table(
        "users", sa.column("id", WholeNumber), sa.column("phone", Encrypted("users.phone")),
        sa.column("phone_mark", Mark("users.phone")),
    )  # fmt: skip
    connection = op.get_bind()
    seen: set[str] = set()
    for key, phone in connection.execute(sa.select(users.c.id, users.c.phone).order_by(users.c.id)).all():
        bare = bare_phone(phone or "")
        if bare and bare not in seen:
            seen.add(bare)
            connection.execute(users.update().where(users.c.id == key).values(phone_mark=bare))


def _tables() -> None:
    op.create_table(
        "consents",
        sa.Column("user_id", WholeNumber, nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_consents_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index("ix_consents_user", "consents", ["user_id", "purpose", "id"])
    op.create_table(
        "data_copies",
        sa.Column("user_id", WholeNumber, nullable=False),
        sa.Column("ready_at", UtcDateTime(), nullable=True),
        sa.Column("size", WholeNumber, nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_data_copies_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_copies")),
        sa.UniqueConstraint("public_id", name=op.f("uq_data_copies_public_id")),
    )
    op.create_index(op.f("ix_data_copies_user_id"), "data_copies", ["user_id"])
    op.create_table(
        "erasures",
        sa.Column("place_path", PathString, nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("erased", sa.JSON(), nullable=True),
        sa.Column("proposed_by_id", WholeNumber, nullable=False),
        sa.Column("confirmed_by_id", WholeNumber, nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["users.id"], name=op.f("fk_erasures_proposed_by_id")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["users.id"], name=op.f("fk_erasures_confirmed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.UniqueConstraint("public_id", name=op.f("uq_erasures_public_id")),
    )
    _periods()


def _periods() -> None:
    """A city that has its settings gets the periods too; an empty database gets all of them from the file of its founding."""
    settings = sa.table(
        "policy_settings", sa.column("region_path"), sa.column("key"), sa.column("version", WholeNumber), sa.column("amount", WholeNumber),
        sa.column("unit"), sa.column("statutory", WholeNumber), sa.column("name"), sa.column("source"), sa.column("valid_from", UtcDateTime()),
    )  # fmt: skip
    connection = op.get_bind()
    if connection.scalar(sa.select(sa.func.count()).select_from(settings)):
        common = {"region_path": "/", "version": 1, "unit": "months", "valid_from": now()}
        for key, amount, statutory, name, source in PERIODS:
            row = {"key": f"retention.{key}", "amount": amount, "statutory": statutory, "name": name, "source": source}
            connection.execute(settings.insert().values(**common, **row))


def _leave_nothing_behind() -> None:
    """SQLite writes zeros over what was there, instead of leaving the numbers in pages that it only calls free."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("PRAGMA secure_delete = ON")


def downgrade() -> None:
    op.execute("DELETE FROM policy_settings WHERE key LIKE 'retention.%'")
    op.drop_table("erasures")
    op.drop_table("data_copies")
    op.drop_table("consents")
    op.drop_index(op.f("ix_users_closing_at"), table_name="users")
    with op.batch_alter_table("users") as users:
        users.drop_constraint(op.f(UNIQUE), type_="unique")
        users.drop_column("closing_at")
        users.drop_column("phone_mark")
    for table, column, length, nullable in reversed(PHONES):
        _rewrite(table, column, read=Encrypted(f"{table}.{column}"), write=sa.Text())
        with op.batch_alter_table(table) as changed:
            changed.alter_column(column, existing_type=sa.Text(), type_=sa.String(length), existing_nullable=nullable)
