"""What stands in the way of sessions: the host's licence, a facilitator in two places, people in two sessions, a class of the cohort."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from courses.enums import MeetingState
from courses.models import ClassMeeting, Cohort
from courses.queries.clashes import hours_of
from fieldpractice.enums import SessionState
from fieldpractice.models import MonitoringSession, SessionGroup, ZoomHost
from lms.people.models import User
from lms.ui.times import instant_in_words


@dataclass(frozen=True)
class Wish:
    """When a session would be, for whom, at which host, led by whom. `session_id` is the session itself when it moves."""

    cohort: Cohort
    starts_at: datetime
    ends_at: datetime
    group: SessionGroup | None = None
    host: ZoomHost | None = None
    facilitator: User | None = None
    session_id: int | None = None


@dataclass(frozen=True)
class _Taken:
    """A session that stands, or an earlier wish of the same plan."""

    title: str
    cohort_id: int
    group_id: int | None
    host_id: int | None
    facilitator_id: int | None
    starts_at: datetime
    ends_at: datetime


def clashes_of(wishes: Sequence[Wish]) -> list[list[str]]:
    """Return for each wish what stands in its way, one sentence each: three queries at most for all.

    A wish counts for those after it: a plan that clashes with itself is found too.
    """
    if not wishes:
        return []
    first, last = min(one.starts_at for one in wishes), max(one.ends_at for one in wishes)
    taken = [_of(one) for one in _sessions(wishes, first, last)]
    classes = _classes(wishes, first, last)
    shared = _shared_groups(wishes, taken)
    found: list[list[str]] = []
    for wish in wishes:
        words = list(_between(wish, taken, classes, shared))
        found.append(words)
        if not words:
            taken.append(_wished(wish))
    return found


def _sessions(wishes: Sequence[Wish], first: datetime, last: datetime) -> list[MonitoringSession]:
    moved = {one.session_id for one in wishes if one.session_id}
    rows = MonitoringSession.objects.filter(starts_at__lt=last, ends_at__gt=first)
    rows = rows.exclude(state=SessionState.CANCELLED).exclude(pk__in=moved)
    return list(rows.order_by("starts_at", "id"))


def _classes(wishes: Sequence[Wish], first: datetime, last: datetime) -> list[ClassMeeting]:
    cohorts = {one.cohort.pk for one in wishes}
    trainers = {one.facilitator.pk for one in wishes if one.facilitator}
    rows = ClassMeeting.objects.filter(starts_at__lt=last, ends_at__gt=first).exclude(state=MeetingState.CANCELLED)
    rows = rows.filter(Q(stage__cohort__in=cohorts) | Q(trainers__user__in=trainers)).distinct()
    return list(rows.select_related("stage__cohort").prefetch_related("trainers").order_by("starts_at", "id"))


def _shared_groups(wishes: Sequence[Wish], taken: Sequence[_Taken]) -> dict[int, set[int]]:
    """Which people are in each group that is named; empty when no group is."""
    groups = {one.group.pk for one in wishes if one.group} | {one.group_id for one in taken if one.group_id}
    if not groups:
        return {}
    pairs = SessionGroup.members.through.objects.filter(sessiongroup__in=groups)
    found: dict[int, set[int]] = {}
    for group_id, enrolment_id in pairs.values_list("sessiongroup_id", "enrolment_id"):
        found.setdefault(group_id, set()).add(enrolment_id)
    return found


def _between(
    wish: Wish, taken: Sequence[_Taken], classes: Sequence[ClassMeeting], members: dict[int, set[int]]
) -> Iterator[str]:
    others = [one for one in taken if one.starts_at < wish.ends_at and one.ends_at > wish.starts_at]
    same = [one for one in others if wish.host is not None and one.host_id == wish.host.pk]
    if wish.host is not None and same and at_once(same, wish) >= wish.host.at_once:
        words = _("%(host)s hosts “%(title)s” at that time (%(when)s), and %(n)s at once is all the licence allows.")
        yield words % {"host": wish.host, "n": wish.host.at_once, **_told(same[0])}
    for one in others:
        if wish.facilitator is not None and one.facilitator_id == wish.facilitator.pk:
            yield _("%(name)s leads “%(title)s” at that time (%(when)s).") % {"name": wish.facilitator, **_told(one)}
        if _share_people(wish, one, members):
            yield _("The same people are asked to “%(title)s” at that time (%(when)s).") % _told(one)
    for meeting in classes:
        if meeting.starts_at < wish.ends_at and meeting.ends_at > wish.starts_at:
            yield from _class_words(wish, meeting)


def at_once(others: Sequence[_Taken], wish: Wish) -> int:
    """Return how many of these run at the same instant at most, within the wish's hours."""
    marks = [max(one.starts_at, wish.starts_at) for one in others]
    return max(sum(1 for one in others if one.starts_at <= mark < one.ends_at) for mark in marks)


def _share_people(wish: Wish, other: _Taken, members: dict[int, set[int]]) -> bool:
    if other.cohort_id != wish.cohort.pk:
        return False
    if wish.group is None or other.group_id is None:
        return True
    return bool(members.get(wish.group.pk, set()) & members.get(other.group_id, set()))


def _class_words(wish: Wish, meeting: ClassMeeting) -> Iterator[str]:
    told = {"class": meeting.title, "cohort": meeting.stage.cohort.name, "time": hours_of(meeting)}
    if meeting.stage.cohort_id == wish.cohort.pk:
        yield _("The cohort has “%(class)s” at that time (%(time)s).") % told
    if wish.facilitator and any(one.user_id == wish.facilitator.pk for one in meeting.trainers.all()):
        told["name"] = str(wish.facilitator)
        yield _("%(name)s teaches “%(class)s” of %(cohort)s at that time (%(time)s).") % told


def _told(one: _Taken) -> dict[str, str]:
    return {"title": one.title, "when": instant_in_words(one.starts_at, style="short")}


def _of(row: MonitoringSession) -> _Taken:
    return _Taken(row.title, row.cohort_id, row.group_id, row.host_id, row.facilitator_id, row.starts_at, row.ends_at)


def _wished(wish: Wish) -> _Taken:
    return _Taken(
        _("another session of this plan"),
        wish.cohort.pk,
        wish.group.pk if wish.group else None,
        wish.host.pk if wish.host else None,
        wish.facilitator.pk if wish.facilitator else None,
        wish.starts_at,
        wish.ends_at,
    )
