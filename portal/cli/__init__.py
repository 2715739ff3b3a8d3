"""The portal's commands."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import click
from flask import Flask


def register(app: Flask) -> None:
    """Add every command and group that a module of this folder defines; a group's own commands stay inside it."""
    for module in pkgutil.iter_modules(__path__):
        named = vars(import_module(f"{__name__}.{module.name}")).values()
        commands = [value for value in named if isinstance(value, click.Command) and _defined_in(value, module.name)]
        inner = {id(sub) for group in commands if isinstance(group, click.Group) for sub in group.commands.values()}
        for command in commands:
            if id(command) not in inner:
                app.cli.add_command(command)


def _defined_in(command: click.Command, module: str) -> bool:
    return getattr(command.callback, "__module__", "") == f"{__name__}.{module}"
