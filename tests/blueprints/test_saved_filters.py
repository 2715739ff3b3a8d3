"""A filter under a name: above its list, on the desk, for its owner alone."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from portal.blueprints import tables
from portal.kernel import saved_filters
from portal.kernel.people import User, actor_for
from portal.kernel.saved_filters import MOST, SavedFilter
from portal.kernel.words import Refused

LIST = "/payments/?state=released"


def new(query: str = "state=released", of: str = "payments.index") -> str:
    return f"/saved-filters/new?of={of}&{query}"


def kept(session) -> list[tuple[str, str, str]]:
    return [(f.page, f.name, f.query) for f in session.scalars(select(SavedFilter).order_by(SavedFilter.id))]


def test_a_filter_is_saved_found_again_renamed_and_deleted(client, session):
    client.login("finance")
    save = client.page(LIST).one("//a[text()='保存这个筛选']/@href")
    answer = client.post(save, data={**client.page(save).form(), "name": "等我拨的"})
    assert (answer.status_code, answer.location) == (302, "/payments/?state=released")
    assert kept(session) == [("payments.index", "等我拨的", "state=released")]
    page = client.page(LIST)
    assert page.one("//p[contains(@class, 'saved')]/a[@aria-current]").text == "等我拨的"
    assert page.all("//a[text()='保存这个筛选']") == []
    assert client.page("/desk").one("//nav[@class='side']//a[@href='/payments/?state=released']//text()") == "等我拨的"
    link = client.page("/saved-filters").one("//td//a[contains(., '改名')]/@href")
    assert client.post(link, data={**client.page(link).form(), "name": " 该拨的\t钱 "}).status_code == 302
    assert [name for _page, name, _query in kept(session)] == ["该拨的 钱"]
    drop = f"{link}/drop"
    assert client.post(drop, data={"csrf_token": client.page("/saved-filters").form(drop)["csrf_token"]}).status_code == 302
    assert kept(session) == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [("state=nonsense", "不是这张表的筛选"), ("amount=1", "不是这张表的筛选"), ("q=" + "长" * 61, "不是这张表的筛选"), ("state=", "还没有筛选条件"),
     ("cursor=xyz", "还没有筛选条件")],
)  # fmt: skip
def test_what_the_form_above_the_list_would_not_send_is_not_kept(client, query, sentence):
    client.login("finance")
    answer = client.get(new(query))
    assert (answer.status_code, answer.location) == (302, "/payments/")
    assert sentence in client.page("/payments").text


@pytest.mark.parametrize("of", ["payments.show", "nothing", "", "desk.index", "journal.index", "static"])
def test_only_lists_that_the_person_may_open_have_filters(client, of):
    client.login("finance")
    assert client.get(new(of=of), taste=False).status_code == 404


def test_names_and_filters_are_kept_once_and_twenty_in_all(session):
    by = actor_for(session, "finance")

    def save(name, query, page="payments.index"):
        return saved_filters.save(session, page, name, query, by=by)

    first = save("甲", "state=a")
    for name, query, sentence in (
        ("甲", "state=b", "已经有一个叫“甲”的"), ("乙", "state=a", "已经保存过，叫“甲”"), (" \n", "state=c", "起个名字"), ("长" * 31, "state=c", "最多 30 个字"),
        ("丙", "q=" + "x" * 500, "太长"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=sentence):
            save(name, query)
    save("甲", "state=a", page="awards.index")
    second = save("乙", "state=b")
    with pytest.raises(Refused, match="已经有一个叫“甲”的"):
        saved_filters.rename(session, second, "甲", by=by)
    saved_filters.rename(session, first, "甲", by=by)
    for n in range(MOST - 3):
        save(f"第{n}个", f"q={n}")
    with pytest.raises(Refused, match="最多保存 20 个"):
        save("多的", "q=much")


def test_a_refusal_loses_nothing_that_was_typed(client, session):
    client.login("finance")
    saved_filters.save(session, "payments.index", "甲", "state=paid", by=actor_for(session, "finance"))
    session.commit()
    answer = client.post(new(), data={**client.page(new()).form(), "name": "甲"})
    assert answer.status_code == 422
    assert client.last.one("//input[@name='name']/@value") == "甲"
    assert "已经有一个叫“甲”的" in client.last.text


def test_nobody_else_sees_or_touches_it(client, session):
    saved = saved_filters.save(session, "payments.index", "等我拨的", "state=released", by=actor_for(session, "finance"))
    session.commit()
    client.login("approver")
    assert "等我拨的" not in client.page("/payments").text
    address = f"/saved-filters/{saved.public_id}"
    token = client.page("/payments").all("//input[@name='csrf_token']/@value")[0]
    assert client.get(address, taste=False).status_code == 404
    assert client.post(f"{address}/drop", data={"csrf_token": token}, taste=False).status_code == 404
    assert len(kept(session)) == 1


def test_a_filter_of_a_list_that_is_closed_to_the_person_now_is_left_out(client, session):
    user = session.scalars(select(User).where(User.login == "ngo")).one()
    session.add(SavedFilter(user_id=user.id, page="journal.index", name="旧的", query="who=x"))
    session.add(SavedFilter(user_id=user.id, page="gone.index", name="没有的", query="q=x"))
    session.commit()
    client.login("ngo")
    assert "还没有保存过筛选" in client.page("/saved-filters").text


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_every_field_of_a_filter_form_may_be_kept(demo_city, app, client):
    """The forms above a list send what the list declares, and their own choices pass."""
    sent: dict[str, set] = {}
    for login in ("supervisor", "acceptor", "incubator", "ngo"):
        client.login(login)
        for endpoint, view in app.view_functions.items():
            if not getattr(view, "filters", None):
                continue
            [rule] = [rule for rule in app.url_map.iter_rules(endpoint) if not rule.arguments]
            if client.get(rule.rule, taste=False).status_code != 200:
                continue
            for field in client.last.all("//main//form[contains(@class, 'filters')]//*[self::input or self::select]"):
                sent.setdefault(endpoint, set()).add(field.get("name"))
                for option in field.xpath("./option[@value != '']"):
                    assert view.filters[field.get("name")](option.get("value")), (endpoint, field.get("name"), option.get("value"))
        client.logout()
    declared = {endpoint: set(view.filters) for endpoint, view in app.view_functions.items() if getattr(view, "filters", None)}
    for endpoint in YEARLY:  # the year stands in the form only when an older list is shown
        declared[endpoint] -= {"year"}
    assert sent == declared


YEARLY = ("catalogue.transfer", "catalogue.services", "qualified.index")


def test_what_does_not_narrow_a_list_is_no_filter():
    assert urlencode(dict.fromkeys(tables.NO_FILTERS, "x")) == "as=x&cursor=x&lang=x&size=x"
