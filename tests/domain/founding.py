"""How tests bring organizations into being: the town, the people, the steps so far."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from portal.domain.organizations import registrations, uscc
from portal.domain.organizations.models import (
    OrgField,
    OrgType,
)
from portal.domain.organizations.registration_guards import MATERIALS
from portal.kernel import lifecycle, papers, people
from portal.kernel.people import Actor
from portal.kernel.roles import Role
from seeds.people import DISTRICT
from seeds.world import first_community

WEDNESDAY = date(2026, 5, 13)
CODE = uscc.completed("52320114MJDEM0999")


@pytest.fixture
def town(session, frozen_time):
    """The district with its officers, on an ordinary Wednesday."""
    frozen_time("2026-05-13 10:00")
    return SimpleNamespace(
        session=session, travel=frozen_time, community=first_community(session),
        **{login: people.actor_for(session, login) for login in (
            "ngo", "ngo2", "group", "accountant", "acceptor", "examiner", "approver", "committee", "street", "supervisor"
        )},
    )  # fmt: skip


def content(town, **other):
    return {
        "org_type": OrgType.SERVICE, "field": OrgField.COMMUNITY, "region_path": town.community, "authority": "",
        "fancy": "银杏树下", "field_words": "社区服务", "form_word": "中心", "legal_representative": "顾南乔",
        "phone": "52400000", "address": "听雨路 8 号", "purpose": "探访独居老人", "capital_fen": 3_000_000,
        "full_time_staff": 4, "members": 0, **other,
    }  # fmt: skip


def attach(town, record, *kinds):
    for kind in kinds:
        papers.attach(town.session, record, kind, f"{kind}.pdf", "application/pdf", 9, "a" * 64, by=town.ngo)


def drafted(town, *, materials=MATERIALS, **other):
    registration = registrations.draft(town.session, by=town.ngo, **content(town, **other))
    attach(town, registration, *materials)
    return registration


def move(town, record, action, by, **how):
    return lifecycle.move(town.session, record, action, by=by, **how)


def submitted(town, **other):
    registration = drafted(town, **other)
    move(town, registration, "submit", town.ngo)
    return registration


def examined(town, **other):
    registration = submitted(town, **other)
    move(town, registration, "accept", town.acceptor)
    move(town, registration, "examine", town.examiner)
    return registration


def registered(town, code=CODE, **other):
    registration = examined(town, **other)
    registrations.approve(town.session, registration, by=town.approver, uscc=code)
    return registration.organization


def as_other_role(actor: Actor, role: Role) -> Actor:
    """The same person in another appointment."""
    return Actor(actor.user_id, actor.name, role, region_path=DISTRICT)


# --- the whole way ------------------------------------------------------------------------------------------------
