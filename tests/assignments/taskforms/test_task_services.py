"""Tasks: planned, changed, opened, extended, moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assignments.enums import TaskState
from assignments.models import FormVersion, Submission, Task
from assignments.queries.tasks import (
    cohort_task_rows,
    due_at,
    field_stage,
    fingerprint,
    tasks_of,
    versions_of,
)
from assignments.services import taskforms, tasks
from assignments.services.tasks import TaskSettings
from assignments.starter import PlanLine, usual_plan
from courses.models import Cohort, Enrolment
from lms.people import clock
from lms.people.enums import Role
from lms.people.errors import Conflict, NotAllowed, Refusal
from tests.conftest import Cast
from tests.factories.assignments.taskforms import form_schema, make_form_version, make_task
from tests.factories.courses import make_cohort, make_enrolment
from tests.factories.people import make_unit, role_ended


def line(form: str, *, key: str = "", weeks: tuple[int, int] = (2, 3)) -> PlanLine:
    return PlanLine(key or form, form, *weeks, count=2, weight=Decimal("1.5"))


def test_the_usual_plan_covers_the_twelve_forms_within_twelve_weeks() -> None:
    lines, due_time = usual_plan()
    assert {one.form for one in lines} == {f"LT-{number:02d}" for number in range(1, 13)}
    assert len({one.key for one in lines}) == len(lines)
    assert all(1 <= one.first_week <= one.last_week <= 12 for one in lines)
    assert due_time == time(23, 59)


def test_planning_twice_plans_once(cast: Cast, cohort: Cohort, published: FormVersion) -> None:
    lines = [line(published.form.code), line("LT-98")]
    result = tasks.plan_tasks(actor=cast.coordinator, cohort=cohort, lines=lines)
    assert ([one.plan_key for one in result.made], result.missing) == ([published.form.code], ["LT-98"])
    task, stage = result.made[0], field_stage(cohort)
    assert stage is not None
    assert task.opens_on == stage.starts_on + timedelta(days=7)
    assert task.due_on == stage.starts_on + timedelta(days=20)
    assert (task.state, task.count, task.weight) == (TaskState.DRAFT, 2, Decimal("1.5"))
    again = tasks.plan_tasks(actor=cast.coordinator, cohort=cohort, lines=lines)
    assert (again.made, again.kept) == ([], [published.form.code])


@pytest.mark.parametrize("weeks", [(0, 1), (3, 2), (1, 13)])
def test_weeks_outside_the_field_stage_are_refused(
    cast: Cast, cohort: Cohort, published: FormVersion, weeks: tuple[int, int]
) -> None:
    with pytest.raises(Refusal):
        tasks.plan_tasks(actor=cast.coordinator, cohort=cohort, lines=[line(published.form.code, weeks=weeks)])


@pytest.mark.parametrize("who", ["facilitator", "reviewer", "outsider"])
def test_others_plan_nothing(cast: Cast, cohort: Cohort, who: str) -> None:
    with pytest.raises(NotAllowed):
        tasks.plan_tasks(actor=getattr(cast, who), cohort=cohort, lines=[])


def settings_of(task: Task) -> TaskSettings:
    return TaskSettings(**{name: getattr(task, name) for name in TaskSettings.__dataclass_fields__})


def test_two_organisers_notice_each_other(cast: Cast, task: Task) -> None:
    seen = fingerprint(task)
    tasks.change_task(
        actor=cast.coordinator,
        task=task,
        settings=replace(settings_of(task), count=3),
        graders=[cast.facilitator],
        seen=seen,
    )
    with pytest.raises(Conflict):
        tasks.change_task(actor=cast.admin, task=task, settings=replace(settings_of(task), count=1), seen=seen)
    fresh = Task.objects.get(pk=task.pk)
    assert (fresh.count, list(fresh.graders.all())) == (3, [cast.facilitator])


def test_bad_settings_are_refused(cast: Cast, task: Task) -> None:
    good = settings_of(task)
    for bad in (replace(good, due_on=good.opens_on - timedelta(days=1)), replace(good, count=0)):
        with pytest.raises(Refusal):
            tasks.change_task(actor=cast.coordinator, task=task, settings=bad, seen=fingerprint(task))
    with pytest.raises(Refusal):
        tasks.change_task(
            actor=cast.coordinator, task=task, settings=good, graders=[cast.outsider], seen=fingerprint(task)
        )


def test_whose_role_has_ended_is_not_named_as_a_grader(cast: Cast, task: Task) -> None:
    role_ended(cast.facilitator, Role.FACILITATOR)
    with pytest.raises(Refusal, match="bukan fasilitator"):
        tasks.change_task(
            actor=cast.coordinator,
            task=task,
            settings=settings_of(task),
            graders=[cast.facilitator],
            seen=fingerprint(task),
        )


def test_fewer_forms_than_somebody_has_begun_are_refused(cast: Cast, cohort: Cohort, task: Task) -> None:
    tasks.change_task(
        actor=cast.coordinator, task=task, settings=replace(settings_of(task), count=2), seen=fingerprint(task)
    )
    task.refresh_from_db()
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    Submission.objects.create(task=task, enrolment=enrolment, form_version=task.form_version, ordinal=2, draft_seq=1)
    with pytest.raises(Refusal):
        tasks.change_task(
            actor=cast.coordinator, task=task, settings=replace(settings_of(task), count=1), seen=fingerprint(task)
        )


def test_opening_and_closing(cast: Cast, cohort: Cohort, published: FormVersion) -> None:
    draft = make_task(actor=cast.coordinator, cohort=cohort, version=published, opened=False)
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    assert tasks_of(enrolment) == []
    assert tasks.open_tasks(actor=cast.coordinator, cohort=cohort) == 1
    assert tasks.open_tasks(actor=cast.coordinator, cohort=cohort) == 0
    assert [one.task for one in tasks_of(enrolment)] == [draft]
    draft.refresh_from_db()
    tasks.close_task(actor=cast.coordinator, task=draft)
    with pytest.raises(Conflict):
        tasks.close_task(actor=cast.coordinator, task=draft)
    assert tasks.open_tasks(actor=cast.coordinator, cohort=cohort, tasks=[draft]) == 1


def test_a_task_is_due_by_the_clock_of_the_unit(cast: Cast, cohort: Cohort, task: Task) -> None:
    for zone in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"):
        person = make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=make_unit(time_zone=zone))
        expected = datetime.combine(task.due_on, time(23, 59), ZoneInfo(zone))
        assert due_at(task, person) == expected
        with clock.at(expected):
            assert not tasks_of(person)[0].is_past_due
        with clock.at(expected + timedelta(seconds=1)):
            assert tasks_of(person)[0].is_past_due


def test_the_latest_extension_that_applies_counts(cast: Cast, cohort: Cohort, task: Task) -> None:
    one, other = (make_enrolment(actor=cast.coordinator, cohort=cohort) for _ in range(2))
    due = task.due_on

    def days(enrolment) -> int:
        return (due_at(task, enrolment).date() - due).days

    tasks.extend(actor=cast.facilitator, task=task, due_on=due + timedelta(days=5), reason="Bursa kerja", enrolment=one)
    assert (days(one), days(other)) == (5, 0)
    first = tasks.extend(actor=cast.coordinator, task=task, due_on=due + timedelta(days=2), reason="Banjir")
    assert (days(one), days(other)) == (5, 2)
    again = tasks.extend(actor=cast.coordinator, task=task, due_on=due + timedelta(days=2), reason="Banjir")
    assert again == first
    with pytest.raises(Refusal):
        tasks.extend(actor=cast.coordinator, task=task, due_on=due + timedelta(days=1), reason="Lain")
    with pytest.raises(Refusal):
        tasks.extend(actor=cast.coordinator, task=task, due_on=due + timedelta(days=9), reason=" ")
    elsewhere = make_cohort(actor=cast.coordinator, number=77, version=cohort.version)
    stranger = make_enrolment(actor=cast.coordinator, cohort=elsewhere)
    with pytest.raises(Refusal):
        tasks.extend(actor=cast.coordinator, task=task, due_on=due + timedelta(days=9), reason="X", enrolment=stranger)
    with pytest.raises(NotAllowed):
        tasks.extend(actor=cast.supervisor, task=task, due_on=due + timedelta(days=9), reason="X")


def newer(cast: Cast, version: FormVersion) -> FormVersion:
    schema = form_schema(version.form.code)
    schema["sections"][0]["fields"][0]["label"] = {"id": "Inisial klien"}
    taskforms.write_form(actor=cast.coordinator, schema=schema)
    with clock.at(clock.now() + timedelta(days=3)):
        return make_form_version(actor=cast.coordinator, form=version.form, closer=cast.admin)


def test_moving_leaves_those_who_have_begun(cast: Cast, cohort: Cohort, task: Task) -> None:
    begun, fresh = (make_enrolment(actor=cast.coordinator, cohort=cohort) for _ in range(2))
    before = task.form_version
    kept = Submission.objects.create(
        task=task, enrolment=begun, form_version=before, draft={"inisial": "BS"}, draft_seq=1
    )
    untouched = Submission.objects.create(task=task, enrolment=fresh, form_version=before)
    after = newer(cast, before)
    tasks.move_task(actor=cast.coordinator, task=task, version=after, reason="Petunjuk lebih jelas", seen=before)
    for row in (kept, untouched, task):
        row.refresh_from_db()
    assert (task.form_version, kept.form_version, untouched.form_version) == (after, before, after)
    assert versions_of(task) == [after, before]
    with pytest.raises(Conflict):
        tasks.move_task(actor=cast.admin, task=task, version=after, reason="Lagi", seen=before)
    with pytest.raises(Refusal):
        tasks.move_task(actor=cast.admin, task=task, version=before, reason="Kembali", seen=after)


def test_only_published_versions_are_set(cast: Cast, cohort: Cohort) -> None:
    draft = make_form_version(actor=cast.coordinator, state="draft")
    day = date(2026, 9, 7)
    with pytest.raises(Refusal):
        tasks.create_task(actor=cast.coordinator, cohort=cohort, version=draft, settings=TaskSettings(day, day))


def cost(call) -> int:
    with CaptureQueriesContext(connection) as asked:
        call()
    return len(asked)


def test_lists_cost_the_same_with_one_and_three_tasks(cast: Cast, cohort: Cohort, task: Task) -> None:
    made = make_enrolment(actor=cast.coordinator, cohort=cohort, work_unit=make_unit())
    enrolment = Enrolment.objects.select_related("work_unit").get(pk=made.pk)
    one = cost(lambda: cohort_task_rows(cohort)), cost(lambda: tasks_of(enrolment))
    for _ in range(2):
        make_task(actor=cast.coordinator, cohort=cohort, version=task.form_version)
    assert (cost(lambda: cohort_task_rows(cohort)), cost(lambda: tasks_of(enrolment))) == one == (5, 2)
