"""`flask check` names what an installation lacks."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask_migrate import stamp

from portal.extensions import db
from portal.kernel.deployment import Deployment
from portal.kernel.engine import writing


@pytest.fixture
def check(real_app):
    with real_app.app_context():
        stamp()  # the tests' databases are made from the models, whose tables are those of the newest migration
    return lambda: real_app.test_cli_runner().invoke(args=["check"])


def test_an_installation_in_order_has_nothing_unsafe(check):
    result = check()
    assert (result.exit_code, result.output) == (0, "Nothing unsafe was found.\n")


def test_a_key_that_others_can_read_is_unsafe(real_app, check):
    key = Path(real_app.config["PORTAL_DATA_DIR"], "keys", "session.key")
    key.chmod(0o644)
    result = check()
    assert (result.exit_code, result.output) == (1, f"unsafe    {key} can be read by others: chmod go= it\n")


def test_in_production_a_demo_city_is_unsafe_and_what_is_missing_is_doubtful(real_app, check, monkeypatch):
    monkeypatch.setitem(real_app.config, "PORTAL_ENV", "production")
    with real_app.app_context(), writing(db.session()) as session:
        session.merge(Deployment(id=1, demo=True))
    lines = check().output.splitlines()
    assert "unsafe    PORTAL_BASE_URL must be the public https:// address: papers, mails and cookies rely on it" in lines
    assert "unsafe    the database is a demo city, whose passwords everybody knows" in lines
    assert "doubtful  PORTAL_MAIL_URL is empty: mails are written to files and reach nobody" in lines


def test_gateways_that_are_configured_must_answer(real_app, check, monkeypatch, tmp_path):
    monkeypatch.setitem(real_app.config, "PORTAL_SCANNER_URL", f"unix://{tmp_path}/nobody.ctl")
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setitem(real_app.config, "PORTAL_FILES_URL", str(tmp_path / "file" / "store"))
    result = check()
    assert result.exit_code == 1
    assert "unsafe    files cannot be kept: NotADirectoryError" in result.output
    assert "unsafe    the virus scanner does not answer: " in result.output


def test_a_database_that_was_not_migrated_is_unsafe(real_app):
    result = real_app.test_cli_runner().invoke(args=["check"])
    assert result.exit_code == 1
    assert result.output.startswith("unsafe    the database stands at nothing instead of 00")
