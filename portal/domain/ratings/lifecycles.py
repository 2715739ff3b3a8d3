"""From the round to the rating, and what may take it away: the tables."""

from __future__ import annotations

from portal.domain.ratings import grants as r
from portal.domain.ratings import guards as g
from portal.domain.ratings import measures as m
from portal.domain.ratings import objections as o
from portal.domain.ratings import sheets as s
from portal.domain.ratings.granted import MeasureState, Rating, RatingMeasure, RatingState
from portal.domain.ratings.models import (
    ApplicationState,
    ObjectionState,
    RatingApplication,
    RatingObjection,
    RatingRound,
    RatingSheet,
    RoundState,
    SheetState,
)
from portal.kernel.lifecycle import Lifecycle, Step, govern
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_

A, D, J, M, R, S = ApplicationState, RoundState, ObjectionState, MeasureState, RatingState, SheetState
_ASKED = (g.round_takes_it, g.is_the_only_one, g.conditions_are_met, g.self_assessment_is_complete, g.materials_are_complete)

# fmt: off
ROUND = govern(RatingRound, Lifecycle("rating-round", N_("一轮等级评估"), D, (
    Step("propose", D.DRAFT, D.PROPOSED, P.RATING_CHECK, (g.table_is_whole, g.no_other_round),
         label=N_("报批准"), consequence=N_("交给批准岗，批准以前还可以退回修改。"),
         duty=N_("拟好指标表，报批准"), done=N_("把“%(caption)s”报请批准")),
    Step("discard", D.DRAFT, D.CANCELLED, P.RATING_CHECK,
         label=N_("放弃草稿"), consequence=N_("这份草稿不再办理；需要时另拟一轮。"),
         done=N_("放弃了“%(caption)s”的草稿"), final=True),
    Step("open", D.PROPOSED, D.OPEN, P.RATING_DECIDE, (g.not_the_drafter, g.table_is_whole, g.bands_rise, g.time_is_left_to_apply, g.no_other_round),
         within="rating.open", label=N_("批准并开始受理"), consequence=N_("马上公开；指标、分数线从此不能再改，组织可以申请。"),
         duty=N_("批准开展等级评估"), done=N_("批准开展“%(caption)s”，开始受理申请"), effect=g.open_round, key=True, final=True),
    Step("return", D.PROPOSED, D.DRAFT, P.RATING_DECIDE, needs_reason=True,
         label=N_("退回修改"), consequence=N_("拟定的人按理由修改后再报。"), done=N_("退回了“%(caption)s”")),
    Step("close", D.OPEN, D.CLOSED, P.SYSTEM_TICK, at=lambda round_: round_.closes_at, effect=g.drop_drafts,
         label=N_("申请截止"), done=N_("“%(caption)s”的申请截止"), key=True),
    Step("cancel", (D.OPEN, D.CLOSED), D.CANCELLED, P.RATING_DECIDE, g.nothing_under_way, needs_reason=True,
         label=N_("不再举办"), consequence=N_("写明理由，公开。只在没有申请在办时可以。"),
         done=N_("决定不再举办“%(caption)s”"), effect=g.drop_drafts, key=True, final=True),
    Step("finish", D.CLOSED, D.FINISHED, P.RATING_PANEL, g.nothing_under_way,
         label=N_("本轮办结"), consequence=N_("全部申请都有结果以后办。结果一直公开。"),
         duty=N_("申请全部办完后办结本轮评估"), done=N_("办结了“%(caption)s”"), key=True, final=True),
), path=(D.DRAFT, D.PROPOSED, D.OPEN, D.CLOSED, D.FINISHED)))

