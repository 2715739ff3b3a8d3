"""Small worlds for the tests of the desk: filings that wait, notices that were sent."""

from __future__ import annotations

from datetime import timedelta

from portal.domain.organizations.models import Filing, GroupKind, OrgField
from portal.kernel import clock, lifecycle, outbox, people
from portal.kernel.people import Appointment, User
from portal.kernel.permissions import Permission
from portal.kernel.roles import Role
from portal.kernel.words import say
from portal.kernel.work import WorkItem
from seeds.world import first_community


def filing(session, name, *, owner="resident1"):
    """A draft filing of this person."""
    user = session.query(User).filter_by(login=owner).one()
    record = Filing(
        applicant_id=user.id, name=name, kind=GroupKind.ASSOCIATION_LIKE, field=OrgField.SPORTS,
        region_path=first_community(session), responsible_person="张三", phone="02500000000", meeting_place="广场",
        purpose="打拳", roster=[],
    )  # fmt: skip
    return lifecycle.begin(session, record, by=people.acting_as(user))


def waiting(session, number, *, due_in=None, first=0):
    """So many filings that wait for the residents' committee, ``due_in`` days from now (``None``: no date)."""
    for n in range(first, first + number):
        record = filing(session, f"晨风太极{n}队")
        session.add(
            WorkItem(
                process="filing", subject_type="filings", subject_id=record.id, subject_public_id=record.public_id,
                caption=record.name, action="check", duty="核对备案申请", permission=Permission.FILING_CHECK,
                region_path=record.region_path, owner_id=record.applicant_id, opened_at=clock.now(),
                due_at=None if due_in is None else clock.now() + timedelta(days=due_in),
            )
        )  # fmt: skip
    session.commit()


def notice(session, login, text="“晨风太极队”退回了"):
    user = session.query(User).filter_by(login=login).one()
    outbox.tell(session, [user.id], say(text), filing(session, "晨风太极队" + login, owner=login))
    session.commit()


def second_appointment(session, login, role=Role.FINANCE_OFFICER, title="区财政局 · 代理"):
    user = session.query(User).filter_by(login=login).one()
    row = Appointment(user_id=user.id, role=role, region_path="/32/3201/320114/", title=title,
                      starts_at=clock.now() - timedelta(days=1))  # fmt: skip
    session.add(row)
    session.commit()
    return row

