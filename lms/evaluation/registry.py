"""Sockets of this room: what one part offers to the pages of another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from lms.evaluation.models import Certificate

# The entry of a cohort's pages under which those of this room stand.
EVALUATION = _("Evaluation")


@dataclass(frozen=True)
class CertificateLink:
    """Something that goes with a certificate: `note` says what it is for."""

    label: Any
    href: str
    note: Any = ""


CertificateLinkSource = Callable[["Certificate"], CertificateLink | None]

_certificate_links: list[tuple[int, CertificateLinkSource]] = []


def add_certificate_link(order: int, source: CertificateLinkSource) -> None:
    """Put a link on a certificate's own page and on its public one; the source returns None where there is nothing to link to.

    The public page shows it to everybody, whatever became of the certificate: it must lead to nothing that the page itself does not tell.
    """
    entry = (order, source)
    if entry not in _certificate_links:
        _certificate_links.append(entry)
        _certificate_links.sort(key=lambda one: one[0])


def certificate_links(certificate: Certificate) -> list[CertificateLink]:
    """Return what goes with a certificate, in order."""
    found = (source(certificate) for _order, source in _certificate_links)
    return [link for link in found if link is not None]
