"""The pages of a cohort's certificates and of one: the good way, each denial, bad input, and what they cost."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from courses.models import Cohort
from lms.evaluation.enums import CertificateState, JobKind, JobState, RevokeCause
from lms.evaluation.models import Certificate, CertificateJob, Signatory
from lms.evaluation.queries.eligibility import fingerprint, ready_of
from lms.evaluation.services import certificate_jobs
from lms.evaluation.services.certificates import reissue, revoke
from lms.people import clock
from lms.people.models import User
from tests.conftest import Cast
from tests.courses.asking import as_user, queries, status
from tests.evaluation.certificates.reading import words
from tests.factories.courses import make_enrolment
from tests.factories.files import photo
from tests.factories.graduates import issue_now, make_certificate, make_graduate, make_signatory

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"evaluation:{name}", args=args)


def test_the_list_says_beside_each_name_where_it_stands(cast: Cast, cohort: Cohort) -> None:
    make_graduate(actor=cast.coordinator, cohort=cohort, name="Ayu Siap")
    make_enrolment(actor=cast.coordinator, cohort=cohort, name="Bima Belum")
    here = url("cohort_certificates", cohort.public_id)
    page = as_user(cast.coordinator).get(here).text
    assert "Ayu Siap" in page
    assert "Masih mengikuti pelatihan" in page
    assert url("certificate_issue", cohort.public_id) in page
    only = as_user(cast.facilitator).get(here, {"standing": "waits"}).text
    assert "Bima Belum" in only
    assert "Ayu Siap" not in only
    assert url("certificate_issue", cohort.public_id) not in only


def test_the_sum_above_the_list_leaves_nobody_out(cast: Cast, cohort: Cohort) -> None:
    """Who holds one, can be given one, must wait, and whose was revoked: together everybody."""
    first = make_certificate(actor=cast.coordinator, cohort=cohort)
    make_certificate(actor=cast.coordinator, cohort=cohort)
    page = url("cohort_certificates", cohort.public_id)
    lead = r'<p class="lead">(.*?)</p>'
    assert len(re.findall(r"\d+", re.search(lead, as_user(cast.coordinator).get(page).text, re.DOTALL)[1])) == 4  # type: ignore[index]
    for one in (first, Certificate.objects.latest("serial")):
        revoke(actor=cast.coordinator, certificate=one, cause="mistake", reason="Uji")
    said = re.search(lead, as_user(cast.coordinator).get(page).text, re.DOTALL)[1]  # type: ignore[index]
    assert re.findall(r"\d+", said) == ["0", "2", "0", "0", "2"]


def test_the_list_costs_the_same_for_three_as_for_one(cast: Cast, cohort: Cohort) -> None:
    client, here = as_user(cast.coordinator), url("cohort_certificates", cohort.public_id)
    make_graduate(actor=cast.coordinator, cohort=cohort)
    issue_now(actor=cast.coordinator, cohort=cohort)
    first = queries(client, here)
    for _one in range(2):
        make_graduate(actor=cast.coordinator, cohort=cohort)
    issue_now(actor=cast.coordinator, cohort=cohort)
    assert queries(client, here) == first


def test_the_register_and_one_page_cost_the_same_for_three_as_for_one(cast: Cast, cohort: Cohort) -> None:
    client = as_user(cast.coordinator)
    certificate = make_certificate(actor=cast.coordinator, cohort=cohort)
    first = (queries(client, url("certificate_list")), queries(client, certificate.get_absolute_url()))
    for _one in range(2):
        make_certificate(actor=cast.coordinator, cohort=cohort)
    assert (queries(client, url("certificate_list")), queries(client, certificate.get_absolute_url())) == first


def test_issuing_shows_the_list_first_and_then_the_progress(cast: Cast, cohort: Cohort) -> None:
    client, here = as_user(cast.coordinator), url("certificate_issue", cohort.public_id)
    assert url("cohort_certificates", cohort.public_id) in client.get(here).text
    make_graduate(actor=cast.coordinator, cohort=cohort, name="Ayu Siap", birth_place="")
    assert url("signatory_add") in client.get(here).text
    signatory = make_signatory(cast.coordinator)
    page = client.get(here).text
    assert page.count("Ayu Siap") == 2, "on the list, and among those to look at"
    asked = {
        "signatory": signatory.public_id, "issued_on": "2026-08-05", "issued_in": "Jakarta",
        "seen": fingerprint(ready_of(cohort)), "read": "on",
    }  # fmt: skip
    assert client.post(here, {**asked, "read": ""}).status_code == 422
    assert client.post(here, {**asked, "issued_on": "2026-08-06"}).status_code == 422
    stale = client.post(here, {**asked, "seen": "0" * 64})
    assert stale.status_code == 422
    assert f'value="{asked["seen"]}"' in stale.text
    answer = client.post(here, asked)
    job = CertificateJob.objects.get()
    assert answer["Location"] == job.get_absolute_url()
    assert client.get(here).status_code == 302
    assert "data-follow" in client.get(job.get_absolute_url()).text
    certificate_jobs.go_on(job_id=job.pk)
    part = client.get(job.get_absolute_url(), headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "data-follow" not in part
    assert Certificate.objects.get().facts["name"] == "Ayu Siap"


def test_a_work_that_stopped_has_a_button(cast: Cast, cohort: Cohort) -> None:
    make_certificate(actor=cast.coordinator, cohort=cohort)
    job = CertificateJob.objects.get()
    CertificateJob.objects.filter(pk=job.pk).update(state=JobState.STOPPED, remark="Berhenti", finished_at=None)
    client = as_user(cast.coordinator)
    assert url("certificate_job_again", job.public_id) in client.get(job.get_absolute_url()).text
    assert client.post(url("certificate_job_again", job.public_id)).status_code == 302
    job.refresh_from_db()
    assert job.state == JobState.RUNNING
    # Pressed again it is told that it goes on.
    assert client.post(url("certificate_job_again", job.public_id)).status_code == 302


def test_all_certificates_come_in_one_file_with_their_register(cast: Cast, cohort: Cohort) -> None:
    for name in ("Ayu", "Bima"):
        make_graduate(actor=cast.coordinator, cohort=cohort, name=name)
    client = as_user(cast.coordinator)
    assert client.post(url("certificate_archive", cohort.public_id)).status_code == 302
    assert not CertificateJob.objects.exists(), "nothing to pack"
    issue_now(actor=cast.coordinator, cohort=cohort)
    client.post(url("certificate_archive", cohort.public_id))
    client.post(url("certificate_archive", cohort.public_id))
    job = CertificateJob.objects.get(kind=JobKind.ARCHIVE)
    file = url("certificate_archive_file", job.public_id)
    assert client.get(file).status_code == 404
    certificate_jobs.go_on(job_id=job.pk)
    answer = client.get(file)
    with ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:  # type: ignore[attr-defined]
        names = archive.namelist()
        assert len(names) == 3
        assert "Ayu" in words(archive.read(names[0]))
        register = CalamineWorkbook.from_filelike(BytesIO(archive.read(names[-1]))).get_sheet_by_index(0).to_python()
    assert [row[1] for row in register[1:]] == ["Ayu", "Bima"]
    assert [row[6] for row in register[1:]] == [85.0, 85.0]
    assert certificate_jobs.forget_archives(before=job.created_at.replace(year=2030)) == 1
    assert client.get(file).status_code == 404
    assert "data-follow" not in client.get(job.get_absolute_url()).text


def test_a_file_of_all_is_not_handed_out_once_one_of_them_changed(cast: Cast, cohort: Cohort) -> None:
    certificate = make_certificate(actor=cast.coordinator, cohort=cohort)
    client, here = as_user(cast.coordinator), url("cohort_certificates", cohort.public_id)
    client.post(url("certificate_archive", cohort.public_id))
    job = CertificateJob.objects.get(kind=JobKind.ARCHIVE)
    certificate_jobs.go_on(job_id=job.pk)
    file = url("certificate_archive_file", job.public_id)
    assert file in client.get(here).text
    answer = client.get(file)
    assert (answer.status_code, len(b"".join(answer.streaming_content)) > 0) == (200, True)  # type: ignore[attr-defined]
    with clock.at(clock.now() + timedelta(minutes=1)):
        revoke(actor=cast.coordinator, certificate=certificate, cause="mistake", reason="Salah orang")
    page = client.get(here).text
    assert file not in page
    assert url("certificate_archive", cohort.public_id) in page
    assert client.get(file).status_code == 422


def test_the_register_is_found_by_number_name_and_code(cast: Cast, cohort: Cohort) -> None:
    first = make_certificate(actor=cast.coordinator, cohort=cohort, name="Ayu Lestari")
    make_certificate(actor=cast.coordinator, cohort=cohort, name="Bima Sakti")
    client = as_user(cast.coordinator)
    for typed in ("Lestari", first.number, first.code.upper()):
        page = client.get(url("certificate_list"), {"words": typed}).text
        assert "Ayu Lestari" in page, typed
        assert "Bima Sakti" not in page, typed
    User.objects.filter(pk=first.enrolment.user_id).update(name="Ayu Dewi")
    assert first.number in client.get(url("certificate_list"), {"words": "Lestari"}).text, "as it was printed"
    revoke(actor=cast.coordinator, certificate=first, cause="mistake", reason="Uji")
    gone = client.get(url("certificate_register"), {"state": "revoked"}).content
    (head, line) = CalamineWorkbook.from_filelike(BytesIO(gone)).get_sheet_by_index(0).to_python()
    told = dict(zip(head, line, strict=True))
    assert {clock.today(), RevokeCause.MISTAKE.label, "Uji"} <= set(told.values()), "when, by which cause and why"
    revoked = client.get(url("certificate_list"), {"state": "revoked"}).text
    assert "Ayu Lestari" in revoked
    assert "Bima Sakti" not in revoked
    book = client.get(url("certificate_register"), {"state": "valid"}).content
    rows = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[1:]] == ["Bima Sakti"]


def test_a_cell_of_the_register_is_text_whatever_it_says(cast: Cast, cohort: Cohort) -> None:
    make_certificate(actor=cast.coordinator, cohort=cohort, name="=1+1", work_unit=cast.unit)
    book = as_user(cast.coordinator).get(url("cohort_register", cohort.public_id)).content
    rows = CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()
    assert rows[1][1] == "=1+1"


def test_the_person_sees_and_downloads_the_own_and_nobody_elses(cast: Cast, cohort: Cohort) -> None:
    certificate = make_certificate(actor=cast.coordinator, cohort=cohort, name="Ayu Lestari")
    pdf = url("certificate_pdf", certificate.public_id)
    own = as_user(certificate.enrolment.user)
    assert certificate.number in own.get("/dashboard/").text
    assert certificate.number in own.get(url("certificate_list")).text
    assert url("certificate_revoke", certificate.public_id) not in own.get(certificate.get_absolute_url()).text
    assert "Ayu Lestari" in words(own.get(pdf).content)
    for name in ("certificate_revoke", "certificate_reissue", "certificate_sign"):
        assert status(certificate.enrolment.user, "get", url(name, certificate.public_id)) == 403
    for other in (cast.outsider, cast.reviewer):
        assert status(other, "get", certificate.get_absolute_url()) == 404
        assert status(other, "get", pdf) == 404
    assert status(None, "get", pdf) == 401
    assert status(cast.coordinator, "post", pdf) == 405


def test_what_does_not_hold_is_not_handed_out(cast: Cast, cohort: Cohort) -> None:
    certificate = make_certificate(actor=cast.coordinator, cohort=cohort)
    here = url("certificate_revoke", certificate.public_id)
    client = as_user(cast.coordinator)
    assert client.post(here, {"cause": "mistake", "reason": "", "sure": "on"}).status_code == 422
    assert client.post(here, {"cause": "mistake", "reason": "Salah orang"}).status_code == 422
    assert client.post(here, {"cause": "mistake", "reason": "Salah orang", "sure": "on"}).status_code == 302
    assert client.post(here, {"cause": "mistake", "reason": "Salah orang", "sure": "on"}).status_code == 422
    pdf = url("certificate_pdf", certificate.public_id)
    assert status(certificate.enrolment.user, "get", pdf) == 422
    assert status(cast.coordinator, "get", pdf) == 200
    own = as_user(certificate.enrolment.user).get(certificate.get_absolute_url()).text
    assert "Salah orang" in own
    assert certificate.number not in as_user(certificate.enrolment.user).get("/dashboard/").text


def test_one_issued_anew_leads_back_to_the_one_before(cast: Cast, cohort: Cohort) -> None:
    old = make_certificate(actor=cast.coordinator, cohort=cohort, name="Nama Salah")
    User.objects.filter(pk=old.enrolment.user_id).update(name="Nama Benar")
    row = Certificate.objects.select_related("enrolment__user", "enrolment__cohort__programme").get(pk=old.pk)
    new = reissue(actor=cast.coordinator, certificate=row, reason="Salah ketik")
    for reader in (cast.coordinator, old.enrolment.user):
        page = as_user(reader).get(new.get_absolute_url()).text
        assert f'href="{old.get_absolute_url()}"' in page
        assert old.number in page


def test_a_correction_is_shown_before_it_is_printed(cast: Cast, cohort: Cohort) -> None:
    certificate = make_certificate(actor=cast.coordinator, cohort=cohort, name="Ayu Lestri")
    client, here = as_user(cast.coordinator), url("certificate_reissue", certificate.public_id)
    assert "<textarea" not in client.get(here).text, "nothing differs yet"
    User.objects.filter(pk=certificate.enrolment.user_id).update(name="Ayu Lestari", rank="III/b")
    assert here in client.get(certificate.get_absolute_url()).text
    page = client.get(here).text
    assert "Ayu Lestri" in page
    assert "Ayu Lestari" in page
    asked = {"fields_anew": ["name"], "reason": "Salah ketik", "signatory": ""}
    assert client.post(here, {**asked, "fields_anew": ["serial"]}).status_code == 422
    answer = client.post(here, asked)
    new = Certificate.objects.get(state=CertificateState.VALID)
    assert answer["Location"] == new.get_absolute_url()
    assert (new.facts["name"], new.facts["rank"]) == ("Ayu Lestari", certificate.facts["rank"])
    assert new.number in client.get(certificate.get_absolute_url()).text
    assert client.post(here, asked).status_code == 422


def test_a_signed_copy_is_sent_and_a_wrong_one_comes_back(cast: Cast, cohort: Cohort) -> None:
    certificate = make_certificate(actor=cast.coordinator, cohort=cohort)
    client, here = as_user(cast.coordinator), url("certificate_sign", certificate.public_id)
    own = client.get(url("certificate_pdf", certificate.public_id)).content
    assert client.post(here, {}).status_code == 422
    sent = BytesIO(photo())
    sent.name = "foto.jpg"
    assert client.post(here, {"file": sent}).status_code == 422
    sent = BytesIO(own + b"\n%signed\n")
    sent.name = "tertandatangani.pdf"
    assert client.post(here, {"file": sent}).status_code == 302
    assert (
        "tertandatangani.pdf" in client.get(certificate.get_absolute_url()).text or certificate.signed_copies.exists()
    )


def test_many_signed_copies_are_answered_for_one_by_one(cast: Cast, cohort: Cohort) -> None:
    certificate = make_certificate(actor=cast.coordinator, cohort=cohort)
    client, here = as_user(cast.coordinator), url("signed_copies", cohort.public_id)
    own = client.get(url("certificate_pdf", certificate.public_id)).content
    files = [BytesIO(own + b"\n%signed\n"), BytesIO(photo())]
    for name, file in zip(("satu.pdf", "dua.jpg"), files, strict=True):
        file.name = name
    answer = client.post(here, {"copies": files})
    assert answer.status_code == 200
    assert certificate.number in answer.text
    assert "dua.jpg" in answer.text
    assert certificate.signed_copies.count() == 1
    assert client.post(here, {}).status_code == 422


def test_who_signs_is_kept_by_organisers(cast: Cast, cohort: Cohort) -> None:
    client, add = as_user(cast.coordinator), url("signatory_add")
    asked = {"name": "Budi Hartono", "nip": "", "position": "Direktur", "position_en": "Director"}
    assert client.post(add, {**asked, "name": ""}).status_code == 422
    assert client.post(add, {**asked, "nip": "123"}).status_code == 422
    sent = BytesIO(b"%PDF-1.7")
    sent.name = "tanda.pdf"
    assert client.post(add, {**asked, "picture": sent}).status_code == 422
    sent = BytesIO(photo("PNG"))
    sent.name = "tanda.png"
    assert client.post(add, {**asked, "picture": sent}).status_code == 302
    row = Signatory.objects.get()
    assert row.picture is not None
    edit = url("signatory_edit", row.public_id)
    changed = {**asked, "nip": "197001011995011001", "position": "Direktur Jenderal", "no_picture": "on"}
    assert client.post(edit, changed).status_code == 302
    row.refresh_from_db()
    assert (row.position, row.picture) == ("Direktur Jenderal", None)
    page = client.get(url("signatory_list")).text
    assert "Budi Hartono" in page
    assert "NIP 1970••••••••••1001" in page
    assert "197001011995011001" not in page
    assert "197001011995011001" in client.get(edit).text
    assert client.post(url("signatory_archive", row.public_id)).status_code == 302
    assert client.get(edit).status_code == 404
    for other in (cast.facilitator, cast.reviewer, cast.outsider):
        assert status(other, "get", url("signatory_list")) == 403
