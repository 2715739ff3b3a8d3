"""The contracts that a person may read, and one contract with its text."""

from __future__ import annotations

from typing import Any

from flask import request

from portal.blueprints.contracts import WAYS, blueprint
from portal.blueprints.edge import current_actor, page, permits, reader
from portal.blueprints.filters import chosen, one_of, typed, words
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, day, every, exported, yuan
from portal.blueprints.words import shows
from portal.domain.funds import queries as funds
from portal.domain.projects import contracts
from portal.domain.projects.models import Contract, ContractState
from portal.kernel import papers
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

TABLE = Table(N_("项目协议"), (
    (N_("编号"), "number"), (N_("项目"), "title"), (N_("承接方"), "organization"), (N_("金额（元）"), yuan("amount_fen")),
    (N_("资金来源"), "funding_source"), (N_("生效日期"), day("in_force_at")), (N_("状态"), "state"),
))  # fmt: skip


def _asked() -> dict[str, Any]:
    return {"q": words(), "state": chosen(ContractState, "state")}


@blueprint.get("/")
@permits(P.CONTRACT_READ)
@exported(TABLE, lambda: every(contracts.listed, **_asked()), {"q": typed, "state": one_of(ContractState)})
def index():
    found = contracts.listed(reader(), current_actor(), cursor=request.args.get("cursor"), **_asked())
    return page("contracts/index.html", found=found, q=words(), states=list(ContractState))


@blueprint.get("/<public_id>")
@shows(Contract)
@permits(P.CONTRACT_READ, Contract)
def show(contract: Contract):
    contract = contracts.whole(reader(), contract)
    return page("contracts/show.html", contract=contract, facts=contracts.signed_facts(contract),
                papers=papers.papers_of(reader(), contract), project=contracts.project_of(reader(), contract),
                tranches=funds.tranches_of_contract(reader(), contract.id),
                **record_context(contract, WAYS))  # fmt: skip
