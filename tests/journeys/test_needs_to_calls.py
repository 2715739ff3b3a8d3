"""A3 and A4: a need becomes a guideline item, a call answers it, and questions about the call are answered in public."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import clock
from tests.journeys.walk import Walk

PLACE = "赛虹桥街道 · 赛虹桥社区居委会"
NEED = "三号楼到七号楼没有电梯，老人下不了楼"
GUIDELINE = "无电梯楼栋老人上下楼助行"
CALL = "雨花台区助行微公益创投项目征集公告"
QUESTION = "爬楼机的租金可以列支吗？"
ANSWER = "可以列支租金，不能购买设备；租期不超过项目期。"


@pytest.fixture
def resident(phone) -> Walk:
    """Whoever reads or asks on a phone."""
    return Walk(phone)


@pytest.fixture
def officer(page) -> Walk:
    return Walk(page)


def test_a_need_recorded_by_the_street_becomes_a_guideline_item(officer, resident):
    # --- the street records it, and lists it as one that only a service can answer
    officer.log_in("street").through_menu("居民需求").follow("我要提实事")
    officer.choose(region_path=PLACE, field="养老服务", channel="民情大走访").write(title=NEED).press("提出")
    officer.refused("请写具体情况。").refused("请写为哪些人提的。")
    assert officer.field("title").input_value() == NEED
    officer.write(
        description="五栋楼都是六层、没有电梯，十一位老人一年没有下过楼。",
        group_served="行动不便的高龄老人",
        households="11",
    )
    officer.press("提出").stands_at("已采集").sees("已经收到，编号", "行动不便的高龄老人", "约 11 户", "民情大走访")
    need = officer.path
    officer.press("列入需求清单").stands_at("列入需求清单")

    # --- anyone finds it, without the names of those who work on it
    resident.to("/needs").write(q="没有电梯").press("筛选").follow(NEED).stands_at("列入需求清单")
    assert resident.path == need
    resident.misses("街小岚")

    # --- the district screens it into a guideline item
    officer.log_in("examiner").through_menu("项目指引").follow("起草一条")
    officer.choose(field="养老服务").tick(NEED)
    officer.write(
        title=GUIDELINE, whom="住在无电梯楼栋三层以上的行动不便老人", need="下不了楼", service="预约助行、陪同就医和户外活动",
        goal="每位老人每月至少下楼四次，零事故",
    )  # fmt: skip
    officer.press("存为草稿").stands_at("编制中").sees("“需求”写得太短。")
    officer.follow("修改，或编入更多需求").write(need="没有人、没有器具帮老人上下楼，看病和晒太阳都难").press(
        "存为草稿"
    )
    officer.confirm("发布指引").stands_at("已发布")

    resident.to("/guidelines").write(q="助行").press("筛选").follow(GUIDELINE).sees(NEED, "还没有征集回应它。")
    resident.to(need).stands_at("已编入项目指引").sees(GUIDELINE)


def test_a_venture_call_is_drafted_approved_by_another_person_and_published(officer, resident):
    today = clock.today()
    officer.log_in("acceptor").through_menu("征集公告").follow("起草公告")
    officer.choose(
        kind="公益创投", department_id="区民政局", funding_source="福彩公益金",
        aggregation="去掉一个最高分和一个最低分后取平均（评委不足五人时取平均）",
    )  # fmt: skip
    officer.write(
        title=CALL, summary="让住在无电梯楼栋的老人下得了楼。", budget_fen="200000", cap_fen="60000", pass_points="60",
        publish_on=f"{today:%Y-%m-%d}", questions_until=f"{today + timedelta(days=20):%Y-%m-%d}T17:00",
        deadline_at=f"{today + timedelta(days=30):%Y-%m-%d}T17:00", opening_at=f"{today + timedelta(days=31):%Y-%m-%d}T10:00",
    )  # fmt: skip
    lot(officer, 0, "助行服务", "养老服务", "预约助行、陪同就医", "120000", GUIDELINE)
    officer.page.get_by_role("button", name="加一个标段").click()
    lot(officer, 1, "楼栋互助小组", "城乡社区服务", "每栋一个互助小组，邻里轮值", "70000")
    officer.page.get_by_role("button", name="加一项指标").click()
    for number, (title, maximum) in enumerate((("需求把握", "40"), ("方案可行", "60"))):
        officer.write(**{f"criteria__{number}__title": title, f"criteria__{number}__maximum": maximum})
        officer.write(**{f"criteria__{number}__description": f"{title}：写得清、做得到。"})
    officer.sees("合计 190,000.00 元").press("存为草稿").told("已存为草稿。").stands_at("起草中")
    call = officer.path
    officer.sees("送审之前还要补齐", "各标段预算合计 190,000.00 元，和资金总额 200,000.00 元不一致。请改到相等。")
    resident.to("/calls").misses(CALL)

    officer.follow("修改公告").write(lots__1__budget_fen="80000").press("存为草稿").told("已保存。").misses(
        "送审之前还要补齐"
    )
    officer.press("送审").stands_at("待批准").misses("列为“即将发布”，由起草单位发布。")
    officer.log_in("approver").to(call).press("退回修改").write(reason="提问截止再往后放两天。").press(
        "退回修改"
    ).stands_at("起草中")
    officer.log_in("acceptor").to(call).sees("理由：提问截止再往后放两天。").follow("修改公告")
    officer.write(questions_until=f"{today + timedelta(days=22):%Y-%m-%d}T17:00").press("存为草稿").press("送审")
    officer.log_in("approver").to(call).press("批准").stands_at("已批准，待发布")

    resident.to("/calls").sees("即将发布", CALL)
    officer.log_in("acceptor").to(call).confirm("发布").stands_at("征集中")
    resident.to("/calls").follow(CALL).stands_at("征集中").sees(
        "20 万元", "¥60,000.00", "助行服务", "楼栋互助小组", "首款（合同生效） 50%", "中期款（中期评估合格） 30%", "随机抽 5 名评委",
        "60.00 分以上可以入围", "冻结内容的摘要", NEED,
    )  # fmt: skip
    resident.misses("沈一禾", "严正平")


def test_an_organization_asks_and_everyone_reads_the_answer(officer, resident):
    resident.log_in("ngo2").to("/calls").follow(CALL).press("提交问题").refused("请写要问什么。")
    resident.write(body=QUESTION).press("提交问题").told("问题已收到。答复会公开在这一页，也会通知您。").sees(
        "您提的，还没有答复"
    )
    call = resident.path
    resident.log_in("ngo3").to(call).misses(QUESTION)

    officer.log_in("acceptor").through_menu("答疑").follow(QUESTION).stands_at("待答复").misses("陆青石", "青石巷")
    officer.press("公开答复").write(answer=ANSWER).press("公开答复").stands_at("已答复")

    resident.log_out().to(call).sees(QUESTION, ANSWER, "答疑 1 号").misses("青石巷")
    resident.log_in("ngo2").to("/notices").sees(CALL)


def lot(officer: Walk, number: int, title: str, field: str, service: str, budget: str, guideline: str = "") -> None:
    names = {"title": title, "service": service, "budget_fen": budget, "places": "2"}
    officer.write(**{f"lots__{number}__{name}": value for name, value in names.items()})
    officer.choose(**{f"lots__{number}__field": field})
    if guideline:
        items = officer.field(f"lots__{number}__guideline")
        label = items.locator("option", has_text=guideline).inner_text()
        items.select_option(label=label)
