"""Verbs and reads of rounds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.organizations.models import OrgType
from portal.domain.ratings.indicators import TYPES, table_for
from portal.domain.ratings.models import UNDER_WAY, Part, RatingApplication, RatingRound, RoundState
from portal.domain.ratings.scoring import WHOLE
from portal.kernel import access, clock, engine, journal, lifecycle
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, Forbidden, Invalid, Refused, Stale, say

MOST_INDICATORS = 60
TITLES = {
    OrgType.ASSOCIATION: N_("%(n)s 年度社会团体等级评估"), OrgType.SERVICE: N_("%(n)s 年度社会服务机构等级评估"),
    OrgType.FOUNDATION: N_("%(n)s 年度基金会等级评估"),
}  # fmt: skip


def draft(
    session: Session, *, by: Actor, year: int, org_type: OrgType, closes_at: datetime, introduction: str = ""
) -> RatingRound:
    """Begin a round with the standard table of the type; it is changed in the draft."""
    if not by.holds(P.RATING_CHECK) or by.region_path is None:
        raise Forbidden(say("只有民政局的受理岗可以拟定等级评估。"))
    if org_type not in TYPES:
        raise Invalid("org_type", say("备案的社区社会组织不参加等级评估。"))
    if not clock.today().year - 1 <= year <= clock.today().year + 1:
        raise Invalid("year", say("年份应在去年到明年之间。"))
    if closes_at <= clock.now():
        raise Invalid("closes_at", say("申请截止要在现在以后。"))
    title = TITLES[org_type] % {"n": year}
    found = RatingRound(
        year=year, org_type=org_type, region_path=by.region_path, title=title, introduction=introduction.strip(),
        closes_at=closes_at, indicators=table_for(org_type), drafted_by_id=by.user_id,
    )  # fmt: skip
    return lifecycle.begin(session, found, by=by, sentence=say("拟定“%(title)s”", title=title))


def edit(
    session: Session, found: RatingRound, *, by: Actor, closes_at: datetime, introduction: str,
    indicators: list[dict[str, Any]], expect: int | None = None,
) -> RatingRound:  # fmt: skip
    """Change a draft. ``indicators``: rows with part, title, maximum and looks_at; they get their codes here."""
    engine.lock(session, found)
    if not access.allows(by, P.RATING_CHECK, found, publicly=False):
        raise Forbidden(say("只有民政局的受理岗可以拟定等级评估。"))
    if found.state is not RoundState.DRAFT:
        raise Refused(say("已经报批准或者开始受理，不能再改。"))
    if expect is not None and expect != found.version:
        raise Stale(say("这份草稿刚刚在别处改过。请先看最新内容。"))
    if closes_at <= clock.now():
        raise Invalid("closes_at", say("申请截止要在现在以后。"))
    found.closes_at, found.introduction, found.indicators = closes_at, introduction.strip(), _table(indicators)
    found.drafted_by_id = by.user_id or found.drafted_by_id
    found.version += 1
    journal.write(session, found, "edit", say("修改了“%(title)s”", title=found.title), by=by, region_path=found.region_path)
    return found


def _table(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if not 4 <= len(rows) <= MOST_INDICATORS:
        raise Invalid("indicators", say("指标要有 4 到 %(most)s 项。", most=MOST_INDICATORS))
    if any(not 1 <= row["maximum"] <= WHOLE for row in rows):
        raise Invalid("indicators", say("每项的满分在 1 到 %(whole)s 之间。", whole=WHOLE))
    order = [part.value for part in Part]
    sorted_rows = sorted(rows, key=lambda row: order.index(Part(row["part"]).value))  # stable: their own order inside a part
    return [
        {"code": f"i{n:02d}", "part": Part(row["part"]).value, "title": row["title"].strip(), "maximum": row["maximum"],
         "looks_at": (row.get("looks_at") or "").strip()}
        for n, row in enumerate(sorted_rows, start=1)
    ]  # fmt: skip


def listed(session: Session, actor: Actor, *, cursor: str | None = None) -> Page:
    """The rounds that the actor may read, the newest first."""
    stmt = access.visible(select(RatingRound), actor, P.RATING_READ)
    return paginate(session, stmt, keys=(RatingRound.year, RatingRound.id), cursor=cursor)


def running(session: Session, limit: int = 12) -> list[RatingRound]:
    """The rounds that take applications now, those that close first on top."""
    stmt = select(RatingRound).where(RatingRound.state == RoundState.OPEN, RatingRound.closes_at > clock.now())
    return list(session.scalars(stmt.order_by(RatingRound.closes_at).limit(limit)))


def public_rounds(session: Session, limit: int = 60) -> list[RatingRound]:
    """Everything that was ever opened, the newest first: what the lists can be narrowed by."""
    stmt = select(RatingRound).where(RatingRound.opened_at.is_not(None))
    return list(session.scalars(stmt.order_by(RatingRound.year.desc(), RatingRound.id.desc()).limit(limit)))


def counts(session: Session, found: RatingRound) -> dict[str, int]:
    """How many applications stand where: {"handed_in", "under_way"}, one statement."""
    stmt = select(func.count().filter(RatingApplication.number.is_not(None)), func.count().filter(RatingApplication.state.in_(UNDER_WAY)))
    handed_in, under_way = session.execute(stmt.where(RatingApplication.round_id == found.id)).one()
    return {"handed_in": handed_in, "under_way": under_way}
