"""Changes: the list, the application, one record with before and after. Its steps and materials are served by their own
mechanisms."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _

from portal.blueprints.before import way_ahead
from portal.blueprints.changes import blueprint
from portal.blueprints.changes.forms import ChangeForm, GroupForm, LegalPersonForm
from portal.blueprints.edge import current_actor, done, page, perform, permits, reader, spoken
from portal.blueprints.field_help import stand_at
from portal.blueprints.filters import chosen, one_of
from portal.blueprints.materials import MATERIALS, files_of
from portal.blueprints.organizations.wording import rows_of
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, day, every, exported
from portal.blueprints.words import shows
from portal.domain.organizations import change_guards, changes, members, naming
from portal.domain.organizations.change_models import UNDER_WAY, Change, ChangeState, Item, label_of
from portal.domain.organizations.models import Organization
from portal.kernel import access, papers, regions
from portal.kernel.permissions import Permission as P
from portal.kernel.regions import Level
from portal.kernel.words import N_, say


def items_in_words(change: Change) -> str:
    return _("、").join(spoken(label_of(item, change.org_type)) for item in change.asked)


TABLE = Table(N_("变更登记"), (
    (N_("组织"), lambda c: c.organization.name), (N_("编号"), "number"), (N_("变更事项"), items_in_words),
    (N_("提交日期"), day("submitted_at")), (N_("状态"), "state"),
))  # fmt: skip
#: What to have at hand before an application is begun: for a legal person, for a filed group.
BEFORE = (
    N_("同意变更的会议决议：社会团体是会员（代表）大会的，社会服务机构和基金会是理事会的"),
    N_("改名称、业务范围的：新章程；新名称先查有没有人用"),
    N_("换法定代表人的：拟任的人的身份证件，原来的人的离任审计报告"),
    N_("搬家的：场所使用证明；改注册资金的：验资报告"),
    N_("有业务主管单位的：它同意变更的文件"),
)
BEFORE_OF_GROUP = (N_("成员会议同意变更的决定，有到会人签字"), N_("换活动地点的：场地方同意使用的证明"))


@blueprint.get("/")
@permits(P.CHANGE_READ)
@exported(TABLE, lambda: every(changes.listed, state=chosen(ChangeState, "state")), {"state": one_of(ChangeState)})
def index():
    state = chosen(ChangeState, "state")
    found = changes.listed(reader(), current_actor(), cursor=request.args.get("cursor"), state=state)
    return page("changes/index.html", found=found, state=state, states=list(ChangeState), items_in_words=items_in_words)


@blueprint.route("/new", methods=["GET", "POST"])
@permits(P.CHANGE_APPLY)
def new():
    """For the organization in whose name the person acts."""
    session, actor = reader(), current_actor()
    organization = members.organization_of(session, actor)
    assert organization is not None, "who may apply acts for an organization"
    form = _form(organization)
    if form.validate_on_submit():
        if result := perform(form, changes.draft, organization, by=actor, **form.fields()):
            return done(say("已存为草稿。下一步：上传材料，再提交。"), url_for(".show", public_id=result.value.public_id), result.value)
    return _edit_page(form, organization, None)


@blueprint.get("/<public_id>")
@shows(Change)
@permits(P.CHANGE_READ, Change)
def show(change: Change):
    session, actor = reader(), current_actor()
    mine = access.allows(actor, P.CHANGE_APPLY, change)
    proofs = access.allows(actor, P.CHANGE_READ_PROOF, change)
    files = files_of(change)
    held = {file.material for file in papers.attachments_of(session, change)}
    new_head = Item.LEGAL_REPRESENTATIVE in change.asked
    return page("changes/show.html", change=change, files=files if proofs else [], proofs=proofs, mine=mine,
                rows=rows_of(change), items=items_in_words(change), limits=changes.limits_of(session, change),
                needed=[(code in held, spoken(MATERIALS[code])) for code in change_guards.materials_needed(change)],
                place=regions.name_of(session, change.region_path), papers=papers.papers_of(session, change),
                editable=mine and change.state in changes.EDITABLE, moved_on=_moved_on(change), similar=_similar(change), new_head=new_head,
                other_heads=members.heads_besides_register(session, change.organization) if new_head else [],
                **record_context(change))  # fmt: skip


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@permits(P.CHANGE_APPLY, Change)
def edit(change: Change):
    back = url_for(".show", public_id=change.public_id)
    if change.state not in changes.EDITABLE:
        return redirect(back)
    form = _form(change.organization, change)
    if form.validate_on_submit():
        if perform(form, changes.edit, change, by=current_actor(), expect=form.expected(), **form.fields()):
            return done(say("已保存。"), back)
    return _edit_page(form, change.organization, change)


def _moved_on(change: Change) -> str | None:
    """Said to everybody who handles it, from the first of them on; to the applicant once it is theirs again."""
    decided = change.state not in UNDER_WAY or change.state is ChangeState.SUPPLEMENT
    return None if decided else change_guards.moved_on(reader(), change)


def _similar(change: Change) -> list[naming.Similar]:
    """Names on the register that look or sound like the new one, while it is not decided."""
    if change.name is None or not change.name_parts or change.state is ChangeState.APPROVED:
        return []
    found = naming.similar_to(reader(), change.name, change.name_parts["fancy"])
    return [other for other in found if other.name != change.organization.name]


def _form(organization: Organization, change: Change | None = None) -> ChangeForm:
    """What the register says, written over by what the draft says already."""
    form_class = LegalPersonForm if organization.org_type.is_legal_person else GroupForm
    asked = {line.item.value: line.after for line in change.lines} if change else {}
    first: dict[str, Any] = {item.value: getattr(organization, item.value, None) for item in Item} | asked
    if change:
        parts = change.name_parts or {}
        first |= {"version": change.version, "reason": change.reason, "fancy": parts.get("fancy"),
                  "field_words": parts.get("field"), "form_word": parts.get("form")}  # fmt: skip
    form = form_class(data=first)
    area = regions.choices(reader(), Level.COMMUNITY, changes.area_of(organization))
    here = (organization.region_path, regions.name_of(reader(), organization.region_path))
    form.region_path.choices = area if here[0] in dict(area) else [here, *area]
    if "authority" in form and organization.field.registers_directly and not organization.authority:
        del form.authority
    stand_at(organization.region_path)
    return form


def _edit_page(form: ChangeForm, organization: Organization, change: Change | None):
    legal = organization.org_type.is_legal_person
    path = (ChangeState.DRAFT, ChangeState.SUBMITTED, ChangeState.APPROVED)
    legs = [] if change else way_ahead(Change, organization.region_path, path=() if legal else path)
    why_not = None if change else change_guards.why_not_change(reader(), organization)
    return page("changes/edit.html", form=form, organization=organization, change=change, legal=legal, legs=legs, why_not=why_not,
                needs=BEFORE if legal else BEFORE_OF_GROUP,
                heading=_("修改变更申请") if change else _("申请变更登记") if legal else _("申请变更备案"))  # fmt: skip
