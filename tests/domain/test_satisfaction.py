"""Codes, tokens and ballots: one resident, one score, and no way from the ballot to the person."""

import threading
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import DateTime, text
from sqlalchemy.orm import Session

from portal.domain.satisfaction import operations as satisfaction
from portal.domain.satisfaction.models import Ballot, Entitlement, Proxy, SatisfactionSurvey, TokenGrant
from portal.domain.satisfaction.publishing import publish_batches
from portal.domain.satisfaction.results import (
    Details,
    details_of,
    digests_of,
    interval_of,
    mean_of,
    public_result_of,
    result_of,
    tally,
)
from portal.kernel import clock, lifecycle
from portal.kernel.engine import writing
from portal.kernel.journal import JournalEntry
from portal.kernel.outbox import Notice
from portal.kernel.people import VISITOR
from portal.kernel.words import Forbidden, Invalid, Refused
from portal.workflows import figures
from tests.delivery import deliver

counts = st.fixed_dictionaries({score: st.integers(0, 200) for score in range(1, 6)}).filter(
    lambda c: sum(c.values()) > 0
)


@pytest.fixture
def delivery(session, frozen_time):
    return deliver(session)


def survey_of(delivery) -> SatisfactionSurvey:
    return satisfaction.survey_of(delivery.session, delivery.project.id)


def test_codes_are_made_once_and_only_their_digests_are_kept(delivery):
    codes = delivery.codes(3)
    assert len({satisfaction.plain(code) for code in codes}) == 3
    kept = delivery.session.query(Entitlement).all()
    assert {row.code_digest for row in kept} == {satisfaction.code_digest(code) for code in codes}
    with pytest.raises(Refused, match="已经发过"):
        satisfaction.make_codes(delivery.session, kept[0].activity, 3, by=delivery.ngo)


@pytest.mark.parametrize("count", [0, 41])
def test_there_are_no_more_codes_than_people_who_came(delivery, count):
    with pytest.raises(Invalid) as refusal:
        delivery.codes(count)
    assert refusal.value.field == "count"


def test_codes_need_a_confirmed_activity(delivery):
    with pytest.raises(Refused, match="确认以后"):
        satisfaction.make_codes(delivery.session, delivery.draft(), 3, by=delivery.ngo)


def test_the_committee_may_make_codes_and_a_stranger_may_not(delivery):
    activity = delivery.confirmed()
    with pytest.raises(Forbidden):
        satisfaction.make_codes(delivery.session, activity, 2, by=delivery.actor("resident1"))
    assert len(satisfaction.make_codes(delivery.session, activity, 2, by=delivery.actor("committee"))) == 2


def test_a_code_is_exchanged_once(delivery):
    (code,) = delivery.codes(1)
    delivery.vote(code, 4)
    with pytest.raises(Refused, match="已经用过"):
        satisfaction.exchange(delivery.session, code, satisfaction.new_token())


def test_a_reload_with_the_same_token_loses_nothing(delivery):
    (code,), token = delivery.codes(1), satisfaction.new_token()
    first = satisfaction.exchange(delivery.session, code, token)
    assert satisfaction.exchange(delivery.session, code.lower().replace("-", " "), token) == first
    assert delivery.session.query(TokenGrant).count() == 1


def test_a_used_code_with_a_token_of_another_code_is_refused(delivery):
    one, other = delivery.codes(2)
    token = delivery.vote(one)
    delivery.vote(other)
    assert (
        satisfaction.exchange(delivery.session, other, token).activity_title == "春日入户探访"
    )  # the same activity: its own ballot opens
    with pytest.raises(Refused, match="已经用过"):
        satisfaction.exchange(delivery.session, other, satisfaction.new_token())


@pytest.mark.parametrize("token", ["", "SHORT", "A" * 19])
def test_a_token_that_is_not_random_enough_is_refused(delivery, token):
    (code,) = delivery.codes(1)
    with pytest.raises(Refused, match="重新扫一次"):
        satisfaction.exchange(delivery.session, code, token)


def test_an_unknown_code_and_an_unknown_token_are_refused_in_words(delivery):
    with pytest.raises(Refused, match="没有这个评价码"):
        satisfaction.look_at(delivery.session, "ABCD-EFGH-JKMN")
    with pytest.raises(Refused, match="没有找到"):
        satisfaction.cast(delivery.session, satisfaction.new_token(), overall=5, attitude=5, useful=5)


def test_a_ballot_is_changed_with_its_token_until_the_close(delivery):
    (code,) = delivery.codes(1)
    token = delivery.vote(code, 2)
    satisfaction.cast(delivery.session, token, overall=4, attitude=3, useful=3, comment="后来改好了", proxy=Proxy.ELDER)
    (ballot,) = delivery.session.query(Ballot).all()
    assert (ballot.overall, ballot.answers, ballot.proxy) == (4, {"attitude": 3, "useful": 3}, Proxy.ELDER)
    lifecycle.move(delivery.session, survey_of(delivery), "close", by=delivery.actor("examiner"))
    with pytest.raises(Refused, match="已经截止"):
        satisfaction.cast(delivery.session, token, overall=1, attitude=1, useful=1)


