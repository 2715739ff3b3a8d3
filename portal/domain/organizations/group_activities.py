"""Activities that a filed group records of itself: what counts for its year, confirmed by its residents' committee."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.domain.organizations.group_life import GroupActivity, GroupActivityState
from portal.domain.organizations.models import Organization, OrganizationState, OrgType
from portal.kernel import access, clock, engine, hands, journal, lifecycle, policy
from portal.kernel.lifecycle import Ctx
from portal.kernel.paging import Page, paginate
from portal.kernel.people import SYSTEM, Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.personal import refuse_numbers
from portal.kernel.words import Forbidden, Invalid, Refused, Sentence, Stale, say

S = GroupActivityState
EDITABLE = (S.DRAFT, S.RETURNED)
WAITING = (*EDITABLE, S.RECORDED)
FIELDS = ("title", "held_on", "place", "attendances", "volunteers", "note")


def why_not_record(organization: Organization | None) -> Sentence | None:
    """Only filed groups record here: what a legal person does is counted with its projects and its annual report."""
    if organization is None or organization.org_type is not OrgType.GROUP:
        return say("只有备案的社区社会组织在这里记活动。")
    if organization.state != OrganizationState.ACTIVE:
        return say("“%(name)s”已经退出名册，不能再记活动。", name=organization.name)
    return None


def draft(session: Session, organization: Organization, *, by: Actor, **fields: Any) -> GroupActivity:
    """Begin the record of one activity. ``fields``: see ``FIELDS``."""
    if why := why_not_record(organization):
        raise Refused(why)
    activity = GroupActivity(organization_id=organization.id, region_path=organization.region_path, recorded_by_id=by.user_id)
    if not access.allows(by, P.ACTIVITY_RECORD, activity):
        raise Forbidden(say("只有这个组织自己的人可以记它的活动。"))
    for name, value in _checked(session, organization, fields).items():
        setattr(activity, name, value)
    activity.organization = organization
    return lifecycle.begin(session, activity, by=by, sentence=say("开始记录活动“%(title)s”", title=activity.title))


def edit(session: Session, activity: GroupActivity, *, by: Actor, expect: int | None = None, **fields: Any) -> GroupActivity:
    """Change a draft or a returned record. What the committee confirmed stays as it is."""
    engine.lock(session, activity)
    if activity.state not in EDITABLE:
        raise Refused(say("这条记录已经提交，不能再改。要改请等居委会退回。"))
    if expect is not None and expect != activity.version:
        raise Stale(say("这条记录刚刚在别处改过。请先看最新内容。"))
    for name, value in _checked(session, activity.organization, fields).items():
        setattr(activity, name, value)
    activity.version += 1
    journal.write(session, activity, "edit", say("修改了活动“%(title)s”的记录", title=activity.title), by=by,
                  region_path=activity.region_path)  # fmt: skip
    return activity


def _checked(session: Session, organization: Organization, fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"an activity of a group has no {sorted(unknown)}")
    refuse_numbers(title=fields.get("title"), place=fields.get("place"), note=fields.get("note"))
    if why := wrong_day(session, organization, fields["held_on"]):
        raise Invalid("held_on", why)
    return fields


def wrong_day(session: Session, organization: Organization, day: date) -> Sentence | None:
    """An activity is recorded after it was held, and before its year is settled."""
    if day > clock.today():
        return say("活动日期 %(day)s 还没到。办过的活动才能记录。", day=day.isoformat())
    if day < organization.registered_on:
        return say("活动日期在备案以前：备案日期是 %(day)s。", day=organization.registered_on.isoformat())
    last = settled_on(session, organization, day.year)
    if clock.today() > last:
        return say("%(year)s 年的活动在 %(day)s 以前记录，现在已经核对完了。", year=day.year, day=last.isoformat())
    return None


def settled_on(session: Session, organization: Organization, year: int) -> date:
    """The last day on which activities of a year may be recorded and confirmed: after it the year is looked at."""
    end = clock.at(date(year, 12, 31), 12)
    return clock.local(policy.due(session, "filing.activities-settle", organization.region_path, end)).date()


def lapse_of(session: Session, organization: Organization) -> None:
    """The group has left the register: records that nobody confirmed count no more."""
    stmt = select(GroupActivity).where(GroupActivity.organization_id == organization.id, GroupActivity.state.in_(WAITING))
    for activity in session.scalars(stmt.order_by(GroupActivity.id)).all():
        lifecycle.move(session, activity, "lapse", by=SYSTEM)


def listed(
    session: Session, actor: Actor, *, organization: Organization | None = None, state: GroupActivityState | None = None,
    year: int | None = None, cursor: str | None = None,
) -> Page:  # fmt: skip
    """The records that the actor may read, the latest day first."""
    stmt = access.visible(select(GroupActivity), actor, P.ACTIVITY_READ).options(joinedload(GroupActivity.organization))
    if organization is not None:
        stmt = stmt.where(GroupActivity.organization_id == organization.id)
    if state:
        stmt = stmt.where(GroupActivity.state == state)
    if year:
        stmt = stmt.where(GroupActivity.held_on.between(date(year, 1, 1), date(year, 12, 31)))
    return paginate(session, stmt, keys=(GroupActivity.held_on, GroupActivity.id), cursor=cursor)


# --- guards and effects -------------------------------------------------------------------------------------------


def still_counts(ctx: Ctx) -> Sentence | None:
    """Looked at again when it is handed in: the year may have been settled while the draft lay there."""
    return why_not_record(ctx.record.organization) or wrong_day(ctx.session, ctx.record.organization, ctx.record.held_on)


def not_the_recorder(ctx: Ctx) -> Sentence | None:
    return say("不能确认自己记的活动。") if hands.same(ctx, ctx.record.recorded_by_id) else None


def write_confirmation(ctx: Ctx) -> None:
    ctx.record.confirmed_by_id = ctx.by.user_id
