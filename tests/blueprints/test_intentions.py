"""Procurement intentions and the chain of an item in the browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.domain.catalogue.models import TransferItem
from portal.domain.intentions.models import Intention, IntentionState
from portal.domain.organizations.models import Organization
from portal.kernel import clock
from tests.blueprints.test_catalogue import as_, take


def month(ahead: int = 2) -> str:
    first = clock.today().replace(day=1)
    for _ in range(ahead):
        first = (first + timedelta(days=32)).replace(day=1)
    return f"{first:%Y-%m}"


WRITTEN = {"title": "驻点调解服务", "outline": "三个片区驻点调解", "budget_fen": "660,000"}


def test_a_department_writes_the_approver_publishes_and_everyone_reads(session, new_client):
    department, approver, public = as_(new_client, "department"), as_(new_client, "approver"), new_client()
    department.submit("/intentions/new", expected_on=month(), **WRITTEN)
    intention = session.query(Intention).one()
    address = f"/intentions/{intention.public_id}"
    assert public.get(address).status_code == 404
    department.submit(f"{address}/edit", title="人民调解驻点服务")
    take(department, address, "submit")
    assert department.get(f"{address}/edit").status_code == 302
    take(approver, address, "publish")
    shown = public.page(address)
    assert "¥660,000.00" in shown.text
    assert "人民调解驻点服务" in shown.text
    assert "人民调解驻点服务" in public.page("/intentions?q=调解").text
    assert "没有符合的采购意向" in public.page("/intentions?q=没有").text


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", "", "请填项目名称"), ("title", "长" * 61, "60"), ("outline", "", "请写需求概况"), ("outline", "电话 13912345678", "手机"),
        ("budget_fen", "很多", "金额"), ("budget_fen", "0", "不能小于"), ("expected_on", "", "请选月份"), ("expected_on", "2020-01", "选"),
    ],
)  # fmt: skip
def test_each_mistake_is_named_and_nothing_typed_is_lost(session, new_client, field, value, says):
    page = as_(new_client, "department").submit("/intentions/new", status=422, **{"expected_on": month(), **WRITTEN, field: value})
    assert says in page.text
    assert "三个片区驻点调解" in page.text or field == "outline"
    assert session.query(Intention).count() == 0


def test_a_withdrawn_one_says_why_in_public(demo_city, session, new_client):
    withdrawn = session.scalars(select(Intention).where(Intention.state == IntentionState.WITHDRAWN)).one()
    assert "市里统一组织抽检" in new_client().page(f"/intentions/{withdrawn.public_id}").text


def test_an_item_shows_who_took_it_over_by_which_call_and_the_money(demo_city, session, new_client):
    item = session.scalars(select(TransferItem).where(TransferItem.code == "Z015").order_by(TransferItem.id.desc())).first()
    page = new_client().page(f"/catalogue/transfer/{item.public_id}")
    assert "雨花台区第七届公益创投项目征集公告" in page.text
    assert "已拨" in page.text


def test_anyone_asks_whether_an_organization_may_take_an_item(demo_city, session, new_client):
    item = session.scalars(select(TransferItem).where(TransferItem.code == "Z012").order_by(TransferItem.id.desc())).first()
    name = session.scalars(select(Organization.name).where(Organization.name.contains("听雨轩"))).one()
    public = new_client()
    assert "当天在承接目录里" in public.page(f"/qualified/may-take?organization={name}&item={item.public_id}").text
    assert "您要找的是不是" in public.page("/qualified/may-take?organization=听雨轩").text
    assert "没有名字相近的组织" in public.page("/qualified/may-take?organization=根本没有").text
    assert "当天还没有发布目录" in public.page(f"/qualified/may-take?organization={name}&item={item.public_id}&on=2019-01-01").text
    public.page("/qualified/may-take?on=2026-99-99&item=zzz")
