"""The matrix told by every room: what each unit did in each activity, what is missing, in the same number of queries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext

from cms.enums import StageKind
from courses.models import Enrolment
from courses.services.facilitators import add_facilitator
from fieldpractice.models import Constraint
from fieldpractice.services import constraints
from lms.evaluation.enums import SectionKind
from lms.evaluation.models import ParticipantEvaluation, ProgrammeReport, ReportSection, ReportText
from lms.evaluation.queries.indicators import needed_months
from lms.evaluation.services import replication as services
from lms.evaluation.services.indicators import report_month
from lms.evaluation.services.panel.seats import declare_conflict
from lms.evaluation.services.replication import Answer
from lms.people import clock
from lms.people.enums import Column, Role
from lms.people.models import WorkUnit
from lms.programme.enums import CellState
from lms.programme.models import Activity, Deliverable
from lms.programme.queries.matrix import Cell, matrix_of, the_programme
from lms.programme.registry import CellNote, add_cell_source, cell_notes, counted_notes, remove_cell_source
from lms.programme.services.starting import load_programme
from tests.conftest import Cast
from tests.evaluation.asking_replication import as_user, queries
from tests.evaluation.replication.making import make_report
from tests.factories.classes import make_meeting
from tests.factories.constraints import raised
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.evaluation_panel import adopt, give, seat
from tests.factories.fieldpractice import make_placement
from tests.factories.people import give_role, make_reviewer, make_unit, make_user
from tests.factories.programme import make_programme, make_review, sign_all

pytestmark = pytest.mark.django_db


def cell(no: int, column: str) -> Cell:
    programme = the_programme()
    assert programme is not None
    return matrix_of(programme, no=no).rows[0].cells[column]


def told(no: int, column: str) -> tuple[list[str], list[str]]:
    one = cell(no, column)
    return [note.told for note in one.done], [note.told for note in one.missing]


def test_a_unit_that_signed_is_told_so_and_what_it_owes(cast: Cast) -> None:
    review = make_review(parts=2)
    sign_all(review, Column.ILO)
    done, missing = told(1, "ILO")
    assert (len(done), missing) == (1, [])
    assert review.title in done[0]
    assert len(told(1, "PASKER")[1]) == 1
    assert cell(1, "PASKER").state == CellState.AWAITING


def test_a_cell_that_is_over_with_nothing_on_record_says_so(cast: Cast) -> None:
    """Done is the activity by its dates; that the unit left nothing behind is what is missing."""
    activity = make_programme(activities=1).activities.get()
    today = clock.today()
    past = {"planned_from": today - timedelta(days=9), "planned_until": today - timedelta(days=5)}
    Activity.objects.filter(pk=activity.pk).update(
        **past, actual_from=past["planned_from"], actual_until=past["planned_until"]
    )
    assert (cell(1, "ILO").state, cell(1, "ILO").did) == (CellState.DONE, gettext("nothing on record"))
    Deliverable.objects.create(activity=activity, title="Naskah", title_en="Text", done_on=today, column=Column.ILO)
    assert cell(1, "ILO").did not in {"", gettext("nothing on record")}


def test_deliverables_are_told_by_unit(cast: Cast) -> None:
    activity = make_programme(activities=1).activities.get()
    today = clock.today()
    for title, fields in {
        "Naskah": {"done_on": today, "column": Column.ILO},
        "Laporan": {"due_on": today - timedelta(days=1), "column": Column.ILO},
        "Notulen": {"due_on": today + timedelta(days=9), "column": Column.PASKER},
    }.items():
        Deliverable.objects.create(activity=activity, title=title, title_en=title, **fields)
    done, missing = told(1, "ILO")
    assert "Naskah" in done[0]
    assert "Laporan" in missing[0]
    assert cell(1, "ILO").state == CellState.LATE
    assert (told(1, "PASKER")[0], len(told(1, "PASKER")[1])) == ([], 1)
    # What is only still to come does not make a cell urgent.
    assert cell(1, "PASKER").state == CellState.LATE if activity.planned_from < today else CellState.PLANNED


def test_the_online_training_is_told_for_the_unit_of_each_person(cast: Cast) -> None:
    cohort = make_cohort(
        actor=cast.coordinator, programme=make_programme(activities=10, columns=(Column.BALAI, Column.ILO))
    )
    for _number in range(3):
        make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=cast.unit)
    Enrolment.objects.filter(pk=Enrolment.objects.latest("pk").pk).update(lessons_done=4)
    done, missing = told(6, "BALAI")
    assert any("1 dari 3" in words for words in done)
    assert any("2 peserta" in words for words in missing)
    assert not any("unit ini" in words for words in told(6, "ILO")[0])


def test_classes_trainers_and_facilitators_are_told(cast: Cast) -> None:
    cohort = make_cohort(
        actor=cast.coordinator, programme=make_programme(activities=10, columns=(Column.BALAI, Column.ILO))
    )
    make_meeting(actor=cast.coordinator, cohort=cohort, kind=StageKind.OFFLINE_1)
    add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    assert len(told(7, "ILO")[1]) == 1
    assert any("1 fasilitator" in words for words in told(5, "BALAI")[0])
    assert not any("fasilitator" in words for words in told(5, "ILO")[0])


def test_constraints_are_told_to_who_meets_and_to_who_answers_them(cast: Cast) -> None:
    programme = make_programme(activities=10, columns=(Column.BALAI, Column.BPK))
    cohort = make_cohort(actor=cast.coordinator, programme=programme)
    person = make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=cast.unit).user
    author = make_user(work_unit=make_unit(column=Column.BPK))
    give_role(author, Role.FACILITATOR)
    row = raised(person, cohort)
    tomorrow = clock.today() + timedelta(days=1)
    constraints.assign(actor=cast.coordinator, constraint=row, to=author, due_on=tomorrow)
    assert any("1" in words for words in told(8, "BALAI")[0])
    assert len(told(8, "BPK")[1]) == 1
    assert cell(8, "BPK").state != CellState.LATE or Activity.objects.get(no=8).planned_from < clock.today()
    Constraint.objects.update(due_on=clock.today() - timedelta(days=1))
    late = cell(8, "BPK")
    assert (late.state, late.missing[0].state) == (CellState.LATE, CellState.LATE)
    # The homes ask only for what is late, in one query.
    assert [note.column for note in cell_notes(8, urgent_only=True)] == ["BPK"]


def test_kiosks_report_and_recommendation_are_told(cast: Cast) -> None:
    make_programme(activities=10, columns=(Column.BALAI, Column.ILO))
    assert "belum" in told(10, "ILO")[1][0].lower()
    report = make_report(cast.coordinator, cohorts=[make_cohort(actor=cast.coordinator, programme=the_programme())])
    units = [cast.unit, make_unit()]
    row, _other = services.add_candidates(actor=cast.coordinator, report=report, units=units)
    ready = {name: Answer("ready", None, "", "Foto") for name in ("kiosk", "equipment", "connection")}
    services.enter_readiness(actor=cast.coordinator, candidate=row, answers=ready, last_id=0)
    done, missing = told(3, "BALAI")
    assert any("1 dari 2" in words for words in done)
    assert len(missing) == 1
    assert told(3, "ILO")[0] == []


def test_sections_are_told_to_the_units_of_their_authors(cast: Cast) -> None:
    make_programme(activities=10, columns=(Column.ILO, Column.PASKER))
    report = make_report(cast.coordinator, cohorts=[make_cohort(actor=cast.coordinator, programme=the_programme())])
    for number, text in enumerate(("Sudah ditulis.", "")):
        section = ReportSection.objects.create(
            report=report, key=f"bagian-{number}", kind=SectionKind.CRITERION, order=number, title="B", title_en="B",
            author=cast.reviewer,
        )  # fmt: skip
        for language in ("id", "en"):
            ReportText.objects.create(section=section, language=language, text=text)
    done, missing = told(10, "ILO")
    assert any("1 dari 2" in words for words in done)
    assert "Bagian laporan yang belum ditulis unit ini: 1" in missing
    assert not any("1 dari 2" in words for words in told(10, "PASKER")[0])
    # What is being signed without it is not owed any more.
    ProgrammeReport.objects.filter(pk=report.pk).update(state="in_review")
    assert not any("belum ditulis unit ini" in words for words in told(10, "ILO")[1])


def test_the_panels_work_is_told_to_the_units_of_its_evaluators(cast: Cast) -> None:
    cohort = make_cohort(
        actor=cast.coordinator, programme=make_programme(activities=10, columns=(Column.ILO, Column.PASKER))
    )
    people = [make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=cast.unit) for _one in range(3)]
    Enrolment.objects.update(state="active")
    scheme = adopt(cohort, actor=cast.coordinator)
    (member, other) = seat(cohort, cast.reviewer, make_reviewer(Column.PASKER), actor=cast.coordinator)
    give(member, people[0])
    declare_conflict(actor=cast.reviewer, member=member, enrolment=people[1], reason="Kerabat dekat")
    done, missing = told(10, "ILO")
    assert any("dinilai" in words and "1 dari 3" in words for words in done), done
    assert any("dinilai" in words and words.endswith("1") for words in missing), missing
    done, missing = told(10, "PASKER")
    assert not any("dinilai" in words for words in done)
    assert any("dinilai" in words and words.endswith("3") for words in missing), missing
    assert other.column == Column.PASKER
    # Nobody waits for a score of somebody's own supervisor, declared or not; the other unit still owes it.
    make_placement(people[2], actor=cast.coordinator, supervisor=cast.reviewer)
    assert not any("dinilai" in words for words in told(10, "ILO")[1])
    assert any("dinilai" in words and words.endswith("3") for words in told(10, "PASKER")[1])
    # Nor once the result is locked.
    ParticipantEvaluation.objects.update_or_create(
        enrolment=people[2], defaults={"scheme": scheme, "state": "locked", "locked_at": clock.now()}
    )
    assert not any("dinilai" in words for words in told(10, "ILO")[1])
    give(other, people[1])
    assert any("dinilai" in words and words.endswith("1") for words in told(10, "PASKER")[1])


def test_who_was_scored_before_a_conflict_of_interest_is_taken_off_once(cast: Cast) -> None:
    cohort = make_cohort(
        actor=cast.coordinator, programme=make_programme(activities=10, columns=(Column.ILO, Column.PASKER))
    )
    people = [make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=cast.unit) for _one in range(4)]
    Enrolment.objects.update(state="active")
    scheme = adopt(cohort, actor=cast.coordinator)
    (member,) = seat(cohort, cast.reviewer, actor=cast.coordinator)
    for one in people[:2]:
        give(member, one)
    declare_conflict(actor=cast.reviewer, member=member, enrolment=people[0], reason="Kerabat dekat")
    # Four officers: one is out for this unit, one is scored, two are still to be scored.
    done, missing = told(10, "ILO")
    assert any("dinilai" in words and "1 dari 4" in words for words in done), done
    assert any("dinilai" in words and words.endswith(": 2") for words in missing), missing
    # Locked, the result of who is out for this unit counts no more than before.
    ParticipantEvaluation.objects.update_or_create(
        enrolment=people[0], defaults={"scheme": scheme, "state": "locked", "locked_at": clock.now()}
    )
    done, missing = told(10, "ILO")
    assert any("dinilai" in words and "1 dari 4" in words for words in done), done
    assert any("dinilai" in words and words.endswith(": 2") for words in missing), missing
    ParticipantEvaluation.objects.update(state="open", locked_at=None)
    # A second evaluator of the unit is in no conflict: whose score counts no more is asked of that one.
    (other,) = seat(cohort, make_reviewer(Column.ILO), actor=cast.coordinator)
    assert any("dinilai" in words and words.endswith(": 3") for words in told(10, "ILO")[1])
    give(other, people[0])
    done, missing = told(10, "ILO")
    assert any("dinilai" in words and "2 dari 4" in words for words in done), done
    assert any("dinilai" in words and words.endswith(": 2") for words in missing), missing


def test_figures_of_the_units_are_told_to_their_column(cast: Cast) -> None:
    WorkUnit.objects.filter(pk=cast.unit.pk).update(column=Column.BALAI)
    programme = make_programme(activities=10, columns=(Column.BALAI, Column.ILO))
    with clock.at(clock.at_midday(clock.today() - timedelta(days=400))):
        cohort = make_cohort(actor=cast.coordinator, programme=programme)
    make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=cast.unit)
    due = len(needed_months([cast.unit.pk])[cast.unit.pk])
    assert due >= 3
    assert any("bulan" in words.lower() and words.endswith(f": {due}") for words in told(10, "BALAI")[1])
    assert not any("bulan" in words.lower() for words in told(10, "ILO")[1])
    months = needed_months([cast.unit.pk])[cast.unit.pk]
    for month in months:
        report_month(actor=cast.coordinator, unit=cast.unit, month=month, values=FIGURES)
    done, missing = told(10, "BALAI")
    assert any("1 dari 1" in words for words in done)
    assert not any("bulan" in words.lower() for words in missing)


def test_every_cell_of_the_programme_has_a_page_that_says_something(cast: Cast) -> None:
    load_programme()
    programme = the_programme()
    assert programme is not None
    matrix = matrix_of(programme)
    assert sum(len(row.cells) for row in matrix.rows) == 58
    for row in matrix.rows:
        page = as_user(cast.coordinator).get(row.href).text
        for column, one in row.cells.items():
            assert f'id="unit-{column}"' in page
            assert one.notes or "Belum ada catatan" in page


def test_a_source_of_one_activity_is_not_asked_for_another() -> None:
    asked: list[int] = []

    def source() -> list[CellNote]:
        asked.append(1)
        return [CellNote(6, CellState.DONE, "x"), CellNote(7, CellState.DONE, "y")]

    add_cell_source(source, frozenset({6, 7}))
    try:
        assert [note.label for note in cell_notes(6) if note.label in "xy"] == ["x"]
        assert len(asked) == 1
        cell_notes(1)
        cell_notes(6, urgent_only=True)
        assert len(asked) == 1
    finally:
        remove_cell_source(source)


@pytest.mark.parametrize("people", [1, 3])
def test_the_same_queries_however_many_people(cast: Cast, people: int) -> None:
    programme = make_programme(activities=10, columns=(Column.BALAI, Column.ILO))
    cohort = make_cohort(actor=cast.coordinator, programme=programme)
    report = make_report(cast.coordinator, cohorts=[cohort])
    for number in range(people):
        unit = make_unit(column=Column.values[number])
        enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=unit)
        raised(enrolment.user, cohort, title=f"Kendala {number}")
        services.add_candidates(actor=cast.coordinator, report=report, units=[unit])
    assert queries(as_user(cast.reviewer), "/matrix/") == QUERIES
    cache.clear()
    with CaptureQueriesContext(connection) as counted:
        counted_notes()
    assert len(counted) == COUNTED


# What each look at the matrix asks, and what is counted once a minute for all who look.
QUERIES, COUNTED = 10, 28
FIGURES: dict[str, Any] = {
    "registered": 9, "counselled": 4, "referred": 3, "placed": 2, "vacancies": 5, "filled": 0, "days_to_fill": None,
}  # fmt: skip
