"""May this organization take this item on this date? Answered with reasons, from the register and the lists as they stood.

The list of qualified organizations gates functions that are transferred or entrusted; what is purchased follows the call's own
conditions, and procurement law where it applies (domain.md, qualified list).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.domain.catalogue.items import edition_on, last_moment
from portal.domain.catalogue.models import (
    Qualification,
    QualificationStanding,
    QualificationState,
    QualifiedList,
    ServiceItem,
    TransferItem,
    TransferMode,
)
from portal.domain.organizations.models import Organization, OrganizationState
from portal.kernel import holds, regions
from portal.kernel.words import N_, Sentence, say

Item = TransferItem | ServiceItem


@dataclass(frozen=True)
class Reason:
    """One condition with what was found. ``met`` is ``None`` where a person has to look."""

    condition: str
    met: bool | None
    evidence: Sentence


@dataclass(frozen=True)
class Answer:
    reasons: list[Reason]

    @property
    def may(self) -> bool:
        return all(reason.met is not False for reason in self.reasons)

    @property
    def somebody_looks(self) -> bool:
        """Nothing stands in the way, and something is left to judge."""
        return self.may and any(reason.met is None for reason in self.reasons)


def may_take(session: Session, organization: Organization, item: Item, on: date) -> Answer:
    """``on``: a day in Asia/Shanghai, as it stood at its end, or stands now if it is today."""
    return Answer([
        _is_offered(session, item, on), _is_legal_person(organization, on), _is_unbarred(session, organization, on),
        *_gate(session, organization, item, on),
    ])  # fmt: skip


def _is_offered(session: Session, item: Item, on: date) -> Reason:
    condition, edition = N_("事项在当天的现行目录里"), item.edition
    in_force = edition_on(session, edition, on)
    if in_force is None or in_force.id != edition.id:
        now = say("当天的现行目录是“%(title)s”", title=in_force.title) if in_force else say("当天还没有发布目录")
        return Reason(condition, False, now)
    if isinstance(item, TransferItem) and item.starts_on > on:
        return Reason(condition, False, say("这一项从 %(day)s 起实施", day=item.starts_on.isoformat()))
    return Reason(condition, True, say("“%(title)s”第 %(code)s 项", title=edition.title, code=item.code))


def _is_legal_person(organization: Organization, on: date) -> Reason:
    condition = N_("是登记的法人，当天在册")
    if not organization.org_type.is_legal_person:
        return Reason(condition, False, say("只有街道备案，没有法人资格；可以由登记的依托单位承接"))
    if organization.registered_on > on:
        return Reason(condition, False, say("登记于 %(day)s", day=organization.registered_on.isoformat()))
    if organization.state is not OrganizationState.ACTIVE:
        return Reason(condition, False, say("名册状态：%(state)s", state=organization.state.label))
    return Reason(condition, True, say("统一社会信用代码%(uscc)s", uscc=organization.uscc))


def _is_unbarred(session: Session, organization: Organization, on: date) -> Reason:
    condition = N_("没有限制承接的处理决定")
    if held := holds.on_moment(session, organization, "bid", last_moment(on)):
        return Reason(condition, False, held[0].sentence)
    return Reason(condition, True, say("没有查到未解除的限制"))


def _gate(session: Session, organization: Organization, item: Item, on: date) -> list[Reason]:
    if isinstance(item, ServiceItem):
        evidence = say("按政府采购法的供应商一般条件，看采购公告；承接目录不是门槛")
        return [Reason(N_("购买公告写明的条件"), None, evidence)]
    said = Reason(N_("目录写明的承接条件"), None, say("%(takers)s。由委托的部门按公告核对", takers=item.takers.rstrip("。")))
    if item.mode is TransferMode.PURCHASE:
        evidence = say("购买事项看公告：公益创投可以写明要求在列，政府采购不能")
        return [Reason(N_("承接目录"), None, evidence), said]
    return [_is_on_the_list(session, organization, on), said]


def _is_on_the_list(session: Session, organization: Organization, on: date) -> Reason:
    condition = N_("当天在承接目录里")
    entry, state = entry_on(session, organization, on)
    if entry is None:
        return Reason(condition, False, say("当天的承接目录里没有这家组织"))
    year = entry.qualified_list.year
    if state is QualificationState.LISTED:
        return Reason(condition, True, say("列入 %(year)s 年承接目录", year=year))
    return Reason(condition, False, say("在 %(year)s 年承接目录里的状态：%(state)s", year=year, state=state.label))


def entry_on(session: Session, organization: Organization, on: date) -> tuple[Qualification | None, QualificationState]:
    """The organization's entry on the list that was in force at the end of a day, and how it stood then."""
    moment = last_moment(on)
    newest = (
        select(QualifiedList.id)
        .where(QualifiedList.published_at <= moment, QualifiedList.region_path.in_(regions.ancestors(organization.region_path)))
        .order_by(QualifiedList.year.desc(), QualifiedList.id.desc()).limit(1).scalar_subquery()
    )  # fmt: skip
    stmt = (
        select(Qualification).options(joinedload(Qualification.qualified_list))
        .where(Qualification.list_id == newest, Qualification.organization_id == organization.id)
    )  # fmt: skip
    entry = session.scalars(stmt).one_or_none()
    if entry is None:
        return None, QualificationState.REMOVED
    last = session.scalar(
        select(QualificationStanding.state)
        .where(QualificationStanding.qualification_id == entry.id, QualificationStanding.since <= moment)
        .order_by(QualificationStanding.since.desc(), QualificationStanding.id.desc()).limit(1)
    )  # fmt: skip
    return entry, last or QualificationState.LISTED
