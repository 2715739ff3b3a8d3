"""An activity is recorded, confirmed by the residents' committee and scored by a resident on a phone (story A8)."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.domain.projects.models import Project
from portal.kernel import clock
from seeds.world import first_community
from tests.browser import LiveServer
from tests.journeys.walking import Walker, known

PROJECT = "青石巷四点半（第二期）"
ACTIVITY = "周五四点半：一起读一本书"
REASON = "人次写成了 310，签到表上是 31，请更正。"


def test_an_activity_is_recorded_confirmed_and_scored_by_a_resident(live_server: LiveServer, page: Page, phone: Page):
    desk, hand = Walker(page), Walker(phone)
    address = known(live_server, lambda s: s.scalars(select(Project.public_id).where(Project.title == PROJECT)).one())
    project, home = f"/projects/{address}", known(live_server, first_community)
    hand.goto(project).sees("评价还不够（7 / 30）", "不到 30 份不公布分数，免得几个人的看法被当成大家的看法。")

    # The organization records what was held; a mistake is found by the committee and put right.
    hand.become("ngo2").goto(project).moving(hand.page.get_by_role("link", name="记录一次活动", exact=True).click)
    hand.send("存为草稿").sees("请填活动名称。", "请填地点。")
    hand.fill(
        title=ACTIVITY, kind="class", held_on=(clock.today() - timedelta(days=1)).isoformat(), region_path=home,
        place="社区活动室", minutes="90", attendances="310", beneficiaries="31", volunteers="4", cost_fen="260",
    )  # fmt: skip
    hand.send("存为草稿").sees("已存为草稿。可以先传照片，再提交给居委会确认。").state_is("填写中")
    activity = hand.page.url
    hand.press("提交给居委会确认").state_is("待居委会确认").is_not_offered("确认属实")
    hand.become("committee").goto("/desk").sees(ACTIVITY).goto(activity)
    hand.press("退回更正").fill(reason=REASON).send("退回更正").state_is("已退回")
    hand.become("ngo2").goto(activity).sees(REASON).follow("修改记录").fill(attendances="31").send("存为草稿")
    hand.sees("已保存。").press("提交给居委会确认").state_is("待居委会确认")
    hand.become("committee").goto(activity).press("确认属实").state_is("已确认").sees(f"确认了活动“{ACTIVITY}”")

    # Codes are shown once.
    desk.become("ngo2").goto(activity).follow("给到场的人印评价码").sees("每个到场的人一张，一张只能评一次。")
    desk.fill(count="3").send("生成评价码")
    codes = known_codes(desk)
    assert len(set(codes)) == 3
    desk.goto(activity).sees("评价码已经发过了。").goto(f"{activity}/codes").sees(
        "码只显示一次，门户里只留摘要，谁也查不到码。"
    )

    # A resident types the code, scores without a name, and holds the only key to the ballot.
    hand.leave().goto("/s").page.locator("#code").fill(codes[0].lower())
    hand.send("下一步").sees(f"请您评一评“{ACTIVITY}”", "不登录，不写名字").send("开始评价")
    token = hand.page.locator(".token").inner_text().strip()
    hand.send("交上评价").sees("请点一个分数。")
    score(hand, "4").send("交上评价").sees("收到了，谢谢您", token)
    hand.goto(project).sees("评价还不够（8 / 30）")

    # The code is used up; only the token opens the ballot again, and it stays one ballot.
    hand.goto(f"/s/{codes[0]}").sees("这个评价码用不了", "已经用过了").follow("用那串字改评价")
    hand.fill(token="2222-2222-2222-2222-2222").send("打开我的评价").does_not_see("请您说说")
    hand.fill(token=token.replace(" ", "").lower()).send("打开我的评价").sees(f"请您说说“{ACTIVITY}”")
    expect(hand.page.locator("[name=overall][value='4']")).to_be_checked()
    score(hand, "2").send("交上评价").sees("收到了，谢谢您")
    hand.goto(project).sees("评价还不够（8 / 30）", ACTIVITY)


def score(hand: Walker, overall: str) -> Walker:
    return hand.tick("overall", overall).tick("attitude", "5").tick("useful", "3").tick("proxy", "self")


def known_codes(desk: Walker) -> list[str]:
    """What the printed sheet says; nobody can read it again."""
    return [text.strip() for text in desk.page.locator(".code-slips .code").all_inner_texts()]
