"""What the steps of rounds and applications look at, and what they write down."""

from __future__ import annotations

from sqlalchemy import func, select

from portal.domain.ratings import conditions, grants, scoring
from portal.domain.ratings.indicators import bands_in_force
from portal.domain.ratings.models import (
    SITTING,
    UNDER_WAY,
    ApplicationState,
    ObjectionState,
    Part,
    RatingApplication,
    RatingObjection,
    RatingRound,
    RatingSheet,
    RoundState,
    SheetState,
)
from portal.kernel import clock, hands, holds, lifecycle, papers, policy
from portal.kernel.lifecycle import Ctx
from portal.kernel.people import SYSTEM
from portal.kernel.words import Sentence, say

MATERIALS = {part: f"rating-{part.value}" for part in Part}

# --- rounds ----------------------------------------------------------------------------------------------------------


def table_is_whole(ctx: Ctx) -> Sentence | None:
    rows = ctx.record.indicators
    total = sum(row["maximum"] for row in rows)
    if total != scoring.WHOLE:
        return say("指标的满分加起来是 %(total)s 分，要正好 %(whole)s 分。", total=total, whole=scoring.WHOLE)
    missing = [part for part in Part if part.value not in {row["part"] for row in rows}]
    return say("指标表里没有“%(part)s”。", part=missing[0].label) if missing else None


def bands_rise(ctx: Ctx) -> Sentence | None:
    least = list(bands_in_force(ctx.session, ctx.record.region_path).values())
    if least == sorted(set(least)) and least[-1] <= scoring.WHOLE:
        return None
    return say("设置里的分数线不是从 1A 到 5A 逐级升高，请平台管理改好以后再批准。")


def time_is_left_to_apply(ctx: Ctx) -> Sentence | None:
    least = policy.due(ctx.session, "rating.window", ctx.record.region_path, ctx.now)
    if ctx.record.closes_at < least:
        days = policy.amount(ctx.session, "rating.window", ctx.record.region_path)
        return say("申请截止离今天不到 %(days)s 天，请退回改晚一点。", days=days)
    return None


def no_other_round(ctx: Ctx) -> Sentence | None:
    record: RatingRound = ctx.record
    running = (RoundState.OPEN, RoundState.CLOSED, RoundState.FINISHED)
    stmt = select(RatingRound.id).where(
        RatingRound.region_path == record.region_path, RatingRound.year == record.year, RatingRound.id != record.id,
        RatingRound.org_type == record.org_type, RatingRound.state.in_(running),
    )  # fmt: skip
    return say("这一年、这一类组织的评估已经有一轮。") if ctx.session.scalar(stmt.limit(1)) else None


def not_the_drafter(ctx: Ctx) -> Sentence | None:
    return say("拟定和批准要由不同的人办。") if hands.same(ctx, ctx.record.drafted_by_id) else None


def open_round(ctx: Ctx) -> None:
    """From here on table and bands are what they are."""
    ctx.record.bands = bands_in_force(ctx.session, ctx.record.region_path)
    ctx.record.opened_at, ctx.record.opened_by_id = ctx.now, ctx.by.user_id


def drop_drafts(ctx: Ctx) -> None:
    """What nobody handed in by the closing day is not waited for."""
    stmt = select(RatingApplication).where(
        RatingApplication.round_id == ctx.record.id, RatingApplication.state == ApplicationState.DRAFT
    )
    for application in ctx.session.scalars(stmt).all():
        lifecycle.move(ctx.session, application, "lapse", by=SYSTEM)


def nothing_under_way(ctx: Ctx) -> Sentence | None:
    stmt = select(func.count()).select_from(RatingApplication).where(
        RatingApplication.round_id == ctx.record.id, RatingApplication.state.in_(UNDER_WAY)
    )  # fmt: skip
    count = ctx.session.scalar(stmt)
    return say("还有 %(n)s 份申请没有办完。", n=count) if count else None


# --- applying --------------------------------------------------------------------------------------------------------


def round_takes_it(ctx: Ctx) -> Sentence | None:
    """A draft until the closing moment; what was sent back may come in later, within its own time."""
    if ctx.record.state is ApplicationState.SUPPLEMENT:
        return None
    closes = ctx.record.round.closes_at
    if ctx.record.round.state is RoundState.OPEN and ctx.now <= closes:
        return None
    return say("这一轮的申请已经截止（%(at)s），请等下一轮。", at=clock.local(closes).strftime("%Y-%m-%d %H:%M"))


def conditions_are_met(ctx: Ctx) -> Sentence | None:
    for row in conditions.conditions(ctx.session, ctx.record.organization, ctx.record.round):
        if not row.met:
            return say("不符合申请条件“%(condition)s”：%(evidence)s。", condition=row.condition, evidence=row.evidence)
    return None


