"""The seal: what was signed can be checked, what was changed is found out."""

from __future__ import annotations

import stat
from datetime import datetime
from pathlib import Path

import pytest

from portal.documents import render
from portal.gateways.seal import LocalSeal, SealError
from portal.kernel import clock
from tests.documents import samples


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render("contract", samples.paper("contract"))


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> LocalSeal:
    return LocalSeal(tmp_path_factory.mktemp("data") / "keys")


@pytest.fixture(scope="module")
def sealed(seal: LocalSeal, pdf: bytes) -> bytes:
    return seal.sign(pdf, reason="协议生效", number="雨协2026-0012")


def test_a_sealed_paper_is_good_and_says_whose_key_it_was(seal: LocalSeal, sealed: bytes) -> None:
    report = seal.verify(sealed)
    assert report.good
    assert report.local
    assert report.trouble == ""
    assert report.signer == "雨花公益平台（本机自制密钥）"
    assert report.reason == "协议生效（雨协2026-0012，本机自制密钥）"


def test_the_paper_under_the_seal_is_unchanged(pdf: bytes, sealed: bytes) -> None:
    assert sealed.startswith(pdf)


def test_the_seal_carries_the_time_of_the_portal_clock(seal: LocalSeal, pdf: bytes) -> None:
    moment = datetime.fromisoformat("2026-05-15T10:00:03+08:00")
    with clock.travel(moment):
        sealed = seal.sign(pdf, reason="协议生效", number="雨协2026-0012")
    assert seal.verify(sealed).signed_at == moment


def test_an_unsealed_paper_is_not_good(seal: LocalSeal, pdf: bytes) -> None:
    report = seal.verify(pdf)
    assert (report.sealed, report.good, report.trouble) == (False, False, "这份文件没有电子签章。")


@pytest.mark.parametrize("share", [0.05, 0.25, 0.5, 0.75])
def test_one_changed_byte_is_found_out(seal: LocalSeal, pdf: bytes, sealed: bytes, share: float) -> None:
    place = int(len(pdf) * share)
    changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
    assert not seal.verify(changed).good


def test_bytes_added_after_the_seal_are_found_out(seal: LocalSeal, sealed: bytes) -> None:
    report = seal.verify(sealed + b"\n% more\n")
    assert (report.sealed, report.intact, report.trouble) == (True, False, "签章之后内容被改动过。")


def test_a_seal_of_another_machine_is_not_ours(seal: LocalSeal, pdf: bytes, tmp_path: Path) -> None:
    foreign = LocalSeal(tmp_path).sign(pdf, reason="协议生效", number="雨协2026-0012")
    report = seal.verify(foreign)
    assert (report.sealed, report.intact, report.ours, report.good) == (True, True, False, False)
    assert report.trouble == "签章不是本平台的密钥所盖。"


def test_a_paper_can_be_sealed_twice(seal: LocalSeal, sealed: bytes) -> None:
    assert seal.verify(seal.sign(sealed, reason="归档", number="雨协2026-0012")).good


def test_the_key_is_made_once_and_kept_to_its_owner(pdf: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    sealed = LocalSeal(folder).sign(pdf, reason="协议生效", number="雨协2026-0012")
    assert LocalSeal(folder).verify(sealed).good
    assert [file.name for file in folder.iterdir()] == ["seal.pem"]
    assert stat.S_IMODE((folder / "seal.pem").stat().st_mode) == 0o600


def test_what_is_no_pdf_is_refused_when_sealing_and_not_good_when_checked(seal: LocalSeal) -> None:
    with pytest.raises(SealError, match="雨协2026-0012 could not be sealed"):
        seal.sign(b"no pdf", reason="协议生效", number="雨协2026-0012")
    assert seal.verify(b"no pdf").good is False


def test_a_broken_key_is_one_clear_error(tmp_path: Path, pdf: bytes) -> None:
    (tmp_path / "seal.pem").write_bytes(b"nothing")
    with pytest.raises(SealError, match="cannot be used"):
        LocalSeal(tmp_path).sign(pdf, reason="协议生效", number="雨协2026-0012")
