"""One erasure: which classes of record, up to which day, how many were found and how many were erased."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel import access, regions
from portal.kernel.base import Base, EnumString, Moving, PathString, Record
from portal.kernel.lifecycle import State
from portal.kernel.people import User
from portal.kernel.permissions import Permission
from portal.kernel.words import N_


class ErasureState(State):
    PROPOSED = "proposed", N_("待另一位管理员确认"), "on"
    CONFIRMED = "confirmed", N_("已确认，等待执行"), "on"
    DONE = "done", N_("已清理"), "done"
    REFUSED = "refused", N_("不予清理"), "plain"
    WITHDRAWN = "withdrawn", N_("提议已撤回"), "plain"


class Erasure(Record, Moving, Base):
    """``plan``: {class: {"before": ISO moment, "found": n}}, frozen when it is proposed: what comes later is not meant.
    ``erased``: {class: n}, once it was carried out."""

    __tablename__ = "erasures"

    place_path: Mapped[str] = mapped_column(PathString, default=regions.ROOT)
    plan: Mapped[dict[str, Any]]
    erased: Mapped[dict[str, Any] | None]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[ErasureState] = mapped_column(EnumString(ErasureState))

    proposed_by: Mapped[User] = relationship(foreign_keys=proposed_by_id)
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=confirmed_by_id)

    @property
    def caption(self) -> str:
        return N_("到期资料清理")

    @property
    def total(self) -> int:
        return sum(row["found"] for row in self.plan.values())


access.declare(Erasure, Permission.RETENTION_READ, region="place_path")
