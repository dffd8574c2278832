"""Remembering the part of a lesson that is being read."""

from __future__ import annotations

import pytest

from courses.models import Cohort, LessonProgress
from tests.conftest import Cast
from tests.courses.asking import address, as_user, status
from tests.factories.courses import make_enrolment, outline


def url(cohort: Cohort) -> str:
    return address("learn_place", cohort.public_id, outline(cohort).lessons[0].slug)


def test_keeps_the_place_and_that_somebody_was_here(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    client = as_user(enrolment.user)
    assert client.post(url(cohort), {"part": "2"}).status_code == 204
    assert LessonProgress.objects.get().position == 2
    enrolment.refresh_from_db()
    assert enrolment.last_seen_at is not None
    lesson = client.get(address("learn_lesson", cohort.public_id, outline(cohort).lessons[0].slug)).text
    assert 'data-part="2"' in lesson


@pytest.mark.parametrize("part", ["", "-1", "x", "²", "1.5", "9" * 300])
def test_nonsense_is_no_failure(cast: Cast, cohort: Cohort, part: str) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    assert status(enrolment.user, "post", url(cohort), part=part) in {400, 204}


def test_denials(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    assert status(None, "post", url(cohort), part="1") == 401
    assert status(cast.outsider, "post", url(cohort), part="1") == 404
    assert status(cast.coordinator, "post", url(cohort), part="1") == 400
    assert status(enrolment.user, "get", url(cohort)) == 405
    assert not LessonProgress.objects.exists()
