"""Who is on the city's register. All names are fiction."""

from __future__ import annotations

from typing import NamedTuple

from portal.domain.organizations.models import OrgField as F
from portal.domain.organizations.models import OrgType as T

AUTHORITIES = {
    F.ELDERLY: "区民政局", F.CHILDREN: "区妇女联合会", F.DISABILITY: "区残疾人联合会", F.MEDIATION: "区司法局",
    F.HEALTH: "区卫生健康委员会", F.EDUCATION: "区教育局", F.CULTURE: "区文化和旅游局", F.SPORTS: "区文化和旅游局",
    F.EMPLOYMENT: "区人力资源和社会保障局", F.ENVIRONMENT: "区生态环境局",
}  # fmt: skip


class Told(NamedTuple):
    """One organization. ``days``: registered so many days ago. ``report``: last year's annual report came in time."""

    key: str
    fancy: str
    words: str
    form: str
    type: T
    field: F
    person: str
    days: int
    staff: int
    purpose: str
    rating: int | None = None
    tax: bool = False
    report: bool = True
    members: int = 0


class Group(NamedTuple):
    name: str
    person: str
    field: F
    place: str
    purpose: str
    members: int


REGISTERED = (
    Told("ngo", "银杏树下", "社区服务", "中心", T.SERVICE, F.COMMUNITY, "顾南乔", 842, 9, "为独居和高龄老人提供探访、助餐和应急响应，组织邻里互助。", 4, True),
    Told("ngo2", "青石巷", "儿童发展", "中心", T.SERVICE, F.CHILDREN, "陆青石", 806, 6, "开展困境儿童陪伴、四点半课堂和亲子支持。", 3),
    Told("ngo3", "石榴籽", "邻里调解", "事务所", T.SERVICE, F.MEDIATION, "孟石榴", 778, 5, "调解邻里和家庭纠纷，培训社区调解员，开展法律咨询。", 3, True),
    Told("tingyu", "听雨轩", "养老服务", "中心", T.SERVICE, F.ELDERLY, "温如玉", 861, 14, "日间照料、助浴助餐，失能老人居家护理指导。", 5, True),
    Told("songbai", "松柏里", "为老服务", "中心", T.SERVICE, F.ELDERLY, "柏长青", 733, 7, "老年人防跌倒训练、适老化改造评估和老年食堂运营。", 4),
    Told("yinling", "银龄桥", "长者关爱", "服务社", T.SERVICE, F.ELDERLY, "桥慢慢", 402, 4, "独居老人电话问安、代办代买和临终陪伴。", 2),
    Told("nuanyang", "暖阳坡", "失智照护", "中心", T.SERVICE, F.ELDERLY, "杨暖", 245, 5, "认知症早期筛查、家属照护技能培训和喘息服务。"),
    Told("xiaochuan", "小船儿", "儿童关爱", "中心", T.SERVICE, F.CHILDREN, "舟小渡", 690, 6, "流动儿童学业支持、安全教育和寒暑假托管。", 3),
    Told("fengche", "纸风车", "亲子成长", "中心", T.SERVICE, F.CHILDREN, "丰一转", 512, 3, "亲子阅读、父母课堂和儿童之家运营。"),
    Told("mengya", "萌芽坡", "早期发展", "中心", T.SERVICE, F.CHILDREN, "苗初晴", 188, 4, "三岁以下婴幼儿养育指导和社区托育点支持。"),
    Told("xinghe", "星河湾", "心智障碍支持", "中心", T.SERVICE, F.DISABILITY, "星灿", 715, 8, "心智障碍青年职业训练、家长互助和社会融合活动。", 4, True),
    Told("wusheng", "无声角", "手语服务", "中心", T.SERVICE, F.DISABILITY, "言静", 433, 3, "手语翻译、听障人士办事陪同和手语推广。"),
    Told("zhudeng", "助灯人", "残障辅具", "服务社", T.SERVICE, F.DISABILITY, "光明远", 361, 2, "辅具租借、适配评估和家庭无障碍改造咨询。"),
    Told("heyu", "和雨巷", "矛盾调处", "中心", T.SERVICE, F.MEDIATION, "何平", 655, 4, "物业纠纷、婚姻家庭纠纷调处和社区议事支持。", 3),
    Told("liangxin", "两心知", "心理疏导", "中心", T.SERVICE, F.HEALTH, "知微", 601, 6, "社区心理咨询、危机干预和青少年心理健康教育。", 3, True),
    Told("manbing", "慢步走", "慢病管理", "中心", T.SERVICE, F.HEALTH, "步行健", 388, 5, "高血压和糖尿病患者自我管理小组、健康监测和膳食指导。"),
    Told("anning", "安宁渡", "舒缓照护", "中心", T.SERVICE, F.HEALTH, "宁小舟", 156, 3, "居家舒缓照护、哀伤辅导和志愿者培训。"),
    Told("shuxiang", "书香桥", "阅读推广", "中心", T.SERVICE, F.CULTURE, "书小满", 587, 3, "社区图书角运营、绘本故事会和老年读报组。"),
    Told("laocheng", "老城南", "非遗传习", "中心", T.SERVICE, F.CULTURE, "金箔生", 467, 4, "剪纸、绒花和金箔技艺进社区。", 2),
    Told("hetang", "荷塘月", "社区戏曲", "服务社", T.SERVICE, F.CULTURE, "戏梦荷", 329, 2, "社区戏曲排演、名家导赏和老年票友会。"),
    Told("chenpao", "晨跑者", "全民健身", "中心", T.SERVICE, F.SPORTS, "程晨", 544, 3, "社区健身指导、赛事组织和青少年体能训练。"),
    Told("qiaoba", "巧手坊", "就业帮扶", "中心", T.SERVICE, F.EMPLOYMENT, "巧云", 620, 5, "失业妇女手工技能培训、订单对接和创业陪跑。", 3),
    Told("qihang", "启航站", "青年就业", "服务社", T.SERVICE, F.EMPLOYMENT, "航远志", 274, 3, "应届生求职辅导、职业体验和灵活就业权益咨询。"),
    Told("lvzhou", "绿洲圈", "垃圾分类促进", "中心", T.SERVICE, F.ENVIRONMENT, "绿意", 498, 4, "垃圾分类宣传、厨余堆肥和旧物循环市集。"),
    Told("qingxi", "清溪人", "河道守护", "中心", T.SERVICE, F.ENVIRONMENT, "溪澄", 316, 2, "河道巡护、水质监测和自然教育。", None, False, False),
    Told("jinzhi", "金指环", "邻里互助", "服务社", T.SERVICE, F.COMMUNITY, "邻里香", 672, 4, "时间银行、邻里互助小组和社区花园营造。", 3),
    Told("baihe", "百合井", "社区治理", "中心", T.SERVICE, F.COMMUNITY, "和谐语", 529, 5, "议事协商培训、小区自治辅导和楼栋长支持。", 3),
    Told("wumen", "五扇门", "社区营造", "服务社", T.SERVICE, F.COMMUNITY, "门开", 219, 3, "公共空间微改造、居民提案孵化和社区刊物。"),
    Told("shigong", "同行者", "社会工作", "事务所", T.SERVICE, F.COMMUNITY, "行知", 755, 16, "专业社工派遣、督导和社会工作项目评估。", 5, True),
    Told("yilu", "一路同", "志愿服务", "促进会", T.ASSOCIATION, F.CHARITY, "路同", 701, 5, "志愿者招募、培训和服务记录，组织节假日慰问。", 4, True, True, 260),
    Told("shetuan", "雨花石", "社会组织", "联合会", T.ASSOCIATION, F.COMMUNITY, "石联", 825, 6, "社会组织能力建设、行业自律和政策咨询。", 4, False, True, 112),
    Told("shanghui", "梅岭", "家政服务", "协会", T.ASSOCIATION, F.INDUSTRY, "家和", 476, 3, "家政行业标准、技能竞赛和纠纷协调。", None, False, True, 68),
    Told("ruanjian", "软件谷", "科普", "学会", T.ASSOCIATION, F.SCIENCE, "谷新", 410, 2, "青少年编程科普、数字技能下社区。", None, False, True, 83),
    Told("taiji", "铁心桥", "太极拳", "协会", T.ASSOCIATION, F.SPORTS, "静云", 298, 3, "太极拳推广、教练培训和交流比赛。", None, False, True, 145),
    Told("jijin", "点滴泉", "公益", "基金会", T.FOUNDATION, F.CHARITY, "泉涌", 788, 4, "资助困境家庭和社区公益项目。", 4, True),
    Told("jijin2", "春芽", "教育", "基金会", T.FOUNDATION, F.EDUCATION, "育林", 355, 3, "资助困难学生和乡村教师培训。", None, True),
    Told("xinlv", "心旅程", "教育支持", "中心", T.SERVICE, F.EDUCATION, "启明", 238, 3, "学习困难学生支持和家校沟通辅导。"),
)  # fmt: skip

