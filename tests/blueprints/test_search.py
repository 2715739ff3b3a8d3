"""The search page: one field for everything, in groups, by what its reader may read."""

from __future__ import annotations

from functools import partial
from urllib.parse import unquote, urlencode

import pytest
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from portal.domain.calls.models import CallState
from portal.domain.needs.models import Need
from portal.kernel import papers
from portal.kernel.search import SearchEntry, matches
from portal.kernel.search_words import Query
from portal.workflows import search as finder
from tests.blueprints.test_home import call, organization
from tests.domain.tenants import House

HEADINGS = "//main//section//h2/text()"
HITS = "//main//ul[contains(@class, 'hits')]/li//a"


def said(element) -> str:
    return "".join(element.itertext())


def hits(page) -> list[str]:
    return [said(link) for link in page.all(HITS)]


@pytest.mark.parametrize("typed", ["银杏", "yxsx", "YXSX", "yinxing", "52320114MJ", "52320114mj0000001a"])
def test_an_organization_is_found_by_name_sound_and_code(client, session, typed):
    organization(session, "银杏树下社区服务中心", uscc="52320114MJ0000001A")
    assert hits(client.page(f"/search?q={typed}")) == ["银杏树下社区服务中心"]


def test_what_is_found_stands_in_groups_with_counts_and_is_marked(client, session):
    organization(session, "青石巷儿童发展中心")
    call(session, "青石巷片区征集公告", days=5)
    page = client.page("/search?q=青石巷")
    assert page.all(HEADINGS) == ["社会组织", "征集公告"]
    assert page.all("//main//section//span[@class='note']/text()") == ["1 条", "1 条"]
    assert page.all("//main//a/mark/text()") == ["青石巷", "青石巷"]


def test_a_draft_is_found_by_its_officers_alone(client, session):
    call(session, "青石巷的草稿", days=5, state=CallState.DRAFT, published=False, number="草稿1")
    address = "/search?q=青石巷"
    assert "的草稿" not in client.page(address).text
    assert "的草稿" not in client.page(f"{address}&kind=calls").text
    for login, found in (("ngo", []), ("acceptor", ["青石巷的草稿"])):
        client.login(login)
        assert hits(client.page(address)) == found


def test_all_of_one_kind_are_read_page_by_page(client, session):
    for number in range(finder.PAGE + 3):
        organization(session, f"青石巷第{number:02d}中心")
    page = client.page("/search?q=青石巷")
    assert len(hits(page)) == finder.FEW
    assert page.all("//main//section//span[@class='note']/text()") == [f"{finder.PAGE + 3} 条"]
    first = client.page(page.one("//main//section//a[text()='看全部']/@href"))
    second = client.page(first.one("//a[@rel='next']/@href"))
    assert (len(hits(first)), len(hits(second))) == (finder.PAGE, 3)
    assert len({*hits(first), *hits(second)}) == finder.PAGE + 3
    assert hits(client.page(second.one("//a[@rel='prev']/@href"))) == hits(first)


def test_a_cursor_that_was_made_up_means_the_first_page(client, session):
    organization(session, "青石巷儿童发展中心")
    assert hits(client.page("/search?q=青石巷&kind=organizations&cursor=xyz")) == ["青石巷儿童发展中心"]
    assert client.page("/search?q=青石巷&kind=nonsense").all(HEADINGS) == ["社会组织"]


def test_what_is_found_in_the_name_comes_before_what_is_found_in_the_text(client, session):
    organization(session, "助老服务社")
    organization(session, "别的中心")  # its purpose says it too
    assert hits(client.page("/search?q=助老")) == ["助老服务社", "别的中心"]


@pytest.mark.parametrize("typed", ["%", "_", "<script>alert(1)</script>", "'; drop table users; --", "x" * 5000, "", "\x00", '"*'])
def test_hostile_text_is_text(client, session, typed):
    organization(session, "青石巷儿童发展中心")
    assert "青石巷" not in client.page("/search?" + urlencode({"q": typed})).one("//main").xpath("string()")


def test_nothing_found_says_what_can_be_searched_and_what_sounds_the_same(client, session):
    organization(session, "银杏树下社区服务中心")
    page = client.page("/search?q=银幸")
    assert "没有找到“银幸”" in page.text
    assert "可以搜什么" in page.all(HEADINGS)
    assert hits(client.page(page.one("//main//div[@class='empty']//a[text()='按读音找“yinxing”']/@href"))) == ["银杏树下社区服务中心"]
    assert "太短" in client.page("/search?q=x").text


