"""How the steps of a tenancy are taken on the web."""

from __future__ import annotations

from typing import Any

from portal.blueprints.steps import Way
from portal.blueprints.tenancies.forms import AdmitForm, HandOverForm, PanelForm, RenewForm, SignForm
from portal.domain.incubators import capacity, tenancies
from portal.domain.incubators.models import Tenancy
from portal.kernel import clock, lifecycle


def _judge(action: str):
    def verb(session, tenancy: Tenancy, *, members: str, **kwargs: Any):
        return tenancies.judge(session, tenancy, action, members=members.splitlines(), **kwargs)

    return verb


def _admit(session, tenancy: Tenancy, *, rent_fen: int | None, rent_note: str | None, **kwargs: Any):
    return tenancies.admit(session, tenancy, rent_fen=rent_fen or 0, rent_note=rent_note or "", **kwargs)


def _sign(action: str):
    def verb(session, tenancy: Tenancy, *, agreed: bool, **kwargs: Any):
        return lifecycle.move(session, tenancy, action, **kwargs)

    return verb


def _rooms(session, form: AdmitForm, tenancy: Tenancy) -> None:
    """Rooms with their free desks; full ones stay readable, the guard refuses them with its sentence."""
    form.room_id.choices = [
        (room.room_id, f"{room.name} · {room.free}/{room.desks}") for room in capacity.rooms_of(session, tenancy.incubator_id)
    ]


def _term(tenancy: Tenancy) -> dict[str, Any]:
    return {"desks": tenancy.desks, "starts_on": clock.today()}


WAYS = {
    "submit": Way(verb=tenancies.submit),
    "panel": Way(form=PanelForm, verb=_judge("panel"), template="tenancies/panel.html"),
    "decline": Way(form=PanelForm, verb=_judge("decline"), template="tenancies/panel.html"),
    "admit": Way(form=AdmitForm, verb=_admit, choices=_rooms, prefill=_term, template="tenancies/admit.html"),
    "sign": Way(form=SignForm, verb=_sign("sign"), template="tenancies/sign.html"),
    "countersign": Way(form=SignForm, verb=_sign("countersign"), template="tenancies/sign.html"),
    "hand-over": Way(form=HandOverForm),
    "renew": Way(form=RenewForm),
}
