"""The demo lives: what it shows was made through the services, and it fills an empty site only."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.test import Client

from assignments.enums import FormState, TaskState
from assignments.models import FormVersion, Task
from cms.enums import VersionState
from cms.models import CurriculumVersion
from courses.enums import CohortState, EnrolmentState
from courses.models import Cohort, Enrolment
from lms.demo.accounts import ACCOUNTS
from lms.evaluation.models import ProgrammeReport
from lms.evaluation.queries.reports.reviewing import reviews_of
from lms.people.actions import action_label
from lms.people.changes import changes_in_words
from lms.people.enums import CONSENT_PURPOSE
from lms.people.models import AuditEntry, User
from lms.people.registry import _panels
from lms.people.services import publish_consent_text
from lms.people.together import Together
from lms.programme.enums import ReviewState
from lms.programme.models import Review
from lms.programme.queries.standing import standing_of


@pytest.mark.django_db
def test_the_demo_shows_a_programme_in_the_middle_of_its_life() -> None:
    call_command("demo", people=6, at=date(2026, 11, 24), stdout=StringIO())

    assert list(CurriculumVersion.objects.order_by("number").values_list("state", flat=True)) == [
        VersionState.PUBLISHED,
        VersionState.PUBLISHED,
        VersionState.IN_REVIEW,
    ]
    # Two of the first curriculum, two of the stronger one and one of each form; two of the newer curriculum, one of a newer form
    # and the evaluation report.
    assert Review.objects.filter(state=ReviewState.CLOSED).count() == 2 + 2 + 12 + 1
    assert Review.objects.filter(state=ReviewState.OPEN).count() == 2 + 1 + 1
    _the_report_is_signed_by_five_units_and_objected_to_by_one()
    assert FormVersion.objects.filter(state=FormState.PUBLISHED).count() == 12
    assert FormVersion.objects.filter(state=FormState.IN_REVIEW).count() == 1
    planned = Task.objects.values_list("cohort__state", "state").annotate(count=Count("pk")).order_by("state")
    assert list(planned) == [(CohortState.FINISHED, TaskState.CLOSED, 8), (CohortState.OPEN, TaskState.OPEN, 14)]
    assert list(Cohort.objects.order_by("number").values_list("state", flat=True)) == [
        CohortState.FINISHED,
        CohortState.OPEN,
        CohortState.OPEN,
        CohortState.PLANNED,
    ]
    assert set(Enrolment.objects.values_list("state", flat=True)) == set(EnrolmentState.values)
    named = {action: action_label(action) for action in AuditEntry.objects.values_list("action", flat=True).distinct()}
    assert [action for action, label in named.items() if action == label] == [], "lines of the trail without a name"
    keys = {key for changes in AuditEntry.objects.values_list("changes", flat=True) for key in changes}
    assert {key for key in keys if changes_in_words({key: 1})[0].label == key} == set(), "changes without a name"
    # However a home is put together, one piece at most has the look of the one next thing.
    nexts = {}
    for email, _what in ACCOUNTS:
        client = Client()
        client.force_login(User.objects.get(email=email))
        home = client.get("/dashboard/")
        assert home.status_code == 200, email
        nexts[email] = home.content.decode().count('<section class="card next"')
    assert {email: count for email, count in nexts.items() if count > 1} == {}
    assert any(nexts.values())
    _each_piece_of_a_home_reads_together_what_it_reads_alone()

    with pytest.raises(CommandError, match="already has people"):
        call_command("demo", stdout=StringIO())


def _each_piece_of_a_home_reads_together_what_it_reads_alone() -> None:
    # In the demo everybody has agreed to the wording in force, so a newer one has to come.
    publish_consent_text(actor=None, purpose=CONSENT_PURPOSE, text_id="Baru", text_en="New")
    parts = list(dict.fromkeys(read for entries in _panels.values() for _o, _s, reads in entries for read in reads))
    people = list(User.objects.order_by("pk").values_list("pk", flat=True))
    ahead = {pk: Together(parts).read(pk) for pk in people}
    for part in parts:
        alone = {pk: part.statement.converted(part.statement.rows(pk)) for pk in people}
        assert any(alone.values()), f"nobody in the demo has a row of this: {part.statement.sql[:300]}"
        assert {pk: part.statement.converted(ahead[pk][part, pk]) for pk in people} == alone


def _the_report_is_signed_by_five_units_and_objected_to_by_one() -> None:
    report = ProgrammeReport.objects.get()
    progress = standing_of(reviews_of(report)[0]).progress()
    assert report.is_in_review
    assert sum(one.approved == one.parts for one in progress) == 5
    assert [one.column for one in progress if one.objected] == ["PTKDN"]
    assert report.answers.count() == 1
