"""How a real installation begins: its first administrator, and the offices of its first officers."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kernel import accounts as kernel_accounts
from portal.kernel import clock, journal
from portal.kernel.people import SYSTEM, Appointment, Department, User
from portal.kernel.permissions import ROLES, Reach, Role
from portal.kernel.regions import ROOT, Region
from portal.kernel.words import Invalid, say
from portal.workflows.accounts import check_password


def first_administrator(session: Session, *, login: str, name: str, email: str, password: str) -> User:
    """The account that keeps the reference data. Raises ``Invalid`` for a password that would be guessed first."""
    check_password(password, login=login)
    user = kernel_accounts.sign_up(session, login=login, name=name, email=email, password=password)
    _hold(session, user, Role.ADMINISTRATOR, region_path=ROOT)
    return user


def appoint_officer(session: Session, *, login: str, role: Role, place: str) -> Appointment:
    """Put an account in an office. ``place``: the code of a region, or a department's name for its officers.

    Raises ``Invalid`` for an unknown account or place, and for a role that is given elsewhere (by an organization's
    registration, an incubator, a draw).
    """
    user = kernel_accounts.by_login(session, login)
    if user is None or not user.active:
        raise Invalid("login", say("没有这个账号。请对方先注册账号，再填他的登录名。"))
    reach = ROLES[role][0]
    if reach is Reach.REGION:
        region = session.scalar(select(Region).where(Region.code == place))
        if region is None:
            raise Invalid("place", say("没有代码为 %(code)s 的行政区划。", code=place))
        return _hold(session, user, role, region_path=region.path)
    if reach is Reach.DEPARTMENT:
        department = session.scalar(select(Department).where(Department.name == place))
        if department is None:
            raise Invalid("place", say("没有叫“%(name)s”的部门。", name=place))
        return _hold(session, user, role, department_id=department.id)
    raise Invalid("role", say("%(role)s不由平台任命。", role=role.label))


def _hold(session: Session, user: User, role: Role, **scope: str | int) -> Appointment:
    held = Appointment(user_id=user.id, role=role, title=role.label, starts_at=clock.now(), **scope)
    session.add(held)
    session.flush()
    journal.write(session, user, "appoint", say("任命了%(role)s", role=role.label), by=SYSTEM,
                  private={"member": user.name}, region_path=held.region_path)  # fmt: skip
    return held
