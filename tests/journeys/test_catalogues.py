"""A2: a new year's catalogues and qualified list, from the first proposal to the visitor who searches them."""

from __future__ import annotations

from datetime import date

import pytest

from portal.kernel import clock
from tests.journeys.walk import Walk


@pytest.fixture
def visitor(phone) -> Walk:
    return Walk(phone)


@pytest.fixture
def officer(page) -> Walk:
    return Walk(page)


@pytest.fixture
def year(live_server) -> int:
    """The catalogues of the city's own year are out: the story plays in February of the next one."""
    next_year = date(clock.today().year + 1, 2, 3)
    if clock.today().year < YEAR_OF.setdefault("story", next_year.year):
        live_server.forward(days=(next_year - clock.today()).days)
    return YEAR_OF["story"]


YEAR_OF: dict[str, int] = {}


def open_edition(officer: Walk, kind: str, year: int, foreword: str) -> str:
    officer.log_in("acceptor").through_menu("目录编制").follow("开始新一版")
    officer.choose(kind=kind).write(year=str(year), foreword=foreword).tick("带入现行版的全部事项，在它的基础上改")
    officer.press("开始征集事项").told("新一版开始征集事项。").stands_at("征集事项中")
    return officer.path


def consolidate_review_publish(officer: Walk, edition: str) -> None:
    """Three people; each sees the step that is theirs and no other."""
    officer.to(edition).misses("法制审核通过").press("汇总完毕，送法制审核").stands_at("已汇总，待法制审核")
    officer.log_in("examiner").to(edition).press("退回修改")
    officer.write(reason="第二条的依据缺文号，请补上。").press("退回修改").stands_at("征集事项中")
    officer.log_in("acceptor").to(edition).sees("理由：第二条的依据缺文号，请补上。").press("汇总完毕，送法制审核")
    officer.log_in("examiner").to(edition).misses("马上公开").press("法制审核通过").stands_at("已审核，待发布")
    officer.log_in("approver").to(edition).sees("马上公开，上一版转为历史版本；发布后不能再改。").confirm("发布")
    officer.stands_at("现行")


def test_departments_propose_and_the_bureau_publishes_the_transfer_catalogue(officer, visitor, year):
    title = f"{year} 年政府职能转移目录"
    edition = open_edition(officer, "政府职能转移目录", year, "新增社区听证的记录一项。")
    officer.sees(title, "社区普法宣传活动的组织")

    officer.log_in("department").through_menu("提出事项").follow("提出事项")
    officer.choose(mode="购买").write(name="社区听证的主持和记录").press("提出")
    officer.refused("请写法律、法规或者文件依据。")
    assert officer.field("name").input_value() == "社区听证的主持和记录"
    officer.write(
        legal_basis="《重大行政决策程序暂行条例》第十四条", takers="在承接目录内、有议事协商培训经历的社会组织",
        cost_basis="法治建设经费，按场次测算，每场不超过 2,000 元", starts_on=f"{year}-07-01",
    )  # fmt: skip
    officer.press("提出").told("事项已提出，由民政局汇总。汇总前都可以改。").sees("社区听证的主持和记录")
    officer.to(edition, status=404)

    visitor.to("/catalogue/transfer?q=社区听证").sees("没有这样的事项。")
    officer.log_in("acceptor").to(edition).sees("社区听证的主持和记录")
    consolidate_review_publish(officer, edition)
    officer.log_in("department").through_menu("提出事项").misses("社区听证的主持和记录").sees(
        "现在没有正在征集的目录。"
    )

    visitor.to("/").from_head("职能转移目录").sees(title, "（现行）")
    visitor.write(q="社区听证").press("筛选").follow("社区听证的主持和记录").sees(
        "每场不超过 2,000 元", title, "区司法局"
    )
    visitor.to("/catalogue/transfer").choose(department="区教育局").press("筛选").sees("区教育局")
    visitor.misses("社区听证的主持和记录")
    visitor.to("/catalogue/transfer").follow("逐项对照两版目录").sees("社区听证的主持和记录")
    visitor.to(f"/catalogue/transfer?year={year - 1}").sees("这是历史版本")


def test_the_bureau_publishes_the_service_catalogue(officer, visitor, year):
    title = f"{year} 年政府购买服务指导性目录"
    edition = open_edition(officer, "政府购买服务指导性目录", year, "新增助浴服务。")
    officer.follow("加一条").write(code="Y", name="居家养老").press("保存").told("已加入目录。")
    officer.follow("加一条").write(code="Y01", name="助浴").press("保存").told("已加入目录。")
    officer.sees("“Y01”下面还没有目录，请补上或删去。")
    officer.follow("加一条").write(code="Y0101", name="失能老人上门助浴", kind="专业服务").press("保存")
    officer.refused("三级目录的八项内容都要填。")
    officer.write(
        quantity="每年 500 人次", scope="上门助浴、皮肤护理、安全评估", service_object="失能和半失能老人",
        funding_source="养老服务补助", supervision="回访满意率不低于九成", rewards="末位不再续约",
    )  # fmt: skip
    officer.press("保存").told("已加入目录。").sees("失能老人上门助浴")
    consolidate_review_publish(officer, edition)

    visitor.to("/catalogue/services").sees(title)
    visitor.write(q="助浴").press("筛选").follow("失能老人上门助浴").sees(
        "每年 500 人次", "失能和半失能老人", "末位不再续约"
    )
    visitor.to("/catalogue/services").write(q="没有这种服务").press("筛选").sees("没有这样的目录。")


def test_the_qualified_list_is_compiled_from_the_register_and_published(officer, visitor, year):
    title = f"{year} 年具备承接资格的社会组织目录"
    officer.log_in("acceptor").to("/organizations?q=银杏树下").follow("银杏树下社区服务中心", exact=False)
    name = officer.page.locator("h1").inner_text()
    officer.press("更新名册").write(last_annual_report=str(year - 1)).press("保存").sees(name)

    officer.through_menu("编制承接目录").follow("编制一年的目录").write(year=str(year)).press("核对并编制")
    officer.told("目录已按今天的数据编制。").stands_at("编制中").sees(
        title, name, "没有列入的组织", f"没有报送 {year - 1} 年度报告"
    )
    draft = officer.path
    officer.misses("马上公开，上一年的目录转为历史版本。")
    visitor.to(f"/qualified?year={year}", status=404)

    officer.log_in("approver").through_menu("编制承接目录").follow(title)
    assert officer.path == draft
    officer.confirm("发布").stands_at("已发布")

    visitor.to("/qualified").sees(title, "政府采购不看它")
    visitor.write(q="银杏").press("筛选").follow(name).stands_at("在列").sees(f"已报送 {year - 1} 年度报告")
    visitor.to("/qualified").write(q="没有这家组织").press("筛选").sees("没有找到。")
    visitor.to(f"/qualified?year={year - 1}").sees("（历史版本）")
