"""Announcements with who has read them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from courses.enums import SEATED
from courses.models import Announcement, AnnouncementReading, Cohort, CohortFacilitator, Enrolment
from lms.people.enums import Role
from lms.people.models import User
from lms.people.prepared import PreparedModels
from lms.people.roles import hats_of
from lms.people.rules import organises


def announcements_visible_to(user: User) -> QuerySet[Announcement]:
    """Administrators and coordinators see all; facilitators those of their cohorts; participants those of cohorts in which they have a seat."""
    if organises(user):
        return Announcement.objects.all()
    mine = Enrolment.objects.filter(user=user, state__in=SEATED).values("cohort")
    seen = Q(cohort__in=mine)
    if hats_of(user).has(Role.FACILITATOR):
        seen |= Q(cohort__in=CohortFacilitator.objects.valid().filter(user=user).values("cohort"))
    return Announcement.objects.filter(seen)


def announcements_of(cohort: Cohort) -> QuerySet[Announcement]:
    """Return a cohort's announcements, newest first, each with how many have read it."""
    counted = Count("readings", filter=Q(readings__enrolment__state__in=SEATED))
    return cohort.announcements.select_related("author").annotate(read=counted).order_by("-at", "-id")


def announcements_to(user: User) -> QuerySet[Any]:
    """Return what somebody was told as a participant, newest first, with when it was read."""
    return _told(user.pk)


def _told(user_id: int) -> QuerySet[Any]:
    mine = Enrolment.objects.filter(user_id=user_id, state__in=SEATED).values("cohort")
    readings = AnnouncementReading.objects.filter(announcement=OuterRef("pk"), enrolment__user_id=user_id)
    rows = Announcement.objects.filter(cohort__in=mine).select_related("author", "cohort")
    return rows.annotate(read_at=Subquery(readings.values("at")[:1])).order_by("-at", "-id")


def unread_by(user: User) -> list[Any]:
    """Return the newest of what somebody has not read yet, with who wrote it: one query."""
    return unread(user.pk)


# Most lines on a home; the rest is one click away.
MOST = 3
_AUTHOR = ("author__name", "author__title_before", "author__title_after")
unread = PreparedModels(
    lambda user_id: (
        _told(user_id)
        .filter(read_at__isnull=True)
        .select_related(None)
        .select_related("author")
        .only("public_id", "title", "at", *_AUTHOR)[:MOST]
    )
)


def own_seat(user: User, announcement: Announcement) -> Enrolment | None:
    """Return the enrolment through which somebody was told, or None."""
    return Enrolment.objects.filter(user=user, cohort=announcement.cohort_id, state__in=SEATED).first()


def readers_of(announcement: Announcement) -> QuerySet[Any]:
    """Return everybody with a seat, those who have not read it first, with when they read it."""
    readings = AnnouncementReading.objects.filter(announcement=announcement, enrolment=OuterRef("pk"))
    rows = Enrolment.objects.filter(cohort=announcement.cohort_id, state__in=SEATED).select_related("user", "work_unit")
    when = F("read_at").asc(nulls_first=True)
    return rows.annotate(read_at=Subquery(readings.values("at")[:1])).order_by(when, "user__name", "id")


def has_read(user: User, announcement: Announcement) -> bool:
    return AnnouncementReading.objects.filter(announcement=announcement, enrolment__user=user).exists()
