"""What is counted, what is hidden, and that looking twice tells nothing."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.evaluation.enums import Audience, Level, Privacy, RunState
from lms.evaluation.figures import basis_in_words, figure_of
from lms.evaluation.frozen import live_of, reading_of
from lms.evaluation.models import SurveyInvitee, SurveyResponse, SurveyRun
from lms.evaluation.queries.results import Results, results_of
from lms.evaluation.queries.results.figures import Source, mean_reading, nps_reading, rows_behind, skm_reading
from lms.evaluation.queries.results.themes import question_of, texts_of
from lms.evaluation.statistics import rounded
from lms.people import clock
from tests.evaluation.results.conftest import Place, answer
from tests.factories.courses import make_enrolment
from tests.factories.people import make_unit
from tests.factories.survey_results import CONTENT, SKM_CONTENT, content, make_run, make_version, scale, text


def test_every_kind_of_question_is_counted(place: Place) -> None:
    given_answers = [
        answer(5, anjuran=10, kanal="wa", alat=["hp", "laptop"], layanan={"konseling": 4, "cocok": 2}, jumlah=10, hambatan="Sinyal"),
        answer(4, anjuran=9, kanal="wa", alat=["hp"], layanan={"konseling": 5, "cocok": 3}, jumlah=20, hambatan="Sinyal"),
        answer(4, anjuran=8, kanal="surel", alat=["hp"], layanan={"konseling": 4, "cocok": 2}, jumlah=30, hambatan="Listrik"),
        answer(3, anjuran=6, kanal="wa", alat=["laptop"], layanan={"konseling": 3, "cocok": 1}, jumlah=40, hambatan="Waktu"),
        answer(4, anjuran=0, kanal="surel", alat=["hp"], layanan={"konseling": 4, "cocok": 2}, jumlah="50", hambatan="Akun"),
    ]  # fmt: skip
    found = results_of(place.run(given_answers))
    assert (found.shown, found.n, found.caution) == (True, 5, True)
    lines = found.lines
    assert lines["jelas"].mean is not None
    assert (lines["jelas"].mean.value, lines["jelas"].n) == (4, 5)
    assert [bar.count for bar in lines["jelas"].bars] == [0, 0, 1, 3, 1]
    assert lines["jelas"].favourable is not None
    assert lines["jelas"].favourable.value == Fraction(4, 5)
    assert lines["anjuran"].nps is not None
    assert lines["anjuran"].nps.value == 0
    assert {bar.label: bar.count for bar in lines["kanal"].bars} == {"WhatsApp": 3, "Surel": 2}
    assert {bar.label: bar.count for bar in lines["alat"].bars} == {"Ponsel": 4, "Laptop": 2}
    assert lines["layanan.konseling"].mean is not None
    assert lines["layanan.konseling"].mean.value == 4
    assert lines["layanan.cocok"].mean is not None
    assert lines["layanan.cocok"].mean.value == 2
    assert lines["jumlah"].mean is not None
    assert (lines["jumlah"].mean.value, lines["jumlah"].median) == (30, 30.0)
    assert lines["hambatan"].n == 5
    # The section's mean is over people, and the recommendation on 0–10 is none of its questions.
    assert found.sections[0].mean is not None
    assert found.sections[0].mean.value == 4


def test_a_person_counts_once_in_the_mean_of_a_section(place: Place) -> None:
    """Who answers one question of two weighs as much as who answers both."""
    run = place.run([{"jelas": 1}, *[answer(5)] * 4, answer(5)])
    mean = results_of(run).sections[0].mean
    assert mean is not None
    assert (mean.n, mean.value) == (6, Fraction(26, 6))


def test_nothing_is_shown_while_answers_come_in(place: Place) -> None:
    for state in (RunState.PLANNED, RunState.OPEN):
        run = place.run([answer(4)] * 9, state=state)
        found = results_of(run)
        assert not found.shown
        assert "closed" in found.why
        assert (found.n, found.sections, found.groups) == (0, [], [])
        assert (found.lines, found.index) == ({}, None)


@pytest.mark.parametrize("many", [0, 1, 4])
def test_nothing_is_shown_of_fewer_than_five(place: Place, many: int) -> None:
    found = results_of(place.run([answer(4)] * many))
    assert not found.shown
    assert found.sections == []


def test_a_question_that_few_answered_is_hidden_and_counts_in_no_section(place: Place) -> None:
    run = place.run([answer(4)] * 4 + [{"sesuai": 2}] * 3)
    found = results_of(run)
    assert found.lines["jelas"].hidden
    assert found.lines["jelas"].mean is None
    assert found.lines["jelas"].bars == ()
    assert found.sections[0].mean is not None
    assert found.sections[0].mean.value == Fraction(4 * 4 + 3 * 2, 7)


def test_means_by_key(place: Place) -> None:
    run = place.run([answer(4, layanan={"konseling": 3})] * 6)
    found = {key: line.mean for key, line in results_of(run).lines.items()}
    assert found["jelas"] is not None
    assert found["jelas"].value == 4
    assert found["layanan.konseling"] is not None
    assert found["layanan.konseling"].value == 3
    assert found["layanan.cocok"] is None
    assert "tidak-ada" not in found


def test_the_satisfaction_index(place: Place) -> None:
    version = make_version(
        actor=place.cast.coordinator, body=SKM_CONTENT, level=Level.RESULTS, audience=Audience.CLIENTS
    )
    full = [{f"u{n}": 3 for n in range(1, 10)}] * 6 + [{f"u{n}": 4 for n in range(1, 10)}] * 2
    run = place.run(full, version=version, audience=Audience.CLIENTS)
    index = results_of(run).index
    assert index is not None
    assert (index.index, index.mark, index.n) == (Decimal("81.25"), "B", 8)
    without = place.run([{**one, "u9": None} for one in full], version=version, audience=Audience.CLIENTS)
    assert results_of(without).index is None


# --- By unit ---


def test_units_are_shown_from_five_and_a_second_is_hidden_with_a_small_one(place: Place) -> None:
    big, middle, small = (make_unit(name=name) for name in ("BPVP Besar", "BPVP Sedang", "BPVP Kecil"))
    units = [big] * 12 + [middle] * 6 + [small] * 2
    run = place.run(
        [answer(4)] * 20, units=units, privacy=Privacy.CONFIDENTIAL, people=map(str, range(20)), by_unit=True
    )
    rows = {row.name: row for row in results_of(run).groups}
    assert rows["BPVP Besar"].n == 12
    assert rows["BPVP Sedang"].n is None
    assert rows["BPVP Kecil"].n is None
    assert all(mean is None for _title, mean in rows["BPVP Sedang"].means)
    assert results_of(run, group=big).n == 12
    assert not results_of(run, group=middle).shown
    assert not results_of(run, group=small).shown


def test_a_question_is_hidden_in_a_unit_where_few_answered_it(place: Place) -> None:
    one, two, three = (make_unit(name=name) for name in ("A", "B", "C"))
    answers = [answer(4)] * 6 + [answer(3)] * 6 + [answer(5)] * 3 + [{"sesuai": 5}] * 3
    run = place.run(
        answers,
        units=[one] * 6 + [two] * 6 + [three] * 6,
        privacy=Privacy.CONFIDENTIAL,
        people=map(str, range(18)),
        by_unit=True,
    )
    # Three of C answered “jelas”; so C is hidden there, and another unit with it.
    seen = {unit.name: results_of(run, group=unit).lines for unit in (one, two, three)}
    assert sum(seen[name]["jelas"].hidden for name in seen) == 2
    assert seen["C"]["jelas"].hidden
    assert not any(seen[name]["sesuai"].hidden for name in seen)


def test_a_survey_without_a_breakdown_has_none(place: Place) -> None:
    unit = make_unit()
    run = place.run([answer(4)] * 9, units=[unit] * 9)
    assert results_of(run).groups == []
    assert not results_of(run, group=unit).shown


@given(
    counts=st.lists(st.integers(0, 9), min_size=1, max_size=5),
    steps=st.lists(st.integers(1, 5), min_size=45, max_size=45),
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@pytest.mark.django_db
def test_subtraction_finds_no_small_unit(place: Place, counts: list[int], steps: list[int]) -> None:
    """The sum of everybody less the sums of all units shown is the sum of nobody or of at least five people in two units or more."""
    units = [make_unit() for _one in counts]
    chosen = [unit for unit, count in zip(units, counts, strict=True) for _turn in range(count)]
    run = place.run(
        [answer(step) for step, _unit in zip(steps, chosen, strict=False)],
        units=chosen, people=map(str, range(len(chosen))), privacy=Privacy.CONFIDENTIAL, by_unit=True,
    )  # fmt: skip
    found = results_of(run)
    if not found.shown:
        return
    whole = found.lines["jelas"].mean
    assert whole is not None
    parts = [results_of(run, group=unit).lines.get("jelas") for unit in units]
    shown = [one.mean for one in parts if one is not None and one.mean is not None]
    assert all(one.n >= 5 for one in shown)
    rest = whole.n - sum(one.n for one in shown)
    hidden_units = sum(count > 0 for count in counts) - len(shown)
    assert rest == 0 or (rest >= 5 and hidden_units >= 2) or not shown


# --- Looking again ---


@given(steps=st.lists(st.tuples(st.sampled_from(["answer", "look", "close"]), st.integers(1, 5)), max_size=30))
@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@pytest.mark.django_db
def test_two_looks_never_differ(place: Place, steps: list[tuple[str, int]]) -> None:
    """Whoever looks at any time sees nothing, or the one and same result: between two looks nobody's answer can be taken out."""
    run = place.run([], state=RunState.OPEN)
    seen = set()
    for what, step in steps:
        if what == "answer" and run.state == RunState.OPEN:
            SurveyResponse.objects.create(run=run, answers=answer(step))
        elif what == "close":
            SurveyRun.objects.filter(pk=run.pk).update(state=RunState.CLOSED, closed_at=run.opened_at)
            run.refresh_from_db()
        found = results_of(run)
        if found.shown:
            assert run.state == RunState.CLOSED
            seen.add((found.n, *(line.mean.value for line in found.lines.values() if line.mean)))
    assert len(seen) <= 1


