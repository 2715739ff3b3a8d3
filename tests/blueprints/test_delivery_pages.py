"""Delivery in the browser: the project's page, activities, codes, ballots, evaluations, rectifications."""

import re
from datetime import date

import pytest

from portal.domain.evaluation.models import EvaluationSheet, EvaluationState, Rectification, RectificationState, Stage
from portal.domain.evaluation.queries import sheets_of
from portal.domain.funds.models import Tranche, Voucher
from portal.domain.projects.models import Activity, ActivityState, ProjectState
from portal.domain.satisfaction.models import Ballot, Entitlement
from portal.domain.satisfaction.publishing import publish_batches
from portal.kernel import clock, lifecycle
from portal.kernel.people import Appointment, User
from portal.kernel.roles import Role
from tests.delivery import deliver


@pytest.fixture
def delivery(session, frozen_time, app):
    made = deliver(session)
    session.commit()
    return made


def address(delivery, tail: str = "") -> str:
    return f"/projects/{delivery.project.public_id}{tail}"


def test_a_visitor_follows_a_project_from_its_need_to_its_money(delivery, client):
    delivery.confirmed()
    page = client.page(address(delivery))
    assert page.heading == "独居老人守望"
    for words in (
        "独居老人照护",
        "公益创投",
        "86.50 分，本标段第 1 名",
        "¥280,000.00",
        "首款（合同生效）",
        "40 人次",
        "评价还不够（0 / 30）",
        "还没有评估结果",
    ):
        assert words in page.text
    assert "顾南乔" not in page.text


def test_the_list_narrows_and_says_its_sum(delivery, client):
    assert "共 1 个项目，合同额 28 万元" in client.page("/projects").text
    assert "没有符合条件的项目" in client.page("/projects?q=不存在").text
    assert "没有符合条件的项目" in client.page("/projects?state=closed").text
    assert "独居老人守望" in client.page("/projects?state=nonsense&field=elderly&cursor=broken").text
    assert "独居老人守望" in client.get("/projects?as=csv").get_data(as_text=True)


def test_list_and_page_stay_within_fifteen_statements(delivery, client, statements, session):
    delivery.confirmed()
    session.commit()
    for path in ("/projects", address(delivery), address(delivery, "/activities"), address(delivery, "/satisfaction")):
        client.page(path)
        with statements() as executed:
            client.page(path)
        assert len(executed) <= 15, "\n".join(executed)


def test_an_activity_is_recorded_handed_in_confirmed_and_public(delivery, client, session):
    client.login("ngo")
    path = f"/activities/new/{delivery.project.public_id}"
    page = client.submit(path, status=422, title="春日探访", held_on="2026-09-01", minutes="x", attendances="0")
    assert "请填 5 到 1440 之间的整数" in page.text
    assert page.one("//input[@name='title']").get("value") == "春日探访"
    good = {"title": "春日探访", "kind": "visit", "held_on": "2026-04-10", "region_path": delivery.home, "place": "活动室",
            "minutes": "90", "attendances": "3", "beneficiaries": "3", "volunteers": "1", "cost_fen": "12.50",
            "output": "入户探访", "output_quantity": "3"}  # fmt: skip
    future = client.submit(path, status=422, **{**good, "held_on": "2026-05-16"})
    assert "还没到" in future.text
    page = client.submit(path, **good)
    assert page.heading == "春日探访"
    shown = page.response.request.path
    client.submit(shown, f"{shown}/steps/record")
    client.logout()
    assert client.get(shown).status_code in (302, 404)
    client.login("committee")
    client.submit(shown, f"{shown}/steps/confirm")
    client.logout()
    assert client.page(shown).heading == "春日探访"
    assert session.query(Activity).one().state is ActivityState.CONFIRMED


def test_codes_are_shown_once(delivery, client, session):
    activity = delivery.confirmed()
    session.commit()
    client.login("ngo")
    path = f"/activities/{activity.public_id}/codes"
    assert "41" not in client.page(path).text
    assert "评价码要在 1 到 30 个之间" in client.submit(path, status=422, count="41").text
    sheet = client.submit(path, count="2")
    assert len(sheet.all("//*[local-name()='svg'][@class='qr']")) == 2
    assert "已经印过了" in client.page(path).text
    assert "已经印过了" in client.post(path, data={"count": "2"}).get_data(as_text=True)
    assert session.query(Entitlement).count() == 2


