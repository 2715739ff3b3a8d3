"""Names: region + fancy name + field + form; whether one is free, and which ones sound or look alike."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import NamedTuple

from pypinyin import lazy_pinyin
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.domain.organizations.models import (
    Filing,
    FilingState,
    Organization,
    OrgType,
    Registration,
    RegistrationState,
)
from portal.domain.organizations.search import pinyin_of, starts_with
from portal.kernel import regions
from portal.kernel.regions import Level, Region
from portal.kernel.words import N_, Sentence, say

#: What a name may end with, by type (社会组织名称管理办法).
FORMS: dict[OrgType, tuple[str, ...]] = {
    OrgType.ASSOCIATION: ("协会", "商会", "学会", "联合会", "促进会", "研究会"),
    OrgType.SERVICE: ("中心", "服务社", "事务所", "院", "馆", "园", "所"),
    OrgType.FOUNDATION: ("基金会",),
}
#: Words that a district's organization may not carry in its fancy name.
RESERVED = ("中国", "中华", "全国", "国家", "中央", "国际", "世界", "党", "政府", "军")
QUEUE = "名"  # the series whose lock lets applications for a name in one by one  # official
ALIKE = 0.6  # share of equal characters from which two fancy names are shown as similar
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2,10}")
_FIELD = re.compile(r"[\u4e00-\u9fff]{2,12}")
APPLYING = (
    RegistrationState.SUBMITTED, RegistrationState.SUPPLEMENT, RegistrationState.ACCEPTED, RegistrationState.EXAMINED,
)  # fmt: skip
_BEING_FILED = (FilingState.SUBMITTED, FilingState.RETURNED, FilingState.PUBLICITY, FilingState.PUBLICISED)


class Similar(NamedTuple):
    name: str
    why: str


class NameCheck(NamedTuple):
    """The answer of the name check: the whole name, what is wrong with it, who has it, and what resembles it."""

    name: str
    fault: Sentence | None
    taken: Sentence | None
    similar: list[Similar]

    @property
    def free(self) -> bool:
        return self.fault is None and self.taken is None


def prefix_of(session: Session, region_path: str) -> str:
    """``南京市雨花台区``: a district's name is used together with its city's."""
    paths = [path for path in regions.ancestors(region_path) if path != regions.ROOT]
    stmt = select(Region.level, Region.name).where(Region.path.in_(paths)).order_by(Region.path)
    return "".join(name for level, name in session.execute(stmt) if level in (Level.CITY, Level.DISTRICT))


def compose(session: Session, region_path: str, parts: dict[str, str]) -> str:
    return prefix_of(session, region_path) + parts["fancy"] + parts["field"] + parts["form"]


def fault_in(parts: dict[str, str]) -> tuple[str, Sentence] | None:
    """What is wrong with a name by itself, and in which of its parts: (``fancy`` or ``field``, sentence)."""
    if not _CHINESE.fullmatch(parts["fancy"]):
        return "fancy", say("字号要用 2 到 10 个汉字。")
    if not _FIELD.fullmatch(parts["field"]):
        return "field", say("业务领域要用 2 到 12 个汉字。")
    for part, label in (("fancy", N_("字号")), ("field", N_("业务领域"))):
        for word in RESERVED:
            if word in parts[part]:
                return part, say("%(part)s里不能用“%(word)s”（社会组织名称管理办法）。请换一个。", part=label, word=word)
    return None


def fault_of(parts: dict[str, str]) -> Sentence | None:
    """What is wrong with a name by itself."""
    found = fault_in(parts)
    return found[1] if found else None


def taken_by(session: Session, name: str, besides: Registration | Filing | None = None) -> Sentence | None:
    """Who has the name already: the register, or an application that came first."""
    if session.scalar(select(Organization.id).where(Organization.name == name)):
        return say("“%(name)s”已经有人用了，请换一个名称。", name=name)
    for model, states in ((Registration, APPLYING), (Filing, _BEING_FILED)):
        stmt = select(model.id).where(model.name == name, model.state.in_(states))
        if isinstance(besides, model):
            stmt = stmt.where(model.id != besides.id)
        if session.scalar(stmt.limit(1)):
            return say("“%(name)s”正在由别人申请，请换一个名称。", name=name)
    return None


def check(session: Session, region_path: str, parts: dict[str, str]) -> NameCheck:
    """Free, taken, or faulty; with the names of the district that look or sound like it."""
    name = compose(session, region_path, parts)
    fault = fault_of(parts)
    if fault:
        return NameCheck(name, fault, None, [])
    return NameCheck(name, None, taken_by(session, name), _similar(session, name, parts["fancy"]))


def _similar(session: Session, name: str, fancy: str, limit: int = 10) -> list[Similar]:
    pieces = {fancy[i : i + 2] for i in range(len(fancy) - 1)}
    looks = or_(*(Organization.name.contains(piece) for piece in sorted(pieces)))
    sounds = starts_with(Organization.pinyin, pinyin_of(fancy))
    stmt = select(Organization.name).where(Organization.name != name)
    # Two narrow questions instead of one wide: the second is served by the index on the initials.
    found = [*session.scalars(stmt.where(sounds).limit(200)), *session.scalars(stmt.where(looks).limit(200))]
    judged = [(other, _why(other, fancy)) for other in dict.fromkeys(found)]
    return [Similar(other, why) for other, why in judged if why][:limit]


def _why(other: str, fancy: str) -> str:
    """How the fancy name resembles any part of the other name; several organizations in one field are welcome."""
    pieces = [other[start : start + len(fancy)] for start in range(len(other) - len(fancy) + 1)]
    if fancy in pieces:
        return N_("字号相同")
    said = lazy_pinyin(fancy)
    if any(lazy_pinyin(piece) == said for piece in pieces):
        return N_("字号读音相同")
    if len(fancy) > 2 and any(SequenceMatcher(None, piece, fancy).ratio() >= ALIKE for piece in pieces):
        return N_("字号相近")
    return ""


_PLACE = re.compile(r"^[^市]{2,4}市[^市区县]{1,5}[区县](?=.{3})")  # how names begin


def neighbourly(name: str | None) -> str:
    """An organization's name as its neighbours say it: without the city and the district."""
    return _PLACE.sub("", name or "")
