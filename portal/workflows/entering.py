"""Coming in: password and second step, or a passkey, then a new session; and showing once more who one is before a grave act.

What is slow (argon2) is looked at before the unit of work; what must happen once (a code, a count) inside it. Wrong,
unknown, closed and slowed-down get one answer: callers learn nothing but that it was no.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.kernel import accounts as kernel_accounts
from portal.kernel import factors, journal, outbox, passkeys, passwords, sessions, throttle
from portal.kernel.journal import JournalEntry
from portal.kernel.passkeys import Answer
from portal.kernel.people import Actor, User, acting_as
from portal.kernel.throttle import Key
from portal.kernel.words import N_, Invalid, Refused, Sentence, say
from portal.workflows import accounts

#: Why a security notice cannot be turned off: it may be the only sign that somebody else is in.
SECURITY = N_("平台账号安全规则")
DIGITS = 6
ENTERED = say("登录")


class Client(NamedTuple):
    """Where an attempt comes from. ``known``: accounts (public ids) that entered from this browser before, each with the
    random mark that the browser kept; ``device``: what the browser says of itself, ``device_words`` in words."""

    network: str
    device: str
    device_words: str
    known: Mapping[str, str]


class Proof(NamedTuple):
    """What somebody typed to show who they are, looked at as far as that is slow; or the passkey that they showed."""

    code: str = ""
    passkey: Answer | None = None
    recovery_id: int | None = None
    password_fits: bool = False


# --- the password -----------------------------------------------------------------------------------------------


def must_wait(session: Session, login: str, client: Client) -> bool:
    return throttle.must_wait(session, *_keys(session, kernel_accounts.by_login(session, login), login, client))


def password_failed(session: Session, login: str, client: Client) -> str:
    """Count it; returns the public id of the account that was tried, or nothing."""
    user = kernel_accounts.by_login(session, login)
    throttle.failed(session, *_keys(session, user, login, client))
    return user.public_id if user else ""


def _keys(session: Session, user: User | None, login: str, client: Client) -> tuple[Key, ...]:
    """A browser that its holder used before counts for itself; all others count for the account and their network."""
    mark = ("device", client.known.get(user.public_id, "") if user else "")
    if mark[1] and not throttle.must_wait(session, mark):
        return (mark,)
    return ("account", user.public_id if user else login.strip().lower()), throttle.network_of(client.network)


def enter(
    session: Session, user: User, client: Client, *, password: str = "", strong: bool = False, how: Sentence = ENTERED
) -> str:
    """A new session; returns its key. Who was here before, but never from this browser, is told."""
    kernel_accounts.renew_hash(session, user, password)
    if user.public_id not in client.known and _was_here_before(session, user):
        tell(session, user, say("您的账号从一个没用过的浏览器登录了：%(device)s，网络地址 %(network)s。如果不是您，请马上改密码。",
                                device=client.device_words, network=client.network))  # fmt: skip
    throttle.forget(session, *(key for key in _keys(session, user, user.login, client) if key[0] != "network"))
    journal.write(session, user, "log-in", how, by=acting_as(user))
    return sessions.begin(session, user, device=client.device, network=client.network, strong=strong)


def _was_here_before(session: Session, user: User) -> bool:
    own = (JournalEntry.subject_type == user.__tablename__, JournalEntry.subject_id == user.id)
    return bool(session.scalar(select(exists().where(*own, JournalEntry.action == "log-in"))))


def sign_up(session: Session, client: Client, **asked: str) -> tuple[User, str]:
    """A new account, and its first session. ``asked``: what ``accounts.sign_up`` asks for."""
    user = accounts.sign_up(session, **asked)
    return user, enter(session, user, client)


def change_password(session: Session, client: Client, by: Actor, current: str, password: str, strong: bool) -> tuple[User, str]:
    """Every open session ends with the old password; here a new one begins."""
    user = accounts.change_password(session, by, current, password)
    return user, sessions.begin(session, user, device=client.device, network=client.network, strong=strong)


# --- the second step, and showing it again ----------------------------------------------------------------------


def enter_with_passkey(session: Session, answer: Answer, client: Client) -> tuple[User, str] | None:
    """Whose passkey it is, and the key of the new session. The device made sure who holds it: both factors at once."""
    user = _holder(session, answer)
    if user is None or not user.active:
        return None
    return user, enter(session, user, client, strong=True, how=say("用通行密钥登录"))


def _holder(session: Session, answer: Answer) -> User | None:
    """The account whose passkey signed our challenge. One that may have been copied opens nothing, and its holder is told."""
    shown = passkeys.show(session, answer)
    if shown is None:
        return None
    user = session.get_one(User, shown.passkey.user_id)
    if not shown.copied:
        return user
    journal.write(session, user, "refuse-passkey", say("一个通行密钥报的使用次数倒退，没有放行"), by=acting_as(user))
    tell(session, user, say("您的通行密钥“%(name)s”报的使用次数倒退了，可能被人复制过，这一次没有放行。请把它去掉，重新添加一个；"
                            "如果不是您在用，请马上改密码。", name=shown.passkey.name))  # fmt: skip
    return None


def weigh(session: Session, user: User, typed: str, passkey: Answer | None = None) -> Proof:
    """Look at what was typed: a code or a recovery code where the account has a second factor, else the password."""
    if passkey is not None:
        return Proof(passkey=passkey)
    if not factors.ways(session, user.id):
        return Proof(password_fits=passwords.matches(user.password_hash, typed))
    bare = factors.tidy(typed)
    if len(bare) == DIGITS and bare.isdigit():
        return Proof(code=bare)
    return Proof(recovery_id=factors.find_recovery(session, user.id, bare))


def must_wait_with_code(session: Session, user: User, client: Client) -> bool:
    return throttle.must_wait(session, _code_key(user, client))


def second_step(session: Session, user: User, proof: Proof, client: Client) -> str | None:
    """The key of the new session; nothing when the code is wrong or was given before."""
    return enter(session, user, client, strong=True) if _is_shown(session, user, proof, client) else None


def show_again(session: Session, user: User, proof: Proof, client: Client, session_id: int) -> bool:
    """Whether the person behind an open session is who they were when it began."""
    shown = _is_shown(session, user, proof, client)
    if shown:
        sessions.prove(session, session_id)
    return shown


def _is_shown(session: Session, user: User, proof: Proof, client: Client) -> bool:
    if proof.passkey is not None:
        holder = _holder(session, proof.passkey)
        shown = holder is not None and holder.id == user.id
    else:
        shown = proof.password_fits or _code_fits(session, user, proof)
    (throttle.forget if shown else throttle.failed)(session, _code_key(user, client))
    return shown


def _code_fits(session: Session, user: User, proof: Proof) -> bool:
    if proof.code:
        return factors.take(session, user.id, proof.code)
    if proof.recovery_id is None or not factors.use_recovery(session, proof.recovery_id):
        return False
    left = factors.codes_left(session, user.id)
    journal.write(session, user, "use-recovery-code", say("用了一个恢复码"), by=acting_as(user))
    tell(session, user, say("有人用恢复码通过了您账号的两步验证，还剩 %(n)s 个恢复码。如果不是您，请马上改密码并重发恢复码。", n=left))
    return True


def _code_key(user: User, client: Client) -> Key:
    return "code", client.known.get(user.public_id) or user.public_id


# --- setting up the second factor -------------------------------------------------------------------------------


def offer_factor(session: Session, by: Actor) -> None:
    """A secret to scan; what counted before goes on until a code of the new one is given."""
    factors.offer(session, accounts.own(session, by).id)


def confirm_factor(session: Session, by: Actor, session_id: int, code: str, sheet: factors.RecoverySheet) -> None:
    """The authenticator works: from now on it is asked for. The sheet's recovery codes take the place of earlier ones."""
    user = accounts.own(session, by)
    if not factors.confirm(session, user.id, factors.tidy(code)):
        raise Invalid("code", say("验证码不对。请看手机时间准不准，等下一个验证码再试。"))
    factors.keep_sheet(session, user.id, sheet.kept)
    sessions.prove(session, session_id, strong=True)
    journal.write(session, user, "set-second-factor", say("开通了两步验证"), by=by)
    tell(session, user, say("您的账号开通了两步验证，以后登录要输验证码。如果不是您办的，请马上改密码。"))


