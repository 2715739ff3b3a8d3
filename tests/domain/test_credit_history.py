"""How an organization stood on a day, and that holds are those of what stands: whatever was imposed, removed, annulled in between."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.domain.sanctions import history, operations
from portal.domain.sanctions.kinds import BLOCKS, PENALTIES, SanctionKind
from portal.domain.sanctions.models import STANDING, AppealWay, Sanction, SanctionState
from portal.kernel import clock, holds, lifecycle, people
from portal.kernel.people import SYSTEM
from portal.kernel.words import Refused
from tests.domain import sanctioned as s
from tests.domain.sanctioned import G, K

START = date(2026, 1, 5)
QUIET = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def b(session, frozen_time):
    frozen_time("2026-01-05 09:00")
    return s.bureau(session)


# --- as of a day -------------------------------------------------------------------------------------------------------


def recorded(b, kind: SanctionKind, decided: int, left: int | None, annulled: bool) -> Sanction:
    """A sanction as its process leaves it, with days counted from the start."""
    moment = clock.at(START + timedelta(days=decided), 15)
    ended = clock.at(START + timedelta(days=left), 9) if left is not None else None
    state = SanctionState.ANNULLED if annulled else SanctionState.IN_FORCE if left is None else SanctionState.REMOVED
    row = Sanction(
        number=f"雨信{b.session.query(Sanction).count()}", organization=b.org, organization_id=b.org.id, region_path=b.org.region_path,
        kind=kind, ground=G.OTHER, facts="事实", basis="依据", state=state, notified_at=moment, decided_at=moment,
        left_at=ended or (moment if annulled else None),
    )  # fmt: skip
    b.session.add(row)
    b.session.flush()
    return row


STAYS = st.tuples(st.sampled_from(SanctionKind), st.integers(0, 60), st.one_of(st.none(), st.integers(0, 40)), st.booleans())


@QUIET
@given(stays=st.lists(STAYS, max_size=6), day=st.integers(-3, 110))
def test_what_stood_on_a_day_is_what_was_decided_by_then_and_not_over_and_never_annulled(b, stays, day):
    with b.session.begin_nested() as undone:
        for kind, decided, lasted, annulled in stays:
            recorded(b, kind, decided, None if lasted is None else decided + lasted, annulled)
        meant = sorted(
            kind.value for kind, decided, lasted, annulled in stays
            if not annulled and decided <= day and (lasted is None or day < decided + lasted)
        )  # fmt: skip
        found = history.in_force_on(b.session, b.org, START + timedelta(days=day))
        assert sorted(x.kind.value for x in found) == meant
        undone.rollback()


@QUIET
@given(stays=st.lists(STAYS, max_size=6), since=st.integers(-5, 70), until=st.integers(-5, 110))
def test_who_was_penalised_in_a_span_is_told_by_decisions_alone(b, stays, since, until):
    with b.session.begin_nested() as undone:
        for kind, decided, lasted, annulled in stays:
            recorded(b, kind, decided, None if lasted is None else decided + lasted, annulled)
        first, last = START + timedelta(days=since), START + timedelta(days=until)
        meant = any(kind in PENALTIES and not annulled and since <= decided <= until for kind, decided, _, annulled in stays)
        found = history.penalised_within(b.session, [b.org.id, b.org.id + 999], first, last)
        assert set(found) == ({b.org.id} if meant else set())
        undone.rollback()


def test_the_day_of_decision_counts_and_the_day_of_removal_is_free(b):
    recorded(b, K.ABNORMAL, 10, 20, False)
    days = [n for n in range(30) if history.in_force_on(b.session, b.org, START + timedelta(days=n))]
    assert days == list(range(10, 20))


def test_three_years_before_a_leap_day(b):
    assert history.years_before(date(2028, 2, 29)) == date(2025, 3, 1)
    assert history.years_before(date(2026, 5, 13)) == date(2023, 5, 13)


def test_a_listing_counts_as_a_serious_record_as_long_as_it_stands_a_small_fine_never(b):
    recorded(b, K.SERIOUS, 0, None, False)
    small = recorded(b, K.FINE, 1, 2, False)
    later = START + timedelta(days=365 * 5)
    assert set(history.serious_within(b.session, [b.org.id], history.years_before(later), later)) == {b.org.id}
    listing = b.session.scalars(select(Sanction).where(Sanction.kind == K.SERIOUS)).one()
    listing.left_at = clock.at(START + timedelta(days=10))
    b.session.flush()
    assert history.serious_within(b.session, [b.org.id], history.years_before(later), later) == {}
    small.amount_fen = 200_000_000
    b.session.flush()
    day = START + timedelta(days=300)
    assert "罚款" in history.serious_within(b.session, [b.org.id], START, day)[b.org.id]


# --- holds -------------------------------------------------------------------------------------------------------------

ACTS = st.lists(st.tuples(st.sampled_from(("impose", "remove", "annul", "end", "keep")),
                          st.sampled_from([k for k in SanctionKind if k is not K.REVOCATION])), max_size=9)  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_holds_are_exactly_those_of_what_stands_after_whatever_was_done(b, frozen_time, acts):
    frozen_time("2026-01-05 09:00")
    judge = _judge(b)
    with b.session.begin_nested() as undone:
        for act, kind in acts:
            frozen_time.forward(days=3)
            try:
                with b.session.begin_nested():
                    done(b, act, kind, judge)
            except Refused:
                pass  # the rule says no: nothing may remain of it
            assert stopped(b) == meant(b), (act, kind)
        undone.rollback()
        b.session.expire_all()


def _judge(b):
    user = b.session.query(people.User).filter_by(login="approver9").one_or_none()
    return people.actor_for(b.session, "approver9") if user else s.another_approver(b.session)


def done(b, act: str, kind: SanctionKind, judge) -> None:
    if act == "impose":
        s.imposed(b, kind)
        return
    found = b.session.scalars(select(Sanction).where(Sanction.kind == kind, Sanction.decided_at.is_not(None)).order_by(Sanction.id.desc())).first()
    if found is None:
        return
    if act == "annul":
        appeal = operations.appeal(b.session, found, by=b.head, way=AppealWay.REVIEW, body="不服。")
        s.move(b, appeal, "uphold", judge, answer="成立。")
    elif act == "remove":
        s.removed(b, found)
    elif act == "end" and found.ends_at and found.state in STANDING:
        lifecycle.move(b.session, found, "end-term", by=SYSTEM)
    elif act == "keep" and found.state is SanctionState.IN_FORCE and found.review_at:
        lifecycle.move(b.session, found, "look-again", by=SYSTEM)
        s.move(b, found, "keep", b.examiner, reason="照旧")


def stopped(b) -> list[tuple[str, int]]:
    return sorted((hold.blocks, hold.cause_id) for hold in holds.on(b.session, b.org))


def meant(b) -> list[tuple[str, int]]:
    standing = b.session.scalars(select(Sanction).where(Sanction.organization_id == b.org.id, Sanction.state.in_(STANDING)))
    return sorted((block.value, sanction.id) for sanction in standing for block in BLOCKS[sanction.kind])
