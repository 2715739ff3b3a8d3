"""The register fills: legal persons by three officers, community groups by committee and street, some on their way."""

from __future__ import annotations

from datetime import date, timedelta

from portal.domain.organizations import filing_objections, filings, invitations, keeping, registrations, uscc
from portal.domain.organizations.models import Filing, GroupKind, Organization, OrgType, Registration
from portal.domain.organizations.registration_guards import MATERIAL_NAMES, materials_needed
from portal.kernel import clock, lifecycle, workdays
from portal.kernel.people import Actor
from portal.kernel.roles import Role
from seeds.chapters.organizations_told import (
    AUTHORITIES,
    GROUPS,
    GROUPS_UNDER_WAY,
    REGISTERED,
    UNDER_WAY,
    Group,
    Told,
)
from seeds.materials import hand_in
from seeds.people import DISTRICT
from seeds.world import City

CAPITAL = {OrgType.SERVICE: 10_000_000, OrgType.ASSOCIATION: 3_000_000, OrgType.FOUNDATION: 200_000_000}
LOGINS = ("ngo", "ngo2", "ngo3")
HOURS = (9, 10, 11, 14, 15, 16)


def tell(city: City) -> None:
    for serial, told in enumerate(sorted(REGISTERED, key=lambda t: -t.days), start=1):
        city.orgs[told.key] = register(city, told, serial)
    city.forget_actors()
    with city.at(clock.at(city.workday(-700), 15)) as session:
        invitation = invitations.invite(session, city.orgs["ngo"], by=city.actor("ngo"), to="accountant", role=Role.ACCOUNTANT)
        lifecycle.move(session, invitation, "accept", by=city.actor("accountant"))
    for n, group in enumerate(GROUPS):
        city.orgs["group" if n == 0 else f"group{n + 1}"] = file(city, group, -640 + 90 * n, first=n == 0)
    city.forget_actors()
    for told in REGISTERED:
        keep(city, told)
    for told, stage, ago, reason in sorted(UNDER_WAY, key=lambda row: -row[2]):
        on_its_way(city, told, stage, ago, reason)
    for group, stage, ago, reason in sorted(GROUPS_UNDER_WAY, key=lambda row: -row[2]):
        group_on_its_way(city, group, stage, ago, reason)


# --- legal persons ------------------------------------------------------------------------------------------------


def register(city: City, told: Told, serial: int) -> Organization:
    """From the draft to the certificate, each step on its own working day."""
    start = workdays.add(city.day(-told.days - 12), 1)
    registration, _ = hand_in_registration(city, told, start, serial)
    hour = HOURS[serial % len(HOURS)]
    officers = (("accept", "acceptor", 2), ("examine", "examiner", 4))
    for action, login, after in officers:
        with city.at(clock.at(workdays.add(start, after), hour)) as session:
            lifecycle.move(session, registration, action, by=city.actor(login))
    with city.at(clock.at(workdays.add(start, 6), hour)) as session:
        code = code_for(told.type, serial)
        registrations.approve(session, registration, by=city.actor("approver"), uscc=code)
    return registration.organization


def hand_in_registration(city: City, told: Told, day: date, serial: int, submit: bool = True) -> tuple[Registration, Actor]:
    communities = city.communities()
    place = communities[serial * 7 % len(communities)]
    with city.at(clock.at(day, 9, 20)) as session:
        applicant = city.actor(told.key) if told.key in LOGINS else city.newcomer(f"founder{serial}", told.person)
        registration = registrations.draft(
            session, by=applicant, org_type=told.type, field=told.field, region_path=place,
            fancy=told.fancy, field_words=told.words, form_word=told.form, authority=AUTHORITIES.get(told.field),
            legal_representative=told.person, phone=f"025-5240{1000 + serial}", address=f"听雨路 {serial * 3 + 8} 号",
            purpose=told.purpose, capital_fen=CAPITAL[told.type], full_time_staff=told.staff, members=told.members,
        )  # fmt: skip
        hand_in(city, registration, {m: MATERIAL_NAMES[m] for m in materials_needed(registration)}, by=applicant)
        if submit:
            lifecycle.move(session, registration, "submit", by=applicant)
    return registration, applicant


def code_for(org_type: OrgType, serial: int) -> str:
    """A code that checks, in a segment that reads as a demo's."""
    return uscc.completed(f"{uscc.CIVIL_AFFAIRS}{uscc.KINDS[org_type]}{uscc.district_of(DISTRICT)}MJDEM0{serial:03d}")


def keep(city: City, told: Told) -> None:
    """Rating, annual report and tax exemption, as entered by the acceptor this year."""
    year = told_year(city)
    organization = city.orgs[told.key]
    report = year - 1 if told.report and organization.registered_on.year < year else None
    if not (report or told.rating or told.tax):
        return
    with city.at(in_year(city, -190, 1), 14) as session:
        keeping.keep(session, organization, by=city.actor("acceptor"), rating=told.rating, tax_exempt=told.tax,
                     last_annual_report=report, full_time_staff=told.staff)  # fmt: skip


