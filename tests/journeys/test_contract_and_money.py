"""From the award to the first money: contract, two signatures, two people, a balanced ledger, a voucher (story A7)."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.documents.amounts import in_words
from portal.domain.awards import objections
from portal.domain.awards.models import Award, AwardState, Objection, ObjectionState
from portal.domain.projects.models import Contract, ContractState
from portal.kernel import people
from tests.browser import LiveServer
from tests.journeys.walking import Walker, at_work, known, words_of

TITLE = "楼道清一清"
TERMS = "每月清理日提前三天在楼道公告，雨天顺延。"


def disputed_award(server: LiveServer) -> tuple[str, str]:
    """The award in public with an objection: (address, title)."""
    stmt = select(Award).where(Award.state == AwardState.PROPOSED)
    return known(server, lambda s: next((f"/awards/{a.public_id}", a.caption) for a in s.scalars(stmt)))


def answer_the_objection(server: LiveServer) -> None:
    def answer(session) -> None:
        for objection in session.scalars(select(Objection).where(Objection.state == ObjectionState.RAISED)).all():
            verb = objections.step("dismiss", "answer")
            verb(session, objection, by=people.actor_for(session, "examiner"), answer="已核实，异议不成立。")

    at_work(server, answer)


def test_an_award_becomes_a_contract_text_that_awaits_the_provider(live_server: LiveServer, page: Page):
    desk = Walker(page)
    award, title = disputed_award(live_server)
    answer_the_objection(live_server)
    live_server.forward(days=8)
    desk.become("approver").goto(award).press("确认立项").state_is("已立项")
    desk.become("acceptor").goto(award).press("拟定协议").fill(terms=TERMS).send("拟定协议")
    desk.sees(f"为“{title}”拟定了协议").state_is("已立项，协议签署中")
    desk.follow("项目协议").state_is("已拟定，待承接方签署").sees(TERMS, "还没有签署").is_not_offered("签署协议")


def test_a_contract_is_signed_by_both_and_its_first_part_paid_by_two(
    live_server: LiveServer, page: Page, phone: Page, tmp_path: Path
):
    desk, hand = Walker(page), Walker(phone)
    stmt = select(Contract).where(Contract.state == ContractState.DRAFTED, Contract.title == TITLE)
    public_id, amount = known(live_server, lambda s: next((c.public_id, c.amount_fen) for c in s.scalars(stmt)))
    contract, words = f"/contracts/{public_id}", in_words(amount)

    # The provider sends it back once; the officer writes it anew; both sign one and the same text.
    hand.become("ngo").goto(contract).state_is("已拟定，待承接方签署").sees(words)
    hand.press("退回重拟").send("退回重拟").sees("请写明理由：对方会看到这段话。")
    hand.fill(reason="请写明雨天顺延的办法。").send("退回重拟").state_is("已退回，待重新拟定")
    desk.become("acceptor").goto(contract).sees("请写明雨天顺延的办法。")
    desk.press("重新拟定").fill(terms=TERMS).send("重新拟定").state_is("已拟定，待承接方签署").sees(TERMS)
    digest = desk.page.locator("aside .digest").first.get_attribute("title")
    assert digest is not None
    assert re.fullmatch("[0-9a-f]{64}", digest)
    hand.goto(contract).press("签署协议").sees(TERMS, words).send("签署协议").sees("请先看过全文，再勾选同意。")
    hand.tick("agree").send("签署协议").sees(f"承接方签署了“{TITLE}”的协议").sees("顾南乔").is_not_offered("签署协议")
    desk.become("approver").goto(contract).press("签署协议，生效").tick("agree").send("签署协议，生效")
    desk.state_is("已生效").sees("严正平", "项目公示页")
    signed = desk.page.locator("main dl.facts .digest").evaluate_all("all => all.map(d => d.title)")
    assert signed.count(digest) >= 2

    live_server.work()
    text = words_of(desk.download("公益项目协议书", tmp_path))
    assert f"人民币{words}" in text
    assert "顾南乔" in text
    assert "严正平" in text

    # The examiner checks the first part and cannot pay it; finance pays, once.
    desk.become("examiner").goto(contract).follow("首款（合同生效）").state_is("待经办复核")
    payment = desk.page.url
    desk.press("复核无误，提请拨付").state_is("待财政拨付").is_not_offered("拨付")
    desk.become("finance").goto("/ledger").sees("全部凭证借贷相等。")
    before = balances(desk)
    desk.goto(payment).press("拨付").state_is("已拨付").is_not_offered("拨付")
    # Every voucher is balanced; the sheet can be held against the portal by anyone.
    live_server.work()
    sheet = desk.download("拨款凭证", tmp_path)
    assert in_words(first_part(amount)) in words_of(sheet)
    voucher = desk.page.locator("ul.files .num").first.inner_text().strip()
    desk.follow("台账分录").sees("已签合同待拨", "已拨承接方")
    debit, credit = desk.page.locator("tfoot td.r").all_inner_texts()
    assert debit == credit
    desk.goto("/ledger").sees("全部凭证借贷相等。")
    assert balances(desk) != before
    hand.become("accountant").goto(payment).state_is("已拨付").sees(voucher)
    hand.leave().goto(f"/verify/{voucher}").sees("编号属实", TITLE)
    hand.page.locator("main input[type=file]").set_input_files(sheet)
    hand.send("核对").sees("签章完好", f"这份 PDF 就是编号 {voucher} 的文件，由本门户签章，签章后没有改动过。")
    hand.goto("/verify/雨凭0000-0000").sees("没有发出过这个编号的文件")


def balances(desk: Walker) -> list[str]:
    """The foot of the trial balance: debit and credit are the same, the balance is nothing."""
    foot = desk.page.locator("main table").first.locator("tfoot td.r")
    expect(foot).to_have_count(3)
    debit, credit, rest = foot.all_inner_texts()
    assert debit == credit
    assert rest == "¥0.00"
    return [debit, credit]


def first_part(amount_fen: int) -> int:
    """Half of the money is due at the signature, by the call's plan."""
    return amount_fen * 50 // 100
