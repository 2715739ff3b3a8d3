"""Contracts, activities, evaluations and money, told in the order of the days: numbers and the journal follow them."""

from __future__ import annotations

from seeds.chapters import evaluation, funds, projects
from seeds.world import City


def tell(city: City) -> None:
    places = projects.communities(city)
    funds.begin(city, "finished")
    finished = projects.plots(city)
    projects.deliver(city, finished, places)
    courses = [evaluation.finish(city, project, plot) for project, plot in finished]
    courses = evaluation.unfold(courses, funds.begins(city, "running"))
    funds.begin(city, "running")
    running = [(project, plot) for project, plot in projects.plots(city) if not projects.is_finished(plot)]
    projects.deliver(city, running, places)
    projects.leave_open(city)
    evaluation.unfold([*courses, *(evaluation.mid_term(city, project, plot) for project, plot in running)], city.now)
    funds.leave_waiting(city)
