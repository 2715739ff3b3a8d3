"""The expert pool from a table: people who have accounts, known by their login."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.organizations.models import FIELD_LABELS, OrgField
from portal.domain.review import experts
from portal.domain.review.models import Expert
from portal.kernel import columns
from portal.kernel.column_words import worded
from portal.kernel.columns import Change, Column, Line
from portal.kernel.people import Actor, User
from portal.kernel.words import N_, say

_ONE = columns.choice({**{label: kind for kind, label in FIELD_LABELS.items()}, **{kind.value: kind for kind in OrgField}})


def fields(cell: str) -> list[OrgField]:
    """Several, parted by commas or semicolons."""
    return sorted({_ONE(part) for part in re.split(r"[、,，;；/]", cell) if part.strip()})


COLUMNS = worded("experts", (
    Column("login", N_("登录名"), columns.text(60), True, help=N_("专家先注册账号，再列入专家库"), as_text=True, fixed=True),
    Column("name", N_("姓名"), columns.name(60), help=N_("用来核对账号是不是本人"), checked_only=True),
    Column("identity", N_("身份证号"), columns.identity, help=N_("只核对号码对不对，不保存"), as_text=True, personal=True, checked_only=True),
    Column("unit", N_("工作单位"), columns.text(120), True, help=N_("抽取时据此回避")),
    Column("title", N_("职称或职务"), columns.text(80), True, help=N_("例如：教授、高级社工师")),
    Column("fields", N_("擅长领域"), fields, True, help=N_("可以写几个，用顿号隔开"), choices=tuple(FIELD_LABELS.values())),
))  # fmt: skip


def judge(session: Session, lines: Sequence[Line], overwrite: Iterable[str]) -> None:
    for line in lines:
        columns.read(COLUMNS, line)
        line.key = line.values.get("login", "")
        line.caption = line.values.get("name") or line.key
    users = {u.login: u for u in session.scalars(select(User).where(User.login.in_([line.key for line in lines if line.key])))}
    pool = {e.user_id: e for e in session.scalars(select(Expert).where(Expert.user_id.in_([u.id for u in users.values()])))}
    for line in lines:
        if not line.key:
            continue
        user = users.get(line.key)
        if user is None or not user.active:
            line.fault("login", say("没有这个登录名。请专家先注册账号。"))
            continue
        if (name := line.values.get("name")) and name != user.name:
            line.fault("name", say("这个登录名是“%(name)s”的，请核对。", name=user.name))
        line.known = pool.get(user.id)
        line.caption = user.name
        for column in ("unit", "title", "fields"):
            if line.known is not None and column in overwrite and column in line.values:
                _compare(line, column)


def _compare(line: Line, column: str) -> None:
    old, new = getattr(line.known, column), line.values[column]
    if column == "fields":
        old, new = ("、".join(FIELD_LABELS[OrgField(f)] for f in sorted(kept)) for kept in (old, new))
    if old != new:
        line.changes.append(Change(column, old, new))


def write(session: Session, lines: Sequence[Line], region_path: str, *, by: Actor) -> list[Any]:
    """Through the same verbs that an officer uses by hand."""
    written = []
    for line in lines:
        said = line.values
        if line.known is None:
            written.append(experts.enter(session, by=by, login=said["login"], unit=said["unit"], title=said["title"],
                                         fields=said["fields"], region_path=region_path))  # fmt: skip
        else:
            changed = {change.column: said[change.column] for change in line.changes}
            written.append(experts.update(session, line.known, by=by, **changed))
    return written
