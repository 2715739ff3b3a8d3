"""Passkeys (WebAuthn): keys that stay in a device or in its holder's password manager; the portal knows the public half.

A passkey is shown by signing a challenge, after the device has made sure who holds it (PIN, finger, face): it is possession
and knowledge at once. A challenge is kept here as a digest together with whom it was made for, lasts some minutes, and is
used up by the first answer, right or wrong. Browsers sign only for the host that the portal is configured to be.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import webauthn
from sqlalchemy import ForeignKey, String, Text, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, structs

from portal.kernel import clock
from portal.kernel.base import Base, Row, random_id
from portal.kernel.canonical import digest
from portal.kernel.engine import rows_changed
from portal.kernel.people import User

LASTS = timedelta(minutes=5)
MOST = 10  # passkeys of one account
LONGEST_ID = 1364  # 1023 bytes, the most that the standard allows, in base64url


class Passkey(Row, Base):
    """One key of one account, under the name that its holder gave it."""

    __tablename__ = "passkeys"

    public_id: Mapped[str] = mapped_column(String(12), unique=True, default=random_id)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    credential: Mapped[str] = mapped_column(String(LONGEST_ID), unique=True)
    public_key: Mapped[str] = mapped_column(Text)
    uses: Mapped[int]  # the key's own count of its signatures; some never count
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PasskeyChallenge(Row, Base):
    """A challenge that waits for its answer."""

    __tablename__ = "passkey_challenges"

    key: Mapped[str] = mapped_column(String(64), unique=True)
    until: Mapped[datetime] = mapped_column(index=True)


class Party(NamedTuple):
    """Who the portal is to browsers: a host, the only origin that answers may come from, a name that people read."""

    host: str
    origin: str
    name: str


class Answer(NamedTuple):
    """What a browser sent back. ``whom``: for whom the challenge was made (a browser; somebody who adds a passkey)."""

    party: Party
    whom: str
    said: str


class Shown(NamedTuple):
    """``copied``: the signature is right, but the key counts fewer uses than before: somebody may have a copy."""

    passkey: Passkey
    copied: bool


def party_of(address: str, name: str) -> Party:
    """From the portal's public address. Browsers know no passkeys of bare numbers; a demo on 127.0.0.1 is at ``localhost``
    as well."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if _is_number(host) and ip_address(host).is_loopback:
        host = "localhost"
    return Party(host, f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else ""), name)


def is_possible(party: Party) -> bool:
    return not _is_number(party.host)


def _is_number(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def of(session: Session, user_id: int) -> Sequence[Passkey]:
    """The account's passkeys, in the order in which they were added."""
    return session.scalars(select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)).all()


# --- inside a unit of work --------------------------------------------------------------------------------------


def ask_to_add(session: Session, party: Party, whom: str, user: User) -> str:
    """What the browser needs to make a passkey for the account (JSON)."""
    known = [structs.PublicKeyCredentialDescriptor(base64url_to_bytes(key.credential)) for key in of(session, user.id)]
    chosen = structs.AuthenticatorSelectionCriteria(
        resident_key=structs.ResidentKeyRequirement.REQUIRED, user_verification=structs.UserVerificationRequirement.REQUIRED,
    )  # fmt: skip
    options = webauthn.generate_registration_options(
        rp_id=party.host, rp_name=party.name, user_id=user.public_id.encode(), user_name=user.login, user_display_name=user.name,
        challenge=_challenge(session, whom), exclude_credentials=known, authenticator_selection=chosen,
    )  # fmt: skip
    return webauthn.options_to_json(options)


def ask_to_show(session: Session, party: Party, whom: str) -> str:
    """What the browser needs to let its person choose a passkey and show it (JSON). Names no account."""
    options = webauthn.generate_authentication_options(
        rp_id=party.host, challenge=_challenge(session, whom), user_verification=structs.UserVerificationRequirement.REQUIRED,
    )  # fmt: skip
    return webauthn.options_to_json(options)


