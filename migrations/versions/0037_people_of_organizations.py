"""The people of an organization on record, joint supervision, teams that report to a community."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel import policy_brought
from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0037_people_of_organizations"
down_revision = "0036_sanctions"
branch_labels = None
depends_on = None

#: key: (amount, unit, name, source)
SETTINGS = {
    "retention.officeholders": (60, "months", "离任人员的证件号码和电话", "个人信息保护法第十九条；三年内的任职还要用来核对回避"),
    "roll.accept": (10, "working_days", "核对负责人备案", "社会组织负责人备案办法（示例）"),
    "roll.election": (90, "calendar_days", "任期届满前提醒换届", "社会组织负责人备案办法（示例）"),
    "roll.foundation-least": (5, "count", "基金会理事最少人数", "基金会管理条例第二十条"),
    "roll.foundation-most": (25, "count", "基金会理事最多人数", "基金会管理条例第二十条"),
    "roll.term": (60, "months", "一届任期最长", "基金会管理条例第二十条；其他类型按章程示范文本（示例）"),
    "team.confirm": (5, "working_days", "社区确认队伍报到", "双报到工作制度（示例）"),
    "team.service": (5, "working_days", "社区确认队伍的服务记录", "双报到工作制度（示例）"),
}


def upgrade() -> None:
    _people()
    _teams()
    _supervision()
    with op.batch_alter_table("experts") as batch:
        batch.add_column(sa.Column("identity_number", sa.Text(), nullable=True))
        batch.add_column(sa.Column("identity_mark", sa.String(length=64), nullable=True))
        batch.create_unique_constraint(op.f("uq_experts_identity_mark"), ["identity_mark"])
    policy_brought.bring(op.get_bind(), SETTINGS)


def _people() -> None:
    op.create_table(
        "rolls",
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("occasion", sa.String(length=32), nullable=False),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("term_from", sa.Date(), nullable=True),
        sa.Column("term_until", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("drafted_by_id", WholeNumber, nullable=True),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("accepted_by_id", WholeNumber, nullable=True),
        sa.Column("in_force_from", sa.Date(), nullable=True),
        sa.Column("in_force_until", sa.Date(), nullable=True),
        sa.Column("remind_at", UtcDateTime(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        *_record(moving=True),
        sa.CheckConstraint("state IN ('draft', 'withdrawn') OR number IS NOT NULL", name=op.f("ck_rolls_number_if_submitted")),
        sa.CheckConstraint(
            "state NOT IN ('in_force', 'due', 'renewing', 'superseded') OR in_force_from IS NOT NULL",
            name=op.f("ck_rolls_from_if_accepted"),
        ),
        sa.CheckConstraint("state <> 'superseded' OR in_force_until IS NOT NULL", name=op.f("ck_rolls_until_if_superseded")),
        sa.CheckConstraint("term_until IS NULL OR term_from < term_until", name=op.f("ck_rolls_term_has_length")),
        *_foreign("rolls", organization_id="organizations", drafted_by_id="users", accepted_by_id="users"),
        *_keys("rolls"),
        sa.UniqueConstraint("number", name=op.f("uq_rolls_number")),
    )
    op.create_index("ix_rolls_organization_state", "rolls", ["organization_id", "state"])
    op.create_index("ix_rolls_region_state", "rolls", ["region_path", "state"])
    op.create_table(
        "officeholders",
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("roll_id", WholeNumber, nullable=True),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("office", sa.String(length=32), nullable=True),
        sa.Column("legal_representative", sa.Boolean(), nullable=False),
        sa.Column("id_kind", sa.String(length=32), nullable=True),
        sa.Column("identity_number", sa.Text(), nullable=True),
        sa.Column("identity_mark", sa.String(length=64), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("phone_mark", sa.String(length=64), nullable=True),
        sa.Column("political", sa.String(length=32), nullable=True),
        sa.Column("party_secretary", sa.Boolean(), nullable=False),
        sa.Column("public_servant", sa.String(length=32), nullable=True),
        sa.Column("employment", sa.String(length=32), nullable=True),
        sa.Column("social_worker", sa.String(length=32), nullable=True),
        sa.Column("certificate", sa.String(length=40), nullable=True),
        sa.Column("accountant", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        *_record(),
        sa.CheckConstraint("(roll_id IS NULL) = (office IS NULL)", name=op.f("ck_officeholders_office_if_on_a_roll")),
        sa.CheckConstraint("roll_id IS NOT NULL OR employment IS NOT NULL", name=op.f("ck_officeholders_employment_if_declared")),
        sa.CheckConstraint("(identity_number IS NULL) = (identity_mark IS NULL)", name=op.f("ck_officeholders_identity_is_marked")),
        sa.CheckConstraint(
            "(social_worker IS NULL) = (certificate IS NULL)", name=op.f("ck_officeholders_certificate_if_social_worker")
        ),
        sa.CheckConstraint("NOT party_secretary OR political = 'party_member'", name=op.f("ck_officeholders_secretary_is_a_member")),
        sa.CheckConstraint("until IS NULL OR since <= until", name=op.f("ck_officeholders_begins_before_it_ends")),
        *_foreign("officeholders", organization_id="organizations", roll_id="rolls"),
        *_keys("officeholders"),
    )
    op.create_index("ix_officeholders_identity_mark", "officeholders", ["identity_mark"])
    op.create_index("ix_officeholders_organization", "officeholders", ["organization_id", "roll_id"])
    op.create_index("ix_officeholders_phone_mark", "officeholders", ["phone_mark"])
    op.create_index("ix_officeholders_roll", "officeholders", ["roll_id"])


def _teams() -> None:
    op.create_table(
        "volunteer_teams",
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("leader", sa.String(length=60), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("people", WholeNumber, nullable=False),
        sa.Column("party_members", WholeNumber, nullable=False),
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        *_record(moving=True),
        sa.CheckConstraint(
            "people > 0 AND party_members >= 0 AND party_members <= people", name=op.f("ck_volunteer_teams_members_are_people")
        ),
        *_foreign("volunteer_teams", organization_id="organizations"),
        *_keys("volunteer_teams"),
    )
    op.create_index("ix_volunteer_teams_organization", "volunteer_teams", ["organization_id", "state"])
    op.create_index("ix_volunteer_teams_region_state", "volunteer_teams", ["region_path", "state"])
    op.create_table(
        "team_services",
        sa.Column("team_id", WholeNumber, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("people", WholeNumber, nullable=False),
        sa.Column("minutes", WholeNumber, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        *_record(moving=True),
        sa.CheckConstraint("people > 0 AND minutes > 0", name=op.f("ck_team_services_somebody_served")),
        *_foreign("team_services", team_id="volunteer_teams", organization_id="organizations"),
        *_keys("team_services"),
    )
    op.create_index("ix_team_services_region_state", "team_services", ["region_path", "state"])
    op.create_index("ix_team_services_team", "team_services", ["team_id", "held_on"])


def _supervision() -> None:
    op.create_table(
        "supervision_notes",
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("department_id", WholeNumber, nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        *_author(),
        sa.Column("written_from", PathString, nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        *_record(moving=True),
        sa.CheckConstraint(
            "kind <> 'reminder' OR (shared AND due_at IS NOT NULL)", name=op.f("ck_supervision_notes_reminder_asks_by_a_day")
        ),
        sa.CheckConstraint(
            "state NOT IN ('answered', 'settled') OR answer IS NOT NULL", name=op.f("ck_supervision_notes_answer_if_answered")
        ),
        *_foreign("supervision_notes", organization_id="organizations", department_id="departments", author_id="users"),
        *_keys("supervision_notes"),
    )
    op.create_table(
        "supervision_tasks",
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("department_id", WholeNumber, nullable=True),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        *_author(),
        sa.Column("asked_from", PathString, nullable=True),
        sa.Column("of_office", sa.String(length=32), nullable=False),
        sa.Column("of_name", sa.String(length=120), nullable=False),
        sa.Column("of_path", PathString, nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        *_record(moving=True),
        sa.CheckConstraint("state <> 'done' OR answer IS NOT NULL", name=op.f("ck_supervision_tasks_answer_if_done")),
        sa.CheckConstraint(
            "(of_office = 'authority') = (of_path IS NULL)", name=op.f("ck_supervision_tasks_asked_of_a_place_or_department")
        ),
        *_foreign("supervision_tasks", organization_id="organizations", department_id="departments", author_id="users"),
        *_keys("supervision_tasks"),
    )
    for table in ("supervision_notes", "supervision_tasks"):
        op.create_index(op.f(f"ix_{table}_author_id"), table, ["author_id"])
        op.create_index(op.f(f"ix_{table}_department_id"), table, ["department_id"])
        op.create_index(f"ix_{table}_organization", table, ["organization_id", "state"])
        op.create_index(f"ix_{table}_region_state", table, ["region_path", "state"])


def _author() -> list[sa.Column]:
    return [
        sa.Column("author_id", WholeNumber, nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("office_name", sa.String(length=120), nullable=False),
    ]


def _record(moving: bool = False) -> list[sa.Column]:
    return [
        *([sa.Column("entered_at", UtcDateTime(), nullable=False)] if moving else []),
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


def downgrade() -> None:
    policy_brought.take_away(op.get_bind(), SETTINGS)
    with op.batch_alter_table("experts") as batch:
        batch.drop_constraint(op.f("uq_experts_identity_mark"), type_="unique")
        batch.drop_column("identity_mark")
        batch.drop_column("identity_number")
    for table in ("supervision_tasks", "supervision_notes", "team_services", "volunteer_teams", "officeholders", "rolls"):
        op.drop_table(table)
