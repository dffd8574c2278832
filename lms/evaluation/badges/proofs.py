"""Proofs of the kind `eddsa-jcs-2022` (W3C Data Integrity EdDSA Cryptosuites v1.0): put on a document, and checked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lms.evaluation.badges.canonical import canonical
from lms.evaluation.badges.multikey import NoKey, from_base58, public_key, public_text, to_base58

SUITE = "eddsa-jcs-2022"
Document = dict[str, Any]


@dataclass(frozen=True)
class Signer:
    """Who signs: the DID of the issuer, and the key it signs with."""

    did: str
    key: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """The public half of the key, as text."""
        return public_text(self.key)

    @property
    def method(self) -> str:
        """The address of the key in the issuer's DID document."""
        return f"{self.did}#{self.public}"


def instant(at: datetime) -> str:
    """Return an instant as credentials write it: UTC, whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def signed(document: Document, *, signer: Signer, at: datetime) -> Document:
    """Return the document with its proof. The same document, key and instant give the same proof."""
    config = {
        "@context": document["@context"],
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": instant(at),
        "verificationMethod": signer.method,
        "proofPurpose": "assertionMethod",
    }
    signature = signer.key.sign(_hashed(document, config))
    return {**document, "proof": {**config, "proofValue": to_base58(signature)}}


def holds(document: Document, *, key_of: Callable[[str], str | None]) -> bool:
    """Whether the document stands as it was signed. `key_of` gives the public key of a verification method, or None."""
    proof = document.get("proof")
    if not isinstance(proof, dict) or not _is_ours(proof, document):
        return False
    public = key_of(str(proof.get("verificationMethod", "")))
    bare = {name: value for name, value in document.items() if name != "proof"}
    config = {name: value for name, value in proof.items() if name != "proofValue"}
    config["@context"] = document.get("@context")
    try:
        if public is None:
            return False
        public_key(public).verify(from_base58(str(proof.get("proofValue", ""))), _hashed(bare, config))
    except (InvalidSignature, NoKey, ValueError, TypeError, RecursionError):
        return False
    return True


def _is_ours(proof: Document, document: Document) -> bool:
    kind = (proof.get("type"), proof.get("cryptosuite"), proof.get("proofPurpose"))
    same_words = proof.get("@context", document.get("@context")) == document.get("@context")
    return kind == ("DataIntegrityProof", SUITE, "assertionMethod") and same_words


def _hashed(document: Document, config: Document) -> bytes:
    return hashlib.sha256(canonical(config)).digest() + hashlib.sha256(canonical(document)).digest()
