"""The pages of imports: who may bring what, a file becomes columns, lines with what is wrong, the progress, the report."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from portal.domain.imports.models import Import, ImportState
from portal.workflows import importing
from tests.domain.founding import town  # noqa: F401 - a fixture
from tests.domain.importing import line, table


def send(client, data: bytes, name: str = "名册.xlsx", target: str = "organizations", status: int = 200, **more):
    client.page("/imports/new")
    answer = client.post("/imports/new", data={"target": target, "file": (BytesIO(data), name), **more}, follow_redirects=True)
    assert answer.status_code == status, client.last.text
    return client.last


def the(session) -> Import:
    session.expire_all()
    return session.query(Import).order_by(Import.id.desc()).first()


@pytest.fixture
def judged(town, client, session, worker_outbox):
    """A register of three lines, one of them wrong, uploaded and judged."""
    client.login("acceptor")
    page = send(client, table(line(1), line(2, uscc="123"), line(3, name="雨花 别的中心", address="=1+1")))
    assert page.heading == "对应各列并核对"
    client.submit(f"/imports/{the(session).public_id}/steps/map", "")
    worker_outbox()
    return the(session)


def test_a_table_goes_from_its_file_to_the_register(judged, client, new_client, session, worker_outbox):
    place = f"/imports/{judged.public_id}"
    page = client.page(place)
    assert judged.counts == {"new": 1, "error": 2, "warned": 1}
    assert "D 列（统一社会信用代码）" in page.text
    assert "代码是 18 位数字和大写字母，现在有 3 位" in page.text
    page = client.submit(f"{place}/steps/propose", "", status=422)
    assert "还有 2 行有错误" in page.one("//div[@role='alert']").xpath("string()")
    client.submit(f"{place}/steps/propose", "", without_errors="y")
    assert client.get(f"{place}/steps/release").status_code == 403
    examiner = new_client()
    examiner.login("examiner")
    assert the(session).number in examiner.page("/desk").text
    page = examiner.submit(f"{place}/steps/release", "")
    assert page.one("//progress").get("max") == "1"
    part = examiner.get(place, headers={"HX-Request": "true", "HX-Target": "results"}, taste=False)
    assert part.get_data(as_text=True).lstrip().startswith("<p role=\"status\"")
    worker_outbox()
    part = examiner.get(place, headers={"HX-Request": "true", "HX-Target": "results"}, taste=False)
    assert part.headers["HX-Redirect"] == place
    page = examiner.page(place)
    assert (the(session).state, the(session).written) == (ImportState.DONE, 1)
    assert page.all("//progress") == []
    [link] = [a.get("href") for a in examiner.page(f"{place}/rows?result=written").all("//main//table//a")]
    assert line(1)[0] in client.page(link).heading


def test_lines_are_filtered_and_the_errors_are_a_file(judged, client):
    place = f"/imports/{judged.public_id}/rows"
    assert [row.xpath("string()") for row in client.page(f"{place}?outcome=error").all("//main//table//tbody/tr/th")] == ["3", "4"]
    assert len(client.page(f"{place}?warned=1").all("//main//table//tbody/tr")) == 1
    assert len(client.page(f"{place}?q=别的").all("//main//table//tbody/tr")) == 1
    assert "没有这样的行" in client.page(f"{place}?outcome=same").text
    book = load_workbook(BytesIO(client.get(f"{place}?faulty=1&as=xlsx", taste=False).get_data()))
    told = [[cell.value for cell in row] for row in book.active.iter_rows(min_row=2)]
    assert [(row[0], row[1], row[5]) for row in told] == [
        (3, "D 列（统一社会信用代码）", "错误"), (4, "I 列（住所）", "错误"), (4, "A 列（名称）", "留意"),
    ]  # fmt: skip


def test_only_officers_see_imports_and_each_brings_what_they_keep(judged, client, new_client):
    place = f"/imports/{judged.public_id}"
    for login, status in (("examiner", 200), ("supervisor", 200), ("ngo", 404), ("admin", 404), ("street", 404)):
        other = new_client()
        other.login(login)
        assert [other.get(address).status_code for address in (place, f"{place}/rows")] == [status] * 2, login
    assert new_client().get(place).status_code == 302
    other = new_client()
    other.login("examiner")
    assert other.get("/imports/new").status_code == 403
    admin = new_client()
    admin.login("admin")
    assert [o.get("value") for o in admin.page("/imports/new").all("//select[@name='target']/option")] == ["regions"]
    assert admin.get("/imports/templates/organizations.xlsx", taste=False).status_code == 404
    assert client.get("/imports/templates/organizations.xlsx", taste=False).data[:2] == b"PK"
    assert client.get("/imports/templates/nothing.xlsx").status_code == 404
    answer = admin.post("/imports/new", data={"target": "organizations", "region_path": "", "file": (BytesIO(b"a,b"), "a.csv")})
    assert answer.status_code == 422


@pytest.mark.parametrize(("data", "why"), [
    (b"", "文件是空的"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "旧版的 xls 文件"), (b"PK\x03\x04", "文件损坏"), (b"%PDF-1.4", "不是表格文件"),
])  # fmt: skip
def test_a_file_that_is_no_table_is_refused_beside_its_field(town, client, session, data, why):
    client.login("acceptor")
    page = send(client, data, status=422)
    assert why in page.one("//p[@id='file-bad']").xpath("string()")
    assert session.query(Import).count() == 0


def test_columns_are_guessed_and_can_be_told_otherwise(town, client, session):
    client.login("acceptor")
    send(client, table(["组织", "x"], ["甲", "1"], headings=("一份旧名册", "")))
    place = f"/imports/{the(session).public_id}/steps/map"
    page = client.page(place)
    assert "没有认出列名" not in page.text or page.form("")
    page = client.page(f"{place}?sheet=0&heading_row=2")
    assert "A 列：组织（甲）" in page.text
    page = client.submit(f"{place}?sheet=0&heading_row=2", "", status=422)
    assert "这一项必填，请选它在哪一列" in page.text
    assert "至少要有其中一列：统一社会信用代码、备案编号" in page.text
    data = page.form("")
    data |= {"columns-0-source": "0", "columns-1-source": "0"}
    client.post(place, data=data)
    assert "已经用了这一列" in client.last.text
    assert client.last.form("")["columns-0-source"] == "0"
    assert the(session).state is ImportState.UPLOADED


def test_who_meets_trouble_reads_that_it_is_tried_again(judged, client, session, worker_outbox, monkeypatch, new_client):
    place = f"/imports/{judged.public_id}"
    client.submit(f"{place}/steps/propose", "", without_errors="y")
    examiner = new_client()
    examiner.login("examiner")
    examiner.submit(f"{place}/steps/release", "")
    monkeypatch.setattr(importing, "write_slice", lambda *_: 1 / 0)
    worker_outbox()
    assert "后台出了错" in examiner.page(place).text
    examiner.submit(f"{place}/steps/stop", "", reason="先不写了")
    page = examiner.page(place)
    assert "写入是中途停下的" in page.text
    assert (the(session).state, the(session).written) == (ImportState.STOPPED, 0)


@pytest.mark.parametrize("count", [1, 30])
def test_a_page_costs_the_same_at_one_line_and_at_thirty(town, client, session, worker_outbox, statements, count):
    client.login("acceptor")
    send(client, table(*(line(n, uscc="1") for n in range(count))))
    place = f"/imports/{the(session).public_id}"
    client.submit(f"{place}/steps/map", "")
    worker_outbox()
    for address in (place, f"{place}/rows", "/imports/"):
        client.page(address)
        with statements() as seen:
            client.page(address)
        assert len(seen) <= 15, address
