"""My tasks, by what is next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assignments.enums import TaskState
from assignments.models import Extension, Task
from assignments.services.submissions import accept, return_for_improvement
from courses.models import Enrolment
from lms.people import clock
from tests.conftest import Cast
from tests.courses.asking import as_user, queries, status
from tests.factories.assignments.submissions import make_begun, make_handed_in, make_task

pytestmark = pytest.mark.django_db
URL = "/tasks/"


def titles(page: str, *words: str) -> list[int]:
    """Where each word stands first on the page."""
    return [page.index(word) for word in words]


def test_what_came_back_stands_first_then_by_due_day(cast: Cast, enrolment: Enrolment, task: Task) -> None:
    later = make_task(actor=cast.coordinator, cohort=task.cohort, due_on=task.due_on + timedelta(days=30))
    back = make_handed_in(task=later, enrolment=enrolment)
    return_for_improvement(actor=cast.facilitator, submission=back.submission, version=back, reason="Lengkapi")
    handed = make_handed_in(task=make_task(actor=cast.coordinator, cohort=task.cohort), enrolment=enrolment)
    fine = make_handed_in(task=make_task(actor=cast.coordinator, cohort=task.cohort), enrolment=enrolment)
    accept(actor=cast.facilitator, submission=fine.submission, version=fine)
    coming = make_task(actor=cast.coordinator, cohort=task.cohort, opens_on=clock.today() + timedelta(days=2))
    page = as_user(enrolment.user).get(URL).content.decode()
    codes = [one.form_version.form.code for one in (later, task, handed.submission.task, fine.submission.task, coming)]
    places = titles(page, *codes)
    assert places == sorted(places)
    assert handed.receipt in page
    assert "Lihat komentarnya" in page


def test_due_in_words_with_extension_and_when_it_has_passed(cast: Cast, enrolment: Enrolment, task: Task) -> None:
    client = as_user(enrolment.user)
    assert "Rabu, 19 Agustus 2026, 23.59 WIB" in client.get(URL).content.decode()
    Extension.objects.create(
        task=task, enrolment=enrolment, due_on=task.due_on + timedelta(days=3), reason="Sakit", actor=cast.coordinator
    )
    page = client.get(URL).content.decode()
    assert "Sabtu, 22 Agustus 2026" in page
    assert "Waktunya diperpanjang." in page
    with clock.at(clock.at_midday(task.due_on + timedelta(days=5))):
        assert "Lewat tenggat" in client.get(URL).content.decode()


def test_a_task_that_asks_for_several_has_a_line_for_each(cast: Cast, enrolment: Enrolment) -> None:
    task = make_task(actor=cast.coordinator, cohort=enrolment.cohort, count=3)
    page = as_user(enrolment.user).get(URL).content.decode()
    assert [f"/tasks/{task.public_id}/{number}/" in page for number in (1, 2, 3, 4)] == [True, True, True, False]


def test_a_closed_task_shows_what_became_of_it(enrolment: Enrolment, task: Task) -> None:
    make_begun(task=task, enrolment=enrolment)
    Task.objects.filter(pk=task.pk).update(state=TaskState.CLOSED)
    page = as_user(enrolment.user).get(URL).content.decode()
    assert "Ditutup, tidak diserahkan" in page
    assert f"/tasks/{task.public_id}/1/" not in page


def test_drafts_of_the_coordinator_are_not_shown(enrolment: Enrolment, task: Task) -> None:
    Task.objects.filter(pk=task.pk).update(state=TaskState.DRAFT)
    assert "Belum ada tugas" in as_user(enrolment.user).get(URL).content.decode()


def test_the_same_queries_for_one_and_for_three_tasks(cast: Cast, enrolment: Enrolment, task: Task) -> None:
    client = as_user(enrolment.user)
    make_handed_in(task=task, enrolment=enrolment)
    one = queries(client, URL)
    for _number in range(2):
        make_handed_in(task=make_task(actor=cast.coordinator, cohort=task.cohort, count=2), enrolment=enrolment)
    assert queries(client, URL) == one == 7


def test_it_is_marked_as_this_persons_and_kept_by_no_cache(enrolment: Enrolment) -> None:
    answer = as_user(enrolment.user).get(URL)
    assert answer["X-Padan-Person"] == enrolment.user.public_id
    assert answer["Cache-Control"] == "private, no-store"


def test_denials(cast: Cast, enrolment: Enrolment) -> None:
    assert status(None, "get", URL) == 401
    assert status(cast.outsider, "get", URL) == 403
    assert status(cast.coordinator, "get", URL) == 403
    assert status(enrolment.user, "post", URL) == 405
