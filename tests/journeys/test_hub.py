"""A hub answers an application, reads its members' public record, and writes a note that the member answers."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import LiveServer
from tests.journeys.walking import Walker


def test_a_hub_takes_a_member_and_writes_to_another(live_server: LiveServer, page: Page, phone: Page):
    desk, hand = Walker(page), Walker(phone)
    desk.become("ngo").goto("/desk").sees("答复加入枢纽的申请").goto("/hubs").follow("南京市雨花台区银杏树下社区服务中心")
    desk.sees("等答复的申请", "都是公开的记录", "5A").follow("南京市雨花台区五扇门社区营造服务社").press("接受加入").state_is("会员")
    desk.follow("写一条").fill(title="志愿者登记", body="请把新志愿者录进名册，方便统一投保。").send("交给会员").state_is("待会员答复")
    note = desk.page.url

    # The bureau oversees it, a stranger does not find it.
    desk.become("acceptor").goto(note).sees("请把新志愿者录进名册")
    desk.become("ngo2").goto(note).does_not_see("请把新志愿者录进名册")

    # Everybody reads who is a member, and nothing of what is between the two.
    hand.leave().goto("/hubs").follow("南京市雨花台区银杏树下社区服务中心").sees("南京市雨花台区五扇门社区营造服务社").does_not_see("志愿者登记", "等答复的申请")

    # A group answers its federation from its phone.
    hand.become("group").goto("/desk").sees("答复枢纽的指导意见").goto("/hub-notes").follow("场地排期").press("答复")
    hand.fill(answer="改到周四，谢谢。").send("答复").state_is("已答复").sees("改到周四，谢谢。")
