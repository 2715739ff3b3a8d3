"""Leaving the register: liquidated in public, settled first, three people, and gone at once."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.catalogue.models import Qualification, QualificationState, QualifiedList, QualifiedListState
from portal.domain.organizations import dissolutions, invitations, naming, registrations
from portal.domain.organizations.exit_guards import TO_SUBMIT
from portal.domain.organizations.exits import DissolutionState, ExitKind
from portal.domain.organizations.models import OrganizationState
from portal.kernel import clock, holds, journal, lifecycle, papers, people
from portal.kernel.outbox import Notice
from portal.kernel.people import SYSTEM, User
from portal.kernel.roles import Role
from portal.kernel.words import Forbidden, Invalid, Refused, Stale
from portal.workflows import exits, obligations, vouching
from tests.domain import founding
from tests.domain.founding import CODE, as_other_role, town  # noqa: F401 - a fixture
from tests.domain.joining import entered, lead
from tests.domain.leaving import (
    LIQUIDATORS,
    announced,
    content,
    dissolved,
    drafted,
    ended,
    examined,
    group,
    hand_in,
    liquidated,
    running,
    submitted,
)

D = DissolutionState


# --- the way --------------------------------------------------------------------------------------------------------


def test_a_legal_person_is_liquidated_in_public_and_leaves_with_all_that_was_its(town):
    organization, head = running(town)
    (certificate,) = papers.papers_of(town.session, registrations.listed(town.session, town.supervisor).items[0])
    record = examined(town, organization, head)
    assert (record.state, record.kind, organization.state) == (D.EXAMINED, ExitKind.DISSOLUTION, OrganizationState.ACTIVE)
    assert [str(h.sentence) for h in holds.on(town.session, organization, "bid")] == [
        "“南京市雨花台区银杏树下社区服务中心”正在清算，不能参加新的申报。"
    ]
    epoch = town.session.get(User, head.user_id).session_epoch
    exits.settled("approve")(town.session, record, by=town.approver)
    assert (organization.state, organization.ended_on) == (OrganizationState.DISSOLVED, date(2026, 6, 29))
    assert holds.on(town.session, organization) == []
    assert people.actor_for(town.session, "ngo").role is Role.ACCOUNT
    assert town.session.get(User, head.user_id).session_epoch == epoch + 1
    standing = vouching.vouch(town.session, certificate).standing
    assert (standing.level, str(standing.sentence)) == (4, "发给的组织已经退出名册（已注销）。从 2026-06-29 起不再有效。")
    (proof,) = papers.papers_of(town.session, record)
    assert (proof.kind, proof.title, proof.public, proof.facts["ended_on"]) == (
        "exit_certificate", "社会组织注销登记证明", True, "2026-06-29",
    )  # fmt: skip
    assert vouching.vouch(town.session, proof).standing.level == 1
    assert "因注销登记退出社会组织名册" in [str(e.sentence) for e in journal.of(town.session, organization)]


def test_the_announcement_needs_the_decision_three_liquidators_and_the_resolution(town):
    organization, head = running(town)
    record = dissolutions.draft(town.session, organization, by=head, **content(claims_to="", liquidators=LIQUIDATORS[:2]))
    for fields, said in (
        ({}, "还没有填：债权申报的地点和方式"),
        ({"claims_to": "听雨路 8 号"}, "清算组至少写 3 个人，现在有 2 个"),
        ({"liquidators": LIQUIDATORS}, "还缺：同意注销的会议决议"),
    ):
        dissolutions.edit(town.session, record, by=head, **fields)
        with pytest.raises(Refused, match=said):
            lifecycle.move(town.session, record, "announce", by=head)
    hand_in(town, record, "exit-resolution", by=head)
    lifecycle.move(town.session, record, "announce", by=head)
    assert (record.state, record.number) == (D.ANNOUNCED, "雨销2026-0001")
    assert clock.local(record.announcement_ends_at).date() == date(2026, 6, 27)  # 45 days after 13 May


def test_an_organization_with_an_authority_brings_its_consent_before_the_announcement(town):
    organization, head = running(town)
    organization.authority = "区民政局"
    town.session.flush()
    record = drafted(town, organization, head)
    with pytest.raises(Refused, match="还缺：业务主管单位同意的文件"):
        lifecycle.move(town.session, record, "announce", by=head)


def test_after_the_announcement_only_the_outcome_is_written(town):
    organization, head = running(town)
    record = announced(town, organization, head)
    with pytest.raises(Refused, match="已经提交"):
        dissolutions.edit(town.session, record, by=head, outcome="早了")
    lifecycle.move(town.session, record, "end-announcement", by=SYSTEM)
    with pytest.raises(Refused, match="决定的内容不能再改"):
        dissolutions.edit(town.session, record, by=head, claims_to="别处")
    with pytest.raises(Stale):
        dissolutions.edit(town.session, record, by=head, expect=record.version + 1, outcome="旧页")
    with pytest.raises(Refused, match="还没有填：清算结果和剩余财产的处理"):
        exits.settled("submit")(town.session, record, by=head)
    dissolutions.edit(town.session, record, by=head, outcome="结清")
    with pytest.raises(Refused, match="还缺：清算报告、清税证明、银行账户注销证明"):
        exits.settled("submit")(town.session, record, by=head)
    hand_in(town, record, *TO_SUBMIT, by=head)
    exits.settled("submit")(town.session, record, by=head)
    assert record.state is D.SUBMITTED


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"resolved_on": date(2026, 5, 14)}, "resolved_on", "今天以前"),
        ({"resolved_on": date(2026, 5, 12)}, "resolved_on", "登记（备案）以后"),
        ({"claims_to": "找老顾 13800000000"}, "claims_to", "像是手机号"),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_and_a_mobile_in_public_are_refused_beside_their_field(town, fields, field, said):
    organization, head = running(town)
    with pytest.raises(Invalid, match=said) as refused:
        dissolutions.draft(town.session, organization, by=head, **content(**fields))
    assert refused.value.field == field


def test_only_the_head_applies_and_only_once(town):
    organization, head = running(town)
    for other in (town.ngo2, town.acceptor, people.acting_as(town.session.get(User, town.ngo2.user_id))):
        with pytest.raises(Forbidden):
            dissolutions.draft(town.session, organization, by=other, **content())
    drafted(town, organization, head)
    with pytest.raises(Refused, match="已经有一份注销申请在办"):
        drafted(town, organization, head)


def test_withdrawn_the_organization_goes_on(town):
    organization, head = running(town)
    record = announced(town, organization, head)
    lifecycle.move(town.session, record, "withdraw", by=head)
    assert (organization.state, holds.on(town.session, organization)) == (OrganizationState.ACTIVE, [])
    assert drafted(town, organization, head).state is D.DRAFT


# --- three people, supplements, refusals ------------------------------------------------------------------------------


def test_three_people_and_none_of_them_the_applicant(town):
    organization, head = running(town)
    record = submitted(town, organization, head)
    with pytest.raises(Refused, match="自己提出的申请"):
        lifecycle.move(town.session, record, "accept", by=as_other_role(head, Role.ACCEPTOR))
    lifecycle.move(town.session, record, "accept", by=town.acceptor)
    with pytest.raises(Refused, match="受理和审核不能是同一个人"):
        lifecycle.move(town.session, record, "examine", by=as_other_role(town.acceptor, Role.EXAMINER))
    lifecycle.move(town.session, record, "examine", by=town.examiner)
    for earlier in (town.acceptor, town.examiner):
        with pytest.raises(Refused, match="要由三个人办理"):
            exits.settled("approve")(town.session, record, by=as_other_role(earlier, Role.APPROVER))


def test_a_supplement_is_answered_and_goes_the_whole_way_again(town):
    organization, head = running(town)
    record = submitted(town, organization, head)
    lifecycle.move(town.session, record, "supplement", by=town.acceptor, reason="清税证明看不清")
    dissolutions.edit(town.session, record, by=head, outcome="重新上传了清税证明")
    exits.settled("submit")(town.session, record, by=head)
    lifecycle.move(town.session, record, "accept", by=town.acceptor)
    lifecycle.move(town.session, record, "return", by=town.examiner, reason="报告没有签字")
    assert (record.state, record.number) == (D.SUPPLEMENT, "雨销2026-0001")
    exits.settled("submit")(town.session, record, by=head)
    assert record.accepted_by_id is None


def test_unanswered_it_counts_as_accepted(town):
    organization, head = running(town)
    record = submitted(town, organization, head)
    assert clock.local(record.accept_due_at).date() == date(2026, 7, 6)  # 5 working days after Monday 29 June
    lifecycle.move(town.session, record, "deem-accepted", by=SYSTEM)
    assert (record.state, record.accepted_by_id) == (D.ACCEPTED, None)


@pytest.mark.parametrize(("action", "by", "title", "decides"), [
    ("not-accept", "acceptor", "不予受理决定书", "不予受理"), ("refuse", "approver", "不予注销决定书", "不予注销"),
])  # fmt: skip
def test_a_refusal_is_a_paper_with_reasons_and_remedies_and_is_served(town, action, by, title, decides):
    organization, head = running(town)
    record = submitted(town, organization, head) if action == "not-accept" else examined(town, organization, head)
    lifecycle.move(town.session, record, action, by=getattr(town, by), reason="清算报告不真实")
    (paper,) = papers.papers_of(town.session, record)
    assert (paper.kind, paper.title, paper.public) == ("decision_notice", title, False)
    assert paper.facts | {"number": ""} == paper.facts | {
        "number": "", "party": organization.name, "decides": decides, "reasons": "清算报告不真实", "review_to": "南京市雨花台区人民政府",
        "review_days": 60, "action_months": 6, "issuer": "南京市雨花台区民政局", "decided_on": "2026-06-29",
    }  # fmt: skip
    about = town.session.query(Notice).filter_by(user_id=head.user_id, subject_type="dissolutions")
    served = [n for n in about if n.kind.value == "served"]
    assert len(served) == 1
    assert (organization.state, holds.on(town.session, organization)) == (OrganizationState.ACTIVE, [])


# --- what is open must be settled first -----------------------------------------------------------------------------


def test_what_is_open_is_listed_from_the_first_draft_and_refuses_twice(town):
    organization, head = running(town)
    record = liquidated(town, organization, head)
    invitation = invitations.invite(town.session, organization, by=head, to="accountant", role=Role.ACCOUNTANT)
    (found,) = obligations.open_obligations(town.session, organization, head)
    assert (found.table, found.public_id, str(found.sentence)) == (
        "invitations", invitation.public_id, "没有答复的成员邀请“南京市雨花台区银杏树下社区服务中心”（等对方答复）",
    )  # fmt: skip
    with pytest.raises(Refused, match="还有 1 件事没有了结，先办完才能注销：没有答复的成员邀请"):
        exits.settled("submit")(town.session, record, by=head)
    lifecycle.move(town.session, invitation, "revoke", by=head)
    exits.settled("submit")(town.session, record, by=head)
    lifecycle.move(town.session, record, "accept", by=town.acceptor)
    lifecycle.move(town.session, record, "examine", by=town.examiner)
    invitations.invite(town.session, organization, by=head, to="accountant", role=Role.ACCOUNTANT)
    with pytest.raises(Refused, match="还有 1 件事没有了结"):
        exits.settled("approve")(town.session, record, by=town.approver)
    assert (record.state, organization.state) == (D.EXAMINED, OrganizationState.ACTIVE)


def test_without_the_look_at_the_other_nouns_nobody_approves(town):
    organization, head = running(town)
    record = examined(town, organization, head)
    with pytest.raises(Refused, match="缺少办理这一步所需的核对结果：obligations"):
        lifecycle.move(town.session, record, "approve", by=town.approver)


def test_a_sponsor_leaves_after_its_groups_have_another_one(town):
    organization, head = running(town)
    sponsored, _ = group(town)
    sponsored.sponsor_id = organization.id
    assert [o.kind for o in obligations.open_obligations(town.session, organization, head)] == ["依托它的社区社会组织"]


# --- afterwards -----------------------------------------------------------------------------------------------------


def test_the_name_rests_and_is_free_again(town):
    organization, head = running(town)
    dissolved(town, organization, head)
    assert str(naming.taken_by(town.session, organization.name)) == (
        "用过“南京市雨花台区银杏树下社区服务中心”的组织已经退出名册，2029-06-29 以后别人才能再用，请换一个名称。"
    )
    town.travel("2029-06-30 09:00")
    assert naming.taken_by(town.session, organization.name) is None
    again = registrations.draft(town.session, by=town.ngo2, **founding.content(town))
    assert again.name == organization.name


def test_its_qualification_ends_on_the_list_in_force_and_stays_on_those_of_the_past(town):
    organization, head = running(town)
    entries = []
    for year, state in ((2025, QualifiedListState.SUPERSEDED), (2026, QualifiedListState.PUBLISHED)):
        found = QualifiedList(year=year, region_path="/32/3201/320114/", title=f"{year}", state=state, published_at=clock.now())
        town.session.add(found)
        town.session.flush()
        entries.append(Qualification(list_id=found.id, organization_id=organization.id, region_path=organization.region_path, evidence=[],
                                     state=QualificationState.LISTED))  # fmt: skip
    town.session.add_all(entries)
    dissolved(town, organization, head)
    assert [entry.state for entry in entries] == [QualificationState.LISTED, QualificationState.REMOVED]


def test_a_dissolution_is_approved_once(town):
    organization, head = running(town)
    record = dissolved(town, organization, head)
    with pytest.raises(Stale):
        exits.settled("approve")(town.session, record, by=town.approver)


def test_a_sentence_that_ended_a_paper_is_said_in_the_readers_words(town):
    organization, head = running(town)
    (paper,) = papers.papers_of(town.session, registrations.listed(town.session, town.supervisor).items[0])
    dissolved(town, organization, head)
    first = paper.revoked_at
    papers.end(town.session, paper, paper.ending)
    assert (paper.revoked_at, paper.ending.msgid) == (first, "发给的组织已经退出名册（%(state)s）。")
    assert organization.uscc == CODE


# --- a filed group --------------------------------------------------------------------------------------------------


def test_a_group_ends_itself_by_the_committee_and_then_the_street(town):
    organization, head = group(town)
    town.travel("2026-05-13 10:00")
    record = ended(town, organization, head)
    assert record.kind is ExitKind.ENDING
    with pytest.raises(Stale):
        lifecycle.move(town.session, record, "announce", by=head)
    exits.settled("hand-in")(town.session, record, by=head)
    with pytest.raises(Stale):
        lifecycle.move(town.session, record, "accept", by=town.acceptor)
    lifecycle.move(town.session, record, "check", by=town.committee)
    with pytest.raises(Refused, match="核对和决定不能是同一个人"):
        exits.settled("end")(town.session, record, by=people.Actor(town.committee.user_id, "许", Role.STREET_OFFICER, region_path=town.street.region_path))
    exits.settled("end")(town.session, record, by=town.street)
    assert (record.state, organization.state) == (D.APPROVED, OrganizationState.DISSOLVED)
    assert people.actor_for(town.session, "group").role is Role.ACCOUNT
    (proof,) = papers.papers_of(town.session, record)
    assert (proof.title, proof.issuer) == ("社会组织注销备案证明", "赛虹桥街道")


def test_the_account_of_who_left_leads_nothing_else(town):
    """Whoever has another seat keeps it."""
    organization, head = running(town)
    other = entered(town, "另一家服务中心", "52320114MJDEM0555T")
    lead(town, other, "ngo")
    dissolved(town, organization, head)
    assert people.actor_for(town.session, "ngo").organization_id == other.id
