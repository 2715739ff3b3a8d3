"""An organization files its new board, on which an expert sits: no draw seats them. A department asks a street and is answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.domain.calls.models import Call
from portal.domain.organizations.models import Organization
from portal.domain.proposals.models import Proposal
from portal.domain.review import draws
from portal.kernel import clock
from tests.domain.boards import number
from tests.journeys.walk import Walk, upload
from tests.journeys.walking import known

GINKGO, POMEGRANATE = "南京市雨花台区银杏树下社区服务中心", "南京市雨花台区石榴籽邻里调解事务所"


@pytest.fixture
def person(phone) -> Walk:
    return Walk(phone)


@pytest.fixture
def other(page) -> Walk:
    return Walk(page)


def test_a_board_is_filed_and_an_expert_on_it_is_no_candidate(live_server, person, other, tmp_path):
    # --- the election is due: the new roll begins with the people of the old one
    person.log_in("ngo3").through_menu("负责人备案").follow(POMEGRANATE).stands_at("待换届").press("开始换届，填写新一届")
    person.stands_at("换届办理中").through_menu("组织人员").follow("换届")
    record = person.path
    person.stands_at("填写中").sees("孟石榴", "99********").follow("修改任期和会议日期")
    today = known(live_server, lambda session: clock.today())
    person.write(resolved_on=today.isoformat(), term_from=today.isoformat(), term_until=today.replace(year=today.year + 3, day=1).isoformat())
    person.press("保存").told("已保存。").follow("加一人")
    person.write(name="周评理", identity_number=number(77), phone="13800000077").choose(office="理事", id_kind="居民身份证").press("保存")
    person.told("已加进名册。").sees("还缺：选举或变动的会议决议。")
    upload(person, record, tmp_path, "选举或变动的会议决议")
    person.press("提交负责人备案").stands_at("待核对")

    # --- the expert enters the same number on the own page
    other.log_in("expert3").to("/experts/mine").follow("还没有登记")
    other.write(identity_number=number(77)).press("登记").sees("99********")

    # --- the registrar compares, looks at one number for a reason, and accepts
    other.log_in("acceptor").to(record).sees("法定代表人和登记事项一致：孟石榴").follow("看证件号码 周评理", exact=False)
    other.write(reason="核对会议决议").press("看完整号码").sees(number(77)).follow("记下了，返回")
    other.to(record).confirm("核对属实，予以备案").stands_at("现行")
    other.log_out().to("/organizations?q=石榴籽").follow(POMEGRANATE).sees("周评理").misses(number(77))

    # --- where it bids, the expert is left out, for the reason that is frozen with the draw
    def excluded(session) -> list[str]:
        bids = select(Proposal).join(Organization, Organization.id == Proposal.organization_id)
        lots = {p.lot for p in session.scalars(bids.where(Organization.name == POMEGRANATE, Proposal.opened_at.is_not(None)))}
        found = [draws.candidates(session, lot, session.get(Call, lot.call_id).panel_size).excluded for lot in lots]
        return [row["reason"] for rows in found for row in rows]

    assert "board" in known(live_server, excluded)


def test_a_department_asks_the_street_and_gets_its_answer(live_server, person, other):
    other.log_in("department").through_menu("联合监管").write(q="石榴籽").press("筛选").follow(POMEGRANATE)
    other.sees("没办完的事", "部门转办", "上门核实办公场所").press("转办给别的部门")
    page = other.path
    other.choose(to="板桥街道")
    due = known(live_server, lambda session: clock.today()) + timedelta(days=10)
    other.write(title="看一看调解室的开放时间", body="有居民说晚上不开门，请上门看。", due_on=due.isoformat())
    other.press("转办").told("已转办，对方会在待办里看到。").sees("看一看调解室的开放时间", "待接办")

    person.log_in("street3").through_menu("部门转办").follow("看一看调解室的开放时间")
    record = person.path
    person.press("接办").stands_at("办理中").press("办完，答复")
    person.write(answer="问电话 13800000001 的值班员。").confirm("办完，答复").refused("像是手机号或身份证号")
    person.write(answer="周二、周四晚上开到九点，门口贴了时间。").confirm("办完，答复").stands_at("已办结")

    other.to(record).stands_at("已办结").sees("周二、周四晚上开到九点")
    other.through_menu("通知").sees("办完并答复了")
    other.log_in("ngo3").to(page.removesuffix("/task")).misses("看一看调解室的开放时间")
    assert other.page.goto(record).status == 404
