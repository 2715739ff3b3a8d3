"""Phones and identity numbers of people: in no page that officers read, no table, no log, no row of the database as it lies there."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from sqlalchemy import text

from portal.domain.incubators.models import Tenancy
from portal.domain.organizations.models import Filing, Organization, Registration
from portal.kernel import consents
from portal.kernel.base import Base
from portal.kernel.people import User
from portal.kernel.personal import IDENTITY
from tests.doors import Caller, Reach, doors
from tests.engines import ROOT

#: A mobile number that stands alone; digests and keys in base64 are full of digits between letters.
MOBILE = re.compile(r"(?<![0-9A-Za-z+/_=-])1[3-9]\d{9}(?![0-9A-Za-z+/_=-])")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
#: Who reads other people's records; none of them gave a number in the city but for their own messages, which is masked too.
READERS = (None, "acceptor", "street", "incubator", "supervisor")


def is_identity_number(number: str) -> bool:
    """GB 11643: the last place agrees with the others."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(number, WEIGHTS, strict=False)) % 11] == number[-1].upper()


def numbers_in(words: str, phones: set[str]) -> set[str]:
    identities = {found for found in IDENTITY.findall(words) if is_identity_number(found)}
    return {*MOBILE.findall(words), *identities, *(phone for phone in phones if phone in words)}


@pytest.fixture
def phones(demo_city, session) -> set[str]:
    """Every number that somebody gave the city, as it was typed."""
    models = (User, Organization, Registration, Filing, Tenancy)
    found = {phone for model in models for (phone,) in session.query(model.phone) if phone}
    assert len(found) > 20
    return found


def test_the_test_itself_knows_a_number_when_it_sees_one():
    assert numbers_in("打 13812345678 找她", set()) == {"13812345678"}
    assert numbers_in("身份证 11010519491231002X", set()) == {"11010519491231002X"}
    assert numbers_in("单号 110105194912310021，138****5678，预算 1381234567800", set()) == set()
    assert numbers_in("电话 025-52401001", {"025-52401001"}) == {"025-52401001"}


def test_no_number_stands_readable_in_any_row(phones, session):
    readable = {}
    for table in Base.metadata.sorted_tables:
        for row in session.execute(text(f'SELECT * FROM "{table.name}"')):
            for column, value in row._mapping.items():
                if isinstance(value, str | dict | list) and (found := numbers_in(str(value), phones)):
                    readable[f"{table.name}.{column}"] = found
    assert readable == {}


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_no_number_lies_in_the_database_file_or_its_write_ahead_log(phones, session, world):
    session.commit()
    file = world.engine.url.database
    for name in (file, f"{file}-wal"):
        try:
            content = Path(name).read_bytes().decode("latin-1")
        except FileNotFoundError:
            continue
        assert [phone for phone in phones if phone in content] == [], name


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("login", READERS, ids=lambda login: login or "visitor")
def test_no_page_table_or_log_line_shows_a_number_of_somebody_else(phones, app, session, caplog, login):
    caller = Caller(app, session, login)
    reach, shown, read = Reach(session, caller.actor), {}, 0
    for door in doors(app):
        if "GET" not in door.methods() or door.rule.rule.startswith("/admin/static"):
            continue
        for action in door.actions()[:1]:
            examples = reach.examples(door.model, door.wanted(action)).values() if door.model else ("",)
            for public_id in examples:
                address = door.address(app, public_id, action) if public_id else door.address(app)
                view = app.view_functions[door.rule.endpoint]
                for asked in (address, f"{address}?as=csv") if hasattr(view, "exports") else (address,):
                    answer = caller.get(asked)
                    if answer.status_code == 200 and answer.mimetype.startswith("text/"):
                        read += 1
                        if found := numbers_in(answer.get_data(as_text=True), phones):
                            shown[asked] = found
    assert shown == {}
    assert read > 30
    assert numbers_in(caplog.text, phones) == set()


def test_the_privacy_notice_that_people_agreed_to_is_the_one_that_is_shown():
    """A changed text needs a new ``consents.VERSION``: those who agreed to the old one are asked again."""
    both = [(ROOT / "docs" / language / "privacy.md").read_bytes() for language in ("zh", "en")]
    assert hashlib.sha256(b"".join(both)).hexdigest() == consents.TEXTS_DIGEST
    assert all(consents.VERSION in content.decode() for content in both)
