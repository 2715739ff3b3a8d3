"""The classes of record: how long each is kept (a policy setting, with its source), what is old, and what is erased of it.

A class without an eraser is kept: it is listed, so that nobody has to guess. Only what is personal goes; numbers, states and
the journal's chain stay.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, delete, func, select, update
from sqlalchemy.orm import Session, aliased

from portal.domain.incubators.models import Tenancy
from portal.domain.incubators.terms import months_after
from portal.domain.needs.models import Need
from portal.domain.organizations.models import Filing, FilingState, Registration, RegistrationState
from portal.kernel import clock, journal, lifecycle, policy
from portal.kernel.engine import rows_changed
from portal.kernel.journal import JournalEntry, JournalPayload
from portal.kernel.outbox import Notice, OutboxMessage
from portal.kernel.people import User
from portal.kernel.policy import Setting
from portal.kernel.regions import ROOT
from portal.kernel.words import N_

EXAMPLES = 3
Old = Callable[[datetime], ColumnElement[bool]]


class Kept(NamedTuple):
    """``old(before)``: the rows meant, as a condition on ``model``; ``erase``: inside a unit of work, returns how many;
    ``shown``: the column by which an example is named, never anything personal."""

    key: str
    title: str
    erased: str  # what goes, in words
    model: type[Any] | None = None
    old: Old | None = None
    erase: Callable[[Session, ColumnElement[bool]], int] | None = None
    shown: Any = None

    def setting(self, session: Session) -> Setting:
        return policy.get(session, f"retention.{self.key}", ROOT)

    def before(self, session: Session) -> datetime:
        """What came to rest before this moment has passed its period."""
        return clock.at(months_after(clock.today(), -self.setting(session).amount))


def _ended(model: type[Any]) -> ColumnElement[bool]:
    """In a state that no step leaves."""
    process = lifecycle.lifecycle_of(model)
    return model.state.in_([state for state in process.states if not process.leaving(state)])


def _old_needs(before: datetime) -> ColumnElement[bool]:
    return and_(Need.reporter_id.is_not(None), Need.entered_at < before, _ended(Need))


def _forget_reporters(session: Session, old: ColumnElement[bool]) -> int:
    return rows_changed(session, update(Need).where(old).values(reporter_id=None))


def _old_registrations(before: datetime) -> ColumnElement[bool]:
    idle = Registration.state.in_([RegistrationState.DRAFT, RegistrationState.WITHDRAWN])
    return and_(Registration.entered_at < before, idle, Registration.legal_representative != "")


def _empty_registrations(session: Session, old: ColumnElement[bool]) -> int:
    return rows_changed(session, update(Registration).where(old).values(phone="", legal_representative="", address=""))


def _old_filings(before: datetime) -> ColumnElement[bool]:
    idle = Filing.state.in_([FilingState.DRAFT, FilingState.WITHDRAWN])
    return and_(Filing.entered_at < before, idle, Filing.responsible_person != "")


def _empty_filings(session: Session, old: ColumnElement[bool]) -> int:
    return rows_changed(session, update(Filing).where(old).values(phone="", responsible_person="", roster=[]))


def _old_tenancies(before: datetime) -> ColumnElement[bool]:
    return and_(Tenancy.entered_at < before, _ended(Tenancy), Tenancy.room_id.is_(None), Tenancy.plan != "")


def _empty_tenancies(session: Session, old: ColumnElement[bool]) -> int:
    return rows_changed(session, update(Tenancy).where(old).values(phone="", plan=""))


def _delete_notices(session: Session, old: ColumnElement[bool]) -> int:
    return rows_changed(session, delete(Notice).where(old))


def _delete_messages(session: Session, old: ColumnElement[bool]) -> int:
    return rows_changed(session, delete(OutboxMessage).where(old))


def _old_account_acts(before: datetime) -> ColumnElement[bool]:
    held = aliased(JournalPayload)  # erasing deletes from the table itself: the two must not be taken for one
    return and_(
        JournalEntry.at < before, JournalEntry.subject_type == User.__tablename__,
        select(held.entry_id).where(held.entry_id == JournalEntry.id).correlate(JournalEntry).exists(),
    )  # fmt: skip


#: In the order of the page.
CLASSES: tuple[Kept, ...] = (
    Kept("needs", N_("需求"), N_("谁提的"), Need, _old_needs, _forget_reporters, Need.number),
    Kept("idle-registrations", N_("没有提交或已撤回的登记申请"), N_("拟任法定代表人、电话、住所"), Registration, _old_registrations,
         _empty_registrations, Registration.number),
    Kept("idle-filings", N_("没有提交或已撤回的备案申请"), N_("负责人、电话、名册"), Filing, _old_filings, _empty_filings, Filing.number),
    Kept("idle-tenancies", N_("没有入驻成的申请"), N_("电话、计划"), Tenancy, _old_tenancies, _empty_tenancies, Tenancy.number),
    Kept("notices", N_("站内通知"), N_("整条"), Notice, lambda before: Notice.at < before, _delete_notices, Notice.at),
    Kept("messages", N_("发出的邮件、短信和已完成的后台任务"), N_("整条"), OutboxMessage,
         lambda before: and_(OutboxMessage.sent_at < before, OutboxMessage.available_at < before), _delete_messages, OutboxMessage.sent_at),
    Kept("account-acts", N_("账号的留痕（登录、改密码、看电话）"), N_("姓名和理由；时间、岗位和链条保留"), JournalEntry, _old_account_acts,
         journal.erase_payloads, JournalEntry.at),
    Kept("satisfaction", N_("满意度"), N_("不含个人信息，不用清理")),
    Kept("procurement", N_("采购档案"), N_("期满由档案部门接收或批准销毁，不在这里清理")),
    Kept("vouchers", N_("会计凭证"), N_("期满由财政部门批准销毁，不在这里清理")),
)  # fmt: skip
ERASABLE = {kept.key: kept for kept in CLASSES if kept.erase is not None}


def counts(session: Session) -> dict[str, int]:
    """How many rows of each class have passed their period: one statement."""
    asked = [_counting(kept, kept.before(session)).scalar_subquery() for kept in ERASABLE.values()]
    return dict(zip(ERASABLE, session.execute(select(*asked)).one(), strict=True))


def _counting(kept: Kept, before: datetime) -> Select[Any]:
    assert kept.old, "an erasable class says what is old"
    assert kept.model, "an erasable class has rows"
    return select(func.count()).select_from(kept.model).where(kept.old(before))


def examples(session: Session, kept: Kept) -> list[str]:
    """Some of what would be erased, by its number or its day: never by anything personal."""
    assert kept.old, "an erasable class says what is old"
    assert kept.model, "an erasable class has rows"
    stmt = select(kept.shown).where(kept.old(kept.before(session)), kept.shown.is_not(None)).order_by(kept.model.id)
    return list(dict.fromkeys(_named(value) for value in session.scalars(stmt.limit(EXAMPLES))))


def _named(value: Any) -> str:
    return clock.local(value).date().isoformat() if isinstance(value, datetime) else str(value)


def plan(session: Session) -> dict[str, dict[str, Any]]:
    """What an erasure now would reach."""
    found = counts(session)
    return {
        key: {"before": kept.before(session).isoformat(), "found": found[key]} for key, kept in ERASABLE.items() if found[key]
    }


def erase(session: Session, planned: dict[str, dict[str, Any]]) -> dict[str, int]:
    """Carry out a plan inside a unit of work. What no longer meets the rule, or came to rest later, is left alone."""
    erased: dict[str, int] = {}
    for key, row in planned.items():
        kept = ERASABLE[key]
        assert kept.old, "an erasable class says what is old"
        assert kept.erase, "it is in ERASABLE"
        erased[key] = kept.erase(session, kept.old(datetime.fromisoformat(row["before"])))
    session.expire_all()
    return erased
