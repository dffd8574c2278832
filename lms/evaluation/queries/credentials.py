"""Digital credentials as they are read: one credential, the lists of what was revoked, the issuer and its keys."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache

from lms.evaluation.badges.bitstrings import SIZE
from lms.evaluation.badges.documents import FRESH_FOR, Award, credential_of, list_begin, status_list
from lms.evaluation.badges.issuer import Issuer
from lms.evaluation.badges.multikey import secret_key
from lms.evaluation.badges.proofs import Document, Signer, holds, signed
from lms.evaluation.enums import CertificateState
from lms.evaluation.models import Certificate, IssuerKey
from lms.evaluation.queries.certificate_facts import ensure_unaltered, is_unaltered
from lms.people import clock


def issuer() -> Issuer:
    """Return who issues here."""
    return Issuer(base_url(), settings.PADAN_ISSUER_NAME, settings.PADAN_ISSUER_NAME_EN)


def base_url() -> str:
    """Return the site's address without a slash at its end."""
    return str(settings.WAGTAILADMIN_BASE_URL).rstrip("/")


def signer() -> Signer | None:
    """Return who signs; None where the installation has no key."""
    key = settings.PADAN_CREDENTIAL_KEY
    return Signer(issuer().did, secret_key(key)) if key else None


def present_signer() -> Signer | None:
    """Return who signs on reading: nobody where the installation's key was withdrawn. One query."""
    by = signer()
    gone = by is not None and IssuerKey.objects.filter(public=by.public, withdrawn_at__isnull=False).exists()
    return None if gone else by


def award_of(certificate: Certificate) -> Award:
    """Return what a certificate's credential is made from."""
    return Award(
        code=certificate.code,
        number=certificate.number,
        status_index=certificate.status_index,
        verify_url=f"{base_url()}/verify/{certificate.code}/",
        facts=certificate.facts,
    )


def made(certificate: Certificate, by: Signer) -> Document:
    """Return a certificate's credential, signed as of its issue: the same document however often it is made.

    Raises FactsChanged where its facts were altered since.
    """
    ensure_unaltered(certificate)
    return signed(credential_of(award_of(certificate), issuer()), signer=by, at=certificate.issued_at)


def credential(code: str) -> Document | None:
    """Return the credential of the certificate with this code: the one that was kept, else as it will be kept. One or two queries.

    None when there is no such certificate, its facts were altered before one was kept, or the installation signs nothing.
    """
    row = Certificate.objects.select_related("credential").filter(code=code).first()
    if row is None:
        return None
    if hasattr(row, "credential"):
        return dict(row.credential.document)
    by = present_signer()
    return made(row, by) if by and is_unaltered(row) else None


def keys() -> list[str]:
    """Return the public keys that count, the present one first, then by age. One query."""
    by = signer()
    kept = list(IssuerKey.objects.values_list("public", "withdrawn_at"))
    withdrawn = {public for public, at in kept if at}
    present = [by.public] if by and by.public not in withdrawn else []
    return present + [public for public, _at in kept if public not in withdrawn and public not in present]


def did_document() -> Document:
    """Return the issuer's DID document."""
    return issuer().did_document(keys())


def last_list() -> int:
    """Return the number of the last status list: there is always a first."""
    highest = Certificate.objects.order_by("-status_index").values_list("status_index", flat=True).first()
    return (highest or 0) // SIZE + 1


def list_of_revoked(number: int) -> Document | None:
    """Return one status list as it stands, signed; None when there is no such list. Three queries, once in five minutes."""
    by, since = present_signer(), list_begin(clock.now())
    if by is None or not 1 <= number <= last_list():
        return None
    key = f"status-list:{issuer().did}:{by.public}:{number}:{since.timestamp():.0f}"
    found: Document | None = cache.get(key)
    if found is None:
        found = _list_of_revoked(number, by, since)
        cache.set(key, found, int(FRESH_FOR.total_seconds()))
    return found


def _list_of_revoked(number: int, by: Signer, since: datetime) -> Document:
    start = (number - 1) * SIZE
    rows = Certificate.objects.filter(status_index__gte=start, status_index__lt=start + SIZE)
    gone = rows.exclude(state=CertificateState.VALID).values_list("status_index", flat=True)
    return signed(status_list(number, (index - start for index in gone), issuer(), since), signer=by, at=since)


@dataclass(frozen=True)
class Finding:
    """What became of a file that somebody had checked. `certificate` is there when the file is one of ours as we signed it."""

    is_json: bool = True
    is_ours: bool = False
    holds: bool = False
    certificate: Certificate | None = None

    @property
    def is_valid(self) -> bool:
        """Whether it stands as signed and its certificate is still valid."""
        return self.certificate is not None and self.certificate.state == CertificateState.VALID


def checked(content: bytes) -> Finding:
    """Say whether a file is a credential of ours, unchanged, and what became of its certificate. At most two queries."""
    try:
        document: Any = json.loads(content)
    except (ValueError, RecursionError):
        return Finding(is_json=False)
    did = issuer().did
    proof = document.get("proof") if isinstance(document, dict) else None
    if not isinstance(proof, dict) or not str(proof.get("verificationMethod", "")).startswith(f"{did}#"):
        return Finding()
    known = {f"{did}#{key}": key for key in keys()}
    if not holds(document, key_of=known.get):
        return Finding(is_ours=True)
    prefix, address = issuer().address(""), str(document.get("id", ""))
    code = address.removeprefix(prefix).removesuffix(".json") if address.startswith(prefix) else ""
    found = Certificate.objects.select_related("enrolment__cohort").filter(code=code).first()
    return Finding(is_ours=True, holds=True, certificate=found)


def unsigned(limit: int) -> tuple[list[Certificate], list[Certificate]]:
    """Return certificates without a kept credential, the oldest first, and those passed over because their facts were altered.

    These wait for somebody to look into them, and hold up nobody else. One query.
    """
    sound, altered = list[Certificate](), list[Certificate]()
    for row in Certificate.objects.filter(credential__isnull=True).order_by("pk").iterator(chunk_size=limit):
        (sound if is_unaltered(row) else altered).append(row)
        if len(sound) == limit:
            break
    return sound, altered
