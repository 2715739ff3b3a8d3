"""The annual report: who owes it and until when, what it must bring, who looks at it, and what comes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.domain.annual_reports import contents, doubts, operations, published, windows
from portal.domain.annual_reports.models import AnnualReportState as S
from portal.domain.annual_reports.models import Conclusion
from portal.domain.annual_reports.questions import EXPENDITURE, INCOME, Section
from portal.domain.catalogue import qualified
from portal.domain.organizations.models import OrganizationState, OrgType
from portal.kernel import clock, lifecycle, papers, policy
from portal.kernel.people import Department
from portal.kernel.policy import PolicySetting
from portal.kernel.roles import Role
from portal.kernel.words import Forbidden, Invalid, Refused, Stale
from portal.kernel.work import WorkItem
from portal.kernel.workdays import Unit, in_year
from tests.domain.founding import move, town  # noqa: F401 - town is a fixture
from tests.domain.reporting import (  # noqa: F401 - org and head are fixtures
    KNOWN,
    YEAR,
    answers,
    conclude,
    filled,
    head,
    member,
    org,
    organization,
    sign,
)

DISTRICT = "/32/3201/320114/"
AMOUNTS = st.integers(0, 10**12)
#: However busy the machine is that looks.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def refusal(act, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return str(refused.value.sentence)


# --- the sums -----------------------------------------------------------------------------------------------------


@PATIENT
@given(st.integers(-(10**12), 10**12), st.lists(AMOUNTS, min_size=7, max_size=7), st.lists(AMOUNTS, min_size=4, max_size=4), st.integers(-10**6, 10**6))
def test_the_closing_balance_is_the_opening_one_and_what_came_in_less_what_went_out(opening, came, went, off):
    finance = {"opening_fen": opening, "closing_fen": opening + sum(came) - sum(went) + off}
    finance |= {q.name: fen for q, fen in zip(INCOME, came, strict=True)} | {q.name: fen for q, fen in zip(EXPENDITURE, went, strict=True)}
    found = contents.sums({Section.FINANCE: finance})
    assert (found.income, found.expenditure, found.gap) == (sum(came), sum(went), off)
    assert found.add_up == (off == 0)


def test_without_both_balances_nothing_adds_up():
    assert contents.sums({}).gap is None
    assert not contents.sums({Section.FINANCE: {"opening_fen": 0}}).add_up


@PATIENT
@given(st.sampled_from([kind for kind in OrgType if kind.is_legal_person]), st.sets(st.sampled_from(list(Section))))
def test_the_meter_counts_what_is_needed_and_names_what_is_missing(org_type, sections):
    given_answers = {section: values for section, values in answers().items() if section in sections}
    meter = contents.meter(given_answers, org_type)
    assert meter.filled + sum(len(m.labels) for m in meter.missing) == meter.needed
    assert {m.section for m in meter.missing} >= set(Section) - sections
    assert (meter.percent == 100) == (meter.missing == [])


def test_some_answers_ask_for_another_one():
    said_no = {**answers()}
    said_no[Section.BASICS] = {**said_no[Section.BASICS], "as_registered": "no"}
    said_no[Section.DONATIONS] = {**said_no[Section.DONATIONS], "disclosed": "yes"}
    missing = contents.meter(said_no, OrgType.SERVICE).missing
    assert [(m.section, m.labels) for m in missing] == [(Section.BASICS, ["不一致的地方"]), (Section.DONATIONS, ["在哪里公开"])]


# --- the window ---------------------------------------------------------------------------------------------------


@PATIENT
@given(st.dates(date(2015, 1, 1), date(2030, 12, 31)), st.integers(0, 86_399))
def test_in_time_is_a_day_in_china_however_late_in_the_evening(due_on, second):
    """The last second of the due day is in time, the first of the next day is not; UTC's day has nothing to do with it."""
    last = clock.at(due_on) + timedelta(seconds=86_399)
    assert windows.in_time(last, due_on)
    assert not windows.in_time(last + timedelta(seconds=1), due_on)
    assert windows.in_time(clock.at(due_on) + timedelta(seconds=second), due_on)
    assert not windows.in_time(clock.at(due_on + timedelta(days=1)) + timedelta(seconds=second), due_on)


