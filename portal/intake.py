"""What arrives from outside is made fit to be stored and shown before anything reads it.

Characters that no keyboard types and no page shows are dropped: PostgreSQL cannot store the first of them, documents
cannot hold the others, and the marks that turn the direction of writing make a name look like another one.
"""

from __future__ import annotations

from flask import Flask, Request, abort, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.utils import cached_property

CONTROLS = {*range(0x20), *range(0x7F, 0xA0)} - {ord(c) for c in "\t\n\r"}
DIRECTIONS = {0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
HALVES = {*range(0xD800, 0xE000)}  # halves of a character: cannot be written down at all
#: Where browsers themselves send what they have to say, in their own form.
BY_BROWSERS = {"csp_reports.take"}
UNFIT = dict.fromkeys(CONTROLS | DIRECTIONS | HALVES)


def fit(text: str) -> str:
    return text if text.isprintable() else text.translate(UNFIT)


def whole(text: object) -> int | None:
    """A number that is written in plain digits and fits a column: a version, a key, a year; anything else is none."""
    typed = str(text or "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 15 else None


class Intake(Request):
    """A request whose fields, search words and file names are fit."""

    @cached_property
    def args(self):
        return _fitted(super().args)

    def _load_form_data(self) -> None:
        loaded = "form" in self.__dict__
        super()._load_form_data()
        if loaded:
            return
        self.__dict__["form"] = _fitted(self.__dict__["form"])
        for _name, file in self.__dict__["files"].items(multi=True):
            if file.filename:
                file.filename = " ".join(fit(file.filename).split())


def _fitted(values) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict([(fit(name), fit(value)) for name, value in values.items(multi=True)])


def install(app: Flask) -> None:
    app.request_class = Intake

    @app.before_request
    def refuse_what_nobody_asks() -> None:
        """No address here holds such a character, and no form is sent as JSON: its values would be of any type."""
        if fit(request.path) != request.path:
            abort(404)
        if request.is_json and request.endpoint not in BY_BROWSERS:
            abort(415)
