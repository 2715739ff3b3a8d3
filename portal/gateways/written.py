"""What a local gateway does instead of sending: one file for each message, whole or not at all, and never twice."""

from __future__ import annotations

import os
import re
from pathlib import Path


def safe(key: str) -> str:
    """A key as a file's name, or as part of a message's id."""
    return re.sub(r"[^A-Za-z0-9._-]", "-", key)[:120]


def written_once(folder: Path, key: str, suffix: str, data: bytes) -> None:
    """``<key>.<suffix>`` in the folder; what is there already stays as it is."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / f"{safe(key)}.{suffix}"
    if target.exists():
        return
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.write_bytes(data)
    os.replace(draft, target)
