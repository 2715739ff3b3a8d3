"""What a start page says of the way ahead is the lifecycle's own path."""

from __future__ import annotations

import pytest

from portal.domain.incubators.models import Tenancy
from portal.domain.organizations.models import Registration
from portal.kernel import ahead, lifecycle
from portal.kernel.roles import Role
from seeds.people import DISTRICT


def test_each_step_says_who_takes_it_and_within_what_time(session):
    submit, accept, examine, approve = ahead.legs(session, Registration, DISTRICT)
    assert (submit.label, submit.who, submit.within) == ("提交登记申请", (Role.ACCOUNT,), None)
    assert (accept.who, examine.who, approve.who) == ((Role.ACCEPTOR,), (Role.EXAMINER,), (Role.APPROVER,))
    assert [leg.within.amount for leg in (accept, examine, approve)] == [5, 3, 2]
    assert accept.within.source == "行政许可法第三十二条"


def test_a_step_that_time_takes_is_nobodys_and_has_the_period_that_was_named(session):
    legs = ahead.legs(session, Tenancy, DISTRICT, {"end-publicity": "tenancy.publicity"})
    passed = next(leg for leg in legs if leg.label == "公示期满")
    assert (passed.who, passed.within.amount) == ((), 5)
    assert [leg.label for leg in legs][-3:] == ["签署入驻协议", "代表基地签署协议", "办理入驻"]


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_every_process_has_a_way_from_its_first_state_to_its_last(session):
    for model, process in lifecycle.governed().items():
        if process.path:
            assert len(ahead.legs(session, model, DISTRICT)) >= len(process.path) - 1, process.name