def test_midnight_in_china_is_four_in_the_afternoon_in_utc():
    due_on = date(2026, 5, 31)
    assert windows.in_time(datetime(2026, 5, 31, 15, 59, 59, tzinfo=UTC), due_on)
    assert not windows.in_time(datetime(2026, 5, 31, 16, 0, 0, tzinfo=UTC), due_on)


@pytest.mark.parametrize("org_type", list(OrgType))
def test_the_first_year_follows_from_the_day_of_registration(town, org_type):
    """Every day of two years, a leap year among them: up to 30 June one reports for that year, later from the next one on."""
    day = date(2023, 12, 31)
    while day < date(2026, 1, 2):
        day += timedelta(days=1)
        first = windows.first_year(town.session, org_type, DISTRICT, day)
        if org_type is OrgType.GROUP:
            assert first is None
            continue
        assert first == day.year + ((day.month, day.day) > (6, 30)), day


@pytest.mark.parametrize(("org_type", "due_on"), [
    (OrgType.ASSOCIATION, date(2026, 5, 31)), (OrgType.SERVICE, date(2026, 5, 31)), (OrgType.FOUNDATION, date(2026, 3, 31)),
])  # fmt: skip
def test_the_window_is_days_of_the_next_year(town, org_type, due_on):
    assert windows.window(town.session, org_type, DISTRICT, 2025) == (date(2026, 1, 1), due_on)


@pytest.mark.parametrize(
    ("org_type", "day", "year"),
    [(OrgType.SERVICE, date(2026, 5, 31), 2024), (OrgType.SERVICE, date(2026, 6, 1), 2025), (OrgType.FOUNDATION, date(2026, 4, 1), 2025)],
)
def test_the_newest_report_that_had_to_be_here_depends_on_the_day(town, org_type, day, year):
    assert windows.newest_due(town.session, org_type, DISTRICT, day) == year


def test_a_region_may_say_otherwise(town):
    row = town.session.query(PolicySetting).filter_by(key="annual-report.due").one()
    town.session.add(PolicySetting(region_path=DISTRICT, key=row.key, version=1, amount=630, unit=Unit.MONTH_DAY, name=row.name, source="本区通知",
                                   valid_from=clock.now() - timedelta(days=1)))  # fmt: skip
    town.session.flush()
    policy.forget(town.session)
    assert windows.window(town.session, OrgType.SERVICE, DISTRICT, 2025).due_on == date(2026, 6, 30)
    assert windows.window(town.session, OrgType.SERVICE, "/32/3201/320115/", 2025).due_on == date(2026, 5, 31)


def test_the_29th_of_february_is_the_28th_where_there_is_none():
    assert [in_year(229, year) for year in (2024, 2025)] == [date(2024, 2, 29), date(2025, 2, 28)]
    with pytest.raises(ValueError, match="day is out of range"):
        in_year(231, 2024)


def test_who_owes_nothing_is_told_why(town, org):
    young = organization(town, name="新", uscc="52320114MJDEM0002X", registered_on=date(2025, 7, 1))
    group = organization(town, name="队", uscc=None, org_type=OrgType.GROUP)
    gone = organization(town, name="旧", uscc="52320114MJDEM0003X", state=OrganizationState.DISSOLVED)
    told = [str(windows.why_not(town.session, o, YEAR)) for o in (young, group, gone)]
    assert told == ["2025-07-01 登记的，从 2026 年度起报送工作报告。", "备案的社区社会组织不报年度工作报告，每年的活动由街道核对。",
                    "旧现在的状态是“已注销”，不再报送年度工作报告。"]  # fmt: skip
    assert str(windows.why_not(town.session, org, 2026)) == "2026 年度工作报告从 2027-01-01 起填报。"
    assert windows.why_not(town.session, org, YEAR) is None


# --- writing ------------------------------------------------------------------------------------------------------


def test_a_year_has_one_report_whoever_begins_it(town, org, head):
    report = operations.begin(town.session, org, YEAR, by=head)
    assert operations.begin(town.session, org, YEAR, by=member(town, org, "accountant", Role.ACCOUNTANT)) is report
    assert (report.due_on, report.state, report.begun_at) == (date(2026, 5, 31), S.DRAFT, None)
    assert refusal(operations.begin, town.session, org, YEAR, by=town.acceptor).startswith("请用组织的岗位来填年度报告")


