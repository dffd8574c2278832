"""What was learned: JP, attendance, tests, task forms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from statistics import fmean, stdev
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from assignments.enums import ExceptionKind, QuizKind, SubmissionState
from assignments.models import GradeException, Quiz, Submission, Task
from assignments.queries.gain import Gain, gain_of
from assignments.queries.tasks import SHOWN
from cms.enums import StageKind
from courses.enums import SEATED, AttendanceState, MeetingState
from courses.models import Attendance, ClassMeeting, Cohort
from courses.queries.learning import facts_of
from lms.evaluation.figures import Criterion, Figure, Reading, Rows, Unit, shared
from lms.evaluation.queries.lower_figures.people import Seat, seats
from lms.evaluation.queries.lower_figures.shares import (
    PERSON,
    Share,
    page_of,
    reads_share,
    rows_of_shares,
)

A = AttendanceState
WORTH = {A.PRESENT: Fraction(1), A.LATE: Fraction(1), A.HALF: Fraction(1, 2), A.ABSENT: Fraction(0)}


# --- JP ---


@shared
def online_jp(cohort: Cohort) -> list[Share]:
    """Return the JP each person earned by lessons, of those the pinned version has."""
    whole = facts_of(cohort).outline.online_jp
    return [Share(one.public_id, one.jp_done, whole) for one in seats(cohort)]


@shared
def class_jp(cohort: Cohort) -> list[Share]:
    """Return the JP each person earned in classes, of those of the classes that were held; a module counts its JP once."""
    held = ClassMeeting.objects.filter(stage__cohort=cohort, state=MeetingState.HELD).order_by()
    modules = facts_of(cohort).outline.modules
    plain, by_module = 0, defaultdict[Any, int](int)
    for jp, key in held.values_list("jp", "module_key"):
        if key in modules:
            by_module[key] = min(modules[key].jp, by_module[key] + jp)
        else:
            plain += jp
    whole = plain + sum(by_module.values())
    return [Share(one.public_id, min(one.class_jp, whole), whole) for one in seats(cohort)]


# --- Attendance ---


@shared
def _attended(cohort: Cohort) -> tuple[dict[str, list[tuple[int, str]]], dict[int, dict[int, str]]]:
    """Return the held classes by stage (id and title), and what is known of each person: two queries."""
    held: dict[str, list[tuple[int, str]]] = defaultdict(list)
    rows = ClassMeeting.objects.filter(stage__cohort=cohort, state=MeetingState.HELD).order_by("starts_at", "pk")
    for pk, title, kind in rows.values_list("pk", "title", "stage__kind"):
        held[kind].append((pk, title))
    said = Attendance.objects.filter(
        meeting__stage__cohort=cohort, meeting__state=MeetingState.HELD, enrolment__state__in=SEATED
    ).order_by()
    known: dict[int, dict[int, str]] = defaultdict(dict)
    for enrolment, meeting, state in said.values_list("enrolment", "meeting", "state").iterator(5000):
        known[enrolment][meeting] = state
    return held, known


def _attendance(kind: str) -> Any:
    @shared
    def shares(cohort: Cohort) -> list[Share]:
        held, known = _attended(cohort)
        meetings = [pk for pk, _title in held.get(kind, [])]
        return [_share(one, meetings, known.get(one.id, {})) for one in seats(cohort)]

    return shares


def _share(one: Seat, meetings: Sequence[int], known: dict[int, str]) -> Share:
    states = [known.get(pk, A.ABSENT) for pk in meetings]
    counted = [WORTH[A(state)] for state in states if state != A.EXCUSED]
    return Share(one.public_id, sum(counted, Fraction(0)), len(counted))


def _by_class(kind: str) -> Any:
    """Return how attendance goes from class to class, for a chart."""

    def series(cohort: Cohort) -> list[tuple[str, float]]:
        held, known = _attended(cohort)
        people = seats(cohort)
        return [
            (title, _percent([known.get(one.id, {}).get(pk, A.ABSENT) for one in people]))
            for pk, title in held.get(kind, [])
        ]

    return series


def _percent(states: Sequence[str]) -> float:
    counted = [float(WORTH[A(state)]) for state in states if state != A.EXCUSED]
    return fmean(counted) * 100 if counted else 0.0


# --- Tests ---


@shared
def gain(cohort: Cohort) -> Gain | None:
    """Return the gain from the cohort's pre-test to its post-test, or None where it has no such pair."""
    quizzes = Quiz.objects.filter(cohort=cohort, kind=QuizKind.POST_TEST, pre_test__isnull=False)
    post = quizzes.select_related("pre_test").order_by("pk").last()
    return gain_of(post.pre_test, post) if post is not None and post.pre_test is not None else None


