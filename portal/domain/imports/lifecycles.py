"""How a table comes in: one officer brings it, the portal reads and judges it, another officer lets it in, the portal writes it.

Nothing of a table stands in any register before it was released. What is written is written in pieces, each whole: an import
that is stopped half way keeps the pieces that stand, and its report says which lines these are.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from portal.domain.catalogue.models import EditionState
from portal.domain.imports.models import Import, ImportRow, ImportState
from portal.kernel import hands, outbox, regions
from portal.kernel.lifecycle import Ctx, Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, Sentence, say

S = ImportState
IDLE = timedelta(days=30)  # what lies about holds phones that nobody needs; the table can be uploaded again
BEFORE_RELEASE = (S.UPLOADED, S.CHECKING, S.CHECKED, S.PROPOSED)


def idle_until(job: Import) -> datetime:
    return job.entered_at + IDLE


def still_keeps_them(ctx: Ctx) -> Sentence | None:
    """Whoever brought the table may have changed office since."""
    if ctx.by.holds(ctx.record.target.keeper):
        return None
    return say("您现在的岗位不管“%(what)s”，请由管它的同事重新上传。", what=ctx.record.target.label)


def the_edition_collects(ctx: Ctx) -> Sentence | None:
    edition = ctx.record.edition
    if edition is None or edition.state is EditionState.COLLECTING:
        return None
    return say("“%(title)s”已经汇总或者放弃，不能再加事项。", title=edition.title)


def something_is_to_be_written(ctx: Ctx) -> Sentence | None:
    return None if ctx.record.to_write else say("没有要写入的行：都没有变化，或者都有错误。")


def another_person(ctx: Ctx) -> Sentence | None:
    if hands.same(ctx, ctx.record.prepared_by_id):
        return say("放行的人不能是上传的人，请另一位同事办理。")
    return None


def none_is_being_written(ctx: Ctx) -> Sentence | None:
    """One at a time for each register and place."""
    record = ctx.record
    same = select(Import.number).where(
        Import.target == record.target, Import.state == S.WRITING, Import.id != record.id,
        regions.within(Import.region_path, record.region_path) | Import.region_path.in_(regions.ancestors(record.region_path)),
    )  # fmt: skip
    if other := ctx.session.scalar(same.limit(1)):
        return say("“%(number)s”正在写入同一个名册，写完再放行这一份。", number=other)
    return None


def _begin_check(ctx: Ctx) -> None:
    forget_lines(ctx)
    enqueue(ctx, "check-import")


def forget_lines(ctx: Ctx) -> None:
    ctx.session.execute(delete(ImportRow).where(ImportRow.import_id == ctx.record.id))
    ctx.record.mark, ctx.record.counts, ctx.record.without_errors = 0, {}, False


def _begin_writing(ctx: Ctx) -> None:
    ctx.record.released_by_id, ctx.record.mark = ctx.by.user_id, 0
    enqueue(ctx, "write-import")


def enqueue(ctx: Ctx, kind: str) -> None:
    """``version`` makes the key another one when the same table is judged anew."""
    record = ctx.record
    outbox.enqueue(ctx.session, kind, {"import_id": record.id}, key=f"{kind}-{record.public_id}-{record.version}-{record.mark}")


def _end(ctx: Ctx) -> None:
    """The file has served: its digest stays, and what was written of it."""
    ctx.record.ended_at = ctx.now
    outbox.enqueue(ctx.session, "forget-import", {"import_id": ctx.record.id}, key=f"forget-import-{ctx.record.public_id}")


def _without_lines(ctx: Ctx) -> None:
    """What was never released is of no use to anybody: its lines go with it."""
    forget_lines(ctx)
    _end(ctx)


# fmt: off
IMPORT = govern(Import, Lifecycle("import", N_("表格导入"), S, (
    Step("map", S.UPLOADED, S.CHECKING, P.IMPORT_PREPARE, (still_keeps_them, the_edition_collects), effect=_begin_check, form=True,
         label=N_("对应各列并核对"), consequence=N_("只核对，不写入；几秒到几分钟后可以看每一行的结果。"), duty=N_("对应上传表格的各列"),
         done=N_("对应了各列，开始核对")),
    Step("checked", S.CHECKING, S.CHECKED, P.SYSTEM_TICK, label=N_("核对完"), done=N_("“%(caption)s”核对完了，请看每一行的结果")),
    Step("unreadable", S.CHECKING, S.UNREADABLE, P.SYSTEM_TICK, effect=_without_lines, label=N_("读不下去"),
         done=N_("“%(caption)s”读不下去，什么也没有写入")),
    Step("remap", S.CHECKED, S.UPLOADED, P.IMPORT_PREPARE, still_keeps_them, effect=forget_lines,
         label=N_("重新对应各列"), consequence=N_("丢掉这次核对的结果，再核对一遍。"), done=N_("重新对应各列")),
    Step("propose", S.CHECKED, S.PROPOSED, P.IMPORT_PREPARE,
         (still_keeps_them, the_edition_collects, something_is_to_be_written), form=True,
         label=N_("提交放行"), consequence=N_("另一位同事看过核对结果以后放行；放行以前什么也不写入。"), duty=N_("看核对结果，提交放行"),
         done=N_("提交了“%(caption)s”，等另一人放行")),
    Step("release", S.PROPOSED, S.WRITING, P.IMPORT_RELEASE,
         (another_person, the_edition_collects, something_is_to_be_written, none_is_being_written), effect=_begin_writing,
         within="import.release", label=N_("放行"), consequence=N_("马上开始写入，公开的名册随之改变。"), duty=N_("看过核对结果，放行表格导入"),
         done=N_("放行了“%(caption)s”，开始写入"), key=True, final=True),
    Step("return", S.PROPOSED, S.CHECKED, P.IMPORT_RELEASE, another_person, needs_reason=True,
         label=N_("退回"), consequence=N_("什么也不写入；上传的人看得到理由。"), done=N_("退回了“%(caption)s”")),
    Step("cancel", BEFORE_RELEASE, S.CANCELLED, P.IMPORT_PREPARE, effect=_without_lines,
         label=N_("取消导入"), consequence=N_("什么也不写入，读出来的内容一并丢掉。"), done=N_("取消了“%(caption)s”，什么也没有写入"), final=True),
    Step("lapse", (S.UPLOADED, S.CHECKED), S.CANCELLED, P.SYSTEM_TICK, at=idle_until, effect=_without_lines,
         label=N_("放着没办，自动取消"), done=N_("“%(caption)s”放着没有办，自动取消了，什么也没有写入；需要时再上传")),
    Step("stop", S.WRITING, S.STOPPED, P.IMPORT_RELEASE, effect=_end, needs_reason=True,
         label=N_("停止写入"), consequence=N_("已经写入的行留着，报告里写明是哪些；没写的不再写。"), done=N_("停止了“%(caption)s”的写入"),
         key=True, final=True),
    Step("finish", S.WRITING, S.DONE, P.SYSTEM_TICK, effect=_end, label=N_("写完"), done=N_("“%(caption)s”写完了"), key=True),
), path=(S.UPLOADED, S.CHECKING, S.CHECKED, S.PROPOSED, S.WRITING, S.DONE)))
# fmt: on
