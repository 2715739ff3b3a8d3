"""What keeps a filing alive: four activities a year, a warning in time, people who hear and decide, an appeal."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.organizations import filings, group_activities, lapses, registrations
from portal.domain.organizations.group_life import GroupActivityState, LapseState
from portal.domain.organizations.models import Filing, GroupKind, OrganizationState, OrgField, OrgType
from portal.domain.projects.models import Activity, ActivityKind, ActivityState
from portal.kernel import access, clock, lifecycle, papers, people, work
from portal.kernel.outbox import Notice
from portal.kernel.people import SYSTEM, Appointment
from portal.kernel.permissions import Permission
from portal.kernel.roles import Role
from portal.kernel.words import Forbidden, Invalid, Refused, Sentence, Stale
from portal.workflows import exits, group_years
from tests.delivery import deliver
from tests.domain import founding
from tests.domain.founding import CODE, attach, content, town  # noqa: F401 - town is a fixture
from tests.domain.leaving import activity, confirmed, ended, group, look, running

L = LapseState


def years(town, organization):
    return [(y.year, y.own, y.projects, y.asked, y.missing) for y in group_years.years_of(town.session, organization)]


def told(town, head):
    about = town.session.query(Notice).filter_by(user_id=head.user_id).order_by(Notice.id)
    return [str(Sentence(n.msgid, **n.parts)) for n in about if "还差" in n.msgid]


def short(town, **other):
    """Filed in 2024, one activity in 2025, and it is 16 January 2026: marked."""
    organization, head = group(town, **other)
    town.travel("2025-06-11 10:00")
    confirmed(town, organization, head, date(2025, 6, 10))
    town.travel("2026-01-16 09:00")
    look(town)
    (lapse,) = lapses.of_group(town.session, organization)
    return organization, head, lapse


def second(town):
    """Another officer of the same street."""
    user = people.User(login="street-second", name="街大同", email="second@demo.invalid", password_hash="x")
    town.session.add(user)
    town.session.flush()
    town.session.add(Appointment(user_id=user.id, role=Role.STREET_OFFICER, region_path=town.street.region_path, title="街道", starts_at=clock.now()))
    town.session.flush()
    return people.actor_for(town.session, "street-second")


def heard(town):
    organization, head, lapse = short(town)
    town.travel("2026-01-19 10:00")
    lifecycle.move(town.session, lapse, "notify", by=town.street, reason="活动不足")
    lapses.saying("state", "statement")(town.session, lapse, by=head, words="场地装修")
    return organization, head, lapse


def decided(town):
    organization, head, lapse = heard(town)
    lifecycle.move(town.session, lapse, "lapse", by=second(town), reason="没有可以核对的活动")
    return organization, head, lapse


# --- activities -------------------------------------------------------------------------------------------------------


def test_a_group_records_its_committee_confirms_and_it_counts(town):
    organization, head = group(town)
    town.travel("2026-05-13 10:00")
    record = activity(town, organization, head, date(2026, 5, 12))
    assert (record.state, years(town, organization)[0]) == (GroupActivityState.DRAFT, (2026, 0, 0, True, 4))
    lifecycle.move(town.session, record, "record", by=head)
    with pytest.raises(Forbidden):
        lifecycle.move(town.session, record, "confirm", by=town.street)
    lifecycle.move(town.session, record, "confirm", by=town.committee)
    assert years(town, organization) == [(2026, 1, 0, True, 3), (2025, 0, 0, True, 4), (2024, 0, 0, False, 0)]
    assert access.allows(people.VISITOR, Permission.ACTIVITY_READ, record)


def test_activities_of_projects_that_it_implements_count_beside_its_own(town):
    organization, head = group(town)
    town.travel("2026-05-13 10:00")
    confirmed(town, organization, head, date(2026, 3, 2))
    town.session.add_all([_of_a_project(town, organization, day) for day in (date(2026, 2, 3), date(2026, 4, 7), date(2025, 4, 7))])
    town.session.flush()
    assert years(town, organization)[:2] == [(2026, 1, 2, True, 1), (2025, 0, 1, True, 3)]


def _of_a_project(town, organization, day):
    if not hasattr(town, "delivery"):
        town.delivery = deliver(town.session)
    project = town.delivery.project
    return Activity(
        project_id=project.id, organization_id=project.organization_id, implementer_id=organization.id, region_path=town.community,
        title="项目活动", kind=ActivityKind.VISIT, held_on=day, place="社区", minutes=60, attendances=10, beneficiaries=10,
        state=ActivityState.CONFIRMED,
    )  # fmt: skip


def test_the_day_has_come_lies_after_the_filing_and_its_year_is_not_settled(town):
    organization, head = group(town)
    town.travel("2026-01-15 10:00")
    activity(town, organization, head, date(2025, 12, 30))  # settled on the fifteenth
    for now, day, said in (
        ("2026-01-15 10:00", date(2026, 1, 16), "还没到"), ("2026-01-15 10:00", date(2024, 11, 1), "备案以前"),
        ("2026-01-16 10:00", date(2025, 12, 30), "2025 年的活动在 2026-01-15 以前记录"),
    ):  # fmt: skip
        town.travel(now)
        with pytest.raises(Invalid, match=said) as refused:
            activity(town, organization, head, day)
        assert refused.value.field == "held_on"


def test_a_draft_that_lay_too_long_is_refused_when_it_is_handed_in(town):
    organization, head = group(town)
    town.travel("2026-01-10 10:00")
    record = activity(town, organization, head, date(2025, 12, 30))
    town.travel("2026-01-20 10:00")
    with pytest.raises(Refused, match="已经核对完了"):
        lifecycle.move(town.session, record, "record", by=head)


@pytest.mark.parametrize("field", ["title", "place", "note"])
def test_texts_refuse_numbers_that_name_a_person(town, field):
    organization, head = group(town)
    with pytest.raises(Invalid, match="像是手机号或身份证号") as refused:
        activity(town, organization, head, clock.today(), **{field: "报名找 13912345678"})
    assert refused.value.field == field


def test_only_the_groups_own_people_record_and_legal_persons_not_here(town):
    organization, _ = group(town)
    for other in (town.ngo2, town.street):
        with pytest.raises(Forbidden):
            activity(town, organization, other, clock.today())
    legal_person, head = running(town)
    with pytest.raises(Refused, match="只有备案的社区社会组织"):
        activity(town, legal_person, head, clock.today())


def test_a_returned_record_is_corrected_and_an_old_page_is_told(town):
    organization, head = group(town)
    record = activity(town, organization, head, clock.today())
    lifecycle.move(town.session, record, "record", by=head)
    with pytest.raises(Refused, match="已经提交"):
        group_activities.edit(town.session, record, by=head, **fields(record))
    lifecycle.move(town.session, record, "return", by=town.committee, reason="人数不对")
    with pytest.raises(Stale):
        group_activities.edit(town.session, record, by=head, expect=record.version - 1, **fields(record))
    group_activities.edit(town.session, record, by=head, expect=record.version, **fields(record) | {"attendances": 12})
    assert record.attendances == 12


def fields(record):
    return {name: getattr(record, name) for name in group_activities.FIELDS}


# --- the year --------------------------------------------------------------------------------------------------------


def test_nothing_is_asked_in_the_year_of_the_filing(town):
    organization, head = group(town, "2025-02-05 10:00")
    for now in ("2025-11-03 10:00", "2026-02-02 10:00"):
        town.travel(now)
        look(town)
    assert (told(town, head), lapses.of_group(town.session, organization)) == ([], [])


def test_the_last_quarter_warns_once_and_december_once_more(town):
    organization, head = group(town)
    town.travel("2025-06-11 10:00")
    confirmed(town, organization, head, date(2025, 6, 10))
    counts = []
    for now in ("2025-09-30 10:00", "2025-10-01 10:00", "2025-10-02 10:00", "2025-11-30 10:00", "2025-12-01 10:00", "2025-12-31 10:00"):
        town.travel(now)
        look(town)
        counts.append(len(told(town, head)))
    assert counts == [0, 1, 1, 1, 2, 2]
    assert told(town, head)[0] == "“听雨社区太极队”今年经确认的活动有 1 次，还差 3 次；备案要保持有效，每年不少于 4 次"


def test_after_the_settling_the_clock_marks_and_decides_nothing(town):
    organization, head = group(town)
    town.travel("2026-01-15 23:00")
    look(town)
    assert lapses.of_group(town.session, organization) == []
    town.travel("2026-01-16 00:10")
    for _ in range(2):
        look(town)
    (lapse,) = lapses.of_group(town.session, organization)
    assert (lapse.state, lapse.year, lapse.found, lapse.needed, lapse.number) == (L.MARKED, 2025, 0, 4, "雨活核2026-0001")
    assert organization.state is OrganizationState.ACTIVE
    waiting = town.session.query(work.WorkItem).filter_by(subject_type="lapses", closed_at=None)
    assert [(item.action, item.duty) for item in waiting] == [("notify", "处理活动不足的备案组织")]
    assert lapse.head_id == head.user_id


def test_who_has_enough_is_neither_warned_nor_marked(town):
    organization, head = group(town)
    town.travel("2025-09-01 10:00")
    for month in (2, 4, 6, 8):
        confirmed(town, organization, head, date(2025, month, 3))
    for now in ("2025-11-03 10:00", "2026-02-02 10:00"):
        town.travel(now)
        look(town)
    assert (told(town, head), lapses.of_group(town.session, organization)) == ([], [])


# --- hearing, decision, appeal ----------------------------------------------------------------------------------------


def test_the_street_may_leave_it_at_that_with_a_reason(town):
    _, _, lapse = short(town)
    with pytest.raises(Refused, match="请写明理由"):
        lifecycle.move(town.session, lapse, "spare", by=town.street)
    lifecycle.move(town.session, lapse, "spare", by=town.street, reason="全年疫情防控，场地关闭")
    assert (lapse.state, lapse.decision) == (L.KEPT, "全年疫情防控，场地关闭")


def test_the_group_is_heard_and_silence_ends_with_the_period(town):
    _, head, lapse = short(town)
    town.travel("2026-01-19 10:00")
    lifecycle.move(town.session, lapse, "notify", by=town.street, reason="活动不足")
    assert clock.local(lapse.statement_ends_at).date() == date(2026, 2, 2)  # ten working days
    for stranger in (town.ngo2, town.street):
        with pytest.raises(Forbidden):
            lapses.saying("state", "statement")(town.session, lapse, by=stranger, words="x")
    with pytest.raises(Invalid, match="请写明内容"):
        lapses.saying("state", "statement")(town.session, lapse, by=head, words="  ")
    lifecycle.move(town.session, lapse, "end-notice", by=SYSTEM)
    assert (lapse.state, lapse.statement) == (L.HEARD, None)


def test_who_gave_notice_does_not_decide(town):
    _, _, lapse = heard(town)
    assert lapse.statement == "场地装修"
    for action in ("lapse", "keep"):
        with pytest.raises(Refused, match="告知和决定不能是同一个人"):
            lifecycle.move(town.session, lapse, action, by=town.street, reason="理由")


def test_the_decision_is_a_paper_and_ends_nothing_before_the_time_for_appeal(town):
    organization, head, lapse = decided(town)
    (paper,) = papers.papers_of(town.session, lapse)
    assert (paper.title, paper.facts["decides"], paper.facts["found"], paper.issuer) == (
        "备案失效决定书", "备案失效", "2025 年经居委会确认的活动 1 次，要求每年不少于 4 次。", "赛虹桥街道",
    )  # fmt: skip
    assert organization.state is OrganizationState.ACTIVE
    with pytest.raises(Refused, match="申诉期还没有过"):
        lifecycle.move(town.session, lapse, "carry-out", by=town.street)
    town.travel("2026-03-02 10:00")
    with pytest.raises(Refused, match="申诉期已经过了"):
        lapses.saying("appeal", "appeal")(town.session, lapse, by=head, words="不服")
    lifecycle.move(town.session, lapse, "carry-out", by=town.street)
    assert (lapse.state, organization.state, organization.ended_on) == (L.LAPSED, OrganizationState.LAPSED, date(2026, 3, 2))
    assert people.actor_for(town.session, "group").role is Role.ACCOUNT
    assert access.allows(people.actor_for(town.session, "group"), Permission.LAPSE_READ, lapse)


def test_an_appeal_is_decided_by_somebody_else_at_the_bureau(town):
    organization, head, lapse = decided(town)
    lapses.saying("appeal", "appeal")(town.session, lapse, by=head, words="有照片")
    with pytest.raises(Forbidden):
        lifecycle.move(town.session, lapse, "uphold", by=town.street, reason="理由")
    turned = people.Actor(lapse.decided_by_id, "街大同", Role.EXAMINER, region_path=town.examiner.region_path)
    with pytest.raises(Refused, match="由没有办过这件事的人处理"):
        lifecycle.move(town.session, lapse, "uphold", by=turned, reason="理由")
    lifecycle.move(town.session, lapse, "uphold", by=town.examiner, reason="照片属实")
    (paper,) = papers.papers_of(town.session, lapse)
    assert (lapse.state, organization.state, str(paper.ending)) == (L.KEPT, OrganizationState.ACTIVE, "申诉成立，决定被撤销。")


def test_a_dismissed_appeal_ends_the_filing_and_what_waited_with_it(town):
    organization, head, lapse = decided(town)
    waiting = activity(town, organization, head, clock.today())
    lapses.saying("appeal", "appeal")(town.session, lapse, by=head, words="有照片")
    lifecycle.move(town.session, lapse, "dismiss", by=town.examiner, reason="照片是别队的")
    assert (organization.state, waiting.state) == (OrganizationState.LAPSED, GroupActivityState.CANCELLED)
    with pytest.raises(Refused, match="已经退出名册"):
        activity(town, organization, head, clock.today())


def test_raised_or_ended_meanwhile_the_process_is_closed(town):
    organization, head, lapse = decided(town)
    lifecycle.move(town.session, lapse, "close", by=SYSTEM)
    (paper,) = papers.papers_of(town.session, lapse)
    assert (lapse.state, organization.state) == (L.CLOSED, OrganizationState.ACTIVE)
    assert str(paper.ending) == "组织已经升级登记或者退出名册，决定没有执行。"


def test_a_group_that_ends_itself_leaves_no_process_behind(town):
    organization, head, lapse = heard(town)
    record = ended(town, organization, head)
    exits.settled("hand-in")(town.session, record, by=head)
    lifecycle.move(town.session, record, "check", by=town.committee)
    exits.settled("end")(town.session, record, by=town.street)
    assert (record.state.value, lapse.state, organization.state) == ("approved", L.CLOSED, OrganizationState.DISSOLVED)


def test_an_application_of_a_group_falls_with_its_filing(town):
    organization, head, lapse = decided(town)
    record = ended(town, organization, head)
    town.travel("2026-03-02 10:00")
    lifecycle.move(town.session, lapse, "carry-out", by=town.street)
    assert (lapse.state, record.state.value) == (L.LAPSED, "withdrawn")


def test_a_refused_filing_gets_its_paper(town):
    town.travel("2026-05-13 10:00")
    filing = filings.draft(
        town.session, by=town.group, name="听雨社区麻将社", kind=GroupKind.ASSOCIATION_LIKE, field=OrgField.CULTURE, region_path=town.community,
        responsible_person="柳晨风", phone="52400000", meeting_place="活动室", purpose="打麻将", roster=[{"name": f"成员{n}"} for n in range(10)],
    )  # fmt: skip
    attach(town, filing, "charter")
    for action, by in (("submit", town.group), ("check", town.committee), ("end-publicity", SYSTEM)):
        lifecycle.move(town.session, filing, action, by=by)
    lifecycle.move(town.session, filing, "refuse", by=town.street, reason="宗旨不符合备案办法")
    (paper,) = papers.papers_of(town.session, filing)
    assert (paper.title, paper.facts["party"], paper.facts["reasons"]) == ("不予备案决定书", "听雨社区麻将社", "宗旨不符合备案办法")


def test_a_raised_group_keeps_the_years_of_its_filing(town):
    organization, head = group(town)
    town.travel("2026-05-13 10:00")
    confirmed(town, organization, head, date(2026, 3, 2))
    registration = registrations.draft(town.session, by=head, raise_group=True, **content(town, fancy="晨风", field_words="太极推广"))
    attach(town, registration, *founding.MATERIALS)
    for action, by in (("submit", head), ("accept", town.acceptor), ("examine", town.examiner)):
        lifecycle.move(town.session, registration, action, by=by)
    registrations.approve(town.session, registration, by=town.approver, uscc=CODE)
    assert (organization.org_type, organization.name) == (OrgType.SERVICE, "南京市雨花台区晨风太极推广中心")
    life = group_years.life_of(town.session, organization, [town.session.query(Filing).one()])
    assert [a.title for a in life.latest] == ["晨练带教"]
    assert (life.filed_on, life.years[0].own) == (date(2024, 11, 4), 1)
