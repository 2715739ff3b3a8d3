"""The register as it stood on a day, and every version of one organization's row: public, as the register is."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _

from portal.blueprints.edge import current_actor, page, permits, reader, spoken
from portal.blueprints.organizations import blueprint
from portal.blueprints.organizations.wording import LABELS, NOTHING, worded
from portal.blueprints.words import record_url
from portal.domain.organizations import history
from portal.domain.organizations.models import Organization
from portal.kernel import clock
from portal.kernel.permissions import Permission as P


@blueprint.get("/<public_id>/history")
@permits(P.ORGANIZATION_READ, Organization)
def history_of(organization: Organization):
    session, asked = reader(), request.args.get("on", "").strip()
    day, wrong = _day(asked)
    why_not = history.why_not_told(session, organization, day) if day else None
    rows = [] if day is None or why_not else [_row(c) for c in history.compared(session, organization, day) if c.name in LABELS]
    rows = sorted((r for r in rows if (r["then"], r["now"]) != (NOTHING, NOTHING)), key=lambda r: not r["differs"])
    found = history.told(session, organization, current_actor(), cursor=request.args.get("cursor"))
    return page("organizations/history.html", organization=organization, asked=asked, day=day, wrong=wrong, why_not=why_not,
                rows=rows, found=found, lines=[_line(told) for told in found.items], today=clock.today())  # fmt: skip


def _day(asked: str) -> tuple[date | None, str | None]:
    """The day that was asked for; or what is wrong with what was typed."""
    if not asked:
        return None, None
    try:
        day = date.fromisoformat(asked) if len(asked) == 10 else None
    except ValueError:
        day = None
    return (day, None) if day and day.year >= 1900 else (None, _("没看懂这个日期，请按“2026-05-15”的样子填。"))


def _row(compared: history.Compared) -> dict[str, Any]:
    return {"item": spoken(LABELS[compared.name]), "then": worded(compared.name, compared.then),
            "now": worded(compared.name, compared.now), "differs": compared.differs}  # fmt: skip


def _line(told: history.Told) -> dict[str, Any]:
    """A version: since when, by which act, what it changed."""
    return {
        "since": told.version.valid_from, "until": told.version.valid_until, "act": _capital(spoken(told.act)), "first": told.version.first,
        "url": record_url(*told.subject) if told.subject else None,
        "changed": [
            {"item": spoken(LABELS[name]), "before": worded(name, before), "after": worded(name, after)}
            for name, before, after in told.changed if name in LABELS
        ],
    }  # fmt: skip


def _capital(sentence: str) -> str:
    """The journal's sentences go on from a name; here they stand alone."""
    return sentence[:1].upper() + sentence[1:]
