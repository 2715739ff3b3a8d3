"""The portal on which a city runs its public-benefit projects from end to end."""

from __future__ import annotations

import logging
import os
import secrets
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, request, session
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from jinja2 import StrictUndefined
from werkzeug.exceptions import HTTPException, MethodNotAllowed, TooManyRequests
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import assets, blueprints, cli, clockwork, config, headers, intake, kept_pages, logs, tongues, workflows
from portal.blueprints import again, field_help, pace, partial, whats_next, words
from portal.blueprints.accounts import agreeing, proof
from portal.blueprints.edge import current_actor, spoken
from portal.extensions import SignedCookies, babel, csrf, db, limiter, login_manager, migrate
from portal.kernel import breached, engine, vault
from portal.kernel.words import NotFound, Refused
from portal.plurals import CountingDomain

log = logging.getLogger(__name__)
LOCALES = {"zh": "zh_Hans_CN", "en": "en"}

def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """The application: configuration, extensions, blueprints, error pages - nothing else."""
    logs.install()
    app = Flask(__name__)
    settings = overrides or {}
    app.config.update(
        config.load({**os.environ, **{k: str(v) for k, v in settings.items() if k.startswith("PORTAL_")}})
    )
    app.config.update(settings)
    config.refuse_unsafe(app.config)
    Path(app.config["PORTAL_DATA_DIR"]).mkdir(parents=True, exist_ok=True)
    app.config["SECRET_KEY"] = config.secret_key(app.config)
    app.session_interface = SignedCookies()
    app.url_map.strict_slashes = False  # /organizations and /organizations/ are one address, without a redirect
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    _extensions(app)
    workflows.install()
    words.install(app)
    field_help.install(app)
    whats_next.install(app)
    partial.install(app)
    blueprints.register(app)
    words.collect_pages(app)
    cli.register(app)
    _requests(app)
    intake.install(app)
    kept_pages.install(app)
    proof.install(app)
    agreeing.install(app)
    pace.install(app)
    tongues.install(app)  # after the shelf is set up, so before a page is put onto it
    _errors(app)
    if app.config["PORTAL_PROXIES"]:
        hops = app.config["PORTAL_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops, 0, 0)  # type: ignore[method-assign]
    assets.init_app(app)
    return app


def _extensions(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        engine.prepare(db.engine)
        vault.install(db.engine, config.data_keys(app.config))
    breached.install(app.config["PORTAL_BREACHED_PASSWORDS"])
    migrate.init_app(app, db, directory=str(Path(__file__).parent.parent / "migrations"))
    login_manager.init_app(app)
    csrf.init_app(app)
    limiter.init_app(app)
    babel.init_app(app, locale_selector=lambda: LOCALES[g.get("locale", "zh")])
    babel.domain_instance = CountingDomain()


def _requests(app: Flask) -> None:
    @app.before_request
    def choose_language_and_size() -> None:
        for name, allowed in (("lang", ("zh", "en")), ("size", ("normal", "large"))):
            if request.args.get(name) in allowed and session.get(name) != request.args[name]:
                session[name] = request.args[name]
        g.locale = session.get("lang", "zh")
        clockwork.follow(app)

    @app.after_request
    def set_headers(response):
        response.headers.setdefault("Content-Security-Policy", headers.POLICY)
        response.headers.extend(headers.standing(app.config))
        if current_actor_known():
            response.headers["Cache-Control"] = "no-store"
        return response


def current_actor_known() -> bool:
    return "actor" in g and g.actor.is_authenticated


def _errors(app: Flask) -> None:
    @app.errorhandler(HTTPException)
    def answered(error: HTTPException):
        if error.response is not None:
            return error.response
        allowed = {"Allow": ", ".join(error.valid_methods or ())} if isinstance(error, MethodNotAllowed) else {}
        return *_error_page(error.code or 500), allowed

    @app.errorhandler(CSRFError)
    def token_missing(error: CSRFError):
        log.warning("a form without its token (%s): %s", error.description, logs.asked())
        if not again.worth_handing_back():
            return _error_page(400)
        view = app.view_functions.get(request.endpoint or "")
        return again.handed_back(may_send=getattr(view, "access", "") == "public" or current_actor().is_authenticated)

    @app.errorhandler(Refused)
    def refused(error: Refused):
        return _error_page(409, sentence=spoken(error.sentence))

    @app.errorhandler(NotFound)
    def missing(error: NotFound):
        return _error_page(404)

    @app.errorhandler(TooManyRequests)
    def too_many(error: TooManyRequests):
        log.warning("too many requests, %s: %s", error.description, logs.asked())
        wait = pace.wait(error)
        return *_error_page(429, wait=wait), {"Retry-After": str(wait)}

    @app.errorhandler(Exception)
    def failed(error: Exception):
        db.session.rollback()
        reference = secrets.token_hex(4).upper()
        log.exception("reference %s: %s", reference, logs.asked())
        if app.config.get("PROPAGATE_EXCEPTIONS") or app.testing:
            raise error
        return _error_page(500, reference=reference)


def _error_page(code: int, sentence: str | None = None, reference: str | None = None, wait: int = 60):
    """Rendered without context processors: a page about a failure must not depend on what may have failed. The number on
    it is in the log, whatever happened: whoever telephones names it."""
    if reference is None:
        reference = secrets.token_hex(4).upper()
        log.warning("reference %s: %s answered %s", reference, logs.asked(), code)
    known = code if code in (400, 403, 404, 405, 409, 413, 429, 500, 503) else 400 if code < 500 else 500
    template = current_app.jinja_env.get_template(f"errors/{known}.html")
    shown = {
        "locale": g.get("locale", "zh"),
        "text_size": session.get("size", "normal"),
        "deployment_name": gettext(current_app.config["PORTAL_NAME"]),
    }
    return template.render(sentence=sentence, reference=reference, wait=wait, **shown), code


__all__ = ["create_app", "current_actor"]
