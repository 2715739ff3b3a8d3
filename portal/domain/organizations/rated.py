"""The register's column of ratings: written by the process that gives and takes them (``domain/ratings``), never by hand."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from portal.domain.organizations.models import Organization
from portal.kernel import engine, journal
from portal.kernel.people import Actor
from portal.kernel.words import say


def enter(session: Session, organization: Organization, level: int, *, since: date, until: date, by: Actor) -> None:
    """The organization holds this level (1 to 5) from a day to a day, both included."""
    engine.lock(session, organization)
    organization.rating, organization.rating_since, organization.rating_until = level, since, until
    organization.version += 1
    sentence = say("评估等级记为 %(level)s，有效期到 %(until)s", level=f"{level}A", until=until.isoformat())
    journal.write(session, organization, "rate", sentence, by=by, region_path=organization.region_path, key=True)


def clear(session: Session, organization: Organization, *, until: date, by: Actor) -> None:
    """The level whose term was to end on ``until`` is held no more; a newer one that stands there meanwhile stays."""
    engine.lock(session, organization)
    if organization.rating is None or organization.rating_until != until:
        return
    organization.rating = organization.rating_since = organization.rating_until = None
    organization.version += 1
    sentence = say("不再有有效的评估等级")
    journal.write(session, organization, "rate", sentence, by=by, region_path=organization.region_path, key=True)
