"""The text of a contract, from the awarded proposal: parties, money, budget, outputs, timetable and clauses."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.awards.models import Award
from portal.domain.proposals.models import Proposal
from portal.kernel import money, policy
from portal.kernel.words import N_, Invalid, say

TRANCHES = {
    "signature": (N_("首款"), N_("协议签订")),
    "mid": (N_("中期款"), N_("中期评估合格")),
    "final": (N_("尾款"), N_("末期评估合格")),
}
CLAUSES = (
    ("项目实施", "乙方按本协议所列产出、进度和预算实施项目，不得转包。\n"
     "确需调整的，应事先在平台提出，经甲方书面同意后执行；调整后，使用本协议资金的部分不得超过协议金额。"),
    ("经费使用与监督", "项目经费专款专用，单独核算。"
     "甲方、财政部门和审计机关有权检查经费使用情况，乙方应当配合并提供原始凭证。"),
    ("活动记录与公开", "乙方在平台如实记录每次活动，由活动所在地居民委员会确认；"
     "项目进展、经费和居民评价向社会公开，个人信息除外。"),
    ("评估与拨付", "款项按拨付表所列条件拨付。中期评估不合格的，乙方应在整改期限内完成整改；整改完成前暂停拨付。"),
    ("个人信息保护", "乙方因服务取得的居民个人信息只能用于本项目，项目结束后按规定删除或移交。"),
    ("违约责任", "乙方虚报活动、套取资金的，甲方有权解除协议，追回已拨付资金；"
     "违约行为经认定的，三年内不得参加公益创投。"),
    ("争议解决", "因本协议发生争议的，双方协商解决；协商不成的，依法向甲方所在地人民法院提起诉讼。"),
)  # fmt: skip


def check_period(starts_on: date, ends_on: date, signed_on: date) -> None:
    if ends_on <= starts_on:
        raise Invalid("ends_on", say("结束日期要在开始日期之后。"))
    if (ends_on - starts_on).days > 3 * 366:
        raise Invalid("ends_on", say("实施期最长三年。"))
    if (signed_on - starts_on).days > 366:
        raise Invalid("starts_on", say("开始日期早于今天一年以上，请核对。"))
    if (starts_on - signed_on).days > 366:
        raise Invalid("starts_on", say("开始日期晚于今天一年以上，请核对。"))


def period_of(session: Session, award: Award, start: date) -> tuple[date, date]:
    """The usual period: from the first of next month, for the months that the policy names."""
    first = date(start.year + start.month // 12, start.month % 12 + 1, 1)
    months = policy.amount(session, "project.months", award.region_path)
    year, month = divmod(first.year * 12 + first.month - 1 + months - 1, 12)
    return first, date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def facts_of(session: Session, award: Award, starts_on: date, ends_on: date, terms: str) -> dict[str, Any]:
    """What both sides sign: ``portal.documents.facts.Contract``, its signature blocks still empty."""
    proposal, call = award.proposal, award.call
    content = proposal.content or {}
    budget = [
        {"category": "项目支出", "item": line["item"], "basis": line.get("basis", ""), "amount_fen": line["fen"]}
        for line in content.get("budget", [])
    ]
    parties = _parties(award)
    total = sum(line["amount_fen"] for line in budget)
    return {
        "parties": parties, "project": proposal.title, "call_title": call.title, "award_number": award.number,
        "lot": proposal.lot.title, "summary": content.get("summary", ""), "amount_fen": award.amount_fen,
        "starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat(),
        "tranches": tranche_lines(call.tranche_plan, award.amount_fen), "budget": budget,
        "budget_total_fen": total, "own_fen": max(0, total - award.amount_fen),
        "outputs": [
            {"name": o["name"], "target": f"{o['quantity']} {o['unit']}", "means": N_("活动记录、签到和照片")}
            for o in content.get("outputs", [])
        ],
        "timetable": [_milestone(item, starts_on, ends_on) for item in content.get("plan", [])],
        "clauses": _clauses(proposal, terms),
        "signatures": [{"role": p["role"], "party": p["name"]} for p in parties],
    }  # fmt: skip


def _parties(award: Award) -> list[dict[str, str]]:
    provider = award.organization
    side = {
        "role": N_("乙方（承接方）"), "name": provider.name, "representative": provider.legal_representative,
        "address": provider.address,
    }  # fmt: skip
    if provider.uscc:
        side["code"] = provider.uscc
    return [{"role": N_("甲方（购买方）"), "name": award.call.department.name}, side]


def tranche_lines(plan: list[Any], amount_fen: int) -> list[dict[str, Any]]:
    """The call's frozen plan over this amount: parts rounded down, the last takes the remainder."""
    parts = money.share(amount_fen, [line["percent"] for line in plan])
    return [
        {"name": TRANCHES[line["trigger"]][0], "event": TRANCHES[line["trigger"]][1], "percent": str(line["percent"]),
         "amount_fen": part}
        for line, part in zip(plan, parts, strict=True)
        if part
    ]  # fmt: skip


