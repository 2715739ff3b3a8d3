"""Verbs: propose, one or many at once; apply to come off; appeal; and what one sanction does to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.organizations.models import Organization
from portal.domain.sanctions import appeal_guards, guards, repair_guards
from portal.domain.sanctions.kinds import Ground, SanctionKind
from portal.domain.sanctions.lifecycles import EDITABLE, OPEN
from portal.domain.sanctions.models import (
    STANDING,
    Appeal,
    AppealWay,
    Repair,
    RepairKind,
    Sanction,
    SanctionState,
)
from portal.kernel import access, clock, engine, journal, lifecycle, outbox, papers, personal
from portal.kernel.base import random_id
from portal.kernel.people import SYSTEM, Actor, holders
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Forbidden, Invalid, Refused, Stale, refuse_all, say

K = SanctionKind
LONGEST_SUSPENSION = 6  # months


@dataclass(frozen=True)
class Content:
    """What a proposal says."""

    kind: SanctionKind
    ground: Ground
    facts: str
    basis: str
    year: int | None = None
    amount_fen: int = 0
    term_months: int | None = None


def propose(session: Session, organization: Organization, *, by: Actor, content: Content, batch: str | None = None) -> Sanction:
    """Begin a proposal as a draft; evidence is added, then it is handed in."""
    if not access.allows(by, P.SANCTION_PROPOSE, organization):
        raise Forbidden(say("您现在的岗位不能对这个组织提出处理。"))
    engine.lock(session, organization)
    if why := guards.why_not_propose(session, organization, content.kind, content.ground):
        raise Refused(why)
    sanction = Sanction(
        organization=organization, organization_id=organization.id, region_path=organization.region_path, batch=batch,
        proposed_by_id=by.user_id, **_checked(content),
    )  # fmt: skip
    sentence = say("拟写“%(kind)s”：%(name)s", kind=content.kind.label, name=organization.name)
    return lifecycle.begin(session, sanction, by=by, sentence=sentence)


def edit(session: Session, sanction: Sanction, *, by: Actor, content: Content, expect: int | None = None) -> Sanction:
    engine.lock(session, sanction)
    if sanction.state is not SanctionState.DRAFT:
        raise Refused(say("已经提出，不能再改。有误请审核岗退回。"))
    if expect is not None and expect != sanction.version:
        raise Stale(say("这份草稿刚刚在别处改过。请先看最新内容。"))
    for name, value in _checked(content).items():
        setattr(sanction, name, value)
    sanction.version += 1
    journal.write(session, sanction, "edit", say("修改了草稿"), by=by, region_path=sanction.region_path)
    return sanction


def _checked(content: Content) -> dict[str, Any]:
    """Only what belongs to the kind is kept; what is missing is said beside its field."""
    personal.refuse_numbers(facts=content.facts, basis=content.basis)
    kind, faults = content.kind, []
    if kind not in content.ground.kinds:
        faults.append(Invalid("ground", say("“%(ground)s”不是作出“%(kind)s”的事由。", ground=content.ground.label, kind=kind.label)))
    if not content.facts.strip():
        faults.append(Invalid("facts", say("请写明事实：组织会看到这段话，决定以后公开。")))
    if content.ground is Ground.ANNUAL_REPORT and not content.year:
        faults.append(Invalid("year", say("请写明是哪一年度的报告。")))
    if content.year is not None and not 2000 <= content.year < clock.today().year:
        faults.append(Invalid("year", say("年度应在 2000 年到去年之间。")))
    if kind.costs_money and content.amount_fen <= 0:
        faults.append(Invalid("amount_fen", say("请写明金额。")))
    if kind is K.SUSPENSION and not 1 <= (content.term_months or 0) <= LONGEST_SUSPENSION:
        faults.append(Invalid("term_months", say("停止活动的期限应为 1 到 %(most)s 个月。", most=LONGEST_SUSPENSION)))
    refuse_all(faults)
    return {
        **asdict(content), "facts": content.facts.strip(), "basis": content.basis.strip() or content.ground.basis,
        "amount_fen": content.amount_fen if kind.costs_money else 0, "term_months": content.term_months if kind is K.SUSPENSION else None,
        "year": content.year if content.ground is Ground.ANNUAL_REPORT else None,
    }  # fmt: skip


def propose_late(session: Session, organizations: Sequence[Organization], *, by: Actor, year: int, facts: str) -> list[Sanction]:
    """Put everybody who did not send the report of a year forward for the abnormal list, all or nobody: each case is its own
    and is answered on its own. ``facts``: said of each."""
    if not organizations:
        raise Invalid("organizations", say("请至少选一个组织。"))
    content = Content(K.ABNORMAL, Ground.ANNUAL_REPORT, facts, "", year)
    batch = random_id()
    made = [propose(session, organization, by=by, content=content, batch=batch) for organization in organizations]
    for sanction in made:
        lifecycle.move(session, sanction, "propose", by=by)
    return made


def notify_all(session: Session, batch: str, *, by: Actor) -> int:
    """Serve the notices of what was proposed together."""
    stmt = select(Sanction).where(Sanction.batch == batch, Sanction.state == SanctionState.PROPOSED).order_by(Sanction.id)
    waiting = list(session.scalars(stmt))
    if not waiting:
        raise Stale(say("这一批已经没有待告知的了。"))
    for sanction in waiting:
        lifecycle.move(session, sanction, "notify", by=by)
    return len(waiting)


# --- coming off ----------------------------------------------------------------------------------------------------


def apply_for_removal(session: Session, sanction: Sanction, *, by: Actor, statement: str) -> Repair:
    """The organization's draft; proof is added, then it is handed in."""
    _lock_one_repair(session, sanction)
    if why := repair_guards.why_not_apply(session, sanction):
        raise Refused(why)
    return _begin_repair(session, sanction, RepairKind.RECTIFIED, statement, by)


