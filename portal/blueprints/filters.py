"""What lists share: a choice from the address line, a table as a download."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Response, request

from portal.documents.tables import csv_bytes

E = TypeVar("E", bound=enum.StrEnum)


def chosen(enum_class: type[E], name: str) -> E | None:
    """A member named in the address line; anything unknown filters nothing."""
    value = request.args.get(name, "")
    return enum_class(value) if value in list(enum_class) else None


def words(name: str = "q") -> str:
    """What was typed into a search field, without what no name contains."""
    typed = request.args.get(name, "")
    return "".join(c for c in typed if c.isprintable()).strip()[:60]


def csv_download(filename: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    return as_file(csv_bytes(columns, rows), filename, "text/csv")


def as_file(data: bytes, filename: str, media_type: str) -> Response:
    """Bytes to save, under a name that may be Chinese."""
    response = Response(data, mimetype=media_type)
    plain = filename.isascii()
    name = {"filename": filename} if plain else {"filename*": f"UTF-8''{quote(filename)}"}
    response.headers.set("Content-Disposition", "attachment", **name)
    return response