def _milestone(item: dict[str, Any], starts_on: date, ends_on: date) -> dict[str, str]:
    """Months counted from the start become days; words that name no day stand before the title."""
    when = str(item.get("when", ""))
    place = f"（{item['place']}）" if item.get("place") else ""
    name = f"{item['title']}{place}"
    months = _MONTHS.fullmatch(when.strip()) or _MONTHS_IN_ENGLISH.fullmatch(when.strip())
    if months and _figure(months[1]) >= 1:
        first, last = _figure(months[1]), _figure(months[2] or months[1])
        begins, ends = _months_on(starts_on, first - 1), _months_on(starts_on, last) - timedelta(days=1)
        if starts_on <= begins <= min(ends, ends_on):
            return {"name": name, "starts_on": begins.isoformat(), "ends_on": min(ends, ends_on).isoformat()}
    last_day = _last_day(when)
    said = f"{when}：" if when and last_day is None else ""
    return {"name": f"{said}{name}", "ends_on": (last_day or ends_on).isoformat()}


_FIGURE = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"  # official
_MONTHS = re.compile(rf"第\s*{_FIGURE}\s*(?:个?月?\s*[至到—–~～-]+\s*第?\s*{_FIGURE}\s*)?个?月")  # official
_MONTHS_IN_ENGLISH = re.compile(r"[Mm]onths? (\d{1,2})(?: ?(?:to|-|–) ?(\d{1,2}))?")


def _figure(text: str) -> int:
    """``12``, ``十二``; 0 for what is no number below a hundred."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")  # official
    digits = {d: n for n, d in enumerate("一二三四五六七八九", 1)}  # official
    if not ten:
        return digits.get(ones, 0)
    return 10 * (digits.get(tens, 0) if tens else 1) + (digits.get(ones, 0) if ones else 0)


def _months_on(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _last_day(when: str) -> date | None:
    """``2026-05-31`` or ``2026-05`` (its last day); anything else is words."""
    if found := re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", when.strip()):
        year, month, day = int(found[1]), int(found[2]), found[3]
        try:
            return date(year, month, int(day) if day else calendar.monthrange(year, month)[1])
        except (ValueError, calendar.IllegalMonthError):
            return None
    return None


def _clauses(proposal: Proposal, terms: str) -> list[dict[str, str]]:
    clauses = [{"title": title, "text": text} for title, text in CLAUSES]
    if proposal.implementer is not None:
        text = f"项目由{proposal.implementer.name}（已备案）具体实施，乙方作为依托单位签约、收款，并对实施承担责任。"
        clauses.insert(1, {"title": "实施单位", "text": text})
    if terms.strip():
        clauses.append({"title": "补充约定", "text": terms.strip()})
    return clauses
