"""Every door has a lock that someone chose."""

from __future__ import annotations

import pytest

from portal.kernel import access, lifecycle
from portal.kernel.permissions import Permission
from portal.kernel.roles import ROLES, Reach, Role

#: Endpoints that are not ours: Flask's own static files and Flask-Admin's views, which have a test of their own.
NOT_OURS = ("static",)


def test_every_endpoint_declares_who_may_call_it(app):
    undeclared = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.endswith(NOT_OURS)
        and not rule.rule.startswith("/admin/")
        and not hasattr(app.view_functions[rule.endpoint], "access")
    ]
    assert undeclared == []


def test_every_record_that_people_open_is_tied_to_a_scope(app):
    untied = [m.__name__ for m in lifecycle.governed() if m not in access.declared_models()]
    assert untied == []


def test_every_column_that_a_declaration_names_exists(app):
    missing = []
    for model in access.declared_models():
        ties = access.declaration(model)
        names = [ties.region, ties.organization, ties.second_organization, ties.department, ties.incubator, ties.owner,
                 ties.second_owner, ties.public, ties.officers_when]  # fmt: skip
        missing += [f"{model.__name__}.{name}" for name in names if name and not hasattr(model, name)]
    assert missing == []


def test_every_permission_is_held_by_someone():
    held = {permission for _, permissions in ROLES.values() for permission in permissions}
    assert sorted(set(Permission) - held) == []


def test_permissions_stand_in_alphabetical_order():
    names = [permission.name for permission in Permission]
    assert names == sorted(names)


def test_every_permission_is_spelled_as_resource_and_action():
    assert [p for p in Permission if p.value.count(":") != 1 or p.value != p.value.lower()] == []


#: What administrators do: reference data, and offices.
KEEPS = {
    Permission.ADMIN_WRITE, Permission.APPOINTMENT_CONFIRM, Permission.APPOINTMENT_END, Permission.APPOINTMENT_PROPOSE,
    Permission.DELEGATION_GIVE, Permission.RETENTION_MANAGE,
}  # fmt: skip


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.LEADER, Role.SUPERVISOR])
def test_who_only_looks_decides_nothing(role):
    reading = {p for p in ROLES[role][1] if p.value.split(":")[1].startswith("read")}
    allowed_besides = KEEPS if role is Role.ADMINISTRATOR else set()
    assert set(ROLES[role][1]) - reading == allowed_besides


def test_the_administrator_reads_no_record_of_any_process_but_who_holds_an_office():
    reading = {Permission.ADMIN_READ, Permission.APPOINTMENT_READ, Permission.DELEGATION_READ, Permission.RETENTION_READ}
    assert ROLES[Role.ADMINISTRATOR] == (Reach.REGION, KEEPS | reading)


def test_no_role_both_accepts_and_approves():
    pairs = [
        (Permission.REGISTRATION_ACCEPT, Permission.REGISTRATION_EXAMINE),
        (Permission.REGISTRATION_EXAMINE, Permission.REGISTRATION_APPROVE),
        (Permission.REGISTRATION_ACCEPT, Permission.REGISTRATION_APPROVE),
        (Permission.CALL_DRAFT, Permission.CALL_APPROVE),
        (Permission.PAYMENT_RELEASE, Permission.PAYMENT_APPROVE),
    ]
    assert [(r, p) for r, (_, held) in ROLES.items() for p in pairs if set(p) <= held] == []
