"""The results list, one award, one lot in public with its score sheet."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask_babel import gettext as _

from portal.blueprints.awards import WAYS, blueprint
from portal.blueprints.edge import current_actor, done, page, perform, permits, public, reader, spoken
from portal.blueprints.filters import chosen, csv_download, one_of, typed, words
from portal.blueprints.steps import record_context, stepper_for, story_of, timeline_for
from portal.blueprints.tables import Table, exported, yuan
from portal.blueprints.words import day, points, shows
from portal.domain.awards import objections, publicity, queries
from portal.domain.awards.models import Award, AwardState, Publicity, shown_state
from portal.domain.calls.models import FundingSource
from portal.domain.projects import contracts
from portal.domain.review import draws
from portal.kernel import access, money, paging, papers
from portal.kernel.permissions import Permission as P
from portal.kernel.words import N_, say

TABLE = Table(N_("评审结果和立项"), (
    (N_("立项编号"), "number"), (N_("项目"), "title"), (N_("承接组织"), "organization"), (N_("征集"), "call_title"),
    (N_("金额（元）"), yuan("amount_fen")), (N_("资金来源"), "funding_source"),
    (N_("状态"), lambda row: spoken(shown_state(row.state, row.ends_at).label)),
))  # fmt: skip


def _rows():
    asked = _filters()
    return paging.every(lambda cursor: queries.results(reader(), cursor=cursor, **asked))


@blueprint.get("/")
@public
@exported(TABLE, lambda: _rows(), {"q": typed, "state": one_of(AwardState), "source": one_of(FundingSource)})
def index():
    found = queries.results(reader(), cursor=request.args.get("cursor"), **_filters())
    return page("awards/index.html", found=found, q=words(), running=queries.publicities_running(reader()),
                states=list(AwardState), sources=list(FundingSource), shown_state=shown_state)  # fmt: skip


def _filters() -> dict:
    return {"q": words(), "state": chosen(AwardState, "state"),
            "source": chosen(FundingSource, "source")}  # fmt: skip


@blueprint.get("/<public_id>")
@shows(Award)
@permits(P.AWARD_READ, Award)
def show(award: Award):
    session, actor = reader(), current_actor()
    award = queries.whole(session, award)
    concerned = access.allows(actor, P.CONTRACT_READ, award)
    contract = contracts.of_award(session, award)
    context = record_context(award, WAYS, names=concerned)
    if award.shown_state is not award.state:
        context["steps"][0]["name"] = spoken(award.shown_state.label)
    return page(
        "awards/show.html", award=award, papers=papers.papers_of(session, award), contract=contract,
        may_read_contract=contract is not None and access.allows(actor, P.CONTRACT_READ, contract),
        project=contracts.project_of(session, contract) if contract else None,
        objections=objections.states_of(session, award), objecting=objections.why_not(session, award, actor) is None,
        **context,
    )  # fmt: skip


@blueprint.get("/publicities/<public_id>")
@shows(Publicity)
@permits(P.AWARD_READ, Publicity)
def show_publicity(record: Publicity):
    session, actor = reader(), current_actor()
    story = story_of(record)
    may_decide = access.allows(actor, P.AWARD_DECIDE, record)
    awards = queries.of_publicity(session, record)
    return page(
        "awards/publicity.html", publicity=record, sheet=_sheet(record), awards=awards, shown_state=shown_state,
        awaiting=sum(shown_state(row.state, row.ends_at) is not row.state for row in awards),
        seats=max((len(row["seats"]) for row in record.sheet), default=0), steps=stepper_for(record, story),
        timeline=timeline_for(record, story, names=may_decide),
        draws=draws.published(session, record.lot), next_in_line=may_decide and publicity.can_propose_next(session, record),
    )  # fmt: skip


def _sheet(record: Publicity) -> list[dict]:
    """The rows as they are shown: scores that the rule leaves out stand in brackets; the result is added up again."""
    rule, rows = record.call.aggregation, []
    for row in record.sheet:
        left_out = queries.left_out(row["seats"], rule)
        shown = [f"[{points(s)}]" if n in left_out else points(s) for n, s in enumerate(row["seats"])]
        again = queries.recomputed(row["seats"], rule)
        rows.append({**row, "shown": shown, "again": again, "agrees": again is None or again == row["score"],
                     "outcome": _outcome(row)})  # fmt: skip
    return rows


def _outcome(row: dict) -> str:
    """What an earlier publicity of the lot made of the project, in words."""
    words = {"standing": _("上一次公示已立项"), "fallen": _("上一次公示后已取消")}
    return words.get(row.get("before") or "", "")


@blueprint.get("/publicities/<public_id>/sheet.csv")
@permits(P.AWARD_READ, Publicity)
def sheet_csv(record: Publicity):
    seats = max((len(row["seats"]) for row in record.sheet), default=0)
    columns = (_("名次"), _("项目"), _("申报单位"), _("金额（元）"), *[_("评委%(n)s", n=n + 1) for n in range(seats)],
               _("得分"), _("结果"))  # fmt: skip
    rows = [
        (row["rank"], row["proposal"], row["organization"], money.figures(row["amount_fen"] or 0).replace(",", ""),
         *[points(s) for s in row["seats"]], *[""] * (seats - len(row["seats"])), points(row["score"]),
         _("拟立项") if row["proposed"] else _outcome(row))
        for row in record.sheet
    ]  # fmt: skip
    return csv_download("score-sheet.csv", columns, rows)


@blueprint.post("/publicities/<public_id>/next")
@permits(P.AWARD_DECIDE, Publicity)
def propose_next(record: Publicity):
    result = perform(None, publicity.propose_next, record, by=current_actor())
    if not result:
        return redirect(url_for(".show_publicity", public_id=record.public_id))
    fresh = result.value
    sentence = say("下一名开始公示，到 %(last)s 期满。", last=day(fresh.ends_at))
    return done(sentence, url_for(".show_publicity", public_id=fresh.public_id), fresh)
