"""English counts agree with their nouns, and large amounts are said as the reader counts."""

from __future__ import annotations

import pytest
from flask import g, render_template_string
from flask_babel import force_locale, gettext

from portal.blueprints.words import headline, large
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
