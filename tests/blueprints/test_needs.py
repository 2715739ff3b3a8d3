"""Needs and guideline items as people meet them in a browser."""

from __future__ import annotations

import io

import pytest

from portal.domain.needs.models import Guideline, Need, NeedState
from seeds.world import first_community

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000000000500010d0a2db40000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def _noon(frozen_time):
    return frozen_time


def filled(session, **changes):
    return {
        "title": "老人吃饭没着落", "description": "四位老人", "region_path": first_community(session), "field": "elderly",
        "group_served": "独居老人", "households": "4", **changes,
    }  # fmt: skip


def reported(client, session, **changes) -> Need:
    client.login("resident1")
    client.submit("/needs/new", "", **filled(session, **changes))
    return session.query(Need).order_by(Need.id.desc()).first()


def test_a_resident_reports_follows_and_assesses(client, new_client, session):
    need = reported(client, session)
    assert "已经收到，编号 雨需2026-0001。" in client.last.text
    assert "老人吃饭没着落" in client.page("/needs/mine").text
    committee = new_client()
    committee.login("committee")
    address = f"/needs/{need.public_id}"
    page = committee.page(address)
    committee.post(f"{address}/steps/open", data=page.form(f"{address}/steps/open"))
    for action, fields in (
        ("assign", {"assigned_to": "社区食堂"}),
        ("handle", {"handling": "每天送两餐"}),
        ("feed-back", {"feedback": "下周一开始"}),
    ):
        committee.submit(f"{address}/steps/{action}", "", **fields)
    page = committee.page(address)
    committee.post(f"{address}/steps/close", data=page.form(f"{address}/steps/close"))
    client.submit(f"{address}/steps/assess", "", assessment="4")
    session.refresh(need)
    assert (need.state, need.assessment) == (NeedState.ASSESSED, 4)


def test_the_public_reads_a_need_without_its_reporter(client, new_client, session):
    need = reported(client, session)
    visitor = new_client()
    for address in ("/needs", f"/needs/{need.public_id}", "/needs?as=csv"):
        body = visitor.get(address, taste=False).text
        assert "老人吃饭没着落" in body
        assert "赵大爷" not in body


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"title": ""}, "请用一句话说是什么事。"), ({"title": "长" * 61}, "最多 60 个字。"), ({"households": "许多"}, "请填 0 到 100000 的整数。"),
     ({"households": "-1"}, "请填 0 到 100000 的整数。"), ({"region_path": ""}, "请选社区。")],
)  # fmt: skip
def test_bad_input_is_answered_with_a_sentence_and_keeps_what_was_typed(client, session, changes, sentence):
    client.login("resident1")
    page = client.submit("/needs/new", "", status=422, **filled(session, description="已经写了很多", **changes))
    assert sentence in page.text
    assert "已经写了很多" in client.last.response.text
    assert session.query(Need).count() == 0


def test_a_photo_that_is_no_picture_is_refused_and_nothing_recorded(client, session):
    client.login("resident1")
    client.submit("/needs/new", "", status=422, photo=(io.BytesIO(b"MZ\x90"), "照片.png"), **filled(session))
    assert session.query(Need).count() == 0


def test_hostile_text_is_shown_as_text(client, session):
    need = reported(client, session, title="<script>alert(1)</script>")
    body = client.get(f"/needs/{need.public_id}").text
    assert "<script>alert(1)" not in body
    assert "&lt;script&gt;alert(1)" in body


def test_a_refused_need_is_not_found_by_the_public(client, new_client, session):
    need = reported(client, session)
    committee = new_client()
    committee.login("committee")
    committee.submit(f"/needs/{need.public_id}/steps/reject", "", reason="由公安机关受理")
    new_client().page(f"/needs/{need.public_id}", status=404)
    assert "由公安机关受理" in client.page(f"/needs/{need.public_id}").text


def test_an_old_page_says_that_someone_was_faster(client, new_client, session):
    need = reported(client, session)
    committee = new_client()
    committee.login("committee")
    address = f"/needs/{need.public_id}/steps/reject"
    form = committee.page(address).form("")
    committee.submit(f"/needs/{need.public_id}/steps/merge", "", status=422, target_number="没有")
    street = new_client()
    street.login("street")
    street.submit(f"/needs/{need.public_id}/steps/screen", "")
    response = committee.post(address, data={**form, "reason": "重复"}, taste=False)
    assert response.status_code == 409


def test_an_item_is_drafted_from_the_list_and_published(client, new_client, session):
    need = reported(client, session)
    examiner = new_client()
    examiner.login("examiner")
    examiner.submit(f"/needs/{need.public_id}/steps/screen", "")
    examiner.submit(
        "/guidelines/new", "", title="独居老人守望", field="elderly", whom="六十五岁以上的独居老人", need="一日三餐没着落，摔倒没人知道",
        service="每周上门探访和代办就医取药", goal="每位老人每月探访不少于四次", needs=[need.public_id],
    )  # fmt: skip
    item = session.query(Guideline).one()
    address = f"/guidelines/{item.public_id}"
    page = examiner.page(address)
    examiner.post(f"{address}/steps/publish", data=page.form(f"{address}/steps/publish"))
    public = new_client().page(address)
    assert "老人吃饭没着落" in public.text
    assert "独居老人守望" in new_client().page("/guidelines").text


def test_the_list_costs_the_same_with_one_row_and_with_thirty(client, new_client, session, statements):
    reported(client, session)
    visitor = new_client()
    visitor.page("/needs")
    with statements() as one:
        visitor.get("/needs")
    for _ in range(29):
        client.submit("/needs/new", "", **filled(session))
    with statements() as thirty:
        visitor.get("/needs")
    assert len(thirty) == len(one) <= 15


@pytest.mark.parametrize(("name", "data"), [("照片.pdf", b"%PDF-1.4\n%%EOF"), ("照片.heic", b"ftypheic"), ("照片", b"x")])
def test_a_photo_of_another_kind_gets_a_clear_sentence(client, session, name, data):
    client.login("resident1")
    page = client.submit("/needs/new", "", status=422, photo=(io.BytesIO(data), name), **filled(session))
    assert "照片只收 JPG、PNG" in page.text
    assert session.query(Need).count() == 0
