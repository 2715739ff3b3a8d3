"""The portal's commands."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import click
from flask import Flask


def register(app: Flask) -> None:
    """Add every click command that a module of this folder defines."""
    for module in pkgutil.iter_modules(__path__):
        for value in vars(import_module(f"{__name__}.{module.name}")).values():
            if isinstance(value, click.Command) and value.callback.__module__ == f"{__name__}.{module.name}":
                app.cli.add_command(value)
