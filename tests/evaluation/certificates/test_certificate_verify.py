"""The public page: what it shows of which state, what it never shows, and that nobody finds a code by trying."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Cohort
from lms.evaluation.models import Certificate, CertificatePaper
from lms.evaluation.registry import CertificateLink, _certificate_links, add_certificate_link
from lms.evaluation.services.certificates import reissue, revoke
from lms.evaluation.verify_codes import code_in_groups, new_code
from lms.evaluation.views.certificates import public
from lms.people import clock
from lms.people.models import User
from tests.conftest import Cast
from tests.courses.asking import queries
from tests.factories.graduates import make_certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(cast: Cast, cohort: Cohort) -> Certificate:
    return make_certificate(
        actor=cast.coordinator, cohort=cohort, name="Ayu Lestri", nip="199005172015032001", work_unit=cast.unit
    )


def page(code: str, **headers: str) -> str:
    answer = Client(headers=headers).get(f"/verify/{code}/")
    assert answer.status_code == 200
    return answer.text


def test_a_stranger_sees_the_facts_and_that_it_holds(certificate: Certificate) -> None:
    text = page(certificate.code)
    for said in ("Ayu Lestri", certificate.number, certificate.facts["cohort"], "Memuaskan", "Sertifikat ini berlaku"):
        assert said in text, said
    assert CertificatePaper.objects.get().sha256 in text


def test_in_english_where_the_reader_reads_english(certificate: Certificate) -> None:
    text = page(certificate.code, **{"Accept-Language": "en"})
    assert "This certificate holds" in text
    assert "Satisfactory" in text


def test_neither_nip_nor_birth_nor_the_way_to_the_person_is_told(certificate: Certificate) -> None:
    text = page(certificate.code)
    for hidden in ("199005172015032001", "Ambon", "1990", certificate.enrolment.user.email, certificate.public_id):
        assert hidden not in text, hidden


@pytest.mark.logs_errors
def test_facts_that_are_not_what_was_issued_are_not_confirmed(
    certificate: Certificate, caplog: pytest.LogCaptureFixture
) -> None:
    Certificate.objects.filter(pk=certificate.pk).update(facts={**certificate.facts, "name": "Orang Lain"})
    text = page(certificate.code, **{"Accept-Language": "en"})
    assert "Orang Lain" not in text
    assert "This certificate holds" not in text
    assert 'class="notice bad' in text
    assert certificate.public_id in caplog.text


def test_the_code_may_be_typed_as_it_stands_on_paper(certificate: Certificate) -> None:
    check = reverse("evaluation:certificate_check")
    answer = Client().get(check, {"code": code_in_groups(certificate.code).upper()})
    assert answer["Location"] == certificate.verify_path
    assert certificate.number in page(code_in_groups(certificate.code).upper())
    assert Client().get(check, {"code": "bukan kode"}).status_code == 422
    assert Client().get(check).status_code == 200
    assert Client().post(check).status_code == 405


def test_revoked_it_says_when_and_by_what_cause_but_not_the_reason(cast: Cast, certificate: Certificate) -> None:
    with clock.at(clock.now() + timedelta(days=3)):
        revoke(actor=cast.coordinator, certificate=certificate, cause="conduct", reason="Rahasia di dalam")
    text = page(certificate.code)
    assert "dicabut" in text
    assert "8 Agustus 2026" in text
    assert "Pelanggaran" in text
    assert "Rahasia di dalam" not in text


def test_replaced_it_leads_to_the_newer_one_and_that_one_back(cast: Cast, certificate: Certificate) -> None:
    User.objects.filter(pk=certificate.enrolment.user_id).update(name="Ayu Lestari")
    row = Certificate.objects.select_related("enrolment__user", "enrolment__cohort__programme").get()
    new = reissue(actor=cast.coordinator, certificate=row, reason="Salah ketik")
    old = page(certificate.code)
    assert f"/verify/{new.code}/" in old
    assert "Ayu Lestri" in old
    text = page(new.code)
    assert certificate.number in text
    assert "Ayu Lestari" in text


def test_a_code_that_is_none_is_one_answer_and_after_many_there_is_none(certificate: Certificate) -> None:
    client = Client()
    told = {client.get(f"/verify/{code}/").status_code for code in (new_code(), "x", "0" * 16, "../admin", "9" * 60)}
    assert told == {404}
    for _try in range(public.MISSES):
        client.get(f"/verify/{new_code()}/")
    assert client.get(f"/verify/{new_code()}/").status_code == 429
    # A hit tells no more than a miss now: who tries on learns nothing.
    assert client.get(certificate.verify_path).status_code == 429


def test_one_address_looks_so_often_in_a_minute(certificate: Certificate) -> None:
    client = Client()
    answers = [client.get(certificate.verify_path).status_code for _look in range(public.LOOKS + 1)]
    assert answers == [200] * public.LOOKS + [429]


def test_it_is_kept_nowhere_and_found_by_no_search_engine(certificate: Certificate) -> None:
    answer = Client().get(certificate.verify_path)
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert Client().post(certificate.verify_path).status_code == 405


def test_it_costs_few_queries(certificate: Certificate) -> None:
    assert queries(Client(), certificate.verify_path) == 2


def test_other_parts_put_their_link_beside_the_facts(certificate: Certificate) -> None:
    def source(one: Certificate) -> CertificateLink | None:
        return CertificateLink("Kredensial digital", f"/credentials/{one.code}.json", "Open Badges 3.0")

    add_certificate_link(10, source)
    try:
        assert f"/credentials/{certificate.code}.json" in page(certificate.code)
    finally:
        _certificate_links.remove((10, source))