def test_a_code_of_a_closed_survey_is_refused(delivery):
    (code,) = delivery.codes(1)
    lifecycle.move(delivery.session, survey_of(delivery), "close", by=delivery.actor("examiner"))
    with pytest.raises(Refused, match="已经截止"):
        satisfaction.exchange(delivery.session, code, satisfaction.new_token())


def test_time_closes_a_survey_thirty_days_after_the_contract(delivery):
    survey = survey_of(delivery)
    assert survey.closes_at == clock.end_of(date(2026, 12, 30))


@pytest.mark.parametrize("score", [0, 6, -1, None])
def test_a_score_outside_one_to_five_is_refused(delivery, score):
    (code,), token = delivery.codes(1), satisfaction.new_token()
    satisfaction.exchange(delivery.session, code, token)
    with pytest.raises(Invalid):
        satisfaction.cast(delivery.session, token, overall=score, attitude=5, useful=5)


def test_casting_and_exchanging_leave_no_trace_in_journal_or_notices(delivery):
    codes = delivery.codes(2)
    delivery.session.flush()
    before = delivery.session.query(JournalEntry).count(), delivery.session.query(Notice).count()
    delivery.vote(codes[0])
    assert (delivery.session.query(JournalEntry).count(), delivery.session.query(Notice).count()) == before


@pytest.mark.parametrize("model", [Entitlement, TokenGrant, Ballot])
def test_the_tables_have_no_time_no_order_and_no_path_to_a_person(model):
    table = model.__table__
    assert [
        c.name for c in table.columns if isinstance(c.type, DateTime) or c.name.endswith(("_at", "_on", "_by_id"))
    ] == []
    assert [c.name for c in table.primary_key] in (["code_digest"], ["token_digest"])
    assert {fk.column.table.name for fk in table.foreign_keys} <= {"satisfaction_surveys", "activities"}
    assert not table.dialect_options["sqlite"]["with_rowid"]


def test_neither_side_names_the_other():
    assert "token_digest" not in Entitlement.__table__.c
    assert "code_digest" not in {*TokenGrant.__table__.c.keys(), *Ballot.__table__.c.keys()}


def test_below_the_minimum_sample_there_is_no_number(delivery):
    for code in delivery.codes(7):
        delivery.vote(code)
    result = result_of(delivery.session, survey_of(delivery))
    assert (result.answers, result.minimum, result.is_enough) == (7, 30, False)
    assert (result.mean, result.low, result.high, result.as_points) == (None, None, None, None)


def test_thirty_answers_give_a_mean_with_its_interval(delivery):
    for n, code in enumerate(delivery.codes(30)):
        delivery.vote(code, 5 if n % 3 else 3)
    result = result_of(delivery.session, survey_of(delivery))
    assert (result.answers, result.mean, result.as_points) == (30, 433, 8660)
    assert (result.low, result.high) == (366, 471)


def test_proxies_are_counted_apart(delivery):
    codes = delivery.codes(8)
    for code in codes[:3]:
        delivery.vote(code, 5)
    for code in codes[3:]:
        delivery.vote(code, 1, proxy=Proxy.CHILD)
    result = result_of(delivery.session, survey_of(delivery))
    assert (result.answers, result.proxies, result.proxy_mean) == (3, 5, None)  # five proxies are no sample either


def test_an_open_survey_publishes_batches_and_one_new_ballot_changes_nothing_in_public(delivery):
    survey, codes = survey_of(delivery), delivery.codes(40)
    seen = []
    for n, code in enumerate(codes, start=1):
        delivery.vote(code, 5 if n % 3 else 2, proxy=Proxy.SELF)
        publish_batches(delivery.session)
        result = public_result_of(delivery.session, survey)
        seen.append((result.answers, result.mean, result.counts, result.proxies))
    assert seen[6] == (7, None, {}, 0)
    assert seen[29:39] == [(30, 400, {}, 0)] * 10
    assert seen[39] == (40, 400, {}, 0)  # exactly 4.025: one decimal while it is open
    assert delivery.session.query(JournalEntry).filter_by(action="publish-batch").count() == 2
    lifecycle.move(delivery.session, survey, "close", by=delivery.actor("examiner"))
    result = public_result_of(delivery.session, survey)
    assert (result.answers, result.mean, result.counts) == (40, 403, {1: 0, 2: 13, 3: 0, 4: 0, 5: 27})


def test_a_changed_ballot_waits_for_the_next_batch(delivery):
    survey, codes = survey_of(delivery), delivery.codes(32)
    tokens = [delivery.vote(code, 4) for code in codes[:30]]
    assert publish_batches(delivery.session) == 1
    satisfaction.cast(delivery.session, tokens[0], overall=1, attitude=1, useful=1)
    delivery.vote(codes[30], 1)
    assert publish_batches(delivery.session) == 0
    assert public_result_of(delivery.session, survey).mean == 400


