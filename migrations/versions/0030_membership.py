"""People join an organization by an invitation, and come to lead its account with proof; codes to a phone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber

revision = "0030_membership"
down_revision = "0029_phones_sealed"
branch_labels = None
depends_on = None

#: What an installation of before lacks; where nothing is set yet, the seeds bring it. key: (amount, unit, name)
SETTINGS = {
    "claim.answer": (10, "working_days", "现任负责人答复接任的申请"),
    "claim.check": (5, "working_days", "核对认领或接任组织账号的申请"),
    "claim.decide": (5, "working_days", "决定由谁负责组织账号"),
    "invitation.answer": (7, "calendar_days", "答复加入组织的邀请"),
}
SOURCE = "社会组织账号管理制度（示例）"


def upgrade() -> None:
    op.create_table(
        "invitations",
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("invitee_id", WholeNumber, nullable=True),
        sa.Column("invited_by_id", WholeNumber, nullable=False),
        sa.Column("letters", WholeNumber, nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("appointment_id", WholeNumber, nullable=True),
        *_moving(),
        sa.CheckConstraint("email IS NOT NULL OR invitee_id IS NOT NULL", name=op.f("ck_invitations_addressed_to_somebody")),
        sa.CheckConstraint(
            "state <> 'accepted' OR appointment_id IS NOT NULL", name=op.f("ck_invitations_appointment_if_accepted")
        ),
        *_foreign("invitations", organization_id="organizations", invitee_id="users", invited_by_id="users",
                  appointment_id="appointments"),
        *_keys("invitations"),
    )  # fmt: skip
    op.create_index(op.f("ix_invitations_invitee_id"), "invitations", ["invitee_id"])
    op.create_index("ix_invitations_organization_state", "invitations", ["organization_id", "state"])
    op.create_table(
        "claims",
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("applicant_id", WholeNumber, nullable=False),
        sa.Column("organization_id", WholeNumber, nullable=False),
        sa.Column("region_path", PathString, nullable=False),
        sa.Column("position", sa.String(length=60), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("checked_by_id", WholeNumber, nullable=True),
        sa.Column("notice_ends_at", UtcDateTime(), nullable=True),
        sa.Column("holder_answer", sa.String(length=32), nullable=True),
        sa.Column("decided_by_id", WholeNumber, nullable=True),
        sa.Column("appointment_id", WholeNumber, nullable=True),
        *_moving(),
        sa.CheckConstraint("state IN ('draft', 'withdrawn') OR number IS NOT NULL", name=op.f("ck_claims_number_if_submitted")),
        sa.CheckConstraint("state <> 'notice' OR notice_ends_at IS NOT NULL", name=op.f("ck_claims_period_if_notice")),
        sa.CheckConstraint("state <> 'approved' OR appointment_id IS NOT NULL", name=op.f("ck_claims_appointment_if_approved")),
        *_foreign("claims", applicant_id="users", organization_id="organizations", checked_by_id="users", decided_by_id="users",
                  appointment_id="appointments"),
        *_keys("claims"),
        sa.UniqueConstraint("number", name=op.f("uq_claims_number")),
    )  # fmt: skip
    op.create_index(op.f("ix_claims_applicant_id"), "claims", ["applicant_id"])
    op.create_index("ix_claims_organization_state", "claims", ["organization_id", "state"])
    op.create_index("ix_claims_region_state", "claims", ["region_path", "state"])
    op.create_table(
        "reset_codes",
        sa.Column("user_id", WholeNumber, nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("tries", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        *_foreign("reset_codes", user_id="users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_codes")),
        sa.UniqueConstraint("user_id", name=op.f("uq_reset_codes_user_id")),
    )
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
        sa.column("unit"), sa.column("name"), sa.column("source"), sa.column("valid_from", UtcDateTime()),
    )  # fmt: skip
    connection = op.get_bind()
    known = set(connection.scalars(sa.select(settings.c.key)))
    since = connection.scalar(sa.select(sa.func.min(settings.c.valid_from)))
    for key, (amount, unit, name) in SETTINGS.items() if known else ():
        if key not in known:
            connection.execute(settings.insert().values(region_path="/", key=key, version=1, amount=amount, unit=unit, name=name,
                                                        source=SOURCE, valid_from=since))  # fmt: skip


def downgrade() -> None:
    settings = sa.table("policy_settings", sa.column("key"))
    op.get_bind().execute(settings.delete().where(settings.c.key.in_(list(SETTINGS))))
    op.drop_table("reset_codes")
    op.drop_table("claims")
    op.drop_table("invitations")
