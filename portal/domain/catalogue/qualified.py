"""The yearly list of organizations qualified to take over functions: conditions looked at, evidence kept.

The list is a gate for transferred functions and for venture calls that say so; never for government procurement.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.domain.catalogue.models import (
    Qualification,
    QualificationState,
    QualifiedList,
    QualifiedListState,
)
from portal.domain.organizations.models import Organization, OrganizationState, OrgField, OrgType
from portal.domain.organizations.search import pinyin_of, starts_with
from portal.kernel import access, clock, journal, lifecycle, policy, regions
from portal.kernel.holds import Hold
from portal.kernel.paging import Page, paginate
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, Forbidden, Invalid, Refused, Sentence, say

PREFERRED_RATING = 3
AUTOMATIC_RATING = 5


class Condition(NamedTuple):
    """One condition with what the portal found. ``required``: without it the organization is not on the list."""

    condition: str
    met: bool
    required: bool
    evidence: Sentence

    def stored(self) -> dict[str, Any]:
        return {
            "condition": self.condition, "met": self.met, "required": self.required,
            "evidence": self.evidence.msgid, "parts": self.evidence.parts,
        }  # fmt: skip


def conditions(
    session: Session, organization: Organization, year: int, barred: Sentence | None = None
) -> list[Condition]:
    """Every condition of the list of ``year`` for one organization, from what the register holds today."""
    return [
        _legal_person(organization), _staff(session, organization), _annual_report(organization, year),
        _standing(organization, barred), _rated(organization), _tax_exempt(organization),
    ]  # fmt: skip


def _legal_person(org: Organization) -> Condition:
    met = org.org_type.is_legal_person and bool(org.uscc)
    evidence = say("登记证书，统一社会信用代码%(uscc)s", uscc=org.uscc) if met else say("只有街道备案，没有法人资格")
    return Condition(N_("依法登记，有法人资格"), met, True, evidence)


def _staff(session: Session, org: Organization) -> Condition:
    key = "qualified.staff-association" if org.org_type is OrgType.ASSOCIATION else "qualified.staff"
    needed = policy.amount(session, key, org.region_path)
    evidence = say("专职人员 %(found)s 人，至少 %(needed)s 人", found=org.full_time_staff, needed=needed)
    return Condition(N_("专职人员够数"), org.full_time_staff >= needed, True, evidence)


def _annual_report(org: Organization, year: int) -> Condition:
    condition = N_("按时报送上一年度工作报告")
    if org.registered_on.year >= year:
        too_young = say("%(year)s 年刚登记，还没有上一年度报告", year=org.registered_on.year)
        return Condition(condition, False, True, too_young)
    met = (org.last_annual_report or 0) >= year - 1
    sent, not_sent = say("已报送 %(year)s 年度报告", year=year - 1), say("没有报送 %(year)s 年度报告", year=year - 1)
    return Condition(condition, met, True, sent if met else not_sent)


def _standing(org: Organization, barred: Sentence | None) -> Condition:
    condition = N_("没有撤销、异常或者处罚")
    if org.state is not OrganizationState.ACTIVE:
        return Condition(condition, False, True, say("名册状态：%(state)s", state=org.state.label))
    if barred:
        return Condition(condition, False, True, say("有未解除的限制：%(cause)s", cause=str(barred)))
    return Condition(condition, True, True, say("名册状态正常，没有未解除的限制"))


def _rated(org: Organization) -> Condition:
    met = (org.rating or 0) >= PREFERRED_RATING
    if org.rating == AUTOMATIC_RATING:
        evidence = say("评估等级 5A，免申请直接列入")
    else:
        evidence = say("评估等级 %(rating)sA", rating=org.rating) if org.rating else say("没有参加等级评估")
    return Condition(N_("评估等级 3A 以上（优先）"), met, False, evidence)


def _tax_exempt(org: Organization) -> Condition:
    evidence = say("有免税资格") if org.tax_exempt else say("没有免税资格")
    return Condition(N_("取得免税资格（优先）"), org.tax_exempt, False, evidence)


# --- verbs --------------------------------------------------------------------------------------------------------


def compile_list(session: Session, *, by: Actor, year: int) -> QualifiedList:
    """Compile a year's list, or compile the draft anew: everyone who meets what is required, with the evidence."""
    if not by.holds(P.QUALIFIED_MANAGE) or by.region_path is None:
        raise Forbidden(say("只有民政局的受理岗可以编制承接目录。"))
    if not clock.today().year - 1 <= year <= clock.today().year + 1:
        raise Invalid("year", say("年份应在去年到明年之间。"))
    found = _draft(session, by, year)
    barred = _barred(session)
    before = session.scalars(select(Qualification).where(Qualification.list_id == found.id))
    held = {entry.organization_id: entry for entry in before}
    for organization in session.scalars(_candidates(found.region_path)):
        judged = conditions(session, organization, year, barred.get(organization.id))
        _enter(session, found, organization, judged, held.pop(organization.id, None), by)
    for gone in held.values():
        session.delete(gone)
    session.flush()
    return found


