"""Several offices look after one organization: notes, reminders, tasks between them; teams that report to a community."""

from __future__ import annotations

from datetime import date

from portal.domain.organizations import volunteer_teams
from portal.domain.organizations.models import OrgField
from portal.domain.organizations.volunteer_teams import TeamKind, TeamService, VolunteerTeam
from portal.domain.supervision import operations
from portal.domain.supervision.models import NoteKind, SupervisionNote, SupervisionTask
from portal.domain.supervision.offices import OfficeKind
from portal.kernel import lifecycle
from seeds.world import City


def tell(city: City) -> None:
    _notes(city)
    _tasks(city)
    _teams(city)


# --- joint supervision --------------------------------------------------------------------------------------------


def _note(city: City, at: int, key: str, by: str, kind: NoteKind, body: str, due: date | None = None) -> SupervisionNote:
    with city.at(at, 10, 20) as session:
        return operations.write_note(session, city.orgs[key], by=city.actor(by), kind=kind, body=body, due_on=due)


def _notes(city: City) -> None:
    _note(city, -25, "ngo3", "acceptor", NoteKind.OBSERVATION, "走访时办公室有人值班，调解登记簿记到上周，场所和登记的一致。")
    answered = _note(city, -14, "ngo3", "department", NoteKind.REMINDER, "请说明今年培训的调解员人数，附名单的公示链接。", city.day(-4))
    with city.at(-6, 16) as session:
        lifecycle.move(session, answered, "answer", by=city.actor("ngo3"), answer="今年办了三期，共培训 46 人，名单已在社区公示栏公示。")
    _note(city, -3, "ngo", "acceptor", NoteKind.REMINDER, "助餐点的食品经营许可下月到期，请在期限前说明换证的安排。", city.day(9))
    withdrawn = _note(city, -9, "ngo2", "finance", NoteKind.OBSERVATION, "上半年的票据编号有一处不连续。")
    with city.at(-8, 9) as session:
        lifecycle.move(session, withdrawn, "withdraw", by=city.actor("finance"), reason="核对后是装订顺序的问题，编号连续。")


def _task(city: City, at: int, by: str, title: str, body: str, due: int, to: OfficeKind) -> SupervisionTask:
    with city.at(at, 11) as session:
        return operations.pass_task(session, city.orgs["ngo3"], by=city.actor(by), title=title, body=body, due_on=city.day(due), to=to)


def _tasks(city: City) -> None:
    late = _task(city, -15, "department", "上门核实办公场所", "有居民反映门牌和登记的不一致，请上门看一看，拍照留存。", -4, OfficeKind.STREET)
    with city.at(-13, 9) as session:
        lifecycle.move(session, late, "accept", by=city.actor("street3"))
    _task(city, -2, "acceptor", "核对调解员培训的资质", "换届前请确认培训资质是否仍然有效。", 8, OfficeKind.AUTHORITY)
    done = _task(city, -40, "street3", "查登记的活动范围", "想请它到邻近街道服务，不知道登记的活动范围够不够。", -30, OfficeKind.REGISTRAR)
    with city.at(-39, 9) as session:
        lifecycle.move(session, done, "accept", by=city.actor("acceptor"))
    with city.at(-37, 15) as session:
        lifecycle.move(session, done, "answer", by=city.actor("acceptor"), answer="登记的活动范围是全区，可以。")


# --- double report ------------------------------------------------------------------------------------------------


def _teams(city: City) -> None:
    serving = _team(city, -120, "ngo", TeamKind.VOLUNTEERS, "银杏树下助老志愿服务队", "何暖心", OrgField.ELDERLY, 24, 6, "每周六上午上门理发、量血压、修小家电。")
    with city.at(-117, 10) as session:
        lifecycle.move(session, serving, "confirm", by=city.actor("committee"))
    for at, title, people, minutes in ((-80, "给 12 位老人上门理发", 5, 150), (-40, "楼道扶手检修", 8, 120)):
        served = _service(city, serving, at, title, people, minutes)
        with city.at(at + 3, 9) as session:
            lifecycle.move(session, served, "confirm", by=city.actor("committee"))
    _service(city, serving, -3, "入户教老人用手机挂号", 6, 90)
    _team(city, -2, "ngo2", TeamKind.PARTY, "青石巷党支部", "陆青石", OrgField.CHILDREN, 7, 7, "党员轮流值守四点半课堂，寒暑假结对辅导。")
    party = _team(city, -60, "ngo3", TeamKind.PARTY, "石榴籽党员调解队", "孟石榴", OrgField.MEDIATION, 5, 4, "每月两次坐堂调解。")
    with city.at(-58, 11) as session:
        lifecycle.move(session, party, "return", by=city.actor("committee"), reason="请写明坐堂的日子和地点。")


def _team(city: City, at: int, key: str, kind: TeamKind, name: str, leader: str, field: OrgField, people: int, party: int,
          offer: str) -> VolunteerTeam:  # fmt: skip
    with city.at(at, 9, 40) as session:
        return volunteer_teams.report(session, city.orgs[key], by=city.actor(key), kind=kind, name=name, leader=leader, field=field, people=people,
                                      party_members=party, offer=offer, region_path=city.home())  # fmt: skip


def _service(city: City, team: VolunteerTeam, at: int, title: str, people: int, minutes: int) -> TeamService:
    with city.at(at, 17) as session:
        return volunteer_teams.record(session, team, by=city.actor("ngo"), title=title, held_on=city.day(at), people=people, minutes=minutes)
