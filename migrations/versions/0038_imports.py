"""Tables that are brought in: one row per import, one per line; who heads an organization is found by an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0038_imports"
down_revision = "0037_people_of_organizations"
branch_labels = None
depends_on = None

#: What an installation of before lacks; where nothing is set yet, the seeds bring it. key: (amount, unit, name, source)
SETTINGS = {
    "import.release": (5, "working_days", "放行表格导入", "社会组织信息管理制度（示例）"),
    "retention.imports": (6, "months", "导入的表格逐行的内容", "个人信息保护法第十九条"),
}


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("target", sa.String(length=32), nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("edition_id", WholeNumber, nullable=True),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("size", WholeNumber, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sheet", WholeNumber, nullable=False),
        sa.Column("heading_row", WholeNumber, nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("overwrite", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("expected", WholeNumber, nullable=False),
        sa.Column("mark", WholeNumber, nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("without_errors", sa.Boolean(), nullable=False),
        sa.Column("written", WholeNumber, nullable=False),
        sa.Column("refused", WholeNumber, nullable=False),
        sa.Column("prepared_by_id", WholeNumber, nullable=False),
        sa.Column("released_by_id", WholeNumber, nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('writing', 'done', 'stopped') OR released_by_id IS NOT NULL", name=op.f("ck_imports_released_if_written")
        ),
        sa.CheckConstraint("state NOT IN ('done', 'stopped') OR ended_at IS NOT NULL", name=op.f("ck_imports_ended_if_over")),
        sa.ForeignKeyConstraint(["edition_id"], ["catalogue_editions.id"], name=op.f("fk_imports_edition_id_catalogue_editions")),
        sa.ForeignKeyConstraint(["prepared_by_id"], ["users.id"], name=op.f("fk_imports_prepared_by_id_users")),
        sa.ForeignKeyConstraint(["released_by_id"], ["users.id"], name=op.f("fk_imports_released_by_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sa.UniqueConstraint("number", name=op.f("uq_imports_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_imports_public_id")),
    )
    op.create_index("ix_imports_prepared_by_id", "imports", ["prepared_by_id"])
    op.create_index("ix_imports_region_state", "imports", ["region_path", "state"])
    op.create_table(
        "import_rows",
        sa.Column("import_id", WholeNumber, nullable=False),
        sa.Column("number", WholeNumber, nullable=False),
        sa.Column("sameness", sa.String(length=200), nullable=False),
        sa.Column("caption", sa.String(length=200), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("warned", sa.Boolean(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("result", sa.String(length=32), nullable=True),
        sa.Column("subject_public_id", sa.String(length=12), nullable=True),
        sa.Column("id", WholeNumber, nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_rows_import_id_imports")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_rows")),
        sa.UniqueConstraint("import_id", "number", name=op.f("uq_import_rows_import_id_number")),
    )
    op.create_index("ix_import_rows_caption", "import_rows", ["import_id", "caption"])
    op.create_index("ix_import_rows_outcome", "import_rows", ["import_id", "outcome", "number"])
    op.create_index("ix_import_rows_sameness", "import_rows", ["import_id", "sameness"])
    op.create_index(op.f("ix_organizations_legal_representative"), "organizations", ["legal_representative"])
    _set_what_is_missing()


def _set_what_is_missing() -> None:
    settings = sa.table(
        "policy_settings", sa.column("region_path"), sa.column("key"), sa.column("version"), sa.column("amount"),
        sa.column("unit"), sa.column("name"), sa.column("source"), sa.column("valid_from", UtcDateTime()),
    )  # fmt: skip
    connection = op.get_bind()
    known = set(connection.scalars(sa.select(settings.c.key)))
    since = connection.scalar(sa.select(sa.func.min(settings.c.valid_from)))
    for key, (amount, unit, name, source) in SETTINGS.items() if known else ():
        if key not in known:
            connection.execute(settings.insert().values(region_path="/", key=key, version=1, amount=amount, unit=unit, name=name,
                                                        source=source, valid_from=since))  # fmt: skip


def downgrade() -> None:
    settings = sa.table("policy_settings", sa.column("key"))
    op.get_bind().execute(settings.delete().where(settings.c.key.in_(list(SETTINGS))))
    op.drop_index(op.f("ix_organizations_legal_representative"), table_name="organizations")
    op.drop_table("import_rows")
    op.drop_table("imports")
