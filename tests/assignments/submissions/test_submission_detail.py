"""Reading what was handed in: state, receipt, papers, versions side by side."""

from __future__ import annotations

import copy
from datetime import timedelta

import pypdfium2
import pytest

from assignments.models import SubmissionVersion, Task, Work
from assignments.services.releases import release
from assignments.services.submissions import hand_in, return_for_improvement
from courses.models import Enrolment
from courses.services.facilitators import add_facilitator
from lms.people import clock
from lms.people.enums import Role
from tests.assignments.grading.asking import FAIR, grade
from tests.conftest import Cast
from tests.courses.asking import as_user, queries, status
from tests.factories.assignments.submissions import ANSWERS, make_begun, make_handed_in, make_photo, make_task
from tests.factories.courses import make_enrolment
from tests.factories.people import give_role, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(enrolment: Enrolment, task: Task) -> SubmissionVersion:
    files = [make_photo(enrolment, name="ruang.jpg").public_id]
    return make_handed_in(
        task=task, enrolment=enrolment, answers={"bukti": files, "masalah": "#let x = 1 $ <b>tebal</b>"}
    )


def page(user: object, version: SubmissionVersion, tail: str = "") -> str:
    return str(as_user(user).get(f"/submissions/{version.submission.public_id}/{tail}").content.decode())  # type: ignore[arg-type]


def text_of(content: bytes) -> str:
    return "\n".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(content))


def test_the_page_shows_answers_evidence_and_receipt(enrolment: Enrolment, version: SubmissionVersion) -> None:
    shown = page(enrolment.user, version)
    assert version.receipt in shown
    assert "&lt;b&gt;tebal&lt;/b&gt;" in shown
    assert "ruang.jpg" in shown
    assert "Rp 150.000" in shown


def test_the_receipt_names_number_time_digest_and_files(enrolment: Enrolment, version: SubmissionVersion) -> None:
    shown = page(enrolment.user, version, "1/receipt/")
    for words in (version.receipt, version.sha256, version.evidence.get().sha256, "Rabu, 5 Agustus 2026, 10.00 WIB"):
        assert words in shown


def test_a_phone_with_a_wrong_clock_is_told_of(enrolment: Enrolment, task: Task) -> None:
    ahead = clock.now() + timedelta(days=1)
    version = hand_in(
        actor=enrolment.user,
        submission=make_begun(task=task, enrolment=enrolment),
        answers=ANSWERS,
        idempotency_key="kunci-0001",
        client_at=ahead,
        client_sent_at=ahead,
    )
    assert "Jam ponsel lebih cepat 1 hari" in page(enrolment.user, version, "1/receipt/")


def test_papers_carry_what_was_handed_in(enrolment: Enrolment, version: SubmissionVersion) -> None:
    client, base = as_user(enrolment.user), f"/submissions/{version.submission.public_id}/1/"
    for name in ("receipt.pdf", "form.pdf"):
        answer = client.get(base + name)
        assert answer["Content-Disposition"].startswith("attachment")
        text = text_of(answer.content)
        for words in (version.receipt, "ruang.jpg", "Sari Peserta", version.evidence.get().sha256[:20]):
            assert words in text, name
    assert "#let x = 1 $ <b>tebal</b>" in text
    assert "Mendaftar pelatihan las" in text


def test_versions_stand_side_by_side(cast: Cast, enrolment: Enrolment, version: SubmissionVersion) -> None:
    submission = version.submission
    assert status(enrolment.user, "get", f"/submissions/{submission.public_id}/compare/") == 404
    return_for_improvement(actor=cast.facilitator, submission=submission, version=version, reason="Lengkapi")
    make_handed_in(task=submission.task, enrolment=enrolment, answers={"masalah": "Baru", "kata": ["las"]})
    shown = page(enrolment.user, version, "compare/")
    assert "<del>#let x = 1" in shown.replace("\n", "")
    assert "<ins>Baru</ins>" in shown
    assert "ditambahkan" in shown
    assert "dihapus" in shown
    assert "<ins>Baru</ins>" in page(enrolment.user, version, "compare/?before=9&after=x")
    assert "Versi 1" in page(enrolment.user, version, "1/")
    assert "Lengkapi" in page(enrolment.user, version, "1/")


def test_the_same_queries_for_one_and_three_versions(
    cast: Cast, enrolment: Enrolment, version: SubmissionVersion
) -> None:
    client, path = as_user(enrolment.user), f"/submissions/{version.submission.public_id}/"
    one = queries(client, path)
    for number in range(2):
        submission = version.submission
        submission.refresh_from_db()
        return_for_improvement(actor=cast.facilitator, submission=submission, version=submission.current, reason="Lagi")
        make_handed_in(task=submission.task, enrolment=enrolment, answers={"masalah": str(number)})
    assert queries(client, path) == one == 9


