"""Hubs: one of a field of service with members, an application and notes; a federation of a community; one proposed."""

from __future__ import annotations

from portal.domain.hubs import lifecycles  # noqa: F401 - puts the models under their lifecycles
from portal.domain.hubs import operations as hubs
from portal.domain.hubs.models import Hub, HubKind, HubMembership
from portal.domain.organizations.models import OrgField
from portal.kernel import lifecycle
from seeds.chapters.ratings import head_of
from seeds.world import City

GROUNDS = "服务社区治理领域多年，愿意为同行提供项目策划、财务和志愿者管理的帮助，得到多家组织推荐。"
FEDERATION = "社区里已有四支备案队伍，需要有人统筹场地、协调活动，居委会和各队都同意由它牵头。"
WISH = "希望参加联合培训，也想借用财务代账服务。"
NOTES = (
    ("志愿者保险", "入冬以后上门服务多，建议统一为志愿者买意外险，我们谈好了团购价，下周三前报人数。", "已经报了 12 人，谢谢。"),
    ("项目档案", "结项检查快到了，建议按服务对象一户一档，签到表和照片对应起来。样表放在我们公众号。", ""),
)


def tell(city: City) -> None:
    hub = recognised(city, "ngo", -200, HubKind.HUB, GROUNDS, field=OrgField.COMMUNITY)
    members = [joined(city, hub, key, -180 + 15 * n) for n, key in enumerate(("jinzhi", "baihe", "shigong"))]
    with city.at(-2, 15) as session:
        hubs.apply(session, hub, by=head_of(city, city.orgs["wumen"]), message=WISH)
    for membership, (title, body, answer), day in zip(members, NOTES, (-40, -3), strict=False):
        note(city, membership, day, title, body, answer)
    federation = recognised(city, "shetuan", -150, HubKind.FEDERATION, FEDERATION, area=city.home())
    own = [joined(city, federation, key, -140 + n) for n, key in enumerate(("group", "group2"))]
    note(city, own[0], -4, "场地排期", "活动室下月起每周二上午装修，请把晨练后的学习改到周四，需要别的场地告诉我们。", "")
    with city.at(-3, 10) as session:
        hubs.propose(session, by=city.actor("acceptor"), kind=HubKind.HUB, organization=city.orgs["yilu"].name, grounds=GROUNDS,
                     field=OrgField.CHARITY)  # fmt: skip


def recognised(city: City, key: str, day: int, kind: HubKind, grounds: str, *, field: OrgField | None = None, area: str = "") -> Hub:
    with city.at(day, 10) as session:
        hub = hubs.propose(session, by=city.actor("acceptor"), kind=kind, organization=city.orgs[key].name, grounds=grounds,
                           field=field, area_path=area)  # fmt: skip
    with city.at(day + 5, 10) as session:
        lifecycle.move(session, hub, "recognise", by=city.actor("approver"))
    return hub


def joined(city: City, hub: Hub, key: str, day: int) -> HubMembership:
    with city.at(day, 11) as session:
        membership = hubs.apply(session, hub, by=head_of(city, city.orgs[key]), message=WISH)
    with city.at(day + 4, 11) as session:
        lifecycle.move(session, membership, "accept", by=head_of(city, hub.organization))
    return membership


def note(city: City, membership: HubMembership, day: int, title: str, body: str, answer: str) -> None:
    with city.at(day, 9) as session:
        found = hubs.write_note(session, membership, by=head_of(city, membership.hub.organization), title=title, body=body)
    if answer:
        with city.at(day + 3, 9) as session:
            lifecycle.move(session, found, "answer", by=head_of(city, membership.organization), answer=answer)
