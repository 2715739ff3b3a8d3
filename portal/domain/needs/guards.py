"""Conditions and effects of needs and guideline items."""

from __future__ import annotations

from sqlalchemy import select, update

from portal.domain.needs.models import STEPS_UP, Guideline, GuidelineState, Loop, Need, NeedState
from portal.domain.organizations.models import Organization, OrganizationState
from portal.kernel import lifecycle, outbox, people, regions
from portal.kernel.lifecycle import Ctx
from portal.kernel.papers import next_number
from portal.kernel.people import Appointment
from portal.kernel.permissions import Permission as P
from portal.kernel.roles import roles_with
from portal.kernel.words import Sentence, say

NEXT_LOOP = {Loop.COMMUNITY: Loop.STREET, Loop.STREET: Loop.DISTRICT}
SHORTEST_DEMAND = 10


def it_is_this_levels_turn(ctx: Ctx) -> Sentence | None:
    """What was escalated is handled where it was escalated to, or above."""
    need = ctx.record
    level = regions.ancestors(need.region_path)[STEPS_UP[need.loop]]
    if regions.lies_in(level, ctx.by.region_path):
        return None
    return say("这件事已经上报到%(loop)s，由那一级办理；您可以看进展，不能代办。", loop=need.loop.label)


def there_is_a_loop_above(ctx: Ctx) -> Sentence | None:
    if ctx.record.loop in NEXT_LOOP:
        return None
    return say("已经在大循环（区），没有更上一级。请派给区里的部门，或写明理由不予立案。")


def not_answered_by_a_call(ctx: Ctx) -> Sentence | None:
    """A need that a published guideline item carries has gone its way."""
    return say("这条需求已经编入项目指引，不能再办这一步。") if ctx.record.guideline_id else None


def escalate(ctx: Ctx) -> None:
    ctx.record.loop = NEXT_LOOP[ctx.record.loop]
    ctx.record.assigned_to = ""


def assign(ctx: Ctx) -> None:
    ctx.record.assigned_to = str(ctx.fact("assigned_to")).strip()


def handle(ctx: Ctx) -> None:
    ctx.record.handling = str(ctx.fact("handling")).strip()


def feed_back(ctx: Ctx) -> None:
    ctx.record.feedback = str(ctx.fact("feedback")).strip()
    tell_the_merged(ctx, say("您提的事和“%(caption)s”并案办理，现在有了反馈", caption=ctx.record.title))


def close(ctx: Ctx) -> None:
    tell_the_merged(ctx, say("您提的事和“%(caption)s”并案办理，现在已经结案", caption=ctx.record.title))


def reject(ctx: Ctx) -> None:
    tell_the_merged(ctx, say("您提的事和“%(caption)s”并案办理，现在不予立案", caption=ctx.record.title))


def screen(ctx: Ctx) -> None:
    tell_the_merged(ctx, say("您提的事和“%(caption)s”并案，现在列入了需求清单", caption=ctx.record.title))


def assess(ctx: Ctx) -> None:
    ctx.record.assessment = int(ctx.fact("assessment"))


def merge(ctx: Ctx) -> None:
    """Into another need; what had been merged into this one goes along."""
    target: Need = ctx.fact("target")
    ctx.record.merged_into_id = target.id
    ctx.session.execute(update(Need).where(Need.merged_into_id == ctx.record.id).values(merged_into_id=target.id))


def guide(ctx: Ctx) -> None:
    guideline: Guideline = ctx.fact("guideline")
    ctx.record.guideline_id = guideline.id
    tell_the_merged(ctx, say("您提的事和“%(caption)s”并案，现在编入了项目指引", caption=ctx.record.title))


def tell_the_merged(ctx: Ctx, sentence: Sentence) -> None:
    """Every reporter hears of the outcome, those of merged needs too."""
    stmt = select(Need).where(Need.merged_into_id == ctx.record.id, Need.reporter_id.is_not(None))
    for merged in ctx.session.scalars(stmt):
        if merged.reporter_id and merged.reporter_id != ctx.by.user_id:
            outbox.tell(ctx.session, [merged.reporter_id], sentence, merged)


