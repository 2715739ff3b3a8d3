"""May an organization be given something, sign, be paid? Looked at anew at award, contract and every payment."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from portal.domain.organizations.models import Organization, OrganizationState
from portal.kernel import holds
from portal.kernel.words import Sentence, say


def barrier(session: Session, parties: Iterable[Organization | None], *blocks: str) -> Sentence | None:
    """What stands in the way of one of the parties - the provider, the group that implements for it -, or ``None``.

    ``blocks``: the kinds of hold that count here. The rule: eligibility is decided as on the closing day; sanctions and
    holds are looked at again at award, contract and every payment, for sponsor and implementer alike.
    """
    for party in parties:
        if party is None:
            continue
        if party.state != OrganizationState.ACTIVE:
            return say(
                "%(name)s现在的状态是“%(state)s”，不能继续办理。请先查明由谁承接、款项怎么处理。",
                name=party.name, state=party.state.label,
            )  # fmt: skip
        for kind in blocks:
            if held := holds.on(session, party, kind):
                return held[0].sentence
    return None
