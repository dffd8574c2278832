"""Replication of a report's course: criteria, evidence, readiness, cost, recommendation, dissent."""

from lms.evaluation.views.replication.criteria import (
    criterion_add,
    criterion_edit,
    criterion_remove,
    scorecard_reopen,
    scorecard_send,
    scorecard_start,
)
from lms.evaluation.views.replication.deciding import decision_edit, dissent_edit, dissent_withdraw
from lms.evaluation.views.replication.judging import criterion_judge, scorecard_measure
from lms.evaluation.views.replication.means import (
    candidate_add,
    candidate_detail,
    candidate_remove,
    cost_add,
    cost_strike,
)
from lms.evaluation.views.replication.reading import replication_detail, replication_export

__all__ = [
    "candidate_add",
    "candidate_detail",
    "candidate_remove",
    "cost_add",
    "cost_strike",
    "criterion_add",
    "criterion_edit",
    "criterion_judge",
    "criterion_remove",
    "decision_edit",
    "dissent_edit",
    "dissent_withdraw",
    "replication_detail",
    "replication_export",
    "scorecard_measure",
    "scorecard_reopen",
    "scorecard_send",
    "scorecard_start",
]
