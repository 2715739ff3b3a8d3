"""What the component page shows: fixed words and figures, so that two screenshots can be compared."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask_babel import gettext as _

from portal import charts
from portal.kernel.roles import Role


@dataclass(frozen=True)
class SampleState:
    label: str
    tone: str


@dataclass(frozen=True)
class SamplePage:
    items: tuple[dict[str, Any], ...]
    next_cursor: str | None
    prev_cursor: str | None
    total: int | None


TONES = ("plain", "on", "done", "risk1", "risk2", "risk3", "risk4")
DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def _at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, 0, tzinfo=UTC)


def record() -> dict[str, Any]:
    """A project's record page."""
    return {
        "state": SampleState("履约中", "on"),
        "meta": [(_("承接"), _("银杏树下社区服务中心"), "/organizations"), (_("委托方"), _("雨花台区民政局"), None)],
        "steps": [
            {"name": _("签订合同"), "note": _("3 月 12 日"), "status": "done"},
            {"name": _("首笔拨款"), "note": _("3 月 20 日"), "status": "done"},
            {"name": _("中期评估"), "note": _("10 月 30 日，82.5 分"), "status": "done"},
            {"name": _("第二笔拨款"), "note": _("审核中，逾期 2 个工作日"), "status": "now", "late": True},
            {"name": _("结项评估"), "note": _("2027 年 2 月底前"), "status": "todo"},
            {"name": _("尾款与归档"), "note": _("2027 年 3 月底前"), "status": "todo"},
        ],
        "actions": [
            {
                "label": _("补交凭证"),
                "url": "/style/form",
                "primary": True,
                "consequence": _("交上后经办当天看到。够 70% 黄色提醒自动解除，第二笔接着审。"),
            },
            {
                "label": _("申请延期"),
                "url": "/style",
                "method": "post",
                "confirm": _("最多延 60 天，只能延一次，批准后会公示。"),
                "consequence": _("批准后会公示。"),
            },
            {
                "label": _("申请尾款"),
                "url": "/style",
                "method": "post",
                "disabled_reason": _("结项评估合格以后才能申请尾款。"),
            },
        ],
        "facts": [
            (_("服务谁"), _("听雨社区 66 户独居老人")),
            (_("做什么"), _("每周上门一次，每月体检一次，应急呼叫")),
            (_("从哪来的"), _("第八届公益创投，标的一"), "/calls"),
            (_("项目负责人"), None),
        ],
        "timeline": [
            {"at": date(2027, 2, 28), "sentence": _("按合同，这天以前要交结项报告。"), "future": True},
            {
                "at": _at(11, 9),
                "sentence": _("银杏树下社区服务中心申请第二笔拨款 84,000 元，附中期报告和 46 张凭证。"),
                "key": True,
            },
            {"at": _at(10, 30), "sentence": _("三名抽取的专家完成中期评估，平均 82.5 分，结论合格。")},
            {"at": _at(3, 12), "sentence": _("区民政局与银杏树下社区服务中心签订合同。"), "key": True},
        ],
        "files": [
            {"name": _("征集公告（盖章件）"), "size": "PDF 412 KB", "digest": DIGEST, "url": "/style"},
            {"name": _("预算表与填写说明"), "size": "XLSX 37 KB", "digest": None, "url": "/style"},
        ],
        "questions": [
            {
                "question": _("去年中选、还没结项的组织，今年能报吗？"),
                "answer": _("可以。但两份合同的项目负责人不能是同一个人。"),
                "note": _("答疑 03 号，11 月 12 日"),
            },
            {"question": _("给志愿者买保险的钱能不能列支？"), "answer": None},
        ],
        "checks": [(True, _("中期评估 82.5 分，合格线 75 分")), (False, _("首笔只报销了 61%，低于约定的 70%"))],
        "changes": [
            (_("截止时间"), _("11 月 27 日 17:00"), _("12 月 1 日 17:00")),
            (_("标的二服务对象"), _("7–12 岁困境儿童"), _("6–14 岁困境儿童")),
        ],
    }


def table() -> dict[str, Any]:
    """Columns and a page of rows for the three-line table."""
    names = (
        (_("寒冬急难救助"), _("梅岭助残互助社"), "118,000", "on", "公示中"),
        (_("望江里社区儿童放学托管"), _("青石巷儿童发展中心"), "196,000", "done", "已签合同"),
        (_("楼道邻里调解员培训"), _("石榴籽邻里调解事务所"), "88,500", "risk2", "整改中"),
    )
    rows = tuple(
        {"name": n, "org": o, "sum": s, "state": SampleState(label, tone), "url": "/projects"}
        for n, o, s, tone, label in names
    )
    return {
        "columns": [
            {"key": "name", "label": _("项目"), "href": "url"},
            {"key": "org", "label": _("承接组织")},
            {"key": "sum", "label": _("金额（元）"), "align": "r", "half": True},
            {"key": "state", "label": _("状态"), "half": True},
        ],
        "foot": [_("合计"), "", "402,500", ""],
        "page": SamplePage(rows, "next", None, 31),
    }