APPLICATION = govern(RatingApplication, Lifecycle("rating-application", N_("等级评估申请"), A, (
    Step("submit", A.DRAFT, A.SUBMITTED, P.RATING_APPLY, _ASKED, due=lambda application: application.round.closes_at,
         label=N_("提交评估申请"), consequence=N_("交给民政局初审。组成评估组以前都可以撤回；提交以后不能改。"),
         duty=N_("自评并提交评估申请"), done=N_("提交了“%(caption)s”的申请"), effect=g.take_in, key=True),
    Step("submit", A.SUPPLEMENT, A.SUBMITTED, P.RATING_APPLY, _ASKED, within="rating.supplement",
         label=N_("补正后重新提交"), consequence=N_("交给民政局重新初审。"),
         duty=N_("补正评估申请"), done=N_("补正后重新提交了“%(caption)s”的申请"), effect=g.take_in),
    Step("withdraw", (A.DRAFT, A.SUBMITTED, A.SUPPLEMENT, A.CHECKED), A.WITHDRAWN, P.RATING_APPLY,
         label=N_("撤回申请"), consequence=N_("办理到此为止；本轮还在受理的，可以另填一份。"),
         done=N_("撤回了“%(caption)s”的申请"), final=True),
    Step("lapse", A.DRAFT, A.WITHDRAWN, P.SYSTEM_TICK,
         label=N_("截止时没有提交"), done=N_("“%(caption)s”到截止没有提交，草稿不再办理")),
    Step("check", A.SUBMITTED, A.CHECKED, P.RATING_CHECK, (g.not_the_applicant, g.conditions_are_met, g.reports_were_looked_at),
         within="rating.check", form=True,
         label=N_("初审通过"), consequence=N_("条件符合、材料齐全，转去组成评估组。"),
         duty=N_("初审评估申请"), done=N_("初审通过了“%(caption)s”的申请"), effect=g.write_check, key=True),
    Step("supplement", A.SUBMITTED, A.SUPPLEMENT, P.RATING_CHECK, g.not_the_applicant, needs_reason=True,
         label=N_("要求补正"), consequence=N_("一次写明要补的全部内容；组织补好后重新提交。"),
         done=N_("要求补正“%(caption)s”的申请")),
    Step("refuse", A.SUBMITTED, A.REFUSED, P.RATING_CHECK, g.not_the_applicant, needs_reason=True,
         label=N_("初审不通过"), consequence=N_("不符合申请条件时用，写明理由；条件具备后可以参加下一轮。"),
         done=N_("初审没有通过“%(caption)s”的申请"), served=N_("社会组织评估管理办法"), key=True, final=True),
    Step("panel", A.CHECKED, A.SCORING, P.RATING_PANEL, (g.not_the_checker, g.not_the_applicant, g.panel_is_sound), within="rating.panel-by",
         form=True, label=N_("组成评估组"), consequence=N_("给每位成员发一张评分表。打分交齐以前，谁也看不到别人的分。"),
         duty=N_("为评估申请组成评估组"), done=N_("为“%(caption)s”组成了评估组"), effect=g.seat_panel, key=True, final=True),
    Step("replace", A.SCORING, A.SCORING, P.RATING_PANEL, (g.somebody_is_missing, g.substitute_is_fit), form=True, needs_reason=True,
         label=N_("更换评估组成员"), consequence=N_("回避或者不能参加的人退出，由另一位接替；已交的评分表不动。"),
         done=N_("更换了“%(caption)s”评估组的一位成员"), effect=g.replace),
    Step("visit", A.SCORING, A.SCORING, P.RATING_PANEL, g.visit_day_is_past, form=True,
         label=N_("记录实地考察"), consequence=N_("评估组成员和组织都看得到；再记一次，以后一次为准。"),
         done=N_("记录了对“%(caption)s”的实地考察"), effect=g.write_visit),
    Step("visit", A.SCORED, A.SCORED, P.RATING_PANEL, g.visit_day_is_past, form=True,
         label=N_("记录实地考察"), consequence=N_("组织看得到；再记一次，以后一次为准。"),
         done=N_("记录了对“%(caption)s”的实地考察"), effect=g.write_visit),
    Step("complete", A.SCORING, A.SCORED, P.SYSTEM_TICK,
         label=N_("打分交齐"), done=N_("“%(caption)s”的评分表交齐，算出结果"), effect=g.work_out_result),
    Step("publicise", A.SCORED, A.PUBLICITY, P.RATING_PANEL, (g.visit_is_noted, g.reaches_a_level), within="rating.publicise",
         label=N_("公示评估结果"), consequence=N_("各部分得分和等级在门户公示，任何人都可以提异议。"),
         duty=N_("公示评估结果"), done=N_("开始公示“%(caption)s”的评估结果"), effect=g.publicise, key=True),
    Step("decline", A.SCORED, A.NOT_RATED, P.RATING_DECIDE, (g.falls_short, g.decides_apart), needs_reason=True,
         label=N_("作出未达到等级的决定"), consequence=N_("只在得分低于 1A 分数线时办。组织看得到各项得分和理由，可以参加下一轮。"),
         done=N_("决定“%(caption)s”未达到评估等级"), effect=g.note_decision, served=N_("社会组织评估管理办法"), key=True, final=True),
    Step("end-publicity", A.PUBLICITY, A.PUBLICISED, P.SYSTEM_TICK, at=lambda application: application.publicity_ends_at,
         label=N_("公示期满"), done=N_("“%(caption)s”的评估结果公示期满")),
    Step("reassess", (A.PUBLICITY, A.PUBLICISED), A.CHECKED, P.RATING_DECIDE, (g.none_is_open, g.one_was_upheld), needs_reason=True,
         label=N_("异议成立，重新评估"), consequence=N_("结果作废，另组评估组打分、重新公示。"),
         done=N_("因异议成立，“%(caption)s”退回重新评估"), key=True),
    Step("grant", A.PUBLICISED, A.GRANTED, P.RATING_DECIDE, (g.none_is_open, g.none_was_upheld, g.decides_apart, g.still_stands),
         within="rating.decide", label=N_("评定等级"), consequence=N_("等级从今天起生效，写进名册，发等级证书。"),
         duty=N_("决定评估等级"), done=N_("评定了“%(caption)s”的等级"), effect=g.grant, key=True, final=True),
), path=(A.DRAFT, A.SUBMITTED, A.CHECKED, A.SCORING, A.SCORED, A.PUBLICITY, A.PUBLICISED, A.GRANTED)))

