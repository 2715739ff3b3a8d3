"""What the worker and the tick tell the web process: a small file each in the data folder, read by ``/readyz``."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

NAMES = ("tick", "work")
AT_LEAST_EVERY = timedelta(seconds=30)


class Heartbeat:
    """``beat(now, failed)`` after every look; written when the number of failures changed, or half a minute passed."""

    def __init__(self, folder: Path, name: str):
        self._path = _path(folder, name)
        self._said: tuple[datetime, int] | None = None

    def __call__(self, now: datetime, failed: int) -> None:
        if self._said and self._said[1] == failed and now - self._said[0] < AT_LEAST_EVERY:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps({"at": now.isoformat(timespec="seconds"), "failed": failed}))
        os.replace(draft, self._path)
        self._said = (now, failed)


def heard(folder: Path) -> dict[str, dict[str, Any]]:
    """name → {"at": when it last looked (ISO 8601), "failed": how many things are not done}; only those ever heard of."""
    found = {}
    for name in NAMES:
        try:
            found[name] = json.loads(_path(folder, name).read_text())
        except (OSError, ValueError):
            continue
    return found


def _path(folder: Path, name: str) -> Path:
    return folder / "heartbeats" / f"{name}.json"