def led_here() -> dict[str, Any]:
    return {"title": _("退回补正"), "reason": _("第 3 行预算没有写怎么算的。"), "at": date(2026, 11, 9)}


@dataclass(frozen=True)
class SampleMember:
    value: str
    label: str


def choices() -> list[SampleMember]:
    return [SampleMember("on", "履约中"), SampleMember("done", "已结项")]


def way_ahead() -> dict[str, Any]:
    """What stands above the form that begins a process."""
    limit = {"amount": 5, "unit": {"label": "个工作日"}, "source": _("行政许可法第三十二条")}
    legs = [
        {"label": _("提交登记申请"), "who": ("account",), "within": None},
        {"label": _("受理"), "who": (Role.ACCEPTOR,), "within": limit},
        {"label": _("公示期满"), "who": (), "within": limit},
    ]
    return {"needs": [_("章程，一个文件")], "legs": legs}


def whats_next() -> dict[str, Any]:
    """What stands above a record after a step."""
    line = {"who": _("居委会"), "what": _("核对备案申请"), "due": _("11 月 27 日前办结（剩 5 个工作日）"), "url": None}
    return {"awaited": [line], "mine": [(_("撤回申请"), "/style")], "state": "", "ended": False, "number": "雨备2026-0012", "papers": [],
            "told": True, "waiting": True}  # fmt: skip


def inbox() -> list[dict[str, Any]]:
    """Groups by due date, the most urgent first; one item is the chosen one."""

    def item(level: int, title: str, about: str, due: str, current: bool = False) -> dict[str, Any]:
        return {
            "level": level,
            "title": title,
            "about": about,
            "due_text": due,
            "url": "/style/desk?item=1",
            "current": current,
        }

    return [
        {
            "heading": _("已逾期"),
            "items": [
                item(
                    4, _("审核第二笔拨款 84,000 元"), _("银杏树下社区服务中心　合同与拨款"), _("逾期 2 个工作日"), True
                )
            ],
        },
        {
            "heading": _("今天到期"),
            "items": [item(3, _("答复公益创投提问 09 号"), _("第九届公益创投　公益创投"), _("今天 17:00"))],
        },
        {
            "heading": _("3 个工作日内"),
            "items": [
                item(2, _("受理变更法定代表人"), _("石榴籽邻里调解事务所　登记与备案"), _("11 月 24 日　剩 2 个工作日"))
            ],
        },
        {
            "heading": _("以后"),
            "items": [
                item(1, _("审核孵化基地入驻申请"), _("半亩园社区营造社　孵化基地"), _("12 月 2 日　剩 8 个工作日"))
            ],
        },
    ]


def ledger() -> list[dict[str, Any]]:
    return [
        {"label": _("登记在册的社会组织"), "value": "612", "unit": _("家")},
        {"label": _("正在实施的项目"), "note": _("其中 4 个标着黄色以上风险"), "value": "87", "unit": _("个")},
        {"label": _("今年已拨出"), "note": _("全年预算 2,418.0 万元"), "value": "1,806.5", "unit": _("万元")},
    ]


def doors() -> list[dict[str, Any]]:
    def door(title: str, text: str, first: str) -> dict[str, Any]:
        return {"title": title, "text": text, "url": "/style", "links": [(first, "/style")]}

    return [
        door(_("我是社会组织"), _("登记备案、申报、报账、交报告"), _("登记与变更")),
        door(_("我是居民"), _("找身边的服务，说说办得好不好"), _("一分钟评价")),
        door(_("我是专家"), _("接受抽取、申明回避、评审打分"), _("我的评审任务")),
        door(_("政府与孵化基地"), _("审核、发布、拨款、入驻管理"), _("进入工作台")),
    ]


def open_calls() -> list[dict[str, Any]]:
    def call(title: str, days_left: int, due_at: datetime, amount: str) -> dict[str, Any]:
        facts = [_("4 个名额"), _("福彩公益金")]
        return {
            "title": title,
            "url": "/style",
            "days_left": days_left,
            "due_at": due_at,
            "facts": facts,
            "summary": _("登记满一年的社会组织可报。"),
            "amount": amount,
            "unit": _("万元"),
            "amount_note": _("单项上限 12 万"),
        }

    return [
        call(_("困难家庭探访服务采购"), 3, _at(11, 25), "48"),
        call(_("第九届公益创投项目征集公告"), 7, DEADLINE, "320"),
    ]


