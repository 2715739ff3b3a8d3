"""The web's edge: parse, authorise, call one verb, redirect. Each package here has a ``blueprint``."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from flask import Flask

from portal.blueprints import tables


def register(app: Flask) -> None:
    """Register every blueprint package of this folder."""
    app.jinja_env.globals["export_links"] = tables.export_links
    for module in pkgutil.iter_modules(__path__):
        if module.ispkg:
            app.register_blueprint(import_module(f"{__name__}.{module.name}").blueprint)
