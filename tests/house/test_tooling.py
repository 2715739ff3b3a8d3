"""The tests' own house: both engines, nothing left behind, pages looked at."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.cli.catalogues import compile_catalogues
from portal.extensions import db
from portal.kernel import clock
from portal.kernel.engine import writing
from portal.kernel.people import User
from tests.engines import ROOT


def someone(login: str) -> User:
    return User(login=login, name="测试人")


def test_the_session_talks_to_the_engine_that_the_test_is_named_after(session, engine_kind):
    assert session.get_bind().dialect.name == engine_kind


@pytest.mark.parametrize("turn", [1, 2])
def test_what_one_test_commits_the_next_does_not_see(session, turn):
    session.add(someone("leaver"))
    session.commit()
    assert session.scalars(select(User.login).where(User.login == "leaver")).all() == ["leaver"]


def test_a_unit_of_work_of_the_application_is_seen_by_the_test(app, session):
    with app.app_context(), writing(db.session):
        db.session.add(someone("worker"))
    assert session.scalars(select(User.login).where(User.name == "测试人")).all() == ["worker"]


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_a_write_outside_a_unit_of_work_fails_in_tests_too(app, session):
    with app.app_context():
        db.session.add(someone("intruder"))
        with pytest.raises(DBAPIError, match="readonly"):
            db.session.flush()
        db.session.rollback()
    session.add(someone("owner"))
    session.commit()
    assert session.scalars(select(User.login).where(User.name == "测试人")).all() == ["owner"]


def test_a_real_database_keeps_what_was_committed_for_other_connections(real_app):
    with real_app.app_context():
        with writing(db.session):
            db.session.add(someone("stayer"))
        with Session(db.engine) as other:
            assert other.scalars(select(User.login).where(User.name == "测试人")).all() == ["stayer"]


def test_statements_are_counted_without_the_bookkeeping(session, statements):
    with statements() as executed:
        session.execute(text("SELECT 1"))
        session.commit()
        session.execute(text("SELECT 2"))
    assert executed == ["SELECT 1", "SELECT 2"]


def test_frozen_time_stands_where_it_is_put(frozen_time):
    frozen_time("2026-02-14 09:30")
    assert clock.local(clock.now()).isoformat() == "2026-02-14T09:30:00+08:00"
    frozen_time.forward(days=1, hours=2)
    assert clock.local(clock.now()).isoformat() == "2026-02-15T11:30:00+08:00"


def test_catalogues_are_compiled_once_and_again_only_when_they_change(app):
    compile_catalogues(app)
    assert compile_catalogues(app) == 0


SUPERVISED = textwrap.dedent("""
    import signal, sys
    from portal.cli.serve import Part, supervise
    long = (sys.executable, "-c", "import signal; print('up', flush=True); signal.pause()")
    short = (sys.executable, "-c", "raise SystemExit(3)")
    parts = [Part("one", long, signal.SIGTERM), Part("two", {second}, signal.SIGTERM)]
    sys.exit(supervise(parts))
""")


def test_when_one_part_ends_the_supervisor_stops_the_others_and_says_so():
    done = subprocess.run(
        [sys.executable, "-c", SUPERVISED.format(second="short")], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert "The part 'two' ended (3)" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_every_part_and_is_no_failure(number):
    command = [sys.executable, "-c", SUPERVISED.format(second="long")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout is not None
        assert [supervisor.stdout.readline() for _ in range(2)] == ["up\n", "up\n"]
        os.kill(supervisor.pid, number)
        assert supervisor.wait(30) == 0
