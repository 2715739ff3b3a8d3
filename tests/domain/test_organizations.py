"""Registration: three different people, complete materials, right names, right codes; the register that comes of it."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.organizations import filings, keeping, naming, register, registrations, uscc
from portal.domain.organizations.models import (
    FilingState,
    GroupKind,
    OrgField,
    OrgType,
)
from portal.domain.organizations.register import Filters
from portal.domain.organizations.registration_guards import MATERIALS
from portal.kernel import lifecycle, people
from portal.kernel.roles import Role
from portal.kernel.words import Forbidden, Invalid, Refused
from seeds.people import DISTRICT
from tests.domain.founding import (  # noqa: F401 - town is a fixture
    CODE,
    as_other_role,
    attach,
    content,
    drafted,
    examined,
    move,
    registered,
    submitted,
    town,
)

WEDNESDAY = date(2026, 5, 13)


def parts(fancy, field="社区服务", form="中心"):
    return {"fancy": fancy, "field": field, "form": form}


def test_a_name_is_taken_by_the_register_or_by_an_earlier_application(town):
    registered(town)
    submitted(town, fancy="梧桐荫")
    drafted(town, fancy="松柏里")
    check = {fancy: naming.check(town.session, DISTRICT, parts(fancy)) for fancy in ("银杏树下", "梧桐荫", "松柏里", "新名字")}
    assert [check[f].free for f in check] == [False, False, True, True]
    assert "正在由别人申请" in check["梧桐荫"].taken


def test_names_that_sound_or_look_alike_are_shown_and_do_not_forbid(town):
    registered(town)
    found = naming.check(town.session, DISTRICT, parts("吟幸树夏", "养老服务"))
    assert found.free
    assert [(s.name, s.why) for s in found.similar] == [("南京市雨花台区银杏树下社区服务中心", "字号读音相同")]
    assert [s.why for s in naming.check(town.session, DISTRICT, parts("银杏树下", "养老服务")).similar] == ["字号相同"]
    assert [s.why for s in naming.check(town.session, DISTRICT, parts("银杏树旁", "养老服务")).similar] == ["字号相近"]
    assert naming.check(town.session, DISTRICT, parts("青石巷")).similar == []


@pytest.mark.parametrize("fancy", ["A1", "银", "中国好人", "一二三四五六七八九十一", "银 杏"])
def test_a_faulty_fancy_name_is_refused(town, fancy):
    assert naming.check(town.session, DISTRICT, parts(fancy)).fault
    with pytest.raises(Invalid):
        registrations.draft(town.session, by=town.ngo, **content(town, fancy=fancy))


def test_the_form_fits_the_type(town):
    with pytest.raises(Invalid, match="社会服务机构的名称以"):
        registrations.draft(town.session, by=town.ngo, **content(town, form_word="基金会"))


# --- the register -------------------------------------------------------------------------------------------------


def test_the_register_is_found_by_name_initials_and_code(town):
    registered(town)
    for q in ("银杏", "yxsx", "YXSX", CODE, CODE[:10].lower()):
        assert [row.uscc for row in register.listed(town.session, Filters(q=q)).items] == [CODE], q
    for q in ("没有", "zzz", "9132", "%", "_"):
        found = register.listed(town.session, Filters(q=q)).items
        assert (q in "%_") == bool(found)


def test_filters_narrow_and_pages_follow_each_other(town):
    for n, fancy in enumerate(("银杏树下", "梧桐荫", "松柏里")):
        registered(town, code=uscc.completed(f"52320114MJDEM010{n}"), fancy=fancy)
    first = register.listed(town.session, Filters(), size=2)
    second = register.listed(town.session, Filters(), size=2, cursor=first.next_cursor)
    back = register.listed(town.session, Filters(), size=2, cursor=second.prev_cursor)
    assert [len(p.items) for p in (first, second, back)] == [2, 1, 2]
    assert [r.id for r in back.items] == [r.id for r in first.items]
    assert (first.total, second.next_cursor, back.prev_cursor) == (3, None, None)
    assert register.listed(town.session, Filters(org_type=OrgType.GROUP)).items == []
    assert len(register.listed(town.session, Filters(org_type=OrgType.SERVICE, region_path=DISTRICT)).items) == 3
    assert register.listed(town.session, Filters(rating=3)).items == []


def test_only_the_acceptor_keeps_the_register(town):
    organization = registered(town)
    decided = {"rating": 4, "tax_exempt": True, "last_annual_report": None, "full_time_staff": 5}
    with pytest.raises(Forbidden):
        keeping.keep(town.session, organization, by=town.ngo, **decided)
    keeping.keep(town.session, organization, by=town.acceptor, **decided)
    assert (organization.rating, organization.full_time_staff) == (4, 5)
    with pytest.raises(Invalid, match="年度报告的年份"):
        keeping.keep(town.session, organization, by=town.acceptor, **{**decided, "last_annual_report": 2026})


# --- filing -------------------------------------------------------------------------------------------------------


def filed(town, *, sponsor="", kind=GroupKind.ASSOCIATION_LIKE, members_=10, materials=("charter",)):
    filing = filings.draft(
        town.session, by=town.group, name="听雨社区晨风太极队", kind=kind, field=OrgField.SPORTS,
        region_path=town.community, responsible_person="柳晨风", phone="52400000", meeting_place="小广场", purpose="打拳",
        roster=[{"name": f"成员{n}", "duty": ""} for n in range(members_)], sponsor=sponsor,
    )  # fmt: skip
    attach(town, filing, *materials)
    return filing


@pytest.mark.parametrize(("kind", "few"), [(GroupKind.ASSOCIATION_LIKE, 9), (GroupKind.SERVICE_LIKE, 2)])
def test_a_small_roster_is_refused_with_its_number(town, kind, few):
    with pytest.raises(Refused, match=f"名册只有 {few} 人"):
        move(town, filed(town, kind=kind, members_=few), "submit", town.group)
    larger = filed(town, kind=kind, members_=few + 1)
    move(town, larger, "submit", town.group)
    assert larger.state is FilingState.SUBMITTED


def test_a_filing_needs_its_charter(town):
    with pytest.raises(Refused, match="还缺章程"):
        move(town, filed(town, materials=()), "submit", town.group)


def test_a_sponsor_is_registered_and_says_so_in_writing(town):
    with pytest.raises(Invalid, match="登记名册里没有"):
        filed(town, sponsor="没有这个单位")
    organization = registered(town)
    filing = filed(town, sponsor=organization.uscc)
    with pytest.raises(Refused, match="依托单位同意的文件"):
        move(town, filing, "submit", town.group)
    attach(town, filing, "sponsor-consent")
    move(town, filing, "submit", town.group)
    assert filing.sponsor_id == organization.id


def test_committee_publicity_and_street_file_a_group_that_can_be_raised(town):
    filing = filed(town)
    move(town, filing, "submit", town.group)
    move(town, filing, "check", town.committee)
    town.session.commit()
    town.travel("2026-05-21 00:01")
    lifecycle.tick(town.session)
    with pytest.raises(Refused, match="核对和备案不能是同一个人"):
        move(town, filing, "file", as_other_role(town.committee, Role.STREET_OFFICER))
    move(town, filing, "file", town.street)
    group = filing.organization
    assert (group.org_type, group.uscc, group.filing_number) == (OrgType.GROUP, None, filing.number)
    town.travel.forward(minutes=1)
    leader = people.actor_for(town.session, "group")
    raised = registrations.draft(town.session, by=leader, raise_group=True, **content(town, fancy="晨风"))
    attach(town, raised, *MATERIALS)
    for action, by in (("submit", leader), ("accept", town.acceptor), ("examine", town.examiner)):
        move(town, raised, action, by)
    registrations.approve(town.session, raised, by=town.approver, uscc=CODE)
    assert (raised.organization_id, group.org_type, group.uscc) == (group.id, OrgType.SERVICE, CODE)
    assert group.filing_number == filing.number


def test_a_returned_filing_comes_back(town):
    filing = filed(town)
    move(town, filing, "submit", town.group)
    move(town, filing, "return", town.committee, reason="名册有重名")
    filings.edit(town.session, filing, by=town.group, meeting_place="活动室")
    move(town, filing, "submit", town.group)
    assert (filing.state, filing.meeting_place) == (FilingState.SUBMITTED, "活动室")
