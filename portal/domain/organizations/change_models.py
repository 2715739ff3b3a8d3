"""Changes of what stands on the register: what is asked for, item by item, with what stood there before."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.organizations.models import Organization, OrgType
from portal.kernel import access
from portal.kernel.base import Base, EnumString, Moving, PathString, Record
from portal.kernel.lifecycle import State
from portal.kernel.people import User
from portal.kernel.permissions import Permission
from portal.kernel.words import N_


class ChangeState(State):
    DRAFT = "draft", N_("填写中"), "plain"
    SUBMITTED = "submitted", N_("已提交"), "on"
    SUPPLEMENT = "supplement", N_("待补正"), "risk2"
    ACCEPTED = "accepted", N_("已受理，待审核"), "on"
    EXAMINED = "examined", N_("已审核，待批准"), "on"
    APPROVED = "approved", N_("已准予变更"), "done"
    REFUSED = "refused", N_("不予变更"), "risk4"
    NOT_ACCEPTED = "not_accepted", N_("不予受理"), "risk4"
    WITHDRAWN = "withdrawn", N_("已撤回"), "plain"


class Item(enum.StrEnum):
    """What can be changed. The value is the register's column; a charter has none, it is approved as a document."""

    NAME = "name"
    LEGAL_REPRESENTATIVE = "legal_representative"
    ADDRESS = "address"
    PLACE = "region_path"
    PURPOSE = "purpose"
    CAPITAL = "capital_fen"
    AUTHORITY = "authority"
    CHARTER = "charter"

    @property
    def label(self) -> str:
        return ITEM_LABELS[self]


ITEM_LABELS = {
    Item.NAME: N_("名称"),
    Item.LEGAL_REPRESENTATIVE: N_("法定代表人（负责人）"),
    Item.ADDRESS: N_("住所"),
    Item.PLACE: N_("住所所在社区"),
    Item.PURPOSE: N_("宗旨和业务范围"),
    Item.CAPITAL: N_("注册资金（开办资金）"),
    Item.AUTHORITY: N_("业务主管单位"),
    Item.CHARTER: N_("章程"),
}
#: A filed group has no capital, no authority and no registered charter; what it has is called more simply.
OF_GROUPS = {
    Item.NAME: N_("名称"),
    Item.LEGAL_REPRESENTATIVE: N_("负责人"),
    Item.ADDRESS: N_("活动地点"),
    Item.PLACE: N_("所在社区"),
    Item.PURPOSE: N_("宗旨和活动内容"),
}
UNDER_WAY = (ChangeState.SUBMITTED, ChangeState.SUPPLEMENT, ChangeState.ACCEPTED, ChangeState.EXAMINED)


def items_of(org_type: OrgType) -> tuple[Item, ...]:
    """What an organization of this kind can change, in the order of the form."""
    return tuple(Item) if org_type.is_legal_person else tuple(OF_GROUPS)


def label_of(item: Item, org_type: OrgType) -> str:
    return item.label if org_type.is_legal_person else OF_GROUPS.get(item, item.label)


class Line(NamedTuple):
    """One item. ``before`` is what the register says now, and from the submission on what it said then."""

    item: Item
    before: Any
    after: Any


class Change(Record, Moving, Base):
    """An application to change what the register says of an organization; several items at once.

    ``items``: [{"item", "before", "after"}]; ``before`` is missing until it is frozen at the submission. ``name``: the new
    name, so that nobody else applies for it meanwhile; ``name_parts`` where it is composed of parts.
    """

    __tablename__ = "changes"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'withdrawn') OR number IS NOT NULL", name="number_if_submitted"),
        CheckConstraint("state <> 'approved' OR decided_at IS NOT NULL", name="day_if_approved"),
        Index("ix_changes_organization_state", "organization_id", "state"),
        Index("ix_changes_region_state", "region_path", "state"),
    )

    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    applicant_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    org_type: Mapped[OrgType] = mapped_column(EnumString(OrgType))
    region_path: Mapped[str] = mapped_column(PathString)
    items: Mapped[list[Any]]
    name: Mapped[str | None] = mapped_column(String(120), index=True)
    name_parts: Mapped[dict[str, Any] | None]
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[ChangeState] = mapped_column(EnumString(ChangeState))
    submitted_at: Mapped[datetime | None]
    accept_due_at: Mapped[datetime | None]  # unanswered until then: deemed accepted
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    examined_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]

    #: New heads are shown by their identity cards: not everybody who may follow the application opens them.
    FILES = Permission.CHANGE_READ_PROOF

    applicant: Mapped[User] = relationship(foreign_keys=applicant_id)
    organization: Mapped[Organization] = relationship()

    @property
    def caption(self) -> str:
        return self.organization.name

    @property
    def asked(self) -> list[Item]:
        return [Item(line["item"]) for line in self.items]

    @property
    def lines(self) -> list[Line]:
        """The items in order; while nothing is frozen, ``before`` is the register's present word."""
        return [Line(Item(line["item"]), self._before(line), line["after"]) for line in self.items]

    def _before(self, line: dict[str, Any]) -> Any:
        return line["before"] if "before" in line else getattr(self.organization, line["item"], None)

    @hybrid_property
    def was_submitted(self) -> bool:
        return self.number != None  # noqa: E711 - read as SQL too


access.declare(
    Change, Permission.CHANGE_READ, region="region_path", organization="organization_id", officers_when="was_submitted"
)
