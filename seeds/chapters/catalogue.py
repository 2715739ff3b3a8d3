"""Two editions of both catalogues (last year's superseded, this year's in force) and this year's qualified list."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from portal.domain.catalogue import editions, qualified
from portal.domain.catalogue.models import CatalogueEdition, CatalogueKind, TransferItem
from portal.kernel import lifecycle
from portal.kernel.people import Actor, Appointment, Department, acting_as
from portal.kernel.roles import Role
from seeds.chapters.catalogue_told import (
    CHANGED,
    FUNDING,
    GONE,
    LAST_YEAR,
    NEW,
    REWARDS,
    SERVICES,
    SUPERVISION,
    Function,
)
from seeds.chapters.organizations import in_year, told_year
from seeds.world import City

DEPARTMENT_OFFICERS = {
    "区民政局": "司民生", "区教育局": "司学文", "区卫生健康委员会": "司康", "区人力资源和社会保障局": "司业勤",
    "区残疾人联合会": "司同行", "区文化和旅游局": "司文游",
}  # fmt: skip


def tell(city: City) -> None:
    officers = department_officers(city)
    last, this = told_year(city) - 1, told_year(city)
    spring = (date(last, 3, 3) - city.today).days
    before = transfer_of_last_year(city, officers, last, spring)
    publish(city, before, spring + 30)
    publish(city, services_of(city, last, spring + 5, copy=False), spring + 40)
    start = in_year(city, -200, 1)
    publish(city, transfer_of_this_year(city, officers, this, start), in_year(city, -168, 3))
    publish(city, services_of(city, this, in_year(city, -198, 1), copy=True), in_year(city, -160, 4))
    qualified_list(city, this)


def department_officers(city: City) -> dict[str, Actor]:
    """One officer in each department; the one of justice is a demo login."""
    officers = {"区司法局": city.actor("department")}
    with city.at(-880) as session:
        departments = {d.name: d for d in session.scalars(select(Department))}
        for n, (name, person) in enumerate(DEPARTMENT_OFFICERS.items(), start=1):
            newcomer = city.newcomer(f"department{n}", person)
            appointment = Appointment(
                user_id=newcomer.user_id, role=Role.DEPARTMENT_OFFICER, department_id=departments[name].id,
                place_path=departments[name].region_path, title=f"{name} · 经办", starts_at=city.moment(-880),
            )  # fmt: skip
            session.add(appointment)
            session.flush()
            officers[name] = acting_as(appointment.user, appointment)
    return officers


# --- functions ----------------------------------------------------------------------------------------------------


def transfer_of_last_year(city: City, officers: dict[str, Actor], year: int, start: int) -> CatalogueEdition:
    with city.at(start, 9) as session:
        edition = editions.open_edition(
            session, by=city.actor("acceptor"), kind=CatalogueKind.TRANSFER, year=year,
            foreword="第一版目录：把适合由社会组织承担的事项交出来，费随事转，公开可查。",
        )  # fmt: skip
    for day, functions in ((start + 3, LAST_YEAR[:9]), (start + 6, LAST_YEAR[9:])):
        with city.at(day, 15):
            for function in functions:
                propose(city, officers, function, date(year, 5, 1))
    return edition


def transfer_of_this_year(city: City, officers: dict[str, Actor], year: int, start: int) -> CatalogueEdition:
    with city.at(start, 9) as session:
        edition = editions.open_edition(
            session, by=city.actor("acceptor"), kind=CatalogueKind.TRANSFER, year=year, copy=True,
            foreword="在上一版基础上新增三项、取消一项，按实际成本调整了四项的承接条件、方式或经费依据。",
        )  # fmt: skip
    with city.at(start, 16) as session:
        for item in session.scalars(select(TransferItem).where(TransferItem.edition_id == edition.id)).all():
            officer = officers[item.department.name]
            if item.code in CHANGED:
                editions.revise(session, item, by=officer, **CHANGED[item.code])
            elif item.code in GONE:
                editions.drop(session, item, by=officer)
        for function in NEW:
            propose(city, officers, function, date(year, 7, 1))
    return edition


def propose(city: City, officers: dict[str, Actor], function: Function, starts_on: date) -> None:
    editions.propose(
        city.session, by=officers[function.department], name=function.name, mode=function.mode,
        legal_basis=function.basis, takers=function.takers, cost_basis=function.cost, starts_on=starts_on,
    )  # fmt: skip


# --- services -----------------------------------------------------------------------------------------------------


def services_of(city: City, year: int, start: int, copy: bool) -> CatalogueEdition:
    by = city.actor("acceptor")
    with city.at(start, 10) as session:
        edition = editions.open_edition(session, by=by, kind=CatalogueKind.SERVICES, year=year, copy=copy,
                                        foreword="目录列出可以向社会力量购买的服务，每项写明八个要素。")  # fmt: skip
        if copy:
            add(city, edition, "G0202", "G", "临终关怀志愿者培训", "培训服务", "每年 6 期", "陪伴技巧、边界和自我照顾", "志愿者")
            return edition
        for code, name, groups in SERVICES:
            editions.add_service(session, edition, by=by, code=code, name=name)
            for number, heading, entries in groups:
                editions.add_service(session, edition, by=by, code=code + number, name=heading)
                for n, entry in enumerate(entries, start=1):
                    add(city, edition, f"{code}{number}{n:02d}", code, *entry)
    return edition


def add(city: City, edition: CatalogueEdition, code: str, field: str, name: str, kind: str, quantity: str, scope: str,
        whom: str) -> None:  # fmt: skip
    editions.add_service(
        city.session, edition, by=city.actor("acceptor"), code=code, name=name, kind=kind, quantity=quantity,
        scope=scope, service_object=whom, funding_source=FUNDING[field], supervision=SUPERVISION, rewards=REWARDS,
    )  # fmt: skip


def publish(city: City, edition: CatalogueEdition, day: int) -> None:
    for hour, action, login in ((9, "consolidate", "acceptor"), (11, "review", "examiner"), (15, "publish", "approver")):
        with city.at(day, hour) as session:
            lifecycle.move(session, edition, action, by=city.actor(login))


# --- the qualified list -------------------------------------------------------------------------------------------


def qualified_list(city: City, year: int) -> None:
    with city.at(in_year(city, -150, 5), 10) as session:
        found = qualified.compile_list(session, by=city.actor("acceptor"), year=year)
    with city.at(in_year(city, -146, 6), 15) as session:
        lifecycle.move(session, found, "publish", by=city.actor("approver"))
    entry = qualified.entry_of(city.session, city.orgs["lvzhou"])
    if entry is not None:
        with city.at(in_year(city, -60, 7), 10) as session:
            lifecycle.move(session, entry, "suspend", by=city.actor("acceptor"),
                           reason="抽查发现活动记录与签到表不符，限 30 日内说明；说明清楚后恢复。")  # fmt: skip
