"""What has passed its period is previewed, proposed by one administrator, confirmed by another, erased by time, and journalled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.domain.needs.models import Channel, Need, NeedState
from portal.domain.organizations.models import OrgField, Registration
from portal.domain.retention import classes, lifecycles
from portal.domain.retention.models import Erasure, ErasureState
from portal.kernel import clock, journal, lifecycle, outbox, people, policy
from portal.kernel.journal import JournalEntry
from portal.kernel.outbox import Notice, OutboxMessage
from portal.kernel.people import User
from portal.kernel.words import Forbidden, Refused, say
from portal.workflows.tick import tick
from tests.domain.founding import move, submitted, town  # noqa: F401 - town is a fixture

PHONE = "13800001234"


def need(session, number, state, *, years):
    """A need that somebody reported, at rest (or not) for so many years."""
    reporter = session.query(User).filter_by(login="resident1").one()
    row = Need(
        number=number, title="楼道灯坏了", description="三单元", channel=Channel.PORTAL, field=OrgField.COMMUNITY, group_served="老人",
        region_path="/32/3201/320114/", reporter_id=reporter.id, state=state, entered_at=clock.now() - timedelta(days=366 * years),
        **({"assessment": 5} if state is NeedState.ASSESSED else {}),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


@pytest.fixture
def old(town):
    """Rows that have passed their period, beside ones that have not."""
    session = town.session
    withdrawn = submitted(town, phone=PHONE)
    move(town, withdrawn, "withdraw", town.ngo)
    outbox.tell(session, [town.ngo.user_id], say("早就读过"), withdrawn)
    journal.write(session, session.get(User, town.ngo.user_id), "log-in", say("登录"), by=town.ngo)
    journal.seal(session)
    session.commit()
    town.travel.forward(days=366 * 3 + 1)
    policy.forget(session)
    kept = submitted(town, phone=PHONE, fancy="桂花树下")
    town.needs = {
        "old": need(session, "需1", NeedState.ASSESSED, years=4), "young": need(session, "需2", NeedState.ASSESSED, years=2),
        "open": need(session, "需3", NeedState.OPENED, years=4),
    }  # fmt: skip
    session.commit()
    town.withdrawn, town.kept = withdrawn, kept
    return town


@pytest.fixture
def admins(session):
    return [people.actor_for(session, login) for login in ("admin", "admin2")]


def test_the_preview_counts_what_has_passed_its_period_and_erases_nothing(old):
    found = classes.counts(old.session)
    assert (found["needs"], found["idle-registrations"], found["idle-filings"], found["idle-tenancies"]) == (1, 1, 0, 0)
    assert found["notices"] >= 1
    assert found["account-acts"] >= 1
    assert classes.examples(old.session, classes.ERASABLE["needs"]) == ["需1"]
    old.session.expire_all()
    assert (old.needs["old"].reporter_id is None, old.withdrawn.phone) == (False, PHONE)


def test_two_administrators_and_then_time_erase_what_is_old_and_nothing_else(old, admins):
    session, (one, other) = old.session, admins
    erasure = lifecycles.propose(session, by=one)
    assert erasure.plan["needs"]["found"] == 1
    with pytest.raises(Refused, match="另一位管理员确认"):
        lifecycle.move(session, erasure, "confirm", by=one)
    with pytest.raises(Forbidden):
        lifecycle.move(session, erasure, "confirm", by=old.approver)
    late = need(session, "需4", NeedState.ASSESSED, years=2)
    lifecycle.move(session, erasure, "confirm", by=other)
    session.commit()
    assert session.get(Need, old.needs["old"].id).reporter_id is not None
    old.travel.forward(days=500)  # what passes its period between proposal and erasure was not meant
    policy.forget(session)
    assert tick(session).failed == 0
    session.expire_all()
    assert (erasure.state, erasure.erased["needs"], erasure.erased["idle-registrations"]) == (ErasureState.DONE, 1, 1)
    assert session.get(Need, old.needs["old"].id).reporter_id is None
    for untouched in (old.needs["young"], old.needs["open"], late):
        assert session.get(Need, untouched.id).reporter_id is not None
    gone, kept = session.get(Registration, old.withdrawn.id), session.get(Registration, old.kept.id)
    assert (gone.phone, gone.legal_representative, gone.address, gone.number is not None) == ("", "", "", True)
    assert (kept.phone, kept.legal_representative) == (PHONE, "顾南乔")
    assert session.scalars(select(Notice).where(Notice.msgid == "早就读过")).all() == []
    journal.seal(session)
    session.commit()
    assert journal.verify(session)[1] is None
    log_in = session.scalars(select(JournalEntry).where(JournalEntry.action == "log-in").order_by(JournalEntry.id)).first()
    assert (log_in.payload, log_in.actor_id) == (None, old.ngo.user_id)
    steps = [e.action for e in session.scalars(select(JournalEntry).where(JournalEntry.subject_type == "erasures").order_by(JournalEntry.id))]
    assert steps == ["begin", "confirm", "carry-out"]


def test_what_waits_to_be_sent_is_never_old(old):
    session = old.session
    outbox.enqueue(session, "mail", {"user_id": 1}, key="waiting-for-years")
    message = session.query(OutboxMessage).filter_by(key="waiting-for-years").one()
    message.available_at = clock.now() - timedelta(days=2000)
    session.flush()
    kept = classes.ERASABLE["messages"]
    assert kept.old
    stmt = select(OutboxMessage.key).where(kept.old(kept.before(session)))
    assert "waiting-for-years" not in session.scalars(stmt).all()


def test_one_erasure_at_a_time_and_none_where_nothing_is_old(town, admins):
    with pytest.raises(Refused, match="没有到期的资料"):
        lifecycles.propose(town.session, by=admins[0])
    need(town.session, "需1", NeedState.ASSESSED, years=4)
    erasure = lifecycles.propose(town.session, by=admins[0])
    with pytest.raises(Refused, match="还有一次清理没有办完"):
        lifecycles.propose(town.session, by=admins[1])
    with pytest.raises(Refused, match="只有提议人能撤回"):
        lifecycle.move(town.session, erasure, "withdraw", by=admins[1])
    lifecycle.move(town.session, erasure, "withdraw", by=admins[0])
    assert lifecycles.propose(town.session, by=admins[1]).state is ErasureState.PROPOSED


def test_the_page_shows_periods_with_their_sources_and_leads_to_the_erasure(old, new_client):
    one, other = new_client(), new_client()
    one.login("admin")
    page = one.page("/retention")
    for words in ("需求", "3 年", "例如：需1", "采购档案", "15 年", "政府采购法第四十二条", "30 年", "还没有清理过。"):
        assert words in page.text
    shown = one.submit("/retention", "/retention/propose")
    assert "提议交上去了" in shown.text
    erasure = old.session.query(Erasure).one()
    assert one.post(f"/retention/{erasure.public_id}/steps/confirm", data={"version": str(erasure.version)}).status_code == 422
    other.login("admin2")
    assert "确认或否决到期资料清理" in other.page("/desk").text
    other.submit(f"/retention/{erasure.public_id}/steps/confirm")
    tick(old.session)
    done = other.page(f"/retention/{erasure.public_id}")
    assert "已清理" in done.text
    assert old.session.get(Need, old.needs["old"].id).reporter_id is None
    officer = new_client()
    officer.login("acceptor")
    assert officer.get("/retention").status_code == 403
    assert officer.get(f"/retention/{erasure.public_id}").status_code == 404


def test_the_command_previews_and_never_erases(real_app):
    told = real_app.test_cli_runner().invoke(args=["retention", "--preview"])
    assert told.exit_code == 0, told.output
    assert [line.split()[0] for line in told.output.splitlines()][: len(classes.CLASSES)] == [kept.key for kept in classes.CLASSES]
    assert real_app.test_cli_runner().invoke(args=["retention"]).exit_code == 2


def test_every_class_has_its_period_and_the_law_allows_none_shorter(session):
    for kept in classes.CLASSES:
        setting = kept.setting(session)
        assert setting.amount >= (setting.statutory or 1), kept.key
        assert setting.source
