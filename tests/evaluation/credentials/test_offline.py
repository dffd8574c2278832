"""A credential checked offline by others: a verifier written from the standards (`reader`), and the library openvc-core.

Everything that either needs is what the site publishes: the credential, the DID document, the status list. Nothing of the
project's own code takes part in the checking, and nothing reaches for the network.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openvc.did.base import DidResolverRegistry
from openvc.did.did_web import DidWebResolver
from openvc.proof.errors import SignatureInvalid
from openvc.resolvers import default_status_list_resolver
from openvc.status.status_list import CredentialRevoked
from openvc.verify import VerificationPolicy, verify_credential
from pyld import jsonld

from lms.evaluation.enums import CertificateState
from lms.evaluation.models import Certificate
from lms.evaluation.services.credentials import sign_missing
from tests.evaluation.credentials import reader

HERE = Path(__file__).parent
CONTEXTS = {
    "https://www.w3.org/ns/credentials/v2": HERE / "credentials-v2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": HERE / "ob-3.0.3.json",
}


def published(path: str) -> dict[str, Any]:
    """What anybody gets at an address of the site."""
    answer = Client().get(path.removeprefix("https://padan.example"))
    assert answer.status_code == 200, path
    content: dict[str, Any] = json.loads(answer.content)
    return content


def credential_of(certificate: Certificate) -> dict[str, Any]:
    return published(reverse("evaluation:credential_detail", args=[certificate.code]))


def did_document() -> dict[str, Any]:
    return published("/credentials/did.json")


def status_of(credential: dict[str, Any]) -> dict[str, Any]:
    return published(credential["credentialStatus"]["statusListCredential"])


def verified_by_openvc(credential: dict[str, Any]) -> Any:
    """Have the library resolve the DID, check the proof, and read the status list, which it checks as a credential too."""
    resolver = DidResolverRegistry([DidWebResolver(published)])
    lists = default_status_list_resolver(resolver=resolver, fetch=lambda url: json.dumps(published(url)))
    policy = VerificationPolicy(require_status_issuer_binding=True, expected_types=["OpenBadgeCredential"])
    return verify_credential(credential, resolver=resolver, policy=policy, resolve_status_list=lists)


@pytest.mark.parametrize("kept", [True, False], ids=["kept", "made for the asker"])
def test_a_verifier_of_its_own_says_yes(certificate: Certificate, kept: bool) -> None:
    if kept:
        assert sign_missing() == 1
    credential = credential_of(certificate)
    assert reader.verifies(credential, did_document())
    status = status_of(credential)
    assert reader.verifies(status, did_document())
    assert not reader.revoked(credential, status)


def test_openvc_says_yes(certificate: Certificate) -> None:
    result = verified_by_openvc(credential_of(certificate))
    assert result.issuer == "did:web:padan.example:credentials"


@pytest.mark.parametrize("state", [CertificateState.REVOKED, CertificateState.REPLACED])
def test_what_no_longer_holds_is_said_by_both(certificate: Certificate, state: str) -> None:
    credential = credential_of(certificate)
    Certificate.objects.filter(pk=certificate.pk).update(state=state)
    assert credential_of(certificate) == credential
    assert reader.verifies(credential, did_document())
    assert reader.revoked(credential, status_of(credential))
    with pytest.raises(CredentialRevoked):
        verified_by_openvc(credential)


def test_both_say_no_to_a_better_grade(certificate: Certificate) -> None:
    credential = credential_of(certificate)
    credential["credentialSubject"]["result"][0]["value"] = "Sangat Memuaskan"
    assert not reader.verifies(credential, did_document())
    with pytest.raises(SignatureInvalid):
        verified_by_openvc(credential)


def _local(url: str, _options: dict[str, Any]) -> dict[str, Any]:
    return {"contextUrl": None, "documentUrl": url, "document": json.loads(CONTEXTS[url].read_text())}


def dropped(document: dict[str, Any]) -> set[str]:
    """Which names of a document the JSON-LD contexts do not know: as linked data they would say nothing."""
    expanded = jsonld.expand(document, {"documentLoader": _local})
    back = jsonld.compact(expanded, document["@context"], {"documentLoader": _local})
    return _names(document) - _names(back)


def _names(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | set().union(*map(_names, value.values()))
    if isinstance(value, list):
        return set().union(*map(_names, value))
    return set()


def test_every_word_is_known_to_the_contexts(certificate: Certificate) -> None:
    credential = credential_of(certificate)
    status = status_of(credential)
    # The proof's own context stands within the proof and not beside it, as the standard has it.
    for document in (credential, status):
        document["proof"].pop("@context")
    assert dropped(credential) == set()
    assert dropped(status) == set()
    assert dropped({**credential, "unheardOf": "x"}) == {"unheardOf"}
