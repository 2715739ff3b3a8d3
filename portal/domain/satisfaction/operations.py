"""Codes, tokens, ballots. Nothing here writes a journal row or a notice per person: there would be a time in it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, joinedload

from portal.domain.projects.models import Activity, ActivityState, Project
from portal.domain.satisfaction import lifecycles  # noqa: F401 - puts the survey under its lifecycle
from portal.domain.satisfaction.models import Ballot, Entitlement, Proxy, SatisfactionSurvey, SurveyState, TokenGrant
from portal.kernel import access, clock, engine, journal, lifecycle, policy, regions
from portal.kernel.base import LEGIBLE, random_text
from portal.kernel.people import Actor
from portal.kernel.permissions import Permission as P
from portal.kernel.words import Forbidden, Invalid, Refused, say

ALPHABET = LEGIBLE.upper()
CODE_LENGTH, TOKEN_LENGTH, GROUP = 12, 20, 4
MOST_CODES = 500
COMMENT_LENGTH = 500

CLOSED = say("这个项目的评价已经截止，不能再评。结果在项目页面上。")
UNKNOWN_CODE = say("没有这个评价码，或者它已经作废、换了新的。请对照纸条再输一遍；码里没有数字 0、1 和字母 I、L、O。")
USED = say("这个评价码已经用过了。每个码只能评一次；要改，请用当时给您的那串字。")
UNKNOWN_TOKEN = say("没有找到这串字对应的评价。请再对一遍；它有 20 位。")


@dataclass(frozen=True)
class Ticket:
    """What a code or a token opens: plain words, no ids of people."""

    project_title: str
    project_public_id: str
    activity_title: str
    held_on: str


def plain(text: str) -> str:
    """What a person typed, without spaces and dashes, in capitals."""
    return "".join(c for c in text.upper() if c in ALPHABET)[:64]


def grouped(text: str) -> str:
    return "-".join(text[i : i + GROUP] for i in range(0, len(text), GROUP))


def code_digest(code: str) -> str:
    return sha256(f"code:{plain(code)}".encode()).hexdigest()


def token_digest(token: str) -> str:
    """How a ballot is known in public: the holder can compute it from the token with any SHA-256 tool."""
    return sha256(f"token:{plain(token)}".encode()).hexdigest()


def _random(length: int) -> str:
    return random_text(length, ALPHABET)


def new_token() -> str:
    return _random(TOKEN_LENGTH)


def is_token(text: str) -> bool:
    return len(plain(text)) == TOKEN_LENGTH


# --- the survey and its codes -------------------------------------------------------------------------------------


def open_survey(session: Session, project: Project, *, by: Actor) -> SatisfactionSurvey:
    """Open the survey of a project: with the project, once."""
    closes_at = policy.due(session, "satisfaction.closes-after", project.region_path, clock.end_of(project.ends_on))
    survey = SatisfactionSurvey(
        project_id=project.id, organization_id=project.organization_id, region_path=project.region_path,
        title=project.title, closes_at=closes_at,
        minimum_sample=policy.amount(session, "satisfaction.minimum", project.region_path),
    )  # fmt: skip
    return lifecycle.begin(session, survey, by=by, sentence=say("开始征集“%(title)s”的居民评价", title=project.title))


def survey_of(session: Session, project_id: int) -> SatisfactionSurvey | None:
    return session.scalars(select(SatisfactionSurvey).where(SatisfactionSurvey.project_id == project_id)).one_or_none()


def has_codes(session: Session, activity: Activity) -> bool:
    """Whether codes of the activity are out that nobody has used yet."""
    return _codes(session, activity, exchanged=False) > 0


def codes_left(session: Session, activity: Activity) -> int:
    """How many codes may still be made: one for each person who came, less those that were used."""
    return max(0, min(activity.beneficiaries, MOST_CODES) - _codes(session, activity, exchanged=True))


def _codes(session: Session, activity: Activity, *, exchanged: bool) -> int:
    stmt = select(func.count()).select_from(Entitlement)
    return session.scalar(stmt.where(Entitlement.activity_id == activity.id, Entitlement.exchanged == exchanged)) or 0


def make_codes(session: Session, activity: Activity, count: int, *, by: Actor) -> list[str]:
    """Make one-time codes for those who came to a confirmed activity: at most one per person.

    Returns the codes, shown this one time; the database keeps their digests. Raises ``Refused``.
    """
    survey = _open_for_codes(session, activity, by)
    if has_codes(session, activity):
        raise Refused(say("这次活动的评价码已经发过了。码只显示一次；单子丢了，先作废没用过的码，再重新印。"))
    most = codes_left(session, activity)
    if most < 1:
        raise Refused(say("到场的人都评过了，不能再发评价码。"))
    if not 1 <= count <= most:
        raise Invalid("count", say("这次活动的受益人里还有 %(n)s 人没有评，评价码要在 1 到 %(n)s 个之间。", n=most))
    codes = [_random(CODE_LENGTH) for _ in range(count)]
    session.add_all(
        Entitlement(code_digest=code_digest(code), survey_id=survey.id, activity_id=activity.id) for code in codes
    )
    sentence = say("为活动“%(title)s”印了 %(n)s 个评价码", title=activity.title, n=count)
    journal.write(session, activity, "make-codes", sentence, by=by, region_path=activity.region_path)
    session.flush()
    return [grouped(code) for code in codes]


def void_codes(session: Session, activity: Activity, *, by: Actor, reason: str) -> int:
    """A sheet of codes was lost: what nobody used yet opens nothing any more; ballots stay. Returns how many."""
    survey = _open_for_codes(session, activity, by)
    if not reason.strip():
        raise Invalid("reason", say("请写明理由：对方会看到这段话。"))
    _lock_survey(session, survey.id, alone=True)  # not while one of them is being exchanged
    unused = delete(Entitlement).where(Entitlement.activity_id == activity.id, Entitlement.exchanged.is_(False))
    voided = _codes(session, activity, exchanged=False)
    session.execute(unused, execution_options={"synchronize_session": "fetch"})
    if not voided:
        raise Refused(say("这次活动没有还没用过的评价码。"))
    sentence = say("作废了活动“%(title)s”没有用过的 %(n)s 个评价码", title=activity.title, n=voided)
    journal.write(session, activity, "void-codes", sentence, by=by, private={"reason": reason.strip()},
                  region_path=activity.region_path)  # fmt: skip
    session.flush()
    return voided


def _open_for_codes(session: Session, activity: Activity, by: Actor) -> SatisfactionSurvey:
    engine.lock(session, activity)
    if not any(access.allows(by, p, activity) for p in (P.ACTIVITY_RECORD, P.ACTIVITY_CONFIRM)):
        raise Forbidden(say("评价码由承接组织或活动所在社区的居委会发。"))
    if activity.state is not ActivityState.CONFIRMED:
        raise Refused(say("活动还没有经居委会确认，确认以后才能发评价码。"))
    survey = survey_of(session, activity.project_id)
    if survey is None or survey.state is not SurveyState.OPEN:
        raise Refused(CLOSED)
    return survey


# --- one resident, one ballot -------------------------------------------------------------------------------------


def look_at(session: Session, code: str) -> Ticket:
    """What a code is for, before it is exchanged; reads only. Raises ``Refused`` with the reason in words."""
    entitlement = _open(session.get(Entitlement, code_digest(code)))
    if entitlement.exchanged:
        raise Refused(USED)
    return _ticket(session, entitlement.activity_id)


def _open(entitlement: Entitlement | None) -> Entitlement:
    if entitlement is None:
        raise Refused(UNKNOWN_CODE)
    if entitlement.survey.state is not SurveyState.OPEN:
        raise Refused(CLOSED)
    return entitlement


def exchange(session: Session, code: str, token: str) -> Ticket:
    """Exchange a code, once, for the right of ``token`` (made at random, held by the resident alone) to one ballot.

    Sending the same code with the same token again answers the same: a reload loses nobody's vote.
    """
    token = plain(token)
    if not is_token(token):
        raise Refused(say("页面打开太久了，请重新扫一次码。"))
    entitlement = _open(session.get(Entitlement, code_digest(code)))
    _lock_survey(session, entitlement.survey_id, alone=True)  # a hall scans at once, and ``_blur`` touches every row
    session.refresh(entitlement)
    _open(entitlement)
    grant = session.get(TokenGrant, token_digest(token))
    if entitlement.exchanged:
        if grant is None or grant.activity_id != entitlement.activity_id:
            raise Refused(USED)
        return _ticket(session, entitlement.activity_id)
    if grant is not None:
        raise Refused(say("页面打开太久了，请重新扫一次码。"))
    entitlement.exchanged = True
    session.add(
        TokenGrant(
            token_digest=token_digest(token), survey_id=entitlement.survey_id, activity_id=entitlement.activity_id
        )
    )
    session.flush()
    _blur(session, entitlement.survey_id)
    return _ticket(session, entitlement.activity_id)


def _lock_survey(session: Session, survey_id: int, *, alone: bool) -> None:
    """The survey's row before any other: exchanges one by one, ballots side by side, neither while it is closed."""
    how = {"key_share": True} if alone else {"read": True}
    session.get(SatisfactionSurvey, survey_id, with_for_update={"of": SatisfactionSurvey, **how})


