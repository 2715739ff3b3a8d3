"""What a public page weighs, as it is served: 200 KB for who comes first, 60 KB for who has been here."""

from __future__ import annotations

from pathlib import Path

import brotli
import pytest

import portal
from portal import assets
from tests.doors import Caller, Reach, doors
from tests.sampling import addresses

COLD, WARM = 200_000, 60_000
#: What every page loads, kept by browsers for a year.
LOADED = ("portal.css", "portal.js", "favicon.svg")


#: Where a passkey may be made or shown; what is not asked for here is asked for in the middle of a grave act.
WITH_PASSKEYS = {"accounts/login.html", "accounts/code.html", "accounts/passkey.html", "accounts/prove.html"}


def test_the_script_for_passkeys_is_loaded_where_one_may_be_used_and_nowhere_else(client):
    templates = Path(portal.__file__).parent / "templates"
    loading = {str(path.relative_to(templates)) for path in templates.rglob("*.html") if "passkey_script()" in path.read_text("utf-8")}
    assert loading == WITH_PASSKEYS | {"accounts/passkey_parts.html"}
    using = {str(path.relative_to(templates)) for path in templates.rglob("*.html") if "{{ passkey(" in path.read_text("utf-8")}
    assert using == WITH_PASSKEYS
    assert "/static/passkeys.js" in client.get("/login").get_data(as_text=True)
    assert "/static/passkeys.js" not in client.get("/").get_data(as_text=True)
    assert b"navigator.credentials" not in assets.content("portal.js")


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
