"""Viruses: found by a real ClamAV daemon, refused at the door; what it could not look at waits in quarantine."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.domain.organizations.models import Filing
from portal.gateways.files import store_of
from portal.gateways.scanner import ClamAV, Unreachable, scanner_of
from portal.kernel import access, outbox
from portal.kernel.outbox import Notice, OutboxMessage
from portal.kernel.papers import Attachment, Scan
from tests.house.test_uploads import filing, upload  # noqa: F401 - fixtures

#: The harmless string that every scanner must find (eicar.org), in two parts so that none finds it in this file.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()
PDF = b"%PDF-1.4\n%%EOF"
INFECTED = b"%PDF-1.4\n" + EICAR + b"\n%%EOF"


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    """A daemon with one signature of our own; no database is fetched from anywhere."""
    program = shutil.which("clamd") or shutil.which("/usr/sbin/clamd")
    if program is None:
        pytest.fail("These tests need clamd (Debian: clamav-daemon): run `make test`, or install it.")
    folder = tmp_path_factory.mktemp("clamd")
    signatures = folder / "signatures"
    signatures.mkdir()
    (signatures / "own.ndb").write_text(f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n")
    socket = folder / "clamd.ctl"
    settings = {"Foreground": "yes", "LocalSocket": socket, "DatabaseDirectory": signatures, "StreamMaxLength": "25M",
                "LogFile": folder / "log", "PidFile": folder / "pid", "ConcurrentDatabaseReload": "no"}  # fmt: skip
    (folder / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    process = subprocess.Popen([program, "-c", folder / "clamd.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    _wait_for(socket, process, folder / "log")
    yield f"unix://{socket}"
    process.terminate()
    process.wait(20)


def _wait_for(socket: Path, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            assert ClamAV(f"unix://{socket}").look(b"anything") is None
        except Unreachable:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.1)
        else:
            return


@pytest.fixture
def guarded(app, daemon, monkeypatch):
    monkeypatch.setitem(app.config, "PORTAL_SCANNER_URL", daemon)


@pytest.fixture
def silent(app, tmp_path, monkeypatch):
    """A scanner is configured, and nobody answers."""
    monkeypatch.setitem(app.config, "PORTAL_SCANNER_URL", f"unix://{tmp_path}/nobody.ctl")


def kept(session) -> list[Attachment]:
    return list(session.scalars(select(Attachment)))


def test_the_daemon_names_what_it_found_and_passes_what_is_clean(daemon):
    assert ClamAV(daemon).look(INFECTED) == "Eicar-Test-Signature.UNOFFICIAL"
    assert ClamAV(daemon).look(PDF * 100_000) is None


def test_a_daemon_that_gives_no_verdict_never_counts_as_clean(daemon, tmp_path):
    with pytest.raises(Unreachable):
        ClamAV(f"unix://{tmp_path}/nobody.ctl").look(PDF)
    with pytest.raises(Unreachable):
        ClamAV("tcp://127.0.0.1:1").look(PDF)
    with pytest.raises(Unreachable):
        ClamAV(daemon).look(b"x" * 26 * 1024 * 1024)  # more than the daemon takes


@pytest.mark.parametrize("address", ["clamd", "http://127.0.0.1:3310", "unix://", "tcp://"])
def test_an_address_that_is_none_is_refused_at_once(address):
    with pytest.raises(ValueError, match="PORTAL_SCANNER_URL"):
        scanner_of({"PORTAL_SCANNER_URL": address})


def test_an_infected_file_is_refused_by_name_and_not_kept(app, session, client, guarded, upload):
    answer = upload("章程.pdf", INFECTED)
    assert answer.status_code == 422
    assert "文件里查出病毒（Eicar-Test-Signature.UNOFFICIAL），没有收下。" in client.last.text
    assert kept(session) == []


def test_a_clean_file_is_kept_and_handed_out(session, client, guarded, upload):
    assert upload("章程.pdf", PDF).status_code == 302
    [file] = kept(session)
    assert file.scan is Scan.CLEAN
    assert client.get(f"/files/{file.public_id}").data == PDF


def test_without_a_scanner_files_are_handed_out_unseen(session, client, upload):
    upload("章程.pdf", INFECTED)
    [file] = kept(session)
    assert file.scan is Scan.OFF
    assert client.get(f"/files/{file.public_id}").status_code == 200


def test_while_the_scanner_is_silent_a_file_waits_and_nobody_gets_it(session, client, silent, upload, filing):
    assert upload("章程.pdf", PDF).status_code == 302
    [file] = kept(session)
    assert file.scan is Scan.WAITING
    answer = client.get(f"/files/{file.public_id}")
    assert (answer.status_code, "还在查毒" in client.last.text) == (409, True)
    assert "查毒中，查完才能下载" in client.page(f"/filings/{filing.public_id}/materials").text


def test_the_worker_asks_again_and_a_clean_file_leaves_the_quarantine(
    app, session, client, silent, upload, worker_outbox, daemon, monkeypatch, frozen_time
):  # fmt: skip
    upload("章程.pdf", PDF)
    [file] = kept(session)
    worker_outbox()
    job = session.scalars(select(OutboxMessage).filter_by(kind="scan-file")).one()
    assert (file.scan, job.sent_at, job.attempts) == (Scan.WAITING, None, 1)
    assert job.error.startswith("Unreachable")
    monkeypatch.setitem(app.config, "PORTAL_SCANNER_URL", daemon)
    frozen_time(job.available_at)
    worker_outbox()
    assert (file.scan, job.error) == (Scan.CLEAN, None)
    assert client.get(f"/files/{file.public_id}").data == PDF


def test_what_turns_out_harmful_is_taken_off_destroyed_and_told(
    app, session, client, silent, upload, worker_outbox, daemon, monkeypatch, as_person
):  # fmt: skip
    upload("章程.pdf", INFECTED)
    [file] = kept(session)
    monkeypatch.setitem(app.config, "PORTAL_SCANNER_URL", daemon)
    worker_outbox()
    assert (file.scan, file.removed_at is None) == (Scan.HARMFUL, False)
    assert client.get(f"/files/{file.public_id}").status_code == 404
    with pytest.raises(FileNotFoundError):
        store_of(app.config).open(file.sha256)
    told = session.scalars(select(Notice).filter_by(user_id=as_person("resident1").user_id)).all()
    assert told[-1].msgid.startswith("您附上的一份材料里查出病毒")
    subject = access.subject_of(session, file)
    assert isinstance(subject, Filing)
    outbox.work(session)
    assert file.scan is Scan.HARMFUL
