"""From the proposal to the decision: who does what, what the organization is told and may say, what follows from it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.domain.catalogue import qualified
from portal.domain.catalogue.models import QualificationState
from portal.domain.sanctions import operations
from portal.domain.sanctions.kinds import BLOCKS, SanctionKind, consequences
from portal.domain.sanctions.models import AppealWay, Sanction, SanctionState
from portal.kernel import access, clock, holds, lifecycle, papers, people
from portal.kernel.channels import Kind
from portal.kernel.outbox import Notice
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Forbidden, Invalid, Refused, Stale
from tests.domain import sanctioned as s
from tests.domain.sanctioned import G, K, move

WEDNESDAY = "2026-05-13 10:00"


@pytest.fixture
def b(session, frozen_time):
    frozen_time(WEDNESDAY)
    return s.bureau(session)


def blocked(b) -> set[str]:
    return {hold.blocks for hold in holds.on(b.session, b.org)}


# --- proposing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("other", "field", "words"),
    [
        ({"ground": G.DEBTOR}, "ground", "“被法院纳入失信被执行人名单”不是作出“活动异常名录”的事由。"),
        ({"facts": " "}, "facts", "请写明事实"),
        ({"ground": G.ANNUAL_REPORT}, "year", "请写明是哪一年度的报告。"),
        ({"ground": G.ANNUAL_REPORT, "year": 2026}, "year", "年度应在 2000 年到去年之间。"),
        ({"kind": K.FINE, "ground": G.LENT, "amount_fen": 0}, "amount_fen", "请写明金额。"),
        ({"kind": K.SUSPENSION, "ground": G.LENT, "term_months": 7}, "term_months", "停止活动的期限应为 1 到 6 个月。"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(b, other, field, words):
    if field == "ground":
        with pytest.raises(Refused, match="不是作出"):
            operations.propose(b.session, b.org, by=b.acceptor, content=s.content(**other))
        return
    with pytest.raises(Invalid, match=words) as refusal:
        operations.propose(b.session, b.org, by=b.acceptor, content=s.content(**other))
    assert refusal.value.field == field


def test_only_what_belongs_to_the_kind_is_kept_and_the_usual_basis_is_filled_in(b):
    sanction = s.drafted(b, K.WARNING, amount_fen=99, term_months=3, year=2025)
    assert (sanction.amount_fen, sanction.term_months, sanction.year) == (0, None, None)
    assert sanction.basis == "社会团体、民办非企业单位、基金会登记管理条例"


def test_an_organization_stands_on_a_list_once_and_never_on_both(b):
    s.proposed(b)
    with pytest.raises(Refused, match="列入活动异常名录已经在办（雨信2026-0001）"):
        operations.propose(b.session, b.org, by=b.acceptor, content=s.content())
    other = s.bureau(b.session, "ngo2", "青石巷儿童发展中心")
    s.imposed(other, K.SERIOUS)
    with pytest.raises(Refused, match="“青石巷儿童发展中心”已经在严重违法失信名单上。"):
        operations.propose(b.session, other.org, by=b.acceptor, content=s.content())


def test_the_street_proposes_in_its_own_street_only(b):
    assert not access.allows(b.street, P.SANCTION_PROPOSE, b.org)
    with pytest.raises(Forbidden, match="您现在的岗位不能对这个组织提出处理。"):
        operations.propose(b.session, b.org, by=b.street, content=s.content())
    b.org.region_path = b.street.region_path + "320114002001/"
    assert operations.propose(b.session, b.org, by=b.street, content=s.content()).state is SanctionState.DRAFT


def test_evidence_is_needed_unless_the_portal_itself_is_the_evidence(b):
    bare = s.drafted(b, evidence=False)
    with pytest.raises(Refused, match="还没有证据材料。请在“材料”里上传后再提出。"):
        move(b, bare, "propose", b.acceptor)
    move(b, bare, "discard", b.acceptor)
    late = s.drafted(b, evidence=False, ground=G.ANNUAL_REPORT, year=2025)
    move(b, late, "propose", b.acceptor)
    assert late.number == "雨信2026-0001"


def test_before_the_notice_the_organization_knows_of_nothing(b):
    sanction = s.proposed(b)
    assert not access.allows(b.head, P.SANCTION_READ_CASE, sanction)
    assert b.session.scalars(access.visible(select(Sanction), b.head, P.SANCTION_READ_CASE)).all() == []
    assert told(b, b.head) == []
    move(b, sanction, "notify", b.examiner)
    assert access.allows(b.head, P.SANCTION_READ_CASE, sanction)
    assert told(b, b.head) == [("就“银杏树下社区服务中心 · 活动异常名录”告知组织，听取陈述申辩", Kind.SERVED)]
    assert not access.allows(people.VISITOR, P.SANCTION_READ, sanction)


def told(b, actor) -> list[tuple[str, Kind]]:
    stmt = select(Notice).where(Notice.user_id == actor.user_id).order_by(Notice.id)
    return [(notice.msgid % notice.parts, notice.kind) for notice in b.session.scalars(stmt)]


# --- notice and defence ----------------------------------------------------------------------------------------------


def test_the_notice_states_the_period_and_who_is_fined_much_may_ask_for_a_hearing(b):
    light, heavy = s.notified(b, K.WARNING), s.notified(b, K.FINE, amount_fen=1_000_000, ground=G.LENT)
    assert clock.local(light.notice_ends_at).date() == date(2026, 5, 27)  # ten working days after a Wednesday
    assert light.hearing_until is None
    assert clock.local(heavy.hearing_until).date() == date(2026, 5, 20)
    paper, = papers.papers_of(b.session, heavy)
    assert (paper.kind, paper.title, paper.facts["hearing_by_on"], paper.facts["amount_fen"]) == (
        "sanction_notice", "行政处罚事先告知书", "2026-05-20", 1_000_000)  # fmt: skip
    assert paper.facts["consequences"] == consequences(K.FINE)


@pytest.mark.parametrize("kind", [K.SUSPENSION, K.REVOCATION])
def test_the_heaviest_penalties_give_a_right_to_a_hearing(b, kind):
    assert s.notified(b, kind).hearing_until is not None


def test_a_hearing_is_asked_for_in_time_and_held_before_the_examination_ends(b, frozen_time):
    warning = s.notified(b, K.WARNING)
    with pytest.raises(Invalid, match="这一项依法不属于听证范围"):
        move(b, warning, "state", b.head, statement="", wants_hearing=True)
    sanction = s.notified(b, K.SUSPENSION)
    move(b, sanction, "state", b.head, statement="", wants_hearing=True)
    with pytest.raises(Invalid, match="请先举行听证"):
        move(b, sanction, "examine", b.examiner, answer="复核。", hearing_on=None)
    with pytest.raises(Invalid, match="听证的日期应在告知以后、今天以前。"):
        move(b, sanction, "examine", b.examiner, answer="复核。", hearing_on=date(2026, 5, 14))
    frozen_time("2026-05-20 16:00")
    move(b, sanction, "examine", b.examiner, answer="听证后复核。", hearing_on=date(2026, 5, 20))
    assert sanction.hearing_on == date(2026, 5, 20)


def test_a_hearing_asked_for_too_late_is_refused_and_the_statement_still_heard(b, frozen_time):
    sanction = s.notified(b, K.SUSPENSION)
    frozen_time("2026-05-21 09:00")
    with pytest.raises(Invalid, match="要求听证的期限在 2026-05-20 已经结束，仍可以提出书面意见。"):
        move(b, sanction, "state", b.head, statement="有意见", wants_hearing=True)
    move(b, sanction, "state", b.head, statement="有意见", wants_hearing=False)
    assert sanction.state is SanctionState.HEARD


def test_the_end_of_the_period_leads_to_the_examination_and_to_nothing_else(b, frozen_time):
    sanction = s.notified(b)
    frozen_time("2026-05-28 00:00:01")
    move(b, sanction, "end-notice", people.SYSTEM)
    assert (sanction.state, blocked(b)) == (SanctionState.HEARD, set())
    move(b, sanction, "state", b.head, statement="信收晚了，补充说明。", wants_hearing=False)
    assert (sanction.state, sanction.statement) == (SanctionState.HEARD, "信收晚了，补充说明。")
    with pytest.raises(Stale):
        move(b, sanction, "state", b.head, statement="再说一遍。", wants_hearing=False)


def test_a_statement_says_something_and_the_answer_too(b):
    sanction = s.notified(b)
    with pytest.raises(Invalid, match="没有意见的，请写“没有意见”"):
        move(b, sanction, "state", b.head, statement=" ", wants_hearing=False)
    move(b, sanction, "state", b.head, statement="没有意见", wants_hearing=False)
    with pytest.raises(Invalid, match="请写明复核意见"):
        move(b, sanction, "examine", b.examiner, answer=" ", hearing_on=None)


# --- three people ------------------------------------------------------------------------------------------------------


def test_proposing_examining_and_deciding_are_three_people(b):
    from portal.kernel.roles import Role
    from tests.domain.founding import as_other_role

    sanction = s.proposed(b)
    with pytest.raises(Refused, match="提出的人不能自己告知和复核。"):
        move(b, sanction, "notify", as_other_role(b.acceptor, Role.EXAMINER))
    move(b, sanction, "notify", b.examiner)
    move(b, sanction, "state", b.head, statement="没有意见", wants_hearing=False)
    move(b, sanction, "examine", b.examiner, answer="属实。", hearing_on=None)
    for actor in (b.acceptor, b.examiner):
        with pytest.raises(Refused, match="提出、复核和决定要由三个人办理。"):
            move(b, sanction, "impose", as_other_role(actor, Role.APPROVER), decision="同意")
    move(b, sanction, "impose", b.approver, decision="同意")
    assert sanction.state is SanctionState.IN_FORCE


def test_a_decision_not_to_impose_leaves_nothing_and_says_why(b):
    sanction = s.examined(b)
    move(b, sanction, "acquit", b.approver, reason="已在告知期内改正。")
    assert (sanction.state, blocked(b), sanction.is_public) == (SanctionState.NOT_IMPOSED, set(), False)
    assert [p.kind for p in papers.papers_of(b.session, sanction)] == ["sanction_notice"]


def test_what_will_be_public_holds_no_number_that_names_a_person(b):
    with pytest.raises(Invalid, match="像是手机号或身份证号") as refusal:
        operations.propose(b.session, b.org, by=b.acceptor, content=s.content(facts="负责人电话 13812345678 打不通。"))
    assert refusal.value.field == "facts"
    sanction = s.examined(b)
    with pytest.raises(Invalid, match="像是手机号或身份证号"):
        move(b, sanction, "impose", b.approver, decision="负责人 13812345678 确认。")


# --- what a decision does --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [k for k in SanctionKind if k is not K.REVOCATION])
def test_exactly_what_the_table_says_is_stopped(b, kind):
    sanction = s.imposed(b, kind)
    assert blocked(b) == {block.value for block in BLOCKS[kind]}
    assert sanction.is_public
    assert {hold.cause_id for hold in holds.on(b.session, b.org)} == {sanction.id}


def test_the_decision_names_the_ways_to_appeal_the_term_and_the_answer(b):
    sanction = s.imposed(b, K.WARNING)
    _, paper = papers.papers_of(b.session, sanction)
    assert (paper.number, paper.kind) == ("雨信决2026-0001", "sanction_decision")
    assert paper.facts["ends_on"] == "2026-11-13"
    assert (paper.facts["stated"], paper.facts["answer"]) == (True, "再次上门核对，仍无人办公。")
    assert paper.issuer.endswith("民政局")


def test_a_penalty_ends_with_its_term_and_a_listing_only_reminds(b, frozen_time):
    warning, listing = s.imposed(b, K.WARNING), s.imposed(b)
    assert lifecycle.due_of(b.session, listing, lifecycle.lifecycle_of(listing).step(listing.state, "end-term")) is None
    frozen_time("2026-11-14 08:00")
    move(b, warning, "end-term", people.SYSTEM)
    assert (warning.state, blocked(b)) == (SanctionState.ENDED, {x.value for x in BLOCKS[K.ABNORMAL]})
    assert warning.is_public
    frozen_time("2028-05-14 08:00")
    move(b, listing, "look-again", people.SYSTEM)
    assert (listing.state, listing.stands, blocked(b)) == (SanctionState.LOOK_AGAIN, True, {x.value for x in BLOCKS[K.ABNORMAL]})
    move(b, listing, "keep", b.examiner, reason="仍未改正，另行提出列入严重违法失信名单。")
    assert clock.local(listing.review_at).date() == date(2030, 5, 14)


def test_an_ended_warning_is_in_public_for_three_years_and_then_no_longer(b, frozen_time):
    warning = s.imposed(b, K.WARNING)
    frozen_time("2026-11-14 08:00")
    move(b, warning, "end-term", people.SYSTEM)
    for moment, public in (("2029-05-13 23:00", True), ("2029-05-14 00:00:01", False)):
        frozen_time(moment)
        assert (warning.is_public, b.session.scalar(select(type(warning).is_public).where(type(warning).id == warning.id))) == (public, public)


def test_who_comes_onto_the_serious_list_leaves_the_milder_one_and_returns_to_it_when_that_decision_falls(b):
    milder = s.imposed(b)
    serious = s.imposed(b, K.SERIOUS)
    assert (milder.state, milder.escalated_to_id) == (SanctionState.ESCALATED, serious.id)
    assert blocked(b) == {x.value for x in BLOCKS[K.SERIOUS]}
    appeal = operations.appeal(b.session, serious, by=b.head, way=AppealWay.REVIEW, body="不服。")
    move(b, appeal, "uphold", s.another_approver(b.session), answer="失信被执行人信息已经删除。")
    assert (serious.state, milder.state, milder.left_at) == (SanctionState.ANNULLED, SanctionState.IN_FORCE, None)
    assert blocked(b) == {x.value for x in BLOCKS[K.ABNORMAL]}


# --- the qualified list ------------------------------------------------------------------------------------------------


def listed_entry(b):
    found = qualified.compile_list(b.session, by=b.acceptor, year=2026)
    move(b, found, "publish", b.approver)
    return qualified.entry_of(b.session, b.org)


def test_the_entry_is_suspended_the_same_day_and_restored_with_the_removal(b):
    entry = listed_entry(b)
    sanction = s.imposed(b)
    assert entry.state is QualificationState.SUSPENDED
    with pytest.raises(Refused, match="生效中，解除以前不能恢复资格"):
        move(b, entry, "restore", b.acceptor, reason="先恢复")
    s.removed(b, sanction)
    assert entry.state is QualificationState.LISTED


def test_an_entry_stays_suspended_while_another_sanction_stands(b):
    entry = listed_entry(b)
    first, second = s.imposed(b), s.imposed(b, K.WARNING)
    s.removed(b, first)
    assert entry.state is QualificationState.SUSPENDED
    with clock.travel(second.ends_at):
        move(b, second, "end-term", people.SYSTEM)
    assert entry.state is QualificationState.LISTED


def test_what_an_officer_suspended_for_another_reason_stays_suspended(b):
    entry = listed_entry(b)
    move(b, entry, "suspend", b.acceptor, reason="专职人员不够。")
    sanction = s.imposed(b)
    s.removed(b, sanction)
    assert entry.state is QualificationState.SUSPENDED
    move(b, entry, "restore", b.acceptor, reason="已经补足。")
    assert entry.state is QualificationState.LISTED


def test_a_penalty_of_three_years_ago_keeps_off_a_new_list_and_one_day_later_no_longer(b, frozen_time):
    warning = s.imposed(b, K.WARNING)
    frozen_time("2026-11-14 08:00")
    move(b, warning, "end-term", people.SYSTEM)
    b.org.last_annual_report = 2029
    for moment, names in (("2029-05-13 10:00", []), ("2029-05-14 10:00", [b.org.name])):
        frozen_time(moment)
        found = qualified.compile_list(b.session, by=b.acceptor, year=2029)
        assert [row.name for row in qualified.entries(b.session, found).items] == names
