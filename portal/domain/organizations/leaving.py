"""Off the register: what every exit does, whoever decided it - the organization, the street, a sanction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.organizations import certificates, group_activities, invitations, members
from portal.domain.organizations.change_models import Change
from portal.domain.organizations.exits import Dissolution
from portal.domain.organizations.group_life import Lapse
from portal.domain.organizations.models import Organization, OrganizationState
from portal.kernel import clock, journal, lifecycle, outbox, papers
from portal.kernel.people import SYSTEM, Actor
from portal.kernel.words import Refused, Sentence, say

#: What is on its way about an organization and has lost its object, with the step that ends it.
FALLING = ((Change, "fall"), (Dissolution, "fall"), (Lapse, "close"))


def leave(
    session: Session, organization: Organization, state: OrganizationState, *, by: Actor, sentence: Sentence, cause: Any = None
) -> None:
    """Take an organization off the register today: its state, its certificates, the seats of its people and what they
    offered, at once. ``sentence``: the line of its public story, it says what was decided; ``cause``: the record that
    decided it, which goes on to its own end."""
    if organization.state != OrganizationState.ACTIVE:
        raise Refused(say("“%(name)s”已经退出名册。", name=organization.name))
    before = organization.state
    organization.state, organization.entered_at, organization.ended_on = state, clock.now(), clock.today()
    organization.version += 1
    journal.write(session, organization, "leave-register", sentence, by=by, before=before.value, after=state.value, key=True,
                  region_path=organization.region_path)  # fmt: skip
    for paper in certificates.of(session, organization):
        papers.end(session, paper, say("发给的组织已经退出名册（%(state)s）。", state=state.label))
    people = [held.user_id for held in members.members_of(session, organization)]
    outbox.tell(session, sorted(set(people)), say("“%(name)s”已经退出名册，您在组织里的岗位同时终止", name=organization.name), organization)
    invitations.revoke_all(session, organization, by=SYSTEM)
    group_activities.lapse_of(session, organization)
    for model, action in FALLING:
        close(session, organization, model, action, but=cause)
    for held in members.members_of(session, organization):
        lifecycle.move(session, held, "fall", by=SYSTEM)


def close(session: Session, organization: Organization, model: type[Any], action: str, but: Any = None) -> None:
    """End what is on its way about an organization and has lost its object."""
    process = lifecycle.lifecycle_of(model)
    open_now = [state for state in process.states if process.step(state, action)]
    stmt = select(model).where(model.organization_id == organization.id, model.state.in_(open_now)).order_by(model.id)
    for record in session.scalars(stmt).all():
        if record is not but:
            lifecycle.move(session, record, action, by=SYSTEM)