def test_incubators_are_found_and_papers_by_a_part_of_a_public_number(client, session):
    house = House(session)
    issued = partial(papers.issue, session, house.incubator, title="文书", facts={}, series="试", issuer="区民政局", by=house.admin)
    shown = issued(kind="draw_record", public=True).number
    hidden = issued(kind="receipt").number
    session.commit()
    assert "萌芽孵化基地" in hits(client.page("/search?q=萌芽"))
    assert [unquote(a) for a in client.page(f"/search?q={shown[-4:]}").all(f"{HITS}/@href")] == [f"/verify/{shown}"]
    assert client.page(f"/search?q={hidden[-4:]}").all("//main//a[starts-with(@href, '/verify/')]") == []
    assert [said(a) for a in client.page(f"/search?q={hidden}").all("//main//a[starts-with(@href, '/verify/')]")] == [hidden]


def test_guides_and_terms_are_found_in_the_readers_language(client):
    page = client.page("/search?q=回避")
    assert page.all(HEADINGS) == ["办事指南", "名词解释"]
    assert "随机抽取、回避" in page.one("//main//dl").xpath("string()")
    english = client.page("/search?q=recusal&lang=en")
    assert english.all(HEADINGS)[-1] == "Glossary"


def test_the_index_alone_shows_nothing(client, session):
    row = organization(session, "青石巷儿童发展中心")
    session.execute(delete(type(row)).where(type(row).id == row.id))  # beside the portal: the entry stays behind
    session.commit()
    assert session.scalar(select(SearchEntry.id).where(SearchEntry.title == "青石巷儿童发展中心"))
    assert hits(client.page("/search?q=青石巷")) == []


QUERIES = ("养老", "服务", "社区", "yl", "2026", "助餐", "儿童", "A01", "中心 社区", "目录", "雨花", "shequ", "立项")


def test_every_kind_of_the_city_is_found_and_no_page_asks_more_than_fifteen_times(demo_city, client, session, statements):
    kinds = set()
    client.login("acceptor")
    for typed in QUERIES:
        with statements() as executed:
            page = client.page(f"/search?q={typed}")
        assert len(executed) <= 15, typed
        kinds.update(page.all(HEADINGS))
    assert {kind.label for kind in finder.KINDS.values()} <= kinds


def test_both_engines_answer_alike(worlds):
    """The city's whole index, copied from SQLite to PostgreSQL: every query finds the same entries on either."""
    with Session(worlds.kept("sqlite", demo=True).engine) as told:
        rows = [dict(row) for row in told.execute(select(SearchEntry.__table__)).mappings()]
        asked = {*QUERIES, *(typed for row in rows for typed in (row["title"][:2], row["title"][-3:], row["tokens"].split()[-1][1:5]))}
        expected = {typed: found_by(told, typed) for typed in asked}
    with worlds.kept("postgresql", demo=False).engine.connect().execution_options(write=True) as connection:
        with Session(connection) as copied:
            copied.execute(insert(SearchEntry), rows)
            assert {typed: found_by(copied, typed) for typed in asked} == expected
        connection.rollback()
    assert len(asked) > 300
    assert all(expected[typed] for typed in QUERIES)


def found_by(session, typed: str) -> list[int]:
    query = Query(typed)
    stmt = select(SearchEntry.id).where(matches(session, query)).order_by(SearchEntry.id)
    return list(session.scalars(stmt)) if query.asks_enough else []


@pytest.mark.parametrize("login", [None, "ngo", "resident1", "expert1", "committee"])
def test_nobody_finds_what_they_may_not_read(demo_city, client, session, login):
    """Each hit of each query opens for its reader; a rejected need is found by nobody from elsewhere."""
    if login:
        client.login(login)
    rejected = set(session.scalars(select(Need.title).where(~Need.is_public)))
    for typed in QUERIES:
        page = client.page(f"/search?q={typed}")
        for link in page.all(f"{HITS}/@href"):
            assert client.get(link, taste=False).status_code == 200, (typed, link)
        assert not rejected & set(hits(page)) or login == "committee"
