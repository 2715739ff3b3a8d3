"""What a start page says of the way ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portal.blueprints.edge import reader
from portal.kernel import ahead, regions
from portal.kernel.ahead import Leg


def way_ahead(
    model: type[Any], place: str = "", periods: Mapping[str, str] | None = None, path: Sequence[Any] = ()
) -> list[Leg]:
    """The steps before whoever begins here; as long as the place is not chosen, those of the first district."""
    session = reader()
    return ahead.legs(session, model, place or regions.choices(session, regions.Level.DISTRICT)[0][0], periods, path)
