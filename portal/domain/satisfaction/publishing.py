"""An open survey speaks in batches, so that nobody learns a neighbour's score by reading before and after it came.

The first batch is published when the minimum sample is reached, the next when at least ``satisfaction.step`` answers
more have come. A batch is a mean with one decimal and a number of answers: when the exact result of the close is held
against a last batch of thirty or more, a single ballot that came between may still be any of three scores or more.
It is published by the tick, not by the ballot that completes it: a ballot leaves no time anywhere.
"""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.satisfaction.models import Ballot, Proxy, SatisfactionSurvey, SurveyState
from portal.domain.satisfaction.results import mean_of
from portal.kernel import engine, journal, policy
from portal.kernel.people import SYSTEM
from portal.kernel.words import say

_COUNTED = (
    select(Ballot.survey_id, Ballot.overall, func.count())
    .join(SatisfactionSurvey, SatisfactionSurvey.id == Ballot.survey_id)
    .where(SatisfactionSurvey.state == SurveyState.OPEN, Ballot.proxy == Proxy.SELF)
    .group_by(Ballot.survey_id, Ballot.overall)
)


def publish_batches(session: Session) -> int:
    """Publish the next batch of every open survey that has one; returns how many. Belongs into one unit of work."""
    counts: dict[int, dict[int, int]] = defaultdict(dict)
    for survey_id, score, number in session.execute(_COUNTED):
        counts[survey_id][score] = number
    return sum(_publish(session, survey_id, scores) for survey_id, scores in counts.items())


def _publish(session: Session, survey_id: int, scores: dict[int, int]) -> bool:
    survey = session.get_one(SatisfactionSurvey, survey_id)
    answers, mean = sum(scores.values()), mean_of(scores)
    if mean is None or answers < _next_batch(session, survey):
        return False
    engine.lock(session, survey)
    if survey.state is not SurveyState.OPEN:
        return False
    survey.published = {"answers": answers, "mean": (mean + 5) // 10 * 10}
    sentence = say("公布了“%(title)s”的 %(n)s 份居民评价的平均分", title=survey.title, n=answers)
    journal.write(session, survey, "publish-batch", sentence, by=SYSTEM, region_path=survey.region_path)
    session.flush()
    return True


def _next_batch(session: Session, survey: SatisfactionSurvey) -> int:
    if survey.published is None:
        return survey.minimum_sample
    return survey.published["answers"] + policy.amount(session, "satisfaction.step", survey.region_path)
