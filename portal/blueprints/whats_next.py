"""What happens next: the panel that stands above the page after each step, from the process's table and its due dates."""

from __future__ import annotations

from typing import Any

from flask import Flask, url_for
from flask_babel import gettext

from portal.blueprints.edge import current_actor, reader, spoken
from portal.blueprints.steps import blocked, endpoint_of
from portal.blueprints.words import day, due_words
from portal.kernel import access, ahead, lifecycle, papers
from portal.kernel.ahead import Awaited
from portal.kernel.permissions import Permission
from portal.kernel.roles import Role

MOST = 3  # of what oneself may do meanwhile; the rest stands in the action bar


def install(app: Flask) -> None:
    app.jinja_env.globals["whats_next"] = whats_next


def whats_next(named: str) -> dict[str, Any] | None:
    """The panel of the record that a message names (``edge.done``); none for whoever may not read it."""
    table, _, public_id = named.partition("/")
    record = ahead.record_of(reader(), table, public_id)
    if record is None or not access.allows(current_actor(), access.declaration(type(record)).read, record):
        return None
    awaited = ahead.awaited(reader(), record)
    lines = [_line(record, row) for row in awaited]
    return {
        "awaited": lines,
        "mine": _meanwhile(record),
        "state": spoken(record.state.label),
        "ended": not lifecycle.lifecycle_of(record).leaving(record.state),
        "number": getattr(record, "number", None),
        "papers": [p for p in papers.papers_of(reader(), record) if p.issued_at >= record.entered_at],
        "told": any(not line["url"] for line in lines) and _is_party(record),
        "waiting": current_actor().holds(Permission.DESK_USE) and any(row.step.duty and not line["url"] for row, line in zip(awaited, lines, strict=True)),
    }  # fmt: skip


def _line(record: Any, row: Awaited) -> dict[str, Any]:
    """Who, what, until when; an address where it is oneself who may do it now."""
    if row.step.at:
        assert row.due
        return {"who": gettext("到时间自动办"), "what": spoken(row.step.label), "due": day(row.due), "url": None}
    own = row.who == (Role.ACCOUNT,)  # nobody else can, even if something is still missing
    mine = lifecycle.may(current_actor(), row.step, record) and (own or not blocked(record, row.step))
    due = gettext("%(day)s前办结（%(left)s）", day=day(row.due), left=due_words(row.due)[1].split("　")[-1]) if row.due else ""
    return {"who": gettext("该您办") if mine else gettext("申请人") if own else _roles(row.who), "what": spoken(row.step.duty), "due": due,
            "url": _url(record, row.step.action) if mine else None}  # fmt: skip


def _roles(roles: tuple[Role, ...]) -> str:
    return gettext("、").join(spoken(role.label) for role in roles)


def _meanwhile(record: Any) -> list[tuple[str, str]]:
    """Steps that one may take without being awaited for them."""
    steps = [s for s in lifecycle.open_steps(record, current_actor()) if not (s.duty or s.at)]
    return [(spoken(step.label), url) for step in steps[:MOST] if (url := _url(record, step.action))]


def _url(record: Any, action: str) -> str | None:
    endpoint = endpoint_of(record.__tablename__)
    return url_for(endpoint, public_id=record.public_id, action=action) if endpoint else None


def _is_party(record: Any) -> bool:
    """The lifecycle tells the owner and the organization of every step."""
    scope, actor = access.scope_of(record), current_actor()
    return bool(actor.user_id and scope.owner_id == actor.user_id) or bool(
        actor.organization_id and scope.organization_id == actor.organization_id
    )
