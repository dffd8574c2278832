"""Every write about replication: criteria, what the evidence says, readiness, cost, decision, dissent."""

from lms.evaluation.services.replication.costs import add_cost, strike_cost
from lms.evaluation.services.replication.criteria import (
    CriterionWords,
    add_criterion,
    change_criterion,
    follow_agreed,
    freeze,
    remove_criterion,
    reopen_scorecard,
    send_scorecard,
    start_scorecard,
)
from lms.evaluation.services.replication.deciding import DecisionWords, decide, dissent, withdraw_dissent
from lms.evaluation.services.replication.judging import Seen, judge, measure
from lms.evaluation.services.replication.readiness import Answer, add_candidates, enter_readiness, remove_candidate

__all__ = [
    "Answer",
    "CriterionWords",
    "DecisionWords",
    "Seen",
    "add_candidates",
    "add_cost",
    "add_criterion",
    "change_criterion",
    "decide",
    "dissent",
    "enter_readiness",
    "follow_agreed",
    "freeze",
    "judge",
    "measure",
    "remove_candidate",
    "remove_criterion",
    "reopen_scorecard",
    "send_scorecard",
    "start_scorecard",
    "strike_cost",
    "withdraw_dissent",
]
