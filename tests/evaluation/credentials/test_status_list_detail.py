"""The list of what no longer holds."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from courses.models import Enrolment
from lms.evaluation.badges.bitstrings import SIZE, packed, place_of
from lms.evaluation.enums import CertificateState
from lms.evaluation.models import Certificate, IssuerKey
from lms.evaluation.services.credentials import sign_missing, withdraw_key
from lms.people import clock
from tests.conftest import Cast
from tests.evaluation.credentials import reader
from tests.factories.certificates import make_certificate

NOON = datetime(2026, 11, 26, 5, 1, 40, tzinfo=UTC)


def read(number: int = 1) -> dict[str, Any]:
    answer = Client().get(reverse("evaluation:status_list_detail", args=[number]))
    content: dict[str, Any] = json.loads(answer.content)
    return content


def test_without_a_certificate_there_is_a_first_list(db: None) -> None:
    assert read()["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]


def test_it_is_the_same_for_five_minutes_and_good_for_a_day(certificate: Certificate) -> None:
    with clock.at(NOON):
        first = read()
    with clock.at(NOON + timedelta(minutes=3)):
        assert read() == first
    with clock.at(NOON + timedelta(minutes=5)):
        later = read()
    assert (first["validFrom"], first["validUntil"]) == ("2026-11-26T05:00:00Z", "2026-11-27T05:00:00Z")
    assert later["validFrom"] == "2026-11-26T05:05:00Z"


def test_a_bit_each_in_the_list_it_belongs_to(cast: Cast, enrolment: Enrolment) -> None:
    gone = CertificateState.REVOKED
    for index in (0, 7, 8, SIZE - 1, SIZE, SIZE + 9):
        make_certificate(enrolment, actor=cast.coordinator, status_index=index, state=gone)
    make_certificate(enrolment, actor=cast.coordinator, status_index=1)
    for number, places in ((1, {0, 7, 8, SIZE - 1}), (2, {0, 9})):
        status = read(number)
        found = {place for place in (0, 1, 7, 8, 9, SIZE - 1) if reader.revoked(_entry(number, place), status)}
        assert found == places, number


def _entry(number: int, place: int) -> dict[str, Any]:
    address = f"https://padan.example/credentials/status/{number}.json"
    return {
        "credentialStatus": {
            "statusListCredential": address,
            "statusPurpose": "revocation",
            "statusListIndex": str(place),
        }
    }


@pytest.mark.parametrize("number", [0, 2, 99])
def test_there_are_no_more_lists_than_needed(client: Client, certificate: Certificate, number: int) -> None:
    assert client.get(reverse("evaluation:status_list_detail", args=[number])).status_code == 404


def test_place_of_an_index() -> None:
    assert [place_of(index) for index in (0, SIZE - 1, SIZE)] == [(1, 0), (1, SIZE - 1), (2, 0)]
    assert len(packed([])) < 200


@pytest.mark.parametrize("count", [1, 3])
def test_queries(
    cast: Cast, enrolment: Enrolment, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _turn in range(count):
        make_certificate(enrolment, actor=cast.coordinator, state=CertificateState.REVOKED)
    with django_assert_num_queries(3):
        first = read()
    # Whoever asks next gets the same, unread.
    with django_assert_num_queries(2):
        assert read() == first


def test_nothing_without_a_key(client: Client, certificate: Certificate, settings: Settings) -> None:
    settings.PADAN_CREDENTIAL_KEY = ""
    assert client.get(reverse("evaluation:status_list_detail", args=[1])).status_code == 404


def test_nothing_by_a_key_that_was_withdrawn(client: Client, certificate: Certificate) -> None:
    sign_missing()
    key = IssuerKey.objects.get()
    assert client.get(reverse("evaluation:status_list_detail", args=[1])).status_code == 200
    withdraw_key(public=key.public)
    assert client.get(reverse("evaluation:status_list_detail", args=[1])).status_code == 404


def test_wrong_method(client: Client, db: None) -> None:
    assert client.post(reverse("evaluation:status_list_detail", args=[1])).status_code == 405
