"""Organizations of the officer's region whose names read or sound alike: to be looked at, never merged."""

from __future__ import annotations

from collections.abc import Iterator

from flask import request

from portal.blueprints.duplicates import blueprint
from portal.blueprints.edge import current_actor, page, permits, reader
from portal.blueprints.tables import Table, exported
from portal.domain.organizations import alike
from portal.domain.organizations.models import Organization
from portal.kernel import paging
from portal.kernel.permissions import Permission as P
from portal.kernel.regions import ROOT
from portal.kernel.words import N_

TABLE = Table(N_("可能重复的组织"), (
    (N_("名称"), "name"), (N_("代码或编号"), lambda row: row.uscc or row.filing_number), (N_("负责人"), "legal_representative"),
    (N_("住所"), "address"), (N_("状态"), "state"),
))  # fmt: skip


def _every() -> Iterator[Organization]:
    session, place = reader(), current_actor().region_path or ROOT
    for group in paging.every(lambda cursor: alike.groups(session, place, cursor=cursor)):
        yield from group.organizations


@blueprint.get("/organizations")
@permits(P.REGISTRATION_ACCEPT)
@exported(TABLE, _every)
def organizations():
    found = alike.groups(reader(), current_actor().region_path or ROOT, cursor=request.args.get("cursor"))
    return page("duplicates/organizations.html", found=found)
