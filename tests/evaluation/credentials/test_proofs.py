"""Proofs: the standard's own example, made again and checked; and every way in which one fails."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import pytest

from lms.evaluation.badges.multikey import NoKey, new_secret, public_key, public_text, secret_key
from lms.evaluation.badges.proofs import Signer, holds, signed
from lms.settings.env import DEMO_CREDENTIAL_KEY

# W3C, Data Integrity EdDSA Cryptosuites v1.0, appendix B.3 (eddsa-jcs-2022): key pair, credential and proof value.
PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
AT = datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC)
VALUE = "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"
ALUMNI: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
SIGNER = Signer(f"did:key:{PUBLIC}", secret_key(DEMO_CREDENTIAL_KEY))
KEYS = {SIGNER.method: PUBLIC}


def example() -> dict[str, Any]:
    return copy.deepcopy(signed(ALUMNI, signer=SIGNER, at=AT))


def test_the_standards_example_comes_out() -> None:
    assert SIGNER.public == PUBLIC
    assert example()["proof"]["proofValue"] == VALUE
    assert holds(example(), key_of=KEYS.get)


def test_a_proof_that_leaves_out_the_context_is_read_too() -> None:
    document = example()
    del document["proof"]["@context"]
    assert holds(document, key_of=KEYS.get)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("name", "Another Credential"),
        ("credentialSubject.alumniOf", "A Better School"),
        ("issuer", "https://vc.example/issuers/5679"),
        ("proof.created", "2023-02-24T23:36:39Z"),
        ("proof.proofPurpose", "authentication"),
        ("proof.cryptosuite", "eddsa-rdfc-2022"),
        ("proof.type", "Ed25519Signature2020"),
        ("proof.verificationMethod", "did:key:other#other"),
        ("proof.proofValue", VALUE[:-1] + "Y"),
        ("proof.proofValue", "u" + VALUE[1:]),
        ("proof.proofValue", "z"),
        ("proof.proofValue", 5),
        ("proof.@context", ["https://www.w3.org/ns/credentials/v2"]),
        ("proof", None),
        ("proof", []),
        ("added", 1.5),
    ],
)
def test_what_was_changed_does_not_hold(path: str, value: object) -> None:
    document = example()
    *above, last = path.split(".")
    place = document
    for step in above:
        place = place[step]
    place[last] = value
    assert not holds(document, key_of=KEYS.get)


def test_another_key_does_not_hold() -> None:
    other = public_text(secret_key(new_secret()))
    assert not holds(example(), key_of={SIGNER.method: other}.get)
    assert not holds(example(), key_of={SIGNER.method: "z6Mk"}.get)
    assert not holds(example(), key_of={}.get)


def test_deep_nesting_does_not_hold() -> None:
    deep: Any = []
    for _turn in range(5000):
        deep = [deep]
    assert not holds({**example(), "deep": deep}, key_of=KEYS.get)


@pytest.mark.parametrize("text", ["", "z", "z6Mk", PUBLIC, DEMO_CREDENTIAL_KEY[:-1], "insecure"])
def test_what_is_no_secret_key_is_refused(text: str) -> None:
    with pytest.raises(NoKey):
        secret_key(text)


def test_a_secret_is_no_public_key() -> None:
    with pytest.raises(NoKey):
        public_key(DEMO_CREDENTIAL_KEY)


def test_each_new_key_is_another() -> None:
    first, second = new_secret(), new_secret()
    assert first != second
    assert first.startswith("z3u2")
    assert public_text(secret_key(first)).startswith("z6Mk")
