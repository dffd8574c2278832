"""Who issues: the site's own DID (`did:web`), its profile, and its DID document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from lms.evaluation.badges.proofs import Document

VC_CONTEXT = "https://www.w3.org/ns/credentials/v2"
OB_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
DID_CONTEXT = "https://www.w3.org/ns/did/v1"
KEY_CONTEXT = "https://w3id.org/security/multikey/v1"
# Below this path of the site all of it stands; the DID document at `/credentials/did.json`.
FOLDER = "credentials"


@dataclass(frozen=True)
class Issuer:
    """The issuer as the installation names it. `base_url` is the site's address without a slash at its end."""

    base_url: str
    name: str
    name_en: str

    @property
    def did(self) -> str:
        """`did:web:host:credentials`; a port is written with %3A."""
        host = urlsplit(self.base_url).netloc.replace(":", "%3A")
        return f"did:web:{host}:{FOLDER}"

    def address(self, path: str) -> str:
        """Return the whole address of something below the folder."""
        return f"{self.base_url}/{FOLDER}/{path}"

    @property
    def profile(self) -> Document:
        """The issuer as every credential names it."""
        return {"id": self.did, "type": ["Profile"], "name": self.name, "url": self.base_url}

    def profile_document(self) -> Document:
        """Return the profile to be read on its own."""
        return {
            "@context": [VC_CONTEXT, OB_CONTEXT],
            **self.profile,
            "description": self.name_en,
        }

    def did_document(self, keys: Iterable[str]) -> Document:
        """Return the DID document: the public halves of all keys that count, the present one first."""
        methods = [
            {"id": f"{self.did}#{key}", "type": "Multikey", "controller": self.did, "publicKeyMultibase": key}
            for key in keys
        ]
        return {
            "@context": [DID_CONTEXT, KEY_CONTEXT],
            "id": self.did,
            "verificationMethod": methods,
            "assertionMethod": [method["id"] for method in methods],
        }
