"""Checking a file that a holder has shown."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from lms.evaluation.badges.multikey import new_secret, secret_key
from lms.evaluation.badges.proofs import Signer, signed
from lms.evaluation.enums import CertificateState
from lms.evaluation.models import Certificate
from lms.evaluation.queries.credentials import issuer, made, signer
from tests.factories.certificates import ISSUED

URL = reverse("evaluation:credential_check")


def send(content: bytes) -> Any:
    answer: HttpResponse = Client().post(URL, {"file": SimpleUploadedFile("kredensial.json", content)})
    assert answer.status_code == 200
    return answer.context["finding"]  # type: ignore[attr-defined]


def document_of(certificate: Certificate) -> dict[str, Any]:
    by = signer()
    assert by is not None
    return made(certificate, by)


def test_it_can_be_looked_at_by_everybody(client: Client, db: None) -> None:
    answer = client.get(URL)
    assert answer.status_code == 200
    assert b"did:web:padan.example:credentials" in answer.content


def test_genuine_and_valid(certificate: Certificate) -> None:
    finding = send(json.dumps(document_of(certificate), indent=4).encode())
    assert finding.is_valid
    assert finding.certificate == certificate


def test_genuine_and_revoked(certificate: Certificate) -> None:
    content = json.dumps(document_of(certificate)).encode()
    Certificate.objects.filter(pk=certificate.pk).update(state=CertificateState.REVOKED)
    finding = send(content)
    assert (finding.holds, finding.is_valid, finding.certificate) == (True, False, certificate)


def test_changed(certificate: Certificate) -> None:
    document = document_of(certificate)
    document["credentialSubject"]["creditsEarned"] = 228
    finding = send(json.dumps(document).encode())
    assert (finding.is_ours, finding.holds, finding.certificate) == (True, False, None)


def test_forged_with_a_key_of_their_own(certificate: Certificate) -> None:
    bare = {name: value for name, value in document_of(certificate).items() if name != "proof"}
    forged = signed(bare, signer=Signer(issuer().did, secret_key(new_secret())), at=ISSUED)
    finding = send(json.dumps(forged).encode())
    assert (finding.is_ours, finding.holds) == (True, False)


def test_somebody_elses(certificate: Certificate) -> None:
    bare = {name: value for name, value in document_of(certificate).items() if name != "proof"}
    other = signed(bare, signer=Signer("did:web:other.example", secret_key(new_secret())), at=ISSUED)
    assert not send(json.dumps(other).encode()).is_ours


def test_the_status_list_is_signed_but_no_certificate(client: Client, certificate: Certificate) -> None:
    content = client.get(reverse("evaluation:status_list_detail", args=[1])).content
    finding = send(content)
    assert (finding.holds, finding.certificate) == (True, None)


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"\xff\xfe", b"[" * 20_000, b"{"])
def test_no_json(content: bytes, db: None) -> None:
    assert not send(content).is_json


@pytest.mark.parametrize(
    "content", [b"5", b"[]", b"{}", b'{"proof": 1}', b'{"proof": {"verificationMethod": []}}', b'"text"', b"NaN"]
)
def test_json_that_is_no_credential(content: bytes, db: None) -> None:
    finding = send(content)
    assert (finding.is_json, finding.is_ours) == (True, False)


def test_too_large_and_empty(client: Client, db: None) -> None:
    large = SimpleUploadedFile("besar.json", b" " * (256 * 1024 + 1))
    assert client.post(URL, {"file": large}).status_code == 422
    assert client.post(URL, {}).status_code == 422


def test_tries_are_counted(client: Client, db: None) -> None:
    answers = [client.post(URL, {}).status_code for _turn in range(61)]
    assert answers == [422] * 60 + [429]


def test_wrong_method(client: Client, db: None) -> None:
    assert client.put(URL).status_code == 405
