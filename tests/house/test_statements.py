"""A list asks the database as often for thirty rows as for one; no list and no record asks more than fifteen times."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from flask import url_for
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from portal.blueprints.words import PAGES
from portal.kernel.base import Base

AT_MOST = 15
LISTS = [
    (None, "/"), (None, "/calls"), (None, "/organizations"), (None, "/needs"), (None, "/guidelines"), (None, "/projects"),
    (None, "/awards"), (None, "/qualified"), (None, "/catalogue/transfer"), (None, "/catalogue/services"),
    (None, "/incubators"), ("examiner", "/desk"), ("ngo", "/desk"), ("ngo", "/proposals"), ("acceptor", "/filings/"),
    ("acceptor", "/registrations/"), ("acceptor", "/contracts"), ("finance", "/payments"), ("finance", "/ledger"),
    ("expert1", "/reviews"), ("acceptor", "/experts"), ("incubator", "/tenancies"), ("supervisor", "/journal/"),
    ("ngo", "/notices"), ("acceptor", "/evaluations"), ("acceptor", "/panels"),
]  # fmt: skip


#: Lists that are short by nature and shown whole: nothing cuts them.
WHOLE = ("/catalogue/services", "/incubators", "/reviews")
#: Read at most once for a page, when a row has something to be counted in working days or by a period.
ONCE = ("calendar_days", "policy_settings")

EVERYBODY = ("ngo", "acceptor", "examiner", "approver", "finance", "expert1", "incubator", "evaluator", None)
RECORDS_OF_A_KIND = 4  # the newest, as far as the person may read them


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("login", EVERYBODY)
def test_no_record_asks_more_than_fifteen_times(demo_city, app, session, client, statements, login):
    if login:
        client.login(login)
    greedy, seen = [], 0
    for table, endpoint in sorted(PAGES.items()):
        newest = select(Base.metadata.tables[table].c.public_id).order_by(Base.metadata.tables[table].c.id.desc())
        for public_id in session.scalars(newest.limit(RECORDS_OF_A_KIND)).all():
            with app.test_request_context():
                address = url_for(endpoint, public_id=public_id)
            with statements() as executed:
                answer = client.get(address, taste=False)
            seen += answer.status_code == 200
            if len(executed) > AT_MOST:
                greedy.append((address, len(executed)))
    assert seen > 10
    assert greedy == []


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("login", "address"), LISTS)
def test_a_list_asks_as_often_for_one_row_as_for_thirty(demo_city, client, statements, login, address):
    if login:
        client.login(login)
    client.page(address)
    counted, repeated, size = {}, {}, {}
    for rows in (1, 30):
        with _at_most(rows + 1), statements() as executed:
            size[rows] = len(client.page(address).response.data)
        counted[rows] = len(executed)
        repeated[rows] = sum(not any(table in statement for table in ONCE) for statement in executed)
    assert size[30] > size[1] or address in WHOLE, "the page with thirty rows shows no more than the one with one"
    assert counted[30] <= AT_MOST, counted
    assert repeated[30] == repeated[1], repeated


@contextmanager
def _at_most(rows: int):
    """Every SELECT with a limit, those built beforehand too, answers with so many rows at most: a page of that many and
    one to look ahead."""

    def bounded(state) -> None:
        limit = getattr(state.statement, "_limit_clause", None)
        if limit is not None and getattr(limit, "value", None) != 1:
            state.statement = state.statement.limit(rows)

    event.listen(Session, "do_orm_execute", bounded)
    try:
        yield
    finally:
        event.remove(Session, "do_orm_execute", bounded)
