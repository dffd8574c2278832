"""Telling a cohort something, and noting who has read it."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.enums import SEATED
from courses.models import Announcement, AnnouncementReading, Cohort, Enrolment
from courses.services import telling
from lms.people import audit, clock
from lms.people.errors import Refusal
from lms.people.models import User


@transaction.atomic
def announce(*, actor: User, cohort: Cohort, title: str, text: str, key: str) -> Announcement:
    """Tell everybody with a seat; who gets one later finds it on the page. Under one `key` it is sent once: a second call returns the first."""
    if known := Announcement.objects.filter(author=actor, key=key).exclude(key="").first():
        return known
    if not title.strip() or not text.strip():
        raise Refusal(_("An announcement needs a title and a text."))
    try:
        with transaction.atomic():
            row = Announcement.objects.create(
                cohort=cohort, title=title.strip(), text=text.strip(), author=actor, at=clock.now(), key=key
            )
    except IntegrityError:
        return Announcement.objects.get(author=actor, key=key)
    audit.record(actor, "courses.announcement.send", row, {"cohort": str(cohort)})
    seated = Enrolment.objects.filter(cohort=cohort, state__in=SEATED).values("user")
    telling.announced(announcement=row, people=User.objects.filter(pk__in=seated).order_by("pk"))
    return row


@transaction.atomic
def mark_read(*, enrolment: Enrolment, announcement: Announcement) -> None:
    """Note that a participant has read it; the first time counts."""
    AnnouncementReading.objects.bulk_create(
        [AnnouncementReading(announcement=announcement, enrolment=enrolment, at=clock.now())], ignore_conflicts=True
    )


@transaction.atomic
def remind_of(*, actor: User, announcement: Announcement) -> int:
    """Tell those who have not read it once more, at most once a day. Returns how many have not."""
    readers = AnnouncementReading.objects.filter(announcement=announcement).values("enrolment")
    missing = Enrolment.objects.filter(cohort=announcement.cohort, state__in=SEATED).exclude(pk__in=readers)
    people = User.objects.filter(pk__in=missing.values("user")).order_by("pk")
    telling.announced(announcement=announcement, people=people, again=str(clock.today()))
    audit.record(actor, "courses.announcement.remind", announcement)
    return people.count()
