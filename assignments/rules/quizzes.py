"""Who may do what: quizzes, attempts at them, and what they show."""

from __future__ import annotations

from typing import Any

from rules.permissions import add_perm
from rules.predicates import predicate

from courses.rules import facilitates, is_the_participant, organises


@predicate
def runs_the_quiz(user: Any, quiz: Any) -> bool:
    """Whether somebody organises, or facilitates the quiz's cohort today."""
    return bool(organises(user) or facilitates(user, quiz and quiz.cohort))


# In a cohort (or anywhere, asked without one), and on one quiz.
add_perm("assignments.list_quizzes", organises | facilitates)
add_perm("assignments.run_quiz", runs_the_quiz)
add_perm("assignments.take_quiz", is_the_participant)
