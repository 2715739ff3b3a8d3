"""A form that could not be taken is handed back with everything in it, to whoever filled it in on a page of ours."""

from __future__ import annotations

import pytest

from tests.doors import Caller

pytestmark = pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
OURS = {"Sec-Fetch-Site": "same-origin"}
NEED = {"title": "三号楼没有电梯", "description": "第一行\n第二行 <b>&", "households": "11"}


@pytest.fixture
def visitor(demo_city, app, session) -> Caller:
    return Caller(app, session, None)


def test_a_form_of_a_login_that_ran_out_comes_back_whole_with_the_way_to_the_login(visitor):
    answer = visitor.post("/needs/new", NEED, headers=OURS)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 401
    assert "登录过期了，刚才没有交上去。" in text
    assert '<form action="/needs/new" method="post" data-again>' in text
    assert '<textarea name="description" hidden aria-hidden="true" tabindex="-1">\n第一行\n第二行 &lt;b&gt;&amp;</textarea>' in text
    assert text.count("<textarea") == len(NEED)
    assert text.count('name="csrf_token"') == 1


def test_a_form_whose_token_is_too_old_comes_back_whole(demo_city, app, session):
    caller = Caller(app, session, "street")
    answer = caller.post("/needs/new", NEED, token=False, headers=OURS)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert "页面开得太久" in text
    assert text.count("<textarea") == len(NEED)


def test_a_public_form_comes_back_without_asking_for_a_login(visitor):
    answer = visitor.post("/ballots/change", {"token": "ABCD"}, token=False, headers=OURS)
    assert answer.status_code == 400
    assert "登录过期了" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "none"}, {"Origin": "https://evil.example"}])
def test_what_another_site_sent_is_never_handed_back(visitor, headers):
    assert visitor.lands_at_login(visitor.post("/needs/new", NEED, headers=headers))
    answer = visitor.post("/needs/new", NEED, token=False, headers=headers)
    assert answer.status_code == 400
    assert NEED["title"] not in answer.get_data(as_text=True)


def test_a_password_is_never_written_into_a_page(visitor):
    answer = visitor.post("/login", {"login": "ngo", "password": "demo-2026"}, token=False, headers=OURS)
    assert answer.status_code == 400
    assert "demo-2026" not in answer.get_data(as_text=True)
