"""Results, objections, contracts, payments and the ledger as people meet them in a browser."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.domain.awards.models import AwardState, Objection, Publicity
from portal.domain.funds.models import TrancheState, Voucher
from portal.domain.organizations.models import Organization, OrganizationState, OrgField, OrgType
from portal.domain.projects.models import Activity, ActivityState, Contract, ContractState
from portal.kernel import clock, lifecycle
from portal.kernel.people import Appointment, User
from portal.kernel.roles import Role
from seeds.world import first_community
from tests.domain.ranked import Ranked, ranked_call


@pytest.fixture
def city(session, frozen_time) -> Ranked:
    made = ranked_call(session)
    session.commit()
    return made


def at(record, area: str) -> str:
    return f"/{area}/{record.public_id}"


def step(client, record, area: str, action: str, *, status: int = 200, **fields):
    """Take one step as its button does, from the record's own page."""
    client.page(at(record, area))
    return client.submit(f"{at(record, area)}/steps/{action}", "", status=status, **fields)


def press(client, record, area: str, action: str):
    """A button without a form of its own."""
    page = client.page(at(record, area))
    address = f"{at(record, area)}/steps/{action}"
    response = client.post(address, data=page.form(address), follow_redirects=True)
    assert response.status_code == 200
    return client.last


def test_from_the_publicity_to_the_first_payment_through_the_pages(city, new_client, session):
    awards = city.publicise()
    session.commit()
    public = new_client()
    listed = public.page("/awards/")
    assert "公示至 2026年5月22日" in listed.text
    sheet = public.page(at(awards[0].publicity, "awards/publicities"))
    assert "怎样重算" in sheet.text
    city.end_publicity()
    session.commit()

    approver = new_client()
    approver.login("approver")
    press(approver, awards[0], "awards", "confirm")
    assert awards[0].state is AwardState.CONFIRMED

    acceptor = new_client()
    acceptor.login("acceptor")
    step(acceptor, awards[0], "awards", "draft-contract", starts_on="2026-06-01", ends_on="2027-05-31", terms="每季度例会。")
    contract = session.query(Contract).one()

    ngo = new_client()
    ngo.login("ngo")
    shown = ngo.page(f"{at(contract, 'contracts')}/steps/sign-provider")
    assert "大写：人民币" in shown.text
    step(ngo, contract, "contracts", "sign-provider", agree="y")
    step(approver, contract, "contracts", "sign-purchaser", agree="y")
    assert contract.state is ContractState.IN_FORCE
    assert "协议生效" in approver.page(at(contract, "contracts")).html

    first = city.tranches(contract)[0]
    examiner, finance = new_client(), new_client()
    examiner.login("examiner")
    finance.login("finance")
    press(examiner, first, "payments", "release")
    press(finance, first, "payments", "pay")
    assert first.state is TrancheState.PAID
    voucher = session.query(Voucher).filter_by(tranche_id=first.id).one()
    assert "已拨承接方" in finance.page(at(voucher, "ledger")).text
    assert "¥50,000.00" in finance.page("/ledger/").text
    assert first.title in ngo.page("/payments/").text


def test_a_group_carries_out_the_project_of_its_sponsor_from_the_award_to_the_first_activity(city, new_client, session):
    """The sponsor signs and is paid; the group is named, reads the contract and records what it does."""
    chief = session.query(User).filter_by(login="group").one()
    award = city.publicise()[0]
    group = Organization(
        name="听雨晨风太极队", org_type=OrgType.GROUP, field=OrgField.ELDERLY, region_path=first_community(session), purpose="健身",
        legal_representative=chief.name, address="雨花南路 9 号", registered_on=clock.today(), state=OrganizationState.ACTIVE,
        filing_number="雨备2026-0099", sponsor_id=award.organization_id,
    )  # fmt: skip
    session.add(group)
    session.flush()
    session.add(Appointment(user_id=chief.id, role=Role.LEGAL_REPRESENTATIVE, organization_id=group.id, title="负责人",
                            starts_at=clock.now() - timedelta(days=1)))  # fmt: skip
    award.proposal.implementer = group
    city.end_publicity()
    city.confirm(award)
    contract = city.in_force(award)
    project = city.project(contract)
    project.starts_on = clock.today()
    session.commit()
    public = new_client()
    assert group.name in public.page(at(award, "awards")).text
    assert group.name in public.page(at(project, "projects")).text
    assert "听雨晨风太极队（已备案）具体实施" in public.page(f"{at(project, 'projects')}/contract").text
    doer = new_client()
    doer.login("group")
    assert project.title in doer.page("/projects").text
    doer.page(f"/activities/new/{project.public_id}")
    doer.submit(
        f"/activities/new/{project.public_id}", title="晨练开班", kind="class", held_on=clock.today().isoformat(), minutes="60",
        region_path=first_community(session), place="广场", attendances="20", beneficiaries="20", volunteers="1", cost_fen="0",
    )  # fmt: skip
    activity = session.query(Activity).one()
    press(doer, activity, "activities", "record")
    assert (activity.state, activity.implementer_id) == (ActivityState.RECORDED, group.id)
    assert doer.get(f"{at(contract, 'contracts')}/steps/sign-provider").status_code in (302, 403, 404)


