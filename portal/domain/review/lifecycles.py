"""Panels, their seats, and the reviews: from the sealed list of candidates to the last score."""

from __future__ import annotations

from dataclasses import replace

from portal.domain.review import draws as d
from portal.domain.review import leaving as x
from portal.domain.review import scoring as s
from portal.domain.review.models import Panel, PanelSeat, PanelState, Review, ReviewState, SeatState
from portal.kernel.lifecycle import Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

A, B, R = PanelState, SeatState, ReviewState

# fmt: off
PANEL = govern(Panel, Lifecycle("panel", N_("评审组"), A, (
    Step("draw", A.COMMITTED, A.DRAWN, P.PANEL_DRAW, within="panel.draw",
         label=N_("抽取专家"), consequence=N_("由见证人当场报数，和封存的盐一起决定次序；抽出后马上邀请。"),
         duty=N_("请见证人报数，抽取评审专家"), done=N_("为“%(caption)s”抽取了评审专家"), effect=d.enter_draw, key=True,
         final=True, form=True),
    Step("start", A.DRAWN, A.SCORING, P.SYSTEM_TICK, s.every_seat_accepted,
         label=N_("开始评分"), done=N_("“%(caption)s”的专家到齐，开始评分"), effect=s.start_all, key=True),
    Step("run-short", (A.DRAWN, A.SCORING), A.SHORT, P.SYSTEM_TICK,
         label=N_("候补用完"), done=N_("“%(caption)s”的候补专家用完，评审组缺席"), key=True),
    Step("seal", A.SHORT, A.SEALED, P.PANEL_DRAW, d.enough_for_a_supplement, within="panel.draw",
         label=N_("封存补充名单"), consequence=N_("有利益关系的、已经抽过的都不在名单里；见证人报数后补充抽取。在评的专家照常评。"),
         duty=N_("候补用完：封存补充抽取的名单"), done=N_("为“%(caption)s”封存了补充抽取的名单"), effect=d.seal_supplement, key=True),
    Step("supplement", A.SEALED, A.DRAWN, P.PANEL_DRAW, within="panel.draw",
         label=N_("补充抽取"), consequence=N_("由见证人当场报数，和第一次一样决定次序；抽出后马上邀请。"),
         duty=N_("请见证人报数，补充抽取专家"), done=N_("为“%(caption)s”补充抽取了评审专家"), effect=d.enter_draw, key=True,
         final=True, form=True),
    Step("complete", A.SCORING, A.COMPLETE, P.SYSTEM_TICK, s.every_seat_is_done,
         label=N_("评分完成"), done=N_("“%(caption)s”的评分全部交齐"), key=True),
), path=(A.COMMITTED, A.DRAWN, A.SCORING, A.COMPLETE)))

ACCEPT = Step("accept", B.INVITED, B.ACCEPTED, P.REVIEW_SCORE, (s.has_no_tie, s.is_in_post), within="review.accept",
              label=N_("确认参加，没有利益关系"), consequence=N_("全组到齐后开始评分。"),
              duty=N_("确认参加评审，或者回避"), done=N_("确认参加“%(caption)s”的评审，声明没有利益关系"))
FINISH = Step("finish", B.SERVING, B.DONE, P.REVIEW_SCORE, (s.has_no_tie, s.is_in_post, s.reviews_are_complete),
              within="review.score",
              label=N_("交齐全部评分"), consequence=N_("交上去就不能再改；其他专家都交齐之前，谁也看不到。"),
              duty=N_("评完全部申报书，一起交上"), done=N_("交齐了“%(caption)s”的评分"), effect=s.hand_in_reviews, key=True,
              final=True)
REPLACE = Step("replace", (B.INVITED, B.ACCEPTED, B.SERVING), B.REPLACED, P.PANEL_DRAW,
               (s.panel_is_not_complete, x.cause_holds), needs_reason=True,
               label=N_("更换专家"), consequence=N_("席位由下一位候补接替，已打的分作废；候补用完就补充抽取。"),
               done=N_("更换了“%(caption)s”评审组的一位专家"), effect=x.record_cause, key=True, final=True, form=True)

SEAT = govern(PanelSeat, Lifecycle("seat", N_("评审席位"), B, (
    ACCEPT,
    replace(ACCEPT, source=B.SILENT, within="", due=x.due_of),
    Step("fall-silent", B.INVITED, B.SILENT, P.SYSTEM_TICK, at=x.due_of,
         label=N_("逾期没有答复"), done=N_("“%(caption)s”的一位专家逾期没有答复邀请"), effect=x.note_missed),
    Step("begin", B.ACCEPTED, B.SERVING, P.SYSTEM_TICK,
         label=N_("开始评分"), done=N_("“%(caption)s”开始评分，请在期限内评完"), effect=s.hand_out),
    FINISH,
    replace(FINISH, source=B.LATE, within="", due=x.due_of),
    Step("fall-late", B.SERVING, B.LATE, P.SYSTEM_TICK, at=x.due_of,
         label=N_("逾期没有交齐"), done=N_("“%(caption)s”的一位专家逾期没有交齐评分"), effect=x.note_missed),
    Step("recuse", (B.INVITED, B.SILENT, B.ACCEPTED, B.SERVING, B.LATE, B.DONE), B.RECUSED, P.REVIEW_SCORE,
         s.panel_is_not_complete, needs_reason=True,
         label=N_("我要回避"), consequence=N_("退出整个标段：已打的分作废，候补专家接替，您不再看到这个标段。"),
         done=N_("在“%(caption)s”的评审中回避"), effect=x.step_aside, key=True, final=True),
    Step("exclude", (B.INVITED, B.SILENT, B.ACCEPTED, B.SERVING, B.LATE, B.DONE), B.RECUSED, P.SYSTEM_TICK,
         s.panel_is_not_complete,
         label=N_("因利益关系回避"), done=N_("因利益关系退出“%(caption)s”的评审"), effect=x.step_aside, key=True),
    REPLACE,
    replace(REPLACE, source=(B.SILENT, B.LATE), within="panel.draw",
            duty=N_("专家逾期：催办，或者更换")),
), path=(B.INVITED, B.ACCEPTED, B.SERVING, B.DONE)))

REVIEW = govern(Review, Lifecycle("review", N_("评审打分"), R, (
    Step("submit", R.DRAFT, R.SUBMITTED, P.REVIEW_SCORE, label=N_("提交评分"),
         done=N_("提交了一份评分"), effect=s.add_up),
    Step("void", (R.DRAFT, R.SUBMITTED), R.VOID, P.SYSTEM_TICK, label=N_("作废"), done=N_("评分因回避或更换作废")),
), path=(R.DRAFT, R.SUBMITTED)))
# fmt: on
