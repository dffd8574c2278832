"""Figures of the rooms below: one word, one number, whoever says it."""

from __future__ import annotations

from datetime import UTC, date

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import override

from courses.enums import AttendanceState
from courses.models import Attendance
from courses.queries.matrix import cells
from courses.services import attendance
from courses.services.enrolments import withdraw
from lms.evaluation.components import component_of
from lms.evaluation.figures import figure_of, in_words
from lms.people import clock
from lms.people.enums import Column
from lms.people.models import RoleAssignment
from lms.programme.models import Review
from lms.programme.services import open_review, withdraw_review
from tests.conftest import Cast
from tests.courses.asking import as_user
from tests.factories.classes import at, make_meeting
from tests.factories.constraints import raised
from tests.factories.courses import START, make_cohort, make_enrolment
from tests.factories.programme import make_review, sign_all

A = AttendanceState
pytestmark = pytest.mark.django_db


def test_attendance_is_one_number_on_the_page_in_the_matrix_in_a_result_and_in_the_report(cast: Cast) -> None:
    """A half of two hours, leave of two, four hours attended: of somebody five of six JP, though two of three classes were ticked."""
    RoleAssignment.objects.update(valid_from=START)
    cohort = make_cohort(actor=cast.coordinator)
    who = make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=cast.unit)
    states = {
        make_meeting(
            actor=cast.coordinator, cohort=cohort, trainer=cast.facilitator, begins=(hour, 0), ends=(hour + 1, 0), jp=jp
        ): state
        for hour, jp, state in ((8, 2, A.HALF), (9, 2, A.EXCUSED), (10, 4, A.PRESENT))
    }
    with clock.at(at(12)):
        for meeting, state in states.items():
            attendance.hold(actor=cast.coordinator, meeting=meeting)
            rows = Attendance.objects.filter(meeting=meeting, enrolment=who)
            rows.update(state=state, decided=state == A.EXCUSED)
        figure, component = figure_of("attendance.first"), component_of("attendance")
        assert figure is not None
        assert component is not None
        with override("id"):
            words = in_words(figure.read(cohort), figure.unit)
            assert words == "83,3%"
            page = as_user(cast.coordinator).get(f"/cohorts/{cohort.public_id}/classes/").text
            assert page.count(words) >= 1
            found = component.read(cohort, [who.pk])[who.pk]
            assert found.sum / found.count == pytest.approx(5 / 6)
            said = [one.words for one in cells() if "5 dari 6 JP (83%)" in str(one.words)]
            assert len(said) == (1 if cast.unit.column else 0)


def test_a_round_that_was_withdrawn_asks_nobody(cast: Cast) -> None:
    first = make_review(actor=cast.coordinator)
    cohort = make_cohort(actor=cast.coordinator, programme=first.subject)
    figure = figure_of("curriculum.signed")
    assert figure is not None
    withdraw_review(review=first, reason="Draf lama", actor=cast.coordinator)
    second = open_review(subject=first.subject, activity_no=1, due_on=first.due_on, actor=cast.coordinator)
    for column in (Column.PASKER, Column.ILO):
        sign_all(second, column)
    about = {"subject_type": ContentType.objects.get_for_model(cohort.version), "subject_id": cohort.version_id}
    Review.objects.filter(pk=first.pk).update(**about)
    assert figure.read(cohort).value is None
    Review.objects.filter(pk=second.pk).update(**about)
    assert figure.read(cohort).value == 100


def test_a_day_among_the_rows_is_the_day_on_the_screens(cast: Cast) -> None:
    """Early in the morning in Jakarta it is still the day before in UTC."""
    RoleAssignment.objects.update(valid_from=START)
    cohort = make_cohort(actor=cast.coordinator)
    who = make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=cast.unit)
    early = at(5, 30)
    with clock.at(early):
        constraint = raised(who.user, cohort)
        withdraw(actor=cast.coordinator, enrolment=who, reason="Pindah tugas")
    assert early.astimezone(UTC).date() != (day := early.astimezone(clock.WIB).date())
    for key, code in (("constraints.raised", constraint.public_id), ("people.withdrawn", who.public_id)):
        figure = figure_of(key)
        assert figure is not None
        (line,) = [list(one) for one in figure.rows(cohort).lines]
        assert line[0] == code
        assert {one for one in line if type(one) is date} == {day}, key
