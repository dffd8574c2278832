"""A cohort's calendar as days since its first one: stages, gates, classes, tasks, quizzes, exercises, sessions, surveys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from assignments.models import MatchingExercise, Quiz, Task
from cms.models import CurriculumVersion
from courses.enums import MeetingState
from courses.models import ClassMeeting, Cohort
from fieldpractice.enums import SessionState
from fieldpractice.models import MonitoringSession
from lms.evaluation.enums import Audience
from lms.evaluation.models import SurveyRun
from lms.evaluation.packs import shapes
from lms.evaluation.queries.packs.library import newest_questionnaires, questionnaire_keys
from lms.people.errors import Refusal


class Calendar:
    """The days of one cohort, counted from the first day of its first stage."""

    def __init__(self, first: date, time_zone: str) -> None:
        self.first = first
        self.zone = ZoneInfo(time_zone)

    def day(self, on: date | None) -> int | None:
        return (on - self.first).days if on else None

    def moment(self, at: datetime, zone: str = "") -> shapes.Moment:
        """An instant as a day and an hour on the wall, in the zone of the place or of the cohort."""
        local = at.astimezone(ZoneInfo(zone) if zone else self.zone)
        return shapes.Moment(day=(local.date() - self.first).days, at=f"{local:%H:%M}")

    def maybe(self, at: datetime | None) -> shapes.Moment | None:
        return self.moment(at) if at else None


def calendar_of(cohort: Cohort) -> Calendar:
    """Return the days of a cohort. Raises Refusal when it has no stage."""
    first = cohort.stages.order_by("order").values_list("starts_on", flat=True).first()
    if first is None:
        raise Refusal(_("This cohort has no stage: there is no schedule to take along."))
    return Calendar(first, cohort.time_zone)


def schedule_of(cohort: Cohort, version: CurriculumVersion) -> shapes.ScheduleFile:
    """Return the calendar of a cohort, on the modules of a version. A fixed number of queries.

    What belongs to the place and its people stays behind: venues, links, trainers, hosts, groups, graders, dates of release.
    """
    days = calendar_of(cohort)
    own = dict(cohort.version.items.values_list("key", "slug"))
    there = set(version.items.values_list("slug", flat=True))
    modules = {key: slug for key, slug in own.items() if slug in there}
    return shapes.ScheduleFile(
        capacity=cohort.capacity,
        stages=_stages(cohort, days),
        gates=_gates(cohort, days, modules),
        classes=_classes(cohort, days, modules),
        tasks=_tasks(cohort, days),
        quizzes=_quizzes(cohort, days),
        exercises=_exercises(cohort, days),
        sessions=_sessions(cohort, days),
        surveys=_surveys(cohort, days),
    )


def _whole(day: int | None) -> int:
    if day is None:
        raise ValueError("A row without its day.")
    return day


def _stages(cohort: Cohort, days: Calendar) -> list[shapes.StageRow]:
    return [
        shapes.StageRow(
            kind=one.kind,
            mode=one.mode,
            first=_whole(days.day(one.starts_on)),
            last=_whole(days.day(one.ends_on)),
            needs_previous=one.needs_previous,
        )
        for one in cohort.stages.order_by("order")
    ]


def _gates(cohort: Cohort, days: Calendar, modules: dict[UUID, str]) -> list[shapes.GateRow]:
    found = [
        shapes.GateRow(
            module=modules[one.module_key],
            opens=days.day(one.opens_on),
            needs=modules.get(one.needs_key) if one.needs_key else None,
        )
        for one in cohort.gates.all()
        if one.module_key in modules
    ]
    return sorted(found, key=lambda one: one.module)


def _classes(cohort: Cohort, days: Calendar, modules: dict[UUID, str]) -> list[shapes.ClassRow]:
    rows = ClassMeeting.objects.filter(stage__cohort=cohort).exclude(state=MeetingState.CANCELLED)
    found = [
        shapes.ClassRow(
            stage=one.stage.kind,
            module=modules.get(one.module_key) if one.module_key else None,
            title=one.title,
            jp=one.jp,
            begins=days.moment(one.starts_at, one.time_zone),
            minutes=round((one.ends_at - one.starts_at).total_seconds() / 60),
            late_minutes=one.late_minutes,
            scan_minutes=one.scan_minutes,
            needs_end_scan=one.needs_end_scan,
        )
        for one in rows.select_related("stage")
    ]
    return sorted(found, key=lambda one: (one.begins.day, one.begins.at, one.title))


def _tasks(cohort: Cohort, days: Calendar) -> list[shapes.TaskRow]:
    rows = Task.objects.filter(cohort=cohort).select_related("form_version__form", "rubric__rubric")
    found = [
        shapes.TaskRow(
            key=one.plan_key,
            form=one.form_version.form.code,
            rubric=one.rubric.rubric.code if one.rubric else None,
            first_week=one.first_week,
            last_week=one.last_week,
            opens=_whole(days.day(one.opens_on)),
            due=_whole(days.day(one.due_on)),
            due_at=f"{one.due_time:%H:%M}",
            count=one.count,
            weight=one.weight,
            second_marking=one.second_marking,
            tolerance=one.tolerance,
            anonymous=one.anonymous,
        )
        for one in rows.defer("form_version__schema")
    ]
    return sorted(found, key=lambda one: (one.opens, one.due, one.form, one.key))


def _quizzes(cohort: Cohort, days: Calendar) -> list[shapes.QuizRow]:
    rows = Quiz.objects.filter(cohort=cohort).prefetch_related("parts__question", "parts__topic")
    # A post-test comes after the pre-test it is tied to.
    order = sorted(rows, key=lambda one: (one.pre_test_id is not None, one.kind, one.title, str(one.opens_at)))
    places = {one.pk: place for place, one in enumerate(order)}
    return [_quiz(one, days, places) for one in order]


def _quiz(one: Quiz, days: Calendar, places: dict[int, int]) -> shapes.QuizRow:
    plain: dict[str, Any] = {
        name: getattr(one, name)
        for name in (
            "kind",
            "title",
            "intro",
            "minutes",
            "grace_seconds",
            "attempts",
            "shuffle_questions",
            "shuffle_options",
            "pass_mark",
            "review",
            "weight",
        )
    }
    return shapes.QuizRow(
        **plain,
        opens=days.maybe(one.opens_at),
        closes=days.maybe(one.closes_at),
        pre_test=places.get(one.pre_test_id) if one.pre_test_id else None,
        parts=[
            shapes.PartRow(
                question=part.question.code if part.question else None,
                topic=part.topic.code if part.topic else None,
                count=part.count,
            )
            for part in sorted(one.parts.all(), key=lambda part: part.order)
        ],
    )


def _exercises(cohort: Cohort, days: Calendar) -> list[shapes.ExerciseRow]:
    rows = MatchingExercise.objects.filter(cohort=cohort).select_related("version__case", "rubric__rubric")
    found = [
        shapes.ExerciseRow(
            case=one.version.case.code,
            rubric=one.rubric.rubric.code if one.rubric else None,
            top_k=one.top_k,
            opens=days.day(one.opens_on),
            due=days.day(one.due_on),
            weight=one.weight,
        )
        for one in rows.order_by("-pk")
    ]
    # A pack has one version of each case: of two exercises on one case the first stays.
    return sorted({one.case: one for one in found}.values(), key=lambda one: one.case)


def _sessions(cohort: Cohort, days: Calendar) -> list[shapes.SessionRow]:
    rows = MonitoringSession.objects.filter(cohort=cohort, group=None).exclude(state=SessionState.CANCELLED)
    found = [
        shapes.SessionRow(
            title=one.title,
            agenda=one.agenda,
            begins=days.moment(one.starts_at),
            minutes=round((one.ends_at - one.starts_at).total_seconds() / 60),
            is_recorded=one.is_recorded,
        )
        for one in rows
    ]
    return sorted(found, key=lambda one: (one.begins.day, one.begins.at, one.title))


def _surveys(cohort: Cohort, days: Calendar) -> list[shapes.SurveyRow]:
    keys = questionnaire_keys(newest_questionnaires())
    # A survey about somebody or about one class stays behind with them.
    general = SurveyRun.objects.filter(cohort=cohort, subject_user=None, subject_meeting=None)
    rows = general.filter(version__questionnaire__in=keys).select_related("version")
    earlier = {one.pk: one.before_id for one in rows}
    # What another is compared with stands before it, whenever the two open.
    order = sorted(rows, key=lambda one: (_depth(one.pk, earlier), one.opens_at, one.title))
    places = {one.pk: place for place, one in enumerate(order)}
    return [
        shapes.SurveyRow(
            questionnaire=keys[one.version.questionnaire_id],
            title=one.title,
            audience=one.audience,
            privacy=one.privacy,
            opens=days.moment(one.opens_at),
            closes=days.moment(one.closes_at),
            before=places.get(one.before_id) if one.before_id else None,
            # Of clients the kiosk is always kept.
            by_unit=one.by_unit and one.audience != Audience.CLIENTS,
        )
        for one in order
    ]


def _depth(run: int, earlier: Mapping[int, int | None]) -> int:
    """Return how many surveys a survey is compared with, one through the other; two that name each other end the count."""
    seen, before = {run}, earlier[run]
    while before is not None and before in earlier and before not in seen:
        seen.add(before)
        before = earlier[before]
    return len(seen) - 1
