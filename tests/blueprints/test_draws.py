"""The draw in public: not before the result; then anyone reads every input and computes it again."""

from __future__ import annotations

import hashlib
import json

import pytest

from portal.domain.review import draws, scoring
from portal.kernel import lifecycle, papers
from tests.bidding import Story


@pytest.fixture
def story(session, frozen_time) -> Story:
    return Story(session)


@pytest.fixture
def panel(session, story):
    story.pool()
    one, other = story.submitted("ngo"), story.submitted("ngo2", amount_fen=8_000_000)
    story.open()
    story.check(one, other)
    panel = story.drawn()
    seat = scoring.seats_of(session, panel)[1]
    lifecycle.move(session, seat, "recuse", by=story.expert(seat), reason="亲属任职")
    story.accept_all(panel)
    story.score_everything(panel)
    story.begin_review()
    story.rank()
    session.commit()
    return panel


def publicise(session, story):
    lifecycle.move(session, story.call, "publicise", by=story.actor("approver"))
    session.commit()


def test_a_draw_is_closed_to_everybody_before_the_result(client, session, story, panel):
    draw = draws.of_panel(session, panel)
    (paper,) = papers.papers_of(session, panel)
    addresses = (f"/draws/{draw.public_id}", f"/draws/{draw.public_id}/sealed.json", f"/papers/{paper.number}.pdf")
    for login in (None, "ngo", "resident1"):
        if login:
            client.login(login)
        for address in addresses:
            assert client.get(address).status_code in (302, 404), (login, address)
    client.login(scoring.seats_of(session, panel)[0].expert.user.login)
    assert client.get(f"/papers/{paper.number}.pdf").status_code == 404
    client.login("acceptor")
    assert client.get(f"/papers/{paper.number}.pdf").status_code == 200


def test_after_the_result_a_visitor_recomputes_the_draw_from_the_page(client, session, story, panel):
    publicise(session, story)
    draw = draws.of_panel(session, panel)
    page = client.page(f"/draws/{draw.public_id}")
    assert "复算一致" in page.text
    assert page.text.count("重新计算，结果相同") == 3
    sealed = client.get(f"/draws/{draw.public_id}/sealed.json").data
    assert hashlib.sha256(sealed).hexdigest() == draw.commitment
    said = json.loads(sealed)
    seed = hashlib.sha256((said["salt"] + "3107.86").encode()).hexdigest()
    order = sorted(said["candidates"], key=lambda number: hashlib.sha256((seed + number).encode()).hexdigest())
    assert page.all("//tbody//span[@class='num']/text()") == order
    assert said["salt"] in page.text
    assert "已回避" in page.text
    assert "候补，没有递补" in page.text
    (paper,) = papers.papers_of(session, panel)
    assert f"/papers/{paper.number}.pdf" in "".join(page.all("//a/@href")).replace("%E9%9B%A8%E6%8A%BD", "雨抽")


def test_a_draw_that_was_touched_says_so_in_public(client, session, story, panel):
    publicise(session, story)
    draw = draws.of_panel(session, panel)
    draw.order = list(reversed(draw.order))
    session.commit()
    text = client.page(f"/draws/{draw.public_id}").text
    assert "复算不一致" in text
    assert "次序：重新计算，结果不同" in text


def test_a_public_paper_opens_without_login_and_any_other_for_its_readers_alone(client, session, story, panel):
    publicise(session, story)
    (record,) = papers.papers_of(session, panel)
    proposal = draws.proposals_of(session, story.lot)[0]
    (receipt,) = papers.papers_of(session, proposal)
    assert (record.public, receipt.public) == (True, False)
    answer = client.get(f"/papers/{record.number}.pdf")
    assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")
    assert "下载这份公开的文件" in client.page(f"/verify/{record.number}").text
    assert "/login" in client.get(f"/papers/{receipt.number}.pdf").headers["Location"]
    assert "下载这份公开的文件" not in client.page(f"/verify/{receipt.number}").text
    client.login("supporter")
    assert client.get(f"/papers/{receipt.number}.pdf").status_code == 404
    client.login(next(login for login, org in story.orgs.items() if org.id == proposal.organization_id))
    assert client.get(f"/papers/{receipt.number}.pdf").status_code == 200


def test_the_publicity_leads_to_the_draw(client, session, story, panel):
    publicise(session, story)
    draw = draws.of_panel(session, panel)
    results = [a for a in client.page(f"/calls/{story.call.public_id}").all("//a/@href") if "/awards/" in a or "/publicit" in a]
    assert any(f"/draws/{draw.public_id}" in client.page(address).all("//a/@href") for address in results)
