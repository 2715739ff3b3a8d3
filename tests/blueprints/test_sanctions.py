"""Pages of sanctions: what everyone sees, what those concerned see, the entrances, bad input."""

from __future__ import annotations

import pytest

from portal.domain.sanctions import operations
from portal.domain.sanctions.models import AppealWay, Sanction
from portal.kernel import clock, people
from tests.domain import sanctioned as s
from tests.domain.sanctioned import G, K, move


@pytest.fixture
def b(session, frozen_time):
    frozen_time("2026-05-13 10:00")
    return s.bureau(session)


def test_an_empty_list_says_when_there_will_be_something(client):
    assert "作出列入名单或者行政处罚的决定以后，当天列在这里。" in client.page("/sanctions/").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 2), ("sort=abnormal", 1), ("sort=penalty", 1), ("sort=serious", 0), ("ground=unreachable", 1), ("shown=standing", 1),
        ("shown=over", 1), ("q=银杏树", 2), ("q=没有", 0), ("q=雨信2026-0001", 1), ("street=/32/3201/320114/", 2), ("street=/99/", 0),
        ("sort=nonsense&ground=x&shown=y&cursor=zzz&street=x&q=%00", 2),
    ],
)  # fmt: skip
def test_the_public_list_is_narrowed(b, client, query, found):
    s.imposed(b)
    warning = s.imposed(b, K.WARNING)
    s.proposed(b, K.FINE, ground=G.LENT)
    with clock.travel(warning.ends_at):
        move(b, warning, "end-term", people.SYSTEM)
    page = client.page(f"/sanctions/?{query}")
    assert len(page.all("//tbody/tr")) == found


def test_everybody_sees_the_decision_and_nobody_else_the_statement_and_the_evidence(b, client):
    sanction = s.imposed(b)
    public = client.page(f"/sanctions/{sanction.public_id}").text
    assert "事实清楚，依据充分。" in public
    assert "不能申报公益创投等资助类征集，作为实施组织也不行" in public
    for hidden in ("已经搬回登记的住所。", "再次上门核对，仍无人办公。", "evidence.pdf", "事先告知书（PDF）"):
        assert hidden not in public
    client.login("ngo")
    own = client.page(f"/sanctions/{sanction.public_id}").text
    for shown in ("已经搬回登记的住所。", "再次上门核对，仍无人办公。", "evidence.pdf", "列入名单事先告知书（PDF）", "申请移出"):
        assert shown in own
    client.login("ngo2")
    assert "已经搬回登记的住所。" not in client.page(f"/sanctions/{sanction.public_id}").text


def test_before_the_decision_the_page_is_there_for_those_concerned_only(b, client, new_client):
    sanction = s.notified(b)
    assert client.get(f"/sanctions/{sanction.public_id}").status_code == 404
    client.login("ngo")
    assert "可以陈述申辩到 2026年5月27日" in client.page(f"/sanctions/{sanction.public_id}").text
    other = new_client()
    other.login("ngo2")
    assert other.get(f"/sanctions/{sanction.public_id}").status_code == 404


def test_the_page_of_the_organization_says_how_it_stands(b, client):
    address = f"/organizations/{b.org.public_id}"
    assert "信用状况正常" in client.page(address).text
    sanction = s.imposed(b)
    assert "2026年5月13日 起，事由：通过登记的住所无法联系。" in client.page(address).text
    s.removed(b, sanction)
    page = client.page(address)
    assert "信用状况正常" in page.text
    assert "已移出" in page.text


def test_the_entrance_of_the_annual_reports_fills_the_form(b, client):
    client.login("acceptor")
    page = client.page(f"/sanctions/new?organization={b.org.public_id}&ground=annual-report&year=2025")
    form = page.form()
    assert (form["kind"], form["ground"], form["year"]) == ("abnormal", "annual-report", "2025")
    assert form["facts"].startswith("应在规定的期限内报送 2025 年度工作报告")
    answer = client.post(f"/sanctions/new?organization={b.org.public_id}&ground=annual-report&year=2025", data=form)
    sanction = b.session.query(Sanction).one()
    assert answer.location.endswith(f"/sanctions/{sanction.public_id}")
    assert (sanction.ground, sanction.year) == (G.ANNUAL_REPORT, 2025)


@pytest.mark.parametrize("asked", ["ground=nonsense&year=abc", "ground=annual-report", "year=2025", "ground=unreachable&year=99999999999"])
def test_an_entrance_with_nonsense_is_an_empty_form(b, client, asked):
    client.login("acceptor")
    assert client.page(f"/sanctions/new?organization={b.org.public_id}&{asked}").heading == "提出处理"


def test_what_was_typed_is_kept_and_every_fault_stands_beside_its_field(b, client):
    client.login("acceptor")
    address = f"/sanctions/new?organization={b.org.public_id}"
    form = client.page(address).form() | {"kind": "fine", "ground": "annual-report", "facts": "出租证书。" * 700, "amount_fen": "一百"}
    answer = client.post(address, data=form)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "最多 3000 个字" in text
    assert "出租证书。" * 700 in text


