"""Questions that need many nouns. A guard gets the answer as a fact, by name: ``None``, or what stands in the way."""

from __future__ import annotations

from sqlalchemy.orm import Session

from portal.domain.awards.decided import undecided
from portal.domain.calls.models import Call
from portal.kernel.words import Sentence


def awards_are_decided(session: Session, call: Call) -> Sentence | None:
    """Nothing of the call is in public, disputed or merely proposed any more; else what stands in the way."""
    return undecided(session, call)
