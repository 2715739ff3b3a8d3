"""The pages of filing: public days that anyone can read and object in, and a roster that few can read."""

from __future__ import annotations

import pytest

from portal.domain.organizations import filing_objections, registrations
from portal.domain.organizations.models import (
    Filing,
    FilingObjection,
    FilingObjectionState,
    FilingState,
    RegistrationState,
)
from portal.kernel import lifecycle, people
from portal.kernel.outbox import Notice
from portal.kernel.words import Forbidden, Refused
from tests.domain.founding import attach, content, move, town  # noqa: F401 - town is a fixture
from tests.domain.test_organizations import filed

BODY = "小广场夜里不能放音响"


@pytest.fixture
def public_filing(town):
    """A filing in its public days."""
    filing = filed(town)
    move(town, filing, "submit", town.group)
    move(town, filing, "check", town.committee)
    return filing


def resident(town):
    return people.actor_for(town.session, "resident1")


def objection(town, filing):
    return filing_objections.raise_objection(town.session, filing, by=resident(town), body=BODY)


def settle(town, found, action, by=None):
    filing_objections.settle(action)(town.session, found, by=by or town.street, answer="已到现场查看")


def over(town):
    town.session.commit()
    town.travel("2026-05-21 00:01")
    lifecycle.tick(town.session)


def test_anyone_reads_a_filing_in_its_public_days_and_only_then(town, public_filing, new_client):
    address = f"/filings/public/{public_filing.public_id}"
    page = new_client().page(address)
    for words in ("听雨社区晨风太极队", "柳晨风", "小广场", "打拳", "10 人", "提出异议"):
        assert words in page.text
    for personal in ("成员1", "52400000"):
        assert personal not in page.text
    listed = new_client().page("/filings/public")
    assert [a.get("href") for a in listed.all("//main//tbody//a")] == [address]
    over(town)
    assert new_client().get(address).status_code == 404
    assert new_client().page("/filings/public").all("//main//tbody//a") == []


@pytest.mark.parametrize("state", [FilingState.DRAFT, FilingState.SUBMITTED, FilingState.RETURNED])
def test_a_filing_that_is_not_in_public_has_no_public_page(town, new_client, state):
    filing = filed(town)
    if state is not FilingState.DRAFT:
        move(town, filing, "submit", town.group)
    if state is FilingState.RETURNED:
        move(town, filing, "return", town.committee, reason="名册不全")
    assert new_client().get(f"/filings/public/{filing.public_id}").status_code == 404


def test_a_visitor_is_asked_to_log_in_and_a_resident_objects_in_the_browser(town, public_filing, new_client):
    address = f"/filing-objections/new/{public_filing.public_id}"
    assert "/login" in new_client().get(address).location
    client = new_client()
    client.login("resident1")
    assert "请写明异议的事实和理由" in client.submit(address, status=422, body="  ").text
    page = client.submit(address, body=BODY)
    assert BODY in page.text
    assert "您已经对这份申请提出过异议" in client.page(address).text
    applicant = new_client()
    applicant.login("group")
    found = town.session.query(FilingObjection).one()
    assert applicant.get(f"/filing-objections/{found.public_id}").status_code == 404
    told = [n.msgid for n in town.session.query(Notice).filter_by(user_id=town.group.user_id)]
    assert "有人在公示期内对“%(name)s”的备案提出异议，街道查清以前不办理备案" in told


def test_nobody_objects_to_their_own_filing_or_after_the_public_days(town, public_filing):
    with pytest.raises(Refused, match="不能对自己提出异议"):
        filing_objections.raise_objection(town.session, public_filing, by=town.group, body=BODY)
    over(town)
    with pytest.raises(Refused, match="已经不在公示期"):
        objection(town, public_filing)


def test_the_street_settles_every_objection_before_it_files(town, public_filing):
    found = objection(town, public_filing)
    over(town)
    for action in ("file", "refuse", "send-back"):
        with pytest.raises(Refused, match="还有 1 项异议没有答复"):
            move(town, public_filing, action, town.street, reason="不合适")
    with pytest.raises(Forbidden):
        settle(town, found, "dismiss", town.committee)
    settle(town, found, "dismiss")
    assert (found.state, found.answer) == (FilingObjectionState.DISMISSED, "已到现场查看")
    move(town, public_filing, "file", town.street)
    assert public_filing.state is FilingState.FILED


def test_what_was_objected_to_rightly_is_not_filed_until_it_was_put_right_and_in_public_again(town, public_filing):
    settle(town, objection(town, public_filing), "uphold")
    over(town)
    with pytest.raises(Refused, match="有异议成立，不能准予备案"):
        move(town, public_filing, "file", town.street)
    move(town, public_filing, "send-back", town.street, reason="请换一个活动地点")
    move(town, public_filing, "submit", town.group)
    move(town, public_filing, "check", town.committee)
    town.session.commit()
    town.travel("2026-06-10 00:01")
    lifecycle.tick(town.session)
    move(town, public_filing, "file", town.street)
    assert public_filing.state is FilingState.FILED


