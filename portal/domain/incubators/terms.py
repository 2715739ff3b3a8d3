"""The agreement: its terms are frozen when the tenant is admitted; both sides sign the same digest."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.incubators.models import Incubator, RentKind, Room, ServiceKind, Tenancy
from portal.domain.organizations.models import Organization
from portal.kernel import clock, policy
from portal.kernel.canonical import digest
from portal.kernel.people import Actor
from portal.kernel.words import N_

RUNNING_COSTS = "水电、网络由基地承担，长途电话和耗材自付"
HOUSE, TENANT = N_("甲方（孵化基地）"), N_("乙方（入驻方）")


def end_of_term(starts_on: date, months: int) -> date:
    """The last day of a term of so many months: 2026-03-01 and 12 months end on 2027-02-28."""
    return months_after(starts_on, months) - timedelta(days=1)


def extended(tenancy: Tenancy, months: int) -> date:
    """The last day after so many more months."""
    assert tenancy.ends_on, "a tenancy is extended while it runs"
    return end_of_term(tenancy.ends_on + timedelta(days=1), months)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(last, day.day))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def write_down(session: Session, tenancy: Tenancy, room: Room, rent_kind: RentKind, rent_note: str) -> dict[str, Any]:
    """The facts of ``documents.facts.TenancyAgreement``, without signatures."""
    assert tenancy.starts_on, "the term is fixed when the desks are taken"
    assert tenancy.ends_on
    incubator = session.get_one(Incubator, tenancy.incubator_id)
    every = policy.amount(session, "tenancy.assessment-every", tenancy.region_path)
    handover = policy.amount(session, "tenancy.handover", tenancy.region_path)
    reply = policy.amount(session, "tenancy.reply", tenancy.region_path)
    asked = [ServiceKind(kind).label for kind in tenancy.needs]
    return {
        "parties": [_house(incubator), _tenant(session, tenancy)],
        "incubator": incubator.name,
        "rooms": [f"{room.name}（{room.area_m2} ㎡，共 {room.desks} 个工位）"],
        "desks": tenancy.desks,
        "rent_fen": tenancy.rent_fen,
        "rent_note": "；".join(part for part in (rent_kind.label, rent_note, RUNNING_COSTS) if part),
        "starts_on": tenancy.starts_on.isoformat(),
        "ends_on": tenancy.ends_on.isoformat(),
        "services": asked or [kind.label for kind in ServiceKind],
        "assessment": f"每 {every} 个月考核一次；考核合格可以续驻，不合格不能续驻",
        "handover_days": handover,
        "clauses": _clauses(tenancy, handover, reply),
    }


def _house(incubator: Incubator) -> dict[str, str]:
    return {"role": HOUSE, "name": incubator.name, "representative": incubator.operator, "address": incubator.address}


def _tenant(session: Session, tenancy: Tenancy) -> dict[str, str]:
    party = {"role": TENANT, "name": tenancy.title}  # no phone: terms and paper are kept readable, it is not
    organization = session.get(Organization, tenancy.organization_id) if tenancy.organization_id else None
    if organization is None:
        return party
    party |= {"representative": organization.legal_representative, "address": organization.address}
    return party | ({"code": organization.uscc} if organization.uscc else {})


def _clauses(tenancy: Tenancy, handover: int, reply: int) -> list[dict[str, str]]:
    return [
        {"title": "用途", "text": f"乙方在约定的工位开展公益服务和筹备工作，不转租、不从事与宗旨无关的经营。入驻计划：{tenancy.plan}"},
        {"title": "基地的义务", "text": "甲方按约定提供场地和服务，把每次服务的时长记入平台，乙方随时可以查看。"},
        {"title": "入驻方的义务", "text": "乙方遵守基地的安全和公共区管理规定，如实配合半年考核，参加基地组织的交流活动。"},
        {"title": "续驻、出壳和退出", "text": f"期满前由甲方按考核结果提出续驻或出壳，乙方同意后办理。乙方可以随时申请退出；退出或出壳时在 {handover} 个工作日内交还房间、钥匙和设备，结清押金和费用。"},
        {"title": "终止", "text": f"考核不合格或期满未续的，甲方可以终止入驻：先告知理由，乙方在 {reply} 个工作日内可以提出意见，甲方听取后再决定。"},
        {"title": "争议", "text": "双方先协商；协商不成，由区民政局调解。"},
    ]  # fmt: skip


def sign(tenancy: Tenancy, *, role: str, party: str, by: Actor) -> None:
    """Put down who signed, when, and the digest of what was signed."""
    block = {
        "role": role, "party": party, "name": by.signed, "user_id": by.user_id,
        "signed_at": clock.local(clock.now()).isoformat(timespec="seconds"), "digest": digest(tenancy.agreement),
    }  # fmt: skip
    tenancy.signatures = [*tenancy.signatures, block]


def paper_facts(tenancy: Tenancy) -> dict[str, Any]:
    """What is printed: the frozen terms and the signatures."""
    printed = ("role", "party", "name", "signed_at", "digest")
    return {**(tenancy.agreement or {}), "signatures": [{k: s[k] for k in printed} for s in tenancy.signatures]}