NO_PAIR = _("There is no pair of pre-test and post-test yet.")
TOO_FEW = _("Fewer than five people took both tests: no figure is shown.")


def _gain(cohort: Cohort) -> Reading:
    found = gain(cohort)
    if found is None:
        return Reading(None, why=NO_PAIR)
    if found.hidden or found.figures is None:
        return Reading(None, n=len(found.pairs), why=TOO_FEW)
    exact = [one.gain for one in found.pairs]
    value = sum(exact, Decimal(0)) / len(exact)
    low, high = (Decimal(repr(end)) for end in (found.figures.low, found.figures.high))
    return Reading(value, n=len(exact), spread=_spread(exact), low=low, high=high)


def _test(side: str) -> Any:
    def read(cohort: Cohort) -> Reading:
        found = gain(cohort)
        if found is None:
            return Reading(None, why=NO_PAIR)
        if found.hidden:
            return Reading(None, n=len(found.pairs), why=TOO_FEW)
        values = [getattr(one, side) for one in found.pairs]
        return Reading(sum(values, Decimal(0)) / len(values), n=len(values), spread=_spread(values))

    return read


def _spread(values: Sequence[Decimal]) -> Decimal | None:
    return stdev(values) if len(values) > 1 else None


def _test_rows(cohort: Cohort) -> Rows:
    """The pairs by their results, nobody's name or code among them: a result is its owner's."""
    found = gain(cohort)
    heads = [_("No."), _("Pre-test (%)"), _("Post-test (%)"), _("Gain")]
    if found is None or found.hidden:
        return Rows(heads, [])
    pairs = sorted((one.before, one.after) for one in found.pairs)
    return Rows(heads, [[n, before, after, after - before] for n, (before, after) in enumerate(pairs, 1)])


def _topics(cohort: Cohort) -> list[tuple[str, float]]:
    found = gain(cohort)
    return [(one.name, max(one.gain, 0.0)) for one in found.topics] if found else []


# --- Task forms ---


@shared
def accepted_forms(cohort: Cohort) -> list[Share]:
    """Return how many forms of each person are accepted, of those asked for; a task somebody is excused from is left out. Three queries."""
    asked = dict(Task.objects.filter(cohort=cohort, state__in=SHOWN).values_list("pk", "count"))
    forms = Submission.objects.filter(task__in=list(asked), state=SubmissionState.ACCEPTED).order_by()
    done: dict[int, dict[int, int]] = defaultdict(dict)
    for person, task, many in forms.values_list("enrolment", "task").annotate(n=Count("id")):
        done[person][task] = many
    excused = _excused(cohort)
    return [
        Share(
            one.public_id,
            sum(min(many, asked[task]) for task, many in done[one.id].items() if (task, one.id) not in excused),
            sum(count for task, count in asked.items() if (task, one.id) not in excused),
        )
        for one in seats(cohort)
    ]


