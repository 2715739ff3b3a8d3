"""What people do with their own account besides logging in. Answers never tell whether somebody else has one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.kernel import (
    accounts,
    breached,
    clock,
    consents,
    engine,
    journal,
    outbox,
    passwords,
    people,
    personal,
    reset_codes,
)
from portal.kernel.canonical import digest
from portal.kernel.consents import Purpose
from portal.kernel.outbox import OutboxMessage
from portal.kernel.people import Actor, User, acting_as
from portal.kernel.words import Invalid, NotFound, Refused, say
from portal.workflows import preferences

SHORTEST = 12
AGAIN_AFTER = timedelta(minutes=5)
LETTERS_AN_HOUR = 5


def check_password(password: str, *, login: str = "", name: str = "", field: str = "password") -> None:
    """A password that would not be guessed first and is in no list of breached ones; raises ``Invalid``. Length and chance
    count, kinds of characters do not (ASVS 5.0, 6.2)."""
    if len(password) < SHORTEST:
        raise Invalid(field, say("密码至少 %(n)s 个字符。可以用一句自己记得住的话。", n=SHORTEST))
    if login and login.lower() in password.lower():
        raise Invalid(field, say("密码里不要有登录名。"))
    if passwords.is_guessed_first(password, (login, name)):
        raise Invalid(field, say("这个密码太常见，容易被猜到。请换一个。"))
    if breached.holds(password):
        raise Invalid(field, say("这个密码在别处泄露过，坏人手里有。请换一个没有在任何地方用过的。"))


def sign_up(
    session: Session, *, login: str, name: str, password: str, email: str = "", phone: str = "", locale: str = "zh"
) -> User:
    """A new account, written to in the language in which it was asked for. The address belongs to it once its holder
    follows the link in the letter, the phone once they type the code that was sent there. Who calls this has been told
    the privacy notice and said yes.
    """
    if not (email or phone):
        raise Invalid("email", say("邮箱和手机号至少填一个。"))
    check_password(password, login=login, name=name)
    user = accounts.sign_up(session, login=login, name=name, email=None, password=password, locale=locale)
    consents.say_yes(session, user.id, Purpose.NOTICE)
    if email:
        ask_to_confirm(session, user, email)
    if phone:
        preferences.ask_phone(session, by=acting_as(user), phone=phone)
    return user


def ask_to_confirm(session: Session, user: User, email: str) -> None:
    """Write to the address: to confirm it, or, where it has an account already, to say so to its holder alone."""
    holder = _by_email(session, email)
    if holder is not None and holder.id == user.id:
        return
    if holder is None:
        content = {"letter": "confirm", "user_id": user.id, "to": email}
    else:
        content = {"letter": "taken", "user_id": holder.id}
    key = f"{content['letter']}-{user.public_id}-{_window()}-{digest(email.lower())[:12]}"
    if not session.scalar(select(OutboxMessage.id).where(OutboxMessage.key == key)):
        _refuse_too_many(session, user)
        _write_once(session, key, content)


def _refuse_too_many(session: Session, user: User) -> None:
    """However often an address is corrected, few letters leave an account in an hour."""
    prefixes = (f"{kind}-{user.public_id}-" for kind in ("confirm", "taken"))
    if outbox.written_since(session, clock.now() - timedelta(hours=1), *prefixes) >= LETTERS_AN_HOUR:
        raise Invalid("email", say("一小时里最多寄 %(n)s 封确认信。请先查收，或过一会儿再试。", n=LETTERS_AN_HOUR))


def unconfirmed_email(session: Session, user: User) -> str:
    """The address that was last written to and is not confirmed yet; empty when none waits."""
    stmt = select(OutboxMessage.content).where(OutboxMessage.key.startswith(f"confirm-{user.public_id}-"))
    content = session.scalar(stmt.order_by(OutboxMessage.id.desc()).limit(1))
    asked = str(content["to"]) if content else ""
    return "" if asked.lower() == (user.email or "").lower() else asked


def confirm_email(session: Session, public_id: str, email: str) -> User:
    """The holder of the address followed the link."""
    user = session.scalars(select(User).where(User.public_id == public_id, User.active)).one_or_none()
    if user is None:
        raise NotFound
    holder = _by_email(session, email)
    if holder is not None and holder.id != user.id:
        raise Refused(say("这个邮箱已经用在另一个账号上了。"))
    if user.email != email:
        if user.email:  # whoever reads the former address may be the only one who notices
            outbox.enqueue(session, "mail", {"user_id": user.id, "letter": "moved", "to": user.email})
        user.email = email
        journal.write(session, user, "confirm-email", say("确认了邮箱"), by=acting_as(user))
        session.flush()
    return user


def forgot(session: Session, address: str) -> None:
    """Somebody cannot log in: if there is such an account, a letter goes to its confirmed address, or a code to the phone
    that was named."""
    user = accounts.by_login(session, address)
    if user is None or not user.active:
        return
    if personal.is_mobile(address):
        if reset_codes.send(session, user):
            journal.write(session, user, "forgot", say("要求重设密码"), by=acting_as(user))
        return
    if not user.email:
        return
    content = {"letter": "reset", "user_id": user.id}
    if _write_once(session, f"reset-{user.public_id}-{user.session_epoch}-{_window()}", content):
        journal.write(session, user, "forgot", say("要求重设密码"), by=acting_as(user))


def by_link(session: Session, public_id: str, epoch: int) -> User | None:
    """The account that a link was made for, while the link is unused: any new password ends it."""
    stmt = select(User).where(User.public_id == public_id, User.active, User.session_epoch == epoch)
    return session.scalars(stmt).one_or_none()


def reset(session: Session, public_id: str, epoch: int, password: str) -> User:
    """Set a new password by the link of a letter; the link is used up by it."""
    stmt = select(User).where(User.public_id == public_id, User.active).with_for_update()
    user = session.scalars(stmt.execution_options(populate_existing=True)).one_or_none()
    if user is None or user.session_epoch != epoch:
        raise Refused(say("这个链接已经用过或者过期了，请重新申请。"))
    _set_password(session, user, password)
    return user


def reset_by_code(
    session: Session, phone: str, code: str, password: str, expected: Callable[[User, datetime], str]
) -> User | None:
    """Set a new password by the code that the phone was sent. Nothing when the code does not fit: the try counts, so this is
    no refusal. The password is judged first, so that every wrong code gets the same answer."""
    check_password(password)
    user = people.by_phone(session, phone)
    if user is None or not user.active:
        return None
    engine.lock(session, user)
    if not reset_codes.take(session, user, code, expected):
        return None
    _set_password(session, user, password)
    return user


def change_password(session: Session, by: Actor, current: str, password: str) -> User:
    user = _own(session, by)
    if not passwords.matches(user.password_hash, current):
        raise Invalid("current", say("现在的密码不对。"))
    _set_password(session, user, password)
    return user


def _set_password(session: Session, user: User, password: str) -> None:
    check_password(password, login=user.login, name=user.name)
    accounts.set_password(session, user, password)
    outbox.tell(session, [user.id], say("您的账号改了密码，别的设备都退出了登录。如果不是您改的，请马上用“忘记密码”重设。"), user)


def update_own(session: Session, by: Actor, *, name: str, email: str, locale: str) -> bool:
    """Name and language at once, a new address after its letter; returns whether a letter was sent."""
    user = _own(session, by)
    if (user.name, user.locale) != (name, locale):
        user.name, user.locale = name, locale
        user.version += 1
        journal.write(session, user, "update-account", say("修改了账号资料"), by=by)
    if email and email.lower() != (user.email or "").lower():
        ask_to_confirm(session, user, email)
        return True
    return False


def own(session: Session, by: Actor) -> User:
    return _own(session, by)


def _own(session: Session, by: Actor) -> User:
    user = session.get(User, by.user_id)
    if user is None:
        raise NotFound
    return user


def _by_email(session: Session, email: str) -> User | None:
    return session.scalars(select(User).where(func.lower(User.email) == email.lower())).one_or_none()


def _window() -> int:
    return int(clock.now().timestamp() // AGAIN_AFTER.total_seconds())


def _write_once(session: Session, key: str, content: dict) -> bool:
    """One letter of a kind in five minutes, however often the button is pressed."""
    if session.scalar(select(OutboxMessage.id).where(OutboxMessage.key == key)):
        return False
    outbox.enqueue(session, "mail", content, key=key)
    session.flush()
    return True
