"""The pages of bidders: the editor, the receipt, and who gets nothing to see."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from portal.domain.proposals import submissions
from portal.domain.proposals.models import Proposal, ProposalState
from portal.kernel import clock
from tests.bidding import SECRET, Story


@pytest.fixture
def story(session, frozen_time) -> Story:
    return Story(session)


def typed(**changed):
    """What a browser sends for a whole proposal."""
    return {
        "title": f"{SECRET}守望", "summary": "每周上门两次。", "target_group": "独居老人", "beneficiaries": "120",
        "plan-0-title": "组队", "plan-0-when": "6 月", "plan-0-place": "听雨社区",
        "outputs-0-name": "探访", "outputs-0-quantity": "960", "outputs-0-unit": "人次",
        "budget-0-item": "补贴", "budget-0-basis": "960 次", "budget-0-fen": "90,000.00",
        "budget-1-item": "印刷", "budget-1-basis": "一批", "budget-1-fen": "10000",
        "amount_fen": "90000", "own_funds_fen": "10000", "team": "社工三名", "risks": "多备一人", **changed,
    }  # fmt: skip


def begun(client, story) -> Proposal:
    client.login("ngo")
    client.page(f"/proposals/new?lot={story.lot.public_id}")
    client.post(f"/proposals/new?lot={story.lot.public_id}", data=typed())
    return story.session.query(Proposal).one()


def test_a_proposal_is_written_submitted_and_receipted(client, story):
    proposal = begun(client, story)
    assert (proposal.state, proposal.draft["budget"][1]["fen"]) == (ProposalState.DRAFT, 1_000_000)
    page = client.submit(f"/proposals/{proposal.public_id}/steps/submit", "")
    assert "已递交，封存中" in page.text
    assert submissions.standing(story.session, proposal).number in page.text


def test_the_same_submission_twice_gives_one_receipt(client, story):
    proposal = begun(client, story)
    address = f"/proposals/{proposal.public_id}/steps/submit"
    data = client.page(address).form("")
    assert [client.post(address, data=data).status_code for _ in range(2)] == [302, 302]
    assert len(submissions.rounds(story.session, proposal)) == 1


def test_a_late_submission_reads_how_late_it_is(client, story, frozen_time):
    proposal = begun(client, story)
    address = f"/proposals/{proposal.public_id}/steps/submit"
    data = client.page(address).form("")
    frozen_time(story.deadline + timedelta(seconds=1))
    response = client.post(address, data=data)
    assert response.status_code == 422
    assert "晚了 1 秒" in response.text


def test_a_colleague_who_submits_an_old_draft_is_told(client, story):
    proposal = begun(client, story)
    address = f"/proposals/{proposal.public_id}/steps/submit"
    data = client.page(address).form("")
    client.post(f"/proposals/{proposal.public_id}/autosave", data=typed(title="新题目", version=str(proposal.draft_version)))
    response = client.post(address, data=data)
    assert response.status_code == 409
    assert "草稿刚刚被同事改过" in response.text
    assert proposal.state is ProposalState.DRAFT


def test_a_draft_saves_itself_and_a_second_editor_is_not_overwritten(client, story):
    proposal = begun(client, story)
    address = f"/proposals/{proposal.public_id}/autosave"
    first = client.post(address, data=typed(summary="甲写的", version="1"))
    own = f"/proposals/{proposal.public_id}"
    assert (first.status_code, first.json) == (200, {
        "saved_at": f"{clock.local(clock.now()):%H:%M}", "version": 2, "page": f"{own}/edit", "autosave": f"{own}/autosave",
    })  # fmt: skip
    second = client.post(address, data=typed(summary="乙写的", version="1"))
    assert second.status_code == 409
    assert (proposal.draft["summary"], proposal.draft_version) == ("甲写的", 2)


def test_the_first_words_begin_the_draft_and_the_page_learns_where_it_lives(client, story):
    client.login("ngo")
    address = f"/proposals/new/autosave?lot={story.lot.public_id}"
    answer = client.post(address, data=typed(title="", summary="刚写的", editor="page-1"))
    proposal = story.session.query(Proposal).one()
    assert (answer.status_code, answer.json["page"]) == (200, f"/proposals/{proposal.public_id}/edit")
    assert proposal.draft["summary"] == "刚写的"
    # the answer was lost on the way: the same page goes on, another one is told
    assert client.post(address, data=typed(summary="接着写的", editor="page-1")).status_code == 200
    assert client.post(address, data=typed(summary="同事写的", editor="page-2")).status_code == 409
    by_hand = client.post(f"/proposals/new?lot={story.lot.public_id}", data=typed(summary="同事写的", editor="page-2"))
    assert by_hand.status_code == 409
    assert "同事写的" in by_hand.get_data(as_text=True)
    assert proposal.draft["summary"] == "接着写的"


def test_nobody_begins_a_draft_by_writing_for_a_lot_that_they_may_not_see(client, story):
    client.login("resident1")
    assert client.post(f"/proposals/new/autosave?lot={story.lot.public_id}", data=typed()).status_code == 403
    client.login("ngo")
    assert client.post("/proposals/new/autosave?lot=nonesuch", data=typed()).status_code == 404
    assert story.session.query(Proposal).count() == 0


def test_an_amount_that_is_none_does_not_stop_the_draft_from_saving_itself(client, story):
    proposal = begun(client, story)
    answer = client.post(f"/proposals/{proposal.public_id}/autosave", data=typed(amount_fen="九万", summary="新的", version="1"))
    assert answer.status_code == 200
    assert "没看懂" in answer.json["saved_at"]
    assert (proposal.draft["summary"], proposal.draft["amount_fen"]) == ("新的", 0)


def test_saving_by_hand_keeps_what_was_typed_when_it_is_wrong(client, story):
    proposal = begun(client, story)
    response = client.post(f"/proposals/{proposal.public_id}/edit", data=typed(amount_fen="九万", version="1"))
    assert response.status_code == 422
    assert "不是数字" in response.text
    assert 'value="九万"' in response.text
    assert proposal.draft["amount_fen"] == 9_000_000


def test_amounts_below_nothing_are_refused_and_a_wrong_number_gets_one_sentence(client, story):
    proposal = begun(client, story)
    address = f"/proposals/{proposal.public_id}/edit"
    data = client.page(address).form("") | typed(own_funds_fen="-3", beneficiaries="12人") | {"budget-0-fen": "-100"}
    text = client.post(address, data=data).get_data(as_text=True)
    assert text.count("请填整数。") == 2  # at the head and at the field
    assert "请填 0 到 1000 万的整数。" not in text
    assert 'value="-3"' in text
    assert 'value="-100"' in text
    assert proposal.draft["budget"][0]["fen"] == 9_000_000


def test_the_bidder_checks_the_digest_of_the_receipt_and_nobody_else_gets_the_package(client, story):
    proposal = begun(client, story)
    client.submit(f"/proposals/{proposal.public_id}/steps/submit", "")
    submission = submissions.standing(story.session, proposal)
    address = f"/proposals/{proposal.public_id}/packages/{submission.number}"
    answer = client.get(address)
    assert hashlib.sha256(answer.data).hexdigest() == submission.sha256
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert client.get(f"/proposals/{proposal.public_id}/packages/other").status_code == 404
    for login in ("ngo2", "acceptor", "admin"):
        client.login(login)
        assert client.get(address).status_code == 404


def test_rows_are_added_without_script(client, story):
    proposal = begun(client, story)
    response = client.post(f"/proposals/{proposal.public_id}/edit", data=typed(add_line="budget", version="1"))
    assert response.status_code == 200
    assert 'name="budget-4-item"' in response.text


def test_hostile_text_stays_text(client, story):
    proposal = begun(client, story)
    hostile = '"><script>alert(1)</script>{{ 7*7 }}'
    client.post(f"/proposals/{proposal.public_id}/edit", data=typed(summary=hostile, title=hostile, version="1"))
    page = client.page(f"/proposals/{proposal.public_id}")
    assert hostile in page.text
    assert page.all("//main//script") == []


@pytest.mark.parametrize(
    "login",
    ["ngo2", "acceptor", "examiner", "approver", "department", "finance", "street", "committee", "grid", "expert1", "evaluator",
     "leader", "supervisor", "admin", "keeper1", "resident1"],
)  # fmt: skip
def test_a_sealed_proposal_answers_others_as_if_it_did_not_exist(client, session, story, login):
    proposal = story.submitted("ngo")
    session.commit()
    client.login(login)
    for path in ("", "/edit", "/steps/submit", "/steps/pass", "/materials"):
        assert client.get(f"/proposals/{proposal.public_id}{path}").status_code == 404, path
    assert client.post(f"/proposals/{proposal.public_id}/autosave", data=typed()).status_code == 404
    for path in ("/proposals/", f"/proposals/?q={SECRET}", "/proposals/?as=csv", "/desk", f"/search?q={SECRET}"):
        response = client.get(path, follow_redirects=True)
        assert f"{SECRET}守望" not in response.text, path
        assert proposal.public_id not in response.text, path


def test_the_bidder_reads_scores_only_with_the_publicity(client, session, story):
    story.pool()
    proposal = story.submitted("ngo")
    story.open()
    story.check(proposal)
    panel = story.drawn()
    story.accept_all(panel)
    story.begin_review()
    story.score_everything(panel)
    story.rank()
    session.commit()
    client.login("ngo")
    for path in (f"/proposals/{proposal.public_id}", "/proposals/", "/proposals/?as=csv"):
        assert "74.00" not in client.get(path).text
    client.post("/logout")
    client.login("acceptor")
    assert "74.00" in client.get(f"/proposals/{proposal.public_id}").text
    assert "74.00" in client.get(f"/panels/{panel.public_id}/result").text


def test_at_each_lot_stands_what_the_own_organization_has_handed_in_there(client, story):
    proposal = story.submitted("ngo")
    story.call.eligibility = {**story.call.eligibility, "max_per_organization": 1}
    story.session.commit()
    client.login("ngo")
    text = client.get(f"/calls/{story.call.public_id}").text
    assert f'<a href="/proposals/{proposal.public_id}">本组织的申报' in text
    assert "已申报 1 个，到上限" in text
    assert "/proposals/new" not in text
    client.login("ngo2")
    assert client.get(f"/calls/{story.call.public_id}").text.count("/proposals/new") == len(story.call.lots)
