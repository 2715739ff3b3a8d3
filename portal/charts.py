"""Charts as server-side SVG: x in percent, y in em, so that text never scales with the width and grows with the reader's.

Every function takes the sentence that a screen reader says (`label`) and texts that are already worded; nothing here
knows money, dates' names or languages. Colours and strokes come from the stylesheet's classes.
"""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from markupsafe import Markup, escape

ROW = 3.5  # em from one row of a chart to the next


def _n(value: float) -> str:
    """A number for an SVG attribute: two decimals at most, no trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _share(part: float, whole: float) -> float:
    return 0.0 if whole <= 0 else max(0.0, min(100.0, 100 * part / whole))


def _chart(body: Iterable[str], height: float, label: str, kind: str = "") -> Markup:
    classes = f"chart {kind}".strip()
    return Markup(
        f'<svg class="{classes}" height="{_n(height)}em" role="img" aria-label="{escape(label)}">{"".join(body)}</svg>'
    )


@dataclass(frozen=True)
class Bar:
    label: str
    value: float
    text: str  # what stands at the end of the row: "1,042.0 万元"
    share: str = ""  # "43.1%"


def bars(rows: Sequence[Bar], *, label: str, whole: float | None = None) -> Markup:
    """Horizontal bars; `whole` is what a full bar means (default: the sum)."""
    full = sum(row.value for row in rows) if whole is None else whole
    out = []
    for i, row in enumerate(rows):
        y = i * ROW
        out.append(f'<text x="0" y="{_n(y + 1)}em">{escape(row.label)}</text>')
        out.append(f'<text class="strong" x="100%" y="{_n(y + 1)}em" text-anchor="end">{escape(row.text)}</text>')
        if row.share:
            out.append(f'<text class="t2" x="100%" dx="-7em" y="{_n(y + 1)}em" text-anchor="end">{escape(row.share)}</text>')
        out.append(f'<rect class="bed" x="0" y="{_n(y + 1.5)}em" width="100%" height=".9em"/>')
        out.append(f'<rect class="bar" x="0" y="{_n(y + 1.5)}em" width="{_n(_share(row.value, full))}%" height=".9em"/>')
    return _chart(out, max(len(rows), 1) * ROW - 0.7, label)


@dataclass(frozen=True)
class Interval:
    label: str
    note: str  # "6,120 人"
    text: str  # "4.52 分", or the sentence that there are not enough answers
    mean: float | None = None
    low: float | None = None
    high: float | None = None


def intervals(
    rows: Sequence[Interval], *, label: str, low: float = 1, high: float = 5, low_text: str = "", high_text: str = "",
    goal: float | None = None, goal_text: str = "",
) -> Markup:
    """Means with their intervals on one scale; a row without a mean shows its text only."""
    def x(value: float) -> str:
        return _n(_share(value - low, high - low)) + "%"

    out = []
    for i, row in enumerate(rows):
        top, y = i * ROW, i * ROW + 1.95
        out.append(f'<text x="0" y="{_n(top + 1)}em">{escape(row.label)}<tspan class="t2" dx=".8em">{escape(row.note)}</tspan></text>')
        if row.mean is None:  # the sentence takes the place of the scale, so that it never runs into the label
            out.append(f'<text class="t2" x="0" y="{_n(top + 2.4)}em">{escape(row.text)}</text>')
            continue
        out.append(f'<text class="strong" x="100%" y="{_n(top + 1)}em" text-anchor="end">{escape(row.text)}</text>')
        out.append(f'<line class="track" x1="0" x2="100%" y1="{_n(y)}em" y2="{_n(y)}em"/>')
        if goal is not None:
            out.append(f'<line class="goal" x1="{x(goal)}" x2="{x(goal)}" y1="{_n(y - 0.55)}em" y2="{_n(y + 0.55)}em"/>')
        if row.low is not None and row.high is not None:
            out.append(f'<line class="whisk" x1="{x(row.low)}" x2="{x(row.high)}" y1="{_n(y)}em" y2="{_n(y)}em"/>')
            out += [
                f'<line class="whisk" x1="{x(end)}" x2="{x(end)}" y1="{_n(y - 0.4)}em" y2="{_n(y + 0.4)}em"/>'
                for end in (row.low, row.high)
            ]
        out.append(f'<circle class="dot" cx="{x(row.mean)}" cy="{_n(y)}em" r=".45em"/>')
    foot = len(rows) * ROW + 0.6
    out.append(f'<text class="t2" x="0" y="{_n(foot)}em">{escape(low_text or _n(low))}</text>')
    out.append(f'<text class="t2" x="100%" y="{_n(foot)}em" text-anchor="end">{escape(high_text or _n(high))}</text>')
    if goal is not None and goal_text:
        out.append(f'<text class="t2" x="{x(goal)}" y="{_n(foot)}em" text-anchor="middle">{escape(goal_text)}</text>')
    return _chart(out, foot + 0.9, label)


@dataclass(frozen=True)
class Part:
    label: str
    value: float
    text: str
    tone: str = "fill"  # fill (dark), half (light), bed (paper)


def money(parts: Sequence[Part], *, label: str) -> Markup:
    """A sum of money cut into parts, laid side by side, with its key underneath."""
    whole = sum(part.value for part in parts)
    rects, start = ['<rect class="bed" width="100%" height="100%"/>'], 0.0
    for part in parts:
        width = _share(part.value, whole)
        if part.tone != "bed" and width:
            rects.append(f'<rect class="{part.tone}" x="{_n(start)}%" width="{_n(width)}%" height="100%"/>')
        start += width
    key = "".join(
        f'<li><svg class="meter d-inline-block" aria-hidden="true"><rect class="{part.tone}" width="100%" height="100%"/></svg>'
        f"{escape(part.label)} <b>{escape(part.text)}</b></li>"
        for part in parts
    )
    return Markup(
        f'<div class="money"><svg class="meter" role="img" aria-label="{escape(label)}">{"".join(rects)}</svg>'
        f'<ul class="plain">{key}</ul></div>'
    )


def meter(share: float, *, goal: float | None = None) -> Markup:
    """A thin bar beside a number that is already in words; shares from 0 to 1."""
    tick = "" if goal is None else f'<rect class="tick" x="{_n(_share(goal, 1))}%" width="2" height="100%"/>'
    return Markup(
        '<svg class="meter" aria-hidden="true"><rect class="bed" width="100%" height="100%"/>'
        f'<rect class="fill" width="{_n(_share(share, 1))}%" height="100%"/>{tick}</svg>'
    )


@lru_cache(maxsize=256)
def ruler(days_left: int, total: int = 20) -> Markup:
    """One cell a working day, a gap after each week of five; what is left stands at the end."""
    left = max(0, min(total, days_left))
    cells = {"gone": "", "left": ""}
    for i in range(total):
        x = i * 8.4 + (i // 5) * 4
        cells["left" if i >= total - left else "gone"] += f"M{_n(x)} 0h6.4v14h-6.4z"
    paths = "".join(f'<path class="{name}" d="{d}"/>' for name, d in cells.items() if d)
    width = _n((total - 1) * 8.4 + ((total - 1) // 5) * 4 + 6.4)
    return Markup(
        f'<svg class="days" aria-hidden="true" viewBox="0 0 {width} 14" preserveAspectRatio="xMinYMid meet">{paths}</svg>'
    )


@dataclass(frozen=True)
class Spread:
    label: str
    text: str  # the result: "82.50"
    scores: Sequence[float]
    dropped: Sequence[float] = ()  # the lowest and the highest, where the rule drops them
    result: float | None = None
    outlier: bool = False


def spread(rows: Sequence[Spread], *, label: str, low: float = 0, high: float = 100) -> Markup:
    """How far a panel's scores lie apart: one open dot a score, hollow squares for dropped ones, a bar at the result."""
    def x(value: float) -> str:
        return _n(_share(value - low, high - low)) + "%"

    out = []
    for i, row in enumerate(rows):
        top, y = i * ROW, i * ROW + 1.95
        out.append(f'<text x="0" y="{_n(top + 1)}em">{escape(row.label)}</text>')
        out.append(f'<text class="strong" x="100%" y="{_n(top + 1)}em" text-anchor="end">{escape(row.text)}</text>')
        out.append(f'<line class="track" x1="0" x2="100%" y1="{_n(y)}em" y2="{_n(y)}em"/>')
        if row.scores:
            kind = "whisk wide-spread" if row.outlier else "whisk"
            out.append(f'<line class="{kind}" x1="{x(min(row.scores))}" x2="{x(max(row.scores))}" y1="{_n(y)}em" y2="{_n(y)}em"/>')
        left_out = list(row.dropped)
        for score in row.scores:
            name = "dot-open"
            if score in left_out:
                left_out.remove(score)
                name = "dot-dropped"
            out.append(f'<circle class="{name}" cx="{x(score)}" cy="{_n(y)}em" r=".38em"/>')
        if row.result is not None:
            out.append(f'<line class="goal strong-goal" x1="{x(row.result)}" x2="{x(row.result)}" y1="{_n(y - 0.7)}em" y2="{_n(y + 0.7)}em"/>')
    foot = len(rows) * ROW + 0.6
    out.append(f'<text class="t2" x="0" y="{_n(foot)}em">{_n(low)}</text>')
    out.append(f'<text class="t2" x="100%" y="{_n(foot)}em" text-anchor="end">{_n(high)}</text>')
    return _chart(out, foot + 0.9, label)


