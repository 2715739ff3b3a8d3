"""Claims: the list, finding the organization, the form, one claim. Steps and materials are served by their own mechanisms."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _

from portal.blueprints.before import way_ahead
from portal.blueprints.claims import blueprint
from portal.blueprints.claims.forms import ClaimForm
from portal.blueprints.contacts import phone_fact
from portal.blueprints.edge import current_actor, done, page, perform, permits, reader, spoken
from portal.blueprints.filters import chosen, one_of, words
from portal.blueprints.materials import MATERIALS, files_of
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, day, every, exported
from portal.blueprints.words import shows
from portal.domain.organizations import claim_guards, claims, register
from portal.domain.organizations.membership import Claim, ClaimKind, ClaimState
from portal.domain.organizations.models import Organization, OrganizationState
from portal.domain.organizations.register import Filters
from portal.kernel import access, papers, regions
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say

TABLE = Table(N_("认领和接任组织账号"), (
    (N_("组织"), lambda c: c.organization.name), (N_("编号"), "number"), (N_("事由"), "kind"), (N_("申请人"), lambda c: c.applicant.name),
    (N_("提交日期"), day("submitted_at")), (N_("状态"), "state"),
))  # fmt: skip
#: What to have at hand, by kind.
BEFORE = {
    ClaimKind.CLAIM: (
        N_("您本人的身份证件（拍照或扫描，正反面）"),
        N_("组织的登记证书，或者社区社会组织的备案证明"),
        N_("盖了组织公章的任职证明或授权书，写明由您负责账号"),
    ),
    ClaimKind.SUCCESSION: (
        N_("您本人的身份证件（拍照或扫描，正反面）"),
        N_("组织的登记证书，或者社区社会组织的备案证明"),
        N_("推选您为负责人的会议决议（理事会、会员大会或成员会议），有到会人签字"),
    ),
}
FOUND = 10  # hits to choose from: a name narrows it further


@blueprint.get("/")
@permits(P.CLAIM_READ)
@exported(TABLE, lambda: every(claims.listed, state=chosen(ClaimState, "state")), {"state": one_of(ClaimState)})
def index():
    state = chosen(ClaimState, "state")
    found = claims.listed(reader(), current_actor(), cursor=request.args.get("cursor"), state=state)
    return page("claims/index.html", found=found, state=state, states=list(ClaimState))


@blueprint.get("/new")
@permits(P.CLAIM_APPLY)
def choose():
    """First the organization, by name, initials or code."""
    q = words()
    filters = Filters(q=q, state=OrganizationState.ACTIVE)
    found = register.listed(reader(), filters, size=FOUND) if q else None
    return page("claims/choose.html", q=q, found=found)


@blueprint.route("/new/<public_id>", methods=["GET", "POST"])
@permits(P.ORGANIZATION_READ, Organization)
def new(organization: Organization):
    actor, session, form = current_actor(), reader(), ClaimForm()
    if not actor.is_authenticated:
        return redirect(url_for("accounts.login", next=request.path))
    if form.validate_on_submit():
        if result := perform(form, claims.draft, organization, by=actor, **form.fields()):
            return done(say("已存为草稿。下一步：上传材料，再提交。"), url_for(".show", public_id=result.value.public_id), result.value)
    kind = claim_guards.kind_of(session, organization)
    return _edit_page(form, organization, kind, why_not=claim_guards.why_not_claim(session, organization, actor.user_id or 0))


@blueprint.get("/<public_id>")
@shows(Claim)
@permits(P.CLAIM_READ, Claim)
def show(claim: Claim):
    session, actor = reader(), current_actor()
    mine = access.allows(actor, P.CLAIM_APPLY, claim)
    proofs = access.allows(actor, P.CLAIM_READ_PROOF, claim)
    held = {a.material for a in papers.attachments_of(session, claim)}
    return page("claims/show.html", claim=claim, proofs=proofs, files=files_of(claim) if proofs else [],
                needed=[(code in held, spoken(MATERIALS[code])) for code in claim_guards.MATERIALS[claim.kind]],
                place=regions.name_of(session, claim.region_path), editable=mine and claim.state in claims.EDITABLE,
                phone=phone_fact(claim),
                rivals=0 if mine else claims.rivals_of(session, claim), **record_context(claim))  # fmt: skip


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@permits(P.CLAIM_APPLY, Claim)
def edit(claim: Claim):
    back = url_for(".show", public_id=claim.public_id)
    if claim.state not in claims.EDITABLE:
        return redirect(back)
    form = ClaimForm(obj=claim)
    if form.validate_on_submit():
        if perform(form, claims.edit, claim, by=current_actor(), expect=form.expected(), **form.fields()):
            return done(say("已保存。"), back)
    return _edit_page(form, claim.organization, claim.kind, claim=claim)


def _edit_page(form: ClaimForm, organization: Organization, kind: ClaimKind, claim: Claim | None = None, why_not: Any = None):
    heading = _("认领组织账号") if kind is ClaimKind.CLAIM else _("接任组织负责人")
    path = [s for s in (ClaimState.DRAFT, ClaimState.SUBMITTED, ClaimState.NOTICE, ClaimState.CHECKED, ClaimState.APPROVED)
            if s is not ClaimState.NOTICE or kind is ClaimKind.SUCCESSION]  # fmt: skip
    legs = [] if claim else way_ahead(Claim, organization.region_path, {"consent": "claim.answer"}, path)
    return page("claims/edit.html", form=form, organization=organization, kind=kind, claim=claim, heading=heading,
                why_not=why_not, needs=BEFORE[kind], legs=legs)  # fmt: skip