def test_late_reports_are_chosen_looked_at_and_proposed(b, client):
    other = s.bureau(b.session, "ngo2", "青石巷儿童发展中心").org
    b.org.last_annual_report = 2024
    other.last_annual_report = 2024
    b.session.flush()
    client.login("acceptor")
    page = client.page("/sanctions/late?year=2025")
    facts = page.form("/sanctions/late")["facts"]
    nobody = client.post("/sanctions/late?year=2025", data={"facts": facts})
    assert "请至少选一个组织。" in nobody.get_data(as_text=True)
    chosen = {"facts": facts, "organizations": [b.org.public_id, other.public_id, "zzzzzzzzzzzz"]}
    preview = client.post("/sanctions/late?year=2025", data=chosen).get_data(as_text=True)
    assert "拟列入活动异常名录，事由：没有按规定报送 2025 年度工作报告。" in preview
    assert b.session.query(Sanction).count() == 0
    done = client.post("/sanctions/late?year=2025", data={**chosen, "confirmed": "1"})
    assert done.location.endswith("/sanctions/cases?state=proposed")
    assert b.session.query(Sanction).count() == 2
    batch = b.session.query(Sanction).first().batch
    client.login("examiner")
    assert f"/sanctions/batches/{batch}" in client.page("/sanctions/cases").html
    client.page(f"/sanctions/batches/{batch}")
    assert client.post(f"/sanctions/batches/{batch}").location.endswith("/sanctions/cases?state=notice")
    assert client.get(f"/sanctions/batches/{batch}").status_code == 404


def test_a_case_takes_evidence_from_its_writer_and_then_files_from_the_organization(b, client):
    sanction = s.drafted(b)
    materials = f"/sanctions/{sanction.public_id}/materials"
    client.login("acceptor")
    assert "证据" in client.page(materials).text
    move(b, sanction, "propose", b.acceptor)
    move(b, sanction, "notify", b.examiner)
    assert "添加材料" not in client.page(materials).text
    client.login("ngo")
    assert [o.get("value") for o in client.page(materials).all("//select[@name='material']/option")] == ["statement"]


def test_a_second_appeal_and_a_removal_out_of_time_are_refused_in_words(b, client):
    sanction = s.imposed(b, K.WARNING)
    client.login("ngo")
    assert "“警告”要到 2026-08-13 以后才能申请移出。" in client.page(f"/sanctions/{sanction.public_id}/apply").text
    operations.appeal(b.session, sanction, by=b.head, way=AppealWay.REVIEW, body="不服。")
    assert "这项决定已经有申诉在办。" in client.page(f"/sanctions/{sanction.public_id}/appeal").text


def test_one_row_and_thirty_take_the_same_statements(b, client, statements):
    counted = []
    for count in (1, 30):
        for _ in range(count):
            move(b, s.imposed(b, K.WARNING), "end-term", people.SYSTEM)
        client.get("/sanctions/")
        with statements() as executed:
            client.get("/sanctions/")
        counted.append(len(executed))
    assert counted[0] == counted[1] <= 8


def test_the_check_of_a_paper_names_nobody_who_is_only_heard_or_was_listed_by_mistake(b, client):
    sanction = s.notified(b)
    notice = client.page("/verify/雨信告2026-0001").text
    assert b.org.name not in notice
    assert "告知书不是决定" in notice
    move(b, sanction, "state", b.head, statement="没有意见", wants_hearing=False)
    move(b, sanction, "examine", b.examiner, answer="属实。")
    move(b, sanction, "impose", b.approver, decision="属实。")
    assert b.org.name in client.page("/verify/雨信决2026-0001").text
    s.removed(b, sanction)
    assert "决定已于 2026-05-13 解除：已移出。" in client.page("/verify/雨信决2026-0001").text
    appeal = operations.appeal(b.session, sanction, by=b.head, way=AppealWay.REVIEW, body="不服。")
    move(b, appeal, "uphold", s.another_approver(b.session), answer="认定有误。")
    annulled = client.page("/verify/雨信决2026-0001").text
    assert b.org.name not in annulled
    assert "作废" in annulled


def test_proof_of_a_removal_is_added_and_taken_off_again_on_its_own_page(b, client):
    repair = operations.apply_for_removal(b.session, s.imposed(b), by=b.head, statement="已经改正。")
    s.attach(b, repair, "rectified", b.head)
    client.login("ngo")
    materials = f"/sanctions/repairs/{repair.public_id}/materials"
    page = client.page(materials)
    (remove,) = page.all("//form[contains(@action, '/remove')]/@action")
    assert client.post(remove).location.endswith(materials)
    assert "还没有材料。" in client.page(materials).text
