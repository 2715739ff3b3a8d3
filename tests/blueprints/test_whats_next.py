"""After each step the page says who acts next, by when, and what oneself may do: what the inbox holds, for every process."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.blueprints.words import PAGES
from portal.domain.proposals.models import Proposal, ProposalState
from portal.kernel import ahead, lifecycle
from portal.kernel.permissions import Permission
from portal.kernel.work import WorkItem
from tests.pages import Page

PANEL = "//section[@class='ahead']"
EVERYBODY = ("approver", "examiner", "acceptor", "ngo", "street", "finance", "expert1", "incubator", "evaluator", "admin", "resident1", "group",
             *(f"expert{n}" for n in range(2, 13)))  # fmt: skip


def panel(page: Page) -> dict[str, str]:
    """The panel as a reader sees it: (term, text) in lines."""
    rows = page.all(f"{PANEL}/dl/div")
    return {"".join(row[0].itertext()): " ".join("".join(row[1].itertext()).split()) for row in rows}


def records(session, model):
    """One record of the city in each state that it has some of."""
    found: dict = {}
    for record in session.scalars(select(model).order_by(model.id.desc()).limit(300)).unique():
        found.setdefault(record.state, record)
    return list(found.values())


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_what_is_awaited_is_what_the_inbox_holds_for_every_process_and_state(demo_city, session, app):
    looked_at = 0
    for model, table in lifecycle.governed().items():
        for record in records(session, model):
            items = select(WorkItem).where(WorkItem.subject_type == model.__tablename__, WorkItem.subject_id == record.id)
            held = {i.action for i in session.scalars(items.where(WorkItem.closed_at.is_(None)))}
            awaited = ahead.awaited(session, record)
            assert {row.step.action for row in awaited} == held, (table.name, record.state)
            assert all(bool(row.who) != (row.step.by is Permission.SYSTEM_TICK) for row in awaited), table.name
            looked_at += 1
    assert looked_at > 60


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_panel_of_every_process_names_who_acts_next_and_until_when(demo_city, session, client, lang):
    """For each kind of record, as somebody who may read it: each awaited step stands in the panel with its day."""
    seen = set()
    waiting = {(model, record.state): record for model in lifecycle.governed() for record in records(session, model)
               if model.__tablename__ in PAGES}  # fmt: skip
    for login in EVERYBODY:
        if {type(record) for record in waiting.values()} <= seen:
            break
        client.login(login)
        for key, record in list(waiting.items()):
            with client.session_transaction() as kept:
                kept["_flashes"] = [("message", "办好了"), ("next", f"{record.__tablename__}/{record.public_id}")]
            page = client.page(f"/notices?lang={lang}")
            if not page.all(PANEL):
                continue
            del waiting[key]
            seen.add(type(record))
            awaited = ahead.awaited(session, record)
            lines = page.all(f"{PANEL}/dl/div/dd/span[@class='muted']")
            assert len(lines) == sum(row.due is not None for row in awaited), key
            assert panel(page), key
        client.logout()
    assert {model.__name__ for model, _state in waiting} - {model.__name__ for model in seen} == set()


def test_after_beginning_and_after_ending_something_the_page_says_what_is_left_to_do(demo_city, client):
    client.login("resident1")
    page = client.submit("/filings/new", name="听雨社区合唱队", kind="service_like", field="community", region_path=_community(client),
                         **{"roster-0-name": "甲", "roster-1-name": "乙", "roster-2-name": "丙"})  # fmt: skip
    assert page.one("//div[@class='flash']").xpath("string()") == "已存为草稿。下一步：上传章程，再提交。"
    told = panel(page)
    assert told["该您办"] == "补好材料后提交备案申请"
    assert told["您可以"] == "放弃草稿"
    link = page.one(f"{PANEL}/dl/div[2]/dd/a/@href")
    page = client.submit(link)
    assert panel(page)["现在的状态"] == "已撤回，办完了，不用再等谁。"
    assert page.all("//section[@class='ahead']//a[text()='放弃草稿']") == []


def _community(client) -> str:
    page = client.page("/filings/new")
    return page.all("//select[@name='region_path']/option/@value")[1]


@pytest.mark.parametrize("engine_kind", ["sqlite"], indirect=True)
def test_a_name_that_somebody_else_put_into_the_message_tells_nothing(demo_city, session, client):
    """The message is in the signed session; still, the record behind it is read with the reader's rights."""
    secret = session.scalars(select(Proposal).where(Proposal.state == ProposalState.DRAFT)).first()
    client.login("resident2")
    for named in (f"proposals/{secret.public_id}", "proposals/nothing", "nothing/at-all", "", "users/1"):
        with client.session_transaction() as kept:
            kept["_flashes"] = [("next", named)]
        assert client.page("/notices").all(PANEL) == []
