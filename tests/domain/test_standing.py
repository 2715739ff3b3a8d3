"""What is looked at again: the parties of an award at every step to the money, and the bids of a call that ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.domain.organizations.models import Organization, OrganizationState, OrgField, OrgType
from portal.domain.proposals import submissions
from portal.domain.proposals.models import ProposalState
from portal.kernel import clock, holds, lifecycle
from portal.kernel.outbox import Notice
from portal.kernel.people import SYSTEM
from portal.kernel.words import Forbidden, Refused, say
from portal.kernel.work import WorkItem
from tests.bidding import DISTRICT, Story
from tests.domain.ranked import ranked_call

GONE = "测试服务中心（顾南乔）现在的状态是“已撤销”，不能继续办理。请先查明由谁承接、款项怎么处理。"


def test_nobody_awards_or_declines_a_proposal_but_by_the_decision_on_its_award(session):
    city = ranked_call(session)
    city.publicise()
    for login in ("approver", "acceptor", "examiner", "admin", "ngo"):
        for action in ("award", "decline"):
            with pytest.raises(Forbidden):
                lifecycle.move(session, city.proposals[2], action, by=city.by(login))
    assert city.proposals[2].state is ProposalState.RANKED


def test_a_revoked_organization_is_not_awarded(session):
    city = ranked_call(session)
    award = city.publicise()[0]
    city.end_publicity()
    revoke(award.organization)
    with pytest.raises(Refused, match=GONE):
        city.confirm(award)


def test_a_revoked_organization_gets_no_contract_and_no_money(session):
    city = ranked_call(session)
    award = city.publicise()[0]
    city.end_publicity()
    city.confirm(award)
    revoke(award.organization)
    with pytest.raises(Refused, match=GONE):
        city.draft(award)
    restore(award.organization)
    contract = city.draft(award)
    revoke(award.organization)
    with pytest.raises(Refused, match=GONE):
        city.sign_provider(contract)
    restore(award.organization)
    city.sign_provider(contract)
    city.sign_purchaser(contract)
    revoke(award.organization)
    with pytest.raises(Refused, match=GONE):
        city.pay_next(contract)


@pytest.mark.parametrize("kind", ["award", "bid"])
def test_a_hold_on_the_organization_or_on_the_group_behind_it_stops_the_award(session, kind):
    city = ranked_call(session)
    award = city.publicise()[0]
    city.end_publicity()
    group = Organization(
        name="晨风队", org_type=OrgType.GROUP, field=OrgField.SPORTS, region_path=DISTRICT, legal_representative="柳",
        address="某处", purpose="健身", registered_on=clock.today(), state=OrganizationState.ACTIVE,
        filing_number="雨备2026-0099", sponsor_id=award.organization_id,
    )  # fmt: skip
    session.add(group)
    session.flush()
    award.proposal.implementer = group
    for party in (award.organization, group):
        holds.place(session, party, kind, city.call, say("正在接受调查。"), by=SYSTEM)
        with pytest.raises(Refused, match="正在接受调查。"):
            city.confirm(award)
        holds.lift(session, city.call, by=SYSTEM)
    city.confirm(award)


def test_a_hold_on_the_money_of_the_organization_stops_each_payment(session):
    city = ranked_call(session)
    contract = city.in_force()
    holds.place(session, contract.organization, "payment", city.call, say("账户被查封。"), by=SYSTEM)
    with pytest.raises(Refused, match="账户被查封。"):
        city.pay_next(contract)


def revoke(organization) -> None:
    organization.state = OrganizationState.REVOKED


def restore(organization) -> None:
    organization.state = OrganizationState.ACTIVE


def test_a_draft_is_due_at_the_deadline(session):
    story = Story(session)
    proposal = story.drafted("ngo")
    assert open_duties(session, proposal) == [story.deadline]


def test_drafts_lapse_at_the_opening_and_leave_the_desk(session):
    story = Story(session)
    draft, taken_back = story.drafted("ngo"), story.submitted("ngo2")
    lifecycle.move(session, taken_back, "withdraw", by=story.actor("ngo2"), arrived_at=clock.now())
    handed_in = story.submitted("ngo3")
    story.open()
    assert [p.state for p in (draft, taken_back, handed_in)] == [
        ProposalState.LAPSED, ProposalState.LAPSED, ProposalState.OPENED,
    ]  # fmt: skip
    assert open_duties(session, draft) == open_duties(session, taken_back) == []


def test_a_call_that_is_ended_ends_every_bid_and_tells_the_bidders(session):
    story = Story(session)
    draft, handed_in = story.drafted("ngo"), story.submitted("ngo2")
    lifecycle.move(session, story.call, "cancel", by=story.actor("approver"), reason="资金取消。")
    assert [draft.state, handed_in.state] == [ProposalState.VOID, ProposalState.VOID]
    assert open_duties(session, draft) == []
    told = session.scalars(
        select(Notice.user_id).where(Notice.msgid == "征集终止，“%(caption)s”的申报不再继续")
    ).all()
    assert {story.actor("ngo").user_id, story.actor("ngo2").user_id} <= set(told)
    with pytest.raises(Refused):
        submissions.submit(session, draft, by=story.actor("ngo"), arrived_at=clock.now() - timedelta(seconds=1))


def open_duties(session, record) -> list:
    stmt = select(WorkItem.due_at).where(
        WorkItem.subject_type == "proposals", WorkItem.subject_id == record.id, WorkItem.closed_at.is_(None)
    )
    return list(session.scalars(stmt))