def test_who_may_read_it(cast: Cast, enrolment: Enrolment, version: SubmissionVersion) -> None:
    path = f"/submissions/{version.submission.public_id}/"
    assert status(cast.facilitator, "get", path) == 404
    add_facilitator(actor=cast.coordinator, cohort=enrolment.cohort, user=cast.facilitator)
    colleague = make_enrolment(actor=cast.coordinator, cohort=enrolment.cohort, work_unit=cast.unit).user
    for user, wanted in (
        (cast.facilitator, 200),
        (cast.coordinator, 200),
        (cast.admin, 200),
        (cast.reviewer, 404),
        (cast.supervisor, 404),
        (colleague, 404),
        (None, 401),
    ):
        assert status(user, "get", path) == wanted
        assert status(user, "get", f"{path}1/receipt/") == wanted
    assert status(enrolment.user, "get", f"{path}2/receipt/") == 404
    assert status(enrolment.user, "post", path) == 405


def test_a_task_graded_without_names_is_not_read_here(cast: Cast, enrolment: Enrolment) -> None:
    task = make_task(actor=cast.coordinator, cohort=enrolment.cohort, anonymous=True)
    add_facilitator(actor=cast.coordinator, cohort=enrolment.cohort, user=cast.facilitator)
    file = make_photo(enrolment)
    version = make_handed_in(task=task, enrolment=enrolment, answers={"bukti": [file.public_id]})
    assert status(cast.facilitator, "get", f"/submissions/{version.submission.public_id}/") == 404
    answer = as_user(cast.facilitator).get(f"/files/{file.public_id}/")
    assert answer.status_code == 200
    answer.getvalue()


def test_a_released_grade_stands_with_the_form(cast: Cast, enrolment: Enrolment, version: SubmissionVersion) -> None:
    add_facilitator(actor=cast.coordinator, cohort=enrolment.cohort, user=cast.facilitator)
    work = Work.objects.get(submission=version.submission)
    grade(cast.facilitator, work, FAIR, comment="Langkah klien sudah jelas.")
    assert "Nilai Anda" not in page(enrolment.user, version)
    release(actor=cast.facilitator, works=[work])
    shown = page(enrolment.user, version)
    result = shown.split("Nilai Anda")[1].split("Kegiatan</h2>")[0]
    # What, when, by whom, and what to improve.
    for words in (
        "40,00",
        "Langkah klien sudah jelas.",
        cast.facilitator.name,
        "5 Agustus 2026",
        "Untuk tingkat berikutnya:",
    ):
        assert words in result
    assert "Nilai Anda" not in page(cast.facilitator, version)
    assert "Nilai Anda" not in page(enrolment.user, version, "1/")


REFERRING = {
    "code": "LT-05",
    "title": {"id": "Lembar kerja pencocokan"},
    "sections": [
        {
            "key": "lowongan",
            "title": {"id": "Lowongan"},
            "fields": [{"key": "lowongan", "type": "ref", "label": {"id": "Lembar lowongan"}, "form": ""}],
        }
    ],
}


def test_a_reference_is_said_in_words_wherever_it_is_read(
    cast: Cast, enrolment: Enrolment, version: SubmissionVersion
) -> None:
    other = version.submission
    form = copy.deepcopy(REFERRING)
    form["sections"][0]["fields"][0]["form"] = other.form_version.form.code  # type: ignore[index]
    task = make_task(actor=cast.coordinator, cohort=enrolment.cohort, form=form)
    referring = make_handed_in(task=task, enrolment=enrolment, answers={"lowongan": other.public_id})
    words, link = f"{other.form_version.form.code}/01 · {version.receipt}", f'href="/submissions/{other.public_id}/"'
    assert f"<a {link}>{words}</a>" in page(enrolment.user, referring)
    paper = as_user(enrolment.user).get(f"/submissions/{referring.submission.public_id}/1/form.pdf").content
    assert words in text_of(paper)
    add_facilitator(actor=cast.coordinator, cohort=enrolment.cohort, user=cast.facilitator)
    desk = as_user(cast.facilitator).get(f"/grading/{Work.objects.get(submission=referring.submission).public_id}/")
    assert words in desk.content.decode()
    # A named grader of this task alone reads what it is, and is led nowhere that is closed.
    second = make_user(name="Penilai Lain")
    give_role(second, Role.FACILITATOR)
    task.graders.add(second)
    shown = page(second, referring)
    assert words in shown
    assert link not in shown
    return_for_improvement(actor=cast.facilitator, submission=referring.submission, version=referring, reason="Lagi")
    make_handed_in(task=task, enrolment=enrolment, answers={"lowongan": other.public_id})
    compared = page(enrolment.user, referring, "compare/")
    assert words in compared
    assert other.public_id not in compared


def test_a_draft_is_its_writers_alone(cast: Cast, enrolment: Enrolment, task: Task) -> None:
    submission = make_begun(task=task, enrolment=enrolment)
    assert status(cast.coordinator, "get", f"/submissions/{submission.public_id}/") == 404
