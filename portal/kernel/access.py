"""Who may see and do what: one declaration per model, read two ways that cannot drift.

``allows(actor, permission, record)`` answers for one loaded record, ``visible(stmt, actor, permission)`` narrows a
SELECT. Both read the same ``Scope`` declaration of the model (``declare``). A test compares them for every role over
the demo city. A condition is the name of a hybrid property of the model, so it also is written once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Select, false, literal, or_, select, true, union_all
from sqlalchemy.orm import DeclarativeBase, Session

from portal.kernel import regions
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission
from portal.kernel.roles import ROLES, Reach, Role


@dataclass(frozen=True)
class Declaration:
    """Which columns tie a model to scopes. Each is an attribute name; empty means 'not tied that way'.

    ``read``: without this permission on it a record answers as if it did not exist.
    ``public``: hybrid that is true for what anyone may read. ``officers_when``: hybrid that must hold before anyone
    but the organization and the owner may read (a sealed proposal). ``assigned(actor)``: SQL predicate for experts,
    and ``is_assigned(record, actor)`` its twin.
    """

    read: Permission
    region: str = ""
    organization: str = ""
    second_organization: str = ""
    department: str = ""
    incubator: str = ""
    owner: str = ""
    second_owner: str = ""
    public: str = ""
    officers_when: str = ""
    assigned: Callable[[Actor], Any] | None = None
    is_assigned: Callable[[Any, Actor], bool] | None = None


@dataclass(frozen=True)
class Scope:
    """A record's place: what work items and notices are addressed by."""

    region_path: str | None = None
    organization_id: int | None = None
    department_id: int | None = None
    incubator_id: int | None = None
    owner_id: int | None = None
    office_path: str | None = None


_declared: dict[type[Any], Declaration] = {}


def declare(model: type[DeclarativeBase], read: Permission, **ties: Any) -> None:
    """Tie a model to the scopes; ``read`` is the permission to see a record at all. Called once, beside the model."""
    _declared[model] = Declaration(read, **ties)


def declaration(model: type[Any]) -> Declaration:
    return _declared[model]


def declared_models() -> list[type[Any]]:
    return list(_declared)


def place_of(item: Any) -> Scope:
    """The scope that a work item was opened with."""
    return Scope(**{field.name: getattr(item, field.name) for field in fields(Scope)})


def subject_of(session: Session, row: Any) -> Any:
    """The record that a row with ``subject_type`` and ``subject_id`` is about, or ``None``."""
    model = next((m for m in _declared if m.__tablename__ == row.subject_type), None)
    return session.get(model, row.subject_id) if model else None


def readable(session: Session, actor: Actor, wanted: Mapping[str, Collection[Any]], by: str) -> list[tuple[str, int, str]]:
    """(table, id, public id) of the records that the actor may read, out of those that ``wanted`` names by table and by
    ``id`` or ``public_id``: one statement, however many tables."""
    models = {model.__tablename__: model for model in _declared if hasattr(model, "public_id")}
    parts = [
        select(literal(table).label("kind"), models[table].id, models[table].public_id)
        .where(getattr(models[table], by).in_(keys), predicate(actor, _declared[models[table]].read, models[table]))
        for table, keys in sorted(wanted.items())
        if table in models
    ]
    return [(kind, key, public_id) for kind, key, public_id in session.execute(union_all(*parts))] if parts else []


def scope_of(record: Any) -> Scope:
    d = _declared[type(record)]

    def value(name: str):
        return getattr(record, name) if name else None

    # What officers may not read yet has no place on their map: no count of sealed bids through journal or inbox.
    place = value(d.region) if _officers_may(d, record) else None
    office = getattr(record, "office_path", None) if place else None  # a record that one office handles names it
    return Scope(place, value(d.organization), value(d.department), value(d.incubator), value(d.owner), office)


def allows(actor: Actor, permission: Permission, record: Any, *, publicly: bool = True) -> bool:
    """May this actor use this permission on this record? ``publicly=False``: for more than what everybody sees."""
    d = _declared[type(record)]
    if publicly and permission in ROLES[Role.VISITOR][1] and d.public and getattr(record, d.public):
        return True
    if _owns(actor, permission) and any(getattr(record, name) == actor.user_id for name in _owners(d)):
        return True
    if permission not in actor.permissions:
        return False
    reach = actor.reach
    if reach is Reach.ORGANIZATION:
        names = [name for name in (d.organization, d.second_organization) if name]
        return actor.organization_id is not None and any(getattr(record, name) == actor.organization_id for name in names)
    if reach is Reach.ASSIGNED:
        return d.is_assigned is not None and d.is_assigned(record, actor)
    if reach is Reach.EVERYTHING:
        return True  # the system opens what officers may not read yet
    return _officers_may(d, record) and _in_scope(d, record, actor, reach)


def _owns(actor: Actor, permission: Permission) -> bool:
    return actor.user_id is not None and permission in ROLES[Role.ACCOUNT][1]


def _owners(d: Declaration) -> list[str]:
    return [name for name in (d.owner, d.second_owner) if name]


def _officers_may(d: Declaration, record: Any) -> bool:
    return not d.officers_when or bool(getattr(record, d.officers_when))


def _in_scope(d: Declaration, record: Any, actor: Actor, reach: Reach) -> bool:
    if reach is Reach.REGION:
        return bool(d.region) and regions.lies_in(getattr(record, d.region), actor.region_path)
    if reach is Reach.DEPARTMENT:
        return bool(d.department) and getattr(record, d.department) == actor.department_id
    if reach is Reach.INCUBATOR:
        return bool(d.incubator) and getattr(record, d.incubator) == actor.incubator_id
    return False


def visible(stmt: Select, actor: Actor, permission: Permission, model: type[Any] | None = None) -> Select:
    """The same question for a SELECT: keeps the rows for which ``allows`` is true."""
    return stmt.where(predicate(actor, permission, model or stmt.column_descriptions[0]["entity"]))


def predicate(actor: Actor, permission: Permission, model: type[Any]):
    """``allows`` as a SQL expression over ``model``."""
    d = _declared[model]
    branches = []
    if permission in ROLES[Role.VISITOR][1] and d.public:
        branches.append(getattr(model, d.public))
    if _owns(actor, permission):
        branches += [getattr(model, name) == actor.user_id for name in _owners(d)]
    if permission in actor.permissions:
        branches.append(_reached(d, model, actor, actor.reach))
    return or_(*branches) if branches else false()


def _reached(d: Declaration, model: type[Any], actor: Actor, reach: Reach):
    if reach is Reach.ORGANIZATION:
        names = [name for name in (d.organization, d.second_organization) if name]
        return or_(*(getattr(model, name) == actor.organization_id for name in names)) if names else false()
    if reach is Reach.ASSIGNED:
        return d.assigned(actor) if d.assigned else false()
    if reach is Reach.EVERYTHING:
        return true()
    here = _scope_predicate(d, model, actor, reach)
    return here & getattr(model, d.officers_when) if d.officers_when else here


def _scope_predicate(d: Declaration, model: type[Any], actor: Actor, reach: Reach):
    if reach is Reach.REGION and d.region and actor.region_path:
        return regions.within(getattr(model, d.region), actor.region_path)
    if reach is Reach.DEPARTMENT and d.department:
        return getattr(model, d.department) == actor.department_id
    if reach is Reach.INCUBATOR and d.incubator:
        return getattr(model, d.incubator) == actor.incubator_id
    return false()
