"""What lists share: a choice from the address line, a table as a download."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Response, request

from portal.documents.tables import csv_bytes
from portal.kernel.words import Refused, say

E = TypeVar("E", bound=enum.StrEnum)


def chosen(enum_class: type[E], name: str) -> E | None:
    """A member named in the address line; anything unknown filters nothing."""
    value = request.args.get(name, "")
    return enum_class(value) if value in list(enum_class) else None


def words(name: str = "q") -> str:
    """What was typed into a search field, without what no name contains."""
    typed = request.args.get(name, "")
    return "".join(c for c in typed if c.isprintable()).strip()[:60]


# --- filters that a person keeps --------------------------------------------------------------------------------

Check = Callable[[str], bool]


def typed(value: str) -> bool:
    """A search field: what it says is looked for."""
    return len(value) <= 60 and value.isprintable()


def one_of(choices: Iterable[Any]) -> Check:
    """A choice: a member of an enum, or one of the words."""
    allowed = {getattr(choice, "value", choice) for choice in choices}
    return lambda value: value in allowed


def place(value: str) -> bool:
    """A region's path."""
    return value.startswith("/") and value.endswith("/") and len(value) <= 120 and value.isprintable()


def number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 10


def a_day(value: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII) is not None


def kept(filters: Mapping[str, Check], asked: Mapping[str, str]) -> dict[str, str]:
    """What of an address is a filter of the list, by name. Refused: what the list's form would not have sent, or nothing."""
    used = {name: value for name, value in sorted(asked.items()) if value}
    if any(name not in filters or not filters[name](value) for name, value in used.items()):
        raise Refused(say("这个地址不是这张表的筛选，请在表上重新筛选后再保存。"))
    if not used:
        raise Refused(say("还没有筛选条件，先筛选再保存。"))
    return used


# --- files ------------------------------------------------------------------------------------------------------


def csv_download(filename: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    return as_file(csv_bytes(columns, rows), filename, "text/csv")


def as_file(data: bytes, filename: str, media_type: str) -> Response:
    """Bytes to save, under a name that may be Chinese."""
    response = Response(data, mimetype=media_type)
    plain = filename.isascii()
    name = {"filename": filename} if plain else {"filename*": f"UTF-8''{quote(filename)}"}
    response.headers.set("Content-Disposition", "attachment", **name)
    return response
