"""Double clicks, back buttons, two tabs: whatever is sent a second time has no second effect and says so."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portal.kernel import lifecycle
from portal.kernel.journal import JournalEntry
from tests.doors import LOGINS, Caller, Reach, doors
from tests.formfill import filled, forms_on

pytestmark = pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
ACTORS = [
    x
    for x in LOGINS
    if x not in (None, "leader", "supervisor", "admin", "keeper1", "supporter", "resident1", "grid", "accountant")
]


def steps_open_to(app, reach):
    """(model, public id, action, address): each step of each process that this person may take now, once."""
    for door in doors(app):
        for action in door.actions() if door.of_steps else ():
            of_it = [s for s in lifecycle.lifecycle_of(door.model).steps if s.action == action and not s.at]
            states = {state for step in of_it for state in step.sources}
            if public_id := reach.examples(door.model, door.wanted(action), states).get("may"):
                yield door.model, public_id, action, door.address(app, public_id, action)


def what_a_browser_sends(caller, address, version):
    forms = [form for target, form in forms_on(caller, address) if target.endswith(address)]
    return {**(filled(forms[0]) if forms else {}), "version": version}


def acts(session) -> int:
    return session.scalar(select(func.count()).select_from(JournalEntry))


@pytest.mark.parametrize("login", ACTORS)
def test_a_step_that_was_taken_is_not_taken_again(demo_city, app, session, login):
    caller, wrong, taken = Caller(app, session, login), [], 0
    for model, public_id, action, address in list(steps_open_to(app, Reach(session, caller.actor))):
        data = what_a_browser_sends(caller, address, version_of(session, model, public_id))
        first = caller.post(address, data)
        if first.status_code != 302:
            continue
        taken, before = taken + 1, acts(session)
        second = caller.post(address, data)
        if second.status_code not in (302, 403, 404, 409, 422) or (
            second.status_code == 302 and acts(session) != before
        ):
            wrong.append((address, action, second.status_code))
        if acts(session) != before:
            wrong.append((address, action, "a second effect"))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("login", ACTORS)
def test_a_page_from_before_somebody_elses_act_is_stale(demo_city, app, session, login):
    caller, wrong = Caller(app, session, login), []
    for model, public_id, action, address in list(steps_open_to(app, Reach(session, caller.actor))):
        version, before = version_of(session, model, public_id), acts(session)
        for other in (version + 1, version - 1):
            answer = caller.post(address, what_a_browser_sends(caller, address, other))
            if answer.status_code not in (403, 404, 409, 422) or acts(session) != before:
                wrong.append((address, action, other - version, answer.status_code, answer.location))
    assert not wrong, "\n".join(map(str, wrong))


def version_of(session, model, public_id) -> int:
    return session.scalar(select(model.version).where(model.public_id == public_id))
