"""One table: when this process takes this step, these other nouns answer. Each is ``(session, record, by)``."""

from __future__ import annotations

from portal.domain.awards import publicity
from portal.domain.funds import operations as funds
from portal.domain.projects import contracts
from portal.domain.proposals import bidders
from portal.domain.proposals.submissions import close_call, open_call, void_call
from portal.domain.review import leaving, ranking, scoring
from portal.kernel.lifecycle import Reaction
from portal.workflows import outcomes

REACTIONS: dict[tuple[str, str], tuple[Reaction, ...]] = {
    ("award", "annul"): (contracts.drop_of_award,),
    ("award", "cancel"): (contracts.drop_of_award,),
    ("call", "cancel"): (void_call,),
    ("call", "close"): (close_call,),
    ("call", "finish"): (publicity.decline_the_rest,),
    ("call", "open"): (open_call,),
    ("call", "publicise"): (publicity.publicise, ranking.publish_draws),
    ("call", "rank"): (ranking.rank_call,),
    ("contract", "sign-purchaser"): (contracts.come_into_force, funds.plan, outcomes.ask_residents),
    ("evaluation", "fail-unreported"): (outcomes.evaluated,),
    ("evaluation", "grade"): (outcomes.evaluated,),
    ("panel", "draw"): (leaving.fill_or_run_short,),
    ("panel", "supplement"): (leaving.fill_or_run_short,),
    ("question", "answer"): (bidders.tell_of_answer,),
    ("rectification", "accept"): (outcomes.rectified,),
    ("project", "close"): (outcomes.settle_activities, contracts.complete_of_project,),
    ("project", "terminate"): (outcomes.stop_everything, contracts.terminate_of_project),
    ("seat", "accept"): (scoring.serve,),
    ("seat", "exclude"): (leaving.say_no_more, leaving.fill_seat),
    ("seat", "finish"): (scoring.complete,),
    ("seat", "recuse"): (leaving.fill_seat,),
    ("seat", "replace"): (leaving.fill_seat,),
}
