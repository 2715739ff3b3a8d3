"""How tests bring boards on file: identity numbers that nobody has, a roll that can be submitted, one in force."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal.domain.organizations import rolls
from portal.domain.organizations.models import Organization
from portal.domain.organizations.officeholders import IdKind, Office, Roll
from portal.domain.organizations.roll_guards import materials_needed
from portal.domain.organizations.roll_reads import people_of
from portal.kernel import clock, identity, lifecycle, papers
from portal.kernel.people import Actor

NOBODY = "999999"  # the code of no place


def number(serial: int = 1, born: str = "19750312") -> str:
    seventeen = f"{NOBODY}{born}{serial:03d}"
    return seventeen + identity.check_place(seventeen)


def drafted(session: Session, organization: Organization, by: Actor, **fields: Any) -> Roll:
    """A term of three years from today, and nobody on it yet."""
    today = clock.today()
    given = {"resolved_on": today, "term_from": today, "term_until": date(today.year + 3, today.month, 1), **fields}
    return rolls.draft(session, organization, by=by, **given)


def seat(session: Session, roll: Roll, by: Actor, name: str, office: Office, serial: int, **fields: Any):
    given = {"id_kind": IdKind.RESIDENT, "identity_number": number(serial), "legal_representative": office is Office.PRESIDENT, **fields}
    return rolls.add_to_roll(session, roll, by=by, name=name, office=office, **given)


def complete(session: Session, organization: Organization, by: Actor, **fields: Any) -> Roll:
    """Three people and the resolution: ready to be submitted."""
    roll = drafted(session, organization, by, **fields)
    seat(session, roll, by, organization.legal_representative, Office.PRESIDENT, 1)
    seat(session, roll, by, "石桥南", Office.BOARD_MEMBER, 2)
    seat(session, roll, by, "秤心平", Office.SUPERVISOR, 3)
    hand_in(session, roll, by)
    return roll


def hand_in(session: Session, roll: Roll, by: Actor) -> None:
    for material in materials_needed(people_of(session, roll)):
        papers.attach(session, roll, material, f"{material}.pdf", "application/pdf", 9, "a" * 64, by=by)


def filed(session: Session, organization: Organization, by: Actor, officer: Actor, **fields: Any) -> Roll:
    """In force."""
    roll = complete(session, organization, by, **fields)
    lifecycle.move(session, roll, "submit", by=by)
    lifecycle.move(session, roll, "accept", by=officer)
    return roll


def followed(session: Session, organization: Organization, by: Actor, officer: Actor, **fields: Any) -> Roll:
    """The next roll, with the same people, in force."""
    roll = drafted(session, organization, by, **fields)
    hand_in(session, roll, by)
    lifecycle.move(session, roll, "submit", by=by)
    lifecycle.move(session, roll, "accept", by=officer)
    return roll
