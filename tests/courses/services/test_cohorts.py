"""Planning, opening, ending, cloning; stages, gates, facilitators; moving to a newer version."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from cms.enums import StageKind, VersionState
from cms.models import CurriculumVersion, VersionItem
from courses.enums import CohortState, EnrolmentState
from courses.models import Cohort, CohortFacilitator, Enrolment, VersionMove
from courses.plan import shifted, usual_plan
from courses.queries.learning import reading_of
from courses.queries.moves import changes_of_move, newer_versions
from courses.services import cohorts, facilitators, learning, moves, stages
from lms.people import clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry
from tests.conftest import Cast
from tests.factories.courses import (
    START,
    day,
    learner_of,
    make_cohort,
    make_enrolment,
    make_version,
    outline,
)

S = EnrolmentState


def test_the_usual_plan_is_that_of_the_programme() -> None:
    plan = [(stage.kind, stage.starts_on, stage.ends_on) for stage in usual_plan(date(2026, 8, 3))]
    assert plan == [
        (StageKind.ONLINE, date(2026, 8, 3), date(2026, 8, 23)),
        (StageKind.OFFLINE_1, date(2026, 8, 24), date(2026, 8, 28)),
        (StageKind.FIELD, date(2026, 8, 31), date(2026, 11, 22)),
        (StageKind.OFFLINE_2, date(2026, 11, 23), date(2026, 11, 25)),
        (StageKind.EVALUATION, date(2026, 11, 26), date(2026, 12, 9)),
    ]


def test_a_shifted_plan_keeps_lengths_and_gaps() -> None:
    plan = usual_plan(START)
    moved = shifted(plan, START + timedelta(days=10))
    assert {after.starts_on - before.starts_on for before, after in zip(plan, moved, strict=True)} == {timedelta(10)}
    assert {after.ends_on - before.ends_on for before, after in zip(plan, moved, strict=True)} == {timedelta(10)}


def test_a_cohort_gets_five_stages_a_number_and_a_trace(cast: Cast) -> None:
    first, second = (make_cohort(actor=cast.coordinator, opened=False) for _ in range(2))
    assert [first.number, second.number] == [1, 2]
    assert first.stages.count() == 5
    assert AuditEntry.objects.filter(action="courses.cohort.create", actor=cast.coordinator).count() == 2


@pytest.mark.parametrize("state", [VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.RETIRED])
def test_only_a_published_version_can_be_pinned(cast: Cast, state: VersionState) -> None:
    with pytest.raises(Refusal):
        make_cohort(actor=cast.coordinator, version=make_version(actor=cast.admin, state=state))


def test_a_number_is_taken_once(cast: Cast) -> None:
    make_cohort(actor=cast.coordinator, number=4)
    with pytest.raises(Conflict, match="4"):
        make_cohort(actor=cast.coordinator, number=4)


def test_stages_that_overlap_are_refused_and_nothing_is_saved(cast: Cast) -> None:
    plan = usual_plan(START)
    plan[1] = replace(plan[1], starts_on=plan[0].ends_on)
    with pytest.raises(Refusal):
        make_cohort(actor=cast.coordinator, stages=plan)
    assert not Cohort.objects.exists()


def test_a_clone_takes_over_all_but_the_dates(cast: Cast, cohort: Cohort) -> None:
    first, second, _offline = outline(cohort).modules
    stages.change_gates(
        actor=cast.coordinator, cohort=cohort, gates={second: (START + timedelta(days=7), first)}, seen_plan_no=1
    )
    line = AuditEntry.objects.get(action="courses.cohort.change_gates")
    assert line.changes == {"gates": {"LKP-2": f"{START + timedelta(days=7)} · LKP-1"}}
    clone = cohorts.clone_cohort(actor=cast.coordinator, source=cohort, starts_on=START + timedelta(days=70))
    assert (clone.cloned_from, clone.version, clone.capacity, clone.state) == (
        cohort,
        cohort.version,
        cohort.capacity,
        CohortState.PLANNED,
    )
    assert clone.stages.order_by("order").first().starts_on == START + timedelta(days=70)  # type: ignore[union-attr]
    gate = clone.gates.get()
    assert (gate.module_key, gate.needs_key, gate.opens_on) == (second, first, START + timedelta(days=77))
    assert not clone.enrolments.exists()


def test_opening_twice_is_a_conflict(cast: Cast, cohort: Cohort) -> None:
    with pytest.raises(Conflict):
        cohorts.open_cohort(actor=cast.coordinator, cohort=cohort)


def test_a_cohort_is_not_finished_before_its_last_day(cast: Cast, cohort: Cohort) -> None:
    with pytest.raises(Refusal):
        cohorts.finish_cohort(actor=cast.coordinator, cohort=cohort)


def test_finishing_decides_on_everybody(cast: Cast) -> None:
    cohort = make_cohort(actor=cast.coordinator, capacity=3)
    whole, half, never, waiting = (
        make_enrolment(actor=cast.coordinator, cohort=cohort, state=state)
        for state in (S.ACTIVE, S.ACTIVE, S.ACCEPTED, S.ACCEPTED)
    )
    undecided = make_enrolment(actor=cast.coordinator, cohort=cohort, state=S.NOMINATED)
    learning.mark_done_many(
        cohort=cohort,
        work={
            whole: [(lesson, day(2)) for lesson in outline(cohort).online],
            half: [(outline(cohort).online[0], day(2))],
        },
    )
    with clock.at(day(200)):
        result = cohorts.finish_cohort(actor=cast.coordinator, cohort=cohort)
    states = {one.pk: one.state for one in Enrolment.objects.all()}
    assert states == {
        whole.pk: S.COMPLETED,
        half.pk: S.NOT_COMPLETED,
        never.pk: S.WITHDRAWN,
        waiting.pk: S.WITHDRAWN,
        undecided.pk: S.DECLINED,
    }
    assert result == {S.COMPLETED: 1, S.NOT_COMPLETED: 1, S.WITHDRAWN: 2, S.DECLINED: 1}


def test_cancelling_releases_everybody_with_the_reason(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    with pytest.raises(Refusal):
        cohorts.cancel_cohort(actor=cast.coordinator, cohort=cohort, reason=" ")
    cohorts.cancel_cohort(actor=cast.coordinator, cohort=cohort, reason="Anggaran")
    enrolment.refresh_from_db()
    assert enrolment.state == S.WITHDRAWN
    assert enrolment.events.last().reason == "Anggaran"
    with pytest.raises(Conflict):
        cohorts.cancel_cohort(actor=cast.coordinator, cohort=cohort, reason="Anggaran")


def test_changed_stages_are_read_at_once_and_a_stale_page_is_told(cast: Cast, cohort: Cohort) -> None:
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    module = outline(cohort).online_modules[0]
    assert not reading_of(learner_of(enrolment)).closure(module)
    later = shifted(cohorts.stage_plans(cohort), START + timedelta(days=7))
    stages.change_stages(actor=cast.coordinator, cohort=cohort, stages=later, seen_plan_no=1)
    assert reading_of(learner_of(enrolment)).closure(module)
    with pytest.raises(Conflict):
        stages.change_stages(actor=cast.admin, cohort=cohort, stages=later, seen_plan_no=1)


def test_modules_that_wait_for_each_other_are_refused(cast: Cast, cohort: Cohort) -> None:
    first, second, _offline = outline(cohort).modules
    with pytest.raises(Refusal):
        stages.change_gates(
            actor=cast.coordinator, cohort=cohort, gates={first: (None, second), second: (None, first)}, seen_plan_no=1
        )
    assert not cohort.gates.exists()


def test_facilitators_are_added_and_ended_by_date(cast: Cast, cohort: Cohort) -> None:
    row = facilitators.add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    with pytest.raises(Conflict):
        facilitators.add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.facilitator)
    facilitators.end_facilitator(actor=cast.coordinator, facilitator=row, on=date(2026, 8, 10))
    assert CohortFacilitator.objects.valid(date(2026, 8, 10)).exists()
    assert not CohortFacilitator.objects.valid(date(2026, 8, 11)).exists()
    with pytest.raises(Conflict):
        facilitators.end_facilitator(actor=cast.coordinator, facilitator=row)


def test_a_charge_counts_and_ends_for_somebody_who_was_asked_about_before(cast: Cast, cohort: Cohort) -> None:
    facilitator = cast.facilitator
    assert not facilitator.has_perm("courses.list_people", cohort)
    row = facilitators.add_facilitator(actor=cast.coordinator, cohort=cohort, user=facilitator)
    assert facilitator.has_perm("courses.list_people", cohort)
    with clock.at(clock.now() + timedelta(days=1)):
        facilitators.end_facilitator(actor=cast.coordinator, facilitator=row, on=row.valid_from)
        assert not facilitator.has_perm("courses.list_people", cohort)


def test_only_somebody_with_the_role_facilitates(cast: Cast, cohort: Cohort) -> None:
    with pytest.raises(Refusal):
        facilitators.add_facilitator(actor=cast.coordinator, cohort=cohort, user=cast.outsider)


def newer(cast: Cast, cohort: Cohort) -> CurriculumVersion:
    """A version with lesson 1.1 rewritten, lesson 2.2 taken out and module 3 new."""
    version = make_version(actor=cast.admin, modules=3, based_on=cohort.version)
    VersionItem.objects.filter(version=version, code="LKP-1.1").update(digest="f" * 64)
    VersionItem.objects.filter(version=version, code="LKP-2.2").delete()
    return version


def test_what_a_move_changes_is_shown_with_the_people_it_touches(cast: Cast, cohort: Cohort) -> None:
    version = newer(cast, cohort)
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    learning.mark_done_many(cohort=cohort, work={enrolment: [(lesson, day(2)) for lesson in outline(cohort).lessons]})
    assert newer_versions(cohort) == [version]
    changes = changes_of_move(cohort, version)
    assert [(one.lesson.code, one.done) for one in changes.changed] == [("LKP-1.1", 1)]
    assert [(one.lesson.code, one.done) for one in changes.removed] == [("LKP-2.2", 1)]
    assert [one.lesson.code for one in changes.added] == ["LKP-3.1", "LKP-3.2"]
    assert (changes.kept, changes.jp_before, changes.jp_after) == (2, 4, 5)


def test_after_a_move_done_stays_done_and_shows_as_updated(cast: Cast, cohort: Cohort) -> None:
    version = newer(cast, cohort)
    enrolment = make_enrolment(actor=cast.coordinator, cohort=cohort)
    learning.mark_done_many(cohort=cohort, work={enrolment: [(lesson, day(2)) for lesson in outline(cohort).lessons]})
    moves.move_cohort_to_version(actor=cast.coordinator, cohort=cohort, version=version, reason="Perbaikan 1.1")
    reading = reading_of(learner_of(enrolment))
    states = {lesson.code: reading.state(lesson) for lesson in reading.outline.lessons}
    assert states["LKP-1.1"] == "updated"
    assert states["LKP-1.2"] == "done"
    assert states["LKP-3.1"] == "new"
    enrolment.refresh_from_db()
    assert (enrolment.jp_done, reading.jp_done) == (3, 3)
    assert VersionMove.objects.get().reason == "Perbaikan 1.1"
    lesson = reading.outline.lessons[0]
    learning.mark_done(actor=enrolment.user, learner=learner_of(enrolment), lesson=lesson)
    mark = reading_of(learner_of(enrolment)).marks[lesson.key]
    assert (mark.done_digest, mark.done_at) == (lesson.digest, day(2))


def test_a_move_needs_a_reason_a_newer_published_version_and_a_page_that_is_fresh(cast: Cast, cohort: Cohort) -> None:
    version = newer(cast, cohort)
    stale = Cohort.objects.select_related("version").get(pk=cohort.pk)
    for kwargs in (
        {"version": version, "reason": " "},
        {"version": cohort.version, "reason": "x"},
        {"version": make_version(actor=cast.admin, based_on=cohort.version, state="draft"), "reason": "x"},
    ):
        with pytest.raises(Refusal):
            moves.move_cohort_to_version(actor=cast.coordinator, cohort=cohort, **kwargs)  # type: ignore[arg-type]
    moves.move_cohort_to_version(actor=cast.coordinator, cohort=cohort, version=version, reason="x")
    with pytest.raises(Conflict):
        moves.move_cohort_to_version(actor=cast.admin, cohort=stale, version=version, reason="x")