def add(session: Session, user: User, name: str, answer: Answer) -> Passkey | None:
    """The passkey that a browser made; nothing when the answer is not the one to our question."""
    challenge = _answered(session, answer)
    try:
        made = webauthn.verify_registration_response(
            credential=answer.said, expected_challenge=challenge or b"", expected_rp_id=answer.party.host,
            expected_origin=answer.party.origin, require_user_verification=True,
        )  # fmt: skip
    except Exception:  # whatever a library raises over bytes that anybody may send
        return None
    credential = bytes_to_base64url(made.credential_id)
    taken = session.scalar(select(Passkey.id).where(Passkey.credential == credential))
    if challenge is None or taken or len(credential) > LONGEST_ID:
        return None
    passkey = Passkey(
        user_id=user.id, name=name, credential=credential, public_key=bytes_to_base64url(made.credential_public_key),
        uses=made.sign_count, added_at=clock.outside(),
    )  # fmt: skip
    session.add(passkey)
    session.flush()
    return passkey


def show(session: Session, answer: Answer) -> Shown | None:
    """The passkey that signed our challenge; nothing when none did."""
    challenge, said = _answered(session, answer), _read(answer.said)
    passkey = session.scalars(
        select(Passkey).where(Passkey.credential == str(said.get("id", ""))).with_for_update()
    ).one_or_none()
    if challenge is None or passkey is None or not _names(session, said, passkey):
        return None
    try:
        signed = webauthn.verify_authentication_response(
            credential=said, expected_challenge=challenge, expected_rp_id=answer.party.host,
            expected_origin=answer.party.origin, credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=0, require_user_verification=True,
        )  # fmt: skip
    except Exception:  # as above
        return None
    if passkey.uses and signed.new_sign_count <= passkey.uses:
        return Shown(passkey, copied=True)
    passkey.uses, passkey.used_at = signed.new_sign_count, clock.outside()
    session.flush()
    return Shown(passkey, copied=False)


def remove(session: Session, user_id: int, *, only: str = "") -> int:
    """Take away the account's passkey with this public id, or all of them; returns how many."""
    stmt = delete(Passkey).where(Passkey.user_id == user_id)
    return rows_changed(session, stmt.where(Passkey.public_id == only) if only else stmt)


def sweep(session: Session) -> None:
    """Forget the challenges that nobody answered."""
    session.execute(delete(PasskeyChallenge).where(PasskeyChallenge.until < clock.outside()))


# --- challenges -------------------------------------------------------------------------------------------------


def _challenge(session: Session, whom: str) -> bytes:
    challenge = secrets.token_bytes(32)
    session.add(PasskeyChallenge(key=_key(challenge, whom), until=clock.outside() + LASTS))
    session.flush()
    return challenge


def _answered(session: Session, answer: Answer) -> bytes | None:
    """The challenge that the answer names, if it was ours, for this one, and waits still; it is used up by this."""
    try:
        client = json.loads(base64url_to_bytes(_read(answer.said)["response"]["clientDataJSON"]))
        challenge = base64url_to_bytes(client["challenge"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    waits = (PasskeyChallenge.key == _key(challenge, answer.whom), PasskeyChallenge.until >= clock.outside())
    return challenge if rows_changed(session, delete(PasskeyChallenge).where(*waits)) == 1 else None


def _key(challenge: bytes, whom: str) -> str:
    return digest([bytes_to_base64url(challenge), whom])


def _read(said: str) -> dict[str, Any]:
    try:
        read = json.loads(said)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _names(session: Session, said: dict[str, Any], passkey: Passkey) -> bool:
    """A key that lies in a device says whose it is; that must be whose it is here."""
    try:
        handle = base64url_to_bytes(said["response"]["userHandle"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return handle == session.get_one(User, passkey.user_id).public_id.encode()
