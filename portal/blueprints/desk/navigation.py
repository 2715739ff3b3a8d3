"""What stands beside every page of the desk: the navigation of the role and the switcher, asked for only when shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from flask import current_app, g, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from portal.blueprints.desk import blueprint
from portal.blueprints.edge import current_actor, reader, spoken
from portal.blueprints.saved_filters import routes as saved_filters
from portal.kernel import clock
from portal.kernel.people import Actor, Post
from portal.kernel.permissions import Permission
from portal.kernel.remembered import remembered
from portal.kernel.roles import ROLES, Role
from portal.kernel.words import N_
from portal.workflows import desk

P = Permission


class Entry(NamedTuple):
    """One line: who cares for it (any of ``holds`` in their role), and whose waiting items it counts."""

    label: str
    path: str
    holds: frozenset[Permission] = frozenset()
    processes: tuple[str, ...] = ()


def _entry(label: str, path: str, *holds: Permission, of: tuple[str, ...] = ()) -> Entry:
    return Entry(label, path, frozenset(holds), of)


BUSINESS = (
    _entry(N_("登记"), "/registrations", P.REGISTRATION_READ, P.REGISTRATION_APPLY, of=("registration",)),
    _entry(N_("备案"), "/filings", P.FILING_READ, P.FILING_APPLY, of=("filing", "filing-objection")),
    _entry(N_("组织账号"), "/claims", P.CLAIM_READ, P.CLAIM_APPLY, of=("claim",)),
    _entry(N_("组织成员"), "/organizations/members", P.MEMBER_READ, of=("invitation",)),
    _entry(N_("居民需求"), "/needs", P.NEED_HANDLE, P.NEED_RECORD, P.NEED_SCREEN, of=("need",)),
    _entry(N_("项目指引"), "/guidelines", P.GUIDELINE_PUBLISH, P.GUIDELINE_READ, of=("guideline",)),
    _entry(N_("职能转移目录"), "/catalogue/transfer", P.CATALOGUE_PROPOSE, P.CATALOGUE_CONSOLIDATE, P.CATALOGUE_REVIEW,
           P.CATALOGUE_PUBLISH),
    _entry(N_("购买服务目录"), "/catalogue/services", P.CATALOGUE_PROPOSE, P.CATALOGUE_CONSOLIDATE, P.CATALOGUE_REVIEW,
           P.CATALOGUE_PUBLISH),
    _entry(N_("提出事项"), "/catalogue/proposed", P.CATALOGUE_PROPOSE),
    _entry(N_("目录编制"), "/catalogue/editions", P.CATALOGUE_CONSOLIDATE, P.CATALOGUE_REVIEW, P.CATALOGUE_PUBLISH,
           of=("catalogue",)),
    _entry(N_("承接目录"), "/qualified", P.QUALIFIED_MANAGE, P.PROPOSAL_WRITE, of=("qualification",)),
    _entry(N_("编制承接目录"), "/qualified/lists", P.QUALIFIED_MANAGE, P.QUALIFIED_PUBLISH, of=("qualified-list",)),
    _entry(N_("征集公告"), "/calls", P.CALL_DRAFT, P.CALL_OPEN, P.CALL_APPROVE, P.CALL_ASK, of=("call",)),
    _entry(N_("答疑"), "/questions", P.CALL_DRAFT, of=("question",)),
    _entry(N_("申报书"), "/proposals", P.PROPOSAL_WRITE, P.PROPOSAL_READ, of=("proposal",)),
    _entry(N_("评审任务"), "/reviews", P.REVIEW_SCORE, of=("seat", "review")),
    _entry(N_("评审组"), "/panels", P.PANEL_DRAW, P.PROPOSAL_READ, of=("panel",)),
    _entry(N_("专家库"), "/experts", P.EXPERT_MANAGE),
    _entry(N_("结果与立项"), "/awards", P.AWARD_DECIDE, P.CONTRACT_DRAFT, P.AWARD_READ, of=("publicity", "award")),
    _entry(N_("质疑与投诉"), "/objections", P.OBJECTION_ANSWER, P.OBJECTION_APPEAL_DECIDE, P.OBJECTION_RAISE,
           P.OBJECTION_READ, of=("objection",)),
    _entry(N_("项目协议"), "/contracts", P.CONTRACT_READ, of=("contract",)),
    _entry(N_("项目"), "/projects", P.PROJECT_READ, of=("project",)),
    _entry(N_("活动记录"), "/activities", P.ACTIVITY_RECORD, P.ACTIVITY_CONFIRM, of=("activity",)),
    _entry(N_("拨款"), "/payments", P.PAYMENT_READ, of=("tranche",)),
    _entry(N_("台账"), "/ledger", P.LEDGER_READ),
    _entry(N_("项目评估"), "/evaluations", P.EVALUATION_READ, of=("evaluation",)),
    _entry(N_("评估打分"), "/evaluation-sheets", P.EVALUATION_SCORE, of=("evaluation-sheet",)),
    _entry(N_("整改"), "/rectifications", P.RECTIFICATION_READ, of=("rectification",)),
    _entry(N_("录入纸质评价"), "/satisfaction/paper", P.ACTIVITY_CONFIRM, P.SATISFACTION_MANAGE, of=("satisfaction",)),
    _entry(N_("孵化基地入驻"), "/tenancies", P.TENANCY_READ, P.TENANCY_APPLY, of=("tenancy", "assessment")),
    _entry(N_("分派待办"), "/assignments/", P.WORK_ASSIGN),
    _entry(N_("岗位任免"), "/appointments/", P.APPOINTMENT_PROPOSE, of=("appointment",)),
    _entry(N_("资料保存期限"), "/retention/", P.RETENTION_READ, of=("erasure",)),
)  # fmt: skip
LOOK_UP = (
    Entry(N_("居民需求"), "/needs"),
    Entry(N_("项目"), "/projects"),
    Entry(N_("社会组织名册"), "/organizations"),
    Entry(N_("孵化基地"), "/incubators"),
    _entry(N_("岗位任免"), "/appointments/", P.JOURNAL_READ),
    _entry(N_("操作留痕"), "/journal/", P.JOURNAL_READ),
    _entry(N_("平台管理"), "/admin/", P.ADMIN_READ),
    _entry(N_("可能重复的账号"), "/duplicates", P.ADMIN_READ),
    Entry(N_("核对文件真伪"), "/verify"),
    Entry(N_("办事指南"), "/help"),
)


class Later(Sequence):
    """A list that is made when a template first looks at it: public pages never do."""

    def __init__(self, make: Callable[[], list[Any]]):
        self._make = make

    @cached_property
    def _list(self) -> list[Any]:
        return self._make()

    def __getitem__(self, index: Any) -> Any:
        return self._list[index]

    def __len__(self) -> int:
        return len(self._list)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._list)


@blueprint.app_context_processor
def beside_the_desk() -> dict[str, Any]:
    return {"desk_nav": Later(_navigation), "appointments": Later(_appointments)}


def waiting_counts() -> desk.Counts:
    """The counts of this request, asked once: the navigation and the inbox share them."""
    if "desk_counts" not in g:
        session, actor = reader(), current_actor()
        g.desk_counts = remembered(session, ("counts", actor, clock.minute()), lambda: desk.counts(session, actor))
    return g.desk_counts


def _appointments() -> list[dict[str, Any]]:
    posts, actor = current_user.posts if current_user.is_authenticated else [], current_actor()
    chosen = (actor.appointment_id, actor.delegation_id)
    return [{"id": post.key, "title": _named(post), "current": (post.id, post.delegation_id) == chosen} for post in posts]


def _named(post: Post) -> str:
    if post.for_name:
        return gettext("代%(name)s：%(title)s", name=post.for_name, title=spoken(post.title))
    return gettext("%(title)s（已请人代办）", title=spoken(post.title)) if post.away else post.title


def _navigation() -> list[dict[str, Any]]:
    actor = current_actor()
    if not actor.is_authenticated:
        return []
    counts = waiting_counts()
    mine = [
        _line(gettext("待办"), url_for("desk.index"), counts.total),
        _line(gettext("我办过的"), url_for("desk.done")),
        _line(gettext("等别人办"), url_for("desk.waiting")),
        _line(gettext("通知"), url_for("notices.index"), counts.unread),
        _line(gettext("我的账号"), url_for("accounts.own")),
    ]
    business, look_up = ([_counted(entry, counts) for entry in entries] for entries in _open_to(actor))
    if actor.role in (Role.ACCOUNT, Role.RESIDENT):
        business = _not_empty(business, counts)
    _one_is_current([*mine, *business, *look_up])
    groups = [
        (gettext("我的"), mine), (gettext("常用筛选"), _kept_filters()), (gettext("业务"), business), (gettext("查阅"), look_up),
    ]  # fmt: skip
    return [{"heading": heading, "items": items} for heading, items in groups if items]


def _kept_filters() -> list[dict[str, Any]]:
    """The lists under the filters that this person keeps, and where they are put in order; beside a record they are not
    asked for."""
    if request.view_args:
        return []
    kept = [{"label": row["name"], "url": row["url"], "count": 0, "current": False} for row in saved_filters.own()]
    return [*kept, _line(gettext("整理"), url_for("saved_filters.index"))] if kept else []


def _open_to(actor: Actor) -> tuple[list[Entry], list[Entry]]:
    """What stands in the navigation of this role, in this application."""
    known = current_app.extensions.setdefault("portal_desk_entries", {})
    if actor.role not in known:
        business, look_up = (
            [entry for entry in entries if _concerns(entry, actor) and may_open(entry.path)] for entries in (BUSINESS, LOOK_UP)
        )
        at_work = {entry.path for entry in business}
        known[actor.role] = (business, [entry for entry in look_up if entry.path not in at_work])
    return known[actor.role]


#: What a person may begin without any appointment; a resident is asked for needs alone.
BEGINNINGS = {Role.ACCOUNT: ("/registrations", "/filings", "/claims", "/needs", "/tenancies"), Role.RESIDENT: ("/needs",)}


def _not_empty(lines: list[dict[str, Any]], counts: desk.Counts) -> list[dict[str, Any]]:
    """Without an office most lists stay empty for good: leave out what holds nothing of this person."""
    actor = current_actor()
    own = desk.owned_processes(reader(), actor.user_id or 0) | set(counts.by_process)
    filled = {entry.path for entry in BUSINESS if own.intersection(entry.processes)} | set(BEGINNINGS[actor.role])
    return [line for line in lines if line["url"] in filled or line["current"]]


def _one_is_current(lines: list[dict[str, Any]]) -> None:
    """Where one address lies within another (``/qualified/lists``), the longer one is where we are."""
    here = [line for line in lines if line["current"]]
    for line in here:
        line["current"] = line["url"] == max((line["url"] for line in here), key=len)


def _concerns(entry: Entry, actor: Actor) -> bool:
    """Whether the role has anything to do there; people without an appointment and residents act as themselves."""
    held = actor.permissions
    if actor.role in (Role.ACCOUNT, Role.RESIDENT):
        held |= ROLES[Role.ACCOUNT][1]
    return not entry.holds or bool(entry.holds & held)


def _counted(entry: Entry, counts: desk.Counts) -> dict[str, Any]:
    waiting = sum(counts.by_process.get(process, 0) for process in entry.processes)
    return _line(gettext(entry.label), entry.path, waiting)


def _line(label: str, url: str, count: int = 0) -> dict[str, Any]:
    here = request.path.rstrip("/") or "/"
    own = url.rstrip("/")
    current = here == own or (own != "/desk" and here.startswith(own + "/"))
    return {"label": label, "url": url, "count": count, "current": current}


def may_open(path: str) -> bool:
    """The page exists and its own declaration lets this actor in."""
    access = _declared(path)
    if access is None:
        return False
    if isinstance(access, tuple):
        return any(current_actor().holds(p) for p in access[0])
    return True


def _declared(path: str) -> Any:
    """What the view behind an address declares; ``None`` when there is no such page. Kept per application."""
    known = current_app.extensions.setdefault("portal_desk_paths", {})
    if path not in known:
        known[path] = _look_up(path)
    return known[path]


def _look_up(path: str) -> Any:
    adapter = current_app.url_map.bind("")
    try:
        endpoint, _ = adapter.match(path, method="GET")
    except RequestRedirect as moved:
        return _look_up("/" + moved.new_url.split("://", 1)[1].split("/", 1)[1])
    except HTTPException:
        return None
    if path.startswith("/admin/"):  # Flask-Admin's views stand behind one guard
        return ((P.ADMIN_READ,), None)
    return getattr(current_app.view_functions[endpoint], "access", None)
