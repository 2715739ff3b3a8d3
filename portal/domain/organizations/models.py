"""The register and the two ways into it: registration (legal person) and filing (community group)."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel import access
from portal.kernel.base import Base, EnumString, Moving, PathString, Record
from portal.kernel.lifecycle import State
from portal.kernel.people import User
from portal.kernel.permissions import Permission
from portal.kernel.vault import Encrypted
from portal.kernel.words import N_


class OrgType(enum.StrEnum):
    ASSOCIATION = "association"
    SERVICE = "service"
    FOUNDATION = "foundation"
    GROUP = "group"

    @property
    def label(self) -> str:
        return {
            OrgType.ASSOCIATION: N_("社会团体"),
            OrgType.SERVICE: N_("社会服务机构"),
            OrgType.FOUNDATION: N_("基金会"),
            OrgType.GROUP: N_("社区社会组织（备案）"),
        }[self]

    @property
    def is_legal_person(self) -> bool:
        return self is not OrgType.GROUP


class OrgField(enum.StrEnum):
    """Field of service. The first four classes register directly, without a competent authority."""

    INDUSTRY = "industry"
    SCIENCE = "science"
    CHARITY = "charity"
    COMMUNITY = "community"
    ELDERLY = "elderly"
    CHILDREN = "children"
    DISABILITY = "disability"
    MEDIATION = "mediation"
    HEALTH = "health"
    EDUCATION = "education"
    CULTURE = "culture"
    SPORTS = "sports"
    EMPLOYMENT = "employment"
    ENVIRONMENT = "environment"

    @property
    def label(self) -> str:
        return FIELD_LABELS[self]

    @property
    def registers_directly(self) -> bool:
        return self in DIRECT_FIELDS


FIELD_LABELS = {
    OrgField.INDUSTRY: N_("行业协会商会"),
    OrgField.SCIENCE: N_("科技"),
    OrgField.CHARITY: N_("公益慈善"),
    OrgField.COMMUNITY: N_("城乡社区服务"),
    OrgField.ELDERLY: N_("养老服务"),
    OrgField.CHILDREN: N_("儿童关爱"),
    OrgField.DISABILITY: N_("助残服务"),
    OrgField.MEDIATION: N_("纠纷调解"),
    OrgField.HEALTH: N_("卫生健康"),
    OrgField.EDUCATION: N_("教育"),
    OrgField.CULTURE: N_("文化"),
    OrgField.SPORTS: N_("体育"),
    OrgField.EMPLOYMENT: N_("就业帮扶"),
    OrgField.ENVIRONMENT: N_("环境保护"),
}
DIRECT_FIELDS = frozenset({OrgField.INDUSTRY, OrgField.SCIENCE, OrgField.CHARITY, OrgField.COMMUNITY})


class OrganizationState(State):
    ACTIVE = "active", N_("正常"), "on"
    DISSOLVED = "dissolved", N_("已注销"), "plain"
    REVOKED = "revoked", N_("已撤销"), "risk4"


class Organization(Record, Moving, Base):
    """A social organization on the register: a legal person with a USCC, or a filed community group without one."""

    __tablename__ = "organizations"
    __table_args__ = (
        CheckConstraint("org_type = 'group' OR uscc IS NOT NULL", name="legal_person_has_uscc"),
        Index("ix_organizations_region_state", "region_path", "state"),
        Index("ix_organizations_type_field", "org_type", "field"),
    )

    name: Mapped[str] = mapped_column(String(120), unique=True)
    pinyin: Mapped[str] = mapped_column(PathString, default="", index=True)  # initials, without the region's name
    org_type: Mapped[OrgType] = mapped_column(EnumString(OrgType))
    field: Mapped[OrgField] = mapped_column(EnumString(OrgField))
    uscc: Mapped[str | None] = mapped_column(String(18), unique=True)
    filing_number: Mapped[str | None] = mapped_column(String(40), unique=True)
    region_path: Mapped[str] = mapped_column(PathString)
    authority: Mapped[str | None] = mapped_column(String(120))
    legal_representative: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(200))
    # What an applicant gave as a contact, often their own mobile: the register does not publish it.
    phone: Mapped[str | None] = mapped_column(Encrypted("organizations.phone"))
    purpose: Mapped[str] = mapped_column(Text)
    capital_fen: Mapped[int] = mapped_column(default=0)
    full_time_staff: Mapped[int] = mapped_column(default=0)
    members: Mapped[int] = mapped_column(default=0)
    registered_on: Mapped[date]
    rating: Mapped[int | None]  # 1..5 for 1A..5A
    tax_exempt: Mapped[bool] = mapped_column(default=False)
    last_annual_report: Mapped[int | None]
    state: Mapped[OrganizationState] = mapped_column(EnumString(OrganizationState))
    sponsor_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))

    sponsor: Mapped[Organization | None] = relationship(remote_side="Organization.id")

    @property
    def caption(self) -> str:
        return self.name

    @hybrid_property
    def is_public(self) -> bool:
        return self.id > 0  # the register is public by law; every row that exists is on it

    @hybrid_property
    def own_id(self) -> int:
        return self.id


access.declare(
    Organization, Permission.ORGANIZATION_READ, region="region_path", organization="own_id", public="is_public"
)


class RegistrationState(State):
    DRAFT = "draft", N_("填写中"), "plain"
    SUBMITTED = "submitted", N_("待受理"), "on"
    SUPPLEMENT = "supplement", N_("待补正"), "risk2"
    ACCEPTED = "accepted", N_("已受理，待审核"), "on"
    EXAMINED = "examined", N_("已审核，待批准"), "on"
    APPROVED = "approved", N_("已准予登记"), "done"
    REFUSED = "refused", N_("不予登记"), "risk4"
    NOT_ACCEPTED = "not_accepted", N_("不予受理"), "risk4"
    WITHDRAWN = "withdrawn", N_("已撤回"), "plain"


class Registration(Record, Moving, Base):
    """An application to become a legal person. The name is region + fancy name + field + form."""

    __tablename__ = "registrations"
    __table_args__ = (
        CheckConstraint("state != 'approved' OR organization_id IS NOT NULL", name="organization_if_approved"),
        CheckConstraint("state = 'draft' OR number IS NOT NULL OR state = 'withdrawn'", name="number_if_submitted"),
        Index("ix_registrations_region_state", "region_path", "state"),
    )

    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    org_type: Mapped[OrgType] = mapped_column(EnumString(OrgType))
    field: Mapped[OrgField] = mapped_column(EnumString(OrgField))
    region_path: Mapped[str] = mapped_column(PathString)
    name: Mapped[str] = mapped_column(String(120), index=True)
    name_parts: Mapped[dict[str, Any]]
    authority: Mapped[str | None] = mapped_column(String(120))
    legal_representative: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(Encrypted("registrations.phone"))
    address: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(Text)
    capital_fen: Mapped[int] = mapped_column(default=0)
    full_time_staff: Mapped[int] = mapped_column(default=0)
    members: Mapped[int] = mapped_column(default=0)
    state: Mapped[RegistrationState] = mapped_column(EnumString(RegistrationState))
    submitted_at: Mapped[datetime | None]
    accept_due_at: Mapped[datetime | None]  # unanswered until then: deemed accepted
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    examined_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    uscc: Mapped[str | None] = mapped_column(String(18))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    raised_from_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))

    applicant: Mapped[User] = relationship(foreign_keys=applicant_id)
    organization: Mapped[Organization | None] = relationship(foreign_keys=organization_id)

    @property
    def caption(self) -> str:
        return self.name

    @hybrid_property
    def was_submitted(self) -> bool:
        return self.number != None  # noqa: E711 - read as SQL too


access.declare(
    Registration,
    Permission.REGISTRATION_READ,
    region="region_path",
    organization="organization_id",
    owner="applicant_id",
    officers_when="was_submitted",
)


class FilingState(State):
    DRAFT = "draft", N_("填写中"), "plain"
    SUBMITTED = "submitted", N_("待居委会核对"), "on"
    RETURNED = "returned", N_("已退回"), "risk2"
    PUBLICITY = "publicity", N_("社区公示中"), "on"
    PUBLICISED = "publicised", N_("公示期满，待备案"), "on"
    FILED = "filed", N_("已备案"), "done"
    REFUSED = "refused", N_("不予备案"), "risk4"
    WITHDRAWN = "withdrawn", N_("已撤回"), "plain"


class GroupKind(enum.StrEnum):
    ASSOCIATION_LIKE = "association_like"
    SERVICE_LIKE = "service_like"

    @property
    def label(self) -> str:
        return {GroupKind.ASSOCIATION_LIKE: N_("联合类（会员型）"), GroupKind.SERVICE_LIKE: N_("服务类")}[self]


class Filing(Record, Moving, Base):
    """An application of a community group to be filed at the street."""

    __tablename__ = "filings"
    __table_args__ = (
        CheckConstraint("state != 'filed' OR organization_id IS NOT NULL", name="organization_if_filed"),
        CheckConstraint("state != 'publicity' OR publicity_ends_at IS NOT NULL", name="period_if_publicity"),
        Index("ix_filings_region_state", "region_path", "state"),
    )

    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    kind: Mapped[GroupKind] = mapped_column(EnumString(GroupKind))
    field: Mapped[OrgField] = mapped_column(EnumString(OrgField))
    region_path: Mapped[str] = mapped_column(PathString)  # the community
    name: Mapped[str] = mapped_column(String(120), index=True)
    responsible_person: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(Encrypted("filings.phone"))
    meeting_place: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(Text)
    roster: Mapped[list[Any]]  # [{"name": "...", "duty": "..."}]
    sponsor_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    state: Mapped[FilingState] = mapped_column(EnumString(FilingState))
    submitted_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    publicity_ends_at: Mapped[datetime | None]
    filed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))

    applicant: Mapped[User] = relationship(foreign_keys=applicant_id)
    organization: Mapped[Organization | None] = relationship(foreign_keys=organization_id)
    sponsor: Mapped[Organization | None] = relationship(foreign_keys=sponsor_id)

    @property
    def caption(self) -> str:
        return self.name

    @hybrid_property
    def was_submitted(self) -> bool:
        return self.number != None  # noqa: E711 - read as SQL too


access.declare(
    Filing,
    Permission.FILING_READ,
    region="region_path",
    organization="organization_id",
    owner="applicant_id",
    officers_when="was_submitted",
)


class FilingObjectionState(State):
    RAISED = "raised", N_("待查清"), "on"
    UPHELD = "upheld", N_("成立"), "risk4"
    DISMISSED = "dismissed", N_("不成立"), "done"
    WITHDRAWN = "withdrawn", N_("已撤回"), "plain"


class FilingObjection(Record, Moving, Base):
    """What somebody has against a filing while it is in public. The street settles it before it files the group."""

    __tablename__ = "filing_objections"
    __table_args__ = (
        CheckConstraint("state NOT IN ('upheld', 'dismissed') OR answer IS NOT NULL", name="answer_if_answered"),
        Index("ix_filing_objections_filing", "filing_id"),
    )

    filing_id: Mapped[int] = mapped_column(ForeignKey("filings.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[FilingObjectionState] = mapped_column(EnumString(FilingObjectionState))
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    filing: Mapped[Filing] = relationship()

    @property
    def caption(self) -> str:
        return self.filing.name


access.declare(FilingObjection, Permission.FILING_READ, region="region_path", owner="raised_by_id")