def test_two_people_fill_two_sections_and_the_same_section_tells_the_second(town, org, head):
    report = operations.begin(town.session, org, YEAR, by=head)
    other = member(town, org, "accountant", Role.ACCOUNTANT)
    operations.save(town.session, report, Section.STAFF, {"full_time": 4}, by=head, expect=0, editor="page-one")
    operations.save(town.session, report, Section.FINANCE, {"opening_fen": 5}, by=other, expect=0)
    with pytest.raises(Stale):
        operations.save(town.session, report, Section.STAFF, {"full_time": 9}, by=other, expect=0, editor="page-two")
    assert report.content["staff"] == {"full_time": 4}
    operations.save(town.session, report, Section.STAFF, {"full_time": 5}, by=head, expect=0, editor="page-one")  # its answer was lost
    assert (report.content["staff"], operations.version_of(report, Section.STAFF)) == ({"full_time": 5}, 2)


def test_a_public_text_refuses_numbers_of_people_and_no_answer_may_be_out_of_bounds(town, org, head):
    report = operations.begin(town.session, org, YEAR, by=head)

    def save(section, **given_answers):
        operations.save(town.session, report, section, given_answers, by=head, expect=None)

    for section, wrong, field in ((Section.ACTIVITIES, {"remarks": "找小王 13800138000"}, "remarks"), (Section.STAFF, {"full_time": -1}, "full_time"),
                                  (Section.STAFF, {"volunteers": 10**9}, "volunteers"), (Section.PLAN, {"plan": "长" * 3001}, "plan")):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            save(section, **wrong)
        assert refused.value.field == field
    assert report.content == {}
    with pytest.raises(TypeError):
        save(Section.STAFF, shoe_size=42)


# --- handing in ---------------------------------------------------------------------------------------------------


def test_what_is_missing_is_named_before_anything_is_signed(town, org, head):
    report = operations.begin(town.session, org, YEAR, by=head)
    assert refusal(sign, town, report, head) == "还有 35 项没有填，先看“基本情况”：实际情况和登记事项一致、活动场所、场所面积（平方米）。"
    report = filled(town, org, head, files=(), closing_fen=1_100_001)
    assert refusal(sign, town, report, head) == "财务对不上：年初净资产加收入合计 5,500.00 元减支出合计 4,500.00 元，和年末净资产相差 0.01 元。"
    operations.save(town.session, report, Section.FINANCE, answers()[Section.FINANCE], by=head, expect=None)
    assert refusal(sign, town, report, head) == "还缺：财务会计报告。请在“材料”里上传后再报送。"


def test_foundations_and_large_incomes_bring_an_audit(town):
    rich = organization(town)
    by = member(town, rich)
    report = filled(town, rich, by, income_finance=100_000_000, closing_fen=100_600_000)
    assert refusal(sign, town, report, by) == "还缺：审计报告。请在“材料”里上传后再报送。"
    foundation = organization(town, name="基金会", uscc="53320114MJDEM0009X", org_type=OrgType.FOUNDATION)
    by = member(town, foundation, "ngo2")
    report = filled(town, foundation, by, public_raising="no", benefit_fen=100_000)
    assert refusal(sign, town, report, by) == "还缺：审计报告。请在“材料”里上传后再报送。"


def test_only_the_legal_representative_signs(town, org, head):
    report = filled(town, org, head)
    with pytest.raises(Forbidden):
        sign(town, report, member(town, org, "accountant", Role.ACCOUNTANT))
    sign(town, report, head)
    assert (report.state, report.signed_name, report.late, report.number) == (S.SUBMITTED, head.name, False, "雨年报2026-0001")
    assert len(report.digest) == 64
    assert refusal(operations.save, town.session, report, Section.PLAN, {}, by=head, expect=None).startswith("报告已经报送，不能再改")


def test_the_day_of_arrival_decides_and_a_correction_does_not_make_it_late(town, org, head):
    report = filled(town, org, head)
    town.travel("2026-06-01 00:00")
    sign(town, report, head, arrived_at=clock.now() - timedelta(seconds=1))  # the request was here before midnight
    assert (report.late, report.state) == (False, S.SUBMITTED)
    move(town, report, "return", town.acceptor, reason="缺附注")
    assert report.correct_by_at == policy.due(town.session, "annual-report.correct", report.region_path, clock.now())
    town.travel("2026-06-10 10:00")
    sign(town, report, head)
    assert (report.late, clock.local(report.arrived_at).date(), clock.local(report.submitted_at).date()) == (False, date(2026, 5, 31), date(2026, 6, 10))


