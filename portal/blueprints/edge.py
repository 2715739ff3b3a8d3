"""What every route is made of: who asks, may they, which record, one verb in one unit of work, and the answer."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, NoReturn, Protocol, runtime_checkable

from flask import Flask, abort, current_app, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from portal import logs
from portal.blueprints import again
from portal.extensions import db
from portal.kernel import access, engine, people
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission
from portal.kernel.roles import is_public
from portal.kernel.words import Forbidden, Invalid, Refused, Sentence, Stale
from portal.plurals import agreed

log = logging.getLogger(__name__)
Permissions = Permission | tuple[Permission, ...]


# --- who asks ---------------------------------------------------------------------------------------------------


def current_actor() -> Actor:
    """The actor of this request: resolved once, plain data."""
    if "actor" not in g:
        user = current_user._get_current_object()
        g.actor = user.actor if user.is_authenticated else people.VISITOR
    return g.actor


def reader():
    """The session of this request, for queries: itself, not the proxy that looks it up at every use."""
    return db.session()


# --- may they ---------------------------------------------------------------------------------------------------


def public(view: Callable) -> Callable:
    """Anyone may call this endpoint; what it shows is public, or checked inside by ``visible``."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def permits(permission: Permissions, model: type[Any] | None = None, arg: str = "public_id") -> Callable:
    """Only who holds the permission (one of them). With a model: on the record that the URL names.

    A record that the actor may not read answers 404, exactly like one that does not exist; one that they may read but
    not act on answers 403; a visitor is asked to log in.
    """
    wanted = permission if isinstance(permission, tuple) else (permission,)

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def guarded(**kwargs: Any):
            if model is None:
                require(any(current_actor().holds(p) for p in wanted))
                return view(**kwargs)
            record = load(model, kwargs.pop(arg), wanted)
            return view(record, **kwargs)

        guarded.access = (wanted, model)  # type: ignore[attr-defined]
        return guarded

    return decorate


def open_to_all(view: Callable | None) -> bool:
    """The view is declared ``@public``, or asks for a permission that visitors have."""
    declared = getattr(view, "access", None)
    return any(map(is_public, declared[0])) if isinstance(declared, tuple) else declared == "public"


def holds_for(view: Callable) -> bool:
    """The actor holds what the view asks for, in some scope: it would answer with a page."""
    declared = getattr(view, "access", None)
    return any(current_actor().holds(p) for p in declared[0]) if isinstance(declared, tuple) else declared == "public"


def require(granted: bool) -> None:
    if granted:
        return
    if not current_actor().is_authenticated:
        if again.worth_handing_back():
            abort(make_response(again.handed_back(may_send=False)))
        abort(redirect(url_for("accounts.login", next=request.full_path.rstrip("?"))))
    refuse(403)


def refuse(status: int) -> NoReturn:
    """Somebody asks for what is not theirs: a line in the log, where a hundred of them tell of an attack."""
    log.warning("refused with %s: %s", status, logs.asked())
    abort(status)


def load(model: type[Any], public_id: str, wanted: tuple[Permission, ...]) -> Any:
    """The record, through the access module alone."""
    actor, read = current_actor(), access.declaration(model).read
    if not actor.is_authenticated and not any(is_public(p) for p in wanted):
        require(False)
    record = db.session.query(model).filter_by(public_id=public_id).one_or_none()
    if record is None:
        abort(404)
    if not any(access.allows(actor, p, record) for p in wanted):
        refuse(403 if access.allows(actor, read, record) else 404)
    g.record = record
    return record


# --- one verb, one unit of work ---------------------------------------------------------------------------------


@runtime_checkable
class Versioned(Protocol):
    """A form over a record that somebody else may change meanwhile."""

    def meet_the_newer(self, record: Any) -> None: ...


@dataclass(frozen=True)
class Done:
    """The verb's answer; true even when the verb returns nothing."""

    value: Any


