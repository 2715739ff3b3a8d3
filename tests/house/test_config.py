"""A production installation refuses what would harm people."""

from __future__ import annotations

import pytest

from portal import config

SAFE = {"PORTAL_ENV": "production", "PORTAL_BASE_URL": "https://portal.example.invalid"}


def test_a_safe_production_setting_is_accepted_and_its_cookies_are_secure():
    loaded = config.load(SAFE)
    config.refuse_unsafe(loaded)
    assert loaded["SESSION_COOKIE_SECURE"] is True


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"PORTAL_BASE_URL": "http://portal.example.invalid"}, "PORTAL_BASE_URL must be the public https:// address"),
        ({"PORTAL_BASE_URL": ""}, "PORTAL_BASE_URL must be the public https:// address"),
        ({"PORTAL_SECRET_KEY": "short"}, "PORTAL_SECRET_KEY must have at least 32 characters"),
        ({"PORTAL_ENV": "prod"}, "it must be demo, production or test"),
    ],
)
def test_an_unsafe_setting_is_refused_with_its_name(changed, said):
    with pytest.raises(SystemExit, match=said):
        config.refuse_unsafe(config.load({**SAFE, **changed}))


def test_the_demo_needs_no_setting_at_all():
    loaded = config.load({})
    config.refuse_unsafe(loaded)
    assert loaded["SQLALCHEMY_DATABASE_URI"].endswith("/var/portal.db")


def test_a_key_is_made_once_and_kept(tmp_path):
    settings = config.load({"PORTAL_DATA_DIR": str(tmp_path)})
    first = config.secret_key(settings)
    assert config.secret_key(settings) == first
    assert (tmp_path / "keys" / "session.key").stat().st_mode & 0o077 == 0
