"""Conditions and effects of contracts."""

from __future__ import annotations

from portal.domain.awards.models import AwardState
from portal.domain.organizations.standing import barrier
from portal.domain.projects.models import Contract, Party, Signature
from portal.kernel import holds
from portal.kernel.canonical import digest
from portal.kernel.lifecycle import Ctx
from portal.kernel.words import Sentence, Stale, say


def award_stands(ctx: Ctx) -> Sentence | None:
    """The award is looked at again at every step towards the contract: it may be held or gone, and so may its parties."""
    award = ctx.record.award
    if award.state is AwardState.CANCELLED:
        return say("立项已经取消，不能再签协议。")
    if held := holds.on(ctx.session, award, "award"):
        return held[0].sentence
    return barrier(ctx.session, (award.proposal.organization, award.proposal.implementer), "award", "bid")


def facts_are_whole(ctx: Ctx) -> Sentence | None:
    """What is signed is what was drafted, to the letter."""
    if digest(ctx.record.facts) == ctx.record.digest:
        return None
    return say("协议文本和摘要对不上，不能签署。请联系经办人重新拟定。")


def _sign(ctx: Ctx, party: Party) -> None:
    contract: Contract = ctx.record
    if ctx.fact("digest") != contract.digest:
        raise Stale(say("协议文本在您打开之后改过。请重新看一遍最新文本，再签署。"))
    ctx.session.add(
        Signature(
            contract=contract, party=party, user_id=ctx.by.user_id, name=ctx.by.signed, title=ctx.by.title,
            signed_at=ctx.now, digest=contract.digest,
        )
    )  # fmt: skip


def sign_for_provider(ctx: Ctx) -> None:
    _sign(ctx, Party.PROVIDER)


def sign_for_purchaser(ctx: Ctx) -> None:
    _sign(ctx, Party.PURCHASER)
    ctx.record.in_force_at = ctx.now


def rewrite(ctx: Ctx) -> None:
    """A new text replaces the old one; both digests stay in the journal."""
    for name, value in ctx.fact("text").items():
        setattr(ctx.record, name, value)


def void_signatures(ctx: Ctx) -> None:
    """A signature under a text that is given up binds nobody; that it was given stays in the journal."""
    for signature in ctx.record.signatures:
        ctx.session.delete(signature)
