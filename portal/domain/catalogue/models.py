"""Yearly editions of the function-transfer catalogue and the service-procurement catalogue; the qualified list."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, exists, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from portal.domain.organizations.models import Organization
from portal.kernel import access
from portal.kernel.base import Base, EnumString, Moving, PathString, Record
from portal.kernel.lifecycle import State
from portal.kernel.people import Department
from portal.kernel.permissions import Permission
from portal.kernel.words import N_


class CatalogueKind(enum.StrEnum):
    TRANSFER = "transfer"
    SERVICES = "services"

    @property
    def label(self) -> str:
        return {
            CatalogueKind.TRANSFER: N_("政府职能转移目录"),
            CatalogueKind.SERVICES: N_("政府购买服务指导性目录"),
        }[self]


class EditionState(State):
    COLLECTING = "collecting", N_("征集事项中"), "plain"
    CONSOLIDATED = "consolidated", N_("已汇总，待法制审核"), "on"
    REVIEWED = "reviewed", N_("已审核，待发布"), "on"
    PUBLISHED = "published", N_("现行"), "done"
    SUPERSEDED = "superseded", N_("历史版本"), "plain"
    DISCARDED = "discarded", N_("已放弃"), "plain"


class CatalogueEdition(Record, Moving, Base):
    """One year's edition. Old editions stay readable."""

    __tablename__ = "catalogue_editions"
    __table_args__ = (
        UniqueConstraint("kind", "region_path", "year"),
        CheckConstraint(
            "state NOT IN ('published', 'superseded') OR published_at IS NOT NULL", name="published_at_if_published"
        ),
    )

    kind: Mapped[CatalogueKind] = mapped_column(EnumString(CatalogueKind))
    year: Mapped[int]
    region_path: Mapped[str] = mapped_column(PathString)
    title: Mapped[str] = mapped_column(String(120))
    foreword: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[EditionState] = mapped_column(EnumString(EditionState))
    published_at: Mapped[datetime | None]
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    consolidated_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    @hybrid_property
    def is_public(self) -> bool:
        return self.published_at != None  # noqa: E711 - read as SQL too


access.declare(CatalogueEdition, Permission.CATALOGUE_READ, region="region_path", public="is_public")


def _edition_is_public(item: Any):
    """SQL: an item is public with its edition."""
    edition = aliased(CatalogueEdition)
    return exists(select(edition.id).where(edition.id == item.edition_id, edition.published_at.is_not(None)))


class TransferMode(enum.StrEnum):
    TRANSFER = "transfer"
    ENTRUST = "entrust"
    PURCHASE = "purchase"

    @property
    def label(self) -> str:
        return {
            TransferMode.TRANSFER: N_("转移"),
            TransferMode.ENTRUST: N_("委托"),
            TransferMode.PURCHASE: N_("购买"),
        }[self]


class TransferItem(Record, Base):
    """A function that a department hands over: on what legal basis, how, to whom, at what cost, from when."""

    __tablename__ = "transfer_items"
    __table_args__ = (UniqueConstraint("edition_id", "code"), Index("ix_transfer_items_department", "department_id"))

    edition_id: Mapped[int] = mapped_column(ForeignKey("catalogue_editions.id"))
    code: Mapped[str] = mapped_column(String(20))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    name: Mapped[str] = mapped_column(String(200))
    legal_basis: Mapped[str] = mapped_column(Text)
    mode: Mapped[TransferMode] = mapped_column(EnumString(TransferMode))
    takers: Mapped[str] = mapped_column(Text)
    cost_basis: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date]

    edition: Mapped[CatalogueEdition] = relationship()
    department: Mapped[Department] = relationship()

    @hybrid_property
    def is_public(self) -> bool:
        return self.edition.published_at is not None

    @is_public.inplace.expression
    @classmethod
    def _is_public(cls):
        return _edition_is_public(cls)

    @property
    def caption(self) -> str:
        return self.name


access.declare(
    TransferItem, Permission.CATALOGUE_READ, region="region_path", department="department_id", public="is_public"
)


