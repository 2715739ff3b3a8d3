"""A process is a table. ``move`` is the only code that changes a state.

The table feeds the buttons, the stepper, the timeline, the due dates, the inbox, the notices, the tests and
``docs/lifecycles.md``. A step's guards return ``None`` or the sentence that the user reads; its effect writes the
facts that the new state is tied to. Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from portal.kernel import access, clock, holds, journal, outbox, policy, work
from portal.kernel.channels import Kind
from portal.kernel.engine import lock, writing
from portal.kernel.people import SYSTEM, Actor, holders
from portal.kernel.permissions import Permission
from portal.kernel.states import State
from portal.kernel.words import N_, Forbidden, Refused, Sentence, Stale, say


@dataclass(frozen=True)
class Ctx:
    """What a guard or an effect may look at."""

    session: Session
    record: Any
    by: Actor
    reason: str
    facts: dict[str, Any]
    now: datetime

    def fact(self, name: str) -> Any:
        """A fact from elsewhere that the caller must bring; a missing fact refuses."""
        if name not in self.facts:
            raise Refused(say("缺少办理这一步所需的核对结果：%(name)s", name=name))
        return self.facts[name]


Guard = Callable[[Ctx], Sentence | None]
Effect = Callable[[Ctx], None]


@dataclass(frozen=True)
class Step:
    """One row of the table.

    action: verb, also the URL segment.     source/target: states.      by: permission.
    provided: guard or guards.              within: policy key of the time allowed, counted from entering ``source``.
    at: for steps that time takes: the moment, from the record (then ``by`` is SYSTEM_TICK).
    due: the moment by which people are to take the step, from the record (where ``within`` cannot say it).
    label: the button. consequence: the line under it. duty: the inbox line; empty = nobody waits for this step.
    done: the past-tense sentence of the journal; may use %(caption)s and %(reason)s never (reasons are personal).
    held_by: a hold of this kind on the record blocks the step.    needs_reason: the person must say why.
    effect: writes the facts of the new state.   key: a turning point in the timeline.   final: asks once more.
    form: True when the step needs more than a reason; the blueprint names its form.
    served: the rule by which the parties must be served with this step: their notice cannot be turned off.
    where: the records that have the step at all, where a process runs differently by kind; elsewhere it does not exist.
    """

    action: str
    source: Any
    target: Any
    by: Permission
    provided: Guard | tuple[Guard, ...] = ()
    within: str = ""
    at: Callable[[Any], datetime | None] | None = None
    due: Callable[[Any], datetime | None] | None = None
    label: str = ""
    consequence: str = ""
    duty: str = ""
    done: str = ""
    held_by: str = ""
    needs_reason: bool = False
    effect: Effect | None = None
    key: bool = False
    final: bool = False
    form: bool = False
    served: str = ""
    where: Callable[[Any], bool] | None = None

    @property
    def sources(self) -> tuple[Any, ...]:
        return self.source if isinstance(self.source, tuple) else (self.source,)

    @property
    def guards(self) -> tuple[Guard, ...]:
        return self.provided if isinstance(self.provided, tuple) else (self.provided,)

    def concerns(self, record: Any) -> bool:
        """Whether this record has the step."""
        return self.where is None or self.where(record)


@dataclass(frozen=True)
class Lifecycle:
    name: str
    title: str
    states: type[State]
    steps: tuple[Step, ...]
    path: tuple[Any, ...] = ()  # the states of the plain path, in order: the stepper
    outcome: str = ""  # how the stepper calls the end of the path before it is decided which end it is
    by_source: dict[Any, list[Step]] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        seen: set[tuple[Any, str]] = set()
        for step in self.steps:
            for source in step.sources:
                if (source, step.action) in seen:
                    raise ValueError(f"{self.name}: {step.action} leaves {source} twice")
                seen.add((source, step.action))
                self.by_source.setdefault(source, []).append(step)

    @property
    def initial(self) -> Any:
        return next(iter(self.states))

    def leaving(self, state: Any) -> list[Step]:
        return self.by_source.get(state, [])

    def step(self, state: Any, action: str) -> Step | None:
        return next((s for s in self.leaving(state) if s.action == action), None)

    def path_of(self, record: Any) -> list[Any]:
        """The plain path of this record: without the states that none of its steps leads to."""
        reached = {step.target for step in self.steps if step.concerns(record)}
        return [state for state in self.path if state == self.initial or state in reached]

    def actions(self) -> list[str]:
        return list(dict.fromkeys(s.action for s in self.steps))


_lifecycles: dict[type[Any], Lifecycle] = {}
Reaction = Callable[[Session, Any, Actor], Any]  # what it returns is for other callers
_reactions: dict[tuple[str, str], tuple[Reaction, ...]] = {}


def govern(model: type[Any], lifecycle: Lifecycle) -> Lifecycle:
    """Put a model under its lifecycle."""
    _lifecycles[model] = lifecycle
    return lifecycle


def governed() -> dict[type[Any], Lifecycle]:
    return dict(_lifecycles)


#: What is journalled and has no process.
WITHOUT = {
    "experts": N_("评审专家"), "incubators": N_("孵化基地"), "organizations": N_("社会组织"), "tenant_services": N_("得到的服务"),
    "users": N_("账号"), "vouchers": N_("凭证"), "work_items": N_("待办"),
}  # fmt: skip


@cache
def titles() -> dict[str, str]:
    """Table → what people call the records that the journal names."""
    return {**{model.__tablename__: process.title for model, process in governed().items()}, **WITHOUT}


def lifecycle_of(record_or_model: Any) -> Lifecycle:
    model = record_or_model if isinstance(record_or_model, type) else type(record_or_model)
    return _lifecycles[model]


def install_reactions(table: dict[tuple[str, str], tuple[Reaction, ...]]) -> None:
    """(process, action) → what other nouns do about it; the table lives in ``workflows/reactions.py``."""
    for process, action in table:
        lifecycle = next((x for x in _lifecycles.values() if x.name == process), None)
        if lifecycle is None or action not in lifecycle.actions():
            raise ValueError(f"no process {process} with a step {action}")
    _reactions.clear()
    _reactions.update(table)


def begin(session: Session, record: Any, *, by: Actor, sentence: Sentence | None = None) -> Any:
    """Store a new record in its lifecycle's first state, journalled, with its first work items."""
    lifecycle = lifecycle_of(record)
    record.state = lifecycle.initial
    record.entered_at = clock.now()
    session.add(record)
    session.flush()
    sentence = sentence or say("新建了%(process)s“%(caption)s”", process=lifecycle.title, caption=caption_of(record))
    journal.write(
        session, record, "begin", sentence, by=by, after=record.state.value,
        region_path=access.scope_of(record).region_path,
    )  # fmt: skip
    _await_next(session, record, lifecycle, by)
    return record


