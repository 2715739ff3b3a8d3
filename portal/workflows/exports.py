"""What leaves the portal as a file and is not open to everybody: who took it is in the journal."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.kernel import journal
from portal.kernel.people import Actor, User
from portal.kernel.words import say


def tell_of_export(session: Session, *, title: str, wanted: str, asked: str, by: Actor) -> None:
    """One row about the person who takes it. The filters may name others, so they stand in its private part."""
    user = session.get_one(User, by.user_id)
    sentence = say("导出了表格“%(table)s”（%(format)s）", table=title, format=wanted)
    journal.write(session, user, "export", sentence, by=by, private={"filters": asked}, region_path=by.region_path)
