"""Reporting a team and its services, as the organization and the community do it."""

from __future__ import annotations

from portal.domain.organizations.volunteer_teams import TeamService, VolunteerTeam
from tests.domain.founding import town  # noqa: F401 - a fixture
from tests.domain.joining import led


def test_a_team_reports_serves_and_is_confirmed(town, client, session):
    led(town)
    session.commit()
    client.login("ngo")
    given = {"kind": "volunteers", "name": "助老志愿服务队", "region_path": town.community, "leader": "何暖心", "field": "elderly",
             "people": "12", "party_members": "3", "offer": "周六上门理发。"}  # fmt: skip
    page = client.submit("/volunteer-teams/new", "", **{**given, "people": "2", "status": 422})
    assert "党员人数不能比队伍人数多。" in page.text
    assert page.form("")["offer"] == "周六上门理发。"
    assert "等社区居委会确认" in client.submit("/volunteer-teams/new", "", **given).text
    [team] = session.query(VolunteerTeam)
    path = f"/volunteer-teams/{team.public_id}"
    client.login("committee")
    client.post(f"{path}/steps/confirm", data={"version": team.version})
    client.login("ngo")
    page = client.submit(f"{path}/services/new", "", title="上门理发", held_on="2026-05-13", people="4", hours="0.2", status=422)
    assert "请填 0.5 到 24 之间的小时数。" in page.text
    client.submit(f"{path}/services/new", "", title="上门理发", held_on="2026-05-13", people="4", hours="1.5")
    [service] = session.query(TeamService)
    client.login("committee")
    client.post(f"/volunteer-teams/services/{service.public_id}/steps/confirm", data={"version": service.version})
    page = client.page("/volunteer-teams/")
    assert "6 小时" in page.text
    assert "其中党员" in page.text
    client.login("ngo2")
    assert client.get(path).status_code == 404
