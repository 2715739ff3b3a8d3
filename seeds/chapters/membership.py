"""People come and go: a seat that is offered, a successor that the present head is asked about, one that waits to be checked."""

from __future__ import annotations

from portal.domain.organizations import claims, imported, invitations
from portal.domain.organizations.claim_guards import MATERIAL_NAMES, MATERIALS
from portal.domain.organizations.membership import Claim
from portal.domain.organizations.models import OrgType
from portal.kernel import lifecycle
from portal.kernel.roles import Role
from seeds.chapters.organizations import code_for
from seeds.materials import hand_in
from seeds.world import City


def tell(city: City) -> None:
    with city.at(-1, 16) as session:
        invitations.invite(session, city.orgs["ngo"], by=city.actor("ngo"), to="xu.jingban@demo.invalid", role=Role.CASE_OFFICER)
    asked = _apply(city, -4, "ngo3", "successor1", "孟接棒", "副主任",
                   "原负责人孟石榴已经口头提出不再担任，理事会推选我接任，请核对。")  # fmt: skip
    with city.at(-2, 11) as session:
        lifecycle.move(session, asked, "notify", by=city.actor("acceptor"))
    with city.at(-30, 9) as session:
        city.orgs["reading"] = imported.enter(session, {
            "name": "南京市雨花台区旧书香阅读推广中心", "org_type": "service", "field": "culture", "uscc": code_for(OrgType.SERVICE, 990),
            "region_code": city.home().strip("/").split("/")[-1], "authority": "区文化和旅游局", "legal_representative": "书承远",
            "address": "听雨路 12 号", "purpose": "旧书流转、社区读书会。", "registered_on": "2019-03-18",
        })  # fmt: skip
    _apply(city, -1, "reading", "claimant1", "书承远", "中心主任", "本中心登记在门户启用以前，还没有账号，由我负责。")


def _apply(city: City, day: int, key: str, login: str, name: str, position: str, statement: str) -> Claim:
    with city.at(day, 10) as session:
        applicant = city.newcomer(login, name)
        claim = claims.draft(session, city.orgs[key], by=applicant, position=position, phone="13800000000", statement=statement)
        hand_in(city, claim, {m: MATERIAL_NAMES[m] for m in MATERIALS[claim.kind]}, by=applicant)
        lifecycle.move(session, claim, "submit", by=applicant)
    return claim
