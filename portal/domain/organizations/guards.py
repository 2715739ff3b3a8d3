"""Conditions and effects of filing. A guard answers ``None`` or what the person should do."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import Any

from sqlalchemy.exc import IntegrityError

from portal.domain.organizations import members, naming
from portal.domain.organizations.models import Filing, GroupKind, Organization, OrganizationState, OrgType
from portal.domain.organizations.search import pinyin_of
from portal.kernel import clock, hands, journal, papers, people, regions
from portal.kernel.lifecycle import Ctx
from portal.kernel.policy import amount
from portal.kernel.roles import Role
from portal.kernel.words import N_, Refused, Sentence, say

FILING_MATERIALS = ("charter",)


NEEDED = {
    "responsible_person": N_("负责人"), "phone": N_("联系电话"), "meeting_place": N_("活动地点"),
    "purpose": N_("宗旨和活动内容"),
}  # fmt: skip


def everything_is_filled(ctx: Ctx) -> Sentence | None:
    return left_open(ctx.record, NEEDED)


def left_open(record: Any, needed: dict[str, str]) -> Sentence | None:
    """A draft may leave fields open, the application may not. ``needed``: field → what people call it."""
    missing = [label for name, label in needed.items() if not (getattr(record, name) or "").strip()]
    return say("还没有填：%(missing)s。请填好再提交。", missing="、".join(missing)) if missing else None


def roster_is_large_enough(ctx: Ctx) -> Sentence | None:
    """At least 10 members (association-like) or 3 staff (service-like); the numbers are policy settings."""
    association = ctx.record.kind is GroupKind.ASSOCIATION_LIKE
    needed = amount(ctx.session, "filing.members" if association else "filing.staff", ctx.record.region_path)
    found = len(names_of(ctx.record))
    if found >= needed:
        return None
    return say("名册只有 %(found)s 人，备案至少需要 %(needed)s 人。请补充名册后重新提交。", found=found, needed=needed)


def names_of(filing: Filing) -> list[str]:
    """The people on the roster; width and blanks make no other person."""
    written = ("".join(unicodedata.normalize("NFKC", row.get("name") or "").split()) for row in filing.roster)
    return [name for name in written if name]


def nobody_is_named_twice(ctx: Ctx) -> Sentence | None:
    repeated = [name for name, times in Counter(names_of(ctx.record)).items() if times > 1]
    if not repeated:
        return None
    names = "、".join(repeated[:5])
    return say("名册里有人写了不止一次：%(names)s。重复的请删去；真是同名的两个人，请在姓名后加注区分，例如“王芳（3 幢）”。",
               names=names)  # fmt: skip


def filing_materials_are_complete(ctx: Ctx) -> Sentence | None:
    held = {a.material for a in papers.attachments_of(ctx.session, ctx.record)}
    return None if held.issuperset(FILING_MATERIALS) else say("还缺章程。请在“材料”里上传后再提交。")


def name_is_free(ctx: Ctx) -> Sentence | None:
    """The name is unique among what is on the register and what is being applied for."""
    return naming.taken_by(ctx.session, ctx.record.name, besides=ctx.record)


def sponsor_can_vouch(ctx: Ctx) -> Sentence | None:
    """A sponsor is an active legal person, and says so in writing."""
    sponsor = ctx.record.sponsor
    if sponsor is None:
        return None
    if sponsor.state != OrganizationState.ACTIVE or not sponsor.org_type.is_legal_person:
        return say("依托单位“%(name)s”现在不能作依托单位，请换一家状态正常的登记组织。", name=sponsor.name)
    held = {a.material for a in papers.attachments_of(ctx.session, ctx.record)}
    return None if "sponsor-consent" in held else say("还缺依托单位同意的文件。请在“材料”里上传后再提交。")


def not_the_one_who_checked(ctx: Ctx) -> Sentence | None:
    """Separation of duties (seed 001, Qiqihar)."""
    return say("核对和备案不能是同一个人。") if hands.same(ctx, ctx.record.checked_by_id) else None


def take_in(ctx: Ctx) -> None:
    """Number the application. Two of the same name that are handed in together queue up: the second learns of the first."""
    papers.lock_series(ctx.session, naming.QUEUE)
    if sentence := name_is_free(ctx):
        raise Refused(sentence)
    ctx.record.number = ctx.record.number or papers.next_number(ctx.session, "备")
    ctx.record.submitted_at = ctx.now


def enter_filed_group(ctx: Ctx) -> None:
    """Put the group on the register, appoint its responsible person, hand out the certificate."""
    filing, today = ctx.record, clock.today()
    filing.filed_by_id = ctx.by.user_id
    group = Organization(
        name=filing.name, pinyin=pinyin_of(filing.name), org_type=OrgType.GROUP, field=filing.field,
        filing_number=filing.number, region_path=filing.region_path, legal_representative=filing.responsible_person,
        address=filing.meeting_place, phone=filing.phone, purpose=filing.purpose, members=len(names_of(filing)),
        registered_on=today, sponsor_id=filing.sponsor_id, state=OrganizationState.ACTIVE,
    )  # fmt: skip
    try:
        with ctx.session.begin_nested():
            ctx.session.add(group)
    except IntegrityError as twice:
        raise Refused(say("同名的组织刚刚列入名册，请重新核对。")) from twice
    filing.organization_id = group.id
    sentence = say("列入社会组织名册，备案编号%(number)s", number=filing.number)
    journal.write(ctx.session, group, "enter", sentence, by=ctx.by, key=True, region_path=group.region_path)
    members.hold(ctx.session, group, filing.applicant_id, Role.LEGAL_REPRESENTATIVE, by=ctx.by)
    street = regions.ancestors(filing.region_path)[1]
    facts = {
        "group": filing.name, "filing_number": filing.number, "group_type": filing.kind.label,
        "responsible_person": filing.responsible_person,
        "community": people.region_name(ctx.session, filing.region_path),
        "street": people.region_name(ctx.session, street), "members": len(names_of(filing)), "activities": filing.purpose,
        "filed_on": today.isoformat(), "filed_by": people.region_name(ctx.session, street),
    }  # fmt: skip
    if filing.sponsor is not None:
        facts["sponsor"] = filing.sponsor.name
    papers.issue(ctx.session, filing, "filing_certificate", N_("社区社会组织备案证明"), facts, series="备证",
                 issuer=facts["filed_by"], by=ctx.by)  # fmt: skip
