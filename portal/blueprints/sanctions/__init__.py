"""Sanctions: both lists and the penalties for everyone; the cases, their removals and appeals for those concerned."""

from __future__ import annotations

from flask import Blueprint

from portal.blueprints.edge import current_actor
from portal.blueprints.materials import serve_materials
from portal.blueprints.sanctions.forms import APPEAL_WAYS, REPAIR_WAYS, WAYS
from portal.blueprints.steps import serve_steps
from portal.domain.sanctions.lifecycles import EDITABLE
from portal.domain.sanctions.models import Appeal, Repair, RepairKind, Sanction, SanctionState
from portal.kernel import access
from portal.kernel.permissions import Permission as P

blueprint = Blueprint("sanctions", __name__, url_prefix="/sanctions")
repairs = Blueprint("repairs", __name__, url_prefix="/repairs")
appeals = Blueprint("appeals", __name__, url_prefix="/appeals")


def takes_files(sanction: Sanction) -> bool:
    """Evidence while the proposal is written, by those who write it; then the organization's own, until it has answered."""
    if sanction.state is SanctionState.DRAFT:
        return access.allows(current_actor(), P.SANCTION_PROPOSE, sanction)
    answering = sanction.state in (SanctionState.NOTICE, SanctionState.HEARD) and sanction.stated_at is None
    return answering and access.allows(current_actor(), P.SANCTION_ANSWER, sanction)


def kinds_of_files(sanction: Sanction) -> tuple[str, ...]:
    return ("evidence",) if sanction.state is SanctionState.DRAFT else ("statement",)


def takes_proof(repair: Repair) -> bool:
    return repair.kind is RepairKind.RECTIFIED and repair.state in EDITABLE


serve_steps(blueprint, Sanction, WAYS)
serve_materials(blueprint, Sanction, (P.SANCTION_PROPOSE, P.SANCTION_ANSWER), kinds_of_files, takes_files)
serve_steps(repairs, Repair, REPAIR_WAYS)
serve_materials(repairs, Repair, P.SANCTION_ANSWER, ("rectified", "other"), takes_proof)
serve_steps(appeals, Appeal, APPEAL_WAYS)

from portal.blueprints.sanctions import (  # noqa: E402,F401 - the routes hang themselves on the blueprints
    afterwards,
    proposing,
    routes,
)

blueprint.register_blueprint(repairs)
blueprint.register_blueprint(appeals)
