"""A filing: list, new, read, edit. Its steps and materials are served by their own mechanisms."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask_babel import gettext as _

from portal.blueprints.before import way_ahead
from portal.blueprints.contacts import phone_fact
from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.field_help import stand_at
from portal.blueprints.filings import blueprint
from portal.blueprints.filings.forms import FilingForm
from portal.blueprints.forms import change_lines
from portal.blueprints.materials import files_of
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, day, every, exported
from portal.blueprints.words import shows
from portal.domain.organizations import filing_objections, filings
from portal.domain.organizations.models import Filing
from portal.kernel import access, papers, regions
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say

TABLE = Table(N_("备案申请"), (
    (N_("名称"), "name"), (N_("编号"), "number"), (N_("领域"), "field"), (N_("提交日期"), day("submitted_at")), (N_("状态"), "state"),
))  # fmt: skip
#: What to have at hand before an application is begun.
BEFORE = (
    N_("名称、负责人、联系电话、活动地点，想做的事"),
    N_("章程，一个文件；写了依托单位的，还要它同意的文件"),
    N_("成员名册：姓名和分工"),
)


@blueprint.get("/")
@permits(P.FILING_READ)
@exported(TABLE, lambda: every(filings.listed))
def index():
    found = filings.listed(reader(), current_actor(), cursor=request.args.get("cursor"))
    return page("filings/index.html", found=found)


@blueprint.route("/new", methods=["GET", "POST"])
@permits(P.FILING_APPLY)
def new():
    form = _form()
    if not change_lines(form) and form.validate_on_submit():
        if result := perform(form, filings.draft, by=current_actor(), **form.fields()):
            return done(say("已存为草稿。下一步：上传章程，再提交。"), url_for(".show", public_id=result.value.public_id), result.value)
    return _edit_page(form, _("社区社会组织备案申请"))


@blueprint.get("/<public_id>")
@shows(Filing)
@permits(P.FILING_READ, Filing)
def show(filing: Filing):
    actor = current_actor()
    mine = access.allows(actor, P.FILING_APPLY, filing)
    checks = any(access.allows(actor, p, filing) for p in (P.FILING_CHECK, P.FILING_FILE))
    return page("filings/show.html", filing=filing, files=files_of(filing), papers=papers.papers_of(reader(), filing),
                sees_people=mine or checks, phone=phone_fact(filing), in_public=filing_objections.in_public(filing),
                objections=filing_objections.readable(reader(), filing, actor),
                community=regions.name_of(reader(), filing.region_path),
                editable=mine and filing.state in filings.EDITABLE, **record_context(filing))  # fmt: skip


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@permits(P.FILING_APPLY, Filing)
def edit(filing: Filing):
    if filing.state not in filings.EDITABLE:
        return redirect(url_for(".show", public_id=filing.public_id))
    form = _form(filing)
    if not change_lines(form) and form.validate_on_submit():
        if perform(form, filings.edit, filing, by=current_actor(), expect=form.expected(), **form.fields()):
            return done(say("已保存。"), url_for(".show", public_id=filing.public_id))
    return _edit_page(form, _("修改备案申请"), filing)


def _edit_page(form: FilingForm, heading: str, filing: Filing | None = None):
    place = form.region_path.data or regions.choices(reader(), regions.Level.DISTRICT)[0][0]
    stand_at(place)
    legs = [] if filing else way_ahead(Filing, place, {"end-publicity": "filing.publicity"})
    return page("filings/edit.html", form=form, heading=heading, needs=BEFORE, legs=legs)


def _form(filing: Filing | None = None) -> FilingForm:
    form = FilingForm(obj=filing)
    if request.method == "GET" and filing is not None:
        form.sponsor.data = filing.sponsor.name if filing.sponsor else ""
    form.region_path.choices = [("", _("请选择")), *regions.choices(reader(), regions.Level.COMMUNITY)]
    return form
