"""Calls: list, page, editor, questions. Steps are served by their own mechanism."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _

from portal.blueprints.calls import WAYS, blueprint, views
from portal.blueprints.calls.forms import CallForm, QuestionForm, first_values, values_of
from portal.blueprints.edge import current_actor, done, load, page, perform, permits, public, reader
from portal.blueprints.filters import as_file, chosen, one_of, typed
from portal.blueprints.forms import change_lines
from portal.blueprints.steps import record_context, story_of
from portal.blueprints.tables import Table, every, exported, yuan
from portal.blueprints.words import record_url, shows
from portal.domain.calls import checks, operations, queries
from portal.domain.calls.guards import frozen_terms
from portal.domain.calls.models import Call, CallKind, CallState
from portal.domain.needs import queries as needs
from portal.domain.proposals import drafts
from portal.kernel import access, clock
from portal.kernel.canonical import canonical_json
from portal.kernel.journal import JournalEntry
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say
from portal.workflows import announcements

TABLE = Table(N_("征集和采购公告"), (
    (N_("编号"), "number"), (N_("名称"), "title"), (N_("类型"), "kind"), (N_("购买单位"), "department"),
    (N_("资金总额（元）"), yuan("budget_fen")), (N_("单项上限（元）"), yuan("cap_fen")), (N_("申报截止"), "deadline_at"), (N_("状态"), "state"),
))  # fmt: skip


def _rows():
    """Those under way, section by section, then those that are over."""
    kind, q, _status = _filters()
    session, actor = reader(), current_actor()
    yield from (row for section in queries.current(session, actor, kind=kind, q=q).values() for row in section)
    yield from every(queries.finished, kind=kind, q=q)


@blueprint.get("", strict_slashes=False)
@public
@exported(TABLE, lambda: _rows(), {"q": typed, "kind": one_of(CallKind), "status": one_of(queries.SECTIONS)})
def index():
    kind, q, status = _filters()
    session, actor = reader(), current_actor()
    found = queries.current(session, actor, kind=kind, q=q)
    over = queries.finished(session, actor, kind=kind, q=q, cursor=request.args.get("cursor"))
    return page("calls/index.html", kind=kind, q=q, status=status, kinds=list(CallKind), sections=_sections(),
                open_rows=[views.open_row(row) for row in found["open"]], found=found, over=over,
                may_draft=actor.holds(P.CALL_DRAFT))  # fmt: skip


@blueprint.route("/new", methods=["GET", "POST"])
@permits(P.CALL_DRAFT)
def new():
    form = _editor()
    sent = not change_lines(form) and form.validate_on_submit()
    if sent and (result := perform(form, operations.draft, by=current_actor(), terms=form.terms())):
        return done(say("已存为草稿。"), url_for(".show", public_id=result.value.public_id), result.value)
    return _edit_page(form, _("起草征集公告"))


@blueprint.get("/<public_id>")
@shows(Call)
@permits(P.CALL_READ, Call)
def show(call: Call):
    return _page_of(call, QuestionForm() if _may_ask(call) else None)


@blueprint.get("/<public_id>/frozen.json")
@permits(P.CALL_READ, Call)
def frozen(call: Call):
    """What the digest on the page is of, byte for byte."""
    if call.frozen_digest is None:
        abort(404)
    return as_file(canonical_json(frozen_terms(queries.whole(reader(), call))), f"{call.number}.json", "application/json")


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@permits(P.CALL_DRAFT, Call)
def edit(call: Call):
    if request.method == "GET" and call.state is not CallState.DRAFT:
        return redirect(url_for(".show", public_id=call.public_id))
    form = _editor(call)
    sent = not change_lines(form) and form.validate_on_submit()
    if sent and perform(form, operations.edit, call, by=current_actor(), terms=form.terms(), expect=form.expected()):
        return done(say("已保存。"), url_for(".show", public_id=call.public_id))
    return _edit_page(form, _("修改征集公告"))


@blueprint.post("/<public_id>/questions")
@permits(P.CALL_ASK)
def ask(public_id: str):
    call, form = load(Call, public_id, (P.CALL_READ,)), QuestionForm()
    if form.validate_on_submit() and perform(form, operations.ask, call, by=current_actor(), body=form.body.data):
        return done(say("问题已收到。答复会公开在这一页，也会通知您。"), url_for(".show", public_id=public_id) + "#qa")
    return _page_of(call, form)


# --- parts


def _filters() -> tuple[CallKind | None, str, str]:
    status = request.args.get("status", "")
    q = request.args.get("q", "").strip()[:60]
    return chosen(CallKind, "kind"), q, status if status in queries.SECTIONS else ""


def _sections() -> list[tuple[str, str, str]]:
    """(key, heading, what an empty one says)."""
    out = [
        ("open", _("正在征集"), _("新的公告发布后马上列在这里。")),
        ("coming", _("即将发布"), _("公告批准以后、发布之前列在这里。")),
        ("under-way", _("评审和公示中"), _("截止以后、立项之前列在这里。")),
        ("finished", _("已经结束"), _("立项完成或终止以后列在这里。")),
    ]
    if current_actor().holds(P.CALL_DRAFT) or current_actor().holds(P.CALL_APPROVE):
        out.insert(0, ("in-work", _("起草和审批中"), _("您能看到的草稿列在这里。")))
    return out


def _editor(call: Call | None = None) -> CallForm:
    form = CallForm(data=values_of(queries.whole(reader(), call)) if call else first_values())
    form.department_id.choices = [(str(i), name) for i, name in operations.departments(reader(), current_actor())]
    items = [("", _("不对应")), *needs.published(reader())]
    for lot in form.lots:
        lot.form.guideline.choices = items
    return form


def _edit_page(form: CallForm, heading: str):
    items = [("", _("不对应")), *needs.published(reader())]
    for lot in form.lots:  # a line that was just added has none yet
        lot.form.guideline.choices = items
    return page("calls/edit.html", form=form, heading=heading)


def _page_of(call: Call, form: QuestionForm | None):
    session, actor = reader(), current_actor()
    call = queries.whole(session, call)
    inside = any(access.allows(actor, p, call) for p in (P.CALL_DRAFT, P.CALL_APPROVE, P.CALL_OPEN, P.PANEL_DRAW))
    context: dict[str, Any] = record_context(call, WAYS, names=inside)
    entries = story_of(call)
    stages = views.stages(call, entries)
    takes_bids = call.state is CallState.PUBLISHED
    barrier = announcements.bid_barrier(session, call, actor) if takes_bids else None
    if stages and call.state is not CallState.CANCELLED:
        context["steps"] = views.stepper(call, stages)
    return page(
        "calls/show.html", call=call, form=form, inside=inside, stages=stages, may_ask=_may_ask(call),
        gantt=views.gantt(call, stages) if stages else None, moments=views.moments(call),
        days_left=views.days_left(call),
        cancel_reason=_cancel_reason(entries) if call.state is CallState.CANCELLED else None,
        conditions=views.who_may_bid(call), tranches=views.tranches(call), answered=queries.answered(session, call),
        own_questions=queries.own_open_questions(session, call, actor),
        waiting=queries.unanswered(session, actor, call) if inside else [],
        needs=needs.of_guidelines(session, [lot.guideline_id for lot in call.lots if lot.guideline_id]),
        barrier=barrier, own_bids=drafts.in_call(session, actor, call) if takes_bids and not barrier else {},
        draws_here=call.state in (CallState.OPENED, CallState.IN_REVIEW) and access.allows(actor, P.PANEL_DRAW, call),
        gaps=checks.gaps(call, clock.now()) if inside and call.state is CallState.DRAFT else [],
        editable=call.state is CallState.DRAFT and access.allows(actor, P.CALL_DRAFT, call),
        results=[(title if nth == 1 else _("%(lot)s，第 %(nth)s 次公示", lot=title, nth=nth), record_url("publicities", key))
                 for title, key, nth in ([] if takes_bids else announcements.results_of(session, call))], **context,
    )  # fmt: skip


def _cancel_reason(entries: list[JournalEntry]) -> str | None:
    """Why it was cancelled is public, unlike other reasons."""
    entry = next((e for e in entries if e.action == "cancel" and e.payload), None)
    return str(entry.payload.content.get("reason", "")) if entry and entry.payload else None


def _may_ask(call: Call) -> bool:
    actor = current_actor()
    asks = actor.holds(P.CALL_ASK) and actor.organization_id is not None
    return asks and call.state is CallState.PUBLISHED and clock.now() < call.questions_until
