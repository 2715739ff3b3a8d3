"""What passkeys need of the web: who the portal is to browsers, which browser asks, what it answered."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, request, session
from flask_babel import gettext as _

from portal.kernel import passkeys
from portal.kernel.canonical import digest
from portal.kernel.passkeys import Answer, Party


def party() -> Party:
    """By the configured public address, never by what a request says of its host."""
    return passkeys.party_of(current_app.config["PORTAL_BASE_URL"], _(current_app.config["PORTAL_NAME"]))


def here(user_id: int | None = None) -> str:
    """For whom a challenge is made: this browser, by the token of its forms; to add a passkey, this person in it."""
    return digest([session.get("csrf_token", ""), user_id])


def answer(said: str | None, user_id: int | None = None) -> Answer | None:
    """What the page's script put into the form; nothing when it put nothing."""
    return Answer(party(), here(user_id), said) if said else None


def elsewhere() -> str:
    """Where people have to open the portal to use passkeys; empty: this is the place."""
    known = party()
    return "" if request.host == urlsplit(known.origin).netloc else known.origin


def are_possible() -> bool:
    return passkeys.is_possible(party())
