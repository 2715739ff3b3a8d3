"""Offices in motion: one on leave whose work a colleague does, one that waits for its confirmation, one to confirm again.
And what administrators do together besides: an erasure of what has passed its period."""

from __future__ import annotations

from portal.domain.appointments import delegations, operations
from portal.domain.retention import lifecycles as retention
from portal.kernel.people import User, appointments_of
from portal.kernel.roles import Role
from seeds.people import DISTRICT
from seeds.world import City


def tell(city: City) -> None:
    _a_year_ago(city)
    _on_leave(city)
    _to_be_confirmed(city)
    _to_be_erased(city)


def _a_year_ago(city: City) -> None:
    """Its year is nearly over: the last tick of the city calls it up, and the administrators have it in their inbox."""
    with city.at(-350):
        city.newcomer("grid2", "辛望楼")
        operations.propose(city.session, by=city.actor("admin"), login="grid2", role=Role.GRID_WORKER,
                           place=city.communities()[-1], title="网格员", basis="街道聘用网格员的决定")  # fmt: skip


def _on_leave(city: City) -> None:
    with city.at(-12):
        operations.propose(city.session, by=city.actor("admin"), login="acceptor2", role=Role.ACCEPTOR, place=DISTRICT,
                           title="区民政局 · 受理", basis="区民政局人事科调配决定")  # fmt: skip
    city.forget_actors()
    _hand_on(city, "acceptor", "examiner", -9, -6, "参加培训")
    _hand_on(city, "acceptor2", "acceptor", -2, 12, "年休假")


def _hand_on(city: City, login: str, colleague: str, first: int, last: int, reason: str) -> None:
    with city.at(first) as session:
        giver = city.actor(login)
        delegate = session.query(User).filter_by(login=colleague).one()
        office = appointments_of(session, giver.user_id or 0)[0]
        delegations.give(session, office, by=giver, delegate=delegate.public_id, starts_on=city.day(first),
                         ends_on=city.day(last), reason=reason)  # fmt: skip


def _to_be_confirmed(city: City) -> None:
    with city.at(-1):
        city.newcomer("supervisor2", "辛慎行")
        operations.propose(city.session, by=city.actor("admin"), login="supervisor2", role=Role.SUPERVISOR, place=DISTRICT,
                           title="区审计局 · 监督", basis="区审计局关于增派监督人员的函")  # fmt: skip


def _to_be_erased(city: City) -> None:
    with city.at(-1, 11):
        retention.propose(city.session, by=city.actor("admin"))
