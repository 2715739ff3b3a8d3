"""The register as it stood on any day: whoever changes a row, its version is kept, without gap and without overlap."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, text, update

from portal.domain.organizations import keeping
from portal.domain.organizations.models import Organization, OrganizationState, OrganizationVersion, OrgField, OrgType
from portal.kernel import clock, versions
from portal.kernel.journal import JournalEntry
from seeds.people import DISTRICT
from tests.domain.founding import registered, town  # noqa: F401 - town is a fixture

START = date(2026, 3, 2)


def organization(session, name="南京市雨花台区史册社区服务中心", **other):
    row = Organization(**{
        "name": name, "org_type": OrgType.GROUP, "field": OrgField.COMMUNITY, "region_path": DISTRICT, "legal_representative": "甲",
        "address": "某路 1 号", "phone": "13912345678", "purpose": "助老", "registered_on": date(2020, 1, 1),
        "state": OrganizationState.ACTIVE, **other,
    })  # fmt: skip
    session.add(row)
    session.commit()
    return row


def versions_of(session, row):
    session.expire_all()
    stmt = select(OrganizationVersion).where(OrganizationVersion.organization_id == row.id)
    return list(session.scalars(stmt.order_by(OrganizationVersion.valid_from)))


CHANGES = st.lists(
    st.tuples(
        st.integers(0, 3),  # days after the one before
        st.dictionaries(
            st.sampled_from(["address", "legal_representative", "purpose", "rating", "capital_fen", "tax_exempt"]),
            st.integers(0, 3), max_size=3,
        ),
        st.booleans(),  # whether the row is written twice in the same unit of work
    ),
    max_size=8,
)  # fmt: skip


def value(name, number):
    return {"rating": number or None, "capital_fen": number * 100, "tax_exempt": number > 1}.get(name, f"{name}{number}")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_any_row_of_changes_can_be_read_back_for_any_day(session, changes):
    day = START
    with clock.travel(clock.at(day, 9)):
        row = organization(session, f"史册{id(changes)}{session.query(Organization).count()}")
    model = {day: dict(versions.now_of(row).__dict__)}
    for number, (days, changed, twice) in enumerate(changes):
        day += timedelta(days=days)
        with clock.travel(clock.at(day, 9) + timedelta(minutes=number + 1)):
            for name, which in changed.items():
                setattr(row, name, value(name, which))
                if twice:
                    session.flush()
            session.commit()
        model[day] = dict(versions.now_of(row).__dict__)
    kept = versions_of(session, row)
    assert [v.first for v in kept] == [True] + [False] * (len(kept) - 1)
    for earlier, later in zip(kept, kept[1:], strict=False):
        assert earlier.valid_until == later.valid_from, "neither a gap nor an overlap"
        assert later.was == {n: v for n, v in earlier.row.items() if later.row[n] != v} != {}
    assert kept[-1].valid_until is None
    assert versions.as_of(session, row, START - timedelta(days=1)) is None
    known = None
    for offset in range((day - START).days + 2):
        asked = START + timedelta(days=offset)
        known = model.get(asked, known)
        assert versions.stood(versions.as_of(session, row, asked)).__dict__ == known


def test_the_phone_stands_in_no_version_and_a_change_of_it_makes_none(session, frozen_time):
    row = organization(session)
    frozen_time.forward(days=1)
    row.phone = "13987654321"
    session.commit()
    (only,) = versions_of(session, row)
    assert "phone" not in only.row
    stored = session.connection().execute(text("SELECT row, was FROM organization_versions")).all()
    assert "139" not in str(stored)


def test_a_version_says_which_act_made_it(town):
    row = registered(town)
    town.session.commit()
    town.travel("2026-05-14 09:00")
    keeping.keep(town.session, row, by=town.acceptor, tax_exempt=True, last_annual_report=None, full_time_staff=4)
    town.session.commit()
    entered, kept = versions_of(town.session, row)
    assert (entered.act_type, entered.action, entered.first) == ("registrations", "approve", True)
    assert (kept.act_type, kept.was) == (None, {"tax_exempt": False})
    assert [town.session.get(JournalEntry, v.entry_id).action for v in (entered, kept)] == ["enter", "keep"]


def test_one_unit_of_work_makes_one_version_however_often_it_writes(session, frozen_time):
    row = organization(session)
    frozen_time.forward(days=1)
    for address in ("甲路", "乙路", "丙路"):
        row.address = address
        session.flush()
        frozen_time.forward(seconds=1)
    session.commit()
    first, second = versions_of(session, row)
    assert (second.was, second.row["address"]) == ({"address": "某路 1 号"}, "丙路")
    assert first.valid_until == second.valid_from


def test_what_is_undone_leaves_no_version(session, frozen_time):
    row = organization(session)
    frozen_time.forward(days=1)
    row.address = "甲路"
    session.flush()
    session.rollback()
    assert len(versions_of(session, row)) == 1


def test_a_day_that_is_told_later_than_the_next_one_changes_the_version_of_that_day(session, frozen_time):
    """Where the clock goes back (a demo city's past), no period turns round."""
    row = organization(session)
    frozen_time.forward(days=2)
    row.address = "甲路"
    session.commit()
    frozen_time.forward(days=-1)
    row.address = "乙路"
    session.commit()
    first, second = versions_of(session, row)
    assert (first.row["address"], second.row["address"]) == ("某路 1 号", "乙路")
    assert first.valid_until == second.valid_from > clock.now()


def test_a_thousand_rows_are_kept_in_a_few_statements(session, statements):
    with statements() as executed:
        session.add_all([
            Organization(
                name=f"成批{n}", org_type=OrgType.GROUP, field=OrgField.COMMUNITY, region_path=DISTRICT, legal_representative="甲",
                address="某路", purpose="助老", registered_on=date(2020, 1, 1), state=OrganizationState.ACTIVE,
            ) for n in range(1000)
        ])  # fmt: skip
        session.commit()
    mine = [s for s in executed if "organization_versions" in s]
    assert len(mine) <= 8
    assert session.query(OrganizationVersion).count() == session.query(Organization).count() == 1000


def test_a_statement_that_would_pass_the_history_by_is_refused(session, frozen_time):
    row = organization(session)
    frozen_time.forward(days=1)
    for statement in (update(Organization).values(rating=1), update(Organization.__table__).values(rating=1),
                      insert(Organization).values(name="x")):  # fmt: skip
        with pytest.raises(TypeError, match="keeps its versions"):
            session.execute(statement)
    noted = update(Organization).where(Organization.id == row.id).values(rating=2)
    session.execute(noted, execution_options={versions.NOTED: True})
    versions.note(session, Organization, [row.id])
    session.commit()
    assert [v.row["rating"] for v in versions_of(session, row)] == [None, 2]


def test_a_column_that_comes_later_makes_no_version_by_itself(session, frozen_time):
    row = organization(session)
    (only,) = versions_of(session, row)
    only.row = {name: said for name, said in only.row.items() if name != "tax_exempt"}
    session.commit()
    frozen_time.forward(days=1)
    row.phone = "13900000000"
    session.commit()
    (only,) = versions_of(session, row)
    assert only.row["tax_exempt"] is False
    assert only.valid_from < datetime.now(clock.LOCAL)
