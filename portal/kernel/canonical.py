"""One spelling for one content: what is digested is always this form."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical_json(content: Any) -> bytes:
    """Sorted keys, no spaces, UTF-8. Only str, int, bool, None, list and dict: floats have no one spelling."""
    _refuse_floats(content, "$")
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest(content: Any, salt: bytes = b"") -> str:
    """SHA-256 of the canonical form, hex; salted where the content could be guessed."""
    return hashlib.sha256(salt + canonical_json(content)).hexdigest()


def _refuse_floats(content: Any, where: str) -> None:
    if isinstance(content, dict):
        for key, value in content.items():
            if not isinstance(key, str):
                raise TypeError(f"{where}: a key must be a string, not {type(key).__name__}")
            _refuse_floats(value, f"{where}.{key}")
    elif isinstance(content, list | tuple):
        for index, value in enumerate(content):
            _refuse_floats(value, f"{where}[{index}]")
    elif content is not None and not isinstance(content, str | int | bool):
        raise TypeError(f"{where}: {type(content).__name__} has no canonical form")
