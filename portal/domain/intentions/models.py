"""What a purchaser means to buy in a quarter: public before the call, as the finance ministry asks (财库〔2020〕10 号)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.catalogue.models import ServiceItem
from portal.kernel import access
from portal.kernel.base import Base, EnumString, Moving, PathString, Record
from portal.kernel.lifecycle import State
from portal.kernel.people import Department
from portal.kernel.permissions import Permission
from portal.kernel.words import N_


class IntentionState(State):
    DRAFT = "draft", N_("填写中"), "plain"
    SUBMITTED = "submitted", N_("待公开"), "on"
    PUBLISHED = "published", N_("已公开"), "on"
    FULFILLED = "fulfilled", N_("已发布采购公告"), "done"
    WITHDRAWN = "withdrawn", N_("已撤回"), "plain"


class Intention(Record, Moving, Base):
    """``expected_on``: the first day of the month in which the call is expected."""

    __tablename__ = "intentions"
    __table_args__ = (
        CheckConstraint("budget_fen > 0", name="budget_is_positive"),
        CheckConstraint(
            "state IN ('draft', 'submitted', 'withdrawn') OR (published_at IS NOT NULL AND number IS NOT NULL)",
            name="number_if_published",
        ),
        Index("ix_intentions_expected", "expected_on", "id"),
    )

    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    region_path: Mapped[str] = mapped_column(PathString)
    title: Mapped[str] = mapped_column(String(120))
    outline: Mapped[str] = mapped_column(Text)
    budget_fen: Mapped[int]
    expected_on: Mapped[date]
    service_item_id: Mapped[int | None] = mapped_column(ForeignKey("service_items.id"), index=True)
    remark: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[IntentionState] = mapped_column(EnumString(IntentionState))
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    published_at: Mapped[datetime | None]

    department: Mapped[Department] = relationship()
    service_item: Mapped[ServiceItem | None] = relationship()

    @hybrid_property
    def is_public(self) -> bool:
        return self.published_at != None  # noqa: E711 - read as SQL too

    @property
    def quarter(self) -> tuple[int, int]:
        return quarter_of(self.expected_on)


def quarter_of(day: date) -> tuple[int, int]:
    """(year, 1..4)"""
    return day.year, (day.month + 2) // 3


access.declare(
    Intention, Permission.INTENTION_READ, region="region_path", department="department_id", owner="drafted_by_id",
    public="is_public",
)  # fmt: skip
