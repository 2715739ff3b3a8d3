"""Writing: begin, save, list. Only the organization itself sees any of it before the opening."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, defer, joinedload

from portal.domain.calls.models import Call, CallState, Lot
from portal.domain.organizations.models import Organization, OrganizationState, OrgType
from portal.domain.proposals import contents
from portal.domain.proposals.models import Proposal, ProposalState
from portal.kernel import access, clock, engine, journal, lifecycle
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Invalid, NotFound, Refused, Stale, say

#: The draft version that a page has which never saw a draft: equal to none.
NO_VERSION = 0

EDITABLE = (ProposalState.DRAFT, ProposalState.WITHDRAWN)


def lot_for_bid(session: Session, actor: Actor, lot_id: str) -> Lot:
    """The lot behind a public id, when its call is one that the actor may see. Raises ``NotFound``."""
    lot = session.scalars(select(Lot).where(Lot.public_id == lot_id).options(joinedload(Lot.call))).one_or_none()
    if lot is None or not access.allows(actor, P.CALL_READ, lot.call):
        raise NotFound
    return lot


def begin(
    session: Session, lot: Lot, *, by: Actor, title: str, implementer_id: int | None = None, editor: str = "",
    **fields: Any,
) -> Proposal:  # fmt: skip
    """Begin a proposal of the actor's organization. One that the same open page (``editor``) has begun already for the
    lot is returned as it is; one that somebody else began raises ``Stale``.
    """
    if by.organization_id is None or not by.holds(P.PROPOSAL_WRITE):
        raise Refused(say("请用组织的岗位来申报：法定代表人或经办。"))
    organization = session.get_one(
        Organization, by.organization_id, with_for_update={"key_share": True, "of": Organization}, populate_existing=True
    )
    begun = of_lot(session, by, lot)
    if begun is not None:
        if begun.draft_editor != editor[:12]:
            raise Stale(say("本组织刚有人开始写这个标段的申报书，您的改动没有覆盖它。请先复制要留的内容，再看最新的。"))
        return begun
    call = lot.call
    if call.state is not CallState.PUBLISHED or clock.now() > call.deadline_at:
        raise Refused(say("“%(call)s”现在不接收申报。", call=call.title))
    if organization.org_type is OrgType.GROUP:
        raise Refused(say("社区社会组织由登记的依托单位申报，本组织作为实施组织。请和依托单位联系。"))
    proposal = Proposal(
        call_id=call.id, lot_id=lot.id, organization_id=organization.id, region_path=call.region_path,
        title=title.strip(), implementer_id=_group(session, organization.id, implementer_id), draft=contents.clean(fields),
        draft_saved_at=clock.now(), draft_saved_by_id=by.user_id, draft_editor=editor[:12], lot=lot, call=call,
    )  # fmt: skip
    return lifecycle.begin(
        session, proposal, by=by, sentence=say("开始写“%(lot)s”的申报书", lot=lot.title)
    )


def of_lot(session: Session, by: Actor, lot: Lot) -> Proposal | None:
    stmt = select(Proposal).where(Proposal.organization_id == by.organization_id, Proposal.lot_id == lot.id)
    return session.scalars(stmt).one_or_none()


def in_call(session: Session, by: Actor, call: Call) -> dict[int, Proposal]:
    """The proposals of the actor's organization in one call, by lot id."""
    stmt = select(Proposal).where(Proposal.organization_id == by.organization_id, Proposal.call_id == call.id)
    return {proposal.lot_id: proposal for proposal in session.scalars(stmt.options(defer(Proposal.draft), defer(Proposal.content)))}


def save(
    session: Session, proposal: Proposal, *, by: Actor, expect: int | None, title: str,
    implementer_id: int | None = None, editor: str = "", aloud: bool = True, **fields: Any,
) -> Proposal:  # fmt: skip
    """Save the draft. ``expect`` is the draft version that the writer had; another one raises ``Stale``, unless the same
    open page (``editor``, a random id) saved it: whoever lost an answer on the way does not conflict with themselves.

    ``aloud``: a save by hand is journalled; the draft saving itself is not.
    """
    engine.lock(session, proposal)
    if not access.allows(by, P.PROPOSAL_WRITE, proposal):
        raise NotFound
    if proposal.state not in EDITABLE:
        raise Refused(say("申报已经提交，不能再改。要改请先撤回。"))
    own = bool(editor) and editor == proposal.draft_editor
    if expect not in (None, proposal.draft_version) and not own:
        when = f"{clock.local(proposal.draft_saved_at or clock.now()):%H:%M}"
        raise Stale(say("%(when)s 有人保存过这份草稿，您的改动没有覆盖它。请先复制要留的内容，再看最新的。", when=when))
    proposal.title = title.strip()[:120]
    proposal.implementer_id = _group(session, proposal.organization_id, implementer_id)
    proposal.draft = contents.clean(fields)
    proposal.draft_version += 1
    proposal.draft_editor = editor[:12]
    proposal.draft_saved_at, proposal.draft_saved_by_id = clock.now(), by.user_id
    if aloud:
        journal.write(session, proposal, "save", say("保存了申报书草稿"), by=by)
    session.flush()
    return proposal


def groups_of(session: Session, organization_id: int) -> list[tuple[int, str]]:
    """The filed groups that lean on this organization: who may implement its project."""
    stmt = select(Organization.id, Organization.name).where(
        Organization.sponsor_id == organization_id, Organization.org_type == OrgType.GROUP,
        Organization.state == OrganizationState.ACTIVE,
    )  # fmt: skip
    return [(key, name) for key, name in session.execute(stmt.order_by(Organization.name))]


def _group(session: Session, organization_id: int, group_id: int | None) -> int | None:
    if group_id and group_id not in {key for key, _ in groups_of(session, organization_id)}:
        raise Invalid("implementer_id", say("实施组织只能选依托本组织的社区社会组织。"))
    return group_id or None


def listed(
    session: Session, actor: Actor, *, cursor: str | None = None, q: str = "", state: str = "", call: str = "",
    size: int = 25,
) -> Page:  # fmt: skip
    """The proposals that the actor may read: the own ones, or for officers what has been opened."""
    stmt = access.visible(select(Proposal), actor, P.PROPOSAL_READ).options(
        joinedload(Proposal.call), joinedload(Proposal.lot), joinedload(Proposal.organization), defer(Proposal.draft),
        defer(Proposal.content),
    )  # fmt: skip
    if q.strip():
        like = f"%{q.strip()[:60]}%"
        bidders = select(Organization.id).where(or_(Organization.name.like(like), Organization.pinyin.like(like.lower())))
        stmt = stmt.where(or_(Proposal.title.like(like), Proposal.organization_id.in_(bidders)))
    if state in {s.value for s in ProposalState}:
        stmt = stmt.where(Proposal.state == ProposalState(state))
    if call:
        stmt = stmt.where(Proposal.call_id.in_(select(Call.id).where(Call.public_id == call)))
    return paginate(session, stmt, keys=(Proposal.created_at, Proposal.id), cursor=cursor, size=size)


def calls_with_proposals(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """(public id, title) of the calls behind the list, for its filter."""
    seen = access.visible(select(Proposal.call_id), actor, P.PROPOSAL_READ, Proposal)
    stmt = select(Call.public_id, Call.title).where(Call.id.in_(seen)).order_by(Call.deadline_at.desc()).limit(60)
    return [(key, title) for key, title in session.execute(stmt)]
