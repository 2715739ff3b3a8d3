"""Who may bid: the call's conditions, each looked at with its evidence, as on the closing day."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.calls.models import Call
from portal.domain.catalogue.models import Qualification, QualificationState, QualifiedList, QualifiedListState
from portal.domain.organizations.models import Organization, OrganizationState, OrgType
from portal.domain.proposals.models import Proposal, ProposalState
from portal.kernel import clock, holds, regions
from portal.kernel.words import Sentence, say

#: States of a proposal that stands in the competition.
STANDING = (
    ProposalState.SUBMITTED, ProposalState.OPENED, ProposalState.ELIGIBLE, ProposalState.RANKED, ProposalState.AWARDED,
    ProposalState.NOT_AWARDED,
)  # fmt: skip


class Condition(NamedTuple):
    """``remedy``: what a bidder who does not meet it can do; said when they try, and not stored."""

    condition: Sentence
    met: bool
    evidence: Sentence
    remedy: Sentence | None = None

    def stored(self) -> dict[str, Any]:
        return {
            "condition": self.condition.msgid, "condition_parts": self.condition.parts, "met": self.met,
            "evidence": self.evidence.msgid, "parts": self.evidence.parts,
        }  # fmt: skip


def read_again(stored: dict[str, Any]) -> Condition:
    """A condition as it was stored."""
    condition, evidence = stored["condition"], stored["evidence"]
    return Condition(
        Sentence(condition, **stored["condition_parts"]), stored["met"], Sentence(evidence, **stored["parts"])
    )


def as_on_the_closing_day(session: Session, proposal: Proposal) -> list[Condition]:
    """What the formal check goes by: what was true when the call closed; a later change neither helps nor harms."""
    if proposal.closing_conditions is None:
        return conditions(session, proposal)
    return [read_again(stored) for stored in proposal.closing_conditions]


def note_closing_day(session: Session, proposal: Proposal) -> None:
    proposal.closing_conditions = [found.stored() for found in conditions(session, proposal)]


def conditions(session: Session, proposal: Proposal) -> list[Condition]:
    """Every condition of the call for this bidder (and the group behind it), in the order of the announcement."""
    call, bidder = proposal.call, proposal.organization
    rules = call.eligibility
    found = [_is_active(bidder), _type_is_admitted(bidder, rules), _is_not_barred(session, bidder)]
    if rules.get("min_months"):
        found.append(_is_old_enough(bidder, rules["min_months"], call))
    if rules.get("qualified_list"):
        found.append(_is_qualified(session, bidder))
    if rules.get("min_rating"):
        found.append(_is_rated(bidder, rules["min_rating"]))
    if rules.get("min_staff"):
        found.append(_has_staff(bidder, rules["min_staff"]))
    if rules.get("local_only"):
        found.append(_is_local(bidder, call))
    if proposal.implementer is not None:
        found += _group_conditions(session, bidder, proposal.implementer, rules)
    return found


def _is_active(org: Organization) -> Condition:
    evidence = say("%(name)s：%(state)s", name=org.name, state=org.state.label)
    return Condition(say("组织状态正常"), org.state == OrganizationState.ACTIVE, evidence,
                     say("请先向登记或备案的机关办妥，状态恢复以后再提交。"))  # fmt: skip


def _type_is_admitted(org: Organization, rules: dict[str, Any]) -> Condition:
    admitted = [OrgType(t) for t in rules.get("org_types", []) if OrgType(t).is_legal_person]
    names = "、".join(t.label for t in admitted)
    met = org.org_type in admitted and org.org_type.is_legal_person
    if org.org_type is OrgType.GROUP:
        evidence = say("申报主体是%(type)s，应由登记的依托单位申报，社区社会组织作为实施组织", type=org.org_type.label)
    else:
        evidence = say("申报主体是%(type)s", type=org.org_type.label)
    return Condition(say("申报主体类型：%(names)s", names=names), met, evidence,
                     say("这次征集不能以这个组织的名义申报，可以看看其他征集。"))  # fmt: skip


def months_between(start: date, end: date) -> int:
    """Whole months from one day to another."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def _is_old_enough(org: Organization, needed: int, call: Call) -> Condition:
    held = months_between(org.registered_on, clock.local(call.deadline_at).date())
    evidence = say("登记于%(day)s，到截止日满 %(held)s 个月", day=org.registered_on.isoformat(), held=max(held, 0))
    return Condition(say("登记满 %(needed)s 个月", needed=needed), held >= needed, evidence,
                     say("满了以后可以申报下一次征集；登记日期有误的，请联系登记的民政局。"))  # fmt: skip


