"""What a public page weighs, as it is served: 200 KB for who comes first, 60 KB for who has been here."""

from __future__ import annotations

import brotli
import pytest

from portal import assets
from tests.doors import Caller, Reach, doors
from tests.sampling import addresses

COLD, WARM = 200_000, 60_000
#: What every page loads, kept by browsers for a year.
LOADED = ("portal.css", "portal.js", "favicon.svg")


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_no_public_page_is_heavy(demo_city, app, session):
    kept = sum(len(brotli.compress(assets.content(name))) for name in LOADED)
    caller = Caller(app, session, None)
    weights = {}
    for door in doors(app):
        if "GET" in door.methods():
            for address, _kind in addresses(app, door, Reach(session, caller.actor)):
                answer = caller.get(address)
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    weights[address] = len(answer.get_data())  # pages are sent as they are: a proxy may press them
    assert len(weights) > 40
    assert {a: w for a, w in weights.items() if w > WARM} == {}
    assert {a: w + kept for a, w in weights.items() if w + kept > COLD} == {}
