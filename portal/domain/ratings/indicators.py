"""The table of indicators that a new round begins with, by type of organization, and the settings behind the bands.

Four parts, 1000 points, as the national practice has them (社会组织评估管理办法 and the tables published under it). How the
points are spread inside a part differs from city to city: the figures here are the demo city's own and every bureau changes
them in the round before it opens.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from portal.domain.organizations.models import OrgType
from portal.domain.ratings.models import Part
from portal.domain.ratings.scoring import LEVELS
from portal.kernel import policy
from portal.kernel.words import N_


class Indicator(NamedTuple):
    part: Part
    title: str
    maximum: int
    looks_at: str


_BASIS = (
    Indicator(Part.BASIS, N_("法人资格"), 20, N_("登记事项真实、及时变更，证书、印章、账户齐全。")),
    Indicator(Part.BASIS, N_("章程"), 20, N_("章程按规定核准，重大事项照章程办。")),
    Indicator(Part.BASIS, N_("年度报告和遵纪守法"), 20, N_("按时报送年度报告，没有违法违规记录。")),
)
_GOVERNANCE = (
    Indicator(Part.GOVERNANCE, N_("党建工作"), 60, N_("党的组织和工作覆盖，活动有记录。")),
    Indicator(Part.GOVERNANCE, N_("组织机构"), 90, N_("理事会、监事按章程换届和开会，决策有纪要。")),
    Indicator(Part.GOVERNANCE, N_("人力资源"), 70, N_("专职人员、社会工作者、劳动合同和社保，培训。")),
    Indicator(Part.GOVERNANCE, N_("财务资产"), 130, N_("独立核算，审计报告，收支合规，票据和资产管理。")),
    Indicator(Part.GOVERNANCE, N_("档案证章"), 30, N_("档案齐全，证书和印章有保管、使用制度。")),
)
_SOCIAL = (
    Indicator(Part.SOCIAL, N_("内部评价"), 40, N_("理事、员工或者会员的评价。")),
    Indicator(Part.SOCIAL, N_("服务对象评价"), 50, N_("居民和服务对象的满意度，投诉处理。")),
    Indicator(Part.SOCIAL, N_("管理部门评价"), 40, N_("登记机关、业务主管单位和街道的评价，获得的表彰。")),
)
_WORK = {
    OrgType.ASSOCIATION: (
        Indicator(Part.WORK, N_("会员服务"), 130, N_("培训、咨询、维权、交流，会员参与的面。")),
        Indicator(Part.WORK, N_("行业自律和倡导"), 100, N_("自律规范、标准、调研和政策建议。")),
        Indicator(Part.WORK, N_("服务政府和社会"), 120, N_("承接职能、公益活动、服务社区。")),
        Indicator(Part.WORK, N_("信息公开和宣传"), 80, N_("按规定公开，网站和刊物，媒体报道。")),
    ),
    OrgType.SERVICE: (
        Indicator(Part.WORK, N_("业务活动"), 150, N_("章程里的业务做了多少，服务人次，项目完成情况。")),
        Indicator(Part.WORK, N_("服务质量"), 120, N_("服务标准、专业方法、过程记录、效果评估。")),
        Indicator(Part.WORK, N_("公益性和社会责任"), 80, N_("公益服务、收费公示、志愿者管理。")),
        Indicator(Part.WORK, N_("信息公开和宣传"), 80, N_("按规定公开，服务承诺，媒体报道。")),
    ),
    OrgType.FOUNDATION: (
        Indicator(Part.WORK, N_("捐赠收入和使用"), 140, N_("募捐合规，公益支出比例，管理费用比例。")),
        Indicator(Part.WORK, N_("公益项目"), 140, N_("立项、实施、监督和效果评估。")),
        Indicator(Part.WORK, N_("信息公开"), 90, N_("收支、项目和捐赠的公开，及时、完整。")),
        Indicator(Part.WORK, N_("品牌和社会影响"), 60, N_("持续的项目，同行合作，媒体报道。")),
    ),
}
TYPES = tuple(_WORK)


def table_for(org_type: OrgType) -> list[dict[str, Any]]:
    """The rows as a round stores them."""
    rows = (*_BASIS, *_GOVERNANCE, *_WORK[org_type], *_SOCIAL)
    return [
        {"code": f"i{n:02d}", "part": row.part.value, "title": row.title, "maximum": row.maximum, "looks_at": row.looks_at}
        for n, row in enumerate(rows, start=1)
    ]


def bands_in_force(session: Session, region_path: str) -> dict[str, int]:
    """The least points of each level, as the settings have them today."""
    return {str(level): policy.amount(session, f"rating.band-{level}", region_path) for level in LEVELS}
