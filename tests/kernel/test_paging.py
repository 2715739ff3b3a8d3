"""Pages begin after a row: nothing is shown twice, nothing is left out, whatever the order."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.kernel.paging import paginate
from portal.kernel.people import Department


@pytest.fixture
def departments(session):
    session.add_all([Department(name=f"第{n:02d}局", region_path=f"/{n % 3}/") for n in range(23)])
    session.commit()


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("size", [1, 5, 23, 50])
def test_walking_forwards_meets_every_row_once_and_walking_back_returns(session, departments, size, descending):
    keys = (Department.region_path, Department.id)

    def at(cursor):
        return paginate(session, select(Department), keys=keys, cursor=cursor, size=size, descending=descending)

    pages = [at(None)]
    while pages[-1].next_cursor:
        pages.append(at(pages[-1].next_cursor))
    seen = [d.id for p in pages for d in p.items]
    expected = sorted(session.scalars(select(Department)), key=lambda d: (d.region_path, d.id), reverse=descending)
    assert seen == [d.id for d in expected]
    back = pages[-1]
    for earlier in reversed(pages[:-1]):
        back = at(back.prev_cursor)
        assert [d.id for d in back.items] == [d.id for d in earlier.items]
    assert back.prev_cursor is None


@pytest.mark.parametrize("cursor", ["nonsense", "W10", "WzEsMl0", "....", "eyJhIjoxfQ"])
def test_a_cursor_that_was_tampered_with_gives_the_first_page(session, departments, cursor):
    page = paginate(session, select(Department), keys=(Department.id,), cursor=cursor, size=3)
    assert len(page.items) == 3
    assert page.prev_cursor is None
