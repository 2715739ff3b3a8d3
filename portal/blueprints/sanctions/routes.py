"""The public list and a sanction's page; the cases behind the desk."""

from __future__ import annotations

from flask import request, url_for

from portal.blueprints.edge import current_actor, page, permits, public, reader, spoken
from portal.blueprints.filters import chosen, one_of, place, typed, words
from portal.blueprints.materials import files_of
from portal.blueprints.sanctions import blueprint, takes_files
from portal.blueprints.sanctions.forms import WAYS
from portal.blueprints.steps import record_context
from portal.blueprints.tables import Table, day, every, exported
from portal.blueprints.words import shows
from portal.domain.sanctions import appeal_guards, queries, repair_guards
from portal.domain.sanctions.kinds import Ground, SanctionKind, consequences
from portal.domain.sanctions.models import DECIDED, Sanction, SanctionState
from portal.domain.sanctions.queries import Filters, Shown, Sort
from portal.kernel import access, paging, papers, regions
from portal.kernel.permissions import Permission as P
from portal.kernel.regions import Level
from portal.kernel.words import N_, Sentence
from portal.workflows.obligations import Obligation, open_obligations

TABLE = Table(N_("社会组织信用名单和行政处罚"), (
    (N_("组织"), "organization"), (N_("统一社会信用代码"), "uscc"), (N_("种类"), "kind"), (N_("事由"), "ground"), (N_("依据"), "basis"),
    (N_("决定日期"), day("decided_at")), (N_("状态"), "state"), (N_("解除日期"), day("left_at")), (N_("编号"), "number"),
))  # fmt: skip
CASES = Table(N_("信用惩戒案件"), (
    (N_("组织"), "organization"), (N_("编号"), "number"), (N_("种类"), "kind"), (N_("事由"), "ground"), (N_("状态"), "state"),
    (N_("陈述申辩到"), day("notice_ends_at")), (N_("决定日期"), day("decided_at")),
))  # fmt: skip


@blueprint.get("/")
@public
@exported(TABLE, lambda: _rows(), {"q": typed, "sort": one_of(Sort), "ground": one_of(Ground), "street": place, "shown": one_of(Shown)})
def index():
    filters = _filters()
    found = queries.published(reader(), filters, cursor=request.args.get("cursor"))
    return page("sanctions/index.html", found=found, filters=filters, counted=queries.counted(reader()), sorts=list(Sort),
                grounds=list(Ground), shown=list(Shown), streets=regions.choices(reader(), Level.STREET))  # fmt: skip


def _rows():
    filters = _filters()
    return paging.every(lambda cursor: queries.published(reader(), filters, cursor=cursor))


def _filters() -> Filters:
    street = request.args.get("street", "")
    return Filters(words(), chosen(Sort, "sort"), chosen(Ground, "ground"), street if place(street) else "", chosen(Shown, "shown"))


@blueprint.get("/cases")
@permits(P.SANCTION_READ_CASE)
@exported(CASES, lambda: every(queries.cases, state=chosen(SanctionState, "state"), q=words()), {"q": typed, "state": one_of(SanctionState)})
def cases():
    session, actor = reader(), current_actor()
    found = queries.cases(session, actor, state=chosen(SanctionState, "state"), q=words(), cursor=request.args.get("cursor"))
    return page("sanctions/cases.html", found=found, q=words(), states=list(SanctionState), waiting=queries.awaiting(session, actor),
                batches=queries.batches(session, actor), proposes=actor.holds(P.SANCTION_PROPOSE))  # fmt: skip


@blueprint.get("/<public_id>")
@shows(Sanction)
@permits((P.SANCTION_READ, P.SANCTION_READ_CASE), Sanction)
def show(sanction: Sanction):
    session, actor = reader(), current_actor()
    sanction = queries.whole(session, sanction)
    full = access.allows(actor, P.SANCTION_READ_CASE, sanction)
    repairs, appeals = queries.about(session, sanction) if full else ([], [])
    answers = access.allows(actor, P.SANCTION_ANSWER, sanction)
    offers, closed = _offers(sanction, answers=answers) if full else ([], [])
    context = record_context(sanction, WAYS, names=full)
    context["actions"] += [
        {"label": spoken(label), "url": url_for(endpoint, public_id=sanction.public_id), "consequence": spoken(why)}
        for label, endpoint, why in offers
    ]
    if not full:
        context |= {"timeline": [entry for entry in context["timeline"] if entry["key"]], "actions": []}
    return page(
        "sanctions/show.html", sanction=sanction, full=full, files=files_of(sanction) if full else [], repairs=repairs, appeals=appeals,
        papers=[p for p in papers.papers_of(session, sanction) if full or p.kind != "sanction_notice"],
        follows=[spoken(words_) for words_ in consequences(sanction.kind)], takes_files=takes_files(sanction),
        open_now=_left_open(sanction) if full else [], edits=sanction.state is SanctionState.DRAFT and access.allows(actor, P.SANCTION_PROPOSE, sanction),
        place=regions.name_of(session, sanction.region_path), closed=closed, **context,
    )  # fmt: skip


def _left_open(sanction: Sanction) -> list[Obligation]:
    """What is not settled of an organization whose registration was revoked: each comes to its end by its own process."""
    if sanction.kind is not SanctionKind.REVOCATION or not sanction.stands:
        return []
    return open_obligations(reader(), sanction.organization, current_actor())


def _offers(sanction: Sanction, *, answers: bool) -> tuple[list[tuple[str, str, str]], list[tuple[str, Sentence]]]:
    """What can be begun about a decision: (label, endpoint, consequence); and what cannot now: (label, why)."""
    actor, session = current_actor(), reader()
    proposes = access.allows(actor, P.SANCTION_PROPOSE, sanction)
    asked: list[tuple[str, str, str, Sentence | None]] = []
    if sanction.stands and answers:
        asked.append((N_("申请移出"), "apply", N_("写明怎样改正、上传证明，由两位工作人员核查和决定。"),
                      repair_guards.why_not_apply(session, sanction)))  # fmt: skip
    if sanction.stands and proposes and sanction.kind.is_list:
        asked.append((N_("提出期满移出"), "end_term", N_("没有需要改正的事项、列入期满的，由您提出，另外两位核查和决定。"),
                      repair_guards.why_not_end_term(sanction)))  # fmt: skip
    if sanction.state in DECIDED and (answers or proposes):
        label, follows = (N_("申诉"), N_("由没有经手这项决定的人处理；申诉期间决定不停止执行。"))
        if not answers:
            label, follows = N_("登记书面申诉"), N_("收到的书面申诉、复议决定、法院判决，在这里登记并执行结果。")
        asked.append((label, "appeal", follows, appeal_guards.why_not_appeal(session, sanction, on_paper=not answers)))
    offers = [(label, f"sanctions.{endpoint}", follows) for label, endpoint, follows, why in asked if why is None]
    return offers, [(label, why) for label, _endpoint, _follows, why in asked if why is not None]
