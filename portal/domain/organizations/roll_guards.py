"""Conditions and effects of filing a board, and what the officer is shown beside it."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from portal.domain.organizations import roll_reads as reads
from portal.domain.organizations import rolls
from portal.domain.organizations.models import OrganizationState, OrgType
from portal.domain.organizations.officeholders import (
    BOARD,
    HEADS,
    SUPERVISORS,
    IdKind,
    Office,
    Officeholder,
    PublicServant,
    Roll,
    RollState,
)
from portal.kernel import clock, hands, identity, lifecycle, papers, policy
from portal.kernel.lifecycle import Ctx
from portal.kernel.people import SYSTEM
from portal.kernel.words import N_, Sentence, say

MATERIAL_NAMES = {
    "board-resolution": N_("选举或变动的会议决议"),
    "concurrent-approval": N_("公职人员兼职的批准文件"),
}  # fmt: skip
NEEDED = {"resolved_on": N_("会议日期"), "term_from": N_("任期开始"), "term_until": N_("任期届满")}


def materials_needed(people: list[Officeholder]) -> list[str]:
    return ["board-resolution", *(["concurrent-approval"] if any(p.public_servant for p in people) else [])]


# --- guards: handing in -------------------------------------------------------------------------------------------


def everything_is_filled(ctx: Ctx) -> Sentence | None:
    missing = [label for name, label in NEEDED.items() if getattr(ctx.record, name) is None]
    return say("还没有填：%(missing)s。请填好再提交。", missing="、".join(missing)) if missing else None


def term_is_not_too_long(ctx: Ctx) -> Sentence | None:
    roll: Roll = ctx.record
    assert roll.term_from, "looked at after everything_is_filled"
    assert roll.term_until, "looked at after everything_is_filled"
    longest = policy.get(ctx.session, "roll.term", roll.region_path)
    last = clock.local(policy.due(ctx.session, "roll.term", roll.region_path, clock.at(roll.term_from))).date()
    if roll.term_until <= last:
        return None
    return say("一届最长 %(n)s 个月，这一届最晚到 %(day)s。依据：%(source)s。", n=longest.amount, day=last.isoformat(), source=longest.source)


def board_is_whole(ctx: Ctx) -> Sentence | None:
    """One legal representative, one head of the board; a foundation as its regulation says."""
    people = reads.people_of(ctx.session, ctx.record)
    if not people:
        return say("名册里还没有人。请先加上理事长、理事和监事。")
    led = [p.name for p in people if p.legal_representative]
    if len(led) != 1:
        return say("法定代表人应当是一位，现在勾了 %(n)s 位。", n=len(led))
    presidents = [p.name for p in people if p.office is Office.PRESIDENT]
    if len(presidents) != 1:
        return say("理事长（会长）应当是一位，现在有 %(n)s 位。", n=len(presidents))
    return _foundation(ctx, people) if ctx.record.organization.org_type is OrgType.FOUNDATION else None


def _foundation(ctx: Ctx, people: list[Officeholder]) -> Sentence | None:
    board = [p for p in people if p.office in BOARD]
    path = ctx.record.region_path
    least, most = (policy.get(ctx.session, key, path) for key in ("roll.foundation-least", "roll.foundation-most"))
    if not least.amount <= len(board) <= most.amount:
        return say("基金会的理事是 %(least)s 至 %(most)s 人，现在有 %(n)s 人。依据：%(source)s。",
                   least=least.amount, most=most.amount, n=len(board), source=least.source)  # fmt: skip
    watching = [p for p in people if p.office in SUPERVISORS]
    if not watching:
        return say("基金会要设监事，名册里还没有。")
    if keepers := [p.name for p in watching if p.accountant]:
        return say("基金会的财会人员不得兼任监事：%(names)s。", names="、".join(keepers))
    if serving := [p.name for p in people if p.office in HEADS and p.public_servant is PublicServant.SERVING]:
        return say("基金会的理事长、副理事长和秘书长不得由现职国家工作人员兼任：%(names)s。", names="、".join(serving))
    return None


def everybody_is_identified(ctx: Ctx) -> Sentence | None:
    people = reads.people_of(ctx.session, ctx.record)
    if nameless := [p.name for p in people if not p.identity_number]:
        return say("还没有填证件号码：%(names)s。", names="、".join(nameless))
    young = [p.name for p in people if p.id_kind is IdKind.RESIDENT and _is_minor(p)]
    return say("不满 18 周岁的人不能担任负责人、理事和监事：%(names)s。", names="、".join(young)) if young else None


def _is_minor(person: Officeholder) -> bool:
    birth = identity.born(person.identity_number or "")
    return birth is not None and identity.age(birth, clock.today()) < identity.ADULT


def materials_are_complete(ctx: Ctx) -> Sentence | None:
    held = {a.material for a in papers.attachments_of(ctx.session, ctx.record)}
    missing = [MATERIAL_NAMES[m] for m in materials_needed(reads.people_of(ctx.session, ctx.record)) if m not in held]
    return say("还缺：%(missing)s。请在“材料”里上传后再提交。", missing="、".join(missing)) if missing else None


def organization_is_active(ctx: Ctx) -> Sentence | None:
    organization = ctx.record.organization
    if organization.state == OrganizationState.ACTIVE:
        return None
    return say("“%(name)s”已经退出名册，不再报备负责人。", name=organization.name)


def not_the_one_who_drafted(ctx: Ctx) -> Sentence | None:
    return say("不能核对自己填写的备案。") if hands.same(ctx, ctx.record.drafted_by_id) else None


# --- effects ------------------------------------------------------------------------------------------------------


def take_in(ctx: Ctx) -> None:
    ctx.record.number = ctx.record.number or papers.next_number(ctx.session, "任")  # official
    ctx.record.submitted_at = ctx.now


def come_into_force(ctx: Ctx) -> None:
    """From today the register shows this roll; the one before ends today and is kept."""
    roll, session = ctx.record, ctx.session
    before = reads.in_force(session, roll.organization)
    roll.accepted_by_id, roll.in_force_from = ctx.by.user_id, clock.today()
    days = policy.amount(session, "roll.election", roll.region_path)
    roll.remind_at = clock.at(roll.term_until - timedelta(days=days), 9)
    if before is not None:
        before.in_force_until = clock.today()
        lifecycle.move(session, before, "supersede", by=SYSTEM)


def begin_the_next(ctx: Ctx) -> None:
    """The election is on its way: a new roll with today's people waits to be filled in, if none does yet."""
    if reads.under_way(ctx.session, ctx.record.organization) is None:
        rolls.begin(ctx.session, ctx.record.organization, by=ctx.by)


