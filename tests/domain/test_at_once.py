"""A double click, two tabs, two people: of several who sign, hand in or vote at the same moment, one act counts."""

from __future__ import annotations

from datetime import timedelta

from portal.domain.projects.models import Contract, ContractState, Project
from portal.domain.proposals import submissions
from portal.domain.proposals.models import Proposal, ProposalState, Submission
from portal.domain.satisfaction import operations as satisfaction
from portal.domain.satisfaction.models import Ballot, Entitlement
from portal.extensions import db
from portal.kernel import clock, papers
from portal.kernel.engine import writing
from portal.kernel.words import Stale
from tests.bidding import Story
from tests.delivery import deliver
from tests.domain.ranked import Ranked, ranked_call
from tests.rush import DONE, all_at_once, refusals


def test_of_five_signatures_of_one_side_at_once_one_is_kept(real_app):
    with real_app.app_context(), writing(db.session()) as session:
        city = ranked_call(session)
        award = city.publicise()[0]
        city.end_publicity()
        city.confirm(award)
        contract = city.draft(award)
        city.by("ngo")
        contract_id, people = contract.id, city.people

    def sign(session) -> None:
        Ranked(session, None, [], [], people).sign_provider(session.get_one(Contract, contract_id))

    outcomes = all_at_once(real_app, [sign] * 5)
    assert outcomes.count(DONE) == 1
    assert [type(refusal) for refusal in refusals(outcomes)] == [Stale] * 4
    with real_app.app_context():
        signed = db.session.get_one(Contract, contract_id)
        assert [signature.party for signature in signed.signatures] == ["provider"]


def test_two_officers_who_put_a_contract_into_force_at_once_open_one_project(real_app):
    with real_app.app_context(), writing(db.session()) as session:
        city = ranked_call(session)
        award = city.publicise()[0]
        city.end_publicity()
        city.confirm(award)
        contract = city.draft(award)
        city.sign_provider(contract)
        city.by("approver")
        contract_id, people = contract.id, city.people

    def sign(session) -> None:
        Ranked(session, None, [], [], people).sign_purchaser(session.get_one(Contract, contract_id))

    outcomes = all_at_once(real_app, [sign] * 4)
    assert outcomes.count(DONE) == 1
    with real_app.app_context():
        assert db.session.get_one(Contract, contract_id).state is ContractState.IN_FORCE
        assert db.session.query(Project).filter_by(contract_id=contract_id).count() == 1
        assert len(papers.papers_of(db.session(), db.session.get_one(Contract, contract_id))) == 1


def test_a_proposal_handed_in_from_five_tabs_at_once_has_one_receipt(real_app):
    with real_app.app_context(), writing(db.session()) as session:
        story = Story(session)
        proposal_id, bidder = story.drafted("ngo").id, story.actor("ngo")
    arrived, numbers = clock.now(), []

    def hand_in(session) -> None:
        proposal = session.get_one(Proposal, proposal_id)
        numbers.append(submissions.submit(session, proposal, by=bidder, arrived_at=arrived).number)

    assert all_at_once(real_app, [hand_in] * 5) == [DONE] * 5
    assert len(set(numbers)) == 1
    with real_app.app_context():
        assert db.session.query(Submission).filter_by(proposal_id=proposal_id).count() == 1
        assert db.session.get_one(Proposal, proposal_id).state is ProposalState.SUBMITTED


def test_of_hand_ins_that_arrive_around_the_deadline_exactly_the_punctual_count(real_app):
    with real_app.app_context(), writing(db.session()) as session:
        story = Story(session)
        punctual = {"ngo": story.deadline - timedelta(seconds=1), "ngo2": story.deadline, "ngo3": story.deadline + timedelta(seconds=1)}
        drafts = {login: (story.drafted(login).id, story.actor(login), at) for login, at in punctual.items()}

    def hand_in(proposal_id, bidder, at):
        def act(session) -> None:
            submissions.submit(session, session.get_one(Proposal, proposal_id), by=bidder, arrived_at=at)

        return act

    outcomes = all_at_once(real_app, [hand_in(*draft) for draft in drafts.values()])
    with real_app.app_context():
        states = {login: db.session.get_one(Proposal, row[0]).state for login, row in drafts.items()}
    assert states["ngo"] is ProposalState.SUBMITTED
    assert states["ngo3"] is ProposalState.DRAFT
    assert outcomes.count(DONE) == sum(state is ProposalState.SUBMITTED for state in states.values())


def test_of_ballots_cast_at_once_with_one_token_one_ballot_remains(real_app, frozen_time):
    with real_app.app_context(), writing(db.session()) as session:
        (code,) = deliver(session).codes(1)
        token = satisfaction.new_token()
        satisfaction.exchange(session, code, token)
    moment = clock.now()

    def cast(score):
        def act(session) -> None:
            with clock.travel(moment):
                satisfaction.cast(session, token, overall=score, attitude=score, useful=score)

        return act

    assert DONE in all_at_once(real_app, [cast(score) for score in (1, 2, 3, 4, 5)])
    with real_app.app_context():
        (ballot,) = db.session.query(Ballot).all()
        assert ballot.answers == {"attitude": ballot.overall, "useful": ballot.overall}


def test_a_whole_hall_exchanges_its_codes_and_votes_at_once(real_app, frozen_time):
    with real_app.app_context(), writing(db.session()) as session:
        codes = deliver(session).codes(12)
    moment, tokens = clock.now(), [satisfaction.new_token() for _ in codes]

    def exchange(code, token):
        return lambda session: satisfaction.exchange(session, code, token)

    def cast(token):
        def act(session) -> None:
            with clock.travel(moment):
                satisfaction.cast(session, token, overall=5, attitude=5, useful=5)

        return act

    assert all_at_once(real_app, [exchange(*pair) for pair in zip(codes[:6], tokens[:6], strict=True)]) == [DONE] * 6
    scanning = [exchange(*pair) for pair in zip(codes[6:], tokens[6:], strict=True)]
    assert all_at_once(real_app, scanning + [cast(token) for token in tokens[:6]]) == [DONE] * 12
    with real_app.app_context():
        assert db.session.query(Ballot).count() == 6
        assert db.session.query(Entitlement).filter_by(exchanged=True).count() == 12
