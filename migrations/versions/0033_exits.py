"""Organizations leave: dissolutions, the years of filed groups and how a filing may lapse. Papers say why they ended, a name
is free again some years after its holder left, and segments of credit codes are known."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0033_exits"
down_revision = "0032_changes"
branch_labels = None
depends_on = None

GROUPS = "社区社会组织备案办法（示例）"
PROMISE = "社会组织登记服务承诺（示例）"
#: What an installation of before lacks; where nothing is set yet, the seeds bring it. key: (amount, unit, statutory, name, source)
SETTINGS = {
    "dissolution.accept": (5, "working_days", 5, "受理注销申请或者要求补正", "行政许可法第三十二条"),
    "dissolution.announcement": (45, "calendar_days", 45, "清算公告期，债权人申报债权", "民法典第七十一条，参照公司法的清算程序"),
    "dissolution.approve": (2, "working_days", None, "批准注销", PROMISE),
    "dissolution.check": (5, "working_days", None, "居委会核对注销备案申请", GROUPS),
    "dissolution.decide": (10, "working_days", 20, "受理后作出注销决定", "行政许可法第四十二条；承诺期限为示例"),
    "dissolution.end": (10, "working_days", None, "街道决定注销备案", GROUPS),
    "dissolution.examine": (3, "working_days", None, "审核注销申请", PROMISE),
    "filing.activities": (4, "count", None, "备案保持有效每年最少活动次数", GROUPS),
    "filing.activities-remind": (1, "months", None, "年底前几个月再次提醒活动不足", GROUPS),
    "filing.activities-settle": (15, "calendar_days", None, "年底以后多少天核定上一年的活动", GROUPS),
    "filing.activities-warn": (3, "months", None, "年底前几个月开始提醒活动不足", GROUPS),
    "lapse.appeal": (15, "working_days", None, "对备案失效的决定申诉", GROUPS),
    "lapse.appeal-decide": (15, "working_days", None, "处理备案失效的申诉", GROUPS),
    "lapse.decide": (10, "working_days", None, "陈述期后决定备案是否失效", GROUPS),
    "lapse.open": (20, "working_days", None, "街道处理活动不足的备案组织", GROUPS),
    "lapse.state": (10, "working_days", None, "就活动不足陈述和申辩", GROUPS),
    "naming.rest": (36, "months", None, "退出名册以后名称多久能再用", "社会组织名称管理办法；年限为示例"),
    "remedy.litigation": (6, "months", 6, "提起行政诉讼的期限", "行政诉讼法第四十六条"),
    "remedy.reconsideration": (60, "calendar_days", 60, "申请行政复议的期限", "行政复议法第二十条"),
    "retention.idle-dissolutions": (36, "months", None, "没有提交或已撤回的注销申请里的个人信息", "个人信息保护法第十九条"),
}
ENDED = ("dissolved", "lapsed", "revoked")


def upgrade() -> None:
    _papers_and_names()
    _dissolutions()
    _group_life()
    op.create_table(
        "uscc_segments",
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("org_type", sa.String(length=32), nullable=True),
        sa.Column("first", sa.String(length=8), nullable=False),
        sa.Column("last", sa.String(length=8), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("entered_by_id", WholeNumber, nullable=True),
        *_record(),
        sa.CheckConstraint("first <= last", name=op.f("ck_uscc_segments_first_before_last")),
        *_foreign("uscc_segments", entered_by_id="users"),
        *_keys("uscc_segments"),
    )
    op.create_index(op.f("ix_uscc_segments_region_path"), "uscc_segments", ["region_path"])
    _set_what_is_missing()


def _papers_and_names() -> None:
    with op.batch_alter_table("papers") as papers:
        papers.add_column(sa.Column("end_msgid", sa.String(length=300), nullable=True))
        papers.add_column(sa.Column("end_parts", sa.JSON(), nullable=True))
    with op.batch_alter_table("organizations") as organizations:
        organizations.add_column(sa.Column("ended_on", sa.Date(), nullable=True))
        organizations.drop_constraint(op.f("uq_organizations_name"), type_="unique")
    organizations = sa.table("organizations", sa.column("state"), sa.column("ended_on", sa.Date()), sa.column("entered_at", UtcDateTime()))
    op.execute(organizations.update().where(organizations.c.state.in_(ENDED)).values(ended_on=sa.func.date(organizations.c.entered_at)))
    op.create_index(op.f("ix_organizations_name"), "organizations", ["name"])
    op.create_index("uq_organizations_name_in_use", "organizations", ["name"], unique=True,
                    sqlite_where=sa.text("ended_on IS NULL"), postgresql_where=sa.text("ended_on IS NULL"))  # fmt: skip


def _dissolutions() -> None:
    op.create_table(
        "dissolutions",
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("applicant_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("cause", sa.String(length=32), nullable=False),
        sa.Column("resolved_by", sa.String(length=60), nullable=False),
        sa.Column("resolved_on", sa.Date(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("liquidators", sa.JSON(), nullable=False),
        sa.Column("claims_to", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("announced_at", UtcDateTime(), nullable=True),
        sa.Column("announcement_ends_at", UtcDateTime(), nullable=True),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("accept_due_at", UtcDateTime(), nullable=True),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("checked_by_id", WholeNumber, nullable=True),
        sa.Column("accepted_by_id", WholeNumber, nullable=True),
        sa.Column("examined_by_id", WholeNumber, nullable=True),
        sa.Column("decided_by_id", WholeNumber, nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        *_moving(),
        sa.CheckConstraint("state IN ('draft', 'withdrawn') OR number IS NOT NULL", name=op.f("ck_dissolutions_number_if_begun")),
        sa.CheckConstraint(
            "state <> 'announced' OR announcement_ends_at IS NOT NULL", name=op.f("ck_dissolutions_period_if_announced")
        ),
        sa.CheckConstraint("state <> 'approved' OR decided_at IS NOT NULL", name=op.f("ck_dissolutions_moment_if_approved")),
        *_foreign("dissolutions", organization_id="organizations", applicant_id="users", checked_by_id="users",
                  accepted_by_id="users", examined_by_id="users", decided_by_id="users"),
        *_keys("dissolutions"),
        sa.UniqueConstraint("number", name=op.f("uq_dissolutions_number")),
    )  # fmt: skip
    op.create_index(op.f("ix_dissolutions_applicant_id"), "dissolutions", ["applicant_id"])
    op.create_index("ix_dissolutions_organization_state", "dissolutions", ["organization_id", "state"])
    op.create_index("ix_dissolutions_region_state", "dissolutions", ["region_path", "state"])


def _group_life() -> None:
    op.create_table(
        "group_activities",
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("attendances", WholeNumber, nullable=False),
        sa.Column("volunteers", WholeNumber, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("recorded_by_id", WholeNumber, nullable=True),
        sa.Column("confirmed_by_id", WholeNumber, nullable=True),
        *_moving(),
        sa.CheckConstraint("attendances > 0 AND volunteers >= 0", name=op.f("ck_group_activities_counts_are_sound")),
        *_foreign("group_activities", organization_id="organizations", recorded_by_id="users", confirmed_by_id="users"),
        *_keys("group_activities"),
    )
    op.create_index("ix_group_activities_organization", "group_activities", ["organization_id", "held_on"])
    op.create_index("ix_group_activities_region_state", "group_activities", ["region_path", "state"])
    op.create_table(
        "filing_years",
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("year", WholeNumber, nullable=False),
        sa.Column("warned_at", UtcDateTime(), nullable=False),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("id", WholeNumber, nullable=False),
        *_foreign("filing_years", organization_id="organizations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_years")),
        sa.UniqueConstraint("organization_id", "year", name=op.f("uq_filing_years_organization_id_year")),
    )
    op.create_table(
        "lapses",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("head_id", WholeNumber, nullable=True),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("year", WholeNumber, nullable=False),
        sa.Column("found", WholeNumber, nullable=False),
        sa.Column("needed", WholeNumber, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("notice", sa.Text(), nullable=True),
        sa.Column("opened_by_id", WholeNumber, nullable=True),
        sa.Column("statement_ends_at", UtcDateTime(), nullable=True),
        sa.Column("statement", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by_id", WholeNumber, nullable=True),
        sa.Column("appeal_ends_at", UtcDateTime(), nullable=True),
        sa.Column("appeal", sa.Text(), nullable=True),
        sa.Column("appeal_answer", sa.Text(), nullable=True),
        sa.Column("appeal_decided_by_id", WholeNumber, nullable=True),
        *_moving(),
        sa.CheckConstraint("state <> 'notice' OR statement_ends_at IS NOT NULL", name=op.f("ck_lapses_period_if_notice")),
        sa.CheckConstraint("state <> 'decided' OR appeal_ends_at IS NOT NULL", name=op.f("ck_lapses_period_if_decided")),
        *_foreign("lapses", organization_id="organizations", head_id="users", opened_by_id="users", decided_by_id="users",
                  appeal_decided_by_id="users"),
        *_keys("lapses"),
        sa.UniqueConstraint("number", name=op.f("uq_lapses_number")),
        sa.UniqueConstraint("organization_id", "year", name=op.f("uq_lapses_organization_id_year")),
    )  # fmt: skip
    op.create_index(op.f("ix_lapses_head_id"), "lapses", ["head_id"])
    op.create_index("ix_lapses_region_state", "lapses", ["region_path", "state"])


def _record() -> list[sa.Column]:
    return [
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
    ]


def _moving() -> list[sa.Column]:
    return [sa.Column("entered_at", UtcDateTime(), nullable=False), *_record()]


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
        "policy_settings", sa.column("region_path"), sa.column("key"), sa.column("version"), sa.column("amount"), sa.column("statutory"),
        sa.column("unit"), sa.column("name"), sa.column("source"), sa.column("valid_from", UtcDateTime()),
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
    for table in ("uscc_segments", "lapses", "filing_years", "group_activities", "dissolutions"):
        op.drop_table(table)
    op.drop_index("uq_organizations_name_in_use", "organizations")
    op.drop_index(op.f("ix_organizations_name"), "organizations")
    with op.batch_alter_table("organizations") as organizations:
        organizations.create_unique_constraint(op.f("uq_organizations_name"), ["name"])
        organizations.drop_column("ended_on")
    with op.batch_alter_table("papers") as papers:
        papers.drop_column("end_parts")
        papers.drop_column("end_msgid")
