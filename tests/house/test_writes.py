"""Every door that writes, pushed by everybody with bodies that are taken from those who may: on own and on foreign records,
and with somebody else's records inside one's own form. Whoever may not writes nothing and learns nothing.

One engine is enough: who may is asked in Python (``access.allows``), and its twin in SQL is compared with it on both.
"""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from portal.kernel import lifecycle
from portal.kernel.base import Base
from portal.kernel.outbox import Notice
from portal.kernel.people import VISITOR
from portal.kernel.sessions import WebSession
from tests.bodies import BEHIND, Bodies, record_doors, sources, taken_back
from tests.doors import LOGINS, NOBODYS, Caller, Reach, doors, without_chance

pytestmark = pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
#: Whoever may is taken, or reads which rule, which field or which newer version stands in the way.
MAY = {200, 302, 409, 422}
#: Their permission is wider than what they do: one's own office only; the kinds of services that a mentor gives.
LESS = {"/delegations/new/<public_id>": {404}, "/tenancies/<public_id>/services/new": {403}}
_bodies: dict[str, dict[tuple[str, str], Any]] = {}


@pytest.fixture
def bodies(demo_city, app, session, engine_kind) -> Bodies:
    """Found once in each process: the city is the same for every test."""
    found = Bodies(app, session)
    found.known = _bodies.setdefault(engine_kind, {})
    for door, action in record_doors(app):
        found.of(door, action)
    return found


def test_most_doors_are_pushed_with_a_body_that_somebody_gets_through_with(bodies, app):
    """Or the tests below prove little. The others have no record in the city that stands where their step is open, or a
    rule holds every one of them."""
    pushed = {(door.rule.rule, action): bodies.of(door, action) for door, action in record_doors(app)}
    assert sum(body is not None and body.taken for body in pushed.values()) >= 90


@pytest.mark.parametrize("login", LOGINS, ids=lambda login: login or "visitor")
def test_what_is_sent_is_taken_from_those_who_may_and_from_nobody_else(bodies, app, session, login):
    caller = Caller(app, session, login)
    reach, before, wrong = Reach(session, caller.actor), rows(session), []
    for door, action in record_doors(app):
        proven = bodies.of(door, action)
        for kind, public_id in examples(reach, door, action, proven).items():
            behind = bodies.behind(door, public_id)
            if kind == "may" and None in behind.values():
                continue  # there is no file behind it that could be removed
            wrong += pushed(caller, bodies, (door, action, public_id), kind, proven.sent if proven else dict)
    assert not wrong, "\n".join(map(str, wrong))
    assert rows(session) == before


def pushed(caller, bodies, where, kind: str, body) -> list[tuple]:
    """One door pushed by one caller: what is wrong with the answer."""
    (door, action, public_id), app, session = where, caller.client.application, bodies.session
    behind = {name: key for name, key in bodies.behind(door, public_id).items() if key is not None}
    data = {"reason": "想试试", "version": bodies.version(door.model, public_id)}
    with taken_back(session) as wrote:
        answer = caller.post(door.address(app, public_id, action, **behind), {**body(), **data})
    wrong = [fault] if (fault := fault_of(caller, door, kind, answer, wrote)) else []
    if kind == "foreign":
        with taken_back(session):
            nothing = caller.post(door.address(app, NOBODYS, action, **behind), {**body(), **data})
        wrong += ["told apart from none"] if told_apart(answer, public_id, nothing) else []
    return [(door.rule.rule, action, public_id, kind, fault) for fault in wrong]


def examples(reach: Reach, door, action: str, proven) -> dict[str, str]:
    """A record of each kind; the one whose body was taken before all others, then those that stand where the step is open."""
    found = reach.examples(door.model, door.wanted(action))
    if states := sources(door, action):
        found = {"foreign": found["foreign"]} if "foreign" in found else {}
        for state in states:  # from each it may be another's step
            found.update(reach.examples(door.model, wanted_in(door, action, state), {state}))
    if proven:
        wanted = wanted_in(door, action, reach.states(door.model)[proven.public_id]) if states else door.wanted(action)
        found.update(reach.examples(door.model, wanted, only={proven.public_id}))
    return found


def wanted_in(door, action: str, state) -> tuple:
    return tuple(s.by for s in lifecycle.lifecycle_of(door.model).leaving(state) if s.action == action)


def fault_of(caller: Caller, door, kind: str, answer, wrote: list[str]) -> str:
    if kind == "may":
        sent_away = caller.lands_at_login(answer) and caller.login != "visitor"  # what all may open may ask for a login itself
        allowed = MAY | LESS.get(door.rule.rule, set())
        return "" if answer.status_code in allowed and not sent_away else f"may, but {answer.status_code}"
    if wrote:
        return f"may not, but wrote {wrote}"
    if caller.login == "visitor":
        return "" if caller.lands_at_login(answer) else f"a visitor got {answer.status_code}"
    wanted = {"reads": 403, "foreign": 404}[kind]
    return "" if answer.status_code == wanted else f"{answer.status_code}, not {wanted}"


#: What two answers may differ in: nonces and dates.
BY_CHANCE = {"Content-Security-Policy", "Date", "Content-Length", "Set-Cookie", "Location"}


def told_apart(theirs, public_id: str, nothing) -> bool:
    headers = [{k: v for k, v in answer.headers.items() if k not in BY_CHANCE} for answer in (theirs, nothing)]
    named = public_id if len(public_id) > 6 else NOBODYS  # a short number also stands in fingerprints of files
    return without_chance(theirs, named) != without_chance(nothing, NOBODYS) or headers[0] != headers[1]


