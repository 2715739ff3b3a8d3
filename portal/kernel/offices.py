"""Appointments, and the delegation of their work: the tables. Their processes stand in ``domain/appointments``."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.base import Base, EnumString, Moving, PathString, Record
from portal.kernel.roles import Role
from portal.kernel.states import State
from portal.kernel.words import N_

if TYPE_CHECKING:
    from portal.kernel.people import User


class AppointmentState(State):
    PROPOSED = "proposed", N_("待确认"), "plain"
    IN_FORCE = "in_force", N_("在任"), "on"
    DUE = "due", N_("在任，待重新确认"), "risk2"
    ENDED = "ended", N_("已终止"), "done"
    REFUSED = "refused", N_("不予任命"), "done"
    WITHDRAWN = "withdrawn", N_("提议已撤回"), "done"


class DelegationState(State):
    GIVEN = "given", N_("已交代"), "on"
    OVER = "over", N_("期满"), "done"
    TAKEN_BACK = "taken_back", N_("提前结束"), "done"


SECOND = timedelta(seconds=1)
#: The states in which an appointment gives its holder anything.
HOLDING = (AppointmentState.IN_FORCE, AppointmentState.DUE)


def _own_place(context: Any) -> str | None:
    """Where an appointment lies that names no other place: its own region."""
    return context.get_current_parameters().get("region_path")


class Appointment(Record, Moving, Base):
    """A role held in a scope, from a day to a day. Exactly the scope that the role calls for is set.

    ``place_path``: where the scope lies, for those who keep the appointments of a region. ``basis``: the decision it rests
    on. ``confirm_by``: the moment by which it must be confirmed again; none where another process gives and ends it.
    """

    __tablename__ = "appointments"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN region_path IS NULL THEN 0 ELSE 1 END) + (CASE WHEN organization_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN department_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN incubator_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_scope",
        ),
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("state <> 'ended' OR ends_at IS NOT NULL", name="end_if_ended"),
        CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> user_id", name="nobody_confirms_oneself"),
        Index("ix_appointments_role_region", "role", "region_path"),
        Index("ix_appointments_organization", "organization_id"),
    )

    state: Mapped[AppointmentState] = mapped_column(EnumString(AppointmentState), default=AppointmentState.IN_FORCE)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[Role] = mapped_column(EnumString(Role))
    region_path: Mapped[str | None] = mapped_column(PathString)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))
    incubator_id: Mapped[int | None] = mapped_column(ForeignKey("incubators.id"))
    place_path: Mapped[str | None] = mapped_column(PathString, default=_own_place)
    title: Mapped[str] = mapped_column(String(120))
    basis: Mapped[str] = mapped_column(String(300), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    confirm_by: Mapped[datetime | None]
    appointed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    user: Mapped[User] = relationship(foreign_keys=user_id)
    appointed_by: Mapped[User | None] = relationship(foreign_keys=appointed_by_id)
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=confirmed_by_id)

    @property
    def caption(self) -> str:
        """The office, not the person: this stands in the journal for good."""
        return self.title

    @property
    def until(self) -> datetime | None:
        """Its last moment: people count the last day, not the midnight after it."""
        return self.ends_at - SECOND if self.ends_at else None


class Delegation(Record, Moving, Base):
    """The work of one appointment, in the hands of a colleague from a moment to a moment."""

    __tablename__ = "delegations"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("delegate_id <> delegator_id", name="a_colleague"),
    )

    state: Mapped[DelegationState] = mapped_column(EnumString(DelegationState), default=DelegationState.GIVEN)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointments.id"), index=True)
    delegator_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    delegate_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    place_path: Mapped[str | None] = mapped_column(PathString)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(300))

    appointment: Mapped[Appointment] = relationship()
    delegator: Mapped[User] = relationship(foreign_keys=delegator_id)
    delegate: Mapped[User] = relationship(foreign_keys=delegate_id)

    @property
    def caption(self) -> str:
        return self.appointment.title

    @property
    def until(self) -> datetime:
        return self.ends_at - SECOND
