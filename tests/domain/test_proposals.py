"""Writing, handing in, sealing and opening of proposals."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.domain.calls import operations as calls
from portal.domain.organizations.models import OrgType
from portal.domain.proposals import conditions, contents, drafts, submissions
from portal.domain.proposals.guards import lateness
from portal.domain.proposals.models import Proposal, ProposalState, Submission
from portal.kernel import access, clock, holds, journal, lifecycle, outbox, papers, work
from portal.kernel.outbox import Notice
from portal.kernel.people import SYSTEM, Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.roles import Role
from portal.kernel.words import Forbidden, Invalid, NotFound, Refused, Stale, say
from tests.bidding import DISTRICT, SECRET, Story, good_draft, organization


@pytest.fixture
def story(session, frozen_time) -> Story:
    return Story(session)


def test_a_submission_has_a_receipt_that_proves_its_content(session, story):
    proposal = story.drafted("ngo")
    submission = story.submit(proposal, "ngo")
    assert proposal.state is ProposalState.SUBMITTED
    assert contents.digest_of(submission.package) == submission.sha256
    package = json.loads(submission.package)
    assert sorted(package) == [
        "attachments", "call", "content", "format", "implementer", "lot", "organization", "proposal", "salt", "title",
    ]  # fmt: skip
    (receipt,) = papers.papers_of(session, proposal)
    assert (receipt.number, receipt.public, receipt.kind) == (submission.number, False, "receipt")
    assert receipt.facts["sha256"] == submission.sha256
    assert receipt.facts["requested_fen"] + receipt.facts["own_fen"] == receipt.facts["total_fen"] == 10_000_000


def test_the_same_request_twice_gets_the_same_receipt(session, story):
    proposal, by = story.drafted("ngo"), story.actor("ngo")
    seen = {"expect": proposal.version, "draft_version": proposal.draft_version, "arrived_at": story.deadline}
    first = submissions.submit(session, proposal, by=by, **seen)
    second = submissions.submit(session, proposal, by=by, **seen)
    assert first.number == second.number
    assert session.query(Submission).filter_by(proposal_id=proposal.id).count() == 1
    assert len(papers.papers_of(session, proposal)) == 1


def test_withdrawing_and_submitting_again_makes_a_new_receipt(session, story):
    proposal = story.drafted("ngo")
    first = story.submit(proposal, "ngo")
    lifecycle.move(session, proposal, "withdraw", by=story.actor("ngo"))
    second = story.submit(proposal, "ngo")
    assert first.number != second.number
    assert first.sha256 != second.sha256
    assert [(s.round, s.withdrawn_at is None) for s in submissions.rounds(session, proposal)] == [(2, True), (1, False)]


@pytest.mark.parametrize(
    ("late", "words"),
    [
        (timedelta(microseconds=1), "晚了 不到 1 秒"),
        (timedelta(seconds=1), "晚了 1 秒"),
        (timedelta(hours=1, minutes=2, seconds=3), "晚了 1 小时 2 分"),
    ],
)
def test_what_arrives_after_the_deadline_is_late_and_says_by_how_much(story, late, words):
    proposal = story.drafted("ngo")
    with pytest.raises(Refused, match=words):
        story.submit(proposal, "ngo", at=story.deadline + late)
    assert proposal.state is ProposalState.DRAFT


def test_what_arrives_at_the_deadline_is_in_time_even_when_its_turn_comes_later(session, story, frozen_time):
    proposal = story.drafted("ngo")
    frozen_time(story.deadline + timedelta(seconds=30))
    lifecycle.move(session, story.call, "close", by=SYSTEM)
    assert story.submit(proposal, "ngo", at=story.deadline).arrived_at == story.deadline


def test_lateness_is_worded_in_its_two_largest_units():
    assert lateness(timedelta(days=2, hours=3, seconds=60)) == "2 天 3 小时"
    assert lateness(timedelta(seconds=3661)) == "1 小时 1 分"
    assert lateness(timedelta(seconds=61)) == "1 分 1 秒"
    assert lateness(timedelta(seconds=1)) == "1 秒"
    assert lateness(timedelta(milliseconds=1)) == "不到 1 秒"


def test_a_withdrawal_ends_with_the_deadline(session, story, frozen_time):
    proposal = story.submitted("ngo")
    frozen_time(story.deadline + timedelta(seconds=1))
    with pytest.raises(Refused, match="不能再撤回"):
        lifecycle.move(session, proposal, "withdraw", by=story.actor("ngo"))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"team": ""}, "还没有填完：项目团队"),
        ({"plan": []}, "还没有填完：实施计划"),
        ({"outputs": [{"name": "探访", "unit": "", "quantity": 3}]}, "还没有填完：可衡量的产出"),
        ({"own_funds_fen": 7}, "预算合不上：预算明细合计 100,000.00 元，申请资金加自筹是 90,000.07 元"),
        ({"amount_fen": 10_000_001, "budget": [{"item": "x", "basis": "y", "fen": 11_000_001}]}, "超出 0.01 元"),
    ],
)
def test_a_proposal_with_a_defect_is_refused_with_a_sentence(story, changed, sentence):
    proposal = drafts.begin(story.session, story.lot, by=story.actor("ngo"), title="守望", **good_draft() | changed)
    with pytest.raises(Refused, match=sentence):
        story.submit(proposal, "ngo")


def test_one_organization_has_one_proposal_in_a_lot(story):
    assert story.drafted("ngo").id == story.drafted("ngo").id


def test_no_more_proposals_than_the_call_admits(session, story):
    story.call.eligibility = {**story.call.eligibility, "max_per_organization": 1}
    story.submitted("ngo")
    second = story.drafted("ngo", story.other_lot)
    with pytest.raises(Refused, match="最多申报 1 个项目"):
        story.submit(second, "ngo")


def test_a_barred_organization_reads_why(session, story):
    org = story.orgs["ngo"]
    holds.place(session, org, "bid", org, say("违约，三年内不能申报"), by=SYSTEM)
    with pytest.raises(Refused, match="违约，三年内不能申报"):
        story.submitted("ngo")


def test_a_young_organization_is_not_eligible(session, story):
    story.orgs["ngo"].registered_on = (story.deadline - timedelta(days=200)).date()
    with pytest.raises(Refused, match="登记满 12 个月"):
        story.submitted("ngo")


def test_where_the_call_asks_for_it_the_bidder_must_be_on_the_qualified_list(session, story):
    story.call.eligibility = {**story.call.eligibility, "qualified_list": True}
    with pytest.raises(Refused, match="现行承接目录里没有这家组织"):
        story.submitted("ngo")


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ({"min_rating": 5}, "不符合申报条件“评估等级不低于 5A”：没有评估等级。等级没有登记或者有误的，请民政局在名册上更正以后再提交。"),
        ({"min_staff": 90}, "“专职人员不少于 90 人”：登记的专职人员 0 人。人数有变化的，请民政局"),
        ({"qualified_list": True}, "目录每年编一次，条件写在承接目录的页面上"),
        ({"min_months": 600}, "满了以后可以申报下一次征集"),
    ],
)
def test_who_is_not_eligible_reads_which_condition_fails_why_and_what_to_do(session, story, rules, sentence):
    story.call.eligibility = {**story.call.eligibility, **rules}
    with pytest.raises(Refused, match=sentence):
        story.submitted("ngo")


def test_a_group_takes_part_only_behind_its_sponsor(session, story):
    sponsor = story.orgs["ngo"]
    group = organization(session, "group", "听雨晨风太极队", org_type=OrgType.GROUP, uscc=None, filing_number="雨备1",
                         sponsor_id=sponsor.id)  # fmt: skip
    with pytest.raises(Refused, match="由登记的依托单位申报"):
        story.drafted("group")
    with pytest.raises(Invalid, match="依托本组织"):
        drafts.begin(session, story.lot, by=story.actor("ngo2"), title="晨练", implementer_id=group.id, **good_draft())
    proposal = drafts.begin(session, story.lot, by=story.actor("ngo"), title="晨练", implementer_id=group.id, **good_draft())
    story.submit(proposal, "ngo")
    assert papers.papers_of(session, proposal)[0].facts["implementer"] == "听雨晨风太极队"
    story.call.eligibility = {**story.call.eligibility, "groups_with_sponsor": False}
    lifecycle.move(session, proposal, "withdraw", by=story.actor("ngo"))
    with pytest.raises(Refused, match="征集公告没有写明接受"):
        story.submit(proposal, "ngo")


def test_two_editors_are_told_and_nothing_is_overwritten(session, story):
    proposal, by = story.drafted("ngo"), story.actor("ngo")
    seen = proposal.draft_version
    drafts.save(session, proposal, by=by, expect=seen, title="甲的题目", **good_draft())
    with pytest.raises(Stale, match="有人保存过这份草稿"):
        drafts.save(session, proposal, by=by, expect=seen, title="乙的题目", **good_draft())
    assert (proposal.title, proposal.draft_version) == ("甲的题目", seen + 1)


def test_what_was_submitted_cannot_be_edited(session, story):
    proposal = story.submitted("ngo")
    with pytest.raises(Refused, match="要改请先撤回"):
        drafts.save(session, proposal, by=story.actor("ngo"), expect=None, title="换", **good_draft())
    assert proposal.draft_version == 1


def test_somebody_else_cannot_save_a_draft(session, story):
    proposal = story.drafted("ngo")
    for stranger in ("ngo2", "acceptor", "admin"):
        with pytest.raises(NotFound):
            drafts.save(session, proposal, by=story.actor(stranger), expect=None, title="x", **good_draft())


def every_actor(story: Story) -> list[Actor]:
    """One actor of every role that exists, over the whole district, besides the bidder's own people."""
    org = story.orgs["ngo2"].id
    return [
        Actor(90_000 + n, role.value, role, appointment_id=None, region_path=DISTRICT, organization_id=org, department_id=1,
              incubator_id=1)
        for n, role in enumerate(Role) if role is not Role.SYSTEM
    ]  # fmt: skip


