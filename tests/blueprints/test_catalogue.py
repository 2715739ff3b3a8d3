"""The catalogues and the qualified list in the browser: compiled by the right people, read by everyone."""

from __future__ import annotations

from datetime import date

from portal.domain.catalogue.models import CatalogueEdition, Qualification, QualifiedList, ServiceItem, TransferItem
from portal.domain.organizations.models import Organization, OrganizationState, OrgField, OrgType
from portal.kernel import clock
from seeds.world import first_community

FUNCTION = {
    "name": "人民调解员的业务培训", "mode": "entrust", "legal_basis": "《人民调解法》第十四条", "takers": "承接目录内的社会组织",
    "cost_basis": "按人次测算", "starts_on": "2026-07-01",
}  # fmt: skip
EIGHT = {
    "kind": "专业服务", "quantity": "100 人次", "scope": "全区", "service_object": "老人", "funding_source": "福彩",
    "supervision": "抽查", "rewards": "优先",
}  # fmt: skip


def as_(new_client, login):
    client = new_client()
    client.login(login)
    return client


def take(client, address, *actions):
    for action in actions:
        assert client.post(f"{address}/steps/{action}", data={}).status_code == 302, action


def test_a_department_proposes_and_three_officers_publish(session, new_client):
    year = str(clock.today().year)
    department, acceptor = as_(new_client, "department"), as_(new_client, "acceptor")
    assert "没有正在征集" in department.submit("/catalogue/proposed/new", status=422, **FUNCTION).text
    acceptor.submit("/catalogue/editions/new", kind="transfer", year=year)
    assert "每年只编一版" in acceptor.submit("/catalogue/editions/new", status=422, kind="transfer", year=year).text
    department.submit("/catalogue/proposed/new", **FUNCTION)
    edition, item = session.query(CatalogueEdition).one(), session.query(TransferItem).one()
    department.submit(f"/catalogue/proposed/{item.public_id}/edit", name="人民调解员培训")
    address = f"/catalogue/editions/{edition.public_id}"
    assert new_client().get(f"/catalogue/transfer/{item.public_id}").status_code == 404
    assert "还没有发布" in new_client().page("/catalogue/transfer").text
    take(acceptor, address, "consolidate")
    take(as_(new_client, "examiner"), address, "review")
    take(as_(new_client, "approver"), address, "publish")
    public = new_client()
    assert "人民调解员培训" in public.page("/catalogue/transfer?q=调解&mode=entrust").text
    assert "没有这样的事项" in public.page("/catalogue/transfer?mode=transfer").text
    assert "按人次测算" in public.page(f"/catalogue/transfer/{item.public_id}").text
    assert public.get("/catalogue/transfer?year=1999").status_code == 404
    assert "还没有两版" in public.page("/catalogue/transfer/compare").text
    assert department.get(f"/catalogue/proposed/{item.public_id}/edit").status_code == 200
    assert "已经汇总" in department.submit(f"/catalogue/proposed/{item.public_id}/edit", status=422, name="改").text


def test_services_are_entered_level_by_level(session, new_client):
    acceptor = as_(new_client, "acceptor")
    acceptor.submit("/catalogue/editions/new", kind="services", year=str(clock.today().year))
    edition = session.query(CatalogueEdition).one()
    add = f"/catalogue/editions/{edition.public_id}/items/new"
    assert "先加上一级目录" in acceptor.submit(add, status=422, code="G01", name="居家养老").text
    for code, name in (("G", "养老"), ("G01", "居家养老")):
        acceptor.submit(add, code=code, name=name)
    assert "八项内容" in acceptor.submit(add, status=422, code="G0101", name="巡访").text
    acceptor.submit(add, code="G0101", name="巡访", **EIGHT)
    leaf = session.query(ServiceItem).filter_by(code="G0101").one()
    acceptor.post(f"/catalogue/editions/services/{leaf.public_id}/drop")
    assert session.query(ServiceItem).count() == 2
    assert as_(new_client, "department").get(add).status_code == 404


def test_the_qualified_list_is_compiled_published_and_suspended(session, new_client):
    row = Organization(
        name="听雨养老服务中心", pinyin="tyylfwzx", uscc="52320114MJDEM0001X", org_type=OrgType.SERVICE,
        field=OrgField.ELDERLY, region_path=first_community(session), legal_representative="甲", address="听雨路",
        purpose="服务", registered_on=date(2024, 3, 1), full_time_staff=3, state=OrganizationState.ACTIVE,
        last_annual_report=clock.today().year - 1, rating=4,
    )  # fmt: skip
    session.add(row)
    session.flush()
    acceptor = as_(new_client, "acceptor")
    acceptor.submit("/qualified/lists/new", year=str(clock.today().year))
    found, entry = session.query(QualifiedList).one(), session.query(Qualification).one()
    assert new_client().get(f"/qualified/{entry.public_id}").status_code == 404
    assert acceptor.post(f"/qualified/lists/{found.public_id}/steps/publish", data={}).status_code == 403
    take(as_(new_client, "approver"), f"/qualified/lists/{found.public_id}", "publish")
    public = new_client()
    page = public.page("/qualified?q=tyyl&field=elderly&preferred=1")
    assert "听雨养老服务中心" in page.text
    assert "政府采购不看它" in page.text
    assert "专职人员 3 人，至少 2 人" in public.page(f"/qualified/{entry.public_id}").text
    acceptor.submit(f"/qualified/{entry.public_id}/steps/suspend", reason="抽查不符")
    assert "暂停" in public.page("/qualified").text
    assert "抽查不符" not in public.page(f"/qualified/{entry.public_id}").text


FORMULA = "=HYPERLINK(\"http://evil\")"


def test_the_public_tables_run_no_formula_in_a_spreadsheet(session, new_client):
    acceptor, department = as_(new_client, "acceptor"), as_(new_client, "department")
    year = str(clock.today().year)
    acceptor.submit("/catalogue/editions/new", kind="transfer", year=year)
    department.submit("/catalogue/proposed/new", **{**FUNCTION, "name": FORMULA})
    acceptor.submit("/catalogue/editions/new", kind="services", year=year)
    services = session.query(CatalogueEdition).filter_by(kind="services").one()
    for code, name in (("G", FORMULA), ("G01", "居家养老")):
        acceptor.submit(f"/catalogue/editions/{services.public_id}/items/new", code=code, name=name)
    acceptor.submit(f"/catalogue/editions/{services.public_id}/items/new", code="G0101", name=FORMULA, **EIGHT)
    for edition in session.query(CatalogueEdition).all():
        address = f"/catalogue/editions/{edition.public_id}"
        take(acceptor, address, "consolidate")
        take(as_(new_client, "examiner"), address, "review")
        take(as_(new_client, "approver"), address, "publish")
    public = new_client()
    for name in ("transfer", "services"):
        answer = public.get(f"/catalogue/{name}?as=csv")
        assert answer.mimetype == "text/csv"
        text = answer.get_data(as_text=True)
        assert "HYPERLINK" in text
        assert all("HYPERLINK" not in cell or cell.lstrip('"').startswith("'=") for cell in text.split(","))
    assert public.get("/catalogue/services?as=csv&year=1999").status_code == 404
    assert public.get("/qualified?as=csv&year=1999").status_code == 404
    assert "还没有两版" in public.page("/catalogue/services/compare").text
