"""The demo city of any day: built from nothing by one command, and nothing in it lies in its own future."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from sqlalchemy import create_engine, func, select, text

from portal.domain.calls.models import Call
from portal.domain.funds.models import Voucher
from portal.domain.projects.models import Project
from portal.kernel import clock
from portal.kernel.base import Base, UtcDateTime
from portal.kernel.papers import Paper
from portal.workflows import desk
from tests.engines import ROOT, import_every_model

#: In the middle of the spring festival; five past midnight on a free day of a year whose calendar is not known.
DAYS = ("2026-02-20T10:00", "2026-05-15T10:00", "2027-01-02T00:05")
#: Moments that are announced: they may lie ahead. Every other moment says when something happened.
ANNOUNCED = {
    "appointments.confirm_by", "appointments.ends_at", "assessments.opens_at", "calls.deadline_at", "calls.opening_at", "calls.questions_until",
    "delegations.ends_at",
    "claims.notice_ends_at", "filings.publicity_ends_at", "invitations.expires_at", "publicities.ends_at", "registrations.accept_due_at", "satisfaction_surveys.closes_at",
    "tenancies.publicity_ends_at", "tenancies.reminds_at", "work_items.due_at",
}  # fmt: skip
HAPPENED_ON = ("activities.held_on", "tenant_services.given_on", "organizations.registered_on", "tenancies.exited_on")


def flask(folder, *command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PORTAL_ENV": "demo", "PORTAL_DATA_DIR": str(folder), "PORTAL_DATABASE_URL": "", **settings}
    return subprocess.run([sys.executable, "-m", "flask", "--app", "wsgi", *command],
                          cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # fmt: skip


@pytest.mark.parametrize("day", DAYS)
def test_one_command_builds_the_city_of_a_day_into_an_empty_folder_and_nothing_lies_in_its_future(day, tmp_path):
    built = flask(tmp_path / "new", "demo", "--at", day)
    assert built.returncode == 0, built.stderr
    assert f"The city stands as of {day[:10]}, built in " in built.stdout
    now = datetime.fromisoformat(day).replace(tzinfo=clock.LOCAL) + timedelta(minutes=1)
    with create_engine(f"sqlite:///{tmp_path / 'new' / 'portal.db'}").connect() as connection:
        assert what_lies_after(connection, now) == []
        assert connection.execute(text("SELECT count(*) FROM projects")).scalar_one() > 10
    again = flask(tmp_path / "new", "demo", "--at", day)
    assert (again.returncode, "The demo city is already here" in again.stderr) == (1, True)


def test_nothing_lies_in_the_future_of_the_default_day(demo_city, session):
    assert what_lies_after(session.connection(), clock.now()) == []


REAL = {
    "PORTAL_ENV": "production", "PORTAL_BASE_URL": "https://portal.example.invalid", "PORTAL_ADMIN_LOGIN": "root-of-it",
    "PORTAL_ADMIN_NAME": "管理员", "PORTAL_ADMIN_EMAIL": "admin@example.invalid",
    "PORTAL_ADMIN_PASSWORD": "雨花石 很多 很好看 2026",
}  # fmt: skip


def test_vouchers_and_papers_are_numbered_in_the_order_of_their_moments(demo_city, session):
    vouchers = session.scalars(select(Voucher).order_by(Voucher.number)).all()
    assert [v.created_at for v in vouchers] == sorted(v.created_at for v in vouchers)
    assert len(vouchers) > 40
    reports = session.scalars(select(Paper).where(Paper.kind == "evaluation_report").order_by(Paper.number)).all()
    assert [p.issued_at for p in reports] == sorted(p.issued_at for p in reports)


def test_a_real_installation_begins_with_places_policy_and_one_administrator(tmp_path):
    weak = flask(tmp_path, "bootstrap", **{**REAL, "PORTAL_ADMIN_PASSWORD": "short"})
    assert (weak.returncode, "密码至少 12 个字符" in weak.stderr) == (1, True)
    made = flask(tmp_path, "bootstrap", **REAL)
    assert made.returncode == 0, made.stderr
    again = flask(tmp_path, "bootstrap", **REAL)
    assert (again.returncode, "has people already: nothing was changed" in again.stderr) == (1, True)
    unknown = flask(tmp_path, "second-administrator", "nobody", **REAL)
    assert (unknown.returncode, "没有这个账号" in unknown.stderr) == (1, True)
    twice = flask(tmp_path, "second-administrator", "root-of-it", **REAL)
    assert (twice.returncode, "不兼任别的岗位" in twice.stderr) == (1, True)
    with create_engine(f"sqlite:///{tmp_path / 'portal.db'}").connect() as connection:
        held = connection.execute(text("SELECT role, region_path FROM appointments ORDER BY id")).all()
        assert [tuple(row) for row in held] == [("administrator", "/")]
        assert connection.execute(text("SELECT count(*) FROM regions")).scalar_one() == 110
        assert connection.execute(text("SELECT count(*) FROM policy_settings")).scalar_one() > 20
        assert connection.execute(text("SELECT count(*) FROM deployment")).scalar_one() == 0


def test_a_demo_is_no_place_for_a_real_administrator(tmp_path):
    refused = flask(tmp_path, "bootstrap", **{**REAL, "PORTAL_ENV": "demo"})
    assert (refused.returncode, "Set PORTAL_ENV=production" in refused.stderr) == (1, True)


#: Those who have something to do in the city as it stands, whatever its day.
BUSY = ("ngo", "ngo2", "ngo3", "acceptor", "examiner", "approver", "department", "finance", "street", "committee", "expert1",
        "evaluator", "incubator")  # fmt: skip


def test_whoever_would_have_work_finds_some_and_an_officer_is_late(demo_city, session, as_person):
    counts = {login: desk.counts(session, as_person(login)) for login in BUSY}
    assert [login for login, count in counts.items() if count.total == 0] == []
    assert counts["examiner"].of(due=desk.Due.OVERDUE) > 0


def test_the_money_of_projects_comes_from_more_than_one_source(demo_city, session):
    sources = select(Call.funding_source).join(Project, Project.call_id == Call.id).distinct()
    assert len(session.scalars(sources).all()) >= 2


def test_production_takes_no_demo_city(tmp_path):
    refused = flask(tmp_path, "demo", PORTAL_ENV="production", PORTAL_BASE_URL="https://portal.example.invalid")
    assert (refused.returncode, "a demo city has no place here" in refused.stderr) == (1, True)
    assert not (tmp_path / "portal.db").exists()


def what_lies_after(connection, now: datetime) -> list[str]:
    """The columns of acts and facts with the latest moment that lies after ``now``."""
    import_every_model()
    found = []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            limit = now if isinstance(column.type, UtcDateTime) else now.astimezone(clock.LOCAL).date()
            if (isinstance(column.type, UtcDateTime) and name not in ANNOUNCED) or name in HAPPENED_ON:
                latest = connection.execute(select(func.max(column))).scalar()
                if latest is not None and latest > limit:
                    found.append(f"{name}: {latest}")
    return found


