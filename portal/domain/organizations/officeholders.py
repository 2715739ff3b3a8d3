"""The people of an organization on record, whether or not they have accounts: board and supervisors, staff, volunteers.

Two kinds of word stand behind a row. Who sits on the board is filed as a ``Roll``: prepared by the organization with its
resolution, accepted by the registrar, in force until the next one; the rolls of before stay as they were. Staff and
volunteers (a row without a roll) are the organization's own declaration, which nobody confirms.
"""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, or_, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.domain.organizations.models import Organization
from portal.kernel import access, clock, personal
from portal.kernel.base import Base, EnumString, Moving, PathString, Record
from portal.kernel.lifecycle import State
from portal.kernel.permissions import Permission
from portal.kernel.vault import Encrypted, Mark
from portal.kernel.words import N_


class Office(enum.StrEnum):
    """What somebody holds by election or appointment, in the order in which it is listed."""

    PRESIDENT = "president"
    VICE = "vice"
    SECRETARY_GENERAL = "secretary_general"
    BOARD_MEMBER = "board_member"
    CHIEF_SUPERVISOR = "chief_supervisor"
    SUPERVISOR = "supervisor"

    @property
    def label(self) -> str:
        return {
            Office.PRESIDENT: N_("理事长（会长）"),
            Office.VICE: N_("副理事长（副会长）"),
            Office.SECRETARY_GENERAL: N_("秘书长"),
            Office.BOARD_MEMBER: N_("理事"),
            Office.CHIEF_SUPERVISOR: N_("监事长"),
            Office.SUPERVISOR: N_("监事"),
        }[self]


HEADS = (Office.PRESIDENT, Office.VICE, Office.SECRETARY_GENERAL)  # whom the regulations call 负责人
BOARD = (*HEADS, Office.BOARD_MEMBER)
SUPERVISORS = (Office.CHIEF_SUPERVISOR, Office.SUPERVISOR)


class Employment(enum.StrEnum):
    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    VOLUNTEER = "volunteer"

    @property
    def label(self) -> str:
        return {Employment.FULL_TIME: N_("专职"), Employment.PART_TIME: N_("兼职"), Employment.VOLUNTEER: N_("志愿者")}[self]


class SocialWorker(enum.StrEnum):
    """The level of the national certificate."""

    ASSISTANT = "assistant"
    INTERMEDIATE = "intermediate"
    SENIOR = "senior"

    @property
    def label(self) -> str:
        return {
            SocialWorker.ASSISTANT: N_("助理社会工作师"),
            SocialWorker.INTERMEDIATE: N_("社会工作师"),
            SocialWorker.SENIOR: N_("高级社会工作师"),
        }[self]


class IdKind(enum.StrEnum):
    RESIDENT = "resident"
    HONG_KONG_MACAO = "hong_kong_macao"
    TAIWAN = "taiwan"
    PERMANENT = "permanent"
    PASSPORT = "passport"

    @property
    def label(self) -> str:
        return {
            IdKind.RESIDENT: N_("居民身份证"),
            IdKind.HONG_KONG_MACAO: N_("港澳居民来往内地通行证"),
            IdKind.TAIWAN: N_("台湾居民来往大陆通行证"),
            IdKind.PERMANENT: N_("外国人永久居留身份证"),
            IdKind.PASSPORT: N_("护照"),
        }[self]


class Political(enum.StrEnum):
    PARTY_MEMBER = "party_member"
    LEAGUE_MEMBER = "league_member"
    DEMOCRATIC_PARTY = "democratic_party"
    NONE = "none"

    @property
    def label(self) -> str:
        return {
            Political.PARTY_MEMBER: N_("中共党员（含预备）"),
            Political.LEAGUE_MEMBER: N_("共青团员"),
            Political.DEMOCRATIC_PARTY: N_("民主党派"),
            Political.NONE: N_("群众"),
        }[self]


class PublicServant(enum.StrEnum):
    """Who serves the state, or did as a leading official, needs a permission to hold an office beside."""

    SERVING = "serving"
    RETIRED = "retired"

    @property
    def label(self) -> str:
        return {PublicServant.SERVING: N_("在职公职人员"), PublicServant.RETIRED: N_("离退休领导干部")}[self]


class Occasion(enum.StrEnum):
    FIRST = "first"
    ELECTION = "election"
    CHANGE = "change"

    @property
    def label(self) -> str:
        return {
            Occasion.FIRST: N_("首次报备"),
            Occasion.ELECTION: N_("换届"),
            Occasion.CHANGE: N_("届中变动"),
        }[self]


class RollState(State):
    DRAFT = "draft", N_("填写中"), "plain"
    SUBMITTED = "submitted", N_("待核对"), "on"
    RETURNED = "returned", N_("已退回"), "risk2"
    IN_FORCE = "in_force", N_("现行"), "done"
    DUE = "due", N_("待换届"), "risk2"
    RENEWING = "renewing", N_("换届办理中"), "on"
    SUPERSEDED = "superseded", N_("已由新一份接替"), "plain"
    WITHDRAWN = "withdrawn", N_("已撤回"), "plain"


HOLDS = (RollState.IN_FORCE, RollState.DUE, RollState.RENEWING)
UNDER_WAY = (RollState.DRAFT, RollState.SUBMITTED, RollState.RETURNED)


