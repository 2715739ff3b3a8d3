"""Signed checkpoints of the journal: what leaves the machine, so that nobody can rebuild the past unnoticed.

A checkpoint states the chain's end (seq, hash) at a moment, signed with the deployment's Ed25519 key. It goes out
daily and at each opening, result and payment; ``verify`` holds the chain against every checkpoint that was kept.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.kernel import clock
from portal.kernel.base import Base, Row
from portal.kernel.canonical import canonical_json
from portal.kernel.journal import JournalEntry, JournalHead


class JournalCheckpoint(Row, Base):
    __tablename__ = "journal_checkpoints"

    at: Mapped[datetime]
    seq: Mapped[int] = mapped_column(index=True)
    hash: Mapped[str] = mapped_column(String(64))
    occasion: Mapped[str] = mapped_column(String(60))
    signature: Mapped[str] = mapped_column(String(128))


class Signer:
    """The deployment's checkpoint key, made on first use and readable by its owner only."""

    def __init__(self, folder: Path):
        self.path = folder / "keys" / "checkpoint.pem"
        self.key = self._load() if self.path.exists() else self._make()

    def _load(self) -> Ed25519PrivateKey:
        key = serialization.load_pem_private_key(self.path.read_bytes(), None)
        if not isinstance(key, Ed25519PrivateKey):
            raise TypeError("the checkpoint key is not an Ed25519 key")
        return key

    def _make(self) -> Ed25519PrivateKey:
        key = Ed25519PrivateKey.generate()
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        with os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
        return key

    def sign(self, content: dict[str, Any]) -> str:
        return self.key.sign(canonical_json(content)).hex()

    def fits(self, content: dict[str, Any], signature: str) -> bool:
        try:
            self.key.public_key().verify(bytes.fromhex(signature), canonical_json(content))
        except (InvalidSignature, ValueError):
            return False
        return True

    def public_key(self) -> str:
        return self.key.public_key().public_bytes(
            serialization.Encoding.Raw, serialization.PublicFormat.Raw
        ).hex()  # fmt: skip


def statement(at: datetime, seq: int, hash_: str, occasion: str) -> dict[str, Any]:
    """What is signed and published."""
    return {"at": at.isoformat(timespec="microseconds"), "seq": seq, "hash": hash_, "occasion": occasion}


def take(session: Session, signer: Signer, folder: Path, occasion: str) -> JournalCheckpoint | None:
    """Sign the chain's end and leave a file in ``folder/checkpoints``; ``None`` where nothing was sealed since."""
    head = session.get(JournalHead, 1)
    last = session.scalars(select(JournalCheckpoint).order_by(JournalCheckpoint.id.desc()).limit(1)).one_or_none()
    if head is None or head.seq == 0 or (last is not None and last.seq == head.seq):
        return None
    at = clock.now()
    content = statement(at, head.seq, head.hash, occasion)
    row = JournalCheckpoint(at=at, seq=head.seq, hash=head.hash, occasion=occasion, signature=signer.sign(content))
    session.add(row)
    session.flush()
    target = folder / "checkpoints"
    target.mkdir(parents=True, exist_ok=True)
    published = {**content, "signature": row.signature, "public_key": signer.public_key()}
    (target / f"{row.seq:010d}.json").write_text(json.dumps(published, ensure_ascii=False, indent=1))
    return row


def latest(session: Session, limit: int) -> list[JournalCheckpoint]:
    """The newest checkpoints first."""
    return list(session.scalars(select(JournalCheckpoint).order_by(JournalCheckpoint.seq.desc()).limit(limit)))


def last_at(session: Session) -> datetime | None:
    return session.scalar(select(JournalCheckpoint.at).order_by(JournalCheckpoint.id.desc()).limit(1))


def verify(session: Session, signer: Signer, folder: Path) -> str | None:
    """Hold the chain against every checkpoint, in the database and in files. The first contradiction, or ``None``."""
    for row in session.scalars(select(JournalCheckpoint).order_by(JournalCheckpoint.seq)):
        content = statement(row.at, row.seq, row.hash, row.occasion)
        if not signer.fits(content, row.signature):
            return f"the checkpoint at entry {row.seq} does not bear our signature"
        if wrong := _against_chain(session, row.seq, row.hash):
            return wrong
    for path in sorted((folder / "checkpoints").glob("*.json")):
        kept = json.loads(path.read_text())
        content = {name: kept[name] for name in ("at", "seq", "hash", "occasion")}
        if not signer.fits(content, kept["signature"]):
            return f"{path.name} does not bear our signature"
        if wrong := _against_chain(session, kept["seq"], kept["hash"]):
            return wrong
    return None


def _against_chain(session: Session, seq: int, hash_: str) -> str | None:
    found = session.scalar(select(JournalEntry.hash).where(JournalEntry.seq == seq))
    return None if found == hash_ else f"entry {seq} is not the one that was signed at its checkpoint"
