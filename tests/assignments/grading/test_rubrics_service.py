"""Rubrics come in versions: graded work keeps its own, or moves after a dry run that holds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from assignments import criteria as scales
from assignments.models import Grade, Rubric, RubricVersion, Task, Work
from assignments.queries.rubrics import digest_of_moves, moves
from assignments.services import releases
from assignments.services.rubrics import (
    _move_graded,
    create_rubric,
    improve_rubric,
    move_to_newest,
    restore_rubric,
    retire_rubric,
)
from assignments.services.starters import load_comments, load_rubrics
from lms.notices.models import Notice
from lms.people.errors import Conflict, Refusal
from tests.assignments.grading.asking import BEST, GOOD, grade
from tests.assignments.grading.conftest import Desk
from tests.factories.assignments.grading import criterion, make_work
from tests.factories.courses import make_enrolment

# Tasks, exercises, the dry run, what waits, and for the graded: lock, count, grades, works, releases, trail, telling.
MOVE_QUERIES = 25


def changed(points: str) -> list[dict[str, Any]]:
    """The rubric of the tests with another worth of "good" in its first criterion."""
    first = criterion()
    first["levels"] = [
        {**level, "points": points if level["key"] == "b" else level["points"]} for level in first["levels"]
    ]
    return [first, criterion("bukti", "Bukti")]


def shown(old: RubricVersion, new: RubricVersion) -> str:
    """What the page of the dry run carries."""
    return digest_of_moves(new, moves(old, new))


def test_versions_are_numbered_and_the_same_criteria_add_none(desk: Desk) -> None:
    rubric = create_rubric(actor=desk.grader, title="Laporan", criteria=changed("30"))
    same = improve_rubric(actor=desk.grader, rubric=rubric, criteria=changed("30"), seen=1)
    assert same.number == 1
    newer = improve_rubric(actor=desk.grader, rubric=rubric, criteria=changed("40"), seen=1, note="Lebih adil")
    rubric.refresh_from_db()
    assert (newer.number, rubric.current) == (2, newer)


def test_two_improve_at_once(desk: Desk) -> None:
    rubric = create_rubric(actor=desk.grader, title="Laporan", criteria=changed("30"))
    improve_rubric(actor=desk.grader, rubric=rubric, criteria=changed("40"), seen=1)
    with pytest.raises(Conflict, match="2"):
        improve_rubric(actor=desk.second, rubric=rubric, criteria=changed("45"), seen=1)


@pytest.mark.parametrize(
    ("criteria", "why"),
    [
        ([], "one criterion"),
        ([{"title": "", "levels": []}], "no name"),
        ([{"title": "Isi", "levels": [{"title": "Baik", "points": "5"}]}], "two to nine"),
        ([{"title": "Isi", "levels": [{"title": "A", "points": "5"}, {"title": "B", "points": "5,0"}]}], "same points"),
        ([{"title": "Isi", "levels": [{"title": "A", "points": "banyak"}, {"title": "B", "points": "5"}]}], "number"),
        ([{"title": "Isi", "levels": [{"title": "A", "points": "NaN"}, {"title": "B", "points": "5"}]}], "number"),
        ([{"title": "Isi", "levels": [{"title": "A", "points": "-1"}, {"title": "B", "points": "5"}]}], "number"),
        ([{"title": "Isi", "levels": [{"title": "", "points": "1"}, {"title": "B", "points": "5"}]}], "level of"),
    ],
)
def test_what_cannot_be_used_is_said(criteria: list[dict[str, Any]], why: str) -> None:
    from django.utils import translation

    with translation.override("en"), pytest.raises(Refusal, match=why):
        scales.cleaned(criteria)


def test_levels_stand_from_low_to_high_with_keys_of_their_own() -> None:
    levels = [{"title": "Baik", "points": "7,5"}, {"title": "Baik", "points": "2"}]
    rows = scales.cleaned([{"title": "Isi", "levels": levels}, {"title": "Isi", "levels": levels}])
    assert [row["key"] for row in rows] == ["isi", "isi-2"]
    assert [(one["key"], one["points"]) for one in rows[0]["levels"]] == [("baik-2", "2.00"), ("baik", "7.50")]
    assert scales.points_max(rows) == Decimal("15.00")


def test_points_are_scaled_half_up() -> None:
    assert scales.scaled(Decimal(1), Decimal(8), Decimal(1)) == Decimal("0.13")
    assert scales.scaled(Decimal(40), Decimal(100), Decimal(10)) == Decimal("4.00")


def test_graded_work_keeps_its_version(desk: Desk) -> None:
    grade(desk.grader, desk.work)
    old = desk.work.rubric
    new = improve_rubric(actor=desk.grader, rubric=old.rubric, criteria=changed("40"), seen=1)
    desk.work.refresh_from_db()
    assert desk.work.rubric == old
    planned = moves(old, new)
    assert [(one.before, one.after) for one in planned] == [(Decimal("60.00"), Decimal("70.00"))]
    assert Grade.objects.count() == 1


def test_moved_with_a_reason_after_the_dry_run(desk: Desk) -> None:
    grade(desk.grader, desk.work)
    releases.release(actor=desk.grader, works=[desk.work])
    waiting = make_work(task=desk.task, enrolment=make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort))
    old = desk.work.rubric
    new = improve_rubric(actor=desk.grader, rubric=old.rubric, criteria=changed("40"), seen=1)
    with pytest.raises(Refusal):
        move_to_newest(actor=desk.grader, old=old, new=new, reason=" ", graded=True, seen=shown(old, new))
    with pytest.raises(Conflict):
        move_to_newest(actor=desk.grader, old=old, new=new, reason="Lebih adil", graded=True, seen="")
    move_to_newest(actor=desk.grader, old=old, new=new, reason="Lebih adil", graded=True, seen=shown(old, new))
    work = Work.objects.select_related("grade__release").get(pk=desk.work.pk)
    assert (work.rubric, work.grade.points, work.grade.reason) == (new, Decimal("70.00"), "Lebih adil")
    assert work.grade.release.actor == desk.grader
    waiting.refresh_from_db()
    assert waiting.rubric == new
    assert Task.objects.get(pk=desk.task.pk).rubric == new


@pytest.mark.parametrize("many", [1, 3])
def test_however_many_graded_works_move_the_queries_are_as_many(desk: Desk, many: int) -> None:
    works = [desk.work] + [
        make_work(task=desk.task, enrolment=make_enrolment(actor=desk.cast.coordinator, cohort=desk.cohort))
        for _ in range(many - 1)
    ]
    for work in works:
        grade(desk.grader, work)
    releases.release(actor=desk.grader, works=list(Work.objects.order_by("pk")))
    old = desk.work.rubric
    new = improve_rubric(actor=desk.grader, rubric=old.rubric, criteria=changed("40"), seen=1)
    dry_run = shown(old, new)
    with CaptureQueriesContext(connection) as asked:
        move_to_newest(actor=desk.grader, old=old, new=new, reason="Lebih adil", graded=True, seen=dry_run)
    assert len(asked) == MOVE_QUERIES
    assert set(Work.objects.values_list("grade__points", "rubric")) == {(Decimal("70.00"), new.pk)}
    told = Notice.objects.filter(kind="assignments.changed")
    assert {one.to for one in told} == {work.enrolment.user for work in works}
    assert {one.values["reason"] for one in told} == {"Lebih adil"}


def test_a_work_graded_between_the_dry_run_and_its_row_stops_the_move(desk: Desk) -> None:
    """The list was made in this transaction, so on PostgreSQL somebody may have graded again before the row is locked."""
    grade(desk.grader, desk.work)
    old = desk.work.rubric
    new = improve_rubric(actor=desk.grader, rubric=old.rubric, criteria=changed("40"), seen=1)
    planned = moves(old, new)
    grade(desk.grader, desk.work, BEST, reason="Bukti kedua terbaca")
    with transaction.atomic(), pytest.raises(Conflict):
        _move_graded(desk.grader, planned, new, "Lebih adil")
    assert Work.objects.get(pk=desk.work.pk).rubric == old


def test_only_what_waits_moves_when_that_is_wished(desk: Desk) -> None:
    grade(desk.grader, desk.work)
    old = desk.work.rubric
    new = improve_rubric(actor=desk.grader, rubric=old.rubric, criteria=changed("40"), seen=1)
    assert (
        move_to_newest(actor=desk.grader, old=old, new=new, reason="Mulai sekarang", graded=False, seen=shown(old, new))
        == []
    )
    desk.work.refresh_from_db()
    assert desk.work.rubric == old


def test_a_criterion_without_a_level_keeps_the_work_where_it_is(desk: Desk) -> None:
    grade(desk.grader, desk.work, GOOD)
    old = desk.work.rubric
    new = improve_rubric(
        actor=desk.grader, rubric=old.rubric, criteria=[*changed("30"), criterion("etika", "Etika")], seen=1
    )
    assert [one.missing for one in moves(old, new)] == [("Etika",)]
    assert (
        move_to_newest(actor=desk.grader, old=old, new=new, reason="Etika ditambah", graded=True, seen=shown(old, new))
        == []
    )
    desk.work.refresh_from_db()
    assert desk.work.rubric == old


def test_the_same_points_of_more_are_a_change_that_is_shown_and_told(desk: Desk) -> None:
    grade(desk.grader, desk.work)
    releases.release(actor=desk.grader, works=[desk.work])
    old = desk.work.rubric
    higher = criterion()
    higher["levels"].append({"key": "l", "title": "Luar biasa", "points": "70", "description": ""})
    criteria = [higher, criterion("bukti", "Bukti")]
    new = improve_rubric(actor=desk.grader, rubric=old.rubric, criteria=criteria, seen=1)
    (move,) = moves(old, new)
    assert (move.before, move.of, move.after, move.of_then) == (60, 100, 60, 120)
    assert move.changes
    move_to_newest(actor=desk.grader, old=old, new=new, reason="Tingkat baru", graded=True, seen=shown(old, new))
    assert Notice.objects.get(kind="assignments.changed").to == desk.participant


def test_retired_and_offered_again(desk: Desk) -> None:
    rubric = desk.work.rubric.rubric
    retire_rubric(actor=desk.grader, rubric=rubric)
    retire_rubric(actor=desk.grader, rubric=rubric)
    rubric.refresh_from_db()
    assert rubric.retired_at
    restore_rubric(actor=desk.grader, rubric=rubric)
    rubric.refresh_from_db()
    assert rubric.retired_at is None


def test_the_starter_rubrics_load_once_and_give_100_points(desk: Desk) -> None:
    made = load_rubrics(actor=desk.cast.admin)
    assert len(made) == 4
    assert {rubric.current.points_max for rubric in made} == {Decimal(100)}
    for one in [one for rubric in made for one in rubric.current.criteria]:
        assert all(one[name] for name in ("title_en", "help_en"))
        assert all(level["title_en"] and level["description_en"] for level in one["levels"]), one["key"]
    assert load_rubrics(actor=desk.cast.admin) == []
    improve_rubric(actor=desk.grader, rubric=made[0], criteria=changed("30"), seen=1)
    assert load_rubrics(actor=desk.cast.admin) == []
    assert Rubric.objects.get(pk=made[0].pk).current.number == 2
    assert (load_comments(), load_comments()) == (10, 0)
