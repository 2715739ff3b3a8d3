"""The pages of changes: from the form to the public history, bad input, and who sees what."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from portal.blueprints.organizations.wording import LABELS
from portal.domain.organizations import changes, uscc
from portal.domain.organizations.change_guards import materials_needed
from portal.domain.organizations.change_models import Change, ChangeState
from portal.domain.organizations.models import Organization
from portal.kernel import clock, versions
from tests.domain.changing import approved, drafted, examined, group, organization, submitted
from tests.domain.founding import town  # noqa: F401 - town is a fixture

OLD, NEW = "听雨路 8 号", "新湖大道 1 号 2 楼"


@pytest.fixture
def found(town):
    return organization(town)


def put(client, **answers):
    page = client.page("/changes/new")
    data = {field.get("name"): field.get("value") or "" for field in page.all("//main//form[@method='post']//input[@name]")}
    data |= {field.get("name"): field.text or "" for field in page.all("//main//form[@method='post']//textarea")}
    return client.post("/changes/new", data={**data, **answers}, follow_redirects=True)


def cells(page, rows):
    return [["".join(cell.itertext()).strip() for cell in row] for row in page.all(rows)]


def the_change(session) -> Change:
    session.expire_all()
    return session.query(Change).one()


def test_from_the_form_to_the_public_history(town, session, new_client, found):
    applicant = new_client()
    applicant.login("ngo")
    form = applicant.page("/changes/new")
    assert form.one("//input[@name='address']").get("value") == OLD, "the form holds what the register says now"
    assert put(applicant, address=NEW, reason="租约到期").status_code == 200
    change = the_change(session)
    address = f"/changes/{change.public_id}"
    assert [line["item"] for line in change.items] == ["address"]
    for material in materials_needed(change):
        file = (io.BytesIO(b"%PDF-1.4\n%" + material.encode()), f"{material}.pdf")
        assert applicant.post(f"{address}/materials", data={"material": material, "file": file}).status_code == 302
    assert applicant.post(f"{address}/steps/submit", data={"version": "1"}).status_code == 302
    for login, action in (("acceptor", "accept"), ("examiner", "examine"), ("approver", "approve")):
        officer = new_client()
        officer.login(login)
        page = officer.page(address)
        assert cells(page, "//main//table//tbody/tr")[0] == ["住所", OLD, NEW]
        sent = officer.post(f"{address}/steps/{action}", data={"version": str(the_change(session).version)})
        assert sent.status_code == 302, action
        assert officer.post(f"{address}/steps/{action}", data={"version": "1"}).status_code == 409
    assert the_change(session).state is ChangeState.APPROVED
    public = new_client().page(f"/organizations/{found.public_id}")
    assert NEW in public.text
    assert f"{the_change(session).number} 变更前后" in public.text
    assert not public.all(f"//a[@href='{address}']"), "the application itself is not public"
    assert new_client().get(address).status_code == 302


def test_typed_answers_survive_every_refusal(client, town, found):
    client.login("ngo")
    answer = put(client, capital_fen="三万", address=NEW, reason="原因")
    assert answer.status_code == 422
    assert "不是数字" in client.last.text
    assert client.last.one("//input[@name='address']").get("value") == NEW
    assert put(client, purpose="长" * 1001).status_code == 422
    assert "最多 1000 个字" in client.last.text
    assert put(client, fancy="银杏新枝").status_code == 422
    assert "字号、业务领域、组织形式都要填" in client.last.text
    assert put(client, fancy="A1", field_words="社区服务", form_word="中心").status_code == 422
    assert "字号要用 2 到 10 个汉字。" in client.last.text


def test_two_windows_on_one_draft_lose_nothing(client, town, session, found):
    change = drafted(town, found, address=NEW)
    session.commit()
    client.login("ngo")
    address = f"/changes/{change.public_id}/edit"
    client.page(address)
    changes.edit(session, session.merge(change), by=town.head, address="别的路", reason="别的窗口")
    session.commit()
    answer = client.post(address, data={"version": "1", "address": "我的路", "reason": "我的", "region_path": town.community})
    assert answer.status_code == 409
    assert client.last.one("//input[@name='address']").get("value") == "我的路"


def test_a_group_has_its_own_form_and_the_street_its_own_steps(town, session, new_client):
    found = group(town)
    leader, street = new_client(), new_client()
    leader.login("group")
    form = leader.page("/changes/new")
    assert form.one("//input[@name='name']").get("value") == found.name
    assert not form.all("//*[@name='capital_fen' or @name='charter' or @name='fancy']")
    change = submitted(town, found, by=town.leader, address="文化广场")
    session.commit()
    street.login("street")
    page = street.page(f"/changes/{change.public_id}")
    assert "准予变更备案" in page.text
    assert "提交后承诺 5 个工作日" in page.text
    assert street.post(f"/changes/{change.public_id}/steps/accept", data={"version": "2"}).status_code in (403, 404)
    assert street.post(f"/changes/{change.public_id}/steps/record", data={"version": "2"}).status_code == 302
    assert the_change(session).state is ChangeState.APPROVED


def test_what_is_not_ones_own_answers_like_what_does_not_exist(town, session, new_client, found):
    draft = drafted(town, found, address=NEW)
    session.commit()
    for login in ("ngo2", "acceptor", "supervisor", "resident1"):
        other = new_client()
        other.login(login)
        assert other.get(f"/changes/{draft.public_id}").status_code == 404
    resident = new_client()
    resident.login("resident1")
    assert resident.get("/changes/new").status_code == 403


def test_whoever_handles_it_first_reads_that_the_register_moved_on(town, session, client, found):
    change = submitted(town, found, address=NEW)
    found.address = "丙路"
    session.commit()
    client.login("acceptor")
    assert "名册后来改过" in client.page(f"/changes/{change.public_id}").text


def test_a_register_that_moved_on_blocks_the_button_with_its_sentence(town, session, client, found):
    change = examined(town, found, address=NEW)
    found.address = "丙路"
    session.commit()
    client.login("approver")
    assert "名册上的“住所”在申请提交以后改过" in client.page(f"/changes/{change.public_id}").text
    answer = client.post(f"/changes/{change.public_id}/steps/approve", data={"version": "4"}, follow_redirects=True)
    assert answer.status_code == 422
    assert "请退回申请人" in client.last.text


def test_after_a_change_of_the_head_the_pages_say_what_to_do_with_the_account(town, session, new_client, found):
    change = approved(town, found, legal_representative="新任人")
    session.commit()
    owner, officer, visitor = new_client(), new_client(), new_client()
    owner.login("ngo")
    page = owner.page(f"/changes/{change.public_id}")
    assert "账号不会自动移交" in page.text
    assert page.all(f"//a[@href='/claims/new/{found.public_id}']")
    officer.login("acceptor")
    assert "账号负责人和名册不一致" in officer.page(f"/organizations/{found.public_id}").text
    assert "账号负责人和名册不一致" not in visitor.page(f"/organizations/{found.public_id}").text


def test_similar_names_are_shown_to_who_decides(town, session, client, found):
    change = submitted(town, found, fancy="银杏树上", field_words="社区服务", form_word="中心")
    other = organization(town, fancy="银杏树尚", code=uscc.completed("52320114MJDEM0980"))
    session.commit()
    client.login("acceptor")
    page = client.page(f"/changes/{change.public_id}")
    assert f"{other.name} （字号读音相同）" in page.text


# --- the register on a day ------------------------------------------------------------------------------------------


def test_anyone_reads_the_register_as_it_stood_on_a_day(town, session, client, found):
    before = clock.today()
    town.travel("2026-06-01 10:00")
    change = approved(town, found, address=NEW)
    session.commit()
    address = f"/organizations/{found.public_id}/history"
    page = client.page(f"{address}?on={before}")
    rows = cells(page, "(//main//table)[1]/tbody/tr")
    assert ["住所", OLD, NEW] in rows
    assert ["法定代表人（负责人）", "顾南乔", "没有变"] in rows
    assert "和今天不同的有 1 项。" in page.text
    assert f"变更了住所（{change.number}）" in page.text
    assert not page.all(f"//a[@href='/changes/{change.public_id}']")
    assert "和今天完全一样。" in client.page(f"{address}?on={clock.today()}").text
    assert "52400000" not in page.text
    client.login("supervisor")
    assert client.page(address).all(f"//a[@href='/changes/{change.public_id}']")


def test_a_day_of_which_the_register_says_nothing_is_answered_with_the_reason(town, session, client, found):
    address = f"/organizations/{found.public_id}/history"
    assert "那时它还没有登记（备案）" in client.page(f"{address}?on=2019-01-01").text
    assert "还没有到这一天" in client.page(f"{address}?on={clock.today() + timedelta(days=1)}").text
    for nonsense in ("2026-02-30", "昨天", "0001-01-01", "20260515", "2026-05-15'--"):
        assert "没看懂这个日期" in client.page(f"{address}?on={nonsense}").text
    found.registered_on = clock.today() - timedelta(days=900)
    session.commit()
    assert "门户从 2026-05-13 起保存" in client.page(f"{address}?on=2025-01-01").text


def test_the_history_asks_the_database_as_often_for_many_versions_as_for_one(town, session, client, statements, found):
    client.page(f"/organizations/{found.public_id}/history")
    counted = []
    for rounds in (1, 15):
        for n in range(rounds):
            town.travel(clock.now() + timedelta(days=1))
            found.address = f"第 {rounds}-{n} 号"
            session.commit()
        with statements() as executed:
            client.get(f"/organizations/{found.public_id}/history?on=2026-05-13")
        counted.append(len(executed))
    assert counted[0] == counted[1] <= 12


def test_the_list_names_the_items_and_filters_by_state(town, session, client, found):
    submitted(town, found, address=NEW, capital_fen=9_000_000)
    session.commit()
    client.login("acceptor")
    assert "住所、注册资金（开办资金）" in client.page("/changes").text
    assert "没有这样的变更申请" in client.page("/changes?state=approved").text


def test_every_column_of_the_register_has_its_word_on_the_page_of_its_history():
    assert [name for name in versions.columns_of(Organization) if name not in LABELS] == []
