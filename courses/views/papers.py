"""The paper of classes: agenda, attendance list, record, badges."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses import papers
from courses.models import Cohort, Enrolment
from courses.papers import Part
from courses.queries.meetings import Day, agenda_of, own_part, taught_by
from courses.views.classes import visible_agenda
from courses.views.shared import visible_cohort
from lms.people.access import check, needs, person, signed_in
from lms.ui.downloads import PDF, file_answer


def _days(request: HttpRequest, cohort: Cohort) -> list[Day]:
    """Return the days asked for by `day` or `stage`, all without; Http404 when there is no class on them."""
    asked = request.GET.get("day", "")
    day = _day(asked) if asked else None
    days = [one for one in agenda_of(cohort, on=day, stage=request.GET.get("stage", "")) if one.has_classes]
    if not days:
        raise Http404
    return days


def _day(text: str) -> date:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise Http404
    return day


def _part(request: HttpRequest, cohort: Cohort, days: Sequence[Day] = ()) -> Part:
    """Return which part of a long list is asked for, the first unless said."""
    text = request.GET.get("part", "1")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= papers.parts_of(cohort, days):
        raise Http404
    return Part(int(text))


def _pdf(body: bytes, name: str) -> HttpResponse:
    return file_answer(body, PDF, f"{name}.pdf", inline=True)


def _named(request: HttpRequest, pid: str) -> Cohort:
    """Return a cohort whose people this reader may list."""
    cohort = visible_cohort(request, pid)
    check(request, "courses.list_people", cohort)
    return cohort


def _taught(request: HttpRequest, pid: str) -> tuple[Cohort, list[Day]]:
    """Return cohort and days of a paper with names: all to whoever sees the cohort's people, to a named trainer those of the own classes."""
    mine = taught_by(person(request), pid)
    cohort = Cohort.objects.select_related("version", "programme").filter(public_id=pid).first() if mine else None
    if cohort is None or person(request).has_perm("courses.list_people", cohort):
        check(request, "courses.list_cohorts")
        cohort = _named(request, pid)
        return cohort, _days(request, cohort)
    days = own_part(_days(request, cohort), mine)
    if not days:
        raise Http404
    return cohort, days


@require_safe
@signed_in
def class_agenda(request: HttpRequest, pid: str) -> HttpResponse:
    """The agenda of a day, of a stage, or of the whole cohort."""
    cohort = visible_agenda(request, pid)
    return _pdf(papers.agenda_pdf(cohort, _days(request, cohort)), _("agenda"))


@require_safe
@signed_in
def class_sheet(request: HttpRequest, pid: str) -> HttpResponse:
    """The attendance list of a day or a stage: empty for signatures, or (`filled=1`) with what is known."""
    cohort, days = _taught(request, pid)
    filled = request.GET.get("filled") == "1"
    body = papers.attendance_pdf(cohort, days, filled=filled, part=_part(request, cohort, days))
    return _pdf(body, _("attendance-list"))


@require_safe
@signed_in
def class_record(request: HttpRequest, pid: str) -> HttpResponse:
    """The record of the classes of a day or a stage."""
    return _pdf(papers.record_pdf(*_taught(request, pid)), _("record-of-classes"))


@require_safe
@needs("courses.list_cohorts")
def class_badges(request: HttpRequest, pid: str) -> HttpResponse:
    """Badges for everybody with a seat."""
    cohort = _named(request, pid)
    base = request.build_absolute_uri("/").rstrip("/")
    body = papers.badges_pdf(Enrolment.objects.all(), cohort, base=base, part=_part(request, cohort))
    return _pdf(body, _("badges"))
