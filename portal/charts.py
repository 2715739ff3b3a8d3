"""Charts as server-side SVG: x in percent, y in em, so that text grows with the reader and not with the width.

Every function takes the sentence that a screen reader says (`label`) and texts that are already worded; nothing here
knows money, dates' names or languages. Colours and strokes come from the stylesheet's classes.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from markupsafe import Markup, escape

TIE = 0.55  # em between the rings of one score
ROW = 3.5  # em from one row of a chart to the next


def _n(value: float) -> str:
    """A number for an SVG attribute: two decimals at most, no trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _share(part: float, whole: float) -> float:
    return 0.0 if whole <= 0 else max(0.0, min(100.0, 100 * part / whole))


def _text(x: str, y: float, words: str, kind: str = "", anchor: str = "", dx: str = "") -> str:
    more = "".join(f' {k}="{v}"' for k, v in (("class", kind), ("text-anchor", anchor), ("dx", dx)) if v)
    return f'<text x="{x}" y="{_n(y)}em"{more}>{escape(words)}</text>'


def _end(y: float, words: str, kind: str = "t2") -> str:
    """Words at the right edge."""
    return _text("100%", y, words, kind, "end")


def _line(kind: str, x1: str, x2: str, y1: float, y2: float) -> str:
    return f'<line class="{kind}" x1="{x1}" x2="{x2}" y1="{_n(y1)}em" y2="{_n(y2)}em"/>'


def _track(y: float) -> str:
    return _line("track", "0", "100%", y, y)


def _rect(kind: str, y: float, width: float, height: float = 0.9, x: float = 0) -> str:
    return f'<rect class="{kind}" x="{_n(x)}%" y="{_n(y)}em" width="{_n(width)}%" height="{_n(height)}em"/>'


def _scale(low: float, high: float) -> Callable[[float], str]:
    """Where a value stands on a scale that fills the width."""
    return lambda value: _n(_share(value - low, high - low)) + "%"


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
        out += [_text("0", y + 1, row.label), _end(y + 1, row.text, "strong")]
        if row.share:
            out.append(_text("100%", y + 1, row.share, "t2", "end", "-7em"))
        out += [_rect("bed", y + 1.5, 100), _rect("bar", y + 1.5, _share(row.value, full))]
    return _chart(out, max(len(rows), 1) * ROW - 0.7, label)


@dataclass(frozen=True)
class Interval:
    label: str
    note: str  # "6,120 人"
    text: str  # "4.52 分", or the sentence that there are not enough answers
    mean: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Scale:
    """The two ends of the axis and, where there is one, the goal, each with its words."""

    low: float = 1
    high: float = 5
    low_text: str = ""
    high_text: str = ""
    goal: float | None = None
    goal_text: str = ""

    def at(self, value: float) -> str:
        return _scale(self.low, self.high)(value)

    def foot(self, y: float) -> list[str]:
        out = [_text("0", y, self.low_text or _n(self.low), "t2"), _end(y, self.high_text or _n(self.high))]
        if self.goal is not None and self.goal_text:
            out.append(_text(self.at(self.goal), y, self.goal_text, "t2", "middle"))
        return out


STARS = Scale()


def _whiskers(scale: Scale, row: Interval, y: float) -> list[str]:
    if row.low is None or row.high is None:
        return []
    ends = [_line("whisk", scale.at(end), scale.at(end), y - 0.4, y + 0.4) for end in (row.low, row.high)]
    return [_line("whisk", scale.at(row.low), scale.at(row.high), y, y), *ends]


def intervals(rows: Sequence[Interval], *, label: str, scale: Scale = STARS) -> Markup:
    """Means with their intervals on one scale; a row without a mean says its sentence instead."""
    out = []
    for i, row in enumerate(rows):
        top, y = i * ROW, i * ROW + 1.95
        note = f'<tspan class="t2" dx=".8em">{escape(row.note)}</tspan>'
        out.append(f'<text x="0" y="{_n(top + 1)}em">{escape(row.label)}{note}</text>')
        if row.mean is None:  # in the place of the scale, so that it never runs into the label
            out.append(_text("0", top + 2.4, row.text, "t2"))
            continue
        out += [_end(top + 1, row.text, "strong"), _track(y)]
        if scale.goal is not None:
            out.append(_line("goal", scale.at(scale.goal), scale.at(scale.goal), y - 0.55, y + 0.55))
        out += _whiskers(scale, row, y)
        out.append(f'<circle class="dot" cx="{scale.at(row.mean)}" cy="{_n(y)}em" r=".45em"/>')
    foot = len(rows) * ROW + 0.6
    return _chart(out + scale.foot(foot), foot + 0.9, label)


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
        '<li><svg class="meter d-inline-block" aria-hidden="true">'
        f'<rect class="{part.tone}" width="100%" height="100%"/></svg>'
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
    size = f'viewBox="0 0 {width} 14" preserveAspectRatio="xMinYMid meet"'
    return Markup(f'<svg class="days" aria-hidden="true" {size}>{paths}</svg>')