SHEET = govern(RatingSheet, Lifecycle("rating-sheet", N_("等级评估评分表"), S, (
    Step("submit", S.ASSIGNED, S.SUBMITTED, P.RATING_SCORE, (s.is_the_assignee, s.is_complete), within="rating.score",
         label=N_("提交评分表"), consequence=N_("提交后不能改。全部交齐以前，谁也看不到您打的分。"),
         duty=N_("给等级评估打分"), done=N_("提交了“%(caption)s”的一张评分表"), effect=s.add_up, final=True),
    Step("recuse", S.ASSIGNED, S.RECUSED, P.RATING_SCORE, s.is_the_assignee, needs_reason=True,
         label=N_("申请回避"), consequence=N_("您有利益关系或者不能公正评估时用；此后看不到这份申请，由另一位接替。"),
         done=N_("在“%(caption)s”的评估中回避"), final=True),
    Step("drop", (S.ASSIGNED, S.RECUSED), S.DROPPED, P.SYSTEM_TICK,
         label=N_("不用再打分"), done=N_("收回了“%(caption)s”的一张评分表，不用再打分")),
), path=(S.ASSIGNED, S.SUBMITTED)))

OBJECTION = govern(RatingObjection, Lifecycle("rating-objection", N_("等级评估异议"), J, (
    Step("dismiss", J.RAISED, J.DISMISSED, P.OBJECTION_ANSWER, o.not_the_objector, within="objection.answer",
         label=N_("答复：异议不成立"), consequence=N_("提出人会看到答复；等级可以继续评定。"),
         duty=N_("查清并答复评估异议"), done=N_("答复了对“%(caption)s”的异议：不成立"), effect=o.write_answer,
         form=True, key=True, final=True),
    Step("uphold", J.RAISED, J.UPHELD, P.OBJECTION_ANSWER, o.not_the_objector,
         label=N_("答复：异议成立"), consequence=N_("提出人会看到答复；这个结果不能评定等级，要退回重新评估。"),
         done=N_("答复了对“%(caption)s”的异议：成立"), effect=o.write_answer, form=True, key=True, final=True),
    Step("withdraw", J.RAISED, J.WITHDRAWN, P.OBJECTION_RAISE,
         label=N_("撤回"), consequence=N_("民政局不再查这项异议。"), done=N_("撤回了对“%(caption)s”的异议"), final=True),
), path=(J.RAISED, J.DISMISSED), outcome=N_("作出答复")))

