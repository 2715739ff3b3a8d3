"""Entitlements, tokens and ballots: one resident, one score per service, and no way from ballot to person.

An entitlement is a one-time code given to one attendee. Opening it exchanges the code, once, for a random token that
is shown to the holder and stored nowhere; the ballot is cast in a transaction of its own under the token's digest.
Neither table holds a time or an order that could be matched: both are keyed by random digests.
"""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.projects.models import Activity, Project
from portal.kernel import access
from portal.kernel.base import Base, EnumString, Moving, PathString, Record
from portal.kernel.lifecycle import State
from portal.kernel.permissions import Permission
from portal.kernel.words import N_


class SurveyState(State):
    OPEN = "open", N_("征集评价中"), "on"
    CLOSED = "closed", N_("已截止"), "done"


class SatisfactionSurvey(Record, Moving, Base):
    """The survey of one project: open from the first confirmed activity until the final evaluation closes it."""

    __tablename__ = "satisfaction_surveys"
    __table_args__ = (CheckConstraint("minimum_sample > 0", name="minimum_is_positive"),)

    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), unique=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    title: Mapped[str] = mapped_column(String(120))
    minimum_sample: Mapped[int]
    closes_at: Mapped[datetime]
    published: Mapped[dict[str, Any] | None] = mapped_column(default=None)  # {"answers", "mean"}: the last batch
    state: Mapped[SurveyState] = mapped_column(EnumString(SurveyState))

    project: Mapped[Project] = relationship()

    @hybrid_property
    def is_public(self) -> bool:
        return self.id > 0


access.declare(
    SatisfactionSurvey,
    Permission.SATISFACTION_READ,
    region="region_path",
    organization="organization_id",
    public="is_public",
)


class Entitlement(Base):
    """One attendee's right to one ballot: the digest of the code, and whether it was exchanged. No time, no person."""

    __tablename__ = "entitlements"
    __table_args__ = (
        Index("ix_entitlements_activity", "activity_id"),
        Index("ix_entitlements_survey", "survey_id"),
        {"sqlite_with_rowid": False},  # a rowid would keep the order
    )

    code_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("satisfaction_surveys.id"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"))
    exchanged: Mapped[bool] = mapped_column(default=False)

    activity: Mapped[Activity] = relationship()
    survey: Mapped[SatisfactionSurvey] = relationship()


class TokenGrant(Base):
    """A token that was handed out in exchange for a code and may cast or change one ballot. Random key, no order."""

    __tablename__ = "token_grants"
    __table_args__ = ({"sqlite_with_rowid": False},)

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("satisfaction_surveys.id"), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"))


class Proxy(enum.StrEnum):
    SELF = "self"
    CHILD = "child"
    ELDER = "elder"

    @property
    def label(self) -> str:
        return {Proxy.SELF: N_("本人"), Proxy.CHILD: N_("替孩子填"), Proxy.ELDER: N_("替老人填")}[self]


class Ballot(Base):
    """One score: 1..5 overall, 1..5 for attitude and for usefulness. Keyed by the token's digest alone."""

    __tablename__ = "ballots"
    __table_args__ = (
        CheckConstraint("overall BETWEEN 1 AND 5", name="overall_in_range"),
        Index("ix_ballots_survey", "survey_id"),
        {"sqlite_with_rowid": False},
    )

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("satisfaction_surveys.id"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"))
    overall: Mapped[int]
    answers: Mapped[dict[str, Any]]  # {"attitude": 1..5, "useful": 1..5}
    comment: Mapped[str] = mapped_column(Text, default="")
    proxy: Mapped[Proxy] = mapped_column(EnumString(Proxy), default=Proxy.SELF)
