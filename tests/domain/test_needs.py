"""Needs in their three loops, and the guideline items that carry them on."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from portal.domain.needs import guidelines, operations, queries
from portal.domain.needs.models import Channel, GuidelineState, Loop, NeedState
from portal.domain.organizations.models import OrgField
from portal.kernel import journal, lifecycle
from portal.kernel.outbox import Notice
from portal.kernel.words import Forbidden, Invalid, Refused
from seeds.people import DISTRICT, STREET
from seeds.world import first_community
from tests.bidding import organization

DEMANDS = {
    "title": "独居老人守望", "field": OrgField.ELDERLY, "whom": "六十五岁以上的独居老人", "need": "一日三餐没着落，摔倒没人知道",
    "service": "每周上门探访和代办就医取药", "goal": "每位老人每月探访不少于四次",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _noon(frozen_time):
    return frozen_time


@pytest.fixture
def people_of(session, as_person):
    logins = ("resident1", "resident2", "committee", "grid", "street", "examiner", "approver")
    return SimpleNamespace(home=first_community(session), **{login: as_person(login) for login in logins})


def report(session, people_of, *, by="resident1", title="老人吃饭没着落", **changes):
    given = {
        "title": title, "description": "四位老人", "field": OrgField.ELDERLY, "group_served": "独居老人",
        "region_path": people_of.home, "households": 4, **changes,
    }  # fmt: skip
    return operations.record(session, by=getattr(people_of, by), **given)


def take(session, need, action, by, **facts):
    return lifecycle.move(session, need, action, by=by, **facts)


def notices(session, actor):
    return [n.msgid for n in session.query(Notice).filter_by(user_id=actor.user_id).order_by(Notice.id)]


def screened(session, people_of, title="老人吃饭没着落"):
    need = report(session, people_of, title=title)
    take(session, need, "screen", people_of.street)
    return need


# --- recording


def test_a_resident_reports_through_the_portal_whatever_channel_is_sent(session, people_of):
    need = report(session, people_of, channel=Channel.GRID)
    assert (need.channel, need.loop, need.state) == (Channel.PORTAL, Loop.COMMUNITY, NeedState.COLLECTED)
    assert need.reporter_id == people_of.resident1.user_id
    assert need.number == "雨需2026-0001"


def test_a_grid_worker_records_what_the_round_found(session, people_of):
    assert report(session, people_of, by="grid", channel=Channel.GRID).channel is Channel.GRID


def test_an_officer_records_in_the_own_region_alone(session, people_of):
    elsewhere = first_community(session, DISTRICT + "320114001/")
    with pytest.raises(Invalid, match="您以现在的岗位只能登记本辖区的需求"):
        report(session, people_of, by="grid", region_path=elsewhere)


@pytest.mark.parametrize("place", [STREET, "/no/such/place/"])
def test_a_need_belongs_to_a_community(session, people_of, place):
    with pytest.raises(Invalid, match="请选一个社区"):
        report(session, people_of, region_path=place)


# --- seven steps


def test_the_seven_steps_end_with_the_reporters_assessment(session, people_of):
    need, committee = report(session, people_of), people_of.committee
    take(session, need, "open", committee)
    take(session, need, "assign", committee, assigned_to="社区食堂")
    take(session, need, "handle", committee, handling="每天送两餐")
    take(session, need, "feed-back", committee, feedback="从下周一开始送餐")
    take(session, need, "close", committee)
    operations.assess(session, need, by=people_of.resident1, assessment=5)
    assert need.state is NeedState.ASSESSED
    assert (need.assigned_to, need.handling, need.feedback, need.assessment) == (
        "社区食堂",
        "每天送两餐",
        "从下周一开始送餐",
        5,
    )
    assert len(notices(session, people_of.resident1)) == 5


def test_only_who_reported_it_assesses(session, people_of):
    need = report(session, people_of)
    for action, facts in (("open", {}), ("assign", {"assigned_to": "x"}), ("handle", {"handling": "x"}),
                          ("feed-back", {"feedback": "x"}), ("close", {})):  # fmt: skip
        take(session, need, action, people_of.committee, **facts)
    for other in (people_of.resident2, people_of.committee):
        with pytest.raises(Forbidden):
            operations.assess(session, need, by=other, assessment=1)


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_an_assessment_lies_between_one_and_five(session, people_of, stars):
    with pytest.raises(Invalid, match="请在 1 到 5 分里选一个"):
        operations.assess(session, report(session, people_of), by=people_of.resident1, assessment=stars)


def test_what_was_not_done_goes_back_to_be_handled(session, people_of):
    need = report(session, people_of)
    for action, facts in (
        ("open", {}),
        ("assign", {"assigned_to": "x"}),
        ("handle", {"handling": "x"}),
        ("feed-back", {"feedback": "x"}),
    ):
        take(session, need, action, people_of.committee, **facts)
    take(session, need, "reopen", people_of.street, reason="现场看还没有修")
    assert need.state is NeedState.ASSIGNED


# --- three loops


def test_what_the_community_cannot_solve_is_the_streets_turn(session, people_of):
    need = report(session, people_of)
    take(session, need, "open", people_of.committee)
    take(session, need, "escalate", people_of.committee, reason="市政管道，社区没有权限")
    assert (need.loop, need.state) == (Loop.STREET, NeedState.OPENED)
    with pytest.raises(Refused, match="这件事已经上报到小循环（街道），由那一级办理"):
        take(session, need, "assign", people_of.committee, assigned_to="谁")
    take(session, need, "assign", people_of.street, assigned_to="街道城管科")
    take(session, need, "escalate", people_of.street, reason="涉及两个区级部门")
    assert (need.loop, need.assigned_to) == (Loop.DISTRICT, "")
    with pytest.raises(Refused, match="由那一级办理"):
        take(session, need, "assign", people_of.street, assigned_to="谁")
    with pytest.raises(Refused, match="没有更上一级"):
        take(session, need, "escalate", people_of.examiner, reason="再往上")


def test_escalating_needs_a_reason(session, people_of):
    need = report(session, people_of)
    take(session, need, "open", people_of.committee)
    with pytest.raises(Refused, match="请写明理由"):
        take(session, need, "escalate", people_of.committee)


# --- merged and refused


def test_both_reporters_hear_of_the_outcome_of_merged_needs(session, people_of):
    first = report(session, people_of, by="resident1")
    second = report(session, people_of, by="resident2", title="老人没饭吃")
    operations.merge(session, second, by=people_of.committee, target_number=first.number)
    assert (second.state, second.merged_into_id) == (NeedState.MERGED, first.id)
    assert [row.number for row in queries.merged_into(session, first)] == [second.number]
    for action, facts in (("open", {}), ("assign", {"assigned_to": "x"}), ("handle", {"handling": "x"}),
                          ("feed-back", {"feedback": "x"}), ("close", {})):  # fmt: skip
        take(session, first, action, people_of.committee, **facts)
    assert notices(session, people_of.resident2) == [
        "把“%(caption)s”并案办理",
        "您提的事和“%(caption)s”并案办理，现在有了反馈",
        "您提的事和“%(caption)s”并案办理，现在已经结案",
    ]


def test_what_was_merged_into_a_merged_need_goes_along(session, people_of):
    a, b, c = (report(session, people_of, title=t) for t in ("甲", "乙", "丙"))
    operations.merge(session, a, by=people_of.committee, target_number=b.number)
    operations.merge(session, b, by=people_of.committee, target_number=c.number)
    session.refresh(a)
    assert a.merged_into_id == c.id


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("", "没有编号是“”的需求"),
        ("雨需2099-0001", "没有编号是“雨需2099-0001”的需求"),
        ("self", "不能并到自己"),
        ("rejected", "不能并过去"),
    ],
)
def test_a_need_is_merged_into_another_open_one(session, people_of, target, sentence):
    need, other = report(session, people_of), report(session, people_of, title="别的")
    take(session, other, "reject", people_of.committee, reason="不属于")
    number = {"self": need.number, "rejected": other.number}.get(target, target)
    with pytest.raises(Invalid, match=sentence):
        operations.merge(session, need, by=people_of.committee, target_number=number)


def test_a_refused_need_leaves_the_public_list_but_not_its_reporter(session, people_of):
    need = report(session, people_of)
    take(session, need, "reject", people_of.committee, reason="由公安机关受理")
    everything = queries.Filters()
    assert queries.listed(session, people_of.resident2, everything).items == []
    assert [row.number for row in queries.listed(session, people_of.resident1, everything).items] == [need.number]


# --- the list


def test_the_list_names_no_reporter_and_counts_by_field_and_place(session, people_of):
    report(session, people_of)
    report(session, people_of, title="路灯不亮", field=OrgField.COMMUNITY)
    report(session, people_of, title="楼道堆物", field=OrgField.COMMUNITY)
    found = queries.listed(session, people_of.resident2, queries.Filters())
    assert not {name for name in found.items[0]._fields if "reporter" in name or "recorded" in name}
    counts = queries.counts(session, people_of.resident2, queries.Filters())
    assert counts["field"] == [(OrgField.COMMUNITY, 2), (OrgField.ELDERLY, 1)]
    assert [n for _name, n in counts["community"]] == [3]


def test_the_list_is_narrowed_by_every_filter(session, people_of):
    report(session, people_of)
    report(session, people_of, by="grid", channel=Channel.GRID, title="路灯 100% 不亮", field=OrgField.COMMUNITY)

    def titles(**filters):
        return [row.title for row in queries.listed(session, people_of.resident2, queries.Filters(**filters)).items]

    assert titles(q="100%") == ["路灯 100% 不亮"]
    assert titles(q="_") == []
    assert titles(field=OrgField.ELDERLY) == ["老人吃饭没着落"]
    assert titles(channel=Channel.GRID) == ["路灯 100% 不亮"]
    assert titles(state=NeedState.CLOSED) == []
    assert len(titles(street=STREET)) == 2
    assert titles(street=DISTRICT + "320114001/") == []


# --- guideline items


def test_an_item_is_drafted_from_screened_needs_and_published(session, people_of):
    need = screened(session, people_of)
    item = guidelines.draft(session, by=people_of.examiner, needs=[need.public_id], **DEMANDS)
    assert (need.state, need.guideline_id) == (NeedState.GUIDED, item.id)
    take(session, item, "publish", people_of.examiner)
    assert (item.state, item.number) == (GuidelineState.PUBLISHED, "雨指2026-0001")
    assert notices(session, people_of.resident1)[-1] == "您提的需求编入的项目指引“%(caption)s”发布了"


def test_a_published_item_is_sent_to_departments_streets_committees_and_organizations(session, people_of, as_person):
    bidder = organization(session, "ngo", "银杏树下社区服务中心")
    item = guidelines.draft(session, by=people_of.examiner, needs=[screened(session, people_of).public_id], **DEMANDS)
    take(session, item, "publish", people_of.examiner)
    told = {
        login: [n.msgid for n in session.query(Notice).filter_by(user_id=as_person(login).user_id, subject_type="guidelines")]
        for login in ("department", "street", "committee", "ngo", "ngo2", "resident2")
    }
    purchase, funding = "项目指引“%(title)s”发布了，供采购参考", "项目指引“%(title)s”发布了，供资助和申报参考"
    assert bidder.state == "active"
    assert told == {"department": [purchase], "street": [funding], "committee": [funding], "ngo": [funding], "ngo2": [],
                    "resident2": []}  # fmt: skip


def test_the_needs_of_a_discarded_draft_wait_on_the_list_again(session, people_of):
    need = screened(session, people_of)
    item = guidelines.draft(session, by=people_of.examiner, needs=[need.public_id], **DEMANDS)
    take(session, item, "discard", people_of.examiner)
    assert (item.state, need.state, need.guideline_id) == (GuidelineState.DISCARDED, NeedState.SCREENED, None)
    again = guidelines.draft(session, by=people_of.examiner, needs=[need.public_id], **DEMANDS)
    assert need.guideline_id == again.id


@pytest.mark.parametrize(
    ("demand", "name"), [("whom", "服务对象"), ("need", "需求"), ("service", "服务内容"), ("goal", "目标")]
)
def test_each_of_the_four_demands_must_be_said(session, people_of, demand, name):
    need = screened(session, people_of)
    item = guidelines.draft(session, by=people_of.examiner, needs=[need.public_id], **{**DEMANDS, demand: "待定"})
    with pytest.raises(Refused, match=f"“{name}”写得太短。对象要准、需求要清、服务要实、目标要明，每项至少 10 个字。"):
        take(session, item, "publish", people_of.examiner)


def test_an_item_without_needs_is_not_published(session, people_of):
    item = guidelines.draft(session, by=people_of.examiner, **DEMANDS)
    with pytest.raises(Refused, match="还没有编入任何需求"):
        take(session, item, "publish", people_of.examiner)


def test_a_need_leaves_a_draft_again_with_a_reason_and_may_go_into_another(session, people_of):
    need = screened(session, people_of)
    wrong = guidelines.draft(session, by=people_of.examiner, needs=[need.public_id], **DEMANDS)
    with pytest.raises(Refused, match="请写明理由"):
        take(session, need, "take-out", people_of.examiner)
    with pytest.raises(Forbidden):
        take(session, need, "take-out", people_of.street, reason="编错了")
    take(session, need, "take-out", people_of.examiner, reason="编错了指引")
    assert (need.state, need.guideline_id) == (NeedState.SCREENED, None)
    story = journal.of(session, need)
    assert (story[0].action, story[0].payload.content["reason"]) == ("take-out", "编错了指引")
    assert "把“%(caption)s”移出项目指引，回到需求清单" in notices(session, people_of.resident1)
    right = guidelines.draft(session, by=people_of.examiner, needs=[need.public_id], **DEMANDS)
    assert (need.guideline_id, wrong.state) == (right.id, GuidelineState.DRAFT)


def test_a_need_does_not_leave_a_published_item(session, people_of):
    need = screened(session, people_of)
    item = guidelines.draft(session, by=people_of.examiner, needs=[need.public_id], **DEMANDS)
    lifecycle.move(session, item, "publish", by=people_of.examiner)
    with pytest.raises(Refused, match="已经发布，编入的需求不能再移出"):
        take(session, need, "take-out", people_of.examiner, reason="编错了")


def test_a_published_item_takes_no_more_needs_and_no_edits(session, people_of):
    first, second = screened(session, people_of), screened(session, people_of, "又一位老人")
    item = guidelines.draft(session, by=people_of.examiner, needs=[first.public_id], **DEMANDS)
    take(session, item, "publish", people_of.examiner)
    with pytest.raises(Refused, match="已经发布，不能再编入需求"):
        operations.guide(session, second, by=people_of.examiner, guideline=item)
    with pytest.raises(Refused, match="指引已经发布，不能再改"):
        guidelines.edit(session, item, by=people_of.examiner, **DEMANDS)


def test_a_need_taken_by_another_item_is_refused_with_a_sentence(session, people_of):
    need = screened(session, people_of)
    guidelines.draft(session, by=people_of.examiner, needs=[need.public_id], **DEMANDS)
    with pytest.raises(Invalid, match="刚刚被别人编入了别的指引"):
        guidelines.draft(session, by=people_of.examiner, needs=[need.public_id], **DEMANDS)
