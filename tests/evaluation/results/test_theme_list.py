"""The pages on which open answers are read and sorted: who may, what they say, and the whole way without JavaScript."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from courses.services.meetings import add_trainer
from lms.evaluation.enums import RunState
from lms.evaluation.models import Coder, SurveyRun, TextCode, Theme
from lms.evaluation.queries.results.themes import question_of, sorted_answers
from lms.people.models import User
from tests.courses.asking import as_user, queries, status
from tests.evaluation.results.conftest import Place, url
from tests.factories.classes import make_meeting
from tests.factories.courses import make_cohort
from tests.factories.survey_results import content, make_version, text

WORDS = ["Sinyal lemah.", "Waktu kurang.", "Sinyal dan waktu.", "Tidak ada.", "Sinyal."]
READING = ["theme_list"]
SORTING = ["theme_add", "coding_edit", "coding_settle"]


@pytest.fixture
def run(place: Place) -> SurveyRun:
    version = make_version(actor=place.cast.coordinator, body=content(text("hambatan"), text("dukungan")))
    return place.run([{"hambatan": words} for words in WORDS], version=version)


def here(name: str, run: SurveyRun, *more: str) -> str:
    return url(name, run.public_id, "hambatan", *more)


def add_themes(user: User, run: SurveyRun) -> list[Theme]:
    for title in ("Sinyal", "Waktu"):
        answer = as_user(user).post(here("theme_add", run), {"title": title, "note": "Apa saja"})
        assert answer.status_code == 302
    return list(Theme.objects.order_by("title"))


def sort(user: User, run: SurveyRun, choose: dict[str, list[str]]) -> int:
    line = question_of(run, "hambatan")
    assert line is not None
    data = {one.key: choose[one.words] for one in sorted_answers(run, line).texts}
    return as_user(user).post(here("coding_edit", run), data).status_code


def test_the_whole_way(place: Place, run: SurveyRun) -> None:
    cast = place.cast
    signal, time = (one.public_id for one in add_themes(cast.coordinator, run))
    fully = {
        "Sinyal lemah.": [signal],
        "Waktu kurang.": [time],
        "Sinyal dan waktu.": [signal, time],
        "Tidak ada.": ["-"],
        "Sinyal.": [signal],
    }
    assert sort(cast.coordinator, run, fully) == 302
    assert sort(cast.facilitator, run, fully | {"Sinyal dan waktu.": [time]}) == 302
    # Nobody sees the other's choices before both have finished.
    assert "Cohen" not in as_user(cast.coordinator).get(here("theme_list", run)).text
    for user in (cast.coordinator, cast.facilitator):
        assert as_user(user).post(here("coding_finish", run)).status_code == 302
    page = as_user(cast.reviewer).get(here("theme_list", run)).text
    assert "Cohen" in page
    assert "80,0%" in page
    key = sorted_answers(run, question_of(run, "hambatan")).differences[0].text.key  # type: ignore[arg-type]
    settle = as_user(cast.coordinator).post(
        here("coding_settle", run), {"text": key, "seen": "", "themes": [signal, time]}
    )
    assert settle.status_code == 302
    assert TextCode.objects.filter(coder=None).get().themes == sorted([signal, time])
    # The spreadsheet says the same: of five answers three speak of the signal, two of time.
    book = load_workbook(BytesIO(as_user(cast.reviewer).get(url("survey_results_xlsx", run.public_id)).content))
    rows = [list(row) for row in book["Tema"].iter_rows(values_only=True)][1:]
    assert [row[1:4] for row in rows] == [["Sinyal", 3, 5], ["Waktu", 2, 5]]


@pytest.mark.parametrize("name", READING)
def test_who_may_read(place: Place, run: SurveyRun, name: str) -> None:
    cast = place.cast
    assert status(None, "get", here(name, run)) == 401
    for user in (cast.admin, cast.coordinator, cast.facilitator, cast.reviewer):
        assert status(user, "get", here(name, run)) == 200
    for user in (cast.supervisor, cast.unit_contact, cast.outsider):
        assert status(user, "get", here(name, run)) == 403
    assert status(cast.coordinator, "get", url(name, run.public_id, "tidak-ada")) == 404
    assert status(cast.coordinator, "post", here(name, run)) == 405


@pytest.mark.parametrize("name", SORTING)
def test_who_may_sort(place: Place, run: SurveyRun, name: str) -> None:
    cast = place.cast
    assert status(None, "get", here(name, run)) == 401
    for user in (cast.coordinator, cast.facilitator, cast.reviewer):
        assert status(user, "get", here(name, run)) == 200
    assert status(cast.outsider, "get", here(name, run)) == 403
    other = make_cohort(actor=cast.coordinator)
    elsewhere = place.run([{"hambatan": words} for words in WORDS], version=run.version, cohort=other)
    assert status(cast.facilitator, "get", here(name, elsewhere)) == 404


def test_nobody_sorts_what_was_said_about_oneself(place: Place, run: SurveyRun) -> None:
    about = place.run(
        [{"hambatan": words} for words in WORDS], version=run.version, subject_user=place.cast.facilitator
    )
    assert status(place.cast.facilitator, "get", here("theme_list", about)) == 200
    for name in SORTING:
        assert status(place.cast.facilitator, "get", here(name, about)) == 403
    assert status(place.cast.facilitator, "post", here("coding_finish", about)) == 403


def test_texts_are_read_once_the_survey_is_closed(place: Place, run: SurveyRun) -> None:
    SurveyRun.objects.filter(pk=run.pk).update(state=RunState.OPEN)
    for name in ("theme_list", "coding_edit", "coding_settle"):
        assert "Sinyal lemah" not in as_user(place.cast.coordinator).get(here(name, run)).text
    assert "Sinyal lemah" not in as_user(place.cast.coordinator).get(url("theme_list", run.public_id, "dukungan")).text


def test_a_theme_without_a_name_comes_back(place: Place, run: SurveyRun) -> None:
    answer = as_user(place.cast.coordinator).post(here("theme_add", run), {"title": " ", "note": "Apa saja"})
    assert answer.status_code == 422
    assert "Apa saja" in answer.text
    assert Theme.objects.count() == 0


def test_the_words_of_a_theme_are_changed(place: Place, run: SurveyRun) -> None:
    theme = add_themes(place.cast.coordinator, run)[0]
    there = here("theme_edit", run, theme.public_id)
    assert "Sinyal" in as_user(place.cast.facilitator).get(there).text
    assert as_user(place.cast.facilitator).post(there, {"title": "Jaringan", "note": ""}).status_code == 302
    assert Theme.objects.get(pk=theme.pk).title == "Jaringan"
    taken = as_user(place.cast.facilitator).post(there, {"title": "Waktu", "note": ""})
    assert taken.status_code == 422
    assert status(place.cast.outsider, "get", there) == 403
    assert status(place.cast.coordinator, "get", url("theme_edit", run.public_id, "dukungan", theme.public_id)) == 404


def test_a_theme_and_none_at_once_comes_back_with_what_was_chosen(place: Place, run: SurveyRun) -> None:
    signal = add_themes(place.cast.coordinator, run)[0].public_id
    line = question_of(run, "hambatan")
    assert line is not None
    key = sorted_answers(run, line).texts[0].key
    answer = as_user(place.cast.coordinator).post(here("coding_edit", run), {key: [signal, "-"]})
    assert answer.status_code == 422
    assert answer.text.count("checked") == 2
    assert Coder.objects.count() == 0


def test_a_third_is_told(place: Place, run: SurveyRun) -> None:
    signal = add_themes(place.cast.coordinator, run)[0].public_id
    choose = {words: [signal] for words in WORDS}
    assert sort(place.cast.coordinator, run, choose) == 302
    assert sort(place.cast.facilitator, run, choose) == 302
    assert sort(place.cast.admin, run, choose) == 422


def test_looking_takes_no_seat(place: Place, run: SurveyRun) -> None:
    add_themes(place.cast.coordinator, run)
    assert as_user(place.cast.facilitator).get(here("coding_edit", run)).status_code == 200
    assert Coder.objects.count() == 0
    assert status(place.cast.facilitator, "get", here("coding_finish", run)) == 405


def test_nobody_sorts_what_was_said_of_a_class_held_alone(place: Place, run: SurveyRun) -> None:
    cast = place.cast
    meeting = make_meeting(actor=cast.coordinator, cohort=place.cohort, trainer=cast.facilitator)
    about = place.run([{"hambatan": words} for words in WORDS], version=run.version, subject_meeting=meeting)
    assert not cast.facilitator.has_perm("evaluation.sort_answers", about)
    assert cast.coordinator.has_perm("evaluation.sort_answers", about)
    add_trainer(actor=cast.coordinator, meeting=meeting, name="Siti Aminah")
    assert cast.facilitator.has_perm("evaluation.sort_answers", about)


def test_who_settles_second_sees_what_was_settled(place: Place, run: SurveyRun) -> None:
    cast = place.cast
    signal, time = (one.public_id for one in add_themes(cast.coordinator, run))
    sort(cast.coordinator, run, {words: [signal] for words in WORDS})
    sort(cast.facilitator, run, {words: [signal] for words in WORDS} | {"Tidak ada.": ["-"]})
    for user in (cast.coordinator, cast.facilitator):
        as_user(user).post(here("coding_finish", run))
    line = question_of(run, "hambatan")
    assert line is not None
    key = sorted_answers(run, line).differences[0].text.key
    assert as_user(cast.coordinator).post(here("coding_settle", run), {"text": key, "themes": ["-"]}).status_code == 302
    late = as_user(cast.facilitator).post(here("coding_settle", run), {"text": key, "seen": "", "themes": [time]})
    assert late.status_code == 409
    # The form now carries what is settled, so that sending it again is done knowingly.
    assert 'name="seen" value="-"' in late.text
    again = as_user(cast.facilitator).post(here("coding_settle", run), {"text": key, "seen": "-", "themes": [time]})
    assert again.status_code == 302


@pytest.mark.parametrize("many", [1, 3])
def test_the_same_queries_for_one_theme_and_for_three(place: Place, run: SurveyRun, many: int) -> None:
    for number in range(many):
        as_user(place.cast.coordinator).post(here("theme_add", run), {"title": f"Tema {number}"})
    assert queries(as_user(place.cast.coordinator), here("theme_list", run)) == 8


def test_a_seat_is_freed_from_the_page(place: Place, run: SurveyRun) -> None:
    cast = place.cast
    signal, _time = (one.public_id for one in add_themes(cast.coordinator, run))
    sort(cast.facilitator, run, {words: [signal] for words in WORDS})
    data = {"sorter": cast.facilitator.public_id}
    assert "Bebaskan kursi" in as_user(cast.coordinator).get(here("theme_list", run)).text
    assert status(cast.coordinator, "get", here("coding_free", run)) == 405
    answer = as_user(cast.coordinator).post(here("coding_free", run), data)
    assert answer["Location"] == here("theme_list", run)
    assert Coder.objects.count() == 0
    assert "Bebaskan kursi" not in as_user(cast.coordinator).get(here("theme_list", run)).text
    # Sent once more, or by who sorts nothing, it changes nothing.
    assert as_user(cast.coordinator).post(here("coding_free", run), data).status_code == 302
    assert as_user(cast.coordinator).post(here("coding_free", run)).status_code == 302
