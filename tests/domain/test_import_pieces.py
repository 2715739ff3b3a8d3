"""Written in pieces: whatever breaks off, at any moment, the end is that of a run that was never interrupted. And any cell."""

from __future__ import annotations

from threading import Thread
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.domain.imports import operations, queries
from portal.domain.imports.models import Import, ImportRow, ImportState, Result
from portal.domain.organizations import imported
from portal.domain.organizations.models import Organization
from portal.extensions import db
from portal.kernel import columns, engine, people
from portal.kernel.columns import Line
from portal.kernel.journal import JournalEntry
from portal.kernel.outbox import OutboxMessage
from portal.workflows import importing
from tests.domain.founding import town  # noqa: F401 - a fixture
from tests.domain.importing import Store, checked, faults, line, mapped, released, rows, table, uploaded

LINES = 11


@pytest.fixture
def store() -> Store:
    return Store()


class Killed(BaseException):
    """The process is gone: nobody catches it."""


@pytest.fixture
def small(monkeypatch):
    """Pieces of three lines, each in a slice of its own."""
    for name, value in (("JUDGED_AT_ONCE", 3), ("WRITTEN_AT_ONCE", 3), ("SLICE", 0)):
        monkeypatch.setattr(importing, name, value)
    importing._left_open.clear()


def killed_at(monkeypatch, turn: int) -> None:
    """The process ends just before its commit number ``turn``."""
    real, turns = engine.Session.commit, iter(range(10_000))

    def commit(self):
        if self.info.get("writing") and next(turns) == turn:
            monkeypatch.setattr(engine.Session, "commit", real)
            raise Killed
        real(self)

    monkeypatch.setattr(engine.Session, "commit", commit)


def state_of_all(session) -> dict:
    """What the register holds of the tables of this test, whatever the ids."""
    return {
        "organizations": sorted(session.execute(select(Organization.name, Organization.uscc, Organization.address, Organization.version))),
        "journal": session.scalar(select(func.count()).where(JournalEntry.action == "import", JournalEntry.subject_type == "organizations")),
        "rows": sorted(session.execute(select(ImportRow.number, ImportRow.outcome, ImportRow.result))),
    }


def expected_end() -> list[tuple[int, Result]]:
    return [(n + 2, Result.WRITTEN) for n in range(LINES)]


@pytest.mark.parametrize("turn", range(5))
def test_a_check_that_is_killed_at_any_piece_goes_on_where_it_stood(town, store, small, monkeypatch, turn):
    job = mapped(town, store, uploaded(town, store, table(*(line(n) for n in range(LINES)))))
    killed_at(monkeypatch, turn)
    for _ in range(20):
        try:
            importing.check_slice(town.session, store, job.id)
        except Killed:
            importing._left_open.clear()  # with the process
            town.session.rollback()
    assert (job.state, job.counts, job.lines) == (ImportState.CHECKED, {"new": LINES, "warned": 0}, LINES)
    assert [row.number for row in rows(town, job)] == list(range(2, LINES + 2))


@pytest.mark.parametrize("turn", range(5))
def test_a_writing_that_is_killed_at_any_piece_goes_on_where_it_stood(town, store, small, monkeypatch, turn):
    job = mapped(town, store, uploaded(town, store, table(*(line(n) for n in range(LINES)))))
    while job.state is ImportState.CHECKING:
        importing.check_slice(town.session, store, job.id)
    released(town, job)
    killed_at(monkeypatch, turn)
    for _ in range(20):
        try:
            importing.write_slice(town.session, job.id)
        except Killed:
            town.session.rollback()
    assert (job.state, job.written, job.refused) == (ImportState.DONE, LINES, 0)
    assert [(row.number, row.result) for row in rows(town, job)] == expected_end()
    assert state_of_all(town.session)["journal"] == LINES


