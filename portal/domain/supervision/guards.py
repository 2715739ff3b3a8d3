"""Conditions and effects of notes and tasks: who may speak for which office."""

from __future__ import annotations

from portal.domain.supervision.models import NoteKind, SupervisionNote, SupervisionTask
from portal.domain.supervision.offices import office_of
from portal.kernel import clock
from portal.kernel.lifecycle import Ctx
from portal.kernel.personal import found_in
from portal.kernel.words import Invalid, Sentence, say


def is_reminder(note: SupervisionNote) -> bool:
    return note.kind is NoteKind.REMINDER


def asked_of_a_place(task: SupervisionTask) -> bool:
    return task.of_path is not None


def asked_of_the_authority(task: SupervisionTask) -> bool:
    return task.of_path is None


def is_ours(ctx: Ctx) -> Sentence | None:
    """What an office wrote, that office follows up: anyone there, not only the author."""
    if office_of(ctx.by) == ctx.record.writer:
        return None
    return say("这条是%(office)s写的，由它跟进。", office=ctx.record.office_name)


def lies_with_us(ctx: Ctx) -> Sentence | None:
    if office_of(ctx.by) == ctx.record.asked:
        return None
    return say("这件事转给了%(office)s，由它办。", office=ctx.record.of_name)


def was_asked_by_us(ctx: Ctx) -> Sentence | None:
    if office_of(ctx.by) == ctx.record.asker:
        return None
    return say("这件事是%(office)s转办的，由它撤回。", office=ctx.record.office_name)


def keep_numbers_out(**texts: str | None) -> None:
    """Several offices and perhaps the organization read these texts: no number that names a person stands in them."""
    for field, text in texts.items():
        if number := found_in(text or ""):
            raise Invalid(field, say("这段话有几个部门看，里面的“%(number)s”像是手机号或身份证号。请去掉再保存。", number=number))


def write_answer(ctx: Ctx) -> None:
    answer = ctx.fact("answer").strip()
    keep_numbers_out(answer=answer)
    ctx.record.answer = answer


def give_time_again(ctx: Ctx) -> None:
    """As many days as there were from the writing to the day that was set."""
    note = ctx.record
    days = clock.local(note.due_at).date() - clock.local(note.created_at).date()
    note.due_at = clock.end_of(clock.today() + days)
