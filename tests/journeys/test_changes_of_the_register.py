"""An organization moves house: its head applies on a phone, three officers decide, and anyone reads before, after, and any day."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.journeys.walk import Walk, upload, words_of

NGO = "南京市雨花台区银杏树下社区服务中心"
NEW = "小行路 100 号社区服务楼"


@pytest.fixture
def applicant(phone) -> Walk:
    return Walk(phone)


@pytest.fixture
def officer(page) -> Walk:
    return Walk(page)


def test_a_move_goes_from_the_phone_of_the_head_over_three_officers_to_everybody(live_server, applicant, officer, tmp_path: Path):
    applicant.log_in("ngo").through_menu("变更").follow("申请变更").sees("下面是名册上现在的内容。")
    old = applicant.field("address").input_value()
    applicant.write(address=NEW).press("存为草稿").told("已存为草稿。下一步：上传材料，再提交。").stands_at("填写中")
    applicant.sees("还没有填：变更的原因。请填好再提交。").press("修改申请内容").write(reason="租约到期，理事会决定搬迁。").press("存为草稿").told("已保存。")
    record = applicant.path
    upload(applicant, record, tmp_path, "同意变更的会议决议", "场所使用证明")
    applicant.press("提交变更申请").stands_at("已提交").sees(old, NEW, "提交时照名册固定")
    number = re.search(r"雨变\d{4}-\d{4}", applicant.text())
    assert number is not None

    officer.log_in("acceptor").to(record).press("要求补正").write(reason="决议缺两位理事的签字。").press("要求补正").stands_at("待补正")
    applicant.to(record).sees("决议缺两位理事的签字。").press("提交变更申请").stands_at("已提交")
    officer.to(record).press("受理").stands_at("已受理，待审核")
    officer.log_in("examiner").to(record).press("审核通过，报批准").stands_at("已审核，待批准")
    officer.log_in("approver").to(record).press("退回重新审核").write(reason="请核对场所面积。").press("退回重新审核").stands_at("已受理，待审核")
    officer.log_in("examiner").to(record).press("审核通过，报批准").log_in("approver").to(record).press("准予变更").stands_at("已准予变更")

    applicant.to(record).sees("新的证书", "以前发的同时作废")
    printed = words_of(applicant.download("社会组织登记证书（PDF）", tmp_path))
    assert printed.count("".join(NEW.split())) == 2, "the main sheet and its copy"
    assert "正本" in printed
    assert "副本" in printed

    officer.log_out().to("/organizations?q=银杏树下").follow(NGO).sees(number[0], old, NEW)
    officer.page.locator("main a[href^='/verify/']").first.click()
    officer.sees("不再有效", "这是旧的一份")
    officer.to("/organizations?q=银杏树下").follow(NGO).follow("名册上的历史").sees(f"变更了住所（{number[0]}）", "到现在")
    today = date.fromisoformat(officer.field("on").input_value())
    officer.write(on=(today - timedelta(days=30)).isoformat())
    officer.press("看那天").sees("那天结束的时候", old, NEW)
