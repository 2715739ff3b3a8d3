"""Organizations from before the portal: entered as the registrar's own list has them. Nobody leads their account yet; whoever
does claims it with proof."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.domain.organizations import naming, uscc
from portal.domain.organizations.models import Organization, OrganizationState, OrgField, OrgType
from portal.domain.organizations.search import pinyin_of
from portal.kernel import clock, journal
from portal.kernel.people import SYSTEM
from portal.kernel.regions import Region
from portal.kernel.words import Invalid, say

#: What a line of the list says; ``uscc`` for legal persons, ``filing_number`` for filed groups.
COLUMNS = (
    "name", "org_type", "field", "uscc", "filing_number", "region_code", "authority", "legal_representative", "address", "phone",
    "purpose", "registered_on",
)  # fmt: skip
NEEDED = ("name", "legal_representative", "address", "purpose")


def enter(session: Session, line: Mapping[str, str]) -> Organization | None:
    """Put one organization on the register; nothing where its code or number stands there already.

    Raises ``Invalid`` with the column and what is wrong with it.
    """
    said = {name: (line.get(name) or "").strip() for name in COLUMNS}
    code, number = uscc.tidy(said["uscc"]) or None, said["filing_number"] or None
    same = [column == value for column, value in ((Organization.uscc, code), (Organization.filing_number, number)) if value]
    if same and session.scalar(select(Organization.id).where(or_(*same)).limit(1)):
        return None
    for name in NEEDED:
        if not said[name]:
            raise Invalid(name, say("这一栏没有填。"))
    kind, path = _kind(said["org_type"]), _path(session, said["region_code"])
    if why := uscc.fault(code or "", kind, path) if kind.is_legal_person else None:
        raise Invalid("uscc", why)
    if not kind.is_legal_person and not number:
        raise Invalid("filing_number", say("备案的社区社会组织要有备案编号。"))
    if why := naming.taken_by(session, said["name"]):
        raise Invalid("name", why)
    organization = Organization(
        name=said["name"], pinyin=pinyin_of(said["name"]), org_type=kind, field=_field(said["field"]), region_path=path,
        uscc=code if kind.is_legal_person else None, filing_number=number, authority=said["authority"] or None,
        legal_representative=said["legal_representative"], address=said["address"], phone=said["phone"] or None,
        purpose=said["purpose"], registered_on=_day(said["registered_on"]), state=OrganizationState.ACTIVE,
    )  # fmt: skip
    session.add(organization)
    session.flush()
    journal.write(session, organization, "import", say("从登记机关的名册导入"), by=SYSTEM, key=True, region_path=path)
    return organization


def _kind(text: str) -> OrgType:
    if text not in list(OrgType):
        raise Invalid("org_type", say("这一栏只能是：%(words)s", words=", ".join(OrgType)))
    return OrgType(text)


def _field(text: str) -> OrgField:
    if text not in list(OrgField):
        raise Invalid("field", say("这一栏只能是：%(words)s", words=", ".join(OrgField)))
    return OrgField(text)


def _path(session: Session, code: str) -> str:
    path = session.scalar(select(Region.path).where(Region.code == code))
    if path is None:
        raise Invalid("region_code", say("没有这个区划代码。"))
    return path


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid("registered_on", say("日期要写成 2020-05-15 这样。")) from None
    if day > clock.today():
        raise Invalid("registered_on", say("登记的日子不能在今天以后。"))
    return day
