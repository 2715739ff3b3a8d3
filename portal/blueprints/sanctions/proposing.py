"""Proposing: one organization, or all that are late with a report; serving what was proposed together."""

from __future__ import annotations

from flask import abort, redirect, request, url_for
from flask_babel import gettext as _

from portal.blueprints.before import way_ahead
from portal.blueprints.edge import current_actor, done, load, page, perform, permits, reader, spoken
from portal.blueprints.field_help import stand_at
from portal.blueprints.filters import words
from portal.blueprints.sanctions import blueprint
from portal.blueprints.sanctions.forms import LateForm, SanctionForm
from portal.domain.organizations import register
from portal.domain.organizations.models import Organization, OrganizationState
from portal.domain.organizations.register import Filters
from portal.domain.sanctions import guards, operations, queries
from portal.domain.sanctions.kinds import GROUNDS, Ground, SanctionKind, consequences
from portal.domain.sanctions.models import Sanction, SanctionState
from portal.intake import whole
from portal.kernel import clock, regions
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say

#: What a case of this kind says, to begin with: the facts are worded in the language of the papers.
LATE_FACTS = "应在规定的期限内报送 {year} 年度工作报告，到期没有报送，经提醒仍未报送。"  # official
FOUND = 10  # hits to choose from: a name narrows it further
#: What to have at hand.
BEFORE = (
    N_("查到的事实：时间、地点、经过，怎么查到的"),
    N_("证据：现场照片、退回的信函、整改文书、其他部门的函"),
    N_("依据：法律、法规、规章的名称和条款"),
)


@blueprint.route("/new", methods=["GET", "POST"])
@permits(P.SANCTION_PROPOSE)
def new():
    """The entrance of other pages as well: ``?organization=<public id>&ground=annual-report&year=2025``."""
    public_id = request.args.get("organization", "")
    if not public_id:
        return _choose()
    organization = load(Organization, public_id, (P.SANCTION_PROPOSE,))
    form = SanctionForm(data=_given()) if request.method == "GET" else SanctionForm()
    stand_at(organization.region_path)
    if form.validate_on_submit() and (
        result := perform(form, operations.propose, organization, by=current_actor(), content=form.content())
    ):
        return done(say("已存为草稿。下一步：上传证据，再提出。"), url_for(".show", public_id=result.value.public_id), result.value)
    return _form_page(form, organization)


def _choose():
    """First the organization, by name, initials or code."""
    q = words()
    found = register.listed(reader(), Filters(q=q, state=OrganizationState.ACTIVE), size=FOUND) if q else None
    return page("sanctions/choose.html", q=q, found=found)


def _given() -> dict[str, object]:
    """What the address already says."""
    ground, year = request.args.get("ground", ""), whole(request.args.get("year", ""))
    if ground not in list(Ground):
        return {}
    known = Ground(ground)
    kind = SanctionKind.ABNORMAL if SanctionKind.ABNORMAL in known.kinds else ""
    facts = LATE_FACTS.format(year=year) if known is Ground.ANNUAL_REPORT and year else ""
    return {"kind": kind, "ground": known, "year": year, "facts": facts, "basis": known.basis}


def _form_page(form: SanctionForm, organization: Organization, sanction: Sanction | None = None):
    kinds = [(kind, [spoken(words_) for words_ in consequences(kind)]) for kind in SanctionKind]
    may_follow = [(ground, "、".join(_(kind.label) for kind in SanctionKind if kind in row.kinds)) for ground, row in GROUNDS.items()]
    legs = [] if sanction else way_ahead(Sanction, organization.region_path)
    return page("sanctions/edit.html", form=form, organization=organization, sanction=sanction, kinds=kinds, may_follow=may_follow,
                needs=BEFORE, legs=legs, place=regions.name_of(reader(), organization.region_path))  # fmt: skip


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@permits(P.SANCTION_PROPOSE, Sanction)
def edit(sanction: Sanction):
    back = url_for(".show", public_id=sanction.public_id)
    if sanction.state is not SanctionState.DRAFT:
        return redirect(back)
    form = SanctionForm(obj=sanction)
    if form.validate_on_submit() and perform(
        form, operations.edit, sanction, by=current_actor(), content=form.content(), expect=form.expected()
    ):
        return done(say("已保存。"), back)
    return _form_page(form, sanction.organization, sanction)


# --- many at once ----------------------------------------------------------------------------------------------------


@blueprint.route("/late", methods=["GET", "POST"])
@permits(P.SANCTION_PROPOSE)
def late():
    """Who did not send the report of a year: choosing leads to a look at what will be proposed; proposing is a second press."""
    session, actor, form = reader(), current_actor(), LateForm()
    year = whole(request.values.get("year", "")) or clock.today().year - 1
    year = year if 2000 <= year < clock.today().year else clock.today().year - 1
    if form.validate_on_submit():
        organizations = queries.organizations_of(session, actor, form.organizations.data)
        refused = [(o, why) for o in organizations if (why := guards.why_not_propose(session, o, SanctionKind.ABNORMAL, Ground.ANNUAL_REPORT))]
        stopped = {o.id for o, _why in refused}
        going = [o for o in organizations if o.id not in stopped]
        if "confirmed" not in request.form:
            return page("sanctions/late_preview.html", form=form, year=year, going=going, refused=refused)
        if result := perform(form, operations.propose_late, going, by=actor, year=year, facts=form.facts.data):
            return done(say("提出了 %(n)s 件，交给审核岗告知。", n=len(result.value)), url_for(".cases", state="proposed"))
    if request.method == "GET":
        form.facts.data = LATE_FACTS.format(year=year)
    found = queries.late_with_report(session, actor, year, cursor=request.args.get("cursor"))
    years = range(clock.today().year - 1, clock.today().year - 6, -1)
    return page("sanctions/late.html", form=form, found=found, year=year, years=list(years))


@blueprint.route("/batches/<batch>", methods=["GET", "POST"])
@permits(P.SANCTION_EXAMINE)
def batch(batch: str):
    """What was proposed together, looked through and served together."""
    session, actor = reader(), current_actor()
    waiting = queries.batch_of(session, actor, batch)
    if request.method == "POST":
        if result := perform(None, operations.notify_all, batch, by=actor):
            return done(say("告知了 %(n)s 个组织，各自的陈述申辩期从今天起算。", n=result.value), url_for(".cases", state="notice"))
        return redirect(url_for(".batch", batch=batch))
    if not waiting:
        abort(404)
    return page("sanctions/batch.html", waiting=waiting, batch=batch)
