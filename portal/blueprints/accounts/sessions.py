"""The web session: which person, acting from which appointment, in which browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g, session
from flask_login import UserMixin, login_user

from portal.blueprints.accounts.seen import marks
from portal.blueprints.edge import reader
from portal.extensions import login_manager
from portal.kernel import consents, sessions
from portal.kernel.people import Actor, Post, acting_as
from portal.kernel.sessions import Standing

#: What a browser keeps when it enters: how it reads, and the token of the forms that are open in it. A form that waited in
#: another window while its writer logged in again is sent with that token; no other site can send it (SameSite).
KEPT = ("lang", "size", "csrf_token")
MUST_AGREE = "must_agree"  # in the session of who has not agreed to the present privacy notice


class LoggedIn(UserMixin):
    """The person behind this session, resolved once per request; ``actor`` is what everything else uses."""

    def __init__(self, key: str, actor: Actor, posts: Sequence[Post], standing: Standing):
        #: posts: what one may act from today, one's own first: the switcher
        self.key, self.actor, self.posts, self.standing = key, actor, posts, standing

    def get_id(self) -> str:
        return self.key


@login_manager.user_loader
def load(key: str) -> LoggedIn | None:
    found = sessions.live(reader(), key, marks().of)
    if found is None:
        return None
    chosen = next((p for p in found.posts if p.key == session.get("appointment")), found.posts[0] if found.posts else None)
    return LoggedIn(key, acting_as(found.account, chosen), found.posts, found.standing)


def begin(key: str, language: str) -> None:
    """This browser has entered: nothing of the session before is left but ``KEPT``, and its key is new."""
    kept: dict[str, Any] = {name: session[name] for name in KEPT if name in session}
    session.clear()
    session.update({"lang": language} | kept)
    entered = load(key)
    assert entered is not None, "a session that has just begun is live"
    login_user(entered)
    session.permanent = True
    if consents.must_be_asked(reader(), entered.actor.user_id or 0):
        session[MUST_AGREE] = True
    g.actor = entered.actor
