"""Of which places people are reminded: given and not taken up for some days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.enums import CohortState, EnrolmentState
from courses.models import Cohort, Enrolment, Nomination
from lms.files.enums import FileState
from lms.notices.moments import zone_of
from lms.notices.registry import NoticeKind, Reminder, Variable, add_kind, add_reminders
from lms.people.enums import OPEN_INVITATION, PARTICIPANT, Role
from lms.people.models import RoleAssignment, User

PLACE_WAITS = "courses.place_waits"
INVITATIONS_OPEN = "courses.invitations_open"
LETTER_REFUSED = "courses.letter_refused"

GOING = (CohortState.PLANNED, CohortState.OPEN)
UNDECIDED = (EnrolmentState.NOMINATED, EnrolmentState.WAITLISTED)

add_kind(
    NoticeKind(
        code=PLACE_WAITS,
        label=_("Your place waits for your answer"),
        group="enrolment",
        title=_("Do you take part in {cohort}?"),
        body=_("Your seat has been kept for you since {since}. Say on your home that you take part."),
        variables={
            "cohort": Variable("text", _("Cohort 3"), _("Cohort")),
            "since": Variable("date", date(2026, 7, 20), _("Kept since")),
        },
        hats=frozenset({PARTICIPANT}),
    )
)
add_kind(
    NoticeKind(
        code=INVITATIONS_OPEN,
        label=_("Invitations without an answer"),
        group="enrolment",
        title=_("Invitations without an answer in {cohort}: {count}"),
        body=_(
            "These people have a seat and have not opened their account. Send the invitation again, or ask their unit."
        ),
        variables={
            "cohort": Variable("text", _("Cohort 3"), _("Cohort")),
            "count": Variable("number", 4, _("Number of people")),
        },
        optional=True,
        hats=frozenset({Role.COORDINATOR}),
    )
)
add_kind(
    NoticeKind(
        code=LETTER_REFUSED,
        label=_("A letter of assignment that could not be taken"),
        group="enrolment",
        title=_("Send letter {letter} for {cohort} again"),
        body=_("Its file could not be taken: {reason} Your nominees stay on the list; send the file again."),
        variables={
            "letter": Variable("text", "ST-12/BPVP/2026", _("Number of the letter")),
            "cohort": Variable("text", _("Cohort 3"), _("Cohort")),
            "reason": Variable("text", _("This PDF is damaged."), _("Reason")),
        },
        hats=frozenset({Role.UNIT_CONTACT}),
    )
)


def places(now: datetime) -> Iterator[Reminder]:
    """Yield who has an account and a seat, and has not said for some days that the seat is taken up. One query."""
    waiting = _accepted(now).filter(user__is_active=True).exclude(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
    for one in waiting.order_by("pk"):
        values = {"cohort": str(one.cohort), "since": one.state_at.astimezone(zone_of(one.user)).date()}
        yield Reminder(PLACE_WAITS, one.user, reverse("dashboard"), values, f"{PLACE_WAITS}:{one.pk}", one)


def invitations(now: datetime) -> Iterator[Reminder]:
    """Yield to each coordinator the cohorts in which people with a seat have not answered their invitation."""
    unanswered = _accepted(now).filter(
        user__invitations__state__in=OPEN_INVITATION,
        user__invitations__created_at__lte=now - timedelta(days=settings.PADAN_PLACE_REMINDER_DAYS),
    )
    many: dict[int, set[int]] = {}
    for cohort_id, user_id in unanswered.values_list("cohort_id", "user_id"):
        many.setdefault(cohort_id, set()).add(user_id)
    if not many:
        return
    held = RoleAssignment.objects.valid().filter(role=Role.COORDINATOR)
    coordinators = list(User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("pk"))
    for cohort in Cohort.objects.filter(pk__in=many).order_by("pk"):
        path = reverse("courses:cohort_people", args=[cohort.public_id])
        values = {"cohort": str(cohort), "count": len(many[cohort.pk])}
        for one in coordinators:
            yield Reminder(INVITATIONS_OPEN, one, path, values, f"{INVITATIONS_OPEN}:{cohort.pk}:{one.pk}", cohort)


def letters(_now: datetime) -> Iterator[Reminder]:
    """Yield who sent a letter whose file could not be taken, while somebody of it waits to be decided on. One query."""
    waiting = Enrolment.objects.filter(state__in=UNDECIDED, cohort__state__in=GOING).values("nominee__nomination")
    refused = Nomination.objects.filter(letter__state=FileState.REFUSED, pk__in=waiting, sent_by__is_active=True)
    for one in refused.select_related("cohort", "letter", "sent_by").order_by("pk"):
        because = one.letter.refused_because if one.letter else ""
        values = {"letter": one.letter_number, "cohort": str(one.cohort), "reason": because}
        key = f"{LETTER_REFUSED}:{one.pk}:{one.letter_id}"
        yield Reminder(LETTER_REFUSED, one.sent_by, one.get_absolute_url(), values, key, one)


def _accepted(now: datetime) -> QuerySet[Enrolment]:
    long_ago = now - timedelta(days=settings.PADAN_PLACE_REMINDER_DAYS)
    rows = Enrolment.objects.filter(state=EnrolmentState.ACCEPTED, state_at__lte=long_ago, cohort__state__in=GOING)
    return rows.select_related("user__work_unit", "cohort")


add_reminders(places)
add_reminders(invitations)
add_reminders(letters)
