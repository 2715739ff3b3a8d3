"""What can be searched, in the order of the answer, and the search itself: what the reader may read, grouped by kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, String, case, func, literal, select, type_coerce, union_all
from sqlalchemy.orm import Session

from portal.domain.awards.models import Award
from portal.domain.calls.models import Call
from portal.domain.catalogue.models import CatalogueEdition, ServiceItem, TransferItem
from portal.domain.incubators.models import Incubator
from portal.domain.needs.models import Guideline, Need
from portal.domain.organizations.models import Organization
from portal.domain.projects.models import Project
from portal.kernel import access, search
from portal.kernel.lifecycle import State
from portal.kernel.paging import Page, paginate
from portal.kernel.papers import Paper
from portal.kernel.people import Actor
from portal.kernel.regions import Region
from portal.kernel.search import Searched, SearchEntry
from portal.kernel.search_words import Query
from portal.kernel.words import N_

FEW = 5  # of each kind on the page of all kinds
COUNTED = 1000  # beyond this nobody counts
PAGE = 25


@dataclass(frozen=True)
class Kind:
    """One group of the answer. ``note``: SQL, a line that tells apart what has the same title."""

    label: str
    searched: Searched
    note: Callable[[], ColumnElement[Any]] = lambda: literal("", String)
    may_read: Callable[[Actor], Any] | None = None
    stands: Callable[[], ColumnElement[Any]] = lambda: literal("", String)  # for what has no lifecycle

    @property
    def model(self) -> type[Any]:
        return self.searched.model

    @property
    def name(self) -> str:
        return self.model.__tablename__

    def visible(self, actor: Actor) -> Any:
        if self.may_read:
            return self.may_read(actor)
        return access.predicate(actor, access.declaration(self.model).read, self.model)

    def state(self) -> ColumnElement[Any]:
        return type_coerce(self.model.state, String) if hasattr(self.model, "state") else self.stands()


def _named(model: type[Any], column: Any, key: Any) -> ColumnElement[Any]:
    """The name of what the column refers to."""
    return select(model.name).where(key == column).scalar_subquery()


def _edition_of(column: Any) -> ColumnElement[Any]:
    return select(CatalogueEdition.title).where(CatalogueEdition.id == column).scalar_subquery()


class PaperState(State):
    REVOKED = "revoked", N_("已经失效"), "risk4"


KINDS = {kind.name: kind for kind in (
    Kind(N_("社会组织"), Searched(Organization, "name", ("uscc", "filing_number"), ("purpose",)),
         note=lambda: _named(Region, Organization.region_path, Region.path)),
    Kind(N_("征集公告"), Searched(Call, "title", ("number",), ("summary",))),
    Kind(N_("项目"), Searched(Project, "title", ("number",), ("organization.name", "implementer.name")),
         note=lambda: _named(Organization, Project.organization_id, Organization.id)),
    Kind(N_("职能转移事项"),
         Searched(TransferItem, "name", ("code",), ("department.name", "legal_basis", "takers", "cost_basis")),
         note=lambda: _edition_of(TransferItem.edition_id)),
    Kind(N_("购买服务事项"),
         Searched(ServiceItem, "name", ("code",), ("kind", "scope", "service_object", "quantity", "supervision")),
         note=lambda: _edition_of(ServiceItem.edition_id)),
    Kind(N_("目录版本"), Searched(CatalogueEdition, "title", ("number", "year"), ("foreword",))),
    Kind(N_("居民需求"), Searched(Need, "title", ("number",), ("description", "group_served")),
         note=lambda: _named(Region, Need.region_path, Region.path)),
    Kind(N_("项目指引"), Searched(Guideline, "title", ("number",), ("whom", "need", "service", "goal"))),
    Kind(N_("立项"), Searched(Award, "proposal.title", ("number",), ("organization.name",)),
         note=lambda: _named(Organization, Award.organization_id, Organization.id)),
    Kind(N_("孵化基地"), Searched(Incubator, "name", (), ("address", "operator", "introduction"))),
    Kind(N_("文件"), Searched(Paper, "title", ("number",)), may_read=lambda _actor: Paper.public,
         note=lambda: type_coerce(Paper.issuer, String),
         stands=lambda: case((Paper.revoked_at.is_not(None), PaperState.REVOKED.value), else_="")),
)}  # fmt: skip
_STATES: dict[str, type[State]] = {
    name: kind.model.state.type.enum_class if hasattr(kind.model, "state") else PaperState for name, kind in KINDS.items()
}


@dataclass(frozen=True)
class Group:
    """What was found of one kind: the best few, and how many in all (``None``: more than ``COUNTED``)."""

    kind: Kind
    hits: list[Any]
    total: int | None


def find(session: Session, actor: Actor, query: Query) -> list[Group]:
    """The best few of every kind, in two statements; kinds of which nothing is found are left out."""
    if not query.asks_enough:
        return []
    best = [select(_best(session, kind, actor, query).subquery()) for kind in KINDS.values()]
    counts = [_counted(session, kind, actor, query) for kind in KINDS.values()]
    hits: dict[str, list[Any]] = {name: [] for name in KINDS}
    for row in session.execute(union_all(*best)):
        hits[row.kind].append(row)
    totals = {name: found for name, found in session.execute(union_all(*counts)) if found}
    return [
        Group(KINDS[name], sorted(found, key=lambda hit: (-hit.rank, -hit.subject_id)), _bounded(totals[name]))
        for name, found in hits.items() if found
    ]  # fmt: skip


def find_all(session: Session, actor: Actor, query: Query, kind: Kind, cursor: str | None = None) -> Page:
    """Everything of one kind, page by page."""
    if not query.asks_enough:
        return Page([])
    name, total = session.execute(_counted(session, kind, actor, query)).one()
    stmt, keys = _hits(session, kind, actor, query), _keys(query)
    return paginate(session, stmt, keys=keys, cursor=cursor, size=PAGE, scalars=False, total=_bounded(total))


def state_of(hit: Any) -> State | None:
    """The state that the record is in now."""
    return _STATES[hit.kind](hit.state) if hit.state else None


def _bounded(count: int) -> int | None:
    return count if count <= COUNTED else None


def _found(stmt: Select, session: Session, kind: Kind, actor: Actor, query: Query) -> Select:
    """Entries of a kind that match, joined with their records, those that the actor may read."""
    of_kind = (SearchEntry.subject_type == kind.name) & (SearchEntry.subject_id == kind.model.id)
    return stmt.select_from(SearchEntry).join(kind.model, of_kind).where(search.matches(session, query), kind.visible(actor))


def _counted(session: Session, kind: Kind, actor: Actor, query: Query) -> Select:
    found = _found(select(SearchEntry.id), session, kind, actor, query).limit(COUNTED + 1)
    return select(literal(kind.name, String), func.count()).select_from(found.subquery())


def _hits(session: Session, kind: Kind, actor: Actor, query: Query) -> Select:
    rank, subject = _keys(query)
    columns = select(
        literal(kind.name, String).label("kind"), subject, kind.model.public_id.label("public_id"), SearchEntry.title,
        SearchEntry.number, SearchEntry.body, kind.note().label("note"), kind.state().label("state"), rank,
    )  # fmt: skip
    return _found(columns, session, kind, actor, query)


def _keys(query: Query) -> tuple[Any, Any]:
    """What is found in title or number as it was typed comes first, then what is newer."""
    in_heading = SearchEntry.heading.contains(query.text, autoescape=True)
    return case((in_heading, 1), else_=0).label("rank"), SearchEntry.subject_id


def _best(session: Session, kind: Kind, actor: Actor, query: Query) -> Select:
    return _hits(session, kind, actor, query).order_by(*(key.desc() for key in _keys(query))).limit(FEW)
