"""What to do next on a panel or a seat, and why a step is not open now: a sentence for every state and every step."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from portal.domain.review import draws, leaving, scoring
from portal.domain.review.models import Panel, PanelSeat, PanelState, ReviewState, SeatState
from portal.kernel import clock, lifecycle
from portal.kernel.lifecycle import Ctx
from portal.kernel.people import SYSTEM
from portal.kernel.permissions import Permission
from portal.kernel.words import N_, Sentence, say

A, B, R = PanelState, SeatState, ReviewState
_DONE = N_("评分已经全部交齐，评审组不能再变。")
_LEFT = N_("您已不在这个席位上。")
_BEFORE = N_("专家还没有抽取。")
_ENOUGH = N_("席位都有人，或者有候补接替，用不着补充抽取。")
_SEALED = N_("补充名单已经封存，请见证人报数，补充抽取。")

#: (state, action) → why the step is not open in this state. Every pair that the tables do not have stands here.
CLOSED: dict[tuple[Any, str], str] = {
    **{(state, "draw"): N_("已经抽取过：席位空了由候补接替，候补用完再补充抽取。") for state in A if state is not A.COMMITTED},
    (A.COMMITTED, "seal"): _BEFORE,
    (A.DRAWN, "seal"): _ENOUGH,
    (A.SCORING, "seal"): _ENOUGH,
    (A.SEALED, "seal"): _SEALED,
    (A.COMPLETE, "seal"): _DONE,
    (A.COMMITTED, "supplement"): _BEFORE,
    (A.DRAWN, "supplement"): _ENOUGH,
    (A.SCORING, "supplement"): _ENOUGH,
    (A.SHORT, "supplement"): N_("请先封存补充名单。"),
    (A.COMPLETE, "supplement"): _DONE,
    **{(state, "accept"): N_("您已经确认过了。") for state in (B.ACCEPTED, B.SERVING, B.LATE, B.DONE)},
    (B.INVITED, "finish"): N_("请先确认参加；全组到齐后开始评分。"),
    (B.SILENT, "finish"): N_("请先确认参加；全组到齐后开始评分。"),
    (B.ACCEPTED, "finish"): N_("评审组的其他专家还没有到齐，评分还没有开始。"),
    (B.DONE, "finish"): N_("您已经交齐了。"),
    (B.DONE, "replace"): N_("这位专家已经交齐评分；只有利益关系才让席位换人。"),
    **{(state, action): _LEFT for state in (B.RECUSED, B.REPLACED) for action in ("accept", "finish", "recuse", "replace")},
    (R.SUBMITTED, "submit"): N_("评分已经交上，不能再改。"),
    (R.VOID, "submit"): N_("评分已经作废。"),
}  # fmt: skip


def not_open(record: Any, permissions: set[Permission]) -> list[tuple[str, str]]:
    """[(label of the step, why it is not open in the present state)] for the steps that these permissions allow."""
    table, out = lifecycle.lifecycle_of(record), []
    for action in table.actions():
        step = next(s for s in table.steps if s.action == action)
        if step.by in permissions and table.step(record.state, action) is None:
            out.append((step.label, CLOSED[record.state, action]))
    return out


def of_panel(session: Session, panel: Panel, seats: list[PanelSeat]) -> Sentence:
    """What the panel waits for, and from whom; ``seats`` are all of its seats."""
    if panel.state in (A.DRAWN, A.SCORING):
        return _waiting_for_experts(seats, panel)
    if panel.state is A.SHORT:
        ctx = Ctx(session, panel, SYSTEM, "", {}, clock.now())
        return draws.enough_for_a_supplement(ctx) or say(
            "候补用完，缺 %(n)s 席。请封存补充名单，再请见证人报数补充抽取。", n=draws.empty_seats(session, panel)
        )
    return {
        A.COMMITTED: say("候选名单已封存。请见证人当场报数，抽取专家。"),
        A.SEALED: say("补充名单已封存。请见证人当场报数，补充抽取。"),
        A.COMPLETE: say("评分全部交齐。下一步由审核岗在征集页面按规则排名。"),
    }[panel.state]


def _waiting_for_experts(seats: list[PanelSeat], panel: Panel) -> Sentence:
    awaited = (B.INVITED, B.SILENT) if panel.state is A.DRAWN else (B.INVITED, B.SILENT, B.ACCEPTED, *scoring.SCORES_NOW)
    late = [s for s in seats if s.state in leaving.LATE]
    waiting = [s for s in seats if s.state in awaited]
    if late:
        return say("有 %(late)s 位专家逾期。请催办；催不到的，在席位后面点“更换”，由候补接替。", late=len(late))
    due = max((d for s in waiting if (d := leaving.due_of(s))), default=None)
    if due is None:
        return say("等 %(n)s 位专家。", n=len(waiting))
    day = f"{clock.local(due):%Y-%m-%d}"
    if panel.state is A.DRAWN:
        return say("等 %(n)s 位专家确认，最迟 %(day)s。过了期限还没有答复的，可以更换。", n=len(waiting), day=day)
    return say("等 %(n)s 位专家交齐评分，最迟 %(day)s。过了期限还没有交的，可以更换。", n=len(waiting), day=day)


def of_seat(session: Session, seat: PanelSeat) -> Sentence:
    """What the expert on this seat is to do. While there is a step to take, what stands against it is said beside it."""
    ctx = Ctx(session, seat, SYSTEM, "", {}, clock.now())
    if seat.state is B.ACCEPTED and (why := scoring.has_no_tie(ctx) or scoring.is_in_post(ctx)):
        return why
    due = leaving.due_of(seat)
    day = f"{clock.local(due):%Y-%m-%d}" if due else ""
    return {
        B.INVITED: say("请在 %(day)s 前确认参加；和下面任何一家有利益关系的，请回避。", day=day),
        B.SILENT: say("答复的期限已过，承办人可以更换。还能参加的，请马上确认；不能的，请回避。"),
        B.ACCEPTED: say("您已确认。全组到齐后开始评分，到时会发通知。"),
        B.SERVING: say("请在 %(day)s 前评完全部申报书，一起交上。", day=day),
        B.LATE: say("评分的期限已过，承办人可以更换。请马上评完交上。"),
        B.DONE: say("您已交齐，谢谢。全组交齐后由审核岗按规则排名。"),
        B.RECUSED: say("您已不在这个席位上。"),
        B.REPLACED: say("承办人已请候补专家接替您，这个席位不用再办。"),
    }[seat.state]
