"""Sockets of this room: what one part offers to the pages of another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lms.evaluation.models import SurveyRun

if TYPE_CHECKING:
    from courses.models import Cohort
    from lms.evaluation.models import Certificate, ProgrammeReport
    from lms.programme.reviewable import Part

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


PartSource = Callable[["ProgrammeReport"], "list[Part]"]

_report_parts: list[PartSource] = []


def add_report_part(source: PartSource) -> None:
    """Let a part of this room add to what is signed with a report, under keys of its own: the scorecard and the recommendation, for example."""
    if source not in _report_parts:
        _report_parts.append(source)


def report_parts_of(report: ProgrammeReport) -> list[Part]:
    """Return what the other parts add to a report, in the order they were added."""
    return [part for source in _report_parts for part in source(report)]


@dataclass(frozen=True)
class Link:
    """Something that leads on from a page: what it is called, where it leads, and in a line what is found there."""

    label: Any
    href: str
    note: Any = ""


ReplicationSource = Callable[[HttpRequest, "ProgrammeReport"], "Link | None"]
CohortSource = Callable[[HttpRequest, "Cohort"], "Link | None"]

_replication: list[tuple[int, ReplicationSource]] = []
_cohorts: list[tuple[int, CohortSource]] = []


def add_replication_link(order: int, source: ReplicationSource) -> None:
    """Put a link on the page of a report's replication; `source` returns None for who has no use for it."""
    if (order, source) not in _replication:
        _replication.append((order, source))
        _replication.sort(key=lambda one: one[0])


def replication_links(request: HttpRequest, report: ProgrammeReport) -> list[Link]:
    """Return the links on the page of a report's replication, in order."""
    return [link for _order, source in _replication if (link := source(request, report)) is not None]


def add_cohort_link(order: int, source: CohortSource) -> None:
    """Put a link on a reviewer's page of one cohort: the way on to evidence that this reader may see."""
    if (order, source) not in _cohorts:
        _cohorts.append((order, source))
        _cohorts.sort(key=lambda one: one[0])


def cohort_links(request: HttpRequest, cohort: Cohort) -> list[Link]:
    """Return where a reader may go on to from the figures of a cohort, in order."""
    return [link for _order, source in _cohorts if (link := source(request, cohort)) is not None]


@dataclass(frozen=True)
class HubLink:
    """An entry of the page /evaluation/; `url_name` needs no arguments. Shown to who has `permission` (without an object)."""

    url_name: str
    label: Any
    note: Any
    order: int
    permission: str


_hub: list[HubLink] = []


def add_hub_link(link: HubLink) -> None:
    """Put an entry on the page from which everything of this room is found."""
    if link not in _hub:
        _hub.append(link)
        _hub.sort(key=lambda one: one.order)


def hub_links(user: Any) -> list[HubLink]:
    """Return the entries this person gets, in order."""
    return [link for link in _hub if user.has_perm(link.permission)]


@dataclass(frozen=True)
class ReportLink:
    """A page of another part that belongs to a report; `href` is worked out for it."""

    label: Any
    href: Callable[[ProgrammeReport], str]
    order: int
    permission: str


_report_links: list[ReportLink] = []


def add_report_link(link: ReportLink) -> None:
    """Put a way to a page of another part on the page of a report (the scorecard, for example)."""
    if link not in _report_links:
        _report_links.append(link)
        _report_links.sort(key=lambda one: one.order)


def report_links(user: Any, report: ProgrammeReport) -> list[tuple[Any, str]]:
    """Return the ways this person gets from a report, as pairs of label and address."""
    return [(one.label, one.href(report)) for one in _report_links if user.has_perm(one.permission, report)]
