"""English counts agree with their nouns, and large amounts are said as the reader counts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import g, render_template_string
from flask_babel import force_locale, gettext

from portal.blueprints import edge
from portal.blueprints.words import headline, large
from portal.kernel.words import Sentence
from portal.plurals import agreed


@pytest.mark.parametrize(("n", "said"), [(1, "1 desk, all free"), ("1", "1 desk, all free"), (0, "0 desks, all free"), (2, "2 desks, all free")])
def test_one_is_singular_and_everything_else_plural(app, n, said):
    with app.test_request_context(), force_locale("en"):
        assert gettext("%(desks)s 个工位，空着", desks=n) == said


@pytest.mark.parametrize(("n", "said"), [(1, "1 call"), (2, "2 calls")])
def test_a_template_chooses_too_and_escapes_its_parts(app, n, said):
    with app.test_request_context(), force_locale("en"):
        g.locale = "en"
        page = app.jinja_env.from_string("{{ _('%(n)s 项', n=n) }} {{ _('%(name)s，您好：', name='<b>') }}")
        assert page.render(n=n).startswith(said)
    with app.test_request_context(), app.app_context():
        assert "&lt;b&gt;" in render_template_string("{{ _('%(name)s，您好：', name='<b>') }}")


@pytest.mark.parametrize(("locale", "said"), [("zh", "开标期限到2026年5月3日"), ("en", "Opening by 3 May 2026")])
def test_a_day_in_a_sentence_is_said_as_the_reader_says_days(app, monkeypatch, locale, said):
    """It is kept as ISO text: the sentence stands in the journal for years."""
    with app.test_request_context(), force_locale(locale):
        g.locale = locale
        assert edge._part("2026-05-03 17:30").endswith(("5月3日 17:30", "3 May 2026 17:30"))
        monkeypatch.setattr(edge, "gettext", lambda msgid, **parts: (msgid if locale == "zh" else "Opening by %(day)s") % parts)
        assert edge.spoken(Sentence("开标期限到%(day)s", day="2026-05-03")) == said


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("{{ at|day }}", '<span class="nb">2026年5月3日</span>'), ("{{ at|moment }}", '<span class="nb">2026年5月3日 17:30</span>'),
        ("{{ none|day }}", '<span class="none">—</span>'),
        ("{{ _('公示至 %(last)s', last=at|day)|said }}", '公示至 <span class="nb">2026年5月3日</span>'),
        ("{{ '2026年5月8日　剩 3 个工作日'|pieces }}", '<span><span class="nb">2026年5月8日</span>　<span class="nb">剩 3 个工作日</span></span>'),
        ("{{ '今天 17:00'|pieces }}", "今天 17:00"),
    ],
)  # fmt: skip
def test_a_day_stays_on_one_line_of_a_page(app, written, shown):
    with app.test_request_context():
        page = app.jinja_env.from_string(written)
        assert page.render(at=datetime(2026, 5, 3, 9, 30, tzinfo=UTC)) == shown


def test_a_letter_that_is_plain_text_says_a_day_without_marks(app):
    with app.test_request_context():
        plain = app.jinja_env.overlay(autoescape=False).from_string("{{ at|day }} {{ none|day }}")
        assert plain.render(at=datetime(2026, 5, 3, 9, 30, tzinfo=UTC)) == "2026年5月3日 —"


def test_each_choice_follows_the_part_that_it_names():
    sentence = "%(lots)s {lots|lot|lots}, %(places)s {places|place|places}"
    assert agreed(sentence, {"lots": 1, "places": 3}) % {"lots": 1, "places": 3} == "1 lot, 3 places"


@pytest.mark.parametrize(
    ("locale", "fen", "said"),
    [
        ("zh", 32_500_000, "32.5 万元"), ("zh", 32_000_000, "32 万元"),
        ("en", 15_000_000, "¥150,000"), ("en", 150_000_000, "¥1.5 million"), ("en", 1_000_000_000, "¥10 million"), ("en", None, "—"),
    ],
)  # fmt: skip
def test_large_amounts_are_said_in_the_readers_units(app, locale, fen, said):
    with app.test_request_context():
        g.locale = locale
        assert large(fen) == said
        assert " ".join(filter(None, headline(fen))) == said
