"""How a call reads on its page: conditions in words, the stages for stepper and Gantt, the rows of the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from portal import charts
from portal.blueprints.edge import reader
from portal.blueprints.words import day, headline, large, moment
from portal.domain.calls import timetable
from portal.domain.calls.models import Call, CallState
from portal.domain.funds.models import Trigger
from portal.domain.organizations.models import OrgType
from portal.kernel import clock, policy, workdays
from portal.kernel.journal import JournalEntry

#: The states in which a stage of the public stepper is going on, in order.
STAGES: tuple[tuple[str, tuple[CallState, ...]], ...] = (
    ("bid", (CallState.PUBLISHED,)),
    ("opening", (CallState.CLOSED,)),
    ("check", (CallState.OPENED,)),
    ("review", (CallState.IN_REVIEW, CallState.RANKED)),
    ("publicity", (CallState.PUBLICITY,)),
    ("award", (CallState.AWARDED,)),
)


def _stage_names() -> dict[str, str]:
    return {
        "bid": _("提问和申报"), "opening": _("开启"), "check": _("资格审查"), "review": _("评审"),
        "publicity": _("结果公示"), "award": _("立项"),
    }  # fmt: skip


def days_left(call: Any) -> int:
    """Working days until the deadline; negative when it is over."""
    if call.deadline_at < clock.now():
        return -1
    return workdays.between(clock.today(), clock.local(call.deadline_at).date(), reader())


def open_row(row: Any) -> dict[str, Any]:
    """One line of the list of open calls, as the ``call_rows`` macro wants it."""
    figure, unit = headline(row.budget_fen)
    return {
        "title": row.title, "url": url_for("calls.show", public_id=row.public_id), "days_left": days_left(row),
        "due_at": clock.local(row.deadline_at),
        "facts": [
            _(row.kind.label), row.department,
            _("%(lots)s 个标段，%(places)s 个名额", lots=row.lots, places=row.places or 0),
        ],
        "amount": figure, "unit": unit,
        "amount_note": _("单项不超过 %(cap)s", cap=large(row.cap_fen)),
    }  # fmt: skip


def who_may_bid(call: Call) -> list[str]:
    """The conditions in words, one a line."""
    rules = call.eligibility
    types = "、".join(_(OrgType(t).label) for t in rules.get("org_types", []))
    lines = [_("组织类型：%(types)s", types=types) if types else ""]
    if rules.get("min_months"):
        lines.append(_("到截止日登记满 %(n)s 个月", n=rules["min_months"]))
    if rules.get("qualified_list"):
        lines.append(_("列入具备承接资格的社会组织目录"))
    if rules.get("min_rating"):
        lines.append(_("评估等级 %(n)sA 以上", n=rules["min_rating"]))
    if rules.get("min_staff"):
        lines.append(_("专职人员至少 %(n)s 人", n=rules["min_staff"]))
    if rules.get("local_only"):
        lines.append(_("在本区登记"))
    if rules.get("groups_with_sponsor"):
        lines.append(_("社区社会组织可以由登记的依托单位申报，作为实施组织"))
    lines.append(_("没有限制申报的处理决定"))
    return [line for line in lines if line]


def tranches(call: Call) -> list[tuple[str, int]]:
    return [(_(Trigger(row["trigger"]).label), row["percent"]) for row in call.tranche_plan]


@dataclass(frozen=True)
class Stage:
    name: str
    start: date
    end: date
    status: str
    expected: bool


def stages(call: Call, entries: list[JournalEntry]) -> list[Stage]:
    """The stages of a published call: past ones by the journal, coming ones expected by the periods in force."""
    if call.published_at is None:
        return []
    entered = {e.state_after: e.at for e in reversed(entries)}
    starts = _starts(call, entered)
    now = next((i for i, (_key, states) in enumerate(STAGES) if call.state in states), -1)
    names, out = _stage_names(), []
    for index, (key, states) in enumerate(STAGES):
        status = "now" if index == now else "done" if index < now or call.state is CallState.AWARDED else "todo"
        if call.state is CallState.AWARDED:
            status = "done"
        first = clock.local(starts[key]).date()
        last = clock.local(starts[STAGES[index + 1][0]]).date() if index + 1 < len(STAGES) else first
        real = key in ("bid", "opening") or any(s.value in entered for s in states)
        out.append(Stage(names[key], first, max(first, last), status, not real))
    return out


def _starts(call: Call, entered: dict[str | None, datetime]) -> dict[str, datetime]:
    """When each stage began, or is expected to begin."""
    check = entered.get("opened") or timetable.happens_at(call, "opening") or call.opening_at
    review = entered.get("in_review") or policy.due(reader(), "call.check", call.region_path, check)
    publicity = entered.get("publicity") or policy.due(
        reader(), "call.publicise", call.region_path, policy.due(reader(), "call.rank", call.region_path, review)
    )
    award = entered.get("awarded") or policy.due(reader(), "awards.publicity", call.region_path, publicity)
    return {
        "bid": call.published_at or call.created_at,
        "opening": timetable.happens_at(call, "deadline") or call.deadline_at,
        "check": check, "review": review, "publicity": publicity, "award": award,
    }  # fmt: skip


def stepper(call: Call, stages_of: list[Stage]) -> list[dict[str, Any]]:
    """The public stepper: one line a stage."""
    names = _stage_names()
    out = [{"name": _("发布公告"), "note": day(call.published_at), "status": "done", "late": False}]
    for stage in stages_of:
        if stage.status == "now" and stage.name == names["bid"]:
            note = _("至 %(at)s", at=moment(call.deadline_at))
        elif stage.status != "done" and stage.name == names["opening"]:
            note = moment(call.opening_at)
        else:
            note = _("预计 %(on)s", on=day(stage.start)) if stage.expected else day(stage.start)
        out.append({"name": stage.name, "note": note, "status": stage.status, "late": False})
    return out


def gantt(call: Call, stages_of: list[Stage]) -> Markup:
    questions = charts.Span(
        _("提问"), clock.local(call.published_at or call.created_at).date(), clock.local(call.questions_until).date(),
        _("至 %(at)s", at=_short(clock.local(call.questions_until).date())),
        "done" if timetable.has_come(call, "questions", clock.now()) else "now",
    )  # fmt: skip
    spans = [questions] + [charts.Span(s.name, s.start, s.end, _span_words(s), s.status) for s in stages_of]
    said = "；".join(f"{s.label} {s.text}" for s in spans)
    return charts.gantt(spans, label=_("时间安排：%(said)s", said=said), today=clock.today(), today_text=_("今天"))


def _span_words(stage: Stage) -> str:
    words = _short(stage.start) if stage.start == stage.end else f"{_short(stage.start)} – {_short(stage.end)}"
    return _("预计 %(on)s", on=words) if stage.expected else words


def _short(value: date) -> str:
    return f"{value.month}/{value.day}"


def moments(call: Call) -> list[tuple[str, str]]:
    """The fixed moments, as the tick and the guards read them."""
    return [(_(event.label), moment(at)) for event, at in timetable.timetable(call)]
