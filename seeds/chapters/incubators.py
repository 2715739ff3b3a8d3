"""Two incubators and their tenants: from a draft to a graduate, told by the operations that people use."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from portal.domain.incubators import operations, queries, tenancies
from portal.domain.incubators.models import (
    IN_RESIDENCE,
    AssessmentState,
    Incubator,
    RentKind,
    Room,
    ServiceKind,
    Tenancy,
)
from portal.domain.organizations.models import Organization, OrganizationState, OrgField, OrgType
from portal.kernel import clock, lifecycle, people
from portal.kernel.people import SYSTEM, Actor, Appointment, User
from portal.kernel.roles import Role
from portal.kernel.workdays import is_working
from seeds.chapters.incubator_stories import HOUSES, PANELS, SERVICES, STORIES, Story
from seeds.people import DISTRICT
from seeds.world import City

FOUNDED = -640
TENANTS_STEPS = ("submit", "sign", "withdraw", "leave", "reply", "agree-renewal", "agree-graduation")
#: Free of rent, or reduced.
RENT_NOTES = ("新组织入驻首期免租", "评审会同意减半，到首期届满")
HOUSED = ("ngo", "ngo2", "ngo3")
#: The steps that time takes, and the moment of the tenancy at which it does.
BY_TIME = {"end-publicity": "publicity_ends_at", "near-end": "reminds_at"}


@dataclass
class House:
    incubator: Incubator
    manager: Actor
    mentor: Actor
    rooms: dict[str, Room] = field(default_factory=dict)


def tell(city: City) -> None:
    houses = _open_houses(city)
    representatives = _representatives(city)
    for number, story in enumerate(STORIES):
        house = houses[story.house]
        tenant = _tenant(city, story, representatives, number)
        _live(city, house, tenant, story)


def _open_houses(city: City) -> dict[str, House]:
    admin, houses = city.actor("admin"), {}
    with city.at(FOUNDED, 9) as session:
        for key, told in HOUSES.items():
            facts = {name: told[name] for name in ("name", "operator", "address", "area_m2", "introduction")}
            incubator = operations.open_incubator(session, by=admin, region_path=DISTRICT, **facts)
            rooms = {name: operations.furnish(session, incubator, by=admin, name=name, floor=floor, area_m2=area, desks=desks)
                     for name, floor, area, desks in told["rooms"]}  # fmt: skip
            staff = [_staff(city, incubator, *told[role], role) for role in ("manager", "mentor")]
            houses[key] = House(incubator, *staff, rooms)
    city.forget_actors()
    return houses


def _staff(city: City, incubator: Incubator, login: str, name: str, duty: str) -> Actor:
    user = city.session.query(User).filter_by(login=login).one_or_none()
    if user is None:
        user = city.session.get_one(User, city.newcomer(login, name).user_id)
    verb = operations.appoint_manager if duty == "manager" else operations.appoint_mentor
    return people.acting_as(user, verb(city.session, incubator, user, by=city.actor("admin")))


@dataclass(frozen=True)
class Representative:
    actor: Actor
    since: datetime
    field: OrgField


def _representatives(city: City) -> list[Representative]:
    """Legal representatives of active organizations; the demo's first organizations have offices of their own."""
    stmt = (
        city.session.query(User, Appointment, Organization.field)
        .join(Appointment, Appointment.user_id == User.id)
        .join(Organization, Appointment.organization_id == Organization.id)
        .filter(Appointment.role == Role.LEGAL_REPRESENTATIVE, Organization.state == OrganizationState.ACTIVE)
        .filter(Organization.org_type != OrgType.GROUP, User.login.not_in(HOUSED))
        .order_by(Appointment.id)
    )
    return [Representative(people.acting_as(user, held), held.starts_at, field) for user, held, field in stmt]


def _tenant(city: City, story: Story, free: list[Representative], number: int) -> Actor:
    """The login that the story names, an organization of the register, or somebody who is about to register."""
    if story.login:
        return city.actor(story.login, Role.LEGAL_REPRESENTATIVE)
    begins = city.moment(story.steps[0][0], 0)
    known = [r for r in free if r.since < begins]
    fitting = [r for r in known if r.field in story.fields] or (known if story.registered else [])
    if fitting:
        free.remove(fitting[0])
        return fitting[0].actor
    with city.at(story.steps[0][0] - 5, 9):
        return city.newcomer(f"starter{number}", story.founder)


