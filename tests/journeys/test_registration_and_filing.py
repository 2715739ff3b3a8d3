"""A1: a new organization is registered, a community group is filed; through the pages, by the people whose step it is."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from portal.domain.organizations.uscc import completed
from tests.journeys.walk import Walk, upload, words_of

SECRET = "屋檐下的灯 一直亮着 2026"
NAME = "南京市雨花台区檐下灯社区服务中心"
USCC = completed("52320114MJWTEC001")
MATERIALS = ("申请表", "章程", "发起人名单和身份证明", "场所使用证明", "验资报告")


@pytest.fixture
def applicant(phone) -> Walk:
    return Walk(phone)


@pytest.fixture
def officer(page) -> Walk:
    return Walk(page)


def sign_up(walk: Walk, login: str, name: str) -> None:
    walk.log_out().to("/signup")
    walk.write(login=login, name=name, email=f"{login}@example.cn", password=SECRET, again=SECRET).tick("我看过并同意隐私说明").press("注册")
    walk.told("账号注册好了。给您的邮箱寄了一封信，请点信里的链接确认邮箱。").sees(f"{name}，正以“本人”办事。")


def confirm_address(walk: Walk, live_server, address: str) -> None:
    """By the link in the letter that the portal wrote."""
    live_server.work()
    letters = sorted((live_server.world.folder / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    letter = next(text for file in reversed(letters) if address in (text := decoded(file)) and "/confirm/" in text)
    link = re.search(r"/confirm/[^\s\"<>]+", letter)
    assert link is not None
    walk.to(link.group(0)).sees(f"以后用 {address} 收通知、找回密码。").press("确认这个邮箱").told("邮箱确认好了。")


def decoded(file: Path) -> str:
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    body = letter.get_body(("plain",))
    assert body is not None
    return f"{letter['To']}\n{body.get_content()}"


def draft_registration(walk: Walk, fancy: str, capital: str = "30000") -> str:
    walk.to("/registrations/new")
    walk.choose(
        org_type="社会服务机构", field="城乡社区服务", form_word="中心", region_path="赛虹桥街道 · 赛虹桥社区居委会"
    )
    walk.write(
        fancy=fancy, field_words="社区服务", legal_representative="灯小檐", phone="025-5555 0101",
        address="赛虹桥街道小行路 9 号", purpose="为社区居民提供日间照料、课后托管和邻里互助服务。",
        capital_fen=capital, full_time_staff="3",
    )  # fmt: skip
    walk.press("存为草稿").told("已存为草稿。下一步：上传材料，再提交。").stands_at("填写中")
    return walk.path


def test_a_new_organization_is_registered_by_three_officers(live_server, applicant, officer, tmp_path):
    # --- the name, before anything else and without an account
    applicant.to("/registrations/name-check").choose(region_path="雨花台区", form_word="中心")
    applicant.write(fancy="银杏树下", field_words="社区服务").press("查一查")
    applicant.sees("已经有人用了", "“南京市雨花台区银杏树下社区服务中心”已经有人用了，请换一个名称。")
    applicant.write(fancy="檐下灯").press("查一查").sees("现在没有重名", f"“{NAME}”现在可以申请。")

    sign_up(applicant, "yanxiadeng", "灯小檐")
    confirm_address(applicant, live_server, "yanxiadeng@example.cn")

    # --- the draft: what is missing is said, nothing is lost
    record = draft_registration(applicant, "檐下灯", capital="8000")
    applicant.sees(NAME, "申请人：灯小檐", "社会服务机构的注册资金至少 10,000 元，现在填的是 8,000 元。")
    applicant.follow("修改申请内容").write(capital_fen="30000").press("存为草稿").told("已保存。")
    applicant.sees("还缺：申请表、章程、发起人名单和身份证明、场所使用证明、验资报告。请在“材料”里上传后再提交。")
    upload(applicant, record, tmp_path, *MATERIALS)
    applicant.press("提交登记申请").told(f"提交了“{NAME}”的登记申请").stands_at("待受理")
    applicant.misses("修改申请内容", "添加材料")

    # --- accepting: a supplement first
    officer.log_in("acceptor").through_menu("登记").follow(NAME).stands_at("待受理")
    officer.press("要求补正").press("要求补正").refused("请写明理由：对方会看到这段话。")
    officer.write(reason="章程缺第三章“理事会”，请补上以后再交。").press("要求补正").stands_at("待补正")

    applicant.to(record).stands_at("待补正").sees("理由：章程缺第三章“理事会”，请补上以后再交。")
    upload(applicant, record, tmp_path, "章程")
    applicant.press("提交登记申请").stands_at("待受理")

    officer.to(record).press("受理").told(f"受理了“{NAME}”的登记申请").stands_at("已受理，待审核")
    officer.misses("审核通过，报批准")

    # --- examining and approving: two more people
    officer.log_in("examiner").to(record).press("审核通过，报批准").stands_at("已审核，待批准")
    officer.log_in("approver").to(record).press("准予登记").sees("照国家登记系统发的号码填，18 位。")
    officer.write(uscc=USCC[:-1] + ("1" if USCC[-1] != "1" else "2")).press("准予登记")
    officer.refused("代码的校验码不对，请核对有没有输错一位。")
    officer.write(uscc=USCC).press("准予登记").stands_at("准予登记").sees(f"准予“{NAME}”登记", USCC)

    # --- the applicant acts for the organization, has its certificate, and anyone can check it
    applicant.to(record).stands_at("准予登记")
    certificate = applicant.download("社会组织登记证书（PDF）", tmp_path)
    number = certificate.name.removesuffix(".pdf")
    words = words_of(certificate)
    assert NAME in words
    assert USCC in words
    assert number in words
    applicant.to("/desk").sees(f"灯小檐，正以“{NAME} · 负责人”办事。")

    officer.log_out().to(f"/verify/{number}").sees("编号属实", NAME, USCC, number)
    officer.field("file").set_input_files(certificate)
    officer.press("核对").sees("签章完好", f"这份 PDF 就是编号 {number} 的文件，由本门户签章，签章后没有改动过。")
    officer.to(f"/organizations?q={USCC}").follow(NAME).stands_at("正常").sees(USCC, "灯小檐")


def test_an_application_is_refused_and_another_one_returned_for_a_second_examination(applicant, officer, tmp_path):
    sign_up(applicant, "secondlamp", "卫再来")
    record = draft_registration(applicant, "灯下黑")
    upload(applicant, record, tmp_path, *MATERIALS)
    applicant.press("提交登记申请").stands_at("待受理")
    officer.log_in("acceptor").to(record).press("受理").stands_at("已受理，待审核")

    # --- the examiner sends it back to the applicant, who hands it in again
    officer.log_in("examiner").to(record).press("退回补正")
    officer.write(reason="场所使用证明已经过期，请换一份。").press("退回补正").stands_at("待补正")
    applicant.to(record).sees("理由：场所使用证明已经过期，请换一份。").press("提交登记申请").stands_at("待受理")
    officer.log_in("acceptor").to(record).press("受理")
    officer.log_in("examiner").to(record).press("审核通过，报批准")

    # --- the approver sends it back to the examiner, then refuses
    officer.log_in("approver").to(record).press("退回重新审核")
    officer.write(reason="请说明和已有组织的区别。").press("退回重新审核").stands_at("已受理，待审核")
    officer.log_in("examiner").to(record).press("审核通过，报批准")
    officer.log_in("approver").to(record).press("不予登记")
    officer.write(reason="活动场所和登记的住所不一致，不符合登记条件。").press("不予登记").stands_at("不予登记")

    applicant.to(record).stands_at("不予登记").sees("理由：活动场所和登记的住所不一致，不符合登记条件。")
    applicant.to("/desk").sees("卫再来，正以“本人”办事。")
    officer.log_out().to("/organizations?q=灯下黑").sees("没有")


def test_a_community_group_is_filed_after_its_publicity(live_server, applicant, officer, tmp_path):
    group = "赛虹桥社区檐下合唱队"
    sign_up(applicant, "choir", "何声")
    applicant.through_menu("备案").follow("我要备案")
    applicant.choose(kind="服务类", field="文化", region_path="赛虹桥街道 · 赛虹桥社区居委会")
    applicant.write(
        name=group, responsible_person="何声", phone="025-5555 0202", meeting_place="社区活动室二楼",
        purpose="每周二、四晚上合唱，重阳节给独居老人唱一场。",
    )  # fmt: skip
    for number, member in enumerate(("何声", "唐和", "宋音")):
        applicant.write(**{f"roster__{number}__name": member, f"roster__{number}__duty": "队员"})
    applicant.press("存为草稿").told("已存为草稿。下一步：上传章程，再提交。").stands_at("填写中")
    record = applicant.path
    applicant.sees("还缺章程。请在“材料”里上传后再提交。")
    upload(applicant, record, tmp_path, "章程")
    applicant.press("提交备案申请").told(f"提交了“{group}”的备案申请")

    # --- the residents' committee: returned once, then checked
    officer.log_in("committee").through_menu("备案").follow(group).press("退回修改")
    officer.write(reason="请把每周的活动时间写清楚。").press("退回修改")
    applicant.to(record).sees("理由：请把每周的活动时间写清楚。").follow("修改申请内容")
    applicant.write(purpose="每周二、四晚七点到九点合唱，重阳节给独居老人唱一场。").press("存为草稿").told("已保存。")
    applicant.press("提交备案申请")
    officer.to(record).press("核对属实，开始公示").told(f"核对了“{group}”的备案材料，开始公示").stands_at("公示中")

    # --- the publicity takes its time; then the street files
    officer.log_in("street").to(record).stands_at("公示中").misses("准予备案")
    live_server.forward(days=12)
    officer.log_in("street").to(record).sees(f"“{group}”公示期满").confirm("准予备案")
    officer.stands_at("已备案").sees(f"为“{group}”办理了备案")

    applicant.log_in("choir", SECRET).to(record).stands_at("已备案")
    certificate = applicant.download("社区社会组织备案证明", tmp_path)
    assert group in words_of(certificate)
    applicant.log_out().to(f"/verify/{certificate.name.removesuffix('.pdf')}").sees("编号属实", group, "赛虹桥社区")
    applicant.to("/organizations?q=檐下合唱队").follow(group).sees("备案组织没有", "何声")
