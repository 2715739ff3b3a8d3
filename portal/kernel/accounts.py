"""Verbs of accounts: sign up, log in, reset. The web's session is not their business."""

from __future__ import annotations

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal.kernel import journal, passwords, people, personal
from portal.kernel.people import User, acting_as
from portal.kernel.words import Invalid, Refused, say


def sign_up(session: Session, *, login: str, name: str, email: str | None, password: str, locale: str = "zh") -> User:
    """A new account without any appointment. Raises ``Invalid`` where the login or the address is taken."""
    if session.scalar(select(User.id).where(func.lower(User.login) == login.lower())):
        raise Invalid("login", say("这个登录名已经有人用了，请换一个。"))
    if email and session.scalar(select(User.id).where(func.lower(User.email) == email.lower())):
        raise Invalid("email", say("这个邮箱已经注册过账号，可以用它找回密码。"))
    user = User(login=login, name=name, email=email, password_hash=passwords.hashed(password), locale=locale)
    session.add(user)
    session.flush()
    journal.write(session, user, "sign-up", say("注册了账号"), by=acting_as(user))
    return user


def by_login(session: Session, login: str) -> User | None:
    """The account behind a login name, or behind a confirmed e-mail address or mobile number."""
    if personal.is_mobile(login):
        return people.by_phone(session, login)
    lowered = login.strip().lower()
    stmt = select(User).where(or_(func.lower(User.login) == lowered, func.lower(User.email) == lowered))
    return session.scalars(stmt).one_or_none()


def check(session: Session, login: str, password: str) -> User | None:
    """The account when login and password fit and it is open; ``None`` otherwise. Reads only, takes constant time."""
    user = by_login(session, login)
    fits = passwords.matches(user.password_hash if user else None, password)
    if user is None or not fits or not user.active:
        return None
    return user


def renew_hash(session: Session, user: User, password: str) -> None:
    """A hash of yesterday's strength is made anew while the password is at hand."""
    if user.password_hash and passwords.is_old(user.password_hash):
        user.password_hash = passwords.hashed(password)


def set_password(session: Session, user: User, password: str) -> None:
    """A new password ends every open session of the account."""
    if passwords.matches(user.password_hash, password):
        raise Refused(say("新密码不能和原来的一样。"))
    user.password_hash = passwords.hashed(password)
    user.session_epoch += 1
    journal.write(session, user, "set-password", say("修改了密码，所有已登录的设备需要重新登录"), by=acting_as(user))