def pictures() -> dict[str, Any]:
    """One drawing of every kind."""
    sources = [
        (_("福彩公益金"), 1042.0),
        (_("区级财政"), 684.5),
        (_("街道自筹"), 355.0),
        (_("慈善捐赠"), 231.5),
        (_("企业捐赠"), 105.0),
    ]
    whole = sum(value for _name, value in sources)
    wan = _("万元")
    rows = [(name, f"{value:,.1f}", f"{100 * value / whole:.1f}%") for name, value in sources]
    return {
        "sources": charts.bars(
            [charts.Bar(n, v, f"{v:,.1f} {wan}", f"{100 * v / whole:.1f}%") for n, v in sources],
            label=_("资金来源条形图：福彩公益金最多，企业捐赠最少"),
        ),
        "sources_rows": rows,
        "satisfaction": charts.intervals(
            [
                charts.Interval(_("为老服务"), _("6,120 人"), _("4.52 分"), 4.52, 4.46, 4.58),
                charts.Interval(_("社区调解"), _("312 人"), _("4.05 分"), 4.05, 3.78, 4.32),
                charts.Interval(_("助残服务"), _("7 人"), _("评价不够 30 份，先不出分")),
            ],
            label=_("满意度区间图，满分 5 分"),
            scale=charts.Scale(3, 5, _("3 分"), _("5 分"), 4.2, _("目标 4.2")),
        ),
        "money": charts.money(
            [
                charts.Part(_("已报销"), 85400, "85,400"),
                charts.Part(_("已拨未报销"), 54600, "54,600", "half"),
                charts.Part(_("未拨"), 140000, "140,000", "bed"),
            ],
            label=_("合同额 28 万元：已报销 8.54 万，已拨未报销 5.46 万，未拨 14 万"),
        ),
        "meter": charts.meter(0.61, goal=0.7),
        "spread": charts.spread(
            [
                charts.Spread(_("申报书 07"), "84.33", (71, 82, 84, 87, 93), (71, 93), 84.33),
                charts.Spread(_("申报书 12"), "78.00", (40, 77, 78, 79, 81), (40, 81), 78.0, True),
            ],
            label=_("评委打分分布：申报书 12 分歧较大"),
        ),
        "rooms": charts.rooms(
            [
                charts.Room(_("101 室"), 6, 6, _("6 席，已满"), "/incubators"),
                charts.Room(_("102 室"), 8, 5, _("8 席，用了 5 席"), "/incubators"),
                charts.Room(_("103 室"), 4, 0, _("4 席，空着")),
                charts.Room(_("路演厅"), 12, 9, _("12 席，用了 9 席")),
            ],
            label=_("各房间的席位"),
        ),
        "areas": charts.areas(
            [
                charts.Area(_("雨花新村街道"), 1, _("1 个稍慢")),
                charts.Area(_("赛虹桥街道"), 0, _("都正常")),
                charts.Area(_("西善桥街道"), 3, _("1 个超支")),
                charts.Area(_("板桥街道"), 2, _("2 个报销偏慢")),
                charts.Area(_("铁心桥街道"), 4, _("1 个停摆")),
            ],
            label=_("各街道项目风险"),
        ),
        "gantt": charts.gantt(
            [
                charts.Span(_("答疑"), date(2026, 11, 2), date(2026, 11, 19), _("11 月 2–19 日"), "done"),
                charts.Span(_("递交封存"), date(2026, 11, 2), date(2026, 12, 1), _("11 月 2 日至 12 月 1 日"), "now"),
                charts.Span(_("评审"), date(2026, 12, 3), date(2026, 12, 10), _("12 月 3–10 日")),
                charts.Span(_("结果公示"), date(2026, 12, 14), date(2026, 12, 20), _("12 月 14–20 日")),
            ],
            label=_("征集各阶段的时间"),
            today=date(2026, 11, 20),
            today_text=_("今天"),
        ),
    }


def navigation() -> list[dict[str, Any]]:
    def entry(label: str, count: int | None = None, current: bool = False) -> dict[str, Any]:
        return {"label": label, "url": "/style/desk", "count": count, "current": current}

    return [
        {"heading": _("我的"), "items": [entry(_("待办"), 23, True), entry(_("我办过的")), entry(_("等别人办"), 8)]},
        {
            "heading": _("经办业务"),
            "items": [entry(_("登记与备案"), 6), entry(_("公益创投"), 4), entry(_("合同与拨款"), 5)],
        },
    ]


DEADLINE = _at(12, 1, 9)
