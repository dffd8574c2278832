"""What the cohorts say in the matrix: who of which unit learned, attended and taught, and what is still to come.

Counted over every cohort that is running or finished; a person counts for the unit that sent them. The same queries however many.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from django.db.models import Count
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.enums import ItemKind, StageKind
from cms.models import VersionItem
from courses.enums import SEATED, CohortState, MeetingState
from courses.models import ClassMeeting, Cohort, CohortFacilitator, Enrolment, MeetingTrainer
from courses.queries.attended import HOURS, counting
from lms.programme.enums import CellState
from lms.programme.registry import CellNote

# Which activity of the matrix a stage is.
ACTIVITY_OF = {StageKind.ONLINE: 6, StageKind.OFFLINE_1: 7, StageKind.FIELD: 8, StageKind.OFFLINE_2: 9}
ACTIVITIES = frozenset({5, 6, 7, 9})
COUNTING = (CohortState.OPEN, CohortState.FINISHED)


def cells() -> Iterator[CellNote]:
    """Yield what the cohorts say: six queries."""
    yield from _guides()
    yield from _learners()
    yield from _classes()
    yield from _attendance()
    yield from _trainers()


def _guides() -> Iterator[CellNote]:
    """Who was appointed to facilitate, by unit."""
    rows = CohortFacilitator.objects.valid().filter(cohort__state__in=COUNTING).exclude(user__work_unit__column="")
    counted = rows.exclude(user__work_unit=None).order_by().values_list("user__work_unit__column")
    for column, many in counted.annotate(many=Count("user", distinct=True)):
        label = ngettext("%(n)s facilitator", "%(n)s facilitators", many) % {"n": many}
        words = ngettext(
            "Appointed: %(n)s facilitator of this unit", "Appointed: %(n)s facilitators of this unit", many
        ) % {"n": many}
        yield CellNote(5, CellState.DONE, label, reverse("courses:cohort_list"), column, words)


def _learners() -> Iterator[CellNote]:
    """How many people of each unit finished the online training."""
    online = VersionItem.objects.filter(
        version__in=Cohort.objects.filter(state__in=COUNTING).values("version"),
        kind=ItemKind.LESSON,
        stage=StageKind.ONLINE,
    )
    lessons = dict(online.order_by().values_list("version").annotate(Count("pk")))
    rows = Enrolment.objects.filter(cohort__state__in=COUNTING, state__in=SEATED).exclude(work_unit=None).order_by()
    counted = rows.values_list("work_unit__column", "cohort__version", "lessons_done").annotate(Count("pk"))
    people, finished = Counter[str](), Counter[str]()
    for column, version, done, many in counted:
        people[column] += many
        if done >= lessons.get(version, 0):
            finished[column] += many
    if people:
        numbers = {"done": finished.total(), "many": people.total()}
        words = _("Of all units together %(done)s of %(many)s people finished the online training") % numbers
        label = _("%(done)s of %(many)s finished") % numbers
        yield CellNote(6, CellState.DONE, label, reverse("courses:cohort_list"), words=words)
    for column, many in people.items():
        if column:
            yield from _finished(column, finished[column], many)


def _finished(column: str, done: int, many: int) -> Iterator[CellNote]:
    href, numbers = reverse("courses:cohort_list"), {"done": done, "many": many, "rest": many - done}
    if done:
        words = _("%(done)s of %(many)s people of this unit finished the online training") % numbers
        yield CellNote(6, CellState.DONE, _("%(done)s of %(many)s finished") % numbers, href, column, words)
    if done < many:
        words = ngettext(
            "%(rest)s person of this unit has not finished the online training",
            "%(rest)s people of this unit have not finished the online training",
            many - done,
        )
        yield CellNote(6, CellState.RUNNING, _("%(rest)s unfinished") % numbers, href, column, words % numbers)


def _classes() -> Iterator[CellNote]:
    """Classes held and to come, for all units of the activity."""
    rows = ClassMeeting.objects.filter(stage__cohort__state__in=COUNTING).exclude(state=MeetingState.CANCELLED)
    for stage, state, many in rows.order_by().values_list("stage__kind", "state").annotate(Count("pk")):
        no = ACTIVITY_OF.get(stage)
        if no is None:
            continue
        if state == MeetingState.HELD:
            label = ngettext("%(n)s class held", "%(n)s classes held", many) % {"n": many}
        else:
            label = ngettext("%(n)s class to come", "%(n)s classes to come", many) % {"n": many}
        done = CellState.DONE if state == MeetingState.HELD else CellState.PLANNED
        yield CellNote(no, done, label, reverse("courses:cohort_list"))


def _attendance() -> Iterator[CellNote]:
    """How much of their classes people of each unit attended, as every other screen counts it."""
    rows = counting().filter(enrolment__cohort__state__in=COUNTING, enrolment__state__in=SEATED)
    counted = rows.values_list("meeting__stage__kind", "enrolment__work_unit__column").annotate(**HOURS)
    for stage, column, attended, held in counted:
        no = ACTIVITY_OF.get(stage)
        if no is None or not column:
            continue
        # Cut, not rounded: 99.9 % is not everybody.
        percent = attended * 100 // held
        words = _("Attendance of this unit’s people: %(here)s of %(asked)s JP (%(percent)s%%)") % {
            "here": floatformat(attended / 2, "-1"), "asked": held // 2, "percent": percent,
        }  # fmt: skip
        label = _("%(percent)s%% present") % {"percent": percent}
        yield CellNote(no, CellState.DONE, label, reverse("courses:cohort_list"), column, words)


def _trainers() -> Iterator[CellNote]:
    """Who of each unit teaches, by activity."""
    rows = MeetingTrainer.objects.filter(meeting__stage__cohort__state__in=COUNTING).exclude(
        meeting__state=MeetingState.CANCELLED
    )
    people: dict[tuple[int, str], set[int]] = defaultdict(set)
    named = (
        rows.exclude(user__work_unit=None)
        .order_by()
        .values_list("meeting__stage__kind", "user__work_unit__column", "user")
    )
    for stage, column, user in named.distinct():
        if column and stage in ACTIVITY_OF:
            people[ACTIVITY_OF[StageKind(stage)], column].add(user)
    for (no, column), users in people.items():
        label = ngettext("%(n)s trainer", "%(n)s trainers", len(users)) % {"n": len(users)}
        words = ngettext("%(n)s person of this unit teaches", "%(n)s people of this unit teach", len(users))
        yield CellNote(no, CellState.DONE, label, reverse("courses:cohort_list"), column, words % {"n": len(users)})
