"""Encrypted columns: unreadable in the file, unmovable between columns, readable with every key that is still kept."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from portal.kernel import factors, people
from portal.kernel.base import Base
from portal.kernel.factors import SecondFactor
from portal.kernel.people import User
from portal.kernel.vault import Encrypted, Mark, Unreadable, Vault, marked
from tests.engines import import_every_model

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


# --- phones -------------------------------------------------------------------------------------------------------

PHONE = "13800000001"


def test_every_column_of_a_phone_is_encrypted_under_its_own_name():
    import_every_model()
    phones = {
        f"{table.name}.{column.name}": column.type
        for table in Base.metadata.sorted_tables for column in table.columns if column.name.endswith("phone")
    }  # fmt: skip
    assert sorted(phones) == [
        "claims.phone", "filings.phone", "notice_preferences.asked_phone", "organizations.phone", "registrations.phone", "tenancies.phone", "users.phone",
    ]  # fmt: skip
    assert {name: getattr(kind, "purpose", None) for name, kind in phones.items()} == {name: name for name in phones}
    assert {type(kind) for kind in phones.values()} == {Encrypted}


def test_a_phone_is_not_in_the_database_and_its_account_is_found_by_it(session):
    user = session.query(User).filter_by(login="ngo").one()
    assert people.give_phone(session, user, PHONE)
    session.commit()
    stored = session.execute(text("SELECT phone, phone_mark FROM users WHERE login = 'ngo'")).one()
    assert PHONE not in stored.phone
    assert PHONE not in stored.phone_mark
    assert people.by_phone(session, "+86 138-0000-0001") is user
    assert people.by_phone(session, "13800000002") is None
    assert (user.phone, user.phone_mark) == (PHONE, stored.phone_mark)


def test_a_number_is_one_accounts_only_and_free_again_once_it_is_deleted(session):
    ngo, group = (session.query(User).filter_by(login=login).one() for login in ("ngo", "group"))
    assert people.give_phone(session, ngo, PHONE)
    assert people.give_phone(session, ngo, "138 0000 0001")
    assert not people.give_phone(session, group, PHONE)
    assert group.phone is None
    with pytest.raises(IntegrityError), session.begin_nested():
        group.phone = PHONE
    ngo.phone = None
    session.flush()
    assert people.give_phone(session, group, PHONE)


def test_a_mark_is_found_after_a_new_key_was_put_before_the_old_one():
    old, both = Vault([OLD]), Vault([NEW, OLD])
    assert both.marks(PHONE, "users.phone")[1] == old.marks(PHONE, "users.phone")[0]
    assert both.marks(PHONE, "users.phone")[0] == Vault([NEW]).marks(PHONE, "users.phone")[0]
    assert len({*both.marks(PHONE, "users.phone"), *both.marks(PHONE, "other.phone")}) == 4


def test_a_mark_is_compared_with_the_marks_of_all_keys(session):
    condition = marked(session, User.phone_mark, PHONE)
    (known,) = condition.right.value
    assert len(known) == 64
    assert isinstance(User.phone_mark.type, Mark)
    assert session.scalar(select(User.id).where(condition)) is None
