"""Sockets of this room: what one part offers to the pages of another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lms.evaluation.models import SurveyRun
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from lms.evaluation.models import Certificate

# The entry of a cohort's pages under which those of this room stand.
EVALUATION = _("Evaluation")

SurveySource = Callable[[HttpRequest, SurveyRun], dict[str, Any] | None]

_survey_sections: list[tuple[int, str, SurveySource]] = []


def add_survey_section(order: int, template: str, source: SurveySource) -> None:
    """Put a section on the page of a survey. `source` returns what the template needs, or None when this reader gets no such section."""
    if (order, template, source) not in _survey_sections:
        _survey_sections.append((order, template, source))
        _survey_sections.sort(key=lambda one: one[0])


def survey_sections(request: HttpRequest, run: SurveyRun) -> list[tuple[str, dict[str, Any]]]:
    """Return the sections this reader gets, in order: the template, and what it needs."""
    found = ((template, source(request, run)) for _order, template, source in _survey_sections)
    return [(template, context) for template, context in found if context is not None]

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
