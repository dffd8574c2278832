"""Whatever kind of work it is, the desk shows it to be read in place: forms with evidence, essays, reasons of a matching."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from assignments.enums import QuestionKind, WorkState
from assignments.models import Evidence, MatchingAnswer, Task, Work
from assignments.purposes import SUBMISSION
from assignments.services import lab
from assignments.services.quizzes import PartPlan
from tests.assignments.grading.asking import at, sheet
from tests.assignments.grading.conftest import Desk
from tests.courses.asking import as_user, queries
from tests.factories.assignments.grading import make_rubric
from tests.factories.assignments.lab import make_exercise, ranking
from tests.factories.assignments.quizzes import answer, begin, finish, make_question, make_quiz, make_topic
from tests.factories.courses import make_enrolment
from tests.factories.files import make_file, paper, photo


@pytest.fixture
def grader(desk: Desk) -> Client:
    return as_user(desk.grader)


@pytest.fixture
def files(desk: Desk) -> dict[str, str]:
    """A photo and a paper of two pages, handed in with the form; the addresses of what the desk draws of them."""
    version = desk.work.submission.current
    one = make_file(owner=desk.participant, purpose=SUBMISSION, name="Ratna Juwita.jpg")
    two = make_file(owner=desk.participant, purpose=SUBMISSION, name="surat.pdf", content=paper(2))
    for file in (one, two):
        Evidence.objects.create(version=version, field="bukti", file=file, sha256=file.received_sha256)
    pages = {f"page {n}": f"/files/{two.public_id}/pages/{n}/" for n in (1, 2)}
    return {"photo": f"/files/{one.public_id}/", **pages}


def head_of(client: Client, url: str) -> tuple[int, str, str]:
    """What a file is answered with: status, type, and under which name."""
    answered = client.get(url)
    if answered.streaming:
        answered.getvalue()
    return answered.status_code, answered.get("Content-Type", ""), answered.get("Content-Disposition", "")


def shown(page: str) -> list[str]:
    """The addresses of the pictures on a page."""
    return [part.split('"')[0] for part in page.split('<img src="')[1:]]


def test_pictures_and_pages_are_seen_in_place_and_can_be_opened(
    desk: Desk, grader: Client, files: dict[str, str]
) -> None:
    pictures = shown(grader.get(at("work_detail", desk.work.public_id)).content.decode())
    assert len(pictures) == 3
    assert pictures[0] == files["photo"]
    for address in pictures:
        assert head_of(grader, address)[:2] == (200, "image/jpeg")
        assert head_of(as_user(desk.cast.outsider), address)[0] == 404


def test_evidence_costs_the_same_for_one_and_three_files(desk: Desk, grader: Client) -> None:
    def add(width: int) -> None:
        file = make_file(owner=desk.participant, purpose=SUBMISSION, content=photo(size=(width, 200)))
        Evidence.objects.create(
            version=desk.work.submission.current, field="bukti", file=file, sha256=file.received_sha256
        )

    add(300)
    one = queries(grader, at("work_detail", desk.work.public_id))
    add(310)
    add(320)
    assert queries(grader, at("work_detail", desk.work.public_id)) == one


def test_without_names_neither_the_page_nor_the_file_tells_its_own_name(
    desk: Desk, grader: Client, files: dict[str, str]
) -> None:
    Task.objects.update(anonymous=True)
    Work.objects.update(anonymous=True)
    assert "Ratna" not in grader.get(at("work_detail", desk.work.public_id)).content.decode()
    assert "Ratna" not in head_of(grader, files["photo"])[2]
    assert "Ratna" in head_of(as_user(desk.participant), files["photo"])[2]
    Work.objects.update(anonymous=False)
    assert "Ratna" in head_of(grader, files["photo"])[2]


def test_an_essay_is_read_with_its_question_and_what_a_good_answer_says(desk: Desk, grader: Client) -> None:
    actor = desk.cast.coordinator
    question = make_question(actor=actor, topic=make_topic(actor=actor), kind=QuestionKind.ESSAY, points="4")
    attempt = begin(make_quiz(actor=actor, cohort=desk.cohort, parts=[PartPlan(question=question)]), desk.enrolment)
    answer(attempt, 1, "Karena layanan publik adalah hak.\nSetiap orang dilayani.")
    finish(attempt)
    work = Work.objects.get(kind="essay")
    page = grader.get(at("work_detail", work.public_id))
    rows = {row.key: row.text for row in page.context["sheet"].blocks[0].rows}
    assert rows["question"] == question.current.body["prompt"]
    assert rows["answer"].splitlines() == ["Karena layanan publik adalah hak.", "Setiap orang dilayani."]
    assert b'name="points"' in page.content
    assert b'formaction="' + at("work_return", work.public_id).encode() not in page.content
    grader.post(at("work_grade", work.public_id), sheet(work, {}, points="3,5"))
    work.refresh_from_db()
    assert (work.state, work.grade.points) == (WorkState.GRADED, Decimal("3.5"))


def test_reasons_of_a_matching_are_read_in_the_order_of_the_ranking(desk: Desk, grader: Client) -> None:
    rubric = make_rubric(actor=desk.grader)
    exercise = make_exercise(actor=desk.grader, cohort=desk.cohort, rubric=rubric)
    lab.hand_in_answer(
        actor=desk.participant,
        exercise=exercise,
        enrolment=desk.enrolment,
        ranking=ranking("k3", "k1", note="Tanyakan ijazah"),
        sent=lab.From(),
    )
    work = Work.objects.get(kind="matching")
    page = grader.get(at("work_detail", work.public_id))
    labels = [row.label for row in page.context["sheet"].blocks[0].rows]
    assert labels[:3] == ["Kasir", "1. Calon k3", "2. Calon k1"]
    assert {"Tidak dirujuk: Calon k2", "Tidak dirujuk: Calon k4"} <= set(labels)
    for words in ("Alasan k3", "Sudah diperiksa", "Tanyakan ijazah"):
        assert words in page.content.decode()
    grader.post(at("work_grade", work.public_id), sheet(work))
    assert Work.objects.get(pk=work.pk).state == WorkState.GRADED


def test_rankings_handed_in_together_wait_on_the_desk_as_those_of_one_do(desk: Desk) -> None:
    exercise = make_exercise(actor=desk.grader, cohort=desk.cohort, rubric=make_rubric(actor=desk.grader))
    people = [make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort) for _n in range(3)]
    lab.hand_in_many(exercise=exercise, rankings={one: ranking("k1", "k2") for one in people})
    works = Work.objects.filter(kind="matching", state=WorkState.WAITING)
    assert set(works.values_list("matching", flat=True)) == set(MatchingAnswer.objects.values_list("pk", flat=True))
    assert {work.enrolment for work in works} == set(people)
