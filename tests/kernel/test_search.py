"""The index: what is found, the same on both engines, kept with every change and equal to one written anew."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from portal.domain.organizations.models import Organization
from portal.kernel import search
from portal.kernel.engine import writing
from portal.kernel.search import SearchEntry
from portal.kernel.search_words import Query, excerpt, marked, tokens
from portal.workflows.search import KINDS
from tests.blueprints.test_home import organization

TITLE = "银杏树下社区服务中心"
COLUMNS = (SearchEntry.subject_type, SearchEntry.subject_id, SearchEntry.title, SearchEntry.number, SearchEntry.heading,
           SearchEntry.body, SearchEntry.tokens)  # fmt: skip


def entries(session) -> set[tuple]:
    return {tuple(row) for row in session.execute(select(*COLUMNS))}


def found(session, typed: str) -> list[str]:
    stmt = select(SearchEntry.title).where(search.matches(session, Query(typed))).order_by(SearchEntry.title)
    return list(session.scalars(stmt))


@pytest.fixture
def city(session):
    for name, code in (
        (TITLE, "52320114MJ0000001A"), ("青石巷Café儿童发展中心", "52320114MJ0000002B"), ("老年大学之友", None), ("中心路养老驿站", None),
    ):  # fmt: skip
        organization(session, name, uscc=code)
    return session


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("银杏", [TITLE]), ("树下社区", [TITLE]), ("社区树下", []), ("杏", [TITLE]), ("中心", None), ("下 银杏", [TITLE]),
        ("yxsx", [TITLE]), ("sqfw", [TITLE]), ("YINXINGSHU", [TITLE]), ("shequfuwu", [TITLE]), ("xsy", []),
        ("cafe", ["青石巷Café儿童发展中心"]), ("ＣＡＦＥ 儿童", ["青石巷Café儿童发展中心"]), ("52320114mj0000002", ["青石巷Café儿童发展中心"]),
        ("老年", ["老年大学之友"]), ("养老", ["中心路养老驿站"]), ("之友", ["老年大学之友"]), ("友", ["老年大学之友"]),
        ("银杏 老年", []), ("NOT 银杏", []), ("银杏 OR", []), ('"银杏', [TITLE]), ("银杏*", [TITLE]), ("银杏&", [TITLE]),
    ],
)  # fmt: skip
def test_both_engines_find_the_same(city, typed, expected):
    assert found(city, typed) == (sorted([TITLE, "青石巷Café儿童发展中心", "中心路养老驿站"]) if expected is None else expected)


@given(st.text(max_size=30))
def test_a_query_is_never_more_than_letters_and_digits_to_an_engine(typed):
    query = Query(typed)
    assert set(query.for_sqlite()) <= set('abcdefghijklmnopqrstuvwxyz0123456789" *AND')
    assert set(query.for_postgresql()) <= set("abcdefghijklmnopqrstuvwxyz0123456789 <->&:*()")
    assert tokens(typed).isascii()


@given(st.text(alphabet="银杏树下社区ab1 ，", max_size=20), st.text(alphabet="银杏树下社区ab1 ，", max_size=6))
def test_marks_lose_nothing_and_stand_where_the_text_was_found(title, typed):
    query = Query(typed)
    pieces = marked(title, query)
    assert "".join(piece for piece, _hit in pieces) == title
    if query.finds(title):
        assert any(hit for _piece, hit in pieces)


def test_a_name_is_marked_by_sound_too():
    assert marked(TITLE, Query("sqfw"), by_sound=True) == [("银杏树下", False), ("社区服务", True), ("中心", False)]
    assert marked(TITLE, Query("shequfu"), by_sound=True) == [("银杏树下", False), ("社区服", True), ("务中心", False)]


def test_an_excerpt_shows_the_place_where_it_was_found():
    line = excerpt("前" * 200 + "银杏树" + "后" * 200, Query("银杏"))
    assert [piece for piece in line if piece[1]] == [("银杏", True)]
    assert line[0][0].startswith("…前")
    assert line[-1][0].endswith("后…")
    assert excerpt("没有", Query("银杏")) == []


def test_what_sounds_the_same_is_proposed():
    assert Query("银幸").by_sound() == Query("yinxing")
    assert Query("yinxing").by_sound() is None


def test_one_letter_asks_too_little_and_one_chinese_character_enough():
    assert [Query(typed).asks_enough for typed in ("", "a", "1", "a 1", "%", "银", "ab")] == [
        False, False, False, False, False, True, True,
    ]  # fmt: skip


def test_an_entry_follows_its_record(session):
    row = organization(session, TITLE)
    with writing(session):
        session.get(Organization, row.id).name = "梧桐树下社区服务中心"
    assert (found(session, "银杏"), found(session, "梧桐")) == ([], ["梧桐树下社区服务中心"])
    with writing(session):
        session.delete(session.get(Organization, row.id))
    assert found(session, "梧桐") == []


def renamed(session, organization_id: int) -> None:
    """To a name that another has: refused with the flush, after the new name of the first was noticed."""
    session.get(Organization, organization_id).name = "梧桐"
    session.flush()
    organization(session, "梧桐")


def test_what_was_rolled_back_leaves_no_entry(session):
    row = organization(session, TITLE)
    with pytest.raises(IntegrityError), writing(session):
        renamed(session, row.id)
    session.commit()
    assert found(session, "银杏") == [TITLE]


def test_the_kept_index_is_the_one_written_anew(demo_city, session):
    kept = entries(session)
    assert {row[0] for row in kept} == set(KINDS)
    search.rebuild(session)
    assert entries(session) == kept
    session.execute(text("DELETE FROM search_entries"))
    session.commit()
    assert search.rebuild(session) == len(kept)
    assert entries(session) == kept


def test_a_rebuild_takes_away_what_has_no_record(session):
    session.add(SearchEntry(subject_type="organizations", subject_id=10**6, title="影子", number="", heading="", body="", tokens=tokens("影子")))
    session.commit()
    assert found(session, "影子") == ["影子"]
    search.rebuild(session)
    assert found(session, "影子") == []
