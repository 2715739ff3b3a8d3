"""Occupancy never exceeds capacity: under any sequence of steps, and when several want the last desk at once."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy.orm import Session

from portal.domain.incubators import capacity, tenancies
from portal.domain.incubators.models import RentKind, Room, Tenancy, TenancyState
from portal.extensions import db
from portal.kernel import clock
from portal.kernel.engine import writing
from portal.kernel.words import Refused
from tests.domain.tenants import House
from tests.engines import undone
from tests.rush import all_at_once, refusals

S = TenancyState


def refusal(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    return refused.value.sentence


def test_no_sequence_of_steps_ever_fills_a_room_beyond_its_desks(world):
    class Floor(RuleBasedStateMachine):
        """Tenants come and go in any order; the model is a dictionary of desks."""

        def __init__(self) -> None:
            super().__init__()
            self.travel = clock.travel(clock.at(clock.today(), 12))
            self.travel.__enter__()
            self.undone = undone(world)
            connection = self.undone.__enter__()
            self.session = Session(connection, join_transaction_mode="create_savepoint", info={"of_the_test": True})
            self.house = House(self.session, desks=5)
            self.tenants: list[tuple[Tenancy, object]] = []
            self.held: dict[int, int] = {}

        def teardown(self) -> None:
            self.session.close()
            self.undone.__exit__(None, None, None)
            self.travel.__exit__(None, None, None)

        def choose(self, data, *states: TenancyState):
            return data.draw(st.sampled_from([pair for pair in self.tenants if pair[0].state in states]))

        def any_in(self, *states: TenancyState) -> bool:
            return any(tenancy.state in states for tenancy, _ in self.tenants)

        @precondition(lambda self: len(self.tenants) < 8)
        @rule(desks=st.integers(1, 5))
        def apply(self, desks):
            tenant = self.house.newcomer(f"t{len(self.tenants)}")
            tenancy = self.house.apply(tenant, desks=desks)
            self.tenants.append((self.house.bring(tenancy, S.PUBLICISED, tenant), tenant))

        @precondition(lambda self: self.any_in(S.PUBLICISED))
        @rule(data=st.data())
        def admit(self, data):
            tenancy, _ = self.choose(data, S.PUBLICISED)
            free = 5 - sum(self.held.values())
            if tenancy.desks <= free:
                self.house.take(tenancy, "admit", self.house.manager)
                self.held[tenancy.id] = tenancy.desks
            else:
                assert f"只剩 {free} 个空工位" in refusal(self.house.take, tenancy, "admit", self.house.manager)

        @precondition(lambda self: self.any_in(S.ADMITTED))
        @rule(data=st.data(), stays=st.booleans())
        def sign_or_withdraw(self, data, stays):
            tenancy, tenant = self.choose(data, S.ADMITTED)
            if stays:
                self.house.bring(tenancy, S.RESIDENT, tenant)
            else:
                self.house.take(tenancy, "withdraw", tenant)
                del self.held[tenancy.id]

        @precondition(lambda self: self.any_in(S.RESIDENT))
        @rule(data=st.data())
        def leave(self, data):
            tenancy, tenant = self.choose(data, S.RESIDENT)
            self.house.take(tenancy, "leave", tenant, reason="搬走")

        @precondition(lambda self: self.any_in(S.LEAVING))
        @rule(data=st.data())
        def hand_over(self, data):
            tenancy, _ = self.choose(data, S.LEAVING)
            self.house.take(tenancy, "hand-over", self.house.manager)
            del self.held[tenancy.id]

        @invariant()
        def the_desks_add_up(self):
            taken = capacity.taken_in(self.session, self.house.room.id)
            assert taken == sum(self.held.values()) <= 5

    run_state_machine_as_test(Floor, settings=settings(max_examples=12, stateful_step_count=16, deadline=None))


def test_of_two_who_want_the_last_desk_exactly_one_gets_it(real_app, frozen_time):
    with real_app.app_context(), writing(db.session) as session:
        house = House(session, desks=1)
        applicants = [house.newcomer(f"t{n}") for n in range(4)]
        ids = [house.bring(house.apply(a, desks=1), S.PUBLICISED, a).id for a in applicants]
        room_id, manager = house.room.id, house.manager

    def admit(tenancy_id: int):
        def act(session) -> None:
            tenancy = session.get_one(Tenancy, tenancy_id)
            tenancies.admit(session, tenancy, by=manager, room_id=room_id, desks=1, starts_on=clock.today(),
                            rent_kind=RentKind.FREE, rent_note="首年免租")

        return act

    outcomes = all_at_once(real_app, [admit(tenancy_id) for tenancy_id in ids])
    assert len(refusals(outcomes)) == 3
    assert all("只剩 0 个空工位" in refusal.sentence for refusal in refusals(outcomes))
    with real_app.app_context():
        assert capacity.taken_in(db.session, room_id) == 1
        assert db.session.get_one(Room, room_id).desks == 1
        db.session.remove()
