"""The page that several offices share, as each of them sees it; texts and days that are refused; lists and their filters."""

from __future__ import annotations

import pytest

from portal.domain.supervision import operations
from portal.domain.supervision.models import NoteKind, SupervisionNote, SupervisionTask
from portal.domain.supervision.offices import OfficeKind
from tests.domain.founding import town  # noqa: F401 - a fixture
from tests.domain.test_supervision import DUE, note, place, task  # noqa: F401 - place is a fixture


@pytest.fixture
def at(place):
    return f"/supervision/{place.organization.public_id}"


def test_offices_see_all_of_it_and_the_organization_what_is_for_it(place, at, client):
    note(place, place.acceptor)
    note(place, place.department, NoteKind.REMINDER, due_on=DUE)
    task(place, place.department)
    place.session.commit()
    for login in ("acceptor", "department", "street", "finance", "supervisor"):
        client.login(login)
        text = client.page(at).text
        assert all(said in text for said in ("上门核实办公场所", "情况记录", "还没有备案过的负责人名册", "答复管理部门的提醒")), login
        assert ("写记录或提醒" in text) == (login != "supervisor"), login
    client.login("ngo")
    text = client.page(at).text
    assert "提醒（请组织答复）" in text
    assert not any(said in text for said in ("上门核实办公场所", "情况记录", "部门转办", "写记录或提醒"))
    client.login("ngo2")
    assert client.get(at).status_code in (403, 404)


def test_a_note_and_a_task_are_written_and_what_is_wrong_stays_typed(place, at, client, session):
    session.commit()
    client.login("department")
    page = client.submit(f"{at}/note", "", kind="reminder", body="请换证，电话 13800000001。", due_on="", status=422)
    assert "像是手机号或身份证号" in page.text
    page = client.submit(f"{at}/note", "", kind="reminder", body="请换证。", due_on="", status=422)
    assert "请填期限" in page.text
    assert page.form("")["body"] == "请换证。"
    assert "已发给组织" in client.submit(f"{at}/note", "", kind="reminder", body="请换证。", due_on="2026-05-20").text
    page = client.page(f"{at}/task")
    assert [o.text for o in page.all("//select[@name='to']/option")][1:] == ["雨花台区 · 登记管理机关（民政）", "赛虹桥街道"]
    page = client.submit(f"{at}/task", "", to="street", title="上门核实", body="拍照留存。", due_on="2026-05-12", status=422)
    assert "期限要在明天以后" in page.text
    assert "已转办" in client.submit(f"{at}/task", "", to="street", title="上门核实", body="拍照留存。", due_on="2026-05-20").text
    assert (session.query(SupervisionNote).count(), session.query(SupervisionTask).count()) == (1, 1)


def test_who_is_not_asked_gets_no_buttons(place, client):
    passed = task(place, place.department)
    place.session.commit()
    path = f"/supervision/tasks/{passed.public_id}"
    buttons = {}
    for login in ("street", "department", "acceptor", "supervisor"):
        client.login(login)
        page = client.page(path)
        buttons[login] = [b.strip() for b in page.all("//section[@aria-label='可以办的事']//*[contains(@class, 'btn')]/text()")]
    assert buttons == {"street": ["接办", "退回"], "department": ["撤回"], "acceptor": [], "supervisor": []}
    client.login("ngo")
    assert client.get(path).status_code == 404


def test_lists_are_filtered_counted_and_exported(place, client):
    task(place, place.department)
    operations.pass_task(place.session, place.organization, by=place.street, title="查活动范围", body="够不够。", due_on=DUE,
                         to=OfficeKind.REGISTRAR)  # fmt: skip
    place.session.commit()
    place.travel("2026-05-25 10:00")
    client.login("street")
    text = client.page("/supervision/").text
    assert "共 1 件" in text
    assert "2 件，其中逾期 2 件" in text
    assert "查活动范围" not in client.page("/supervision/tasks/?ours=1").text
    file = client.get("/supervision/tasks/?ours=1&as=csv").get_data(as_text=True)
    assert "上门核实办公场所" in file
    assert "查活动范围" not in file
    assert "没有这样的转办事项。" in client.page("/supervision/tasks/?q=没有这个").text