def test_time_marks_it_overdue_and_does_no_more(town, org, head):
    report = filled(town, org, head)
    town.session.commit()
    town.travel("2026-05-31 23:59")
    assert lifecycle.tick(town.session) == []
    town.travel("2026-06-01 00:01")
    assert [step.action for _record, step in lifecycle.tick(town.session)] == ["fall-late"]
    assert (report.state, org.state) == (S.OVERDUE, OrganizationState.ACTIVE)
    assert [i.action for i in town.session.query(WorkItem).filter_by(subject_type="annual_reports", closed_at=None)] == ["submit"]
    sign(town, report, head)
    assert (report.late, report.state) == (True, S.SUBMITTED)


# --- two looks ----------------------------------------------------------------------------------------------------


def test_the_registrar_checks_and_another_officer_concludes(town, org, head):
    report = filled(town, org, head)
    sign(town, report, head)
    move(town, report, "check", town.acceptor, opinion="齐全")
    with pytest.raises(Forbidden):
        move(town, report, "accept", town.acceptor)
    move(town, report, "accept", town.examiner)
    assert (report.state, report.conclusion, org.last_annual_report) == (S.ACCEPTED, Conclusion.QUALIFIED, YEAR)
    (paper,) = papers.papers_of(town.session, report)
    assert (paper.kind, paper.title, paper.public, paper.facts["conclusion"]) == ("annual_report", "年度工作报告审定书", False, "合格")


def test_a_competent_authority_that_works_in_the_portal_checks_first(town):
    justice = town.session.query(Department).filter_by(name="区司法局").one()
    theirs = organization(town, authority="区司法局")
    by = member(town, theirs)
    report = filled(town, theirs, by)
    sign(town, report, by)
    assert report.department_id == justice.id
    with pytest.raises(Stale):
        move(town, report, "check", town.acceptor)
    assert refusal(move, town, report, "check-instead", town.acceptor, reason="催过") == "业务主管单位的初审期限还没有过。"
    town.travel("2026-06-30 10:00")
    move(town, report, "check-instead", town.acceptor, reason="电话催过两次")
    assert report.state is S.CHECKED


def test_an_authority_without_an_officer_here_is_not_waited_for(town):
    theirs = organization(town, authority="区教育局")
    by = member(town, theirs)
    report = filled(town, theirs, by)
    sign(town, report, by)
    assert report.department_id is None


def test_anything_but_passed_has_reasons_and_what_to_put_right(town, org, head):
    report = filled(town, org, head)
    sign(town, report, head)
    move(town, report, "check", town.acceptor)
    assert refusal(conclude, town, report, opinion=" ") == "请写明结论的理由。"
    assert refusal(conclude, town, report, rectifications="\n") == "请写明要整改什么、什么时候以前完成。"
    assert refusal(conclude, town, report, rectify_by_on=clock.today()) == "整改期限要在今天以后。"
    conclude(town, report)
    assert (report.state, report.conclusion, report.rectifications) == (S.RECTIFYING, Conclusion.BASIC, ["补开会议", "公开收支"])
    move(town, report, "rectify", head, rectified="都改了")
    move(town, report, "reject", town.examiner, reason="纪要没有签字")
    move(town, report, "rectify", head, rectified="补签了")
    move(town, report, "confirm", town.examiner)
    assert (report.state, report.conclusion, report.rectified) == (S.ACCEPTED, Conclusion.BASIC, "补签了")


def test_a_report_that_is_caught_up_does_not_take_a_later_ones_place(town, org, head):
    org.last_annual_report = 2025
    town.session.flush()
    report = filled(town, org, head, year=2024)
    sign(town, report, head)
    move(town, report, "check", town.acceptor)
    move(town, report, "accept", town.examiner)
    assert (report.late, org.last_annual_report) == (True, 2025)


