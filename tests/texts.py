"""The short messages that the worker sent: what a test does with a phone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask


class Received(NamedTuple):
    to: str
    text: str

    @property
    def code(self) -> str:
        found = re.search(r"\d{6}", self.text)
        assert found is not None, self.text
        return found.group(0)


@pytest.fixture
def texts(app: Flask, worker_outbox: Callable[[], int]) -> Callable[[], list[Received]]:
    """Carry out the outbox; the messages by SMS since the test began, newest last."""
    folder = Path(app.config["PORTAL_DATA_DIR"]) / "sms"
    for old in folder.glob("*.json") if folder.exists() else ():
        old.unlink()

    def received() -> list[Received]:
        worker_outbox()
        files = sorted(folder.glob("*.json"), key=lambda f: f.stat().st_mtime_ns)
        said = (json.loads(file.read_text(encoding="utf-8")) for file in files)
        return [Received(one["to"], one["text"]) for one in said]

    return received
