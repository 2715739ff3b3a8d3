"""Incubators with rooms and capacity; tenancies from application to graduation."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.organizations.models import Organization
from portal.domain.projects.models import Grade
from portal.kernel import access
from portal.kernel.base import Base, EnumString, Moving, PathString, Record
from portal.kernel.lifecycle import State
from portal.kernel.people import User
from portal.kernel.permissions import Permission
from portal.kernel.vault import Encrypted
from portal.kernel.words import N_


class Incubator(Record, Base):
    __tablename__ = "incubators"

    name: Mapped[str] = mapped_column(String(120), unique=True)
    region_path: Mapped[str] = mapped_column(PathString)
    operator: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(200))
    area_m2: Mapped[int]
    introduction: Mapped[str] = mapped_column(Text)

    rooms: Mapped[list[Room]] = relationship(back_populates="incubator", order_by="Room.id")

    @hybrid_property
    def is_public(self) -> bool:
        return self.id > 0

    @hybrid_property
    def own_id(self) -> int:
        return self.id


access.declare(Incubator, Permission.INCUBATOR_READ, region="region_path", incubator="own_id", public="is_public")


class Room(Record, Base):
    """A room with a number of desks: its capacity."""

    __tablename__ = "rooms"
    __table_args__ = (UniqueConstraint("incubator_id", "name"), CheckConstraint("desks > 0", name="desks_are_positive"))

    incubator_id: Mapped[int] = mapped_column(ForeignKey("incubators.id"))
    name: Mapped[str] = mapped_column(String(60))
    floor: Mapped[int] = mapped_column(default=1)
    area_m2: Mapped[int]
    desks: Mapped[int]

    incubator: Mapped[Incubator] = relationship(back_populates="rooms")


class TenancyState(State):
    DRAFT = "draft", N_("填写中"), "plain"
    SUBMITTED = "submitted", N_("待初审"), "on"
    SUPPLEMENT = "supplement", N_("待补正"), "risk2"
    CHECKED = "checked", N_("初审通过，待评审会"), "on"
    PUBLICITY = "publicity", N_("拟入驻公示中"), "on"
    PUBLICISED = "publicised", N_("公示期满，待安排房间"), "on"
    ADMITTED = "admitted", N_("准予入驻，待签协议"), "on"
    SIGNED = "signed", N_("入驻方已签，待基地签署"), "on"
    AGREED = "agreed", N_("协议已签，待入驻"), "on"
    RESIDENT = "resident", N_("在驻"), "done"
    ENDING = "ending", N_("在驻，即将期满"), "risk2"
    RENEWAL = "renewal", N_("在驻，续驻待入驻方同意"), "on"
    GRADUATION = "graduation", N_("在驻，出壳待入驻方同意"), "on"
    WARNED = "warned", N_("在驻，拟终止，等入驻方意见"), "risk3"
    HEARD = "heard", N_("在驻，已听取意见，待决定"), "risk3"
    GRADUATING = "graduating", N_("出壳交接中"), "on"
    LEAVING = "leaving", N_("退出交接中"), "risk2"
    GRADUATED = "graduated", N_("已出壳"), "done"
    LEFT = "left", N_("已退出"), "plain"
    REFUSED = "refused", N_("未通过"), "risk4"
    WITHDRAWN = "withdrawn", N_("已撤回"), "plain"


T = TenancyState
#: Desks are taken in these states: from the admission until the handover is done.
HOLDING = (
    T.ADMITTED, T.SIGNED, T.AGREED, T.RESIDENT, T.ENDING, T.RENEWAL, T.GRADUATION, T.WARNED, T.HEARD, T.GRADUATING, T.LEAVING,
)  # fmt: skip
#: The tenant works in the house.
IN_RESIDENCE = (T.RESIDENT, T.ENDING, T.RENEWAL, T.GRADUATION, T.WARNED, T.HEARD)
#: The tenant hands its room over.
HANDING_OVER = (T.GRADUATING, T.LEAVING)
#: Under way or in residence: a tenant has one such tenancy at a time.
LIVE = (T.SUBMITTED, T.SUPPLEMENT, T.CHECKED, T.PUBLICITY, T.PUBLICISED, *HOLDING)
_HOLDING_SQL = ", ".join(f"'{state.value}'" for state in HOLDING)


class RentKind(enum.StrEnum):
    """How the rent relates to the house's standard rent."""

    FREE = "free"
    REDUCED = "reduced"
    STANDARD = "standard"

    @property
    def label(self) -> str:
        return {RentKind.FREE: N_("免租"), RentKind.REDUCED: N_("减租"), RentKind.STANDARD: N_("按标准收租")}[self]


