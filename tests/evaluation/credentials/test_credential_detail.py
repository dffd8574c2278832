"""The credential of one certificate, for everybody who has its code."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from courses.models import Enrolment
from lms.evaluation.models import Certificate, IssuerKey
from lms.evaluation.queries.certificate_facts import FactsChanged, digest_of
from lms.evaluation.queries.credentials import made, signer
from lms.evaluation.services.credentials import sign_missing, withdraw_key
from tests.conftest import Cast
from tests.factories.certificates import FACTS, make_certificate
from tests.factories.courses import make_enrolment


def url(code: str) -> str:
    return reverse("evaluation:credential_detail", args=[code])


def rewritten(certificate: Certificate, facts: dict[str, Any]) -> None:
    """Let a certificate have been issued with these facts."""
    Certificate.objects.filter(pk=certificate.pk).update(facts=facts, digest=digest_of(facts))


def test_it_tells_what_the_public_page_tells(client: Client, certificate: Certificate) -> None:
    answer = client.get(url(certificate.code))
    assert answer["Content-Type"] == "application/vc"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert certificate.code in answer["Content-Disposition"]
    credential = json.loads(answer.content)
    subject = credential["credentialSubject"]
    assert credential["id"] == f"https://padan.example{url(certificate.code)}"
    assert subject["identifier"][0]["identityHash"] == "Dr. Nurhayati Daeng Ngai, S.E., M.Si."
    assert subject["creditsEarned"] == 128
    assert "Angkatan 1" in subject["achievement"]["description"]
    assert subject["result"][0]["value"] == "Memuaskan"
    assert certificate.number in credential["evidence"][0]["name"]
    # Dated by the day in Jakarta: the first issue, and this one.
    assert (credential["validFrom"], credential["awardedDate"]) == ("2026-08-06T17:00:00Z", "2026-11-19T17:00:00Z")


def test_it_tells_no_more(client: Client, certificate: Certificate) -> None:
    text = client.get(url(certificate.code)).content.decode()
    for secret in ("nip", "birth_place", "born_on", "rank", "score"):
        assert FACTS[secret] not in text, secret


def test_what_is_optional_may_be_missing(client: Client, certificate: Certificate) -> None:
    kept = {name: FACTS[name] for name in ("name", "programme", "issued_on")}
    rewritten(certificate, kept)
    subject = json.loads(client.get(url(certificate.code)).content)["credentialSubject"]
    assert "result" not in subject
    assert "creditsEarned" not in subject


def test_a_programme_has_its_credits_whatever_somebody_has_of_them(client: Client, certificate: Certificate) -> None:
    subjects = [{"title": "Konseling", "jp": 10, "jp_of": 40}, {"title": "Penempatan", "jp": 0, "jp_of": 88}]
    rewritten(certificate, {**FACTS, "jp": 10, "subjects": subjects})
    subject = json.loads(client.get(url(certificate.code)).content)["credentialSubject"]
    assert (subject["creditsEarned"], subject["achievement"]["creditsAvailable"]) == (10, 128)
    narrative = subject["achievement"]["criteria"]["narrative"]
    assert "- Konseling (40 JP)\n- Penempatan (88 JP)" in narrative


def test_classes_of_somebodys_own_are_no_part_of_the_programme(client: Client, certificate: Certificate) -> None:
    plan = [{"title": "Konseling", "jp": 40, "jp_of": 40}]
    told = []
    for subjects in (plan, [*plan, {"title": "Kelas lain", "jp": 6, "jp_of": 0}]):
        jp = sum(int(str(one["jp"])) for one in subjects)
        rewritten(certificate, {**FACTS, "jp": jp, "subjects": subjects})
        told.append(json.loads(client.get(url(certificate.code)).content)["credentialSubject"])
    assert [one["creditsEarned"] for one in told] == [40, 46]
    assert told[0]["achievement"] == told[1]["achievement"]
    assert told[1]["achievement"]["creditsAvailable"] == 40


def test_a_key_that_was_withdrawn_signs_nothing_on_reading(
    client: Client, cast: Cast, certificate: Certificate, enrolment: Enrolment
) -> None:
    sign_missing()
    kept = client.get(url(certificate.code)).content
    withdraw_key(public=IssuerKey.objects.get().public)
    other = make_enrolment(actor=cast.coordinator, cohort=enrolment.cohort)
    new = make_certificate(other, actor=cast.coordinator)
    assert client.get(url(new.code)).status_code == 404
    assert client.get(url(certificate.code)).content == kept


def test_what_was_kept_stays_whatever_is_mended(client: Client, certificate: Certificate) -> None:
    sign_missing()
    before = client.get(url(certificate.code)).content
    Certificate.objects.filter(pk=certificate.pk).update(facts={**FACTS, "name": "Nama Lain"})
    assert client.get(url(certificate.code)).content == before


@pytest.mark.logs_errors
def test_over_facts_that_were_altered_nothing_is_signed(
    client: Client, cast: Cast, certificate: Certificate, enrolment: Enrolment, caplog: pytest.LogCaptureFixture
) -> None:
    Certificate.objects.filter(pk=certificate.pk).update(facts={**FACTS, "name": "Nama Lain"})
    other = make_certificate(make_enrolment(actor=cast.coordinator, cohort=enrolment.cohort), actor=cast.coordinator)
    assert client.get(url(certificate.code)).status_code == 404
    # It holds up nobody else, and is said in the log.
    assert (sign_missing(limit=1), sign_missing(limit=1)) == (1, 0)
    assert list(Certificate.objects.filter(credential__isnull=False)) == [other]
    # Once: this is looked at every minute.
    assert caplog.text.count(certificate.public_id) == 1
    assert other.public_id not in caplog.text
    by = signer()
    assert by is not None
    with pytest.raises(FactsChanged):
        made(Certificate.objects.get(pk=certificate.pk), by)
    rewritten(certificate, FACTS)
    assert sign_missing() == 1


def test_an_unknown_code_is_not_found(client: Client, certificate: Certificate) -> None:
    assert client.get(url("kode99999999")).status_code == 404


def test_codes_cannot_be_tried(client: Client, certificate: Certificate) -> None:
    answers = [client.get(url(f"tebakan{number}")).status_code for number in range(61)]
    assert answers == [404] * 60 + [429]
    # The right one tells nothing now either.
    assert client.get(url(certificate.code)).status_code == 429


def test_nothing_where_nothing_is_signed(client: Client, certificate: Certificate, settings: Settings) -> None:
    settings.PADAN_CREDENTIAL_KEY = ""
    assert client.get(url(certificate.code)).status_code == 404
    assert sign_missing() == 0


def test_reading_writes_nothing_and_asks_once(
    client: Client, certificate: Certificate, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        client.get(url(certificate.code))
    assert not hasattr(Certificate.objects.get(), "credential")


def test_wrong_method(client: Client, certificate: Certificate) -> None:
    assert client.post(url(certificate.code)).status_code == 405