def propose_end(session: Session, sanction: Sanction, *, by: Actor, statement: str) -> Repair:
    """An officer says that a listing's period is over and nothing is left to be put right; two others check and decide."""
    if not access.allows(by, P.SANCTION_PROPOSE, sanction):
        raise Forbidden(say("您现在的岗位不能提出期满移出。"))
    _lock_one_repair(session, sanction)
    if why := repair_guards.why_not_end_term(sanction):
        raise Refused(why)
    repair = _begin_repair(session, sanction, RepairKind.TERM, statement, by)
    lifecycle.move(session, repair, "submit-term", by=by)
    return repair


def _lock_one_repair(session: Session, sanction: Sanction) -> None:
    engine.lock(session, sanction)
    if session.scalar(select(Repair.id).where(Repair.sanction_id == sanction.id, Repair.state.in_(OPEN)).limit(1)):
        raise Refused(say("这项决定的移出已经在办。"))


def _begin_repair(session: Session, sanction: Sanction, kind: RepairKind, statement: str, by: Actor) -> Repair:
    if not statement.strip():
        raise Invalid("statement", say("请写明情况。"))
    repair = Repair(
        sanction=sanction, sanction_id=sanction.id, organization=sanction.organization, organization_id=sanction.organization_id,
        region_path=sanction.region_path, kind=kind, statement=statement.strip(), begun_by_id=by.user_id,
    )  # fmt: skip
    return lifecycle.begin(session, repair, by=by, sentence=say("开始办理“%(caption)s”的移出", caption=sanction.caption))


def edit_repair(session: Session, repair: Repair, *, by: Actor, statement: str, expect: int | None = None) -> Repair:
    engine.lock(session, repair)
    if repair.state not in EDITABLE:
        raise Refused(say("申请已经提交，不能再改。"))
    if expect is not None and expect != repair.version:
        raise Stale(say("这份申请刚刚在别处改过。请先看最新内容。"))
    repair.statement = statement.strip()
    repair.version += 1
    journal.write(session, repair, "edit", say("修改了申请"), by=by, region_path=repair.region_path)
    return repair


# --- appeals -------------------------------------------------------------------------------------------------------


def appeal(session: Session, sanction: Sanction, *, by: Actor, way: AppealWay, body: str) -> Appeal:
    """Lodged by the organization, or recorded by an officer who was handed it on paper."""
    engine.lock(session, sanction)
    own = access.allows(by, P.SANCTION_ANSWER, sanction)
    if not own and not access.allows(by, P.SANCTION_PROPOSE, sanction):
        raise Forbidden(say("只有当事组织可以申诉，或者由受理岗代为登记书面申诉。"))
    if not body.strip():
        raise Invalid("body", say("请写明申诉的事实和理由。"))
    if why := appeal_guards.why_not_appeal(session, sanction, way, on_paper=not own):
        raise Refused(why)
    lodged = Appeal(
        number=papers.next_number(session, "申"), sanction=sanction, sanction_id=sanction.id, organization=sanction.organization,
        organization_id=sanction.organization_id, region_path=sanction.region_path, way=way, body=body.strip(),
        lodged_by_id=by.user_id,
    )  # fmt: skip
    lifecycle.begin(session, lodged, by=by, sentence=say("对“%(caption)s”提出%(way)s", caption=sanction.caption, way=way.label))
    supervisors = holders(session, P.JOURNAL_READ, access.scope_of(lodged))
    outbox.tell(session, supervisors, say("“%(caption)s”的决定被申诉", caption=sanction.caption), lodged)
    return lodged


# --- reactions: one sanction and another, a sanction and what hangs on it ---------------------------------------------------


def escalate(session: Session, sanction: Sanction, by: Actor) -> None:
    """Reaction to a decision: who is put on the serious list leaves the milder one."""
    if sanction.kind is not K.SERIOUS:
        return
    stmt = select(Sanction).where(
        Sanction.organization_id == sanction.organization_id, Sanction.kind == K.ABNORMAL, Sanction.state.in_(STANDING)
    )
    for milder in session.scalars(stmt).all():
        lifecycle.move(session, milder, "escalate", by=SYSTEM)
        milder.escalated_to_id = sanction.id
    session.flush()


def reinstate(session: Session, sanction: Sanction, by: Actor) -> None:
    """Reaction to a decision that fell: the milder listing that it had replaced stands again. Where the organization had come off
    the serious list already, it stays free."""
    stmt = select(Sanction).where(Sanction.escalated_to_id == sanction.id, Sanction.state == SanctionState.ESCALATED)
    last = next((e for e in journal.of(session, sanction, limit=5) if e.action == "annul"), None)
    if last is not None and last.state_before in {state.value for state in STANDING}:
        for milder in session.scalars(stmt).all():
            lifecycle.move(session, milder, "reinstate", by=SYSTEM)


def close_repairs(session: Session, sanction: Sanction, by: Actor) -> None:
    """Reaction to the end of a sanction: nobody has to ask for its removal any more."""
    undecided = (Repair.state.in_(OPEN), Repair.decided_at.is_(None))  # the one that is being granted now has its decision
    stmt = select(Repair).where(Repair.sanction_id == sanction.id, *undecided)
    for repair in session.scalars(stmt).all():
        lifecycle.move(session, repair, "lapse", by=SYSTEM)
