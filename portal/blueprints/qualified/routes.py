"""The qualified list of a year, one entry with its evidence, and the bureau's drafts."""

from __future__ import annotations

from flask import abort, request, url_for
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from portal.blueprints.edge import current_actor, done, page, perform, permits, public, reader
from portal.blueprints.field_help import Help
from portal.blueprints.filters import number, one_of, typed
from portal.blueprints.forms import VersionedForm, WholeField
from portal.blueprints.qualified import blueprint, lists
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, exported
from portal.blueprints.words import shows
from portal.domain.catalogue import qualified
from portal.domain.catalogue.models import Qualification, QualifiedList, QualifiedListState
from portal.domain.organizations.models import OrgField
from portal.kernel import access, clock, paging
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say


class CompileForm(VersionedForm):
    year = WholeField(_l("年份"), [InputRequired(_l("请填年份。"))],
                      description=Help(_l("目录管哪一年，四位数字；编好以后 %(publish)s内发布。"), term="qualified", publish="qualified.publish"))


TABLE = Table(N_("承接目录"), (
    (N_("名称"), "name"), (N_("统一社会信用代码"), "uscc"), (N_("类型"), "org_type"), (N_("领域"), "field"),
    (N_("评估等级"), lambda r: f"{r.rating}A" if r.rating else None), (N_("优先"), "preferred"), (N_("状态"), "state"),
))  # fmt: skip


@blueprint.get("/")
@public
@exported(TABLE, lambda: _rows(), {"q": typed, "field": one_of(OrgField), "preferred": one_of("1"), "year": number})
def index():
    published, chosen = _chosen()
    asked = _asked()
    found = qualified.entries(reader(), chosen, cursor=request.args.get("cursor"), **asked) if chosen else None
    return page("qualified/index.html", published=published, chosen=chosen, found=found, asked=asked,
                fields=list(OrgField))  # fmt: skip


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
            return done(say("目录已按今天的数据编制。"), url_for(".show_list", public_id=result.value.public_id), result.value)
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


def _chosen() -> tuple[list[QualifiedList], QualifiedList | None]:
    """Every published list and the one that ``?year=`` names; a year that never was answers 404."""
    published, year = qualified.published(reader()), request.args.get("year", "")
    chosen = next((x for x in published if not year or str(x.year) == year), None)
    if year and chosen is None:
        abort(404)
    return published, chosen


def _rows():
    chosen, asked = _chosen()[1], _asked()
    return paging.every(lambda cursor: qualified.entries(reader(), chosen, cursor=cursor, **asked)) if chosen else iter(())


def _officer(record) -> bool:
    return any(access.allows(current_actor(), p, record) for p in (P.QUALIFIED_MANAGE, P.QUALIFIED_PUBLISH))


def _asked() -> dict:
    field = request.args.get("field", "")
    return {
        "q": "".join(c for c in request.args.get("q", "")[:60] if c.isprintable()),
        "field": OrgField(field) if field in {f.value for f in OrgField} else None,
        "preferred": request.args.get("preferred") == "1",
    }
