"""The letters that the worker wrote: what a test does with the mail."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask

LINK = re.compile(r"http://portal\.test(/\S+)")


class Sent(NamedTuple):
    to: str
    link: str
    text: str


@pytest.fixture
def letters(app: Flask, worker_outbox: Callable[[], int]) -> Callable[[], list[Sent]]:
    """Carry out the outbox; the letters that were written since the test began, newest last."""
    folder = Path(app.config["PORTAL_DATA_DIR"]) / "mail"
    for old in folder.glob("*.eml") if folder.exists() else ():
        old.unlink()

    def sent() -> list[Sent]:
        worker_outbox()
        return [_read(file) for file in sorted(folder.glob("*.eml"), key=lambda f: f.stat().st_mtime_ns)]

    return sent


def _read(file: Path) -> Sent:
    letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    text = letter.get_body(("plain",)).get_content()
    return Sent(letter["To"], LINK.search(text).group(1), text)
