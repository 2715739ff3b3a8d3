"""The two drawings of the front page, each with its sentence and its table."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from portal import charts
from portal.blueprints.words import large
from portal.workflows.figures import Field, Figures, Source


def money_picture(sources: list[Source], numbers: Figures) -> dict[str, Any] | None:
    """What was paid this year, by source; ``None`` before the first payment."""
    whole = sum(source.fen for source in sources)
    if not whole:
        return None
    rows = [(_(s.source.label), large(s.fen), f"{100 * s.fen / whole:.1f}%") for s in sources]
    sentence = _("，").join(f"{name} {amount}" for name, amount, _share in rows)
    bars = [
        charts.Bar(name, source.fen, amount, share)
        for source, (name, amount, share) in zip(sources, rows, strict=True)
    ]
    return {
        "svg": charts.bars(bars, label=_("资金来源条形图：%(rows)s", rows=sentence)),
        "note": _("%(year)s 年已拨出 %(amount)s。", year=numbers.year, amount=large(whole)),
        "caption": _("%(year)s 年已拨资金的来源", year=numbers.year),
        "columns": [_("来源"), _("金额"), _("占比")],
        "rows": rows,
    }


def satisfaction_picture(fields: list[Field]) -> dict[str, Any] | None:
    """Means with intervals by field of service; ``None`` before the first ballot."""
    if not fields:
        return None
    drawn = [_interval(field) for field in fields]
    sentence = _("；").join(_sentence(field) for field in fields)
    scale = charts.Scale(1, 5, _("1 分"), _("5 分"))
    return {
        "svg": charts.intervals(drawn, label=_("满意度区间图，满分 5 分：%(rows)s", rows=sentence), scale=scale),
        "note": _("满分 5 分。圆点是平均分，横线越长，评的人越少、越说不准。"),
        "caption": _("各服务领域的居民满意度"),
        "columns": [_("领域"), _("平均分"), _("95% 区间"), _("评价份数")],
        "rows": [_row(field) for field in fields],
    }


def _interval(field: Field) -> charts.Interval:
    note = _("%(n)s 份", n=f"{field.answers:,}")
    if field.mean is None:
        return charts.Interval(_(field.field.label), note, _too_few(field))
    words = _("%(mean)s 分", mean=f"{field.mean:.2f}")
    return charts.Interval(_(field.field.label), note, words, field.mean, field.low, field.high)


def _too_few(field: Field) -> str:
    return _("评价不够（%(n)s/%(minimum)s 份），先不出分", n=field.answers, minimum=field.minimum)


def _sentence(field: Field) -> str:
    if field.mean is None:
        return _("%(name)s：%(words)s", name=_(field.field.label), words=_too_few(field))
    return _("%(name)s %(mean)s，区间 %(low)s 到 %(high)s", name=_(field.field.label), mean=f"{field.mean:.2f}",
             low=f"{field.low:.2f}", high=f"{field.high:.2f}")  # fmt: skip


def _row(field: Field) -> tuple[str, str, str, str]:
    answers = f"{field.answers:,}"
    if field.mean is None:
        return _(field.field.label), "—", "—", answers
    return _(field.field.label), f"{field.mean:.2f}", f"{field.low:.2f}–{field.high:.2f}", answers
