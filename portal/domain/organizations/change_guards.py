"""Conditions and effects of changes. A guard answers ``None`` or what the person should do."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.domain.organizations import certificates, members, naming
from portal.domain.organizations.change_models import UNDER_WAY, Change, Item, label_of
from portal.domain.organizations.guards import left_open
from portal.domain.organizations.models import Organization, OrganizationState
from portal.domain.organizations.registration_guards import CAPITAL
from portal.domain.organizations.search import pinyin_of
from portal.kernel import engine, holds, journal, papers, regions
from portal.kernel.lifecycle import Ctx
from portal.kernel.policy import amount, due
from portal.kernel.words import N_, Refused, Sentence, say

#: What each item has to be shown with; the resolution goes with every application, the consent where an authority is named.
MATERIALS: dict[Item, tuple[str, ...]] = {
    Item.NAME: ("charter",), Item.LEGAL_REPRESENTATIVE: ("successor", "audit"), Item.ADDRESS: ("premises",),
    Item.PLACE: ("premises",), Item.PURPOSE: ("charter",), Item.CAPITAL: ("capital",), Item.AUTHORITY: ("consent",),
    Item.CHARTER: ("charter",),
}  # fmt: skip
MATERIAL_NAMES = {
    "decision": N_("同意变更的会议决议"), "charter": N_("章程"), "successor": N_("拟任法定代表人身份证件"),
    "audit": N_("原法定代表人离任审计报告"), "premises": N_("场所使用证明"), "capital": N_("验资报告"),
    "consent": N_("业务主管单位同意的文件"),
}  # fmt: skip
#: What a certificate states: when one of these changes, a new one is handed out.
PRINTED = frozenset(Item) - {Item.CHARTER, Item.PLACE}
NEEDED = {"reason": N_("变更的原因")}
BLOCKS = "change"  # the kind of hold on an organization that stops its changes


def of_legal_person(change: Change) -> bool:
    return change.org_type.is_legal_person


def of_group(change: Change) -> bool:
    return not change.org_type.is_legal_person


def materials_needed(change: Change) -> list[str]:
    """A group shows its members' decision, and where it will meet; a legal person what the law asks for each item."""
    asked = change.asked
    if of_group(change):
        return ["decision", *(["premises"] if {Item.ADDRESS, Item.PLACE} & set(asked) else [])]
    needed = ["decision", *(material for item in asked for material in MATERIALS[item])]
    if change.organization.authority:
        needed.append("consent")
    return list(dict.fromkeys(needed))


# --- what an application must bring -------------------------------------------------------------------------------


def organization_may_change(ctx: Ctx) -> Sentence | None:
    return why_not_change(ctx.session, ctx.record.organization)


def why_not_change(session: Session, organization: Organization) -> Sentence | None:
    """What stands in the way before anything is filled in: it left the register, or something stops its changes."""
    if organization.state != OrganizationState.ACTIVE:
        name, state = organization.name, organization.state.label
        return say("“%(name)s”现在的状态是“%(state)s”，不能办变更。", name=name, state=state)
    held = holds.on(session, organization, BLOCKS)
    return held[0].sentence if held else None


def something_changes(ctx: Ctx) -> Sentence | None:
    """Each item differs from what the register says today, also when the application comes in again."""
    change: Change = ctx.record
    if not change.items:
        return say("还没有填要变更的内容。请先点“修改申请内容”，把要变更的事项改成新的。")
    for line in change.items:
        item = Item(line["item"])
        if item is not Item.CHARTER and getattr(change.organization, item.value) == line["after"]:
            label = label_of(item, change.org_type)
            return say("“%(item)s”和名册上现在的一样，没有变化。请改成新的内容，或者不变更这一项。", item=label)
    return None


def reason_is_written(ctx: Ctx) -> Sentence | None:
    return left_open(ctx.record, NEEDED)


def name_is_right(ctx: Ctx) -> Sentence | None:
    change: Change = ctx.record
    if change.name is None:
        return None
    fault = naming.fault_of(change.name_parts) if change.name_parts else None
    return fault or naming.taken_by(ctx.session, change.name, besides=change)


def capital_is_enough(ctx: Ctx) -> Sentence | None:
    change: Change = ctx.record
    found = next((line["after"] for line in change.items if line["item"] == Item.CAPITAL), None)
    if found is None:
        return None
    needed = amount(ctx.session, CAPITAL[change.org_type], change.region_path)
    if found >= needed:
        return None
    return say("%(kind)s的注册资金至少 %(needed)s 元，现在填的是 %(found)s 元。", kind=change.org_type.label,
               needed=f"{needed // 100:,}", found=f"{found // 100:,}")  # fmt: skip


