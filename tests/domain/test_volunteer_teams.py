"""Teams report to a community, which confirms them and what they did; only what is confirmed counts."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.organizations import volunteer_teams as teams
from portal.domain.organizations.models import OrgField
from portal.domain.organizations.volunteer_teams import ServiceState, TeamKind, TeamState
from portal.kernel import lifecycle
from portal.kernel.words import Forbidden, Invalid, Refused, Stale
from tests.domain.founding import town  # noqa: F401 - town is a fixture
from tests.domain.joining import led


def fields(town, **other):
    return {
        "kind": TeamKind.VOLUNTEERS, "name": "助老志愿服务队", "leader": "何暖心", "field": OrgField.ELDERLY, "people": 12,
        "party_members": 3, "offer": "周六上门理发。", "region_path": town.community, **other,
    }  # fmt: skip


@pytest.fixture
def team(town):
    organization, town.head = led(town)
    return teams.report(town.session, organization, by=town.head, **fields(town))


def move(town, record, action, by, **how):
    return lifecycle.move(town.session, record, action, by=by, **how)


def test_the_community_confirms_and_hours_count_once_confirmed(town, team):
    with pytest.raises(Refused, match="社区确认报到以后才能记服务"):
        teams.record(town.session, team, by=town.head, title="理发", held_on=date(2026, 5, 13), people=4, minutes=90)
    move(town, team, "confirm", town.committee)
    first, second = (
        teams.record(town.session, team, by=town.head, title="理发", held_on=date(2026, 5, 13), people=4, minutes=90) for _ in range(2)
    )
    assert teams.minutes_of(town.session, [team]) == {}
    move(town, first, "confirm", town.committee)
    assert teams.minutes_of(town.session, [team]) == {team.id: 360}
    counted = teams.by_community(town.session, town.committee)
    assert [(c.teams, c.people, c.party_members) for c in counted] == [(1, 12, 3)]
    move(town, team, "end", town.head)
    assert (team.state, first.state, second.state) == (TeamState.ENDED, ServiceState.CONFIRMED, ServiceState.DROPPED)
    assert teams.minutes_of(town.session, [team]) == {team.id: 360}
    assert teams.by_community(town.session, town.committee) == []


def test_what_was_returned_is_put_right_and_reported_again(town, team):
    with pytest.raises(Refused, match="已经交给社区"):
        teams.change(town.session, team, by=town.head, **fields(town))
    move(town, team, "return", town.committee, reason="写明哪几天。")
    seen = team.version
    teams.change(town.session, team, by=town.head, expect=seen, **fields(town, offer="每周六上午。"))
    with pytest.raises(Stale):
        teams.change(town.session, team, by=town.head, expect=seen, **fields(town))
    move(town, team, "report", town.head)
    move(town, team, "confirm", town.committee)
    service = teams.record(town.session, team, by=town.head, title="理发", held_on=date(2026, 5, 13), people=1, minutes=30)
    move(town, service, "return", town.committee, reason="人数不对。")
    teams.change_service(town.session, service, by=town.head, title="理发", held_on=date(2026, 5, 13), people=2, minutes=30)
    move(town, service, "record", town.head)
    move(town, service, "confirm", town.committee)
    assert teams.minutes_of(town.session, [team]) == {team.id: 60}


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"party_members": 13}, "party_members"), ({"region_path": "/32/3201/320114/"}, "region_path"), ({"offer": "电话13800000001"}, "offer")],
)
def test_what_cannot_be_is_refused_beside_its_field(town, team, changed, field):
    with pytest.raises(Invalid) as refusal:
        teams.report(town.session, team.organization, by=town.head, **fields(town, **changed))
    assert refusal.value.field == field


def test_service_lies_between_the_report_and_today(town, team):
    move(town, team, "confirm", town.committee)
    for day in (date(2026, 5, 12), date(2026, 5, 14)):
        with pytest.raises(Invalid) as refusal:
            teams.record(town.session, team, by=town.head, title="理发", held_on=day, people=1, minutes=30)
        assert refusal.value.field == "held_on"


def test_only_the_organization_reports_and_only_the_community_confirms(town, team):
    with pytest.raises(Forbidden):
        teams.report(town.session, team.organization, by=town.ngo2, **fields(town))
    for actor in (town.head, town.street, town.acceptor):
        with pytest.raises(Forbidden):
            move(town, team, "confirm", actor)
