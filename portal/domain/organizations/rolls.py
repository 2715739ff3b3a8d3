"""Verbs of the people of an organization: the roll of a board as a filing, staff and volunteers as they are declared."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from portal.domain.organizations import roll_reads as reads
from portal.domain.organizations.models import Organization, OrganizationState
from portal.domain.organizations.officeholders import (
    HOLDS,
    IdKind,
    Occasion,
    Officeholder,
    Political,
    Roll,
    RollState,
)
from portal.kernel import access, clock, engine, identity, journal, lifecycle
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.personal import refuse_numbers
from portal.kernel.words import Forbidden, Invalid, Refused, Sentence, Stale, refuse_all, say

EDITABLE = (RollState.DRAFT, RollState.RETURNED)
FIELDS = ("occasion", "resolved_on", "term_from", "term_until", "note")
#: What the organization says of a person on its own word, at any time.
DECLARED = ("phone", "political", "party_secretary", "employment", "social_worker", "certificate", "accountant")
#: What stands on a roll, and is filed with it.
FILED = ("name", "office", "legal_representative", "id_kind", "identity_number", "public_servant")
OWN = ("name", "id_kind", "identity_number", "since", "until")  # of staff and volunteers
COPIED = ("region_path", *FILED, *DECLARED, "since")


def why_not_draft(session: Session, organization: Organization) -> Sentence | None:
    """What stands in the way of a new roll before anything is filled in."""
    if not organization.org_type.is_legal_person:
        return say("备案的社区社会组织没有理事会，不用报备负责人；成员和志愿者在这一页登记。")
    if organization.state != OrganizationState.ACTIVE:
        return say("“%(name)s”已经退出名册，不再报备负责人。", name=organization.name)
    if reads.under_way(session, organization):
        return say("已经有一份负责人备案在办，请接着办那一份。")
    return None


def draft(session: Session, organization: Organization, *, by: Actor, **fields: Any) -> Roll:
    """Begin the next roll with the people of the one in force: what stays need not be typed again."""
    _require(by, organization)
    engine.lock(session, organization)
    if why := why_not_draft(session, organization):
        raise Refused(why)
    return begin(session, organization, by=by, **_content(fields))


def begin(session: Session, organization: Organization, *, by: Actor, **content: Any) -> Roll:
    before = reads.in_force(session, organization)
    content.setdefault("occasion", Occasion.ELECTION if before else Occasion.FIRST)
    roll = Roll(
        organization_id=organization.id, organization=organization, region_path=organization.region_path,
        drafted_by_id=by.user_id, **content,
    )  # fmt: skip
    lifecycle.begin(session, roll, by=by, sentence=say("开始填写“%(name)s”的负责人备案", name=organization.name))
    for person in reads.people_of(session, before) if before else ():
        kept = {name: getattr(person, name) for name in COPIED}
        session.add(Officeholder(organization_id=organization.id, roll_id=roll.id, **kept))
    session.flush()
    return roll


def edit(session: Session, roll: Roll, *, by: Actor, expect: int | None = None, **fields: Any) -> Roll:
    """Change the term, the day of the resolution, the note. ``Refused`` once handed in, ``Stale`` on an old page."""
    engine.lock(session, roll)
    _require_open(roll)
    if expect is not None and expect != roll.version:
        raise Stale(say("这份备案刚刚在别处改过。请先看最新内容。"))
    for name, value in _content(fields).items():
        setattr(roll, name, value)
    roll.version += 1
    session.flush()
    journal.write(session, roll, "edit", say("修改了负责人备案"), by=by, region_path=access.scope_of(roll).region_path)
    return roll


def _content(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"a roll has no {sorted(unknown)}")
    begins, ends = fields.get("term_from"), fields.get("term_until")
    if begins and ends and not begins < ends:
        raise Invalid("term_until", say("届满日期要在任期开始以后。"))
    if (met := fields.get("resolved_on")) and met > clock.today():
        raise Invalid("resolved_on", say("会议日期不能在今天以后：先开会，再报备。"))
    refuse_numbers(note=fields.get("note"))
    return {**fields, **({"note": (fields["note"] or "").strip()} if "note" in fields else {})}


# --- people -------------------------------------------------------------------------------------------------------


def add_to_roll(session: Session, roll: Roll, *, by: Actor, **fields: Any) -> Officeholder:
    """One more person on a roll that is being prepared."""
    engine.lock(session, roll)
    _require_open(roll)
    person = Officeholder(organization_id=roll.organization_id, roll_id=roll.id, region_path=roll.region_path)
    _write(session, person, fields, (*FILED, *DECLARED))
    return _store(session, person, roll, say("在负责人备案里加了一人"), by)


def declare(session: Session, organization: Organization, *, by: Actor, **fields: Any) -> Officeholder:
    """One more of the staff or the volunteers, on the organization's own word."""
    _require(by, organization)
    person = Officeholder(organization_id=organization.id, region_path=organization.region_path)
    _write(session, person, fields, (*OWN, *DECLARED))
    return _store(session, person, organization, say("登记了一名工作人员或志愿者"), by)