@dataclass(frozen=True)
class Room:
    label: str
    capacity: int
    taken: int
    text: str  # "6 席，用了 4 席"
    url: str | None = None


def rooms(items: Sequence[Room], *, label: str) -> Markup:
    """The floor of an incubator: one tile a room, one square a desk, filled when it is taken."""
    tiles = []
    for room in items:
        desks = []
        for i in range(room.capacity):
            name = "taken" if i < room.taken else "free"
            desks.append(f'<rect class="{name}" x="{1 + i % 6 * 14}" y="{1 + i // 6 * 14}" width="10" height="10"/>')
        height = ((max(room.capacity, 1) - 1) // 6 + 1) * 14
        name = f'<a href="{escape(room.url)}">{escape(room.label)}</a>' if room.url else escape(room.label)
        full = " is-full" if room.taken >= room.capacity else ""
        tiles.append(
            f'<li class="room{full}"><b>{name}</b><svg class="desks" viewBox="0 0 84 {height}" width="84" height="{height}" aria-hidden="true">'
            f'{"".join(desks)}</svg><span>{escape(room.text)}</span></li>'
        )
    return Markup(f'<ul class="rooms plain" aria-label="{escape(label)}">{"".join(tiles)}</ul>')


@dataclass(frozen=True)
class Area:
    label: str
    level: int  # 1-4, 0 for nothing to report
    text: str
    url: str | None = None


def areas(items: Sequence[Area], *, label: str) -> Markup:
    """Streets as a map-like grid: shape, colour and words together."""
    tiles = []
    for area in items:
        name = f'<a href="{escape(area.url)}">{escape(area.label)}</a>' if area.url else escape(area.label)
        mark = f'<svg aria-hidden="true"><use href="#r{area.level}"/></svg>' if area.level else ""
        tiles.append(
            f'<li class="area area-{area.level}"><b>{name}</b><span class="risk risk-{area.level}">{mark}{escape(area.text)}</span></li>'
        )
    return Markup(f'<ul class="areas plain" aria-label="{escape(label)}">{"".join(tiles)}</ul>')


@dataclass(frozen=True)
class Span:
    label: str
    start: date
    end: date
    text: str  # "11 月 2 日 – 12 月 1 日"
    state: str = "todo"  # done, now, todo


def gantt(spans: Sequence[Span], *, label: str, today: date | None = None, today_text: str = "") -> Markup:
    """Stages of a call or a project on one time line."""
    if not spans:
        return Markup("")
    first, last = min(s.start for s in spans), max(s.end for s in spans)
    days = (last - first).days + 1

    def x(day: date, after: int = 0) -> float:
        return _share((day - first).days + after, days)

    out, height = [], len(spans) * 2.9
    for month in _months(first, last):
        out.append(f'<line class="grid" x1="{_n(x(month))}%" x2="{_n(x(month))}%" y1="0" y2="{_n(height)}em"/>')
    for i, s in enumerate(spans):
        y, start = i * 2.9, x(s.start)
        width = max(x(s.end, 1) - start, 0.8)
        out.append(f'<text x="0" y="{_n(y + 1)}em">{escape(s.label)}</text>')
        out.append(f'<text class="t2" x="100%" y="{_n(y + 1)}em" text-anchor="end">{escape(s.text)}</text>')
        out.append(f'<line class="track" x1="0" x2="100%" y1="{_n(y + 1.85)}em" y2="{_n(y + 1.85)}em"/>')
        out.append(f'<rect class="span-{s.state}" x="{_n(start)}%" y="{_n(y + 1.5)}em" width="{_n(width)}%" height=".7em"/>')
    if today is not None and first <= today <= last:
        here = x(today)
        anchor = "end" if here > 80 else "start" if here < 20 else "middle"
        out.append(f'<line class="goal strong-goal" x1="{_n(here)}%" x2="{_n(here)}%" y1="0" y2="{_n(height)}em"/>')
        out.append(f'<text class="strong" x="{_n(here)}%" y="{_n(height + 1.1)}em" text-anchor="{anchor}">{escape(today_text)}</text>')
        height += 1.4
    return _chart(out, height + 0.2, label, "gantt")


def _months(first: date, last: date) -> list[date]:
    """The first days of the months inside the range; of the quarters when there are many."""
    out, year, month = [], first.year, first.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        day = date(year, month, 1)
        if day > last:
            return out if len(out) <= 14 else [d for d in out if d.month in (1, 4, 7, 10)]
        out.append(day)
