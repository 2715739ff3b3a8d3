"""What the steps of hubs, memberships and notes look at, and what they write down."""

from __future__ import annotations

from sqlalchemy import select

from portal.domain.hubs.models import AT_WORK, Hub, HubMembership, HubState, MembershipState, Side
from portal.domain.organizations import naming
from portal.domain.organizations.models import OrganizationState
from portal.kernel import clock, hands, holds, lifecycle, papers, policy, regions
from portal.kernel.lifecycle import Ctx
from portal.kernel.people import SYSTEM
from portal.kernel.words import N_, Sentence, say

PAPER = N_("枢纽型社会组织认定书")

# --- recognition -----------------------------------------------------------------------------------------------------


def not_the_proposer(ctx: Ctx) -> Sentence | None:
    return say("提出和认定要由不同的人办。") if hands.same(ctx, ctx.record.proposed_by_id) else None


def organization_stands(ctx: Ctx) -> Sentence | None:
    organization = ctx.record.organization
    if organization.state is not OrganizationState.ACTIVE:
        return say("%(name)s现在的状态是“%(state)s”。", name=organization.name, state=organization.state.label)
    found = holds.on(ctx.session, organization)
    return found[0].sentence if found else None


def recognise(ctx: Ctx) -> None:
    hub: Hub = ctx.record
    hub.number, hub.recognised_on, hub.recognised_by_id = papers.next_number(ctx.session, "枢"), clock.today(), ctx.by.user_id
    ctx.session.flush()
    registrar = naming.prefix_of(ctx.session, hub.region_path) + "民政局"  # official
    facts = {
        "organization": hub.organization.name, "code": hub.organization.uscc or hub.organization.filing_number or "",
        "kind": hub.kind.label, "field": hub.field.label if hub.field else "",
        "area": regions.name_of(ctx.session, hub.area_path) if hub.area_path else "", "grounds": hub.grounds,
        "recognised_on": clock.today().isoformat(), "recognised_by": registrar,
    }  # fmt: skip
    papers.issue(ctx.session, hub, "hub_recognition", PAPER, facts, series="枢认", issuer=registrar, by=ctx.by, public=True)


def note_notice(ctx: Ctx) -> None:
    ctx.record.noticed_by_id, ctx.record.notice, ctx.record.reply = ctx.by.user_id, ctx.reason, None


def hear(ctx: Ctx) -> None:
    ctx.record.reply = ctx.reason


def not_who_gave_notice(ctx: Ctx) -> Sentence | None:
    return say("告知和决定要由不同的人办。") if hands.same(ctx, ctx.record.noticed_by_id) else None


def was_heard(ctx: Ctx) -> Sentence | None:
    if ctx.record.state is HubState.HEARD:
        return None
    due = policy.due(ctx.session, "hub.reply", ctx.record.region_path, ctx.record.entered_at)
    return say("组织陈述的期限还没有满，不能作出决定。") if ctx.now <= due else None


def end(ctx: Ctx) -> None:
    """Whoever joined is told by the end of the membership; applications are not waited for any more."""
    ctx.record.ended_on = clock.today()
    stmt = select(HubMembership).where(HubMembership.hub_id == ctx.record.id, HubMembership.state.in_(_OPEN))
    for membership in ctx.session.scalars(stmt).all():
        lifecycle.move(ctx.session, membership, "close", by=SYSTEM)


_OPEN = (MembershipState.APPLIED, MembershipState.MEMBER, MembershipState.LEAVING)

# --- membership ------------------------------------------------------------------------------------------------------


def hub_is_at_work(ctx: Ctx) -> Sentence | None:
    return None if ctx.record.hub.state in AT_WORK else say("这个枢纽已经结束，不能再办。")


def member_is_active(ctx: Ctx) -> Sentence | None:
    organization = ctx.record.organization
    if organization.state is OrganizationState.ACTIVE:
        return None
    return say("%(name)s现在的状态是“%(state)s”。", name=organization.name, state=organization.state.label)


def join(ctx: Ctx) -> None:
    ctx.record.joined_on = clock.today()


def give_notice(side: Side):
    def effect(ctx: Ctx) -> None:
        ctx.record.ended_by = side
        ctx.record.ends_at = policy.due(ctx.session, "hub.notice", ctx.record.region_path, ctx.now)

    return effect


def ended_by(side: Side):
    def concerns(membership: HubMembership) -> bool:
        return membership.ended_by is side

    return concerns


def stay(ctx: Ctx) -> None:
    ctx.record.ended_by = ctx.record.ends_at = None


# --- notes -----------------------------------------------------------------------------------------------------------


def answer_is_written(ctx: Ctx) -> Sentence | None:
    if "answer" not in ctx.facts:
        return None  # the button is shown; the form asks
    return None if ctx.facts["answer"].strip() else say("请写明内容：对方会看到这段话。")


def write_answer(ctx: Ctx) -> None:
    ctx.record.answer = ctx.fact("answer").strip()
