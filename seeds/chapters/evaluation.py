"""Evaluations: the finished projects closed with their grades, the running ones at every stage of the mid-term."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from heapq import heapify, heappop, heappush
from itertools import chain

from sqlalchemy import select

from portal.domain.evaluation import operations as evaluations
from portal.domain.evaluation.indicators import sheet_for
from portal.domain.evaluation.models import Evaluation, Stage
from portal.domain.evaluation.queries import sheets_of
from portal.domain.funds.models import Tranche, TrancheState, Trigger
from portal.domain.projects import queries
from portal.domain.projects.models import Project
from portal.kernel import clock, lifecycle, workdays
from portal.kernel.people import acting_as
from portal.workflows import outcomes
from seeds.chapters.projects import Plot, last_day
from seeds.chapters.projects_told import COMMENT, CONCLUSIONS, DEMANDS, NEXT, PROBLEMS, PROGRESS, REASONS
from seeds.chapters.proposals import spokesman
from seeds.world import City

EVALUATORS = ("evaluator", "expert4", "expert7")
#: What the panel gives, in percent of each maximum; the residents move the final score a little.
PANEL = {"excellent": 93, "good": 85, "pass": 70, "fail": 46, "passed": 86, "rectifying": 52}


#: What happens to one project, told up to the moment that it yields: the next act comes then.
Course = Iterator[datetime]


def unfold(courses: list[Course], until: datetime) -> list[Course]:
    """Let all courses go on side by side, whichever is next in time, up to a moment; returns those that are not over."""
    due = [(moment, n) for n, course in enumerate(courses) if (moment := next(course, None))]
    heapify(due)
    while due and due[0][0] < until:
        _, n = heappop(due)
        if moment := next(courses[n], None):
            heappush(due, (moment, n))
    return [chain([moment], courses[n]) for moment, n in sorted(due, key=lambda waiting: waiting[1])]


def finish(city: City, project: Project, plot: Plot) -> Course:
    """Mid-term in the middle, the final evaluation after the last activity, the money after each."""
    last = last_day(city, project, plot)
    middle = project.starts_on + (last - project.starts_on) // 2
    yield from pay(city, project, Trigger.SIGNATURE, middle - timedelta(days=20))
    yield from graded(city, project, Stage.MID, middle, max(70, PANEL[plot.end] - 2))
    yield from pay(city, project, Trigger.MID, middle + timedelta(days=28))
    yield from graded(city, project, Stage.FINAL, last + timedelta(days=3), PANEL[plot.end])
    yield from pay(city, project, Trigger.FINAL, last + timedelta(days=32))


def mid_term(city: City, project: Project, plot: Plot) -> Course:
    if plot.end == "unreported":
        yield clock.at(city.day(-4), 9)
        order(city, project, Stage.MID, city.day(-4))
    elif plot.end == "unscored":
        yield clock.at(city.day(-12), 9)
        evaluation = order(city, project, Stage.MID, city.day(-12))
        yield clock.at(city.day(-7), 16)
        report(city, evaluation, city.day(-7))
        yield clock.at(city.day(-6), 10)
        score(city, evaluation, city.day(-6), 84, leave="evaluator")
    elif plot.end != "running":
        yield from graded(city, project, Stage.MID, max(city.day(-34), ripe(project)), PANEL[plot.end])


def ripe(project: Project) -> date:
    """The first day of a mid-term evaluation: contracts begin on the first of a month, so the days before it vary."""
    return project.starts_on + (project.ends_on - project.starts_on) // 5 + timedelta(days=2)


def graded(city: City, project: Project, stage: Stage, day: date, share: int) -> Course:
    """From the order to the grade, about three weeks."""
    yield clock.at(day, 9)
    evaluation = order(city, project, stage, day)
    yield clock.at(day + timedelta(days=5), 16)
    report(city, evaluation, day + timedelta(days=5))
    yield clock.at(day + timedelta(days=9), 10)
    score(city, evaluation, day + timedelta(days=9), share)
    yield clock.at(day + timedelta(days=20), 15)
    tone = "high" if share >= 88 else "low" if share < 60 else "middle"
    examiner = city.actor("examiner")
    with city.at(clock.at(day + timedelta(days=20), 15)) as session:
        outcomes.grade(
            session, evaluation, by=examiner, conclusion=CONCLUSIONS[tone], demands=DEMANDS if share < 60 else ""
        )


def order(city: City, project: Project, stage: Stage, day: date) -> Evaluation:
    ids = [city.actor(login).user_id for login in EVALUATORS]
    with city.at(clock.at(day, 9, 40)) as session:
        return evaluations.order(session, project, stage, evaluators=ids, by=city.actor("acceptor"))


def report(city: City, evaluation: Evaluation, day: date) -> None:
    project = evaluation.project
    by = spokesman(city, project.organization)
    with city.at(clock.at(day, 16)) as session:
        totals = queries.totals_of(session, [project.id])[project.id]
        done = [(totals.done or {}).get(row["name"], 0) for row in project.outputs]
        evaluations.report(session, evaluation, by=by, progress=PROGRESS[project.id % 2], done=done, spent_fen=totals.cost_fen,
                           problems=PROBLEMS, next_steps=NEXT)  # fmt: skip


def score(city: City, evaluation: Evaluation, day: date, share: int, leave: str = "") -> None:
    """The sheets go out on ``day`` and come back one by one; ``leave`` has not answered yet."""
    with city.at(clock.at(day, 10)) as session:
        lifecycle.move(session, evaluation, "start", by=city.actor("acceptor"))
    tone = "high" if share >= 88 else "low" if share < 60 else "middle"
    with city.at(clock.at(day + timedelta(days=3), 17)) as session:
        for n, sheet in enumerate(sheets_of(session, evaluation)):
            if sheet.assignee.login != leave:
                rows = _rows(evaluation.stage, share + n - 1, tone)
                evaluations.submit(session, sheet, rows, COMMENT[tone], by=acting_as(sheet.assignee))


def _rows(stage: Stage, share: int, tone: str) -> dict[str, dict]:
    reason = REASONS.get(tone, REASONS["plain"])
    return {
        i.code: {"points": i.maximum * max(0, min(100, share + offset)), "reason": reason}
        for i, offset in zip(sheet_for(stage), (0, 2, -2, 1, -1), strict=True)
    }


def pay(city: City, project: Project, trigger: Trigger, day: date) -> Course:
    """Release and pay what is due by now; a part that waits, is paid or is withheld stays as it is."""
    yield clock.at(workdays.add(day, 1), 10)
    stmt = select(Tranche).where(
        Tranche.project_id == project.id, Tranche.trigger == trigger, Tranche.state == TrancheState.DUE
    )
    tranche = city.session.scalars(stmt).one_or_none()
    if tranche is None or day >= city.today:
        return
    with city.at(clock.at(workdays.add(day, 1), 10)) as session:
        lifecycle.move(session, tranche, "release", by=city.actor("examiner"))
    yield clock.at(workdays.add(day, 2), 15)
    with city.at(clock.at(workdays.add(day, 2), 15)) as session:
        lifecycle.move(session, tranche, "pay", by=city.actor("finance"))
