"""The desk, a seat, one blind review. A recused seat and all of its lot answer as if they had never been."""

from __future__ import annotations

from flask import abort, redirect, request, send_file, url_for
from flask_babel import gettext as _

from portal.blueprints.edge import current_actor, done, page, perform, permits, reader
from portal.blueprints.forms import store
from portal.blueprints.reviews import WAYS, blueprint
from portal.blueprints.reviews.forms import rubric_form
from portal.blueprints.steps import record_context
from portal.blueprints.words import filesize, shows
from portal.domain.proposals.contents import budget_total
from portal.domain.review import guidance, scoring
from portal.domain.review.models import GONE, SCORES_NOW, PanelSeat, Review, ReviewState, SeatState
from portal.headers import POLICY_OF_FILES
from portal.kernel import papers
from portal.kernel.permissions import Permission as P
from portal.kernel.remembered import remembered
from portal.kernel.roles import Reach
from portal.kernel.words import say


@blueprint.get("/")
@permits(P.REVIEW_SCORE)
def index():
    session, actor = reader(), current_actor()
    seats = remembered(session, ("own seats", actor.user_id), lambda: scoring.desk(session, actor))
    return page("reviews/index.html", seats=seats)


@blueprint.get("/seats/<public_id>")
@shows(PanelSeat)
@permits((P.REVIEW_SCORE, P.PANEL_READ), PanelSeat)
def seat(seat: PanelSeat):
    """The expert's own seat; officers find what there is to do about it on the panel's page."""
    if current_actor().reach is not Reach.ASSIGNED:
        return redirect(url_for("panels.show", public_id=seat.panel.public_id))
    seat = scoring.with_its_lot(reader(), seat)
    reviews = scoring.reviews_of(reader(), seat) if seat.state not in GONE else []
    answering = seat.state in (SeatState.INVITED, SeatState.SILENT)
    return page("reviews/seat.html", seat=seat, reviews=[(r, scoring.is_complete(r)) for r in reviews],
                bidders=scoring.bidders_of(reader(), seat.panel) if answering else [],
                guidance=guidance.of_seat(reader(), seat), not_open=guidance.not_open(seat, {P.REVIEW_SCORE}),
                **record_context(seat, WAYS))  # fmt: skip


@blueprint.route("/<public_id>", methods=["GET", "POST"])
@shows(Review)
@permits(P.REVIEW_SCORE, Review)
def show(review: Review):
    criteria = scoring.criteria_of(reader(), review)
    form = rubric_form(review, criteria)
    why_not = scoring.barrier(reader(), review)
    open_ = review.state is ReviewState.DRAFT and review.seat.state in SCORES_NOW and why_not is None
    if form.validate_on_submit():
        if perform(form, scoring.save, review, by=current_actor(), marks=form.marks(criteria), comment=form.comment.data or "",
                   expect=form.expected()):  # fmt: skip
            return done(say("已保存。评完全部申报书后一起交。"), _next(review))
    content = review.proposal.content or {}
    return page("reviews/show.html", review=review, form=form, criteria=criteria, open=open_, content=content,
                total=budget_total(content), files=_files(review), why_not=why_not, low=scoring.LOW, high=scoring.HIGH)  # fmt: skip


@blueprint.get("/<public_id>/files/<file_id>")
@permits(P.REVIEW_SCORE, Review)
def download(review: Review, file_id: str):
    """An attachment of the blind proposal, without the name under which the bidder keeps it."""
    for n, file in enumerate(papers.attachments_of(reader(), review.proposal), 1):
        if file.public_id == file_id:
            ending = file.filename.rsplit(".", 1)[-1].lower()
            answer = send_file(store().open(papers.fit_to_hand_out(file)), file.media_type, as_attachment=True, download_name=f"{n}.{ending}")
            answer.headers["Content-Security-Policy"] = POLICY_OF_FILES
            return answer
    return abort(404)


def _next(review: Review) -> str:
    """The next proposal that has no full marks yet, or the seat when all have."""
    if request.form.get("then") != "seat":
        for other in scoring.reviews_of(reader(), review.seat):
            if not scoring.is_complete(other):
                return url_for(".show", public_id=other.public_id)
    return url_for(".seat", public_id=review.seat.public_id)


def _files(review: Review) -> list[dict[str, str | None]]:
    found = papers.attachments_of(reader(), review.proposal)
    return [
        {
            "name": _("附件 %(n)s", n=n), "size": filesize(a.size), "digest": None,
            "url": url_for(".download", public_id=review.public_id, file_id=a.public_id),
        }
        for n, a in enumerate(found, 1)
    ]  # fmt: skip
