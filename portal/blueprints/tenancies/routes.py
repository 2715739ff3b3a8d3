"""The desk's list, the application, the record, the services given."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _

from portal.blueprints.before import way_ahead
from portal.blueprints.contacts import phone_fact
from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.filters import one_of, typed
from portal.blueprints.incubators import pictures
from portal.blueprints.materials import files_of
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, every, exported
from portal.blueprints.tables import day as day_of
from portal.blueprints.tenancies import blueprint
from portal.blueprints.tenancies.forms import ApplyForm, ServiceForm, TenancyForm
from portal.blueprints.tenancies.ways import WAYS
from portal.blueprints.words import shows
from portal.domain.incubators import capacity, queries, tenancies
from portal.domain.incubators.models import ServiceKind, Tenancy, TenancyState
from portal.intake import whole
from portal.kernel import access, clock, papers
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, NotFound, say

TABLE = Table(N_("孵化入驻"), (
    (N_("编号"), "number"), (N_("入驻方"), "title"), (N_("基地"), lambda t: t.incubator.name),
    (N_("房间"), lambda t: t.room.name if t.room else None), (N_("工位"), "desks"), (N_("起"), "starts_on"), (N_("止"), "ends_on"),
    (N_("状态"), "state"), (N_("提交日期"), day_of("submitted_at")),
))  # fmt: skip
#: What to have at hand before an application is begun.
BEFORE = (
    N_("哪一个基地、要几个工位、住多久；空着的房间在基地页面看得到"),
    N_("入驻计划：做什么、服务谁、半年内要做到什么"),
    N_("需要基地帮什么：培训、财务、对接、辅导"),
    N_("计划书、发起人名单可以附上，不是必须；有组织的，由法定代表人签协议"),
)


@blueprint.get("", strict_slashes=False)
@permits(P.TENANCY_READ)
@exported(TABLE, lambda: every(queries.tenancies, **_filters()), {"q": typed, "state": one_of(TenancyState), "incubator": typed})
def index():
    filters, actor, session = _filters(), current_actor(), reader()
    found = queries.tenancies(session, actor, **filters, cursor=request.args.get("cursor"))
    own = queries.managed_by(session, actor)
    floors = pictures.floors(capacity.rooms_of(session, own.id)) if own else []
    return page("tenancies/index.html", found=found, filters=filters, states=list(TenancyState), own=own, floors=floors,
                incubators=queries.choices(session))  # fmt: skip


@blueprint.route("/new", methods=["GET", "POST"])
@permits(P.TENANCY_APPLY)
def new():
    form = ApplyForm(incubator=request.args.get("incubator"))
    form.incubator.choices = [("", _("请选择")), *queries.choices(reader())]
    named = _without_title(form, tenancies.name_for(reader(), current_actor()))
    if form.validate_on_submit():
        fields = form.fields()
        if result := perform(form, _draft, fields.pop("incubator"), by=current_actor(), **fields):
            return done(say("已存为草稿。下一步：核对后提交。"), url_for(".show", public_id=result.value.public_id), result.value)
    legs = way_ahead(Tenancy, periods={"end-publicity": "tenancy.publicity"})
    return page("tenancies/edit.html", form=form, heading=_("入驻申请"), tenancy=None, named=named, needs=BEFORE, legs=legs)


def _draft(session, incubator: str, **kwargs: Any) -> Tenancy:
    found = queries.by_public_id(session, incubator)
    if found is None:
        raise NotFound(say("没有这个孵化基地。"))
    return tenancies.draft(session, found, **kwargs)


@blueprint.get("/<public_id>")
@shows(Tenancy)
@permits(P.TENANCY_READ, Tenancy)
def show(tenancy: Tenancy):
    actor, session = current_actor(), reader()
    tenancy = queries.whole(session, tenancy)
    mine = access.allows(actor, P.TENANCY_APPLY, tenancy)
    return page(
        "tenancies/show.html", tenancy=tenancy, files=files_of(tenancy), papers=papers.papers_of(session, tenancy),
        needs=[ServiceKind(kind).label for kind in tenancy.needs], phone=phone_fact(tenancy),
        assessments=queries.assessments_of(session, tenancy), services=queries.services_of(session, tenancy),
        given=queries.service_records(session, tenancy), editable=mine and tenancy.state in tenancies.EDITABLE,
        may_bind=tenancies.may_bind(tenancy, actor), may_serve=_may_serve(tenancy), **record_context(tenancy, WAYS),
    )  # fmt: skip


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@permits(P.TENANCY_APPLY, Tenancy)
def edit(tenancy: Tenancy):
    if tenancy.state not in tenancies.EDITABLE:
        return redirect(url_for(".show", public_id=tenancy.public_id))
    form = TenancyForm(obj=tenancy)
    named = _without_title(form, tenancy.title if tenancy.organization_id else "")
    if form.validate_on_submit():
        if perform(form, tenancies.edit, tenancy, by=current_actor(), expect=form.expected(), **form.fields()):
            return done(say("已保存。"), url_for(".show", public_id=tenancy.public_id))
    return page("tenancies/edit.html", form=form, heading=_("修改入驻申请"), tenancy=tenancy, named=named)


@blueprint.route("/<public_id>/services/new", methods=["GET", "POST"])
@permits((P.INCUBATOR_MANAGE, P.TENANCY_MENTOR), Tenancy)
def new_service(tenancy: Tenancy):
    form = ServiceForm(given_on=clock.today())
    kinds = tenancies.kinds_for(current_actor())
    form.kind.choices = [(value, label) for value, label in form.kind.choices if not value or value in kinds]
    if form.validate_on_submit():
        if perform(form, tenancies.give_service, tenancy, by=current_actor(), **form.fields()):
            return done(say("服务已登记。"), url_for(".show", public_id=tenancy.public_id))
    return page("tenancies/service.html", form=form, tenancy=tenancy)


@blueprint.post("/<public_id>/bind")
@permits(P.TENANCY_APPLY, Tenancy)
def bind(tenancy: Tenancy):
    back = url_for(".show", public_id=tenancy.public_id)
    expect = whole(request.form.get("version"))
    if perform(None, tenancies.bind_organization, tenancy, by=current_actor(), expect=expect):
        return done(say("已关联组织。"), back)
    return redirect(back)


def _filters() -> dict[str, Any]:
    state = request.args.get("state", "")
    return {
        "q": request.args.get("q", "").strip()[:60],
        "state": TenancyState(state) if state in {s.value for s in TenancyState} else None,
        "incubator": request.args.get("incubator", "")[:12],
    }


def _without_title(form: TenancyForm, known: str) -> str:
    """An organization's name comes from the register, not from the form."""
    if known:
        del form.title
    return known


def _may_serve(tenancy: Tenancy) -> bool:
    actor = current_actor()
    permitted = any(access.allows(actor, p, tenancy) for p in (P.INCUBATOR_MANAGE, P.TENANCY_MENTOR))
    return permitted and tenancy.starts_on is not None and tenancy.state in (*tenancies.IN_RESIDENCE, *tenancies.HANDING_OVER)
