"""What lies ahead: before whoever begins a process, the steps of its plain path; on a record, who acts next, by when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.kernel import policy
from portal.kernel.lifecycle import Lifecycle, Step, due_of, governed, lifecycle_of
from portal.kernel.permissions import Permission
from portal.kernel.policy import Setting
from portal.kernel.roles import Role, is_own, roles_with


class Leg(NamedTuple):
    """``who`` is empty where time takes the step, ``within`` none where nothing limits it."""

    label: str
    who: tuple[Role, ...]
    within: Setting | None


def legs(session: Session, model: type[Any], region_path: str, periods: Mapping[str, str] | None = None,
         path: Sequence[Any] = ()) -> list[Leg]:  # fmt: skip
    """The plain path of the model's process. ``periods``: step → policy key, where the table itself names none; ``path``:
    the states of a kind that takes another way."""
    process = lifecycle_of(model)
    taken = [step for source, target in pairwise(path or process.path) for step in _between(process, source, target)]
    return [_leg(session, step, region_path, (periods or {}).get(step.action, step.within)) for step in taken]


def _between(process: Lifecycle, source: Any, target: Any) -> list[Step]:
    """The fewest steps from one state of the plain path to the next; the table's order decides between equals."""
    ways: list[list[Step]] = [[step] for step in process.leaving(source)]
    for _ in process.states:
        found = next((way for way in ways if way[-1].target == target), None)
        if found:
            return found
        ways = [[*way, step] for way in ways for step in process.leaving(way[-1].target) if step not in way]
    raise ValueError(f"{process.name}: no step leads from {source} to {target}")


def _leg(session: Session, step: Step, region_path: str, key: str) -> Leg:
    setting = policy.get(session, key, region_path) if key else None
    return Leg(step.label, takers(step), setting)


class Awaited(NamedTuple):
    """A step that is awaited on a record now: by people (``step.duty`` says what), or by time (``step.at``)."""

    step: Step
    who: tuple[Role, ...]
    due: datetime | None


def awaited(session: Session, record: Any) -> list[Awaited]:
    """Who acts next on the record, and by when: what the inbox holds of it, from the same table and the same due dates."""
    found = []
    for step in filter(lambda step: step.concerns(record), lifecycle_of(record).leaving(record.state)):
        due = due_of(session, record, step) if step.duty or step.at else None
        if step.duty or due:
            found.append(Awaited(step, takers(step), due))
    return sorted(found, key=lambda row: (row.due is None, row.due))


def takers(step: Step) -> tuple[Role, ...]:
    """The roles that may take it; none where time does, the account where people do it for themselves."""
    if step.by is Permission.SYSTEM_TICK:
        return ()
    return (Role.ACCOUNT,) if is_own(step.by) else tuple(roles_with(step.by))


def record_of(session: Session, table: str, public_id: str) -> Any:
    """A record that has a process, or none."""
    model = next((model for model in governed() if model.__tablename__ == table), None)
    return model and session.scalar(select(model).where(model.public_id == public_id))
