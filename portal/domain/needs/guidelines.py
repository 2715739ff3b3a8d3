"""Verbs of guideline items: draft from screened needs, edit, publish (a lifecycle step)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.needs import operations
from portal.domain.needs.models import Guideline, GuidelineState, Need, NeedState
from portal.kernel import access, engine, journal, lifecycle
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Invalid, Refused, Stale, say

FIELDS = ("title", "field", "whom", "need", "service", "goal")


def draft(session: Session, *, by: Actor, needs: list[str] | tuple[str, ...] = (), **fields: Any) -> Guideline:
    """Begin an item for the drafter's region and carry the screened needs (public ids) into it."""
    guideline = Guideline(region_path=by.region_path, **_known(fields))
    lifecycle.begin(session, guideline, by=by, sentence=say("起草项目指引“%(title)s”", title=guideline.title))
    _carry(session, guideline, needs, by)
    return guideline


def edit(
    session: Session, guideline: Guideline, *, by: Actor, needs: list[str] | tuple[str, ...] = (),
    expect: int | None = None, **fields: Any,
) -> Guideline:  # fmt: skip
    """Change a draft; ``needs`` are further screened needs to carry in."""
    engine.lock(session, guideline)
    if guideline.state is not GuidelineState.DRAFT:
        raise Refused(say("指引已经发布，不能再改。需要改的话，收回后另起一条。"))
    if expect is not None and expect != guideline.version:
        raise Stale(say("这条指引刚刚在别处改过。请先看最新内容。"))
    for name, value in _known(fields).items():
        setattr(guideline, name, value)
    guideline.version += 1
    journal.write(session, guideline, "edit", say("修改了项目指引“%(title)s”", title=guideline.title), by=by,
                  region_path=guideline.region_path)  # fmt: skip
    _carry(session, guideline, needs, by)
    return guideline


def _carry(session: Session, guideline: Guideline, public_ids: list[str] | tuple[str, ...], by: Actor) -> None:
    for public_id in public_ids:
        need = session.scalars(select(Need).where(Need.public_id == public_id)).one_or_none()
        if need is None or not access.allows(by, P.GUIDELINE_PUBLISH, need) or need.state is not NeedState.SCREENED:
            raise Invalid("needs", say("选的需求里有一条刚刚被别人编入了别的指引。请重新选。"))
        operations.guide(session, need, by=by, guideline=guideline)


def _known(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"a guideline item has no {sorted(unknown)}")
    return fields
