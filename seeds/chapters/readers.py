"""People have read what they were told until a week ago; the rest is new."""

from __future__ import annotations

from portal.workflows import notices
from seeds.people import PEOPLE
from seeds.world import City


def tell(city: City) -> None:
    with city.at(-7, 9) as session:
        for person in PEOPLE:
            notices.mark_read(session, city.actor(person.login).user_id or 0)
