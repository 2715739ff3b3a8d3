"""Verbs of needs: record one, merge two, carry one into a guideline item. Every other step is ``lifecycle.move``."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.needs.models import Channel, Guideline, GuidelineState, Loop, Need, NeedState
from portal.domain.organizations.models import OrgField
from portal.kernel import access, lifecycle, papers
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.personal import refuse_numbers
from portal.kernel.regions import Level, Region, lies_in
from portal.kernel.roles import Reach
from portal.kernel.words import Forbidden, Invalid, Refused, say

MERGEABLE_INTO = frozenset(NeedState) - {NeedState.MERGED, NeedState.REJECTED}


def record(
    session: Session, *, by: Actor, title: str, description: str, field: OrgField, group_served: str, region_path: str,
    households: int = 0, channel: Channel = Channel.PORTAL, photo: dict[str, Any] | None = None,
) -> Need:  # fmt: skip
    """Collect a need. Who records it is its reporter: hears of every step and assesses the result.

    Officers and grid workers record in their own region through any channel; everyone else through the portal,
    for any community. ``photo``: what ``papers.attach`` wants.
    """
    if not by.is_authenticated:
        raise Forbidden(say("请先登录再提。"))
    refuse_numbers(title=title, description=description, group_served=group_served)
    _check_place(session, by, region_path)
    if not _records_for_others(by):
        channel = Channel.PORTAL
    need = Need(
        number=papers.next_number(session, "需"), title=title.strip(), description=description.strip(), field=field,
        group_served=group_served.strip(), region_path=region_path, households=households, channel=channel,
        loop=Loop.COMMUNITY, reporter_id=by.user_id, recorded_by_id=by.user_id,
    )  # fmt: skip
    lifecycle.begin(session, need, by=by, sentence=say("提出了“%(title)s”", title=need.title))
    if photo:
        papers.attach(session, need, "photo", by=by, **photo)
    return need


def _check_place(session: Session, by: Actor, region_path: str) -> None:
    level = session.scalar(select(Region.level).where(Region.path == region_path))
    if level is not Level.COMMUNITY:
        raise Invalid("region_path", say("请选一个社区。"))
    if _records_for_others(by) and not lies_in(region_path, by.region_path):
        raise Invalid("region_path", say("您以现在的岗位只能登记本辖区的需求。"))


def _records_for_others(by: Actor) -> bool:
    """An officer, the committee or a grid worker: the appointment itself carries the permission."""
    return by.reach is Reach.REGION and P.NEED_RECORD in by.permissions


def merge(
    session: Session, need: Need, *, by: Actor, target_number: str, expect: int | None = None, reason: str = ""
) -> Need:
    """Merge a duplicate into another need of the same street; both reporters go on hearing of it."""
    target = session.scalars(select(Need).where(Need.number == target_number.strip())).one_or_none()
    if target is None or not access.allows(by, P.NEED_HANDLE, target):
        number = target_number.strip()[:40]
        raise Invalid("target_number", say("在您的辖区里没有编号是“%(number)s”的需求。", number=number))
    if target.id == need.id:
        raise Invalid("target_number", say("不能并到自己。请填另一件的编号。"))
    if target.state not in MERGEABLE_INTO:
        raise Invalid("target_number", say("那一件的状态是“%(state)s”，不能并过去。", state=target.state.label))
    lifecycle.move(session, need, "merge", by=by, expect=expect, reason=reason, target=target)
    return target


def guide(
    session: Session, need: Need, *, by: Actor, guideline: str | Guideline, expect: int | None = None, reason: str = ""
) -> Guideline:
    """Carry a screened need into a guideline item that is being drafted. ``guideline``: it, or its public id."""
    item: Guideline | None
    if isinstance(guideline, str):
        item = session.scalars(select(Guideline).where(Guideline.public_id == guideline)).one_or_none()
    else:
        item = guideline
    if item is None or not access.allows(by, P.GUIDELINE_PUBLISH, item):
        raise Invalid("guideline", say("没有这条指引。"))
    if item.state is not GuidelineState.DRAFT:
        raise Refused(say("“%(title)s”已经发布，不能再编入需求。请另起一条指引。", title=item.title))
    lifecycle.move(session, need, "guide", by=by, expect=expect, reason=reason, guideline=item)
    return item


def assess(
    session: Session, need: Need, *, by: Actor, assessment: int, expect: int | None = None, reason: str = ""
) -> None:
    if assessment not in range(1, 6):
        raise Invalid("assessment", say("请在 1 到 5 分里选一个。"))
    lifecycle.move(session, need, "assess", by=by, expect=expect, reason=reason, assessment=assessment)
