"""What the ballots of a survey say: mean, interval, distribution.

The interval is Wilson's 95 % score interval, applied to the score put on 0..1 (``(score - 1) / 4``). For a score
between two ends the variance is at most that of a yes/no answer with the same mean, so the interval is on the safe
side, stays within 1..5, and does not shrink to nothing when everybody gives the same score:

    centre = (p + z²/2n) / (1 + z²/n)      half = z / (1 + z²/n) · √(p(1 - p)/n + z²/4n²)      z = 1.96

Whoever reads twice may subtract. While a survey is open the public therefore reads the last batch only
(``publishing.py``): the mean with one decimal, no distribution, nothing of proxies. The whole result comes with the close.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.satisfaction.models import Ballot, Proxy, SatisfactionSurvey, SurveyState

Z = 1.96


@dataclass(frozen=True)
class Result:
    """Scores in hundredths of a point (461 = 4.61). ``counts``: score → ballots by the residents themselves.

    ``mean``, ``low``, ``high`` are ``None`` below the minimum sample: the page says so instead of a number.
    """

    answers: int
    minimum: int
    counts: dict[int, int]
    proxies: int
    proxy_mean: int | None
    mean: int | None
    low: int | None
    high: int | None

    @property
    def is_enough(self) -> bool:
        return self.answers >= self.minimum

    @property
    def as_points(self) -> int | None:
        """On the scale of an evaluation, hundredths of 100: five stars are 100 points."""
        return None if self.mean is None else self.mean * 20


def half_up(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def mean_of(counts: dict[int, int]) -> int | None:
    """The mean in hundredths, halves up; ``None`` without ballots."""
    total = sum(counts.values())
    return mean_over(sum(s * n for s, n in counts.items()), total) if total else None


def mean_over(points: int, answers: int) -> int:
    """The mean of so many answers with so many points together, in hundredths, halves up."""
    return half_up(Decimal(100 * points) / answers)


def interval_of(counts: dict[int, int]) -> tuple[int, int] | None:
    """Wilson's 95 % interval of the mean in hundredths, between 100 and 500."""
    n = sum(counts.values())
    return interval_around(sum(s * k for s, k in counts.items()) / n, n) if n else None


def interval_around(mean: float, n: int) -> tuple[int, int]:
    """The same interval from a mean on 1..5 and the number of answers it stands for (at least one)."""
    p = (mean - 1) / 4
    shrink = 1 + Z * Z / n
    centre, half = (p + Z * Z / (2 * n)) / shrink, Z / shrink * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    return round(100 + 400 * low), round(100 + 400 * high)


def public_result_of(session: Session, survey: SatisfactionSurvey) -> Result:
    """What everybody may read now: below the minimum how many answers came, then batches, after the close all of it."""
    whole = result_of(session, survey)
    if survey.state is SurveyState.CLOSED:
        return whole
    batch = survey.published
    if batch is None:
        return Result(whole.answers, whole.minimum, {}, 0, None, None, None, None)
    low, high = interval_around(batch["mean"] / 100, batch["answers"])
    return Result(batch["answers"], whole.minimum, {}, 0, None, batch["mean"], low, high)


def result_of(session: Session, survey: SatisfactionSurvey) -> Result:
    """Count the ballots: one statement. Exact, so not for the public while the survey is open."""
    stmt = (
        select(Ballot.overall, Ballot.proxy, func.count())
        .where(Ballot.survey_id == survey.id)
        .group_by(Ballot.overall, Ballot.proxy)
    )
    own, others = dict.fromkeys(range(1, 6), 0), dict.fromkeys(range(1, 6), 0)
    for score, proxy, count in session.execute(stmt):
        (own if proxy is Proxy.SELF else others)[score] += count
    return tally(own, others, survey.minimum_sample)


def tally(own: dict[int, int], others: dict[int, int], minimum: int) -> Result:
    """Residents' own ballots make the result; proxies are counted apart."""
    answers, proxies = sum(own.values()), sum(others.values())
    enough = answers >= minimum
    low, high = interval_of(own) or (None, None)
    return Result(
        answers, minimum, own, proxies, mean_of(others) if proxies >= minimum else None,
        mean_of(own) if enough else None, low if enough else None, high if enough else None,
    )  # fmt: skip


@dataclass(frozen=True)
class Details:
    """Means of the two other questions in hundredths, and the comments in no order that tells who or when."""

    attitude: int
    useful: int
    comments: list[str]


def details_of(session: Session, survey: SatisfactionSurvey) -> Details | None:
    """After the close, from the minimum sample on; until then ``None``."""
    if survey.state is not SurveyState.CLOSED or not result_of(session, survey).is_enough:
        return None
    stmt = select(Ballot.answers, Ballot.comment, Ballot.proxy).where(Ballot.survey_id == survey.id)
    rows = session.execute(stmt).all()
    own = [row.answers for row in rows if row.proxy is Proxy.SELF]
    attitude, useful = (mean_over(sum(int(answers[key]) for answers in own), len(own)) for key in ("attitude", "useful"))
    return Details(attitude, useful, sorted(row.comment for row in rows if row.comment))


def digests_of(session: Session, survey: SatisfactionSurvey) -> list[str]:
    """The ballots' token digests in their own order: each holder finds theirs, nobody learns when it came."""
    return list(
        session.scalars(select(Ballot.token_digest).where(Ballot.survey_id == survey.id).order_by(Ballot.token_digest))
    )
