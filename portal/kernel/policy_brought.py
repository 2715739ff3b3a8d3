"""Policy settings that come with a migration: an installation that has some gets those it lacks; the seeds bring the first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from portal.kernel.base import UtcDateTime

#: (amount, unit, name, source)
Setting = tuple[int, str, str, str]

_SETTINGS = sa.table(
    "policy_settings", sa.column("region_path"), sa.column("key"), sa.column("version"), sa.column("amount"),
    sa.column("unit"), sa.column("name"), sa.column("source"), sa.column("valid_from", UtcDateTime()),
)  # fmt: skip


def bring(connection: sa.Connection, settings: Mapping[str, Setting]) -> None:
    """Each setting for every region, in force as long as the oldest that is there."""
    known = set(connection.scalars(sa.select(_SETTINGS.c.key)))
    since = connection.scalar(sa.select(sa.func.min(_SETTINGS.c.valid_from)))
    for key, (amount, unit, name, source) in settings.items() if known else ():
        if key not in known:
            connection.execute(_SETTINGS.insert().values(
                region_path="/", key=key, version=1, amount=amount, unit=unit, name=name, source=source, valid_from=since,
            ))  # fmt: skip


def take_away(connection: sa.Connection, keys: Iterable[str]) -> None:
    connection.execute(_SETTINGS.delete().where(_SETTINGS.c.key.in_(list(keys))))
