"""What the offices write beside an organization's record: notes, of which some ask it for an answer, and tasks among themselves."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, case, null
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.organizations.models import Organization
from portal.domain.supervision.offices import Office, OfficeKind
from portal.kernel import access
from portal.kernel.base import Base, EnumString, Moving, PathString, Record
from portal.kernel.lifecycle import State
from portal.kernel.people import User
from portal.kernel.permissions import Permission
from portal.kernel.words import N_


class NoteKind(enum.StrEnum):
    OBSERVATION = "observation"
    REMINDER = "reminder"

    @property
    def label(self) -> str:
        return {NoteKind.OBSERVATION: N_("情况记录"), NoteKind.REMINDER: N_("提醒（请组织答复）")}[self]


class NoteState(State):
    RECORDED = "recorded", N_("已记录"), "plain"
    ASKED = "asked", N_("等组织答复"), "on"
    ANSWERED = "answered", N_("已答复，待核对"), "on"
    SETTLED = "settled", N_("已办结"), "done"
    WITHDRAWN = "withdrawn", N_("已撤回"), "plain"


class SupervisionNote(Record, Moving, Base):
    """One office's word on an organization. ``shared``: the organization reads it; a reminder it always reads.

    Every office of the organization reads every note: the registrar and whoever else has its region, and the department
    that was competent when it was written.
    """

    __tablename__ = "supervision_notes"
    __table_args__ = (
        CheckConstraint("kind <> 'reminder' OR (shared AND due_at IS NOT NULL)", name="reminder_asks_by_a_day"),
        CheckConstraint("state NOT IN ('answered', 'settled') OR answer IS NOT NULL", name="answer_if_answered"),
        Index("ix_supervision_notes_organization", "organization_id", "state"),
        Index("ix_supervision_notes_region_state", "region_path", "state"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    kind: Mapped[NoteKind] = mapped_column(EnumString(NoteKind))
    body: Mapped[str] = mapped_column(Text)
    shared: Mapped[bool] = mapped_column(default=False)
    due_at: Mapped[datetime | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    office: Mapped[OfficeKind] = mapped_column(EnumString(OfficeKind))
    office_name: Mapped[str] = mapped_column(String(120))
    written_from: Mapped[str | None] = mapped_column(PathString)
    answer: Mapped[str | None] = mapped_column(Text)
    state: Mapped[NoteState] = mapped_column(EnumString(NoteState))

    organization: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)  # no note is shown without it
    author: Mapped[User] = relationship()

    @property
    def caption(self) -> str:
        return self.organization.name

    @property
    def writer(self) -> Office:
        return Office(self.office, self.written_from, self.department_id if self.office is OfficeKind.AUTHORITY else None)

    @hybrid_property
    def shown_to_id(self) -> int | None:
        """The organization, where the note is for its eyes too."""
        return self.organization_id if self.shared else None

    @shown_to_id.inplace.expression
    @classmethod
    def _shown_to_id(cls) -> Any:
        return case((cls.shared, cls.organization_id), else_=null())


access.declare(
    SupervisionNote, Permission.SUPERVISION_READ, region="region_path", department="department_id",
    organization="shown_to_id", owner="author_id",
)  # fmt: skip


class TaskState(State):
    ASKED = "asked", N_("待接办"), "on"
    ACCEPTED = "accepted", N_("办理中"), "on"
    DONE = "done", N_("已办结"), "done"
    DECLINED = "declined", N_("已退回"), "risk2"
    WITHDRAWN = "withdrawn", N_("已撤回"), "plain"


class SupervisionTask(Record, Moving, Base):
    """What one office asks of another about an organization, by a day. The organization does not read it."""

    __tablename__ = "supervision_tasks"
    __table_args__ = (
        CheckConstraint("state <> 'done' OR answer IS NOT NULL", name="answer_if_done"),
        CheckConstraint("(of_office = 'authority') = (of_path IS NULL)", name="asked_of_a_place_or_department"),
        Index("ix_supervision_tasks_organization", "organization_id", "state"),
        Index("ix_supervision_tasks_region_state", "region_path", "state"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime]
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    office: Mapped[OfficeKind] = mapped_column(EnumString(OfficeKind))
    office_name: Mapped[str] = mapped_column(String(120))
    asked_from: Mapped[str | None] = mapped_column(PathString)
    of_office: Mapped[OfficeKind] = mapped_column(EnumString(OfficeKind))
    of_name: Mapped[str] = mapped_column(String(120))
    of_path: Mapped[str | None] = mapped_column(PathString)
    answer: Mapped[str | None] = mapped_column(Text)
    state: Mapped[TaskState] = mapped_column(EnumString(TaskState))

    organization: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)  # no task is shown without it
    author: Mapped[User] = relationship()

    @property
    def caption(self) -> str:
        return f"{self.organization.name} · {self.title}"

    @property
    def asker(self) -> Office:
        return Office(self.office, self.asked_from, self.department_id if self.office is OfficeKind.AUTHORITY else None)

    @property
    def asked(self) -> Office:
        return Office(self.of_office, self.of_path, None if self.of_path else self.department_id)

    @property
    def office_path(self) -> str | None:
        """Of what several offices of one place may do, only the one that was asked is awaited."""
        return self.of_path


access.declare(
    SupervisionTask, Permission.SUPERVISION_READ, region="region_path", department="department_id", owner="author_id"
)
