"""A passkey device made of software: what a browser and a security key do between them, honest or not."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from sqlalchemy import select
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from portal.kernel.journal import JournalEntry
from portal.kernel.outbox import Notice
from portal.kernel.people import User

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


class Authenticator:
    """``flags``: what it says of the person; ``step``: by how much its counter grows with each signature (0: never counts)."""

    def __init__(self, origin: str, *, flags: int = PRESENT | VERIFIED, step: int = 1):
        self.origin, self.flags, self.step = origin, flags, step
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential = secrets.token_bytes(20)
        self.uses, self.handle = 0, b""

    def make(self, options: dict[str, Any]) -> str:
        """What ``navigator.credentials.create`` answers."""
        self.handle = base64url_to_bytes(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        about = bytes(16) + len(self.credential).to_bytes(2) + self.credential + cbor2.dumps(public)
        data = self._data(options["rp"]["id"], ATTESTED) + about
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(self._client("webauthn.create", options), attestationObject=attested)

    def show(self, options: dict[str, Any]) -> str:
        """What ``navigator.credentials.get`` answers."""
        client, data = self._client("webauthn.get", options), self._data(options["rpId"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(client, authenticatorData=data, signature=signature, userHandle=self.handle)

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _data(self, host: str, more: int = 0) -> bytes:
        self.uses += self.step
        return hashlib.sha256(host.encode()).digest() + bytes([self.flags | more]) + self.uses.to_bytes(4)

    def _answer(self, client: bytes, **response: bytes) -> str:
        name = bytes_to_base64url(self.credential)
        said = {"clientDataJSON": client, **response}
        coded = {part: bytes_to_base64url(value) for part, value in said.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": coded, "clientExtensionResults": {}})


# --- what people do with it, by the portal's pages

ORIGIN = "http://portal.test"


def ask(client, address, status=200):
    answer = client.post(address)
    assert answer.status_code == status
    return answer.get_json()


def add(client, device, name="办公室的电脑", status=200):
    """From the security page to the end; the page that follows."""
    client.submit("/account/security", "/account/passkeys/begin")
    said = device.make(ask(client, "/account/passkeys/challenge"))
    return client.submit("/account/passkeys/new", "", name=name, passkey=said, status=status)


def come_in(client, device, status=200):
    client.get("/login", taste=False)
    said = device.show(ask(client, "/login/passkey/challenge"))
    return client.submit("/login", "/login/passkey", passkey=said, status=status)


def with_passkey(client, device, login="ngo"):
    """Logged in, and out again, with a passkey added; the recovery codes that were shown."""
    client.login(login)
    codes = [code.text for code in add(client, device).all("//ol[contains(@class,'recovery')]//code")]
    client.logout()
    return codes


def user_of(session, login="ngo"):
    session.expire_all()
    return session.query(User).filter_by(login=login).one()


def journal(session):
    own = select(JournalEntry.action).where(JournalEntry.subject_type == "users").order_by(JournalEntry.id)
    return list(session.scalars(own))


def told(session, login="ngo"):
    return [n.msgid[:12] for n in session.query(Notice).filter_by(user_id=user_of(session, login).id).order_by(Notice.id)]
