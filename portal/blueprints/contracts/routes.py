"""The contracts that a person may read, and one contract with its text."""

from __future__ import annotations

from flask import request

from portal.blueprints.contracts import WAYS, blueprint
from portal.blueprints.edge import current_actor, page, permits, reader
from portal.blueprints.filters import chosen, words
from portal.blueprints.steps import record_context
from portal.blueprints.words import shows
from portal.domain.funds import queries as funds
from portal.domain.projects import contracts
from portal.domain.projects.models import Contract, ContractState
from portal.kernel import papers
from portal.kernel.permissions import Permission as P


@blueprint.get("/")
@permits(P.CONTRACT_READ)
def index():
    found = contracts.listed(
        reader(), current_actor(), q=words(), state=chosen(ContractState, "state"),
        cursor=request.args.get("cursor"),
    )  # fmt: skip
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
