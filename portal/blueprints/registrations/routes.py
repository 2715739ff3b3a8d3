"""A registration: list, name check, new, read, edit. Its steps and materials are served by their own mechanisms."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask_babel import gettext as _

from portal.blueprints.before import way_ahead
from portal.blueprints.contacts import phone_fact
from portal.blueprints.edge import current_actor, done, page, perform, permits, public, reader, spoken
from portal.blueprints.field_help import stand_at
from portal.blueprints.filters import one_of
from portal.blueprints.materials import MATERIALS, files_of
from portal.blueprints.registrations import WAYS, blueprint
from portal.blueprints.registrations.forms import NameCheckForm, RegistrationForm
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, day, every, exported
from portal.blueprints.words import shows
from portal.domain.organizations import naming, registrations
from portal.domain.organizations.models import Registration, RegistrationState
from portal.domain.organizations.registration_guards import materials_needed
from portal.kernel import access, papers, regions
from portal.kernel.permissions import Permission as P
from portal.kernel.regions import Level
from portal.kernel.words import N_, say

TABLE = Table(N_("登记申请"), (
    (N_("名称"), "name"), (N_("编号"), "number"), (N_("类型"), "org_type"), (N_("领域"), "field"), (N_("提交日期"), day("submitted_at")),
    (N_("状态"), "state"),
))  # fmt: skip
#: What to have at hand before an application is begun.
BEFORE = (
    N_("一个没有人用的名称：行政区划＋字号＋业务领域＋组织形式"),
    N_("拟任法定代表人、住所、联系电话，写得清的宗旨"),
    N_("章程、申请表、发起人名单和身份证明、场所使用证明、验资报告，每份一个文件"),
    N_("行业协会商会、科技、公益慈善、城乡社区服务以外的类别，还要业务主管单位同意的文件"),
)


@blueprint.get("/")
@permits(P.REGISTRATION_READ)
@exported(TABLE, lambda: every(registrations.listed, state=_state(request.args.get("state", ""))), {"state": one_of(RegistrationState)})
def index():
    state = _state(request.args.get("state", ""))
    found = registrations.listed(reader(), current_actor(), cursor=request.args.get("cursor"), state=state)
    return page("registrations/index.html", found=found, state=state, states=list(RegistrationState))


@blueprint.get("/name-check")
@public
def name_check():
    asked = request.args if "fancy" in request.args else None
    form, result = NameCheckForm(asked), None
    form.region_path.choices = _districts()
    if asked is not None and form.validate():
        parts = {"fancy": form.fancy.data.strip(), "field": form.field_words.data.strip(), "form": form.form_word.data}
        result = naming.check(reader(), form.region_path.data, parts)
        if fault := naming.fault_in(parts):
            form[registrations.PART_FIELDS[fault[0]]].errors = [spoken(fault[1])]
    return page("registrations/name_check.html", form=form, result=result)


@blueprint.route("/new", methods=["GET", "POST"])
@permits(P.REGISTRATION_APPLY)
def new():
    form = _form()
    if form.validate_on_submit():
        if result := perform(form, registrations.draft, by=current_actor(), **form.fields()):
            address = url_for(".show", public_id=result.value.public_id)
            return done(say("已存为草稿。下一步：上传材料，再提交。"), address, result.value)
    return _edit_page(form, _("社会组织登记申请"), None)


@blueprint.get("/<public_id>")
@shows(Registration)
@permits(P.REGISTRATION_READ, Registration)
def show(registration: Registration):
    files = files_of(registration)
    held = {a.material for a in papers.attachments_of(reader(), registration)}
    mine = access.allows(current_actor(), P.REGISTRATION_APPLY, registration)
    return page("registrations/show.html", registration=registration, files=files,
                papers=papers.papers_of(reader(), registration), limits=registrations.limits_of(reader(), registration),
                needed=[(code in held, spoken(MATERIALS[code])) for code in materials_needed(registration)],
                place=regions.name_of(reader(), registration.region_path), phone=phone_fact(registration),
                editable=mine and registration.state in registrations.EDITABLE,
                **record_context(registration, WAYS))  # fmt: skip


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@permits(P.REGISTRATION_APPLY, Registration)
def edit(registration: Registration):
    if registration.state not in registrations.EDITABLE:
        return redirect(url_for(".show", public_id=registration.public_id))
    form = _form(registration)
    if form.validate_on_submit():
        if perform(form, registrations.edit, registration, by=current_actor(), expect=form.expected(), **form.fields()):
            return done(say("已保存。"), url_for(".show", public_id=registration.public_id))
    return _edit_page(form, _("修改登记申请"), registration)


def _edit_page(form: RegistrationForm, heading: str, registration: Registration | None):
    session, place = reader(), registration.region_path if registration else _districts()[0][0]
    stand_at(place)
    return page("registrations/edit.html", form=form, heading=heading, registration=registration,
                prefix=naming.prefix_of(session, place), needs=BEFORE,
                legs=[] if registration else way_ahead(Registration, place))  # fmt: skip


def _form(registration: Registration | None = None) -> RegistrationForm:
    parts = registration.name_parts if registration else {}
    first = {"fancy": parts.get("fancy"), "field_words": parts.get("field"), "form_word": parts.get("form")}
    asked = {name: request.args.get(name) for name in first} if registration is None else {}
    first = {name: asked.get(name) or value for name, value in first.items()}
    form = RegistrationForm(obj=registration, data={k: v for k, v in first.items() if v})
    form.region_path.choices = [("", _("请选择")), *regions.choices(reader(), Level.COMMUNITY)]
    if registration is not None or not registrations.group_of(reader(), current_actor()):
        del form.raise_group
    return form


def _districts() -> list[tuple[str, str]]:
    """The districts that register with this portal."""
    return regions.choices(reader(), Level.DISTRICT)


def _state(value: str) -> RegistrationState | None:
    return RegistrationState(value) if value in list(RegistrationState) else None
