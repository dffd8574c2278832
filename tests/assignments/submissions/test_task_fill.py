"""One form without JavaScript: every type of field, saved, added to, handed in; and what the browser's module is told."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from assignments.enums import SubmissionState
from assignments.models import Submission, Task
from assignments.services.submissions import return_for_improvement, save_draft
from courses.models import Enrolment
from lms.people import clock
from lms.people.view_as import KEY
from tests.conftest import Cast
from tests.courses.asking import as_user, queries, status
from tests.factories.assignments.submissions import make_begun, make_handed_in, make_photo, make_task
from tests.factories.files import photo

pytestmark = pytest.mark.django_db

TYPED = {
    "tanggal": "4 Agustus 2026",
    "jam": "8.30",
    "lama": "1 jam 30 menit",
    "konseli": "A.R.",
    "jenis": "__other",
    "jenis.other": "Kunjungan rumah",
    "masalah": "Bingung memilih pelatihan.",
    "saran": ["Pelatihan", "__other"],
    "saran.other": "Magang",
    "kata": "las, magang",
    "hadir": "ya",
    "nilai": "4",
    "rencana[1].langkah": "Mendaftar",
    "rencana[1].biaya": "Rp 150.000",
    "rencana[2].langkah": "Wawancara",
    "rencana[2].biaya": "50.000",
    "rencana[3].langkah": "",
}


def url(task: Task, ordinal: int = 1) -> str:
    return f"/tasks/{task.public_id}/{ordinal}/"


def send(enrolment: Enrolment, task: Task, do: str, **changed: Any) -> HttpResponse:
    data = {**TYPED, "do": do, "seq": "0", "key": "kunci-penyerahan", **changed}
    return as_user(enrolment.user).post(url(task), data)


def test_the_form_shows_its_fields_with_their_keyboards(enrolment: Enrolment, task: Task) -> None:
    page = as_user(enrolment.user).get(url(task)).content.decode()
    assert re.search(r'<input type="date" name="tanggal" id="f-tanggal"', page)
    assert re.search(r'name="rencana\[1\]\.biaya"[^>]*inputmode="numeric"', page)
    assert 'capture="environment"' in page
    assert "Sari Peserta" in page
    assert re.search(r'data-field="tempat" hidden', page)
    assert '<a href="/sop/4/#langkah-1">4.1</a>' in page
    assert not Submission.objects.exists()


def test_saving_keeps_everything_and_shows_it_again(enrolment: Enrolment, task: Task) -> None:
    answer = send(enrolment, task, "save")
    assert answer["Location"] == url(task)
    draft = Submission.objects.get().draft
    assert draft["tanggal"] == "2026-08-04"
    assert (draft["jam"], draft["lama"]) == ("08:30", 90)
    assert draft["jenis"] == {"other": "Kunjungan rumah"}
    assert draft["saran"] == ["Pelatihan", {"other": "Magang"}]
    assert (draft["kata"], draft["hadir"], draft["nilai"]) == (["las", "magang"], True, 4)
    assert draft["jumlah"] == "200000"
    page = as_user(enrolment.user).get(url(task)).content.decode()
    assert 'value="Kunjungan rumah"' in page
    # Kept in minutes, shown as one writes it, and read again as the same.
    assert re.search(r'name="lama" id="f-lama" value="1 jam 30 menit"', page)
    assert "Rp 200.000" in page
    assert re.search(r'value="4" id="f-nilai-3" checked', page)


def test_what_cannot_be_read_stays_as_typed_and_the_summary_leads_to_it(enrolment: Enrolment, task: Task) -> None:
    answer = send(enrolment, task, "hand_in", tanggal="kemarin lusa", konseli="", **{"rencana[2].biaya": "banyak"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'<input type="text" name="tanggal" id="f-tanggal" value="kemarin lusa"[^>]*aria-invalid', page)
    for target in ("f-tanggal", "f-konseli", "f-rencana-2-biaya"):
        assert f'<a href="#{target}">' in page
        assert f'id="{target}"' in page
    assert Submission.objects.get().state == SubmissionState.DRAFT


def test_one_more_row_without_losing_what_was_typed(enrolment: Enrolment, task: Task) -> None:
    page = send(enrolment, task, "more:rencana").content.decode()
    assert 'name="rencana[3].langkah"' in page
    assert 'value="Wawancara"' in page


def test_handing_in_leads_to_the_receipt_and_twice_is_once(enrolment: Enrolment, task: Task) -> None:
    answer = send(enrolment, task, "hand_in")
    submission = Submission.objects.get()
    assert answer["Location"] == f"/submissions/{submission.public_id}/1/receipt/"
    again = send(enrolment, task, "hand_in")
    assert again["Location"] == answer["Location"]
    assert submission.versions.count() == 1


def test_a_fault_in_a_table_names_its_row(enrolment: Enrolment, task: Task) -> None:
    answer = send(enrolment, task, "hand_in", **{"rencana[2].langkah": "Wawancara", "rencana[2].biaya": "-5"})
    assert answer.status_code == 422
    page = " ".join(answer.content.decode().split())
    assert '<a href="#f-rencana-2-biaya">Rencana aksi, Baris 2, Biaya: Sedikitnya 0.</a>' in page
    assert send(enrolment, task, "hand_in", seq="1", **{"rencana[2].biaya": "5"}).status_code == 302


def test_files_are_taken_and_removed(enrolment: Enrolment, task: Task) -> None:
    file = SimpleUploadedFile("ruang.jpg", photo(), content_type="image/jpeg")
    send(enrolment, task, "save", **{"bukti.new": file})
    kept = Submission.objects.get().draft["bukti"]
    assert len(kept) == 1
    send(enrolment, task, "save", seq="1", bukti=kept, **{"bukti.remove": kept})
    assert "bukti" not in Submission.objects.get().draft


def test_a_file_that_is_too_large_is_told_at_its_field_and_the_rest_is_saved(enrolment: Enrolment, task: Task) -> None:
    large = SimpleUploadedFile("besar.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024))
    answer = send(enrolment, task, "hand_in", **{"bukti.new": large})
    assert answer.status_code == 422
    assert "f-bukti-new" in answer.content.decode()
    assert Submission.objects.get().draft["konseli"] == "A.R."


def test_a_refused_file_says_why_at_its_field(enrolment: Enrolment, task: Task) -> None:
    file = make_photo(enrolment, name="a.svg", content=b"<svg/>")
    submission = make_begun(task=task, enrolment=enrolment)
    save_draft(actor=enrolment.user, submission=submission, answers={"bukti": [file.public_id]}, seq=0)
    assert "SVG" in as_user(enrolment.user).get(url(task)).content.decode()


def test_a_draft_changed_elsewhere_is_shown_beside_what_was_typed(enrolment: Enrolment, task: Task) -> None:
    submission = make_begun(task=task, enrolment=enrolment)
    save_draft(actor=enrolment.user, submission=submission, answers={"konseli": "Z.Z."}, seq=0)
    answer = send(enrolment, task, "save", seq="0")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Z.Z." in page
    assert 'value="A.R."' in page
    assert 'name="seq" value="1"' in page
    assert send(enrolment, task, "save", seq="1").status_code == 302


def test_files_that_differ_are_counted(enrolment: Enrolment, task: Task) -> None:
    submission, file = make_begun(task=task, enrolment=enrolment), make_photo(enrolment)
    save_draft(actor=enrolment.user, submission=submission, answers={"bukti": [file.public_id]}, seq=0)
    page = send(enrolment, task, "save", seq="0").content.decode()
    assert re.search(r"Di draf yang lain:</strong> 1 berkas", page)


def test_a_second_tab_keeps_what_was_typed_after_the_hand_in(enrolment: Enrolment, task: Task) -> None:
    assert send(enrolment, task, "hand_in").status_code == 302
    for do, key in (("save", "kunci-penyerahan"), ("hand_in", "kunci-penyerahan-3")):
        answer = send(enrolment, task, do, key=key, konseli="B.B.")
        assert answer.status_code == 409
        assert "sudah diserahkan" in answer.content.decode()
        assert 'value="B.B."' in answer.content.decode()
    assert send(enrolment, task, "hand_in").status_code == 302


def test_client_data_is_pointed_out_and_never_blocks(enrolment: Enrolment, task: Task) -> None:
    send(enrolment, task, "save", konseli="3173 0101 0190 0001")
    assert "tampak seperti NIK" in as_user(enrolment.user).get(url(task)).content.decode()
    assert send(enrolment, task, "hand_in", seq="1", konseli="3173010101900001").status_code == 302


def test_what_came_back_shows_the_comments_at_their_fields(cast: Cast, enrolment: Enrolment, task: Task) -> None:
    version = make_handed_in(task=task, enrolment=enrolment)
    return_for_improvement(
        actor=cast.facilitator,
        submission=version.submission,
        version=version,
        reason="Umum",
        field_comments={"masalah": "Perjelas"},
    )
    before, page = as_user(enrolment.user).get(url(task)).content.decode().split('id="sheet"')
    assert "Umum" in before
    assert page.index("Hal yang dibahas") < page.index("Perjelas") < page.index("Saran")
    assert "Serahkan lagi" in page


def test_while_it_waits_the_form_leads_to_what_was_handed_in(enrolment: Enrolment, task: Task) -> None:
    version = make_handed_in(task=task, enrolment=enrolment)
    answer = as_user(enrolment.user).get(url(task))
    assert answer["Location"] == f"/submissions/{version.submission.public_id}/"


def test_the_module_is_told_the_rules_and_the_answers(enrolment: Enrolment, task: Task) -> None:
    page = as_user(enrolment.user).get(url(task)).content.decode()
    told = json.loads(re.search(r'<script id="told" type="application/json">(.*?)</script>', page)[1])  # type: ignore[index]
    rules = {rule["key"]: rule for rule in told["rules"]}
    assert told["person"] == enrolment.user.public_id
    assert rules["tempat"]["show"] == [{"field": "jenis", "operator": "is", "value": "Luring"}]
    assert rules["jumlah"]["calculation"] == ["sum", ["name", "rencana.biaya"]]
    assert told["url"] == url(task)


def test_looking_as_the_participant_leaves_nothing_on_the_phone(cast: Cast, enrolment: Enrolment, task: Task) -> None:
    client = as_user(cast.admin)
    session = client.session
    session[KEY] = enrolment.user.public_id
    session.save()
    answer = client.get(url(task))
    assert answer.status_code == 200
    assert "X-Padan-Person" not in answer
    assert "tasks.js" not in answer.content.decode()


def test_a_task_leads_to_its_next_form(cast: Cast, enrolment: Enrolment) -> None:
    task = make_task(actor=cast.coordinator, cohort=enrolment.cohort, count=2)
    client, path = as_user(enrolment.user), f"/tasks/{task.public_id}/"
    assert client.get(path)["Location"] == url(task, 1)
    version = make_handed_in(task=task, enrolment=enrolment)
    assert client.get(path)["Location"] == url(task, 2)
    return_for_improvement(actor=cast.facilitator, submission=version.submission, version=version, reason="Lengkapi")
    assert client.get(path)["Location"] == url(task, 1)


def test_the_same_queries_however_many_rows_and_files(enrolment: Enrolment, task: Task) -> None:
    submission, client = make_begun(task=task, enrolment=enrolment), as_user(enrolment.user)
    counts = []
    for seq, many in enumerate((1, 3)):
        files = [make_photo(enrolment, name=f"{many}-{number}.jpg").public_id for number in range(many)]
        answers = {"bukti": files, "rencana": [{"langkah": str(number)} for number in range(many)]}
        save_draft(actor=enrolment.user, submission=submission, answers=answers, seq=seq)
        counts.append(queries(client, url(task)))
    assert counts == [8, 8]


def test_denials(cast: Cast, enrolment: Enrolment, task: Task) -> None:
    coming = make_task(actor=cast.coordinator, cohort=task.cohort, opens_on=clock.today() + timedelta(days=2))
    assert status(None, "get", url(task)) == 401
    assert status(cast.facilitator, "get", url(task)) == 403
    assert status(enrolment.user, "get", url(task, 2)) == 404
    assert status(enrolment.user, "get", url(coming)) == 403
    assert status(enrolment.user, "post", url(coming)) == 403
    assert status(enrolment.user, "put", url(task)) == 405
