"""How people come to act for an organization that is on the register: invited, or by claiming it with proof."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, case, null
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.organizations.models import Organization
from portal.kernel import access
from portal.kernel.base import Base, EnumString, Moving, PathString, Record
from portal.kernel.lifecycle import State
from portal.kernel.people import User
from portal.kernel.permissions import Permission
from portal.kernel.roles import Role
from portal.kernel.vault import Encrypted
from portal.kernel.words import N_


class InvitationState(State):
    OPEN = "open", N_("等对方答复"), "on"
    ACCEPTED = "accepted", N_("已接受"), "done"
    DECLINED = "declined", N_("已谢绝"), "plain"
    REVOKED = "revoked", N_("已撤回"), "plain"
    EXPIRED = "expired", N_("已过期"), "plain"


class Invitation(Record, Moving, Base):
    """A seat in an organization, offered to an account or to whoever reads an address; one answer settles it.

    ``letters``: how often it was sent; the link of an earlier letter opens nothing.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint("email IS NOT NULL OR invitee_id IS NOT NULL", name="addressed_to_somebody"),
        CheckConstraint("state <> 'accepted' OR appointment_id IS NOT NULL", name="appointment_if_accepted"),
        Index("ix_invitations_organization_state", "organization_id", "state"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    role: Mapped[Role] = mapped_column(EnumString(Role))
    email: Mapped[str | None] = mapped_column(String(254))
    invitee_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    letters: Mapped[int] = mapped_column(default=1)
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    state: Mapped[InvitationState] = mapped_column(EnumString(InvitationState))
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id"))

    organization: Mapped[Organization] = relationship()
    invitee: Mapped[User | None] = relationship(foreign_keys=invitee_id)
    invited_by: Mapped[User] = relationship(foreign_keys=invited_by_id)

    @property
    def caption(self) -> str:
        """The seat, not the person: this stands in the journal for good."""
        return f"{self.organization.name} · {self.role.label}"


access.declare(Invitation, Permission.INVITATION_READ, organization="organization_id", owner="invitee_id")


class ClaimKind(enum.StrEnum):
    CLAIM = "claim"
    SUCCESSION = "succession"

    @property
    def label(self) -> str:
        return {ClaimKind.CLAIM: N_("认领（还没有账号负责）"), ClaimKind.SUCCESSION: N_("接任（原来的负责人离开了）")}[self]


class HolderAnswer(enum.StrEnum):
    """What the present holder said to a succession in the time given."""

    CONSENT = "consent"
    OBJECTION = "objection"
    SILENCE = "silence"

    @property
    def label(self) -> str:
        return {
            HolderAnswer.CONSENT: N_("同意移交"),
            HolderAnswer.OBJECTION: N_("有异议"),
            HolderAnswer.SILENCE: N_("期满没有答复"),
        }[self]


class ClaimState(State):
    DRAFT = "draft", N_("填写中"), "plain"
    SUBMITTED = "submitted", N_("待核对"), "on"
    RETURNED = "returned", N_("待补正"), "risk2"
    NOTICE = "notice", N_("等现任负责人答复"), "on"
    CHECKED = "checked", N_("已核对，待决定"), "on"
    APPROVED = "approved", N_("已同意"), "done"
    REFUSED = "refused", N_("不同意"), "risk4"
    WITHDRAWN = "withdrawn", N_("已撤回"), "plain"


class Claim(Record, Moving, Base):
    """A person's application to lead the account of an organization that is on the register."""

    __tablename__ = "claims"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'withdrawn') OR number IS NOT NULL", name="number_if_submitted"),
        CheckConstraint("state <> 'notice' OR notice_ends_at IS NOT NULL", name="period_if_notice"),
        CheckConstraint("state <> 'approved' OR appointment_id IS NOT NULL", name="appointment_if_approved"),
        Index("ix_claims_region_state", "region_path", "state"),
        Index("ix_claims_organization_state", "organization_id", "state"),
    )

    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    kind: Mapped[ClaimKind] = mapped_column(EnumString(ClaimKind))
    applicant_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    position: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(Encrypted("claims.phone"))
    statement: Mapped[str] = mapped_column(Text)
    state: Mapped[ClaimState] = mapped_column(EnumString(ClaimState))
    submitted_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    notice_ends_at: Mapped[datetime | None]
    holder_answer: Mapped[HolderAnswer | None] = mapped_column(EnumString(HolderAnswer))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id"))

    #: Proofs show identity cards: who is asked for an objection does not read them.
    FILES = Permission.CLAIM_READ_PROOF

    applicant: Mapped[User] = relationship(foreign_keys=applicant_id)
    organization: Mapped[Organization] = relationship()

    @property
    def caption(self) -> str:
        return self.organization.name

    @hybrid_property
    def was_submitted(self) -> bool:
        return self.number != None  # noqa: E711 - read as SQL too

    @hybrid_property
    def answering_id(self) -> int | None:
        """The organization whose head is heard: none before the application was handed in."""
        return self.organization_id if self.number is not None else None

    @answering_id.inplace.expression
    @classmethod
    def _answering_id(cls):
        return case((cls.number.is_not(None), cls.organization_id), else_=null())


access.declare(
    Claim, Permission.CLAIM_READ, region="region_path", organization="answering_id", owner="applicant_id",
    officers_when="was_submitted",
)  # fmt: skip
