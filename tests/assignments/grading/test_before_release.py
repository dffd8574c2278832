"""Until a grade is released its participant learns nothing of it: not what was said to a field, not the points of an essay."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assignments.enums import AttemptState, QuestionKind, WorkState
from assignments.models import Attempt, FieldComment, Work
from assignments.queries.submissions import tasks_at_hand
from assignments.services.grading import return_work
from assignments.services.quizzes import PartPlan
from assignments.services.releases import release
from tests.assignments.grading.asking import grade, marked, seen
from tests.assignments.grading.conftest import Desk
from tests.courses.asking import as_user, queries
from tests.factories.assignments.grading import make_task, make_work
from tests.factories.assignments.quizzes import answer, begin, finish, make_question, make_quiz, make_topic

SAID = "Sebutkan tanggal wawancaranya"


def form_of(desk: Desk) -> bytes:
    return as_user(desk.participant).get(f"/submissions/{desk.work.submission.public_id}/").content


def test_what_is_said_to_a_field_with_a_grade_is_read_from_its_release(desk: Desk) -> None:
    grade(desk.grader, desk.work, field_comments={"ringkasan": SAID})
    assert FieldComment.objects.get().grade is not None
    assert SAID.encode() not in form_of(desk)
    assert [line.comments for line in tasks_at_hand(desk.participant).lines] == [0]
    release(actor=desk.grader, works=[Work.objects.get()])
    assert SAID.encode() in form_of(desk)
    assert [line.comments for line in tasks_at_hand(desk.participant).lines] == [1]


def test_what_is_said_with_a_return_is_read_at_once(desk: Desk) -> None:
    back = marked({}, field_comments={"ringkasan": SAID})
    return_work(actor=desk.grader, work=desk.work, marked=back, seen=seen(desk.work))
    assert SAID.encode() in form_of(desk)


def test_the_form_shows_its_grade_from_the_release(desk: Desk) -> None:
    grade(desk.grader, desk.work, comment="Rapi dan lengkap")
    assert b"Rapi dan lengkap" not in form_of(desk)
    release(actor=desk.grader, works=[Work.objects.get()])
    page = form_of(desk)
    assert b"Rapi dan lengkap" in page
    assert b"60,00" in page


@pytest.fixture
def essay(desk: Desk) -> Work:
    """The essay of a test of four points, handed in by the participant."""
    actor = desk.cast.coordinator
    question = make_question(actor=actor, topic=make_topic(actor=actor), kind=QuestionKind.ESSAY, points="4")
    quiz = make_quiz(actor=actor, cohort=desk.cohort, parts=[PartPlan(question=question)])
    attempt = begin(quiz, desk.enrolment)
    answer(attempt, 1, "Karena layanan publik adalah hak.")
    finish(attempt)
    return Work.objects.get(kind="essay")


def test_an_essay_counts_from_its_release(desk: Desk, essay: Work) -> None:
    grade(desk.grader, essay, {}, points=Decimal("3.5"))
    attempt = Attempt.objects.get()
    assert (attempt.state, attempt.points) == (AttemptState.HANDED_IN, None)
    page = as_user(desk.participant).get(f"/attempts/{attempt.public_id}/result/", follow=True)
    assert b"3,5" not in page.content
    release(actor=desk.grader, works=[Work.objects.get(pk=essay.pk)])
    attempt.refresh_from_db()
    assert (attempt.state, attempt.points) == (AttemptState.MARKED, Decimal("3.5"))


def test_a_changed_essay_counts_at_once_when_it_was_released_and_not_before(desk: Desk, essay: Work) -> None:
    grade(desk.grader, essay, {}, points=Decimal(2))
    grade(desk.grader, essay, {}, points=Decimal(3), reason="Salah jumlah")
    assert Attempt.objects.get().points is None
    release(actor=desk.grader, works=[Work.objects.get(pk=essay.pk)])
    assert Attempt.objects.get().points == 3
    grade(desk.second, Work.objects.get(pk=essay.pk), {}, points=Decimal(4), reason="Alinea kedua terlewat")
    assert Attempt.objects.get().points == 4
    assert Work.objects.get(pk=essay.pk).state == WorkState.RELEASED


def test_my_grades_are_one_query_however_many_and_of_whatever_kind(desk: Desk, essay: Work) -> None:
    client = as_user(desk.participant)
    grade(desk.grader, desk.work)
    release(actor=desk.grader, works=[Work.objects.get(pk=desk.work.pk)])
    one = {path: queries(client, path) for path in ("/results/", "/dashboard/")}
    grade(desk.grader, essay, {}, points=Decimal(3))
    other = make_work(task=make_task(actor=desk.cast.coordinator, cohort=desk.cohort), enrolment=desk.enrolment)
    grade(desk.grader, other)
    release(actor=desk.grader, works=list(Work.objects.all()))
    assert {path: queries(client, path) for path in one} == one
    page = client.get("/results/").content.decode()
    assert page.count('<strong class="num">') == 3
    for work in Work.objects.all():
        assert f"/results/{work.public_id}/" in page
    assert str(desk.task.form_version.form.code) in page
    assert essay.attempt_item.attempt.quiz.title in page
