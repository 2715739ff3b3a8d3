"""A5: a proposal is written on a phone, handed in, taken back and handed in again; nobody else sees it; late is late."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from portal.domain.calls.models import Call
from portal.extensions import db
from portal.kernel import clock
from tests.journeys.walk import Walk, upload, words_of

CALL = "雨花台区第九届公益创投项目征集公告"
LOT = "残障人士就业支持"
TITLE = "手语咖啡角的实习岗"
OTHERS = ("ngo2", "group", "acceptor", "examiner", "approver", "department", "finance", "street", "expert1", "leader",
          "supervisor", "admin")  # fmt: skip


@pytest.fixture
def bidder(phone) -> Walk:
    return Walk(phone)


@pytest.fixture
def others(page) -> Walk:
    return Walk(page)


def begin(bidder: Walk) -> None:
    """From the list of calls to the editor of a lot."""
    bidder.log_in("ngo").to("/calls").follow(CALL).sees("选一个标段，写申报书", "开启前，谁都看不到，包括管理员")
    row = bidder.page.locator("#lots ~ table tr, section:has(#lots) tr").filter(has_text=LOT)
    bidder.go(row.get_by_role("link", name=re.compile("^申报")))
    bidder.press("存草稿").refused("请先起个名字，以后可以改。")
    bidder.write(title=TITLE).press("存草稿").told("已存为草稿，只有本组织看得到。")


def write_all(bidder: Walk) -> None:
    bidder.write(
        summary="在社区咖啡角设六个实习岗，就业辅导员陪同上岗三个月。\n每周一次手语课，让居民学会点单。",
        target_group="18 至 45 岁有就业意愿的听障青年", beneficiaries="24", amount_fen="200000", own_funds_fen="0",
        team="项目负责人一名，就业辅导员两名，手语翻译一名。", risks="岗位流失：与三家企业签后备岗位。",
        plan__0__title="岗位评估和签约", plan__0__when="第 1 个月", plan__0__place="社区咖啡角",
        outputs__0__name="陪同上岗", outputs__0__quantity="24", outputs__0__unit="人",
    )  # fmt: skip
    for number, (item, basis, amount) in enumerate((
        ("辅导员补贴", "2 人 × 10 个月 × 5,000 元", "100000"), ("手语课", "40 次 × 1,500 元", "60000"),
        ("岗位改造", "2 处 × 20,000 元", "40000"),
    )):  # fmt: skip
        fields = {"item": item, "basis": basis, "fen": amount}
        bidder.write(**{f"budget__{number}__{name}": value for name, value in fields.items()})


def receipts(bidder: Walk) -> list[str]:
    return bidder.page.locator("a", has_text=re.compile("次提交的回执$")).all_inner_texts()


def hand_in(bidder: Walk, nth: int, folder: Path) -> tuple[str, str]:
    """Submit with a double click, as impatient people do; the number and digest of the receipt that was downloaded."""
    bidder.press("提交申报").sees("封存到开启，开启前只有本组织看得到；马上得到回执。", "没有限制申报的处理决定")
    button = bidder.page.locator("main form button", has_text="提交申报")
    with bidder.page.expect_navigation():
        button.dblclick()
    expect(bidder.page.locator(".doc-head .doc-no")).to_contain_text("已递交，封存中")
    assert len(receipts(bidder)) == nth
    digest = bidder.page.locator("aside .digest").first.get_attribute("title")
    assert digest is not None
    file = bidder.download(f"第 {nth} 次提交的回执", folder)
    number = file.name.removesuffix(".pdf")
    words = words_of(file)
    assert number in words
    assert digest in words
    return number, digest


def test_a_proposal_is_written_handed_in_taken_back_and_handed_in_again(bidder, others, tmp_path):
    begin(bidder)
    write_all(bidder)
    expect(bidder.page.locator("[data-sum-of='budget']")).to_have_text("合计 200,000.00 元，超出上限 20,000.00 元")
    expect(bidder.page.locator("[data-autosave-status]")).to_have_text(re.compile(r"^已保存 \d\d:\d\d$"))
    bidder.page.reload()
    expect(bidder.field("risks")).to_have_value("岗位流失：与三家企业签后备岗位。")
    bidder.press("存草稿").told("草稿已保存。").stands_at("草稿")
    record = bidder.path

    # --- what is wrong is said where the button is
    bidder.sees(
        "申请资金 200,000.00 元超过上限：每个项目最多 180,000.00 元，超出 20,000.00 元。请压减申请资金，或增加自筹。"
    )
    bidder.follow("继续写申报书").write(amount_fen="180000").press("存草稿")
    bidder.sees(
        "预算合不上：预算明细合计 200,000.00 元，申请资金加自筹是 180,000.00 元，相差 20,000.00 元。请改到相等。"
    )
    bidder.follow("继续写申报书").write(own_funds_fen="20000")
    expect(bidder.page.locator("[data-sum-of='budget']")).to_have_text("合计 200,000.00 元，还可以安排 0.00 元")
    bidder.press("存草稿")
    upload(bidder, record, tmp_path, "项目计划书")

    first, digest = hand_in(bidder, 1, tmp_path)
    bidder.misses("继续写申报书", "添加附件")
    bidder.to(f"{record}/edit").misses("存草稿")
    bidder.to(f"/verify/{first}").sees("编号属实", digest).misses(TITLE)

    nobody_else_sees(others, record, first)

    bidder.to(record).press("撤回修改").stands_at("已撤回").sees("，已撤回")
    bidder.follow("继续写申报书").write(beneficiaries="30").press("存草稿").sees("30 人")
    second, other_digest = hand_in(bidder, 2, tmp_path)
    assert second != first
    assert other_digest != digest
    bidder.sees(first, second, "，已撤回")


def nobody_else_sees(others: Walk, record: str, receipt: str) -> None:
    """Not another organization, not an officer, not the administrator: as if it did not exist."""
    for login in OTHERS:
        others.log_in(login)
        for address in (record, f"{record}/edit", f"/papers/{receipt}.pdf"):
            answer = others.page.request.get(address)
            assert answer.status == 404, f"{login} got {answer.status} for {address}: {answer.url}"
        for address in ("/proposals/", "/desk", "/calls", "/proposals?as=csv", "/search?q=手语咖啡"):
            assert TITLE not in others.page.request.get(address).text(), f"{login} reads of it at {address}"
    others.log_out().to("/calls").follow(CALL).sees("截止前不公布递交了多少份，也不公布是谁递交的。").misses(TITLE)


def test_whoever_is_still_typing_at_the_deadline_is_told_by_how_much_it_was_late(live_server, bidder, others):
    deadline = deadline_of(live_server, CALL)
    live_server.forward(seconds=(deadline - timedelta(minutes=10) - clock.now()).total_seconds())

    # --- one form is open and one draft is being written when the deadline passes
    bidder.log_in("ngo").to("/proposals/").follow("独居老人", exact=False).press("提交申报")
    others.log_in("ngo2").to("/calls").follow(CALL)
    live_server.forward(minutes=15)

    bidder.press("提交申报").refused("已经截止：截止时间是").refused("草稿仍为您保留，写的内容可以抄到下一次征集。").sees(
        "晚了 5 分"
    )
    bidder.to("/proposals/").follow("独居老人", exact=False).stands_at("草稿")
    assert receipts(bidder) == []

    others.page.reload()
    others.stands_at("已截止，待开启").misses("选一个标段，写申报书")

    # --- what was handed in before stays handed in, and cannot be taken back any more
    bidder.to("/proposals/").follow(TITLE).stands_at("已递交，封存中").sees("已经过了截止时间，申报不能再撤回。")


def deadline_of(live_server, title: str) -> datetime:
    with live_server.app.app_context():
        return db.session.query(Call.deadline_at).filter_by(title=title).scalar()
