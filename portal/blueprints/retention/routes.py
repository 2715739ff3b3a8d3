"""The table of periods with its preview, and one erasure."""

from __future__ import annotations

from typing import Any

from flask import redirect, url_for

from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.retention import blueprint
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, exported
from portal.blueprints.words import shows
from portal.domain.retention import classes, lifecycles, queries
from portal.domain.retention.models import Erasure
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say

TABLE = Table(N_("资料保存期限"), (
    (N_("资料"), lambda row: row["kept"].title), (N_("保存（月）"), lambda row: row["setting"].amount), (N_("依据"), lambda row: row["setting"].source),
    (N_("到期后清理什么"), lambda row: row["kept"].erased), (N_("已经到期"), lambda row: row["found"]),
))  # fmt: skip


def _rows() -> list[dict[str, Any]]:
    session, found = reader(), classes.counts(reader())
    return [{"kept": kept, "setting": kept.setting(session), "found": found.get(kept.key)} for kept in classes.CLASSES]


@blueprint.get("/")
@permits(P.RETENTION_READ)
@exported(TABLE, lambda: _rows())
def index():
    rows = _rows()
    for row in rows:
        row["examples"] = classes.examples(reader(), row["kept"]) if row["found"] else []
    return page("retention/index.html", rows=rows, total=sum(row["found"] or 0 for row in rows),
                erasures=queries.latest(reader()), manages=current_actor().holds(P.RETENTION_MANAGE))  # fmt: skip


@blueprint.post("/propose")
@permits(P.RETENTION_MANAGE)
def propose():
    if result := perform(None, lifecycles.propose, by=current_actor()):
        return done(say("提议交上去了，由另一位管理员确认后执行。"), url_for(".show", public_id=result.value.public_id), result.value)
    return redirect(url_for(".index"))


@blueprint.get("/<public_id>")
@shows(Erasure)
@permits(P.RETENTION_READ, Erasure)
def show(erasure: Erasure):
    rows = [
        {"title": classes.ERASABLE[key].title, "what": classes.ERASABLE[key].erased, **row, "erased": (erasure.erased or {}).get(key)}
        for key, row in erasure.plan.items()
    ]
    return page("retention/show.html", erasure=erasure, rows=rows, **record_context(erasure))
