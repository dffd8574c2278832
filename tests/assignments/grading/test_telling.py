"""Who is reminded of tasks, and in whose language grades are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import translation

from assignments import kinds
from assignments.enums import ExceptionKind
from assignments.models import FormVersion
from assignments.queries.reminders import tasks
from assignments.services import releases
from assignments.services.gradebook import decide_exception
from lms.notices.models import Notice
from lms.people import clock
from tests.assignments.grading.asking import grade
from tests.assignments.grading.conftest import Desk
from tests.factories.courses import make_enrolment


def test_who_is_excused_is_not_reminded(desk: Desk, django_assert_num_queries: Callable[..., Any]) -> None:
    late = make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort)

    def decide(kind: str) -> None:
        subject = f"task:{desk.task.pk}"
        decide_exception(actor=desk.cast.coordinator, enrolment=late, subject=subject, kind=kind, reason="Sakit")

    for days in (13, 20):  # due soon, overdue
        now = clock.now() + timedelta(days=days)
        with django_assert_num_queries(5):
            assert [row.to for row in tasks(now)] == [late.user]
        decide(ExceptionKind.EXCUSED)
        assert list(tasks(now)) == []
        decide(ExceptionKind.LIFTED)
        assert [row.to for row in tasks(now)] == [late.user]


def test_a_result_is_named_in_the_readers_language(desk: Desk) -> None:
    FormVersion.objects.filter(pk=desk.task.form_version_id).update(title_en="Service record")
    grade(desk.grader, desk.work)
    with translation.override("en"):
        releases.release(actor=desk.grader, works=[desk.work])
    named = Notice.objects.get(to=desk.participant, kind=kinds.RELEASED).values["task"]
    assert (named["id"].endswith("Catatan layanan"), named["en"].endswith("Service record")) == (True, True)
