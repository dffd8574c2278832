"""The credential of one certificate, for everybody who has its code."""

from __future__ import annotations

import json

from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from lms.evaluation.models import Certificate
from lms.evaluation.services.credentials import sign_missing
from tests.factories.certificates import FACTS


def url(code: str) -> str:
    return reverse("evaluation:credential_detail", args=[code])


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
    Certificate.objects.filter(pk=certificate.pk).update(facts=kept)
    subject = json.loads(client.get(url(certificate.code)).content)["credentialSubject"]
    assert "result" not in subject
    assert "creditsEarned" not in subject


def test_what_was_kept_stays_whatever_is_mended(client: Client, certificate: Certificate) -> None:
    sign_missing()
    before = client.get(url(certificate.code)).content
    Certificate.objects.filter(pk=certificate.pk).update(facts={**FACTS, "name": "Nama Lain"})
    assert client.get(url(certificate.code)).content == before


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
    with django_assert_num_queries(1):
        client.get(url(certificate.code))
    assert not hasattr(Certificate.objects.get(), "credential")


def test_wrong_method(client: Client, certificate: Certificate) -> None:
    assert client.post(url(certificate.code)).status_code == 405