# --- guideline items


def demands_are_clear(ctx: Ctx) -> Sentence | None:
    """The four demands: right people, clear need, real service, plain goal."""
    demands = (
        (ctx.record.whom, say("服务对象")), (ctx.record.need, say("需求")), (ctx.record.service, say("服务内容")),
        (ctx.record.goal, say("目标")),
    )  # fmt: skip
    for text, name in demands:
        if len(text.strip()) < SHORTEST_DEMAND:
            return say(
                "“%(name)s”写得太短。对象要准、需求要清、服务要实、目标要明，每项至少 %(n)s 个字。",
                name=name, n=SHORTEST_DEMAND,
            )  # fmt: skip
    return None


def it_answers_needs(ctx: Ctx) -> Sentence | None:
    stmt = select(Need.id).where(Need.guideline_id == ctx.record.id, Need.state == NeedState.GUIDED).limit(1)
    if ctx.session.scalar(stmt) is not None:
        return None
    return say("还没有编入任何需求。请先从需求清单里选需求编入。")


def its_guideline_is_a_draft(ctx: Ctx) -> Sentence | None:
    item = ctx.session.get_one(Guideline, ctx.record.guideline_id)
    if item.state is GuidelineState.DRAFT:
        return None
    return say("“%(title)s”已经发布，编入的需求不能再移出。要改，先收回指引。", title=item.title)


def leave_guideline(ctx: Ctx) -> None:
    ctx.record.guideline_id = None


def let_needs_go(ctx: Ctx) -> None:
    """What was carried into a draft that is given up waits on the needs list again."""
    stmt = select(Need).where(Need.guideline_id == ctx.record.id, Need.state == NeedState.GUIDED)
    for need in ctx.session.scalars(stmt.order_by(Need.id)).all():
        lifecycle.move(ctx.session, need, "let-go", by=people.SYSTEM)


def _send_on(ctx: Ctx) -> None:
    """To departments as a reference for what to buy; to streets, communities and organizations for what to fund."""
    session, item = ctx.session, ctx.record
    purchase = say("项目指引“%(title)s”发布了，供采购参考", title=item.title)
    funding = say("项目指引“%(title)s”发布了，供资助和申报参考", title=item.title)
    departments = set(people.officers_within(session, P.CATALOGUE_PROPOSE, item.region_path))
    places = {u for p in (P.FILING_FILE, P.FILING_CHECK) for u in people.officers_within(session, p, item.region_path)}
    outbox.tell(session, sorted(departments - {ctx.by.user_id}), purchase, item)
    rest = (places | _bidders(ctx)) - departments - {ctx.by.user_id}
    outbox.tell(session, sorted(rest), funding, item)


def _bidders(ctx: Ctx) -> set[int]:
    """Who may bid for an active organization of the region."""
    stmt = people.current(
        select(Appointment.user_id).join(Organization, Organization.id == Appointment.organization_id).where(
            Organization.state == OrganizationState.ACTIVE, Appointment.role.in_(roles_with(P.PROPOSAL_WRITE)),
            regions.within(Organization.region_path, ctx.record.region_path),
        )
    )  # fmt: skip
    return set(ctx.session.scalars(stmt))


def publish(ctx: Ctx) -> None:
    _send_on(ctx)
    ctx.record.number = next_number(ctx.session, "指")
    ctx.record.published_at = ctx.now
    stmt = select(Need).where(Need.guideline_id == ctx.record.id, Need.reporter_id.is_not(None))
    sentence = say("您提的需求编入的项目指引“%(caption)s”发布了", caption=ctx.record.title)
    for need in ctx.session.scalars(stmt):
        if need.reporter_id:
            outbox.tell(ctx.session, [need.reporter_id], sentence, need)
