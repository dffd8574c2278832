"""Before and after, person by person or group by group, and cohorts side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.evaluation.enums import Audience, Privacy, RunState
from lms.evaluation.items import items_of
from lms.evaluation.models import QuestionnaireVersion, SurveyRun
from lms.evaluation.queries.results import cohorts_of, comparing, comparison_of, results_of, results_visible_to
from lms.evaluation.queries.results.comparing import Compared, Comparison
from lms.evaluation.queries.results.lines import Line, flat, lines_of
from lms.evaluation.queries.results.reading import Answered, LineResult, results_from
from lms.evaluation.suppression import FLOOR
from lms.people import clock
from lms.people.models import WorkUnit
from tests.evaluation.results.conftest import Place, answer
from tests.factories.courses import make_cohort
from tests.factories.people import make_unit
from tests.factories.survey_results import content, make_version, scale

DAY = timedelta(days=1)
PEOPLE = [f"orang {number}" for number in range(40)]
HIDDEN = LineResult(Line(items_of(content(scale("q")))[0]), 0, hidden=True)


def pair(
    place: Place, early: dict[str, int], late: dict[str, int], *, privacy: str = Privacy.CONFIDENTIAL
) -> tuple[SurveyRun, SurveyRun]:
    """Two runs of one version: what each person answered the first and the second time."""
    version = make_version(actor=place.cast.coordinator, body=content(scale("q")))

    def run(given_answers: dict[str, int], **fields: object) -> SurveyRun:
        people = list(given_answers) if privacy == Privacy.CONFIDENTIAL else []
        answers = [{"q": step} for step in given_answers.values()]
        return place.run(answers, people=people, privacy=privacy, version=version, **fields)

    before = run(early, closed_at=clock.now() - 2 * DAY)
    return before, run(late, before=before)


def only(found: Comparison) -> Compared:
    assert len(found.lines) == 1
    return found.lines[0]


def test_the_same_people_are_paired(place: Place) -> None:
    """Wilcoxon's exact p of eight people who all gain is 2/2⁸."""
    before, after = pair(
        place, dict.fromkeys(PEOPLE[:8], 2), dict(zip(PEOPLE[:8], [3, 4, 5, 4, 3, 5, 4, 3], strict=True))
    )
    found = comparison_of(before, after)
    one = only(found)
    assert found.paired
    assert one.gain.people == 8
    assert (one.before.value, one.after.value) == (2, Fraction(31, 8))
    assert one.gain.wilcoxon_p == pytest.approx(2 / 2**8)
    assert (one.gain.better, one.gain.worse, one.left_out) == (8, 0, 0)
    assert one.certain


def test_anonymous_answers_are_compared_as_two_groups(place: Place) -> None:
    before, after = pair(
        place,
        dict.fromkeys(PEOPLE[:6], 2) | {"x": 4},
        dict.fromkeys(PEOPLE[:6], 4) | {"y": 5},
        privacy=Privacy.ANONYMOUS,
    )
    found = comparison_of(before, after)
    one = only(found)
    assert not found.paired
    assert one.gain is None
    assert (one.difference.first, one.difference.second) == (7, 7)
    assert one.certain


def test_pairs_are_left_out_where_the_few_without_a_pair_could_be_worked_out(place: Place) -> None:
    """Twenty answered before, eighteen of them after. The whole of the first survey less the pairs would tell what two people said."""
    early = {who: 1 + place_ % 5 for place_, who in enumerate(PEOPLE[:20])}
    before, after = pair(place, early, dict.fromkeys(PEOPLE[:18], 4))
    one = only(comparison_of(before, after))
    assert (one.gain.people, one.left_out) == (13, 5)
    whole = results_of(before).lines["q"].mean
    assert whole is not None
    assert whole.n - one.before.n >= 5
    # Asked again it is the same people: two looks would otherwise tell who was left out.
    assert only(comparison_of(before, after)) == one


def test_nothing_is_compared_before_both_are_closed(place: Place) -> None:
    before, after = pair(place, dict.fromkeys(PEOPLE[:9], 2), dict.fromkeys(PEOPLE[:9], 4))
    SurveyRun.objects.filter(pk=after.pk).update(state=RunState.OPEN)
    after.refresh_from_db()
    found = comparison_of(before, after)
    assert after.title in found.why
    assert found.lines == []


def test_fewer_than_five_pairs_are_not_compared(place: Place) -> None:
    before, after = pair(place, dict.fromkeys(PEOPLE[:9], 2), dict.fromkeys(PEOPLE[5:14], 4))
    assert only(comparison_of(before, after)).hidden


