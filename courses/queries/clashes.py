"""What stands in the way of a class: the same people, the same room, or the same trainer at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from courses.enums import SEATED, MeetingState
from courses.models import ClassMeeting, Cohort, Enrolment, MeetingTrainer
from lms.people.zones import zone_name


@dataclass(frozen=True)
class Wish:
    """When and where a class would be, for whom, and who would teach it."""

    cohort: Cohort
    starts_at: datetime
    ends_at: datetime
    venue: str = ""
    trainers: tuple[MeetingTrainer, ...] = ()
    meeting_id: int | None = None


@dataclass(frozen=True)
class Clash:
    """One thing in the way: `kind` is people, room or trainer."""

    kind: str
    words: str


def clashes_of(wish: Wish) -> list[Clash]:
    """Return what stands in the way, one sentence each: two queries, three where other cohorts meet at that time."""
    others = list(
        ClassMeeting.objects.filter(starts_at__lt=wish.ends_at, ends_at__gt=wish.starts_at)
        .exclude(state=MeetingState.CANCELLED)
        .exclude(pk=wish.meeting_id or 0)
        .select_related("stage__cohort")
        .prefetch_related("trainers")
        .order_by("starts_at", "id")
    )
    shared = _shared_people(wish.cohort, others)
    return [clash for other in others for clash in _between(wish, other, shared.get(other.stage.cohort_id, 0))]


def _between(wish: Wish, other: ClassMeeting, shared: int) -> Iterable[Clash]:
    told = {"class": other.title, "cohort": other.stage.cohort.name, "time": hours_of(other)}
    if other.stage.cohort_id == wish.cohort.pk:
        yield Clash("people", _("The cohort has “%(class)s” at that time (%(time)s).") % told)
    elif shared:
        words = _("%(n)s participants are in “%(class)s” of %(cohort)s at that time (%(time)s).")
        yield Clash("people", words % {**told, "n": shared})
    if wish.venue and _same(wish.venue, other.venue):
        told["room"] = other.venue
        yield Clash("room", _("%(room)s is taken by “%(class)s” of %(cohort)s at that time (%(time)s).") % told)
    for trainer in wish.trainers:
        if any(_same_person(trainer, one) for one in other.trainers.all()):
            told["name"] = trainer.name
            yield Clash("trainer", _("%(name)s teaches “%(class)s” of %(cohort)s at that time (%(time)s).") % told)


def hours_of(meeting: ClassMeeting) -> str:
    """Return `08.00–10.15 WITA`, in the venue's zone."""
    zone = ZoneInfo(meeting.time_zone)
    begin, end = meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone)
    return f"{begin:%H.%M}–{end:%H.%M} {zone_name(meeting.time_zone)}"


def _shared_people(cohort: Cohort, others: Sequence[ClassMeeting]) -> dict[int, int]:
    """How many people of this cohort have a seat in each of the other cohorts."""
    cohorts = {one.stage.cohort_id for one in others} - {cohort.pk}
    if not cohorts:
        return {}
    mine = Enrolment.objects.filter(cohort=cohort, state__in=SEATED).values("user")
    theirs = Enrolment.objects.filter(Q(user__in=mine), cohort__in=cohorts, state__in=SEATED)
    found: dict[int, int] = {}
    for cohort_id in theirs.order_by().values_list("cohort_id", flat=True):
        found[cohort_id] = found.get(cohort_id, 0) + 1
    return found


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _same_person(one: MeetingTrainer, other: MeetingTrainer) -> bool:
    if one.user_id and other.user_id:
        return one.user_id == other.user_id
    return _same(one.name, other.name)
