"""The register: search, export, one organization, and what officers enter."""

from __future__ import annotations

from flask import request, url_for

from portal.blueprints.contacts import phone_fact
from portal.blueprints.edge import current_actor, done, page, perform, permits, public, reader
from portal.blueprints.filters import one_of, place, typed
from portal.blueprints.organizations import blueprint
from portal.blueprints.organizations.forms import KeepingForm
from portal.blueprints.steps import timeline_for
from portal.blueprints.tables import Table, exported
from portal.blueprints.words import shows
from portal.domain.catalogue import qualified
from portal.domain.organizations import keeping, register
from portal.domain.organizations.models import Organization, OrganizationState, OrgField, OrgType
from portal.domain.organizations.register import Filters
from portal.kernel import access, paging, papers, regions
from portal.kernel.permissions import Permission as P
from portal.kernel.regions import Level
from portal.kernel.words import N_, say
from portal.workflows.facts import projects_of

TABLE = Table(N_("社会组织名册"), (
    (N_("名称"), "name"), (N_("统一社会信用代码"), "uscc"), (N_("备案编号"), "filing_number"), (N_("类型"), "org_type"),
    (N_("领域"), "field"), (N_("评估等级"), lambda r: f"{r.rating}A" if r.rating else None), (N_("登记（备案）日期"), "registered_on"),
    (N_("状态"), "state"),
))  # fmt: skip


def _rows():
    filters = _filters()
    return paging.every(lambda cursor: register.listed(reader(), filters, cursor=cursor, size=paging.AT_ONCE))


@blueprint.get("/")
@public
@exported(TABLE, lambda: _rows(), {"q": typed, "type": one_of(OrgType), "field": one_of(OrgField), "street": place, "rating": one_of("12345"), "state": one_of(OrganizationState)})
def index():
    filters = _filters()
    found = register.listed(reader(), filters, cursor=request.args.get("cursor"))
    return page("organizations/index.html", found=found, filters=filters, types=list(OrgType), fields=list(OrgField),
                states=list(OrganizationState), streets=regions.choices(reader(), Level.STREET))  # fmt: skip


@blueprint.get("/<public_id>")
@shows(Organization)
@permits(P.ORGANIZATION_READ, Organization)
def show(organization: Organization):
    opened = register.opened(reader(), organization)
    actor = current_actor()
    certificates = [p for a in (*opened["registrations"], *opened["filings"]) for p in papers.papers_of(reader(), a)]
    return page(
        "organizations/show.html", organization=organization, opened=opened, certificates=certificates,
        full=access.allows(actor, P.ORGANIZATION_READ_FULL, organization), phone=phone_fact(organization),
        belongs=access.allows(actor, P.MEMBER_READ, organization),
        keeps=access.allows(actor, P.REGISTRATION_ACCEPT, organization),
        readable={a.public_id for a in (*opened["registrations"], *opened["filings"]) if _may_read(a)},
        entry=qualified.entry_of(reader(), organization), projects=projects_of(reader(), organization),
        timeline=timeline_for(organization, opened["story"], names=False),
    )  # fmt: skip


@blueprint.route("/<public_id>/record", methods=["GET", "POST"])
@permits(P.REGISTRATION_ACCEPT, Organization)
def record(organization: Organization):
    form = KeepingForm(obj=organization)
    if form.validate_on_submit():
        if perform(form, keeping.keep, organization, by=current_actor(), expect=form.expected(), **form.fields()):
            return done(say("名册已更新。"), url_for(".show", public_id=organization.public_id))
    return page("organizations/record.html", form=form, organization=organization)


def _may_read(application) -> bool:
    return access.allows(current_actor(), access.declaration(type(application)).read, application)


def _filters() -> Filters:
    args = request.args
    rating = args.get("rating", "")
    street = args.get("street", "")
    return Filters(
        q="".join(c for c in args.get("q", "")[:60] if c.isprintable()),
        org_type=_member(OrgType, args.get("type")),
        field=_member(OrgField, args.get("field")),
        region_path=street if street.startswith("/") and street.endswith("/") else "",
        rating=int(rating) if rating in ("1", "2", "3", "4", "5") else None,
        state=_member(OrganizationState, args.get("state")),
    )  # fmt: skip


def _member(enum_class, value):
    return enum_class(value) if value in {m.value for m in enum_class} else None