def test_fewer_than_five_answers_are_not_compared(place: Place) -> None:
    for privacy in Privacy.values:
        before, after = pair(place, dict.fromkeys(PEOPLE[:9], 2), dict.fromkeys(PEOPLE[:4], 4), privacy=privacy)
        found = comparison_of(before, after)
        assert found.why
        assert found.lines == []


def test_only_what_is_asked_alike_is_compared(place: Place) -> None:
    early = make_version(
        actor=place.cast.coordinator, body=content(scale("a", "Sama."), scale("b", "Dulu."), scale("c"))
    )
    late = make_version(
        actor=place.cast.coordinator,
        body=content(scale("a", "Sama."), scale("b", "Sekarang."), scale("c", scale={"min": 1, "max": 4})),
        questionnaire=early.questionnaire,
    )
    answers = [{"a": 3, "b": 3, "c": 3}] * 6
    before = place.run(answers, version=early)
    found = comparison_of(before, place.run(answers, version=late, before=before))
    assert [one.line.key for one in found.lines] == ["a"]
    assert found.other == 4


@given(
    st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=5, max_size=40),
    st.lists(st.integers(1, 5), min_size=120, max_size=120),
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@pytest.mark.django_db
def test_no_series_of_comparisons_tells_what_a_few_people_said(
    place: Place, took_part: list[tuple[bool, bool, bool]], steps: list[int]
) -> None:
    """Three surveys of the same people, in which everybody takes part or not. Whoever subtracts shown figures from one another finds
    nobody's answer and no sum of fewer than five."""
    version = make_version(actor=place.cast.coordinator, body=content(scale("q")))
    people = PEOPLE[: len(took_part)]
    chance = iter(steps)
    given_answers = [
        {who: next(chance) for who, took in zip(people, took_part, strict=True) if took[turn]} for turn in range(3)
    ]
    runs: list[SurveyRun] = []
    for turn, answers in enumerate(given_answers):
        runs.append(
            place.run(
                [{"q": step} for step in answers.values()], people=list(answers), privacy=Privacy.CONFIDENTIAL, version=version,
                before=runs[0] if runs else None, closed_at=clock.now() + turn * DAY,
            )
        )  # fmt: skip
    line = flat(lines_of(version.content))[0]
    kept = comparing._published(line, comparing._by_person(comparing._chain(place.cohort.pk)))
    for later in (1, 2):
        found, mine = comparison_of(runs[0], runs[later]), kept[runs[0].pk, runs[later].pk]
        if not found.why:
            assert (0 if only(found).hidden else only(found).gain.people) == len(mine)
        # Neither whole survey less the pairs tells what a few people said.
        for turn in (0, later):
            rest = len(given_answers[turn]) - len(mine)
            assert not mine or len(given_answers[turn]) < 5 or rest == 0 or rest >= 5
    one, two = (kept[runs[0].pk, runs[later].pk] for later in (1, 2))
    # Both comparisons are of the first survey: what they differ by there is nobody, or at least five people.
    if one and two:
        assert all(len(rest) == 0 or len(rest) >= 5 for rest in (one - two, two - one))


def test_what_was_shown_once_is_not_changed_by_a_later_survey(place: Place) -> None:
    early = {who: 1 + number % 5 for number, who in enumerate(PEOPLE[:20])}
    before, after = pair(place, early, dict.fromkeys(PEOPLE[:14], 4))
    first = only(comparison_of(before, after))
    later = place.run(
        [{"q": 5}] * 15, people=PEOPLE[2:17], privacy=Privacy.CONFIDENTIAL, version=after.version, before=before,
        closed_at=clock.now() + DAY,
    )  # fmt: skip
    assert only(comparison_of(before, after)) == first
    second = only(comparison_of(before, later))
    assert second.hidden or second.gain.people >= 5


@pytest.mark.parametrize("many", [1, 3])
def test_a_comparison_asks_the_same_queries_whatever_its_size(place: Place, many: int) -> None:
    people = PEOPLE[: 5 * many]
    pair(place, dict.fromkeys(people, 2), dict.fromkeys(people, 4))
    after = SurveyRun.objects.select_related("version", "before__version").exclude(before=None).get()
    assert after.before is not None
    counts = []
    for _look in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert only(comparison_of(after.before, after)).change == 2
        counts.append(len(asked))
    # The answers are read once; the chain of runs that the pair is a part of with each look.
    assert counts == [2, 1]


