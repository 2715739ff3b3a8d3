"""Being told: what one chooses, one letter in the morning instead of many, the link at its foot, what was read and what not."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage
from pathlib import Path

from playwright.sync_api import expect

from portal.extensions import db
from portal.kernel import clock
from portal.workflows import digests
from tests.browser import LiveServer
from tests.journeys.walk import Walk

PLACE = "赛虹桥街道 · 赛虹桥社区居委会"
TITLES = ("二号楼楼道灯不亮了", "广场舞的音响太响")


def letters(server: LiveServer) -> list[EmailMessage]:
    folder = Path(server.app.config["PORTAL_DATA_DIR"]) / "mail"
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]  # type: ignore[misc]


def part(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    assert body is not None
    return body.get_content()


def next_morning(server: LiveServer) -> None:
    """Past eight on the next day, with what the tick and the worker do then."""
    now = clock.local(clock.now())
    server.forward(hours=24 - now.hour + 9)
    with server.app.app_context():
        digests.build(db.session)
    server.work()


def report(walk: Walk, title: str) -> str:
    walk.to("/needs/new").choose(region_path=PLACE, field="城乡社区服务")
    walk.write(title=title, description="一个多星期了，晚上看不清台阶，老人不敢下楼。", group_served="住在这栋楼的居民").press("提出")
    return walk.path


def test_what_a_resident_chooses_is_what_arrives_and_the_letter_itself_stops_more_of_them(page, phone, live_server):
    resident, officer = Walk(phone), Walk(page)

    # --- the settings, on a phone: everything in one letter a morning
    resident.log_in("resident1").to("/notices/settings").sees("每条通知都在门户的“通知”里")
    resident.tick("每天早上汇总一封").press("保存").told("通知设置已保存。")
    assert phone.get_by_label("每天早上汇总一封").is_checked()
    needs = [report(resident, title) for title in TITLES]

    # --- somebody acts on both; nothing goes out yet
    officer.log_in("street")
    before = len(letters(live_server))
    for need in needs:
        officer.to(need).press("列入需求清单").stands_at("列入需求清单")
    live_server.work()
    mine = [letter for letter in letters(live_server)[before:] if "resident1" in letter["To"]]
    assert mine == []

    # --- in the portal both stand as unread
    resident.to("/notices").sees(*(f"把“{title}”列入需求清单" for title in TITLES), "2 条未读")

    # --- the next morning: one letter with both, in two forms, with a way out
    next_morning(live_server)
    [digest] = [letter for letter in letters(live_server)[before:] if "resident1" in letter["To"]]
    assert digest["Subject"].endswith("通知汇总：2 条")
    for kind in ("plain", "html"):
        assert all(title in part(digest, kind) for title in TITLES)
    assert digest["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    next_morning(live_server)
    assert len([letter for letter in letters(live_server)[before:] if "resident1" in letter["To"]]) == 1, "told once"

    # --- the link at its foot: shows first, stops on a press, without a login
    link = re.search(r"<(\S+)>", digest["List-Unsubscribe"])
    assert link
    assert link[1] in part(digest, "html").replace("&amp;", "&")
    resident.log_out()
    resident.to(link[1].removeprefix(live_server.url)).sees("不再收这类邮件？", "r***@")
    resident.press("退订").sees("已退订")
    resident.log_in("resident1").to("/notices/settings")
    assert phone.locator("input[name=progress][value=mail]").is_checked() is False

    # --- and back
    resident.log_out()
    resident.to(link[1].removeprefix(live_server.url)).press("恢复这类邮件").sees("不再收这类邮件？")
    resident.log_in("resident1").to("/notices/settings")
    assert phone.locator("input[name=progress][value=mail]").is_checked()


def test_a_notice_is_read_one_by_one_or_all_at_once_and_leads_to_its_record(page, live_server):
    resident = Walk(page).log_in("resident2").to("/notices")
    if page.get_by_role("button", name="全部标为已读").count():
        resident.press("全部标为已读").sees("都看过了")
    needs = [report(resident, f"{title}（二）") for title in TITLES]
    resident.log_in("street")
    for need in needs:
        resident.to(need).press("列入需求清单").stands_at("列入需求清单")
    resident.log_in("resident2").to("/notices").sees("2 条未读")

    first = page.locator("main tbody tr").first
    line = first.locator("th").inner_text().split("\n")[0]
    resident.go(first.get_by_role("button"))
    expect(page.locator("main tbody tr").first.locator("td").last).to_contain_text("已读")
    resident.sees("1 条未读")
    resident.choose(unread="只看未读").press("筛选")
    assert line not in page.locator("main tbody").inner_text()

    resident.to("/notices").press("全部标为已读").told("已把 1 条标为已读。").sees("都看过了")
    resident.choose(unread="只看未读").press("筛选").sees("没有符合条件的通知。")
    resident.to("/notices").go(page.locator("main tbody th a").first)
    assert resident.path in needs
