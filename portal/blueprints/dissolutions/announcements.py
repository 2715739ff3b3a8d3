"""Liquidations in public: anyone may read where creditors declare their claims, and nothing more."""

from __future__ import annotations

from flask import abort

from portal.blueprints.dissolutions import blueprint
from portal.blueprints.edge import page, public, reader
from portal.blueprints.tables import Table, day, exported
from portal.domain.organizations import dissolutions
from portal.domain.organizations.exits import Dissolution
from portal.kernel.words import N_

TABLE = Table(N_("清算公告"), (
    (N_("组织"), "caption"), (N_("公告日期"), day("announced_at")), (N_("债权申报至"), day("announcement_ends_at")),
    (N_("债权申报的地点和方式"), "claims_to"),
))  # fmt: skip


@blueprint.get("/public")
@public
@exported(TABLE, lambda: dissolutions.announcements(reader()))
def announcement_index():
    return page("dissolutions/announcements.html", found=dissolutions.announcements(reader()))


@blueprint.get("/public/<dissolution_id>")
@public
def announcement(dissolution_id: str):
    dissolution = _in_public(dissolution_id) or abort(404)
    return page("dissolutions/announcement.html", dissolution=dissolution, organization=dissolution.organization)


def _in_public(public_id: str) -> Dissolution | None:
    """The liquidation behind an address while it goes on; afterwards the organization's page says how it ended."""
    found = reader().query(Dissolution).filter_by(public_id=public_id).one_or_none()
    return found if found is not None and dissolutions.in_public(found) else None
