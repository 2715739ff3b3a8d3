"""Double report (双报到): Party organizations and volunteer teams of an organization report to a community and serve there."""

from __future__ import annotations

import enum
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, func, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from portal.domain.organizations.models import Organization, OrganizationState, OrgField
from portal.kernel import access, clock, engine, journal, lifecycle, regions
from portal.kernel.base import Base, EnumString, Moving, PathString, Record
from portal.kernel.lifecycle import Ctx, Lifecycle, State, Step, govern
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission
from portal.kernel.permissions import Permission as P
from portal.kernel.personal import refuse_numbers
from portal.kernel.words import N_, Forbidden, Invalid, Refused, Sentence, Stale, say


class TeamKind(enum.StrEnum):
    PARTY = "party"
    VOLUNTEERS = "volunteers"

    @property
    def label(self) -> str:
        return {TeamKind.PARTY: N_("党组织和党员报到"), TeamKind.VOLUNTEERS: N_("志愿服务队报到")}[self]


class TeamState(State):
    REPORTED = "reported", N_("待社区确认"), "on"
    RETURNED = "returned", N_("已退回"), "risk2"
    SERVING = "serving", N_("已报到"), "done"
    ENDED = "ended", N_("已结束"), "plain"


class VolunteerTeam(Record, Moving, Base):
    """A team that reports to a community. The leader's name is shown to the community and the offices, not to the public."""

    __tablename__ = "volunteer_teams"
    __table_args__ = (
        CheckConstraint("people > 0 AND party_members >= 0 AND party_members <= people", name="members_are_people"),
        Index("ix_volunteer_teams_organization", "organization_id", "state"),
        Index("ix_volunteer_teams_region_state", "region_path", "state"),
    )

    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)  # the community
    kind: Mapped[TeamKind] = mapped_column(EnumString(TeamKind))
    name: Mapped[str] = mapped_column(String(60))
    leader: Mapped[str] = mapped_column(String(60))
    field: Mapped[OrgField] = mapped_column(EnumString(OrgField))
    people: Mapped[int]
    party_members: Mapped[int] = mapped_column(default=0)
    offer: Mapped[str] = mapped_column(Text)
    state: Mapped[TeamState] = mapped_column(EnumString(TeamState))

    organization: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)  # no team is shown without it

    @property
    def caption(self) -> str:
        return self.name


access.declare(VolunteerTeam, Permission.TEAM_READ, region="region_path", organization="organization_id")


class ServiceState(State):
    RECORDED = "recorded", N_("待社区确认"), "on"
    RETURNED = "returned", N_("已退回"), "risk2"
    CONFIRMED = "confirmed", N_("已确认"), "done"
    DROPPED = "dropped", N_("已作废"), "plain"


class TeamService(Record, Moving, Base):
    """One service of a team. Hours count once the community has confirmed it: people times minutes."""

    __tablename__ = "team_services"
    __table_args__ = (
        CheckConstraint("people > 0 AND minutes > 0", name="somebody_served"),
        Index("ix_team_services_region_state", "region_path", "state"),
        Index("ix_team_services_team", "team_id", "held_on"),
    )

    team_id: Mapped[int] = mapped_column(ForeignKey("volunteer_teams.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organizations.id"))
    region_path: Mapped[str] = mapped_column(PathString)
    title: Mapped[str] = mapped_column(String(80))
    held_on: Mapped[date]
    people: Mapped[int]
    minutes: Mapped[int]
    state: Mapped[ServiceState] = mapped_column(EnumString(ServiceState))

    team: Mapped[VolunteerTeam] = relationship(lazy="joined", innerjoin=True)

    @property
    def caption(self) -> str:
        return f"{self.team.name} · {self.title}"


access.declare(TeamService, Permission.TEAM_READ, region="region_path", organization="organization_id")


# --- guards -------------------------------------------------------------------------------------------------------


def organization_is_active(ctx: Ctx) -> Sentence | None:
    organization = ctx.record.organization
    if organization.state == OrganizationState.ACTIVE:
        return None
    return say("“%(name)s”已经退出名册，不再报到。", name=organization.name)


def team_serves(ctx: Ctx) -> Sentence | None:
    return None if ctx.record.team.state is TeamState.SERVING else say("这支队伍现在没有在社区报到，记录不能确认。")


def drop_what_waits(ctx: Ctx) -> None:
    """The team has ended: nobody is awaited for what it recorded last, and it does not count."""
    waiting = (ServiceState.RECORDED, ServiceState.RETURNED)
    stmt = select(TeamService).where(TeamService.team_id == ctx.record.id, TeamService.state.in_(waiting))
    for service in ctx.session.scalars(stmt.order_by(TeamService.id)).all():
        lifecycle.move(ctx.session, service, "drop", by=ctx.by)


