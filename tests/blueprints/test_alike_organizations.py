"""Organizations that may be on the register twice: grouped by how they sound, in the officer's region, page by page."""

from __future__ import annotations

from portal.domain.organizations import alike
from portal.domain.organizations.imported import enter
from tests.domain.founding import town  # noqa: F401 - a fixture
from tests.domain.importing import line

PLACE = "/32/3201/320114/"


def entered(town, n: int, name: str, **other):
    said = dict(zip(("name", "org_type", "field", "uscc", "filing_number", "region_code", "legal_representative", "identity", "address",
                     "phone", "purpose", "capital_fen", "registered_on"), line(n, name=name, **other), strict=True))  # fmt: skip
    return enter(town.session, said)


def test_names_that_sound_alike_stand_together_for_the_acceptor(town, client, new_client):
    for n, name in enumerate(("银杏树社区服务中心", "银杏数社区服务中心", "听雨亭评书中心", "桃花岛影像协助中心", "团结东一新厦子中心")):
        assert entered(town, n, f"南京市雨花台区{name}") is not None
    assert entered(town, 9, "南京市雨花台区银杏书社区服务中心") is not None
    town.session.commit()
    client.login("acceptor")
    page = client.page("/duplicates/organizations")
    assert [row.xpath("string()") for row in page.all("//main//tbody/tr/th")] == [
        f"南京市雨花台区银杏{word}社区服务中心" for word in "树数书"
    ]
    assert client.get("/duplicates/organizations?as=csv", taste=False).get_data(as_text=True).count("银杏") == 3
    other = new_client()
    other.login("admin")
    assert other.get("/duplicates/organizations").status_code == 403


def test_groups_come_page_by_page(town):
    for n in range(6):
        assert entered(town, n, f"南京市雨花台区{'甲乙丙丁戊己'[n // 2]}月{'湖胡'[n % 2]}畔互助中心") is not None
    pages, cursor = [], None
    while True:
        found = alike.groups(town.session, PLACE, cursor=cursor, size=2)
        pages.append([len(group.organizations) for group in found.items])
        if (cursor := found.next_cursor) is None:
            break
    assert pages == [[2, 2], [2]]
    assert alike.groups(town.session, PLACE, cursor="' OR 1=1").items[0].pinyin
    assert alike.groups(town.session, "/99/").items == []
