"""What several screens need: the cohort and the enrolment one may see, and who moved up."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from courses.models import Cohort, Enrolment
from courses.queries.visible import cohorts_visible_to, enrolments_visible_to
from lms.people.access import check, found, person


def visible_cohort(request: HttpRequest, pid: str) -> Cohort:
    """Return a cohort this reader may see, with its version, or raise Http404."""
    return found(cohorts_visible_to(person(request)).select_related("version", "programme"), public_id=pid)


def cohort_to_edit(request: HttpRequest, pid: str) -> Cohort:
    """Return a cohort this reader may change: Http404 when unseen, PermissionDenied when only seen."""
    cohort = visible_cohort(request, pid)
    check(request, "courses.edit_cohort", cohort)
    return cohort


def visible_enrolment(request: HttpRequest, pid: str) -> Enrolment:
    """Return an enrolment this reader may see, with its person, cohort and version, or raise Http404."""
    rows = enrolments_visible_to(person(request)).select_related("user", "work_unit", "cohort__version")
    return found(rows, public_id=pid)


def enrolment_to_decide(request: HttpRequest, pid: str) -> Enrolment:
    """Return an enrolment this reader may decide on: Http404 when unseen, PermissionDenied when only seen."""
    enrolment = visible_enrolment(request, pid)
    check(request, "courses.manage_people", enrolment.cohort)
    return enrolment


def say_promoted(request: HttpRequest, promoted: list[Enrolment]) -> None:
    """Tell who moved up from the waiting list."""
    if promoted:
        names = ", ".join(str(one.user) for one in promoted)
        messages.info(request, _("From the waiting list moved up: %(names)s.") % {"names": names})