def _live(city: City, house: House, tenant: Actor, story: Story) -> None:
    """Every step on its day; assessments and reminders when they are due."""
    with _on(city, story.steps[0][0], 9) as session:
        tenancy = tenancies.draft(session, house.incubator, by=tenant, title=story.title, plan=story.plan, desks=story.desks,
                                  needs=[kind.value for kind in story.needs], months=story.months, phone="025-0000-1234")  # fmt: skip
    for offset, action, facts in story.steps:
        if action in BY_TIME:
            moment = getattr(tenancy, BY_TIME[action])
            if moment >= city.now:
                return  # a long holiday stretched the period: the story goes on when the time comes
            _by_time(city, tenancy, action, moment)
        elif action == "assess":
            _assess(city, house, tenancy, facts)
        elif action == "open":
            _open_assessment(city, tenancy)
        elif action == "serve":
            _serve(city, house, tenancy, offset, facts["rounds"])
        elif action != "draft":
            _take(city, house, tenancy, tenant, story, (offset, action, facts))


def _take(city: City, house: House, tenancy: Tenancy, tenant: Actor, story: Story, told: tuple[int, str, dict[str, Any]]) -> None:
    offset, action, facts = told
    by = tenant if action in TENANTS_STEPS else house.manager
    if action == "hand-over":
        facts = {"room_cleared": True, "keys_returned": True, "deposit_settled": True, **facts}
    if tenancy.organization_id is None and action in ("graduate", "agree-graduation", "hand-over") and tenancy.state in IN_RESIDENCE:
        return  # this city has too few organizations; the tenant stays
    with _on(city, offset, 10) as session:
        if action == "submit":
            tenancies.submit(session, tenancy, by=by)
        elif action in ("panel", "decline"):
            members = PANELS[len(story.title) % len(PANELS)]
            tenancies.judge(session, tenancy, action, by=by, members=members, **facts)
        elif action == "admit":
            room = house.rooms[facts["room"]]
            starts_on, rent = _working_day(city, facts["starts"]), facts.get("rent_fen", 0)
            tenancies.admit(session, tenancy, by=by, room_id=room.id, desks=story.desks, starts_on=starts_on,
                            rent_fen=rent, rent_kind=RentKind.REDUCED if rent else RentKind.FREE, rent_note=RENT_NOTES[bool(rent)])  # fmt: skip
        else:
            lifecycle.move(session, tenancy, action, by=by, **facts)


def _assess(city: City, house: House, tenancy: Tenancy, facts: dict[str, Any]) -> None:
    """Opened by time on its day, graded a week later."""
    assessment = _open_assessment(city, tenancy)
    with city.at(assessment.opens_at + timedelta(days=6, hours=2)) as session:
        tenancies.assess(session, assessment, by=house.manager, **facts)


def _open_assessment(city: City, tenancy: Tenancy) -> Any:
    waiting = next(a for a in queries.assessments_of(city.session, tenancy) if a.state == AssessmentState.PLANNED)
    if waiting.opens_at < city.now:
        _by_time(city, waiting, "open", waiting.opens_at)
    return waiting


def _serve(city: City, house: House, tenancy: Tenancy, offset: int, rounds: int) -> None:
    """Put down a few months of services at once, each on its day."""
    today = _working_day(city, offset)
    with _on(city, offset, 16) as session:
        for number in range(rounds):
            given_on = _before(today - timedelta(days=7 * (rounds - number)))
            if given_on < tenancy.starts_on:
                continue
            kind, minutes, note = SERVICES[(number + tenancy.id) % len(SERVICES)]
            by = house.mentor if kind in tenancies.MENTORED else house.manager
            tenancies.give_service(session, tenancy, by=by, kind=ServiceKind(kind), given_on=given_on, minutes=minutes, note=note)


def _by_time(city: City, record: Any, action: str, moment: datetime) -> None:
    with city.at(moment + timedelta(minutes=1)) as session:
        lifecycle.move(session, record, action, by=SYSTEM)


def _on(city: City, offset: int, hour: int) -> Any:
    return city.at(clock.at(_working_day(city, offset), hour, 20))


def _working_day(city: City, offset: int) -> date:
    return _before(city.day(offset))


def _before(day: date) -> date:
    """The day itself when it is a working day, the last working day before it otherwise."""
    while not is_working(day):
        day -= timedelta(days=1)
    return day
