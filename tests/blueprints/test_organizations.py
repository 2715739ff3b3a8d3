"""The register's pages: search, export, statements per page, and what officers enter."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.organizations.models import Organization, OrganizationState, OrgField, OrgType
from seeds.world import first_community


def organizations(session, count):
    rows = [
        Organization(
            name=f"组织{n:02d}", pinyin=f"zz{n:02d}", uscc=f"52320114MJDEM{n:04d}X", org_type=OrgType.SERVICE,
            field=OrgField.ELDERLY if n % 2 else OrgField.CHILDREN, region_path=first_community(session),
            legal_representative="甲", address="听雨路", purpose="服务", registered_on=date(2024, 3, 1),
            state=OrganizationState.ACTIVE, phone="52409999",
        )
        for n in range(count)
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    return rows


def test_one_row_and_thirty_rows_take_the_same_statements(session, client, statements):
    counted = []
    for count in (1, 30):
        session.query(Organization).delete()
        organizations(session, count)
        client.get("/organizations/")
        with statements() as executed:
            client.get("/organizations/")
        counted.append(len(executed))
    assert counted[0] == counted[1] <= 6


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=组织03", 1), ("q=zz", 6), ("q=5232", 6), ("field=elderly", 3), ("type=group", 0), ("state=revoked", 0),
        ("rating=5", 0), ("q=%25", 6), ("q=%00组织", 6), ("type=nonsense&rating=9&cursor=zzzz&street=x", 6),
    ],
)  # fmt: skip
def test_searching_and_filtering(session, client, query, found):
    organizations(session, 6)
    page = client.page(f"/organizations/?{query}")
    assert len(page.all("//tbody/tr")) == found


def test_pages_follow_each_other(session, client):
    organizations(session, 30)
    first = client.page("/organizations/")
    assert len(first.all("//tbody/tr")) == 25
    second = client.page(first.one("//a[@rel='next']").get("href"))
    assert len(second.all("//tbody/tr")) == 5


def test_the_export_is_the_same_list(session, client):
    organizations(session, 6)
    lines = client.get("/organizations/?as=csv&field=elderly").get_data(as_text=True).strip().splitlines()
    assert len(lines) == 4
    assert lines[1].startswith("组织05,52320114MJDEM0005X")


def test_the_public_sees_no_phone_and_officers_keep_the_register(session, new_client):
    (row,) = organizations(session, 1)
    address = f"/organizations/{row.public_id}"
    assert "52409999" not in new_client().page(address).text
    acceptor = new_client()
    acceptor.login("acceptor")
    assert "****99" in acceptor.page(address).text
    assert "52409999" not in acceptor.page(address).text
    acceptor.submit(f"{address}/record", rating="4", last_annual_report="2024", full_time_staff="3")
    session.refresh(row)
    assert (row.rating, row.last_annual_report, row.full_time_staff) == (4, 2024, 3)
    refused = acceptor.submit(f"{address}/record", status=422, last_annual_report="1980")
    assert "请填四位年份" in refused.text
    for login in ("ngo", "supervisor"):
        other = new_client()
        other.login(login)
        assert other.get(f"{address}/record").status_code == 403
    assert new_client().get("/organizations/nosuchthing1").status_code == 404