def test_after_its_publicity_a_project_waits_for_an_officer_and_the_pages_say_so(city, client, session, frozen_time):
    award = city.publicise()[0]
    session.commit()
    assert "公示期满，待确认" not in client.page(at(award, "awards")).text
    frozen_time("2026-05-23 10:00")
    city.end_publicity()
    session.commit()
    shown = client.page(at(award, "awards"))
    assert "等批准人确认立项" in shown.text
    assert "拟立项，公示中" not in shown.text
    assert "公示期满，待确认" in client.page("/awards/").one("//table").xpath("string()")
    assert "公示期满，待确认" in client.get("/awards/?as=csv").get_data(as_text=True)
    lot = client.page(at(award.publicity, "awards/publicities")).text
    assert "项等批准人确认立项" in lot
    lifecycle.move(session, award, "confirm", by=city.by("approver"))
    session.commit()
    assert "待确认" not in client.page(at(award, "awards")).text


def test_signing_needs_the_tick_and_keeps_the_page(city, client, session):
    award = city.publicise()[0]
    city.end_publicity()
    city.confirm(award)
    contract = city.draft(award)
    session.commit()
    client.login("ngo")
    page = step(client, contract, "contracts", "sign-provider", status=422)
    assert "请先看过全文，再勾选同意。" in page.text
    assert contract.state is ContractState.DRAFTED


def test_a_page_that_shows_an_old_text_cannot_be_signed(city, client, session):
    award = city.publicise()[0]
    city.end_publicity()
    city.confirm(award)
    contract = city.draft(award)
    session.commit()
    client.login("ngo")
    page = step(client, contract, "contracts", "sign-provider", status=409, agree="y", digest="0" * 64)
    assert "协议文本在您打开之后改过" in page.text


def test_a_contract_form_that_makes_no_sense_keeps_what_was_typed(city, client, session):
    award = city.publicise()[0]
    city.end_publicity()
    city.confirm(award)
    session.commit()
    client.login("acceptor")
    page = step(client, award, "awards", "draft-contract", status=422, starts_on="2026-06-01", ends_on="2026-05-01", terms="照旧。")
    assert "结束日期要在开始日期之后。" in page.text
    assert "照旧。" in page.html
    page = step(client, award, "awards", "draft-contract", status=422, starts_on="六月", ends_on="", terms="长" * 2001)
    assert "最多 2000 个字。" in page.text
    assert session.query(Contract).count() == 0


def test_an_objection_is_raised_from_the_public_page_and_answered_at_the_desk(city, new_client, session):
    award = city.publicise()[0]
    session.commit()
    visitor = new_client()
    assert "对这一项提出异议" in visitor.page(at(award, "awards")).text
    resident = new_client()
    resident.login("resident1")
    address = f"/objections/new/{award.public_id}"
    empty = resident.submit(address, "", status=422)
    assert "请写明异议的事实和理由。" in empty.text
    shown = resident.submit(address, "", body="<b>单价</b>高于市场价")
    assert "<b>单价</b>" not in shown.html
    objection = session.query(Objection).one()
    assert "单价" not in visitor.page(at(award, "awards")).text
    assert visitor.get(at(objection, "objections")).status_code == 302
    stranger = new_client()
    stranger.login("ngo2")
    assert stranger.get(at(objection, "objections")).status_code == 404

    examiner = new_client()
    examiner.login("examiner")
    assert objection.number in examiner.page("/objections/").text
    step(examiner, objection, "objections", "uphold", answer="情况属实。")
    assert award.state is AwardState.CANCELLED
    approver = new_client()
    approver.login("approver")
    publicity = at(award.publicity, "awards/publicities")
    page = approver.submit(publicity, f"{publicity}/next")
    assert "下一名开始公示" in page.text
    assert session.query(Publicity).filter_by(round=2).count() == 1


