"""What happens when somebody opens a code: let in, asked to wait, or refused with what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from courses import codes
from courses.enums import SEATED
from courses.models import ClassMeeting, Enrolment
from courses.queries.clashes import hours_of
from lms.people import clock
from lms.people.errors import NotAllowed, Refusal
from lms.people.models import User
from lms.people.prepared import TEXT, PreparedModels

# Thousands open a code within minutes: that these two are worked out once is half of what a scan costs.
_meetings = PreparedModels(
    lambda pid: ClassMeeting.objects.select_related("stage__cohort__version").filter(public_id=pid), sample=TEXT
)
_seats = PreparedModels(
    lambda pk: Enrolment.objects.select_related("user", "cohort").filter(user=pk, state__in=SEATED).order_by("pk")
)


class Gone(Refusal):
    """The code had its time."""

    status = 410


@dataclass(frozen=True)
class Admission:
    """A class with the enrolment of the person who opened its code. `early` is when it opens, for who comes before."""

    meeting: ClassMeeting
    enrolment: Enrolment
    early: datetime | None = None


def admitted(user: User, token: str, *, opened_at: datetime | None = None) -> Admission:
    """Return what the code opens to this person. Three queries. `opened_at` is the time on a ticket, which spares the code's age.

    Raises Refusal for a forged code, NotAllowed for somebody without a seat, Gone for a code whose time is over or a class that takes
    none any more.
    """
    now = clock.now()
    meeting = _meeting_of(token)
    enrolment = _enrolment_of(user, meeting)
    if meeting.is_cancelled:
        raise Gone(_("This class was called off: %(reason)s") % {"reason": meeting.cancelled_because})
    code, seen = codes.parsed(token), opened_at or now
    if opened_at is None and (code is None or not codes.is_fresh(code, now)):
        raise Gone(_("This code has gone: it changes every 20 seconds. Scan the one on the screen now."))
    if seen < meeting.times.opens_at:
        return Admission(meeting, enrolment, early=meeting.times.opens_at)
    if not meeting.times.takes_code(seen):
        raise Gone(
            _("Scanning for “%(class)s” (%(time)s) is over. Tell the trainer that you are here.")
            % {"class": meeting.title, "time": hours_of(meeting)}
        )
    return Admission(meeting, enrolment)


def _meeting_of(token: str) -> ClassMeeting:
    code = codes.parsed(token)
    meeting: ClassMeeting | None = next(iter(_meetings(code.meeting)), None) if code else None
    if code is None or meeting is None or not codes.is_genuine(code, meeting.secret):
        raise Refusal(_("This is not a code of a class here. Scan the code on the trainer's screen."))
    return meeting


def _enrolment_of(user: User, meeting: ClassMeeting) -> Enrolment:
    cohort = meeting.stage.cohort
    enrolment: Enrolment | None = next((one for one in _seats(user.pk) if one.cohort_id == cohort.pk), None)
    if enrolment is None:
        raise NotAllowed(
            _("You have no seat in %(cohort)s, so this class does not count you. Ask the organiser if that is wrong.")
            % {"cohort": cohort.name}
        )
    return enrolment
