"""An organization is put on the abnormal list after it was heard, cannot bid, puts things right, and can bid again."""

from __future__ import annotations

import pytest

from tests.journeys.walk import Walk, upload

LANE = "南京市雨花台区青石巷儿童发展中心"
CALL = "雨花台区第九届公益创投项目征集公告"
BARRED = "不符合“没有限制申报的处理决定”"


@pytest.fixture
def organization(phone) -> Walk:
    return Walk(phone)


@pytest.fixture
def officers(page) -> Walk:
    return Walk(page)


def proposed(officers: Walk, folder) -> str:
    """From the desk to the case; its address."""
    officers.log_in("acceptor").through_menu("信用惩戒").follow("提出处理")
    officers.write(q="青石巷").press("查找").follow(LANE).sees("开始之前看一眼", "每种处理带来哪些限制")
    officers.choose(kind="活动异常名录", ground="被法院纳入失信被执行人名单").write(facts="两次上门，住所没有人办公。")
    officers.press("存为草稿").refused("“被法院纳入失信被执行人名单”不是作出“活动异常名录”的事由。")
    officers.choose(ground="通过登记的住所无法联系").press("存为草稿").stands_at("拟写中")
    record = officers.path
    officers.sees("还没有证据材料。请在“材料”里上传后再提出。")
    upload(officers, record, folder, "证据")
    officers.press("提出").stands_at("已提出，待告知")
    return record


def heard(organization: Walk, record: str, folder) -> None:
    organization.log_in("ngo2").to(record).stands_at("已告知，听取陈述申辩")
    organization.sees("可以陈述申辩到", "作出决定以后会有的限制", "不能申报公益创投等资助类征集，作为实施组织也不行")
    upload(organization, record, folder, "陈述申辩的材料")
    organization.press("陈述申辩").misses("要求听证")
    organization.write(statement="搬到同一栋楼的三层，正在办住所变更，请核对。").press("陈述申辩").stands_at("待复核")


def imposed(officers: Walk, record: str) -> None:
    officers.log_in("examiner").to(record).press("复核完毕，报决定").sees("搬到同一栋楼的三层")
    officers.write(answer="三层也没有人办公，变更没有提交申请，不予采纳。").press("复核完毕，报决定").stands_at("已复核，待决定")
    officers.log_in("approver").to(record).press("作出决定").sees("不予采纳")
    officers.write(decision="登记的住所无法联系，事实清楚。").press("作出决定").stands_at("生效中")
    officers.sees("列入名单决定书（PDF）")


def test_listed_after_a_hearing_and_free_again_once_it_was_put_right(organization, officers, tmp_path):
    record = proposed(officers, tmp_path)
    organization.log_in("ngo2").to(record, 404)
    officers.log_in("examiner").to(record).press("告知组织").stands_at("已告知，听取陈述申辩")
    heard(organization, record, tmp_path)
    organization.to("/calls").follow(CALL).misses(BARRED)
    imposed(officers, record)

    organization.to("/calls").follow(CALL).sees(BARRED, "活动异常名录")
    officers.log_out().to("/sanctions/").follow("青石巷儿童发展中心").sees("登记的住所无法联系，事实清楚。").misses("搬到同一栋楼的三层", "不予采纳")
    officers.follow(LANE).sees("活动异常名录", "事由：通过登记的住所无法联系。")
    entry = officers.page.locator("main dd a", has_text="社会组织目录").first
    officers.go(entry).stands_at("暂停")

    organization.to(record).press("申请移出").write(statement="住所已变更登记，三层挂牌办公，有人值班。").press("存为草稿")
    repair = organization.path
    upload(organization, repair, tmp_path, "已经改正的证明")
    organization.press("提交移出申请").stands_at("待核查")
    officers.log_in("examiner").to(repair).press("核查完毕，报决定").write(finding="上门核对，三层挂牌办公，有人值班。")
    officers.press("核查完毕，报决定").log_in("approver").to(repair).press("准予移出").stands_at("准予移出")

    organization.to("/calls").follow(CALL).misses(BARRED)
    officers.log_out().to(record).stands_at("已移出").sees("解除日期", "移出（信用修复）决定书（PDF）")
    officers.follow(LANE).sees("信用状况正常").go(officers.page.locator("main dd a", has_text="社会组织目录").first).stands_at("在列")