def test_the_order_of_the_rows_and_their_keys_change_nothing(place: Place) -> None:
    answers = [answer(step, anjuran=2 * step, hambatan=f"Kata {step}") for step in (5, 3, 1, 4, 2, 5)]
    one, two = place.run(answers), place.run(reversed(answers))
    first, second = results_of(one), results_of(two)
    assert [(line.n, line.mean, line.bars) for line in first.lines.values()] == [
        (line.n, line.mean, line.bars) for line in second.lines.values()
    ]
    question = question_of(one, "hambatan")
    assert question is not None
    assert [text.words for text in texts_of(one, question)] == [text.words for text in texts_of(two, question)]


# --- Figures of the report ---


def test_the_figure_of_the_report_is_the_one_of_the_screen(place: Place) -> None:
    run = place.run([answer(step, anjuran=10) for step in (5, 4, 4, 3, 5, 4)])
    source = Source(Level.REACTION, Audience.PARTICIPANTS, "umum")
    reading, screen = mean_reading(source)(place.cohort), results_of(run).sections[0].mean
    assert screen is not None
    assert (reading.value, reading.n, reading.low) == (rounded(screen.value), screen.n, rounded(screen.low))
    nps = nps_reading(Source(Level.REACTION, Audience.PARTICIPANTS))(place.cohort)
    assert (nps.value, nps.n) == (Decimal("100.00"), 6)
    rows = list(rows_behind(source)(place.cohort).lines)
    assert [row[0] for row in rows] == ["Tujuan jelas.", "Isi sesuai tugas."]
    assert rows[0][-1] == "1: 0, 2: 0, 3: 1, 4: 3, 5: 2"