def renew_codes(session: Session, by: Actor, sheet: factors.RecoverySheet) -> None:
    user = accounts.own(session, by)
    if not factors.ways(session, user.id):
        raise Refused(say("还没有开通两步验证。"))
    factors.keep_sheet(session, user.id, sheet.kept)
    journal.write(session, user, "renew-recovery-codes", say("重发了恢复码"), by=by)
    tell(session, user, say("您的账号重发了恢复码，原来的都作废了。如果不是您办的，请马上改密码。"))


def remove_factor(session: Session, by: Actor, *, needed: bool) -> None:
    """``needed``: the person's office asks for one; it can be replaced, by a passkey too, not given up."""
    user = accounts.own(session, by)
    if needed and not factors.ways(session, user.id).passkeys:
        raise Refused(say("您的岗位要求两步验证，不能关闭。换手机请用“换一台手机”。"))
    if factors.remove(session, user.id):
        journal.write(session, user, "remove-second-factor", say("关闭了两步验证"), by=by)
        tell(session, user, say("您的账号关闭了两步验证。如果不是您办的，请马上改密码。"))


def reset_factor(session: Session, login: str, by: Actor) -> User:
    """For who lost authenticator and recovery codes, and showed in person who they are: the next login asks neither."""
    user = kernel_accounts.by_login(session, login)
    if user is None or not factors.ways(session, user.id):
        raise Invalid("login", say("没有这个账号，或者它没有开通两步验证。"))
    passkeys.remove(session, user.id)
    factors.remove(session, user.id)
    user.session_epoch += 1
    journal.write(session, user, "reset-second-factor", say("重设了两步验证，所有已登录的设备需要重新登录"), by=by)
    tell(session, user, say("运维人员按您的要求重设了两步验证。登录后请重新开通；如果不是您要求的，请马上联系平台。"))
    return user


# --- sessions ---------------------------------------------------------------------------------------------------


def end_session(session: Session, by: Actor, public_id: str) -> int:
    return _ended(session, by, sessions.end(session, by.user_id or 0, only=public_id))


def end_others(session: Session, by: Actor, session_id: int) -> int:
    return _ended(session, by, sessions.end(session, by.user_id or 0, but=session_id))


def leave(session: Session, by: Actor, public_id: str) -> None:
    sessions.end(session, by.user_id or 0, only=public_id)


def _ended(session: Session, by: Actor, count: int) -> int:
    if count:
        journal.write(session, accounts.own(session, by), "end-sessions", say("让 %(n)s 台设备退出了登录", n=count), by=by)
    return count


def tell(session: Session, user: User, sentence: Sentence) -> None:
    """A security notice: in the notice centre and by mail, whatever the person chose for other notices."""
    outbox.tell(session, [user.id], sentence, user, served=SECURITY)