def test_a_comparison_of_groups_is_counted_once(place: Place) -> None:
    pair(place, dict.fromkeys(PEOPLE[:6], 2), dict.fromkeys(PEOPLE[:6], 4), privacy=Privacy.ANONYMOUS)
    after = SurveyRun.objects.select_related("version", "before__version").exclude(before=None).get()
    assert after.before is not None
    counts = []
    for _look in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert only(comparison_of(after.before, after)).change == 2
        counts.append(len(asked))
    assert counts == [1, 0]


# --- Cohorts ---


def test_cohorts_stand_side_by_side(place: Place) -> None:
    version = make_version(actor=place.cast.coordinator)
    here = place.run([answer(4)] * 5 + [answer(3)], version=version)
    other = make_cohort(actor=place.cast.coordinator, name="Angkatan lain")
    place.run([answer(2)] * 5 + [answer(1)], version=version, cohort=other)
    found = cohorts_of(here, results_visible_to(place.cast.coordinator))
    assert [column.run.cohort.name for column in found.columns] == [place.cohort.name, "Angkatan lain"]
    line = next(one for one in found.lines if one.line.key == "jelas")
    (_here, mean, none), (_there, second, difference) = line.cells
    assert (mean.value, none) == (Fraction(23, 6), None)
    assert second.value == Fraction(11, 6)
    assert difference.value == -2
    assert difference.certain


def test_a_cohort_with_few_answers_is_left_out(place: Place) -> None:
    version = make_version(actor=place.cast.coordinator)
    here = place.run([answer(4)] * 6, version=version)
    place.run([answer(2)] * 4, version=version, cohort=make_cohort(actor=place.cast.coordinator))
    assert cohorts_of(here, results_visible_to(place.cast.coordinator)).columns == []


def test_cohorts_that_a_reader_may_not_see_are_left_out(place: Place) -> None:
    version = make_version(actor=place.cast.coordinator)
    here = place.run([answer(4)] * 6, version=version)
    place.run([answer(2)] * 6, version=version, cohort=make_cohort(actor=place.cast.coordinator))
    assert cohorts_of(here, results_visible_to(place.cast.facilitator)).columns == []
    assert len(cohorts_of(here, results_visible_to(place.cast.reviewer)).columns) == 2


def test_a_question_asked_otherwise_elsewhere_is_not_compared(place: Place) -> None:
    version = make_version(actor=place.cast.coordinator, body=content(scale("a", "Sama."), scale("b", "Kini.")))
    older = make_version(
        actor=place.cast.coordinator,
        body=content(scale("a", "Sama."), scale("b", "Dulu.")),
        questionnaire=version.questionnaire,
    )
    here = place.run([{"a": 4, "b": 4}] * 6, version=version)
    place.run([{"a": 2, "b": 2}] * 6, version=older, cohort=make_cohort(actor=place.cast.coordinator))
    found = cohorts_of(here, results_visible_to(place.cast.coordinator))
    told = {line.line.key: line.cells[1][1] for line in found.lines}
    assert told["a"] is not None
    assert told["b"] is None


@pytest.mark.parametrize("many", [1, 3])
def test_cohorts_cost_the_same_queries_however_many(place: Place, many: int) -> None:
    version = make_version(actor=place.cast.coordinator)
    here = place.run([answer(4)] * 6, version=version)
    for _turn in range(many):
        place.run([answer(2)] * 6, version=version, cohort=make_cohort(actor=place.cast.coordinator))
    here = SurveyRun.objects.select_related("version", "cohort").get(pk=here.pk)
    visible = results_visible_to(place.cast.coordinator)
    counts = []
    for _look in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert len(cohorts_of(here, visible).columns) == many + 1
        counts.append(len(asked))
    # The first time the answers for each column's means, and once more for the differences; then which cohorts there are.
    assert counts == [3, 1]
    other = here.cohort.__class__.objects.exclude(pk=here.cohort_id).order_by("pk").first()
    type(other).objects.filter(pk=other.pk).update(name="Angkatan berganti nama")
    names = {name for line in cohorts_of(here, visible).lines for name, _mean, _difference in line.cells}
    assert "Angkatan berganti nama" in names


def test_pairs_that_all_change_alike_have_no_interval(place: Place) -> None:
    """Five who all go from 3 to 4: the test of signs says 0.0625, and there is no spread to make an interval of."""
    one = only(comparison_of(*pair(place, dict.fromkeys(PEOPLE[:5], 3), dict.fromkeys(PEOPLE[:5], 4))))
    assert one.change == 1
    assert (one.low, one.high, one.certain) == (None, None, False)


