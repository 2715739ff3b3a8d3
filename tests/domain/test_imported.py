"""The register from before the portal: entered from the registrar's list, all or nothing, and led by nobody."""

from __future__ import annotations

import csv

import pytest
from sqlalchemy import func, select

from portal.domain.organizations import imported, members, uscc
from portal.domain.organizations.claim_guards import kind_of
from portal.domain.organizations.membership import ClaimKind
from portal.domain.organizations.models import Organization
from portal.extensions import db
from portal.kernel import journal
from portal.kernel.words import Invalid
from tests.domain.founding import town  # noqa: F401 - a fixture

LINE = {
    "name": "旧书香阅读推广中心", "org_type": "service", "field": "culture", "uscc": uscc.completed("52320114MJDEM0990"),
    "region_code": "320114", "legal_representative": "书承远", "address": "听雨路 12 号", "purpose": "读书会",
    "registered_on": "2019-03-18",
}  # fmt: skip


def test_a_line_becomes_an_organization_that_nobody_leads(town):
    organization = imported.enter(town.session, LINE)
    assert (organization.pinyin, organization.registered_on.year) == ("jsxydtgzx", 2019)
    assert members.heads_of(town.session, organization) == []
    assert kind_of(town.session, organization) is ClaimKind.CLAIM
    assert [str(e.sentence) for e in journal.of(town.session, organization)] == ["从登记机关的名册导入"]
    assert imported.enter(town.session, {**LINE, "name": "别的名字"}) is None
    group = {**LINE, "name": "旧书香读书会", "org_type": "group", "uscc": "", "filing_number": "备2019-1"}
    assert imported.enter(town.session, group).uscc is None
    assert imported.enter(town.session, group) is None


@pytest.mark.parametrize(("column", "value", "why"), [
    ("uscc", "123", "18 位"), ("org_type", "club", "只能是"), ("field", "x", "只能是"), ("region_code", "999", "没有这个区划代码"),
    ("registered_on", "18.3.2019", "日期要写成"), ("registered_on", "2099-01-01", "不能在今天以后"), ("purpose", " ", "没有填"),
])  # fmt: skip
def test_a_wrong_column_is_named(town, column, value, why):
    with pytest.raises(Invalid, match=why) as wrong:
        imported.enter(town.session, {**LINE, column: value})
    assert wrong.value.field == column


def test_the_command_enters_all_or_nothing(real_app, tmp_path):
    def run(*lines):
        source = tmp_path / "register.csv"
        with source.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, imported.COLUMNS)
            writer.writeheader()
            writer.writerows(lines)
        return real_app.test_cli_runner().invoke(args=["import-organizations", str(source)])

    def count():
        with real_app.app_context():
            return db.session.scalar(select(func.count(Organization.id)))

    other = {**LINE, "name": "另一个中心", "uscc": uscc.completed("52320114MJDEM0991")}
    refused = run(LINE, {**other, "field": "x"})
    assert (refused.exit_code, count()) == (1, 0)
    assert "line 3, field: 这一栏只能是" in refused.output
    assert "2 entered, 0 known already." in run(LINE, other).output
    assert "0 entered, 2 known already." in run(LINE, other).output
    assert count() == 2
