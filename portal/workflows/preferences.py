"""What a person chooses about notices: kinds and channels, pace, quiet hours, the phone, the address of their calendar."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain.organizations.models import Organization
from portal.kernel import channels, clock, consents, journal, outbox, people, personal, throttle, work
from portal.kernel.channels import Channel, Kind, NoticePreference, Pace
from portal.kernel.consents import Purpose
from portal.kernel.engine import rows_changed
from portal.kernel.outbox import Notice
from portal.kernel.people import Actor, User, acting_as, open_account_and_posts
from portal.kernel.permissions import Permission
from portal.kernel.vault import mark_of
from portal.kernel.words import Invalid, NotFound, Refused, Sentence, say
from portal.kernel.work import WorkItem

CODE_LIVES = timedelta(minutes=10)
CODES_A_DAY = 5
TRIES = 5
MOST_DEADLINES = 500


def save(
    session: Session, *, by: Actor, choices: dict[Kind, Collection[Channel]], pace: Pace, quiet_from: int, quiet_until: int
) -> None:
    """The whole page at once; kinds that are not named stay as they were."""
    row = channels.of(session, by.user_id or 0)
    row.choices = {**row.choices, **{kind.value: [way.value for way in Channel if way in ways] for kind, ways in choices.items()}}
    row.pace, row.quiet_from, row.quiet_until = pace, quiet_from, quiet_until
    _let_go(session, row)
    _journal(session, row, say("修改了通知设置"), by)


def stop_mail(session: Session, public_id: str, kinds: Collection[Kind]) -> None:
    """By the link of a letter, without logging in: no more mail about these kinds. Doing it again changes nothing."""
    _turn(session, public_id, kinds, on=False)


def resume_mail(session: Session, public_id: str, kinds: Collection[Kind]) -> None:
    _turn(session, public_id, kinds, on=True)


def _turn(session: Session, public_id: str, kinds: Collection[Kind], *, on: bool) -> None:
    user = by_public_id(session, public_id)
    if user is None:
        raise NotFound
    row, mail = channels.of(session, user.id), Channel.MAIL.value
    before = row.choices
    row.choices = {
        **before,
        **{
            kind.value: [*([mail] if on else []), *(way for way in before.get(kind.value, []) if way != mail)]
            for kind in kinds
            if kind in channels.OPTIONAL
        },
    }
    if row.choices != before:
        _let_go(session, row)
        sentence = say("用邮件里的链接恢复了邮件通知") if on else say("用邮件里的链接退订了邮件通知")
        _journal(session, row, sentence, acting_as(user))


def _let_go(session: Session, row: NoticePreference) -> None:
    """What was gathered of kinds that are mailed no more goes into no digest."""
    off = [kind for kind in channels.OPTIONAL if Channel.MAIL.value not in row.choices.get(kind.value, [])]
    gathered = (Notice.user_id == row.user_id, Notice.in_digest, Notice.digest_key.is_(None), Notice.kind.in_(off))
    rows_changed(session, update(Notice).where(*gathered).values(in_digest=False))


def by_public_id(session: Session, public_id: str) -> User | None:
    return session.scalars(select(User).where(User.public_id == public_id, User.active)).one_or_none()


# --- the phone --------------------------------------------------------------------------------------------------


def ask_phone(session: Session, *, by: Actor, phone: str) -> None:
    """Send a code to a number; it becomes this person's once they type the code. A new number ends the code before."""
    user = session.get_one(User, by.user_id)
    row = channels.of(session, user.id)
    prefix = f"phone-code-{user.public_id}-"
    if outbox.written_since(session, clock.now() - timedelta(days=1), prefix) >= CODES_A_DAY:
        raise Invalid("phone", say("一天里最多发 %(n)s 次验证码，请明天再试。", n=CODES_A_DAY))
    number = ("sms", mark_of(session, User.phone_mark, personal.bare_phone(phone)))
    if throttle.must_wait(session, number):  # whichever accounts ask: nobody's phone rings all night
        raise Invalid("phone", say("这个号码刚刚发过好几次验证码，请过一会儿再试。"))
    row.asked_phone, row.code_tries = phone, 0
    row.code_until = (clock.now() + CODE_LIVES).replace(microsecond=0)
    key = f"{prefix}{int(row.code_until.timestamp())}"
    if not outbox.is_known(session, key):  # pressed twice in a second: one message
        outbox.enqueue(session, Channel.SMS.value, {"letter": "code", "user_id": user.id}, key=key)
        throttle.failed(session, number)