def materials_are_complete(ctx: Ctx) -> Sentence | None:
    held = {a.material for a in papers.attachments_of(ctx.session, ctx.record)}
    missing = [MATERIAL_NAMES[m] for m in materials_needed(ctx.record) if m not in held]
    return say("还缺：%(missing)s。请在“材料”里上传后再提交。", missing="、".join(missing)) if missing else None


def no_other_changes_it(ctx: Ctx) -> Sentence | None:
    """One open application for each item of an organization."""
    change: Change = ctx.record
    stmt = select(Change).where(Change.organization_id == change.organization_id, Change.id != change.id,
                                Change.state.in_(UNDER_WAY)).order_by(Change.id)  # fmt: skip
    for other in ctx.session.scalars(stmt):
        for item in change.asked:
            if item in other.asked:
                return say("“%(item)s”已经在 %(number)s 里办变更，同一事项同时只能办一份。请等那一份办完，或者先撤回它。",
                           item=label_of(item, change.org_type), number=other.number)  # fmt: skip
    return None


# --- before it is decided -----------------------------------------------------------------------------------------


def register_is_unchanged(ctx: Ctx) -> Sentence | None:
    return moved_on(ctx.session, ctx.record)


def moved_on(session: Session, change: Change) -> Sentence | None:
    """What was frozen at the submission stands on the register no longer: nobody decides on an old page."""
    organization = change.organization
    if organization.org_type is not change.org_type:
        return say("提交以后，“%(name)s”已经从备案升级为登记，请退回申请人，按登记组织的变更重新申请。", name=organization.name)
    for line in change.items:
        item = Item(line["item"])
        if item is Item.CHARTER:
            continue
        now = getattr(organization, item.value)
        if now != line["before"]:
            return say("名册上的“%(item)s”在申请提交以后改过：提交时是“%(then)s”，现在是“%(now)s”。请退回申请人，对照现在的名册重新提交。",
                       item=label_of(item, change.org_type), then=worded(session, item, line["before"]),
                       now=worded(session, item, now))  # fmt: skip
    return None


def worded(session: Session, item: Item, value: Any) -> str:
    """A value in words, as sentences of the register say it."""
    if value in (None, ""):
        return "—"
    if item is Item.CAPITAL:
        return f"¥{value / 100:,.2f}"
    return regions.name_of(session, value) if item is Item.PLACE else str(value)


# --- effects ------------------------------------------------------------------------------------------------------


def take_in(ctx: Ctx) -> None:
    """Number the application and freeze what the register says. Two for the same item or name queue up: the second learns
    of the first."""
    change: Change = ctx.record
    engine.lock(ctx.session, change.organization)
    if change.name is not None:
        papers.lock_series(ctx.session, naming.QUEUE)
    if sentence := something_changes(ctx) or no_other_changes_it(ctx) or name_is_right(ctx):
        raise Refused(sentence)
    organization = change.organization
    change.items = [{**line, "before": getattr(organization, line["item"], None)} for line in change.items]
    change.number = change.number or papers.next_number(ctx.session, "变")
    change.submitted_at = ctx.now
    change.accept_due_at = due(ctx.session, "change.accept", change.region_path, ctx.now) if of_legal_person(change) else None


def write_register(ctx: Ctx) -> None:
    """Write what was asked for into the register, and hand out the certificate that states it."""
    change: Change = ctx.record
    organization = change.organization
    engine.lock(ctx.session, organization)
    if sentence := organization_may_change(ctx) or register_is_unchanged(ctx):
        raise Refused(sentence)
    for line in change.items:
        if line["item"] != Item.CHARTER:
            setattr(organization, line["item"], line["after"])
    if change.name is not None:
        organization.pinyin = pinyin_of("".join(change.name_parts.values()) if change.name_parts else change.name)
    organization.version += 1
    change.decided_by_id, change.decided_at = ctx.by.user_id, ctx.now
    try:
        with ctx.session.begin_nested():
            ctx.session.flush()
    except IntegrityError as twice:
        raise Refused(say("同名的组织刚刚列入名册，请重新核对。")) from twice
    asked = set(change.asked)
    if asked & {Item.NAME, Item.PLACE}:
        members.follow(ctx.session, organization)
    items = " · ".join(label_of(item, change.org_type) for item in change.asked)
    sentence = say("变更了%(items)s（%(number)s）", items=items, number=change.number)
    journal.write(ctx.session, organization, "change", sentence, by=ctx.by, key=True, region_path=organization.region_path)
    if asked & PRINTED:
        certificates.hand_out(ctx.session, organization, change, by=ctx.by)
