"""How people want to be told: one by SMS too, one by a daily digest, one by WeChat, one each week."""

from __future__ import annotations

from portal.kernel import clock
from portal.kernel.channels import OPTIONAL, Channel, Kind, Pace
from portal.workflows import preferences
from seeds.world import FOUNDED, City

MAIL, SMS, WECHAT = Channel.MAIL, Channel.SMS, Channel.WECHAT
#: login: phone, channels of each kind beside the mail, pace. The numbers are of a range that nobody is given.
WISHES: dict[str, tuple[str, dict[Kind, set[Channel]], Pace]] = {
    "ngo": ("19900000001", {Kind.DUTY: {SMS}, Kind.REMINDER: {SMS, WECHAT}}, Pace.AT_ONCE),
    "acceptor": ("19900000002", {Kind.REMINDER: {SMS}}, Pace.DAILY),
    "examiner": ("19900000003", {Kind.REMINDER: {SMS}}, Pace.DAILY),
    "street": ("19900000004", {Kind.REMINDER: {WECHAT}}, Pace.AT_ONCE),
    "committee": ("19900000005", {Kind.REMINDER: {SMS}}, Pace.AT_ONCE),
    "leader": ("19900000006", {Kind.ESCALATION: {SMS}}, Pace.AT_ONCE),
    "supervisor": ("", {}, Pace.WEEKLY),
}


def tell(city: City) -> None:
    with city.at(clock.at(city.day(-FOUNDED.days + 1), 10)) as session:
        for login, (phone, beside, pace) in WISHES.items():
            person = city.actor(login)
            if phone:
                preferences.ask_phone(session, by=person, phone=phone)
                preferences.confirm_phone(session, by=person, code="123456", expected=lambda row: "123456")
            choices = {kind: {MAIL, *beside.get(kind, set())} for kind in OPTIONAL}
            preferences.save(session, by=person, choices=choices, pace=pace, quiet_from=21, quiet_until=8)