def _draft(session: Session, by: Actor, year: int) -> QualifiedList:
    stmt = select(QualifiedList).where(QualifiedList.region_path == by.region_path, QualifiedList.year == year)
    found = session.scalars(stmt.with_for_update()).one_or_none()
    if found is None:
        title = N_("%(n)s 年具备承接资格的社会组织目录") % {"n": year}
        found = QualifiedList(year=year, region_path=by.region_path, title=title, compiled_by_id=by.user_id)
        return lifecycle.begin(session, found, by=by, sentence=say("编制了“%(title)s”", title=title))
    if found.state is QualifiedListState.DISCARDED:
        lifecycle.move(session, found, "resume", by=by, compiling=True)
    if found.state is not QualifiedListState.DRAFT:
        raise Refused(say("%(year)s 年的目录已经发布，不能重新编制。", year=year))
    found.compiled_by_id = by.user_id
    found.version += 1
    journal.write(session, found, "compile", say("重新编制了“%(title)s”", title=found.title), by=by,
                  region_path=found.region_path)  # fmt: skip
    return found


def _candidates(region_path: str):
    return select(Organization).where(
        regions.within(Organization.region_path, region_path), Organization.org_type != OrgType.GROUP,
        Organization.state == OrganizationState.ACTIVE,
    ).order_by(Organization.id)  # fmt: skip


def _barred(session: Session) -> dict[int, Sentence]:
    """Organizations under any hold, with its cause: one statement for all."""
    stmt = select(Hold).where(Hold.subject_type == "organizations", Hold.lifted_at.is_(None))
    return {hold.subject_id: hold.sentence for hold in session.scalars(stmt)}


def _enter(session: Session, found: QualifiedList, organization: Organization, judged: list[Condition],
           held: Qualification | None, by: Actor) -> None:  # fmt: skip
    if not all(c.met for c in judged if c.required):
        if held is not None:
            session.delete(held)
        return
    evidence, preferred = [c.stored() for c in judged], any(c.met for c in judged if not c.required)
    if held is not None:
        held.evidence, held.preferred = evidence, preferred
        return
    entry = Qualification(
        list_id=found.id, organization_id=organization.id, region_path=organization.region_path,
        qualified_list=found, organization=organization, evidence=evidence, preferred=preferred,
    )  # fmt: skip
    sentence = say("把“%(name)s”列入“%(title)s”", name=organization.name, title=found.title)
    lifecycle.begin(session, entry, by=by, sentence=sentence)


# --- reads --------------------------------------------------------------------------------------------------------


def published(session: Session) -> list[QualifiedList]:
    """Published lists, the newest first."""
    stmt = select(QualifiedList).where(QualifiedList.published_at.is_not(None))
    return list(session.scalars(stmt.order_by(QualifiedList.year.desc(), QualifiedList.id.desc())))


_ENTRIES = (
    select(
        Qualification.id, Qualification.public_id, Qualification.preferred, Qualification.state,
        Organization.name, Organization.uscc, Organization.public_id.label("organization_id"), Organization.org_type, Organization.field,
        Organization.rating, Organization.tax_exempt, Organization.full_time_staff,
    )
    .join(Organization, Organization.id == Qualification.organization_id)
)  # fmt: skip


