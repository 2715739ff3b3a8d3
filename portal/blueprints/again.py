"""A form that cannot be taken now - the login ran out, the page is too old - is handed back with everything in it."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, g, request, session
from flask_babel import gettext

SECRETS = ("password", "csrf_token", "proof_of_self")
MOST = 400  # fields; no form of ours has more


def from_our_own_page() -> bool:
    """A browser says where a form stood. Another site's form is never handed back for a second press."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    return urlsplit(request.headers.get("Origin", "")).netloc == request.host


def typed() -> list[tuple[str, str]]:
    """What the form held, secrets left out."""
    pairs = request.form.items(multi=True)
    return [(name, value) for name, value in pairs if not any(secret in name for secret in SECRETS)][:MOST]


def worth_handing_back() -> bool:
    secret = any("password" in name for name in request.form)  # typed again in a moment, and never written into a page
    return request.method == "POST" and from_our_own_page() and bool(typed()) and not secret


def handed_back(*, may_send: bool) -> tuple[str, int]:
    """The page with the form's fields, a fresh token and one button; whoever may not send yet is shown the way to the
    login. Files cannot be handed back."""
    template = current_app.jinja_env.get_template("errors/again.html")
    body = template.render(
        address=request.path, fields=typed(), files=any(file.filename for file in request.files.values()),
        may_send=may_send, locale=g.get("locale", "zh"), text_size=session.get("size", "normal"),
        deployment_name=gettext(current_app.config["PORTAL_NAME"]),
    )  # fmt: skip
    return body, 400 if may_send else 401
