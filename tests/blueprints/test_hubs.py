"""The pages of hubs: proposing, joining, the members' public record, notes that only three sides read."""

from __future__ import annotations

import pytest

from portal.domain.hubs import operations as hubs
from portal.domain.hubs.models import Hub, HubKind, HubMembership, HubNote, HubState
from portal.domain.organizations.models import OrgField
from tests.domain.rated import bureau  # noqa: F401 - the fixture


@pytest.fixture
def as_(new_client):
    def enter(login: str):
        client = new_client()
        client.login(login)
        return client

    return enter


@pytest.fixture
def hub(bureau):
    found = hubs.propose(bureau.session, by=bureau.acceptor, kind=HubKind.HUB, organization=bureau.organization.name, grounds="多年",
                         field=OrgField.COMMUNITY)  # fmt: skip
    bureau.move(found, "recognise", bureau.approver)
    return found


def test_a_hub_is_proposed_and_recognised_on_pages(bureau, session, as_, new_client):
    acceptor = as_("acceptor")
    refused = acceptor.submit("/hubs/new", status=422, organization="没有这个", kind="hub", field="community", grounds="多年")
    assert "名册里没有这个组织" in refused.text
    acceptor.submit("/hubs/new", organization=bureau.organization.name, kind="hub", field="community", grounds="多年")
    found = session.query(Hub).one()
    address = f"/hubs/{found.public_id}"
    assert new_client().get(address).status_code == 404
    as_("approver").submit(f"{address}/steps/recognise")
    session.expire_all()
    assert found.state is HubState.RECOGNISED
    assert "银杏树下" in new_client().page("/hubs/").text
    assert "还没有会员" in new_client().page(address).text
    assert "枢纽型社会组织" in new_client().page(f"/organizations/{bureau.organization.public_id}").text


def test_joining_answering_and_a_note(bureau, hub, session, as_, new_client):
    bureau.lead(bureau.found("金指环邻里互助社", 1), "ngo2")
    member, head = as_("ngo2"), as_("ngo")
    join = f"/hubs/{hub.public_id}/join"
    assert "请写几句为什么加入" in member.submit(join, status=422, message=" ").text
    member.submit(join, message="想一起培训")
    membership = session.query(HubMembership).one()
    address = f"/hub-memberships/{membership.public_id}"
    assert "已经申请过或者已经是会员" in member.page(join).text
    assert member.get(f"{address}/steps/accept").status_code == 403
    assert "金指环" in head.page(f"/hubs/{hub.public_id}").text
    head.submit(f"{address}/steps/accept")
    public = new_client().page(f"/hubs/{hub.public_id}")
    assert "金指环邻里互助社" in public.text
    assert "想一起培训" not in public.text
    assert new_client().get(address).status_code == 404
    assert member.get(f"{address}/notes/new").status_code == 403
    head.submit(f"{address}/notes/new", title="档案", body="建议一户一档")
    note = session.query(HubNote).one()
    for reader, status in ((member, 200), (head, 200), (as_("acceptor"), 200), (as_("supervisor"), 200), (as_("ngo3"), 404), (as_("resident1"), 404)):
        assert reader.get(f"/hub-notes/{note.public_id}").status_code == status
    assert "建议一户一档" in member.submit(f"/hub-notes/{note.public_id}/steps/answer", answer="好的").text
    assert "好的" in head.page(f"/hub-notes/{note.public_id}").text
    assert "档案" in as_("acceptor").page("/hub-notes/").text
    assert head.get("/hub-memberships/?as=csv").status_code == 200
    lines = new_client().get(f"/hubs/{hub.public_id}?as=csv").get_data(as_text=True).strip().splitlines()
    assert lines[1].startswith("金指环邻里互助社,社会服务机构")