class Roll(Record, Moving, Base):
    """One filing of who leads, governs and supervises an organization: a term, a resolution, the people.

    ``in_force_from`` and ``in_force_until`` are days on record, from the acceptance to that of the next one: what the
    register said on any day. The term is the board's own, as its resolution gives it.
    """

    __tablename__ = "rolls"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'withdrawn') OR number IS NOT NULL", name="number_if_submitted"),
        CheckConstraint(
            "state NOT IN ('in_force', 'due', 'renewing', 'superseded') OR in_force_from IS NOT NULL", name="from_if_accepted"
        ),
        CheckConstraint("state <> 'superseded' OR in_force_until IS NOT NULL", name="until_if_superseded"),
        CheckConstraint("term_until IS NULL OR term_from < term_until", name="term_has_length"),
        Index("ix_rolls_region_state", "region_path", "state"),
        Index("ix_rolls_organization_state", "organization_id", "state"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    occasion: Mapped[Occasion] = mapped_column(EnumString(Occasion))
    resolved_on: Mapped[date | None]  # the day of the meeting that elected them
    term_from: Mapped[date | None]
    term_until: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    submitted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    in_force_from: Mapped[date | None]
    in_force_until: Mapped[date | None]
    remind_at: Mapped[datetime | None]  # when the next election comes into view
    state: Mapped[RollState] = mapped_column(EnumString(RollState))

    organization: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)  # no roll is shown without it

    @property
    def caption(self) -> str:
        return self.organization.name

    @property
    def term_is_over(self) -> bool:
        """A mark and nothing more: what follows from it, people decide."""
        return self.state in HOLDS and self.term_until is not None and self.term_until < clock.today()

    @hybrid_property
    def was_submitted(self) -> bool:
        return self.number != None  # noqa: E711 - read as SQL too


access.declare(
    Roll, Permission.ROLL_READ, region="region_path", organization="organization_id", officers_when="was_submitted"
)


class Officeholder(Record, Base):
    """One person: on a roll with an office, or (no roll, no office) one whom the organization itself declares.

    What identifies somebody is encrypted and found by its mark; the mark of the phone is of the same kind as that of an
    account's confirmed phone, so that one can be looked for by the other. ``until``: when the work ended; a seat ends
    with its roll.
    """

    __tablename__ = "officeholders"
    __table_args__ = (
        CheckConstraint("(roll_id IS NULL) = (office IS NULL)", name="office_if_on_a_roll"),
        CheckConstraint("roll_id IS NOT NULL OR employment IS NOT NULL", name="employment_if_declared"),
        CheckConstraint("(identity_number IS NULL) = (identity_mark IS NULL)", name="identity_is_marked"),
        CheckConstraint("(social_worker IS NULL) = (certificate IS NULL)", name="certificate_if_social_worker"),
        CheckConstraint("NOT party_secretary OR political = 'party_member'", name="secretary_is_a_member"),
        CheckConstraint("until IS NULL OR since <= until", name="begins_before_it_ends"),
        Index("ix_officeholders_identity_mark", "identity_mark"),
        Index("ix_officeholders_organization", "organization_id", "roll_id"),
        Index("ix_officeholders_phone_mark", "phone_mark"),
        Index("ix_officeholders_roll", "roll_id"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    roll_id: Mapped[int | None] = mapped_column(ForeignKey("rolls.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    name: Mapped[str] = mapped_column(String(60))
    office: Mapped[Office | None] = mapped_column(EnumString(Office))
    legal_representative: Mapped[bool] = mapped_column(default=False)
    id_kind: Mapped[IdKind | None] = mapped_column(EnumString(IdKind))
    identity_number: Mapped[str | None] = mapped_column(Encrypted("officeholders.identity_number"))
    identity_mark: Mapped[str | None] = mapped_column(Mark("people.identity"))  # follows ``identity_number``
    phone: Mapped[str | None] = mapped_column(Encrypted("officeholders.phone"))
    phone_mark: Mapped[str | None] = mapped_column(Mark("users.phone"))  # follows ``phone``
    political: Mapped[Political | None] = mapped_column(EnumString(Political))
    party_secretary: Mapped[bool] = mapped_column(default=False)
    public_servant: Mapped[PublicServant | None] = mapped_column(EnumString(PublicServant))
    employment: Mapped[Employment | None] = mapped_column(EnumString(Employment))
    social_worker: Mapped[SocialWorker | None] = mapped_column(EnumString(SocialWorker))
    certificate: Mapped[str | None] = mapped_column(String(40))
    accountant: Mapped[bool] = mapped_column(default=False)
    since: Mapped[date | None]
    until: Mapped[date | None]

    organization: Mapped[Organization] = relationship()
    roll: Mapped[Roll | None] = relationship()

    @validates("identity_number", "phone")
    def _mark(self, column: str, value: str | None) -> str | None:
        if column == "phone":
            self.phone_mark = personal.bare_phone(value) if value else None
        else:
            self.identity_mark = value
        return value

    @property
    def caption(self) -> str:
        return self.name

    @hybrid_property
    def is_on_record(self) -> bool:
        """What is only being prepared is the organization's alone."""
        return self.roll is None or self.roll.was_submitted

    @is_on_record.inplace.expression
    @classmethod
    def _is_on_record(cls) -> Any:
        handed_in = select(Roll.id).where(Roll.was_submitted)
        return or_(cls.roll_id.is_(None), cls.roll_id.in_(handed_in))


access.declare(
    Officeholder, Permission.ROLL_READ, region="region_path", organization="organization_id", officers_when="is_on_record"
)
