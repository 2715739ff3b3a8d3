"""Changes of what the register says, and the register as it stood on any day."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0032_changes"
down_revision = "0031_passkeys"
branch_labels = None
depends_on = None

#: What an installation of before lacks; where nothing is set yet, the seeds bring it.
#: key: (amount, unit, statutory, name, source)
SETTINGS = {
    "change.accept": (5, "working_days", 5, "受理变更申请或者要求补正", "行政许可法第三十二条"),
    "change.approve": (2, "working_days", None, "批准变更登记", "社会组织登记服务承诺（示例）"),
    "change.decide": (10, "working_days", 20, "受理后作出变更登记决定", "行政许可法第四十二条；承诺期限为示例"),
    "change.examine": (3, "working_days", None, "审核变更申请", "社会组织登记服务承诺（示例）"),
    "change.record": (5, "working_days", None, "街道办理备案组织的变更", "社区社会组织备案办法（示例）"),
    "retention.idle-changes": (36, "months", None, "没有提交或已撤回的变更申请里的个人信息", "个人信息保护法第十九条"),
}
#: What a version holds of a row, as the table is on this day.
COLUMNS = (
    "name", "org_type", "field", "uscc", "filing_number", "region_path", "authority", "legal_representative", "address", "purpose",
    "capital_fen", "full_time_staff", "members", "registered_on", "rating", "tax_exempt", "last_annual_report", "state", "sponsor_id",
)  # fmt: skip
AT_ONCE = 500


def upgrade() -> None:
    op.create_table(
        "changes",
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("applicant_id", WholeNumber, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("org_type", sa.String(length=32), nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("name_parts", sa.JSON(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("accept_due_at", UtcDateTime(), nullable=True),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("accepted_by_id", WholeNumber, nullable=True),
        sa.Column("examined_by_id", WholeNumber, nullable=True),
        sa.Column("decided_by_id", WholeNumber, nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.CheckConstraint("state IN ('draft', 'withdrawn') OR number IS NOT NULL", name=op.f("ck_changes_number_if_submitted")),
        sa.CheckConstraint("state <> 'approved' OR decided_at IS NOT NULL", name=op.f("ck_changes_day_if_approved")),
        *_foreign("changes", applicant_id="users", organization_id="organizations", accepted_by_id="users",
                  examined_by_id="users", decided_by_id="users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
        sa.UniqueConstraint("public_id", name=op.f("uq_changes_public_id")),
        sa.UniqueConstraint("number", name=op.f("uq_changes_number")),
    )  # fmt: skip
    op.create_index(op.f("ix_changes_applicant_id"), "changes", ["applicant_id"])
    op.create_index(op.f("ix_changes_name"), "changes", ["name"])
    op.create_index("ix_changes_organization_state", "changes", ["organization_id", "state"])
    op.create_index("ix_changes_region_state", "changes", ["region_path", "state"])
    op.create_table(
        "organization_versions",
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("valid_from", UtcDateTime(), nullable=False),
        sa.Column("valid_until", UtcDateTime(), nullable=True),
        sa.Column("row", sa.JSON(), nullable=False),
        sa.Column("was", sa.JSON(), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("act_type", sa.String(length=40), nullable=True),
        sa.Column("act_id", WholeNumber, nullable=True),
        sa.Column("action", sa.String(length=60), nullable=True),
        sa.Column("entry_id", WholeNumber, nullable=True),
        sa.Column("id", WholeNumber, nullable=False),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until > valid_from", name=op.f("ck_organization_versions_period_is_one")
        ),
        *_foreign("organization_versions", organization_id="organizations", entry_id="journal_entries"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_versions")),
    )
    op.create_index("ix_organization_versions_organization_id_valid_from", "organization_versions",
                    ["organization_id", "valid_from"], unique=True)  # fmt: skip
    op.create_index("ix_organization_versions_open", "organization_versions", ["organization_id"], unique=True,
                    sqlite_where=sa.text("valid_until IS NULL"), postgresql_where=sa.text("valid_until IS NULL"))  # fmt: skip
    _begin_histories()
    _set_what_is_missing()


def _foreign(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}")) for column, to in columns.items()
    ]


def _begin_histories() -> None:
    """The first version of every row: as it stands, since the last act that the journal knows of it. Whoever changed a row
    wrote there, so it has stood like this since then; what it was before, the portal cannot say."""
    connection = op.get_bind()
    rows = sa.table("organizations", sa.column("id"), sa.column("created_at", UtcDateTime()),
                    *(sa.column(name, sa.Date if name == "registered_on" else sa.Boolean if name == "tax_exempt" else None)
                      for name in COLUMNS))  # fmt: skip
    entries = sa.table("journal_entries", sa.column("subject_type"), sa.column("subject_id"), sa.column("at", UtcDateTime()))
    versions = sa.table(
        "organization_versions", sa.column("organization_id"), sa.column("valid_from", UtcDateTime()),
        sa.column("row", sa.JSON), sa.column("was", sa.JSON), sa.column("first", sa.Boolean),
    )  # fmt: skip
    last = sa.select(sa.func.max(entries.c.at)).where(
        entries.c.subject_type == "organizations", entries.c.subject_id == rows.c.id
    )
    stmt = sa.select(rows, sa.type_coerce(last.scalar_subquery(), UtcDateTime()).label("last_act"))
    here = 0
    while page := connection.execute(stmt.where(rows.c.id > here).order_by(rows.c.id).limit(AT_ONCE)).mappings().all():
        connection.execute(versions.insert(), [
            {
                "organization_id": row["id"], "valid_from": row["last_act"] or row["created_at"],
                "row": {name: _said(row[name]) for name in COLUMNS}, "was": {}, "first": True,
            } for row in page
        ])  # fmt: skip
        here = page[-1]["id"]


def _said(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


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
            connection.execute(settings.insert().values(region_path="/", key=key, version=1, amount=amount, unit=unit,
                                                        statutory=statutory, name=name, source=source, valid_from=since))  # fmt: skip


def downgrade() -> None:
    settings = sa.table("policy_settings", sa.column("key"))
    op.get_bind().execute(settings.delete().where(settings.c.key.in_(list(SETTINGS))))
    op.drop_table("organization_versions")
    op.drop_table("changes")
