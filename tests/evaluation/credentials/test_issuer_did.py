"""The issuer's DID document: its keys, the old ones too, and never a withdrawn one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from courses.models import Enrolment
from lms.evaluation.badges.multikey import new_secret, public_text, secret_key
from lms.evaluation.models import Certificate, Credential, IssuerKey
from lms.evaluation.services.credentials import sign_missing, withdraw_key
from lms.people.errors import Refusal
from lms.settings.env import DEMO_CREDENTIAL_KEY
from tests.conftest import Cast
from tests.evaluation.credentials import reader
from tests.factories.certificates import make_certificate

OLD = public_text(secret_key(DEMO_CREDENTIAL_KEY))


def did_document() -> dict[str, Any]:
    answer = Client().get(reverse("evaluation:issuer_did"))
    assert answer["Content-Type"] == "application/did"
    content: dict[str, Any] = json.loads(answer.content)
    return content


def keys() -> list[str]:
    return [method["publicKeyMultibase"] for method in did_document()["verificationMethod"]]


def test_the_address_is_the_one_of_the_did() -> None:
    assert reverse("evaluation:issuer_did") == "/credentials/did.json"


def test_the_present_key_is_there_before_anything_is_signed(db: None) -> None:
    assert did_document()["id"] == "did:web:padan.example:credentials"
    assert keys() == [OLD]


def test_a_port_is_written_as_dids_write_it(db: None, settings: Settings) -> None:
    settings.WAGTAILADMIN_BASE_URL = "http://localhost:8000/"
    assert did_document()["id"] == "did:web:localhost%3A8000:credentials"


def test_a_new_key_signs_and_the_old_one_still_holds(
    cast: Cast, certificate: Certificate, enrolment: Enrolment, settings: Settings
) -> None:
    sign_missing()
    settings.PADAN_CREDENTIAL_KEY = new_secret()
    Certificate.objects.filter(pk=certificate.pk).update(state="replaced")
    newer = make_certificate(enrolment, actor=cast.coordinator)
    assert sign_missing() == 1
    new = public_text(secret_key(settings.PADAN_CREDENTIAL_KEY))
    assert keys() == [new, OLD]
    for row in (certificate, newer):
        assert reader.verifies(Credential.objects.get(certificate=row).document, did_document())


def test_nothing_holds_by_a_withdrawn_key(cast: Cast, certificate: Certificate, settings: Settings) -> None:
    sign_missing()
    settings.PADAN_CREDENTIAL_KEY = new_secret()
    call_command("credential_key", withdraw=OLD)
    call_command("credential_key", withdraw=OLD)
    assert OLD not in keys()
    with pytest.raises(AssertionError):
        reader.verifies(Credential.objects.get().document, did_document())


def test_a_withdrawn_key_signs_no_more(cast: Cast, certificate: Certificate, enrolment: Enrolment) -> None:
    sign_missing()
    withdraw_key(public=OLD)
    Certificate.objects.filter(pk=certificate.pk).update(state="revoked")
    make_certificate(enrolment, actor=cast.coordinator)
    with pytest.raises(Refusal, match="PADAN_CREDENTIAL_KEY"):
        sign_missing()
    assert Credential.objects.count() == 1


def test_a_key_that_signed_nothing_cannot_be_withdrawn(db: None) -> None:
    with pytest.raises(CommandError):
        call_command("credential_key", withdraw=OLD)


def test_a_new_key_is_printed_and_kept_nowhere(capsys: pytest.CaptureFixture[str], db: None) -> None:
    call_command("credential_key")
    printed = capsys.readouterr().out.strip().removeprefix("PADAN_CREDENTIAL_KEY=")
    assert public_text(secret_key(printed)).startswith("z6Mk")
    assert not IssuerKey.objects.exists()


def test_signing_twice_signs_once(certificate: Certificate) -> None:
    assert (sign_missing(), sign_missing()) == (1, 0)
    assert Credential.objects.count() == 1


def test_wrong_method(client: Client, db: None) -> None:
    assert client.post(reverse("evaluation:issuer_did")).status_code == 405
