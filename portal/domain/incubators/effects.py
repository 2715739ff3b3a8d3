"""What the steps of a tenancy and of its assessments write down."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.incubators import terms
from portal.domain.incubators.models import IN_RESIDENCE, Assessment, AssessmentState, Incubator, Tenancy
from portal.domain.projects.models import Grade
from portal.kernel import clock, lifecycle, papers, policy
from portal.kernel.lifecycle import Ctx
from portal.kernel.people import SYSTEM, Actor
from portal.kernel.words import N_, say

OPENING_HOUR = 8


def take_in(ctx: Ctx) -> None:
    ctx.record.number = ctx.record.number or papers.next_number(ctx.session, "驻")
    ctx.record.submitted_at = ctx.now


def write_check(ctx: Ctx) -> None:
    ctx.record.checked_by_id = ctx.by.user_id


def write_panel(ctx: Ctx) -> None:
    ctx.record.panel_members, ctx.record.panel_score = list(ctx.fact("members")), ctx.fact("score")
    ctx.record.panel_note = ctx.reason


def publicise(ctx: Ctx) -> None:
    write_panel(ctx)
    ctx.record.publicity_ends_at = policy.due(ctx.session, "tenancy.publicity", ctx.record.region_path, ctx.now)


def take_desks(ctx: Ctx) -> None:
    """Give the room and freeze the terms. From here on the desks are taken."""
    tenancy, room = ctx.record, ctx.fact("room")
    tenancy.room_id, tenancy.desks, tenancy.rent_fen = room.id, ctx.fact("desks"), ctx.fact("rent_fen")
    tenancy.starts_on = ctx.fact("starts_on")
    tenancy.ends_on = terms.end_of_term(tenancy.starts_on, tenancy.months)
    tenancy.agreement, tenancy.signatures = terms.write_down(
        ctx.session, tenancy, room, ctx.fact("rent_kind"), ctx.fact("rent_note")
    ), []


def sign_as_tenant(ctx: Ctx) -> None:
    terms.sign(ctx.record, role=terms.TENANT, party=ctx.record.title, by=ctx.by)


def sign_as_house(ctx: Ctx) -> None:
    """The second signature: the agreement comes into force and is issued."""
    tenancy = ctx.record
    incubator = ctx.session.get_one(Incubator, tenancy.incubator_id)
    terms.sign(tenancy, role=terms.HOUSE, party=incubator.name, by=ctx.by)
    papers.issue(ctx.session, tenancy, "tenancy_agreement", N_("孵化基地入驻协议"), terms.paper_facts(tenancy),
                 series="驻协", issuer=incubator.name, by=ctx.by)  # fmt: skip


def move_in(ctx: Ctx) -> None:
    remember_end(ctx.session, ctx.record)
    plan_assessment(ctx.session, ctx.record, by=ctx.by)


def offer_renewal(ctx: Ctx) -> None:
    until = terms.extended(ctx.record, ctx.fact("months"))
    ctx.record.offer = {"on": clock.today().isoformat(), "months": ctx.fact("months"), "ends_on": until.isoformat()}


def drop_offer(ctx: Ctx) -> None:
    ctx.record.offer = None


def prolong(ctx: Ctx) -> None:
    """The tenant agreed: the term is longer by what was offered."""
    tenancy, offer = ctx.record, ctx.record.offer
    tenancy.ends_on = terms.extended(tenancy, offer["months"])
    row = {"on": clock.today().isoformat(), "months": offer["months"], "ends_on": tenancy.ends_on.isoformat()}
    tenancy.renewals, tenancy.offer = [*tenancy.renewals, row], None
    remember_end(ctx.session, tenancy)
    plan_assessment(ctx.session, tenancy, by=ctx.by)


def remember_end(session: Session, tenancy: Tenancy) -> None:
    """The moment at which both sides are told that the term ends."""
    assert tenancy.ends_on, "only a term that was fixed ends"
    days = policy.amount(session, "tenancy.term", tenancy.region_path)
    tenancy.reminds_at = clock.at(tenancy.ends_on - timedelta(days=days), OPENING_HOUR)


def warn(ctx: Ctx) -> None:
    ctx.record.hearing = {"on": clock.today().isoformat(), "notice": ctx.reason}


def hear(ctx: Ctx) -> None:
    ctx.record.hearing = {**(ctx.record.hearing or {}), "replied_on": clock.today().isoformat(), "reply": ctx.reason}


def keep(ctx: Ctx) -> None:
    ctx.record.hearing = None


def go(ctx: Ctx) -> None:
    ctx.record.exit_reason, ctx.record.offer = ctx.reason, None
    drop_assessments(ctx.session, ctx.record)


def graduate(ctx: Ctx) -> None:
    drop_assessments(ctx.session, ctx.record)


def end(ctx: Ctx) -> None:
    """The desks become free once room, keys and deposit are settled."""
    ctx.record.exited_on = clock.today()
    ctx.record.handover = {"on": clock.today().isoformat(), "by": ctx.by.signed, "note": ctx.fact("note")}


def plan_assessment(session: Session, tenancy: Tenancy, *, by: Actor) -> None:
    """Put the next half-year on the calendar, unless one waits already or the term ends before it is over."""
    assert tenancy.starts_on, "assessments begin with the term"
    assert tenancy.ends_on
    numbers = select(func.max(Assessment.period), func.count().filter(_is_open())).where(
        Assessment.tenancy_id == tenancy.id
    )
    last, waiting = session.execute(numbers).one()
    every = policy.amount(session, "tenancy.assessment-every", tenancy.region_path)
    period = (last or 0) + 1
    opens_on = terms.months_after(tenancy.starts_on, every * period)
    if waiting or opens_on > tenancy.ends_on + timedelta(days=1):
        return
    assessment = Assessment(
        tenancy_id=tenancy.id, incubator_id=tenancy.incubator_id, organization_id=tenancy.organization_id,
        applicant_id=tenancy.applicant_id, region_path=tenancy.region_path, period=period, opens_at=clock.at(opens_on, OPENING_HOUR),
        title=f"{tenancy.title} · 第 {period} 次半年考核",  # official
    )  # fmt: skip
    sentence = say("排定了“%(title)s”的第 %(n)s 次半年考核", title=tenancy.title, n=period)  # official
    lifecycle.begin(session, assessment, by=by, sentence=sentence)


def _is_open():
    return Assessment.state.in_((AssessmentState.PLANNED, AssessmentState.OPEN))


def drop_assessments(session: Session, tenancy: Tenancy) -> None:
    """Who leaves is not assessed any more."""
    stmt = select(Assessment).where(Assessment.tenancy_id == tenancy.id, _is_open())
    for assessment in session.scalars(stmt).all():
        lifecycle.move(session, assessment, "cancel", by=SYSTEM)


def write_grade(ctx: Ctx) -> None:
    """The grade follows from the score; a tenant that stays gets its next date."""
    assessment = ctx.record
    assessment.score, assessment.note = ctx.fact("score"), ctx.reason
    assessment.grade, assessment.assessed_by_id = Grade.of(assessment.score), ctx.by.user_id


def plan_next(session: Session, assessment: Assessment, *, by: Actor) -> None:
    """After a grade was given (the finished one no longer waits)."""
    tenancy = session.get_one(Tenancy, assessment.tenancy_id)
    if tenancy.state in IN_RESIDENCE:
        plan_assessment(session, tenancy, by=by)
