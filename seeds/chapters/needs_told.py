"""What residents asked for, in their words. All of it fiction."""

from __future__ import annotations

from typing import NamedTuple

from portal.domain.needs.models import Channel as C
from portal.domain.organizations.models import OrgField as F


class Told(NamedTuple):
    """One need. ``ago``: days before the city's today. ``story``: how far it came (see ``needs.py``).

    ``place``: ``home`` (the demo committee's community), ``street`` (its street) or ``city`` (elsewhere, in turn).
    """

    ago: int
    title: str
    text: str
    field: F
    group: str
    households: int
    channel: C
    place: str
    story: str


#: key → (field, title, whom, need, service, goal, days ago published, call years)
GUIDELINES: dict[str, tuple[F, str, str, str, str, str, int]] = {
    "elderly": (F.ELDERLY, "独居老人守望", "65 岁以上、子女不在本市的独居和空巢老人，每个社区先摸底造册。", "一日三餐没保障，突发情况没人知道，家里的小修小补找不到人。",
                "每周至少一次上门探访，一键呼叫回访，邻里结对，代办就医取药和小修小补。", "每位在册老人每月探访不少于 4 次；突发情况 30 分钟内有人到场；满意度不低于 4.3 分。", 352),
    "children": (F.CHILDREN, "困境儿童陪伴", "6 至 14 岁的困境儿童、流动儿童和留守儿童。", "放学后两小时没人管，功课跟不上，和人说话越来越少。",
                 "工作日 16:00 至 18:00 社区托管，课业辅导，小组活动和家庭走访。", "每名孩子每学期陪伴不少于 60 次；家长每学期面谈 2 次；建档率 100%。", 352),
    "mediation": (F.MEDIATION, "邻里纠纷调解", "老旧小区居民、业主委员会和租户。", "漏水、噪音、晾晒、停车引起的纠纷反复，报警多，和解少。",
                  "驻点调解员、楼栋议事会、每月一次普法，疑难纠纷请律师参与。", "受理后 5 个工作日内首次调解；调解成功率不低于 80%；三个月回访不反复。", 352),
    "disability": (F.DISABILITY, "残障人士就业支持", "16 至 59 岁持证残疾人和他们的家属。", "找不到合适的岗位，上岗后没人带，家属走不开。",
                   "能力评估、岗位开发、陪同上岗三个月、家属喘息服务。", "每年 30 人上岗，稳定就业满 6 个月的不少于 20 人。", 205),
    "health": (F.HEALTH, "慢病自我管理小组", "高血压、糖尿病稳定期居民。", "不会看指标，用药不规律，靠听说的偏方。",
               "每社区一个小组，每两周一次课，社区医生坐诊，同伴互助打卡。", "组员规范用药率提高到 85%；血压控制率提高 10 个百分点。", 205),
    "environment": (F.ENVIRONMENT, "楼道整治和旧物循环", "没有物业的老旧小区居民。", "楼道堆物多，电动车飞线充电，旧家具没处丢。",
                    "楼道公约、每月清理日、旧物交换集市、消防演练。", "签约楼栋堆物清零并保持三个月；每季度一次旧物集市。", 205),
    "culture": (F.CULTURE, "家门口的文化课堂", "退休居民和全职照护者。", "想学书法、合唱、手机摄影，没有场地，没有老师。",
                "利用社区闲置用房开课，每周三门，学期末办展演。", "每学期 12 周，每班 20 人以上，出勤率不低于 75%。", 120),
    "employment": (F.EMPLOYMENT, "灵活就业帮扶", "照护家人的妇女、四五十岁失业人员、新就业群体。", "时间零碎，没有社保常识，接不到正规的活。",
                   "技能短训、岗位对接、权益咨询日、手工订单。", "全年培训 200 人，实现灵活就业 120 人。", 120),
}

