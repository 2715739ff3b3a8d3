"""Files that are not what they say, too large, or named to escape: a sentence, and nothing kept."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.domain.organizations.models import Filing, OrgField
from portal.kernel import lifecycle
from portal.kernel.papers import Attachment
from seeds.world import first_community
from tests.doors import Caller
from tests.photos import picture

PNG = picture("PNG")
PDF = b"%PDF-1.4\n%%EOF"
EXE = b"MZ\x90\x00" + b"\0" * 200
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!doctype html><script>alert(1)</script>"
ZIP = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def docx(**more: bytes) -> bytes:
    plain = {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": b"<Relationships/>",
        "word/document.xml": b"<document/>",
    }
    return packed({**plain, **{name.replace("__", "/"): content for name, content in more.items()}})


@pytest.fixture
def filing(session, as_person):
    owner = as_person("resident1")
    row = Filing(name="听雨社区试纸队", kind="service_like", field=OrgField.ELDERLY, region_path=first_community(session),
                 responsible_person="赵大爷", phone="52400000", meeting_place="活动室", purpose="试", roster=[],
                 applicant_id=owner.user_id)  # fmt: skip
    lifecycle.begin(session, row, by=owner)
    session.commit()
    return row


@pytest.fixture
def upload(client, filing):
    client.login("resident1")

    def send(name: str, data: bytes, material: str = "charter"):
        return client.post(
            f"/filings/{filing.public_id}/materials", data={"material": material, "file": (io.BytesIO(data), name)}
        )

    return send


def kept(session) -> list[Attachment]:
    return list(session.scalars(select(Attachment)))


def stored(app) -> list[str]:
    return sorted(p.name for p in Path(app.config["PORTAL_DATA_DIR"], "files").rglob("*") if p.is_file())


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", EXE), ("a.png", HTML), ("a.svg", SVG), ("a.png", SVG), ("a.pdf", HTML), ("a.html", HTML), ("a.exe", EXE),
        ("a.pdf", b""), ("a", PDF), (".pdf", EXE), ("a.pdf.exe", PDF), ("a.jpg", PNG), ("a.docx", PDF), ("a.png", PNG[:60]), ("a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 64), ("a.docx", b"PK\x03\x04" + b"x" * 90),
        ("a.docx", packed({"a.txt": b"x"})), ("a.docx", docx(word__vbaProject=b"x") + b""), ("a.docx", docx(word__media__0=b"0" * 30_000_000)),
        ("a.docx", docx(**{f"word__media__{n}": b"x" for n in range(5_001)})),
    ],
    ids=lambda value: value if isinstance(value, str) else str(len(value)),
)  # fmt: skip
def test_a_file_that_is_not_what_it_says_is_refused_in_words_and_not_kept(app, session, client, upload, name, data):
    if b"vbaProject" in data:
        data = docx(**{"word__vbaProject.bin": b"x"})
    before = stored(app)
    answer = upload(name, data)
    assert answer.status_code == 422
    assert client.last.all("//*[contains(@class, 'error')]")
    assert kept(session) == []
    assert stored(app) == before


@pytest.mark.parametrize(
    ("sent", "known_as"),
    [
        ("../../x.pdf", "x.pdf"), ("..\\..\\x.pdf", "....x.pdf"), ("/etc/x.pdf", "x.pdf"), ("x\u202efdp.pdf", "xfdp.pdf"),
        ("x%0D%0AX-Evil: 1.pdf", "x%0D%0AX-Evil: 1.pdf"), ("x\x00.pdf", "x.pdf"), ("'><img onerror=alert(1)>.pdf", "'><img onerror=alert(1)>.pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)  # fmt: skip
def test_a_name_is_only_a_name(app, session, client, upload, sent, known_as):
    assert upload(sent, PDF).status_code == 302
    [file] = kept(session)
    assert file.filename == known_as
    page = client.page(f"/filings/{session.get(Filing, file.subject_id).public_id}/materials")
    assert "<img onerror" not in page.html
    answer = client.get(f"/files/{file.public_id}")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "X-Evil" not in answer.headers
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


class Endless(io.RawIOBase):
    """A hundred million bytes, made while they are read."""

    def __init__(self, head: bytes, size: int):
        self.head, self.left, self.read_bytes = head, size, 0

    def readable(self) -> bool:
        return True

    def readinto(self, target) -> int:
        count = min(len(target), self.left)
        chunk = (self.head + b"0" * count)[:count]
        self.head, self.left, self.read_bytes = self.head[count:], self.left - count, self.read_bytes + count
        target[:count] = chunk
        return count


def test_a_hundred_megabytes_are_turned_away_at_the_door(app, session, filing):
    before, size = stored(app), 100_000_000
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.4\n'
    stream = Endless(head, size)
    answer = Caller(app, session, "resident1").client.post(
        f"/filings/{filing.public_id}/materials", content_type="multipart/form-data; boundary=b",
        environ_overrides={"wsgi.input": stream, "CONTENT_LENGTH": str(size)},
    )  # fmt: skip
    assert answer.status_code == 413
    assert "<h1" in answer.get_data(as_text=True)
    assert stream.read_bytes < 25_000_000
    assert kept(session) == []
    assert stored(app) == before


def test_a_file_over_the_limit_for_one_file_says_the_limit(app, session, client, upload):
    answer = upload("a.pdf", PDF + b"0" * (20 * 1024 * 1024))
    assert answer.status_code == 422
    assert "20 MB" in client.last.text
    assert kept(session) == []


def test_whoever_may_not_write_uploads_nothing(app, session, new_client, filing):
    before = stored(app)
    for login, status in (("resident2", 404), ("committee", 404)):
        other = new_client()
        other.login(login)
        answer = other.post(
            f"/filings/{filing.public_id}/materials", data={"material": "charter", "file": (io.BytesIO(PDF), "a.pdf")}
        )
        assert answer.status_code == status
    assert kept(session) == []
    assert stored(app) == before


def test_an_unknown_kind_of_material_is_no_material(session, client, upload):
    assert upload("a.pdf", PDF, material="../../x").status_code == 422
    assert kept(session) == []


def test_a_file_says_what_it_is_on_the_page_and_in_the_name_of_the_download(app, session, filing):
    owner = Caller(app, session, "resident1")
    address = f"/filings/{filing.public_id}"
    owner.post(f"{address}/materials", {"material": "charter", "file": (io.BytesIO(PDF), "扫描件.pdf")})
    assert "章程：" in owner.get(address).get_data(as_text=True)
    file = session.scalars(select(Attachment)).one()
    sent = owner.get(f"/files/{file.public_id}").headers["Content-Disposition"]
    assert sent.endswith("%E7%AB%A0%E7%A8%8B-%E6%89%AB%E6%8F%8F%E4%BB%B6.pdf")
