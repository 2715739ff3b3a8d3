"""A unique word goes into a bid; then it is looked for as everybody else, everywhere, and in the database."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.domain.proposals.models import Proposal, ProposalState
from portal.kernel import papers
from portal.kernel.base import Base
from portal.kernel.search import SearchEntry, matches
from portal.kernel.search_words import Query, tokens
from tests.bidding import Story, good_draft
from tests.doors import LOGINS, Caller, Reach, doors

WORD = "鹓鶵计划Xq7"
PDF = b"%PDF-1.4\n%%EOF"
#: Where a sealed bid may stand until it is encrypted: its own tables, its files' names, its receipt, and the journal's
#: private part.
MAY_HOLD = {("proposals", "draft"), ("proposals", "title"), ("submissions", "package"), ("attachments", "filename"),
            ("journal_payloads", "content"), ("papers", "facts")}  # fmt: skip
SEARCHES = [f"{path}{'&' if '?' in path else '?'}q={WORD}" for path in ("/search", "/search?kind=awards", "/desk", "/calls", "/projects/", "/proposals/", "/proposals/?as=csv", "/needs",
                                            "/organizations/", "/awards", "/experts/", "/journal/", "/notices")]  # fmt: skip


@pytest.fixture
def written(session, frozen_time):
    """Everything a bidder can type carries the word, in a draft of one lot and a submission of another."""
    story = Story(session)
    texts = {"summary": WORD, "target_group": WORD, "team": WORD, "risks": WORD, "plan": [{"title": WORD, "when": WORD, "place": WORD}],
             "outputs": [{"name": WORD, "unit": "人次", "quantity": 960}]}  # fmt: skip
    budget = [{"item": WORD, "basis": WORD, "fen": 10_000_000}]
    handed_in = story.drafted("ngo", title=WORD, **{**good_draft(), **texts, "budget": budget})
    story.drafted("ngo", story.other_lot, title=WORD, **{**good_draft(), **texts, "budget": budget})
    session.commit()
    return story, handed_in


@pytest.fixture
def sealed(app, session, written, caplog, worker_outbox):
    """Handed in through the pages, with a file; the worker has sent its letters and printed its papers."""
    caplog.set_level(logging.DEBUG)
    story, proposal = written
    bidder = Caller(app, session, "ngo")
    address = f"/proposals/{proposal.public_id}"
    sent = bidder.post(f"{address}/materials", {"material": "plan", "file": (io.BytesIO(PDF), f"{WORD}.pdf")})
    assert sent.status_code == 302
    form = {"version": proposal.version, "draft_version": proposal.draft_version}
    assert bidder.post(f"{address}/steps/submit", form).status_code == 302
    assert session.get(Proposal, proposal.id).state is ProposalState.SUBMITTED
    worker_outbox()
    return proposal


@pytest.mark.parametrize(
    "login", [x for x in LOGINS if x not in ("ngo", "accountant")], ids=lambda login: login or "visitor"
)
@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_nobody_else_finds_the_word_on_any_page(app, session, sealed, login):
    caller = Caller(app, session, login)
    reach, found = Reach(session, caller.actor), []
    for door in doors(app):
        if "GET" in door.methods() and not door.rule.rule.startswith("/style"):
            examples = {**reach.examples(door.model, door.wanted()), "": sealed.public_id} if door.model else {"": ""}
            for public_id in set(examples.values()):
                answer = caller.get(door.address(app, public_id, door.actions()[0]))
                found += [door.rule.rule] if WORD in answer.get_data(as_text=True) else []
    for address in SEARCHES:
        plain = caller.get(address).get_data(as_text=True)
        found += (
            [address]
            if plain.count(WORD) > caller.get(address.replace(WORD, "qqqqq")).get_data(as_text=True).count("qqqqq")
            else []
        )
    [receipt] = papers.papers_of(session, sealed)
    for address in (f"/verify/{receipt.number}", f"/papers/{receipt.number}.pdf"):
        answer = caller.get(address)
        found += [address] if WORD in answer.get_data(as_text=True) or answer.mimetype == "application/pdf" else []
    assert not found, found


def test_in_the_database_the_word_stands_in_the_bid_alone(session, sealed):
    holding = set()
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)).mappings():
            for column, value in row.items():
                text = value.decode("utf-8", "replace") if isinstance(value, bytes) else repr(value) if value else ""
                if WORD in text or WORD.encode("unicode-escape").decode() in text:
                    holding.add((table.name, str(column)))
    assert holding <= MAY_HOLD
    assert {("proposals", "draft"), ("submissions", "package")} <= holding


def test_the_search_keeps_nothing_of_it(session, sealed):
    """Not in clear and not cut into tokens, by no sound of it and in no count."""
    for typed in (WORD, WORD[:2], "Xq7", "ycjh", "yuanchu"):
        assert session.scalar(select(func.count(SearchEntry.id)).where(matches(session, Query(typed)))) == 0, typed
    kept = " ".join(session.scalars(select(SearchEntry.tokens))).split()
    assert set(kept).isdisjoint(set(tokens(WORD).split()) - set(tokens("计划").split()))


def test_no_log_letter_or_file_name_speaks_of_it(app, sealed, caplog):
    assert WORD not in caplog.text
    for file in Path(app.config["PORTAL_DATA_DIR"]).rglob("*"):
        assert WORD not in file.name
        if file.is_file() and "portal.db" not in file.name:
            assert WORD.encode() not in file.read_bytes(), file.name
