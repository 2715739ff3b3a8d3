"""Units of work: explicit, fair, all or nothing."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select

from portal.extensions import db
from portal.kernel.engine import FairLock, writing
from portal.kernel.people import Department


def test_units_of_work_do_not_nest(session):
    with writing(session), pytest.raises(RuntimeError, match="do not nest"), writing(session):
        pass


def test_rows_changed_before_the_unit_are_refused(session):
    session.add(Department(name="早到局", region_path="/"))
    with pytest.raises(RuntimeError, match="before the unit of work began"), writing(session):
        pass
    session.rollback()


def test_an_error_leaves_nothing_behind(session):
    with pytest.raises(ValueError, match="halfway"), writing(session):  # noqa: PT012 - the unit is what is tested
        session.add(Department(name="半途局", region_path="/"))
        session.flush()
        raise ValueError("halfway")
    assert session.scalar(select(func.count()).where(Department.name == "半途局")) == 0


def test_waiters_are_served_in_the_order_of_their_arrival():
    lock, served, started = FairLock(), [], []

    def wait(number):
        started[number].set()
        with lock:
            served.append(number)

    threads = []
    with lock:
        for number in range(8):
            started.append(threading.Event())
            threads.append(threading.Thread(target=wait, args=(number,)))
            threads[-1].start()
            started[number].wait()
            while len(lock._waiting) <= number:
                pass
    for thread in threads:
        thread.join()
    assert served == list(range(8))


def test_many_writers_lose_no_update(real_app):
    with real_app.app_context(), writing(db.session):
        db.session.add(Department(name="计数局0", region_path="/9/"))

    def count_up():
        for _ in range(5):
            with real_app.app_context(), writing(db.session) as session:
                row = session.scalars(select(Department).where(Department.region_path == "/9/").with_for_update()).one()
                row.name = f"计数局{int(row.name[3:]) + 1}"

    threads = [threading.Thread(target=count_up) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with real_app.app_context():
        assert db.session.scalar(select(Department.name).where(Department.region_path == "/9/")) == "计数局30"
