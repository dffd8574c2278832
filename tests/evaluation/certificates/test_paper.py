"""The paper: front and back, both languages, to a standard, from the frozen facts alone."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from django.test import Client
from django.test.utils import override_settings

from cms.enums import StageKind
from courses.enums import StageMode
from courses.models import Cohort
from lms.evaluation.certificate_papers import papers_of, verify_url
from lms.evaluation.models import Certificate, CertificatePaper, Signatory
from lms.evaluation.queries.certificate_facts import NOTHING, FactsChanged, digest_of, facts_of, frame_of
from lms.evaluation.queries.outcomes import NOT_RELEASED
from lms.evaluation.services.certificate_jobs import make_due_papers
from lms.evaluation.services.certificates import drawn_up, reissue
from lms.evaluation.services.numbering import take_numbers
from lms.evaluation.services.signatories import add_signatory
from lms.files import store
from lms.files.services import check_file
from lms.people import clock
from lms.people.models import User
from tests.conftest import Cast
from tests.evaluation.certificates.reading import pages, words
from tests.factories.files import photo
from tests.factories.graduates import issue_now, make_certificate, make_graduate

pytestmark = pytest.mark.django_db


def printed(certificate: Certificate) -> bytes:
    return papers_of([Certificate.objects.select_related("signature", "replaces").get(pk=certificate.pk)])[0]


def test_front_and_back_say_what_the_facts_say_in_two_languages(cast: Cast, cohort: Cohort) -> None:
    certificate = make_certificate(
        actor=cast.coordinator, cohort=cohort, name="Sutarmi", title_before="Dr.", title_after="M.Si.",
        nip="199005172015032001", work_unit=cast.unit,
    )  # fmt: skip
    body = printed(certificate)
    assert pages(body) == 2
    text = words(body)
    for said in (
        "KEMENTERIAN KETENAGAKERJAAN", "SERTIFIKAT", "CERTIFICATE", certificate.number, "Dr. Sutarmi, M.Si.",
        "199005172015032001", "Ambon, 17 Mei 1990", "Penata Muda, III/a", cast.unit.name, "MEMUASKAN", "Satisfactory",
        "nol jam pelajaran", "zero lesson hours", "Direktur Bina Pengantar Kerja", "Judul LKP-1", "Title LKP-1",
        "5 Agustus 2026",
    ):  # fmt: skip
        assert said in text, said
    assert verify_url(certificate) in "".join(text.split())


@override_settings(PADAN_ISSUER_NAME="Dinas Tenaga Kerja Kota Contoh", PADAN_ISSUER_NAME_EN="Office of Contoh")
def test_it_bears_the_name_of_its_issuer(cast: Cast, cohort: Cohort) -> None:
    text = words(printed(make_certificate(actor=cast.coordinator, cohort=cohort)))
    assert "DINAS TENAGA KERJA KOTA CONTOH" in text
    assert "Office of Contoh" in text


def test_only_ways_in_which_it_was_held_are_named(cast: Cast, cohort: Cohort) -> None:
    text = words(printed(make_certificate(actor=cast.coordinator, cohort=cohort)))
    assert "secara daring," in text
    assert "di unit kerja" not in text
    graduate = make_graduate(actor=cast.coordinator, cohort=cohort)
    cohort.stages.filter(mode=StageMode.IN_PERSON).update(venue="BBPVP Serang")
    signatory = Signatory.objects.get()
    frame = frame_of(cohort, signatory=signatory, issued_on=clock.today(), issued_in="Jakarta")
    field, outcome = replace(NOTHING, jp=8, by_stage={StageKind.FIELD: 8}), NOT_RELEASED
    facts = facts_of(frame, graduate, field, outcome)
    assert facts["modes"] == ["online", "in_person", "workplace"]
    certificate = drawn_up(take_numbers(on=clock.today(), count=1)[0], graduate.pk, facts, cast.coordinator)
    certificate.save()
    assert "secara daring, di unit kerja, dan di BBPVP Serang" in words(printed(certificate))
    assert facts_of(frame, graduate, None, outcome)["modes"] == ["online", "in_person"]
    cohort.stages.filter(mode=StageMode.ONLINE).update(mode=StageMode.IN_PERSON)
    frame = frame_of(cohort, signatory=None, issued_on=clock.today(), issued_in="Jakarta")
    assert facts_of(frame, graduate, None, outcome)["modes"] == ["in_person"]


@override_settings(PADAN_ISSUER_NAME="Dinas Tenaga Kerja Kota Contoh")
def test_facts_frozen_before_they_named_issuer_and_ways_are_read_as_they_were(cast: Cast, cohort: Cohort) -> None:
    certificate = make_certificate(actor=cast.coordinator, cohort=cohort, name="Nama Salah")
    lacking = {name: one for name, one in certificate.facts.items() if name not in {"issuer", "issuer_en", "modes"}}
    for place, said in (("BBPVP Serang", "secara daring, di unit kerja, dan di BBPVP Serang"), ("", "2026,")):
        facts = {**lacking, "place": place}
        Certificate.objects.filter(pk=certificate.pk).update(facts=facts, digest=digest_of(facts))
        page = Client().get(certificate.verify_path)
        assert page.status_code == 200
        assert "Dinas Tenaga Kerja Kota Contoh" in page.text
        text = words(printed(certificate))
        assert "DINAS TENAGA KERJA KOTA CONTOH" in text
        assert said in text
        assert ("secara daring" in text) == bool(place)
    User.objects.filter(pk=certificate.enrolment.user_id).update(name="Nama Benar")
    old = Certificate.objects.select_related("enrolment__user", "enrolment__cohort__programme").get(pk=certificate.pk)
    new = reissue(actor=cast.coordinator, certificate=old, reason="Salah ketik")
    assert make_due_papers() == 1
    assert "Nama Benar" in words(store.read(CertificatePaper.objects.get(certificate=new).path))
    assert new.facts["issuer"] == "Dinas Tenaga Kerja Kota Contoh"


def test_it_keeps_the_standards_of_archives_and_of_reading_aloud(cast: Cast, cohort: Cohort) -> None:
    body = printed(make_certificate(actor=cast.coordinator, cohort=cohort))
    for mark in (b"pdfaid:part", b"pdfuaid:part", b"/StructTreeRoot", b"/Lang"):
        assert mark in body


def test_the_same_facts_give_the_same_bytes_alone_and_among_others(cast: Cast, cohort: Cohort) -> None:
    for _one in range(3):
        make_graduate(actor=cast.coordinator, cohort=cohort)
    issue_now(actor=cast.coordinator, cohort=cohort)
    for certificate in Certificate.objects.all():
        body = printed(certificate)
        paper = CertificatePaper.objects.get(certificate=certificate)
        assert hashlib.sha256(body).hexdigest() == paper.sha256
        assert store.read(paper.path) == body


def test_what_somebody_is_called_is_text_whatever_it_says(cast: Cast, cohort: Cohort) -> None:
    name = '#read("/etc/passwd") $x$ *tebal*'
    assert name in words(printed(make_certificate(actor=cast.coordinator, cohort=cohort, name=name)))


def test_long_names_and_long_programmes_stay_on_two_pages(cast: Cast, cohort: Cohort) -> None:
    programme = cohort.programme
    programme.name = (
        "Pelatihan pencocokan kerja bagi petugas antarkerja dan pengelola Pusat Pasar Kerja serta KIOS SIAPkerja"
    )
    programme.name_en = (
        "Job-matching training for employment officers and managers of the Labour Market Centre and its kiosks"
    )
    programme.save()
    certificate = make_certificate(
        actor=cast.coordinator, cohort=cohort, work_unit=cast.unit, title_before="Prof. Dr. Ir. H.",
        name="Raden Mas Kartawidjaja Hadiningrat Soerjosoemarno Poerbatjaraka", title_after="S.E., S.H., M.Si., M.Hum., Ph.D.",
        position="Pengantar Kerja Ahli Madya pada Balai Besar Pelatihan Vokasi dan Produktivitas",
    )  # fmt: skip
    assert pages(printed(certificate)) == 2


def test_facts_that_were_tampered_with_are_not_printed(cast: Cast, cohort: Cohort) -> None:
    certificate = make_certificate(actor=cast.coordinator, cohort=cohort)
    Certificate.objects.filter(pk=certificate.pk).update(facts={**certificate.facts, "score": "99.00"})
    with pytest.raises(FactsChanged):
        printed(certificate)


def test_the_picture_of_the_signature_is_printed(cast: Cast, cohort: Cohort) -> None:
    plain = printed(make_certificate(actor=cast.coordinator, cohort=cohort))
    signatory = add_signatory(
        actor=cast.coordinator, name="Budi Hartono", position="Direktur", position_en="Director",
        picture=("tanda-tangan.png", photo("PNG")),
    )  # fmt: skip
    assert signatory.picture is not None
    check_file(file_id=signatory.picture.pk)
    signatory.refresh_from_db()
    make_graduate(actor=cast.coordinator, cohort=cohort)
    issue_now(actor=cast.coordinator, cohort=cohort, signatory=signatory)
    certificate = Certificate.objects.get(signature=signatory.picture)
    body = printed(certificate)
    assert "Budi Hartono" in words(body)
    assert len(body) > len(plain)


def test_one_issued_anew_says_in_place_of_which(cast: Cast, cohort: Cohort) -> None:
    old = make_certificate(actor=cast.coordinator, cohort=cohort, name="Nama Salah")
    User.objects.filter(pk=old.enrolment.user_id).update(name="Nama Benar")
    old = Certificate.objects.select_related("enrolment__user", "enrolment__cohort__programme").get(pk=old.pk)
    new = reissue(actor=cast.coordinator, certificate=old, reason="Salah ketik")
    assert make_due_papers() == 1
    text = words(store.read(CertificatePaper.objects.get(certificate=new).path))
    assert "Nama Benar" in text
    assert old.number in text
    assert "diterbitkan pertama kali" in text.lower()


@override_settings(WAGTAILADMIN_BASE_URL="https://padan.example")
def test_the_code_leads_to_the_public_page_of_this_site(cast: Cast, cohort: Cohort) -> None:
    certificate = make_certificate(actor=cast.coordinator, cohort=cohort)
    assert verify_url(certificate) == f"https://padan.example/verify/{certificate.code}/"
