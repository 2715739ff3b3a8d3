"""Settings are inherited down the tree; a scope is a path prefix."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.kernel import clock, policy, regions
from portal.kernel.policy import PolicySetting
from portal.kernel.regions import Level, Region
from portal.kernel.workdays import Unit


def setting(path, amount, *, version=1, valid_from=None):
    return PolicySetting(
        region_path=path, key="x.days", amount=amount, unit=Unit.WORKING_DAYS, version=version, name="试验", source="测试",
        valid_from=valid_from or clock.now() - timedelta(days=1),
    )  # fmt: skip


def test_the_nearest_region_s_setting_counts(session):
    session.add_all([setting("/", 10), setting("/32/", 7)])
    session.commit()
    assert policy.amount(session, "x.days", "/32/3201/") == 7
    assert policy.amount(session, "x.days", "/44/") == 10


def test_the_newest_version_in_force_counts_and_a_future_one_waits(session):
    later = clock.now() + timedelta(days=1)
    session.add_all([setting("/", 10), setting("/", 5, version=2), setting("/", 3, version=3, valid_from=later)])
    session.commit()
    assert policy.get(session, "x.days", "/").version == 2
    with clock.travel(later + timedelta(days=1)):
        policy.forget(session)
        assert policy.amount(session, "x.days", "/") == 3


def test_a_setting_that_nobody_made_is_a_defect_that_names_it(session):
    with pytest.raises(policy.MissingPolicy, match="never.set is not set for /32/"):
        policy.get(session, "never.set", "/32/")


PATHS = st.lists(st.integers(1, 999), max_size=4).map(lambda codes: "/" + "".join(f"{c}/" for c in codes))


@given(PATHS)
def test_ancestors_go_from_the_place_itself_to_the_top(path):
    found = regions.ancestors(path)
    assert found[0] == path
    assert found[-1] == "/"
    assert all(regions.lies_in(path, above) for above in found)


def test_the_sql_range_and_the_python_prefix_agree(session):
    paths = ["/1/", "/1/2/", "/1/20/", "/1/2/3/", "/10/", "/2/", "/1/2/30/"]
    session.add_all([Region(code=p, name=p, level=Level.STREET, path=p) for p in paths])
    session.commit()
    for scope in [*paths, "/"]:
        stmt = select(Region.path).where(regions.within(Region.path, scope), Region.path.in_(paths))
        assert set(session.scalars(stmt)) == {p for p in paths if regions.lies_in(p, scope)}


@pytest.mark.parametrize(
    ("name", "short"),
    [("能仁里居委会", "能仁里社区"), ("雨花社区居委会", "雨花社区"), ("花神庙村村委会", "花神庙村")],
)
def test_a_community_is_called_as_people_call_it(name, short):
    assert Region(code="1", name=name, level=Level.COMMUNITY, path="/1/").short_name == short