def test_before_the_opening_nobody_else_reads_a_proposal(session, story):
    proposals = [story.drafted("ngo"), story.submitted("ngo", story.other_lot)]
    for actor in every_actor(story):
        assert [p for p in proposals if access.allows(actor, P.PROPOSAL_READ, p)] == [], actor.role
        assert drafts.listed(session, actor).items == [], actor.role
        assert drafts.listed(session, actor, q=SECRET).items == [], actor.role
        assert drafts.calls_with_proposals(session, actor) == [], actor.role


def test_before_the_opening_nothing_beside_the_proposal_speaks_of_it(session, story):
    story.drafted("ngo", story.other_lot)
    proposal = story.submitted("ngo")
    entries = session.query(journal.JournalEntry).filter_by(subject_type="proposals").all()
    assert entries
    assert {entry.region_path for entry in entries} == {None}
    said = [str(e.parts) + e.msgid + str(e.payload.content) for e in entries]
    said += [str(n.parts) + n.msgid for n in session.query(outbox.Notice).all()]
    said += [str(m.content) for m in session.query(outbox.OutboxMessage).all()]
    items = session.query(work.WorkItem).filter_by(subject_type="proposals").all()
    said += [item.caption + item.duty for item in items]
    assert [line for line in said if SECRET in line] == []
    assert {item.region_path for item in items} == {None}
    bidder = story.actor("ngo").user_id
    own = session.query(outbox.Notice).filter_by(subject_public_id=proposal.public_id).all()
    assert {n.user_id for n in own} <= {bidder}
    assert proposal.caption == "独居老人守望"