def confirm_phone(session: Session, *, by: Actor, code: str, expected: Callable[[NoticePreference], str]) -> Sentence | None:
    """Take the number when the code fits; otherwise count the try and say why not. The try counts, so this is no refusal:
    a refusal would undo it."""
    row = channels.of(session, by.user_id or 0)
    if row.asked_phone is None or row.code_until is None or row.code_until < clock.now() or row.code_tries >= TRIES:
        return say("验证码已经失效，请重新发一次。")
    row.code_tries += 1
    if not hmac.compare_digest(expected(row).encode(), code.encode()):
        return say("验证码不对，还可以试 %(n)s 次。", n=TRIES - row.code_tries)
    phone, row.asked_phone, row.code_until = row.asked_phone, None, None
    if not people.give_phone(session, session.get_one(User, row.user_id), phone):
        return say("这个手机号已经确认在另一个账号上。请先在那个账号里删除，或者换一个号。")
    consents.say_yes(session, row.user_id, Purpose.PHONE)
    _journal(session, row, say("确认了手机号"), by)
    return None


def forget_phone(session: Session, *, by: Actor) -> None:
    """No more messages to a phone."""
    row = channels.of(session, by.user_id or 0)
    session.get_one(User, row.user_id).phone = None
    row.asked_phone = row.code_until = None
    row.choices = {kind: [way for way in ways if way == Channel.MAIL.value] for kind, ways in row.choices.items()}
    consents.take_back(session, row.user_id, Purpose.PHONE)
    _journal(session, row, say("删除了手机号"), by)


# --- the calendar -----------------------------------------------------------------------------------------------


def new_calendar(session: Session, *, by: Actor) -> str:
    """A new secret for the address of one's calendar, shown this once; the address before leads nowhere any more."""
    secret = secrets.token_urlsafe(32)
    row = channels.of(session, by.user_id or 0)
    row.calendar_hash, row.calendar_made_at = _hashed(secret), clock.now()
    _journal(session, row, say("生成了新的日历订阅地址"), by)
    return secret


def end_calendar(session: Session, *, by: Actor) -> None:
    row = channels.of(session, by.user_id or 0)
    if row.calendar_hash is None:
        raise Refused(say("没有日历订阅地址，不用停。"))
    row.calendar_hash = row.calendar_made_at = None
    _journal(session, row, say("停用了日历订阅地址"), by)


def reader_of_calendar(session: Session, secret: str) -> User | None:
    """Whose calendar an address is. The hash is looked up, so nothing is told by how long the answer takes."""
    stmt = select(User).join(NoticePreference, NoticePreference.user_id == User.id)
    return session.scalars(stmt.where(NoticePreference.calendar_hash == _hashed(secret), User.active)).one_or_none()


def deadlines_of(session: Session, user: User) -> list[Any]:
    """What this person is awaited for by a day, from all that they may act from: rows with subject_type, subject_public_id,
    action, caption, duty, due_at, organization."""
    found = open_account_and_posts(session, user.public_id)
    actors = [acting_as(user), *(acting_as(user, post) for post in (found[1] if found else ()))]
    stmt = (
        select(
            WorkItem.subject_type, WorkItem.subject_public_id, WorkItem.action, WorkItem.caption, WorkItem.duty,
            WorkItem.opened_at, WorkItem.due_at, Organization.name.label("organization"),
        )
        .outerjoin(Organization, WorkItem.organization_id == Organization.id)
        .where(WorkItem.due_at.is_not(None), WorkItem.permission != Permission.SYSTEM_TICK)
        .where(work.awaited_from_any(actors))
        .order_by(WorkItem.due_at, WorkItem.id)
        .limit(MOST_DEADLINES)
    )  # fmt: skip
    return list(session.execute(stmt))


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _journal(session: Session, row: NoticePreference, sentence: Sentence, by: Actor) -> None:
    journal.write(session, session.get_one(User, row.user_id), "notice-preferences", sentence, by=by)
