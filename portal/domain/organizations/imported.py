"""The register as it was kept elsewhere: what a line of it means, judged against the register and entered or compared.

The columns below are the format of the file, for the wizard under ``/imports`` and for ``flask import-organizations`` alike:
headings may be the labels, the keys or the synonyms. Legal persons are known by their credit code, filed groups by their
number: a line whose code is on the register changes that organization, any other is entered. An empty cell changes nothing.
Nobody leads the account of what is entered; whoever does claims it with proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.domain.organizations import alike, naming, uscc
from portal.domain.organizations.models import (
    FIELD_LABELS,
    Organization,
    OrganizationState,
    OrgField,
    OrgType,
)
from portal.domain.organizations.search import pinyin_of
from portal.kernel import columns, journal, money, outbox, places
from portal.kernel.column_words import worded
from portal.kernel.columns import Change, Column, Line
from portal.kernel.people import SYSTEM, Actor, Appointment, in_force
from portal.kernel.personal import masked
from portal.kernel.places import Places
from portal.kernel.roles import Role
from portal.kernel.words import N_, Invalid, Sentence, say

#: What old registers call the types.
TYPES = {
    **{kind.label: kind for kind in OrgType}, **{kind.value: kind for kind in OrgType}, "社团": OrgType.ASSOCIATION,  # official
    "民办非企业单位": OrgType.SERVICE, "民非": OrgType.SERVICE,  # official
    "社区社会组织": OrgType.GROUP, "备案": OrgType.GROUP, "备案组织": OrgType.GROUP,  # official
}  # fmt: skip
FIELDS = {**{label: kind for kind, label in FIELD_LABELS.items()}, **{kind.value: kind for kind in OrgField}}
FROM_THE_REGISTER = say("从登记机关的名册导入")


def columns_of(known: Places) -> tuple[Column, ...]:
    """The format, with the places of one scope."""
    return worded("organizations", (
        Column("name", N_("名称"), columns.name(120), True, help=N_("全称，和登记证书一致；全角字母和空格会自动改掉")),
        Column("org_type", N_("类型"), columns.choice(TYPES), True, help=N_("只认模板列表里的词"), choices=tuple(kind.label for kind in OrgType),
               fixed=True),
        Column("field", N_("业务领域"), columns.choice(FIELDS), True, help=N_("只认模板列表里的词"), choices=tuple(FIELD_LABELS.values())),
        Column("uscc", N_("统一社会信用代码"), columns.code, help=N_("18 位；社会团体、社会服务机构、基金会必填"), as_text=True, fixed=True),
        Column("filing_number", N_("备案编号"), columns.code, help=N_("社区社会组织必填，其他类型不填"), as_text=True, fixed=True),
        Column("region_code", N_("所在街道或社区"), known.path, True, help=N_("模板列表里的名称，或者区划代码"), choices=known.offered, as_text=True),
        Column("authority", N_("业务主管单位"), columns.text(120), help=N_("直接登记的四类可以不填")),
        Column("legal_representative", N_("法定代表人"), columns.name(60), True, help=N_("社区社会组织填负责人")),
        Column("identity", N_("法定代表人身份证号"), columns.identity, help=N_("只核对号码对不对，不保存"), as_text=True, personal=True,
               checked_only=True),
        Column("address", N_("住所"), columns.text(200), True, help=N_("会在名册上公开")),
        Column("phone", N_("电话"), columns.phone, help=N_("不公开，加密保存"), as_text=True, personal=True),
        Column("purpose", N_("宗旨和业务范围"), columns.text(4000), True, help=N_("会在名册上公开")),
        Column("capital_fen", N_("注册资金（元）"), columns.yuan, help=N_("写数字，或者写“3万元”")),
        Column("full_time_staff", N_("专职人数"), columns.count, help=N_("整数")),
        Column("members", N_("会员数"), columns.count, help=N_("整数；社会团体填")),
        Column("registered_on", N_("成立登记日期"), columns.day, True, help=N_("写成 2020-05-15，也认 2020年5月15日")),
    ))  # fmt: skip


def places_of(session: Session, region_path: str) -> Places:
    return places.within(session, region_path)


SEPARATOR = "、"
STORED = {"region_code": "region_path"}  # where the column is not the attribute's name
FOR_READERS = {"capital_fen": money.figures, "phone": lambda phone: masked(phone or "")}


def judge(
    session: Session, format_: Sequence[Column], lines: Sequence[Line], overwrite: Iterable[str], region_path: str, *,
    twins: bool = True,
) -> None:  # fmt: skip
    """Say of each line what is wrong, which organization it is (``known``) and what it would change. Nine statements at most,
    however many lines. ``twins``: also which others resemble it; that warns and decides nothing."""
    for line in lines:
        columns.read(format_, line)
        _name_it(line)
        _judge_alone(line)
    _find_known(session, lines)
    _judge_names(session, lines)
    _compare(session, format_, lines, set(overwrite))
    if twins:
        _look_for_twins(session, lines, region_path)


def _name_it(line: Line) -> None:
    line.caption = line.values.get("name") or line.texts.get("name", "")[:120]
    kind = line.values.get("org_type")
    wanted = "filing_number" if kind is OrgType.GROUP else "uscc"
    line.key = line.values.get(wanted, "")
    typed = line.texts.get("name", "").strip()
    if (tidied := line.values.get("name")) and tidied != typed:
        line.warn("name", say("名称里的空格、全角字母或半角括号会改成：%(name)s", name=tidied))


def _judge_alone(line: Line) -> None:
    said = line.values
    kind, path = said.get("org_type"), said.get("region_code")
    if kind is None:
        return
    if not kind.is_legal_person:
        if not said.get("filing_number"):
            line.fault("filing_number", say("备案的社区社会组织要有备案编号。"))
        return
    if not said.get("uscc"):
        if not any(fault.column == "uscc" for fault in line.faults):
            line.fault("uscc", say("这一栏没有填。"))
    elif path and (why := uscc.fault(said["uscc"], kind, path)):
        line.fault("uscc", why)


def _find_known(session: Session, lines: Sequence[Line]) -> None:
    codes = {line.key for line in lines if line.key and line.values.get("org_type") is not OrgType.GROUP}
    numbers = {line.key for line in lines if line.key and line.values.get("org_type") is OrgType.GROUP}
    if not codes and not numbers:
        return
    stmt = select(Organization).where(or_(Organization.uscc.in_(sorted(codes)), Organization.filing_number.in_(sorted(numbers))))
    found: dict[tuple[bool, str | None], Organization] = {}
    for organization in session.scalars(stmt):
        found[True, organization.uscc] = organization
        found[False, organization.filing_number] = organization
    for line in lines:
        if line.key and (kind := line.values.get("org_type")):
            line.known = found.get((kind.is_legal_person, line.key))
            if line.known is not None and line.known.org_type is not kind:
                line.fault("org_type", say("名册上这个代码是“%(kind)s”，类型不能改。", kind=line.known.org_type.label))


def _judge_names(session: Session, lines: Sequence[Line]) -> None:
    """A name belongs to one organization, or to whoever applied for it first."""
    wanted = sorted({line.values["name"] for line in lines if "name" in line.values})
    taken = dict(session.execute(select(Organization.name, Organization.id).where(Organization.name.in_(wanted))).all())
    applied = {
        name
        for model, states in naming.CLAIMING
        for name in session.scalars(select(model.name).where(model.name.in_(wanted), model.state.in_(states)))
    }
    seen: dict[str, int] = {}
    for line in lines:
        if not (name := line.values.get("name")):
            continue
        holder = taken.get(name)
        if holder is not None and (line.known is None or line.known.id != holder):
            line.fault("name", say("“%(name)s”在名册上是另一个组织（代码不同），请核对代码或者名称。", name=name))
        elif holder is None and name in applied:
            line.fault("name", say("“%(name)s”正在由别人申请，请换一个名称。", name=name))
        elif (first := seen.setdefault(name, line.number)) != line.number:
            line.fault("name", say("和第 %(row)s 行的名称相同。", row=first))


def _compare(session: Session, format_: Sequence[Column], lines: Sequence[Line], overwrite: set[str]) -> None:
    led = _led(session, [line.known.id for line in lines if line.known is not None])
    for line in lines:
        if line.known is None:
            continue
        for column in format_:
            if column.key in overwrite and not column.fixed and not column.checked_only and column.key in line.values:
                old, new = getattr(line.known, STORED.get(column.key, column.key)), line.values[column.key]
                if old != new:
                    line.changes.append(Change(column.key, _shown(column, old), _shown(column, new)))
        if line.changes and line.known.id in led:
            line.warn("", say("这个组织的账号有人负责：写入以后会通知对方。"))
        if line.known.state is not OrganizationState.ACTIVE:
            line.warn("", say("名册上这个组织%(state)s。", state=line.known.state.label))


def _shown(column: Column, value: Any) -> str:
    if value is None or value == "":
        return ""
    label = getattr(value, "label", None)
    return str(FOR_READERS[column.key](value) if column.key in FOR_READERS else label if label is not None else value)[:500]


def _led(session: Session, ids: Sequence[int]) -> dict[int, list[int]]:
    """Organization → accounts that lead it today."""
    found: dict[int, list[int]] = {}
    stmt = select(Appointment.organization_id, Appointment.user_id).where(
        Appointment.organization_id.in_(ids), Appointment.role == Role.LEGAL_REPRESENTATIVE, in_force()
    )
    for organization_id, user_id in session.execute(stmt) if ids else ():
        found.setdefault(organization_id or 0, []).append(user_id)
    return found


def _look_for_twins(session: Session, lines: Sequence[Line], region_path: str) -> None:
    fresh = [line for line in lines if line.known is None and not line.wrong]
    prefix = naming.prefix_of(session, region_path)
    twins = alike.near(session, [alike.Asked(line.values["name"], line.values["legal_representative"], prefix) for line in fresh])
    heads = alike.headed_by(session, [line.values["legal_representative"] for line in fresh])
    for line in fresh:
        head = line.values["legal_representative"]
        for twin in twins.get(line.values["name"], ())[:3]:
            line.warn("name", say("名册上有相近的“%(name)s”，负责人也相同，可能是同一个组织。", name=twin.name) if twin.same_head
                      else say("名册上有相近的“%(name)s”，请核对是不是同一个组织。", name=twin.name))  # fmt: skip
        others = heads.get(head, [])
        if others and len(others) <= alike.MOST_HEADED and not any(twin.same_head for twin in twins.get(line.values["name"], ())):
            line.warn("legal_representative", say("%(head)s也是“%(name)s”的负责人，请核对是不是同一个人。", head=head, name=others[0]))


# --- writing ----------------------------------------------------------------------------------------------------


def write(session: Session, format_: Sequence[Column], lines: Sequence[Line], *, by: Actor, source: Sentence = FROM_THE_REGISTER) -> list[Any]:
    """Enter or change what ``judge`` found right, one journal row each; returns the organizations, in order. ``source``: where
    the lines come from, as the journal says it."""
    labels = {column.key: column.label for column in format_}
    records = [line.known if line.known is not None else _entered(line) for line in lines]
    session.add_all(record for record, line in zip(records, lines, strict=True) if line.known is None)
    for line in lines:
        if line.known is not None:
            _changed(line)
    session.flush()
    for record, line in zip(records, lines, strict=True):
        private = {"changes": [list(change) for change in line.changes]} if line.changes else None
        said = source if line.known is None else say("照名册更新了：%(what)s", what=SEPARATOR.join(labels[c.column] for c in line.changes))
        journal.write(session, record, "import", said, by=by, key=True, region_path=record.region_path, private=private)
    _tell_heads(session, [line.known for line in lines if line.known is not None])
    return records


def _entered(line: Line) -> Organization:
    said = line.values
    kind = said["org_type"]
    return Organization(
        name=said["name"], pinyin=pinyin_of(said["name"]), org_type=kind, field=said["field"], region_path=said["region_code"],
        uscc=said["uscc"] if kind.is_legal_person else None, filing_number=said.get("filing_number") or None,
        authority=said.get("authority"), legal_representative=said["legal_representative"], address=said["address"],
        phone=said.get("phone"), purpose=said["purpose"], capital_fen=said.get("capital_fen", 0),
        full_time_staff=said.get("full_time_staff", 0), members=said.get("members", 0), registered_on=said["registered_on"],
        state=OrganizationState.ACTIVE,
    )  # fmt: skip


def _changed(line: Line) -> None:
    organization = line.known
    for change in line.changes:
        setattr(organization, STORED.get(change.column, change.column), line.values[change.column])
    if any(change.column == "name" for change in line.changes):
        organization.pinyin = pinyin_of(organization.name)
    organization.version += 1


def _tell_heads(session: Session, changed: Sequence[Organization]) -> None:
    led = _led(session, [organization.id for organization in changed])
    for organization in changed:
        if heads := led.get(organization.id):
            outbox.tell(session, heads, say("民政局照登记机关的名册更新了“%(name)s”的信息，请核对。", name=organization.name), organization)


def enter(session: Session, texts: dict[str, str], region_path: str = "/") -> Organization | None:
    """Put one organization on the register; nothing where its code or number stands there already.

    Raises ``Invalid`` with the column and what is wrong with it.
    """
    format_ = columns_of(places_of(session, region_path))
    line = Line(1, texts)
    judge(session, format_, [line], (), region_path, twins=False)
    for fault in line.faults:
        if fault.error:
            raise Invalid(fault.column, fault.sentence)
    return None if line.known is not None else write(session, format_, [line], by=SYSTEM)[0]

