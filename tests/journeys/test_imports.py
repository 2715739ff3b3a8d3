"""A bureau brings its register in: the template, a table with mistakes, the mended one, a second officer, the progress, the report."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from portal.domain.organizations import uscc
from tests.journeys.walk import Walk

NAME, OTHER = "南京市雨花台区芦苇荡自然教育中心", "南京市雨花台区老茶馆评书服务社"


@pytest.fixture
def officer(page) -> Walk:
    return Walk(page)


@pytest.fixture
def examiner(phone) -> Walk:
    return Walk(phone)


def filled(template: Path, target: Path, **cells: list) -> Path:
    """The template with lines below its example: heading → what stands there, line by line."""
    book = load_workbook(template)
    sheet = book.active
    places = {str(cell.value).rstrip("*"): cell.column for cell in sheet[1]}
    for heading, values in cells.items():
        for row, value in enumerate(values, start=3):
            sheet.cell(row, places[heading], value)
    book.save(target)
    return target


def register(codes: list[str], days: list[str]) -> dict[str, list]:
    return {
        "名称": [NAME, OTHER], "类型": ["社会服务机构"] * 2, "业务领域": ["环境保护", "文化"], "统一社会信用代码": codes,
        "所在街道或社区": ["铁心桥街道", "雨花街道"], "法定代表人": ["苇丛生", "茶说书"], "住所": ["芦荡路 1 号", "茶馆巷 2 号"], "电话": ["025-52400000"] * 2,
        "宗旨和业务范围": ["带孩子认识湿地。", "社区评书。"], "成立登记日期": days,
    }  # fmt: skip


def test_a_register_is_brought_in_from_the_template_to_the_public_page(live_server, officer, examiner, tmp_path):
    good = [uscc.completed(f"52320114MJ07000{n:02d}") for n in (1, 2)]
    officer.log_in("acceptor").through_menu("表格导入").follow("上传表格")
    template = officer.download("社会组织名册的模板（Excel）", tmp_path)

    wrong = filled(template, tmp_path / "有错的名册.xlsx", **register([good[0], "52320114MJ07000020"], ["2018年5月4日", "2019-02-30"]))
    officer.choose(target="社会组织名册").field("file").set_input_files(wrong)
    officer.press("上传").told("表格收到了。下一步：核对各列的对应。").sees("C 列：业务领域")
    officer.press("对应各列并核对").stands_at("正在核对")
    live_server.work()
    officer.to(officer.path).stands_at("已核对，待提交")
    officer.sees("D 列（统一社会信用代码）：代码的校验码不对", "P 列（成立登记日期）：没有这一天")
    officer.press("取消导入").stands_at("已取消")

    right = filled(template, tmp_path / "改好的名册.xlsx", **register(good, ["2018年5月4日", "2019-02-28"]))
    officer.to("/imports/new").choose(target="社会组织名册").field("file").set_input_files(right)
    officer.press("上传").press("对应各列并核对")
    live_server.work()
    record = officer.path
    officer.to(record).press("提交放行").press("提交放行").stands_at("待另一人放行")
    officer.misses("马上开始写入")

    examiner.log_in("examiner").to(record).sees("新的", "2 行").press("放行").stands_at("正在写入")
    assert examiner.page.locator("progress").get_attribute("max") == "2"
    live_server.work()
    examiner.page.locator(".doc-no", has_text="已导入").wait_for()  # the page looks for itself
    assert examiner.page.locator("progress").count() == 0
    officer.to(f"{record}/rows?result=written").follow(NAME)
    officer.sees("从登记机关的名册导入").log_out()
    officer.to(f"/organizations?q={NAME[7:12]}").follow(NAME)
