"""What lies before whoever begins a process: the steps of its plain path, who takes each, and within what time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from portal.kernel import policy
from portal.kernel.lifecycle import Lifecycle, Step, lifecycle_of
from portal.kernel.permissions import Permission, Role, is_own, roles_with
from portal.kernel.policy import Setting


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
    if step.by is Permission.SYSTEM_TICK:
        return Leg(step.label, (), setting)
    own = (Role.ACCOUNT,) if is_own(step.by) else ()
    return Leg(step.label, own or tuple(roles_with(step.by)), setting)
