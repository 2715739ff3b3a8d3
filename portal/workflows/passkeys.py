"""Passkeys of one's own account: add several, each under a name; take them away again. Its holder is told of both."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.kernel import factors, journal, passkeys, sessions
from portal.kernel.passkeys import Answer, Party, Passkey
from portal.kernel.people import Actor, User
from portal.kernel.words import Refused, say
from portal.workflows import accounts
from portal.workflows.entering import tell


def begin_adding(session: Session, by: Actor, party: Party, whom: str) -> str:
    user = accounts.own(session, by)
    _refuse_too_many(session, user)
    return passkeys.ask_to_add(session, party, whom, user)


def add(session: Session, by: Actor, session_id: int, name: str, answer: Answer, sheet: factors.RecoverySheet | None) -> Passkey | None:
    """Nothing when the browser's answer is not right. ``sheet``: the recovery codes of an account that had no second factor."""
    user = accounts.own(session, by)
    _refuse_too_many(session, user)
    passkey = passkeys.add(session, user, name, answer)
    if passkey is None:
        return None
    if sheet is not None:
        factors.keep_sheet(session, user.id, sheet.kept)
    sessions.prove(session, session_id, strong=True)
    journal.write(session, user, "add-passkey", say("添加了一个通行密钥"), by=by)
    tell(session, user, say("您的账号添加了通行密钥“%(name)s”，可以用它登录。如果不是您办的，请马上去掉它，并改密码。", name=name))
    return passkey


def remove(session: Session, by: Actor, public_id: str, *, needed: bool) -> bool:
    """``needed``: the person's office asks for a second factor, and this must not be the last. Somebody else's is not found."""
    user = accounts.own(session, by)
    own = passkeys.of(session, user.id)
    passkey = next((key for key in own if key.public_id == public_id), None)
    if passkey is None:
        return False
    if needed and len(own) == 1 and not factors.ways(session, user.id).codes:
        raise Refused(say("您的岗位要求两步验证，最后一个通行密钥不能去掉。请先添加另一个，或者开通验证器。"))
    passkeys.remove(session, user.id, only=public_id)
    factors.drop_idle_sheet(session, user.id)
    journal.write(session, user, "remove-passkey", say("去掉了一个通行密钥"), by=by)
    tell(session, user, say("您的账号去掉了通行密钥“%(name)s”，它不能再用来登录。如果不是您办的，请马上改密码。", name=passkey.name))
    return True


def _refuse_too_many(session: Session, user: User) -> None:
    if len(passkeys.of(session, user.id)) >= passkeys.MOST:
        raise Refused(say("一个账号最多 %(n)s 个通行密钥。请先去掉不用的。", n=passkeys.MOST))
