"""Changes of the register: what is asked for, who decides, what is written, and what stands in the way."""

from __future__ import annotations

import pytest

from portal.domain.organizations import certificates, changes, members, register, registrations
from portal.domain.organizations.change_guards import materials_needed
from portal.domain.organizations.change_models import Change, ChangeState, Item
from portal.domain.organizations.models import OrganizationState, OrganizationVersion, OrgField
from portal.domain.organizations.registration_guards import MATERIALS
from portal.domain.retention.classes import ERASABLE
from portal.kernel import clock, holds, journal, lifecycle, papers, people, versions
from portal.kernel.roles import Role
from portal.kernel.words import Forbidden, Invalid, Refused, Stale, say
from portal.workflows import vouching
from tests.domain.changing import approved, drafted, examined, group, organization, submitted
from tests.domain.founding import attach, content, town  # noqa: F401 - town is a fixture

NEW_NAME = {"fancy": "银杏新枝", "field_words": "社区服务", "form_word": "中心"}


def move(town, change, action, by, **how):
    return lifecycle.move(town.session, change, action, by=by, **how)


def refusal(act, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return str(caught.value.sentence)


def test_three_officers_change_several_items_at_once(town):
    found = organization(town)
    town.travel("2026-06-01 10:00")
    change = approved(town, found, address="新湖大道 1 号", capital_fen=5_000_000, **NEW_NAME)
    assert [(x.item, x.before, x.after) for x in change.lines] == [
        (Item.NAME, "南京市雨花台区银杏树下社区服务中心", "南京市雨花台区银杏新枝社区服务中心"),
        (Item.ADDRESS, "听雨路 8 号", "新湖大道 1 号"), (Item.CAPITAL, 3_000_000, 5_000_000),
    ]  # fmt: skip
    assert (found.name, found.address, found.capital_fen) == ("南京市雨花台区银杏新枝社区服务中心", "新湖大道 1 号", 5_000_000)
    assert found.pinyin == "yxxzsqfwzx"
    assert (change.accepted_by_id, change.examined_by_id, change.decided_by_id) == (
        town.acceptor.user_id, town.examiner.user_id, town.approver.user_id)  # fmt: skip
    assert change.number.startswith("雨变2026-")
    story = [str(e.sentence) for e in journal.of(town.session, found) if e.action == "change"]
    assert story == [f"变更了名称 · 住所 · 注册资金（开办资金）（{change.number}）"]
    assert members.heads_of(town.session, found)[0].title == "南京市雨花台区银杏新枝社区服务中心 · 负责人"


def test_the_new_certificate_takes_the_place_of_the_old_one_and_has_a_main_sheet_and_a_copy(town):
    found = organization(town)
    (old,) = certificates.of(town.session, found)
    change = approved(town, found, address="新湖大道 1 号")
    (new,) = papers.papers_of(town.session, change)
    assert (new.kind, new.facts["address"], new.facts["copies"]) == ("registration_certificate", "新湖大道 1 号", 1)
    assert certificates.of(town.session, found) == [old, new]
    assert f"已由 2026-05-13 发出的 {new.number} 替代" in vouching.vouch(town.session, old).standing.sentence
    assert vouching.vouch(town.session, new).standing.level == 1


def test_a_new_charter_alone_needs_no_new_certificate_and_changes_no_row(town):
    found = organization(town)
    change = approved(town, found, charter="第五条增加理事会议事规则")
    assert [(x.item, x.before) for x in change.lines] == [(Item.CHARTER, None)]
    assert papers.papers_of(town.session, change) == []
    town.session.commit()
    assert town.session.query(OrganizationVersion).count() == 1


def test_the_street_alone_decides_on_a_filed_group(town):
    found = group(town)
    change = submitted(town, found, by=town.leader, address="文化广场", legal_representative="柳新风", name="听雨社区清风太极队")
    assert [s.action for s in lifecycle.open_steps(change, town.street)] == ["record", "send-back", "decline"]
    assert lifecycle.open_steps(change, town.acceptor) == []
    assert (change.accept_due_at, materials_needed(change)) == (None, ["decision", "premises"])
    move(town, change, "record", town.street)
    assert (found.name, found.address, found.legal_representative) == ("听雨社区清风太极队", "文化广场", "柳新风")
    (paper,) = papers.papers_of(town.session, change)
    assert (paper.kind, paper.facts["responsible_person"], paper.facts["group_type"]) == (
        "filing_certificate", "柳新风", "联合类（会员型）")  # fmt: skip
    assert lifecycle.lifecycle_of(change).path_of(change) == [ChangeState.DRAFT, ChangeState.SUBMITTED, ChangeState.APPROVED]


def test_a_group_that_is_sent_back_comes_in_again_and_may_be_declined(town):
    change = submitted(town, group(town), by=town.leader, address="文化广场")
    assert "请写明理由" in refusal(move, town, change, "send-back", town.street)
    move(town, change, "send-back", town.street, reason="请附场地方同意的意见")
    move(town, change, "submit", town.leader)
    move(town, change, "decline", town.street, reason="场地不能用")
    assert change.state is ChangeState.REFUSED


@pytest.mark.parametrize(("fields", "needed"), [
    ({"address": "甲路"}, ["decision", "premises"]),
    ({"legal_representative": "乙"}, ["decision", "successor", "audit"]),
    ({"capital_fen": 9_000_000}, ["decision", "capital"]),
    ({"purpose": "助老"}, ["decision", "charter"]),
    ({**NEW_NAME, "charter": "改第二条"}, ["decision", "charter"]),
])  # fmt: skip
def test_each_item_asks_for_its_own_materials(town, fields, needed):
    change = drafted(town, organization(town), materials=False, **fields)
    assert materials_needed(change) == needed
    sentence = refusal(move, town, change, "submit", town.head)
    assert sentence.startswith("还缺：同意变更的会议决议")


def test_where_there_is_a_competent_authority_its_consent_is_asked_for(town):
    found = organization(town, field=OrgField.ELDERLY, authority="区民政局", materials=(*MATERIALS, "consent"))
    change = drafted(town, found, address="甲路", authority="区卫生健康委员会")
    assert materials_needed(change) == ["decision", "premises", "consent"]
    assert [x.item for x in change.lines] == [Item.ADDRESS, Item.AUTHORITY]


def test_what_is_as_before_is_no_change(town):
    found = organization(town)
    change = drafted(town, found, address="听雨路 8 号 ", purpose="探访独居老人", capital_fen=3_000_000, legal_representative="")
    assert change.lines == []
    assert "还没有填要变更的内容" in refusal(move, town, change, "submit", town.head)
    changes.edit(town.session, change, by=town.head, address="甲路", reason="")
    attach(town, change, "premises")
    assert "还没有填：变更的原因" in refusal(move, town, change, "submit", town.head)


def test_before_is_frozen_at_the_submission_and_a_register_that_moved_on_is_not_overwritten(town):
    found = organization(town)
    change = drafted(town, found, address="甲路")
    found.address = "乙路"
    town.session.flush()
    assert change.lines[0].before == "乙路", "a draft shows what the register says now"
    move(town, change, "submit", town.head)
    move(town, change, "accept", town.acceptor)
    move(town, change, "examine", town.examiner)
    found.address = "丙路"
    town.session.flush()
    sentence = refusal(move, town, change, "approve", town.approver)
    assert sentence == ("名册上的“住所”在申请提交以后改过：提交时是“乙路”，现在是“丙路”。请退回申请人，对照现在的名册重新提交。")
    assert (found.address, change.state, change.lines[0].before) == ("丙路", ChangeState.EXAMINED, "乙路")
    move(town, change, "return", town.approver, reason="名册改过了")
    move(town, change, "return", town.examiner, reason="请重新提交")
    move(town, change, "submit", town.head)
    assert change.lines[0].before == "丙路"


def test_one_open_application_for_each_item(town):
    found = organization(town)
    first = submitted(town, found, address="甲路")
    second = drafted(town, found, address="乙路", capital_fen=9_000_000)
    sentence = refusal(move, town, second, "submit", town.head)
    assert sentence.startswith(f"“住所”已经在 {first.number} 里办变更")
    changes.edit(town.session, second, by=town.head, capital_fen=9_000_000, reason="增资")
    move(town, second, "submit", town.head)
    third = drafted(town, found, address="丙路")
    move(town, first, "withdraw", town.head)
    move(town, third, "submit", town.head)


def test_an_organization_that_left_the_register_changes_nothing(town):
    found = organization(town)
    change = examined(town, found, address="甲路")
    found.state = OrganizationState.DISSOLVED
    town.session.flush()
    sentence = "“南京市雨花台区银杏树下社区服务中心”现在的状态是“已注销”，不能办变更。"
    assert refusal(move, town, change, "approve", town.approver) == sentence
    assert refusal(changes.draft, town.session, found, by=town.head, address="乙路") == sentence
    move(town, change, "refuse", town.approver, reason="组织已经注销")


def test_a_hold_stops_changes_with_its_own_sentence(town):
    found = organization(town)
    change = examined(town, found, address="甲路")
    holds.place(town.session, found, "change", change, say("正在清算，不能办变更。"), by=town.approver)
    assert refusal(move, town, change, "approve", town.approver) == "正在清算，不能办变更。"


def test_the_same_person_does_not_act_twice(town):
    found = organization(town)
    change = submitted(town, found, address="甲路")
    move(town, change, "accept", town.acceptor)
    twice = people.Actor(town.acceptor.user_id, "同一人", Role.EXAMINER, region_path=town.examiner.region_path)
    assert refusal(move, town, change, "examine", twice) == "受理和审核不能是同一个人。"
    move(town, change, "examine", town.examiner)
    again = people.Actor(town.examiner.user_id, "同一人", Role.APPROVER, region_path=town.approver.region_path)
    assert "三个人办理" in refusal(move, town, change, "approve", again)


def test_nobody_else_asks_in_the_organizations_name(town):
    found = organization(town)
    for other in (town.ngo2, town.acceptor, people.actor_for(town.session, "resident1")):
        with pytest.raises(Forbidden):
            changes.draft(town.session, found, by=other, address="甲路")


def test_unanswered_within_five_working_days_it_is_deemed_accepted(town):
    change = submitted(town, organization(town), address="甲路")
    town.session.commit()
    assert clock.local(change.accept_due_at).date().isoformat() == "2026-05-20"
    town.travel("2026-05-21 08:00")
    assert [(type(r), s.action) for r, s in lifecycle.tick(town.session)] == [(Change, "deem-accepted")]
    assert (change.state, change.accepted_by_id) == (ChangeState.ACCEPTED, None)
    limits = changes.limits_of(town.session, change)
    assert (limits.decide.amount, limits.decide.statutory) == (10, 20)


# --- names --------------------------------------------------------------------------------------------------------


def test_a_new_name_is_kept_for_the_application_and_free_again_when_it_is_withdrawn(town):
    found = organization(town)
    change = submitted(town, found, **NEW_NAME)
    registration = registrations.draft(town.session, by=town.ngo2, **content(town, **NEW_NAME))
    attach(town, registration, "application", "charter", "founders", "premises", "capital")
    taken = "“南京市雨花台区银杏新枝社区服务中心”正在由别人申请，请换一个名称。"
    assert refusal(lifecycle.move, town.session, registration, "submit", by=town.ngo2) == taken
    move(town, change, "withdraw", town.head)
    lifecycle.move(town.session, registration, "submit", by=town.ngo2)
    again = drafted(town, found, **NEW_NAME)
    assert refusal(move, town, again, "submit", town.head) == taken


def test_a_name_keeps_its_region_and_has_all_its_parts(town):
    found = organization(town)
    with pytest.raises(Invalid) as caught:
        changes.draft(town.session, found, by=town.head, fancy="银杏新枝")
    assert caught.value.field == "field_words"
    with pytest.raises(Invalid) as caught:
        changes.draft(town.session, found, by=town.head, **{**NEW_NAME, "form_word": "基金会"})
    assert caught.value.field == "form_word"
    change = drafted(town, found, **NEW_NAME)
    assert change.name == "南京市雨花台区银杏新枝社区服务中心"


def test_a_place_of_another_registrar_is_refused(town):
    with pytest.raises(Invalid) as caught:
        changes.draft(town.session, organization(town), by=town.head, region_path="/32/3202/")
    assert caught.value.field == "region_path"


def test_too_little_capital_is_refused(town):
    change = drafted(town, organization(town), capital_fen=900_000)
    assert refusal(move, town, change, "submit", town.head) == "社会服务机构的注册资金至少 10,000 元，现在填的是 9,000 元。"


def test_an_application_on_an_old_page_is_stale(town):
    change = drafted(town, organization(town), address="甲路")
    with pytest.raises(Stale):
        changes.edit(town.session, change, by=town.head, expect=99, address="乙路")
    move(town, change, "submit", town.head)
    assert "已经提交" in refusal(changes.edit, town.session, change, by=town.head, address="乙路")


# --- afterwards ---------------------------------------------------------------------------------------------------


def test_the_account_head_is_compared_with_the_register(town):
    found = organization(town)
    head = members.heads_of(town.session, found)[0].user.name
    assert members.heads_besides_register(town.session, found) == ([] if head == found.legal_representative else [head])
    approved(town, found, legal_representative="新任人")
    assert members.heads_besides_register(town.session, found) == [head]


def test_the_history_names_the_application_behind_the_version(town):
    found = organization(town)
    before = clock.today()
    town.travel("2026-06-01 10:00")
    change = approved(town, found, address="甲路")
    town.session.commit()
    assert versions.as_of(town.session, found, before).row["address"] == "听雨路 8 号"
    now = versions.as_of(town.session, found, clock.today())
    assert (now.was, now.act_type, now.act_id, now.action) == ({"address": "听雨路 8 号"}, "changes", change.id, "approve")
    assert [e.action for e in register.opened(town.session, found)["story"][:3]] == ["approve", "issue-paper", "change"]


def test_what_was_never_handed_in_is_emptied_after_its_time(town):
    found = organization(town)
    idle = drafted(town, found, legal_representative="拟任人", reason="")
    kept = submitted(town, found, address="甲路")
    town.session.commit()
    town.travel("2029-06-01 10:00")
    rule = ERASABLE["idle-changes"]
    assert rule.erase(town.session, rule.old(rule.before(town.session))) == 1
    town.session.expire_all()
    assert (idle.items, idle.reason) == ([], "")
    assert kept.lines[0].after == "甲路"
