"""What an organization still owes or is owed: what must come to its end before it may leave the register.

One statement over all nouns. A new noun that ties an organization adds its row to ``SOURCES``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, case, literal, or_, select, type_coerce, union_all
from sqlalchemy.orm import Session

from portal.domain.awards.models import Award, AwardState, Objection
from portal.domain.awards.models import ObjectionState as O
from portal.domain.calls.models import Lot
from portal.domain.evaluation.models import Rectification
from portal.domain.evaluation.models import RectificationState as R
from portal.domain.funds.lifecycles import OPEN as UNPAID
from portal.domain.funds.models import Tranche
from portal.domain.incubators.models import LIVE, Tenancy
from portal.domain.organizations.change_models import UNDER_WAY as CHANGING
from portal.domain.organizations.change_models import Change
from portal.domain.organizations.claim_guards import UNDER_WAY as CLAIMED
from portal.domain.organizations.membership import Claim, Invitation, InvitationState
from portal.domain.organizations.models import Filing, FilingState, Organization, OrganizationState, Registration
from portal.domain.organizations.naming import APPLYING
from portal.domain.projects.models import Contract, ContractState, Project, ProjectState
from portal.domain.proposals.models import Proposal
from portal.domain.proposals.models import ProposalState as P
from portal.kernel.people import Actor
from portal.kernel.words import N_, Sentence, say


class Obligation(NamedTuple):
    """``table`` and ``public_id`` name the record that has to come to its end."""

    kind: str
    title: str
    state: str  # its label
    table: str
    public_id: str

    @property
    def sentence(self) -> Sentence:
        return say("%(kind)s“%(title)s”（%(state)s）", kind=self.kind, title=self.title, state=self.state)


class Source(NamedTuple):
    """Records of one kind that tie an organization. ``by``: the columns that name it; ``open``: the states that tie."""

    kind: str
    model: type[Any]
    by: tuple[Any, ...]
    open: Collection[Any]
    title: Callable[[], Any]  # SQL

    def asked(self, organization_id: int, *also: ColumnElement[bool]) -> Select[Any]:
        named = or_(*(column == organization_id for column in self.by))
        return select(
            literal(self.kind, String).label("kind"), type_coerce(self.title(), String).label("title"),
            type_coerce(self.model.state, String).label("state"), literal(self.model.__tablename__, String).label("found_in"),
            self.model.public_id.label("public_id"),
        ).where(named, self.model.state.in_(list(self.open)), *also)  # fmt: skip


def _title_of(proposal_id: Any) -> ColumnElement[Any]:
    return select(Proposal.title).where(Proposal.id == proposal_id).scalar_subquery()


def _proposal_behind(award_id: Any) -> ColumnElement[Any]:
    return select(Proposal.title).join(Award, Award.proposal_id == Proposal.id).where(Award.id == award_id).scalar_subquery()


def _bid() -> ColumnElement[Any]:
    """A sealed bid is called by its lot, here as everywhere."""
    lot = select(Lot.title).where(Lot.id == Proposal.lot_id).scalar_subquery()
    return case((Proposal.opened_at.is_not(None), Proposal.title), else_=lot)


def _own_name(organization_id: Any) -> ColumnElement[Any]:
    held = Organization.__table__.alias("held")
    return select(held.c.name).where(held.c.id == organization_id).scalar_subquery()


#: In the order of the page: bids, money and work first, then the house, then papers on their way.
SOURCES: tuple[Source, ...] = (
    Source(N_("申报"), Proposal, (Proposal.organization_id, Proposal.implementer_id), (P.SUBMITTED, P.OPENED, P.ELIGIBLE, P.RANKED), _bid),
    Source(N_("立项，协议还没有签"), Award, (Award.organization_id,), (AwardState.PROPOSED, AwardState.CONFIRMED, AwardState.CONTRACTING),
           lambda: _title_of(Award.proposal_id)),
    Source(N_("没有履行完的协议"), Contract, (Contract.organization_id,),
           tuple(s for s in ContractState if s not in (ContractState.COMPLETED, ContractState.TERMINATED)), lambda: Contract.title),
    Source(N_("没有结项的项目"), Project, (Project.organization_id, Project.implementer_id),
           tuple(s for s in ProjectState if s not in (ProjectState.CLOSED, ProjectState.TERMINATED)), lambda: Project.title),
    Source(N_("没有结清的款项"), Tranche, (Tranche.organization_id,), UNPAID, lambda: Tranche.title),
    Source(N_("没有完成的整改"), Rectification, (Rectification.organization_id,), (R.OPEN, R.REPORTED, R.RETURNED), lambda: Rectification.title),
    Source(N_("没有答复完的质疑"), Objection, (Objection.organization_id,), (O.RAISED, O.APPEALED), lambda: _proposal_behind(Objection.award_id)),
    Source(N_("没有交还的孵化基地房间"), Tenancy, (Tenancy.organization_id,), LIVE, lambda: Tenancy.title),
    Source(N_("依托它的社区社会组织"), Organization, (Organization.sponsor_id,), (OrganizationState.ACTIVE,), lambda: Organization.name),
    Source(N_("写它作依托单位的备案申请"), Filing, (Filing.sponsor_id,),
           (FilingState.SUBMITTED, FilingState.RETURNED, FilingState.PUBLICITY, FilingState.PUBLICISED), lambda: Filing.name),
    Source(N_("升级登记的申请"), Registration, (Registration.raised_from_id,), APPLYING, lambda: Registration.name),
    Source(N_("变更申请"), Change, (Change.organization_id,), CHANGING, lambda: _own_name(Change.organization_id)),
    Source(N_("组织账号的申请"), Claim, (Claim.organization_id,), CLAIMED, lambda: _own_name(Claim.organization_id)),
    Source(N_("没有答复的成员邀请"), Invitation, (Invitation.organization_id,), (InvitationState.OPEN,), lambda: _own_name(Invitation.organization_id)),
)  # fmt: skip
_STATES = {source.model.__tablename__: source.model.state.type.enum_class for source in SOURCES}


def open_obligations(session: Session, organization: Organization, by: Actor) -> list[Obligation]:
    """Everything that still ties the organization. What is sealed is told to its own people alone: an officer hears of it
    with everybody else, at the opening; nothing new is sealed once the exit has begun."""
    own = by.organization_id == organization.id
    asked = [
        source.asked(organization.id, *(() if own or source.model is not Proposal else (Proposal.opened_at.is_not(None),)))
        for source in SOURCES
    ]
    return [
        Obligation(row.kind, row.title or "", _STATES[row.found_in](row.state).label, row.found_in, row.public_id)
        for row in session.execute(union_all(*asked))
    ]


def facts_for(session: Session, organization: Organization, by: Actor) -> dict[str, Any]:
    """The fact that guards ask for: every open matter as a sentence."""
    return {"obligations": [found.sentence for found in open_obligations(session, organization, by)]}
