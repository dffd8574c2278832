"""Before and after, person by person or group by group, and cohorts side by side."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.evaluation.enums import Privacy, RunState
from lms.evaluation.models import SurveyRun
from lms.evaluation.queries.results import cohorts_of, comparing, comparison_of, results_of, results_visible_to
from lms.evaluation.queries.results.comparing import Compared, Comparison
from lms.evaluation.queries.results.lines import flat, lines_of
from lms.people import clock
from tests.evaluation.results.conftest import Place, answer
from tests.factories.courses import make_cohort
from tests.factories.survey_results import content, make_version, scale

DAY = timedelta(days=1)
PEOPLE = [f"orang {number}" for number in range(40)]


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
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
    with CaptureQueriesContext(connection) as asked:
        comparison_of(after.before, after)
    assert len(asked) == 2


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
    with CaptureQueriesContext(connection) as asked:
        assert len(cohorts_of(here, visible).columns) == many + 1
    assert len(asked) == 2


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
