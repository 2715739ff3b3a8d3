"""Who leads the organizations that have a login: boards on file, one that waits for its acceptance, one whose term runs out.

The identity numbers satisfy the checksum, as the portal asks, and are nobody's: they begin with 999999, a place that does
not exist.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from portal.domain.organizations import rolls
from portal.domain.organizations.models import Organization
from portal.domain.organizations.officeholders import (
    Employment,
    IdKind,
    Occasion,
    Office,
    Political,
    PublicServant,
    Roll,
    SocialWorker,
)
from portal.domain.organizations.roll_guards import MATERIAL_NAMES, materials_needed
from portal.domain.organizations.roll_reads import people_of
from portal.domain.review import experts
from portal.kernel import identity, lifecycle
from seeds.materials import hand_in
from seeds.world import City

NOWHERE = "999999"
S, E = Office, Employment


class Person(NamedTuple):
    name: str
    office: Office
    serial: int
    born: int = 1975
    declared: dict[str, Any] = {}


def number(serial: int, born: int = 1975) -> str:
    """A number that checks, of a person who does not exist."""
    seventeen = f"{NOWHERE}{born}0{serial % 9 + 1}{serial % 28 + 1:02d}{serial:03d}"
    return seventeen + identity.check_place(seventeen)


LED = {"employment": E.FULL_TIME, "political": Political.PARTY_MEMBER, "party_secretary": True}
BOARDS: dict[str, tuple[Person, ...]] = {
    "ngo": (
        Person("顾南乔", S.PRESIDENT, 1, 1978, LED), Person("梧桐雨", S.VICE, 2, 1969), Person("石桥南", S.BOARD_MEMBER, 3, 1983),
        Person("钱细账", S.BOARD_MEMBER, 4, 1985, {"employment": E.FULL_TIME, "accountant": True}),
        Person("林深鹿", S.BOARD_MEMBER, 5, 1990), Person("秤心平", S.SUPERVISOR, 6, 1962),
    ),
    "ngo2": (
        Person("陆青石", S.PRESIDENT, 11, 1980, {"employment": E.FULL_TIME}), Person("林见深", S.BOARD_MEMBER, 12, 1971),
        Person("林深鹿", S.BOARD_MEMBER, 5, 1990), Person("纸鸢飞", S.BOARD_MEMBER, 13, 1987), Person("尺规正", S.SUPERVISOR, 14, 1965),
    ),
    "ngo3": (
        Person("孟石榴", S.PRESIDENT, 21, 1973, {"employment": E.FULL_TIME}), Person("孟接棒", S.VICE, 22, 1982),
        Person("和为贵", S.BOARD_MEMBER, 23, 1958), Person("白立言", S.SUPERVISOR, 24, 1960),
    ),
}  # fmt: skip
STAFF = (
    ("何暖心", E.FULL_TIME, SocialWorker.INTERMEDIATE, "示例证书 0001"), ("邹小步", E.FULL_TIME, SocialWorker.ASSISTANT, "示例证书 0002"),
    ("温水流", E.FULL_TIME, None, None), ("叶知秋", E.PART_TIME, None, None), ("周末来", E.VOLUNTEER, None, None),
)  # fmt: skip


def tell(city: City) -> None:
    for key in BOARDS:
        _first(city, key)
    with city.at(-400, 15) as session:
        expert = experts.of_user(session, city.actor("expert2").user_id)
        if expert:
            experts.identify(session, expert, by=city.actor("expert2"), identity_number=number(12, 1971))
    with city.at(-390, 10) as session:
        for name, employment, level, certificate in STAFF:
            rolls.declare(session, city.orgs["ngo"], by=city.actor("ngo"), name=name, employment=employment, social_worker=level,
                          certificate=certificate, since=city.day(-600))  # fmt: skip
        for name in ("朝露凝", "夕照远"):
            rolls.declare(session, city.orgs["group"], by=city.actor("group"), name=name, employment=E.VOLUNTEER)
    city.tick(-48)  # the third organization's election comes into view
    _by_election(city)
    _waiting(city)


def _first(city: City, key: str) -> None:
    """On file soon after the registration; the third organization's term runs out in a month and a half."""
    ends = {"ngo": 600, "ngo2": 500, "ngo3": 42}[key]
    with city.at(-720, 9, 30) as session:
        roll = rolls.draft(session, city.orgs[key], by=city.actor(key), resolved_on=city.day(-735), term_from=city.day(-735),
                           term_until=city.day(ends), occasion=Occasion.FIRST)  # fmt: skip
        for person in BOARDS[key]:
            add(city, roll, person, by=key)
    with city.at(-720, 10) as session:
        _hand_in(city, roll, key)
    with city.at(-716, 14) as session:
        lifecycle.move(session, roll, "accept", by=city.actor("acceptor"))


def add(city: City, roll: Roll, person: Person, *, by: str, **more: Any) -> None:
    rolls.add_to_roll(
        city.session, roll, by=city.actor(by), name=person.name, office=person.office, id_kind=IdKind.RESIDENT,
        identity_number=number(person.serial, person.born), phone=f"025-5249{person.serial:04d}",
        legal_representative=person.office is S.PRESIDENT, **person.declared, **more,
    )  # fmt: skip


def _hand_in(city: City, roll: Roll, key: str) -> None:
    needed = materials_needed(people_of(city.session, roll))
    hand_in(city, roll, {m: MATERIAL_NAMES[m] for m in needed}, by=city.actor(key))
    lifecycle.move(city.session, roll, "submit", by=city.actor(key))


def _next(city: City, key: str, at: int, occasion: Occasion, leaves: str, comes: Person, note: str, until: date, **more: Any) -> Roll:
    """The same board but for one seat."""
    organization: Organization = city.orgs[key]
    with city.at(at, 9, 30) as session:
        roll = rolls.draft(session, organization, by=city.actor(key), resolved_on=city.day(at - 3), term_from=city.day(-735), term_until=until,
                           occasion=occasion, note=note)  # fmt: skip
        for person in people_of(session, roll):
            if person.name == leaves:
                rolls.remove(session, person, by=city.actor(key))
        add(city, roll, comes, by=key, **more)
    with city.at(at, 10):
        _hand_in(city, roll, key)
    return roll


def _by_election(city: City) -> None:
    """A seat changed hands within the term: the roll of before is history."""
    roll = _next(city, "ngo", -210, Occasion.CHANGE, "石桥南", Person("石板路", S.BOARD_MEMBER, 7, 1981), "石桥南迁居外地，补选石板路。", city.day(600))
    with city.at(-206, 15) as session:
        lifecycle.move(session, roll, "accept", by=city.actor("acceptor"))


def _waiting(city: City) -> None:
    """Handed in two days ago: the registrar's desk has it. One came from public service, with the permission to."""
    _next(city, "ngo", -2, Occasion.CHANGE, "梧桐雨", Person("桐花落", S.VICE, 8, 1963), "梧桐雨年满离任，补选桐花落。", city.day(600),
          public_servant=PublicServant.RETIRED)  # fmt: skip
    with city.at(-1, 9) as session:
        roll = rolls.draft(session, city.orgs["ngo2"], by=city.actor("ngo2"), occasion=Occasion.CHANGE, note="准备补选一位理事。")
        hand_in(city, roll, {"board-resolution": MATERIAL_NAMES["board-resolution"]}, by=city.actor("ngo2"))
