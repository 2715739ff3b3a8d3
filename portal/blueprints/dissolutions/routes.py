"""An exit: list, new, read, edit. Its steps and materials are served by their own mechanisms."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask_babel import gettext as _

from portal.blueprints.before import way_ahead
from portal.blueprints.dissolutions import WAYS, blueprint
from portal.blueprints.dissolutions.forms import DissolutionForm
from portal.blueprints.edge import current_actor, done, page, perform, permits, reader, refuse, spoken
from portal.blueprints.field_help import stand_at
from portal.blueprints.filters import chosen, one_of
from portal.blueprints.forms import change_lines
from portal.blueprints.materials import MATERIALS, files_of
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, day, every, exported
from portal.blueprints.words import shows
from portal.domain.organizations import dissolutions, exit_guards, members
from portal.domain.organizations.exits import Dissolution, DissolutionState, ExitKind
from portal.domain.organizations.models import Organization
from portal.kernel import access, papers, regions
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say
from portal.workflows import obligations

TABLE = Table(N_("注销申请"), (
    (N_("组织"), "caption"), (N_("编号"), "number"), (N_("事由"), "kind"), (N_("公告日期"), day("announced_at")),
    (N_("提交日期"), day("submitted_at")), (N_("状态"), "state"),
))  # fmt: skip
#: What to have at hand, by kind.
BEFORE = {
    ExitKind.DISSOLUTION: (
        N_("章程规定的机构同意注销的决议，有到会人签字；有业务主管单位的，还要它同意的文件"),
        N_("清算组：至少 3 个人，谁负责什么"),
        N_("债权人到哪里、怎样申报债权"),
        N_("公告期满以后：清算报告、清税证明、银行账户注销证明，每份一个文件"),
    ),
    ExitKind.ENDING: (
        N_("成员会议同意注销的决议，有到会人签字"),
        N_("财物处理说明：场地、器材、结余的钱交给谁"),
    ),
}
_D = DissolutionState
PATHS = {
    ExitKind.DISSOLUTION: (_D.DRAFT, _D.ANNOUNCED, _D.LIQUIDATED, _D.SUBMITTED, _D.ACCEPTED, _D.EXAMINED, _D.APPROVED),
    ExitKind.ENDING: (_D.SUBMITTED, _D.CHECKED, _D.APPROVED),
}


@blueprint.get("/")
@permits(P.DISSOLUTION_READ)
@exported(TABLE, lambda: every(dissolutions.listed, state=chosen(DissolutionState, "state")), {"state": one_of(DissolutionState)})
def index():
    session, actor, state = reader(), current_actor(), chosen(DissolutionState, "state")
    found = dissolutions.listed(session, actor, cursor=request.args.get("cursor"), state=state)
    own = members.organization_of(session, actor) if actor.holds(P.DISSOLUTION_APPLY) else None
    return page("dissolutions/index.html", found=found, state=state, states=list(DissolutionState), own=own)


@blueprint.route("/new", methods=["GET", "POST"])
@permits(P.DISSOLUTION_APPLY)
def new():
    organization = members.organization_of(reader(), current_actor())
    if organization is None:
        refuse(403)
    form = _form(dissolutions.kind_for(organization))
    if not change_lines(form) and form.validate_on_submit():
        if result := perform(form, dissolutions.draft, organization, by=current_actor(), **form.fields()):
            address = url_for(".show", public_id=result.value.public_id)
            return done(say("已存为草稿。下一步：上传决议，再提交。"), address, result.value)
    return _edit_page(form, organization, None)


@blueprint.get("/<public_id>")
@shows(Dissolution)
@permits(P.DISSOLUTION_READ, Dissolution)
def show(dissolution: Dissolution):
    session, actor = reader(), current_actor()
    mine = access.allows(actor, P.DISSOLUTION_APPLY, dissolution)
    held = {a.material for a in papers.attachments_of(session, dissolution)}
    under_way = dissolution.state in exit_guards.UNDER_WAY
    return page(
        "dissolutions/show.html", dissolution=dissolution, organization=dissolution.organization, files=files_of(dissolution),
        papers=papers.papers_of(session, dissolution), limits=dissolutions.limits_of(session, dissolution),
        needed=[(code in held, spoken(MATERIALS[code])) for code in exit_guards.materials_needed(dissolution)],
        open_now=obligations.open_obligations(session, dissolution.organization, actor) if under_way else None,
        place=regions.name_of(session, dissolution.region_path), editable=mine and dissolution.state in dissolutions.EDITABLE,
        in_public=dissolutions.in_public(dissolution), **record_context(dissolution, WAYS),
    )  # fmt: skip


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@permits(P.DISSOLUTION_APPLY, Dissolution)
def edit(dissolution: Dissolution):
    back = url_for(".show", public_id=dissolution.public_id)
    if dissolution.state not in dissolutions.EDITABLE:
        return redirect(back)
    form = _form(dissolution.kind, dissolution)
    if not change_lines(form) and form.validate_on_submit():
        if perform(form, dissolutions.edit, dissolution, by=current_actor(), expect=form.expected(), **form.fields()):
            return done(say("已保存。"), back)
    return _edit_page(form, dissolution.organization, dissolution)


def _form(kind: ExitKind, dissolution: Dissolution | None = None) -> DissolutionForm:
    """Only what may be written now: a group has no liquidation group, the announcement freezes the decision, and what the
    liquidation brought is not known before it."""
    form = DissolutionForm(obj=dissolution)
    frozen = dissolution is not None and dissolutions.announced(dissolution)
    hidden = set(dissolutions.DECISION) if frozen else {"liquidators", "claims_to"} if kind is ExitKind.ENDING else set(dissolutions.OUTCOME)
    for name in hidden:
        del form[name]
    return form


def _edit_page(form: DissolutionForm, organization: Organization, dissolution: Dissolution | None):
    session, kind = reader(), dissolutions.kind_for(organization)
    stand_at(organization.region_path)
    new_one = dissolution is None
    return page(
        "dissolutions/edit.html", form=form, organization=organization, dissolution=dissolution, kind=kind,
        heading=_("注销登记申请") if kind is ExitKind.DISSOLUTION else _("注销备案申请"),
        why_not=exit_guards.why_not_begin(session, organization) if new_one else None, needs=BEFORE[kind],
        legs=way_ahead(Dissolution, organization.region_path, {"end-announcement": "dissolution.announcement"}, PATHS[kind]) if new_one else [],
        open_now=obligations.open_obligations(session, organization, current_actor()) if new_one else None,
    )  # fmt: skip
