"""Credit: one on the abnormal list, one that is heard, one whose removal waits, an appeal, and a warning that is long over."""

from __future__ import annotations

from sqlalchemy import select

from portal.domain.organizations import imported
from portal.domain.organizations.models import Organization, OrgType
from portal.domain.sanctions import operations
from portal.domain.sanctions.kinds import Ground, SanctionKind
from portal.domain.sanctions.models import AppealWay, Repair, Sanction
from portal.domain.sanctions.operations import Content
from portal.kernel import clock, lifecycle, people, workdays
from portal.kernel.people import Actor, Appointment, User
from portal.kernel.roles import Role
from seeds.chapters.organizations import code_for, days_back
from seeds.materials import hand_in
from seeds.people import DISTRICT
from seeds.world import City

K, G = SanctionKind, Ground
EVIDENCE = {"evidence": "现场核查记录"}
VISITED = "两次上门（间隔二十天），登记的住所没有人办公，物业确认已经搬离三个月；寄往住所的两封挂号信被退回。"


def tell(city: City) -> None:
    deputy = _deputy(city)
    _warned_long_ago(city)
    listed = _decided(city, "qingxi", 45, Content(
        K.ABNORMAL, G.RECTIFICATION, "抽查发现没有建立会计账簿、捐赠物资没有登记，发出整改文书限三十日改正，到期没有完成。", ""))  # fmt: skip
    assert listed.stands, "the story needs one on the list"
    _repair_waits(city, _decided(city, "hetang", 60, Content(K.ABNORMAL, G.UNREACHABLE, VISITED, "")))
    _appealed(city, deputy)
    _heard_now(city)
    _at_the_start(city)


# --- the way to a decision ---------------------------------------------------------------------------------------------


def _decided(city: City, key: str, ago: int, content: Content, *, by: Actor | None = None) -> Sanction:
    """Proposed so many working days ago, served, not answered, examined, decided: each on its day."""
    sanction = _served(city, city.orgs[key], ago, content)
    assert sanction.notice_ends_at, "it was served"
    city.tick(clock.at(workdays.add(clock.local(sanction.notice_ends_at).date(), 1), 8))
    after = clock.local(sanction.notice_ends_at).date()
    with city.at(clock.at(workdays.add(after, 2), 10)) as session:
        answer = "告知以后组织没有提出意见。再次核对，情况没有变化。"
        lifecycle.move(session, sanction, "examine", by=city.actor("examiner"), answer=answer, hearing_on=None)
    with city.at(clock.at(workdays.add(after, 4), 15)) as session:
        lifecycle.move(session, sanction, "impose", by=by or city.actor("approver"), decision="事实清楚，依据充分，程序合法。")
    return sanction


def _served(city: City, organization: Organization, ago: int, content: Content, by: str = "acceptor") -> Sanction:
    sanction = _proposed(city, organization, ago, content, by)
    with city.at(clock.at(workdays.add(days_back(city, ago), 2), 14)) as session:
        lifecycle.move(session, sanction, "notify", by=city.actor("examiner"))
    return sanction


def _proposed(city: City, organization: Organization, ago: int, content: Content, by: str = "acceptor", *, hand_over: bool = True) -> Sanction:
    with city.at(clock.at(days_back(city, ago), 9, 40)) as session:
        sanction = operations.propose(session, organization, by=city.actor(by), content=content)
        hand_in(city, sanction, EVIDENCE, by=city.actor(by))
        if hand_over:
            lifecycle.move(session, sanction, "propose", by=city.actor(by))
    return sanction


# --- the stories -------------------------------------------------------------------------------------------------------


def _warned_long_ago(city: City) -> None:
    """Registered before the portal; warned two and a half years ago, over for two."""
    with city.at(-895, 9) as session:
        city.orgs["tea"] = imported.enter(session, {
            "name": "南京市雨花台区老茶馆民俗促进会", "org_type": "association", "field": "culture", "uscc": code_for(OrgType.ASSOCIATION, 991),
            "region_code": city.home().strip("/").split("/")[-1], "authority": "区文化和旅游局", "legal_representative": "茶百味",
            "address": "听雨路 30 号", "purpose": "民俗讲座、茶文化交流。", "registered_on": "2016-09-12",
        })  # fmt: skip
    facts = "把登记证书出借给一家公司办展销会，经责令改正后收回。没有违法所得。"
    ago = workdays.between(city.day(-890), city.today)
    _decided(city, "tea", ago, Content(K.WARNING, G.LENT, facts, ""))
    city.tick(-600)


