"""Policy settings: every period, percentage, size and weight of the region, with unit, source and versions.

A setting holds for a region and everything below it until a nearer region says otherwise. Where the law's limit and
the promised one differ, ``amount`` is what the portal works with (the promise) and ``statutory`` stands beside it.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel import clock, workdays
from portal.kernel.base import Base, EnumString, PathString, Row
from portal.kernel.regions import ancestors
from portal.kernel.workdays import Unit


class PolicySetting(Row, Base):
    """One version of one setting. The newest version whose ``valid_from`` has come is in force."""

    __tablename__ = "policy_settings"
    __table_args__ = (
        UniqueConstraint("region_path", "key", "version"),
        CheckConstraint("amount >= 0", name="amount_is_not_negative"),
    )

    region_path: Mapped[str] = mapped_column(PathString)
    key: Mapped[str] = mapped_column(String(60))
    version: Mapped[int] = mapped_column(default=1)
    amount: Mapped[int]
    unit: Mapped[Unit] = mapped_column(EnumString(Unit))
    statutory: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[datetime]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Setting(NamedTuple):
    """A setting in force, detached from the session."""

    key: str
    amount: int
    unit: Unit
    statutory: int | None
    name: str
    source: str
    version: int


class MissingPolicy(LookupError):
    """Nobody set this for the region: a defect of the installation, not of the input."""


def get(session: Session, key: str, region_path: str) -> Setting:
    """The setting in force at ``region_path``: the nearest region's newest valid version. Raises ``MissingPolicy``."""
    table = _in_force(session)
    for path in ancestors(region_path):
        if (path, key) in table:
            return table[path, key]
    raise MissingPolicy(f"{key} is not set for {region_path}")


def amount(session: Session, key: str, region_path: str) -> int:
    return get(session, key, region_path).amount


def due(session: Session, key: str, region_path: str, start: datetime) -> datetime:
    """The end of the period ``key`` when it begins at ``start``."""
    setting = get(session, key, region_path)
    return workdays.due(start, setting.amount, setting.unit, session)


def forget(session: Session) -> None:
    """Drop what this session remembers of the settings, after they were changed."""
    session.info.pop("policy", None)


_NEWEST_LAST = (
    select(
        PolicySetting.region_path, PolicySetting.key, PolicySetting.amount, PolicySetting.unit,
        PolicySetting.statutory, PolicySetting.name, PolicySetting.source, PolicySetting.version,
    )
    .where(PolicySetting.valid_from <= bindparam("now"))
    .order_by(PolicySetting.version)
)  # fmt: skip


def _in_force(session: Session) -> dict[tuple[str, str], Setting]:
    """All settings in force, read once per session as plain rows: there are a hundred, and a page asks for several."""
    if "policy" not in session.info:
        rows = session.execute(_NEWEST_LAST, {"now": clock.now()})
        session.info["policy"] = {(row[0], row[1]): Setting(*row[1:]) for row in rows}
    return session.info["policy"]