def on_its_way(city: City, told: Told, stage: str, ago: int, reason: str) -> None:
    day = days_back(city, ago)
    serial = 900 + ago
    registration, applicant = hand_in_registration(city, told, day, serial, submit=stage != "draft")

    def step(after: int, action: str, by: Actor, why: str = "") -> None:
        with city.at(clock.at(workdays.add(day, after), 15)) as session:
            lifecycle.move(session, registration, action, by=by, reason=why)

    if stage in ("accepted", "overdue", "examined", "refused"):
        step(1, "accept", city.actor("acceptor"))
    if stage in ("examined", "refused"):
        step(3, "examine", city.actor("examiner"))
    if stage == "refused":
        step(4, "refuse", city.actor("approver"), reason)
    if stage in ("supplement", "not-accepted"):
        step(2, "supplement" if stage == "supplement" else "not-accept", city.actor("acceptor"), reason)
    if stage == "withdrawn":
        step(1, "withdraw", applicant)


# --- community groups ---------------------------------------------------------------------------------------------


def file(city: City, group: Group, offset: int, first: bool) -> Organization:
    day = workdays.add(city.day(offset), 1)
    filing, _ = hand_in_filing(city, group, day, "group" if first else f"leader{-offset}", sponsor=first)
    with city.at(clock.at(workdays.add(day, 2), 10)) as session:
        lifecycle.move(session, filing, "check", by=city.actor("committee"))
    if first:
        objected_in_vain(city, filing, workdays.add(day, 3))
    city.tick(clock.at(workdays.add(day, 9), 8))
    with city.at(clock.at(workdays.add(day, 10), 11)) as session:
        lifecycle.move(session, filing, "file", by=city.actor("street"))
    return filing.organization


def objected_in_vain(city: City, filing: Filing, day: date) -> None:
    """A neighbour minds the noise in the public days; the street looks into it."""
    with city.at(clock.at(day, 19, 40)) as session:
        by, body = city.actor("resident1"), "早上六点就放音响，住得近的睡不好。请先说好几点开始、音量多大。"
        objection = filing_objections.raise_objection(session, filing, by=by, body=body)
    with city.at(clock.at(workdays.add(day, 2), 15)) as session:
        answer = "到现场看过，和队长商定七点以后开始、用小音箱，写进了章程第八条。备案条件不受影响。"
        filing_objections.settle("dismiss")(session, objection, by=city.actor("street"), answer=answer)


def hand_in_filing(city: City, group: Group, day: date, login: str, sponsor: bool = False) -> tuple[Filing, Actor]:
    with city.at(clock.at(day, 10, 30)) as session:
        applicant = city.actor(login) if login == "group" else city.newcomer(login, group.person)
        filing = filings.draft(
            session, by=applicant, name=group.name, kind=GroupKind.ASSOCIATION_LIKE, field=group.field,
            region_path=city.home(), responsible_person=group.person, phone="13800000000",
            meeting_place=group.place, purpose=group.purpose, roster=roster(group),
            sponsor=city.orgs["ngo"].uscc if sponsor else "",
        )  # fmt: skip
        kinds = {"charter": "章程"} | ({"sponsor-consent": "依托单位同意的文件"} if sponsor else {})
        hand_in(city, filing, kinds, by=applicant)
        lifecycle.move(session, filing, "submit", by=applicant)
    return filing, applicant


def roster(group: Group) -> list[dict[str, str]]:
    duties = {0: "负责人", 1: "联络", 2: "财务"}
    return [{"name": group.person if n == 0 else f"成员{n + 1:02d}", "duty": duties.get(n, "")} for n in range(group.members)]


def group_on_its_way(city: City, group: Group, stage: str, ago: int, reason: str) -> None:
    day = days_back(city, ago)
    filing, _ = hand_in_filing(city, group, day, f"leader-new{ago}")
    if stage in ("publicity", "publicised"):
        with city.at(clock.at(workdays.add(day, 2), 10)) as session:
            lifecycle.move(session, filing, "check", by=city.actor("committee"))
    if stage == "publicised":
        city.tick(clock.at(workdays.add(day, 8), 8))
    if stage == "returned":
        with city.at(clock.at(workdays.add(day, 2), 10)) as session:
            lifecycle.move(session, filing, "return", by=city.actor("committee"), reason=reason)


# --- days ---------------------------------------------------------------------------------------------------------


def days_back(city: City, count: int) -> date:
    """The day that lies so many working days before the city's today."""
    day = city.today
    while count:
        day -= timedelta(days=1)
        count -= workdays.is_working(day)
    return day


def told_year(city: City) -> int:
    """The year whose editions and lists are in force: the present one, except in its first days."""
    return city.day(-10).year


def in_year(city: City, offset: int, place: int) -> int:
    """So many days ago, but inside ``told_year``; ``place`` keeps the order of what falls on its first days."""
    first = date(told_year(city), 1, 2) + timedelta(days=place)
    return max(offset, (first - city.today).days)
