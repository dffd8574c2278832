"""Competencies before and after: by the tests, by what people say of themselves, and of one person as far as it is released."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from assignments.enums import QuizKind
from assignments.models import Quiz
from assignments.queries.gain import gain_of
from assignments.services.quizzes import PartPlan
from courses.models import Enrolment
from lms.evaluation.figures import figure_of
from lms.evaluation.frozen import series_of
from lms.evaluation.queries.competencies import gains_by_person, person_profiles, profiles_of
from tests.courses.asking import as_user, queries, status
from tests.evaluation.indicators.surveys import held, item, make_version
from tests.evaluation.indicators.units import Units, url
from tests.factories.assignments.quizzes import make_quiz, make_topic, sit
from tests.factories.courses import make_cohort, make_enrolment


@pytest.fixture
def tests(units: Units) -> tuple[Quiz, Quiz]:
    """A pre-test and a post-test of two topics with two questions each."""
    actor = units.cast.coordinator
    topics = [make_topic(actor=actor, questions=2, name=name) for name in ("Konseling", "Pencocokan")]
    parts = [PartPlan(topic=topic, count=2) for topic in topics]
    pre = make_quiz(actor=actor, cohort=units.cohort, parts=parts)
    post = make_quiz(actor=actor, cohort=units.cohort, kind=QuizKind.POST_TEST, pre_test=pre, title="Tes akhir")
    return pre, post


def people(units: Units, many: int) -> list[Enrolment]:
    rows = [make_enrolment(actor=units.cast.coordinator, cohort=units.cohort) for _turn in range(many)]
    return [units.enrolment, *rows]


def learnt(tests: tuple[Quiz, Quiz], everybody: list[Enrolment]) -> None:
    """The first question right before, the first three after: Konseling from 50 to 100, Pencocokan from 0 to 50."""
    for one in everybody:
        sit(tests[0], one, right=1)
        sit(tests[1], one, right=3)


def test_a_cohort_by_topic_has_the_figures_of_the_gain_page(units: Units, tests: tuple[Quiz, Quiz]) -> None:
    learnt(tests, people(units, 4))
    (profile,) = profiles_of(units.cohort)
    found = {one.label: (one.before, one.after, one.n) for one in profile.competencies}
    assert found == {
        "Konseling": (Decimal("50.0"), Decimal("100.0"), 5),
        "Pencocokan": (Decimal("0.0"), Decimal("50.0"), 5),
    }
    page = {one.name: (one.before, one.after) for one in gain_of(*tests).topics}
    assert page == {name: (float(before), float(after)) for name, (before, after, _n) in found.items()}  # type: ignore[arg-type]


def test_a_topic_in_which_people_got_worse_is_charted_as_a_loss(units: Units, tests: tuple[Quiz, Quiz]) -> None:
    for one in people(units, 4):
        sit(tests[0], one, right=3)
        sit(tests[1], one, right=2)
    figure = figure_of("tests.gain")
    assert figure is not None
    assert figure.series is not None
    assert [(one["id"], gain) for one, gain in series_of(figure, units.cohort)] == [
        ("Konseling", 0.0),
        ("Pencocokan", -50.0),
    ]


def test_of_four_people_nothing_is_shown(units: Units, tests: tuple[Quiz, Quiz]) -> None:
    learnt(tests, people(units, 3))
    (profile,) = profiles_of(units.cohort)
    assert (profile.hidden, profile.people) == (True, 4)
    reading = figure_of("competency.test_gain").read(units.cohort)  # type: ignore[union-attr]
    assert (reading.value, reading.n) == (None, 4)


def test_the_figure_of_the_report_is_the_mean_of_its_rows(units: Units, tests: tuple[Quiz, Quiz]) -> None:
    everybody = people(units, 5)
    learnt(tests, everybody[:5])
    sit(tests[0], everybody[5], right=0)
    sit(tests[1], everybody[5], right=4)
    figure = figure_of("competency.test_gain")
    assert figure is not None
    reading = figure.read(units.cohort)
    lines = list(figure.rows(units.cohort).lines)
    assert (reading.value, reading.n) == (Decimal(350) / 6, 6), "rounded once, where it is written"
    assert [gain for _who, gain in gains_by_person(units.cohort)] == [50] * 5 + [100]
    codes = set(units.cohort.enrolments.values_list("public_id", flat=True))
    assert not codes & {str(line[0]) for line in lines}, "a result of a test is its owner's"
    page = as_user(units.cast.coordinator).get(url("cohort_competencies", units.cohort.public_id)).text
    assert "+58,33" in page
    assert sum(line[1] for line in lines) / 6 == pytest.approx(reading.value, abs=Decimal("0.01"))
    assert reading.low is not None
    assert reading.low < reading.value < reading.high  # type: ignore[operator]


def test_one_person_beside_the_cohort(units: Units, tests: tuple[Quiz, Quiz]) -> None:
    learnt(tests, people(units, 4))
    (profile,) = person_profiles(units.enrolment, units.enrolment.user)
    assert [(one.label, one.before, one.after) for one in profile.competencies] == [
        ("Konseling", Decimal(50), Decimal(100)),
        ("Pencocokan", Decimal(0), Decimal(50)),
    ]
    assert set(profile.cohort_after.values()) == {Decimal("100.0"), Decimal("50.0")}


def test_with_one_of_the_two_tests_there_is_no_profile(units: Units, tests: tuple[Quiz, Quiz]) -> None:
    sit(tests[0], units.enrolment, right=1)
    assert person_profiles(units.enrolment, units.enrolment.user) == []


# --- Surveys ---


def asked(units: Units, many: int, *, closed: bool = True) -> None:
    """Before 2 of 5, after 4, of so many people; one competency asked, and something else that is none."""
    people(units, many - 1)
    version = make_version(units, [item("konseling", "competency:counselling"), item("senang")])
    before = held(units, version, [{"konseling": 2, "senang": 3}] * many, title="Sebelum")
    after = [{"konseling": 4 if turn else 5, "senang": 3} for turn in range(many)]
    held(units, version, after, title="Sesudah", before=before, closed=closed)


def test_what_people_say_of_themselves_is_paired(units: Units) -> None:
    asked(units, 6)
    (profile,) = profiles_of(units.cohort)
    (one,) = profile.competencies
    assert (profile.source, profile.top, profile.title) == ("self", 5, "Sesudah")
    assert (one.key, one.before, one.after, one.n) == ("counselling", 2, Decimal(repr(25 / 6)), 6)
    assert one.figures is not None
    # 2 and 4.2 would make 2.2 of it: the page of the surveys says +2.17.
    assert one.gain == Decimal(repr(one.figures.gain))
    page = as_user(units.cast.coordinator).get(url("cohort_competencies", units.cohort.public_id)).text
    assert "+2,17" in page


def test_of_four_answers_and_of_an_open_survey_nothing_is_shown(units: Units) -> None:
    asked(units, 4)
    (profile,) = profiles_of(units.cohort)
    assert (profile.hidden, bool(profile.why)) == (True, True)


def test_an_open_survey_stays_unread(units: Units) -> None:
    asked(units, 6, closed=False)
    assert profiles_of(units.cohort) == []


# --- Screens ---


def test_who_sees_a_cohorts_competencies(units: Units) -> None:
    cast = units.cast
    for name in ("cohort_competencies", "cohort_competencies_xlsx"):
        here = url(name, units.cohort.public_id)
        assert status(None, "get", here) == 401
        for user in (units.enrolment.user, cast.supervisor, cast.unit_contact, cast.outsider):
            assert status(user, "get", here) == 403
        for user in (cast.coordinator, cast.facilitator, cast.reviewer):
            assert status(user, "get", here) == 200
        assert status(cast.facilitator, "get", url(name, make_cohort(actor=cast.coordinator).public_id)) == 404
        assert status(cast.coordinator, "post", here) == 405


def test_names_are_for_who_is_in_charge(units: Units) -> None:
    here = url("cohort_competencies", units.cohort.public_id)
    assert "Budi Santoso" in as_user(units.cast.facilitator).get(here).text
    assert "Budi Santoso" not in as_user(units.cast.reviewer).get(here).text


def test_a_radar_and_its_table(units: Units, tests: tuple[Quiz, Quiz]) -> None:
    learnt(tests, people(units, 4))
    client = as_user(units.cast.coordinator)
    page = client.get(url("cohort_competencies", units.cohort.public_id)).text
    assert "Pencocokan" in page
    assert "+50,0" in page
    book = load_workbook(BytesIO(client.get(url("cohort_competencies_xlsx", units.cohort.public_id)).content))
    assert [cell.value for cell in book.active[2]][:6] == ["Tes akhir", "Konseling", 5, 50, 100, 50]  # type: ignore[index]


def test_it_costs_the_same_for_one_person_and_for_three(units: Units, tests: tuple[Quiz, Quiz]) -> None:
    client, here = as_user(units.cast.coordinator), url("cohort_competencies", units.cohort.public_id)
    learnt(tests, [units.enrolment])
    one = queries(client, here)
    learnt(tests, people(units, 2)[1:])
    assert queries(client, here) == one


def test_who_sees_one_persons_profile(units: Units, tests: tuple[Quiz, Quiz]) -> None:
    learnt(tests, [units.enrolment])
    here, cast = url("competency_detail", units.enrolment.public_id), units.cast
    assert status(None, "get", here) == 401
    for user in (units.enrolment.user, cast.coordinator, cast.facilitator):
        assert status(user, "get", here) == 200
    # Of their unit: the person may be known to them, the results are not.
    for user in (cast.supervisor, cast.unit_contact):
        assert status(user, "get", here) == 403
    for user in (cast.reviewer, cast.outsider):
        assert status(user, "get", here) == 404
    colleague = make_enrolment(actor=cast.coordinator, cohort=units.cohort)
    assert status(colleague.user, "get", here) == 404
    assert status(cast.coordinator, "post", here) == 405
    assert "Konseling" in as_user(units.enrolment.user).get(here).text


def test_somebody_only_nominated_has_no_profile(units: Units) -> None:
    nominee = make_enrolment(actor=units.cast.coordinator, cohort=units.cohort, state="nominated")
    assert status(nominee.user, "get", url("competency_detail", nominee.public_id)) == 403
