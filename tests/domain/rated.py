"""How tests bring an organization to a rating: the round, the application, the panel, the days in between."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from portal.domain.organizations.models import Organization, OrganizationState, OrgField, OrgType
from portal.domain.ratings import applications, rounds, sheets
from portal.domain.ratings.guards import MATERIALS
from portal.domain.ratings.models import RatingApplication, RatingRound
from portal.domain.review import experts
from portal.kernel import clock, lifecycle, papers, people
from portal.kernel.people import Actor, Appointment, User, acting_as
from portal.kernel.roles import Role
from portal.kernel.words import Refused
from portal.workflows import ratings as panels
from seeds.people import DISTRICT
from seeds.world import first_community

PANEL = ("expert1", "expert2", "expert3")
CODES = ("52320114MJDEM0001X", "52320114MJDEM0002X", "52320114MJDEM0003X", "52320114MJDEM0004X")


class Bureau:
    """The district with its officers and experts, and one organization that is old enough."""

    def __init__(self, session, travel):
        self.session, self.travel = session, travel
        self.acceptor, self.examiner, self.approver, self.resident, self.supervisor = (
            people.actor_for(session, login) for login in ("acceptor", "examiner", "approver", "resident1", "supervisor")
        )
        for login in (*PANEL, "expert4"):
            experts.enter(session, by=self.acceptor, login=login, unit=f"{login}的单位", title="研究员", fields=[OrgField.COMMUNITY],
                          region_path=DISTRICT)  # fmt: skip
        self.organization = self.found("银杏树下社区服务中心", 0)
        self.head = self.lead(self.organization, "ngo")

    def found(self, name: str, serial: int, **other: Any) -> Organization:
        fields = {
            "name": name, "uscc": CODES[serial], "org_type": OrgType.SERVICE, "field": OrgField.COMMUNITY,
            "region_path": first_community(self.session), "legal_representative": "甲", "address": "听雨路 8 号", "purpose": "服务",
            "registered_on": date(2023, 3, 1), "full_time_staff": 4, "last_annual_report": 2025, "state": OrganizationState.ACTIVE, **other,
        }  # fmt: skip
        row = Organization(**fields)
        self.session.add(row)
        self.session.flush()
        return row

    def lead(self, organization: Organization, login: str, role: Role = Role.LEGAL_REPRESENTATIVE) -> Actor:
        user = self.session.query(User).filter_by(login=login).one()
        appointment = Appointment(user_id=user.id, role=role, organization_id=organization.id, title="负责人", starts_at=clock.now())
        self.session.add(appointment)
        self.session.flush()
        return acting_as(user, appointment)

    def expert(self, login: str) -> Actor:
        return people.actor_for(self.session, login, Role.EXPERT)

    def move(self, record: Any, action: str, by: Actor, **how: Any) -> None:
        lifecycle.move(self.session, record, action, by=by, **how)

    # --- the way to a rating

    def round(self, *, opened: bool = True, days: int = 30, **other: Any) -> RatingRound:
        fields = {"year": 2026, "org_type": OrgType.SERVICE, "closes_at": clock.now() + timedelta(days=days), **other}
        found = rounds.draft(self.session, by=self.acceptor, **fields)
        if opened:
            self.move(found, "propose", self.acceptor)
            self.move(found, "open", self.approver)
        return found

    def draft(self, found: RatingRound, share: int = 90, by: Actor | None = None) -> RatingApplication:
        by = by or self.head
        application = applications.draft(self.session, found, by=by)
        scores = {row["code"]: {"points": row["maximum"] * share, "note": ""} for row in found.indicators}
        applications.edit(self.session, application, by=by, summary="两年来做了什么。", scores=scores)
        for code in MATERIALS.values():
            papers.attach(self.session, application, code, f"{code}.pdf", "application/pdf", 9, "a" * 64, by=by)
        return application

    def submitted(self, found: RatingRound, **other: Any) -> RatingApplication:
        application = self.draft(found, **other)
        self.move(application, "submit", other.get("by") or self.head)
        return application

    def seated(self, found: RatingRound, panel: tuple[str, ...] = PANEL, **other: Any) -> RatingApplication:
        application = self.submitted(found, **other)
        self.move(application, "check", self.acceptor, reports_in_order=True, note="")
        panels.seat(self.session, application, by=self.examiner, members=[self.expert(login).user_id for login in panel])
        return application

    def sheet(self, application: RatingApplication, share: int) -> dict[str, Any]:
        return {row["code"]: {"points": row["maximum"] * share, "reason": "看过材料。"} for row in application.round.indicators}

    def score(self, application: RatingApplication, *shares: int, panel: tuple[str, ...] = PANEL) -> None:
        for login, share in zip(panel, shares, strict=True):
            by = self.expert(login)
            own = sheets.own_of(self.session, application, by)
            sheets.submit(self.session, own, self.sheet(application, share), "好。", by=by)

    def visit(self, application: RatingApplication) -> None:
        note = {"on": clock.today().isoformat(), "who": "评估组三人", "note": "与材料一致。"}
        self.move(application, "visit", self.examiner, visit=note)

    def publicised(self, found: RatingRound, *shares: int, **other: Any) -> RatingApplication:
        application = self.seated(found, **other)
        self.score(application, *shares)
        self.visit(application)
        self.move(application, "publicise", self.examiner)
        return application

    def granted(self, found: RatingRound, *shares: int, **other: Any) -> RatingApplication:
        application = self.publicised(found, *shares, **other)
        self.travel(application.publicity_ends_at + timedelta(minutes=1))
        self.move(application, "end-publicity", people.SYSTEM)
        self.move(application, "grant", self.approver)
        return application


@pytest.fixture
def bureau(session, frozen_time) -> Bureau:
    frozen_time("2026-05-13 10:00")
    return Bureau(session, frozen_time)


def refusal(verb: Any, *args: Any, **kwargs: Any) -> str:
    """The sentence with which the verb refuses."""
    with pytest.raises(Refused) as refused:
        verb(*args, **kwargs)
    return str(refused.value.sentence)