RATING = govern(Rating, Lifecycle("rating", N_("评估等级"), R, (
    Step("near-end", R.IN_FORCE, R.ENDING, P.SYSTEM_TICK, at=lambda rating: rating.reminds_at,
         label=N_("有效期将满"), done=N_("“%(caption)s”的有效期将满，要保持等级请参加新一轮评估")),
    Step("expire", (R.IN_FORCE, R.ENDING), R.EXPIRED, P.SYSTEM_TICK, r.term_is_over, at=lambda rating: rating.expires_at,
         label=N_("有效期满"), done=N_("“%(caption)s”的有效期满，不再列为有效等级"), effect=r.expire, key=True),
    Step("replace", (R.IN_FORCE, R.ENDING), R.REPLACED, P.SYSTEM_TICK,
         label=N_("由新的等级接替"), done=N_("“%(caption)s”由新评定的等级接替"), effect=r.give_way, key=True),
    Step("revoke", (R.IN_FORCE, R.ENDING), R.REVOKED, P.SYSTEM_TICK,
         label=N_("取消等级"), done=N_("“%(caption)s”被取消"), effect=r.revoke, key=True),
    Step("restore", R.REVOKED, R.IN_FORCE, P.SYSTEM_TICK,
         label=N_("恢复等级"), done=N_("复核撤销了决定，“%(caption)s”恢复"), effect=r.take_up_again, key=True),
), path=(R.IN_FORCE, R.EXPIRED)))

MEASURE = govern(RatingMeasure, Lifecycle("rating-measure", N_("降低、取消等级"), M, (
    Step("reply", M.NOTICED, M.HEARD, P.RATING_APPLY, within="rating.reply", needs_reason=True,
         label=N_("陈述申辩"), consequence=N_("民政局看过您的意见再决定。不提出意见，期满以后也可以决定。"),
         duty=N_("对拟降低、取消等级陈述申辩"), done=N_("对“%(caption)s”提出了陈述申辩"), effect=m.hear, key=True),
    Step("decide", (M.NOTICED, M.HEARD), M.DECIDED, P.RATING_PANEL, (m.not_who_gave_notice, m.was_heard, m.rating_is_held),
         within="rating.measure", needs_reason=True,
         label=N_("作出决定"), consequence=N_("写明事实、依据，并回应组织的意见。等级当天降低或者取消，原证书作废；组织可以申请复核。"),
         duty=N_("决定是否降低、取消等级"), done=N_("作出决定：“%(caption)s”"), effect=m.decide,
         served=N_("社会组织评估管理办法"), key=True, final=True),
    Step("drop", (M.NOTICED, M.HEARD), M.DROPPED, P.RATING_PANEL, m.not_who_gave_notice, needs_reason=True,
         label=N_("不再处理"), consequence=N_("等级不变。写明理由，组织看得到。"),
         done=N_("决定不再处理：“%(caption)s”"), effect=m.drop, key=True, final=True),
    Step("appeal", M.DECIDED, M.APPEALED, P.RATING_APPLY, m.appeal_is_in_time, needs_reason=True,
         label=N_("申请复核"), consequence=N_("由没有经办过这件事的人复核。也可以依法申请行政复议或者提起行政诉讼。"),
         done=N_("对“%(caption)s”的决定申请复核"), effect=m.take_appeal, key=True),
    Step("uphold", M.APPEALED, M.UPHELD, P.RATING_DECIDE, m.neither_noticed_nor_decided, within="rating.review", needs_reason=True,
         label=N_("维持决定"), consequence=N_("写明理由；组织仍可以依法申请行政复议或者提起行政诉讼。"),
         duty=N_("复核降低、取消等级的决定"), done=N_("复核维持了“%(caption)s”的决定"), effect=m.uphold,
         served=N_("社会组织评估管理办法"), key=True, final=True),
    Step("overturn", M.APPEALED, M.OVERTURNED, P.RATING_DECIDE, m.neither_noticed_nor_decided, needs_reason=True,
         label=N_("撤销决定"), consequence=N_("恢复原来的等级，有效期不变，发新证书。"),
         done=N_("复核撤销了“%(caption)s”的决定"), effect=m.overturn, key=True, final=True),
), path=(M.NOTICED, M.HEARD, M.DECIDED)))
# fmt: on
