"""Segments of credit codes that the national register issued to a bureau: the next free code, never one that is held.

A segment is a range of the eight characters in the middle of a code (``MJ501000`` to ``MJ501999``): letters that stay, digits
that count. What was handed out is not counted anywhere: a code is free as long as no organization has it, so a code that was
typed, imported or handed out long ago is passed over like any other, and one that was held once is never free again.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sqlalchemy import CheckConstraint, ForeignKey, String, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.domain.organizations import uscc
from portal.domain.organizations.models import Organization, OrgType, Registration
from portal.kernel import papers, regions
from portal.kernel.base import Base, EnumString, PathString, Record
from portal.kernel.words import Invalid, Sentence, say

WIDTH = 8
_BODY = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{8}")  # the alphabet of GB 32100: no I, O, S, V, Z
LONGEST = 100_000  # codes in one segment
QUEUE = "码"  # the series whose lock lets approvals take codes one by one  # official


class UsccSegment(Record, Base):
    """Both ends belong to it. ``org_type``: only for this type; none: for all three."""

    __tablename__ = "uscc_segments"
    __table_args__ = (CheckConstraint("first <= last", name="first_before_last"),)

    region_path: Mapped[str] = mapped_column(PathString, index=True)
    org_type: Mapped[OrgType | None] = mapped_column(EnumString(OrgType))
    first: Mapped[str] = mapped_column(String(8))
    last: Mapped[str] = mapped_column(String(8))
    source: Mapped[str] = mapped_column(String(200))
    closed: Mapped[bool] = mapped_column(default=False)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    @property
    def size(self) -> int:
        return _number(self.last, self.letters) - _number(self.first, self.letters) + 1

    @property
    def letters(self) -> str:
        """What all codes of the segment begin with."""
        return stem(self.first, self.last)


class Offer(NamedTuple):
    """The next code of a segment, and how many are left with it."""

    code: str
    left: int
    segment: UsccSegment


def stem(first: str, last: str) -> str:
    """``MJ501000``, ``MJ501999`` → ``MJ``: the part before the digits that count."""
    counting = re.search(r"[0-9]*$", first)
    assert counting is not None, "the pattern matches the empty end too"
    return first[: counting.start()]


def _number(body: str, letters: str) -> int:
    return int(body[len(letters) :] or 0)


def fault(first: str, last: str) -> tuple[str, Sentence] | None:
    """What is wrong with the ends of a segment: (field, sentence)."""
    for field, body in (("first", first), ("last", last)):
        if not _BODY.fullmatch(body):
            return field, say("主体标识码是 8 位数字和大写字母（不用 I、O、S、V、Z），不含最后的校验位。")
    letters = stem(first, last)
    if len(letters) == WIDTH or not last.startswith(letters) or not last[len(letters) :].isdigit():
        return "last", say("两端要有同样的开头，后面是数字，例如 MJ501000 到 MJ501999。")
    if last < first:
        return "last", say("止号不能小于起号。")
    if _number(last, letters) - _number(first, letters) >= LONGEST:
        return "last", say("一个号段最多 %(n)s 个代码，请分开录入。", n=LONGEST)
    return None


def enter(
    session: Session, *, region_path: str, org_type: OrgType | None, first: str, last: str, source: str, by_id: int | None
) -> UsccSegment:
    """Store a segment that was issued. ``Invalid`` with the field, also where another segment reaches into it."""
    first, last = uscc.tidy(first), uscc.tidy(last)
    if wrong := fault(first, last):
        raise Invalid(*wrong)
    papers.lock_series(session, QUEUE)
    for other in session.scalars(select(UsccSegment).where(UsccSegment.first <= last, UsccSegment.last >= first)):
        if uscc.district_of(other.region_path) == uscc.district_of(region_path):
            raise Invalid("first", say("和已有的号段 %(first)s 到 %(last)s 重叠，请核对。", first=other.first, last=other.last))
    segment = UsccSegment(region_path=region_path, org_type=org_type, first=first, last=last, source=source, entered_by_id=by_id)
    session.add(segment)
    session.flush()
    return segment


def offer(session: Session, registration: Registration) -> Offer | None:
    """The next free code for an application, from the first open segment of its registrar that has one left."""
    district = uscc.district_of(registration.region_path)
    stmt = (
        select(UsccSegment)
        .where(UsccSegment.region_path.in_(regions.ancestors(registration.region_path)), UsccSegment.closed.is_(False))
        .where(or_(UsccSegment.org_type.is_(None), UsccSegment.org_type == registration.org_type))
        .order_by(UsccSegment.id)
    )
    for segment in session.scalars(stmt).all():
        free = free_in(segment, _held(session, segment, district))
        if free:
            return Offer(uscc.composed(registration.org_type, district, free[0]), len(free), segment)
    return None


def free_in(segment: UsccSegment, held: set[str]) -> list[str]:
    """The free eight characters of a segment, in order."""
    letters = segment.letters
    width = WIDTH - len(letters)
    span = range(_number(segment.first, letters), _number(segment.last, letters) + 1)
    return [body for body in (f"{letters}{n:0{width}d}" for n in span) if body not in held]


def _held(session: Session, segment: UsccSegment, district: str) -> set[str]:
    """The eight characters that organizations of any type have: the middle of a code is one organization's alone."""
    begin = [f"{uscc.CIVIL_AFFAIRS}{digit}{district}" for digit in uscc.KINDS.values()]
    ranges = [Organization.uscc.between(head + segment.first, head + segment.last + "ZZ") for head in begin]
    return {code[8:16] for code in session.scalars(select(Organization.uscc).where(or_(*ranges))) if code}


def hold_still(session: Session, registration: Registration) -> None:
    """Let approvals in one by one from here to their commit, and look once more: of two that saw the same next code the
    second learns that it is gone."""
    papers.lock_series(session, QUEUE)
    if sentence := holder(session, registration.uscc or ""):
        raise Invalid("uscc", sentence)


def holder(session: Session, code: str) -> Sentence | None:
    name = session.scalar(select(Organization.name).where(Organization.uscc == code))
    return say("这个代码已经是“%(name)s”的，请核对。", name=name) if name else None
