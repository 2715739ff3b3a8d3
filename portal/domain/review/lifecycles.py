"""Panels, their seats, and the reviews: from the sealed list of candidates to the last score."""

from __future__ import annotations

from portal.domain.review import scoring as s
from portal.domain.review.draws import enter_draw
from portal.domain.review.models import Panel, PanelSeat, PanelState, Review, ReviewState, SeatState
from portal.kernel.lifecycle import Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

A, B, R = PanelState, SeatState, ReviewState

# fmt: off
PANEL = govern(Panel, Lifecycle("panel", N_("评审组"), A, (
    Step("draw", A.COMMITTED, A.DRAWN, P.PANEL_DRAW, within="panel.draw",
         label=N_("抽取专家"), consequence=N_("由见证人当场报数，和封存的盐一起决定次序；抽出后马上邀请。"),
         duty=N_("请见证人报数，抽取评审专家"), done=N_("为“%(caption)s”抽取了评审专家"), effect=enter_draw, key=True,
         final=True, form=True),
    Step("start", A.DRAWN, A.SCORING, P.SYSTEM_TICK, s.every_seat_serves,
         label=N_("开始评分"), done=N_("“%(caption)s”的专家到齐，开始评分"), effect=s.hand_out_all, key=True),
    Step("complete", A.SCORING, A.COMPLETE, P.SYSTEM_TICK, s.every_seat_is_done,
         label=N_("评分完成"), done=N_("“%(caption)s”的评分全部交齐"), key=True),
), path=(A.COMMITTED, A.DRAWN, A.SCORING, A.COMPLETE)))

SEAT = govern(PanelSeat, Lifecycle("seat", N_("评审席位"), B, (
    Step("accept", B.INVITED, B.SERVING, P.REVIEW_SCORE, within="review.accept",
         label=N_("确认参加，没有利益关系"), consequence=N_("全组到齐后开始评分。"),
         duty=N_("确认参加评审，或者回避"), done=N_("确认参加“%(caption)s”的评审，声明没有利益关系")),
    Step("recuse", (B.INVITED, B.SERVING, B.DONE), B.RECUSED, P.REVIEW_SCORE, s.panel_is_not_complete, needs_reason=True,
         label=N_("我要回避"), consequence=N_("退出整个标段：已打的分作废，候补专家接替，您不再看到这个标段。"),
         done=N_("在“%(caption)s”的评审中回避"), effect=s.step_aside, key=True, final=True),
    Step("finish", B.SERVING, B.DONE, P.REVIEW_SCORE, s.reviews_are_complete, within="review.score",
         label=N_("交齐全部评分"), consequence=N_("交上去就不能再改；其他专家都交齐之前，谁也看不到。"),
         duty=N_("评完全部申报书，一起交上"), done=N_("交齐了“%(caption)s”的评分"), effect=s.hand_in_reviews, key=True, final=True),
), path=(B.INVITED, B.SERVING, B.DONE)))

REVIEW = govern(Review, Lifecycle("review", N_("评审打分"), R, (
    Step("submit", R.DRAFT, R.SUBMITTED, P.REVIEW_SCORE, label=N_("提交评分"),
         done=N_("提交了一份评分"), effect=s.add_up),
    Step("void", (R.DRAFT, R.SUBMITTED), R.VOID, P.SYSTEM_TICK, label=N_("作废"), done=N_("评分因回避作废")),
), path=(R.DRAFT, R.SUBMITTED)))
# fmt: on
