"""The gradebook: exact results, what is missing named, decisions with a reason, and the same figures everywhere."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from assignments.enums import AttemptState, ColumnKind, ExceptionKind, QuizKind, QuizState
from assignments.exports import ACROSS
from assignments.models import Attempt, DropRule, FormVersion, GradeException, Quiz, Task, Work
from assignments.queries.gradebook import Cell, Column, Line, columns_of, lines_of, people_of, task_cells
from assignments.queries.quizzes import best_of, counted_attempts
from assignments.results import Part, PartState, result_of
from assignments.services.drafts import Marked
from assignments.services.gradebook import decide_exception, set_drops
from assignments.services.grading import Seen, return_work
from assignments.templatetags.gradebook import gradebook_cells
from courses.models import Enrolment
from lms.people import clock
from lms.people.errors import Refusal
from tests.assignments.grading.asking import BEST, FAIR, at, grade
from tests.assignments.grading.conftest import Desk
from tests.courses.asking import as_user, queries
from tests.evaluation.certificates.reading import words
from tests.factories.assignments.grading import make_task, make_work
from tests.factories.courses import make_enrolment
from tests.factories.people import make_unit

G, M, E = PartState.GRADED, PartState.MISSING, PartState.EXCUSED


def part(
    got: str, *, weight: str = "1", most: str = "100", kind: str = "task", state: PartState = G, title: str = ""
) -> Part:
    return Part(kind, title or f"LT {got}", Decimal(weight), state, Decimal(got), Decimal(most))


def value(*parts: Part, **drops: int) -> Decimal | None:
    return result_of(parts, drops).value


def test_weighted_and_rounded_half_up_once() -> None:
    assert value(part("1", most="3"), part("1", most="3"), part("1", most="3")) == Decimal("33.33")
    assert value(part("2", most="3")) == Decimal("66.67")
    assert value(part("12345", most="1000000")) == Decimal("1.23")
    assert value(part("1.5", most="1200"), part("0.5", most="400")) == Decimal("0.13")
    assert value(part("90", weight="3"), part("50")) == Decimal("80.00")


def test_one_part_missing_means_no_result_and_is_named() -> None:
    result = result_of([part("90"), part("0", state=M, title="LT-04")], {})
    assert (result.value, result.missing) == (None, ("LT-04",))


def test_without_weight_nothing_is_missed_and_the_excused_are_weighed_on_the_rest() -> None:
    assert value(part("90"), part("0", state=M, weight="0")) == Decimal("90.00")
    assert value(part("90"), part("0", state=E, weight="5")) == Decimal("90.00")
    assert value(part("0", state=E)) is None


def test_the_lowest_are_left_out_when_nothing_is_missing() -> None:
    parts = [part("40"), part("90"), part("40"), part("10", kind="quiz")]
    result = result_of(parts, {"task": 1})
    assert [one.dropped for one in result.parts] == [True, False, False, False]
    assert result.value == Decimal("46.67")
    assert result_of([*parts, part("0", state=M)], {"task": 1}).value is None
    assert value(part("40"), task=3) == Decimal("40.00")


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 9)), min_size=1, max_size=8))
def test_a_result_lies_between_its_parts(marks: list[tuple[int, int]]) -> None:
    parts = [part(str(got), weight=str(weight)) for got, weight in marks]
    result = value(*parts)
    assert result is not None
    assert min(got for got, _w in marks) <= result <= max(got for got, _w in marks)
    assert result.as_tuple().exponent == -2


@pytest.fixture
def coordinator(desk: Desk) -> Client:
    return as_user(desk.cast.coordinator)


def line(desk: Desk, **rest: bool):
    return lines_of(desk.cohort, people_of(desk.cohort, desk.cast.coordinator), **rest)[0]


def test_waiting_graded_and_released(desk: Desk) -> None:
    assert line(desk).cells[0].part.state == PartState.WAITING
    grade(desk.grader, desk.work)
    assert line(desk).result.value == Decimal("60.00")
    assert line(desk, released_only=True).result.value is None
    assert not line(desk).cells[0].released


def test_one_persons_tasks_stand_elsewhere_as_in_the_gradebook(desk: Desk) -> None:
    grade(desk.grader, desk.work)
    FormVersion.objects.filter(pk=desk.task.form_version_id).update(title_en="Service record")
    task = Task.objects.select_related("form_version__form").get()
    with override("en"):
        (cell,) = task_cells([task], desk.enrolment, released_only=False).values()
        assert [cell.column] == columns_of(desk.cohort)
        assert "Service record" in cell.column.title
    for released_only in (False, True):
        cells = task_cells([task], desk.enrolment, released_only=released_only)
        assert cells == {task.pk: line(desk, released_only=released_only).cells[0]}
    assert cells[task.pk].part.percent is None


def test_a_task_of_two_forms_needs_both(desk: Desk) -> None:
    Task.objects.update(count=2)
    grade(desk.grader, desk.work)
    assert line(desk).cells[0].part.state == PartState.MISSING
    from assignments.services.works import put_many_on_desk
    from tests.factories.assignments.grading import make_submission, piece_of

    second = make_submission(task=desk.task, enrolment=desk.enrolment, ordinal=2)
    (work,) = put_many_on_desk(pieces=[piece_of(second)])
    grade(desk.grader, work, BEST)
    assert line(desk).result.value == Decimal("80.00")


def test_without_names_a_grade_counts_from_its_release(desk: Desk) -> None:
    Work.objects.update(anonymous=True)
    grade(desk.grader, Work.objects.get())
    assert line(desk).cells[0].part.state == PartState.WAITING
    assert line(desk).cells[0].work == ""


def test_whose_nameless_form_came_back_only_its_owner_sees(desk: Desk) -> None:
    Work.objects.update(anonymous=True)
    number = desk.work.submission.current.number  # type: ignore[union-attr]
    return_work(
        actor=desk.grader,
        work=Work.objects.get(),
        marked=Marked(comment="Tulis langkahnya"),
        seen=Seen(grades=0, version=number),
    )
    assert line(desk).cells[0].part.state == PartState.WAITING
    own = lines_of(desk.cohort, Enrolment.objects.filter(pk=desk.enrolment.pk), released_only=True)
    assert own[0].cells[0].part.state == PartState.RETURNED


def quiz(desk: Desk, **fields: object) -> Quiz:
    return Quiz.objects.create(
        cohort=desk.cohort,
        kind=QuizKind.PRE_TEST,
        title="Pre-tes",
        state=QuizState.OPEN,
        created_by=desk.cast.coordinator,
        **{"weight": Decimal(1), **fields},
    )


def attempt(desk: Desk, of: Quiz, number: int, points: str | None) -> None:
    Attempt.objects.create(
        quiz=of,
        enrolment=desk.enrolment,
        number=number,
        state=AttemptState.MARKED if points else AttemptState.HANDED_IN,
        points=points and Decimal(points),
        points_max=Decimal(20),
        handed_in_at=clock.now(),
        handed_in_by="person",
    )


def test_the_best_attempt_counts(desk: Desk) -> None:
    one = quiz(desk)
    attempt(desk, one, 1, None)
    assert line(desk).cells[1].part.state == PartState.WAITING
    attempt(desk, one, 2, "15")
    attempt(desk, one, 3, "12")
    assert line(desk).cells[1].part.percent == Decimal("75.00")


def test_the_gradebook_counts_the_attempt_that_every_other_screen_counts(desk: Desk) -> None:
    """Two attempts that read the same rounded to two places are not the same, and of two equal ones the earlier counts."""
    one = quiz(desk)
    for number, points in enumerate(("13.33", "13.34", "13.34"), start=1):
        attempt(desk, one, number, points)
    Attempt.objects.update(points_max=Decimal(200_000))
    counted = best_of(Attempt.objects.filter(quiz=one))
    assert counted is not None
    assert counted.number == 2
    assert counted_attempts(one)[desk.enrolment.pk].pk == counted.pk
    assert line(desk).cells[1].part.got == counted.points


def test_excused_with_a_reason_and_taken_back(desk: Desk) -> None:
    grade(desk.grader, desk.work)
    other = make_task(actor=desk.cast.coordinator, cohort=desk.cohort, due_on=clock.today() + timedelta(days=20))
    subject, actor = f"task:{other.pk}", desk.cast.coordinator
    with pytest.raises(Refusal):
        decide_exception(actor=actor, enrolment=desk.enrolment, subject=subject, kind=ExceptionKind.EXCUSED, reason=" ")
    with pytest.raises(Refusal):
        decide_exception(
            actor=actor, enrolment=desk.enrolment, subject="task:0", kind=ExceptionKind.EXCUSED, reason="Sakit"
        )
    for _again in range(2):
        decide_exception(
            actor=actor, enrolment=desk.enrolment, subject=subject, kind=ExceptionKind.EXCUSED, reason="Sakit"
        )
    assert GradeException.objects.count() == 1
    assert line(desk).result.value == Decimal("60.00")
    decide_exception(
        actor=actor, enrolment=desk.enrolment, subject=subject, kind=ExceptionKind.LIFTED, reason="Sehat lagi"
    )
    assert line(desk).result.value is None


def test_drops_need_a_reason_and_leave_something(desk: Desk) -> None:
    actor = desk.cast.coordinator
    for lowest, reason in ((1, "Terlalu banyak"), (1, "")):
        with pytest.raises(Refusal):
            set_drops(actor=actor, cohort=desk.cohort, kind=ColumnKind.TASK, lowest=lowest, reason=reason)
    other = make_task(actor=actor, cohort=desk.cohort)
    set_drops(actor=actor, cohort=desk.cohort, kind=ColumnKind.TASK, lowest=1, reason="Satu boleh gagal")
    assert set_drops(actor=actor, cohort=desk.cohort, kind=ColumnKind.TASK, lowest=1, reason="Sama") is None
    assert DropRule.objects.count() == 1
    grade(desk.grader, desk.work, FAIR)
    grade(desk.grader, make_work(task=other, enrolment=desk.enrolment), BEST)
    assert line(desk).result.value == Decimal("100.00")


def cell(state: PartState = G, got: str = "75", **fields: Any) -> Cell:
    column = Column("task:7", ColumnKind.TASK, "LT-03 <Layanan>", "LT-<3>", Decimal(1), 2)
    done = Part(
        column.kind, column.title, column.weight, state, Decimal(got), Decimal(100), fields.pop("dropped", False)
    )
    return Cell(done, column, **fields)


@pytest.mark.parametrize(
    ("one", "drawn"),
    [
        (cell(released=True), "75,00"),
        (cell(got="0"), '0,00 <span class="soft small">belum dirilis</span>'),
        (cell(got="99.5", released=True, work="abc"), '<a href="/grading/abc/">99,50</a>'),
        (
            cell(released=True, dropped=True),
            '<span class="dropped">75,00</span> <span class="soft small">tidak dihitung</span>',
        ),
        (cell(E, excused_because='"Sakit" <b>'), 'title="&quot;Sakit&quot; &lt;b&gt;">Dibebaskan</span>'),
        (cell(PartState.WAITING, work="abc"), '<a class="small" href="/grading/abc/">perlu dinilai</a>'),
        (cell(PartState.WAITING), '<span class="soft small">perlu dinilai</span>'),
        (cell(PartState.RETURNED), '<span class="badge warn">Dikembalikan</span>'),
        (cell(M, handed_in=1), '<span class="soft small">1/2</span>'),
        (cell(M), "–<span"),
    ],
)
def test_a_cell_says_how_a_part_stands_and_a_pen_stands_where_no_figure_does(one: Cell, drawn: str) -> None:
    line = Line(1, "orang", "Ratna <J>", "", (one,), result_of([one.part], {}))
    with override("id"):
        (plain, decided) = (gradebook_cells(line=line, may_decide=may) for may in (False, True))
    assert drawn in plain
    assert plain.startswith('<td class="num">')
    assert plain.endswith("</td>")
    pen = 'href="orang/task-7/excuse/" aria-label="Pengecualian · Ratna &lt;J&gt; · LT-&lt;3&gt;"'
    assert pen not in plain
    assert (pen in decided) == (one.part.percent is None)


def test_where_nothing_counts_nothing_is_said_to_be_missing(desk: Desk, coordinator: Client) -> None:
    Task.objects.update(weight=0)
    page = coordinator.get(at("gradebook_detail", desk.cohort.public_id)).content.decode()
    assert "belum ada bagian yang dihitung" in page
    assert 'class="lacks"' not in page


def test_a_figure_leads_to_its_work(desk: Desk, coordinator: Client) -> None:
    grade(desk.grader, desk.work)
    page = coordinator.get(at("gradebook_detail", desk.cohort.public_id)).content.decode()
    assert f'<a href="{at("work_detail", desk.work.public_id)}">60,00</a>' in page


def test_the_page_costs_the_same_for_one_three_and_thirty(desk: Desk, coordinator: Client) -> None:
    url = at("gradebook_detail", desk.cohort.public_id)
    one = queries(coordinator, url)
    for _n in range(2):
        make_work(task=desk.task, enrolment=make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort))
    three = queries(coordinator, url)
    for _n in range(27):
        make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort)
    assert one == three == queries(coordinator, url) == 16


def test_the_spreadsheet_has_the_figures_of_the_screen(desk: Desk, coordinator: Client) -> None:
    from python_calamine import CalamineWorkbook

    grade(desk.grader, desk.work)
    other = make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort, name="=1+1")
    body = coordinator.get(at("gradebook_xlsx", desk.cohort.public_id)).content
    rows = CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0).to_python()
    shown = lines_of(desk.cohort, people_of(desk.cohort, desk.cast.coordinator))
    assert [row[0] for row in rows[2:]] == [one.name for one in shown]
    assert {row[0]: row[3] for row in rows[2:]} == {"Ratna Juwita": 60.0, str(other.user): ""}
    assert rows[0][2] == columns_of(desk.cohort)[0].title


def test_spreadsheet_and_paper_hold_the_unit_that_was_chosen(desk: Desk, coordinator: Client) -> None:
    from python_calamine import CalamineWorkbook

    unit = make_unit()
    other = make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort, work_unit=unit, name="Budi Santoso")
    page = coordinator.get(at("gradebook_detail", desk.cohort.public_id), {"unit": unit.pk, "page": 1}).content.decode()
    sheet, paper = (at(name, desk.cohort.public_id) for name in ("gradebook_xlsx", "gradebook_pdf"))
    assert f'href="{sheet}?unit={unit.pk}"' in page
    assert f'href="{paper}?unit={unit.pk}"' in page
    body = coordinator.get(sheet, {"unit": unit.pk}).content
    rows = CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[2:]] == [str(other.user)]
    answer = coordinator.get(paper, {"unit": unit.pk})
    text = words(answer.content)
    assert "Budi Santoso" in text
    assert "Ratna Juwita" not in text


def test_what_holds_one_unit_says_which(desk: Desk, coordinator: Client) -> None:
    from python_calamine import CalamineWorkbook

    unit = make_unit(name="Sentra A/B: Satria")
    make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort, work_unit=unit, name="Budi Santoso")
    answers = {
        kind: coordinator.get(at(f"gradebook_{kind}", desk.cohort.public_id), {"unit": unit.pk})
        for kind in ("xlsx", "pdf")
    }
    for kind, answer in answers.items():
        name = f'buku-nilai-{desk.cohort.number}-sentra-ab-satria.{kind}"'
        assert answer["Content-Disposition"].endswith(name)
    assert f"Buku nilai – {unit.name}" in " ".join(words(answers["pdf"].content).split())
    assert CalamineWorkbook.from_filelike(BytesIO(answers["xlsx"].content)).sheet_names == [
        "Buku nilai – Sentra A B  Satria"
    ]
    whole = coordinator.get(at("gradebook_xlsx", desk.cohort.public_id))
    assert whole["Content-Disposition"].endswith(f'buku-nilai-{desk.cohort.number}.xlsx"')


def test_what_is_left_out_is_struck_through_in_the_spreadsheet(desk: Desk, coordinator: Client) -> None:
    other = make_task(actor=desk.cast.coordinator, cohort=desk.cohort)
    set_drops(
        actor=desk.cast.coordinator, cohort=desk.cohort, kind=ColumnKind.TASK, lowest=1, reason="Satu boleh gagal"
    )
    grade(desk.grader, desk.work, FAIR)
    grade(desk.grader, make_work(task=other, enrolment=desk.enrolment), BEST)
    body = coordinator.get(at("gradebook_xlsx", desk.cohort.public_id)).content
    sheet = load_workbook(BytesIO(body)).active
    (line,) = sheet.iter_rows(min_row=3)
    assert {cell.value: bool(cell.font.strike) for cell in line[2:5]} == {40: True, 100: False}


def test_on_paper(desk: Desk, coordinator: Client) -> None:
    """More parts than a page is wide go on in a table below, and every figure is there."""
    grade(desk.grader, desk.work)
    others = [make_task(actor=desk.cast.coordinator, cohort=desk.cohort, weight=Decimal(0)) for _n in range(ACROSS)]
    for number, other in enumerate(others):
        grade(desk.grader, make_work(task=other, enrolment=desk.enrolment), BEST if number % 2 else FAIR)
    answer = coordinator.get(at("gradebook_pdf", desk.cohort.public_id))
    assert answer["Content-Type"] == "application/pdf"
    text = words(answer.content)
    figures = Counter(f"{cell.part.percent:.2f}".replace(".", ",") for cell in line(desk).cells)
    assert {one: text.count(one) for one in figures} == {**figures, "60,00": 2}, "the result is one of them"
    assert text.count("Ratna Juwita") == 2
    assert "disebutkan di lembar kerja" in " ".join(text.split())


def test_decided_on_the_screen(desk: Desk, coordinator: Client) -> None:
    url = at("exception_edit", desk.cohort.public_id, desk.enrolment.public_id, desk.work.subject.replace(":", "-"))
    assert coordinator.get(url).status_code == 200
    assert coordinator.post(url, {"reason": ""}).status_code == 422
    assert coordinator.post(url, {"reason": "Sakit, surat dokter"}).status_code == 302
    assert GradeException.objects.get().kind == ExceptionKind.EXCUSED
    coordinator.post(url, {"reason": "Sudah sembuh"})
    assert [one.kind for one in GradeException.objects.all()] == ["excused", "lifted"]
    missing = at("exception_edit", desk.cohort.public_id, desk.enrolment.public_id, "task-0")
    assert coordinator.get(missing).status_code == 404
    drops = at("drops_edit", desk.cohort.public_id)
    assert coordinator.post(drops, {"kind": "task", "lowest": 1, "reason": "Satu boleh gagal"}).status_code == 422
