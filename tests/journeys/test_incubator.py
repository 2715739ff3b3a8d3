"""A group applies to an incubator, moves in, is assessed, stays longer and graduates; a full room takes nobody (story A10)."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page
from sqlalchemy import select

from portal.domain.incubators.models import Assessment, AssessmentState, Incubator, Room, Tenancy
from portal.kernel import clock
from portal.kernel.workdays import is_working
from tests.browser import LiveServer
from tests.journeys.walking import Walker, known

HOUSE = "雨花石公益孵化基地"
GROUP = "听雨社区晨风太极队"
PLAN = "在三个社区各开一个晨练点，教慢性病老人打太极，半年内带出六名骨干。"


def waiting_for(server: LiveServer, moment) -> None:
    """Let the city's clock run until shortly after a moment."""
    server.forward(seconds=(moment - clock.now() + timedelta(minutes=1)).total_seconds())


def tenancy(server: LiveServer) -> Tenancy:
    stmt = select(Tenancy).where(Tenancy.title == GROUP).order_by(Tenancy.id.desc()).limit(1)
    return known(server, lambda s: s.scalars(stmt).one())


def room(server: LiveServer, name: str) -> str:
    stmt = select(Room.id).join(Incubator).where(Room.name == name, Incubator.name == HOUSE)
    return str(known(server, lambda s: s.scalars(stmt).one()))


def test_a_group_goes_from_its_application_to_its_graduation(live_server: LiveServer, page: Page, phone: Page):
    desk, hand = Walker(page), Walker(phone)
    house = known(live_server, lambda s: s.scalars(select(Incubator.public_id).where(Incubator.name == HOUSE)).one())

    # Apply on the phone, from the incubator's page.
    hand.leave().goto("/incubators").follow(HOUSE).sees("空余")
    hand.become("group").goto(f"/incubators/{house}").goto(f"/tenancies/new?incubator={house}").sees(
        f"以“{GROUP}”的名义申请。"
    )
    hand.fill(plan=PLAN, desks="2", months="3", phone="025-0000-8899").tick("needs", "premises").send("存为草稿")
    hand.sees("请填 6 到 24 的整数。").fill(months="6").send("存为草稿").sees(
        "已存为草稿。下一步：核对后提交。"
    ).state_is("填写中")
    application = hand.page.url
    hand.press("提交入驻申请").sees(f"提交了“{GROUP}”的入驻申请").state_is("待初审")

    # First check, panel, publicity.
    desk.become("incubator").goto("/desk").sees(GROUP).goto(application).press("初审通过").state_is(
        "初审通过，待评审会"
    )
    desk.press("评审通过，开始公示").fill(members="师有方\n高知远", score="84.50", reason="做法具体，离居民近。").send(
        "评审通过，开始公示"
    )
    desk.sees("评审会至少要有 3 位成员（初审人不计入），现在只有 2 位。请补全成员姓名。")
    desk.fill(members="师有方\n高知远\n周评理").send("评审通过，开始公示").state_is("拟入驻公示中").is_not_offered(
        "准予入驻，安排房间"
    )
    hand.leave().goto(f"/incubators/{house}").sees(GROUP)
    waiting_for(live_server, tenancy(live_server).publicity_ends_at)

    # A full room is refused with a sentence; another one has space.
    today = clock.today()
    first_day = today
    while not is_working(first_day):
        first_day += timedelta(days=1)
    desk.become("incubator").goto(application).state_is("公示期满，待安排房间").press("准予入驻，安排房间")
    desk.fill(room_id=room(live_server, "202 室"), desks="2", starts_on=first_day.isoformat(), rent_kind="free", rent_note="首年免租").send(
        "准予入驻，安排房间"
    )
    desk.sees("202 室 只剩 0 个空工位，安排不下 2 个。请换一间，或等有人退出、出壳后再办。")
    desk.fill(room_id=room(live_server, "301 室")).send("准予入驻，安排房间").state_is("准予入驻，待签协议").sees(
        "301 室", "免收"
    )

    # Both sign the same text.
    hand.become("group").goto(application).press("签署入驻协议").send("签署入驻协议").sees("请先确认看过协议全文。")
    hand.tick("agreed").send("签署入驻协议").state_is("入驻方已签，待基地签署")
    desk.goto(application).press("代表基地签署协议").tick("agreed").send("代表基地签署协议").state_is(
        "协议已签，待入驻"
    )
    desk.sees("柳晨风", "孵小满")
    if first_day > today:
        desk.cannot("办理入驻", f"协议约定 {first_day} 起入驻，到那天再办。")
        waiting_for(live_server, clock.at(first_day, 9))
        desk.become("incubator").goto(application)
    desk.press("办理入驻").sees(f"“{GROUP}”入驻").state_is("在驻")
    hand.goto(application).state_is("在驻").goto("/incubators").follow(HOUSE).sees(GROUP)

    # Without an assessment nobody stays longer or graduates; with a good one both are possible.
    desk.cannot("提出出壳", "还没有考核结果。请先完成半年考核。")
    stmt = select(Assessment).join(Tenancy).where(Tenancy.title == GROUP, Assessment.state == AssessmentState.PLANNED)
    assessment = known(live_server, lambda s: s.scalars(stmt).one())
    waiting_for(live_server, assessment.opens_at)
    desk.become("incubator").goto(f"/assessments/{assessment.public_id}").state_is("待评定")
    desk.press("评定考核").fill(score="88", reason="三个晨练点都开起来了，骨干六名。").send("评定考核").state_is(
        "已评定"
    ).sees("良好")
    desk.goto(application).press("提出续驻").fill(months="6").send("提出续驻").state_is("在驻，续驻待入驻方同意")
    hand.become("group").goto(application).press("同意续驻").sees("续驻 6 个月").state_is("在驻")
    desk.goto(application).press("提出出壳").state_is("在驻，出壳待入驻方同意")
    hand.goto(application).press("同意出壳").state_is("出壳交接中")
    desk.goto(application).press("出壳交接完毕").send("出壳交接完毕").sees("房间还没有交还，不能完成交接。")
    desk.tick("room_cleared").tick("keys_returned").tick("deposit_settled").send("出壳交接完毕").state_is("已出壳")
    hand.leave().goto(f"/incubators/{house}").sees("出壳的组织", GROUP)
