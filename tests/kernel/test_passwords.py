"""Passwords are hashed as RFC 9106 recommends, whatever the tests themselves use."""

from __future__ import annotations

import importlib.util

import pytest
from argon2 import extract_parameters, profiles

from portal.kernel import passwords


@pytest.fixture(scope="module")
def as_shipped():
    """The module as the portal imports it: the tests' own copy hashes with less work."""
    spec = importlib.util.spec_from_file_location("passwords_as_shipped", passwords.__file__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_password_is_hashed_with_what_the_rfc_recommends(as_shipped):
    assert extract_parameters(as_shipped.hashed("demo-2026")) == profiles.RFC_9106_LOW_MEMORY


def test_a_hash_with_less_work_is_renewed_at_login_and_one_of_today_is_not(as_shipped):
    assert as_shipped.is_old(passwords.hashed("demo-2026"))
    assert not as_shipped.is_old(as_shipped.hashed("demo-2026"))


def test_only_the_password_itself_matches_and_nobody_has_one(as_shipped):
    stored = as_shipped.hashed("demo-2026")
    assert as_shipped.matches(stored, "demo-2026")
    assert not as_shipped.matches(stored, "demo-2027")
    assert not as_shipped.matches(None, "nobody has this password")
    assert not as_shipped.matches("no hash at all", "demo-2026")