def test_a_resident_scores_on_a_phone_and_changes_the_score(delivery, client, session):
    (code,) = delivery.codes(1)
    session.commit()
    opened = client.page(f"/s/{code}")
    assert session.query(Entitlement).one().exchanged is False, "a link preview must not use the code up"
    assert "春日入户探访" in opened.heading
    ballot = client.submit(f"/s/{code}", f"/s/{code}")
    token = re.search(r"[2-9A-Z]{4}(-[2-9A-Z]{4}){4}", ballot.text).group()
    form = ballot.form("/ballots")
    assert "overall" not in form, "nothing is chosen for the resident"
    missing = client.post("/ballots", data=form)
    assert missing.status_code == 422
    done = client.post(
        "/ballots", data={**form, "overall": "4", "attitude": "5", "useful": "3", "proxy": "self", "comment": "好"}
    )
    assert done.status_code == 200
    assert "收到了" in client.last.heading
    assert session.query(Ballot).one().overall == 4
    again = client.submit("/ballots", "/ballots/change", token=token)
    known = again.form("/ballots")
    assert (known["overall"], known["comment"]) == ("4", "好")
    client.post("/ballots", data={**known, "overall": "2"})
    session.expire_all()
    assert session.query(Ballot).one().overall == 2
    assert "已经用过" in client.page(f"/s/{code}", status=410).text
    assert client.post(f"/s/{code}", data={"token": "A" * 20}).status_code == 410


def test_who_leaves_without_a_score_comes_back_with_the_same_code(delivery, client, session):
    (code,) = delivery.codes(1)
    session.commit()
    client.submit(f"/s/{code}", f"/s/{code}")
    assert session.query(Entitlement).one().exchanged is False
    form = client.submit(f"/s/{code}", f"/s/{code}").form("/ballots")
    answers = {"overall": "5", "attitude": "5", "useful": "5", "proxy": "self"}
    assert client.post("/ballots", data={**form, **answers, "overall": "9"}).status_code == 422
    assert session.query(Entitlement).one().exchanged is False
    assert client.post("/ballots", data={**form, **answers}).status_code == 200
    session.expire_all()
    assert (session.query(Entitlement).one().exchanged, session.query(Ballot).one().overall) == (True, 5)
    assert client.post("/ballots", data={**form, **answers, "overall": "4"}).status_code == 200, "a second press is no error"
    session.expire_all()
    assert session.query(Ballot).one().overall == 4


def test_of_two_who_opened_the_same_code_the_first_ballot_counts(delivery, client, session):
    (code,) = delivery.codes(1)
    session.commit()
    forms = [client.submit(f"/s/{code}", f"/s/{code}").form("/ballots") for _ in range(2)]
    answers = {"overall": "5", "attitude": "5", "useful": "5", "proxy": "self"}
    assert client.post("/ballots", data={**forms[0], **answers}).status_code == 200
    late = client.post("/ballots", data={**forms[1], **answers, "overall": "1"})
    assert (late.status_code, "已经用过" in late.get_data(as_text=True)) == (410, True)
    assert session.query(Ballot).one().overall == 5


@pytest.mark.parametrize("path", ["/s/ABCDEFGHJKMN", "/s/%3Cscript%3E"])
def test_an_unknown_code_gets_a_sentence(delivery, client, path):
    client.page(path, status=410)
    assert "没有这个评价码" in client.last.text


def test_an_unknown_token_keeps_what_was_typed(delivery, client):
    page = client.submit("/ballots", "/ballots/change", status=422, token="WRONG")
    assert "没有找到这串字" in page.text
    assert page.one("//input[@name='token']").get("value") == "WRONG"


def test_the_committee_types_in_a_paper_sheet(delivery, client, session):
    (code,) = delivery.codes(1)
    session.commit()
    client.login("committee")
    values = {"code": code, "overall": "3", "attitude": "3", "useful": "3", "proxy": "elder"}
    assert client.submit("/satisfaction/paper", status=422, **{**values, "code": "没有"}).heading == "录入纸质评价单"
    client.submit("/satisfaction/paper", **values)
    assert session.query(Ballot).one().overall == 3
    assert "已经用过" in client.submit("/satisfaction/paper", status=422, **values).text


def test_satisfaction_in_public_says_its_sample_and_publishes_digests_after_the_close(delivery, client, session):
    for code in delivery.codes(30):
        delivery.vote(code, 4)
    session.commit()
    path = address(delivery, "/satisfaction")
    assert "评价已经够 30 份，平均分随下一批公布。" in client.page(path).text
    publish_batches(session)
    session.commit()
    page = client.page(path)
    assert "4.00 分，30 人评价，95% 区间" in page.text
    assert "截止后公布" in page.text
    assert client.get(f"{path}.csv", taste=False).status_code == 404
    delivery.graded(85)
    delivery.graded(85, Stage.FINAL)
    session.commit()
    assert "共 30 个" in client.page(path).text
    assert client.get(f"{path}.csv").get_data(as_text=True).count("\n") == 31


