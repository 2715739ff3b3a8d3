"""What a visitor reads of a closed project, from the need to the grade, in both languages (story A11)."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.domain.calls.models import Call
from portal.domain.projects.models import Project
from tests.browser import LiveServer
from tests.journeys.walking import Walker, known

CALL = "雨花台区第七届公益创投项目征集公告"
CLOSED = "听雨社区独居老人守望"
FEW = "楼栋议事会"


def address_of(server: LiveServer, title: str) -> str:
    stmt = select(Project.public_id).join(Call).where(Project.title == title, Call.title == CALL)
    return "/projects/" + known(server, lambda s: s.scalars(stmt).one())


def test_a_visitor_follows_a_closed_project_from_the_need_to_the_grade(live_server: LiveServer, phone: Page):
    hand = Walker(phone)
    address = address_of(live_server, CLOSED)
    hand.goto("/").goto("/projects").goto("/projects?q=独居老人&state=closed").follow(CLOSED)
    assert hand.page.url.endswith(address)
    hand.state_is("已结项").is_stamped("准予结项")

    # Need, guideline, call: each a page of its own, and back.
    hand.sees("居民提出：", "编入项目指引：", f"列入征集：{CALL}，标段“独居老人守望”。")
    need = hand.page.locator("ol.tl").first.get_by_role("link").first
    words = need.inner_text()
    hand.moving(need.click).sees(words).goto(address)
    hand.follow(CALL).state_is("已立项").sees("冻结内容的摘要").goto(address)

    # Proposal summary, award, contract, money.
    hand.sees("为什么做：", "本标段第 1 名，立项 ¥", "双方签订协议")
    hand.sees("第 1 笔 50%", "第 2 笔 30%", "第 3 笔 20%", "已拨 ")
    paid = hand.page.locator("table", has_text="分笔拨款").locator("tbody").get_by_text("已拨付", exact=True)
    expect(paid).to_have_count(3)
    total, settled = (
        hand.page.locator("table", has_text="分笔拨款").locator("tfoot td.r, tfoot td").all_inner_texts()[-3:-1]
    )
    assert settled.strip().endswith(total.strip())

    # What was done, and what the residents say, with its number and its interval.
    hand.sees("8 次").follow("全部活动记录").sees("8 次").goto(address)
    said = hand.page.locator("main").inner_text()
    found = re.search(r"(\d\.\d\d) 分，(\d+) 人评价，95% 区间 (\d\.\d\d)–(\d\.\d\d)。", re.sub(r"\s+", " ", said))
    assert found is not None
    mean, answers, low, high = float(found[1]), int(found[2]), float(found[3]), float(found[4])
    assert answers == 34
    assert 1 <= low < mean < high <= 5
    hand.sees("另有 3 份由家人代填，单独统计。").follow("怎么算的").sees("怎么保证不记名", "共 37 个。").goto(address)

    # How it was graded; nobody's name is told to a visitor.
    hand.sees("结项等次 优秀", "居民满意度折合").does_not_see("高知远", "方若水", "顾南乔")


def test_the_same_page_is_told_in_english(live_server: LiveServer, page: Page):
    desk = Walker(page)
    address = address_of(live_server, CLOSED)
    desk.goto(f"{address}?lang=en")
    assert desk.page.locator("html").get_attribute("lang") == "en"
    desk.sees("34 answers, 95% interval", "Excellent").sees(CLOSED)
    desk.goto(address_of(live_server, FEW)).sees("Not enough answers (7 of 30)")
    desk.goto("/projects?lang=zh").sees("项目公示")


def test_a_project_with_too_few_answers_says_so_instead_of_a_score(live_server: LiveServer, page: Page, phone: Page):
    address = address_of(live_server, FEW)
    for walker in (Walker(page), Walker(phone)):
        walker.goto(address).sees(
            "评价还不够（7 / 30）", "不到 30 份不公布分数，免得几个人的看法被当成大家的看法。",
            "居民评价只有 7 份，不足 30 份，满意度的权重并入评估组。",
        )  # fmt: skip
        walker.does_not_see("7 人评价").follow("怎么算的").sees("评价还不够（7 / 30）").does_not_see("7 人评价")