NEEDS: tuple[Told, ...] = (
    # --- what the first guideline items were made of
    Told(420, "七号楼几位独居老人吃饭没着落", "七号楼有四位八十岁以上的老人，子女都不在南京，冬天常常一天只吃一顿。", F.ELDERLY, "80 岁以上独居老人", 46, C.VISIT, "home", "guided:elderly"),
    Told(415, "老人夜里摔倒没人知道", "去年冬天有位老人在卫生间摔倒，第二天上午才被发现。希望有人定时问一声。", F.ELDERLY, "65 岁以上独居老人", 120, C.HOTLINE, "city", "guided:elderly"),
    Told(412, "放学后孩子没人接", "双职工家庭多，四点放学到六点下班之间孩子在小区里乱跑。", F.CHILDREN, "6–12 岁儿童", 85, C.PORTAL, "home", "guided:children"),
    Told(408, "随迁孩子功课跟不上", "租住在村里的孩子转学后英语、数学跟不上，家长辅导不了。", F.CHILDREN, "流动儿童", 60, C.PORTAL, "city", "guided:children"),
    Told(405, "楼上漏水吵了两年", "三单元上下两户为漏水吵了两年，报过六次警，还是没解决。", F.MEDIATION, "老旧小区居民", 12, C.GRID, "home", "guided:mediation"),
    Told(402, "广场舞和复习考试的矛盾", "小广场晚上跳舞声音大，旁边楼里有高考的孩子，两边都有火气。", F.MEDIATION, "广场周边居民", 210, C.HOTLINE, "city", "guided:mediation"),
    Told(398, "空巢老人取药跑不动", "慢性病老人每月取药要转两趟公交，希望有人代取。", F.ELDERLY, "空巢老人", 70, C.VISIT, "street", "guided:elderly"),
    Told(395, "周末没地方写作业", "家里地方小，孩子周末想有个安静的地方写作业。", F.CHILDREN, "困境儿童", 30, C.WECHAT, "street", "guided:children"),
    Told(391, "车位和消防通道的争执", "晚上车停在消防通道上，住户之间天天吵。", F.MEDIATION, "老旧小区居民", 160, C.APP, "street", "guided:mediation"),
    # --- the second group
    Told(262, "儿子有听力障碍，一直找不到活", "儿子二十三岁，职校毕业，投了很多简历没有回音。", F.DISABILITY, "持证残疾人及家属", 1, C.PORTAL, "city", "guided:disability"),
    Told(259, "照顾瘫痪家人，一步走不开", "照顾丈夫八年，想有人每周替两个半天，好去看病、买菜。", F.DISABILITY, "残疾人家属", 18, C.VISIT, "home", "guided:disability"),
    Told(255, "不会看血压计", "发了血压计，很多老人不会用，也不知道多少算高。", F.HEALTH, "高血压居民", 240, C.GRID, "home", "guided:health"),
    Told(251, "糖尿病人想有人一起坚持", "一个人控制饮食坚持不下来，想有个小组互相提醒。", F.HEALTH, "糖尿病稳定期居民", 90, C.PORTAL, "city", "guided:health"),
    Told(247, "楼道堆满旧家具", "五栋楼道从一楼堆到六楼，担架都抬不下来。", F.ENVIRONMENT, "无物业小区居民", 96, C.GRID, "home", "guided:environment"),
    Told(243, "电动车从窗户拉线充电", "飞线充电的有十几家，去年烧坏过一个插座。", F.ENVIRONMENT, "无物业小区居民", 60, C.HOTLINE, "city", "guided:environment"),
    Told(240, "旧沙发没处丢", "清运一次要两百块，大家就往楼下一放。", F.ENVIRONMENT, "老旧小区居民", 300, C.APP, "street", "guided:environment"),
    Told(168, "想学手机拍照", "退休以后想学手机摄影、剪视频，老年大学报不上名。", F.CULTURE, "退休居民", 130, C.PORTAL, "home", "guided:culture"),
    Told(165, "合唱队没有地方排练", "三十多人的合唱队夏天在凉亭、冬天没地方去。", F.CULTURE, "社区文艺队", 35, C.WECHAT, "street", "guided:culture"),
    Told(161, "书法班名额太少", "社区书法班一期只收十五人，报名的有八十多。", F.CULTURE, "退休居民", 80, C.PORTAL, "city", "guided:culture"),
    Told(158, "带孩子的妈妈想接点手工活", "孩子上幼儿园以后有半天空，想在家门口接点活。", F.EMPLOYMENT, "全职照护者", 55, C.VISIT, "home", "guided:employment"),
    Told(155, "四十五岁失业，不知道社保怎么续", "厂里停了以后断缴四个月，不知道灵活就业怎么参保。", F.EMPLOYMENT, "大龄失业人员", 1, C.PORTAL, "city", "guided:employment"),
    Told(152, "骑手想要一个歇脚的地方", "中午没有地方热饭、充电，希望社区腾一间。", F.EMPLOYMENT, "新就业群体", 40, C.APP, "street", "guided:employment"),
    # --- handled to the end
    Told(330, "花坛边的路灯不亮", "小区花坛边两盏路灯坏了半个月，老人晚上不敢走。", F.COMMUNITY, "小区居民", 180, C.GRID, "home", "assessed:5"),
    Told(301, "快递柜挡住了轮椅坡道", "新装的快递柜正好压住坡道，轮椅下不来。", F.DISABILITY, "轮椅使用者", 6, C.PORTAL, "home", "assessed:4"),
    Told(288, "健身器材松动", "滑行机的轴松了，前天夹到了孩子的手。", F.SPORTS, "小区居民", 220, C.WECHAT, "street", "assessed:5"),
    Told(270, "菜场门口的台阶太高", "台阶有三级，老人拎菜不好走，想加一条扶手。", F.ELDERLY, "老年居民", 400, C.PORTAL, "city", "assessed:3"),
    Told(226, "楼下理发店排水到人行道", "污水流到人行道上，夏天有味道。", F.ENVIRONMENT, "沿街居民", 70, C.HOTLINE, "city", "closed"),
    Told(219, "社区阅览室周末不开门", "孩子只有周末有空，阅览室却只开工作日。", F.EDUCATION, "中小学生", 150, C.PORTAL, "home", "assessed:5"),
    Told(201, "居民楼门禁坏了一个月", "门禁坏了以后外卖、推销随便进。", F.COMMUNITY, "小区居民", 72, C.GRID, "home", "closed"),
    Told(188, "垃圾房夏天有味道", "垃圾房正对着三单元的窗户，夏天不敢开窗。", F.ENVIRONMENT, "三单元居民", 24, C.APP, "street", "assessed:2"),
    Told(176, "公交站没有座椅", "站台没有座椅，老人等车要站二十分钟。", F.ELDERLY, "老年居民", 500, C.PORTAL, "city", "assessed:4"),
    Told(149, "暑期青少年没有活动场地", "暑假孩子没地方去，想在社区用房开两间活动室。", F.CHILDREN, "青少年", 260, C.VISIT, "home", "assessed:5"),
    Told(133, "小广场地砖翘起来了", "雨后踩上去溅一身水，已经绊倒过两个人。", F.COMMUNITY, "小区居民", 300, C.GRID, "street", "closed"),
    Told(118, "流浪猫喂养起了争执", "喂猫的和怕猫的吵起来，想请人来说和。", F.MEDIATION, "小区居民", 40, C.WECHAT, "home", "assessed:4"),
    Told(104, "社区卫生站想加一台血压计", "站里只有一台，早上排队要半小时。", F.HEALTH, "慢病居民", 190, C.PORTAL, "city", "closed"),
    # --- escalated, merged, refused
    Told(92, "雨污管道年年堵", "每年梅雨季倒灌到一楼，社区疏通了三次还是堵。", F.ENVIRONMENT, "一楼住户", 64, C.HOTLINE, "home", "escalated"),
    Told(90, "一楼住户家里又倒灌了", "前天下雨，厨房地漏冒水，和去年一样。", F.ENVIRONMENT, "一楼住户", 1, C.PORTAL, "home", "merged:雨污管道年年堵"),
    Told(87, "地漏返水没人管", "找过社区两次，说在报，什么时候能修好？", F.ENVIRONMENT, "一楼住户", 1, C.PORTAL, "home", "merged:雨污管道年年堵"),
    Told(83, "加装电梯意见不统一", "一楼二楼不同意，楼上老人下不来，希望有人主持商量。", F.MEDIATION, "多层住宅居民", 12, C.VISIT, "street", "to-district"),
    Told(78, "邻居家的狗总叫", "晚上十一点还在叫，和主人说过没有用。", F.MEDIATION, "单元住户", 12, C.PORTAL, "city", "rejected:养犬扰民由公安机关受理，已把您的情况转给辖区派出所，您也可以拨打 110。"),
    Told(74, "要求把楼下超市关掉", "超市早上卸货太吵，希望关掉。", F.COMMUNITY, "沿街居民", 8, C.APP, "street", "rejected:合法经营的店铺不能要求关闭；卸货噪声已请城管部门劝导，改到七点以后。"),
    # --- in the list, waiting for an item
    Told(66, "认知障碍老人走失过两次", "小区里有三位老人有认知障碍，已经走失过两次。", F.ELDERLY, "认知障碍老人家庭", 9, C.VISIT, "home", "drafted"),
    Told(61, "照顾失智老人的家属快撑不住了", "白天黑夜离不开人，想有个互助的小组，也想有人能替几个小时。", F.ELDERLY, "失智老人家属", 14, C.PORTAL, "city", "drafted"),
    Told(57, "老人不会用智能手机挂号", "医院都改成网上挂号，老人站在大厅里干着急。", F.ELDERLY, "老年居民", 600, C.WECHAT, "street", "screened"),
    Told(52, "自闭症孩子周末没有去处", "特校周末不开，家长想有个能一起活动的地方。", F.DISABILITY, "自闭症儿童家庭", 11, C.PORTAL, "city", "screened"),
    Told(48, "新搬来的年轻人互相不认识", "公租房里住了两百多年轻人，谁也不认识谁。", F.COMMUNITY, "公租房青年", 210, C.APP, "city", "screened"),
    Told(44, "暑假想办防溺水课", "附近有河道，每年都有孩子下水。", F.CHILDREN, "中小学生", 350, C.GRID, "home", "screened"),
    # --- still under way
    Told(38, "小学门口放学时堵成一团", "四点半校门口电动车和汽车混在一起，孩子从中间穿。", F.COMMUNITY, "学生和家长", 420, C.HOTLINE, "city", "handled"),
    Told(33, "长椅坏了三张", "小游园六张长椅坏了三张，老人只好带小板凳。", F.COMMUNITY, "老年居民", 140, C.GRID, "home", "fed_back"),
    Told(29, "社区食堂想加一个清淡窗口", "老人多，菜偏咸偏油，想加一个少盐少油的窗口。", F.ELDERLY, "老年居民", 160, C.PORTAL, "home", "fed_back"),
    Told(24, "楼顶太阳能支架松了", "刮风的时候哐哐响，怕掉下来砸到人。", F.COMMUNITY, "顶楼住户", 30, C.APP, "street", "handled"),
    Told(20, "母婴室一直锁着", "社区服务中心的母婴室门锁着，要找人拿钥匙。", F.CHILDREN, "带婴幼儿的家庭", 45, C.PORTAL, "home", "assigned"),
    Told(17, "健康讲座能不能放在晚上", "上班的人白天听不了，想放在晚上或者周末。", F.HEALTH, "上班族", 200, C.WECHAT, "street", "assigned"),
    Told(14, "小区门口斑马线看不清了", "线磨没了，车不让人。", F.COMMUNITY, "小区居民", 800, C.GRID, "home", "opened"),
    Told(11, "老人想学用智能门锁", "换了智能门锁以后有老人进不了家门。", F.ELDERLY, "老年居民", 36, C.PORTAL, "city", "opened"),
    Told(9, "图书漂流架没有新书", "漂流架上的书半年没换过，想办一次换书。", F.CULTURE, "亲子家庭", 60, C.WECHAT, "street", "opened"),
    Told(6, "单元门口积水结冰", "水管滴水，早上结了一层冰，已经滑倒两个人。", F.COMMUNITY, "单元住户", 24, C.GRID, "home", "collected"),
    Told(5, "快递小哥想在社区热饭", "中午只能在楼道里吃凉的，能不能用一下社区的微波炉。", F.EMPLOYMENT, "新就业群体", 25, C.PORTAL, "home", "collected"),
    Told(3, "儿童乐园的沙坑该换沙了", "沙坑里有烟头和碎玻璃。", F.CHILDREN, "幼儿家庭", 110, C.APP, "street", "collected"),
    Told(2, "合租房里住了十几个人", "一套三居室住了十几个人，半夜进进出出，担心消防。", F.COMMUNITY, "单元住户", 24, C.PORTAL, "city", "collected"),
)
