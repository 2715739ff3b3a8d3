"""The qualified list of a year, one entry with its evidence, and the bureau's drafts."""

from __future__ import annotations

from flask import abort, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from portal.blueprints.edge import current_actor, done, page, perform, permits, public, reader
from portal.blueprints.filters import csv_download
from portal.blueprints.forms import VersionedForm, WholeField
from portal.blueprints.qualified import blueprint, lists
from portal.blueprints.steps import record_context
from portal.blueprints.words import shows
from portal.domain.catalogue import qualified
from portal.domain.catalogue.models import Qualification, QualifiedList, QualifiedListState
from portal.domain.organizations.models import OrgField
from portal.kernel import access, clock
from portal.kernel.permissions import Permission as P
from portal.kernel.words import say


class CompileForm(VersionedForm):
    year = WholeField(_l("年份"), [InputRequired(_l("请填年份。"))])


@blueprint.get("/")
@public
def index():
    published = qualified.published(reader())
    year = request.args.get("year", "")
    chosen = next((x for x in published if not year or str(x.year) == year), None)
    if year and chosen is None:
        abort(404)
    asked = _asked()
    found = qualified.entries(reader(), chosen, cursor=request.args.get("cursor"), **asked) if chosen else None
    return page("qualified/index.html", published=published, chosen=chosen, found=found, asked=asked,
                fields=list(OrgField))  # fmt: skip


@blueprint.get("/qualified.csv")
@public
def export():
    published = qualified.published(reader())
    year = request.args.get("year", "")
    chosen = next((x for x in published if not year or str(x.year) == year), None) or abort(404)
    names = (_("名称"), _("统一社会信用代码"), _("类型"), _("领域"), _("评估等级"), _("优先"), _("状态"))
    return csv_download("qualified.csv", names, [
        (r.name, r.uscc, _(r.org_type.label), _(r.field.label), f"{r.rating}A" if r.rating else "",
         _("优先") if r.preferred else "", _(r.state.label)) for r in qualified.exported(reader(), chosen)
    ])  # fmt: skip


@blueprint.get("/<public_id>")
@shows(Qualification)
@permits(P.QUALIFIED_READ, Qualification)
def show(entry: Qualification):
    return page("qualified/show.html", entry=entry, **record_context(entry, names=_officer(entry)))


@lists.get("/")
@permits((P.QUALIFIED_MANAGE, P.QUALIFIED_PUBLISH))
def index_of_lists():
    return page("qualified/lists.html", found=qualified.lists(reader(), current_actor()),
                may_compile=current_actor().holds(P.QUALIFIED_MANAGE))  # fmt: skip


@lists.route("/new", methods=["GET", "POST"])
@permits(P.QUALIFIED_MANAGE)
def compile_list():
    form = CompileForm(year=request.args.get("year", type=int) or clock.today().year)
    if form.validate_on_submit():
        if result := perform(form, qualified.compile_list, by=current_actor(), year=form.year.data):
            return done(say("目录已按今天的数据编制。"), url_for(".show_list", public_id=result.value.public_id))
    return page("qualified/compile.html", form=form)


@lists.get("/<public_id>")
@shows(QualifiedList)
@permits(P.QUALIFIED_READ, QualifiedList)
def show_list(found: QualifiedList):
    draft = found.state is QualifiedListState.DRAFT
    return page("qualified/list.html", found=found, draft=draft,
                entries=qualified.entries(reader(), found, cursor=request.args.get("cursor"), **_asked()),
                moved=qualified.moved_on(reader(), found).sentence if draft else None,
                left_out=qualified.left_out(reader(), found) if draft else [],
                **record_context(found, names=_officer(found)))  # fmt: skip


def _officer(record) -> bool:
    return any(access.allows(current_actor(), p, record) for p in (P.QUALIFIED_MANAGE, P.QUALIFIED_PUBLISH))


def _asked() -> dict:
    field = request.args.get("field", "")
    return {
        "q": "".join(c for c in request.args.get("q", "")[:60] if c.isprintable()),
        "field": OrgField(field) if field in {f.value for f in OrgField} else None,
        "preferred": request.args.get("preferred") == "1",
    }