def move(
    session: Session,
    record: Any,
    action: str,
    *,
    by: Actor,
    reason: str = "",
    expect: int | None = None,
    **facts: Any,
) -> Step:
    """Take one step: lock, check state, permission, holds and guards, write state, journal, work items, notices.

    ``expect``: the version the person saw; another one raises ``Stale``. Raises ``Refused`` (a sentence for the
    user), ``Forbidden``, ``Stale``. Never commits.
    """
    lifecycle = lifecycle_of(record)
    session.flush()
    lock(session, record)
    if expect is not None and expect != record.version:
        raise Stale(
            say("这条记录刚刚有人办理过，现在的状态是“%(state)s”。请看过最新内容再决定。", state=record.state.label)
        )
    step = lifecycle.step(record.state, action)
    if step is None or not step.concerns(record):
        raise Stale(say("现在的状态是“%(state)s”，不能再办这一步。", state=record.state.label))
    ctx = Ctx(session, record, by, reason.strip(), facts, clock.now())
    _check(step, ctx)
    before = record.state
    if step.effect:
        step.effect(ctx)  # facts first: the CHECKs tie the new state to them, and an effect may flush
    record.state = step.target
    record.entered_at = ctx.now
    record.version += 1
    session.flush()
    sentence = _sentence(step, record)
    entry_private = {"reason": ctx.reason} if ctx.reason else None
    journal.write(
        session, record, action, sentence, by=by, before=before.value, after=record.state.value,
        private=entry_private, key=step.key, region_path=access.scope_of(record).region_path,
    )  # fmt: skip
    work.close(session, record, by=by)
    awaited = _await_next(session, record, lifecycle, by)
    _tell(session, record, sentence, by, awaited, step.served)
    for reaction in _reactions.get((lifecycle.name, action), ()):
        reaction(session, record, by)
    session.flush()
    return step


def _check(step: Step, ctx: Ctx) -> None:
    if not may(ctx.by, step, ctx.record):
        raise Forbidden(say("您现在的岗位不能办理“%(label)s”。", label=step.label))
    if step.needs_reason and not ctx.reason:
        raise Refused(say("请写明理由：对方会看到这段话。"))
    if why := why_not(step, ctx):
        raise Refused(why)