def test_an_evaluation_goes_through_the_pages(delivery, client, session):
    client.login("acceptor")
    begin = address(delivery, "/steps/begin-mid")
    client.submit(begin, status=422)
    evaluators = [str(delivery.actor(login).user_id) for login in ("evaluator", "expert1", "expert2")]
    client.submit(begin, evaluators=evaluators)
    assert delivery.project.state is ProjectState.MID
    client.logout()
    client.login("ngo")
    (row,) = client.page("/evaluations").all("//th[@scope='row']//a")
    path = row.get("href")
    client.submit(f"{path}/steps/report", status=422, progress="")
    client.submit(
        f"{path}/steps/report", progress="按计划", spent_fen="10000", **{"outputs-0-done": "40", "outputs-1-done": "1"}
    )
    client.logout()
    client.login("acceptor")
    client.submit(path, f"{path}/steps/start")
    silent = next(s for s in session.query(EvaluationSheet) if s.assignee.login == "expert2")
    change = {"sheet": str(silent.id), "successor": str(delivery.actor("expert3").user_id)}
    client.submit(f"{path}/steps/replace", status=422, reason="", **change)
    client.submit(f"{path}/steps/replace", reason="十天没有答复", **change)
    for login in ("evaluator", "expert1", "expert3"):
        client.logout()
        client.login(login)
        _score_low(client, path)
    client.logout()
    client.login("examiner")
    about = client.page(f"{path}/steps/grade").text
    assert "按交齐的评分表算" in about
    assert "比已拨付的 0.00 元多" in about or "评定前请核实" in about
    client.submit(f"{path}/steps/grade", status=422, conclusion="不合格", demands="")
    client.submit(f"{path}/steps/grade", conclusion="不合格", demands="补齐台账")
    session.expire_all()
    assert delivery.project.state is ProjectState.RECTIFYING
    assert "款项暂停" in client.page(address(delivery)).text
    record = f"/rectifications/{session.query(Rectification).one().public_id}"
    client.logout()
    client.login("ngo")
    client.page("/rectifications")
    client.submit(f"{record}/steps/report", status=422, report="")
    client.submit(f"{record}/steps/report", report="已补齐")
    client.logout()
    client.login("examiner")
    client.submit(record, f"{record}/steps/accept")
    session.expire_all()
    assert session.query(Rectification).one().state is RectificationState.ACCEPTED
    assert delivery.project.state is ProjectState.RUNNING


def _score_low(client, path):
    """An evaluator hands in the lowest scores: refused without reasons, saved, handed in with them."""
    sheet = client.page(path).all("//a[contains(@href, '/evaluation-sheets/')]")[0].get("href")
    fields = client.page(sheet).form(sheet)
    low = {name: "1" for name in fields if name.endswith("_points")}
    assert client.post(sheet, data={**fields, **low, "act": "submit"}).status_code == 422
    assert client.post(sheet, data={**fields, **low, "act": "save"}).status_code == 302
    fields = client.page(sheet).form(sheet)
    reasons = {name: "没有做到" for name in fields if name.endswith("_reason")}
    assert client.post(sheet, data={**fields, **reasons, "act": "submit"}).status_code == 302
    client.page(sheet)


def test_a_sheet_of_somebody_else_is_not_there(delivery, client, session):
    evaluation = delivery.scored(85)
    sheet = next(s for s in sheets_of(session, evaluation) if s.assignee.login == "expert1")
    session.commit()
    client.login("expert2")
    assert client.get(f"/evaluation-sheets/{sheet.public_id}").status_code == 404
    assert client.get(f"/evaluations/{evaluation.public_id}").status_code == 200
    client.logout()
    client.login("resident1")
    assert client.get(f"/evaluations/{evaluation.public_id}").status_code == 404
    assert evaluation.state is EvaluationState.SCORING


def test_another_organization_sees_no_evaluation_and_no_draft(delivery, client, session):
    deliver(session, "青石巷儿童发展中心", "四点半课堂", login="ngo2")
    evaluation, draft = delivery.reported(), delivery.draft()
    session.commit()
    client.login("ngo2")
    for path in (
        f"/evaluations/{evaluation.public_id}",
        f"/activities/{draft.public_id}",
        f"/activities/{draft.public_id}/edit",
    ):
        assert client.get(path).status_code == 404
    assert client.get(f"/activities/new/{delivery.project.public_id}").status_code == 403


def test_a_stale_activity_page_gets_a_sentence(delivery, client, session):
    draft = delivery.draft()
    session.commit()
    client.login("ngo")
    path = f"/activities/{draft.public_id}/edit"
    form = client.page(path).form()
    assert client.post(path, data={**form, "title": "改一次"}).status_code == 302
    assert client.post(path, data={**form, "title": "改两次"}).status_code == 409
    assert client.last.one("//input[@name='title']").get("value") == "改两次"


