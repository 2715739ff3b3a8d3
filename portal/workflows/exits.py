"""Leaving the register: the steps that look at every noun first, and what other nouns do about it afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.catalogue.models import Qualification, QualificationState, QualifiedList, QualifiedListState
from portal.domain.organizations.exits import Dissolution
from portal.domain.organizations.models import Organization
from portal.kernel import engine, lifecycle
from portal.kernel.people import SYSTEM, Actor
from portal.workflows import obligations


def settled(action: str) -> Callable[..., lifecycle.Step]:
    """The verb of a step that asks whether anything is open: looked at inside the unit of work, whatever the page knew."""

    def verb(session: Session, dissolution: Dissolution, *, by: Actor, **how: Any) -> lifecycle.Step:
        engine.lock(session, dissolution.organization)  # nothing new begins between the look and the step
        how.pop("obligations", None)
        open_now = obligations.facts_for(session, dissolution.organization, by)
        return lifecycle.move(session, dissolution, action, by=by, **open_now, **how)

    return verb


def leave_the_list(session: Session, record: Dissolution, by: Actor) -> None:
    """Reaction: who is off the register takes over no function any more. Editions of the past stay as they were."""
    drop(session, record.organization)


def drop(session: Session, organization: Organization) -> None:
    """End the organization's qualification on the list in force."""
    stmt = (
        select(Qualification).join(QualifiedList)
        .where(Qualification.organization_id == organization.id, QualifiedList.state == QualifiedListState.PUBLISHED)
        .where(Qualification.state.in_((QualificationState.LISTED, QualificationState.SUSPENDED)))
    )  # fmt: skip
    for entry in session.scalars(stmt).all():
        lifecycle.move(session, entry, "leave", by=SYSTEM)
