"""Experts, regions and catalogue items from a table: known by their key, judged like a line of the register, written once."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.domain.catalogue import editions
from portal.domain.catalogue.models import CatalogueEdition, CatalogueKind, ServiceItem, TransferItem
from portal.domain.imports.models import ImportState, ImportTarget, Outcome, Result
from portal.domain.review import experts
from portal.domain.review.models import Expert
from portal.kernel import clock, journal, people
from portal.kernel.regions import Region
from portal.workflows import importing
from tests.domain.founding import town  # noqa: F401 - a fixture
from tests.domain.importing import Store, checked, faults, released, rows, table, written

WHERE = "/32/3201/320114/"
EDITIONS = CatalogueEdition.__table__


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def admin(town):
    return people.actor_for(town.session, "admin")


SERVICES = ("代码", "名称", "种类", "数量", "范围", "对象", "资金来源", "监督考核", "奖励惩罚")
EIGHT = ("养老", "12 次", "全区", "老人", "财政", "季度检查", "续签")


def test_service_items_come_into_the_edition_that_collects_and_change_by_their_code(town, store):
    edition = editions.open_edition(town.session, by=town.acceptor, kind=CatalogueKind.SERVICES, year=clock.today().year)
    lines = (["A", "基本公共服务", *[""] * 7], ["A01", "养老服务", *[""] * 7], ["A0101", "助浴", *EIGHT])
    job = written(town, checked(town, store, table(*lines, headings=SERVICES), ImportTarget.SERVICE_ITEMS))
    assert (job.state, job.written) == (ImportState.DONE, 3)
    items = list(town.session.scalars(select(ServiceItem).where(ServiceItem.edition_id == edition.id).order_by(ServiceItem.code)))
    assert [(i.code, i.level, i.kind) for i in items] == [("A", 1, ""), ("A01", 2, ""), ("A0101", 3, "养老")]
    assert str(journal.of(town.session, edition)[0].sentence) == "从表格加入 3 项，修改 0 项"
    changed = checked(town, store, table(["A0101", "上门助浴", *EIGHT], ["B0101", "没有上级", *EIGHT], ["A02", "", *[""] * 7],
                                         headings=SERVICES), ImportTarget.SERVICE_ITEMS)  # fmt: skip
    assert faults(town, changed) == [(3, "code", True, "先加上一级目录 B01。"), (4, "name", True, "这一栏没有填。")]
    written(town, changed, without_errors=True)
    assert (items[2].name, items[2].version) == ("上门助浴", 2)


def test_a_third_level_needs_all_eight_and_a_code_its_shape(town, store):
    editions.open_edition(town.session, by=town.acceptor, kind=CatalogueKind.SERVICES, year=clock.today().year)
    lines = (["A", "甲", *[""] * 7], ["A01", "乙", *[""] * 7], ["A0101", "丙", "养老", *[""] * 6], ["1", "丁", *[""] * 7])
    found = faults(town, checked(town, store, table(*lines, headings=SERVICES), ImportTarget.SERVICE_ITEMS))
    assert [(n, c) for n, c, _e, why in found if "八项" in why] == [(4, c) for c in
            ("quantity", "scope", "service_object", "funding_source", "supervision", "rewards")]  # fmt: skip
    assert found[-1][:2] == (5, "code")


TRANSFER = ("编号", "提出部门", "事项名称", "法律依据", "方式", "承接条件", "经费依据", "开始日期")


def test_transfer_items_keep_their_department_and_their_number(town, store):
    edition = editions.open_edition(town.session, by=town.acceptor, kind=CatalogueKind.TRANSFER, year=clock.today().year)
    one = ["Z901", "区司法局", "调解员培训", "示例办法", "委托", "行业协会", "年度预算", "2026-07-01"]
    job = written(town, checked(town, store, table(one, headings=TRANSFER), ImportTarget.TRANSFER_ITEMS))
    assert job.written == 1
    item = town.session.scalars(select(TransferItem).where(TransferItem.edition_id == edition.id)).one()
    assert (item.code, item.starts_on, item.department.name) == ("Z901", date(2026, 7, 1), "区司法局")
    other = checked(town, store, table([*one[:1], "区民政局", *one[2:]], headings=TRANSFER), ImportTarget.TRANSFER_ITEMS)
    assert faults(town, other) == [(2, "department", True, "这个编号是“区司法局”提出的，部门不能改。")]


def test_an_edition_that_is_consolidated_takes_no_more(town, store):
    edition = editions.open_edition(town.session, by=town.acceptor, kind=CatalogueKind.SERVICES, year=clock.today().year)
    job = released(town, checked(town, store, table(["A", "甲", *[""] * 7], headings=SERVICES), ImportTarget.SERVICE_ITEMS))
    town.session.execute(EDITIONS.update().where(EDITIONS.c.id == edition.id).values(state="discarded"))
    town.session.commit()
    while job.state is ImportState.WRITING:
        importing.write_slice(town.session, job.id)
    assert (job.written, job.refused) == (0, 1)
    assert "已经汇总或者放弃" in faults(town, job)[-1][3]


REGIONS = ("区划代码", "名称", "级别", "上级代码")


def test_regions_come_in_below_what_is_there_and_never_move(town, store, admin):
    lines = (["320114901", "示例街道", "街道", "320114"], ["320114901001", "示例居委会", "社区", "320114901"])
    job = written(town, checked(town, store, table(*lines, headings=REGIONS), ImportTarget.REGIONS, by=admin), by=admin)
    assert (job.state, job.written) == (ImportState.DONE, 2)
    assert town.session.scalars(select(Region.path).where(Region.code == "320114901001")).one() == f"{WHERE}320114901/320114901001/"
    wrong = (["320114901", "新名街道", "社区", "320114"], ["320114902", "甲", "市", "320114"], ["320114903", "乙", "社区", "999999"])
    again = checked(town, store, table(*wrong, headings=REGIONS), ImportTarget.REGIONS, by=admin)
    assert [why for *_rest, why in faults(town, again)] == [
        "这个代码已经有了，是“街道”，级别不能改。", "级别要低于上级“雨花台区”。", "没有这个上级代码；上级要写在前面。",
    ]  # fmt: skip


EXPERTS = ("登录名", "姓名", "身份证号", "工作单位", "职称", "擅长领域")


def test_experts_enter_the_pool_and_are_kept_up_to_date(town, store):
    ngo = town.session.get_one(people.User, town.ngo2.user_id)
    lines = (["ngo2", ngo.name, "", "示例大学", "教授", "文化、养老服务"], ["nobody9", "", "", "示例大学", "教授", "文化"],
             ["ngo", "别人", "110105194912310021", "示例大学", "教授", "航天"])  # fmt: skip
    job = checked(town, store, table(*lines, headings=EXPERTS), ImportTarget.EXPERTS)
    assert [(n, c) for n, c, *_ in faults(town, job)] == [(3, "login"), (4, "identity"), (4, "fields"), (4, "name")]
    written(town, job, without_errors=True)
    expert = town.session.scalars(select(Expert).where(Expert.user_id == town.ngo2.user_id)).one()
    assert (expert.unit, expert.fields) == ("示例大学", ["culture", "elderly"])
    again = checked(town, store, table(["ngo2", "", "", "示例学院", "教授", "养老服务；文化"], headings=EXPERTS), ImportTarget.EXPERTS)
    assert [row.changes for row in rows(town, again)] == [[["unit", "示例大学", "示例学院"]]]
    written(town, again)
    assert (expert.unit, expert.former_units[0]["unit"]) == ("示例学院", "示例大学")
    assert experts.keeps(town.acceptor, expert)


def test_what_an_officer_may_not_write_is_refused_line_by_line(town, store):
    """Their own page in the pool is kept by others."""
    experts.enter(town.session, by=town.acceptor, login="acceptor", unit="区民政局", title="科长", fields=[], region_path=WHERE)
    job = checked(town, store, table(["acceptor", "", "", "示例大学", "教授", "文化"], headings=EXPERTS), ImportTarget.EXPERTS)
    written(town, job)
    assert [(row.outcome, row.result) for row in rows(town, job)] == [(Outcome.CHANGED, Result.REFUSED)]
    assert "由承办人更新" in faults(town, job)[-1][3]