def changeable(person: Officeholder) -> tuple[str, ...]:
    """What of a person may be changed now: all of it while it is prepared or declared, of who holds office what is declared."""
    if person.roll is None:
        return (*OWN, *DECLARED)
    if person.roll.state in EDITABLE:
        return (*FILED, *DECLARED)
    return DECLARED if person.roll.state in HOLDS else ()


def change(session: Session, person: Officeholder, *, by: Actor, expect: int | None = None, **fields: Any) -> Officeholder:
    """Change one person. A number that is left open stays as it is."""
    engine.lock(session, person)
    fields_open = changeable(person)
    if not fields_open:
        raise Refused(say("这份备案已经提交，不能再改。要改请民政局退回。"))
    if expect is not None and expect != person.version:
        raise Stale(say("这个人的信息刚刚在别处改过。请先看最新内容。"))
    _write(session, person, fields, fields_open)
    person.version += 1
    session.flush()
    _note(session, person, say("更新了一个人的信息"), by)
    return person


def remove(session: Session, person: Officeholder, *, by: Actor) -> None:
    """Take somebody off a roll that is being prepared. Of staff the day on which they left is entered instead."""
    engine.lock(session, person)
    if person.roll is None or person.roll.state not in EDITABLE:
        raise Refused(say("只有还在填写的备案可以删人；离开的工作人员请填离开日期。"))
    _note(session, person, say("从负责人备案里删去一人"), by)
    session.delete(person)
    session.flush()


def _store(session: Session, person: Officeholder, subject: Any, sentence: Sentence, by: Actor) -> Officeholder:
    session.add(person)
    session.flush()
    _note(session, person, sentence, by)
    return person


def _note(session: Session, person: Officeholder, sentence: Sentence, by: Actor) -> None:
    """On the roll's story, or on the organization's; the name beside it can be erased."""
    subject = person.roll or person.organization
    path = access.scope_of(subject).region_path
    journal.write(session, subject, "keep-person", sentence, by=by, private={"person": person.name}, region_path=path)


def _write(session: Session, person: Officeholder, fields: dict[str, Any], known: tuple[str, ...]) -> None:
    unknown = set(fields) - set(known)
    if unknown:
        raise TypeError(f"cannot be changed here: {sorted(unknown)}")
    given = dict(fields)
    for name in ("name", "phone", "certificate"):
        if name in given:
            given[name] = (given[name] or "").strip() or None
    if "phone" in given:
        given["phone"] = given["phone"] or person.phone
    given["identity_number"] = identity.tidy(given.get("identity_number") or "") or person.identity_number
    if given["identity_number"] is None:
        given["id_kind"] = None
    refuse_all([fault for fault in _faults(session, person, given) if fault])
    with session.no_autoflush:
        for name, value in given.items():
            setattr(person, name, value)


def _faults(session: Session, person: Officeholder, given: dict[str, Any]) -> list[Invalid | None]:
    return [
        _identity_fault(session, person, given),
        _fault("certificate", bool(given.get("social_worker")) != bool(given.get("certificate")),
               say("有社会工作者证书的，等级和证书编号都要填；没有的都不填。")),
        _fault("party_secretary", bool(given.get("party_secretary")) and given.get("political") is not Political.PARTY_MEMBER,
               say("党组织书记是中共党员，请把政治面貌选为中共党员。")),
        _fault("until", bool(given.get("since") and given.get("until")) and given["until"] < given["since"],
               say("离开日期不能早于到岗日期。")),
    ]  # fmt: skip


def _fault(field: str, wrong: bool, sentence: Sentence) -> Invalid | None:
    return Invalid(field, sentence) if wrong else None


def _identity_fault(session: Session, person: Officeholder, given: dict[str, Any]) -> Invalid | None:
    number, kind = given["identity_number"], given.get("id_kind", person.id_kind)
    if not number:
        return None
    if kind is None:
        return Invalid("id_kind", say("填了证件号码，请选是哪一种证件。"))
    if kind is IdKind.RESIDENT and (wrong := identity.fault(number, clock.today())):
        return Invalid("identity_number", wrong)
    if kind is not IdKind.RESIDENT and not (5 <= len(number) <= 20 and number.isascii() and number.isalnum()):
        return Invalid("identity_number", say("证件号码是 5 到 20 位字母和数字，请照证件填。"))
    if twin := reads.twin_of(session, person, number):
        return Invalid("identity_number", say("这个证件号码和“%(name)s”的相同。一个人只写一行；不是同一个人的，请核对号码。", name=twin.name))
    return None


def _require(by: Actor, organization: Organization) -> None:
    if not access.allows(by, P.ROLL_WRITE, organization):
        raise Forbidden(say("只有组织的负责人和经办可以登记本组织的人员。"))


def _require_open(roll: Roll) -> None:
    if roll.state not in EDITABLE:
        raise Refused(say("这份备案已经提交，不能再改。要改请民政局退回。"))