def test_a_figure_says_of_which_scale_it_is_in_each_language_and_its_title_claims_none(place: Place) -> None:
    body = content(scale("materi1", group="materi", scale={"min": 1, "max": 4}), key="materi")
    place.run([{"materi1": 3}] * 6, version=make_version(actor=place.cast.coordinator, body=body))
    figure = figure_of("survey.materials")
    assert figure is not None
    data = live_of(figure, place.cohort)
    assert (data["why"], data["scale"]["en"]) == ({}, "on a scale of 1 to 4")
    assert data["scale"]["id"] == "pada skala 1 sampai 4"
    assert reading_of(data, "en").scale == data["scale"]["en"]
    assert "1–5" not in str(figure.title)
    assert basis_in_words(figure.read(place.cohort), figure.unit).endswith("on a scale of 1 to 4")


def test_a_figure_is_of_the_scale_that_most_questions_share(place: Place) -> None:
    """Of two scales there is no mean; the rows behind the figure are those that were counted."""
    four = {"min": 1, "max": 4}
    body = content(
        scale("a", group="materi"), scale("b", group="materi", scale=four), scale("c", group="materi", scale=four)
    )
    place.run([{"a": 5, "b": 2, "c": 2}] * 6, version=make_version(actor=place.cast.coordinator, body=body))
    source = Source(Level.REACTION, Audience.PARTICIPANTS, "materi")
    assert mean_reading(source)(place.cohort).value == 2
    assert [row[0] for row in rows_behind(source)(place.cohort).lines] == ["Pernyataan b.", "Pernyataan c."]


