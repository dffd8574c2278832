"""Who may do what: results of surveys. Which runs, `results_visible_to` says."""

from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

from courses.rules import facilitates, organises, reviews
from lms.evaluation.subjects import whom


@predicate
def facilitates_the_run(user: Any, run: Any) -> bool:
    """Whether this facilitator is in charge of the run's cohort; without a run, whether of any cohort at all."""
    return bool(facilitates(user, run.cohort if run is not None else None))


@predicate
def is_about_oneself(user: Any, run: Any) -> bool:
    subject = whom(run) if run is not None else None
    return subject is not None and subject[0] == user.pk


add_perm("evaluation.read_survey", organises | facilitates_the_run | reviews)
# Nobody sorts what was said about oneself.
add_perm("evaluation.sort_answers", (organises | facilitates_the_run | reviews) & ~is_about_oneself)
