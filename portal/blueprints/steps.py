"""The steps of any record, from its lifecycle table: buttons, one page per step, stepper, timeline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Blueprint, abort, current_app, g, request, url_for
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.blueprints.edge import current_actor, done, load, page, perform, reader, refuse, spoken
from portal.blueprints.materials import MATERIALS
from portal.blueprints.words import day, record_url, who_acted
from portal.intake import whole
from portal.kernel import access, clock, journal, lifecycle
from portal.kernel.lifecycle import Ctx, Step
from portal.kernel.words import Refused, Sentence


class StepForm(FlaskForm):
    """Every step's form: the version of the record that the person saw."""

    version = HiddenField()


class ReasonForm(StepForm):
    reason = TextAreaField(
        lazy_gettext("理由"),
        [InputRequired(lazy_gettext("请写明理由：对方会看到这段话。")), Length(max=1000)],
        description=lazy_gettext("写清依据和怎样改正，1000 字以内。"),
    )


#: Steps after which somebody puts something right; any other reason only says why.
SENT_BACK = ("return", "return-late", "supplement", "send-back")


@dataclass(frozen=True)
class Way:
    """How a step is taken on the web: its form and its verb.

    ``verb(session, record, *, by, expect, reason, **fields)``; ``prefill(record)`` gives the form's first values;
    ``facts(session, record)`` brings what guards need from other nouns; ``shown(session, record)`` what the template of
    the step's page shows beside the form.
    """

    form: type[FlaskForm] | None = None
    verb: Callable | None = None
    prefill: Callable[[Any], dict[str, Any]] | None = None
    choices: Callable[[Any, FlaskForm, Any], None] | None = None
    facts: Callable[[Any, Any], dict[str, Any]] | None = None
    shown: Callable[[Any, Any], dict[str, Any]] | None = None
    template: str = "components/step_page.html"


#: A step that needs nothing beyond its button.
PLAIN = Way()


def serve_steps(blueprint: Blueprint, model: type[Any], ways: dict[str, Way] | None = None) -> None:
    """Add ``GET|POST /<public_id>/steps/<action>`` for every step of the model's lifecycle."""
    ways = ways or {}
    known = lifecycle.lifecycle_of(model).actions()
    unknown = set(ways) - set(known)
    if unknown:
        raise ValueError(f"{model.__name__} has no steps {sorted(unknown)}")

    @blueprint.route("/<public_id>/steps/<action>", methods=["GET", "POST"], endpoint=f"{model.__tablename__}_step")
    @_steps_of(model)
    def step(record: Any, action: str):
        return _take(record, action, ways.get(action, PLAIN))