def test_receipt_numbers_do_not_count(session, story):
    one = story.submit(story.drafted("ngo"), "ngo").number
    other = story.submit(story.drafted("ngo2"), "ngo2").number
    assert one[:7] == other[:7] == f"雨回{story.deadline.year}-"
    assert one[7:] != other[7:]
    assert len(one) == 16


def test_a_bid_that_names_its_bidder_is_refused_with_the_place(session, story):
    name = story.orgs["ngo"].name
    for fields in ({"title": f"{name}的守望"}, {"summary": f"{name}为社区独居老人建立守望小组。"}, {"team": f"{name}社工 3 人"}):
        title = fields.pop("title", "守望")
        proposal = story.drafted("ngo", title=title, **fields)
        part = {"summary": "项目概述", "team": "项目团队"}.get(next(iter(fields), ""), "项目名称")
        with pytest.raises(Refused, match=f"“{part}”里写着“{name}”"):
            story.submit(proposal, "ngo")
        session.delete(proposal)
        session.flush()


def test_the_formal_check_goes_by_the_closing_day(session, story):
    early, late = story.submitted("ngo"), story.submitted("ngo2")
    story.call.eligibility = {**story.call.eligibility, "min_staff": 3}
    for org in (story.orgs["ngo"], story.orgs["ngo2"]):
        org.full_time_staff = 3
    with clock.travel(story.deadline + timedelta(minutes=1)):
        lifecycle.move(session, story.call, "close", by=SYSTEM)
    story.orgs["ngo"].full_time_staff = 1  # what changes after the close neither harms
    story.orgs["ngo2"].full_time_staff = 9  # nor helps
    with clock.travel(story.deadline + timedelta(hours=2)):
        lifecycle.move(session, story.call, "open", by=story.actor("examiner"))
    for proposal in (early, late):
        (staff,) = [c for c in conditions.as_on_the_closing_day(session, proposal) if "专职" in c.condition]
        assert (staff.met, str(staff.evidence)) == (True, "登记的专职人员 3 人")