def _repair_waits(city: City, sanction: Sanction) -> None:
    """It moved back, proved it, and was visited; the approver has it now."""
    head = _head(city, sanction.organization)
    with city.at(clock.at(days_back(city, 8), 10)) as session:
        statement = "已搬回登记的住所（听雨路），门口挂牌，工作日九点到五点有人值班，联系电话已更新。"
        repair: Repair = operations.apply_for_removal(session, sanction, by=head, statement=statement)
        hand_in(city, repair, {"rectified": "住所照片和租赁协议"}, by=head)
        lifecycle.move(session, repair, "submit", by=head)
    with city.at(clock.at(days_back(city, 4), 16)) as session:
        finding = "上门核对，登记的住所挂牌办公，值班人员在岗，租赁协议到后年六月。"
        lifecycle.move(session, repair, "check", by=city.actor("examiner"), finding=finding)


def _appealed(city: City, deputy: Actor) -> None:
    """Warned by the deputy for an election that was not held; it says that the meeting was held and the minutes came late."""
    facts = "理事会任期届满已经八个月，没有按章程换届；责令限期换届，到期仍未报送换届决议。"
    sanction = _decided(city, "shanghui", 38, Content(K.WARNING, G.ELECTION, facts, ""), by=deputy)
    head = _head(city, sanction.organization)
    with city.at(clock.at(days_back(city, 5), 11)) as session:
        operations.appeal(session, sanction, by=head, way=AppealWay.REVIEW,
                          body="换届大会在责令的期限内开过，决议因为公章更换晚寄了九天。请调阅当天的签到表。")  # fmt: skip


def _heard_now(city: City) -> None:
    """The story's mediators were told that their address is said to be empty, and may answer."""
    _served(city, city.orgs["ngo3"], 5, Content(
        K.ABNORMAL, G.UNREACHABLE, "上门两次未遇到工作人员，寄往登记住所的一封挂号信被退回。", ""))  # fmt: skip


def _at_the_start(city: City) -> None:
    """One draft that the street writes, one proposal that waits to be served, one that is examined, one that waits for the decision."""
    in_the_street = city.session.scalars(
        select(Organization).where(Organization.region_path.startswith(city.actor("street").region_path or "-"),
                                   Organization.org_type != OrgType.GROUP, Organization.id != city.orgs["ngo"].id,
                                   Organization.id.not_in([city.orgs[key].id for key in ("ngo2", "ngo3")]))
        .order_by(Organization.id.desc()).limit(1)
    ).one_or_none()  # fmt: skip
    if in_the_street is not None:
        _proposed(city, in_the_street, 1, Content(K.ABNORMAL, G.UNREACHABLE, "社区反映门口停业两个月，第一次上门未遇。", ""), "street", hand_over=False)
    _proposed(city, city.orgs["ruanjian"], 2, Content(K.ABNORMAL, G.PARTY, "有三名以上正式党员，没有按规定设立党组织，两次提醒未办。", ""))
    answered = _served(city, city.orgs["zhudeng"], 9, Content(
        K.FINE, G.BEYOND_PURPOSE, "以培训名义向居民销售辅具，收入没有入账。", "", amount_fen=2_000_000))  # fmt: skip
    head = _head(city, answered.organization)
    with city.at(clock.at(days_back(city, 3), 10)) as session:
        lifecycle.move(session, answered, "state", by=head, wants_hearing=False,
                       statement="销售的是样品，收入已经补记入账；愿意退还多收的部分。")  # fmt: skip


# --- people ------------------------------------------------------------------------------------------------------------


def _deputy(city: City) -> Actor:
    """A second approver: whoever decided a case does not hear the appeal against it."""
    with city.at(-700, 9) as session:
        user = User(login="approver-deputy", name="副明断", email="approver-deputy@demo.invalid")
        session.add(user)
        session.flush()
        office = Appointment(user_id=user.id, role=Role.APPROVER, region_path=DISTRICT, title="区民政局 · 批准（分管执法）", starts_at=clock.now())
        session.add(office)
        session.flush()
        return people.acting_as(user, office)


def _head(city: City, organization: Organization) -> Actor:
    """Who leads the organization's account."""
    stmt = select(Appointment).where(Appointment.organization_id == organization.id, Appointment.role == Role.LEGAL_REPRESENTATIVE)
    office = city.session.scalars(stmt.order_by(Appointment.id).limit(1)).one()
    return people.acting_as(office.user, office)