def test_pairs_are_weighed_against_each_work_unit() -> None:
    """All six of one unit and one of another: beside the unit's mean the seven would tell what that one said."""
    body = content(scale("q"))
    line = flat(lines_of(body))[0]
    people = PEOPLE[:12]
    before = SurveyRun(pk=1, by_unit=True, audience="participants", privacy=Privacy.CONFIDENTIAL)
    after = SurveyRun(pk=2, by_unit=False, audience="participants", privacy=Privacy.CONFIDENTIAL, before=before)
    answers = {1: {who: {"q": 3} for who in people}, 2: {who: {"q": 4} for who in people[:7]}}
    units = {1: {who: 1 if who in people[:6] else 2 for who in people}, 2: {}}
    kept = comparing._published(line, comparing._Persons([after], answers, units))[1, 2]
    assert not 0 < len(kept - set(people[:6])) < 5
    assert not 0 < len(kept - set(people[6:])) < 5


# --- Work units and pairs together, against whoever adds and subtracts all that is shown ---


def fewest_told(sets: Sequence[frozenset[str]]) -> int:
    """Return how few people stand behind any figure that can be made from the sums of these sets, with whatever factors; 0 for none.

    People whom the same sets hold are told apart by nothing, so each such group is one column. A figure that rests on the columns of
    `some` alone exists just where the others hold less of the sets' rank than all do.
    """
    everybody: frozenset[str] = frozenset().union(*sets)
    columns = Counter(tuple(who in one for one in sets) for who in everybody)
    small = [column for column, many in columns.items() if many < FLOOR]
    found = []
    for many in range(1, FLOOR):
        for some in combinations(small, many):
            told = sum(columns[one] for one in some)
            if told < FLOOR and rank(list(columns)) > rank([one for one in columns if one not in some]):
                found.append(told)
    return min(found, default=0)


def rank(rows: Sequence[Sequence[int]]) -> int:
    """The rank of a matrix, in exact fractions."""
    left, found = [[Fraction(cell) for cell in row] for row in rows], 0
    while left:
        row = left.pop()
        place = next((place for place, cell in enumerate(row) if cell), None)
        if place is None:
            continue
        found += 1
        left = [[a - b * one[place] / row[place] for a, b in zip(one, row, strict=True)] for one in left]
    return found


def test_whoever_looks_for_few_people_finds_them() -> None:
    """What the property below is measured with finds what nobody sees in two sets alone: six of seven, and all but one of eleven."""
    everybody, one, two = frozenset(PEOPLE[:21]), frozenset(PEOPLE[:5]), frozenset(PEOPLE[5:11])
    assert fewest_told([everybody, one, two]) == 0
    assert fewest_told([everybody, everybody - {PEOPLE[0]}]) == 1
    assert fewest_told([everybody, one, two, one | two | {PEOPLE[20]}]) == 1
    assert fewest_told([everybody, one, frozenset(PEOPLE[5:11]), frozenset(PEOPLE[11:16])]) == 0


# Groups of people who do alike: in which of three surveys, of which work unit (the last is none), how many.
alike = st.tuples(st.tuples(st.booleans(), st.booleans(), st.booleans()), st.integers(0, 4), st.integers(1, 8))
Person = tuple[str, tuple[bool, bool, bool], int]


def persons(groups: Sequence[tuple[tuple[bool, bool, bool], int, int]]) -> list[Person]:
    one_by_one = [(took, unit) for took, unit, many in groups for _turn in range(many)]
    return [(f"orang {number}", took, unit) for number, (took, unit) in enumerate(one_by_one)]


def told_sets(run: SurveyRun, people: Sequence[tuple[str, int | None]]) -> list[frozenset[str]]:
    """Return the people behind every figure that the pages of one run show of its question: all, and each work unit by itself."""
    answered, found = [Answered(unit, {"q": 3}) for _who, unit in people], []
    if results_from(run, answered, units=False).lines.get("q", HIDDEN).hidden is False:
        found.append(frozenset(who for who, _unit in people))
    for pk in {unit for _who, unit in people if unit}:
        if results_from(run, answered, group=WorkUnit(pk=pk)).lines.get("q", HIDDEN).hidden is False:
            found.append(frozenset(who for who, unit in people if unit == pk))
    return found