@dataclass(frozen=True)
class Spread:
    label: str
    text: str  # the result: "82.50"
    scores: Sequence[float]
    dropped: Sequence[float] = ()  # the lowest and the highest, where the rule drops them
    result: float | None = None
    outlier: bool = False


def _dots(row: Spread, x: Callable[[float], str], y: float) -> list[str]:
    """Rings of one score stand above each other, or only the last would be seen."""
    left_out, out, seen = list(row.dropped), [], Counter[float]()
    for score in row.scores:
        kind, of_this = "dot-open", row.scores.count(score)
        high = y + (seen[score] - (of_this - 1) / 2) * TIE
        seen[score] += 1
        if score in left_out:
            left_out.remove(score)
            kind = "dot-dropped"
        out.append(f'<circle class="{kind}" cx="{x(score)}" cy="{_n(high)}em" r=".38em"/>')
    return out


def spread(rows: Sequence[Spread], *, label: str, low: float = 0, high: float = 100) -> Markup:
    """How far a panel's scores lie apart: a ring a score, a dashed one where it was dropped, a bar at the result."""
    x, out = _scale(low, high), []
    for i, row in enumerate(rows):
        top, y = i * ROW, i * ROW + 1.95
        out += [_text("0", top + 1, row.label), _end(top + 1, row.text, "strong"), _track(y)]
        if row.scores:
            kind = "whisk wide-spread" if row.outlier else "whisk"
            out.append(_line(kind, x(min(row.scores)), x(max(row.scores)), y, y))
        out += _dots(row, x, y)
        if row.result is not None:
            out.append(_line("goal strong-goal", x(row.result), x(row.result), y - 0.7, y + 0.7))
    foot = len(rows) * ROW + 0.6
    return _chart([*out, _text("0", foot, _n(low), "t2"), _end(foot, _n(high))], foot + 0.9, label)


@dataclass(frozen=True)
class Room:
    label: str
    capacity: int
    taken: int
    text: str  # "6 席，用了 4 席"
    url: str | None = None


def _named(label: str, url: str | None) -> str:
    return f'<a href="{escape(url)}">{escape(label)}</a>' if url else str(escape(label))


def _desks(room: Room) -> str:
    squares = "".join(
        f'<rect class="{"taken" if i < room.taken else "free"}" x="{1 + i % 6 * 14}" y="{1 + i // 6 * 14}"'
        ' width="10" height="10"/>'
        for i in range(room.capacity)
    )
    height = ((max(room.capacity, 1) - 1) // 6 + 1) * 14
    size = f'viewBox="0 0 84 {height}" width="84" height="{height}"'
    return f'<svg class="desks" {size} aria-hidden="true">{squares}</svg>'


def rooms(items: Sequence[Room], *, label: str) -> Markup:
    """The floor of an incubator: one tile a room, one square a desk, filled when it is taken."""
    tiles = "".join(
        f'<li class="room{" is-full" if room.taken >= room.capacity else ""}"><b>{_named(room.label, room.url)}</b>'
        f"{_desks(room)}<span>{escape(room.text)}</span></li>"
        for room in items
    )
    return Markup(f'<ul class="rooms plain" aria-label="{escape(label)}">{tiles}</ul>')


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
        mark = f'<svg aria-hidden="true"><use href="#r{area.level}"/></svg>' if area.level else ""
        words = f'<span class="risk risk-{area.level}">{mark}{escape(area.text)}</span>'
        tiles.append(f'<li class="area area-{area.level}"><b>{_named(area.label, area.url)}</b>{words}</li>')
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

    height = len(spans) * 2.9
    out = [_line("grid", f"{_n(x(month))}%", f"{_n(x(month))}%", 0, height) for month in _months(first, last)]
    for i, s in enumerate(spans):
        y, start = i * 2.9, x(s.start)
        out += [_text("0", y + 1, s.label), _end(y + 1, s.text), _track(y + 1.85)]
        out.append(_rect(f"span-{s.state}", y + 1.5, max(x(s.end, 1) - start, 0.8), 0.7, start))
    if today is not None and first <= today <= last:
        here = x(today)
        anchor = "end" if here > 80 else "start" if here < 20 else "middle"
        out.append(_line("goal strong-goal", f"{_n(here)}%", f"{_n(here)}%", 0, height))
        out.append(_text(f"{_n(here)}%", height + 1.1, today_text, "strong", anchor))
        height += 1.4
    return _chart(out, height + 0.2, label, "gantt")


def _months(first: date, last: date) -> list[date]:
    """The first days of the months inside the range; of the quarters when there are many."""
    out: list[date] = []
    year, month = first.year, first.month
    while True:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        day = date(year, month, 1)
        if day > last:
            return out if len(out) <= 14 else [d for d in out if d.month in (1, 4, 7, 10)]
        out.append(day)
