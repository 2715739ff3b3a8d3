"""The web session: which person, acting from which appointment."""

from __future__ import annotations

from collections.abc import Sequence

from flask import session
from flask_login import UserMixin

from portal.blueprints.edge import reader
from portal.extensions import login_manager
from portal.kernel.people import (
    Account,
    Actor,
    Appointment,
    Post,
    User,
    acting_as,
    appointments_of,
    open_account_and_posts,
)


class LoggedIn(UserMixin):
    """The person behind this session, resolved once per request; ``actor`` is what everything else uses."""

    def __init__(self, key: str, actor: Actor, appointments: Sequence[Appointment | Post]):
        self.key, self.actor = key, actor
        #: (id, title) of every appointment that holds today: the switcher
        self.appointments = [(a.id, a.title) for a in appointments]

    def get_id(self) -> str:
        return self.key


def key_of(user: User | Account) -> str:
    """Changes with ``session_epoch``, so that a new password or a revocation ends every session."""
    return f"{user.public_id}:{user.session_epoch}"


def enter(user: User | Account, held: Sequence[Appointment | Post] | None = None) -> LoggedIn:
    """``held``: the appointments of the user, where they were read already."""
    held = appointments_of(reader(), user.id) if held is None else held
    chosen = next((a for a in held if a.id == session.get("appointment")), held[0] if held else None)
    return LoggedIn(key_of(user), acting_as(user, chosen), held)


@login_manager.user_loader
def load(key: str) -> LoggedIn | None:
    public_id, _, epoch = key.partition(":")
    found = open_account_and_posts(reader(), public_id)
    return enter(*found) if found is not None and str(found[0].session_epoch) == epoch else None
