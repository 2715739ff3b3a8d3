"""Filings in their public days: anyone may read what the community is asked about, and nothing more."""

from __future__ import annotations

from flask import abort

from portal.blueprints.edge import page, public, reader
from portal.blueprints.filings import blueprint
from portal.blueprints.tables import Table, exported
from portal.domain.organizations import filing_objections
from portal.domain.organizations.models import Filing
from portal.kernel import regions
from portal.kernel.words import N_

TABLE = Table(N_("正在公示的备案申请"), (
    (N_("名称"), "name"), (N_("领域"), "field"), (N_("公示至"), "publicity_ends_at"),
))  # fmt: skip


@blueprint.get("/public")
@public
@exported(TABLE, lambda: filing_objections.publicised(reader()))
def publicity_index():
    return page("filings/publicity_index.html", found=filing_objections.publicised(reader()))


@blueprint.get("/public/<filing_id>")
@public
def publicity(filing_id: str):
    filing = filing_in_public(filing_id) or abort(404)
    return page("filings/publicity.html", filing=filing, community=regions.name_of(reader(), filing.region_path))


def filing_in_public(public_id: str) -> Filing | None:
    """The filing behind an address while its public days run; at any other time it does not exist for the public."""
    filing = reader().query(Filing).filter_by(public_id=public_id).one_or_none()
    return filing if filing is not None and filing_objections.in_public(filing) else None