def test_a_group_asked_without_a_scale_has_no_mean_and_says_so(place: Place) -> None:
    chosen = {
        "key": "kanal",
        "kind": "choice",
        "text": {"id": "Cara?"},
        "group": "materi",
        "options": [{"key": "wa", "id": "WA"}],
    }
    version = make_version(actor=place.cast.coordinator, body=content(chosen))
    place.run([{"kanal": "wa"}] * 6, version=version)
    found = mean_reading(Source(Level.REACTION, Audience.PARTICIPANTS, "materi"))(place.cohort)
    assert (found.value, "without a scale" in str(found.why)) == (None, True)


def test_a_figure_without_a_survey_says_why(place: Place) -> None:
    for reading in (
        mean_reading(Source(Level.REACTION, Audience.PARTICIPANTS, "umum")),
        nps_reading(Source(Level.REACTION, Audience.PARTICIPANTS)),
        skm_reading(Source(Level.RESULTS, Audience.CLIENTS)),
    ):
        found = reading(place.cohort)
        assert (found.value, bool(found.why)) == (None, True)
    place.run([answer(4)] * 4)
    few = mean_reading(Source(Level.REACTION, Audience.PARTICIPANTS, "umum"))(place.cohort)
    assert (few.value, few.n) == (None, None)


def test_a_figure_is_of_the_survey_about_the_whole_training(place: Place) -> None:
    place.run([answer(5)] * 6)
    place.run([answer(1)] * 6, subject_user=place.cast.facilitator)
    found = mean_reading(Source(Level.REACTION, Audience.PARTICIPANTS, "umum"))(place.cohort)
    assert found.value == Decimal("5.00")


def test_a_later_survey_that_asks_something_else_takes_no_figure_away(place: Place) -> None:
    place.run([answer(5)] * 6, closed_at=clock.now() - timedelta(days=2))
    other = make_version(actor=place.cast.coordinator, body=content(scale("pelatih"), key="pelatih"))
    place.run([{"pelatih": 1}] * 6, version=other, closed_at=clock.now() - timedelta(days=1))
    found = mean_reading(Source(Level.REACTION, Audience.PARTICIPANTS, "umum"))(place.cohort)
    assert found.value == Decimal("5.00")


