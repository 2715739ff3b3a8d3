"""Who leaves the register, and which filed groups fell short. All names are fiction."""

from __future__ import annotations

from portal.domain.organizations.models import OrgField as F
from portal.domain.organizations.models import OrgType as T
from seeds.chapters.organizations_told import Group, Told

#: Registered long ago, on their way off the register: (told, where it stands).
LEAVING = (
    (Told("yidao", "驿道旁", "便民维修", "服务社", T.SERVICE, F.COMMUNITY, "齐驿", 640, 2, "上门维修小家电和门锁水管。"), "announced"),
    (Told("banri", "半日闲", "社区茶话", "中心", T.SERVICE, F.COMMUNITY, "闲云", 610, 2, "老年人茶话会和口述史整理。"), "liquidated"),
    (Told("caiyun", "采云间", "公益摄影", "中心", T.SERVICE, F.CHARITY, "云采", 580, 2, "为低收入家庭拍全家福。"), "accepted"),
    (Told("guanghe", "光合田", "屋顶农园", "中心", T.SERVICE, F.COMMUNITY, "田光", 560, 3, "社区屋顶种植和自然课堂。"), "approved"),
)

#: Filed groups that end themselves: (group, where it stands).
ENDING = (
    (Group("听雨社区旧书交换会", "书又新", F.CULTURE, "社区阅览角", "每月交换一次旧书。", 12), "submitted"),
    (Group("听雨社区夜跑团", "夜行", F.SPORTS, "河边步道", "每周两次结伴夜跑。", 14), "checked"),
)

#: Filed groups that fell short of last year's activities: (group, where it stands).
SHORT = (
    (Group("听雨社区乒乓球队", "乒小白", F.SPORTS, "社区活动室", "周末打球，陪放学的孩子练球。", 12), "marked"),
    (Group("听雨社区广场舞队", "舞步轻", F.SPORTS, "社区广场", "每晚一小时广场舞。", 21), "notice"),
    (Group("听雨社区象棋社", "炮二平", F.CULTURE, "棋牌室", "周末对弈，教孩子下棋。", 13), "heard"),
    (Group("听雨社区盆景社", "松竹", F.CULTURE, "社区花房", "盆景养护交流。", 11), "appealed"),
    (Group("听雨社区风筝队", "纸鸢", F.SPORTS, "河滩空地", "春秋两季放风筝、教扎风筝。", 12), "lapsed"),
)
