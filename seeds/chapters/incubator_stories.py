"""Who applied to which incubator, and what became of it. Days are counted from the city's today. All of it fiction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.domain.incubators.models import ServiceKind
from portal.domain.organizations.models import OrgField

K, F = ServiceKind, OrgField
Told = tuple[int, str, dict[str, Any]]

HOUSES: dict[str, dict[str, Any]] = {
    "seedling": {
        "name": "雨花石公益孵化基地", "operator": "南京雨润公益发展中心", "address": "雨花台区软件大道 0 号雨花石公益园 A 座",
        "area_m2": 1100, "manager": ("incubator", "孵小满"), "mentor": ("mentor", "师有方"),
        "introduction": (
            "老厂房改成的三层小楼，一楼是公共客厅和路演角，二、三楼是办公室。面向刚登记、已备案或正准备登记的社会组织，"
            "工位免租，水电网络由基地承担。\n"
            "每家入驻组织配一位导师，每半年一起看一次账本、服务记录和下一步打算。站稳了就出壳，把桌子让给后来的人。"
        ),
        "rooms": (("101 室", 1, 42, 6), ("102 室", 1, 55, 8), ("201 室", 2, 26, 4), ("202 室", 2, 26, 4), ("203 室", 2, 40, 6),
                  ("301 室", 3, 60, 8)),
    },
    "harbour": {
        "name": "听雨邻里孵化站", "operator": "听雨邻里互助促进会", "address": "雨花台区铁心桥街道听雨路 0 号邻里中心二楼",
        "area_m2": 700, "manager": ("harbour-keeper", "温守站"), "mentor": ("harbour-mentor", "章引路"),
        "introduction": (
            "街道邻里中心的二楼，专收在社区里做事的小组织：助餐、调解、儿童、文体。离居民近，试一个服务只要下一层楼。\n"
            "首期一般 12 个月，租金减半或全免，由评审会定。"
        ),
        "rooms": (("东一间", 2, 38, 6), ("东二间", 2, 26, 4), ("西厢", 2, 44, 6)),
    },
}  # fmt: skip

PANELS = (
    ["高知远", "林见深", "周评理", "师有方"],
    ["吴问渠", "郑持平", "何明鉴"],
    ["马思齐", "罗致用", "谢慎独", "师有方"],
)

SERVICES = (
    (K.PREMISES, 480, "会议室和公共客厅使用，办志愿者例会"),
    (K.POLICY, 90, "讲免税资格怎么申请，带着填了一遍表"),
    (K.TRAINING, 150, "项目预算课：一笔钱怎么说清楚"),
    (K.PROJECTS, 60, "对接街道需求清单，选定两条去调研"),
    (K.SOCIAL_WORKER, 240, "派一名社工驻点，帮着做服务对象建档"),
    (K.PARTY, 90, "联合支部学习，商量党员志愿岗"),
    (K.TRAINING, 120, "同伴督导：三家机构互相看个案记录"),
    (K.POLICY, 60, "年报填报答疑"),
)


@dataclass(frozen=True)
class Story:
    """``login``: a demo login; ``fields``: an organization of the register that works in one of them, where there is
    one; ``registered``: any organization rather than none; otherwise ``founder`` is about to register."""

    house: str
    title: str
    founder: str
    plan: str
    desks: int
    months: int
    needs: tuple[ServiceKind, ...]
    steps: tuple[Told, ...]
    login: str = ""
    fields: tuple[OrgField, ...] = ()
    registered: bool = False


def _until_checked(start: int) -> tuple[Told, ...]:
    return ((start, "draft", {}), (start + 1, "submit", {}), (start + 4, "check", {}))


def _until_publicised(start: int, score: int, reason: str) -> tuple[Told, ...]:
    return (*_until_checked(start), (start + 11, "panel", {"score": score, "reason": reason}), (0, "end-publicity", {}))


def _until_resident(start: int, score: int, reason: str, room: str, rent_fen: int = 0) -> tuple[Told, ...]:
    """Publicity may stretch over a long holiday: the room is given four weeks after the panel at the earliest."""
    moved_in = start + 50
    return (
        *_until_publicised(start, score, reason),
        (start + 40, "admit", {"room": room, "starts": moved_in, "rent_fen": rent_fen}),
        (start + 43, "sign", {}), (start + 46, "countersign", {}), (moved_in, "move-in", {}),
    )  # fmt: skip


STORIES: tuple[Story, ...] = (
    Story("seedling", "石榴籽邻里调解事务所", "", "在三个新老小区混住的社区设调解角，每周两个晚上值守，半年内调解不少于 40 件，整理成案例册给楼栋长用。",
          4, 12, (K.PREMISES, K.PROJECTS, K.POLICY, K.PARTY), (
              *_until_resident(-545, 8840, "需求真实，调解员持证，和司法所有分工", "201 室"), (-400, "serve", {"rounds": 9}),
              (0, "assess", {"score": 8760, "reason": "调解 43 件，回访 38 件；账目清楚，案例册还差一半"}),
              (0, "near-end", {}), (-160, "renew", {"months": 12}), (-157, "agree-renewal", {}), (-140, "serve", {"rounds": 10}),
              (0, "assess", {"score": 9120, "reason": "案例册已发到 60 位楼栋长手里，培养了 5 名居民调解员"}),
              (-12, "serve", {"rounds": 6}),
          ), login="ngo3"),
    Story("seedling", "萤火虫流动儿童伴学社", "萤小光", "放学后到晚七点，为 30 名随迁子女提供伴学和阅读，家长每月一课。",
          4, 12, (K.PREMISES, K.TRAINING, K.SOCIAL_WORKER), (
              *_until_resident(-610, 9010, "团队稳定，已有两个社区愿意提供教室", "203 室"), (-480, "serve", {"rounds": 8}),
              (0, "assess", {"score": 9050, "reason": "伴学 4,200 人次，家长课到课率八成"}),
              (-330, "serve", {"rounds": 8}), (0, "near-end", {}), (-230, "graduate", {}),
              (-227, "agree-graduation", {}), (-219, "hand-over", {"note": "押金 500 元当天退还"}),
          ), fields=(F.CHILDREN, F.EDUCATION), registered=True),
    Story("seedling", "半亩园社区营造社", "田半亩", "把六处楼前荒地变成居民自管的花园，每处成立一个小组，写下共管公约。",
          3, 12, (K.PREMISES, K.PROJECTS), (
              *_until_resident(-375, 8320, "做法可复制，居民小组已有三个", "102 室"), (-260, "serve", {"rounds": 7}),
              (0, "assess", {"score": 8080, "reason": "建成四处花园；财务制度要补"}), (-70, "serve", {"rounds": 8}), (0, "near-end", {}),
          ), fields=(F.ENVIRONMENT, F.COMMUNITY)),
    Story("seedling", "暖瓶老年助餐服务队", "温如汤", "在两个没有食堂的社区办助餐点，每天 60 份热饭，行动不便的送到家。",
          5, 12, (K.PREMISES, K.POLICY, K.SOCIAL_WORKER), (
              *_until_resident(-240, 8610, "社区愿出场地，厨房已办许可", "102 室"), (-120, "serve", {"rounds": 6}),
              (-20, "serve", {"rounds": 7}), (0, "open", {}),
          ), fields=(F.ELDERLY,)),
    Story("harbour", "慢慢走失智家庭支持小组", "步慢行", "每月两次家属喘息日，一条 24 小时有人接的求助电话，教邻居认识失智老人。",
          2, 12, (K.TRAINING, K.SOCIAL_WORKER), (
              *_until_resident(-265, 8890, "家属自发组织，服务空白", "东二间"), (-150, "serve", {"rounds": 5}),
              (0, "assess", {"score": 8530, "reason": "喘息日 11 次，家属互助群 86 人；登记手续要抓紧"}), (-15, "serve", {"rounds": 4}),
          )),
    Story("harbour", "老物件修理铺志愿队", "修小满", "每周六修伞、修收音机、磨剪刀，教年轻人手艺，不让能用的东西进垃圾桶。",
          3, 12, (K.PREMISES,), (
              *_until_resident(-330, 7650, "受欢迎，持续性要看", "西厢", 30_000), (-210, "serve", {"rounds": 4}),
              (0, "assess", {"score": 6820, "reason": "修了 900 多件；人手不稳，三个周六没有开门"}),
              (-9, "leave", {"reason": "三位主力师傅要回老家带孙辈，活动并到社区文化站，不再需要固定工位"}),
          )),
    Story("harbour", "星期三读书会", "纪书遥", "每周三晚在社区书房领读，带动 5 个楼栋读书小组。", 2, 12, (K.PREMISES, K.TRAINING), (
              *_until_resident(-560, 7420, "可以试，注意和图书馆分工", "东一间"),
              (-430, "serve", {"rounds": 4}), (0, "assess", {"score": 5540, "reason": "半年只办 6 次，和计划的 24 次差得远"}),
              (-310, "warn", {"reason": "半年只办 6 次读书会，考核不合格，拟终止入驻"}),
              (-306, "reply", {"reason": "领读人调去外地，找不到接手的人，没有异议"}), (-290, "dismiss", {"reason": "考核不合格，约谈两次后仍未恢复活动；已听取说明"}), (-275, "hand-over", {"note": ""}),
          )),
    Story("seedling", "小橡皮助残手作坊", "橡小坚", "带 12 名智力残障青年做布艺和文具，学会来坊里、记工、领津贴，一年内推荐 3 人就业。",
          4, 12, (K.PREMISES, K.PROJECTS, K.POLICY), (
              *_until_publicised(-58, 9130, "家长参与度高，产品有人买"), (-6, "admit", {"room": "202 室", "starts": 20}), (-2, "sign", {}),
          ), fields=(F.DISABILITY,)),
    Story("seedling", "回声听障伙伴社", "应有声", "培训 20 名社区工作者学会日常手语，为听障居民陪同就医。", 2, 12, (K.TRAINING, K.POLICY), (
              *_until_publicised(-55, 8470, "手语老师有资质，医院愿意配合"), (-3, "admit", {"room": "101 室", "starts": 25}),
          )),
    Story("seedling", "城南旧事口述史小组", "陈旧事", "为 30 位八十岁以上的居民录口述史，办一次流动展览。", 2, 12, (K.PREMISES, K.TRAINING), (
              *_until_checked(-23), (-12, "panel", {"score": 8050, "reason": "题材好，保存和授权方案写得清楚"}), (0, "end-publicity", {}),
          )),
    Story("seedling", "拾穗旧衣再生社", "麦拾穗", "在 15 个小区设旧衣箱，分拣后捐赠或改成环保袋，账目每月公开。", 3, 12, (K.PREMISES, K.PROJECTS), (
              *_until_checked(-16), (-2, "panel", {"score": 8260, "reason": "回收去向说得清，和环卫有协议"}),
          ), fields=(F.ENVIRONMENT, F.CHARITY)),
    Story("harbour", "广场舞不扰民联盟", "乐有度", "九支舞队约定音量和时段，用定向音箱，互相监督。", 2, 6, (K.PREMISES, K.PARTY), (
              *_until_checked(-40), (-26, "decline", {"score": 5780, "reason": "约定很好，但不需要固定工位；建议由社区文化站支持"}),
          )),
    Story("seedling", "河长在身边护水队", "江小流", "三条支流每周巡一次，水样结果贴在桥头，带孩子做水质小实验。", 3, 12, (K.PROJECTS, K.POLICY), _until_checked(-9)),
    Story("seedling", "一米菜园食育坊", "菜一米", "在四所小学天台种菜，从种到吃上完一学期的食育课。", 2, 12, (K.PREMISES, K.TRAINING), (
              (-15, "draft", {}), (-14, "submit", {}),
          )),
    Story("seedling", "夜归人护送队", "灯小明", "地铁末班车后两小时，志愿者在三个口子值守，陪同最后一公里。", 2, 12, (K.PREMISES, K.SOCIAL_WORKER), (
              (-3, "draft", {}), (-1, "submit", {}),
          )),
    Story("seedling", "邻里时间银行", "时小储", "年轻老人照看高龄老人，时间存起来，将来换别人照看自己。", 4, 24, (K.PREMISES, K.POLICY, K.PARTY), (
              (-12, "draft", {}), (-11, "submit", {}),
              (-7, "supplement", {"reason": "请补写时间怎样记、谁来核对、成员退出时怎么结清；并附一份成员公约草案"}),
          ), fields=(F.ELDERLY, F.COMMUNITY)),
    Story("harbour", "银发数码课堂", "点学明", "教老人挂号、缴费、认诈骗短信，一对一，三个月一轮。", 2, 12, (K.TRAINING,), ((-2, "draft", {}),)),
)
