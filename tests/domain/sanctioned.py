"""How tests sanction an organization: proposed, served, answered, examined, decided, each by another person."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from portal.domain.sanctions import operations
from portal.domain.sanctions.kinds import Ground, SanctionKind
from portal.domain.sanctions.models import Repair, Sanction
from portal.domain.sanctions.operations import Content
from portal.kernel import lifecycle, papers, people
from portal.kernel.people import Actor, Appointment
from portal.kernel.roles import Role
from seeds.people import DISTRICT
from tests.bidding import organization
from tests.domain.offices import newcomer

K, G = SanctionKind, Ground
GROUNDS = {K.ABNORMAL: G.UNREACHABLE, K.SERIOUS: G.DEBTOR}


def bureau(session, login="ngo", name="银杏树下社区服务中心") -> SimpleNamespace:
    """An organization and the officers around it."""
    org = organization(session, login, name, region_path=DISTRICT, full_time_staff=3, last_annual_report=2025)
    actors = {who: people.actor_for(session, who) for who in ("acceptor", "examiner", "approver", "street", "finance", "supervisor")}
    return SimpleNamespace(session=session, org=org, head=people.actor_for(session, login), **actors)


def content(kind: SanctionKind = K.ABNORMAL, **other: Any) -> Content:
    fields = {
        "kind": kind, "ground": GROUNDS.get(kind, G.SUPERVISION), "facts": "两次上门，登记的住所没有人办公。", "basis": "",
        "amount_fen": 500_000 if kind.costs_money else 0, "term_months": 3 if kind is K.SUSPENSION else None,
    }  # fmt: skip
    return Content(**{**fields, **other})


def attach(b, record, material="evidence", by: Actor | None = None):
    papers.attach(b.session, record, material, f"{material}.pdf", "application/pdf", 9, "a" * 64, by=by or b.acceptor)


def drafted(b, kind=K.ABNORMAL, *, evidence=True, **other) -> Sanction:
    sanction = operations.propose(b.session, b.org, by=b.acceptor, content=content(kind, **other))
    if evidence:
        attach(b, sanction)
    return sanction


def move(b, record, action, by, **how):
    return lifecycle.move(b.session, record, action, by=by, **how)


def proposed(b, kind=K.ABNORMAL, **other) -> Sanction:
    sanction = drafted(b, kind, **other)
    move(b, sanction, "propose", b.acceptor)
    return sanction


def notified(b, kind=K.ABNORMAL, **other) -> Sanction:
    sanction = proposed(b, kind, **other)
    move(b, sanction, "notify", b.examiner)
    return sanction


def heard(b, kind=K.ABNORMAL, statement="已经搬回登记的住所。", **other) -> Sanction:
    sanction = notified(b, kind, **other)
    move(b, sanction, "state", b.head, statement=statement, wants_hearing=False)
    return sanction


def examined(b, kind=K.ABNORMAL, **other) -> Sanction:
    sanction = heard(b, kind, **other)
    move(b, sanction, "examine", b.examiner, answer="再次上门核对，仍无人办公。", hearing_on=None)
    return sanction


def imposed(b, kind=K.ABNORMAL, **other) -> Sanction:
    sanction = examined(b, kind, **other)
    move(b, sanction, "impose", b.approver, decision="事实清楚，依据充分。")
    return sanction


def applied(b, sanction) -> Repair:
    repair = operations.apply_for_removal(b.session, sanction, by=b.head, statement="已经改正。")
    attach(b, repair, "rectified", b.head)
    move(b, repair, "submit", b.head)
    return repair


def removed(b, sanction) -> Repair:
    repair = applied(b, sanction)
    move(b, repair, "check", b.examiner, finding="上门核对，已在登记的住所办公。")
    move(b, repair, "grant", b.approver)
    return repair


def another_approver(session, login="approver9") -> Actor:
    user = newcomer(session, login)
    session.add(Appointment(user_id=user.id, role=Role.APPROVER, region_path=DISTRICT, title="区民政局 · 法规", starts_at=user.created_at))
    session.flush()
    return people.actor_for(session, login)