T, S = TeamState, ServiceState

# fmt: off
TEAM = govern(VolunteerTeam, Lifecycle("volunteer-team", N_("报到的队伍"), T, (
    Step("confirm", T.REPORTED, T.SERVING, P.TEAM_CONFIRM, organization_is_active, within="team.confirm",
         label=N_("确认报到"), consequence=N_("队伍列入社区的报到名单，可以记服务。"),
         duty=N_("确认队伍报到"), done=N_("确认了“%(caption)s”报到"), key=True),
    Step("return", T.REPORTED, T.RETURNED, P.TEAM_CONFIRM, needs_reason=True,
         label=N_("退回修改"), consequence=N_("组织按理由改好后再报。"), done=N_("退回了“%(caption)s”的报到")),
    Step("report", T.RETURNED, T.REPORTED, P.TEAM_REPORT, organization_is_active,
         label=N_("再次报到"), consequence=N_("交给社区居委会确认。"),
         duty=N_("改好后再次报到"), done=N_("“%(caption)s”再次报到")),
    Step("end", (T.REPORTED, T.RETURNED, T.SERVING), T.ENDED, P.TEAM_REPORT,
         label=N_("结束报到"), consequence=N_("队伍不再在这个社区服务；已经确认的时长留着，还没确认的记录作废。"),
         done=N_("结束了“%(caption)s”的报到"), effect=drop_what_waits, final=True),
), path=(T.REPORTED, T.SERVING, T.ENDED)))

SERVICE = govern(TeamService, Lifecycle("team-service", N_("队伍的服务记录"), S, (
    Step("confirm", S.RECORDED, S.CONFIRMED, P.TEAM_CONFIRM, team_serves, within="team.service",
         label=N_("确认属实"), consequence=N_("计入队伍的服务时长，不能再改。"),
         duty=N_("确认队伍的服务记录"), done=N_("确认了“%(caption)s”"), key=True, final=True),
    Step("return", S.RECORDED, S.RETURNED, P.TEAM_CONFIRM, needs_reason=True,
         label=N_("退回修改"), consequence=N_("组织按理由改好后再报。"), done=N_("退回了“%(caption)s”的记录")),
    Step("record", S.RETURNED, S.RECORDED, P.TEAM_REPORT,
         label=N_("再次提交"), consequence=N_("交给社区居委会确认。"),
         duty=N_("改好后再次提交服务记录"), done=N_("再次提交了“%(caption)s”的记录")),
    Step("drop", (S.RECORDED, S.RETURNED), S.DROPPED, P.TEAM_REPORT,
         label=N_("作废"), consequence=N_("这条记录不计时长，也不能再改。"), done=N_("作废了“%(caption)s”的记录"), final=True),
), path=(S.RECORDED, S.CONFIRMED)))
# fmt: on


# --- verbs --------------------------------------------------------------------------------------------------------

TEAM_FIELDS = ("region_path", "kind", "name", "leader", "field", "people", "party_members", "offer")
SERVICE_FIELDS = ("title", "held_on", "people", "minutes")


def report(session: Session, organization: Organization, *, by: Actor, **fields: Any) -> VolunteerTeam:
    """Report a team to a community; its residents' committee confirms."""
    if not access.allows(by, P.TEAM_REPORT, organization):
        raise Forbidden(say("只有组织的负责人和经办可以替本组织的队伍报到。"))
    if organization.state != OrganizationState.ACTIVE:
        raise Refused(say("“%(name)s”已经退出名册，不再报到。", name=organization.name))
    _check_team(session, fields)
    team = VolunteerTeam(organization_id=organization.id, organization=organization, **_known(fields, TEAM_FIELDS))
    return lifecycle.begin(session, team, by=by, sentence=say("替“%(name)s”向社区报到", name=team.name))


def change(session: Session, team: VolunteerTeam, *, by: Actor, expect: int | None = None, **fields: Any) -> VolunteerTeam:
    """Put right what the community sent back."""
    _hold(session, team, team.state is TeamState.RETURNED, expect)
    _check_team(session, fields)
    return _changed(session, team, by, _known(fields, TEAM_FIELDS))


def _check_team(session: Session, fields: dict[str, Any]) -> None:
    refuse_numbers(name=fields["name"], offer=fields["offer"])
    if fields["party_members"] > fields["people"]:
        raise Invalid("party_members", say("党员人数不能比队伍人数多。"))
    place = session.scalars(select(regions.Region).where(regions.Region.path == fields["region_path"])).one_or_none()
    if place is None or place.level is not regions.Level.COMMUNITY:
        raise Invalid("region_path", say("请选一个社区。"))


