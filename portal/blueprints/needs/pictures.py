"""The two charts above the list of needs, each with the rows of its table."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from portal import charts

MOST_BARS = 8


def of_counts(counts: dict[str, list[tuple[Any, int]]]) -> list[dict[str, Any]]:
    """Nothing to draw gives no chart."""
    by_field = [(_(field.label), n) for field, n in counts["field"]]
    by_place = [(_place(name), n) for name, n in counts["community"]]
    return [
        _chart(_("按类别"), _("哪一类事最多。"), _("类别"), by_field),
        _chart(_("按社区"), _("最多的几个社区；全部在数字表里。"), _("社区"), by_place),
    ] if by_field else []  # fmt: skip


def _chart(title: str, note: str, column: str, rows: list[tuple[str, int]]) -> dict[str, Any]:
    whole = max(n for _name, n in rows)
    bars = [charts.Bar(name, n, _("%(n)s 件", n=n)) for name, n in rows[:MOST_BARS]]
    said = "，".join(f"{bar.label} {bar.text}" for bar in bars)
    return {
        "title": title, "note": note, "columns": [column, _("件数")], "rows": rows,
        "svg": charts.bars(bars, whole=whole, label=f"{title}：{said}"),
    }  # fmt: skip


def _place(name: str) -> str:
    return name.removesuffix("居委会").removesuffix("村委会").removesuffix("社区") + "社区"
