"""The two readings of an access declaration never drift: for every login of the city, model and permission."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.kernel import access, people
from portal.kernel.people import SYSTEM, VISITOR, User
from portal.kernel.permissions import Permission
from portal.kernel.roles import ROLES, Role
from seeds.people import PEOPLE


def actors(session):
    yield VISITOR
    yield SYSTEM
    for person in PEOPLE:
        user = session.scalars(select(User).where(User.login == person.login)).one()
        yield people.acting_as(user)
        for appointment in people.appointments_of(session, user.id):
            yield people.acting_as(user, appointment)


def interesting(actor, model) -> set[Permission]:
    """The read permission and whatever the actor holds: for anything else both readings begin with 'no'."""
    return {access.declaration(model).read} | set(ROLES[actor.role][1]) | set(ROLES[Role.ACCOUNT][1])


@pytest.fixture
def models(app):
    return access.declared_models()


def test_what_is_visible_is_exactly_what_is_allowed(demo_city, session, models):
    differences = []
    everyone = list(actors(session))
    for model in models:
        rows = list(session.scalars(select(model)).unique())
        for actor in everyone:
            for permission in interesting(actor, model):
                seen = set(session.scalars(access.visible(select(model.id), actor, permission, model)))
                allowed = {row.id for row in rows if access.allows(actor, permission, row)}
                if seen != allowed:
                    differences.append((model.__name__, actor.name, actor.role.value, permission.value, seen ^ allowed))
    assert differences == []


def test_a_visitor_sees_what_is_public_and_nothing_else(demo_city, session, models):
    leaking = []
    for model in models:
        ties = access.declaration(model)
        rows = list(session.scalars(select(model)).unique())
        for permission in Permission:
            allowed = [row for row in rows if access.allows(VISITOR, permission, row)]
            public = [row for row in rows if ties.public and getattr(row, ties.public)]
            if allowed and (permission not in ROLES[Role.VISITOR][1] or len(allowed) != len(public)):
                leaking.append((model.__name__, permission.value))
    assert leaking == []