def _is_not_barred(session: Session, org: Organization) -> Condition:
    barred = holds.on(session, org, "bid")
    return Condition(say("没有限制申报的处理决定"), not barred, barred[0].sentence if barred else say("未查到限制"),
                     say("对处理决定不服的，可以按决定书写明的途径申诉；解除以后再提交。"))  # fmt: skip


def _is_qualified(session: Session, org: Organization) -> Condition:
    listed = session.scalar(
        select(QualifiedList.year)
        .join(Qualification, Qualification.list_id == QualifiedList.id)
        .where(Qualification.organization_id == org.id, Qualification.state == QualificationState.LISTED)
        .where(QualifiedList.state == QualifiedListState.PUBLISHED)
        .order_by(QualifiedList.year.desc()).limit(1)
    )  # fmt: skip
    evidence = say("列入 %(year)s 年承接目录", year=listed) if listed else say("现行承接目录里没有这家组织")
    return Condition(say("列入具备承接资格的社会组织目录"), listed is not None, evidence,
                     say("目录每年编一次，条件写在承接目录的页面上；认为漏列的，请联系民政局。"))  # fmt: skip


def _is_rated(org: Organization, least: int) -> Condition:
    evidence = say("现为 %(rating)sA", rating=org.rating) if org.rating else say("没有评估等级")
    return Condition(say("评估等级不低于 %(least)sA", least=least), (org.rating or 0) >= least, evidence,
                     say("等级没有登记或者有误的，请民政局在名册上更正以后再提交。"))  # fmt: skip


def _has_staff(org: Organization, least: int) -> Condition:
    evidence = say("登记的专职人员 %(staff)s 人", staff=org.full_time_staff)
    return Condition(say("专职人员不少于 %(least)s 人", least=least), org.full_time_staff >= least, evidence,
                     say("人数有变化的，请民政局在名册上更正以后再提交。"))  # fmt: skip


def _is_local(org: Organization, call: Call) -> Condition:
    met = regions.lies_in(org.region_path, call.region_path)
    evidence = say("在本区登记") if met else say("不在本区登记")
    return Condition(say("在本区登记的组织"), met, evidence, say("请看本区的征集，或者和在本区登记的组织合作。"))


def _group_conditions(
    session: Session, bidder: Organization, group: Organization, rules: dict[str, Any]
) -> list[Condition]:
    """A filed group takes part only behind its registered sponsor, where the call admits it; both are looked at."""
    admitted = bool(rules.get("groups_with_sponsor"))
    sponsored = group.org_type is OrgType.GROUP and group.sponsor_id == bidder.id
    return [
        Condition(
            say("本次征集接受社区社会组织由依托单位申报"), admitted,
            say("征集公告写明接受") if admitted else say("征集公告没有写明接受"),
            say("请把实施组织改成“本组织自己实施”，或者申报接受社区社会组织的征集。"),
        ),
        Condition(
            say("实施组织是申报主体依托管理的社区社会组织"), sponsored,
            say("%(group)s 备案 %(number)s", group=group.name, number=group.filing_number or "—"),
            say("请选依托本组织备案的社区社会组织。"),
        ),
        _is_active(group),
        _is_not_barred(session, group),
    ]  # fmt: skip


def standing_beside(session: Session, proposal: Proposal, *, same_lot: bool) -> int:
    """How many other proposals of the same bidder (or of its implementing group) stand in the call or the lot."""
    parties = [x for x in (proposal.organization_id, proposal.implementer_id) if x]
    stmt = select(Proposal.id).where(
        Proposal.call_id == proposal.call_id, Proposal.id != proposal.id, Proposal.state.in_(STANDING),
        Proposal.organization_id.in_(parties) | Proposal.implementer_id.in_(parties),
    )  # fmt: skip
    if same_lot:
        stmt = stmt.where(Proposal.lot_id == proposal.lot_id)
    return len(session.scalars(stmt).all())
