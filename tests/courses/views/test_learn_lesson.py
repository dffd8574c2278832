"""One lesson in the player."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache

from courses.enums import EnrolmentState
from courses.models import Cohort, Enrolment, LessonProgress
from courses.services import facilitators, learning, stages
from lms.people.models import AuditEntry
from tests.conftest import Cast
from tests.courses.asking import address, as_user, queries, status
from tests.factories.courses import START, day, learner_of, make_cohort, make_enrolment, make_version, outline
from tests.factories.people import make_user

S = EnrolmentState


@pytest.fixture
def enrolment(cast: Cast, cohort: Cohort) -> Enrolment:
    return make_enrolment(actor=cast.coordinator, cohort=cohort)


def lesson_url(cohort: Cohort, place: int = 0) -> str:
    return address("learn_lesson", cohort.public_id, outline(cohort).lessons[place].slug)


def test_shows_the_text_the_way_on_and_the_button(cohort: Cohort, enrolment: Enrolment) -> None:
    page = as_user(enrolment.user).get(lesson_url(cohort, 1))
    assert "Isi LKP-1.2." in page.text
    for place in (0, 2):
        assert f'href="{lesson_url(cohort, place)}"' in page.text
    assert f'action="{lesson_url(cohort, 1)}done/"' in page.text
    assert "<h1>Judul LKP-1.2</h1>" in page.text


def test_reading_writes_nothing_about_the_reader(cohort: Cohort, enrolment: Enrolment) -> None:
    client = as_user(enrolment.user)
    entries = AuditEntry.objects.count()
    client.get(lesson_url(cohort))
    assert not LessonProgress.objects.exists()
    assert AuditEntry.objects.count() == entries
    enrolment.refresh_from_db()
    assert enrolment.last_seen_at is None


def test_a_done_lesson_has_no_button(cohort: Cohort, enrolment: Enrolment) -> None:
    learning.mark_done(actor=enrolment.user, learner=learner_of(enrolment), lesson=outline(cohort).lessons[0])
    page = as_user(enrolment.user).get(lesson_url(cohort)).text
    assert 'id="done"' not in page


@pytest.mark.parametrize(
    ("state", "expected"),
    [(S.NOMINATED, 403), (S.ACCEPTED, 403), (S.WITHDRAWN, 404), (S.DECLINED, 404), (S.ACTIVE, 200)],
)
def test_only_those_who_took_up_their_place_read(cast: Cast, cohort: Cohort, state: S, expected: int) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, state=state)
    assert status(enrolment.user, "get", lesson_url(cohort)) == expected


def test_somebody_not_enrolled_is_told_how_to_get_in(cast: Cast, cohort: Cohort) -> None:
    page = as_user(cast.outsider).get(lesson_url(cohort))
    assert page.status_code == 404
    assert "penyelenggara" in page.text or "organiser" in page.text


def test_a_visitor_signs_in_first(cohort: Cohort) -> None:
    assert status(None, "get", lesson_url(cohort)) == 401


def test_a_lesson_of_another_cohort_is_refused(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    version = make_version(actor=cast.admin, modules=3)
    make_cohort(actor=cast.coordinator, version=version)
    url = address("learn_lesson", cohort.public_id, "lkp-3-1")
    assert status(enrolment.user, "get", url) == 404


def test_a_closed_lesson_says_when_it_opens(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    _first, second, _offline = outline(cohort).modules
    gates = {second: (START + timedelta(days=7), None)}
    stages.change_gates(actor=cast.coordinator, cohort=cohort, gates=gates, seen_plan_no=1)
    page = as_user(enrolment.user).get(lesson_url(cohort, 2))
    assert page.status_code == 403
    assert "10 Agustus 2026" in page.text


def test_those_in_charge_read_without_a_trace(cast: Cast, cohort: Cohort) -> None:
    facilitators.add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    for user in (cast.facilitator, cast.coordinator, cast.admin):
        page = as_user(user).get(lesson_url(cohort))
        assert page.status_code == 200
        assert 'id="done"' not in page.text
        assert 'id="place"' not in page.text


@pytest.mark.parametrize("who", ["facilitator", "reviewer", "supervisor", "unit_contact", "outsider"])
def test_others_of_the_programme_do_not_read(cast: Cast, cohort: Cohort, who: str) -> None:
    assert status(getattr(cast, who), "get", lesson_url(cohort)) == 404


def test_posting_is_not_reading(cohort: Cohort, enrolment: Enrolment) -> None:
    assert status(enrolment.user, "post", lesson_url(cohort)) == 405


def test_an_updated_lesson_says_so(cohort: Cohort, enrolment: Enrolment) -> None:
    lesson = outline(cohort).lessons[0]
    learning.mark_done(actor=enrolment.user, learner=learner_of(enrolment), lesson=lesson)
    LessonProgress.objects.update(done_digest="0" * 64)
    page = as_user(enrolment.user).get(lesson_url(cohort)).text
    assert "Diperbarui sejak Anda baca" in page or "Updated since you read it" in page


def test_in_english_the_title_is_english(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, user=make_user(language="en"))
    page = as_user(enrolment.user).get(lesson_url(cohort)).text
    assert "<h1>Title LKP-1.1</h1>" in page
    assert re.search(r'<article[^>]+id="lesson" lang="id"', page), "the text itself is Indonesian whoever reads"


def test_a_lesson_costs_few_queries_however_long_the_course(cast: Cast) -> None:
    """Session, user with unit, roles, enrolments, progress: warm caches need no more."""
    counts = set()
    for modules in (1, 8):
        cohort = make_cohort(actor=cast.coordinator, version=make_version(actor=cast.admin, modules=modules))
        enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, user=make_user(work_unit=cast.unit))
        client = as_user(enrolment.user)
        counts.add(queries(client, lesson_url(cohort)))
    assert counts == {4}


def test_the_page_is_light(cohort: Cohort, enrolment: Enrolment) -> None:
    page = as_user(enrolment.user).get(lesson_url(cohort), headers={"accept-encoding": "gzip"})
    assert len(page.content) < 15_000


def test_cold_caches_cost_one_rendering_and_no_failure(cohort: Cohort, enrolment: Enrolment) -> None:
    cache.clear()
    assert as_user(enrolment.user).get(lesson_url(cohort)).status_code == 200


def test_after_the_cohort_it_can_still_be_read(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    from courses.services import cohorts
    from lms.people import clock

    with clock.at(day(200)):
        cohorts.finish_cohort(actor=cast.coordinator, cohort=cohort)
        page = as_user(enrolment.user).get(lesson_url(cohort))
    assert page.status_code == 200
    assert 'id="done"' not in page.text
