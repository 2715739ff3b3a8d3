"""Who is told by which channel, and when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.kernel import channels, clock, outbox
from portal.kernel.channels import Channel, Kind, Pace, Wishes
from portal.kernel.outbox import Notice, OutboxMessage
from portal.kernel.people import User
from portal.kernel.words import say
from portal.workflows import preferences

hours = st.integers(0, 23)
moments = st.datetimes(min_value=clock.at(clock.today()).replace(tzinfo=None), max_value=clock.at(clock.today()).replace(tzinfo=None) + timedelta(days=400))


def wishes(**changed):
    return channels.NONE_CHOSEN._replace(**changed)


@given(hours, hours, moments)
def test_no_phone_rings_in_the_quiet_hours_and_none_waits_longer_than_they_last(start, end, moment):
    moment = clock.at(moment.date(), moment.hour, moment.minute)
    rings = Wishes({}, Pace.AT_ONCE, start, end).after_the_quiet(moment)
    hour = clock.local(rings).hour
    quiet = start <= hour < end if start <= end else hour >= start or hour < end
    assert not quiet
    assert timedelta(0) <= rings - moment <= timedelta(hours=(end - start) % 24)


@pytest.mark.parametrize("channel", list(Channel))
def test_what_must_be_served_goes_by_mail_whatever_was_chosen(channel):
    nothing = wishes(choices={kind.value: [] for kind in Kind}, pace=Pace.WEEKLY)
    assert nothing.wants(Kind.SERVED, channel) is (channel is Channel.MAIL)
    assert not nothing.gathers(Kind.SERVED)


def told(session, login, kind=Kind.PROGRESS, served=""):
    user = session.scalars(select(User).where(User.login == login)).one()
    outbox.tell(session, [user.id], say("看过"), user, kind, served)
    session.flush()
    notice = session.scalars(select(Notice).where(Notice.user_id == user.id).order_by(Notice.id.desc())).first()
    sent = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).all()
    return notice, [message for message in sent if message.content.get("user_id") == user.id and "letter" not in message.content]


def choose(session, actor, pace=Pace.AT_ONCE, **choices):
    given = {Kind(kind): set(ways) for kind, ways in choices.items()}
    preferences.save(session, by=actor, choices=given, pace=pace, quiet_from=21, quiet_until=8)


def test_without_a_choice_a_notice_goes_out_by_mail_alone(session):
    notice, sent = told(session, "group")
    assert [message.kind for message in sent] == ["mail"]
    assert (notice.kind, notice.in_digest) == (Kind.PROGRESS, False)


def test_each_kind_goes_its_own_ways(session, as_person, frozen_time):
    choose(session, as_person("group"), duty={Channel.SMS, Channel.WECHAT}, progress=set())
    assert sorted(message.kind for message in told(session, "group", Kind.DUTY)[1]) == ["sms", "wechat"]
    session.query(OutboxMessage).delete()
    assert told(session, "group", Kind.PROGRESS)[1] == []
    assert [message.kind for message in told(session, "group", Kind.REMINDER)[1]] == ["mail"]


def test_a_message_of_the_night_waits_for_the_morning(session, as_person, frozen_time):
    choose(session, as_person("group"), duty={Channel.MAIL, Channel.SMS})
    night = frozen_time("2026-05-15 23:30")
    sent = {message.kind: message.available_at for message in told(session, "group", Kind.DUTY)[1]}
    assert sent == {"mail": night, "sms": frozen_time("2026-05-16 08:00")}


def test_what_waits_for_the_digest_leaves_no_mail_and_what_must_be_served_does(session, as_person):
    choose(session, as_person("group"), Pace.DAILY)
    notice, sent = told(session, "group")
    assert (notice.in_digest, sent) == (True, [])
    notice, sent = told(session, "group", served="行政许可法第四十四条")
    assert (notice.kind, notice.in_digest) == (Kind.SERVED, False)
    assert [(message.kind, message.content["served"]) for message in sent] == [("mail", "行政许可法第四十四条")]


def test_what_is_taken_back_is_taken_back_on_every_channel(session, as_person):
    choose(session, as_person("group"), progress=set(Channel))
    _notice, sent = told(session, "group")
    assert len(sent) == 3
    user = session.scalars(select(User).where(User.login == "group")).one()
    outbox.unsay(session, user.id, [user.public_id])
    assert session.query(OutboxMessage).filter(OutboxMessage.kind.in_(list(Channel))).count() == 0
    assert session.query(Notice).filter_by(user_id=user.id).count() == 0
