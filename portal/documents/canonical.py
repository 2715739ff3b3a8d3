"""The canonical form and the digest of a paper's facts: the kernel's, and how people read a digest."""

from __future__ import annotations

from portal.kernel.canonical import canonical_json, digest

__all__ = ["canonical_json", "digest", "grouped"]


def grouped(hexdigest: str, size: int = 4) -> str:
    """``4be091c7…`` as ``4be0 91c7 …``, the way people read a digest aloud."""
    return " ".join(hexdigest[i : i + size] for i in range(0, len(hexdigest), size))
