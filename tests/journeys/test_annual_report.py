"""C: a year's report from the reminder to what every citizen reads: written on a phone, signed, looked at by two, published."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from portal.kernel import clock
from tests.browser import LiveServer
from tests.journeys.walk import Walk, small_pdf

FINANCE = {
    "opening_fen": "-1,200.00", "income_finance": "300000", "income_lottery": "200000", "income_enterprise": "0", "income_foundation": "0",
    "income_donation": "8000", "income_own": "0", "income_service": "12000.50", "expense_business": "450000", "expense_management": "40000",
    "expense_fundraising": "0", "expense_other": "800.50",
}  # fmt: skip


def test_a_report_is_asked_for_written_signed_concluded_and_read_by_everybody(
    live_server: LiveServer, page: Page, phone: Page, tmp_path: Path
):
    year = clock.today().year - 1
    title = f"{year} 年度工作报告"
    officer, writer = Walk(page), Walk(phone)

    # --- the registrar looks at the year and reminds those who have not reported
    officer.log_in("acceptor").through_menu("年度工作报告").sees(f"{year} 年度工作报告", "青石巷儿童发展中心")
    officer.follow("一次提醒还没报的").sees("各家的负责人、经办和财务在门户和他们选的渠道收到一条提醒")
    officer.go(page.locator("main form button").last).sees("已经提醒")

    # --- the head goes on with half a report, on a phone; the money is added up before the eyes
    writer.log_in("ngo2").through_menu("年度工作报告").follow(title).sees("登记事项取自登记名册")
    report = writer.path
    writer.to(f"{report}/sections/finance").write(**FINANCE, closing_fen="28000")
    balance = phone.locator("[data-balance]")
    expect(balance).to_have_text("对得上：年初加收入减支出等于年末。")
    writer.write(closing_fen="28000.01")
    expect(balance).to_have_text("对不上，年末比算出来的多 0.01 元")
    writer.press("保存，下一节").sees("门户记录的这一年")
    writer.write(remarks="全年陪伴四十名儿童，联系电话 13800138000。").press("保存，下一节")
    writer.refused("像是手机号或身份证号").write(remarks="全年陪伴四十名困境儿童，四点半课堂没有停过。").press("保存，下一节")
    writer.write(party_members="2", party_activities="6").choose(party_organization="联合建立").press("保存，下一节")
    writer.write(donated_fen="8000", donated_kind_fen="0").choose(raised_publicly="否", disclosed="否").press("保存，下一节")
    writer.write(plan="再开两个课堂。").press("保存，看全文").sees("相差 ¥0.01")
    writer.to(f"{report}/sections/finance").write(closing_fen="28000").press("保存，下一节")
    writer.to(f"{report}/materials").choose(material="财务会计报告")
    writer.field("file").set_input_files(small_pdf(tmp_path, "statements.pdf", "Statements"))
    writer.press("上传").told("材料已收到。").follow("材料传完了，返回")
    writer.press("签字报送").press("签字报送").refused("请先确认内容真实、完整。")
    writer.tick("报告内容真实、完整，由本人签字负责。").press("签字报送").stands_at("待初审")

    # --- two officers, one after the other
    officer.to("/annual-reports/?standing=submitted").follow("南京市雨花台区青石巷儿童发展中心").stands_at("待初审")
    officer.press("初审同意").write(opinion="与日常掌握的一致。").press("初审同意").stands_at("已初审，待审定").misses("审定为合格")
    officer.log_in("examiner").to(report).sees("与日常掌握的一致。").confirm("审定为合格").stands_at("已审定")

    # --- everybody reads what is public of it
    writer.log_out()
    writer.to("/organizations/?q=青石巷").follow("南京市雨花台区青石巷儿童发展中心").follow(title)
    writer.sees("四点半课堂没有停过", "¥520,000.50", "¥28,000.00", "合格").misses("党员", "理事", "¥8,000.00")


def test_a_competent_authority_finds_its_own_organizations(live_server: LiveServer, page: Page):
    officer = Walk(page)
    officer.log_in("department").through_menu("年度工作报告").sees("和雨巷矛盾调处中心").misses("青石巷儿童发展中心")
    officer.follow("南京市雨花台区和雨巷矛盾调处中心").stands_at("待初审").press("退回补正")
    officer.write(reason="财务会计报告缺附注。").press("退回补正").stands_at("待补正")
