"""Every door of the house, opened by everybody, with own and foreign records: nothing breaks, nothing is told. What is
sent through them stands in ``test_writes.py``."""

from __future__ import annotations

import pytest

from portal.kernel.roles import is_public
from tests.bodies import sources
from tests.doors import LOGINS, NOBODYS, Caller, Reach, doors, without_chance

pytestmark = pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
#: A door that opens may lead on, or say that a file, a room or a line behind it is missing, gone, or not of a kind that it takes.
OPENS = {200, 302, 308, 403, 404, 409, 410, 415, 422}


@pytest.fixture(params=LOGINS, ids=lambda login: login or "visitor")
def caller(request, demo_city, app, session):
    return Caller(app, session, request.param)


@pytest.fixture
def reach(caller, session):
    return Reach(session, caller.actor)


def house(app, caller, method):
    """The doors that take a method. Those that ask nobody's name are tried by four, the rest by everybody."""
    few = caller.login not in ("admin", "visitor", "acceptor", "ngo")
    return [d for d in doors(app) if method in d.methods() and not (few and d.access in ("public", "admin"))]


def answers(caller, kind: str, wanted) -> set[int]:
    """What the access declaration promises to this caller for a record of this kind."""
    if caller.login == "visitor" and not any(is_public(p) for p in wanted):
        return {302}
    return {"may": OPENS, "reads": {403}, "foreign": {404}}[kind]


def test_every_page_answers_everybody_as_declared(caller, reach, app):
    wrong = []
    for door in house(app, caller, "GET"):
        if door.model is None:
            open_ = door.access in ("public", "admin") or any(is_public(p) for p in door.wanted())
            answer = caller.get(door.address(app))
            if answer.status_code not in OPENS or (
                caller.login == "visitor" and not open_ and not caller.lands_at_login(answer)
            ):
                wrong.append((door.rule.rule, answer.status_code))
            continue
        for action in door.actions():
            examples = reach.examples(door.model, door.wanted(action), sources(door, action))
            for kind in {"may", "reads"} & set(examples):
                answer = caller.get(door.address(app, examples[kind], action))
                if answer.status_code not in answers(caller, kind, door.wanted(action)):
                    wrong.append((door.rule.rule, action, kind, answer.status_code))
    assert not wrong, "\n".join(map(str, wrong))


def test_a_foreign_record_answers_exactly_like_none(caller, reach, app):
    wrong = []
    for door in house(app, caller, "GET"):
        if door.model is None:
            continue
        action = door.actions()[0]
        expected = answers(caller, "foreign", door.wanted(action))
        nothing = caller.get(door.address(app, NOBODYS, action))
        foreign = reach.examples(door.model, door.wanted(action)).get("foreign")
        theirs = caller.get(door.address(app, foreign, action)) if foreign else nothing
        if {nothing.status_code, theirs.status_code} - expected:
            wrong.append((door.rule.rule, nothing.status_code, theirs.status_code))
        if without_chance(theirs, foreign or NOBODYS) != without_chance(nothing, NOBODYS):
            wrong.append((door.rule.rule, "the two are told apart"))
    assert not wrong, "\n".join(map(str, wrong))


def test_an_empty_post_of_somebody_who_may_gets_an_answer(caller, reach, app):
    """Whatever opens is pushed without a single field: a sentence or a way on, never a failure."""
    wrong = []
    for door in house(app, caller, "POST"):
        for action in door.actions():
            public_id = NOBODYS
            if door.model is not None:
                public_id = reach.examples(door.model, door.wanted(action), sources(door, action)).get("may", "")
            if public_id and caller.post(door.address(app, public_id, action)).status_code not in OPENS:
                wrong.append((door.rule.rule, action))
    assert not wrong, "\n".join(map(str, wrong))
