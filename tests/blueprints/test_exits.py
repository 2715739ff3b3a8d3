"""The pages of leaving the register: what is open from the first draft, creditors in public, decisions on paper, codes of segments."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.organizations import lapses
from portal.domain.organizations.exits import Cause, Dissolution, DissolutionState, ExitKind
from portal.domain.organizations.group_life import GroupActivity
from portal.domain.organizations.uscc_segments import UsccSegment
from portal.kernel import clock, lifecycle, papers
from tests.domain.founding import examined, submitted, town  # noqa: F401 - town is a fixture
from tests.domain.joining import entered, invited, led
from tests.domain.leaving import activity, announced, confirmed, dissolved, drafted, group, look, running

D = DissolutionState


def test_the_form_lists_what_is_open_and_keeps_what_was_typed(town, client):
    organization, head = led(town)
    invited(town, organization, head)
    client.login("ngo")
    page = client.page("/dissolutions/new")
    assert "没有答复的成员邀请：" in page.text
    typed = {"cause": "decision", "resolved_by": "理事会", "resolved_on": "2026-05-13", "statement": "成员离开本市",
             "liquidators-0-name": "甲", "liquidators-1-name": "乙", "liquidators-2-name": "丙"}  # fmt: skip
    page = client.submit("/dissolutions/new", status=422, claims_to="找老顾 13812345678", **typed)
    assert "像是手机号或身份证号" in page.text
    assert page.one("//input[@name='liquidators-2-name']/@value") == "丙"
    page = client.submit("/dissolutions/new", claims_to="听雨路 8 号", **typed)
    record = town.session.query(Dissolution).one()
    assert (record.state, record.claims_to, len(record.liquidators)) == (D.DRAFT, "听雨路 8 号", 3)
    assert "先要了结的事" in page.text


def test_who_does_not_lead_an_organization_cannot_begin(town, client):
    led(town)
    client.login("acceptor")
    assert client.get("/dissolutions/new").status_code == 403
    client.logout()
    assert "/login" in client.get("/dissolutions/new").location


def test_creditors_read_the_announcement_and_nothing_more(town, new_client):
    organization, head = running(town)
    record = drafted(town, organization, head)
    address = f"/dissolutions/public/{record.public_id}"
    assert new_client().get(address).status_code == 404
    lifecycle.move(town.session, record, "announce", by=head)
    town.session.commit()
    page = new_client().page(address)
    assert "2026年6月27日" in page.text
    assert "听雨路 8 号，电话 025-52400000" in page.text
    for personal in ("安会计", "何监事", "成员离开本市"):
        assert personal not in page.text
    assert [a.get("href") for a in new_client().page("/dissolutions/public").all("//main//tbody//a")] == [address]
    register = new_client().page(f"/organizations/{organization.public_id}")
    assert register.one("//a[text()='看清算公告']/@href") == address
    lifecycle.move(town.session, record, "withdraw", by=head)
    town.session.commit()
    assert new_client().get(address).status_code == 404


def test_a_draft_is_the_organizations_alone(town, new_client):
    organization, head = running(town)
    record = drafted(town, organization, head)
    town.session.commit()
    for login, status in (("acceptor", 404), ("supervisor", 404), ("ngo2", 404), ("ngo", 200)):
        client = new_client()
        client.login(login)
        assert client.get(f"/dissolutions/{record.public_id}").status_code == status, login


def test_after_the_approval_the_applicant_is_out_and_still_reads_the_record(town, new_client):
    organization, head = running(town)
    client = new_client()
    client.login("ngo")
    assert client.get("/dissolutions").status_code == 200
    record = dissolved(town, organization, head)
    town.session.commit()
    assert "/login" in client.get("/dissolutions").location
    again = new_client()
    again.login("ngo")
    page = again.page(f"/dissolutions/{record.public_id}")
    (paper,) = papers.papers_of(town.session, record)
    assert again.get(page.one("//a[text()='社会组织注销登记证明（PDF）']/@href")).data.startswith(b"%PDF")
    assert paper.number in page.text
    gone = new_client().page(f"/organizations/{organization.public_id}")
    assert "2026年6月29日 退出社会组织名册" in gone.text
    assert "发给的组织已经退出名册（已注销）" in new_client().page(f"/verify/{gone_certificate(town)}").text


def gone_certificate(town) -> str:
    return town.session.query(papers.Paper).filter_by(kind="registration_certificate").one().number


def test_the_refusal_of_a_registration_is_a_paper_for_those_concerned(town, new_client):
    registration = examined(town)
    lifecycle.move(town.session, registration, "refuse", by=town.approver, reason="业务范围以营利为目的")
    town.session.commit()
    (paper,) = papers.papers_of(town.session, registration)
    client = new_client()
    client.login("ngo")
    page = client.page(f"/registrations/{registration.public_id}")
    assert client.get(page.one("//a[text()='不予登记决定书（PDF）']/@href")).data.startswith(b"%PDF")
    client.login("ngo2")
    assert client.get(f"/papers/{paper.number}.pdf").status_code == 404
    checked = new_client().page(f"/verify/{paper.number}").text
    assert "不予登记" in checked
    assert "以营利为目的" not in checked


def test_promised_and_lawful_limits_stand_side_by_side(town, client):
    registration = submitted(town)
    lifecycle.move(town.session, registration, "accept", by=town.acceptor)
    town.session.commit()
    client.login("ngo")
    text = client.page(f"/registrations/{registration.public_id}").text
    assert "承诺的最迟决定日 2026年5月20日" in text
    assert "法定的最迟决定日 2026年8月6日" in text
    assert "承诺 5 个工作日，法定 5 个工作日" in text
    assert "法定 5 个工作日" in client.page("/registrations/new").text


def test_the_approver_finds_the_next_code_filled_in(town, client, new_client):
    admin = new_client()
    admin.login("admin")
    page = admin.submit("/admin/uscc-segments/new/", region_code="320114", first="MJ501000", last="MJ501009", source="批次 1", org_type="")
    assert page.status == 200
    assert town.session.query(UsccSegment).one().size == 10
    refused = admin.submit("/admin/uscc-segments/new/", status=422, region_code="320114", first="MJ501009", last="MJ501010", source="批次 2", org_type="")
    assert "和已有的号段 MJ501000 到 MJ501009 重叠" in refused.text
    registration = examined(town)
    town.session.commit()
    client.login("approver")
    address = f"/registrations/{registration.public_id}/steps/approve"
    page = client.page(address)
    assert page.one("//input[@name='uscc']/@value") == "52320114MJ50100046"
    assert "还剩 10 个" in page.text
    entered(town, "先到的中心", "52320114MJ50100046")
    town.session.commit()
    taken = client.submit(address, status=422, uscc="52320114MJ50100046")
    assert "这个代码已经是“先到的中心”的，请核对。" in taken.text
    assert "还剩 9 个" in taken.text


# --- filed groups -------------------------------------------------------------------------------------------------


def test_the_count_of_the_year_stands_on_desk_list_and_page(town, new_client):
    organization, head = group(town)
    town.travel("2026-05-13 10:00")
    confirmed(town, organization, head, date(2026, 5, 12))
    town.session.commit()
    client = new_client()
    client.login("group")
    for address in ("/desk", "/group-activities", f"/organizations/{organization.public_id}"):
        assert "2026 年已确认 1 次，还差 3 次" in client.page(address).text, address


def test_a_group_records_an_activity_in_the_browser(town, new_client):
    organization, _ = group(town)
    town.travel("2026-05-13 10:00")
    town.session.commit()
    client = new_client()
    client.login("group")
    fields = {"title": "晨练带教", "held_on": "2026-05-12", "place": "小广场", "attendances": "20", "volunteers": "2", "note": ""}
    refused = client.submit("/group-activities/new", status=422, **fields | {"held_on": "2026-05-14"})
    assert "活动日期 2026-05-14 还没到" in refused.text
    client.submit("/group-activities/new", **fields)
    record = town.session.query(GroupActivity).one()
    assert (record.title, record.organization_id, record.attendances) == ("晨练带教", organization.id, 20)
    client.login("ngo2")
    assert client.get(f"/group-activities/{record.public_id}").status_code == 404
    assert client.get("/group-activities/new").status_code == 403


@pytest.mark.parametrize("address", ["/dissolutions", "/group-activities", "/lapses", "/dissolutions/public"])
def test_a_list_costs_the_same_with_one_row_and_with_many(town, new_client, statements, address):
    first, first_head = group(town)
    town.travel("2026-05-13 10:00")
    client = new_client()
    client.login("supervisor")
    counted = []
    for n in range(2):
        for k in range(1 if n == 0 else 6):
            organization = entered(town, f"第{n}{k}中心", f"52320114MJDEM07{n}{k}X")
            record = Dissolution(**_row(town, organization, n, k))
            town.session.add(record)
            activity(town, first, first_head, date(2026, 5, 12), title=f"活动{n}{k}")
            lapses.mark(town.session, first, 2010 + 10 * n + k, found=0, needed=4)
        town.session.commit()
        client.get(address)
        with statements() as seen:
            assert client.get(address).status_code == 200
        counted.append(len(seen))
    assert counted[0] == counted[1] <= 15


def _row(town, organization, n, k):
    return {
        "number": f"雨销2026-1{n}{k}", "kind": ExitKind.DISSOLUTION, "organization_id": organization.id, "applicant_id": town.ngo2.user_id,
        "region_path": organization.region_path, "cause": Cause.OTHER, "resolved_by": "理事会", "resolved_on": clock.today(), "statement": "",
        "liquidators": [], "claims_to": "", "outcome": "", "state": D.ANNOUNCED, "announced_at": clock.now(), "announcement_ends_at": clock.now(),
    }  # fmt: skip


def test_the_page_of_a_lapse_shows_the_years_and_costs_little(town, client, statements):
    organization, head = group(town)
    town.travel("2025-06-11 10:00")
    confirmed(town, organization, head, date(2025, 5, 12))
    town.travel("2026-01-16 10:00")
    look(town)
    (lapse,) = lapses.of_group(town.session, organization)
    client.login("street")
    address = f"/lapses/{lapse.public_id}"
    client.get(address)
    with statements() as seen:
        page = client.page(address)
    assert len(seen) <= 15
    assert "活动不足，待街道处理" in page.text
    assert [row.text.strip() for row in page.all("//main//tbody/tr[td]/th")][:2] == ["2026", "2025"]


def test_the_announced_one_shows_the_same_page_in_english(town, client):
    organization, head = running(town)
    record = announced(town, organization, head)
    town.session.commit()
    page = client.page(f"/dissolutions/public/{record.public_id}?lang=en")
    assert "has decided to dissolve" in page.text
