"""Hub organizations and federations of a community, who joined them, and what a hub writes to a member.

A hub supervises nobody: it reads what everybody may read of its members, and its notes bind no one.
"""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.organizations.models import Organization, OrgField
from portal.kernel import access
from portal.kernel.base import Base, EnumString, Moving, PathString, Record
from portal.kernel.lifecycle import State
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_


class HubKind(enum.StrEnum):
    HUB = "hub"
    FEDERATION = "federation"

    @property
    def label(self) -> str:
        return {HubKind.HUB: N_("枢纽型社会组织"), HubKind.FEDERATION: N_("社区社会组织联合会")}[self]


class HubState(State):
    PROPOSED = "proposed", N_("待认定"), "on"
    RECOGNISED = "recognised", N_("已认定"), "done"
    DECLINED = "declined", N_("未认定"), "plain"
    NOTICED = "noticed", N_("已认定，拟取消，等组织陈述"), "risk3"
    HEARD = "heard", N_("已认定，拟取消，已听取陈述"), "risk3"
    ENDED = "ended", N_("已结束"), "plain"


#: It is a hub in these states.
AT_WORK = (HubState.RECOGNISED, HubState.NOTICED, HubState.HEARD)


class Hub(Record, Moving, Base):
    """The bureau's recognition of an organization as hub: for a field of service (``field``), for a place (``area_path``: a
    street or a community), or both. A federation always has its place."""

    __tablename__ = "hubs"
    __table_args__ = (
        CheckConstraint("field IS NOT NULL OR area_path IS NOT NULL", name="for_a_field_or_a_place"),
        CheckConstraint("state IN ('proposed', 'declined') OR number IS NOT NULL", name="number_if_recognised"),
        Index("ix_hubs_organization", "organization_id"),
    )

    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    kind: Mapped[HubKind] = mapped_column(EnumString(HubKind))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    field: Mapped[OrgField | None] = mapped_column(EnumString(OrgField))
    area_path: Mapped[str | None] = mapped_column(PathString)
    title: Mapped[str] = mapped_column(String(200))
    grounds: Mapped[str] = mapped_column(Text)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    recognised_on: Mapped[date | None]
    recognised_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    noticed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    notice: Mapped[str | None] = mapped_column(Text)
    reply: Mapped[str | None] = mapped_column(Text)
    ended_on: Mapped[date | None]
    state: Mapped[HubState] = mapped_column(EnumString(HubState))

    organization: Mapped[Organization] = relationship()

    @hybrid_property
    def is_public(self) -> bool:
        return self.recognised_on != None  # noqa: E711 - read as SQL too


access.declare(Hub, P.HUB_READ, region="region_path", organization="organization_id", public="is_public")


class MembershipState(State):
    APPLIED = "applied", N_("待枢纽答复"), "on"
    MEMBER = "member", N_("会员"), "done"
    LEAVING = "leaving", N_("会员，即将结束"), "risk2"
    LEFT = "left", N_("已结束"), "plain"
    REFUSED = "refused", N_("未接受"), "plain"
    WITHDRAWN = "withdrawn", N_("已撤回"), "plain"


#: It is a member in these states.
MEMBERS = (MembershipState.MEMBER, MembershipState.LEAVING)


class Side(enum.StrEnum):
    MEMBER = "member"
    HUB = "hub"

    @property
    def label(self) -> str:
        return {Side.MEMBER: N_("会员"), Side.HUB: N_("枢纽")}[self]


class HubMembership(Record, Moving, Base):
    """One organization's membership in a hub, from the application to its end."""

    __tablename__ = "hub_memberships"
    __table_args__ = (
        CheckConstraint("organization_id <> hub_organization_id", name="two_organizations"),
        CheckConstraint("state NOT IN ('member', 'leaving') OR joined_on IS NOT NULL", name="day_if_member"),
        CheckConstraint("state <> 'leaving' OR (ends_at IS NOT NULL AND ended_by IS NOT NULL)", name="end_if_leaving"),
        Index("ix_hub_memberships_hub_state", "hub_id", "state"),
        Index("ix_hub_memberships_organization", "organization_id"),
    )

    hub_id: Mapped[int] = mapped_column(ForeignKey("hubs.id"))
    hub_organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    title: Mapped[str] = mapped_column(String(200))
    message: Mapped[str] = mapped_column(Text)
    joined_on: Mapped[date | None]
    ended_by: Mapped[Side | None] = mapped_column(EnumString(Side))
    ends_at: Mapped[datetime | None]
    state: Mapped[MembershipState] = mapped_column(EnumString(MembershipState))

    hub: Mapped[Hub] = relationship()
    organization: Mapped[Organization] = relationship(foreign_keys=organization_id)


class NoteState(State):
    WRITTEN = "written", N_("待会员答复"), "on"
    ANSWERED = "answered", N_("已答复"), "done"
    WITHDRAWN = "withdrawn", N_("已收回"), "plain"


class HubNote(Record, Moving, Base):
    """A guidance note of a hub to one of its members: read by the two and by the bureau, answered by the member."""

    __tablename__ = "hub_notes"
    __table_args__ = (
        CheckConstraint("state <> 'answered' OR answer IS NOT NULL", name="answer_if_answered"),
        Index("ix_hub_notes_membership", "membership_id"),
        Index("ix_hub_notes_hub_organization", "hub_organization_id"),
        Index("ix_hub_notes_organization", "organization_id"),
    )

    membership_id: Mapped[int] = mapped_column(ForeignKey("hub_memberships.id"))
    hub_organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    state: Mapped[NoteState] = mapped_column(EnumString(NoteState))

    membership: Mapped[HubMembership] = relationship()


_SIDES = {"organization_id": (P.HUB_READ, P.HUB_JOIN), "hub_organization_id": (P.HUB_READ, P.HUB_LEAD, P.HUB_NOTE)}
for _model in (HubMembership, HubNote):
    access.declare(
        _model, P.HUB_READ, region="region_path", organization="organization_id", second_organization="hub_organization_id",
        only=_SIDES,
    )  # fmt: skip