def may(actor: Actor, step: Step, record: Any) -> bool:
    """The actor's permission for the step on this record."""
    return access.allows(actor, step.by, record)


def why_not(step: Step, ctx: Ctx) -> Sentence | None:
    """The first unmet condition in words, or ``None``: for the disabled button and for ``move``."""
    if step.held_by:
        for hold in holds.on(ctx.session, ctx.record, step.held_by):
            return hold.sentence
    for guard in step.guards:
        if sentence := guard(ctx):
            return sentence
    return None


def open_steps(record: Any, actor: Actor) -> list[Step]:
    """The steps that this actor may take now, guards aside, in the table's order."""
    return [s for s in lifecycle_of(record).leaving(record.state) if s.concerns(record) and may(actor, s, record)]


def _sentence(step: Step, record: Any) -> Sentence:
    return (
        say(step.done, caption=caption_of(record))
        if step.done
        else say("“%(caption)s”：%(label)s", caption=caption_of(record), label=step.label or step.action)
    )


def caption_of(record: Any) -> str:
    """What the journal, the inbox and the notices call the record."""
    return str(getattr(record, "caption", "") or getattr(record, "title", "") or getattr(record, "name", ""))[:200]


def due_of(session: Session, record: Any, step: Step) -> datetime | None:
    """When the step is due (or, for a step that time takes, happens)."""
    if moment := step.at or step.due:
        return moment(record)
    path = access.scope_of(record).region_path or getattr(record, "region_path", None)
    if not step.within or not path:
        return None
    return policy.due(session, step.within, path, record.entered_at)


def _await_next(session: Session, record: Any, lifecycle: Lifecycle, by: Actor) -> list[Step]:
    """Open the work items of the state just entered; returns the steps that people are awaited for."""
    scope = access.scope_of(record)
    awaited = [s for s in lifecycle.leaving(record.state) if s.concerns(record) and (s.duty or s.at)]
    for step in awaited:
        due = due_of(session, record, step)
        if step.at and due is None:
            continue
        session.add(
            work.WorkItem(
                process=lifecycle.name, subject_type=record.__tablename__, subject_id=record.id,
                subject_public_id=record.public_id, caption=caption_of(record), action=step.action,
                duty=step.duty or step.label, permission=step.by, region_path=scope.region_path,
                office_path=scope.office_path,
                organization_id=scope.organization_id, department_id=scope.department_id,
                incubator_id=scope.incubator_id, owner_id=scope.owner_id,
                assignee_id=getattr(record, "assignee_id", None), opened_at=clock.now(), due_at=due,
            )
        )  # fmt: skip
    return [s for s in awaited if not s.at]


def _tell(session: Session, record: Any, sentence: Sentence, by: Actor, awaited: Iterable[Step], served: str) -> None:
    """Tell the parties what happened, and those who are awaited now."""
    scope = access.scope_of(record)
    parties: set[int] = {scope.owner_id} if scope.owner_id else set()
    if scope.organization_id:
        parties |= set(
            holders(session, Permission.ORGANIZATION_READ_FULL, access.Scope(organization_id=scope.organization_id))
        )
    duty = {person for step in awaited for person in work.awaited_people(session, step.by, scope, record)}
    if assignee := getattr(record, "assignee_id", None):
        parties.add(assignee)
    informed = parties if served else parties - duty
    outbox.tell(session, sorted(informed - {by.user_id}), sentence, record, served=served)
    outbox.tell(session, sorted(duty - informed - {by.user_id}), sentence, record, Kind.DUTY)


def tick(session: Session, on_failure: Callable[[str, int, str], None] | None = None) -> list[tuple[Any, Step]]:
    """Take the steps that time takes, one unit of work each. For ``flask tick``; needs no open transaction.

    Whatever goes wrong with one record, nothing of its step remains and the others are taken. ``on_failure`` hears,
    while the exception is handled: the record's table, its id, the action. Without it the exception is raised.
    """
    taken = []
    models = {m.__tablename__: m for m in _lifecycles}
    for kind, record_id, action in work.due_for_the_system(session):
        try:
            with writing(session):
                record = session.get_one(models[kind], record_id)
                step = move(session, record, action, by=SYSTEM)
        except Refused:
            continue  # not yet (a hold, a guard): asked again at the next tick
        except Exception:
            if on_failure is None:
                raise
            on_failure(kind, record_id, action)
        else:
            taken.append((record, step))
    return taken


__all__ = [
    "Ctx", "Lifecycle", "State", "Step", "begin", "govern", "governed", "install_reactions",
    "lifecycle_of", "move", "open_steps", "tick", "why_not",
]  # fmt: skip
