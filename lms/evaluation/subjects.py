"""Whom a survey is about: a facilitator named in it, or whoever alone taught the class it is about.

How one person is judged is told to that person and to the organisers (docs/decisions/1116). Lists, pages and permissions ask here.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from courses.models import MeetingTrainer


def _alone() -> QuerySet[Any]:
    """The class of a run, where one person alone is on record as teaching it, with that person's account, if any."""
    of_the_class = MeetingTrainer.objects.filter(meeting=OuterRef("subject_meeting")).order_by().values("meeting")
    return of_the_class.annotate(many=Count("pk"), who=Max("user")).filter(many=1)


def about_nobody() -> Q:
    """Of runs: those about no single person. A class of several, or with nobody on record, is about the class."""
    return Q(subject_user__isnull=True) & ~Q(Exists(_alone()))


def about(user: Any) -> Q:
    """Of runs: those about this person."""
    return Q(subject_user=user) | (Q(subject_user__isnull=True) & Q(Exists(_alone().filter(who=user.pk))))


def whom(run: Any) -> tuple[int | None, str] | None:
    """Whom a run is about: account and name, None where it is nobody alone. One query where it is about a class."""
    if run.subject_user_id is not None:
        return (run.subject_user_id, "")
    if run.subject_meeting_id is None:
        return None
    rows = list(MeetingTrainer.objects.filter(meeting=run.subject_meeting_id).values_list("user", "name")[:2])
    return (rows[0][0], "" if rows[0][0] else rows[0][1]) if len(rows) == 1 else None