def call_again(ctx: Ctx) -> None:
    """The next roll was given up: the election is due as before."""
    before = reads.in_force(ctx.session, ctx.record.organization)
    if before is not None and before.state is RollState.RENEWING:
        lifecycle.move(ctx.session, before, "reopen", by=SYSTEM)


# --- what the officer looks at ------------------------------------------------------------------------------------


def looked_at(session: Session, roll: Roll, people: list[Officeholder], seats: dict[int, list[reads.Seat]]) -> list[tuple[bool, Sentence]]:
    """What the portal compared already: (as it should be, sentence). Nothing here decides; the officer does."""
    led = next((p for p in people if p.legal_representative), None)
    registered = roll.organization.legal_representative
    same = led is not None and led.name == registered
    found = [(
        same,
        say("法定代表人和登记事项一致：%(name)s", name=registered) if same
        else say("登记的法定代表人是%(registered)s，这份名册写的是%(named)s：还要办变更登记", registered=registered, named=led.name if led else "—"),
    )]  # fmt: skip
    twice = [p for p in people if p.id in seats]
    if twice:
        found.append((False, say("同时在别的组织任职的有 %(n)s 人，见名册", n=len(twice))))
    both = [p.name for p in people if p.legal_representative and _leads_another(roll, seats.get(p.id, []))]
    if both:
        found.append((False, say("法定代表人同时是另一个组织的法定代表人：%(names)s", names="、".join(both))))
    servants = [p.name for p in people if p.public_servant]
    if servants:
        found.append((True, say("公职人员兼职，请核对批准文件：%(names)s", names="、".join(servants))))
    return found


def _leads_another(roll: Roll, seats: list[reads.Seat]) -> bool:
    """The rule differs: an association's head may not lead another association, a foundation's no other organization."""
    mine = roll.organization.org_type
    forbidden = {OrgType.ASSOCIATION: (OrgType.ASSOCIATION,), OrgType.FOUNDATION: tuple(OrgType)}.get(mine, ())
    return any(seat.legal_representative and seat.org_type in forbidden for seat in seats)
