"""A double click, two tabs, two people: of several who sign, hand in or vote at the same moment, one act counts."""

from __future__ import annotations

from datetime import timedelta

from portal.domain.awards.models import Award, AwardState
from portal.domain.calls.models import Call, CallState, Lot
from portal.domain.organizations import filings
from portal.domain.organizations.models import Filing, GroupKind, OrgField
from portal.domain.projects.models import Contract, ContractState, Project
from portal.domain.proposals import drafts, submissions
from portal.domain.proposals.models import Proposal, ProposalState, Submission
from portal.domain.satisfaction import operations as satisfaction
from portal.domain.satisfaction.models import Ballot, Entitlement
from portal.extensions import db
from portal.kernel import clock, lifecycle, papers, people
from portal.kernel.engine import writing
from portal.kernel.people import SYSTEM
from portal.kernel.words import Stale
from seeds.world import first_community
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


def test_what_one_organization_hands_in_at_once_is_counted_one_by_one(real_app):
    with real_app.app_context(), writing(db.session()) as session:
        story = Story(session)
        story.call.eligibility = {**story.call.eligibility, "max_per_organization": 1}
        begunof = [story.drafted("ngo", lot).id for lot in (story.lot, story.other_lot)]
        bidder = story.actor("ngo")
    arrived = clock.now()

    def hand_in(proposal_id):
        return lambda session: submissions.submit(
            session, session.get_one(Proposal, proposal_id), by=bidder, arrived_at=arrived
        )

    outcomes = all_at_once(real_app, [hand_in(key) for key in begunof])
    assert outcomes.count(DONE) == 1
    with real_app.app_context():
        assert db.session.query(Proposal).filter_by(state=ProposalState.SUBMITTED).count() == 1


def test_a_proposal_begun_from_five_tabs_at_once_is_one_draft(real_app):
    with real_app.app_context(), writing(db.session()) as session:
        story = Story(session)
        lot_id, bidder = story.lot.id, story.actor("ngo")

    def begin(session) -> None:
        drafts.begin(session, session.get_one(Lot, lot_id), by=bidder, title="守望")

    assert all_at_once(real_app, [begin] * 5) == [DONE] * 5
    with real_app.app_context():
        assert db.session.query(Proposal).filter_by(lot_id=lot_id).count() == 1


def test_a_bid_that_arrived_in_time_is_opened_or_refused_but_never_receipted_and_forgotten(real_app):
    with real_app.app_context(), writing(db.session()) as session:
        story = Story(session)
        proposal_id, bidder, opener = story.drafted("ngo").id, story.actor("ngo"), story.actor("examiner")
        call_id, deadline = story.call.id, story.deadline
        with clock.travel(deadline + timedelta(minutes=1)):
            lifecycle.move(session, story.call, "close", by=SYSTEM)

    def hand_in(session) -> None:
        submissions.submit(session, session.get_one(Proposal, proposal_id), by=bidder, arrived_at=deadline)

    def open_it(session) -> None:
        lifecycle.move(session, session.get_one(Call, call_id), "open", by=opener)

    with clock.travel(deadline + timedelta(hours=2)):
        outcomes = all_at_once(real_app, [hand_in, open_it])
    with real_app.app_context():
        state = db.session.get_one(Proposal, proposal_id).state
        assert db.session.get_one(Call, call_id).state is CallState.OPENED
    assert state is (ProposalState.OPENED if outcomes == [DONE] * 2 else ProposalState.LAPSED)


def test_an_award_cancelled_while_its_contract_is_signed_leaves_one_of_both(real_app):
    with real_app.app_context(), writing(db.session()) as session:
        city = ranked_call(session)
        award = city.publicise()[0]
        city.end_publicity()
        city.confirm(award)
        contract = city.draft(award)
        city.sign_provider(contract)
        city.by("approver")
        award_id, contract_id, people = award.id, contract.id, city.people

    def sign(session) -> None:
        Ranked(session, None, [], [], people).sign_purchaser(session.get_one(Contract, contract_id))

    def cancel(session) -> None:
        lifecycle.move(session, session.get_one(Award, award_id), "cancel", by=people["approver"], reason="查实造假。")

    outcomes = all_at_once(real_app, [sign, cancel])
    assert outcomes.count(DONE) == 1
    with real_app.app_context():
        states = db.session.get_one(Award, award_id).state, db.session.get_one(Contract, contract_id).state
    assert states in [(AwardState.CONTRACTED, ContractState.IN_FORCE), (AwardState.CANCELLED, ContractState.TERMINATED)]


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


def test_of_applications_for_one_name_that_are_handed_in_at_once_one_is_taken(real_app):
    with real_app.app_context(), writing(db.session()) as session:
        by = people.actor_for(session, "group")
        fields = {
            "name": "听雨社区晨风太极队", "kind": GroupKind.SERVICE_LIKE, "field": OrgField.SPORTS,
            "region_path": first_community(session), "responsible_person": "柳晨风", "phone": "52400000",
            "meeting_place": "小广场", "purpose": "打拳", "roster": [{"name": name, "duty": ""} for name in ("甲", "乙", "丙")],
        }  # fmt: skip
        begun = [filings.draft(session, by=by, **fields) for _ in range(4)]
        for filing in begun:
            papers.attach(session, filing, "charter", "章程.pdf", "application/pdf", 9, "a" * 64, by=by)
        ids = [filing.id for filing in begun]

    def hand_in(filing_id):
        return lambda session: lifecycle.move(session, session.get_one(Filing, filing_id), "submit", by=by)

    outcomes = all_at_once(real_app, [hand_in(filing_id) for filing_id in ids])
    assert outcomes.count(DONE) == 1
    assert {str(refusal) for refusal in refusals(outcomes)} == {"“听雨社区晨风太极队”正在由别人申请，请换一个名称。"}
