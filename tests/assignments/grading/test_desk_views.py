"""The queue and the desk: what they show, what they refuse, and that they cost the same however many wait."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from assignments.enums import WorkState
from assignments.models import Grade, GradeDraft, Task, Work
from assignments.queries.desk import Wanted, filtered, page_of, works_visible_to
from assignments.schema import normal
from assignments.services.drafts import bank_comment
from assignments.services.releases import release
from lms.people import clock
from tests.assignments.grading.asking import BEST, at, grade, sheet
from tests.assignments.grading.conftest import Desk
from tests.courses.asking import as_user, queries
from tests.factories.assignments.grading import (
    hand_in,
    make_form_version,
    make_submission,
    make_task,
    make_work,
    make_works,
)
from tests.factories.courses import make_enrolment
from tests.factories.people import make_unit, make_user

DESK = {"HTTP_X_DESK": "1"}


def many(desk: Desk, count: int) -> list[Work]:
    people = [make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort) for _ in range(count)]
    return make_works(task=desk.task, enrolments=people)


@pytest.fixture
def grader(desk: Desk) -> Client:
    return as_user(desk.grader)


def test_the_queue_costs_the_same_for_one_and_three_and_thirty(desk: Desk, grader: Client) -> None:
    one = queries(grader, at("grading_list"))
    many(desk, 2)
    three = queries(grader, at("grading_list"))
    many(desk, 27)
    assert one == three == queries(grader, at("grading_list")) == 13


def test_one_work_costs_the_same_however_many_wait(desk: Desk, grader: Client) -> None:
    one = queries(grader, at("work_detail", desk.work.public_id))
    many(desk, 2)
    three = queries(grader, at("work_detail", desk.work.public_id))
    many(desk, 27)
    assert one == three == queries(grader, at("work_detail", desk.work.public_id)) == 18


def test_looking_grades_nothing(desk: Desk, grader: Client) -> None:
    grader.get(at("work_detail", desk.work.public_id))
    assert not GradeDraft.objects.exists()
    desk.work.refresh_from_db()
    assert desk.work.state == WorkState.WAITING


def test_pages_go_on_where_the_last_ended(desk: Desk) -> None:
    works = [desk.work, *many(desk, 4)]
    rows = filtered(works_visible_to(desk.grader), Wanted(), desk.grader)
    first = page_of(rows, size=2)
    second = page_of(rows, first.after, size=2)
    third = page_of(rows, second.after, size=2)
    seen = [row.public_id for page in (first, second, third) for row in page.rows]
    assert seen == [work.public_id for work in works]
    assert third.after == ""
    assert [row.public_id for row in page_of(rows, "kapan-kapan,x", size=2).rows] == seen[:2]


def test_filters(desk: Desk, grader: Client) -> None:
    far = make_unit()
    people = [make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort, user=make_user(work_unit=far))]
    (other,) = make_works(task=desk.task, enrolments=people)
    Work.objects.filter(pk=desk.work.pk).update(waiting_since=clock.now() - timedelta(days=4), grader=desk.second)

    def found(**asked: object) -> set[str]:
        return {row.public_id for row in grader.get(at("grading_list"), asked).context["page"].rows}

    both = {desk.work.public_id, other.public_id}
    assert found() == found(subject=desk.work.subject) == found(cohort=desk.cohort.public_id) == both
    assert found(age=3) == found(grader=desk.second.public_id) == {desk.work.public_id}
    assert found(unit=far.pk) == found(grader="none") == found(grader="me") == {other.public_id}
    assert found(state="graded") == found(subject="task:0") == found(state="asked") == set()


def test_saved_as_it_is_typed(desk: Desk, grader: Client) -> None:
    url = at("work_draft", desk.work.public_id)
    answer = grader.post(url, sheet(desk.work, {"isi": "b"}, seq=1, comment="Setengah"), **DESK)
    assert answer.json()["seq"] == 1
    older = grader.post(url, sheet(desk.work, {}, seq=1, comment="Lama"), **DESK)
    assert older.status_code == 409
    assert grader.post(url, {"seen": "banyak"}, **DESK).status_code == 422
    page = grader.get(at("work_detail", desk.work.public_id))
    assert b"Setengah" in page.content
    assert not Grade.objects.exists()


def test_graded_and_on_to_the_next(desk: Desk, grader: Client) -> None:
    (other,) = many(desk, 1)
    answer = grader.post(at("work_grade", desk.work.public_id) + "?grader=me", sheet(desk.work))
    assert answer["Location"] == at("work_detail", other.public_id) + "?grader=me"
    last = grader.post(at("work_grade", other.public_id), sheet(other), **DESK)
    assert last.json()["desk"] is False
    assert last.json()["next"] == at("grading_list")


def test_a_refusal_keeps_what_was_typed(desk: Desk, grader: Client) -> None:
    answer = grader.post(at("work_grade", desk.work.public_id), sheet(desk.work, {"isi": "b"}, comment="Belum"))
    assert answer.status_code == 422
    assert b"Belum" in answer.content
    assert answer.context["criteria"][0].chosen == "b"


def test_the_second_of_two_gets_a_conflict(desk: Desk, grader: Client) -> None:
    sent = sheet(desk.work, comment="Dari yang kedua")
    grade(desk.second, desk.work, BEST)
    answer = grader.post(at("work_grade", desk.work.public_id), sent)
    assert answer.status_code == 409
    assert b"Dari yang kedua" in answer.content
    assert b"Penilai Kedua" in answer.content


def test_bad_input_gets_an_answer(desk: Desk, grader: Client) -> None:
    for sent in ({}, {"seen": "-1"}, {"seen": "0", "version": "x"}, {"seen": "0", "points": "banyak", "version": 1}):
        assert grader.post(at("work_grade", desk.work.public_id), sent).status_code == 422
    assert grader.get(at("grading_list"), {"unit": "x", "age": "²", "after": "a,b", "state": "?"}).status_code == 200


def test_returned(desk: Desk, grader: Client) -> None:
    sent = sheet(desk.work, {}, comment="Lengkapi", **{"field-ringkasan": "Terlalu singkat"})
    assert grader.post(at("work_return", desk.work.public_id), sent)["Location"] == at("grading_list")
    assert as_user(desk.second).post(at("work_return", desk.work.public_id), sent).status_code == 422


def test_what_cannot_be_read_takes_nothing_else_with_it(desk: Desk, grader: Client) -> None:
    Work.objects.update(rubric=None)
    for url in (at("work_grade", desk.work.public_id), at("work_draft", desk.work.public_id)):
        sent = sheet(desk.work, {}, points="banyak", comment="Hampir selesai", **{"field-ringkasan": "Kurang rinci"})
        page = grader.post(url, sent)
        assert page.status_code == 422
        assert b"Hampir selesai" in page.content
        assert b"Kurang rinci" in page.content
        assert "Poin: " in page.content.decode()
        GradeDraft.objects.all().delete()


def test_points_with_a_comma(desk: Desk, grader: Client) -> None:
    Work.objects.update(rubric=None)
    grader.post(at("work_grade", desk.work.public_id), sheet(desk.work, {}, points="72,5"))
    assert str(Grade.objects.get().points) == "72.50"
    assert b'value="72,50"' in grader.get(at("work_detail", desk.work.public_id)).content


def test_a_long_comment_with_many_lines_is_kept_whole(desk: Desk, grader: Client) -> None:
    words = "\r\n".join("baris" for _n in range(800))[:5400]
    grader.post(at("work_grade", desk.work.public_id), sheet(desk.work, comment=words))
    assert Grade.objects.get().comment == words.strip()


def test_both_who_are_at_a_work_are_told(desk: Desk, grader: Client) -> None:
    url = at("work_draft", desk.work.public_id)
    assert grader.post(url, sheet(desk.work, {}, seq=1, comment="Satu"), **DESK).json()["others"] == ""
    second = as_user(desk.second).post(url, sheet(desk.work, {}, seq=1, comment="Dua"), **DESK).json()
    first = grader.post(url, sheet(desk.work, {}, seq=2, comment="Satu lagi"), **DESK).json()
    assert "Facilitator" in second["others"]
    assert "Penilai Kedua" in first["others"]
    assert b"Penilai Kedua" in grader.get(at("work_detail", desk.work.public_id)).content


def test_versions_beside_each_other(desk: Desk, grader: Client) -> None:
    hand_in(desk.work.submission, {"peserta": "Ratna", "ringkasan": "Lebih rinci", "jumlah": "1"})
    page = grader.get(at("work_compare", desk.work.public_id))
    changed = {row.key: row.before for block in page.context["blocks"] for row in block.rows if row.before is not None}
    assert changed["ringkasan"] == "Laporan ke-1"


def test_a_sentence_of_the_bank_without_scripts(desk: Desk, grader: Client) -> None:
    one = bank_comment(actor=desk.grader, text="Sertakan bukti.")
    grader.post(at("work_draft", desk.work.public_id), sheet(desk.work, {}, comment="Baik.", insert=one.pk))
    assert GradeDraft.objects.get().comment == "Baik.\nSertakan bukti."
    one.refresh_from_db()
    assert one.used == 1


def test_without_names_nobody_is_told_whose_it_is(desk: Desk, grader: Client) -> None:
    Task.objects.update(anonymous=True)
    Work.objects.update(anonymous=True)
    for url in (at("grading_list"), at("work_detail", desk.work.public_id), at("work_compare", desk.work.public_id)):
        page = grader.get(url).content.decode()
        assert desk.participant.name not in page
    assert (
        desk.participant.name
        not in grader.get(at("gradebook_detail", desk.cohort.public_id)).content.decode().partition("100,00")[2][:1]
    )
    unit = {"unit": desk.cast.unit.pk}
    assert grader.get(at("grading_list"), unit).context["page"].rows == []
    grade(desk.grader, Work.objects.get())
    assert desk.participant.name not in grader.get(at("grading_list"), {"state": "graded"}).content.decode()
    release(actor=desk.grader, works=[Work.objects.get()])
    assert desk.participant.name in grader.get(at("grading_list"), {"state": "released"}).content.decode()


def test_without_names_a_reference_leaves_the_receipt_out_that_stands_beside_a_name_elsewhere(
    desk: Desk, grader: Client
) -> None:
    named, again = desk.work.submission, make_submission(task=desk.task, enrolment=desk.enrolment, ordinal=2)
    fields = [{"key": "rujuk", "type": "ref", "label": {"id": "Rujukan"}, "form": named.form_version.form.code}]  # type: ignore[union-attr]
    schema = normal(
        {"code": "LT", "title": {"id": "Rujuk"}, "sections": [{"key": "a", "title": {"id": "A"}, "fields": fields}]}
    )
    task = make_task(
        actor=desk.cast.coordinator,
        cohort=desk.cohort,
        form_version=make_form_version(actor=desk.cast.coordinator, schema=schema),
        anonymous=True,
    )
    work = make_work(task=task, enrolment=desk.enrolment)
    Work.objects.filter(pk=work.pk).update(anonymous=True)
    for one in (named, again):
        hand_in(work.submission, {"rujuk": one.public_id})  # type: ignore[arg-type, union-attr]
    page = grader.get(at("work_detail", work.public_id))
    (row,) = page.context["sheet"].blocks[0].rows
    code = named.form_version.form.code  # type: ignore[union-attr]
    assert (row.before, row.text) == (f"{code}/01", f"{code}/02")
    for one in (named, again):
        assert one.current.receipt not in page.content.decode()  # type: ignore[union-attr]
    # A sheet of another task reads the same without its receipt, and is another one all the same.
    elsewhere = make_task(actor=desk.cast.coordinator, cohort=desk.cohort, form_version=desk.task.form_version)
    other = make_submission(task=elsewhere, enrolment=desk.enrolment, ordinal=2)
    hand_in(work.submission, {"rujuk": other.public_id})  # type: ignore[arg-type]
    (row,) = grader.get(at("work_detail", work.public_id)).context["sheet"].blocks[0].rows
    assert (row.before, row.text) == (f"{code}/02", f"{code}/02")
    Work.objects.filter(pk=work.pk).update(anonymous=False)
    (row,) = grader.get(at("work_detail", work.public_id)).context["sheet"].blocks[0].rows
    assert row.text == f"{code}/02 · {other.current.receipt}"  # type: ignore[union-attr]


def test_the_second_marker_does_not_see_the_first_marking(desk: Desk) -> None:
    Task.objects.update(second_marking=True)
    grade(desk.grader, Work.objects.get(), BEST, comment="Sangat baik", private_note="Rahasia penilai")
    page = as_user(desk.second).get(at("work_detail", desk.work.public_id))
    assert b"Sangat baik" not in page.content
    assert b"Rahasia penilai" not in page.content
    assert page.context["sheet"].grades == []
    assert as_user(desk.grader).get(at("work_detail", desk.work.public_id)).context["sheet"].grades != []


def test_only_the_part_for_the_desk_itself(desk: Desk, grader: Client) -> None:
    part = grader.get(at("work_detail", desk.work.public_id), **DESK)
    assert part.content.lstrip().startswith(b'<div id="desk"')
    assert "X-Desk" in part["Vary"]
