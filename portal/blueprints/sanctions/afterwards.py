"""After a decision: coming off the list, and appealing."""

from __future__ import annotations

from flask import redirect, request, url_for

from portal.blueprints.before import way_ahead
from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.field_help import stand_at
from portal.blueprints.filters import chosen, one_of
from portal.blueprints.materials import files_of
from portal.blueprints.sanctions import appeals, blueprint, repairs, takes_proof
from portal.blueprints.sanctions.forms import APPEAL_WAYS, REPAIR_WAYS, AppealForm, RepairForm, TermForm
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, day, every, exported
from portal.blueprints.words import shows
from portal.domain.sanctions import appeal_guards, operations, queries, repair_guards
from portal.domain.sanctions.models import Appeal, AppealState, Repair, RepairState, Sanction
from portal.kernel import access, papers
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say

REPAIRS = Table(N_("移出和信用修复"), (
    (N_("组织"), "organization"), (N_("编号"), "number"), (N_("原决定"), "sanction_kind"), (N_("事由"), "kind"),
    (N_("日期"), day("entered_at")), (N_("状态"), "state"),
))  # fmt: skip
APPEALS = Table(N_("对惩戒决定的申诉"), (
    (N_("组织"), "organization"), (N_("编号"), "number"), (N_("原决定"), "sanction_kind"), (N_("途径"), "way"),
    (N_("提出日期"), day("created_at")), (N_("状态"), "state"),
))  # fmt: skip
BEFORE = (
    N_("已经改正的证明：补报的回执、场所照片、整改报告、换届决议"),
    N_("说清什么时候、怎么改的"),
)


# --- removal ---------------------------------------------------------------------------------------------------------


@blueprint.route("/<public_id>/apply", methods=["GET", "POST"])
@permits(P.SANCTION_ANSWER, Sanction)
def apply(sanction: Sanction):
    form = RepairForm()
    if form.validate_on_submit() and (
        result := perform(form, operations.apply_for_removal, sanction, by=current_actor(), statement=form.statement.data)
    ):
        return done(say("已存为草稿。下一步：上传证明，再提交。"), url_for(".repairs.show", public_id=result.value.public_id), result.value)
    why_not = repair_guards.why_not_apply(reader(), sanction)
    return page("sanctions/apply.html", form=form, sanction=sanction, why_not=why_not, needs=BEFORE,
                legs=way_ahead(Repair, sanction.region_path))  # fmt: skip


@blueprint.route("/<public_id>/end-term", methods=["GET", "POST"])
@permits(P.SANCTION_PROPOSE, Sanction)
def end_term(sanction: Sanction):
    form = TermForm()
    if form.validate_on_submit() and (
        result := perform(form, operations.propose_end, sanction, by=current_actor(), statement=form.statement.data)
    ):
        return done(say("已提出，交给审核岗核查。"), url_for(".repairs.show", public_id=result.value.public_id), result.value)
    return page("sanctions/end_term.html", form=form, sanction=sanction, why_not=repair_guards.why_not_end_term(sanction))


@repairs.get("/")
@permits(P.SANCTION_READ_CASE)
@exported(REPAIRS, lambda: every(queries.repairs, state=chosen(RepairState, "state")), {"state": one_of(RepairState)})
def index():
    found = queries.repairs(reader(), current_actor(), state=chosen(RepairState, "state"), cursor=request.args.get("cursor"))
    return page("sanctions/repairs.html", found=found, states=list(RepairState))


@repairs.get("/<public_id>")
@shows(Repair)
@permits(P.SANCTION_READ_CASE, Repair)
def show(repair: Repair):
    sanction = queries.whole(reader(), repair.sanction)
    may_write = access.allows(current_actor(), P.SANCTION_ANSWER, repair)
    removal = [p for p in papers.papers_of(reader(), sanction) if p.kind == "sanction_removal"]
    return page("sanctions/repair.html", repair=repair, sanction=sanction, files=files_of(repair), papers=removal,
                editable=may_write and takes_proof(repair), **record_context(repair, REPAIR_WAYS))  # fmt: skip


@repairs.route("/<public_id>/edit", methods=["GET", "POST"])
@permits(P.SANCTION_ANSWER, Repair)
def edit(repair: Repair):
    back = url_for(".show", public_id=repair.public_id)
    if not takes_proof(repair):
        return redirect(back)
    form = RepairForm(obj=repair)
    if form.validate_on_submit() and perform(
        form, operations.edit_repair, repair, by=current_actor(), statement=form.statement.data, expect=form.expected()
    ):
        return done(say("已保存。"), back)
    return page("sanctions/repair_edit.html", form=form, repair=repair, sanction=repair.sanction)


# --- appeals -----------------------------------------------------------------------------------------------------------


@blueprint.route("/<public_id>/appeal", methods=["GET", "POST"])
@permits((P.SANCTION_ANSWER, P.SANCTION_PROPOSE), Sanction)
def appeal(sanction: Sanction):
    form, actor = AppealForm(), current_actor()
    own = access.allows(actor, P.SANCTION_ANSWER, sanction)
    stand_at(sanction.region_path)
    if form.validate_on_submit() and (
        result := perform(form, operations.appeal, sanction, by=actor, way=form.way.data, body=form.body.data)
    ):
        sentence = say("申诉已收到，编号 %(number)s。由没有经手这项决定的人处理。", number=result.value.number)
        return done(sentence, url_for(".appeals.show_appeal", public_id=result.value.public_id), result.value)
    why_not = appeal_guards.why_not_appeal(reader(), sanction, on_paper=not own)
    return page("sanctions/appeal_new.html", form=form, sanction=sanction, why_not=why_not, own=own)


@appeals.get("/")
@permits(P.SANCTION_READ_CASE)
@exported(APPEALS, lambda: every(queries.appeals, state=chosen(AppealState, "state")), {"state": one_of(AppealState)})
def index_of_appeals():
    found = queries.appeals(reader(), current_actor(), state=chosen(AppealState, "state"), cursor=request.args.get("cursor"))
    return page("sanctions/appeals.html", found=found, states=list(AppealState))


@appeals.get("/<public_id>")
@shows(Appeal)
@permits(P.SANCTION_READ_CASE, Appeal)
def show_appeal(appeal: Appeal):
    sanction = queries.whole(reader(), appeal.sanction)
    return page("sanctions/appeal.html", appeal=appeal, sanction=sanction, **record_context(appeal, APPEAL_WAYS))
