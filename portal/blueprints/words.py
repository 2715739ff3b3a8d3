"""How pages say dates, amounts, periods and people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, g, request, session, url_for
from flask_babel import gettext
from jinja2.nodes import EvalContext
from jinja2.utils import pass_eval_context
from markupsafe import Markup

from portal.blueprints.edge import current_actor, reader, spoken
from portal.domain.organizations.naming import neighbourly as near
from portal.kernel import clock, money, workdays
from portal.kernel.personal import masked
from portal.kernel.words import Sentence
from portal.plurals import agreed


def install(app: Flask) -> None:
    app.jinja_env.filters.update(
        yuan=yuan, large=large, points=points, day=day, moment=moment, said=spoken, retold=retold, near=near, filesize=filesize,
        due_words=due_words, cells=cells, masked=masked,
    )
    app.jinja_env.globals.update(url_with=url_with, record_url=record_url, now=clock.now, today=clock.today)
    app.context_processor(_context)
    app.jinja_env.globals["_"] = _said


@pass_eval_context
def _said(where: EvalContext, msgid: str, **parts: Any) -> str:
    """``_()`` in templates: a sentence in the reader's language, a format string as everywhere in Jinja's i18n. In HTML
    its parts are escaped, the sentence itself is ours."""
    language = g.get("locale", "zh")
    if not parts:
        return _whole(language, msgid)
    worded = agreed(gettext(msgid), parts)
    return (Markup(worded) if where.autoescape else worded) % parts


@lru_cache(8192)
def _whole(language: str, msgid: str) -> Markup:
    """A sentence without parts, worded once for each language (that of the request: ``gettext`` reads it too)."""
    return Markup(gettext(msgid) % {})


def _context() -> dict[str, Any]:
    return {
        "current_actor": current_actor(),
        "locale": g.get("locale", "zh"),
        "text_size": session.get("size", "normal"),
        "is_demo": current_app.extensions.get("portal_demo", False),
        "deployment_name": gettext(current_app.config["PORTAL_NAME"]),
        "layout": "layouts/desk.html" if current_actor().is_authenticated else "layouts/public.html",
    }


DAY = "{0.year}年{0.month}月{0.day}日"  # official: how a date is written
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def yuan(fen: int | None) -> str:
    """¥123,456.00"""
    return "—" if fen is None else f"{'-' if fen < 0 else ''}¥{money.figures(abs(fen))}"


def headline(fen: int | None) -> tuple[str, str]:
    """(figure, unit), rounded as the reader counts: 32500000 → ("32.5", "万元") or ("¥325,000", "")."""
    if fen is None:
        return "—", ""
    if not g or g.get("locale", "zh") == "zh":  # outside a request: the city's own language
        return f"{fen / 1_000_000:,.1f}".removesuffix(".0"), "万元"  # official
    if abs(fen) >= 100_000_000:
        return f"¥{fen / 100_000_000:,.2f}".rstrip("0").removesuffix("."), "million"
    return f"¥{round(fen / 100):,}", ""


def large(fen: int | None) -> str:
    """In one piece: 32.5 万元, ¥325,000, ¥1.5 million."""
    return " ".join(part for part in headline(fen) if part)


def points(hundredths: int | None) -> str:
    """8650 → 86.50"""
    return "—" if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02d}"


def day(value: date | datetime | str | None) -> str:
    """2026年11月22日, 22 Nov 2026: official, how a date is written. A paper's facts hold days as ISO text."""
    if value is None:
        return "—"
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, datetime):
        value = clock.local(value).date()
    if g.get("locale", "zh") == "en":
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return DAY.format(value)


def moment(value: datetime | str | None) -> str:
    """2026年11月22日 17:00, Beijing time; a paper's facts hold moments as ISO text."""
    if value is None:
        return "—"
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return f"{day(value)} {clock.local(value):%H:%M}"


def due_words(due_at: datetime | None) -> tuple[int, str]:
    """(risk level 1-4, words): overdue, today, within three working days, later."""
    if due_at is None:
        return 1, gettext("没有期限")
    today, last = clock.today(), clock.local(due_at).date()
    if due_at < clock.now():
        late = max(1, workdays.between(last, today, reader()))
        return 4, gettext("逾期 %(num)s 个工作日", num=late)
    if last == today:
        return 3, gettext("今天 %(time)s", time=f"{clock.local(due_at):%H:%M}")
    left = workdays.between(today, last, reader())
    words = gettext("%(date)s　剩 %(left)s 个工作日", date=day(last), left=left)
    return (2 if left <= 3 else 1), words


def retold(stored: dict[str, Any]) -> str:
    """A sentence that was stored with its parts (``evidence`` and ``parts``), in the reader's language."""
    msgid = stored["evidence"]
    return spoken(Sentence(msgid, **stored["parts"]))


def who_acted(content: dict[str, Any]) -> str:
    """The name in an entry's personal part; two names, where somebody stood in."""
    name, for_name = str(content.get("actor", "")), content.get("for")
    return gettext("%(name)s（代%(other)s）", name=name, other=for_name) if for_name else name


def filesize(size: int) -> str:
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(1, size // 1024)} KB"


def cells(columns: Iterable[Any]) -> list[tuple[Any, Markup, Markup]]:
    """The tags around the cells of a table: the same in every row, so made once. The first column heads its row; a day or a
    moment stays on one line."""
    made = []
    for number, column in enumerate(columns):
        align = column.get("align") or ""
        fit = column.get("fit", column["key"].endswith(("_on", "_at")))
        named = (align, "num" if align == "r" else "", "half" if column.get("half") else "", "fit" if fit else "")
        classes = " ".join(filter(None, named))
        look = Markup(' class="{}"').format(classes) if classes else Markup()
        if number:
            made.append((column, Markup('<td role="cell" data-l="{}"{}>').format(column["label"], look), Markup("</td>")))
        else:
            made.append((column, Markup('<th scope="row" role="rowheader"{}>').format(look), Markup("</th>")))
    return made


def url_with(**changes: Any) -> str:
    """This page with other query arguments; ``None`` removes one."""
    if request.endpoint is None:
        return request.path
    here, asked = _here()
    kept = {k: v for k, v in {**asked, **changes}.items() if v is not None}
    return f"{here}?{urlencode(kept)}" if kept else here


def _here() -> tuple[str, dict[str, str]]:
    """This page's address without its query, and the query: built once, however many lines of the page link to it."""
    if "here" not in g:
        # What was typed is data: ``url_for`` would take some names (_scheme, _method, endpoint) for its own.
        g.here = (url_for(request.endpoint or "", **(request.view_args or {})), request.args.to_dict())
    return g.here


#: Table name → endpoint that shows one record. Notices, inbox lines and papers find their page here.
PAGES: dict[str, str] = {}


def public_url(path: str) -> str:
    """An address as it stands in what leaves the portal: letters, feeds, calendars."""
    return f"{current_app.config['PORTAL_BASE_URL'].rstrip('/')}{path}"


def record_url(subject_type: str, public_id: str) -> str | None:
    endpoint = PAGES.get(subject_type)
    return url_for(endpoint, public_id=public_id) if endpoint else None


def shows(model: type[Any]) -> Any:
    """Mark the endpoint that shows one record of a model: ``@shows(Filing)`` above the view."""

    def mark(view):
        view.shows = model.__tablename__
        return view

    return mark


def collect_pages(app: Flask) -> None:
    """Fill ``PAGES`` from the views that are marked."""
    for endpoint, view in app.view_functions.items():
        table = getattr(view, "shows", None)
        if table:
            PAGES[table] = endpoint
