"""Inviting people into an organization: verbs, conditions and effects. Nobody becomes a member without saying yes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from portal.domain.appointments.guards import OF_AN_ORGANIZATION, apart
from portal.domain.organizations import members
from portal.domain.organizations.membership import Invitation, InvitationState
from portal.domain.organizations.models import Organization, OrganizationState
from portal.kernel import clock, engine, journal, lifecycle, outbox, policy
from portal.kernel.channels import Kind
from portal.kernel.lifecycle import Ctx
from portal.kernel.people import Actor, Appointment, User
from portal.kernel.roles import Role
from portal.kernel.words import Invalid, NotFound, Refused, Sentence, say

MOST_OPEN = 20  # of one organization: letters go to strangers
AGAIN_AFTER = timedelta(minutes=5)


# --- verbs ------------------------------------------------------------------------------------------------------


def invite(session: Session, organization: Organization, *, by: Actor, to: str, role: Role) -> Invitation:
    """Offer a seat. ``to``: an e-mail address, which gets a letter with a link, or the login of an account, which finds it
    among its waiting items. Raises ``Invalid`` for an unknown login and for what is open or held already."""
    members.require_head(by, organization)
    engine.lock(session, organization)
    if role not in OF_AN_ORGANIZATION:
        raise Invalid("role", say("这里只能邀请经办和财务。"))
    if organization.state != OrganizationState.ACTIVE:
        raise Refused(say("这个组织已经退出名册，不能再邀请成员。"))
    email, invitee = _addressed(session, to.strip())
    if invitee and _holds(session, organization, invitee.id, role):
        raise Invalid("to", say("%(name)s已经是%(role)s了。", name=invitee.name, role=role.label))
    open_now = open_of(session, organization)
    if any(i.role is role and (i.email or "").lower() == email.lower() and i.invitee_id == (invitee and invitee.id) for i in open_now):
        raise Invalid("to", say("已经邀请过，对方还没有答复。可以在下面重寄。"))
    if len(open_now) >= MOST_OPEN:
        raise Refused(say("等答复的邀请最多 %(n)s 份。请先撤回不用的。", n=MOST_OPEN))
    invitation = Invitation(
        organization=organization, organization_id=organization.id, region_path=organization.region_path, role=role,
        email=email or None, invitee_id=invitee.id if invitee else None, invited_by_id=by.user_id or 0,
        sent_at=clock.now(), expires_at=_until(session, organization),
    )  # fmt: skip
    lifecycle.begin(session, invitation, by=by, sentence=say("邀请了一位%(role)s", role=role.label))
    journal.write(session, organization, "invite", say("邀请了一位%(role)s", role=role.label), by=by,
                  private={"to": to.strip()}, region_path=organization.region_path)  # fmt: skip
    _send(session, invitation)
    return invitation


def answer_by_link(session: Session, public_id: str, letters: int, action: str, *, by: Actor) -> Invitation:
    """Accept or decline by the link of the latest letter: whoever holds it answers for themselves. It works once."""
    invitation = by_link(session, public_id, letters)
    if invitation is None:
        raise Refused(say("这份邀请已经答复过、撤回了或者过期了。"))
    engine.lock(session, invitation)
    invitation.invitee_id = by.user_id
    lifecycle.move(session, invitation, action, by=by)
    return invitation


def by_link(session: Session, public_id: str, letters: int) -> Invitation | None:
    """The invitation that a letter is about, while it waits for an answer and no later letter took the place of this one."""
    stmt = select(Invitation).where(
        Invitation.public_id == public_id, Invitation.letters == letters, Invitation.email.is_not(None),
        Invitation.state == InvitationState.OPEN, Invitation.expires_at > clock.now(),
    )  # fmt: skip
    return session.scalars(stmt).one_or_none()


def by_public_id(session: Session, public_id: str) -> Invitation | None:
    return session.scalars(select(Invitation).where(Invitation.public_id == public_id)).one_or_none()


def revoke_all(session: Session, organization: Organization, *, by: Actor) -> None:
    """Another head leads the organization: what the one before offered is offered no more."""
    for invitation in open_of(session, organization):
        lifecycle.move(session, invitation, "lapse", by=by)


def _addressed(session: Session, to: str) -> tuple[str, User | None]:
    """An address is written to whether it has an account or not; of a login, the account must be there."""
    if "@" in to:
        return to, None
    user = session.scalars(select(User).where(func.lower(User.login) == to.lower())).one_or_none()  # never by a phone
    if user is None or not user.active:
        raise Invalid("to", say("没有这个登录名。请核对，或者填对方的邮箱：没有账号也能用邀请信里的链接注册。"))
    return "", user


def _until(session: Session, organization: Organization):
    return policy.due(session, "invitation.answer", organization.region_path, clock.now())


def _send(session: Session, invitation: Invitation) -> None:
    if invitation.email:
        content = {"letter": "invitation", "to": invitation.email, "invitation": invitation.public_id,
                   "letters": invitation.letters, "locale": invitation.invited_by.locale}  # fmt: skip
        outbox.enqueue(session, "mail", content, key=f"invitation-{invitation.public_id}-{invitation.letters}")
    elif invitation.invitee_id:
        sentence = say("“%(organization)s”邀请您担任%(role)s，请答复", organization=invitation.organization.name,
                       role=invitation.role.label)  # fmt: skip
        outbox.tell(session, [invitation.invitee_id], sentence, invitation, Kind.DUTY)


# --- reads ------------------------------------------------------------------------------------------------------


def open_of(session: Session, organization: Organization) -> list[Invitation]:
    """What waits for an answer, the latest first."""
    stmt = (
        select(Invitation).options(joinedload(Invitation.invitee))
        .where(Invitation.organization_id == organization.id, Invitation.state == InvitationState.OPEN)
        .order_by(Invitation.id.desc())
    )  # fmt: skip
    return list(session.scalars(stmt))


def settled_of(session: Session, organization: Organization, most: int = 20) -> list[Invitation]:
    """The latest that were answered, taken back, or ran out."""
    stmt = (
        select(Invitation).options(joinedload(Invitation.invitee))
        .where(Invitation.organization_id == organization.id, Invitation.state != InvitationState.OPEN)
        .order_by(Invitation.entered_at.desc(), Invitation.id.desc()).limit(most)
    )  # fmt: skip
    return list(session.scalars(stmt))


def _holds(session: Session, organization: Organization, user_id: int | None, role: Role) -> bool:
    return any(held.user_id == user_id and held.role is role for held in members.members_of(session, organization))


# --- guards -----------------------------------------------------------------------------------------------------


def time_is_not_over(ctx: Ctx) -> Sentence | None:
    return None if ctx.record.expires_at > ctx.now else say("这份邀请已经过期，请对方重寄。")


def organization_is_active(ctx: Ctx) -> Sentence | None:
    active = ctx.record.organization.state == OrganizationState.ACTIVE
    return None if active else say("这个组织已经退出名册，不能再加入。")


def answers_in_person(ctx: Ctx) -> Sentence | None:
    """Also: who keeps the accounts holds no other office, and nobody holds the same seat twice."""
    if ctx.by.for_id is not None:
        return say("邀请由本人答复，不能代办。请先切换到您自己的岗位。")
    if _holds(ctx.session, ctx.record.organization, ctx.by.user_id, ctx.record.role):
        return say("您已经是这个组织的%(role)s了。", role=ctx.record.role.label)
    return apart(ctx.session, ctx.by.user_id or 0, ctx.record.role)


def not_sent_just_now(ctx: Ctx) -> Sentence | None:
    return None if ctx.now >= ctx.record.sent_at + AGAIN_AFTER else say("刚刚寄过，请过五分钟再重寄。")


def not_too_many_wait(ctx: Ctx) -> Sentence | None:
    stmt = select(func.count()).where(
        Invitation.organization_id == ctx.record.organization_id, Invitation.state == InvitationState.OPEN,
        Invitation.id != ctx.record.id,
    )  # fmt: skip
    waiting = ctx.session.scalar(stmt) or 0
    return say("等答复的邀请最多 %(n)s 份。请先撤回不用的。", n=MOST_OPEN) if waiting >= MOST_OPEN else None


# --- effects ----------------------------------------------------------------------------------------------------


def take_seat(ctx: Ctx) -> None:
    invitation: Invitation = ctx.record
    user = ctx.session.get(User, ctx.by.user_id)
    if user is None:
        raise NotFound
    organization = invitation.organization
    held: Appointment = members.hold(ctx.session, organization, user.id, invitation.role, by=ctx.by)
    held.appointed_by_id, invitation.appointment_id = invitation.invited_by_id, held.id
    journal.write(ctx.session, organization, "join", say("接受邀请，担任%(role)s", role=invitation.role.label), by=ctx.by,
                  private={"member": user.name}, region_path=organization.region_path)  # fmt: skip


def send_again(ctx: Ctx) -> None:
    """A new letter with a new link and the whole time to answer; the link before is void."""
    invitation: Invitation = ctx.record
    invitation.letters += 1
    invitation.sent_at = ctx.now
    invitation.expires_at = _until(ctx.session, invitation.organization)
    _send(ctx.session, invitation)
