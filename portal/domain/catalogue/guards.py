"""Conditions and effects of the catalogues and of the qualified list."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.catalogue import qualified
from portal.domain.catalogue.models import (
    CatalogueEdition,
    CatalogueKind,
    EditionState,
    Qualification,
    QualifiedList,
    QualifiedListState,
    ServiceItem,
    TransferItem,
)
from portal.kernel import hands, lifecycle, outbox, papers, people
from portal.kernel.lifecycle import Ctx
from portal.kernel.people import SYSTEM
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Sentence, say

ITEM: dict[CatalogueKind, Any] = {CatalogueKind.TRANSFER: TransferItem, CatalogueKind.SERVICES: ServiceItem}


# --- editions -----------------------------------------------------------------------------------------------------


def has_items(ctx: Ctx) -> Sentence | None:
    model = ITEM[ctx.record.kind]
    found = ctx.session.scalar(select(func.count()).select_from(model).where(model.edition_id == ctx.record.id))
    return None if found else say("这一版还没有事项，先收集事项再汇总。")


def no_branch_is_empty(ctx: Ctx) -> Sentence | None:
    """Every heading of the service catalogue leads to something that can be bought."""
    if ctx.record.kind is not CatalogueKind.SERVICES:
        return None
    stmt = select(ServiceItem.code, ServiceItem.level).where(ServiceItem.edition_id == ctx.record.id)
    found = [(code, level) for code, level in ctx.session.execute(stmt)]
    for code, level in sorted(found):
        if level < 3 and not any(other.startswith(code) and below == level + 1 for other, below in found):
            return say("“%(code)s”下面还没有目录，请补上或删去。", code=code)
    return None


def not_the_one_who_consolidated(ctx: Ctx) -> Sentence | None:
    return say("汇总和法制审核不能是同一个人。") if hands.same(ctx, ctx.record.consolidated_by_id) else None


def a_third_person(ctx: Ctx) -> Sentence | None:
    before = (ctx.record.consolidated_by_id, ctx.record.reviewed_by_id)
    return say("汇总、法制审核和发布要由三个人办理。") if hands.same(ctx, *before) else None


def no_newer_edition_is_published(ctx: Ctx) -> Sentence | None:
    newest = ctx.session.scalar(
        _siblings(ctx).where(CatalogueEdition.year > ctx.record.year).order_by(CatalogueEdition.year.desc()).limit(1)
    )
    return say("%(year)s 年版已经发布，不能再发布更早的版本。", year=newest.year) if newest else None


def a_newer_one_is_out(ctx: Ctx) -> Sentence | None:
    newer = ctx.session.scalar(_siblings(ctx).where(CatalogueEdition.year > ctx.record.year).limit(1))
    return None if newer else say("新一版发布时，这一版自动转为历史版本。")


def _siblings(ctx: Ctx):
    """Published editions of the same catalogue."""
    record = ctx.record
    return select(CatalogueEdition).where(
        CatalogueEdition.kind == record.kind, CatalogueEdition.region_path == record.region_path,
        CatalogueEdition.id != record.id, CatalogueEdition.published_at.is_not(None),
    )  # fmt: skip


def note_consolidator(ctx: Ctx) -> None:
    ctx.record.consolidated_by_id = ctx.by.user_id


def note_reviewer(ctx: Ctx) -> None:
    ctx.record.reviewed_by_id = ctx.by.user_id


def tell_departments(session: Session, record: Any, sentence: Sentence) -> None:
    """The officers of every department in the record's region hear of it."""
    outbox.tell(session, people.officers_within(session, P.CATALOGUE_PROPOSE, record.region_path), sentence, record)


def tell_of_the_end(ctx: Ctx) -> None:
    if ctx.record.kind is CatalogueKind.TRANSFER:
        told = say("“%(title)s”不再编制，已提出的事项留着", title=ctx.record.title)
        tell_departments(ctx.session, ctx.record, told)


def tell_of_the_new_start(ctx: Ctx) -> None:
    if ctx.record.kind is CatalogueKind.TRANSFER:
        tell_departments(ctx.session, ctx.record, collecting_again(ctx.record.title))


def collecting_again(title: str) -> Sentence:
    return say("“%(title)s”开始征集事项，请在“提出事项”里填报", title=title)


def publish_edition(ctx: Ctx) -> None:
    """The new edition takes the place of the one in force, which stays readable."""
    ctx.record.published_at = ctx.now
    ctx.record.number = ctx.record.number or papers.next_number(ctx.session, "目")
    tell_departments(ctx.session, ctx.record, say("发布了“%(title)s”", title=ctx.record.title))
    ctx.session.flush()
    for older in ctx.session.scalars(_siblings(ctx).where(CatalogueEdition.state == EditionState.PUBLISHED)).all():
        lifecycle.move(ctx.session, older, "supersede", by=SYSTEM)


# --- the qualified list -------------------------------------------------------------------------------------------


def somebody_is_on_it(ctx: Ctx) -> Sentence | None:
    found = ctx.session.scalar(select(Qualification.id).where(Qualification.list_id == ctx.record.id).limit(1))
    return None if found else say("目录里还没有组织，不能发布。")


def not_the_compiler(ctx: Ctx) -> Sentence | None:
    return say("编制和发布不能是同一个人。") if hands.same(ctx, ctx.record.compiled_by_id) else None


def a_newer_list_is_out(ctx: Ctx) -> Sentence | None:
    newer = ctx.session.scalar(_other_lists(ctx).where(QualifiedList.year > ctx.record.year).limit(1))
    return None if newer else say("下一年的目录发布时，这一份自动转为历史版本。")


def it_is_compiled_anew(ctx: Ctx) -> Sentence | None:
    """A draft that was given up comes back by compiling it from today's data, not by a button."""
    return None if ctx.facts.get("compiling") else say("请用“编制一年的目录”，按今天的数据重新编制。")


def no_newer_list_is_published(ctx: Ctx) -> Sentence | None:
    newest = ctx.session.scalar(
        _other_lists(ctx).where(QualifiedList.year > ctx.record.year).order_by(QualifiedList.year.desc()).limit(1)
    )
    return say("%(year)s 年的目录已经发布，不能再发布更早一年的。", year=newest.year) if newest else None


def the_data_are_todays(ctx: Ctx) -> Sentence | None:
    """What was compiled weeks ago is not published over what the register says now."""
    return qualified.moved_on(ctx.session, ctx.record).sentence


def publish_list(ctx: Ctx) -> None:
    ctx.record.published_at = ctx.now
    tell_departments(ctx.session, ctx.record, say("发布了“%(title)s”", title=ctx.record.title))
    ctx.session.flush()
    in_force = _other_lists(ctx).where(QualifiedList.state == QualifiedListState.PUBLISHED)
    for older in ctx.session.scalars(in_force).all():
        lifecycle.move(ctx.session, older, "supersede", by=SYSTEM)


def _other_lists(ctx: Ctx):
    return select(QualifiedList).where(
        QualifiedList.region_path == ctx.record.region_path, QualifiedList.id != ctx.record.id,
        QualifiedList.published_at.is_not(None),
    )  # fmt: skip


def the_list_is_in_force(ctx: Ctx) -> Sentence | None:
    if ctx.record.qualified_list.state is QualifiedListState.PUBLISHED:
        return None
    return say("只有现行目录里的条目可以暂停、恢复或者移出。")


