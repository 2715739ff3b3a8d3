"""What an expert can reach before the result says nowhere who bids: pages, files, notices, mails, inbox."""

from __future__ import annotations

import io

import pytest

from portal.domain.review import scoring
from portal.kernel import clock, lifecycle, outbox
from portal.kernel.papers import papers_of
from tests.bidding import Story
from tests.house.test_pages import walk
from tests.house.test_uploads import PDF


@pytest.fixture
def story(session, frozen_time) -> Story:
    return Story(session)


@pytest.fixture
def panel(client, session, story):
    story.pool()
    one, other = story.drafted("ngo"), story.drafted("ngo2")
    session.commit()
    client.login("ngo")
    address = f"/proposals/{one.public_id}/materials"
    kind = client.page(address).all("//select[@name='material']/option/@value")[-1]
    file = (io.BytesIO(PDF), f"{story.orgs['ngo'].name}预算.pdf")
    assert client.post(address, data={"material": kind, "file": file}).status_code == 302
    story.submit(one, "ngo")
    story.submit(other, "ngo2")
    story.open()
    story.check(one, other)
    panel = story.drawn()
    story.accept_all(panel)
    session.commit()
    return panel


def named(story, text: str) -> list[str]:
    parties = [story.orgs[login] for login in ("ngo", "ngo2")]
    marks = [mark for org in parties for mark in (org.name, org.uscc, org.public_id, org.legal_representative)]
    return [mark for mark in marks if mark in text]


def trail(client, session, story, login: str) -> list[tuple[str, str]]:
    """Walk from the expert's own pages through whatever they link to that is not the public register."""
    client.login(login)
    found, seen = [], set()
    for address, response in walk(client, ("/reviews/", "/desk", "/notices/", "/desk/done", "/panels/", "/experts/mine")):
        seen.add(address.split("?")[0])
        public = address.startswith(("/organizations", "/calls", "/needs", "/projects", "/incubators", "/catalogue", "/awards",
                                     "/journal", "/help", "/filings", "/qualified"))  # fmt: skip
        if response.status_code == 200 and not public and response.mimetype == "text/html":
            found += [(address, mark) for mark in named(story, response.get_data(as_text=True))]
    assert len([address for address in seen if address.startswith("/reviews/")]) >= 3, seen
    return found


def test_no_page_that_an_expert_reaches_while_scoring_names_a_bidder(client, session, story, panel):
    assert trail(client, session, story, scoring.seats_of(session, panel)[0].expert.user.login) == []


def test_no_page_names_a_bidder_after_the_last_score_and_before_the_result(client, session, story, panel):
    story.score_everything(panel)
    session.commit()
    seat = scoring.seats_of(session, panel)[0]
    assert trail(client, session, story, seat.expert.user.login) == []
    for address in (f"/panels/{panel.public_id}/result", f"/panels/{panel.public_id}/result.csv"):
        assert client.get(address).status_code == 404, address
    client.login("acceptor")
    assert client.get(f"/panels/{panel.public_id}/result").status_code == 200


def test_a_file_comes_without_the_name_that_its_bidder_gave_it(client, session, story, panel):
    seat = scoring.seats_of(session, panel)[0]
    client.login(seat.expert.user.login)
    names = []
    for review in scoring.reviews_of(session, seat):
        page = client.page(f"/reviews/{review.public_id}")
        for link in page.all("//ul[contains(@class, 'files')]//a/@href"):
            answer = client.get(link)
            names.append(answer.headers["Content-Disposition"])
            assert named(story, str(answer.headers)) == []
    assert names == ["attachment; filename=1.pdf"]


def test_no_notice_and_no_mail_to_an_expert_names_a_bidder(session, story, panel):
    story.score_everything(panel)
    experts = {seat.assignee_id for seat in scoring.seats_of(session, panel)}
    notices = session.query(outbox.Notice).filter(outbox.Notice.user_id.in_(experts)).all()
    mails = [m.content for m in session.query(outbox.OutboxMessage).filter_by(kind="mail") if m.content["user_id"] in experts]
    said = [f"{n.msgid} {n.parts} {n.subject_type}" for n in notices] + [str(m) for m in mails]
    assert len(said) >= 20
    assert [line for line in said if named(story, line)] == []
    assert {n.subject_type for n in notices} <= {"panel_seats", "panels", "reviews"}


def test_a_list_of_bidders_stands_on_the_invitation_alone(client, session, story, panel, frozen_time):
    seat = scoring.seats_of(session, panel)[0]
    lifecycle.move(session, seat, "recuse", by=story.expert(seat), reason="亲属任职")
    session.commit()
    substitute = scoring.seats_of(session, panel)[-1]
    client.login(substitute.expert.user.login)
    address = f"/reviews/seats/{substitute.public_id}"
    assert named(story, client.page(address).text) == [story.orgs["ngo"].name, story.orgs["ngo2"].name]
    client.submit(address, f"/reviews/{substitute.public_id}/steps/accept")
    assert named(story, client.page(address).text) == []


def test_the_record_of_the_draw_names_no_bidder(session, story, panel):
    (paper,) = papers_of(session, panel)
    assert named(story, str(paper.facts)) == []
    assert paper.issued_at <= clock.now()