def is_the_only_one(ctx: Ctx) -> Sentence | None:
    record: RatingApplication = ctx.record
    stmt = select(RatingApplication.id).where(
        RatingApplication.round_id == record.round_id, RatingApplication.organization_id == record.organization_id,
        RatingApplication.id != record.id, RatingApplication.state.in_((*UNDER_WAY, *_DECIDED)),
    )  # fmt: skip
    return say("你们在这一轮已经有一份申请。") if ctx.session.scalar(stmt.limit(1)) else None


_DECIDED = (ApplicationState.GRANTED, ApplicationState.NOT_RATED)


def self_assessment_is_complete(ctx: Ctx) -> Sentence | None:
    if not ctx.record.summary.strip():
        return say("还没有写自评报告。")
    for row in ctx.record.round.indicators:
        if (ctx.record.self_scores.get(row["code"]) or {}).get("points") is None:
            return say("“%(title)s”还没有自评得分。", title=row["title"])
    return None


def materials_are_complete(ctx: Ctx) -> Sentence | None:
    handed_in = {a.material for a in papers.attachments_of(ctx.session, ctx.record)}
    for part, code in MATERIALS.items():
        if code not in handed_in:
            return say("还没有附“%(part)s”的佐证材料。", part=part.label)
    return None


def take_in(ctx: Ctx) -> None:
    record: RatingApplication = ctx.record
    record.number = record.number or papers.next_number(ctx.session, "评")
    record.submitted_at, record.submitted_by_id = ctx.now, ctx.by.user_id
    record.conditions = [row.stored() for row in conditions.conditions(ctx.session, record.organization, record.round)]


# --- first check, panel ----------------------------------------------------------------------------------------------


def not_the_applicant(ctx: Ctx) -> Sentence | None:
    return say("不能办理自己提交的申请。") if hands.same(ctx, ctx.record.submitted_by_id) else None


def reports_were_looked_at(ctx: Ctx) -> Sentence | None:
    if "reports_in_order" not in ctx.facts:
        return None  # the button is shown; the form asks
    return None if ctx.facts["reports_in_order"] else say("请先核对近两年的年度报告，没有问题才能通过初审。")


def write_check(ctx: Ctx) -> None:
    ctx.record.checked_by_id, ctx.record.check_note = ctx.by.user_id, ctx.fact("note").strip()


def not_the_checker(ctx: Ctx) -> Sentence | None:
    return say("初审和组成评估组要由不同的人办。") if hands.same(ctx, ctx.record.checked_by_id) else None


def panel_is_sound(ctx: Ctx) -> Sentence | None:
    """Odd, at least as many as the setting says, none of them tied to the organization or handling the application."""
    if "members" not in ctx.facts:
        return None  # the button is shown; the form asks
    members, fit = ctx.facts["members"], ctx.fact("fit")
    least = policy.amount(ctx.session, "rating.panel", ctx.record.region_path)
    if len(members) < least or len(members) % 2 == 0:
        return say("评估组要 %(least)s 人以上，并且是单数，现在选了 %(n)s 人。", least=least, n=len(members))
    return None if set(members) <= set(fit) else say("选中的人里有人要回避，或者参加过这份申请的办理。")


def seat_panel(ctx: Ctx) -> None:
    ctx.record.turn, ctx.record.paneled_by_id = ctx.record.turn + 1, ctx.by.user_id
    ctx.record.visit = ctx.record.means = ctx.record.score = ctx.record.level = None
    for user_id in ctx.fact("members"):
        hand_out(ctx, user_id)


def hand_out(ctx: Ctx, user_id: int) -> None:
    application: RatingApplication = ctx.record
    sheet = RatingSheet(application=application, application_id=application.id, assignee_id=user_id, turn=application.turn, scores={})
    lifecycle.begin(ctx.session, sheet, by=ctx.by, sentence=say("为“%(title)s”发出一张评分表", title=application.title))


def sheets_of(ctx: Ctx) -> list[RatingSheet]:
    """The sheets of the present panel, those who left included."""
    stmt = select(RatingSheet).where(RatingSheet.application_id == ctx.record.id, RatingSheet.turn == ctx.record.turn)
    return list(ctx.session.scalars(stmt.order_by(RatingSheet.id)))


def somebody_is_missing(ctx: Ctx) -> Sentence | None:
    waiting = [s for s in sheets_of(ctx) if s.state in (SheetState.ASSIGNED, SheetState.RECUSED)]
    return None if waiting else say("评估组的人都已打完分，不用更换。")


