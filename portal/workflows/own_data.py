"""Everything that the portal holds about one person, told to that person: tables of rows, in the order of a reader's questions."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.awards.models import Objection
from portal.domain.calls.models import Question
from portal.domain.incubators.models import Tenancy
from portal.domain.needs.models import Need
from portal.domain.organizations.membership import Claim, Invitation
from portal.domain.organizations.models import Filing, FilingObjection, Registration
from portal.kernel import channels, consents, copies, journal, lifecycle, passkeys
from portal.kernel.journal import JournalEntry
from portal.kernel.offices import Appointment
from portal.kernel.outbox import Notice
from portal.kernel.papers import Attachment
from portal.kernel.people import Actor, User, signed
from portal.kernel.saved_filters import SavedFilter
from portal.kernel.sessions import WebSession
from portal.kernel.words import N_, Sentence, say
from portal.workflows import contacts

#: What a person hands in for themselves: model, the column that names them, the column that holds their words.
WRITTEN: tuple[tuple[type[Any], str, str], ...] = (
    (Registration, "applicant_id", "purpose"),
    (Filing, "applicant_id", "purpose"),
    (Claim, "applicant_id", "statement"),
    (Tenancy, "applicant_id", "plan"),
    (Need, "reporter_id", "description"),
    (FilingObjection, "raised_by_id", "body"),
    (Objection, "raised_by_id", "body"),
    (Question, "asked_by_id", "body"),
)


class Section(NamedTuple):
    """One table. ``name``: of its file; ``columns``: (key, label)."""

    name: str
    title: str
    columns: tuple[tuple[str, str], ...]
    rows: list[tuple[Any, ...]]


def ask_for_copy(session: Session, *, by: Actor) -> None:
    user = session.get_one(User, by.user_id)
    copies.ask(session, user.id)
    journal.write(session, user, "ask-own-data", say("要求下载自己的全部资料"), by=by)


def note_download(session: Session, *, by: Actor) -> None:
    journal.write(session, session.get_one(User, by.user_id), "take-own-data", say("下载了自己的全部资料"), by=by)


def sections(session: Session, user: User) -> list[Section]:
    return [
        _account(session, user), _offices(session, user), _invitations(session, user), _consents(session, user),
        _sessions(session, user), _passkeys(session, user), _wishes(session, user), _filters(session, user), _notices(session, user), _written(session, user),
        _files(session, user), _acts(session, user), _looks(session, user),
    ]  # fmt: skip


def _account(session: Session, user: User) -> Section:
    rows = [
        ("login", user.login), ("name", user.name), ("email", user.email), ("phone", user.phone), ("locale", user.locale),
        ("created_at", user.created_at), ("active", user.active),
    ]  # fmt: skip
    labels = {"login": N_("登录名"), "name": N_("姓名"), "email": N_("邮箱"), "phone": N_("手机号"), "locale": N_("语言"),
              "created_at": N_("账号开立"), "active": N_("可用")}  # fmt: skip
    columns = tuple((key, labels[key]) for key, _ in rows)
    return Section("account", N_("账号"), columns, [tuple(value for _, value in rows)])


def _offices(session: Session, user: User) -> Section:
    columns = (("title", N_("岗位")), ("role", N_("角色")), ("state", N_("状态")), ("starts_at", N_("从")), ("ends_at", N_("到")))
    held = session.scalars(select(Appointment).where(Appointment.user_id == user.id).order_by(Appointment.id))
    return Section("offices", N_("岗位"), columns, [(a.title, a.role, a.state, a.starts_at, a.ends_at) for a in held])


def _invitations(session: Session, user: User) -> Section:
    columns = (("role", N_("角色")), ("email", N_("邮箱")), ("state", N_("状态")), ("sent_at", N_("寄出")))
    rows = session.scalars(select(Invitation).where(Invitation.invitee_id == user.id).order_by(Invitation.id))
    return Section("invitations", N_("加入组织的邀请"), columns, [(i.role, i.email, i.state, i.sent_at) for i in rows])


def _consents(session: Session, user: User) -> Section:
    columns = (("purpose", N_("事项")), ("version", N_("版本")), ("given", N_("同意")), ("at", N_("时间")))
    return Section("consents", N_("同意过什么"), columns, [(c.purpose, c.version, c.given, c.at) for c in consents.of(session, user.id)])


def _sessions(session: Session, user: User) -> Section:
    columns = (("device", N_("浏览器")), ("network", N_("网络地址")), ("began_at", N_("登录时间")), ("seen_at", N_("最近使用")),
               ("ended_at", N_("结束")))  # fmt: skip
    rows = session.scalars(select(WebSession).where(WebSession.user_id == user.id).order_by(WebSession.id.desc()))
    return Section("sessions", N_("登录记录"), columns, [(s.device, s.network, s.began_at, s.seen_at, s.ended_at) for s in rows])


def _passkeys(session: Session, user: User) -> Section:
    columns = (("name", N_("名称")), ("added_at", N_("添加时间")), ("used_at", N_("最近使用")))
    return Section("passkeys", N_("通行密钥"), columns, [(key.name, key.added_at, key.used_at) for key in passkeys.of(session, user.id)])


def _wishes(session: Session, user: User) -> Section:
    wishes = channels.wishes_of(session, [user.id])[user.id]
    rows = [(channels.Kind(kind), "、".join(ways)) for kind, ways in wishes.choices.items()]
    return Section("notice-settings", N_("通知设置"), (("kind", N_("通知")), ("channels", N_("发到"))), rows)


def _filters(session: Session, user: User) -> Section:
    rows = session.scalars(select(SavedFilter).where(SavedFilter.user_id == user.id).order_by(SavedFilter.id))
    columns = (("name", N_("名称")), ("page", N_("页面")), ("query", N_("条件")))
    return Section("saved-filters", N_("存下的筛选"), columns, [(f.name, f.page, f.query) for f in rows])


def _notices(session: Session, user: User) -> Section:
    rows = session.scalars(select(Notice).where(Notice.user_id == user.id).order_by(Notice.id.desc()))
    columns = (("at", N_("时间")), ("text", N_("通知")), ("read_at", N_("读过")))
    return Section("notices", N_("收到的通知"), columns, [(n.at, Sentence(n.msgid, **n.parts), n.read_at) for n in rows])


def _written(session: Session, user: User) -> Section:
    columns = (("kind", N_("业务")), ("number", N_("编号")), ("caption", N_("名称")), ("state", N_("状态")), ("phone", N_("电话")),
               ("text", N_("内容")), ("created_at", N_("开始填写")))  # fmt: skip
    rows = []
    for model, column, words in WRITTEN:
        for record in session.scalars(select(model).where(getattr(model, column) == user.id).order_by(model.id)):
            rows.append((
                lifecycle.governed()[model].title, getattr(record, "number", None), getattr(record, "caption", None) or getattr(record, "title", ""),
                record.state, getattr(record, "phone", None), getattr(record, words), record.created_at,
            ))  # fmt: skip
    return Section("written", N_("提交和起草的"), columns, rows)


def _files(session: Session, user: User) -> Section:
    rows = session.scalars(select(Attachment).where(Attachment.uploaded_by_id == user.id).order_by(Attachment.id))
    columns = (("name", N_("文件名")), ("size", N_("字节")), ("sha256", "SHA-256"))
    return Section("files", N_("上传的文件"), columns, [(a.filename, a.size, a.sha256) for a in rows])


def _acts(session: Session, user: User) -> Section:
    entries = session.scalars(select(JournalEntry).where(JournalEntry.actor_id == user.id).order_by(JournalEntry.id.desc()))
    columns = (("at", N_("时间")), ("role", N_("岗位")), ("act", N_("做了什么")), ("reason", N_("理由")))
    return Section("acts", N_("办过的事"), columns, [(e.at, e.role, e.sentence, reason(e)) for e in entries])


def _looks(session: Session, user: User) -> Section:
    columns = (("at", N_("时间")), ("who", N_("谁")), ("role", N_("岗位")), ("what", N_("看了什么")), ("reason", N_("理由")))
    rows = [(e.at, who(e), e.role, e.sentence, reason(e)) for e in contacts.looks_at(session, user, limit=10_000)]
    return Section("looks", N_("谁看过我的电话"), columns, rows)


def who(entry: JournalEntry) -> str:
    """The name, and for whom they stood in."""
    content = entry.payload.content if entry.payload else {}
    name, for_name = str(content.get("actor", "")), content.get("for")
    return signed(name, for_name) if for_name else name


def reason(entry: JournalEntry) -> str:
    return str(entry.payload.content.get("reason", "")) if entry.payload else ""