def test_the_same_objection_sent_twice_is_a_sentence(city, client, session):
    award = city.publicise()[0]
    session.commit()
    client.login("resident1")
    address = f"/objections/new/{award.public_id}"
    form = client.page(address).form("")
    for status in (302, 422):
        assert client.post(address, data={**form, "body": "单价过高"}).status_code == status
    assert session.query(Objection).count() == 1


@pytest.mark.parametrize(
    ("login", "seen"),
    [
        ("acceptor", {"/contracts/": 200, "/payments/": 200, "/ledger/": 200, "/objections/": 200}),
        ("supervisor", {"/contracts/": 200, "/payments/": 200, "/ledger/": 200, "/objections/": 200}),
        ("finance", {"/contracts/": 200, "/payments/": 200, "/ledger/": 200, "/objections/": 200}),
        ("ngo", {"/contracts/": 200, "/payments/": 200, "/objections/": 200}),
        ("resident1", {"/contracts/": 403, "/payments/": 403, "/ledger/": 403, "/objections/": 200}),
        ("admin", {"/contracts/": 403, "/payments/": 403, "/ledger/": 403}),
    ],
)
def test_who_reaches_the_desks_of_money(city, client, session, login, seen):
    city.in_force()
    session.commit()
    client.login(login)
    assert {address: client.get(address).status_code for address in seen} == seen


def test_a_foreign_contract_and_payment_answer_as_if_they_did_not_exist(city, client, session):
    contract = city.in_force()
    first = city.tranches(contract)[0]
    session.commit()
    client.login("ngo2")
    for address in (at(contract, "contracts"), at(first, "payments"), at(session.query(Voucher).one(), "ledger"),
                    f"{at(contract, 'contracts')}/steps/sign-provider", f"{at(first, 'payments')}/steps/pay"):  # fmt: skip
        assert client.get(address).status_code == 404, address


def test_tables_download_as_csv(city, client, session):
    city.in_force()
    session.commit()
    publicity = session.query(Publicity).one()
    client.login("supervisor")
    heads = {
        "/awards/?as=csv": "立项编号,项目,承接组织",
        f"{at(publicity, 'awards/publicities')}/sheet.csv": "名次,项目,申报单位",
        "/payments/?as=csv": "款项,承接组织",
        "/ledger/trial-balance?as=csv": "科目,借方（元）,贷方（元）,余额（元）",
        "/ledger/?as=csv": "凭证号,日期,摘要",
    }
    for address, head in heads.items():
        response = client.get(address)
        assert (response.status_code, response.mimetype) == (200, "text/csv")
        assert response.get_data(as_text=True).lstrip("\ufeff").startswith(head)


def test_filters_that_mean_nothing_filter_nothing(city, client, session):
    city.publicise()
    session.commit()
    assert "标段1的第 1 名" in client.page("/awards/?state=nonsense&source=%00&cursor=xx&q=%00").text
    assert "没有符合条件的结果。" in client.page("/awards/?q=不存在").text


@pytest.mark.parametrize("area", ["awards", "contracts", "payments", "objections", "ledger"])
def test_what_does_not_exist_is_not_found(client, area):
    client.login("supervisor")
    assert client.get(f"/{area}/zzzzzzzzzzzz").status_code == 404


def test_a_list_page_costs_the_same_with_one_row_and_with_many(session, frozen_time, client, statements):
    small = ranked_call(session, scores=(9000,), amounts=(8000000,))
    small.publicise()
    session.commit()
    client.page("/awards/")  # the first request looks at the deployment
    with statements() as one:
        client.page("/awards/")
    many = ranked_call_again(session)
    many.publicise()
    session.commit()
    with statements() as several:
        client.page("/awards/")
    assert len(several) == len(one) <= 15


def ranked_call_again(session) -> Ranked:
    from portal.domain.calls.models import Call
    from portal.domain.proposals.models import Submission

    session.query(Call).update({Call.number: None})
    session.query(Submission).update({Submission.number: "旧" + Submission.number})
    return ranked_call(session, scores=(9000,) * 20, amounts=(8000000,) * 20, places=20, budget_fen=200000000)