GROUPS = (
    Group("听雨社区晨风太极队", "柳晨风", F.SPORTS, "社区小广场", "每天清晨集体打太极，带动邻居锻炼，教独居老人防跌倒动作。", 26),
    Group("听雨社区巧手编织社", "毛线团", F.CULTURE, "社区活动室二楼", "编织围巾帽子，冬天送给环卫工人和独居老人。", 15),
    Group("听雨社区合唱队", "宋清音", F.CULTURE, "社区礼堂", "每周两次排练，节日为社区演出。", 32),
    Group("听雨社区楼栋守望队", "楼道明", F.COMMUNITY, "三号楼架空层", "楼栋长带头，每天看一看独居老人家的窗户和门口。", 18),
)  # fmt: skip

#: Applications on their way: (told, where it stands, working days ago that it was handed in, reason)
UNDER_WAY = (
    (Told("", "梧桐荫", "社区食堂", "中心", T.SERVICE, F.COMMUNITY, "桐小荫", 0, 4, "运营社区食堂，为老人和上班族供餐。"), "submitted", 2, ""),
    (Told("", "萤火虫", "阅读陪伴", "中心", T.SERVICE, F.EDUCATION, "萤小光", 0, 3, "为视障和学习困难儿童提供朗读陪伴。"), "supplement", 6, "场所使用证明上的地址和申请表不一致，请更正后重新提交；业务主管单位的文件缺公章。"),
    (Told("", "拾光者", "旧物修复", "服务社", T.SERVICE, F.ENVIRONMENT, "拾光", 0, 2, "修家电、补衣服、教居民自己动手。"), "accepted", 4, ""),
    (Told("", "守夜人", "应急救护", "中心", T.SERVICE, F.HEALTH, "夜安", 0, 5, "社区急救培训和大型活动医疗保障。"), "overdue", 11, ""),
    (Told("", "向阳坡", "养老照护", "中心", T.SERVICE, F.ELDERLY, "向阳", 0, 6, "社区嵌入式养老和家庭照护床位服务。"), "examined", 5, ""),
    (Told("", "半亩田", "自然教育", "中心", T.SERVICE, F.SCIENCE, "田小半", 0, 3, "社区农园和自然观察课程。"), "deemed", 12, ""),
    (Told("", "快易办", "证照代办", "服务社", T.SERVICE, F.COMMUNITY, "易办", 0, 2, "有偿代办证照。"), "refused", 60, "业务范围以营利为目的，不符合《民办非企业单位登记管理暂行条例》第二条。可以到市场监管部门办理企业登记。"),
    (Told("", "云上客", "网络公益", "中心", T.SERVICE, F.CHARITY, "云客", 0, 2, "线上公益课程。"), "not-accepted", 40, "住所不在本区，请向住所所在区的民政局申请。"),
    (Told("", "小满集", "市集文化", "中心", T.SERVICE, F.CULTURE, "满小集", 0, 2, "社区文化市集。"), "withdrawn", 25, ""),
    (Told("", "初雪夜", "寒冬送暖", "中心", T.SERVICE, F.CHARITY, "雪融", 0, 2, "冬季为户外劳动者送热饮和衣物。"), "draft", 1, ""),
)  # fmt: skip

GROUPS_UNDER_WAY = (
    (Group("听雨社区银发摄影社", "影留", F.CULTURE, "社区活动室一楼", "拍社区的人和事，每季度办一次小展。", 12), "submitted", 2, ""),
    (Group("听雨社区爱心理发队", "剪云", F.CHARITY, "社区服务大厅门口", "每月一次，为行动不便的老人上门理发。", 11), "publicity", 5, ""),
    (Group("听雨社区儿童足球队", "飞脚", F.SPORTS, "小学操场", "周末训练，教孩子踢球。", 14), "returned", 7, "名册里有 2 人没有留联系方式；场地是否同意使用，请附学校的意见。"),
    (Group("听雨社区花友会", "花间", F.ENVIRONMENT, "社区花园", "一起照看社区花园，交换花苗。", 16), "publicised", 11, ""),
)  # fmt: skip