def test_a_terminated_projects_page_never_says_that_it_was_completed(delivery, client, session):
    lifecycle.move(session, delivery.project, "terminate", by=delivery.actor("approver"), reason="单方停止服务")
    session.commit()
    page = client.page(address(delivery))
    assert "已终止" in page.text
    assert "已结项" not in page.text


def test_a_terminated_projects_page_says_what_goes_back(delivery, client, session):
    delivery.confirmed(cost_fen=1_000_000)
    first = session.query(Tranche).filter_by(position=1).one()
    lifecycle.move(session, first, "release", by=delivery.actor("examiner"))
    lifecycle.move(session, first, "pay", by=delivery.actor("finance"))
    lifecycle.move(session, delivery.project, "terminate", by=delivery.actor("approver"), reason="单方停止服务")
    session.commit()
    text = client.page(address(delivery)).text
    assert "还没拨的 ¥140,000.00 不再拨付" in text
    assert "没有用掉的 ¥130,000.00 由承接方退回" in text


def test_only_who_may_record_activities_is_offered_to(delivery, client, session):
    accountant = session.query(User).filter_by(login="accountant").one()
    session.add(Appointment(user_id=accountant.id, role=Role.ACCOUNTANT, title="财务", starts_at=clock.now(),
                            organization_id=delivery.project.organization_id))  # fmt: skip
    session.commit()
    client.login("accountant")
    assert "记录一次活动" not in client.page("/activities").text
    client.logout()
    client.login("ngo")
    assert "记录一次活动" in client.page("/activities").text


def test_a_lost_sheet_is_voided_and_printed_again_as_questionnaires(delivery, client, session):
    activity = delivery.confirmed()
    session.commit()
    client.login("ngo")
    path = f"/activities/{activity.public_id}/codes"
    client.submit(path, count="3")
    client.submit(path, f"{path}/void", status=422, reason="")
    client.submit(path, f"{path}/void", reason="单子丢了")
    assert session.query(Entitlement).count() == 0
    text = client.submit(path, count="2", paper="sheet").text
    assert (text.count("□ 很满意"), text.count("□ 帮得上"), session.query(Entitlement).count()) == (2, 2, 2)


def test_the_front_page_leads_to_the_residents_score(client):
    assert client.page("/").all("//main//a[@href='/s']")


def test_an_organization_reads_the_vouchers_of_its_own_contracts_only(delivery, client, session):
    other = deliver(session, "青石巷儿童发展中心", "四点半课堂", login="ngo2")
    mine, theirs = (session.query(Voucher).filter_by(contract_id=d.project.contract_id).one() for d in (delivery, other))
    session.commit()
    client.login("ngo")
    text = client.page("/ledger").text
    assert mine.number in text
    assert theirs.number not in text
    assert client.get(f"/ledger/{theirs.public_id}").status_code == 404
    table = client.get("/ledger/?as=csv").get_data(as_text=True)
    assert (mine.number in table, theirs.number in table) == (True, False)
    assert "280000.00" in client.get("/ledger/trial-balance?as=csv").get_data(as_text=True)
    assert "560000.00" not in client.get("/ledger/trial-balance?as=csv").get_data(as_text=True)


def test_a_projects_page_leads_to_its_award_and_for_the_parties_to_its_contract(delivery, client, session):
    contract, award = delivery.project.contract.public_id, delivery.project.contract.award.public_id
    session.commit()
    page = client.page(address(delivery))
    assert (len(page.all(f"//a[@href='/awards/{award}']")), page.all(f"//a[@href='/contracts/{contract}']")) == (1, [])
    client.login("ngo")
    assert len(client.page(address(delivery)).all(f"//a[@href='/contracts/{contract}']")) == 1


def test_the_desk_says_what_is_not_possible_yet(delivery, client, session, frozen_time):
    delivery.project.starts_on = date(2026, 5, 10)
    session.commit()
    client.login("acceptor")
    page = client.page("/desk?process=project")
    assert "现在还办不了：" in page.text
    assert page.all("//aside[@id='preview']//a[contains(@class, 'btn-primary')]") == []


def test_the_provider_of_a_returned_record_reads_the_reason_at_its_top(delivery, client, session):
    activity = delivery.draft()
    lifecycle.move(session, activity, "record", by=delivery.actor("ngo"))
    lifecycle.move(session, activity, "return", by=delivery.actor("committee"), reason="人数和签到表不符")
    session.commit()
    client.login("ngo")
    page = client.page(f"/activities/{activity.public_id}")
    assert "人数和签到表不符" in "".join(page.one("//div[contains(@class, 'callout')]").itertext())
