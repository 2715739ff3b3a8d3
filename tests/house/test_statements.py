"""A list asks the database as often for thirty rows as for one, and never more than fifteen times."""

from __future__ import annotations

import pytest
from sqlalchemy import Select

AT_MOST = 15
LISTS = [
    (None, "/"), (None, "/calls"), (None, "/organizations"), (None, "/needs"), (None, "/guidelines"), (None, "/projects"),
    (None, "/awards"), (None, "/qualified"), (None, "/catalogue/transfer"), (None, "/catalogue/services"),
    (None, "/incubators"), ("examiner", "/desk"), ("ngo", "/desk"), ("ngo", "/proposals"), ("acceptor", "/filings/"),
    ("acceptor", "/registrations/"), ("acceptor", "/contracts"), ("finance", "/payments"), ("finance", "/ledger"),
    ("expert1", "/reviews"), ("acceptor", "/experts"), ("incubator", "/tenancies"), ("supervisor", "/journal/"),
    ("ngo", "/notices"), ("acceptor", "/evaluations"), ("acceptor", "/panels"),
]  # fmt: skip


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("login", "address"), LISTS)
def test_a_list_asks_as_often_for_one_row_as_for_thirty(demo_city, client, statements, monkeypatch, login, address):
    if login:
        client.login(login)
    client.page(address)
    counted = {}
    for rows in (1, 30):
        with monkeypatch.context() as patch:
            _at_most(patch, rows + 1)
            with statements() as executed:
                client.page(address)
            counted[rows] = len(executed)
    assert counted[30] <= AT_MOST, counted
    assert counted[30] - counted[1] <= 0, counted


def _at_most(patch, rows: int) -> None:
    """Every SELECT with a limit answers with so many rows at most: one page of that many and one to look ahead."""
    limit = Select.limit

    def bounded(self, amount):
        return limit(self, min(amount, rows) if isinstance(amount, int) and amount > 1 else amount)

    patch.setattr(Select, "limit", bounded)
