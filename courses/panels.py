"""The pieces of the homes that this room draws."""

from __future__ import annotations

from django.http import HttpRequest

from courses.models import Cohort, CohortFacilitator
from courses.queries import homes, meetings
from courses.queries.announcements import unread_by
from courses.queries.cohorts import now_of
from courses.queries.learning import my_enrolments
from courses.queries.nominations import offers_to, open_questions_to
from lms.people import clock
from lms.people.access import person
from lms.people.registry import Panel


def participant(request: HttpRequest) -> Panel | None:
    """The one next thing, the journey, the JP."""
    context = homes.participant_home(my_enrolments(person(request)))
    return Panel("courses/panel_participant.html", context, asks=context["next"].waits) if context else None


def next_class(request: HttpRequest) -> Panel | None:
    """The class under way, or the next one."""
    found = meetings.next_class(person(request))
    if found is None:
        return None
    meeting, trainers = found
    context = {"meeting": meeting, "trainers": trainers, "now_on": meeting.starts_at <= clock.now()}
    return Panel("courses/panel_next_class.html", context, first=meetings.is_today(meeting))


def todays_classes(request: HttpRequest) -> Panel | None:
    """Today's classes, each with the way to its code and its board."""
    user = person(request)
    charged = CohortFacilitator.objects.valid().filter(user=user).values_list("cohort_id", flat=True)
    classes = meetings.todays_classes(user, list(charged))
    return Panel("courses/panel_todays_classes.html", {"classes": classes}, asks=True) if classes else None


def waiting_taps(_request: HttpRequest) -> Panel:
    """What was tapped without a line and waits in this browser: hidden unless the page finds some."""
    return Panel("courses/panel_waiting_taps.html")


def facilitator(request: HttpRequest) -> Panel:
    """My cohorts, and who is stuck."""
    cohorts = homes.running_cohorts(person(request))
    people, many = homes.stuck_people(cohorts)
    return Panel("courses/panel_facilitator.html", _cohorts(cohorts) | {"stuck": people, "stuck_total": many})


def coordinator(request: HttpRequest) -> Panel:
    """Cohorts with stage, seats and places not taken up."""
    return Panel("courses/panel_coordinator.html", _cohorts(homes.running_cohorts(person(request))))


def reviewer(request: HttpRequest) -> Panel | None:
    """Cohorts at a glance."""
    cohorts = homes.running_cohorts(person(request))
    return Panel("courses/panel_reviewer.html", _cohorts(cohorts)) if cohorts else None


def unit(request: HttpRequest) -> Panel:
    """My people with their progress."""
    people, many = homes.unit_people(person(request))
    return Panel("courses/panel_unit.html", {"people": people, "people_total": many})


def nominations(request: HttpRequest) -> Panel | None:
    """What my unit may nominate for, and what is asked of it."""
    offers, questions = offers_to(person(request)), list(open_questions_to(person(request))[:5])
    if not offers and not questions:
        return None
    return Panel("courses/panel_nominations.html", {"offers": offers, "questions": questions})


def announcements(request: HttpRequest) -> Panel | None:
    """What my cohort was told and I have not read."""
    unread = unread_by(person(request))
    return Panel("courses/panel_announcements.html", {"unread": unread}) if unread else None


def _cohorts(cohorts: list[Cohort]) -> dict[str, object]:
    return {"cohorts": [(cohort, now_of(cohort)) for cohort in cohorts]}
