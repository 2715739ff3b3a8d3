"""The front page."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from portal.blueprints.edge import page, public, reader
from portal.blueprints.home import blueprint
from portal.blueprints.home.pictures import money_picture, satisfaction_picture
from portal.blueprints.words import headline, large, record_url
from portal.kernel import clock, workdays
from portal.workflows import figures


@blueprint.get("/")
@public
def index():
    session = reader()
    numbers = figures.headline(session)
    return page(
        "home/index.html", numbers=numbers, ledger=_ledger(numbers), doors=_doors(),
        calls=[_call_row(call) for call in figures.open_calls(session)],
        money=money_picture(figures.money_by_source(session), numbers),
        satisfaction=satisfaction_picture(figures.satisfaction_by_field(session)),
        results=[_result(row) for row in figures.latest_results(session)],
    )  # fmt: skip


def _ledger(numbers: figures.Figures) -> list[dict[str, Any]]:
    rectifying = _("其中 %(n)s 个在整改", n=numbers.rectifying) if numbers.rectifying else None
    paid, unit = headline(numbers.paid_fen)
    return [
        {"label": _("登记备案的社会组织"), "value": f"{numbers.organizations:,}", "unit": _("家"),
         "url": "/organizations"},
        {"label": _("正在实施的项目"), "note": rectifying, "value": f"{numbers.projects:,}", "unit": _("个"),
         "url": "/projects"},
        {"label": _("今年已拨出"), "value": paid, "unit": unit},
        {"label": _("收到的居民评价"), "value": f"{numbers.ballots:,}", "unit": _("份")},
    ]  # fmt: skip


def _doors() -> list[dict[str, Any]]:
    def guide(role: str) -> str:
        return url_for("help.guide", role=role)

    return [
        {"title": _("我是社会组织"), "text": _("登记备案、申报、报账、交报告"), "url": guide("ngo"), "links": [
            (_("登记与备案"), guide("ngo")), (_("申报公益创投"), "/calls"), (_("我的待办"), "/desk")]},
        {"title": _("我是居民"), "text": _("找身边的服务，说说办得好不好"), "url": guide("resident"), "links": [
            (_("身边的项目"), "/projects"), (_("评价我参加过的活动"), "/s"), (_("提一个社区需求"), "/needs")]},
        {"title": _("我是专家"), "text": _("接受抽取、申明回避、评审打分"), "url": guide("expert"), "links": [
            (_("我的评审任务"), "/desk"), (_("怎样评审"), guide("expert"))]},
        {"title": _("政府与孵化基地"), "text": _("审核、发布、拨款、入驻管理"), "url": "/desk", "links": [
            (_("进入工作台"), "/desk"), (_("职能转移目录"), "/catalogue/transfer"), (_("孵化基地"), "/incubators")]},
    ]  # fmt: skip


def _call_row(call: Any) -> dict[str, Any]:
    facts = [_("%(lots)s 个标段，%(places)s 个名额", lots=call.lots, places=call.places)] if call.lots else []
    summary = call.summary if len(call.summary) <= 80 else call.summary[:79] + "…"
    figure, unit = headline(call.budget_fen)
    return {
        "title": call.title, "url": record_url("calls", call.public_id) or "/calls", "due_at": call.deadline_at,
        "days_left": workdays.between(clock.today(), clock.local(call.deadline_at).date(), reader()),
        "facts": [*facts, _(call.funding_source.label)], "summary": summary, "amount": figure,
        "unit": unit, "amount_note": _("单项上限 %(cap)s", cap=large(call.cap_fen)),
    }  # fmt: skip


def _result(row: Any) -> dict[str, Any]:
    url = record_url("projects", row.project) if row.project else None
    return {
        "title": row.title, "organization": row.organization, "amount_fen": row.amount_fen,
        "organization_url": record_url("organizations", row.organization_id), "source": _(row.funding_source.label),
        "state": row.state, "ends_at": row.ends_at if row.ends_at > clock.now() else None,
        "url": url or record_url("publicities", row.publicity) or record_url("awards", row.award),
    }  # fmt: skip
