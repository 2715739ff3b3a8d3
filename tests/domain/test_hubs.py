"""Hubs: recognised by two officers, joined freely, left with notice; they see what is public and supervise nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.domain.hubs import operations as hubs
from portal.domain.hubs import queries
from portal.domain.hubs.models import HubKind, HubState, MembershipState, NoteState
from portal.domain.organizations.models import OrgField
from portal.kernel import access, people
from portal.kernel.outbox import Notice
from portal.kernel.people import SYSTEM, VISITOR
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Forbidden, Invalid
from portal.kernel.work import WorkItem
from portal.workflows import hubs as public_record
from tests.domain.rated import bureau, refusal  # noqa: F401 - the fixture

M = MembershipState


def proposed(bureau, **other):
    fields = {"kind": HubKind.HUB, "organization": bureau.organization.name, "grounds": "做了多年", "field": OrgField.COMMUNITY, **other}
    return hubs.propose(bureau.session, by=bureau.acceptor, **fields)


def recognised(bureau, **other):
    hub = proposed(bureau, **other)
    bureau.move(hub, "recognise", bureau.approver)
    return hub


def member(bureau, hub):
    head = bureau.lead(bureau.found("金指环邻里互助社", 1), "ngo2")
    membership = hubs.apply(bureau.session, hub, by=head, message="想一起做")
    return membership, head


def test_two_officers_recognise_a_hub_and_it_becomes_public(bureau):
    hub = proposed(bureau)
    assert not access.allows(VISITOR, P.HUB_READ, hub)
    with pytest.raises(Forbidden):
        bureau.move(hub, "recognise", bureau.acceptor)
    bureau.move(hub, "recognise", bureau.approver)
    assert (hub.state, hub.number is not None, access.allows(VISITOR, P.HUB_READ, hub)) == (HubState.RECOGNISED, True, True)
    assert "已经是枢纽" in refusal(proposed, bureau)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"organization": "没有这个"}, "organization"), ({"field": None}, "field"), ({"grounds": " "}, "grounds"),
        ({"kind": HubKind.FEDERATION}, "area_path"), ({"area_path": "/32/"}, "area_path"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_proposal_is_named(bureau, fields, field):
    with pytest.raises(Invalid) as refused:
        proposed(bureau, **fields)
    assert refused.value.field == field


def test_the_hub_answers_and_the_member_is_told(bureau):
    hub = recognised(bureau)
    membership, head = member(bureau, hub)
    items = bureau.session.scalars(select(WorkItem).where(WorkItem.subject_type == "hub_memberships", WorkItem.closed_at.is_(None))).all()
    assert [(item.action, item.organization_id) for item in items] == [("accept", bureau.organization.id)]
    with pytest.raises(Forbidden):
        bureau.move(membership, "accept", head)
    with pytest.raises(Forbidden):
        bureau.move(membership, "withdraw", bureau.head)
    bureau.move(membership, "accept", bureau.head)
    told = bureau.session.scalars(select(Notice.user_id).where(Notice.subject_type == "hub_memberships")).all()
    assert head.user_id in told
    assert "已经申请过或者已经是会员" in refusal(hubs.apply, bureau.session, hub, by=head, message="再来")


def test_only_who_the_hub_is_for_may_join(bureau):
    hub = recognised(bureau)
    other = bureau.lead(bureau.found("青石巷儿童中心", 2, field=OrgField.CHILDREN), "ngo3")
    assert refusal(hubs.apply, bureau.session, hub, by=other, message="想加入") == "这个枢纽只接受“城乡社区服务”领域的组织。"
    assert refusal(hubs.apply, bureau.session, hub, by=bureau.head, message="自己") == "这是你们自己的枢纽。"


@pytest.mark.parametrize(("action", "back", "side"), [("leave", "stay", "member"), ("dismiss", "keep", "hub")])
def test_either_side_ends_it_with_notice_and_may_take_that_back(bureau, action, back, side):
    hub = recognised(bureau)
    membership, head = member(bureau, hub)
    bureau.move(membership, "accept", bureau.head)
    by, other = (head, bureau.head) if side == "member" else (bureau.head, head)
    with pytest.raises(Forbidden):
        bureau.move(membership, action, other, reason="不是我")
    bureau.move(membership, action, by, reason="各走各的")
    assert (membership.state, membership.ended_by.value) == (M.LEAVING, side)
    bureau.move(membership, back, by)
    bureau.move(membership, action, by, reason="还是结束")
    bureau.travel(membership.ends_at + timedelta(minutes=1))
    bureau.move(membership, "end", SYSTEM)
    assert membership.state is M.LEFT
    assert queries.members_of(bureau.session, hub) == []


def test_a_note_is_read_by_the_two_and_the_bureau_and_by_nobody_else(bureau):
    hub = recognised(bureau)
    membership, head = member(bureau, hub)
    assert "不是会员" in refusal(hubs.write_note, bureau.session, membership, by=bureau.head, title="档案", body="一户一档")
    bureau.move(membership, "accept", bureau.head)
    with pytest.raises(Forbidden):
        hubs.write_note(bureau.session, membership, by=head, title="反过来", body="不行")
    note = hubs.write_note(bureau.session, membership, by=bureau.head, title="档案", body="一户一档")
    third = bureau.lead(bureau.found("百合井社区治理中心", 3), "ngo3")
    readers = {who: access.allows(who, P.HUB_READ, note) for who in (bureau.head, head, bureau.acceptor, bureau.supervisor, third, VISITOR)}
    assert list(readers.values()) == [True, True, True, True, False, False]
    with pytest.raises(Forbidden):
        bureau.move(note, "answer", bureau.head, answer="自己答")
    assert refusal(bureau.move, note, "answer", head, answer=" ") == "请写明内容：对方会看到这段话。"
    bureau.move(note, "answer", head, answer="好的")
    assert (note.state, note.answer) == (NoteState.ANSWERED, "好的")


def test_a_hub_gains_no_right_to_what_is_not_public_of_its_members(bureau):
    hub = recognised(bureau)
    membership, _head = member(bureau, hub)
    bureau.move(membership, "accept", bureau.head)
    for permission in (P.ORGANIZATION_READ_FULL, P.MEMBER_READ, P.PROPOSAL_READ, P.REGISTRATION_READ):
        assert not access.allows(bureau.head, permission, membership.organization)
    (row,) = public_record.members(bureau.session, hub)
    assert (row.name, row.rating, row.last_annual_report, row.projects, row.satisfaction) == ("金指环邻里互助社", None, 2025, 0, None)


def test_the_recognition_ends_after_notice_and_hearing_and_its_members_with_it(bureau):
    hub = recognised(bureau)
    membership, head = member(bureau, hub)
    bureau.move(membership, "accept", bureau.head)
    bureau.move(hub, "notice", bureau.acceptor, reason="一年没有服务")
    assert "陈述的期限还没有满" in refusal(bureau.move, hub, "end", bureau.approver, reason="属实")
    bureau.move(hub, "reply", bureau.head, reason="在准备")
    bureau.move(hub, "end", bureau.approver, reason="属实")
    assert (hub.state, membership.state) == (HubState.ENDED, M.LEFT)
    assert "不接受加入" in refusal(hubs.apply, bureau.session, hub, by=head, message="还想")
    assert people.SYSTEM.user_id is None