def rows(session) -> dict[str, int]:
    """How many rows every table has; sessions are the tests' own."""
    tables = [t for t in Base.metadata.sorted_tables if t.name != "web_sessions"]
    return {t.name: session.scalar(select(func.count()).select_from(t)) for t in tables}


# --- somebody else's record inside one's own form ---------------------------------------------------------------

#: Fields that name a record by its number; others name it by its public id.
BY_NUMBER = {
    "department_id": "departments", "evaluators": "users", "implementer_id": "organizations", "items": "work_items",
    "room_id": "rooms", "sheet": "evaluation_sheets", "successor": "users",
}  # fmt: skip


def test_a_form_takes_no_record_that_it_did_not_offer(bodies, app, session):
    """Whatever names a record in a form - a room, a need, an evaluator, a place - is one of those that the form offered
    to this person; any other of the city's is refused like one that does not exist, and nothing is written."""
    whose, wrong, tried = keys_of(session), [], set()
    for door, action in forms_that_name_records(app):
        body = bodies.of(door, action)
        for name, offered in named_in(body.form, whose) if body and body.form is not None else ():
            tried.add(name.rsplit("-", 1)[-1])
            caller = bodies.caller(body.login)
            for key in others(session, name, offered, whose):
                many = isinstance(body.data.get(name), list)
                with taken_back(session) as wrote:
                    answer = caller.post(body.address, {**body.sent(), name: [key] if many else key, "confirmed": "1"})
                if wrote or answer.status_code not in (404, 409, 422):
                    wrong.append((body.address, body.login, name, key, answer.status_code, wrote))
    assert not wrong, "\n".join(map(str, wrong))
    assert tried >= {*BY_NUMBER, "delegate", "guideline", "incubator", "needs", "region_path", "to"} - {"department_id"}


def forms_that_name_records(app):
    found = [(d, a) for d in doors(app) if {"GET", "POST"} <= set(d.methods()) and isinstance(d.access, tuple) for a in d.actions()]
    return [(door, action) for door, action in found if not door.of_steps or sources(door, action)]


def keys_of(session) -> dict[str, str]:
    """Public id → table, for the whole city."""
    tables = [t for t in Base.metadata.sorted_tables if "public_id" in t.c]
    return {key: t.name for t in tables for key in session.scalars(select(t.c.public_id))}


def named_in(form, whose) -> list[tuple[str, list[str]]]:
    """(field, what it offers): the fields of a form that name records."""
    found = []
    for name in dict.fromkeys(form.xpath(".//select/@name | .//input[@type='radio' or @type='checkbox' or @type='hidden']/@name")):
        offered = form.xpath(".//select[@name=$n]//option/@value | .//input[@name=$n]/@value", n=name)
        if name in BY_NUMBER or name == "region_path" or any(value in whose for value in offered):
            found.append((name, [value for value in offered if value]))
    return found


def others(session, name: str, offered: list[str], whose: dict[str, str]) -> list[str]:
    """One of the same kind that exists and was not offered, and one that does not exist."""
    if name == "region_path":
        return ["/32/3201/", "/99/"]
    if name in BY_NUMBER:
        table = Base.metadata.tables[BY_NUMBER[name]]
        known = [str(key) for key in session.scalars(select(table.c.id).order_by(table.c.id.desc()))]
        nothing = "999999999"
    else:
        table = Base.metadata.tables[whose[next(value for value in offered if value in whose)]]
        known, nothing = list(session.scalars(select(table.c.public_id).order_by(table.c.id.desc()))), NOBODYS
    return [*[key for key in known if key not in offered][:3], nothing]


@pytest.mark.parametrize("login", ["ngo", "ngo2", "group", "incubator"])
def test_behind_ones_own_record_nothing_of_another_is_reached(bodies, app, session, login):
    """A file, a room, an appointment of somebody else's record, named in the address of one's own."""
    caller, wrong, tried = Caller(app, session, login), [], 0
    reach = Reach(session, caller.actor)
    for door in doors(app):
        for name in set(BEHIND) & door.rule.arguments:
            own = reach.examples(door.model, door.wanted()).get("may")
            for key in behind_another(bodies, door, name, own) if own else ():
                tried += 1
                with taken_back(session) as wrote:
                    theirs = caller.post(door.address(app, own, **{name: key}))
                with taken_back(session):
                    nothing = caller.post(door.address(app, own))
                if wrote or told_apart(theirs, str(key), nothing) or "text/html" in theirs.mimetype and theirs.status_code == 200:
                    wrong.append((door.rule.rule, own, key, theirs.status_code, nothing.status_code, wrote))
    assert not wrong, "\n".join(map(str, wrong))
    assert tried


def behind_another(bodies, door, name: str, own: str) -> list[Any]:
    """One such key of another record of the kind, if the city has one."""
    states = Reach(bodies.session, VISITOR).states(door.model)
    found = (bodies.behind(door, public_id)[name] for public_id in states if public_id != own)
    return [key for key in found if key is not None][:1]


def test_nobody_ends_the_session_or_reads_the_notice_of_somebody_else(bodies, app, session):
    caller, other = Caller(app, session, "ngo"), Caller(app, session, "acceptor")
    device = session.scalars(select(WebSession).where(WebSession.user_id == other.actor.user_id)).first()
    notice = session.scalars(select(Notice).where(Notice.user_id == other.actor.user_id, Notice.read_at.is_(None))).first()
    assert device is not None
    assert notice is not None
    for address, key, missing in (("/account/sessions/%s/end", device.public_id, NOBODYS), ("/notices/%s/read", notice.id, 999999999)):
        with taken_back(session) as wrote:
            theirs, nothing = caller.post(address % key), caller.post(address % missing)
        assert (theirs.status_code, theirs.location, wrote) == (nothing.status_code, nothing.location, []), address
