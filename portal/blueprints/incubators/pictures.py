"""The floor of an incubator as a picture, and the same as a table."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from portal import charts
from portal.domain.incubators.capacity import Occupancy


@dataclass(frozen=True)
class Floor:
    title: str
    picture: Markup
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def floors(rooms: list[Occupancy]) -> list[Floor]:
    """One picture a floor, with its table."""
    columns = (_("房间"), _("面积（㎡）"), _("工位"), _("已用"), _("空余"))
    out = []
    for number, group in groupby(rooms, key=lambda room: room.floor):
        here = list(group)
        tiles = [charts.Room(room.name, room.desks, room.taken, _said(room)) for room in here]
        title = _("%(n)s 楼", n=number)
        label = _("%(floor)s各房间的工位", floor=title)
        rows = [(room.name, room.area_m2, room.desks, room.taken, room.free) for room in here]
        out.append(Floor(title, charts.rooms(tiles, label=label), columns, rows))
    return out


def _said(room: Occupancy) -> str:
    if room.free <= 0:
        return _("%(desks)s 个工位，已满", desks=room.desks)
    if room.taken == 0:
        return _("%(desks)s 个工位，空着", desks=room.desks)
    return _("%(desks)s 个工位，用了 %(taken)s 个", desks=room.desks, taken=room.taken)
