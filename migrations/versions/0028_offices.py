"""Appointments become a process of their own, their work can be delegated, an act says for whom it was done, an item with whom it lies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.kernel.base import PathString, UtcDateTime, WholeNumber, random_id
from portal.kernel.clock import now

revision = "0028_offices"
down_revision = "0027_saved_filters"
branch_labels = None
depends_on = None

PLACES = {
    "department_id": "departments", "organization_id": "organizations", "incubator_id": "incubators",
}  # fmt: skip
CHECKS = {
    "end_if_ended": "state <> 'ended' OR ends_at IS NOT NULL",
    "nobody_confirms_oneself": "confirmed_by_id IS NULL OR confirmed_by_id <> user_id",
}
NEW = ("public_id", "created_at", "version", "entered_at", "state", "place_path", "basis", "confirm_by", "confirmed_by_id")
HANDLER = "fk_work_items_handler_id"
CONFIRMER = "fk_appointments_confirmed_by_id"


def upgrade() -> None:
    with op.batch_alter_table("appointments") as appointments:
        appointments.add_column(sa.Column("public_id", sa.String(length=12), nullable=True))
        appointments.add_column(sa.Column("created_at", UtcDateTime(), nullable=True))
        appointments.add_column(sa.Column("version", WholeNumber, nullable=True))
        appointments.add_column(sa.Column("entered_at", UtcDateTime(), nullable=True))
        appointments.add_column(sa.Column("state", sa.String(length=32), nullable=True))
        appointments.add_column(sa.Column("place_path", PathString, nullable=True))
        appointments.add_column(sa.Column("basis", sa.String(length=300), nullable=True))
        appointments.add_column(sa.Column("confirm_by", UtcDateTime(), nullable=True))
        appointments.add_column(sa.Column("confirmed_by_id", WholeNumber, nullable=True))
    _fill()
    with op.batch_alter_table("appointments") as appointments:
        for name, kind in (("public_id", sa.String(length=12)), ("created_at", UtcDateTime()), ("version", WholeNumber),
                           ("entered_at", UtcDateTime()), ("state", sa.String(length=32)), ("basis", sa.String(length=300))):  # fmt: skip
            appointments.alter_column(name, existing_type=kind, nullable=False)
        for name, text in CHECKS.items():
            appointments.create_check_constraint(op.f(f"ck_appointments_{name}"), text)
        appointments.create_unique_constraint(op.f("uq_appointments_public_id"), ["public_id"])
        appointments.create_foreign_key(op.f(CONFIRMER), "users", ["confirmed_by_id"], ["id"])
    _delegations()
    op.add_column("journal_entries", sa.Column("for_id", WholeNumber, nullable=True))
    with op.batch_alter_table("work_items") as items:
        items.add_column(sa.Column("handler_id", WholeNumber, nullable=True))
        items.create_foreign_key(op.f(HANDLER), "users", ["handler_id"], ["id"])


def _fill() -> None:
    """What was entered before the process existed holds from its day to its day; what is over has ended."""
    appointments = sa.table(
        "appointments", sa.column("id"), sa.column("public_id"), sa.column("created_at", UtcDateTime()),
        sa.column("entered_at", UtcDateTime()), sa.column("starts_at", UtcDateTime()), sa.column("ends_at", UtcDateTime()),
        sa.column("version"), sa.column("state"), sa.column("basis"), sa.column("place_path"), sa.column("region_path"),
    )  # fmt: skip
    connection = op.get_bind()
    common = {"version": 1, "basis": "", "created_at": appointments.c.starts_at, "entered_at": appointments.c.starts_at}
    over = sa.case((appointments.c.ends_at <= now(), "ended"), else_="in_force")
    connection.execute(appointments.update().values(state=over, place_path=appointments.c.region_path, **common))
    for column, table in PLACES.items():
        op.execute(
            f"UPDATE appointments SET place_path = (SELECT region_path FROM {table} WHERE {table}.id = appointments.{column})"
            f" WHERE {column} IS NOT NULL"
        )
    for (key,) in connection.execute(sa.select(appointments.c.id)).all():
        connection.execute(appointments.update().where(appointments.c.id == key).values(public_id=random_id()))


def _delegations() -> None:
    op.create_table(
        "delegations",
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("appointment_id", WholeNumber, nullable=False),
        sa.Column("delegator_id", WholeNumber, nullable=False),
        sa.Column("delegate_id", WholeNumber, nullable=False),
        sa.Column("place_path", PathString, nullable=True),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", WholeNumber, nullable=False),
        sa.Column("id", WholeNumber, nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_delegations_ends_after_start")),
        sa.CheckConstraint("delegate_id <> delegator_id", name=op.f("ck_delegations_a_colleague")),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointments.id"], name=op.f("fk_delegations_appointment_id")),
        sa.ForeignKeyConstraint(["delegator_id"], ["users.id"], name=op.f("fk_delegations_delegator_id")),
        sa.ForeignKeyConstraint(["delegate_id"], ["users.id"], name=op.f("fk_delegations_delegate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
        sa.UniqueConstraint("public_id", name=op.f("uq_delegations_public_id")),
    )
    for name in ("appointment_id", "delegate_id", "delegator_id"):
        op.create_index(op.f(f"ix_delegations_{name}"), "delegations", [name])


def downgrade() -> None:
    with op.batch_alter_table("work_items") as items:
        items.drop_constraint(op.f(HANDLER), type_="foreignkey")
        items.drop_column("handler_id")
    op.drop_column("journal_entries", "for_id")
    op.drop_table("delegations")
    op.execute("DELETE FROM appointments WHERE state IN ('proposed', 'refused', 'withdrawn')")
    with op.batch_alter_table("appointments") as appointments:
        appointments.drop_constraint(op.f(CONFIRMER), type_="foreignkey")
        appointments.drop_constraint(op.f("uq_appointments_public_id"), type_="unique")
        for name in CHECKS:
            appointments.drop_constraint(op.f(f"ck_appointments_{name}"), type_="check")
        for name in reversed(NEW):
            appointments.drop_column(name)
