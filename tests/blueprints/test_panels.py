"""What officers do about a panel on the web: replace, draw again, look at ties again; every page says what to do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.domain.organizations.models import OrgField
from portal.domain.review import draws, experts, guidance, scoring
from portal.domain.review.models import PanelState, SeatState
from portal.kernel import clock, lifecycle
from portal.kernel.people import Appointment
from portal.kernel.permissions import Permission as P
from portal.kernel.roles import Role
from tests.bidding import DISTRICT, Story


@pytest.fixture
def story(session, frozen_time) -> Story:
    return Story(session)


@pytest.fixture
def panel(session, story):
    story.pool(5)
    one = story.submitted("ngo")
    story.open()
    story.check(one)
    panel = story.drawn()
    session.commit()
    return panel


def test_a_silent_expert_is_replaced_on_the_web_and_the_empty_seat_is_drawn_anew(client, session, story, panel, frozen_time):
    seat = scoring.seats_of(session, panel)[0]
    client.login("acceptor")
    assert "等 5 位专家确认，最迟" in client.page(f"/panels/{panel.public_id}").text
    step = f"/reviews/{seat.public_id}/steps/replace"
    assert seat.expert.name in client.page(step).text
    page = client.submit(step, "", cause="overdue", reason="电话没有人接", status=422)
    assert "还没有过。要提前更换，请选别的事由" in page.text
    frozen_time.forward(days=10)
    lifecycle.tick(session)
    assert "专家逾期：催办，或者更换" in client.page("/desk").text
    page = client.page(f"/panels/{panel.public_id}")
    assert "有 5 位专家逾期" in page.text
    assert step in page.all("//a/@href")
    page = client.submit(step, "", cause="overdue", reason="电话没有人接")
    assert page.response.request.path == f"/panels/{panel.public_id}"
    assert "缺席且候补用完，待补充抽取" in page.text
    assert "还能抽的专家有 0 人，要补 1 席" in page.text
    experts.enter(session, by=story.actor("acceptor"), login="expert9", unit="第九研究院", title="研究员", fields=[OrgField.ELDERLY],
                  region_path=DISTRICT)  # fmt: skip
    session.commit()
    page = client.submit(f"/panels/{panel.public_id}", f"/panels/{panel.public_id}/steps/seal")
    assert "补充名单已封存。请见证人当场报数" in page.text
    swapped = client.submit(f"/panels/{panel.public_id}/steps/supplement", "", status=422, witness="明监之", witness_name="3120.01")
    assert "见证值要是一个数" in swapped.text
    page = client.submit(f"/panels/{panel.public_id}/steps/supplement", "", witness="3120.01", witness_name="明监之")
    assert "第 2 次抽取" in page.text
    assert page.text.count("种子：重新计算，结果相同") == 2
    assert scoring.seats_of(session, panel)[-1].expert.user.login == "expert9"
    assert len(draws.rounds_of(session, panel)) == 2


def test_a_replaced_expert_reads_that_they_were_and_nothing_of_the_lot(client, session, story, panel, frozen_time):
    seat = scoring.seats_of(session, panel)[0]
    client.login("acceptor")
    client.submit(f"/reviews/{seat.public_id}/steps/replace", "", cause="request", reason="住院，本人来电")
    client.login(seat.expert.user.login)
    page = client.page(f"/reviews/seats/{seat.public_id}")
    assert "承办人已请候补专家接替您" in page.text
    assert story.orgs["ngo"].name not in page.text
    assert client.get(f"/panels/{panel.public_id}").status_code == 404


def test_ties_that_showed_by_themselves_are_looked_at_again_with_one_button(client, session, story, panel):
    seat = scoring.seats_of(session, panel)[0]
    session.add(Appointment(user_id=seat.assignee_id, role=Role.CASE_OFFICER, organization_id=story.orgs["ngo"].id, title="经办",
                            starts_at=clock.now()))  # fmt: skip
    session.commit()
    client.login("acceptor")
    page = client.page(f"/panels/{panel.public_id}")
    assert "有 1 位专家和这个标段的申报单位有利益关系" in page.text
    page = client.submit(f"/panels/{panel.public_id}", f"/panels/{panel.public_id}/recheck")
    assert "核对完毕：1 人要回避。" in page.text
    assert scoring.seats_of(session, panel)[0].state is SeatState.RECUSED
    client.login("examiner")
    assert "重新核对利益关系" not in client.page(f"/panels/{panel.public_id}").text
    assert client.post(f"/panels/{panel.public_id}/recheck").status_code == 403


def test_an_expert_who_is_tied_or_out_of_post_reads_why_on_the_page(client, session, story, panel):
    story.accept_all(panel)
    seat = scoring.seats_of(session, panel)[0]
    session.add(Appointment(user_id=seat.assignee_id, role=Role.CASE_OFFICER, organization_id=story.orgs["ngo"].id, title="经办",
                            starts_at=clock.now()))  # fmt: skip
    session.commit()
    client.login(seat.expert.user.login)
    for address in (f"/reviews/seats/{seat.public_id}", f"/reviews/{scoring.reviews_of(session, seat)[0].public_id}"):
        assert "有利益关系（任职关系），不能评" in client.page(address).text


def test_an_expert_edits_title_and_fields_and_reads_who_changes_the_rest(client, session, story, panel):
    client.login("expert1")
    own = client.page("/experts/mine").response.request.path
    page = client.page(f"{own}/edit")
    assert "由承办人更新" in page.text
    assert sorted(page.form("")) == ["csrf_token", "fields_", "title", "version"]
    client.post(f"{own}/edit", data={**page.form(""), "title": "教授", "unit": "别的单位", "active": "on"})
    expert = experts.of_user(session, story.actor("expert1").user_id)
    session.refresh(expert)
    assert (expert.title, expert.unit) == ("教授", "第1研究院")
    client.login("acceptor")
    page = client.submit(f"{own}/edit", "", unit="新研究院")
    assert "新研究院" in page.text


def test_the_list_says_why_a_lot_has_no_panel(client, session, story):
    story.pool(5)
    story.submitted("ngo")
    story.open()
    session.commit()
    client.login("acceptor")
    text = client.page("/panels/").text
    assert "还有 1 份申报没有审查资格。请先办完，再抽取专家。" in text
    assert "这个标段没有通过资格审查的申报，不用组织评审。" in text


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_every_state_has_each_step_or_the_sentence_why_not(app):
    tables = {table.name: (model, table) for model, table in lifecycle.governed().items()}
    holes = []
    for name in ("panel", "seat", "review"):
        model, table = tables[name]
        for state in table.states:
            record = model(state=state)
            by_people = {s.action for s in table.steps if s.by is not P.SYSTEM_TICK}
            said = {label for label, why in guidance.not_open(record, set(P) - {P.SYSTEM_TICK}) if why}
            open_ = {s.label for s in table.leaving(state)}
            labels = {s.label for s in table.steps if s.action in by_people}
            holes += [(name, state.value, label) for label in labels - said - open_]
    assert holes == []


def test_every_state_of_a_panel_says_what_it_waits_for(session, story):
    story.pool(5)
    one = story.submitted("ngo")
    story.open()
    story.check(one)
    panel = draws.commit(session, story.lot, by=story.actor("acceptor"))
    said = {panel.state: guidance.of_panel(session, panel, scoring.seats_of(session, panel))}
    draws.draw(session, panel, by=story.actor("acceptor"), witness="1", witness_name="明监之")
    said[panel.state] = guidance.of_panel(session, panel, scoring.seats_of(session, panel))
    story.accept_all(panel)
    said[panel.state] = guidance.of_panel(session, panel, scoring.seats_of(session, panel))
    with clock.travel(clock.now() + timedelta(minutes=1)):
        seat = scoring.seats_of(session, panel)[0]
        lifecycle.move(session, seat, "recuse", by=story.expert(seat), reason="亲属任职")
    said[panel.state] = guidance.of_panel(session, panel, scoring.seats_of(session, panel))
    experts.enter(session, by=story.actor("acceptor"), login="expert9", unit="第九研究院", title="研究员",
                  fields=[OrgField.ELDERLY], region_path=DISTRICT)  # fmt: skip
    assert guidance.of_panel(session, panel, scoring.seats_of(session, panel)) == "候补用完，缺 1 席。请封存补充名单，再请见证人报数补充抽取。"
    lifecycle.move(session, panel, "seal", by=story.actor("acceptor"))
    said[panel.state] = guidance.of_panel(session, panel, scoring.seats_of(session, panel))
    draws.supplement(session, panel, by=story.actor("acceptor"), witness="2", witness_name="明监之")
    story.accept_all(panel)
    story.score_everything(panel)
    said[panel.state] = guidance.of_panel(session, panel, scoring.seats_of(session, panel))
    assert set(said) == set(PanelState)
    assert len(set(said.values())) == len(PanelState)


def test_the_panels_story_tells_who_stepped_aside_and_why(story, panel, client, session):
    seat = scoring.seats_of(session, panel)[0]
    lifecycle.move(session, seat, "recuse", by=story.expert(seat), reason="是我的学生")
    session.commit()
    client.login("acceptor")
    timeline = client.page(f"/panels/{panel.public_id}").text
    assert "的评审中回避" in timeline
    assert "理由：是我的学生" in timeline
