"""Before an act: does the office need a second factor, and is this grave enough to show once more who acts?

What is asked stands in ``kernel/roles.py`` (``PROVEN_TWICE``), in ``kernel/permissions.py`` (``GRAVE``) and, for acts on one's
own account, at the view (``@shown_again``). A grave form that comes without a recent proof is answered with a page that asks for one and holds
everything that was typed; it is sent on to where it was going, with the proof, and nothing is typed twice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.blueprints import again
from portal.blueprints.accounts import ceremonies, devices
from portal.blueprints.accounts.entering import wrong_code, wrong_passkey
from portal.blueprints.accounts.forms import PROOF, ShowCodeForm, ShowPasswordForm, by_recovery_code
from portal.blueprints.edge import page, perform, reader
from portal.kernel import factors, lifecycle
from portal.kernel.permissions import GRAVE, Permission
from portal.kernel.roles import PROVEN_TWICE
from portal.workflows import accounts, entering

#: Where who has no second factor yet may go all the same.
WITHOUT_FACTOR = ("accounts", "help", "health")


def shown_again(view: Callable) -> Callable:
    """What this endpoint changes is grave: it asks for a recent proof."""
    view.grave = True  # type: ignore[attr-defined]
    return view


def install(app: Flask) -> None:
    """After the language was chosen and the form's token was checked."""
    app.before_request(before_acting)
    app.jinja_env.globals.update(passkeys_possible=ceremonies.are_possible, passkeys_elsewhere=ceremonies.elsewhere)


def before_acting():
    if "_user_id" not in session or not current_user.is_authenticated:
        return None
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or current_app.config["DEMAND_PROOF"] is False and not current_user.standing.strong:
        return None
    if lacks_factor() and getattr(view, "access", "") != "public" and not _open_without(request.endpoint or ""):
        flash(_("您的岗位要求两步验证。开通以后才能办事。"), "error")
        return redirect(url_for("accounts.security"))
    return ask_again() if request.method == "POST" and _is_grave(view) else None


def needs_factor() -> bool:
    """The office that the person acts from asks for a second factor here."""
    return current_app.config["DEMAND_PROOF"] and current_user.actor.role in PROVEN_TWICE


def lacks_factor() -> bool:
    return needs_factor() and not current_user.standing.strong


def _open_without(endpoint: str) -> bool:
    return request.blueprint in WITHOUT_FACTOR or endpoint == "desk.switch" or endpoint.endswith("static")


def _is_grave(view: Any) -> bool:
    return getattr(view, "grave", False) or any(p in GRAVE and current_user.actor.holds(p) for p in _wanted(view))


def _wanted(view: Any) -> tuple[Permission, ...]:
    access = getattr(view, "access", ())
    if not isinstance(access, tuple) or not access:
        return ()
    if access[0] == "steps":
        action = (request.view_args or {}).get("action")
        return tuple(step.by for step in lifecycle.lifecycle_of(access[1]).steps if step.action == action)
    return access[0]


def ask_again():
    """Nothing when the person showed a moment ago, or shows with this form, who they are; otherwise the page that asks.

    Where nothing demands it, only those are asked who entered with a second factor.
    """
    standing = current_user.standing
    if standing.is_recent or not (current_app.config["DEMAND_PROOF"] or standing.strong):
        return None
    user, here = accounts.own(reader(), current_user.actor), devices.client()
    ways = factors.ways(reader(), user.id)
    form_class = ShowCodeForm if ways else ShowPasswordForm
    form = form_class() if PROOF in request.form else form_class(formdata=None)
    if ways and not ways.codes:
        by_recovery_code(form[PROOF])
    if PROOF in request.form and form.validate():
        passkey = ceremonies.answer(form.proof_of_self_passkey.data) if ways else None
        if passkey or not entering.must_wait_with_code(reader(), user, here):
            proof = entering.weigh(reader(), user, form[PROOF].data, passkey)
            shown = perform(None, entering.show_again, user, proof, here, standing.id)
            if shown and shown.value:
                return None
        form[PROOF].errors = [wrong_passkey() if passkey else wrong_code() if ways else _("密码不对。")]
    answer = page("accounts/prove.html", form=form, ways=ways, address=request.full_path.rstrip("?"),
                  fields=again.typed(), files=any(file.filename for file in request.files.values()))  # fmt: skip
    return answer if isinstance(answer, tuple) else (answer, 401)