class ServiceItem(Record, Base):
    """An entry of the procurement catalogue: three levels of codes (A, A01, A0101) and the eight fields."""

    __tablename__ = "service_items"
    __table_args__ = (
        UniqueConstraint("edition_id", "code"),
        CheckConstraint("level BETWEEN 1 AND 3", name="three_levels"),
    )

    edition_id: Mapped[int] = mapped_column(ForeignKey("catalogue_editions.id"))
    code: Mapped[str] = mapped_column(String(20))
    level: Mapped[int]
    region_path: Mapped[str] = mapped_column(PathString)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(120), default="")
    quantity: Mapped[str] = mapped_column(String(120), default="")
    scope: Mapped[str] = mapped_column(Text, default="")
    service_object: Mapped[str] = mapped_column(String(200), default="")
    funding_source: Mapped[str] = mapped_column(String(200), default="")
    supervision: Mapped[str] = mapped_column(Text, default="")
    rewards: Mapped[str] = mapped_column(Text, default="")

    edition: Mapped[CatalogueEdition] = relationship()

    @hybrid_property
    def is_public(self) -> bool:
        return self.edition.published_at is not None

    @is_public.inplace.expression
    @classmethod
    def _is_public(cls):
        return _edition_is_public(cls)

    @property
    def caption(self) -> str:
        return self.name


access.declare(ServiceItem, Permission.CATALOGUE_READ, region="region_path", public="is_public")


class QualifiedListState(State):
    DRAFT = "draft", N_("编制中"), "plain"
    PUBLISHED = "published", N_("已发布"), "done"
    SUPERSEDED = "superseded", N_("历史版本"), "plain"
    DISCARDED = "discarded", N_("已放弃"), "plain"


class QualifiedList(Record, Moving, Base):
    """The yearly list of organizations qualified to take over functions."""

    __tablename__ = "qualified_lists"
    __table_args__ = (UniqueConstraint("region_path", "year"),)

    year: Mapped[int]
    region_path: Mapped[str] = mapped_column(PathString)
    title: Mapped[str] = mapped_column(String(120))
    state: Mapped[QualifiedListState] = mapped_column(EnumString(QualifiedListState))
    published_at: Mapped[datetime | None]
    compiled_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    @hybrid_property
    def is_public(self) -> bool:
        return self.published_at != None  # noqa: E711 - read as SQL too


access.declare(QualifiedList, Permission.QUALIFIED_READ, region="region_path", public="is_public")


class QualificationState(State):
    LISTED = "listed", N_("在列"), "done"
    SUSPENDED = "suspended", N_("暂停"), "risk3"
    REMOVED = "removed", N_("移出"), "risk4"


class Qualification(Record, Moving, Base):
    """One organization's entry: each condition with the evidence that the portal had on that day."""

    __tablename__ = "qualifications"
    __table_args__ = (
        UniqueConstraint("list_id", "organization_id"),
        Index("ix_qualifications_organization", "organization_id"),
    )

    list_id: Mapped[int] = mapped_column(ForeignKey("qualified_lists.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    evidence: Mapped[list[Any]]  # [{"condition", "met", "required", "evidence" (a msgid), "parts"}]
    preferred: Mapped[bool] = mapped_column(default=False)
    state: Mapped[QualificationState] = mapped_column(EnumString(QualificationState))

    qualified_list: Mapped[QualifiedList] = relationship()
    organization: Mapped[Organization] = relationship()

    @hybrid_property
    def is_public(self) -> bool:
        return self.qualified_list.published_at is not None

    @is_public.inplace.expression
    @classmethod
    def _is_public(cls):
        of = aliased(QualifiedList)
        return exists(select(of.id).where(of.id == cls.list_id, of.published_at.is_not(None)))

    @property
    def caption(self) -> str:
        return self.organization.name


access.declare(
    Qualification,
    Permission.QUALIFIED_READ,
    region="region_path",
    organization="organization_id",
    public="is_public",
)