def perform(form: FlaskForm | None, verb: Callable, *args: Any, **kwargs: Any) -> Done | None:
    """Run ``verb(session, *args, **kwargs)`` in one unit of work. A refusal goes into the form (or is flashed)."""
    return _attempt(form, args, lambda: engine.in_one_unit(db.session(), lambda session: verb(session, *args, **kwargs)))


def perform_units(form: FlaskForm | None, verb: Callable, *args: Any) -> Done | None:
    """The same for a verb that opens its units of work itself, one after the other."""
    return _attempt(form, args, lambda: verb(db.session(), *args))


def _attempt(form: FlaskForm | None, args: tuple[Any, ...], act: Callable[[], Any]) -> Done | None:
    try:
        return Done(act())
    except Refused as refusal:
        _report(form, refusal)
        if isinstance(refusal, Stale) and isinstance(form, Versioned) and args:
            form.meet_the_newer(args[0])
        return None


def _report(form: FlaskForm | None, refusal: Refused) -> None:
    g.refusal_status = 409 if isinstance(refusal, Stale) else 403 if isinstance(refusal, Forbidden) else 422
    if form is None:
        flash(spoken(refusal.sentence), "error")
        return
    for fault in (refusal, *refusal.also) if isinstance(refusal, Invalid) else (refusal,):
        _put(form, getattr(fault, "field", ""), spoken(fault.sentence))


def _put(form: FlaskForm, name: str, sentence: str) -> None:
    """Beside the field of that name, or at the form's head."""
    field = form._fields.get(name)
    if field is None:
        form.form_errors.append(sentence)
    else:
        field.errors = [*field.errors, sentence]


#: Joins the parts of a title: what it is of, and what it is. Each part is a phrase of its own.
PARTS = " · "
NUMBER = re.compile(r"\d+")


def spoken(sentence: str) -> str:
    """A sentence from below the web in the reader's language. The sentences are Chinese: there is nothing to look up."""
    if g.get("locale", "zh") == "zh" and not isinstance(sentence, Sentence):
        return str(sentence) if sentence else ""
    if isinstance(sentence, Sentence):
        parts = {name: spoken(part) if isinstance(part, str) else part for name, part in sentence.parts.items()}
        return gettext(sentence.msgid, **parts) if parts else gettext(sentence.msgid)
    return PARTS.join(map(_phrase, sentence.split(PARTS))) if sentence else ""


def _phrase(text: str) -> str:
    """One phrase that was stored as plain text. One that counts (第 2 次半年考核) is known without its number."""
    said = gettext(text)
    number = NUMBER.search(text)
    if said != text or number is None:
        return said
    counted = f"{text[: number.start()]}%(n)s{text[number.end() :]}"
    known = gettext(counted)
    return agreed(known, {"n": number[0]}).replace("%(n)s", number[0]) if known != counted else text


# --- the answer -------------------------------------------------------------------------------------------------


def page(template: str, **context: Any):
    """Render; a form that was sent and refused answers 422 (409 when the record moved on)."""
    form = context.get("form")
    failed = request.method == "POST" and form is not None and (form.errors or form.form_errors)
    body = render_template(template, **context)
    return (body, g.get("refusal_status", 422)) if failed else body


#: A message of this category names a record: the page says what happens next on it (``blueprints/whats_next.py``).
NEXT = "next"


def done(sentence: str, url: str, record: Any = None):
    """Say what was done, with what happens next on the record, and go on."""
    flash(spoken(sentence), "message")
    if record is not None:
        flash(f"{record.__tablename__}/{record.public_id}", NEXT)
    return redirect(url)


def afterwards(response: Response, act: Callable[[], Any], failed: str) -> Response:
    """Do something once the answer was given, which neither waits for it nor shows whether there was anything to do.
    ``failed``: the line of the log when it could not be done."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def carry_out() -> None:
        with app.app_context():
            try:
                act()
            except Exception:  # nobody waits for it any more
                log.exception(failed)

    response.call_on_close(carry_out)
    return response