# --- what comes of it ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("late", "conclusion", "met", "evidence"), [
    (False, Conclusion.QUALIFIED, True, "按时报送 2025 年度报告，结论合格"), (False, Conclusion.BASIC, True, "按时报送 2025 年度报告，结论基本合格"),
    (False, Conclusion.UNQUALIFIED, False, "按时报送 2025 年度报告，结论不合格"), (True, Conclusion.QUALIFIED, False, "逾期报送 2025 年度报告，结论合格"),
    (True, None, False, "逾期报送 2025 年度报告，还没有审定"), (False, None, False, "已报送 2025 年度报告，还没有审定"),
])  # fmt: skip
def test_the_qualified_list_looks_at_time_and_conclusion(town, org, head, late, conclusion, met, evidence):
    report = filled(town, org, head)
    sign(town, report, head, arrived_at=clock.at(date(2026, 6, 1) if late else date(2026, 5, 13)))
    if conclusion:
        move(town, report, "check", town.acceptor)
    if conclusion is Conclusion.QUALIFIED:
        move(town, report, "accept", town.examiner)
    elif conclusion:
        conclude(town, report, conclusion=conclusion)
    found = next(c for c in qualified.conditions(town.session, org, 2026) if c.condition == "按时报送上一年度工作报告")
    assert (found.met, str(found.evidence)) == (met, evidence)


def test_the_public_part_holds_totals_and_nothing_of_people(town, org, head):
    report = filled(town, org, head)
    assert published.of_year(town.session, org, YEAR) is None
    sign(town, report, head)
    move(town, report, "check", town.acceptor)
    move(town, report, "accept", town.examiner)
    public = published.public_part(published.of_year(town.session, org, YEAR))
    assert (public.opening_fen, public.income_fen, public.expenditure_fen, public.closing_fen) == (1_000_000, 550_000, 450_000, 1_100_000)
    assert not {"staff", "party", "governance"} & set(public._fields)
    assert [(row.year, row.conclusion) for row in published.of_organization(town.session, org)] == [(YEAR, Conclusion.QUALIFIED)]


def test_what_does_not_agree_is_listed_and_refuses_nothing(town, org, head):
    wrong = answers(income_finance=100)
    wrong[Section.STAFF] = {"full_time": 3, "insured": 5, "social_workers": 9, "part_time": 1, "volunteers": 0}
    wrong[Section.DONATIONS] = {**wrong[Section.DONATIONS], "donated_fen": 1}
    wrong[Section.GOVERNANCE] = {**wrong[Section.GOVERNANCE], "board_meetings": 0, "term_ends_on": "2025-12-31"}
    known = {**KNOWN, "paid_fen": {"finance": 5000}, "sources": {"finance": "财政资金"}, "volunteers": 12}
    assert [str(s) for s in doubts.about(town.session, org, YEAR, wrong, known, closing_before=7)] == [
        "专职人员填了 3 人，登记名册上是 4 人。", "参保 5 人，多于专职的 3 人。", "持证社会工作者 9 人，多于全部人员 4 人。",
        "“财政资金”填了 1.00 元，门户这一年拨付了 50.00 元。", "年初净资产 10,000.00 元，和上一年报告的年末净资产 0.07 元不同。",
        "收到捐赠款填了 0.01 元，财务里的公众捐助是 200.00 元。", "理事会 2025-12-31 已经届满，年末还没有换届。", "全年没有开过理事会会议。",
        "志愿者填了 0 人，活动记录里有 12 人次。",
    ]  # fmt: skip
    fine = {section: contents.clean(section, OrgType.SERVICE, typed) for section, typed in answers().items()}
    assert doubts.about(town.session, org, YEAR, fine, KNOWN) == []


@pytest.mark.parametrize(("finance", "told"), [
    ({"public_raising": "no", "benefit_fen": 80_000}, []),
    ({"public_raising": "no", "benefit_fen": 79_999}, ["公益事业支出占 7.9%，规定不低于 8%。"]),
    ({"public_raising": "yes", "income_before_fen": 100_000, "benefit_fen": 70_000}, []),
    ({"public_raising": "yes", "income_before_fen": 100_000, "benefit_fen": 69_999}, ["公益事业支出占 69.9%，规定不低于 70%。"]),
    ({"public_raising": "no", "benefit_fen": 80_000, "expense_business": 404_999, "expense_management": 45_001}, ["管理费用占当年总支出 10.1%，规定不超过 10%。"]),
])  # fmt: skip
def test_a_foundations_shares_are_held_against_the_law(town, finance, told):
    foundation = organization(town, name="基金会", uscc="53320114MJDEM0009X", org_type=OrgType.FOUNDATION)
    given_answers = answers(**{"expense_business": 450_000, "expense_management": 0, **finance})
    assert [str(s) for s in doubts.shares(town.session, foundation, given_answers)] == told
