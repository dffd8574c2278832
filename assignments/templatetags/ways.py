"""The ways back on the pages of the question bank, the quizzes and the matching lab."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from assignments.models import MatchingCase, MatchingExercise, Question, Quiz
from courses.models import Cohort

register = template.Library()

Way = dict[str, Any]


def _to(words: str, name: str, *args: str) -> tuple[str, str]:
    return words, reverse(f"assignments:{name}", args=args)


def _to_cohort(cohort: Cohort) -> tuple[str, str]:
    return cohort.name, reverse("courses:cohort_detail", args=[cohort.public_id])


@register.inclusion_tag("ui/crumbs.html")
def to_bank(*, question: Question | None = None, of_topics: bool = False) -> Way:
    """The way back to the bank, over a question or the topics."""
    over = [_to(question.code, "question_detail", question.public_id)] if question else []
    topics = [_to(_("Topics"), "topic_list")] if of_topics else []
    return {"items": [_to(_("Questions"), "question_list"), *over, *topics]}


@register.inclusion_tag("ui/crumbs.html")
def to_my_quizzes(*, quiz: Quiz | None = None) -> Way:
    """The way back to one's own quizzes, over one of them."""
    over = [_to(quiz.title, "quiz_detail", quiz.public_id)] if quiz else []
    return {"items": [_to(_("Quizzes"), "quiz_list"), *over]}


@register.inclusion_tag("ui/crumbs.html")
def to_quizzes(*, cohort: Cohort, below: bool = False, quiz: Quiz | None = None) -> Way:
    """The way back to a cohort; `below` its quizzes, over one of them."""
    quizzes = [_to(_("Quizzes"), "cohort_quizzes", cohort.public_id)] if below else []
    over = [_to(quiz.title, "quiz_manage", quiz.public_id)] if quiz else []
    return {"items": [_to_cohort(cohort), *quizzes, *over]}


@register.inclusion_tag("ui/crumbs.html")
def to_my_lab() -> Way:
    """The way back to one's own cases."""
    return {"items": [_to(_("Matching lab"), "exercise_list")]}


@register.inclusion_tag("ui/crumbs.html")
def to_lab(*, cohort: Cohort, below: bool = False, exercise: MatchingExercise | None = None) -> Way:
    """The way back to a cohort; `below` its lab, over the results of an exercise."""
    cases = [_to(_("Matching lab"), "cohort_lab", cohort.public_id)] if below else []
    over = [_to(exercise.version.title, "exercise_results", exercise.public_id)] if exercise else []
    return {"items": [_to_cohort(cohort), *cases, *over]}


@register.inclusion_tag("ui/crumbs.html")
def to_cases(*, case: MatchingCase | None = None) -> Way:
    """The way back to all cases, over one of them."""
    over = [_to(case.current.title, "case_detail", case.public_id)] if case and case.current else []
    return {"items": [_to(_("Matching cases"), "case_list"), *over]}