def _steps_of(model: type[Any]) -> Callable:
    """Access of a step: the permission that the lifecycle's table names for it."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def guarded(public_id: str, action: str):
            steps = [s for s in lifecycle.lifecycle_of(model).steps if s.action == action]
            if not steps:
                abort(404)
            record = load(model, public_id, tuple(s.by for s in steps))
            return view(record, action)

        guarded.access = ("steps", model)  # type: ignore[attr-defined]
        return guarded

    return decorate


def _take(record: Any, action: str, way: Way):
    row = lifecycle.lifecycle_of(record).step(record.state, action)
    back = record_url(record.__tablename__, record.public_id) or "/desk"
    if row is None or row.at or not row.concerns(record):
        if request.method == "GET":
            sentence = Sentence("现在的状态是“%(state)s”，不能再办这一步。", state=spoken(record.state.label))
            return done(sentence, back)
        row = next(s for s in lifecycle.lifecycle_of(record).steps if s.action == action)
    elif not lifecycle.may(current_actor(), row, record):
        refuse(403)  # a step of this name leaves two states, and from this one it is somebody else's
    form = _form_for(record, row, way)
    if request.method == "POST" and form.validate_on_submit():
        fields = {k: v for k, v in form.data.items() if k not in ("csrf_token", "version", "reason", "submit")}
        facts = way.facts(reader(), record) if way.facts else {}
        if perform(form, _verb(way, action), record, by=current_actor(), reason=_reason(form),
                   expect=_version(form), **fields, **facts):  # fmt: skip
            readable = access.allows(current_actor(), access.declaration(type(record)).read, record)
            return done(row_done(row, record), back if readable else "/desk", record)
    shown = way.shown(reader(), record) if way.shown else {}
    return page(way.template, form=form, record=record, step=row, back=back, why_not=blocked(record, row, way), **shown)


def _form_for(record: Any, row: Step, way: Way) -> FlaskForm:
    form_class = way.form or (ReasonForm if row.needs_reason else StepForm)
    first = way.prefill(record) if way.prefill else {}
    form = form_class(data={**first, "version": record.version}) if first else form_class(version=record.version)
    if form_class is ReasonForm and row.action not in SENT_BACK:
        form.reason.description = gettext("写清依据，1000 字以内。")
    if way.choices:
        way.choices(reader(), form, record)
    if request.method == "GET":
        form.version.data = record.version
    return form


def _verb(way: Way, action: str) -> Callable:
    if way.verb:
        return way.verb

    def plain(session, record, **kwargs):
        return lifecycle.move(session, record, action, **kwargs)

    return plain


def _reason(form: FlaskForm) -> str:
    return form.reason.data or "" if "reason" in form else ""


def _version(form: FlaskForm) -> int | None:
    return whole(form.version.data)


def row_done(row: Step, record: Any) -> Sentence:
    if row.done:
        return Sentence(row.done, caption=lifecycle.caption_of(record))
    return Sentence("已办理：%(label)s", label=spoken(row.label or row.action))


def blocked(record: Any, row: Step, way: Way = PLAIN) -> str | None:
    """The unmet condition to show beside the button; conditions that need facts are looked at when the step is taken."""
    try:
        facts = way.facts(reader(), record) if way.facts else {}
        return lifecycle.why_not(row, Ctx(reader(), record, current_actor(), "", facts, clock.now()))
    except Refused:
        return None


def actions_for(record: Any, ways: dict[str, Way] | None = None) -> list[dict[str, Any]]:
    """The action bar: what this person may do now, each with its consequence; the first is the solid one."""
    ways, actor = ways or {}, current_actor()
    out: list[dict[str, Any]] = []
    endpoint = endpoint_of(record.__tablename__)
    assert endpoint is not None, "a record with an action bar serves its steps"
    steps = [row for row in lifecycle.open_steps(record, actor) if not row.at]
    for row in sorted(steps, key=lambda row: not row.duty):  # what the person is awaited for, then what else they may do
        way = ways.get(row.action, PLAIN)
        url = url_for(endpoint, public_id=record.public_id, action=row.action)
        quick = not (row.needs_reason or way.form)
        out.append({
            "label": spoken(row.label or row.action), "url": url, "consequence": spoken(row.consequence),
            "primary": bool(row.duty) and not out, "method": "post" if quick else "get", "fields": {"version": record.version},
            "confirm": gettext("办了就不能撤回，确定吗？") if quick and row.final else None,
            "disabled_reason": blocked(record, row, way),
        })  # fmt: skip
    return out


_endpoints: dict[str, str | None] = {}


def endpoint_of(table: str) -> str | None:
    """The endpoint of the step pages of a table's records, if they have any."""
    if table not in _endpoints:
        wanted = f"{table}_step"
        _endpoints[table] = next((e for e in current_app.view_functions if e.split(".")[-1] == wanted), None)
    return _endpoints[table]


def stepper_for(record: Any, entries: list[journal.JournalEntry] | None = None) -> list[dict[str, Any]]:
    """Where the process stands: the states of the plain path; past ones with their day, the present one with its due.

    ``entries`` may tell of other records too; two processes may have a state of the same name."""
    table = lifecycle.lifecycle_of(record)
    entries = [e for e in entries or [] if (e.subject_type, e.subject_id) == (record.__tablename__, record.id)]
    path = table.path_of(record) or [record.state]
    if record.state not in path:
        reached = {e.state_after for e in entries or []}
        path = [s for s in path if s.value in reached] + [record.state]
    at = path.index(record.state)
    when = {e.state_after: e.at for e in reversed(entries or [])}
    ahead = [s for s in table.leaving(record.state) if s.concerns(record)]
    due = next((d for s in ahead if (d := lifecycle.due_of(reader(), record, s))), None)
    last = len(path) - 1
    steps = []
    for index, state in enumerate(path):
        status = (
            "done"
            if index < at or (index == at == last and not table.leaving(state))
            else "now"
            if index == at
            else "todo"
        )
        note = day(when[state.value]) if state.value in when and index <= at else ""
        if status == "now" and due:
            note = gettext("%(day)s前", day=day(due))
        name = table.outcome if table.outcome and status == "todo" and index == last else state.label
        steps.append({"name": spoken(name), "note": note, "status": status,
                      "late": status == "now" and due is not None and due < clock.now()})  # fmt: skip
    return steps