@pytest.mark.parametrize(("login", "sees"), [("group", True), ("committee", True), ("street", True), ("acceptor", False), ("supervisor", False)])
def test_the_roster_is_read_by_the_applicant_and_by_those_who_check(town, new_client, login, sees):
    filing = filed(town)
    move(town, filing, "submit", town.group)
    client = new_client()
    client.login(login)
    text = client.page(f"/filings/{filing.public_id}").text
    assert "10 人" in text
    assert ("成员7" in text) is sees
    assert ("52400000" in text, "****00" in text) == (login == "group", sees and login != "group")


@pytest.mark.parametrize("again", ["成员3", "成员３", "成 员3"])
def test_a_person_is_not_named_twice_on_a_roster(town, again):
    filing = filed(town)
    filing.roster = [*filing.roster, {"name": again, "duty": ""}]
    with pytest.raises(Refused, match="名册里有人写了不止一次：成员3。"):
        move(town, filing, "submit", town.group)


def test_a_name_is_applied_for_once_at_a_time_and_filed_once(town):
    first, second = filed(town), filed(town)
    move(town, first, "submit", town.group)
    with pytest.raises(Refused, match="正在由别人申请"):
        move(town, second, "submit", town.group)
    move(town, first, "return", town.committee, reason="名册不全")
    with pytest.raises(Refused, match="正在由别人申请"):
        move(town, second, "submit", town.group)
    move(town, first, "withdraw", town.group)
    move(town, second, "submit", town.group)
    assert town.session.query(Filing).filter_by(state=FilingState.SUBMITTED).one() is second


def test_a_filed_group_is_raised_by_one_application_at_a_time(town, public_filing):
    over(town)
    move(town, public_filing, "file", town.street)
    town.travel.forward(minutes=1)
    leader = people.actor_for(town.session, "group")
    first, second = (
        registrations.draft(town.session, by=leader, raise_group=True, **content(town, fancy=fancy)) for fancy in ("晨风", "晚风")
    )
    for application in (first, second):
        attach(town, application, "application", "charter", "founders", "premises", "capital")
    move(town, first, "submit", leader)
    with pytest.raises(Refused, match=f"已经在用 {first.number} 申请升级登记，同时只能有一份"):
        move(town, second, "submit", leader)
    move(town, first, "withdraw", leader)
    move(town, second, "submit", leader)
    assert second.state is RegistrationState.SUBMITTED


# --- drafts, and what was sent back ---------------------------------------------------------------------------------


def test_a_draft_is_saved_with_what_is_there_and_says_at_submission_what_is_missing(town, new_client):
    client = new_client()
    client.login("group")
    assert client.page("/filings/new").form()["region_path"] == ""
    client.submit("/filings/new", name="晨光合唱队", kind="association_like", field="culture", region_path=town.community)
    filing = town.session.query(Filing).one()
    assert (filing.state, filing.roster) == (FilingState.DRAFT, [])
    with pytest.raises(Refused, match="还没有填：负责人、联系电话、活动地点、宗旨和活动内容。"):
        move(town, filing, "submit", town.group)
    assert "放弃草稿" in client.page(f"/filings/{filing.public_id}").text
    assert "撤回申请" not in client.page(f"/filings/{filing.public_id}").text


def test_the_reason_of_a_return_stands_at_the_top_for_the_applicant(town, new_client):
    filing = filed(town)
    move(town, filing, "submit", town.group)
    move(town, filing, "return", town.committee, reason="名册缺三个人的分工")
    client = new_client()
    client.login("group")
    address = f"/filings/{filing.public_id}"
    (callout,) = client.page(address).all("//main//div[contains(@class, 'callout')]")
    assert "名册缺三个人的分工" in "".join(callout.itertext())
    move(town, filing, "submit", town.group)
    assert client.page(address).all("//main//div[contains(@class, 'callout')]") == []


def test_full_width_digits_are_taken_for_what_they_are(town, new_client):
    client = new_client()
    client.login("group")
    client.submit("/filings/new", name="晨光合唱队", kind="association_like", field="culture", region_path=town.community,
                  phone="０２５－５２４０００００")  # fmt: skip
    assert town.session.query(Filing).one().phone == "025-52400000"


def test_whoever_saves_second_keeps_what_was_typed_sees_the_newer_and_may_save_again(town, new_client):
    filing = filed(town)
    address = f"/filings/{filing.public_id}/edit"
    first, second = new_client(), new_client()
    for client in (first, second):
        client.login("group")
    form = second.page(address).form()
    first.submit(address, meeting_place="活动室")
    second.post(address, data={**form, "meeting_place": "小公园"})
    page = second.last
    assert page.response.status_code == 409
    assert page.one("//input[@name='meeting_place']").get("value") == "小公园"
    assert page.one("//*[@role='alert']//a[@target='_blank']").get("href") == address
    second.post(address, data=page.form())
    town.session.refresh(filing)
    assert filing.meeting_place == "小公园"
