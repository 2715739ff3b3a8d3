"""Money: tranches released by events, payments by two people, a ledger in which every voucher balances."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.calls.models import FundingSource
from portal.domain.projects.models import Contract, Project
from portal.kernel import access
from portal.kernel.base import Base, EnumString, Moving, PathString, Record, Row
from portal.kernel.lifecycle import State
from portal.kernel.permissions import Permission
from portal.kernel.words import N_


class Trigger(enum.StrEnum):
    SIGNATURE = "signature"
    MID = "mid"
    FINAL = "final"

    @property
    def label(self) -> str:
        return {
            Trigger.SIGNATURE: N_("首款（合同生效）"),
            Trigger.MID: N_("中期款（中期评估合格）"),
            Trigger.FINAL: N_("尾款（末期评估合格）"),
        }[self]


class TrancheState(State):
    WAITING = "waiting", N_("未到条件"), "plain"
    DUE = "due", N_("待经办复核"), "on"
    RELEASED = "released", N_("待财政拨付"), "on"
    PAID = "paid", N_("已拨付"), "done"
    WITHHELD = "withheld", N_("不予拨付"), "risk4"


class Tranche(Record, Moving, Base):
    """One part of a contract's money. Becomes due by its event; the examiner releases, the finance officer pays."""

    __tablename__ = "tranches"
    __table_args__ = (
        UniqueConstraint("contract_id", "position"),
        CheckConstraint("amount_fen > 0", name="amount_is_positive"),
        CheckConstraint("state != 'paid' OR paid_at IS NOT NULL", name="paid_at_if_paid"),
    )

    contract_id: Mapped[int] = mapped_column(ForeignKey("contracts.id"))
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), index=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))
    trigger: Mapped[Trigger] = mapped_column(EnumString(Trigger))
    percent: Mapped[int]
    amount_fen: Mapped[int]
    source: Mapped[FundingSource] = mapped_column(EnumString(FundingSource))
    state: Mapped[TrancheState] = mapped_column(EnumString(TrancheState))
    released_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    paid_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    paid_at: Mapped[datetime | None]

    contract: Mapped[Contract] = relationship()
    project: Mapped[Project] = relationship()


access.declare(Tranche, Permission.PAYMENT_READ, region="region_path", organization="organization_id")


class AccountCode(enum.StrEnum):
    """Ledger accounts: where the money comes from, where it goes."""

    FINANCE = "finance"
    LOTTERY = "lottery"
    ENTERPRISE = "enterprise"
    FOUNDATION = "foundation"
    DONATION = "donation"
    OWN = "own"
    COMMITMENTS = "commitments"
    PROVIDERS = "providers"

    @property
    def label(self) -> str:
        if self in (AccountCode.COMMITMENTS, AccountCode.PROVIDERS):
            return {AccountCode.COMMITMENTS: N_("已签合同待拨"), AccountCode.PROVIDERS: N_("已拨承接方")}[self]
        return FundingSource(self.value).label


class Voucher(Record, Base):
    """One booking. Its lines add up to zero (debits positive, credits negative), checked before it is stored."""

    __tablename__ = "vouchers"

    number: Mapped[str] = mapped_column(String(40), unique=True)
    booked_on: Mapped[date]
    text: Mapped[str] = mapped_column(String(200))
    region_path: Mapped[str] = mapped_column(PathString, index=True)
    tranche_id: Mapped[int | None] = mapped_column(ForeignKey("tranches.id"), unique=True)  # nothing is paid twice
    contract_id: Mapped[int | None] = mapped_column(ForeignKey("contracts.id"), index=True)
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"), index=True)  # the contract's
    booked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    lines: Mapped[list[LedgerLine]] = relationship(back_populates="voucher", order_by="LedgerLine.id")


class LedgerLine(Row, Base):
    __tablename__ = "ledger_lines"
    __table_args__ = (
        CheckConstraint("amount_fen != 0", name="amount_not_zero"),
        Index("ix_ledger_lines_account", "account", "organization_id"),
    )

    voucher_id: Mapped[int] = mapped_column(ForeignKey("vouchers.id"), index=True)
    account: Mapped[AccountCode] = mapped_column(EnumString(AccountCode))
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organizations.id"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("projects.id"), index=True)
    amount_fen: Mapped[int]  # debit positive, credit negative

    voucher: Mapped[Voucher] = relationship(back_populates="lines")


access.declare(Voucher, Permission.LEDGER_READ, region="region_path", organization="organization_id")
