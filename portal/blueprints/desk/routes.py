"""The inbox and its neighbours."""

from __future__ import annotations

from typing import Any

from flask import abort, g, redirect, request, session, url_for
from flask_babel import format_date, gettext
from flask_login import current_user

from portal.blueprints.desk import blueprint
from portal.blueprints.desk.empty import EMPTY, EMPTY_PLAIN
from portal.blueprints.desk.navigation import waiting_counts
from portal.blueprints.edge import current_actor, page, permits, reader, spoken
from portal.blueprints.steps import blocked, endpoint_of
from portal.blueprints.words import due_words, near, record_url, url_with
from portal.kernel import access, clock, regions
from portal.kernel.paging import Page
from portal.kernel.permissions import Permission as P
from portal.kernel.remembered import remembered
from portal.kernel.roles import Role
from portal.kernel.words import Sentence
from portal.workflows import desk, reminders
from portal.workflows.desk import Due


@blueprint.get("", strict_slashes=False)
@permits(P.DESK_USE)
def index():
    """What awaits this person, the most urgent first; the chosen item beside it."""
    chosen = _filters()
    total = None if chosen["text"] else waiting_counts().of(chosen["process"], chosen["due"])
    found = _lines(chosen, request.args.get("cursor"), total)
    item = _chosen(found.items)
    asked = ("inbox lines", current_actor(), g.get("locale", "zh"), request.full_path, clock.minute())
    groups = remembered(reader(), asked, lambda: _groups(found.items, item))
    return page("desk/index.html", groups=groups, found=found, chosen=chosen, total=total,
                counts=waiting_counts(), processes=_choices(), dues=list(Due), preview=_preview(item),
                preview_open="item" in request.args, today_words=_today(), empty=_empty(), beginnings=_beginnings())  # fmt: skip


@blueprint.get("/done")
@permits(P.DESK_USE)
def done():
    found = desk.done_by(reader(), current_actor(), request.args.get("cursor"))
    known = desk.readable(reader(), current_actor(), found.items)
    lines = [
        {
            "at": entry.at,
            "sentence": spoken(Sentence(entry.msgid, **entry.parts)),
            "role": spoken(entry.role.label),
            "by": entry.by if entry.actor_id != current_actor().user_id else "",
            "url": _url(entry.subject_type, known.get((entry.subject_type, entry.subject_id))),
        }
        for entry in found.items
    ]
    return page("desk/done.html", found=found, lines=lines)


@blueprint.get("/waiting")
@permits(P.DESK_USE)
def waiting():
    found = desk.waiting(reader(), current_actor(), request.args.get("cursor"))
    known, titles = desk.readable(reader(), current_actor(), found.items), desk.processes()
    lines = [
        {
            "caption": item.caption,
            "duty": spoken(item.duty),
            "process": spoken(titles.get(item.process, "")),
            "who": _who(item),
            "due": due_words(item.due_at),
            "url": _url(item.subject_type, known.get((item.subject_type, item.subject_id))),
        }
        for item in found.items
    ]
    return page("desk/waiting.html", found=found, lines=lines)


@blueprint.post("/switch")
@permits(P.DESK_USE)
def switch():
    """Act from another of one's own appointments."""
    wanted = request.form.get("appointment", "")
    if wanted not in {post.key for post in current_user.posts}:
        abort(403)
    session["appointment"] = wanted
    return redirect(url_for(".index"))


# --- what the page needs ----------------------------------------------------------------------------------------


def _filters() -> dict[str, Any]:
    due = request.args.get("due", "")
    process = request.args.get("process", "")
    return {
        "process": process if process in desk.processes() else "",
        "due": Due(due) if due in set(Due) else None,
        "text": request.args.get("q", "").strip()[:60],
    }


def _lines(chosen: dict[str, Any], cursor: str | None, total: int | None) -> Page:
    """The page of the inbox; which lines stand on it depends on the minute when a group is chosen."""
    session, actor = reader(), current_actor()
    asked = ("inbox", actor, *chosen.values(), cursor, total, clock.minute() if chosen["due"] else None)
    return remembered(session, asked, lambda: desk.inbox(session, actor, cursor=cursor, total=total, **chosen))


