"""One invitation, and the page that the link of its letter opens."""

from __future__ import annotations

from flask import Response, url_for

from portal.blueprints.accounts import tokens
from portal.blueprints.accounts.forms import EmptyForm
from portal.blueprints.edge import current_actor, done, page, perform, permits, public, reader
from portal.blueprints.invitations import blueprint
from portal.blueprints.steps import record_context
from portal.blueprints.words import shows
from portal.domain.organizations import invitations, members
from portal.domain.organizations.membership import Invitation
from portal.extensions import limiter
from portal.kernel import access
from portal.kernel.permissions import Permission as P
from portal.kernel.words import say


@blueprint.after_request
def keep_nothing(response: Response) -> Response:
    """The address opens something: nothing between here and the person keeps the page."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@blueprint.get("/<public_id>")
@shows(Invitation)
@permits(P.INVITATION_READ, Invitation)
def show(invitation: Invitation):
    leads = access.allows(current_actor(), P.ORGANIZATION_APPOINT, invitation.organization)
    return page("invitations/show.html", invitation=invitation, may=members.MAY[invitation.role], leads=leads,
                **record_context(invitation))  # fmt: skip


@blueprint.get("/link/<token>")
@public
@limiter.limit("60/minute")
def link(token: str):
    """Shows what is offered; programs that look into letters press no button."""
    invitation = _asked(token)
    if invitation is None:
        return page("invitations/void.html"), 410
    return page("invitations/link.html", invitation=invitation, may=members.MAY[invitation.role], token=token, form=EmptyForm(),
                here=url_for(".link", token=token))  # fmt: skip


@blueprint.post("/link/<token>/accept")
@permits(P.INVITATION_ANSWER)
@limiter.limit("30/minute")
def accept(token: str):
    if invitation := _answered(token, "accept"):
        said = say("您加入了“%(name)s”。在右上角切换到这个岗位办事。", name=invitation.organization.name)
        return done(said, url_for(".show", public_id=invitation.public_id))
    return link(token)


@blueprint.post("/link/<token>/decline")
@permits(P.INVITATION_ANSWER)
@limiter.limit("30/minute")
def decline(token: str):
    if _answered(token, "decline"):
        return done(say("已谢绝，对方会知道。"), "/desk")
    return link(token)


def _asked(token: str) -> Invitation | None:
    asked = tokens.read_invitation(token)
    return invitations.by_link(reader(), *asked) if asked else None


def _answered(token: str, action: str) -> Invitation | None:
    asked = tokens.read_invitation(token)
    answered = perform(None, invitations.answer_by_link, *asked, action, by=current_actor()) if asked else None
    return answered.value if answered else None
