"""The browser at the other end: what it is called, and which accounts it has let in before (a signed cookie)."""

from __future__ import annotations

import secrets

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from portal.kernel.people import User
from portal.workflows.entering import Client

COOKIE = "device"
LIVES = 400 * 24 * 3600  # seconds; browsers keep no cookie longer
ACCOUNTS = 5  # a family, or the counter of a street office
#: What a browser's own description contains, and what people call it; the first that fits.
BROWSERS = (("MicroMessenger", "WeChat"), ("DingTalk", "DingTalk"), ("Edg", "Edge"), ("QQBrowser", "QQ"), ("Firefox", "Firefox"),
            ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
           ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


def client() -> Client:
    """Who asks now."""
    device = request.user_agent.string
    return Client(request.remote_addr or "", device, words(device), _known())


def words(device: str) -> str:
    """"Chrome · Windows"; a short piece of the description where nothing fits."""
    named = [next((name for mark, name in table if mark in device), "") for table in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, named)) or device.split("/")[0][:30] or "?"


def remember(response: Response, user: User) -> Response:
    """This browser let the account in: a stranger's failures elsewhere do not slow it down here."""
    known = _known()
    marked = {user.public_id: known.pop(user.public_id, None) or secrets.token_urlsafe(12), **known}
    kept = dict(list(marked.items())[:ACCOUNTS])
    response.set_cookie(
        _name(), str(_serializer().dumps(kept)), max_age=LIVES, httponly=True, samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )  # fmt: skip
    return response


def _name() -> str:
    """Over TLS the name binds the cookie to this host: no neighbour of the domain can plant one."""
    return f"__Host-{COOKIE}" if current_app.config["SESSION_COOKIE_SECURE"] else COOKIE


def _known() -> dict[str, str]:
    try:
        known = _serializer().loads(request.cookies.get(_name(), ""))
    except BadSignature:
        return {}
    return known if isinstance(known, dict) else {}


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="portal-device")