class Tenancy(Record, Moving, Base):
    """From the application to the exit. Desks are taken from admission until the exit; occupancy ≤ capacity."""

    __tablename__ = "tenancies"
    __table_args__ = (
        CheckConstraint("desks > 0", name="desks_are_positive"),
        CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_after_start"),
        CheckConstraint(f"state NOT IN ({_HOLDING_SQL}) OR room_id IS NOT NULL", name="room_if_admitted"),
        CheckConstraint(f"state NOT IN ({_HOLDING_SQL}) OR starts_on IS NOT NULL", name="term_if_admitted"),
        CheckConstraint("state != 'publicity' OR publicity_ends_at IS NOT NULL", name="period_if_publicity"),
        CheckConstraint("rent_fen >= 0", name="rent_is_not_negative"),
        Index("ix_tenancies_incubator_state", "incubator_id", "state"),
        Index("ix_tenancies_room_state", "room_id", "state"),
    )

    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    incubator_id: Mapped[int] = mapped_column(ForeignKey("incubators.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    applicant_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))  # the tenant's name
    plan: Mapped[str] = mapped_column(Text)
    needs: Mapped[list[Any]]  # which of the six services
    desks: Mapped[int]
    months: Mapped[int]
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id"))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    phone: Mapped[str] = mapped_column(Encrypted("tenancies.phone"), default="")
    submitted_at: Mapped[datetime | None]
    panel_members: Mapped[list[Any]] = mapped_column(default=list)  # names
    panel_score: Mapped[int | None]  # hundredths
    panel_note: Mapped[str] = mapped_column(Text, default="")
    rent_fen: Mapped[int] = mapped_column(default=0)  # a month; 0: free of rent
    agreement: Mapped[dict[str, Any] | None]  # the terms, frozen at admission: what both sides sign
    signatures: Mapped[list[Any]] = mapped_column(default=list)
    renewals: Mapped[list[Any]] = mapped_column(default=list)  # [{"on", "months", "ends_on"}]
    offer: Mapped[dict[str, Any] | None]  # a renewal that awaits the tenant's consent: {"on", "months", "ends_on"}
    hearing: Mapped[dict[str, Any] | None]  # before a dismissal: {"on", "notice", "replied_on", "reply"}
    handover: Mapped[dict[str, Any] | None]  # {"on", "by", "note"}: room, keys and deposit are settled
    reminds_at: Mapped[datetime | None]  # when the end of the term comes near
    exited_on: Mapped[date | None]
    publicity_ends_at: Mapped[datetime | None]
    exit_reason: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[TenancyState] = mapped_column(EnumString(TenancyState))
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    incubator: Mapped[Incubator] = relationship()
    room: Mapped[Room | None] = relationship()
    organization: Mapped[Organization | None] = relationship()
    applicant: Mapped[User] = relationship(foreign_keys=applicant_id)

    @property
    def caption(self) -> str:
        return self.title

    @hybrid_property
    def was_submitted(self) -> bool:
        return self.number != None  # noqa: E711 - read as SQL too


access.declare(
    Tenancy,
    Permission.TENANCY_READ,
    region="region_path",
    organization="organization_id",
    incubator="incubator_id",
    owner="applicant_id",
    officers_when="was_submitted",
)


class AssessmentState(State):
    PLANNED = "planned", N_("未到时间"), "plain"
    OPEN = "open", N_("待评定"), "on"
    ASSESSED = "assessed", N_("已评定"), "done"
    CANCELLED = "cancelled", N_("不再评定"), "plain"


class Assessment(Record, Moving, Base):
    """The half-year assessment of a tenant."""

    __tablename__ = "assessments"
    __table_args__ = (
        UniqueConstraint("tenancy_id", "period"),
        CheckConstraint("state != 'assessed' OR score IS NOT NULL", name="score_if_assessed"),
        Index("ix_assessments_incubator_state", "incubator_id", "state"),
    )

    tenancy_id: Mapped[int] = mapped_column(ForeignKey("tenancies.id"))
    incubator_id: Mapped[int] = mapped_column(ForeignKey("incubators.id"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    applicant_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)  # whose tenancy it is before there is an organization
    region_path: Mapped[str] = mapped_column(PathString)
    period: Mapped[int]  # the first half-year of the tenancy is 1
    opens_at: Mapped[datetime]
    title: Mapped[str] = mapped_column(String(120))
    score: Mapped[int | None]
    grade: Mapped[Grade | None] = mapped_column(EnumString(Grade))
    note: Mapped[str] = mapped_column(Text, default="")
    assessed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    state: Mapped[AssessmentState] = mapped_column(EnumString(AssessmentState))

    tenancy: Mapped[Tenancy] = relationship()


access.declare(
    Assessment,
    Permission.TENANCY_READ,
    region="region_path",
    organization="organization_id",
    incubator="incubator_id",
    owner="applicant_id",
)


class ServiceKind(enum.StrEnum):
    PREMISES = "premises"
    PROJECTS = "projects"
    POLICY = "policy"
    TRAINING = "training"
    SOCIAL_WORKER = "social_worker"
    PARTY = "party"

    @property
    def label(self) -> str:
        return {
            ServiceKind.PREMISES: N_("减免办公场所租金"),
            ServiceKind.PROJECTS: N_("项目发布承接"),
            ServiceKind.POLICY: N_("政策宣传咨询"),
            ServiceKind.TRAINING: N_("交流培训展示"),
            ServiceKind.SOCIAL_WORKER: N_("专业社工派遣"),
            ServiceKind.PARTY: N_("党团组织建设"),
        }[self]


class TenantService(Record, Base):
    """One service given to a tenant, with its hours."""

    __tablename__ = "tenant_services"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes_positive"),
        Index("ix_tenant_services_tenancy", "tenancy_id"),
    )

    tenancy_id: Mapped[int] = mapped_column(ForeignKey("tenancies.id"))
    kind: Mapped[ServiceKind] = mapped_column(EnumString(ServiceKind))
    given_on: Mapped[date]
    minutes: Mapped[int]
    note: Mapped[str] = mapped_column(String(200), default="")
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    tenancy: Mapped[Tenancy] = relationship()
