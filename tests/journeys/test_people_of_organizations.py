"""How people come to act for an organization: invited by letter, signing up by phone, claiming it, taking over; and leaving."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from email import message_from_bytes, policy

import pytest

from tests.journeys.walk import Walk, upload

SECRET = "屋檐下的灯 一直亮着 2026"
BOOKS = "南京市雨花台区旧书香阅读推广中心"
LANE = "南京市雨花台区青石巷儿童发展中心"


@pytest.fixture
def person(phone) -> Walk:
    return Walk(phone)


@pytest.fixture
def other(page) -> Walk:
    return Walk(page)


def waited(look: Callable[[], str | None], live_server) -> str:
    """What was sent, once it is there: some letters are written after their page was answered."""
    for _ in range(100):
        live_server.work()
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError("nothing was sent")


def code_sent_to(live_server, number: str, saying: str = "】验证码") -> str:
    def look() -> str | None:
        texts = [json.loads(file.read_bytes()) for file in (live_server.world.folder / "sms").glob("*.json")]
        (text,) = [sms["text"] for sms in texts if sms["to"] == number and saying in sms["text"]] or [""]
        return re.search(r"\d{6}", text)[0] if text else None

    return waited(look, live_server)


def link_sent_to(live_server, address: str) -> str:
    def look() -> str | None:
        files = (live_server.world.folder / "mail").glob("*.eml")
        letters = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        mine = [letter.get_body(("plain",)).get_content() for letter in letters if letter["To"] == address]
        found = [match[0] for match in (re.search(r"/invitations/link/[^\s\"<>]+", text) for text in mine) if match]
        return found[0] if found else None

    return waited(look, live_server)


def sign_up_by_phone(walk: Walk, live_server, login: str, name: str, number: str) -> Walk:
    """On the page for signing up."""
    walk.write(login=login, name=name, phone=number, password=SECRET, again=SECRET).tick("我看过并同意隐私说明").press("注册")
    walk.told("账号注册好了。请填短信里的验证码，确认手机号。").sees(f"{number[:3]}****{number[-4:]}")
    walk.write(code="000000").press("确认手机号").refused("验证码不对，还可以试 4 次。")
    walk.write(code=code_sent_to(live_server, number)).press("确认手机号")
    return walk.told("手机号确认好了，以后可以用它登录和找回密码。")


def test_a_member_is_invited_by_letter_signs_up_by_phone_joins_and_is_dismissed(live_server, person, other):
    other.log_in("ngo2").through_menu("组织成员").follow("邀请成员")
    other.write(to="xu@example.cn").choose(role="组织经办").press("发出邀请")
    other.told("邀请发出去了，对方接受以后就是成员。").sees("xu@example.cn")

    link = link_sent_to(live_server, "xu@example.cn")
    person.to(link).sees(f"“{LANE}”邀请您", "不能签协议").press("注册账号")
    sign_up_by_phone(person, live_server, "xujingban", "许经办", "13900000001").press("接受邀请")
    person.told(f"您加入了“{LANE}”。在右上角切换到这个岗位办事。").stands_at("已接受")
    person.to("/desk").sees(f"许经办，正以“{LANE} · 组织经办”办事。")
    person.log_out().to(link, status=410).sees("这份邀请已经失效")

    # --- the number is a login, and another seat is one click away
    person.log_in("139 0000 0001", SECRET)
    other.through_menu("组织成员").sees("许经办").follow("改任 许经办", exact=False)
    other.choose(role="组织财务").press("改任").told("已改任，本人会收到通知。")
    person.to("/desk").sees("登录")
    person.log_in("xujingban", SECRET).sees(f"“{LANE} · 组织财务”")

    # --- dismissed, and at once nobody there any more
    other.confirm("免去 许经办").told("已免去，对方马上不能再代表组织办事。").misses("改任 许经办")
    person.to("/desk").sees("登录")
    person.log_in("xujingban", SECRET).sees("许经办，正以“本人”办事。")


def test_an_organization_that_nobody_leads_is_claimed_with_proof(live_server, person, other, tmp_path):
    person.to("/signup")
    sign_up_by_phone(person, live_server, "shuchengyuan", "书来接", "13900000002").sees("待办")
    person.through_menu("组织账号").follow("找到您的组织")
    person.write(q="旧书香").press("查找").follow(BOOKS).sees("认领组织账号", "盖了组织公章的任职证明或授权书")
    person.write(position="法定代表人", phone="139 0000 0002", statement="登记在门户启用以前，由我负责。").press("存为草稿")
    person.told("已存为草稿。下一步：上传材料，再提交。").stands_at("填写中")
    record = person.path
    upload(person, record, tmp_path, "申请人身份证件", "登记证书或备案证明", "盖章的任职证明或授权书")
    person.press("提交申请").told(f"提交了负责“{BOOKS}”账号的申请").stands_at("待核对").misses("等现任负责人答复")

    other.log_in("acceptor").to(record).sees("还有别人申请", "material-1.pdf").press("核对属实，报决定")
    other.stands_at("已核对，待决定").misses("不同意")
    other.log_in("examiner").to(record).press("退回补正").write(reason="任职证明没有盖章。").press("退回补正")
    person.to(record).stands_at("待补正").sees("任职证明没有盖章。").press("提交申请")
    other.log_in("acceptor").to(record).press("核对属实，报决定")
    other.log_in("examiner").to(record).confirm("同意").stands_at("已同意")

    person.to("/desk").sees(f"书来接，正以“{BOOKS} · 负责人”办事。").through_menu("组织成员").sees("书来接", "（您）")
    person.follow("看岗位").sees("您是组织唯一的负责人，不能直接离开。")


def test_a_head_who_left_is_followed_by_another_after_the_time_to_object(live_server, person, other, tmp_path):
    person.to("/signup")
    sign_up_by_phone(person, live_server, "jiebang", "石接棒", "13900000003")
    person.to("/organizations?q=石榴籽").follow("南京市雨花台区石榴籽邻里调解事务所", within="main").follow("认领或接任组织账号")
    person.sees("接任组织负责人", "这个组织的账号现在有人负责。")
    person.write(position="副主任", phone="13900000003", statement="原负责人已经离职。").press("存为草稿")
    record = person.path
    upload(person, record, tmp_path, "申请人身份证件", "登记证书或备案证明", "推选新负责人的会议决议")
    person.press("提交申请").stands_at("待核对")
    other.log_in("acceptor").to(record).press("核对属实，通知现任负责人").stands_at("等现任负责人答复")

    # --- the present head hears of it, sees no identity card, and objects
    other.log_in("ngo3").to(record).sees("材料里有个人证件，只给申请人和办理人员看。").misses("material-1.pdf")
    other.press("提出异议").write(reason="我没有离职。").press("提出异议").stands_at("已核对，待决定")
    other.log_in("examiner").to(record).sees("理由：我没有离职。").press("不同意")
    other.write(reason="原负责人仍在任。").press("不同意").stands_at("不同意")
    person.to(record).stands_at("不同意").sees("原负责人仍在任。")

    # --- the one of the demo city gets no answer in time, and two officers have decided
    other.log_in("ngo3").through_menu("待办").sees("答复接任负责人的申请")
    live_server.forward(days=20)
    other.log_in("examiner").to("/claims?state=checked").follow("南京市雨花台区石榴籽邻里调解事务所")
    other.sees("期满没有答复").confirm("同意").stands_at("已同意")
    other.log_in("ngo3").sees("孟石榴，正以“本人”办事。")


def test_a_forgotten_password_is_set_anew_by_phone(live_server, person):
    person.to("/signup")
    sign_up_by_phone(person, live_server, "forgetful", "忘性大", "13900000004").log_out()
    person.to("/forgot").write(login="13900000004").press("发给我").sees("设一个新密码")
    code = code_sent_to(live_server, "13900000004", saying="重设密码的验证码")
    person.write(code=code, password="梧桐叶 落在 石板路上 2026", again="梧桐叶 落在 石板路上 2026")
    person.press("改密码").told("密码改好了，请用新密码登录。别的设备都已退出。")
    person.log_in("13900000004", "梧桐叶 落在 石板路上 2026").sees("忘性大，正以“本人”办事。")
