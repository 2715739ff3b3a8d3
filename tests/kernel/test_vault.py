"""Encrypted columns: unreadable in the file, unmovable between columns, readable with every key that is still kept."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from portal.kernel import factors
from portal.kernel.factors import SecondFactor
from portal.kernel.people import User
from portal.kernel.vault import Unreadable, Vault

OLD, NEW = "o" * 32, "n" * 32


def test_a_value_comes_back_and_never_looks_the_same_twice():
    vault = Vault([NEW])
    first, second = vault.seal("秘密", "t.c"), vault.seal("秘密", "t.c")
    assert first != second
    assert vault.open(first, "t.c") == vault.open(second, "t.c") == "秘密"


def test_a_new_key_encrypts_and_the_old_one_still_reads():
    both = Vault([NEW, OLD])
    old = Vault([OLD]).seal("x", "t.c")
    assert both.open(old, "t.c") == "x"
    assert Vault([NEW]).open(both.seal("y", "t.c"), "t.c") == "y"
    with pytest.raises(Unreadable, match="not among PORTAL_DATA_KEY"):
        Vault([NEW]).open(old, "t.c")


@pytest.mark.parametrize("harm", [lambda s: s[:-4] + "AAA=", lambda s: s[:20], lambda s: s.split(".")[0] + "."])
def test_a_changed_value_is_refused(harm):
    vault = Vault([NEW])
    with pytest.raises(Unreadable):
        vault.open(harm(vault.seal("a long enough secret", "t.c")), "t.c")


def test_a_value_of_one_column_opens_in_no_other():
    vault = Vault([NEW])
    with pytest.raises(Unreadable, match="another column"):
        vault.open(vault.seal("x", "t.c"), "t.d")


def test_the_secret_of_an_authenticator_is_not_in_the_database(session):
    user = session.query(User).filter_by(login="ngo").one()
    factors.offer(session, user.id)
    secret = factors.of(session, user.id).pending
    stored = session.execute(text("SELECT pending FROM second_factors")).scalar_one()
    assert secret not in stored
    session.expire_all()
    assert session.query(SecondFactor).one().pending == secret