def _excused(cohort: Cohort) -> set[tuple[int, int]]:
    """Return who is excused from which task, the last decision counting."""
    found: set[tuple[int, int]] = set()
    rows = GradeException.objects.filter(enrolment__cohort=cohort, subject__startswith="task:").order_by("id")
    for subject, person, kind in rows.values_list("subject", "enrolment", "kind"):
        key = int(subject.removeprefix("task:")), person
        (found.add if kind == ExceptionKind.EXCUSED else found.discard)(key)
    return found


def _attendance_figure(key: str, kind: str, title: Any, activity: int) -> Figure:
    shares = _attendance(kind)
    return Figure(
        key=key,
        title=title,
        unit=Unit.PERCENT,
        criterion=Criterion.EFFECTIVENESS,
        activity_no=activity,
        read=reads_share(shares, why=_("No class of this stage has been held yet.")),
        rows=rows_of_shares(shares, case=PERSON, part=_("Classes attended"), whole=_("Classes counted")),
        series=_by_class(kind),
        source=_(
            "Attendance of everybody with a seat at the classes held: present and late count whole, half counts half, leave is not counted."
        ),
        href=page_of("courses:class_list"),
    )


def _test_figure(key: str, side: str, title: Any) -> Figure:
    return Figure(
        key=key,
        title=title,
        unit=Unit.PERCENT,
        criterion=Criterion.EFFECTIVENESS,
        activity_no=6,
        read=_test(side),
        rows=_test_rows,
        source=_("Mean of those who have a marked result in both tests; the attempt that counts for each."),
        href=page_of("courses:cohort_detail"),
    )


LEARNING_FIGURES = (
    Figure(
        key="jp.online",
        title=_("JP earned by online lessons"),
        unit=Unit.PERCENT,
        criterion=Criterion.EFFECTIVENESS,
        activity_no=6,
        read=reads_share(online_jp, why=_("The curriculum has no lesson that earns JP.")),
        rows=rows_of_shares(online_jp, case=PERSON, part=_("JP earned"), whole=_("JP to earn")),
        source=_("The ledger of JP: lessons finished, of all lessons of the cohort’s version."),
        href=page_of("courses:cohort_people"),
    ),
    Figure(
        key="jp.classes",
        title=_("JP earned in classes"),
        unit=Unit.PERCENT,
        criterion=Criterion.EFFECTIVENESS,
        activity_no=7,
        read=reads_share(class_jp, why=_("No class has been held yet.")),
        rows=rows_of_shares(class_jp, case=PERSON, part=_("JP earned"), whole=_("JP to earn")),
        source=_("The ledger of JP: classes attended, of the classes held."),
        href=page_of("courses:class_list"),
    ),
    _attendance_figure("attendance.first", StageKind.OFFLINE_1, _("Attendance at the first offline training"), 7),
    _attendance_figure("attendance.second", StageKind.OFFLINE_2, _("Attendance at the second offline training"), 9),
    _test_figure("tests.before", "before", _("Mean of the pre-test")),
    _test_figure("tests.after", "after", _("Mean of the post-test")),
    Figure(
        key="tests.gain",
        title=_("Gain from pre-test to post-test"),
        unit=Unit.POINTS,
        criterion=Criterion.EFFECTIVENESS,
        activity_no=6,
        read=_gain,
        rows=_test_rows,
        series=_topics,
        source=_(
            "Mean difference of the same people in percent points, with an interval of 95 percent (paired, Student’s t)."
        ),
        href=page_of("courses:cohort_detail"),
    ),
    Figure(
        key="tasks.accepted",
        title=_("Task forms accepted"),
        unit=Unit.PERCENT,
        criterion=Criterion.EFFECTIVENESS,
        activity_no=8,
        read=reads_share(accepted_forms, why=_("No task has been set yet.")),
        rows=rows_of_shares(accepted_forms, case=PERSON, part=_("Forms accepted"), whole=_("Forms asked for")),
        source=_(
            "Accepted forms of everybody with a seat, of the forms the cohort’s tasks ask for; excused ones left out."
        ),
        href=page_of("courses:cohort_people"),
    ),
)