# --- What it costs ---


@pytest.mark.parametrize("many", [6, 300])
def test_the_same_queries_for_few_and_for_many(place: Place, many: int) -> None:
    run = place.run([answer(4)] * many)
    run = SurveyRun.objects.select_related("version").get(pk=run.pk)
    first, found = looked(run)
    again, same = looked(run)
    assert (first, again) == (1, 0)
    assert same == found


def looked(run: SurveyRun, **more: Any) -> tuple[int, Results]:
    """How many queries a look at a run takes, and what it shows."""
    with CaptureQueriesContext(connection) as asked:
        found = results_of(run, **more)
    return len(asked), found


def test_a_closed_survey_is_counted_once_and_its_units_are_called_as_they_are_now(place: Place) -> None:
    one, two = make_unit(name="BPVP Awal"), make_unit(name="BPVP Lain")
    people = {"privacy": Privacy.CONFIDENTIAL, "people": map(str, range(12)), "by_unit": True}
    run = place.run([answer(4)] * 12, units=[one] * 6 + [two] * 6, **people)
    run = SurveyRun.objects.select_related("version").get(pk=run.pk)
    assert looked(run)[0] == 2
    type(one).objects.filter(pk=one.pk).update(name="BPVP Zaman Baru")
    queries, found = looked(run)
    assert queries == 1
    assert [row.name for row in found.groups] == ["BPVP Lain", "BPVP Zaman Baru"]
    assert [looked(run, group=one)[0] for _look in range(2)] == [1, 0]


def test_what_was_counted_is_kept_by_language_and_by_the_least_that_is_shown(place: Place, settings: Any) -> None:
    run = place.run([answer(4)] * 6)
    run = SurveyRun.objects.select_related("version").get(pk=run.pk)
    assert looked(run)[0] == 1
    with override("id"):
        assert looked(run)[0] == 1
    settings.PADAN_SMALL_GROUP = 7
    queries, found = looked(run)
    assert (queries, found.shown) == (1, False)
    settings.PADAN_SMALL_GROUP = 5
    assert looked(run)[0] == 0


def test_of_an_open_survey_nothing_is_kept(place: Place) -> None:
    run = place.run([answer(4)] * 6, state=RunState.OPEN)
    assert not results_of(run).shown
    SurveyRun.objects.filter(pk=run.pk).update(state=RunState.CLOSED, closed_at=clock.now())
    assert results_of(SurveyRun.objects.get(pk=run.pk)).n == 6


def test_a_figure_of_the_report_is_counted_once(place: Place) -> None:
    place.run([answer(4)] * 6)
    read = mean_reading(Source(Level.REACTION, Audience.PARTICIPANTS, "umum"))
    counts = []
    for _look in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert read(place.cohort).value == 4
        counts.append(len(asked))
    assert counts == [2, 1]


def test_a_matrix_and_sections_in_both_languages() -> None:
    from lms.evaluation.queries.results.lines import flat, lines_of

    lines = flat(lines_of(CONTENT))
    assert [line.key for line in lines] == [
        "jelas", "sesuai", "anjuran", "kanal", "alat", "layanan.konseling", "layanan.cocok", "jumlah", "hambatan",
    ]  # fmt: skip
    assert lines[5].about == "Seberapa mampu?"
    assert lines[2].is_nps
    # What has another scale is another question.
    assert flat(lines_of(content(scale("a"))))[0].shape != flat(lines_of(content(scale("a", "Lain."))))[0].shape


