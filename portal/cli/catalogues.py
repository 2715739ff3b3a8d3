"""Compiled translations: made from the catalogues where they are missing or older."""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask


def compile_catalogues(app: Flask) -> int:
    """Write ``messages.mo`` beside every ``messages.po`` that is newer; returns how many were written."""
    written = 0
    for source in sorted((Path(app.root_path) / "translations").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
        draft = target.with_name(f".{target.name}.{os.getpid()}")  # another process may do the same at this moment
        with draft.open("wb") as file:
            write_mo(file, catalogue)
        os.replace(draft, target)
        written += 1
    return written
