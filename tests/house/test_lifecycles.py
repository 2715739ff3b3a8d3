"""Every process: every state, action and role, from its table."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.cli.docs import lifecycles_document
from portal.kernel import access, lifecycle, policy
from portal.kernel.people import Actor
from portal.kernel.permissions import ROLES, Permission, Reach, Role
from portal.kernel.words import Forbidden, Stale
from tests.engines import ROOT

ELSEWHERE = "/99/"


@pytest.fixture
def tables(app):
    return lifecycle.governed()


def at_the_record(role: Role, record) -> Actor:
    """Someone in this role whose scope holds the record."""
    scope = access.scope_of(record)
    return Actor(
        -1, "在场者", role, region_path=scope.region_path, organization_id=scope.organization_id,
        department_id=scope.department_id, incubator_id=scope.incubator_id,
    )  # fmt: skip


def elsewhere(role: Role) -> Actor:
    return Actor(-1, "外地者", role, region_path=ELSEWHERE, organization_id=-1, department_id=-1, incubator_id=-1)


def sample(session, model):
    """A record of the city that is past its secret phase, so that scope alone decides."""
    ties = access.declaration(model)
    rows = list(session.scalars(select(model).limit(200)).unique())
    ready = [r for r in rows if not ties.officers_when or getattr(r, ties.officers_when)]
    assert ready, f"the demo city has no {model.__name__}"
    return ready[0]


def test_every_state_action_and_role_is_decided_by_the_table(demo_city, session, tables):
    wrong = []
    for model, table in tables.items():
        record = sample(session, model)
        access.allows(at_the_record(Role.EXPERT, record), Permission.REVIEW_SCORE, record)  # loads what it looks at
        for role, (reach, held) in ROLES.items():
            here, away = at_the_record(role, record), elsewhere(role)
            for step in table.steps:
                public = step.by in ROLES[Role.VISITOR][1]
                own = step.by in ROLES[Role.ACCOUNT][1]
                reached = step.by in held and _reaches(reach, access.declaration(model), record)
                if lifecycle.may(here, step, record) != reached and not (public or own):
                    wrong.append((table.name, step.action, role.value, "here"))
                if lifecycle.may(away, step, record) and reach is not Reach.EVERYTHING:
                    wrong.append((table.name, step.action, role.value, "elsewhere"))
    assert wrong == []


def _reaches(reach: Reach, ties, record) -> bool:
    if reach is Reach.REGION:
        return bool(ties.region)
    if reach is Reach.ORGANIZATION:
        return bool(ties.organization) and getattr(record, ties.organization) is not None
    if reach is Reach.DEPARTMENT:
        return bool(ties.department)
    if reach is Reach.INCUBATOR:
        return bool(ties.incubator)
    return reach is Reach.EVERYTHING


def test_a_step_that_the_state_does_not_have_is_stale_and_changes_nothing(demo_city, session, tables):
    for model, table in tables.items():
        record = sample(session, model)
        open_now = {step.action for step in table.leaving(record.state)}
        before = (record.state, record.version)
        for action in set(table.actions()) - open_now:
            with pytest.raises(Stale):
                lifecycle.move(session, record, action, by=at_the_record(Role.APPROVER, record))
            assert (record.state, record.version) == before


def test_nobody_elsewhere_moves_anything(demo_city, session, tables):
    for model, table in tables.items():
        record = sample(session, model)
        for step in table.leaving(record.state):
            for role, (reach, _) in ROLES.items():
                if reach is Reach.EVERYTHING or not step.concerns(record):
                    continue
                with pytest.raises(Forbidden):
                    lifecycle.move(session, record, step.action, by=elsewhere(role))


def test_every_state_is_reached_and_only_final_ones_are_dead_ends(tables):
    for table in tables.values():
        reached = {table.initial} | {step.target for step in table.steps}
        assert set(table.states) - reached == set(), table.name


def test_every_step_has_words_for_its_button_and_its_journal_line(tables):
    silent = [(t.name, s.action) for t in tables.values() for s in t.steps if not s.done or not s.label]
    assert silent == []


def test_every_step_that_time_takes_is_taken_by_the_system_and_never_against_someone(tables):
    adverse = {"refuse", "reject", "fail", "cancel", "terminate", "withhold", "suspend", "remove", "bar"}
    for table in tables.values():
        for step in table.steps:
            assert bool(step.at) <= (step.by is Permission.SYSTEM_TICK), (table.name, step.action)
            if step.at:
                assert step.action not in adverse, (table.name, step.action)


def test_every_time_limit_is_a_policy_setting(demo_city, session, tables):
    for table in tables.values():
        for step in table.steps:
            if step.within:
                assert policy.amount(session, step.within, "/32/3201/320114/") > 0


def test_the_document_of_the_lifecycles_is_the_tables(app):
    assert (ROOT / "docs" / "lifecycles.md").read_text(encoding="utf-8") == lifecycles_document()
