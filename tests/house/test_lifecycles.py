"""Every process: every state, action and role, from its table."""

from __future__ import annotations

import pytest
from lxml import html
from sqlalchemy import select

from portal.cli.docs import lifecycles_document
from portal.kernel import access, lifecycle, policy
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission
from portal.kernel.roles import ROLES, Reach, Role
from portal.kernel.words import Forbidden, Stale
from tests.bodies import record_doors, sources
from tests.doors import Caller
from tests.doors import Reach as Reached
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


#: Steps that lead on for good and need no second question: who takes them can still stop what follows, or somebody must
#: agree to it, or it is the plain beginning of the work, or the same can be begun again at once.
LEADS_ON = {
    ("award", "draft-contract"), ("objection", "appeal"), ("project", "pass-mid"), ("project", "begin-final"),
    ("appointment", "confirm"), ("need", "open"), ("need", "close"), ("need", "screen"), ("call", "approve"), ("seat", "accept"),
    ("tenancy", "submit"), ("tenancy", "check"), ("tenancy", "admit"), ("tenancy", "move-in"), ("assessment", "open-now"),
    ("review", "submit"), ("invitation", "accept"), ("invitation", "revoke"),
}  # fmt: skip


def ways_back(table) -> dict:
    """State → the states that can be reached from it."""
    reached = {state: {state} for state in table.states}
    for _ in table.states:
        for step in table.steps:
            for source in step.sources:
                reached[source] |= reached[step.target]
    return reached


def test_what_cannot_be_undone_asks_a_second_question(tables):
    unasked = set()
    for table in tables.values():
        reached = ways_back(table)
        for step in table.steps:
            by_people = not step.at and step.by is not Permission.SYSTEM_TICK and step.label
            if by_people and not step.final and not any(source in reached[step.target] for source in step.sources):
                unasked.add((table.name, step.action))
    assert unasked == LEADS_ON


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("login", ["approver", "examiner", "acceptor", "ngo", "incubator", "street"])
def test_the_page_of_a_step_that_cannot_be_undone_asks_before_its_button(demo_city, app, session, login):
    """A step with a form asks as one with a button alone does; the Enter key does not answer."""
    caller, looked_at = Caller(app, session, login), 0
    reach = Reached(session, caller.actor)
    for door, action in record_doors(app):
        step = next((s for s in lifecycle.lifecycle_of(door.model).steps if s.action == action), None) if action else None
        public_id = reach.examples(door.model, door.wanted(action), sources(door, action)).get("may") if step else None
        if public_id is None or not step.final:
            continue
        answer = caller.get(door.address(app, public_id, action))
        if answer.status_code != 200:
            continue  # from this state it is another's step
        looked_at += 1
        form = max(html.fromstring(answer.get_data(as_text=True)).xpath("//main//form"), key=len)
        buttons = form.xpath(".//button[not(@name='add_line' or @name='remove_line')]")
        assert [b.get("disabled") for b in buttons if not b.xpath("ancestor::details[@class='ask']")] == ["disabled"], answer.request.path
        assert buttons[0].get("disabled") is not None
        assert buttons[-1].text_content() == f"确定{form.xpath('.//details/summary')[0].text_content()}"
    assert looked_at