def entries(
    session: Session, found: QualifiedList, *, q: str = "", field: OrgField | None = None, preferred: bool = False,
    cursor: str | None = None,
) -> Page:  # fmt: skip
    """Entries of one list, in the order of their entry. The caller may read the list."""
    stmt = _ENTRIES.where(Qualification.list_id == found.id)
    if words := q.replace("\x00", "").strip()[:60]:
        initials = words.isascii() and words.isalpha()
        stmt = stmt.where(
            starts_with(Organization.pinyin, pinyin_of(words) or words.lower()) if initials
            else Organization.name.contains(words, autoescape=True)
        )  # fmt: skip
    if field:
        stmt = stmt.where(Organization.field == field)
    if preferred:
        stmt = stmt.where(Qualification.preferred.is_(True))
    return paginate(session, stmt, keys=(Qualification.id,), cursor=cursor, descending=False, scalars=False)


def lists(session: Session, actor: Actor) -> list[QualifiedList]:
    stmt = access.visible(select(QualifiedList), actor, P.QUALIFIED_READ).order_by(QualifiedList.year.desc()).limit(50)
    return list(session.scalars(stmt))


def left_out(session: Session, found: QualifiedList, limit: int = 200) -> list[tuple[Organization, list[Condition]]]:
    """For the compiler of a draft: who is not on it, and the required conditions that they do not meet."""
    on_it = select(Qualification.organization_id).where(Qualification.list_id == found.id)
    stmt = _candidates(found.region_path).where(Organization.id.not_in(on_it)).limit(limit)
    barred = _barred(session)
    judged = [(o, conditions(session, o, found.year, barred.get(o.id))) for o in session.scalars(stmt)]
    return [(o, [c for c in all_ if c.required and not c.met]) for o, all_ in judged]


class Moved(NamedTuple):
    """What became different since a list was compiled, as names: who no longer meets what is required, who does now,
    and whose evidence reads differently."""

    out: list[str]
    new: list[str]
    other: list[str]

    @property
    def sentence(self) -> Sentence | None:
        """What to tell whoever is about to publish, or ``None`` when nothing moved."""
        if not any(self):
            return None
        return say(
            "编制以后名册的数据有变：不再符合条件的 %(out)s，新符合条件的 %(new)s，依据有变的 %(other)s。请受理岗按今天的数据重新编制，再发布。",
            out=_few(self.out), new=_few(self.new), other=_few(self.other),
        )  # fmt: skip


def _few(names: list[str]) -> str:
    return f"{len(names)}" + (f"（{'、'.join(names[:3])}{'…' if len(names) > 3 else ''}）" if names else "")


def moved_on(session: Session, found: QualifiedList) -> Moved:
    """Look at every condition again, as the register stands now, and compare with what the draft says."""
    stmt = select(Qualification).options(joinedload(Qualification.organization)).where(Qualification.list_id == found.id)
    held = {entry.organization_id: entry for entry in session.scalars(stmt)}
    barred, moved = _barred(session), Moved([], [], [])
    for organization in session.scalars(_candidates(found.region_path)):
        judged = conditions(session, organization, found.year, barred.get(organization.id))
        meets, entry = all(c.met for c in judged if c.required), held.pop(organization.id, None)
        if meets and entry is None:
            moved.new.append(organization.name)
        elif entry is not None and not meets:
            moved.out.append(organization.name)
        elif entry is not None and entry.evidence != [c.stored() for c in judged]:
            moved.other.append(organization.name)
    moved.out.extend(entry.organization.name for entry in held.values())
    return moved


def entry_of(session: Session, organization: Organization, year: int | None = None) -> Qualification | None:
    """The organization's entry on the published list in force (or of a year)."""
    stmt = (
        select(Qualification).join(QualifiedList).options(joinedload(Qualification.qualified_list))
        .where(Qualification.organization_id == organization.id, QualifiedList.published_at.is_not(None))
        .order_by(QualifiedList.year.desc()).limit(1)
    )  # fmt: skip
    if year is None:
        stmt = stmt.where(QualifiedList.state == QualifiedListState.PUBLISHED)
    else:
        stmt = stmt.where(QualifiedList.year == year)
    return session.scalars(stmt).one_or_none()


def is_listed(entry: Qualification | None) -> bool:
    return entry is not None and entry.state is QualificationState.LISTED
