"""How a real installation begins: its two administrators. Every other office is given in the portal, by both of them."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.kernel import accounts as kernel_accounts
from portal.kernel import clock, journal
from portal.kernel.people import SYSTEM, Appointment, User, appointments_of, in_force
from portal.kernel.regions import ROOT
from portal.kernel.roles import Role
from portal.kernel.words import Invalid, Refused, say
from portal.workflows.accounts import check_password

ENOUGH = 2  # one proposes, another confirms


def first_administrator(session: Session, *, login: str, name: str, email: str, password: str) -> User:
    """The account that keeps the reference data. Raises ``Invalid`` for a password that would be guessed first."""
    check_password(password, login=login)
    user = kernel_accounts.sign_up(session, login=login, name=name, email=email, password=password)
    _hold(session, user)
    return user


def another_administrator(session: Session, *, login: str) -> Appointment:
    """Make an account an administrator while there are fewer than two: two are needed to appoint anybody else.

    Raises ``Invalid`` for an account that does not exist or holds an office, ``Refused`` where there are enough.
    """
    user = kernel_accounts.by_login(session, login)
    if user is None or not user.active:
        raise Invalid("login", say("没有这个账号。请对方先注册账号，再填他的登录名。"))
    held = select(func.count(Appointment.user_id.distinct())).where(in_force(), Appointment.role == Role.ADMINISTRATOR)
    if (session.scalar(held) or 0) >= ENOUGH:
        raise Refused(say("已经有两位管理员。任命由他们在“岗位任免”里提议和确认。"))
    if appointments_of(session, user.id):
        raise Invalid("login", say("平台管理员不兼任别的岗位。这个人现在还有别的岗位，请先终止，或者换一个人。"))
    return _hold(session, user)


def _hold(session: Session, user: User) -> Appointment:
    role = Role.ADMINISTRATOR
    held = Appointment(user_id=user.id, role=role, title=role.label, region_path=ROOT, starts_at=clock.now())
    session.add(held)
    session.flush()
    for subject in (user, held):
        journal.write(session, subject, "appoint", say("任命了%(role)s", role=role.label), by=SYSTEM,
                      private={"member": user.name}, region_path=ROOT)  # fmt: skip
    return held
