"""Facilitators and classes as they were judged: to whom it is told, from how many answers up."""

from __future__ import annotations

from datetime import date

import pytest

from lms.evaluation.enums import Privacy
from lms.evaluation.models import SurveyRun
from tests.courses.asking import as_user, queries, status
from tests.evaluation.indicators.surveys import held, item, make_version
from tests.evaluation.indicators.test_competencies import people
from tests.evaluation.indicators.units import Units, url
from tests.factories.classes import make_meeting
from tests.factories.courses import make_cohort


def here(units: Units) -> str:
    return url("teaching_detail", units.cohort.public_id)


def judged(units: Units, many: int = 6, **about: object) -> SurveyRun:
    version = make_version(units, [item("bahan", "facilitator"), item("contoh", "facilitator")])
    answers = [{"bahan": 4, "contoh": 3 + turn % 2} for turn in range(many)]
    return held(units, version, answers, privacy=Privacy.ANONYMOUS, **about)


@pytest.fixture
def six(units: Units) -> Units:
    people(units, 5)
    return units


def test_a_facilitator_reads_the_own_and_nobody_elses(six: Units) -> None:
    judged(six, subject_user=six.cast.facilitator, title="Tentang Anda")
    judged(six, subject_user=six.cast.coordinator, title="Tentang orang lain")
    own = as_user(six.cast.facilitator).get(here(six)).text
    assert "Tentang Anda" in own
    assert "Tentang orang lain" not in own
    whole = as_user(six.cast.coordinator).get(here(six)).text
    assert "Tentang orang lain" in whole
    assert "Tentang Anda" in whole
    # A reviewer reads of no single facilitator.
    told = as_user(six.cast.reviewer).get(here(six)).text
    assert "Tentang Anda" not in told
    assert "Tentang orang lain" not in told


def test_the_mean_stands_with_its_n(six: Units) -> None:
    judged(six, subject_user=six.cast.facilitator)
    page = as_user(six.cast.coordinator).get(here(six)).text
    assert ">3,50</td>" in page
    assert 'data-label="n">6</td>' in page


def test_of_four_answers_nothing_is_shown(six: Units) -> None:
    judged(six, 4, subject_user=six.cast.facilitator)
    page = as_user(six.cast.coordinator).get(here(six)).text
    assert "3,50" not in page
    assert 'data-label="n"' not in page


def test_classes_stand_in_a_chart_and_reviewers_see_them(six: Units) -> None:
    meeting = make_meeting(
        actor=six.cast.coordinator, cohort=six.cohort, title="Konseling jabatan", on=date(2026, 4, 6)
    )
    judged(six, subject_meeting=meeting)
    for user in (six.cast.reviewer, six.cast.facilitator):
        page = as_user(user).get(here(six)).text
        assert 'role="img"' in page
        assert "Konseling jabatan" in page


def test_who_opens_it(units: Units) -> None:
    cast = units.cast
    assert status(None, "get", here(units)) == 401
    for user in (units.enrolment.user, cast.supervisor, cast.unit_contact, cast.outsider):
        assert status(user, "get", here(units)) == 403
    assert status(cast.facilitator, "get", url("teaching_detail", make_cohort(actor=cast.coordinator).public_id)) == 404
    assert status(cast.coordinator, "post", here(units)) == 405
    assert 'class="empty' in as_user(cast.coordinator).get(here(units)).text


def test_it_costs_the_same_for_one_survey_and_for_three(six: Units) -> None:
    client = as_user(six.cast.coordinator)
    judged(six, subject_user=six.cast.facilitator)
    one = queries(client, here(six))
    for _turn in range(2):
        judged(six, subject_user=six.cast.facilitator)
    assert queries(client, here(six)) == one
