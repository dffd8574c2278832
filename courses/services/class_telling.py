"""Tells people of a class that changed, in the transaction of the change."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy

from courses.class_notices import CANCELLED, CORRECTED, GOING, MOVED, NAMED, TOMORROW, values_of
from courses.enums import SEATED, AttendanceState
from courses.models import AttendanceCorrection, ClassMeeting, Enrolment, MeetingTrainer
from courses.queries.visible import charges_held
from lms.notices.registry import Telling
from lms.notices.services import tell, tell_many, withdraw, withdraw_many
from lms.people import clock
from lms.people.models import User


def tell_moved(*, actor: User, meeting: ClassMeeting) -> None:
    """Tell everybody in the class, and who is in charge, of its new time or place; what was told of the old one is taken back."""
    withdraw(about=meeting, kinds=[MOVED, TOMORROW])
    _take_back_named(meeting)
    _tell_all(actor, meeting, MOVED, values_of(meeting))


def tell_cancelled(*, actor: User, meeting: ClassMeeting) -> None:
    """Tell everybody in the class, and who is in charge, that it does not take place; reminders are taken back."""
    withdraw(about=meeting, kinds=[MOVED, TOMORROW])
    _take_back_named(meeting)
    _tell_all(actor, meeting, CANCELLED, {**values_of(meeting), "reason": meeting.cancelled_because})


def tell_named(*, actor: User, trainer: MeetingTrainer) -> None:
    """Tell a trainer with an account of the class: not oneself, nor of one that is over, called off, or of a cohort that has ended."""
    meeting, who = trainer.meeting, trainer.user
    over = not meeting.is_planned or meeting.ends_at <= clock.now() or meeting.stage.cohort.state not in GOING
    if who is None or who.pk == actor.pk or over:
        return
    path, key = meeting.get_absolute_url(), f"{NAMED}:{trainer.pk}"
    tell(kind=NAMED, to=who, path=path, values=values_of(meeting), key=key, about=trainer, actor=actor)


def tell_not_named(trainer: MeetingTrainer) -> None:
    """Take back what was told of a class that somebody does not teach any more."""
    withdraw(about=trainer, kinds=[NAMED])


def _take_back_named(meeting: ClassMeeting) -> None:
    """The time that its trainers were told when they were named does not hold any more."""
    withdraw_many(about=list(meeting.trainers.filter(user__isnull=False)), kinds=[NAMED])


def tell_corrected(correction: AttendanceCorrection) -> None:
    """Tell a person of the decision about the own attendance."""
    meeting, who = correction.meeting, correction.enrolment.user
    values = {
        "class": meeting.title,
        "day": meeting.local_start.date(),
        "state": AttendanceState(correction.after).label,
        "reason": correction.reason,
    }
    key, path = f"{CORRECTED}:{correction.pk}", meeting.get_absolute_url()
    if correction.enrolment.state not in SEATED:
        # Who has left may not be able to open the class; the own enrolment lists it.
        path = reverse("courses:enrolment_detail", args=[correction.enrolment.public_id])
    tell(kind=CORRECTED, to=who, path=path, values=values, key=key, about=correction, actor=correction.actor)


def tell_lapsed(*, actor: User, meeting: ClassMeeting, enrolment: Enrolment) -> None:
    """Tell a person that what was decided about the own attendance ended with the class's move."""
    values = {
        "class": meeting.title,
        "day": meeting.local_start.date(),
        "state": gettext_lazy("open again"),
        "reason": gettext_lazy("The class was moved, so what was decided for its old hours no longer holds."),
    }
    path, key = meeting.get_absolute_url(), f"{CORRECTED}:lapsed:{meeting.pk}:{meeting.sequence}:{enrolment.pk}"
    tell(kind=CORRECTED, to=enrolment.user, path=path, values=values, key=key, about=enrolment, actor=actor)


def _tell_all(actor: User, meeting: ClassMeeting, kind: str, values: dict[str, object]) -> None:
    path = meeting.get_absolute_url()
    tell_many(
        Telling(
            kind=kind,
            to=user,
            path=path,
            values=values,
            key=f"{kind}:{meeting.pk}:{meeting.sequence}:{user.pk}",
            about=meeting,
            actor=actor,
        )
        for user in _people(meeting)
        if user.pk != actor.pk
    )


def _people(meeting: ClassMeeting) -> Iterator[User]:
    """Those with a seat, then the trainers who have an account, and who is in charge of the cohort."""
    cohort = meeting.stage.cohort
    for enrolment in cohort.enrolments.filter(state__in=SEATED).select_related("user"):
        yield enrolment.user
    for trainer in meeting.trainers.filter(user__isnull=False).select_related("user"):
        if trainer.user is not None:
            yield trainer.user
    for charge in charges_held().filter(cohort=cohort).select_related("user"):
        yield charge.user
