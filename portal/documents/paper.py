"""An official paper as data: frozen facts, their digest, and the check that they are complete."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NotRequired, Required, get_args, get_origin, get_type_hints, is_typeddict

from portal.documents.canonical import digest


class PaperError(ValueError):
    """The facts cannot be printed as they stand; the message names the place."""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    number: str
    kind: str
    title: str
    issued_at: datetime
    issuer: str
    facts: dict[str, Any]
    digest: str
    verify_url: str
    demo: bool

    def __post_init__(self) -> None:
        if self.issued_at.tzinfo is None:
            raise PaperError("issued_at has no time zone")

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"issued_at": self.issued_at.isoformat()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> PaperFacts:
        return cls(**(data | {"issued_at": datetime.fromisoformat(data["issued_at"])}))


def paper_of(
    kind: str, facts: Any, *, number: str, title: str, issued_at: datetime, issuer: str, verify_url: str, demo: bool
) -> PaperFacts:
    """A paper with the digest of its facts."""
    return PaperFacts(number, kind, title, issued_at, issuer, facts, digest(facts), verify_url, demo)


def check_shape(facts: Any, shape: Any, where: str = "facts") -> None:
    """Refuse facts that miss a key, have one too many, or have the wrong type somewhere."""
    if is_typeddict(shape):
        _check_keys(facts, shape, where)
    elif get_origin(shape) is list:
        if not isinstance(facts, list):
            raise PaperError(f"{where} must be a list")
        for index, item in enumerate(facts):
            check_shape(item, get_args(shape)[0], f"{where}[{index}]")
    elif not isinstance(facts, shape) or (shape is int and isinstance(facts, bool)):
        raise PaperError(f"{where} must be {shape.__name__}, not {type(facts).__name__}")
    else:
        _check_wording(facts, where)


def _check_keys(facts: Any, shape: Any, where: str) -> None:
    if not isinstance(facts, dict):
        raise PaperError(f"{where} must be a dict")
    hints = _hints(shape)
    if unknown := sorted(set(facts) - set(hints)):
        raise PaperError(f"{where} has unknown facts: {', '.join(map(str, unknown))}")
    for key, (inner, required) in hints.items():
        if key in facts:
            check_shape(facts[key], inner, f"{where}.{key}")
        elif required:
            raise PaperError(f"{where}.{key} is missing")


@lru_cache(maxsize=64)
def _hints(shape: Any) -> dict[str, tuple[Any, bool]]:
    # __required_keys__ is wrong under postponed annotations, so the marks are read from the hints.
    found = {}
    for key, hint in get_type_hints(shape, include_extras=True).items():
        marked = get_origin(hint) in (NotRequired, Required)
        found[key] = (get_args(hint)[0] if marked else hint, get_origin(hint) is not NotRequired)
    return found


def _check_wording(value: Any, where: str) -> None:
    """A key's ending says what its value is."""
    try:
        if where.endswith("_on") and isinstance(value, str):
            date.fromisoformat(value)
        elif where.endswith("_at") and isinstance(value, str) and datetime.fromisoformat(value).tzinfo is None:
            raise PaperError(f"{where} has no time zone")
        elif where.endswith("_fen") and value < 0:
            raise PaperError(f"{where} is below zero")
    except PaperError:
        raise
    except ValueError as error:
        raise PaperError(f"{where} is not an ISO date: {value!r}") from error