def substitute_is_fit(ctx: Ctx) -> Sentence | None:
    if "substitute" not in ctx.facts:
        return None  # the button is shown; the form asks
    if ctx.facts["substitute"] not in ctx.fact("fit"):
        return say("接替的人要回避，或者已经在评估组里。")
    leaving = {s.assignee_id for s in sheets_of(ctx) if s.state in (SheetState.ASSIGNED, SheetState.RECUSED)}
    return None if ctx.fact("leaving") in leaving else say("这个人的评分表已经交了，不能更换。")


def replace(ctx: Ctx) -> None:
    """Whoever leaves keeps no sheet to score, the substitute gets a fresh one: a panel never shrinks."""
    sheet = next(s for s in sheets_of(ctx) if s.assignee_id == ctx.fact("leaving"))
    lifecycle.move(ctx.session, sheet, "drop", by=SYSTEM)
    hand_out(ctx, ctx.fact("substitute"))


def visit_day_is_past(ctx: Ctx) -> Sentence | None:
    if "visit" not in ctx.facts:
        return None  # the button is shown; the form asks
    return say("实地考察的日期要在今天或以前。") if ctx.facts["visit"]["on"] > clock.today().isoformat() else None


def write_visit(ctx: Ctx) -> None:
    ctx.record.visit = {**ctx.fact("visit"), "by": ctx.by.signed}


def work_out_result(ctx: Ctx) -> None:
    """All sheets are in: from here on they are read together."""
    record: RatingApplication = ctx.record
    sheets = [s.scores for s in sheets_of(ctx) if s.state is SheetState.SUBMITTED]
    record.means, record.score, record.level = scoring.result_of(record.round.indicators, sheets, record.round.bands or {})


# --- publicity, decision ---------------------------------------------------------------------------------------------


def visit_is_noted(ctx: Ctx) -> Sentence | None:
    return None if ctx.record.visit else say("还没有记录实地考察，记好才能公示。")


def reaches_a_level(ctx: Ctx) -> Sentence | None:
    return None if ctx.record.level else say("得分没有达到 1A 的分数线，不公示等级，报批准岗作出未达到等级的决定。")


def falls_short(ctx: Ctx) -> Sentence | None:
    return say("得分达到了 %(level)s 的分数线。", level=f"{ctx.record.level}A") if ctx.record.level else None


def publicise(ctx: Ctx) -> None:
    ctx.record.publicised_by_id = ctx.by.user_id
    ctx.record.publicity_ends_at = policy.due(ctx.session, "rating.publicity", ctx.record.region_path, ctx.now)


def _objections(ctx: Ctx, state: ObjectionState) -> int:
    stmt = select(func.count()).select_from(RatingObjection).where(
        RatingObjection.application_id == ctx.record.id, RatingObjection.turn == ctx.record.turn, RatingObjection.state == state
    )  # fmt: skip
    return ctx.session.scalar(stmt) or 0


def none_is_open(ctx: Ctx) -> Sentence | None:
    waiting = _objections(ctx, ObjectionState.RAISED)
    return say("还有 %(n)s 项异议没有答复，请先查清、答复，再作决定。", n=waiting) if waiting else None


def none_was_upheld(ctx: Ctx) -> Sentence | None:
    return say("公示期内有异议成立，要退回重新评估。") if _objections(ctx, ObjectionState.UPHELD) else None


def one_was_upheld(ctx: Ctx) -> Sentence | None:
    return None if _objections(ctx, ObjectionState.UPHELD) else say("没有成立的异议，不能退回重新评估。")


def decides_apart(ctx: Ctx) -> Sentence | None:
    """Who checked, seated the panel, publicised or scored does not decide."""
    scored = ctx.session.scalars(select(RatingSheet.assignee_id).where(RatingSheet.application_id == ctx.record.id)).all()
    record: RatingApplication = ctx.record
    if hands.same(ctx, record.checked_by_id, record.paneled_by_id, record.publicised_by_id, *scored):
        return say("初审、组成评估组、打分和决定要由不同的人办。")
    return None


def still_stands(ctx: Ctx) -> Sentence | None:
    """Holds are looked at again when the level is decided."""
    found = holds.on(ctx.session, ctx.record.organization)
    return found[0].sentence if found else None


def grant(ctx: Ctx) -> None:
    ctx.record.decided_by_id = ctx.by.user_id
    grants.of_application(ctx.session, ctx.record, by=ctx.by)


def note_decision(ctx: Ctx) -> None:
    ctx.record.decided_by_id = ctx.by.user_id


def drop_waiting_sheets(ctx: Ctx) -> None:
    for sheet in sheets_of(ctx):
        if sheet.state in SITTING and sheet.state is SheetState.ASSIGNED:
            lifecycle.move(ctx.session, sheet, "drop", by=SYSTEM)
