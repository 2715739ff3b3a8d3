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


def test_every_unsafe_setting_is_named_at_once():
    loaded = config.load({"PORTAL_ENV": "production", "PORTAL_SECRET_KEY": "short"})
    assert [line.split()[0] for line in config.unsafe(loaded)] == ["PORTAL_BASE_URL", "PORTAL_SECRET_KEY"]


def test_a_list_of_breached_passwords_that_is_none_is_refused(tmp_path):
    good, wrong = tmp_path / "good.txt", tmp_path / "wrong.txt"
    good.write_text("0" * 40 + ":3\n")
    wrong.write_text("password\n")
    for path, said in ((good, ""), (wrong, "is no list of SHA-1 digests in capital letters"), (tmp_path / "gone", "cannot be read")):
        found = config.unsafe(config.load({**SAFE, "PORTAL_BREACHED_PASSWORDS": str(path)}))
        assert [line.startswith(f"PORTAL_BREACHED_PASSWORDS names {path}, which {said}") for line in found] == [True] * bool(said)


def test_an_address_without_a_name_is_doubtful_because_of_passkeys():
    numbered = config.load({**SAFE, "PORTAL_BASE_URL": "https://203.0.113.7"})
    assert "PORTAL_BASE_URL names a number instead of a host: browsers know no passkeys there" in config.doubtful(numbered)


def test_what_is_only_doubtful_does_not_stop_it_and_a_demo_has_no_doubts():
    bare = config.load(SAFE)
    config.refuse_unsafe(bare)
    assert [line.split()[0] for line in config.doubtful(bare)] == [
        "PORTAL_MAIL_URL", "PORTAL_MAIL_FROM", "PORTAL_SMS_URL", "PORTAL_BREACHED_PASSWORDS", "PORTAL_SCANNER_URL", "PORTAL_PROXIES", "the",
    ]  # fmt: skip
    settled = {"PORTAL_MAIL_URL": "smtp://mail", "PORTAL_MAIL_FROM": "portal@city.example", "PORTAL_PROXIES": "1",
               "PORTAL_SMS_URL": "https://sms.example/send", "PORTAL_SMS_SECRET": "s" * 16, "PORTAL_SCANNER_URL": "tcp://scanner",
               "PORTAL_BREACHED_PASSWORDS": "list.txt",
               "PORTAL_DATABASE_URL": "postgresql://u@h/n?sslmode=verify-full"}  # fmt: skip
    assert config.doubtful(config.load({**SAFE, **settled})) == []
    for address, said in (("postgresql://u@db.city/n", True), ("postgresql://u@db.city/n?sslmode=require", True),
                          ("postgresql://u@127.0.0.1/n", False), ("postgresql:///n", False)):  # fmt: skip
        doubts = config.doubtful(config.load({**SAFE, **settled, "PORTAL_DATABASE_URL": address}))
        assert [line.split()[0] for line in doubts] == ["PORTAL_DATABASE_URL"] * said
    assert config.doubtful(config.load({})) == []


def test_a_secret_may_stand_in_a_file_and_the_variable_itself_comes_first(tmp_path):
    secret = tmp_path / "key"
    secret.write_text("k" * 40 + "\n")
    assert config.load({"PORTAL_SECRET_KEY_FILE": str(secret)})["PORTAL_SECRET_KEY"] == "k" * 40
    both = {"PORTAL_SECRET_KEY_FILE": str(secret), "PORTAL_SECRET_KEY": "j" * 40}
    assert config.load(both)["PORTAL_SECRET_KEY"] == "j" * 40
    with pytest.raises(SystemExit, match="PORTAL_SECRET_KEY_FILE names .*gone, which cannot be read"):
        config.load({"PORTAL_SECRET_KEY_FILE": str(tmp_path / "gone")})


def test_the_demo_needs_no_setting_at_all():
    loaded = config.load({})
    config.refuse_unsafe(loaded)
    assert loaded["SQLALCHEMY_DATABASE_URI"].endswith("/var/portal.db")


def test_a_key_is_made_once_and_kept(tmp_path):
    settings = config.load({"PORTAL_DATA_DIR": str(tmp_path)})
    first = config.secret_key(settings)
    assert config.secret_key(settings) == first
    assert (tmp_path / "keys" / "session.key").stat().st_mode & 0o077 == 0
