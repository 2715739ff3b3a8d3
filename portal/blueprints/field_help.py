"""What is said under a form's field: what is asked, the rule behind it as it is in force now, where a term is explained."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from flask import Flask, g
from flask_babel import gettext
from wtforms.fields.core import Field
from wtforms.fields.simple import TextAreaField
from wtforms.validators import Length

from portal.blueprints.edge import reader, spoken
from portal.blueprints.help.glossary import TERMS
from portal.blueprints.words import large
from portal.kernel import access, policy, regions
from portal.kernel.policy import Setting
from portal.kernel.workdays import Unit


class Help:
    """A field's ``description`` that rests on policy settings, or uses a term of the glossary.

    ``settings``: name of a part in the text → policy key. The amount and the source are those of the day and the place.
    """

    def __init__(self, text: Any, *, term: str = "", **settings: str):
        self.text, self.term, self.settings = text, term, settings


class Told(NamedTuple):
    """``sources`` are official wording; ``term`` is (key, how the glossary calls it)."""

    text: str
    sources: list[str]
    term: tuple[str, str] | None


def install(app: Flask) -> None:
    app.jinja_env.globals["told"] = told


def stand_at(region_path: str) -> None:
    """Where the settings apply that this page's help texts speak of: the place that its form names."""
    g.help_place = region_path


def told(field: Field, hint: Any = None, source: Any = None) -> Told | None:
    """What stands under the field; ``hint`` and ``source`` are the page's own words instead of the class's."""
    help_ = field.description if isinstance(field.description, Help) else Help(field.description or "")
    if hint:
        help_ = Help(hint, term=help_.term)
    behind = {name: _in_force(key) for name, key in help_.settings.items()}
    text = str(help_.text)
    if behind:
        text %= {name: _worded(setting) for name, setting in behind.items()}
    text = _with_limit(text, field)
    sources = [str(source)] if source else _once(setting.source for setting in behind.values())
    return Told(text, sources, _term(help_.term)) if text or sources else None


def _in_force(key: str) -> Setting:
    """At the form's place, else at that of the record that the address names; before there is one, in the first district."""
    place = g.get("help_place") or _place_of(g.get("record")) or regions.choices(reader(), regions.Level.DISTRICT)[0][0]
    return policy.get(reader(), key, place)


def _place_of(record: Any) -> str | None:
    return None if record is None else access.scope_of(record).region_path or getattr(record, "region_path", None)


def _worded(setting: Setting) -> str:
    if setting.unit is Unit.COUNT:
        return str(setting.amount)
    if setting.unit is Unit.FEN:
        return large(setting.amount)
    return gettext("%(n)s %(unit)s", n=setting.amount, unit=spoken(setting.unit.label))


def _with_limit(text: str, field: Field) -> str:
    """How long a text may be, from the rule that checks it, unless the sentence says so."""
    longest = next((rule.max for rule in field.validators if isinstance(rule, Length) and rule.max > 0), None)
    if not isinstance(field, TextAreaField) or longest is None or str(longest) in text:
        return text
    limit = gettext("最多 %(max)d 个字。", max=longest)
    return f"{text} {limit}" if text and g.get("locale", "zh") == "en" else f"{text}{limit}"


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _term(key: str) -> tuple[str, str] | None:
    if not key:
        return None
    term = TERMS[key]
    return key, term.english if g.get("locale", "zh") == "en" else term.chinese
