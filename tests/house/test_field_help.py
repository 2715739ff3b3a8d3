"""Under each field that people fill stands what is asked; a rule that the policy sets is told as it is in force."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import render_template_string
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    PasswordField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.fields.core import UnboundField
from wtforms.form import BaseForm, Form
from wtforms.validators import InputRequired, Length

from portal.blueprints.evaluation_sheets.forms import form_class
from portal.blueprints.field_help import Help
from portal.blueprints.help.glossary import TERMS
from portal.domain.evaluation.models import Stage
from portal.kernel import policy
from portal.kernel.policy import PolicySetting
from tests.pages import Page

#: Forms that nobody fills: the page of components.
SHOWN_ONLY = "portal.blueprints.style."
#: Fields that their label explains, by name, with the reason.
SELF_EXPLAINING = {
    ("LoginForm", "login"): "one's own login name, at the login",
    ("SettingsForm", "quiet_from"): "the two hours have one sentence above them",
    ("SettingsForm", "quiet_until"): "the two hours have one sentence above them",
}
PART = re.compile(r"%\(\w+\)s")
HELD = '{% import "components/form.html" as f with context %}{{ f.field(form.asked) }}'


def forms(of: type = BaseForm) -> Iterator[type]:
    for made in of.__subclasses__():
        if made.__module__.startswith("portal.") and not made.__module__.startswith(SHOWN_ONLY):
            yield made
        yield from forms(made)


def fields() -> Iterator[tuple[type, str, UnboundField]]:
    """Each field of each form class, where it stands in the source."""
    for stage in Stage:
        form_class(stage)
    mixed_in = {base for form in forms() for base in form.__mro__ if base.__module__.startswith("portal.")}
    for form in sorted(mixed_in, key=lambda form: (form.__module__, form.__name__)):
        for name, field in vars(form).items():
            if isinstance(field, UnboundField) and not form.__module__.startswith(SHOWN_ONLY):
                yield form, name, field


def column_of_rows(form: type) -> bool:
    """A row of a list: the list's own help says what its columns are for."""
    return not issubclass(form, FlaskForm) and issubclass(form, Form)


def explains_itself(form: type, name: str, field: UnboundField) -> bool:
    kind = field.field_class
    rules = [rule for part in (*field.args[1:2], field.kwargs.get("validators", ())) for rule in part] if kind is BooleanField else []
    return (
        issubclass(kind, HiddenField)  # nobody sees it
        or (kind is BooleanField and any(isinstance(rule, InputRequired) for rule in rules))  # a declaration, whole sentences
        or name == "raise_group"  # a whole sentence too
        or (issubclass(kind, PasswordField) and not name.startswith("new"))  # one's own password, or the same once more
        or issubclass(kind, RadioField)  # a question with its answers written out
        or column_of_rows(form)
        or (form.__name__, name) in SELF_EXPLAINING
    )


def test_each_field_that_people_fill_has_its_help(app):
    silent = [f"{form.__module__}.{form.__name__}.{name}" for form, name, field in fields()
              if not field.kwargs.get("description") and not explains_itself(form, name, field)]  # fmt: skip
    assert silent == []


def test_a_list_of_rows_says_what_its_columns_are_for(app):
    lists = [(form, name, field) for form, name, field in fields() if issubclass(field.field_class, FieldList)]
    assert len(lists) > 6
    assert [f"{form.__name__}.{name}" for form, name, field in lists if not field.kwargs.get("description")] == []
    rows = {form for form in forms() if column_of_rows(form)}
    used = {unbound.args[0] for _, _, field in lists for unbound in field.args[:1] if unbound.field_class is FormField}
    assert {form.__name__ for form in rows - used if any(f is form for f, _, _ in fields())} == set()


def test_a_help_is_short_and_names_what_there_is(app, session):
    helps = [(f"{form.__name__}.{name}", field.kwargs["description"]) for form, name, field in fields() if field.kwargs.get("description")]
    assert len(helps) > 150
    with app.test_request_context("/"):
        long = [(where, len(PART.sub("10", str(h.text if isinstance(h, Help) else h)))) for where, h in helps]
    assert [(where, length) for where, length in long if length > 60] == []
    rested = [(where, h) for where, h in helps if isinstance(h, Help)]
    assert [where for where, h in rested if h.term and h.term not in TERMS] == []
    known = {key for (key,) in session.query(PolicySetting.key)}
    assert [(where, key) for where, h in rested for key in h.settings.values() if key not in known] == []
    assert [where for where, h in rested if not h.term and not h.settings] == [], "plain words need no Help"


class Asking(FlaskForm):
    asked = StringField("人数", description=Help("至少 %(least)s 人，%(days)s内答复，资金 %(money)s。", term="filing",
                        least="filing.members", days="filing.check", money="registration.capital-service"))  # fmt: skip


class Writing(FlaskForm):
    asked = TextAreaField("理由", [Length(max=300)], description="写清依据。")


class Silent(FlaskForm):
    asked = StringField("名称")


def shown(app, form: type[FlaskForm], lang: str = "zh") -> Page:
    with app.test_request_context(f"/?lang={lang}"):
        app.preprocess_request()
        return Page(app.make_response(render_template_string(HELD, form=form())))


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_a_setting_is_told_as_it_is_in_force_with_its_source_and_the_term_is_a_link(app, session):
    page = shown(app, Asking)
    hint = page.one("//p[@id='asked-hint']")
    words = " ".join("".join(hint.itertext()).split())
    assert words == ("至少 10 人，5 个工作日内答复，资金 1 万元。 依据：社区社会组织备案办法（示例）；民办非企业单位登记规定（示例） "
                     "什么是“备案”")  # fmt: skip
    assert page.one("//p[@id='asked-hint']/a/@href") == "/help/glossary#filing"
    assert page.one("//input/@aria-describedby") == "asked-hint"
    old = policy.get(session, "filing.members", "/32/3201/320114/")
    row = session.query(PolicySetting).filter_by(key="filing.members", version=old.version).first()
    row.amount = 12
    session.commit()
    policy.forget(session)
    assert "至少 12 人" in "".join(shown(app, Asking).one("//p[@id='asked-hint']").itertext())


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_the_length_of_a_text_comes_from_the_rule_that_checks_it(app):
    assert "".join(shown(app, Writing).one("//p[@class='hint']").itertext()) == "写清依据。最多 300 个字。"
    assert shown(app, Silent).all("//p[@class='hint']") == []


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_the_form_of_a_filing_tells_the_numbers_of_its_district(demo_city, client):
    client.login("resident1")
    page = client.page("/filings/new")
    hint = "".join(page.one("//p[@id='roster-hint']").itertext())
    assert hint.startswith("会员型至少 10 人，服务类至少 3 人；一行写一人。")
    english = "".join(client.page("/filings/new?lang=en").one("//p[@id='roster-hint']").itertext())
    assert english.startswith("Member groups need at least 10 people, service groups 3; one person a row.")
