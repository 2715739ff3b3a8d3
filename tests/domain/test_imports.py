"""A register that was kept elsewhere: judged line by line, compared with what is there, released by another, written once."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import func, select

from portal.documents.import_template import write_template
from portal.domain.imports import operations, queries
from portal.domain.imports.models import Import, ImportRow, ImportState, ImportTarget, Outcome, Result
from portal.domain.imports.queries import Wanted
from portal.domain.organizations import members, uscc
from portal.domain.organizations.models import Organization, OrgType
from portal.kernel import clock, journal, lifecycle, outbox
from portal.kernel.outbox import Notice
from portal.kernel.search import SearchEntry
from portal.kernel.words import Forbidden, Invalid, Refused
from portal.workflows import importing
from portal.workflows.import_targets import TARGETS, brought_by
from tests.domain.founding import registered, town  # noqa: F401 - a fixture
from tests.domain.importing import (
    Store,
    brought,
    checked,
    faults,
    line,
    mapped,
    released,
    rows,
    table,
    uploaded,
    written,
)


@pytest.fixture
def store() -> Store:
    return Store()


def count(town) -> int:
    return town.session.scalar(select(func.count(Organization.id)))


def test_a_register_comes_in_and_is_found(town, store):
    before = count(town)
    job = brought(town, store, table(line(1), line(2, type="备案", uscc="", filing="备 2019-1", name="铁心桥读书会")))
    assert (job.state, job.written, job.refused) == (ImportState.DONE, 2, 0)
    assert count(town) == before + 2
    one = town.session.scalars(select(Organization).where(Organization.uscc == line(1)[3])).one()
    assert (one.name, one.org_type, one.capital_fen, one.registered_on.isoformat()) == (line(1)[0], OrgType.SERVICE, 3_000_000, "2019-03-18")
    assert members.heads_of(town.session, one) == []
    told = journal.of(town.session, one)
    assert [(str(e.sentence), e.key, e.actor_id) for e in told] == [("从登记机关的名册导入", True, town.acceptor.user_id)]
    assert town.session.scalar(select(SearchEntry.id).where(SearchEntry.title == one.name))
    assert [row.subject_public_id is not None for row in rows(town, job)] == [True, True]


def test_the_same_table_again_changes_nothing(town, store):
    data = table(*(line(n) for n in range(5)))
    brought(town, store, data)
    again = checked(town, store, data)
    assert (again.counts, again.to_write) == ({"same": 5, "warned": 0}, 0)
    with pytest.raises(Refused, match="没有要写入的行"):
        operations.propose(town.session, again, by=town.acceptor)


def test_what_is_there_is_compared_field_by_field_and_only_what_may_be_overwritten(town, store):
    brought(town, store, table(line(1)))
    other = line(1, head="石更新", address="新路 1 号", phone="025-11112222", capital="")
    job = checked(town, store, table(other), keep=("legal_representative",))
    [row] = rows(town, job)
    assert row.outcome is Outcome.CHANGED
    assert row.changes == [["address", "示例路 1 号", "新路 1 号"], ["phone", "****01", "****22"]]
    written(town, job)
    one = town.session.scalars(select(Organization).where(Organization.uscc == line(1)[3])).one()
    assert (one.address, one.phone, one.legal_representative, one.capital_fen, one.version) == (
        "新路 1 号", "025-11112222", line(1)[6], 3_000_000, 2
    )  # fmt: skip
    assert str(journal.of(town.session, one)[0].sentence) == "照名册更新了：住所、电话"


IDENTITY = "11010519491231002X"


@pytest.mark.parametrize(("other", "column", "why"), [
    ({"uscc": "523201140000001"}, "uscc", "18 位数字和大写字母，现在有 15 位"),
    ({"uscc": uscc.completed("52320114MJ0000001")[:-1] + "#"}, "uscc", "18 位数字和大写字母"),
    ({"uscc": "52320114MJ00000010"}, "uscc", "校验码不对"), ({"uscc": ""}, "uscc", "没有填"),
    ({"uscc": uscc.completed("51320114MJ0000001")}, "uscc", "第 2 位是 2"), ({"uscc": uscc.completed("52320115MJ0000001")}, "uscc", "区划代码"),
    ({"type": "公司"}, "org_type", "这一栏只能是：社会团体、社会服务机构、基金会、社区社会组织（备案）"), ({"field": "航天"}, "field", "这一栏只能是"),
    ({"type": "备案"}, "filing_number", "要有备案编号"), ({"place": "没有街道"}, "region_code", "没有这个区划代码或者地名：没有街道"),
    ({"identity": IDENTITY[:-1] + "1"}, "identity", "身份证号的校验码不对"), ({"identity": "110105194913310020"}, "identity", "出生日期不对"),
    ({"identity": "123"}, "identity", "现在有 3 位"), ({"day": "2099-01-01"}, "registered_on", "不能在今天以后"),
    ({"day": "2019-02-30"}, "registered_on", "没有这一天"), ({"day": "18.3.19"}, "registered_on", "日期要写成"),
    ({"capital": "很多"}, "capital_fen", "金额写成"), ({"phone": "见名片"}, "phone", "只能有一个号码"),
    ({"address": "找张三 13800000001"}, "address", "像有手机号或身份证号"), ({"name": "长" * 121}, "name", "最多 120 个字"),
    ({"name": ""}, "name", "没有填"),
])  # fmt: skip
def test_what_is_wrong_is_named_by_line_and_column(town, store, other, column, why):
    job = checked(town, store, table(line(1, **other)))
    assert job.counted(Outcome.ERROR) == 1
    assert [(n, c, e) for n, c, e, _why in faults(town, job) if e] == [(2, column, True)]
    assert why in next(said for _n, _c, error, said in faults(town, job) if error)
    assert not any(IDENTITY[:14] in said for *_rest, said in faults(town, job))


@pytest.mark.parametrize("day", ["2019-3-18", "2019/03/18", "2019.3.18", "20190318", "2019年3月18日", "43542", "2019-03-18 00:00:00", "２０１９年３月１８日"])
def test_days_are_read_however_they_are_written(town, store, day):
    brought(town, store, table(line(1, day=day, identity=IDENTITY)))
    one = town.session.scalars(select(Organization).where(Organization.uscc == line(1)[3])).one()
    assert one.registered_on.isoformat() == "2019-03-18"


def test_names_in_full_width_are_tidied_and_it_is_said(town, store):
    job = checked(town, store, table(line(1, name="雨花 ＡＢ(社区)中心")))
    assert faults(town, job) == [(2, "name", False, "名称里的空格、全角字母或半角括号会改成：雨花AB（社区）中心")]


def test_one_code_or_name_on_two_lines_is_an_error_across_pieces_too(town, store, monkeypatch):
    monkeypatch.setattr(importing, "JUDGED_AT_ONCE", 2)
    lines = [line(1), line(2), line(3), line(1, name="雨花别的名字中心"), line(5, name=line(2)[0]), line(1, name="第三个名字中心")]
    assert [(n, why) for n, _c, error, why in faults(town, checked(town, store, table(*lines))) if error] == [
        (5, "和第 2 行的代码相同：表里有两行是同一个。"), (6, "和第 3 行的名称相同。"), (7, "和第 2 行的代码相同：表里有两行是同一个。"),
    ]  # fmt: skip


def test_near_names_and_the_same_head_are_shown_as_warnings(town, store):
    brought(town, store, table(line(1, name="南京市雨花台区银杏树社区服务中心", head="石银杏")))
    near = line(2, name="雨花台区银杏书社区服务中心", head="石银杏"), line(3, head="石银杏")
    assert [(n, c, error, why) for n, c, error, why in faults(town, checked(town, store, table(*near)))] == [
        (2, "name", False, "名册上有相近的“南京市雨花台区银杏树社区服务中心”，负责人也相同，可能是同一个组织。"),
        (3, "legal_representative", False, "石银杏也是“南京市雨花台区银杏树社区服务中心”的负责人，请核对是不是同一个人。"),
    ]


def test_a_name_that_somebody_has_or_applied_for_is_an_error(town, store):
    theirs = registered(town)
    [(_n, column, _e, why)] = faults(town, checked(town, store, table(line(1, name=theirs.name))))
    assert (column, why) == ("name", f"“{theirs.name}”在名册上是另一个组织（代码不同），请核对代码或者名称。")


def test_the_template_with_its_example_comes_back_and_the_example_is_left_out(town, store):
    out, place = BytesIO(), importing.place_for(town.session, town.acceptor, ImportTarget.ORGANIZATIONS)
    write_template(out, "社会组织名册", place.columns, made_at=clock.now())
    job = checked(town, store, out.getvalue())
    assert set(job.columns) == {column.key for column in place.columns}
    assert (job.counts, faults(town, job)) == ({"example": 1, "warned": 0}, [])


def test_nobody_lets_in_what_they_brought_and_only_one_is_written_at_a_time(town, store):
    first, second = (checked(town, store, table(line(n))) for n in (1, 2))
    operations.propose(town.session, first, by=town.acceptor)
    with pytest.raises(Forbidden):
        operations.release(town.session, first, by=town.acceptor)
    released(town, second)
    with pytest.raises(Refused, match="正在写入同一个名册"):
        operations.release(town.session, first, by=town.examiner)
    town.session.rollback()
    assert town.session.get_one(Import, first.id).state is ImportState.PROPOSED


def test_lines_with_errors_are_left_out_only_where_it_is_said(town, store):
    job = checked(town, store, table(line(1), line(2, uscc="1")))
    with pytest.raises(Invalid, match="还有 1 行有错误") as wrong:
        operations.propose(town.session, job, by=town.acceptor)
    assert wrong.value.field == "without_errors"
    written(town, job, without_errors=True)
    assert [(row.outcome, row.result) for row in rows(town, job)] == [(Outcome.NEW, Result.WRITTEN), (Outcome.ERROR, None)]


def test_what_changed_since_the_check_is_not_written_over(town, store):
    brought(town, store, table(line(1)))
    job = released(town, checked(town, store, table(line(1, address="新路 1 号"), line(2), line(3))))
    one = town.session.scalars(select(Organization).where(Organization.uscc == line(1)[3])).one()
    one.address = "又一条路"
    town.session.add(Organization(**{c: getattr(one, c) for c in ("org_type", "field", "region_path", "legal_representative", "address",
                     "purpose", "registered_on", "state")}, name="别人登记的", uscc=line(2)[3]))  # fmt: skip
    town.session.commit()
    importing.write_slice(town.session, job.id)
    importing.write_slice(town.session, job.id)
    assert (job.state, job.written, job.refused) == (ImportState.DONE, 1, 2)
    assert [str(row.all_faults()[-1].sentence) for row in rows(town, job)[:2]] == [
        "核对以后名册上的内容又有变化。请重新导入，看过差别再写。", "核对以后名册上有了这个代码。请重新导入，看过差别再写。",
    ]  # fmt: skip
    assert one.address == "又一条路"


def test_who_leads_an_organization_hears_of_what_changed(town, store):
    theirs = registered(town)
    data = line(1, name=theirs.name, uscc=theirs.uscc, place="320114", address="新路 1 号", field=theirs.field.label, type="社会服务机构")
    job = checked(town, store, table(data))
    assert any("账号有人负责" in why for *_rest, why in faults(town, job))
    town.session.query(Notice).delete()
    written(town, job)
    assert any("更新了" in notice.msgid for notice in town.session.query(Notice).filter_by(user_id=town.ngo.user_id))


def test_cancelled_it_leaves_no_line_and_stopped_it_keeps_what_stands(town, store, monkeypatch):
    monkeypatch.setattr(importing, "WRITTEN_AT_ONCE", 2)
    monkeypatch.setattr(importing, "SLICE", 0)
    job = checked(town, store, table(line(1)))
    lifecycle.move(town.session, job, "cancel", by=town.acceptor)
    assert (job.state, rows(town, job)) == (ImportState.CANCELLED, [])
    before = count(town)
    job = released(town, checked(town, store, table(*(line(n) for n in range(5)))))
    importing.write_slice(town.session, job.id)
    lifecycle.move(town.session, job, "stop", by=town.examiner, reason="先核对一下")
    town.session.commit()
    importing.write_slice(town.session, job.id)
    assert (job.state, job.written, count(town) - before) == (ImportState.STOPPED, 2, 2)
    found = queries.rows(town.session, job, Wanted(result=Result.WRITTEN))
    assert [row.number for row in found.items] == [2, 3]


def test_a_file_that_ends_in_rubbish_is_given_up_as_a_whole(town, store):
    data = ("社会组织名称,信用代码\n" + "\n".join(f"名{n},{n}" for n in range(40)) + "\n\"没有成对" + "\n甲" * 60).encode()
    job = checked(town, store, data)
    assert (job.state, rows(town, job)) == (ImportState.UNREADABLE, [])
    assert "引号没有成对" in journal.of(town.session, job)[0].payload.content["reason"]


def test_who_keeps_the_records_brings_them_and_nobody_else(town, store):
    assert brought_by(town.acceptor) == [t for t in ImportTarget if t is not ImportTarget.REGIONS]
    assert brought_by(town.examiner) == brought_by(town.ngo) == []
    with pytest.raises(Forbidden, match="不管“社会组织名册”"):
        uploaded(town, store, table(line(1)), by=town.examiner)
    with pytest.raises(Invalid, match="现在没有正在征集事项"):
        uploaded(town, store, table(line(1)), ImportTarget.SERVICE_ITEMS)
    assert set(TARGETS) == set(ImportTarget)


def test_mapping_again_forgets_what_was_judged(town, store):
    job = checked(town, store, table(line(1), line(2)))
    lifecycle.move(town.session, job, "remap", by=town.acceptor)
    assert (job.state, job.counts, job.mark, rows(town, job)) == (ImportState.UPLOADED, {}, 0, [])
    mapped(town, store, job)
    importing.check_slice(town.session, store, job.id)
    assert (job.state, job.counted(Outcome.NEW)) == (ImportState.CHECKED, 2)


def test_what_lies_about_for_a_month_is_taken_away(town, store):
    job = checked(town, store, table(line(1)))
    town.travel("2026-06-11 10:00")
    assert [step.action for record, step in lifecycle.tick(town.session) if record.id == job.id] == []
    town.travel("2026-06-13 10:00")
    assert [step.action for record, step in lifecycle.tick(town.session) if record.id == job.id] == ["lapse"]
    assert (job.state, rows(town, job)) == (ImportState.CANCELLED, [])


def test_the_file_goes_when_nobody_needs_it_and_identity_numbers_are_never_kept(town, store):
    data = table(line(1, identity=IDENTITY))
    job, other = checked(town, store, data), uploaded(town, store, data)
    assert "identity" not in rows(town, job)[0].cells()
    lifecycle.move(town.session, job, "cancel", by=town.acceptor)
    importing.forget_file(town.session, store, job.id)
    assert job.sha256 in store
    lifecycle.move(town.session, other, "cancel", by=town.acceptor)
    importing.forget_file(town.session, store, other.id)
    assert store == {}
    with pytest.raises(Refused, match="已经不在了"):
        importing.opened(store, job)


def test_phones_stand_sealed_among_the_lines(town, store):
    job = checked(town, store, table(line(1, phone="13800000001")))
    stored = town.session.connection().exec_driver_sql("SELECT texts FROM import_rows").scalars().all()
    assert not any("138" in text for text in stored)
    assert town.session.query(ImportRow).one().cells()["phone"] == "13800000001"
    assert job.state is ImportState.CHECKED
    assert outbox.in_trouble(town.session) == 0
