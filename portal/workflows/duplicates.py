"""Accounts that may be one person's twice: found by what people have once, looked at by an administrator, never merged."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.organizations.models import Organization
from portal.kernel import engine, journal, outbox, people
from portal.kernel.people import Actor, Appointment, User, in_force
from portal.kernel.roles import Role
from portal.kernel.words import N_, NotFound, Refused, Sentence, say

MOST = 200  # suspicions on the page; who has more begins at the top


class Sign(enum.StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"

    @property
    def label(self) -> str:
        return {
            Sign.PHONE: N_("手机号相同"),
            Sign.EMAIL: N_("邮箱只差大小写、点号或加号后面的部分"),
            Sign.NAME: N_("姓名相同，又在同一个组织"),
        }[self]


class Suspicion(NamedTuple):
    """Accounts that share one sign, the oldest first. ``organization``: where they share a name and an organization."""

    sign: Sign
    accounts: list[User]
    organization: str = ""


def found(session: Session) -> list[Suspicion]:
    """All of them, the surest first. Closed accounts stand beside the open one as long as two share the sign."""
    suspicions = [*_by_phone(session), *_by_email(session), *_by_name(session)]
    return [s for s in suspicions if any(account.active for account in s.accounts)][:MOST]


def bare_email(email: str) -> str:
    """What mail providers deliver to one box: ``Gu.Nan+portal@Example.cn`` is ``gunan@example.cn``."""
    name, _, host = email.lower().rpartition("@")
    return f"{name.partition('+')[0].replace('.', '')}@{host}"


def _by_email(session: Session) -> list[Suspicion]:
    boxes: dict[str, list[int]] = defaultdict(list)
    for key, email in session.execute(select(User.id, User.email).where(User.email.is_not(None)).order_by(User.id)):
        boxes[bare_email(email or "")].append(key)
    shared = [keys for keys in boxes.values() if len(keys) > 1][:MOST]
    accounts = _accounts(session, shared)
    return [Suspicion(Sign.EMAIL, [accounts[key] for key in keys]) for keys in shared]


def _by_phone(session: Session) -> list[Suspicion]:
    """Numbers that several accounts confirmed before one number meant one account: all but the first have no mark."""
    unmarked = select(User).where(User.phone.is_not(None), User.phone_mark.is_(None)).order_by(User.id).limit(MOST)
    groups: dict[int, list[User]] = {}
    for account in session.scalars(unmarked):
        first = people.by_phone(session, account.phone or "")
        if first is not None:
            groups.setdefault(first.id, [first]).append(account)
    return [Suspicion(Sign.PHONE, accounts) for accounts in groups.values()]


def _by_name(session: Session) -> list[Suspicion]:
    """One head whose successor has the same name is no exception: the former seat is over and does not count."""
    members = select(User.id, User.name, Appointment.organization_id).join(Appointment, Appointment.user_id == User.id)
    here = members.where(in_force(), Appointment.organization_id.is_not(None)).distinct().subquery()
    twice = (
        select(here.c.name, here.c.organization_id).group_by(here.c.name, here.c.organization_id)
        .having(func.count() > 1).limit(MOST).subquery()
    )  # fmt: skip
    stmt = (
        select(here.c.id, here.c.name, Organization.name).join(Organization, Organization.id == here.c.organization_id)
        .join(twice, (twice.c.name == here.c.name) & (twice.c.organization_id == here.c.organization_id)).order_by(here.c.id)
    )  # fmt: skip
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for key, name, organization in session.execute(stmt):
        groups[name, organization].append(key)
    accounts = _accounts(session, groups.values())
    return [Suspicion(Sign.NAME, [accounts[key] for key in keys], where) for (_name, where), keys in groups.items()]


def _accounts(session: Session, groups: Iterable[list[int]]) -> dict[int, User]:
    """All accounts of all groups, read at once."""
    keys = {key for group in groups for key in group}
    return {account.id: account for account in session.scalars(select(User).where(User.id.in_(keys)))}


def offices_of(session: Session, accounts: list[User]) -> dict[int, list[str]]:
    """The titles of what each of them holds today."""
    stmt = select(Appointment.user_id, Appointment.title).where(
        in_force(), Appointment.user_id.in_([a.id for a in accounts]), Appointment.role != Role.RESIDENT
    )  # fmt: skip
    held: dict[int, list[str]] = defaultdict(list)
    for key, title in session.execute(stmt.order_by(Appointment.id)):
        held[key].append(title)
    return held


# --- what an administrator does ---------------------------------------------------------------------------------


def account_of(session: Session, public_id: str) -> User:
    account = session.scalars(select(User).where(User.public_id == public_id)).one_or_none()
    if account is None:
        raise NotFound
    return account


def ask(session: Session, account: User, *, by: Actor) -> None:
    """The holder is asked which account stays."""
    if not account.active:
        raise Refused(say("这个账号已经停用了。"))
    sentence = say("您可能有两个账号。请看哪一个不再用，把它的岗位交出来，再告诉平台管理员停用。")
    outbox.tell(session, [account.id], sentence, account)
    journal.write(session, account, "ask-duplicate", say("问了账号本人是不是有两个账号"), by=by)


def why_not_close(session: Session, account: User, by: Actor) -> Sentence | None:
    """What stands in the way of closing an account, before anything is filled in."""
    if account.id == by.user_id:
        return say("不能停用自己的账号。请另一位管理员办理。")
    if not account.active:
        return say("这个账号已经停用了。")
    if offices_of(session, [account])[account.id]:
        return say("这个账号还有岗位。机关岗位先办离岗，组织里的岗位先免去或者移交，再停用。")
    return None


def close(session: Session, account: User, *, by: Actor, reason: str) -> None:
    """Nobody logs in with it any more, open sessions end at once; what it did stays as it is."""
    engine.lock(session, account)
    if why := why_not_close(session, account, by):
        raise Refused(why)
    account.active = False
    account.session_epoch += 1
    account.version += 1
    journal.write(session, account, "close-account", say("停用了账号"), by=by, key=True,
                  private={"reason": reason.strip(), "member": account.name})  # fmt: skip


def reopen(session: Session, account: User, *, by: Actor) -> None:
    """It was closed by mistake."""
    engine.lock(session, account)
    if account.active:
        raise Refused(say("这个账号没有停用。"))
    account.active = True
    account.version += 1
    journal.write(session, account, "reopen-account", say("恢复了账号"), by=by, key=True, private={"member": account.name})