def test_a_fields_figure_holds_only_surveys_that_publish_one_themselves(delivery):
    for code in delivery.codes(30):
        delivery.vote(code, 4)
    small = deliver(delivery.session, title="楼道议事")
    for code in small.codes(3):
        small.vote(code, 1)
    publish_batches(delivery.session)
    (field,) = figures.satisfaction_by_field(delivery.session)
    assert (field.answers, field.mean) == (30, 4.0)  # nothing to subtract the three ballots from


def test_a_field_without_a_large_enough_survey_tells_the_largest_ones_count(delivery):
    small = deliver(delivery.session, title="楼道议事")
    for one, count in ((delivery, 20), (small, 15)):
        for code in one.codes(count):
            one.vote(code, 4)
    (field,) = figures.satisfaction_by_field(delivery.session)
    assert (field.answers, field.minimum, field.mean) == (20, 30, None)


def test_the_published_list_is_in_the_digests_own_order(delivery):
    tokens = [delivery.vote(code) for code in delivery.codes(5)]
    assert digests_of(delivery.session, survey_of(delivery)) == sorted(map(satisfaction.token_digest, tokens))


def test_the_committee_types_in_paper_sheets_of_its_own_community_only(delivery):
    (code,) = delivery.codes(1)
    assert (
        satisfaction.may_enter_paper(delivery.session, code, by=delivery.actor("committee")).project_title
        == "独居老人守望"
    )
    with pytest.raises(Refused, match="不是本社区"):
        satisfaction.may_enter_paper(delivery.session, code, by=VISITOR)


@given(counts)
def test_the_interval_holds_the_mean_and_stays_on_the_scale(ballots):
    low, high = interval_of(ballots)
    assert 100 <= low <= mean_of(ballots) <= high <= 500
    assert low < high


@given(counts, st.integers(2, 10))
def test_more_of_the_same_answers_never_widen_the_interval(ballots, times):
    low, high = interval_of(ballots)
    many_low, many_high = interval_of({score: n * times for score, n in ballots.items()})
    assert many_high - many_low <= high - low + 1


@given(counts, st.integers(1, 400))
def test_a_number_is_given_exactly_when_the_sample_is_large_enough(ballots, minimum):
    result = tally(ballots, dict.fromkeys(range(1, 6), 0), minimum)
    assert (result.mean is not None) == (sum(ballots.values()) >= minimum)


def test_of_parallel_exchanges_of_one_code_one_wins(real_app, frozen_time):
    from portal.extensions import db

    with real_app.app_context(), writing(db.session) as session:
        (code,) = deliver(session).codes(1)
    won, lost = [], []
    moment = clock.now()

    def try_it() -> None:
        with real_app.app_context():
            try:
                with clock.travel(moment), writing(db.session) as session:
                    satisfaction.exchange(session, code, satisfaction.new_token())
                won.append(1)
            except Refused as refusal:
                lost.append(refusal.sentence)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=try_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with real_app.app_context():
        assert isinstance(db.session(), Session)
        assert (len(won), lost) == (1, [satisfaction.USED] * 5)
        assert db.session.execute(text("SELECT count(*) FROM token_grants")).scalar() == 1


def test_a_lost_sheet_is_voided_with_a_reason_and_printed_again(delivery):
    session, codes = delivery.session, delivery.codes(10)
    delivery.vote(codes[0])
    activity = session.query(Entitlement).first().activity
    with pytest.raises(Invalid, match="理由"):
        satisfaction.void_codes(session, activity, by=delivery.ngo, reason=" ")
    with pytest.raises(Forbidden):
        satisfaction.void_codes(session, activity, by=delivery.actor("resident1"), reason="x")
    assert satisfaction.void_codes(session, activity, by=delivery.ngo, reason="单子丢了") == 9
    with pytest.raises(Refused, match="没有这个评价码"):
        satisfaction.look_at(session, codes[1])
    assert (session.query(Ballot).count(), satisfaction.codes_left(session, activity)) == (1, 39)
    with pytest.raises(Invalid):
        satisfaction.make_codes(session, activity, 40, by=delivery.ngo)  # one of the forty has voted
    assert len(satisfaction.make_codes(session, activity, 39, by=delivery.ngo)) == 39


def test_the_other_questions_and_comments_wait_for_the_close_and_the_sample(delivery):
    survey = survey_of(delivery)
    for n, code in enumerate(delivery.codes(30)):
        delivery.vote(code, 4, comment="谢谢" if n == 3 else "")
    assert details_of(delivery.session, survey) is None
    lifecycle.move(delivery.session, survey, "close", by=delivery.actor("examiner"))
    assert details_of(delivery.session, survey) == Details(500, 500, ["谢谢"])


def test_a_small_closed_survey_tells_no_comment(delivery):
    for code in delivery.codes(7):
        delivery.vote(code, 4, comment="三楼的老李")
    lifecycle.move(delivery.session, survey_of(delivery), "close", by=delivery.actor("examiner"))
    assert details_of(delivery.session, survey_of(delivery)) is None