def test_whoever_was_not_eligible_when_the_call_closed_does_not_become_so(session, story):
    proposal = story.submitted("ngo")
    holds.place(session, story.orgs["ngo"], "bid", story.call, say("正在接受处理。"), by=SYSTEM)
    with clock.travel(story.deadline + timedelta(minutes=1)):
        lifecycle.move(session, story.call, "close", by=SYSTEM)
    holds.lift(session, story.call, by=SYSTEM)
    unmet = [str(c.condition) for c in conditions.as_on_the_closing_day(session, proposal) if not c.met]
    assert unmet == ["没有限制申报的处理决定"]


def test_an_answer_reaches_everyone_who_bids_in_the_call(session, story):
    story.drafted("ngo")
    story.submitted("ngo2")
    question = calls.ask(session, story.call, by=story.actor("ngo3"), body="可以联合申报吗？")
    lifecycle.move(session, question, "answer", by=story.actor("acceptor"), answer="可以。")
    stmt = select(Notice.user_id).where(Notice.msgid == "“%(call)s”公开了一条答疑")
    assert set(session.scalars(stmt)) == {story.actor("ngo").user_id, story.actor("ngo2").user_id}


def test_the_opening_unpacks_what_stands_and_leaves_drafts_sealed(session, story):
    drafted, stood = story.drafted("ngo2"), story.submitted("ngo")
    withdrawn = story.submitted("ngo3")
    lifecycle.move(session, withdrawn, "withdraw", by=story.actor("ngo3"))
    story.open()
    assert (stood.state, stood.amount_fen, stood.title) == (ProposalState.OPENED, 9_000_000, f"{SECRET}守望")
    assert stood.content["attachments"] == []
    assert stood.content["outputs"] == [{"name": "上门探访", "unit": "人次", "quantity": 960}]
    assert [p.state for p in (drafted, withdrawn)] == [ProposalState.LAPSED, ProposalState.LAPSED]
    assert drafts.listed(session, story.actor("acceptor")).items == [stood]
    assert journal.of(session, stood)[0].key


def test_the_opening_stops_when_a_package_is_not_the_one_receipted(session, story):
    proposal = story.submitted("ngo")
    submissions.standing(session, proposal).sha256 = "0" * 64
    with pytest.raises(Refused, match="摘要不符，开启中止"):
        story.open()


def test_only_the_system_opens_a_proposal(session, story):
    proposal = story.submitted("ngo")
    package = json.loads(submissions.standing(session, proposal).package)
    for login in ("ngo", "examiner", "admin"):
        with pytest.raises(Forbidden):
            lifecycle.move(session, proposal, "open", by=story.actor(login), package=package)


def test_before_the_opening_there_is_no_decision(session, story):
    proposal = story.submitted("ngo")
    for action in ("pass", "fail", "rank", "award", "decline"):
        with pytest.raises(Stale):
            lifecycle.move(session, proposal, action, by=story.actor("approver"))
    assert session.query(Proposal).filter(Proposal.opened_at.is_not(None)).count() == 0
