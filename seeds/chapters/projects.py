"""Delivery: activities over the months, confirmed by the committees, and what residents said about them.

Follows the projects of ``city.calls["finished"]`` and ``city.calls["running"]``; the evaluation chapter goes on from
the same ``plots``. Leaves ``city.codes["resident1"]``: an unused code for the tour.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from portal.domain.projects import activities
from portal.domain.projects.models import Activity, Project
from portal.domain.satisfaction import operations as satisfaction
from portal.domain.satisfaction.models import Proxy
from portal.kernel import clock, lifecycle
from portal.kernel.people import Actor, Appointment
from portal.kernel.regions import Region
from portal.kernel.roles import Role
from seeds.chapters.projects_told import ACTIVITIES, COMMENTS, NOTES, OTHERS, RETURN_REASON
from seeds.chapters.proposals import spokesman
from seeds.people import DISTRICT
from seeds.world import City

PLACES = 5
CODES = 48


@dataclass(frozen=True)
class Plot:
    """How one project goes. ``pace``: progress as percent of the time that has passed. ``end``: how it ends.

    ``end``: ``excellent`` ``good`` ``pass`` ``fail`` (closed) · ``passed`` ``rectifying`` ``unreported`` ``unscored``
    ``running`` (mid-term). ``votes``: ballots cast (0: none).
    """

    end: str
    pace: int
    votes: int
    mood: int = 5  # the score most residents give


FINISHED = (
    Plot("excellent", 100, 34), Plot("good", 96, 32), Plot("pass", 78, 0), Plot("fail", 42, 30, 2),
    Plot("good", 92, 0), Plot("good", 90, 7), Plot("pass", 80, 0), Plot("excellent", 100, 0), Plot("good", 94, 0),
)  # fmt: skip
#: Whose plot it is: the running projects of ngo, ngo2 and ngo3 first, then the others in their order.
RUNNING = {"ngo": Plot("unreported", 96, 33), "ngo2": Plot("passed", 101, 7), "ngo3": Plot("rectifying", 38, 12, 3)}
RUNNING_OTHERS = (
    Plot("unscored", 92, 0),
    Plot("passed", 104, 0),
    Plot("running", 80, 0),
    Plot("running", 64, 0),
    Plot("running", 97, 0),
)


def deliver(city: City, told: list[tuple[Project, Plot]], places: list[tuple[str, Actor]]) -> None:
    """The activities of some projects, and what residents said."""
    for project, plot in told:
        hold_activities(city, project, plot, places)
    for project, plot in told:
        if plot.votes:
            ask_residents(city, project, plot)


def projects_of(city: City, key: str) -> list[Project]:
    call = city.calls[key]
    return list(city.session.scalars(select(Project).where(Project.call_id == call.id).order_by(Project.id)))


def plots(city: City) -> list[tuple[Project, Plot]]:
    """Every project with its plot: the same in each chapter."""
    told = [(p, FINISHED[n % len(FINISHED)]) for n, p in enumerate(projects_of(city, "finished"))]
    owners = {city.actor(login).organization_id: plot for login, plot in RUNNING.items()}
    owners.pop(None, None)
    others = 0
    for project in projects_of(city, "running"):
        plot = owners.pop(project.organization_id, None)
        if plot is None:
            plot, others = RUNNING_OTHERS[others % len(RUNNING_OTHERS)], others + 1
        told.append((project, plot))
    return told


def is_finished(plot: Plot) -> bool:
    return plot.end in ("excellent", "good", "pass", "fail")


def last_day(city: City, project: Project, plot: Plot) -> date:
    """A finished project ends in time to be evaluated; a running one was last seen two days ago."""
    return min(project.ends_on, city.day(-48)) if is_finished(plot) else min(project.ends_on, city.day(-2))


# --- activities -----------------------------------------------------------------------------------------------------


def communities(city: City) -> list[tuple[str, Actor]]:
    """The home community and a few of other streets, each with somebody of its committee."""
    home = city.home()
    found = [(home, city.actor("committee", Role.COMMITTEE_MEMBER))]
    streets = {home.rsplit("/", 2)[0]}
    with city.at(-880) as session:
        for path in city.communities(DISTRICT):
            street = path.rsplit("/", 2)[0]
            if street in streets or len(found) > PLACES:
                continue
            streets.add(street)
            found.append((path, _member(city, session, path, len(found))))
    return found


def _member(city: City, session, path: str, n: int) -> Actor:
    """Somebody of the committee of another community; without a password nobody logs in as them."""
    name = session.scalars(select(Region).where(Region.path == path)).one().short_name
    person = city.newcomer(f"committee-{n + 1}", "宋魏杜程葛"[n % 5] + "居安")
    appointment = Appointment(user_id=person.user_id, role=Role.COMMITTEE_MEMBER, region_path=path, title=f"{name}居委会",
                              starts_at=clock.now())  # fmt: skip
    session.add(appointment)
    session.flush()
    return Actor(
        person.user_id, person.name, Role.COMMITTEE_MEMBER, appointment.title, appointment.id, region_path=path
    )


def hold_activities(city: City, project: Project, plot: Plot, places: list[tuple[str, Actor]]) -> None:
    """Every month or so an activity in one of the communities; the committee confirms two days later."""
    by = spokesman(city, project.organization)
    first, last = project.starts_on + timedelta(days=6), last_day(city, project, plot)
    if last <= first:
        return
    count = 8 if is_finished(plot) else 6
    days = [first + (last - first) * n // (count - 1) for n in range(count)]
    with city.at(clock.at(last, 20)) as session:
        for n, day in enumerate(days):
            region, member = places[(n * (n + project.id)) % len(places)] if n else places[0]
            with city.stand(clock.at(day, 19)):
                activity = activities.draft(
                    session, project, by=by, **_fields(project, plot, n, count, day, region, last)
                )
                lifecycle.move(session, activity, "record", by=by)
            with city.stand(clock.at(day + timedelta(days=1), 10)):
                lifecycle.move(session, activity, "confirm", by=member)


def _fields(project: Project, plot: Plot, n: int, count: int, day: date, region: str, last: date) -> dict:
    told = ACTIVITIES.get(project.field, OTHERS)
    title, kind, place, minutes = told[n % len(told)]
    dice = random.Random(f"{project.number}{n}")
    people = dice.randint(18, 46)
    if n == 0:
        people = max(people, CODES + 2)  # a code for each of those who came
    attendances = people + dice.randint(0, 14)
    output, quantity = _output(project, plot, n, count, last)
    passed = _passed(project, last)
    spent = project.contract.amount_fen * min(95, passed * min(plot.pace + 6, 104) // 100) // 100 // count // 100 * 100
    return {
        "title": f"{day.month} 月 · {title}", "kind": kind, "region_path": region, "held_on": day, "place": place,
        "minutes": minutes, "attendances": attendances, "beneficiaries": people, "volunteers": dice.randint(2, 9),
        "cost_fen": spent, "output": output, "output_quantity": quantity, "note": NOTES[n % len(NOTES)],
    }  # fmt: skip


def _passed(project: Project, last: date) -> int:
    """How much of the contract's time had passed on the last day told, in percent."""
    return max(1, min(100, (last - project.starts_on).days * 100 // (project.ends_on - project.starts_on).days))


def _output(project: Project, plot: Plot, n: int, count: int, last: date) -> tuple[str, int]:
    """Each activity works towards one output; together they reach the plot's pace."""
    if not project.outputs:
        return "", 0
    index = n % len(project.outputs)
    row = project.outputs[index]
    times = len(range(index, count, len(project.outputs)))
    share = 100 if is_finished(plot) else _passed(project, last)
    wanted = row["quantity"] * share * plot.pace // 10_000
    return row["name"], wanted // times + (wanted % times if n < len(project.outputs) else 0)


# --- residents ------------------------------------------------------------------------------------------------------


def ask_residents(city: City, project: Project, plot: Plot) -> None:
    """Codes for those who came to the first activity; most of them are used, a few by a relative."""
    by, last = spokesman(city, project.organization), last_day(city, project, plot)
    dice = random.Random(project.number)
    activity = _activities(city, project)[0]
    with city.at(clock.at(last, 21)) as session:
        codes = satisfaction.make_codes(session, activity, CODES, by=by)
        for code in codes[: plot.votes]:
            _vote(session, code, dice, plot)
        for code in codes[plot.votes : plot.votes + (3 if plot.votes >= 30 else 0)]:
            _vote(session, code, dice, plot, Proxy.ELDER)
    if plot is RUNNING["ngo"]:
        city.codes["resident1"] = codes[-1]


def _vote(session, code: str, dice: random.Random, plot: Plot, proxy: Proxy = Proxy.SELF) -> None:
    token = satisfaction.new_token()
    satisfaction.exchange(session, code, token)
    overall = min(5, max(1, plot.mood + dice.choice((0, 0, 0, 0, -1, -1, 1))))
    helped = min(5, max(1, overall + dice.choice((0, 0, -1))))
    satisfaction.cast(session, token, overall=overall, attitude=5 if overall > 2 else 3, useful=helped,
                      comment=dice.choice(COMMENTS), proxy=proxy)  # fmt: skip


def _activities(city: City, project: Project) -> list[Activity]:
    return list(
        city.session.scalars(
            select(Activity).where(Activity.project_id == project.id).order_by(Activity.held_on, Activity.id)
        )
    )


def leave_open(city: City) -> None:
    """On the desks today: records that wait for the committee, one that it returned, one still a draft."""
    told = {plot.end: project for project, plot in reversed(plots(city)) if not is_finished(plot)}
    committee, home = city.actor("committee", Role.COMMITTEE_MEMBER), city.home()
    for end, offset, step in (
        ("unreported", -3, "wait"),
        ("passed", -2, "wait"),
        ("passed", -6, "return"),
        ("unreported", -1, "draft"),
    ):
        project = told.get(end)
        if project is None or not project.starts_on <= city.day(offset) <= project.ends_on:
            continue
        by, day = spokesman(city, project.organization), city.day(offset)
        plot = next(plot for one, plot in plots(city) if one.id == project.id)
        fields = _fields(project, plot, 1 - offset, 6, day, home, day) | {"output": "", "output_quantity": 0}
        with city.at(clock.at(day, 18)) as session:
            activity = activities.draft(session, project, by=by, **fields)
            if step != "draft":
                lifecycle.move(session, activity, "record", by=by)
        if step == "return":
            with city.at(clock.at(day + timedelta(days=1), 11)) as session:
                lifecycle.move(session, activity, "return", by=committee, reason=RETURN_REASON)
