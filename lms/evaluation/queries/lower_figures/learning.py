"""What was learned: JP, attendance, tests, task forms."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from statistics import stdev
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assignments.enums import QuizKind
from assignments.models import Quiz
from assignments.queries.accepted import Accepted, accepted_by_person
from assignments.queries.gain import Gain, gain_of
from cms.enums import StageKind
from courses.enums import SEATED
from courses.models import Cohort
from courses.queries.attended import HOURS, class_jp_to_earn, counting, hours_by_stage
from courses.queries.learning import facts_of
from lms.evaluation.figures import Criterion, Figure, Reading, Rows, Unit, shared_facts
from lms.evaluation.queries.lower_figures.people import Seat, seats
from lms.evaluation.queries.lower_figures.shares import (
    PERSON,
    Share,
    page_of,
    reads_share,
    rows_of_shares,
)

# --- JP ---


@shared_facts
def online_jp(cohort: Cohort) -> list[Share]:
    """Return the JP each person earned by lessons, of those the pinned version has."""
    whole = facts_of(cohort).outline.online_jp
    return [Share(one.public_id, one.jp_done, whole) for one in seats(cohort)]


@shared_facts
def class_jp(cohort: Cohort) -> list[Share]:
    """Return the JP each person earned in classes, of those of the classes that were held; a module counts its JP once."""
    whole = class_jp_to_earn(facts_of(cohort))
    return [Share(one.public_id, min(one.class_jp, whole), whole) for one in seats(cohort)]


# --- Attendance ---


@shared_facts
def _attended(cohort: Cohort) -> dict[str, dict[int, tuple[int, int]]]:
    return hours_by_stage(cohort.pk)


def _attendance(kind: str) -> Any:
    @shared_facts
    def shares(cohort: Cohort) -> list[Share]:
        hours = _attended(cohort).get(kind, {})
        return [_share(one, *hours.get(one.id, (0, 0))) for one in seats(cohort)]

    return shares


def _share(one: Seat, attended: int, held: int) -> Share:
    """Of half JP whole ones, for who reads the rows."""
    return Share(one.public_id, Fraction(attended, 2), held // 2)


def _by_class(kind: str) -> Any:
    """Return how attendance goes from class to class, for a chart: one query."""

    def series(cohort: Cohort) -> list[tuple[str, Fraction]]:
        rows = (
            counting()
            .filter(meeting__stage__cohort=cohort, meeting__stage__kind=kind, enrolment__state__in=SEATED)
            .order_by("meeting__starts_at", "meeting")
        )
        summed = rows.values_list("meeting__title", "meeting", "meeting__starts_at").annotate(**HOURS)
        return [(row[0], Fraction(row[-2] * 100, row[-1])) for row in summed]

    return series


# --- Tests ---


@shared_facts
def _post_test(cohort: Cohort) -> Quiz | None:
    """The newest post-test with its pre-test."""
    quizzes = Quiz.objects.filter(cohort=cohort, kind=QuizKind.POST_TEST, pre_test__isnull=False)
    return quizzes.select_related("pre_test").order_by("pk").last()


def _gain_page(cohort: Cohort) -> str:
    post = _post_test(cohort)
    return reverse("assignments:quiz_gain", args=[post.public_id]) if post else ""


@shared_facts
def gain(cohort: Cohort) -> Gain | None:
    """Return the gain from the cohort's pre-test to its post-test, or None where it has no such pair."""
    post = _post_test(cohort)
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
    return [(one.name, one.gain) for one in found.topics] if found else []


# --- Task forms ---


@shared_facts
def accepted_forms(cohort: Cohort) -> list[Share]:
    """Return how many forms of each person are accepted, of those asked for; a task somebody is excused from is left out."""
    found, none = accepted_by_person(cohort), Accepted(0, 0)
    mine = [(one.public_id, found.get(one.id, none)) for one in seats(cohort)]
    return [Share(code, one.accepted, one.asked) for code, one in mine]


def _attendance_figure(key: str, kind: str, title: Any, activity: int) -> Figure:
    shares = _attendance(kind)
    return Figure(
        key=key,
        title=title,
        unit=Unit.PERCENT,
        criterion=Criterion.EFFECTIVENESS,
        activity_no=activity,
        read=reads_share(shares, why=_("No class of this stage has been held yet.")),
        rows=rows_of_shares(shares, case=PERSON, part=_("JP attended"), whole=_("JP of the classes")),
        series=_by_class(kind),
        source=_(
            "JP of the classes held that everybody with a seat attended: present and late count whole, half counts half, leave is not counted."
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
        href=_gain_page,
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
        href=page_of("courses:cohort_detail"),
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
        href=_gain_page,
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
        href=page_of("assignments:cohort_tasks"),
    ),
)
