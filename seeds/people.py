"""The demo city's logins: who they are and what they may do. All of them fiction."""

from __future__ import annotations

from typing import NamedTuple

from portal.kernel.roles import Role

PASSWORD = "demo-2026"
DISTRICT = "/32/3201/320114/"
STREET = DISTRICT + "320114002/"


class Person(NamedTuple):
    login: str
    name: str
    about: str
    roles: tuple[tuple[Role, str, str], ...] = ()  # (role, region path, title)


def _officer(login: str, name: str, role: Role, title: str, region: str = DISTRICT) -> Person:
    return Person(login, name, title, ((role, region, title),))


#: Organization members (ngo, ngo2, ngo3, accountant, group), incubator staff and department officers get their
#: appointments from their chapters, when the organization, incubator or department exists.
PEOPLE: tuple[Person, ...] = (
    Person("ngo", "顾南乔", "银杏树下社区服务中心的法定代表人"),
    Person("ngo2", "陆青石", "青石巷儿童发展中心的法定代表人"),
    Person("ngo3", "孟石榴", "石榴籽邻里调解事务所的法定代表人"),
    Person("accountant", "钱细账", "银杏树下社区服务中心的财务"),
    Person("group", "柳晨风", "听雨社区晨风太极队的负责人"),
    _officer("acceptor", "沈一禾", Role.ACCEPTOR, "区民政局 · 受理"),
    _officer("examiner", "方若水", Role.EXAMINER, "区民政局 · 审核"),
    _officer("approver", "严正平", Role.APPROVER, "区民政局 · 批准"),
    Person("acceptor2", "石守岗", "区民政局的受理，正在休假"),
    Person("department", "司徒敏", "区司法局的经办"),
    _officer("finance", "金算明", Role.FINANCE_OFFICER, "区财政局 · 拨付"),
    _officer("street", "街小岚", Role.STREET_OFFICER, "街道社会组织服务中心 · 经办", STREET),
    Person("committee", "许阿姨", "社区居委会"),
    Person("grid", "王小格", "网格员"),
    *(Person(f"expert{n}", name, "评审专家") for n, name in enumerate(
        ("高知远", "林见深", "周评理", "吴问渠", "郑持平", "何明鉴", "马思齐", "罗致用", "谢慎独", "苏衡之", "白立言", "钟若谷"), 1)),
    _officer("evaluator", "秦实地", Role.EVALUATOR, "知行评估中心 · 评估"),
    Person("incubator", "孵小满", "孵化基地的运营"),
    Person("mentor", "师有方", "孵化基地的导师"),
    _officer("supporter", "乐捐人", Role.SUPPORTER, "雨花石科技公司 · 公益部"),
    *(Person(f"resident{n}", name, "居民") for n, name in enumerate(("赵大爷", "钱奶奶", "孙师傅", "李老师", "周小妹"), 1)),
    *(_officer(f"keeper{n}", name, Role.KEY_KEEPER, f"{unit} · 密钥保管") for n, (name, unit) in enumerate((
        ("守一", "区民政局"), ("守二", "区财政局"), ("守三", "区审计局"), ("守四", "区司法局"), ("守五", "区档案馆")), 1)),
    _officer("leader", "统全局", Role.LEADER, "区政府 · 分管领导"),
    _officer("supervisor", "明监之", Role.SUPERVISOR, "区审计局 · 监督"),
    Person("admin", "平台管理员", "平台管理", ((Role.ADMINISTRATOR, "/", "平台管理"),)),
    Person("admin2", "复核管理员", "另一位平台管理", ((Role.ADMINISTRATOR, "/", "平台管理"),)),
)  # fmt: skip
