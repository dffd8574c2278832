"""What the tasks say in the matrix: which forms are published, and what people of each unit handed in. Two queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assignments.enums import FormState, SubmissionState
from assignments.models import FormVersion, Submission
from courses.enums import SEATED, CohortState
from lms.programme.enums import CellState
from lms.programme.registry import CellNote

ACTIVITIES = frozenset({5, 8})


def cells() -> Iterator[CellNote]:
    """Yield what the tasks say: two queries."""
    yield from _forms()
    yield from _handed_in()


def _forms() -> Iterator[CellNote]:
    counted = dict(FormVersion.objects.order_by().values_list("state").annotate(Count("form", distinct=True)))
    href = reverse("assignments:form_list")
    if published := counted.get(FormState.PUBLISHED, 0):
        label = ngettext("%(n)s form published", "%(n)s forms published", published) % {"n": published}
        words = ngettext("%(n)s task form is published", "%(n)s task forms are published", published)
        yield CellNote(5, CellState.DONE, label, href, words=words % {"n": published})
    if waiting := counted.get(FormState.IN_REVIEW, 0):
        label = ngettext("%(n)s form in review", "%(n)s forms in review", waiting) % {"n": waiting}
        yield CellNote(5, CellState.RUNNING, label, href)


def _handed_in() -> Iterator[CellNote]:
    rows = Submission.objects.filter(
        task__cohort__state__in=(CohortState.OPEN, CohortState.FINISHED), enrolment__state__in=SEATED
    ).exclude(state=SubmissionState.DRAFT)
    counted = rows.exclude(enrolment__work_unit=None).order_by().values_list("enrolment__work_unit__column", "state")
    by_unit: dict[str, dict[str, int]] = defaultdict(dict)
    for column, state, many in counted.annotate(Count("pk")):
        if column:
            by_unit[column][state] = many
    for column, states in by_unit.items():
        yield from _unit(column, states)


def _unit(column: str, states: dict[str, int]) -> Iterator[CellNote]:
    href = reverse("courses:cohort_list")
    returned = states.get(SubmissionState.RETURNED, 0)
    numbers = {"all": sum(states.values()), "accepted": states.get(SubmissionState.ACCEPTED, 0), "returned": returned}
    words = _("Field forms of this unit’s people: %(all)s handed in, %(accepted)s accepted") % numbers
    yield CellNote(8, CellState.DONE, _("%(all)s forms in") % numbers, href, column, words)
    if returned:
        words = _("Returned for improvement: %(returned)s forms") % numbers
        yield CellNote(8, CellState.RUNNING, _("%(returned)s returned") % numbers, href, column, words)
