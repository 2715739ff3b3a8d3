"""The base world (places, policy, people) and the ``City`` in which the chapters are told."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.orm import Session

from portal.kernel import clock, engine, journal, lifecycle, passwords, people, policy
from portal.kernel.consents import VERSION, Consent, Purpose
from portal.kernel.people import Actor, Appointment, Department, User
from portal.kernel.policy import PolicySetting
from portal.kernel.regions import Level, Region
from portal.kernel.roles import Role
from portal.kernel.workdays import Unit, is_working
from seeds.people import DISTRICT, PASSWORD, PEOPLE, STREET

HERE = Path(__file__).parent
FOUNDED = timedelta(days=900)
DEPARTMENTS = ("区民政局", "区司法局", "区教育局", "区卫生健康委员会", "区人力资源和社会保障局", "区残疾人联合会", "区文化和旅游局")


def build_world(session: Session, founded_at: datetime) -> None:
    """Places, policy settings, departments and accounts. Inside a unit of work; a few hundred rows, no processes."""
    load_regions(session, HERE / "regions.csv")
    load_policy(session, HERE / "policy.yaml", founded_at)
    session.add_all([Department(name=name, region_path=DISTRICT) for name in DEPARTMENTS])
    _people(session, founded_at)
    session.flush()


def load_regions(session: Session, source: Path) -> None:
    """Columns ``code,name,level,parent`` (a code, or empty); a parent stands above what lies in it."""
    known: dict[str, Region] = {}
    with source.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            parent = known.get(row["parent"])
            path = (parent.path if parent else "/") + row["code"] + "/"
            region = Region(code=row["code"], name=row["name"], level=Level(row["level"]), path=path, parent=parent)
            known[row["code"]] = region
            session.add(region)
    session.flush()


def load_policy(session: Session, path: Path, valid_from: datetime) -> None:
    """``key: [amount, unit, statutory or null, name, source]``, for everywhere, from a moment on."""
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    for key, (amount, unit, statutory, name, source) in settings.items():
        session.add(
            PolicySetting(region_path="/", key=key, amount=amount, unit=Unit(unit), statutory=statutory, name=name,
                          source=source, valid_from=valid_from)  # fmt: skip
        )
    session.flush()
    policy.forget(session)


def first_community(session: Session, street: str = STREET) -> str:
    """The community of the demo's committee, grid worker and residents."""
    return (
        session.query(Region.path)
        .filter(Region.level == Level.COMMUNITY, Region.path.startswith(street))
        .order_by(Region.path)
        .limit(1)
        .scalar()
    )


def _people(session: Session, since: datetime) -> None:
    one_hash = passwords.hashed(PASSWORD)
    community = first_community(session)
    place = session.query(Region).filter_by(path=community).one().short_name
    at_home = {
        "committee": (Role.COMMITTEE_MEMBER, f"{place}居委会"),
        "grid": (Role.GRID_WORKER, f"{place} · 网格员"),
        **{f"resident{n}": (Role.RESIDENT, f"{place}居民") for n in range(1, 6)},
    }
    for person in PEOPLE:
        user = User(login=person.login, name=person.name, email=f"{person.login}@demo.invalid", password_hash=one_hash)
        session.add(user)
        session.flush()
        session.add(Consent(user_id=user.id, purpose=Purpose.NOTICE, version=VERSION, given=True, at=since))
        roles = list(person.roles)
        if person.login in at_home:
            role, title = at_home[person.login]
            roles.append((role, community, title))
        if person.login.startswith("expert"):
            roles.append((Role.EXPERT, DISTRICT, "评审专家库"))
        for role, region, title in roles:
            session.add(Appointment(user_id=user.id, role=role, region_path=region, title=title, starts_at=since))
        if person.login == "department":
            justice = session.query(Department).filter_by(name="区司法局").one()
            session.add(Appointment(user_id=user.id, role=Role.DEPARTMENT_OFFICER, department_id=justice.id, place_path=justice.region_path,
                                    title="区司法局 · 经办", starts_at=since))  # fmt: skip
    session.flush()


class City:
    """The city while it is told: travels the clock, opens units of work, remembers what chapters made.

    ``now``: the moment at which the city is built. Nothing lies after it: what a chapter puts later happens now.
    ``orgs``, ``calls``, ``projects``, ``codes``: what later chapters and the printed tour look up by short keys.
    """

    def __init__(self, session: Session, now: datetime):
        self.session, self.now, self.today = session, now, clock.local(now).date()
        self.orgs: dict[str, Any] = {}
        self.calls: dict[str, Any] = {}
        self.projects: dict[str, Any] = {}
        self.codes: dict[str, str] = {}
        self._actors: dict[tuple[str, Role | None], Actor] = {}

    # --- time

    def day(self, offset: int) -> date:
        """A date so many days from the city's today."""
        return self.today + timedelta(days=offset)

    def workday(self, offset: int) -> date:
        """The same, moved on to the next working day when it is a free one."""
        day = self.day(offset)
        while not is_working(day):
            day += timedelta(days=1)
        return day

    def moment(self, offset: int, hour: int = 10, minute: int = 0) -> datetime:
        return clock.at(self.day(offset), hour, minute)

    @contextmanager
    def at(self, moment: datetime | int, hour: int = 10, minute: int = 0) -> Iterator[Session]:
        """Stand at a moment (or so many days from today) in one unit of work."""
        when = self.moment(moment, hour, minute) if isinstance(moment, int) else moment
        with self.stand(when), engine.writing(self.session) as session:
            yield session
            session.flush()

    def stand(self, moment: datetime) -> AbstractContextManager[None]:
        """Hold the clock at a moment of the city's past, inside a unit of work that is open."""
        return clock.travel(min(moment, self.now))

    def tick(self, moment: datetime | int, hour: int = 10, minute: int = 0) -> int:
        """Let time take its steps as of a moment; returns how many were taken."""
        when = self.moment(moment, hour, minute) if isinstance(moment, int) else moment
        with self.stand(when):
            return len(lifecycle.tick(self.session))

    # --- people

    def actor(self, login: str, role: Role | None = None) -> Actor:
        """The person acting from their first appointment (of that role)."""
        key = (login, role)
        if key not in self._actors:
            with clock.travel(self.now):
                self._actors[key] = people.actor_for(self.session, login, role)
        return self._actors[key]

    def forget_actors(self) -> None:
        """After someone was appointed."""
        self._actors.clear()

    def newcomer(self, login: str, name: str) -> Actor:
        """A new account without appointments (an applicant, a resident); inside ``at``. Cannot log in."""
        user = User(login=login, name=name, email=f"{login}@demo.invalid")
        self.session.add(user)
        self.session.flush()
        return people.acting_as(user)

    # --- places

    def communities(self, street: str = DISTRICT) -> list[str]:
        stmt = self.session.query(Region.path).filter(Region.level == Level.COMMUNITY, Region.path.startswith(street))
        return [path for (path,) in stmt.order_by(Region.path)]

    def home(self) -> str:
        """The community of ``committee``, ``grid`` and the residents."""
        return first_community(self.session)

    def seal(self) -> None:
        with engine.writing(self.session) as session:
            while journal.seal(session):
                pass