@given(
    st.lists(alike, min_size=2, max_size=9),
    st.tuples(st.booleans(), st.booleans(), st.booleans()),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_three_surveys_with_work_units_tell_nothing_of_fewer_than_five(
    groups: list[tuple[tuple[bool, bool, bool], int, int]],
    by_unit: tuple[bool, bool, bool],
    in_turn: bool,
    turned: bool,
) -> None:
    """Three surveys of the same people, each with or without its work units, each compared with the one before it or both with the
    first. Every figure shown is a sum over people; from all of them together, added and subtracted with any factors, nothing follows
    that rests on fewer than five."""
    people, body = persons(groups), content(scale("q"))
    runs: list[SurveyRun] = []
    for turn in range(3):
        before = runs[-1 if in_turn else 0] if runs else None
        runs.append(
            SurveyRun(
                pk=turn + 1, by_unit=by_unit[turn], audience=Audience.PARTICIPANTS, privacy=Privacy.CONFIDENTIAL,
                state=RunState.CLOSED, before=before, version=QuestionnaireVersion(content=body),
            )
        )  # fmt: skip
    units = {
        run.pk: {who: (unit or None) if run.by_unit else None for who, took, unit in people if took[turn]}
        for turn, run in enumerate(runs)
    }
    answers: dict[int, dict[str, Any]] = {pk: {who: {"q": 3} for who in mine} for pk, mine in units.items()}
    chain = runs[:0:-1] if turned else runs[1:]
    kept = comparing._published(flat(lines_of(body))[0], comparing._Persons(chain, answers, units))
    for run in runs:
        shown = told_sets(run, list(units[run.pk].items()))
        shown += [who for pair, who in kept.items() if who and run.pk in pair]
        assert fewest_told(shown) == 0


@given(st.lists(alike, min_size=2, max_size=9), st.permutations([0, 1, 2]))
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@pytest.mark.django_db
def test_the_same_of_surveys_that_were_closed_in_any_order(
    place: Place, groups: list[tuple[tuple[bool, bool, bool], int, int]], closing: list[int]
) -> None:
    """Through the database: what the comparisons show are those pairs, and their order is the one in which they could first be seen."""
    people = persons(groups)
    cohort, units = make_cohort(actor=place.cast.coordinator), [None, *(make_unit() for _turn in range(4))]
    version = make_version(actor=place.cast.coordinator, body=content(scale("q")))
    runs: list[SurveyRun] = []
    for turn in range(3):
        mine = [(who, units[unit]) for who, took, unit in people if took[turn]]
        runs.append(
            place.run(
                [{"q": 3}] * len(mine), people=[who for who, _unit in mine], units=[unit for _who, unit in mine],
                by_unit=True, cohort=cohort, privacy=Privacy.CONFIDENTIAL, version=version,
                before=runs[-1] if runs else None, closed_at=clock.now() + closing[turn] * DAY,
            )
        )  # fmt: skip
    chain = comparing._chain(cohort.pk)
    seen = {runs[turn].pk: max(closing[turn], closing[turn - 1]) for turn in (1, 2)}
    assert [seen[run.pk] for run in chain] == sorted(seen.values())
    kept = comparing._published(flat(lines_of(version.content))[0], comparing._by_person(chain))
    for run in runs:
        answered = run.responses.values_list("pseudonym", "work_unit_id")
        shown = told_sets(run, list(answered))
        for later in runs[1:]:
            assert later.before is not None
            pairs, found = kept[later.before.pk, later.pk], comparison_of(later.before, later)
            assert found.why or (0 if only(found).hidden else only(found).gain.people) == len(pairs)
            shown += [pairs] if pairs and run in (later.before, later) else []
        assert fewest_told(shown) == 0


def test_what_was_seen_first_is_weighed_first(place: Place) -> None:
    """The first survey closes last: its comparison is seen after the one of the second and the third, and must not change that."""
    version = make_version(actor=place.cast.coordinator, body=content(scale("q")))
    chosen: dict[str, Any] = {"privacy": Privacy.CONFIDENTIAL, "version": version}
    first = place.run([{"q": 3}] * 16, people=PEOPLE[:16], state=RunState.OPEN, **chosen)
    second = place.run([{"q": 4}] * 20, people=PEOPLE[:20], before=first, closed_at=clock.now() + DAY, **chosen)
    third = place.run([{"q": 5}] * 18, people=PEOPLE[2:20], before=second, closed_at=clock.now() + 2 * DAY, **chosen)
    shown = only(comparison_of(second, third))
    SurveyRun.objects.filter(pk=first.pk).update(state=RunState.CLOSED, closed_at=clock.now() + 3 * DAY)
    again = only(comparison_of(SurveyRun.objects.get(pk=second.pk), SurveyRun.objects.get(pk=third.pk)))
    assert again == shown
    assert shown.left_out > 0
