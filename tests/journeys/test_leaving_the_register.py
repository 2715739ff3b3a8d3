"""An organization is dissolved, and a filed group fights for its filing: through the pages, by the people whose step it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.kernel import clock
from tests.journeys.walk import Walk, upload, words_of


@pytest.fixture
def applicant(phone) -> Walk:
    return Walk(phone)


@pytest.fixture
def officer(page) -> Walk:
    return Walk(page)


def test_a_dissolution_waits_for_what_is_open_and_then_ends_everything(live_server, applicant, officer, tmp_path):
    # --- the applicant sees from the draft on what has to be settled first, and announces
    applicant.log_in("ngo3").through_menu("注销").follow("南京市雨花台区石榴籽邻里调解事务所").stands_at("填写中")
    record = applicant.path
    applicant.sees("先要了结的事", "没有结项的项目：", "没有结清的款项：", "还没有填：债权申报的地点和方式。请填好再提交。")
    applicant.follow("修改申请内容")
    for row, name in enumerate(("孟石榴", "安会计", "何监事")):
        applicant.write(**{f"liquidators__{row}__name": name})
    applicant.write(claims_to="听雨路 9 号，电话 13800001111").press("存为草稿").refused("像是手机号或身份证号")
    applicant.write(claims_to="听雨路 9 号，工作日，电话 025-52409999").press("存为草稿").told("已保存。")
    upload(applicant, record, tmp_path, "同意注销的会议决议", "业务主管单位同意的文件")
    applicant.press("发布清算公告").stands_at("清算中，公告债权人")
    applicant.follow("公开的清算公告").sees("听雨路 9 号，工作日，电话 025-52409999").misses("何监事")

    # --- the one at the examiner goes on to the end
    officer.log_in("examiner").through_menu("注销").follow("南京市雨花台区采云间公益摄影中心").stands_at("已受理，待审核")
    other = officer.path
    officer.sees("没有还在办的申报、协议、项目、款项、整改、入驻和申请。", "法定 20 个工作日")
    officer.press("审核通过，报批准").stands_at("已审核，待批准")
    officer.log_in("approver").to(other).press("准予注销").stands_at("已准予注销")
    proof = officer.download("社会组织注销登记证明（PDF）", tmp_path)
    assert "采云间公益摄影中心已经注销" in words_of(proof)
    officer.log_out().to("/organizations?q=采云间").follow("南京市雨花台区采云间公益摄影中心").stands_at("已注销").sees("退出社会组织名册")
    officer.follow("社会组织登记证书").sees("不再有效", "发给的组织已经退出名册（已注销）")
    officer.to("/registrations/name-check").choose(region_path="雨花台区", form_word="中心")
    officer.write(fancy="采云间", field_words="公益摄影").press("查一查").sees("以后别人才能再用，请换一个名称。")


def test_a_group_records_and_another_one_is_heard_before_its_filing_lapses(live_server, applicant, officer, tmp_path: Path):
    # --- a group records on the phone, its committee confirms
    applicant.log_in("group").sees("次，还差").follow("记录活动")
    applicant.follow("记录一次活动").write(title="雨后晨练", held_on=clock.today().isoformat(), place="社区小广场", attendances="18").press("存为草稿")
    applicant.press("提交给居委会确认").stands_at("待居委会确认")
    record = applicant.path
    officer.log_in("committee").to(record).press("确认属实").stands_at("已确认")
    applicant.to(record).stands_at("已确认")

    # --- the second officer of the street decides, the first cannot
    officer.log_in("street").to("/lapses").follow("听雨社区象棋社").stands_at("陈述期已过，待决定")
    lapse = officer.path
    officer.sees("场地装修半年", "告知和决定不能是同一个人，请街道的另一位经办决定。")
    officer.log_in("street2").to(lapse).press("决定失效").write(reason="没有可以核对的活动记录。").press("决定失效")
    officer.stands_at("决定失效，申诉期内")
    notice = officer.download("备案失效决定书（PDF）", tmp_path)
    words = words_of(notice)
    assert "没有可以核对的活动记录" in words
    assert "60日内" in words
    assert "6个月内" in words

    # --- an appeal that was waiting is upheld at the bureau
    officer.log_in("examiner").to("/lapses").follow("听雨社区盆景社").stands_at("申诉中").press("申诉成立，保留备案")
    officer.write(reason="照片属实，共五次。").press("申诉成立，保留备案").stands_at("保留备案")


def test_a_filed_group_is_raised_and_its_record_is_told_as_one_story(live_server, applicant, officer, tmp_path):
    applicant.log_in("group").to("/registrations/new")
    applicant.choose(org_type="社会服务机构", field="城乡社区服务", form_word="中心", region_path="赛虹桥街道 · 赛虹桥社区居委会")
    applicant.write(
        fancy="晨风", field_words="太极推广", legal_representative="柳晨风", phone="025-5555 0303", address="赛虹桥街道小行路 11 号",
        purpose="教社区居民打太极，带独居老人练防跌倒。", capital_fen="30000", full_time_staff="2",
    ).tick("由我负责的、已备案的社区社会组织升级登记")  # fmt: skip
    applicant.press("存为草稿").stands_at("填写中")
    record = applicant.path
    upload(applicant, record, tmp_path, "申请表", "章程", "发起人名单和身份证明", "场所使用证明", "验资报告")
    applicant.press("提交登记申请").stands_at("待受理")
    officer.log_in("acceptor").to(record).press("受理")
    officer.log_in("examiner").to(record).press("审核通过，报批准")

    # --- the code of the segment is filled in; taken as it is
    officer.log_in("approver").to(record).press("准予登记").sees("号段里的下一个代码", "MJ501000 到 MJ501099")
    code = officer.field("uscc").input_value()
    officer.press("准予登记").stands_at("准予登记").sees(code)

    # --- one page tells of the filing, its activities and the registration
    officer.log_out().to(f"/organizations?q={code}").follow("南京市雨花台区晨风太极推广中心").stands_at("正常")
    officer.sees(code, "升级登记为法人。备案期间的活动照旧列在这里。", "新学员入门课", "已备案", "已准予登记", "社区社会组织备案证明")
    officer.follow("新学员入门课").stands_at("已确认").sees("南京市雨花台区晨风太极推广中心")
