"""Marking a lesson as done."""

from __future__ import annotations

from courses.models import Cohort, LessonProgress
from tests.conftest import Cast
from tests.courses.asking import address, as_user, status
from tests.factories.courses import make_enrolment, outline


def url(cohort: Cohort, place: int = 0) -> str:
    return address("learn_done", cohort.public_id, outline(cohort).lessons[place].slug)


def test_goes_on_to_the_next_lesson(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    response = as_user(enrolment.user).post(url(cohort))
    assert response["Location"] == address("learn_lesson", cohort.public_id, outline(cohort).lessons[1].slug)
    enrolment.refresh_from_db()
    assert enrolment.jp_done == 1


def test_after_the_last_one_shows_the_contents(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    response = as_user(enrolment.user).post(url(cohort, -1))
    assert response["Location"] == address("learn_contents", cohort.public_id)


def test_a_second_click_changes_nothing_and_is_no_error(cast: Cast, cohort: Cohort) -> None:
    client = as_user(make_enrolment(actor=cast.coordinator, cohort=cohort).user)
    assert client.post(url(cohort))["Location"] == client.post(url(cohort))["Location"]
    assert LessonProgress.objects.count() == 1


def test_denials(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    assert status(None, "post", url(cohort)) == 401
    assert status(cast.outsider, "post", url(cohort)) == 404
    assert status(cast.supervisor, "post", url(cohort)) == 404
    assert status(enrolment.user, "get", url(cohort)) == 405
    assert status(enrolment.user, "post", address("learn_done", cohort.public_id, "tidak-ada")) == 404
    assert not LessonProgress.objects.exists()


def test_somebody_in_charge_marks_nothing(cast: Cast, cohort: Cohort) -> None:
    assert status(cast.coordinator, "post", url(cohort)) == 302
    assert not LessonProgress.objects.exists()


def test_a_finished_cohort_refuses_in_words(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    Cohort.objects.filter(pk=cohort.pk).update(state="finished")
    page = as_user(enrolment.user).post(url(cohort), follow=True)
    assert page.status_code == 200
    assert not LessonProgress.objects.exists()
    assert "messages" in page.text
