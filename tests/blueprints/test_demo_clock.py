"""The clock of the demo city: moved on by whoever plays it, step by step."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.domain.calls.models import Call, CallState
from portal.kernel import clock, journal
from portal.kernel.deployment import Deployment
from portal.kernel.words import Invalid
from portal.workflows import demo_clock


def moved(client, to, status=200):
    return client.submit("/demo/clock", "", status=status, moment=f"{clock.local(to):%Y-%m-%dT%H:%M}")


def test_on_the_way_every_step_is_taken_at_its_own_moment(demo_city, client, session):
    call = session.query(Call).filter_by(state=CallState.PUBLISHED).order_by(Call.deadline_at).first()
    deadline, before = call.deadline_at, clock.now()
    page = moved(client, deadline + timedelta(days=2))
    assert "时钟已经拨好" in page.text
    assert timedelta(0) <= clock.now() - (deadline + timedelta(days=2)) < timedelta(seconds=90)
    assert call.state is CallState.CLOSED
    closed = next(entry for entry in journal.of(session, call) if entry.action == "close")
    assert timedelta(0) <= closed.at - deadline < timedelta(seconds=60)
    offset = timedelta(seconds=session.get_one(Deployment, 1).clock_offset_seconds)
    assert offset > deadline - before


@pytest.mark.parametrize(("ahead", "sentence"), [({"hours": -1}, "只能往前拨"), ({"days": 401}, "一次最多拨 400 天")])
def test_time_does_not_run_backwards_and_not_out_of_sight(demo_city, client, session, ahead, sentence):
    before = session.get_one(Deployment, 1).clock_offset_seconds
    assert sentence in moved(client, clock.now() + timedelta(**ahead), status=422).text
    assert session.get_one(Deployment, 1).clock_offset_seconds == before


def test_a_moment_that_is_none_keeps_what_was_typed(demo_city, client):
    page = client.submit("/demo/clock", "", status=422, moment="someday")
    assert "没看懂这个时间" in page.text
    assert page.form("")["moment"] == "someday"


def test_a_link_proposes_the_minute_after_what_is_coming(demo_city, client):
    page = client.page("/demo/clock")
    link = page.all('//table//a[contains(@href, "/demo/clock?to=")]')[0].get("href")
    assert client.page(link).form("")["moment"] == link.partition("to=")[2].replace("%3A", ":")
    assert client.page("/demo/clock?to=never").form("")["moment"].endswith("T09:00")


def test_a_real_installation_has_no_such_page(client):
    assert client.get("/demo/clock").status_code == 404


def test_another_process_follows_when_the_bell_was_rung(demo_city, app, client, session):
    client.page("/demo/clock")
    session.get_one(Deployment, 1).clock_offset_seconds += 86_400
    session.commit()
    before = clock.now()
    client.page("/demo/clock")
    assert clock.now() - before < timedelta(hours=1)
    moved(client, clock.now() + timedelta(days=3))
    assert timedelta(days=2) < clock.now() - before < timedelta(days=4)


def test_the_furthest_is_said_in_days(session):
    with pytest.raises(Invalid, match="只能往前拨"):
        demo_clock.move_on(session, clock.now())
