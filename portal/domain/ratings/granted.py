"""The rating that an organization holds, and the measures by which it is lowered or taken away."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.organizations.models import Organization
from portal.domain.ratings.in_force import Span, spans_of
from portal.domain.ratings.models import RatingApplication
from portal.kernel import access
from portal.kernel.base import Base, EnumString, Moving, PathString, Record
from portal.kernel.lifecycle import State
from portal.kernel.permissions import Permission
from portal.kernel.words import N_


class RatingState(State):
    IN_FORCE = "in_force", N_("有效"), "done"
    ENDING = "ending", N_("有效，将期满"), "risk2"
    EXPIRED = "expired", N_("有效期满"), "plain"
    REPLACED = "replaced", N_("已由新的等级接替"), "plain"
    REVOKED = "revoked", N_("已取消"), "risk4"


#: The organization holds it.
HELD = (RatingState.IN_FORCE, RatingState.ENDING)


class Rating(Record, Moving, Base):
    """A level from 1 to 5 (1A to 5A) that an organization holds for a term.

    ``levels``: [{"from": ISO day, "level": 1..5}], the first from ``starts_on``; a lowered rating has more than one.
    ``ends_on`` is the last day of the term, ``held_until`` the last day on which it really was held, once that is over.
    """

    __tablename__ = "ratings"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 5", name="level_is_one_of_five"),
        CheckConstraint("ends_on > starts_on", name="ends_after_start"),
        CheckConstraint("state IN ('in_force', 'ending') OR held_until IS NOT NULL", name="held_until_if_over"),
        Index("ix_ratings_organization", "organization_id", "starts_on"),
    )

    number: Mapped[str] = mapped_column(String(40), unique=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    application_id: Mapped[int | None] = mapped_column(ForeignKey("rating_applications.id"), unique=True)
    region_path: Mapped[str] = mapped_column(PathString)
    title: Mapped[str] = mapped_column(String(200))
    year: Mapped[int]  # of the round, or in which it was given
    level: Mapped[int]
    levels: Mapped[list[Any]]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    held_until: Mapped[date | None]
    reminds_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(200), default="")  # the notice by which it was given before the portal
    state: Mapped[RatingState] = mapped_column(EnumString(RatingState))

    organization: Mapped[Organization] = relationship()
    application: Mapped[RatingApplication | None] = relationship()

    @property
    def spans(self) -> list[Span]:
        return spans_of(self.levels, self.held_until or self.ends_on)

    @hybrid_property
    def is_public(self) -> bool:
        return self.id > 0  # a rating is published by law; every one that was given is on the list


access.declare(Rating, Permission.RATING_READ, region="region_path", organization="organization_id", public="is_public")


class MeasureKind(enum.StrEnum):
    LOWER = "lower"
    REVOKE = "revoke"

    @property
    def label(self) -> str:
        return {MeasureKind.LOWER: N_("降低评估等级"), MeasureKind.REVOKE: N_("取消评估等级")}[self]


class MeasureState(State):
    NOTICED = "noticed", N_("已告知，等组织陈述申辩"), "risk3"
    HEARD = "heard", N_("已听取申辩，待决定"), "risk3"
    DROPPED = "dropped", N_("不再处理"), "plain"
    DECIDED = "decided", N_("已作出决定"), "risk4"
    APPEALED = "appealed", N_("申请复核，待答复"), "on"
    UPHELD = "upheld", N_("复核维持"), "risk4"
    OVERTURNED = "overturned", N_("复核撤销"), "done"


#: Begun and not settled: a rating has one such measure at a time.
PENDING = (MeasureState.NOTICED, MeasureState.HEARD)


class RatingMeasure(Record, Moving, Base):
    """Lowering or taking away a rating: notice, defence, decision by another officer, review by a third."""

    __tablename__ = "rating_measures"
    __table_args__ = (
        CheckConstraint("kind != 'lower' OR to_level IS NOT NULL", name="level_if_lower"),
        CheckConstraint("state NOT IN ('decided', 'appealed', 'upheld', 'overturned') OR decided_at IS NOT NULL", name="day_if_decided"),
        Index("ix_rating_measures_rating", "rating_id"),
    )  # fmt: skip

    number: Mapped[str] = mapped_column(String(40), unique=True)
    rating_id: Mapped[int] = mapped_column(ForeignKey("ratings.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[MeasureKind] = mapped_column(EnumString(MeasureKind))
    from_level: Mapped[int]
    to_level: Mapped[int | None]
    grounds: Mapped[str] = mapped_column(Text)
    noticed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    reply: Mapped[str | None] = mapped_column(Text)
    decision: Mapped[str | None] = mapped_column(Text)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    appeal: Mapped[str | None] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    state: Mapped[MeasureState] = mapped_column(EnumString(MeasureState))

    rating: Mapped[Rating] = relationship()
    organization: Mapped[Organization] = relationship()


access.declare(RatingMeasure, Permission.RATING_READ, region="region_path", organization="organization_id")
