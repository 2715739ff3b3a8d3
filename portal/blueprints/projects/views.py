"""How a project's facts are laid out: outputs side by side, the money's parts, the satisfaction chart, the CSV."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from types import SimpleNamespace
from typing import Any

from flask_babel import gettext as _

from portal import charts
from portal.blueprints.tables import Table
from portal.blueprints.tables import yuan as yuan_of
from portal.blueprints.words import points, yuan
from portal.domain.projects import queries
from portal.domain.projects.models import Project
from portal.domain.projects.queries import Filter
from portal.domain.projects.risk import percent
from portal.kernel import paging
from portal.kernel.words import N_
from portal.workflows.project_story import Story

MOST_ROWS = 5000
SIZE = 500


def summary_of(project: Project) -> dict[str, Any]:
    """The proposal as awarded: what the public reads of it."""
    award = project.contract.award
    content = award.proposal.content or {}
    keys = ("summary", "target_group", "beneficiaries", "team", "risks")
    return {**{key: content.get(key, "") for key in keys}, "award": award, "proposal": award.proposal,
            "plan": content.get("plan", [])}  # fmt: skip


def outputs_of(story: Story) -> list[dict[str, Any]]:
    """Plan and reality side by side."""
    done = story.totals.done or {}
    return [
        {
            "name": row["name"], "unit": row["unit"], "planned": row["quantity"], "done": done.get(row["name"], 0),
            "percent": percent(done.get(row["name"], 0), row["quantity"]),
            "meter": charts.meter(min(1.0, done.get(row["name"], 0) / row["quantity"]) if row["quantity"] else 0.0),
        }
        for row in story.project.outputs
    ]  # fmt: skip


def money_of(story: Story) -> dict[str, Any]:
    amount, paid, withheld = story.project.contract.amount_fen, story.paid_fen, story.withheld_fen
    waiting = amount - paid - withheld
    parts = [
        charts.Part(_("已拨付"), paid, yuan(paid), "fill"),
        charts.Part(_("还没拨"), waiting, yuan(waiting), "bed"),
    ]
    if withheld:
        parts.insert(1, charts.Part(_("不予拨付"), withheld, yuan(withheld), "half"))
    label = _(
        "合同额 %(amount)s：已拨付 %(paid)s，还没拨 %(waiting)s",
        amount=yuan(amount),
        paid=yuan(paid),
        waiting=yuan(waiting),
    )
    return {"bar": charts.money(parts, label=label), "paid": paid, "withheld": withheld, "amount": amount}


def chart_of(story: Story) -> Any:
    """The residents' mean with its interval, or its sentence."""
    result = story.result
    if result is None or result.mean is None:
        return None
    assert result.low is not None
    assert result.high is not None
    label = _(
        "居民满意度 %(mean)s 分，区间 %(low)s 到 %(high)s",
        mean=points(result.mean),
        low=points(result.low),
        high=points(result.high),
    )
    row = charts.Interval(_("总的评价"), _("%(n)s 人", n=result.answers), _("%(mean)s 分", mean=points(result.mean)),
                          result.mean / 100, result.low / 100, result.high / 100)  # fmt: skip
    return charts.intervals([row], label=label)


TABLE = Table(N_("项目公示"), (
    (N_("编号"), "number"), (N_("项目"), "title"), (N_("承接方"), "organization"), (N_("领域"), "field"), (N_("状态"), "state"),
    (N_("合同额（元）"), yuan_of("amount_fen")), (N_("开始"), "starts_on"), (N_("结束"), "ends_on"), (N_("活动次数"), "activities"),
    (N_("服务人次"), "attendances"), (N_("等次"), "final_grade"),
))  # fmt: skip


def rows_of(session, actor, narrowed: Filter) -> Iterator[Any]:
    """The listed projects, each with what its confirmed activities add up to."""
    rows = paging.every(lambda cursor: queries.listed(session, actor, narrowed, cursor=cursor))
    while some := list(islice(rows, paging.AT_ONCE)):
        totals = queries.totals_of(session, [row.id for row in some])
        for row in some:
            done = totals[row.id]
            yield SimpleNamespace(**row._mapping, activities=done.activities, attendances=done.attendances)
