"""Verbs, guards and effects of the process in which a filing may lapse. The clock only marks; people hear and decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.domain.organizations import decisions, leaving, members
from portal.domain.organizations.group_life import Lapse, LapseState
from portal.domain.organizations.models import Organization, OrganizationState
from portal.kernel import access, engine, hands, lifecycle, outbox, papers
from portal.kernel.lifecycle import Ctx, Effect
from portal.kernel.paging import Page, paginate
from portal.kernel.people import SYSTEM, Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.policy import due
from portal.kernel.words import Invalid, Sentence, say

S = LapseState
RULE = "社区社会组织备案办法（示例）"  # official: what the decision rests on


def mark(session: Session, organization: Organization, year: int, *, found: int, needed: int) -> Lapse | None:
    """Lay a group that fell short on the street's desk; once for each year. Nothing else changes by it."""
    engine.lock(session, organization)
    known = select(Lapse.id).where(Lapse.organization_id == organization.id, Lapse.year == year)
    if session.scalar(known) is not None or organization.state != OrganizationState.ACTIVE:
        return None
    head = next((held.user_id for held in members.heads_of(session, organization)), None)
    lapse = Lapse(
        number=papers.next_number(session, "活核"), organization=organization, organization_id=organization.id,  # official
        head_id=head, region_path=organization.region_path, year=year, found=found, needed=needed,
    )  # fmt: skip
    sentence = say("“%(name)s” %(year)s 年确认的活动有 %(found)s 次，要求 %(needed)s 次，转街道处理", name=organization.name, year=year,
                   found=found, needed=needed)  # fmt: skip
    lifecycle.begin(session, lapse, by=SYSTEM, sentence=sentence)
    if head is not None:
        outbox.tell(session, [head], sentence, lapse)
    return lapse


def saying(action: str, field: str) -> Callable[..., lifecycle.Step]:
    """The verb of a step with which somebody says something that stays on the record."""

    def verb(session: Session, lapse: Lapse, *, by: Actor, words: str, **how: Any) -> lifecycle.Step:
        if not words.strip():
            raise Invalid("words", say("请写明内容：对方会看到这段话。"))
        facts: dict[str, Any] = {**how, field: words.strip()}
        return lifecycle.move(session, lapse, action, by=by, **facts)

    return verb


def listed(session: Session, actor: Actor, *, state: LapseState | None = None, cursor: str | None = None) -> Page:
    """The processes that the actor may read, newest first."""
    stmt = access.visible(select(Lapse), actor, P.LAPSE_READ).options(joinedload(Lapse.organization))
    if state:
        stmt = stmt.where(Lapse.state == state)
    return paginate(session, stmt, keys=(Lapse.created_at, Lapse.id), cursor=cursor)


def of_group(session: Session, organization: Organization) -> list[Lapse]:
    """Every year of the group that was looked into, the latest first."""
    return list(session.scalars(select(Lapse).where(Lapse.organization_id == organization.id).order_by(Lapse.year.desc())))


# --- guards -------------------------------------------------------------------------------------------------------


def still_on_the_register(ctx: Ctx) -> Sentence | None:
    if ctx.record.organization.state == OrganizationState.ACTIVE:
        return None
    return say("“%(name)s”已经退出名册，不用再处理。", name=ctx.record.caption)


def not_the_one_who_opened(ctx: Ctx) -> Sentence | None:
    return say("告知和决定不能是同一个人，请街道的另一位经办决定。") if hands.same(ctx, ctx.record.opened_by_id) else None


def not_the_ones_before(ctx: Ctx) -> Sentence | None:
    earlier = (ctx.record.opened_by_id, ctx.record.decided_by_id)
    return say("申诉要由没有办过这件事的人处理。") if hands.same(ctx, *earlier) else None


def in_time_to_appeal(ctx: Ctx) -> Sentence | None:
    ends = ctx.record.appeal_ends_at
    if ctx.now <= ends:
        return None
    return say("申诉期已经过了。仍然可以按决定书写明的途径申请行政复议或者提起行政诉讼。")


def appeal_period_is_over(ctx: Ctx) -> Sentence | None:
    return say("申诉期还没有过，期满没有申诉才能办理失效。") if ctx.now <= ctx.record.appeal_ends_at else None


# --- effects ------------------------------------------------------------------------------------------------------


def notify(ctx: Ctx) -> None:
    record: Lapse = ctx.record
    record.notice, record.opened_by_id = ctx.reason, ctx.by.user_id
    record.statement_ends_at = due(ctx.session, "lapse.state", record.region_path, ctx.now)


def keep_words(field: str) -> Effect:
    """What the group says stands on the record, beside the journal that can forget it."""

    def effect(ctx: Ctx) -> None:
        setattr(ctx.record, field, ctx.fact(field))

    return effect


def note_decision(ctx: Ctx) -> None:
    ctx.record.decision, ctx.record.decided_by_id = ctx.reason, ctx.by.user_id


def decide_lapse(ctx: Ctx) -> None:
    """Nothing ends yet: the group may appeal, and only then is the decision carried out."""
    record: Lapse = ctx.record
    note_decision(ctx)
    record.appeal_ends_at = due(ctx.session, "lapse.appeal", record.region_path, ctx.now)
    found = say("%(year)s 年经居委会确认的活动 %(found)s 次，要求每年不少于 %(needed)s 次。", year=record.year, found=record.found, needed=record.needed)
    decisions.issue(ctx, "filing-lapsed", party=record.caption, matter="社区社会组织备案", basis=RULE, found=str(found), by_street=True)  # official


def answer_appeal(ctx: Ctx) -> None:
    ctx.record.appeal_answer, ctx.record.appeal_decided_by_id = ctx.reason, ctx.by.user_id


def dismiss_appeal(ctx: Ctx) -> None:
    answer_appeal(ctx)
    carry_out(ctx)


def overturn(ctx: Ctx) -> None:
    """The decision falls: so does its paper."""
    answer_appeal(ctx)
    for paper in papers.papers_of(ctx.session, ctx.record):
        papers.end(ctx.session, paper, say("申诉成立，决定被撤销。"))


def end_papers(ctx: Ctx) -> None:
    """Nothing is decided about this filing any more."""
    for paper in papers.papers_of(ctx.session, ctx.record):
        papers.end(ctx.session, paper, say("组织已经升级登记或者退出名册，决定没有执行。"))


def carry_out(ctx: Ctx) -> None:
    record: Lapse = ctx.record
    if record.organization.state == OrganizationState.ACTIVE:
        leaving.leave(ctx.session, record.organization, OrganizationState.LAPSED, by=ctx.by, cause=record,
                      sentence=say("因 %(year)s 年活动不足，备案失效，退出社会组织名册", year=record.year))  # fmt: skip