def _choices() -> list[tuple[str, str]]:
    """The processes that this person has something to do in, by title."""
    titles = desk.processes()
    return sorted((name, spoken(titles.get(name, name))) for name in waiting_counts().by_process)


def _key(item: Any) -> str:
    return f"{item.subject_public_id}.{item.action}"


def _chosen(items: list[Any]) -> Any:
    """The item that the address names; else the most urgent one of the page."""
    wanted = request.args.get("item", "")
    if not wanted:
        return items[0] if items else None
    on_page = next((item for item in items if _key(item) == wanted), None)
    public_id, _, action = wanted.partition(".")
    return on_page or desk.find_item(reader(), current_actor(), public_id, action)


def _groups(items: list[Any], chosen: Any) -> list[dict[str, Any]]:
    edges, titles = desk.bounds(reader()), desk.processes()
    groups: dict[Due, list[dict[str, Any]]] = {due: [] for due in Due}
    for item in items:
        level, words = due_words(item.due_at)
        about = "　".join(x for x in (near(item.caption), near(item.organization) if item.organization != item.caption else "", spoken(titles.get(item.process, ""))) if x)
        groups[edges.group_of(item.due_at)].append({
            "title": spoken(item.duty), "about": about, "due_text": words, "level": level,
            "url": url_with(item=_key(item)), "current": chosen is not None and chosen.id == item.id,
        })  # fmt: skip
    return [{"heading": gettext(due.label), "items": lines} for due, lines in groups.items() if lines]


def _preview(item: Any) -> dict[str, Any] | None:
    if item is None:
        return None
    record, step = desk.subject_of(reader(), item), desk.step_of(item)
    readable = record is not None and access.allows(current_actor(), access.declaration(type(record)).read, record)
    level, words = due_words(item.due_at)
    place = regions.name_of(reader(), item.region_path) if item.region_path not in (None, regions.ROOT) else None
    return {
        "item": item, "level": level, "words": words, "place": place, "step": step,
        "process": spoken(desk.processes().get(item.process, "")),
        "state": record.state if readable else None,
        "number": getattr(record, "number", None) if readable else None,
        "amount": getattr(record, "amount_fen", None) if readable else None,
        "url": record_url(item.subject_type, item.subject_public_id),
        "step_url": _step_url(item), "not_yet": blocked(record, step) if readable and step else None,
        "reminders": reminders.given_about(reader(), item.id),
    }  # fmt: skip


def _step_url(item: Any) -> str | None:
    endpoint = endpoint_of(item.subject_type)
    return url_for(endpoint, public_id=item.subject_public_id, action=item.action) if endpoint else None


def _url(subject_type: str, public_id: str | None) -> str | None:
    return record_url(subject_type, public_id) if public_id else None


def _who(item: Any) -> str:
    if item.permission is P.SYSTEM_TICK:
        return gettext("到期自动办理")
    return "、".join(spoken(label) for label in desk.awaited_roles(item.permission)) or gettext("申请人")


def _today() -> str:
    return format_date(clock.today(), "yyyy 年 M 月 d 日 EEEE" if g.get("locale", "zh") == "zh" else "EEEE d MMM yyyy")  # official


def _empty() -> str:
    """When there will be something, in the words of the role."""
    if current_actor().away:
        return gettext("这个岗位的事已请人代办；到期或者提前结束以后，会回到这里。")
    return gettext(EMPTY.get(current_actor().role, EMPTY_PLAIN))


def _beginnings() -> list[tuple[str, str, str]]:
    """(label, address, what for) of what a person without any appointment may begin."""
    if current_actor().role is not Role.ACCOUNT:
        return []
    return [
        (gettext("登记社会组织"), "/registrations", gettext("成立社会团体、社会服务机构或基金会")),
        (gettext("备案社区社会组织"), "/filings", gettext("还不够条件登记的社区队伍、会、社")),
        (gettext("提一个社区需求"), "/needs", gettext("说清是什么事、哪些人需要")),
        (gettext("申请入驻孵化基地"), "/tenancies", gettext("刚登记、已备案或正准备登记的都可以")),
        (gettext("办事指南"), "/help", gettext("按您的身份一步一步看")),
    ]
