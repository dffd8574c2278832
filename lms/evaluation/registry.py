"""Sockets of this room: what one part offers to the pages of another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lms.evaluation.models import SurveyRun

# The entry of a cohort's pages under which those of this room stand.
EVALUATION = _("Evaluation")

SurveySource = Callable[[HttpRequest, SurveyRun], dict[str, Any] | None]

_survey_sections: list[tuple[int, str, SurveySource]] = []


def add_survey_section(order: int, template: str, source: SurveySource) -> None:
    """Put a section on the page of a survey. `source` returns what the template needs, or None when this reader gets no such section."""
    if (order, template, source) not in _survey_sections:
        _survey_sections.append((order, template, source))
        _survey_sections.sort(key=lambda one: one[0])


def survey_sections(request: HttpRequest, run: SurveyRun) -> list[tuple[str, dict[str, Any]]]:
    """Return the sections this reader gets, in order: the template, and what it needs."""
    found = ((template, source(request, run)) for _order, template, source in _survey_sections)
    return [(template, context) for template, context in found if context is not None]