def test_answers_of_another_shape_are_left_out(place: Place) -> None:
    """What a damaged row holds is no answer, and no error."""
    odd = [{"jelas": "lima", "sesuai": True, "layanan": 3, "jumlah": "banyak", "alat": "hp"}] * 5
    found = results_of(make_run(actor=place.cast.coordinator, cohort=place.cohort, answers=odd))
    assert found.lines["jelas"].hidden
    assert found.lines["sesuai"].hidden
    assert found.lines["jumlah"].hidden
    assert [bar.count for bar in found.lines["alat"].bars] == [5, 0]


def test_two_supervisors_of_many_are_two_people(place: Place) -> None:
    """Each answers about four of the own people: eight answers, and still too few who gave them. Nor is a unit shown by itself."""
    run = place.run(
        [answer(4)] * 8,
        audience=Audience.SUPERVISORS,
        privacy=Privacy.CONFIDENTIAL,
        people=map(str, range(8)),
        by_unit=True,
    )
    for number in range(8):
        enrolment = make_enrolment(actor=place.cast.coordinator, cohort=place.cohort)
        user = (place.cast.supervisor, place.cast.admin)[number % 2]
        SurveyInvitee.objects.create(run=run, user=user, enrolment=enrolment, answered=True)
    assert not results_of(run).shown
    # No answer comes into a closed survey but here: what was counted of it is forgotten.
    cache.clear()
    for number in range(3):
        SurveyResponse.objects.create(run=run, answers=answer(3), pseudonym=f"lagi {number}")
        SurveyInvitee.objects.create(
            run=run,
            name=f"Atasan {number}",
            answered=True,
            enrolment=make_enrolment(actor=place.cast.coordinator, cohort=place.cohort),
        )
    found = results_of(run)
    assert found.shown
    assert found.groups == []


def of_supervisors(place: Place, loads: list[int], answers: list[dict[str, Any]], **more: Any) -> SurveyRun:
    """A closed run in which each supervisor answered about so many people."""
    run = place.run(
        answers,
        audience=Audience.SUPERVISORS,
        privacy=Privacy.CONFIDENTIAL,
        people=map(str, range(len(answers))),
        **more,
    )
    for number, load in enumerate(loads):
        for _turn in range(load):
            SurveyInvitee.objects.create(
                run=run, name=f"Atasan {number}", answered=True,
                enrolment=make_enrolment(actor=place.cast.coordinator, cohort=place.cohort),
            )  # fmt: skip
    return run


def test_a_question_of_supervisors_is_shown_of_five_people_not_of_five_answers(place: Place) -> None:
    """Three of them answered about four people each: twelve texts may all be theirs, fifteen cannot."""
    loads = [4, 4, 4, 1, 1, 1]
    version = make_version(
        actor=place.cast.coordinator, body=content(scale("all"), scale("some"), text("few"), text("most")),
        audience=Audience.SUPERVISORS,
    )  # fmt: skip
    answers = [
        {"all": 4} | ({"some": 3, "few": "Baik."} if number < 12 else {}) | ({"most": "Ya."} if number < 14 else {})
        for number in range(15)
    ]
    run = of_supervisors(place, loads, answers, version=version)
    found = results_of(run)
    assert {key: one.hidden for key, one in found.lines.items()} == {
        "all": False, "some": True, "few": True, "most": False
    }  # fmt: skip
    told = {key: question_of(run, key) for key in ("few", "most")}
    assert [bool(texts_of(run, line)) for line in told.values() if line] == [False, True]


def test_where_few_answered_all_nine_elements_no_number_of_them_is_said(place: Place) -> None:
    """Thirty answers, each with a gap: there is an index of the elements, and nobody behind it who answered all."""
    answers = [{f"u{n}": 3 for n in range(1, 10) if n != 1 + number % 9} for number in range(30)]
    run = place.run(answers, version=make_version(actor=place.cast.coordinator, body=SKM_CONTENT))
    index = results_of(run).index
    assert index is not None
    assert (index.index, index.n, index.low) == (Decimal("75.00"), None, None)
