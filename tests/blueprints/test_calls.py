"""Calls as officers write them, as organizations ask about them, and as the public reads them."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from portal.domain.calls.models import Call, CallKind, CallState, Question
from portal.kernel import clock, lifecycle
from tests.domain.calls_made import drafted, published
from tests.domain.ranked import organization


@pytest.fixture(autouse=True)
def _noon(frozen_time):
    return frozen_time


def local(days: int, hour: int = 17) -> str:
    return f"{clock.today() + timedelta(days=days):%Y-%m-%d}T{hour:02d}:00"


def filled(**changes):
    """What an officer types for one lot, one criterion and two tranches."""
    return {
        "kind": "venture", "title": "测试征集", "summary": "回应居民需求", "department_id": "1", "funding_source": "lottery",
        "budget_fen": "200,000", "cap_fen": "100000.00", "lots-0-title": "独居老人守望", "lots-0-field": "elderly",
        "lots-0-service": "每周探访", "lots-0-budget_fen": "200000", "lots-0-places": "2", "org_types": ["service"],
        "min_months": "6", "max_per_organization": "1", "min_staff": "0", "min_rating": "",
        "criteria-0-title": "方案", "criteria-0-description": "写得清", "criteria-0-maximum": "100", "aggregation": "mean",
        "panel_size": "5", "pass_points": "60", "tranches-0-trigger": "signature", "tranches-0-percent": "60",
        "tranches-1-trigger": "final", "tranches-1-percent": "40", "questions_until": local(10), "deadline_at": local(20),
        "opening_at": local(21, 10), "publish_on": "",
    }  # fmt: skip


def send(client, address: str, **changes):
    token = client.page(address).form("").get("csrf_token")
    response = client.post(address, data={**filled(), "csrf_token": token, **changes}, follow_redirects=True)
    return response, client.last


def press(client, call, action):
    address = f"/calls/{call.public_id}"
    page = client.page(address)
    client.post(f"{address}/steps/{action}", data=page.form(f"{address}/steps/{action}"), follow_redirects=True)


def test_a_call_is_drafted_approved_and_published_through_the_pages(client, new_client, session):
    client.login("acceptor")
    response, page = send(client, "/calls/new")
    assert response.status_code == 200
    assert "已存为草稿。" in page.text
    call = session.query(Call).one()
    assert (call.budget_fen, call.cap_fen, call.pass_score) == (20_000_000, 10_000_000, 6000)
    assert call.deadline_at == clock.at(clock.today() + timedelta(days=20), 17)
    press(client, call, "submit")
    approver = new_client()
    approver.login("approver")
    press(approver, call, "approve")
    assert "测试征集" in new_client().page("/calls?status=coming").text
    press(client, call, "publish")
    session.refresh(call)
    assert call.state is CallState.PUBLISHED
    public = new_client().page(f"/calls/{call.public_id}")
    for words in ("20 万元", "独居老人守望", "方案", "提问截止", "冻结内容的摘要", "首款（合同生效） 60%"):
        assert words in public.text


@pytest.mark.parametrize("bar", [{"qualified_list": "y"}, {"min_staff": "2"}, {"min_rating": "3"}, {"local_only": "y"}])
def test_the_editor_refuses_gates_for_a_procurement_and_keeps_what_was_typed(client, session, bar):
    client.login("acceptor")
    response, page = send(client, "/calls/new", kind="procurement", **bar)
    assert response.status_code == 422
    assert "政府采购不能以" in page.text
    assert "供应商的一般条件" in page.text
    assert 'value="测试征集"' in response.text
    assert session.query(Call).count() == 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"budget_fen": "很多"}, "不是数字"), ({"budget_fen": "0"}, "不能小于 1"), ({"panel_size": "4"}, "评委人数应是单数"),
     ({"panel_size": "x"}, "请填整数"), ({"panel_size": "2"}, "请填 3 到 15 的整数"), ({"deadline_at": "someday"}, "没看懂这个时间"), ({"title": "长" * 61}, "最多 60 个字"),
     ({"lots-0-places": "0"}, "请填 1 到 500 的整数"), ({"criteria-0-maximum": ""}, "请填整数"), ({"opening_at": "2026-05-16T10:00"}, "开启时间至少要比申报截止晚 10 分钟")],
)  # fmt: skip
def test_bad_input_is_answered_with_a_sentence(client, session, changes, sentence):
    client.login("acceptor")
    response, page = send(client, "/calls/new", **changes)
    assert response.status_code == 422
    assert sentence in page.text
    assert session.query(Call).count() == 0


def test_a_line_is_added_without_script(client):
    client.login("acceptor")
    response, page = send(client, "/calls/new", add_line="lots")
    assert response.status_code == 200
    assert len(page.all("//select[starts-with(@name, 'lots-') and contains(@name, '-guideline')]")) == 2


def test_a_draft_says_what_is_still_missing(client, session):
    call = drafted(session, criteria=[])
    client.login("acceptor")
    assert "评分细则各项满分合计 0 分，应当是 100 分。" in client.page(f"/calls/{call.public_id}").text


def test_a_draft_is_not_found_by_others(new_client, session):
    call = drafted(session)
    new_client().page(f"/calls/{call.public_id}", status=404)
    resident = new_client()
    resident.login("resident1")
    resident.page(f"/calls/{call.public_id}", status=404)


def test_an_edit_after_publication_is_refused_with_the_reason(client, session):
    call = drafted(session)
    client.login("acceptor")
    token = client.page(f"/calls/{call.public_id}/edit").form("").get("csrf_token")
    call = _publish(session, call)
    response = client.post(f"/calls/{call.public_id}/edit", data={**filled(), "csrf_token": token, "version": "1"})
    assert response.status_code == 422
    assert "已冻结，不能再改" in response.text


def _publish(session, call):
    from portal.kernel.people import actor_for

    for action, login in (("submit", "acceptor"), ("approve", "approver"), ("publish", "acceptor")):
        lifecycle.move(session, call, action, by=actor_for(session, login))
    session.commit()
    return call


def test_an_organization_asks_and_everyone_reads_the_answer_but_not_who_asked(client, new_client, session):
    asker = organization(session, "ngo")
    call = published(session)
    address = f"/calls/{call.public_id}"
    client.login("ngo")
    page = client.submit(address, f"{address}/questions", body="志愿者保险能列支吗？")
    assert "问题已收到。" in page.text
    assert "您提的，还没有答复" in page.text
    assert "志愿者保险" not in new_client().page(address).text
    acceptor = new_client()
    acceptor.login("acceptor")
    assert "志愿者保险能列支吗？" in acceptor.page("/questions").text
    question = session.query(Question).one()
    acceptor.submit(f"/questions/{question.public_id}/steps/answer", "", answer="可以，不超过总额的 3%。")
    body = new_client().get(address).text
    assert "可以，不超过总额的 3%。" in body
    assert asker.name not in body
    assert "顾南乔" not in body


def test_a_question_that_comes_late_is_refused_and_kept_on_the_page(client, session, frozen_time):
    organization(session, "ngo")
    call = published(session)
    address = f"/calls/{call.public_id}"
    client.login("ngo")
    form = client.page(address).form(f"{address}/questions")
    frozen_time(call.questions_until)
    response = client.post(f"{address}/questions", data={**form, "body": "还来得及吗？"})
    assert response.status_code == 422
    assert session.query(Question).count() == 0


def test_the_bid_button_says_why_it_is_closed(new_client, session):
    organization(session, "ngo")
    call = published(session)
    lot = call.lots[0].public_id
    address = f"/calls/{call.public_id}"
    assert "申报要以组织经办或法定代表人的身份登录。" in new_client().page(address).text
    bidder = new_client()
    bidder.login("ngo")
    assert f"/proposals/new?lot={lot}" in bidder.get(address).text


def test_the_reason_of_a_cancelled_call_is_public(client, new_client, session):
    call = published(session)
    client.login("approver")
    client.submit(f"/calls/{call.public_id}/steps/cancel", "", reason="资金来源调整")
    assert "资金来源调整" in new_client().page(f"/calls/{call.public_id}").text


def test_the_list_is_narrowed_by_kind_word_and_progress(new_client, session):
    published(session, title="甲征集")
    published(session, title="乙采购", kind=CallKind.PROCUREMENT)
    visitor = new_client()
    assert "乙采购" not in visitor.page("/calls?kind=venture").text
    assert "甲征集" not in visitor.page("/calls?q=乙").text
    assert "甲征集" not in visitor.page("/calls?status=finished").text
    assert "甲征集" in visitor.page("/calls?kind=nonsense&status=nonsense").text


@pytest.mark.parametrize("who", [None, "acceptor"])
def test_the_pages_cost_the_same_with_one_call_and_with_thirty(new_client, session, statements, who):
    call = published(session)
    reader = new_client()
    if who:
        reader.login(who)
    reader.page("/calls")
    with statements() as one:
        reader.get("/calls")
    with statements() as page:
        reader.get(f"/calls/{call.public_id}")
    for _ in range(29):
        published(session)
    with statements() as thirty:
        reader.get("/calls")
    assert len(thirty) == len(one) <= 15
    assert len(page) <= 15 if who is None else len(page) <= 22


def test_what_a_call_froze_can_be_downloaded_and_its_digest_checked(demo_city, client, session):
    call = session.query(Call).filter(Call.frozen_digest.is_not(None)).first()
    answer = client.get(f"/calls/{call.public_id}/frozen.json")
    assert hashlib.sha256(answer.data).hexdigest() == call.frozen_digest
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")


def test_a_draft_froze_nothing(demo_city, client, session):
    call = session.query(Call).filter_by(state=CallState.DRAFT).first()
    client.login("acceptor")
    assert client.get(f"/calls/{call.public_id}/frozen.json").status_code == 404
