"""Facilitators and classes as they were judged: to whom it is told, from how many answers up."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from courses.models import ClassMeeting
from courses.services.meetings import add_trainer
from lms.evaluation.enums import Privacy
from lms.evaluation.models import SurveyRun
from lms.evaluation.queries.teaching import teaching_in
from lms.people import clock
from lms.people.models import User
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


def held_by(units: Units, title: str, *trainers: User | str, day: int) -> ClassMeeting:
    """A class with a survey about it, and who taught it: with an account, or by name."""
    meeting = make_meeting(actor=units.cast.coordinator, cohort=units.cohort, title=title, on=date(2026, 4, day))
    for one in trainers:
        who: dict[str, Any] = {"name": one} if isinstance(one, str) else {"user": one}
        add_trainer(actor=units.cast.coordinator, meeting=meeting, **who)
    judged(units, subject_meeting=meeting)
    return meeting


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


def test_a_class_that_one_person_held_alone_is_about_that_person(six: Units) -> None:
    cast = six.cast
    alone = held_by(six, "Sendiri", cast.facilitator, day=6)
    held_by(six, "Orang lain", cast.coordinator, day=7)
    both = held_by(six, "Berdua", cast.facilitator, "Siti Aminah", day=8)
    held_by(six, "Narasumber", "Siti Aminah", day=9)
    told = {
        cast.facilitator: {"Sendiri", "Berdua"},
        cast.reviewer: {"Berdua"},
        cast.coordinator: {"Sendiri", "Orang lain", "Berdua", "Narasumber"},
        cast.admin: {"Sendiri", "Orang lain", "Berdua", "Narasumber"},
    }
    for user, titles in told.items():
        assert {one.meeting.title for one in teaching_in(six.cohort, user).classes} == titles
    page = as_user(cast.reviewer).get(here(six)).text
    assert (alone.title in page, both.title in page) == (False, True)
    # As soon as a second one is on record it is about the class.
    add_trainer(actor=cast.coordinator, meeting=alone, name="Budi Santoso")
    assert alone.title in as_user(cast.reviewer).get(here(six)).text


def test_classes_asked_on_another_scale_are_not_drawn_beside_the_others(six: Units) -> None:
    scale = {"min": 1, "max": 4, "low": {"id": "kurang"}, "high": {"id": "baik"}}
    other = make_version(six, [{**item("bahan", "facilitator"), "scale": scale}])
    for number, title in enumerate(("Konseling", "Penempatan", "Kios")):
        meeting = make_meeting(actor=six.cast.coordinator, cohort=six.cohort, title=title, on=date(2026, 4, 6 + number))
        if title == "Kios":
            held(six, other, [{"bahan": 4}] * 6, privacy=Privacy.ANONYMOUS, subject_meeting=meeting)
        else:
            judged(six, subject_meeting=meeting)
    found = teaching_in(six.cohort, six.cast.coordinator)
    assert (found.top, [title for title, _mean in found.bars]) == (5, ["Konseling", "Penempatan"])
    assert "Kios" in as_user(six.cast.coordinator).get(here(six)).text


def test_a_class_asked_again_keeps_its_bar_until_there_are_figures(six: Units) -> None:
    meeting = make_meeting(actor=six.cast.coordinator, cohort=six.cohort, title="Konseling", on=date(2026, 4, 6))
    judged(six, subject_meeting=meeting)
    late = judged(six, 2, subject_meeting=meeting)
    SurveyRun.objects.filter(pk=late.pk).update(opens_at=clock.now())
    assert len(teaching_in(six.cohort, six.cast.coordinator).bars) == 1


def test_the_same_as_a_spreadsheet(six: Units) -> None:
    judged(six, subject_user=six.cast.facilitator, title="Tentang Anda")
    judged(six, 4, subject_user=six.cast.coordinator, title="Terlalu sedikit")
    there = url("teaching_xlsx", six.cohort.public_id)
    rows = list(load_workbook(BytesIO(as_user(six.cast.coordinator).get(there).content)).worksheets[0].values)
    assert [row[7] for row in rows[1:] if row[2] == "Tentang Anda"] == [6, 6]
    assert [row[4] for row in rows[1:] if row[2] == "Tentang Anda"] == [4, 3.5]
    (hidden,) = [row for row in rows if row[2] == "Terlalu sedikit"]
    assert hidden[3:9] == (None,) * 6
    assert hidden[9]
    # Nobody reads here what the page does not tell.
    told = list(load_workbook(BytesIO(as_user(six.cast.reviewer).get(there).content)).worksheets[0].values)
    assert len(told) == 1


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