def _blur(session: Session, survey_id: int) -> None:
    """Write every code and token of the survey anew, so that no row version tells which two changed together.

    PostgreSQL stamps each row with the transaction that wrote it; SQLite's tables without rowid keep no such trace.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    keep = {"synchronize_session": False}
    session.execute(
        update(Entitlement).where(Entitlement.survey_id == survey_id).values(exchanged=Entitlement.exchanged),
        execution_options=keep,
    )
    session.execute(
        update(TokenGrant).where(TokenGrant.survey_id == survey_id).values(activity_id=TokenGrant.activity_id),
        execution_options=keep,
    )


def _ticket(session: Session, activity_id: int) -> Ticket:
    activity = session.scalars(
        select(Activity).where(Activity.id == activity_id).options(joinedload(Activity.project))
    ).one()
    return Ticket(activity.project.title, activity.project.public_id, activity.title, activity.held_on.isoformat())


def ballot_of(session: Session, token: str) -> tuple[Ticket, Ballot | None]:
    """What a token opens and what it said so far. Raises ``Refused``."""
    grant = _grant(session, token)
    return _ticket(session, grant.activity_id), session.get(Ballot, grant.token_digest)


def _grant(session: Session, token: str, *, lock: bool = False) -> TokenGrant:
    how = {"of": TokenGrant} if lock else None
    grant = session.get(TokenGrant, token_digest(token), with_for_update=how)
    if grant is None:
        raise Refused(UNKNOWN_TOKEN)
    survey = session.get_one(SatisfactionSurvey, grant.survey_id)
    if survey.state is not SurveyState.OPEN:
        raise Refused(CLOSED)
    return grant


def cast(
    session: Session,
    token: str,
    *,
    overall: int,
    attitude: int,
    useful: int,
    comment: str = "",
    proxy: Proxy = Proxy.SELF,
) -> None:
    """Cast or change the ballot of a token, in a transaction of its own. Scores 1..5."""
    for name, score in (("overall", overall), ("attitude", attitude), ("useful", useful)):
        if score not in (1, 2, 3, 4, 5):
            raise Invalid(name, say("请在 1 到 5 分里选一个。"))
    if len(comment) > COMMENT_LENGTH:
        raise Invalid("comment", say("最多写 %(n)s 个字。", n=COMMENT_LENGTH))
    grant = _grant(session, token)
    _lock_survey(session, grant.survey_id, alone=False)
    grant = _grant(session, token, lock=True)  # the same token in two tabs: the second changes the first's ballot
    values = {
        "overall": overall,
        "answers": {"attitude": attitude, "useful": useful},
        "comment": comment.strip(),
        "proxy": proxy,
    }
    ballot = session.get(Ballot, grant.token_digest)
    if ballot is None:
        session.add(
            Ballot(token_digest=grant.token_digest, survey_id=grant.survey_id, activity_id=grant.activity_id, **values)
        )
    else:
        for name, value in values.items():
            setattr(ballot, name, value)
    session.flush()


def hand_in(session: Session, code: str, token: str, answers: dict[str, Any]) -> None:
    """The first ballot under a token comes with its code (later ones with none): two units of work, so that no row of
    the ballot's transaction knows of the code. What was exchanged before stays good for the same token."""
    if code:
        engine.in_one_unit(session, lambda unit: exchange(unit, code, token))
    engine.in_one_unit(session, lambda unit: cast(unit, token, **answers))


def opened_by(session: Session, code: str, token: str) -> Ticket:
    """What the token opens, or, before the exchange, its code. Raises ``Refused``."""
    try:
        return ballot_of(session, token)[0]
    except Refused:
        if not code:
            raise
        return look_at(session, code)


def may_enter_paper(session: Session, code: str, *, by: Actor) -> Ticket:
    """The committee types in paper sheets of activities in its own community. Raises ``Refused``."""
    entitlement = _open(session.get(Entitlement, code_digest(code)))
    place = entitlement.activity.region_path
    if not (
        regions.lies_in(place, by.region_path) and (by.holds(P.ACTIVITY_CONFIRM) or by.holds(P.SATISFACTION_MANAGE))
    ):
        raise Refused(say("这张评价单不是本社区活动的，请交给活动所在社区的居委会录入。"))
    if entitlement.exchanged:
        raise Refused(say("这张评价单的码已经用过了，不能再录。"))
    return _ticket(session, entitlement.activity_id)
