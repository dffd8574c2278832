"""What this installation holds of what a pack brings: an empty one holds nothing."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from assignments.models import MatchingCase, Question, Rubric, TaskForm, Topic
from cms.models import BusinessProcess, CoursePage, CurriculumVersion, GlossaryTerm, SopPage
from courses.models import Cohort
from lms.evaluation.models import Questionnaire, Scheme


def _rows() -> list[tuple[Any, QuerySet[Any]]]:
    return [
        (_("Curriculum versions"), CurriculumVersion.objects.all()),
        (_("Courses in the curriculum"), CoursePage.objects.all()),
        (_("SOPs"), SopPage.objects.all()),
        (_("Terms of the glossary"), GlossaryTerm.objects.all()),
        (_("Business processes"), BusinessProcess.objects.all()),
        (_("Task forms"), TaskForm.objects.all()),
        (_("Rubrics"), Rubric.objects.all()),
        (_("Topics of questions"), Topic.objects.all()),
        (_("Questions"), Question.objects.all()),
        (_("Matching cases"), MatchingCase.objects.all()),
        (_("Questionnaires"), Questionnaire.objects.all()),
        (_("Schemes of evaluation"), Scheme.objects.all()),
        (_("Cohorts"), Cohort.objects.all()),
    ]


def found_here() -> list[tuple[Any, int]]:
    """Return what is here already, as pairs of name and number; empty in an empty installation. One query a kind."""
    return [(label, count) for label, rows in _rows() if (count := rows.count())]


def in_words(found: list[tuple[Any, int]]) -> str:
    """Return what is here in one line: `Task forms: 12, Rubrics: 3`."""
    return ", ".join(f"{label}: {count}" for label, count in found)
