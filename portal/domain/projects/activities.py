"""Verbs and reads of activity records."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.domain.projects.guards import ALIVE, check_day
from portal.domain.projects.models import Activity, ActivityState, Project
from portal.kernel import access, engine, journal, lifecycle
from portal.kernel.paging import Page, paginate
from portal.kernel.people import SYSTEM, Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.personal import refuse_numbers
from portal.kernel.words import Forbidden, Invalid, Refused, Stale, say

EDITABLE = (ActivityState.DRAFT, ActivityState.RETURNED)
FIELDS = (
    "title", "kind", "region_path", "held_on", "place", "minutes", "attendances", "beneficiaries", "volunteers",
    "cost_fen", "output", "output_quantity", "note",
)  # fmt: skip


def draft(session: Session, project: Project, *, by: Actor, **fields: Any) -> Activity:
    """Begin the record of one activity. ``fields``: see ``FIELDS``; money in fen, duration in minutes."""
    if not access.allows(by, P.ACTIVITY_RECORD, project):
        raise Forbidden(say("只有承接这个项目的组织可以记录活动。"))
    if project.state not in ALIVE:
        raise Refused(
            say(
                "项目“%(title)s”现在是“%(state)s”，不能再增加活动记录。", title=project.title, state=project.state.label
            )
        )
    _check(project, fields)
    activity = Activity(
        project_id=project.id, organization_id=project.organization_id, implementer_id=project.implementer_id,
        recorded_by_id=by.user_id, **_known(fields),
    )  # fmt: skip
    return lifecycle.begin(session, activity, by=by, sentence=say("开始记录活动“%(title)s”", title=activity.title))


def edit(session: Session, activity: Activity, *, by: Actor, expect: int | None = None, **fields: Any) -> Activity:
    """Change a draft or a returned record. What the committee confirmed stays as it is."""
    engine.lock(session, activity)
    if not access.allows(by, P.ACTIVITY_RECORD, activity):
        raise Forbidden(say("只有承接这个项目的组织可以记录活动。"))
    if activity.state not in EDITABLE:
        raise Refused(say("这条记录已经提交，不能再改。要改请等居委会退回。"))
    if expect is not None and expect != activity.version:
        raise Stale(say("这条记录刚刚在别处改过。请先看最新内容。"))
    _check(activity.project, fields)
    for name, value in _known(fields).items():
        setattr(activity, name, value)
    activity.version += 1
    journal.write(session, activity, "edit", say("修改了活动“%(title)s”的记录", title=activity.title), by=by,
                  region_path=activity.region_path)  # fmt: skip
    return activity


def _check(project: Project, fields: dict[str, Any]) -> None:
    refuse_numbers(title=fields.get("title"), place=fields.get("place"), note=fields.get("note"))
    try:
        check_day(project, fields["held_on"])
    except Refused as refusal:
        raise Invalid("held_on", refusal.sentence) from None
    if fields["attendances"] < fields["beneficiaries"]:
        raise Invalid("beneficiaries", say("受益人数不能比服务人次多：一个人来一次算一人次，来两次算两人次。"))
    output = fields.get("output", "")
    if output and output not in {row["name"] for row in project.outputs}:
        raise Invalid("output", say("项目计划里没有“%(name)s”这一项产出。", name=output))
    if not output and fields.get("output_quantity"):
        raise Invalid("output", say("填了完成数量，请选它对应哪一项计划产出。"))


def lapse_of_project(session: Session, project: Project) -> None:
    """The project has ended: records that nobody confirmed count no more, and nobody is awaited for them."""
    waiting = (*EDITABLE, ActivityState.RECORDED)
    stmt = select(Activity).where(Activity.project_id == project.id, Activity.state.in_(waiting)).order_by(Activity.id)
    for activity in session.scalars(stmt).all():
        lifecycle.move(session, activity, "lapse", by=SYSTEM)


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"an activity has no {sorted(unknown)}")
    return fields


def listed(
    session: Session, actor: Actor, *, project: Project | None = None, state: ActivityState | None = None,
    cursor: str | None = None,
) -> Page:  # fmt: skip
    """The activity records that the actor may read, the latest day first."""
    stmt = access.visible(select(Activity), actor, P.ACTIVITY_READ).options(joinedload(Activity.project))
    if project is not None:
        stmt = stmt.where(Activity.project_id == project.id)
    if state:
        stmt = stmt.where(Activity.state == state)
    return paginate(session, stmt, keys=(Activity.held_on, Activity.id), cursor=cursor)