def test_two_workers_at_one_import_write_no_line_twice(real_app, monkeypatch):
    """Each takes the next piece under the lock of the import; here they take turns as they come."""
    for name, value in (("WRITTEN_AT_ONCE", 3), ("SLICE", 0)):
        monkeypatch.setattr(importing, name, value)
    store = Store()
    with real_app.app_context():
        session = db.session()
        here = SimpleNamespace(session=session, **{n: people.actor_for(session, n) for n in ("acceptor", "examiner")})
        with engine.writing(session):
            job = uploaded(here, store, table(*(line(n) for n in range(LINES))))
        with engine.writing(session):
            book, format_ = importing.opened(store, job), importing.place_of(session, job).columns
            seen = importing.look(book, format_)
            operations.say_columns(session, job, by=here.acceptor, sheet=0, heading_row=1, headings=seen.headings, found=seen.found,
                                   overwrite=(), expected=0)  # fmt: skip
        importing.check_slice(session, store, job.id)
        for verb, by in ((operations.propose, here.acceptor), (operations.release, here.examiner)):
            with engine.writing(session):
                verb(session, job, by=by)
        key = job.id

    def work():
        with real_app.app_context():
            for _ in range(LINES):
                importing.write_slice(db.session(), key)
            db.session.remove()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with real_app.app_context():
        job = db.session.get_one(Import, key)
        assert (job.state, job.written) == (ImportState.DONE, LINES)
        assert db.session.scalar(select(func.count(Organization.id))) == LINES
        assert db.session.scalar(select(func.count()).where(OutboxMessage.kind == "write-import")) == 1 + 4  # the first and one after each piece


def test_a_piece_that_does_not_go_in_whole_goes_in_line_by_line(town, store, monkeypatch):
    job = released(town, checked(town, store, table(*(line(n) for n in range(4)))))
    real = imported._entered

    def without_purpose(line_):
        made = real(line_)
        if line_.number == 3:
            made.purpose = None
        return made

    monkeypatch.setattr(imported, "_entered", without_purpose)
    importing.write_slice(town.session, job.id)
    importing.write_slice(town.session, job.id)
    assert (job.state, job.written, job.refused) == (ImportState.DONE, 3, 1)
    assert [row.result for row in rows(town, job)] == [Result.WRITTEN, Result.REFUSED, Result.WRITTEN, Result.WRITTEN]
    assert faults(town, job) == [(3, "", True, "没有写进去：和别的记录冲突，请核对这一行。")]
    assert queries.in_trouble(town.session, job) is False


def test_a_table_that_is_too_long_says_so(town, store, monkeypatch):
    monkeypatch.setattr(importing, "MOST_ROWS", 5)
    job = checked(town, store, table(*(line(n) for n in range(6))))
    assert job.state is ImportState.UNREADABLE


ANY_CELL = st.one_of(
    st.text(max_size=30), st.integers().map(str), st.floats().map(str), st.dates().map(str),
    st.sampled_from(["基金会", "文化", "320114", "2020年5月15日", "3万元", "11010519491231002X", "52320114MJ00000011", "025-1", "=1+1", "'"]),
)  # fmt: skip


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(texts=st.dictionaries(st.sampled_from([c.key for c in imported.columns_of(imported.Places({}, {}, ()))]), ANY_CELL))
def test_whatever_cells_hold_a_line_is_judged_and_each_fault_names_its_column(town, texts):
    format_ = imported.columns_of(imported.places_of(town.session, "/32/3201/320114/"))
    judged = Line(7, texts)
    imported.judge(town.session, format_, [judged], {c.key for c in format_}, "/32/3201/320114/")
    keys = {column.key for column in format_}
    assert all(fault.column in keys | {""} and str(fault.sentence) for fault in judged.faults)
    assert judged.wrong or set(judged.values) >= {c.key for c in format_ if c.needed}
    for fault in judged.faults:
        assert columns.Fault.unpacked(fault.packed()) == fault


@given(st.lists(st.text(max_size=10), max_size=8))
def test_whatever_headings_say_each_is_one_column_at_most(headings):
    found = columns.guess(imported.columns_of(imported.Places({}, {}, ())), headings)
    assert len(set(found.values())) == len(found)
    assert all(0 <= index < len(headings) for index in found.values())


@pytest.mark.parametrize(("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_called_as_in_a_spreadsheet(index, name):
    assert columns.letter(index) == name
