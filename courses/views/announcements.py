"""Announcements: a cohort's, one with its readers, and what a participant was told."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.forms import AnnouncementForm
from courses.models import Announcement
from courses.queries import announcements as queries
from courses.queries.cohorts import seated_of
from courses.services import announcements
from courses.views.shared import visible_cohort
from lms.people.access import check, found, needs, person, signed_in
from lms.ui.form_pages import GET_POST, done, form_page, posted

PAGE = 100


@require_safe
@needs("courses.list_cohorts")
def cohort_announcements(request: HttpRequest, pid: str) -> HttpResponse:
    """What a cohort was told, and how many have read it."""
    cohort = visible_cohort(request, pid)
    check(request, "courses.announce", cohort)
    page = Paginator(queries.announcements_of(cohort), 20).get_page(request.GET.get("page"))
    context = {"cohort": cohort, "page": page, "seated": seated_of(cohort, person(request)).count()}
    return render(request, "courses/cohort_announcements.html", context)


@require_http_methods(GET_POST)
@needs("courses.list_cohorts")
def announcement_add(request: HttpRequest, pid: str) -> HttpResponse:
    """Tell a cohort something."""
    cohort = visible_cohort(request, pid)
    check(request, "courses.announce", cohort)

    def act(data: dict[str, Any]) -> HttpResponse:
        row = announcements.announce(actor=person(request), cohort=cohort, **data)
        return done(request, _("Sent to everybody with a seat."), "courses:announcement_detail", row.public_id)

    context = {"cohort": cohort, "seated": seated_of(cohort, person(request)).count()}
    form = AnnouncementForm(posted(request))
    return form_page(request, template="courses/announcement_add.html", form=form, act=act, context=context)


@require_safe
@signed_in
def announcement_list(request: HttpRequest) -> HttpResponse:
    """What one was told as a participant."""
    page = Paginator(queries.announcements_to(person(request)), 20).get_page(request.GET.get("page"))
    return render(request, "courses/announcement_list.html", {"page": page})


@require_safe
@signed_in
def announcement_detail(request: HttpRequest, pid: str) -> HttpResponse:
    """One announcement; for who may announce with its readers, for a participant with the note that it is read."""
    announcement, user = _visible(request, pid), person(request)
    may_announce = user.has_perm("courses.announce", announcement.cohort)
    readers = queries.readers_of(announcement) if may_announce else None
    seat = queries.own_seat(user, announcement)
    context = {
        "announcement": announcement,
        "cohort": announcement.cohort,
        "page": Paginator(readers, PAGE).get_page(request.GET.get("page")) if readers is not None else None,
        "read": readers.filter(read_at__isnull=False).count() if readers is not None else 0,
        "unread_by_me": seat is not None and not queries.has_read(user, announcement),
        "may_announce": may_announce,
    }
    return render(request, "courses/announcement_detail.html", context)


@require_POST
@signed_in
def announcement_read(request: HttpRequest, pid: str) -> HttpResponse:
    """Note that one has read it. The page sends this by itself when it is opened; without JavaScript there is a button."""
    announcement = _visible(request, pid)
    seat = queries.own_seat(person(request), announcement)
    check(request, "courses.answer_enrolment", seat)
    assert seat is not None  # noqa: S101 - nobody answers for no enrolment
    announcements.mark_read(enrolment=seat, announcement=announcement)
    if getattr(request, "htmx", False):
        return HttpResponse(status=204)
    messages.success(request, _("Noted that you have read it."))
    return redirect("courses:announcement_list")


@require_POST
@signed_in
def announcement_remind(request: HttpRequest, pid: str) -> HttpResponse:
    """Tell those who have not read it once more."""
    announcement = _visible(request, pid)
    check(request, "courses.announce", announcement.cohort)
    many = announcements.remind_of(actor=person(request), announcement=announcement)
    words = ngettext("One person who has not read it is told again.", "%(count)s people who have not read it are told again.", many)  # fmt: skip
    return done(request, words % {"count": many}, "courses:announcement_detail", pid)


def _visible(request: HttpRequest, pid: str) -> Announcement:
    rows = queries.announcements_visible_to(person(request)).select_related("cohort", "author")
    return found(rows, public_id=pid)
