"""The annual reports of legal persons; their yearly window and limits as policy settings; indexes for the board."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0034_annual_reports"
down_revision = "0033_exits"
branch_labels = None
depends_on = None

OWN = "社会组织年度报告办法（示例）"
FOUNDATIONS = "基金会管理条例"
#: What an installation of before lacks; where nothing is set yet, the seeds bring it.
#: key: (amount, unit, statutory, name, source)
SETTINGS = {
    "annual-report.accept": (15, "working_days", None, "审定年度工作报告", OWN),
    "annual-report.audit-from": (100_000_000, "fen", None, "全年收入从多少起附审计报告", OWN),
    "annual-report.benefit-share": (8, "percent", 8, "非公开募捐的基金会公益支出占上年末基金余额", f"{FOUNDATIONS}第二十九条"),
    "annual-report.benefit-share-public": (70, "percent", 70, "公开募捐的基金会公益支出占上年总收入", f"{FOUNDATIONS}第二十九条"),
    "annual-report.check": (10, "working_days", None, "初审年度工作报告", OWN),
    "annual-report.correct": (15, "working_days", None, "补正退回的年度工作报告", OWN),
    "annual-report.due": (531, "month_day", 531, "社会团体、社会服务机构报送上一年度报告",
                          "社会团体登记管理条例；民办非企业单位登记管理暂行条例第二十三条"),
    "annual-report.due-foundation": (331, "month_day", 331, "基金会报送上一年度报告", f"{FOUNDATIONS}第三十六条"),
    "annual-report.first-until": (630, "month_day", None, "这天以前登记的从当年报起，以后的从下一年报起", OWN),
    "annual-report.management-share": (10, "percent", 10, "基金会人员和办公费用占当年总支出", f"{FOUNDATIONS}第二十九条"),
    "annual-report.opens": (101, "month_day", None, "开始填报上一年度工作报告", OWN),
    "annual-report.rectify-review": (10, "working_days", None, "复核年度报告的整改", OWN),
    "annual-report.remind-1": (30, "calendar_days", None, "到期前多少天第一次提醒报送年度报告", OWN),
    "annual-report.remind-2": (10, "calendar_days", None, "到期前多少天第二次提醒报送年度报告", OWN),
    "annual-report.remind-3": (3, "calendar_days", None, "到期前多少天第三次提醒报送年度报告", OWN),
}  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "annual_reports",
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("department_id", WholeNumber, nullable=True),
        sa.Column("year", WholeNumber, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("saves", sa.JSON(), nullable=False),
        sa.Column("known", sa.JSON(), nullable=True),
        sa.Column("begun_at", UtcDateTime(), nullable=True),
        sa.Column("arrived_at", UtcDateTime(), nullable=True),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("signed_by_id", WholeNumber, nullable=True),
        sa.Column("signed_name", sa.String(length=60), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("correct_by_at", UtcDateTime(), nullable=True),
        sa.Column("checked_by_id", WholeNumber, nullable=True),
        sa.Column("check_opinion", sa.Text(), nullable=False),
        sa.Column("accepted_by_id", WholeNumber, nullable=True),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("conclusion", sa.String(length=32), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("rectifications", sa.JSON(), nullable=False),
        sa.Column("rectify_by_on", sa.Date(), nullable=True),
        sa.Column("rectified", sa.Text(), nullable=False),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        *_record("annual_reports"),
        sa.CheckConstraint("arrived_at IS NULL OR number IS NOT NULL", name=op.f("ck_annual_reports_number_if_submitted")),
        sa.CheckConstraint("accepted_at IS NULL OR conclusion IS NOT NULL", name=op.f("ck_annual_reports_conclusion_if_accepted")),
        sa.CheckConstraint(
            "state NOT IN ('rectifying', 'rectified', 'accepted') OR accepted_at IS NOT NULL",
            name=op.f("ck_annual_reports_date_if_accepted"),
        ),
        sa.CheckConstraint(
            "conclusion IS NULL OR conclusion = 'qualified' OR opinion <> ''", name=op.f("ck_annual_reports_reasons_unless_qualified")
        ),
        sa.CheckConstraint("state <> 'returned' OR correct_by_at IS NOT NULL", name=op.f("ck_annual_reports_period_if_returned")),
        *_foreign("annual_reports", organization_id="organizations", department_id="departments", signed_by_id="users",
                  checked_by_id="users", accepted_by_id="users"),
        sa.UniqueConstraint("number", name=op.f("uq_annual_reports_number")),
        sa.UniqueConstraint("organization_id", "year", name=op.f("uq_annual_reports_organization_id_year")),
    )  # fmt: skip
    op.create_index(op.f("ix_annual_reports_department_id"), "annual_reports", ["department_id"])
    op.create_index("ix_annual_reports_region_year", "annual_reports", ["region_path", "year"])
    op.create_index("ix_annual_reports_year_state", "annual_reports", ["year", "state"])
    op.create_table(
        "annual_report_overdue_counts",
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("year", WholeNumber, nullable=False),
        sa.Column("overdue", WholeNumber, nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.Column("told", WholeNumber, nullable=False),
        *_record("annual_report_overdue_counts"),
        sa.UniqueConstraint("region_path", "year", name=op.f("uq_annual_report_overdue_counts_region_path_year")),
    )
    _set_what_is_missing()


def _record(table: str) -> list[sa.Column | sa.Constraint]:
    return [
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    ]


def _foreign(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}")) for column, to in columns.items()
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
    op.drop_table("annual_report_overdue_counts")
    op.drop_table("annual_reports")
