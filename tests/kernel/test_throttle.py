"""Whoever guesses waits longer and longer; nobody else waits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import throttle

pytestmark = pytest.mark.usefixtures("devices_travel_too")

ACCOUNT, DEVICE = ("account", "someone"), ("device", "a mark")


def test_a_few_failures_are_free_and_each_more_doubles_the_pause():
    assert [throttle.pause("account", n).total_seconds() for n in (0, 4, 5, 6, 7, 14, 15, 1000)] == [0, 0, 1, 2, 4, 512, 900, 900]
    assert throttle.pause("network", 39) == timedelta()
    assert throttle.pause("network", 40) == timedelta(seconds=1)


def test_the_wait_ends_and_the_count_is_forgotten_after_an_hour(session, frozen_time):
    for _ in range(8):
        throttle.failed(session, ACCOUNT)
    assert throttle.must_wait(session, ACCOUNT)
    frozen_time.forward(seconds=8)
    assert not throttle.must_wait(session, ACCOUNT)
    throttle.failed(session, ACCOUNT)
    assert throttle.must_wait(session, ACCOUNT), "the ninth counts on"
    frozen_time.forward(minutes=61)
    throttle.failed(session, ACCOUNT)
    assert not throttle.must_wait(session, ACCOUNT), "the first of a new hour"


def test_one_key_slows_down_no_other(session, frozen_time):
    for _ in range(20):
        throttle.failed(session, ACCOUNT)
    assert not throttle.must_wait(session, DEVICE)
    assert throttle.must_wait(session, DEVICE, ACCOUNT)


def test_a_success_and_the_sweep_take_counts_away(session, frozen_time):
    for key in (ACCOUNT, DEVICE):
        throttle.failed(session, key)
    throttle.forget(session, ACCOUNT)
    assert session.query(throttle.Attempts.kind).all() == [("device",)]
    frozen_time.forward(hours=3)
    throttle.sweep(session)
    assert session.query(throttle.Attempts).count() == 0


@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2ff::9", "2001:db8:1:200::/56"), ("", ""), ("unix", "unix")],
)
def test_neighbours_count_together(address, network):
    assert throttle.network_of(address) == ("network", network)
