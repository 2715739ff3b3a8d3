"""Whatever was given and handed on: a person acts from exactly what their appointments and delegations of the moment allow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.kernel import clock, people
from portal.kernel.offices import HOLDING, Appointment, AppointmentState, Delegation, DelegationState
from portal.kernel.permissions import PERSONAL
from portal.kernel.roles import ROLES, STAND_INS, Role
from seeds.people import DISTRICT, STREET
from tests.domain.offices import newcomer

LOGINS = ("one", "two", "three")
UNITS = (DISTRICT, STREET)
OFFICES = (Role.ACCEPTOR, Role.EXAMINER, Role.STREET_OFFICER, Role.SUPERVISOR)
DAYS = st.integers(0, 12)
START = clock.at(clock.local(clock.now()).date())

appointments = st.lists(
    st.tuples(st.sampled_from(LOGINS), st.sampled_from(OFFICES), st.sampled_from(UNITS), DAYS, st.none() | st.integers(1, 8),
              st.sampled_from(AppointmentState)),
    min_size=1, max_size=6,
)  # fmt: skip
delegations = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(LOGINS), DAYS, st.integers(1, 6), st.sampled_from(DelegationState)), max_size=6
)


def at(day: int):
    return START + timedelta(days=day)


@pytest.mark.parametrize("engine_kind", ["sqlite", "postgresql"], indirect=True)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=appointments, handed=delegations, day=DAYS, second=st.sampled_from((-1, 0, 1)))
def test_a_person_acts_from_what_the_day_allows_and_from_nothing_else(session, held, handed, day, second):
    with session.begin_nested() as undone:
        users = {login: newcomer(session, login) for login in LOGINS}
        offices = [_office(session, users, *one) for one in held]
        given = [d for one in handed if (d := _delegation(session, users, offices, *one))]
        session.flush()
        with clock.travel(at(day) + timedelta(seconds=second)):
            for user in users.values():
                _, posts = people.open_account_and_posts(session, user.public_id)
                seen = {(post.id, post.for_id, people.acting_as(user, post).permissions) for post in posts}
                assert seen == expected(user, offices, given, clock.now())
        undone.rollback()


def _office(session, users, login, role, unit, first, days, state):
    ends = at(first + days) if days else at(first + 20) if state is AppointmentState.ENDED else None
    row = Appointment(user=users[login], role=role, region_path=unit, title=role.label, starts_at=at(first), ends_at=ends, state=state)
    session.add(row)
    session.flush()
    return row


def _delegation(session, users, offices, which, login, first, days, state):
    office = offices[which % len(offices)]
    if office.user_id == users[login].id:
        return None
    row = Delegation(appointment=office, delegator_id=office.user_id, delegate_id=users[login].id, state=state,
                     starts_at=at(first), ends_at=at(first + days), reason="休假")  # fmt: skip
    session.add(row)
    return row


def holds(office, now):
    return office.state in HOLDING and office.starts_at <= now and (office.ends_at is None or now < office.ends_at)


def expected(user, offices, given, now):
    """The rules again, one after the other, without SQL."""
    live = [d for d in given if d.state is DelegationState.GIVEN and d.starts_at <= now < d.ends_at and holds(d.appointment, now)]
    own = [office for office in offices if office.user_id == user.id and holds(office, now)]
    result = set()
    for office in own:
        held = ROLES[office.role][1]
        if any(d.appointment is office for d in live):
            held = frozenset(p for p in held if p in PERSONAL or p.value.split(":")[1].startswith("read"))
        result.add((office.id, None, held))
    for d in live:
        office = d.appointment
        colleague = any(o.role in STAND_INS.get(office.role, ()) and o.region_path == office.region_path for o in own)
        if d.delegate_id == user.id and colleague:
            result.add((office.id, office.user_id, ROLES[office.role][1] - PERSONAL))
    return result