def record(session: Session, team: VolunteerTeam, *, by: Actor, **fields: Any) -> TeamService:
    """Record one service of a team that has reported."""
    if team.state is not TeamState.SERVING:
        raise Refused(say("社区确认报到以后才能记服务。"))
    _check_service(team, fields)
    service = TeamService(team_id=team.id, team=team, organization_id=team.organization_id, region_path=team.region_path,
                          **_known(fields, SERVICE_FIELDS))  # fmt: skip
    return lifecycle.begin(session, service, by=by, sentence=say("记了一次服务“%(title)s”", title=service.title))


def change_service(session: Session, service: TeamService, *, by: Actor, expect: int | None = None, **fields: Any) -> TeamService:
    _hold(session, service, service.state is ServiceState.RETURNED, expect)
    _check_service(service.team, fields)
    return _changed(session, service, by, _known(fields, SERVICE_FIELDS))


def _check_service(team: VolunteerTeam, fields: dict[str, Any]) -> None:
    refuse_numbers(title=fields["title"])
    if fields["held_on"] > clock.today():
        raise Invalid("held_on", say("服务日期不能在今天以后。"))
    if fields["held_on"] < clock.local(team.created_at).date():
        raise Invalid("held_on", say("报到以前的服务不在这里记。"))


def _hold(session: Session, row: Any, open_now: bool, expect: int | None) -> None:
    engine.lock(session, row)
    if not open_now:
        raise Refused(say("已经交给社区，不能再改。要改请居委会退回。"))
    if expect is not None and expect != row.version:
        raise Stale(say("这条记录刚刚在别处改过。请先看最新内容。"))


def _changed(session: Session, row: Any, by: Actor, fields: dict[str, Any]) -> Any:
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    session.flush()
    journal.write(session, row, "edit", say("修改了“%(caption)s”", caption=row.caption), by=by, region_path=row.region_path)
    return row


def _known(fields: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    unknown = set(fields) - set(names)
    if unknown:
        raise TypeError(f"not known here: {sorted(unknown)}")
    return fields


# --- reads --------------------------------------------------------------------------------------------------------


def listed(
    session: Session, actor: Actor, *, cursor: str | None = None, state: TeamState | None = None, kind: TeamKind | None = None,
    street: str = "",
) -> Page:  # fmt: skip
    """The teams that the actor may read, newest first."""
    stmt = access.visible(select(VolunteerTeam), actor, P.TEAM_READ)
    if state:
        stmt = stmt.where(VolunteerTeam.state == state)
    if kind:
        stmt = stmt.where(VolunteerTeam.kind == kind)
    if street:
        stmt = stmt.where(regions.within(VolunteerTeam.region_path, street))
    return paginate(session, stmt, keys=(VolunteerTeam.created_at, VolunteerTeam.id), cursor=cursor)


def services_of(session: Session, team: VolunteerTeam, limit: int = 50) -> list[TeamService]:
    stmt = select(TeamService).where(TeamService.team_id == team.id).order_by(TeamService.held_on.desc(), TeamService.id.desc())
    return list(session.scalars(stmt.options(joinedload(TeamService.team)).limit(limit)))


def minutes_of(session: Session, teams: list[VolunteerTeam]) -> dict[int, int]:
    """Team → confirmed service in minutes of one person: one statement."""
    stmt = select(TeamService.team_id, func.sum(TeamService.people * TeamService.minutes)).where(
        TeamService.team_id.in_([team.id for team in teams]), TeamService.state == ServiceState.CONFIRMED
    )
    return dict(session.execute(stmt.group_by(TeamService.team_id)).all()) if teams else {}


class Reported(NamedTuple):
    """How many have reported to one community."""

    community: str
    teams: int
    people: int
    party_members: int


def by_community(session: Session, actor: Actor, limit: int = 40) -> list[Reported]:
    """The communities that the actor sees, those with most people first: teams that serve there now."""
    stmt = (
        access.visible(
            select(regions.Region.name, func.count(), func.sum(VolunteerTeam.people), func.sum(VolunteerTeam.party_members))
            .select_from(VolunteerTeam).join(regions.Region, regions.Region.path == VolunteerTeam.region_path),
            actor, P.TEAM_READ, VolunteerTeam,
        )
        .where(VolunteerTeam.state == TeamState.SERVING).group_by(regions.Region.name)
        .order_by(func.sum(VolunteerTeam.people).desc(), regions.Region.name).limit(limit)
    )  # fmt: skip
    return [Reported(regions.colloquial(name, regions.Level.COMMUNITY), *row) for name, *row in session.execute(stmt)]
