"""May this organization take this item on this date? A page that answers with reasons, for anyone."""

from __future__ import annotations

from datetime import date

from flask import request

from portal.blueprints.edge import current_actor, page, public, reader
from portal.blueprints.filters import a_day, words
from portal.blueprints.qualified import blueprint
from portal.domain.catalogue import items, taking
from portal.domain.organizations import register
from portal.domain.organizations.register import Filters
from portal.kernel import access, clock
from portal.kernel.permissions import Permission as P


@blueprint.get("/may-take")
@public
def may_take():
    written, on = words("organization"), _day()
    organization = register.named(reader(), written) if written else None
    item = _item()
    alike = [] if organization or len(written) < 2 else register.listed(reader(), Filters(q=written), size=10).items
    answer = taking.may_take(reader(), organization, item, on) if organization and item else None
    choices = items.offered(reader(), [item.public_id] if item else [])
    return page("qualified/may_take.html", written=written, organization=organization, alike=alike, item=item, on=on,
                choices=choices, answer=answer, today=clock.today())  # fmt: skip


def _item() -> taking.Item | None:
    """The item that was chosen, if the reader may read its edition."""
    found = items.find(reader(), request.args.get("item", "")[:12])
    return found if found is not None and access.allows(current_actor(), P.CATALOGUE_READ, found) else None


def _day() -> date:
    """Any day until today; what is none, or lies ahead, is today."""
    typed = request.args.get("on", "")
    try:
        day = date.fromisoformat(typed) if a_day(typed) else clock.today()
    except ValueError:
        return clock.today()
    return min(day, clock.today())