def timeline_for(record: Any, entries: list[journal.JournalEntry], *, names: bool = True) -> list[dict[str, Any]]:
    """The record's story in whole sentences. ``names=False`` for the public: roles instead of people, no reasons."""
    out = []
    for entry in entries:
        content = entry.payload.content if entry.payload and names else {}
        who = who_acted(content) or spoken(entry.role.label)
        line = _line(entry, who if names else "")
        if content.get("reason"):
            line = gettext("%(line)s。理由：%(reason)s", line=line, reason=content["reason"])
        out.append({"at": clock.local(entry.at), "sentence": line, "key": entry.key, "future": False})
    return out


#: How sentences begin that tell what happened to something, not what somebody did.
EVENTS = (  # the journal's words
    "“", "因", "期满", "异议成立", "立项取消", "评分因", "合同生效", "协议文本", "现任负责人", "组织换了", "评审会", "基地",  # official
)  # fmt: skip


def _line(entry: journal.JournalEntry, name: str) -> str:
    parts = dict(entry.parts)
    if "material" in parts:
        parts["material"] = MATERIALS.get(parts["material"], parts["material"])
    said = spoken(Sentence(entry.msgid, **parts))
    role = spoken(entry.role.label)
    named = name and name != role
    if entry.msgid.startswith(EVENTS):
        who = gettext("%(name)s，%(role)s", name=name, role=role) if named else role
        return gettext("%(what)s（%(who)s）", who=who, what=said)
    who = gettext("%(name)s（%(role)s）", name=name, role=role) if named else role
    return gettext("%(who)s%(what)s", who=who, what=said[:1].lower() + said[1:])


def reason_that_led_here(record: Any, entries: list[journal.JournalEntry]) -> dict[str, Any] | None:
    """Why the record is in its present state, when whoever took the last step had to say why: ``{"title", "reason", "at"}``.

    Shown at the top: what was sent back is put right by its reason, and nobody should have to look for it.
    """
    own = (e for e in entries if (e.subject_type, e.subject_id) == (record.__tablename__, record.id))
    last = next((e for e in own if e.state_after and e.state_before != e.state_after), None)
    if last is None or last.state_after != record.state.value or not last.payload:
        return None
    reason = last.payload.content.get("reason")
    step = next((s for s in lifecycle.lifecycle_of(record).steps if s.action == last.action and s.target == record.state), None)
    if not reason or step is None:
        return None
    return {"title": spoken(step.label or step.action), "reason": reason, "at": last.at}


def story_of(record: Any) -> list[journal.JournalEntry]:
    """The record's journal, read once for a page however many of its parts tell of it."""
    read: dict[Any, list[journal.JournalEntry]] = g.setdefault("stories", {})
    key = (record.__tablename__, record.id, record.version)
    if key not in read:
        read[key] = journal.of(reader(), record)
    return read[key]


def record_context(
    record: Any, ways: dict[str, Way] | None = None, *, names: bool = True, story: list[journal.JournalEntry] | None = None
) -> dict[str, Any]:
    """What every record page needs: stepper, actions, timeline. ``story``: where it tells of the record's parts too."""
    entries = story_of(record) if story is None else story
    may_see_names = names and access.allows(current_actor(), access.declaration(type(record)).read, record)
    return {
        "record": record,
        "steps": stepper_for(record, entries),
        "actions": actions_for(record, ways),
        "timeline": timeline_for(record, entries, names=may_see_names),
        "led_here": reason_that_led_here(record, entries) if may_see_names else None,
    }
