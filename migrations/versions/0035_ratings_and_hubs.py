"""Rating 1A to 5A with its rounds and panels; hub organizations, who joined them, and their notes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0035_ratings_and_hubs"
down_revision = "0034_annual_reports"
branch_labels = None
depends_on = None

LAW, EXAMPLE, HUBS = "社会组织评估管理办法", "社会组织等级评估实施细则（示例）", "枢纽型社会组织认定办法（示例）"
#: What an installation of before lacks; where nothing is set yet, the seeds bring it. key: (amount, unit, name, source)
SETTINGS = {
    "hub.answer": (10, "working_days", "枢纽答复加入的申请", HUBS),
    "hub.decide": (20, "working_days", "告知后决定是否取消枢纽认定", HUBS),
    "hub.note": (15, "working_days", "会员答复枢纽的指导意见", HUBS),
    "hub.notice": (30, "calendar_days", "结束会员关系的预告期", HUBS),
    "hub.recognise": (15, "working_days", "认定枢纽型社会组织", HUBS),
    "hub.reply": (10, "working_days", "枢纽对拟取消认定陈述意见", HUBS),
    "rating.again": (24, "months", "评定后多久可以再申请", EXAMPLE),
    "rating.appeal": (30, "calendar_days", "对降低、取消等级的决定申请复核", EXAMPLE),
    "rating.band-1": (601, "points", "1A 最低分", EXAMPLE),
    "rating.band-2": (701, "points", "2A 最低分", EXAMPLE),
    "rating.band-3": (801, "points", "3A 最低分", EXAMPLE),
    "rating.band-4": (901, "points", "4A 最低分", EXAMPLE),
    "rating.band-5": (951, "points", "5A 最低分", EXAMPLE),
    "rating.check": (10, "working_days", "初审评估申请", EXAMPLE),
    "rating.decide": (10, "working_days", "公示期满后评定等级", EXAMPLE),
    "rating.measure": (20, "working_days", "告知后决定是否降低、取消等级", EXAMPLE),
    "rating.open": (5, "working_days", "批准开展等级评估", EXAMPLE),
    "rating.panel": (3, "count", "评估组最少人数（单数）", EXAMPLE),
    "rating.panel-by": (10, "working_days", "初审后组成评估组", EXAMPLE),
    "rating.publicise": (5, "working_days", "打分交齐后公示评估结果", EXAMPLE),
    "rating.publicity": (7, "calendar_days", "评估结果公示", LAW),
    "rating.registered": (24, "months", "登记满多久可以申请等级评估", LAW),
    "rating.reminds": (6, "months", "等级期满前多久提醒", EXAMPLE),
    "rating.reply": (10, "working_days", "组织对拟降低、取消等级陈述申辩", EXAMPLE),
    "rating.review": (20, "working_days", "复核降低、取消等级的决定", EXAMPLE),
    "rating.score": (15, "working_days", "评估组成员打分", EXAMPLE),
    "rating.supplement": (10, "working_days", "组织补正评估材料", EXAMPLE),
    "rating.valid": (60, "months", "评估等级的有效期", LAW),
    "rating.window": (20, "calendar_days", "申请至少受理多少天", EXAMPLE),
}
RUNNING = "state IN ('open', 'closed', 'finished')"
TABLES = (
    "hub_notes", "hub_memberships", "hubs", "rating_measures", "ratings", "rating_objections", "rating_sheets",
    "rating_applications", "rating_rounds",
)  # fmt: skip
TERM = ("rating_since", "rating_until")


def upgrade() -> None:
    with op.batch_alter_table("organizations") as organizations:
        for name in TERM:
            organizations.add_column(sa.Column(name, sa.Date(), nullable=True))
    _rounds()
    _ratings()
    _hubs()
    _set_what_is_missing()


def _rounds() -> None:
    op.create_table(
        "rating_rounds",
        sa.Column("year", WholeNumber, nullable=False),
        sa.Column("org_type", sa.String(length=32), nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=False),
        sa.Column("indicators", sa.JSON(), nullable=False),
        sa.Column("bands", sa.JSON(), nullable=True),
        sa.Column("drafted_by_id", WholeNumber, nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("opened_by_id", WholeNumber, nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        *_moving(),
        sa.CheckConstraint(
            "state IN ('draft', 'proposed', 'cancelled') OR bands IS NOT NULL",
            name=op.f("ck_rating_rounds_bands_if_open"),
        ),
        *_foreign("rating_rounds", drafted_by_id="users", opened_by_id="users"),
        *_keys("rating_rounds"),
    )  # fmt: skip
    op.create_index(
        "uq_rating_rounds_one_a_year", "rating_rounds", ["region_path", "year", "org_type"], unique=True,
        sqlite_where=sa.text(RUNNING), postgresql_where=sa.text(RUNNING),
    )  # fmt: skip
    op.create_table(
        "rating_applications",
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("round_id", WholeNumber, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("self_scores", sa.JSON(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=True),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("submitted_by_id", WholeNumber, nullable=True),
        sa.Column("checked_by_id", WholeNumber, nullable=True),
        sa.Column("check_note", sa.Text(), nullable=False),
        sa.Column("turn", WholeNumber, nullable=False),
        sa.Column("paneled_by_id", WholeNumber, nullable=True),
        sa.Column("visit", sa.JSON(), nullable=True),
        sa.Column("means", sa.JSON(), nullable=True),
        sa.Column("score", WholeNumber, nullable=True),
        sa.Column("level", WholeNumber, nullable=True),
        sa.Column("publicity_ends_at", UtcDateTime(), nullable=True),
        sa.Column("publicised_by_id", WholeNumber, nullable=True),
        sa.Column("decided_by_id", WholeNumber, nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        *_moving(),
        sa.CheckConstraint(
            "state != 'publicity' OR publicity_ends_at IS NOT NULL",
            name=op.f("ck_rating_applications_period_if_publicity"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'withdrawn') OR number IS NOT NULL",
            name=op.f("ck_rating_applications_number_if_submitted"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('publicity', 'publicised', 'granted') OR level IS NOT NULL",
            name=op.f("ck_rating_applications_level_if_shown"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('scored', 'publicity', 'publicised', 'granted', 'not_rated') OR score IS NOT NULL",
            name=op.f("ck_rating_applications_score_if_scored"),
        ),
        sa.UniqueConstraint("number", name=op.f("uq_rating_applications_number")),
        *_foreign("rating_applications", checked_by_id="users", decided_by_id="users", organization_id="organizations",
                  paneled_by_id="users", publicised_by_id="users", round_id="rating_rounds", submitted_by_id="users"),
        *_keys("rating_applications"),
    )  # fmt: skip
    op.create_index("ix_rating_applications_organization", "rating_applications", ["organization_id"], unique=False)
    op.create_index("ix_rating_applications_round_state", "rating_applications", ["round_id", "state"], unique=False)
    op.create_table(
        "rating_sheets",
        sa.Column("application_id", WholeNumber, nullable=False),
        sa.Column("assignee_id", WholeNumber, nullable=False),
        sa.Column("turn", WholeNumber, nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("total", WholeNumber, nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        *_moving(),
        sa.CheckConstraint("state != 'submitted' OR total IS NOT NULL", name=op.f("ck_rating_sheets_total_if_submitted")),
        sa.UniqueConstraint("application_id", "assignee_id", name=op.f("uq_rating_sheets_application_id_assignee_id")),
        *_foreign("rating_sheets", application_id="rating_applications", assignee_id="users"),
        *_keys("rating_sheets"),
    )  # fmt: skip
    op.create_index("ix_rating_sheets_assignee", "rating_sheets", ["assignee_id"], unique=False)
    op.create_table(
        "rating_objections",
        sa.Column("application_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("raised_by_id", WholeNumber, nullable=False),
        sa.Column("turn", WholeNumber, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by_id", WholeNumber, nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        *_moving(),
        sa.CheckConstraint(
            "state NOT IN ('upheld', 'dismissed') OR answer IS NOT NULL",
            name=op.f("ck_rating_objections_answer_if_answered"),
        ),
        *_foreign("rating_objections", answered_by_id="users", application_id="rating_applications", raised_by_id="users"),
        *_keys("rating_objections"),
    )  # fmt: skip
    op.create_index("ix_rating_objections_application", "rating_objections", ["application_id"], unique=False)
    op.create_index(op.f("ix_rating_objections_raised_by_id"), "rating_objections", ["raised_by_id"], unique=False)


def _ratings() -> None:
    op.create_table(
        "ratings",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("application_id", WholeNumber, nullable=True),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("year", WholeNumber, nullable=False),
        sa.Column("level", WholeNumber, nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("held_until", sa.Date(), nullable=True),
        sa.Column("reminds_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        *_moving(),
        sa.CheckConstraint(
            "state IN ('in_force', 'ending') OR held_until IS NOT NULL",
            name=op.f("ck_ratings_held_until_if_over"),
        ),
        sa.CheckConstraint('ends_on > starts_on', name=op.f("ck_ratings_ends_after_start")),
        sa.CheckConstraint('level BETWEEN 1 AND 5', name=op.f("ck_ratings_level_is_one_of_five")),
        sa.UniqueConstraint("application_id", name=op.f("uq_ratings_application_id")),
        sa.UniqueConstraint("number", name=op.f("uq_ratings_number")),
        *_foreign("ratings", application_id="rating_applications", organization_id="organizations"),
        *_keys("ratings"),
    )  # fmt: skip
    op.create_index("ix_ratings_organization", "ratings", ["organization_id", "starts_on"], unique=False)
    op.create_table(
        "rating_measures",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("rating_id", WholeNumber, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("from_level", WholeNumber, nullable=False),
        sa.Column("to_level", WholeNumber, nullable=True),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("noticed_by_id", WholeNumber, nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by_id", WholeNumber, nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("appeal", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        *_moving(),
        sa.CheckConstraint("kind != 'lower' OR to_level IS NOT NULL", name=op.f("ck_rating_measures_level_if_lower")),
        sa.CheckConstraint(
            "state NOT IN ('decided', 'appealed', 'upheld', 'overturned') OR decided_at IS NOT NULL",
            name=op.f("ck_rating_measures_day_if_decided"),
        ),
        sa.UniqueConstraint("number", name=op.f("uq_rating_measures_number")),
        *_foreign("rating_measures", decided_by_id="users", noticed_by_id="users", organization_id="organizations",
                  rating_id="ratings"),
        *_keys("rating_measures"),
    )  # fmt: skip
    op.create_index("ix_rating_measures_rating", "rating_measures", ["rating_id"], unique=False)


def _hubs() -> None:
    op.create_table(
        "hubs",
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("field", sa.String(length=32), nullable=True),
        sa.Column("area_path", PathString, nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", WholeNumber, nullable=False),
        sa.Column("recognised_on", sa.Date(), nullable=True),
        sa.Column("recognised_by_id", WholeNumber, nullable=True),
        sa.Column("noticed_by_id", WholeNumber, nullable=True),
        sa.Column("notice", sa.Text(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        *_moving(),
        sa.CheckConstraint(
            "state IN ('proposed', 'declined') OR number IS NOT NULL",
            name=op.f("ck_hubs_number_if_recognised"),
        ),
        sa.CheckConstraint('field IS NOT NULL OR area_path IS NOT NULL', name=op.f("ck_hubs_for_a_field_or_a_place")),
        sa.UniqueConstraint("number", name=op.f("uq_hubs_number")),
        *_foreign("hubs", noticed_by_id="users", organization_id="organizations", proposed_by_id="users",
                  recognised_by_id="users"),
        *_keys("hubs"),
    )  # fmt: skip
    op.create_index("ix_hubs_organization", "hubs", ["organization_id"], unique=False)
    op.create_table(
        "hub_memberships",
        sa.Column("hub_id", WholeNumber, nullable=False),
        sa.Column("hub_organization_id", WholeNumber, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.String(length=32), nullable=True),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        *_moving(),
        sa.CheckConstraint(
            "state <> 'leaving' OR (ends_at IS NOT NULL AND ended_by IS NOT NULL)",
            name=op.f("ck_hub_memberships_end_if_leaving"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('member', 'leaving') OR joined_on IS NOT NULL",
            name=op.f("ck_hub_memberships_day_if_member"),
        ),
        sa.CheckConstraint('organization_id <> hub_organization_id', name=op.f("ck_hub_memberships_two_organizations")),
        *_foreign("hub_memberships", hub_id="hubs", hub_organization_id="organizations", organization_id="organizations"),
        *_keys("hub_memberships"),
    )  # fmt: skip
    op.create_index("ix_hub_memberships_hub_state", "hub_memberships", ["hub_id", "state"], unique=False)
    op.create_index("ix_hub_memberships_organization", "hub_memberships", ["organization_id"], unique=False)
    op.create_table(
        "hub_notes",
        sa.Column("membership_id", WholeNumber, nullable=False),
        sa.Column("hub_organization_id", WholeNumber, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        *_moving(),
        sa.CheckConstraint("state <> 'answered' OR answer IS NOT NULL", name=op.f("ck_hub_notes_answer_if_answered")),
        *_foreign("hub_notes", hub_organization_id="organizations", membership_id="hub_memberships",
                  organization_id="organizations"),
        *_keys("hub_notes"),
    )  # fmt: skip
    op.create_index("ix_hub_notes_hub_organization", "hub_notes", ["hub_organization_id"], unique=False)
    op.create_index("ix_hub_notes_membership", "hub_notes", ["membership_id"], unique=False)
    op.create_index("ix_hub_notes_organization", "hub_notes", ["organization_id"], unique=False)


def _moving() -> list[sa.Column]:
    return [
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
    ]


def _foreign(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}")) for column, to in columns.items()]


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
    for key, (amount, unit, name, source) in SETTINGS.items() if known else ():
        if key not in known:
            row = {"region_path": "/", "key": key, "version": 1, "amount": amount, "unit": unit, "statutory": None, "name": name,
                   "source": source, "valid_from": since}  # fmt: skip
            connection.execute(settings.insert().values(**row))


def downgrade() -> None:
    settings = sa.table("policy_settings", sa.column("key"))
    op.get_bind().execute(settings.delete().where(settings.c.key.in_(list(SETTINGS))))
    for table in TABLES:
        op.drop_table(table)
    with op.batch_alter_table("organizations") as organizations:
        for name in reversed(TERM):
            organizations.drop_column(name)
