"""Open answers sorted by two people, each alone; what they agree on, and what is settled."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.evaluation.enums import RunState
from lms.evaluation.models import Coder, SurveyRun, TextCode, Theme
from lms.evaluation.queries.results import Line
from lms.evaluation.queries.results.themes import Sorted, question_of, sorted_answers, text_key
from lms.evaluation.services.results import (
    add_theme,
    change_theme,
    finish_sorting,
    free_seat,
    settle_text,
    sort_texts,
)
from lms.people import clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import AuditEntry, User
from tests import racing
from tests.evaluation.results.conftest import Place
from tests.factories.courses import DURING
from tests.factories.survey_results import content, make_version, text

WORDS = ["Sinyal lemah.", "Waktu kurang.", "Sinyal hilang dan waktu kurang.", "Tidak ada.", "Sinyal.", "Sinyal."]


@pytest.fixture
def run(place: Place) -> SurveyRun:
    version = make_version(actor=place.cast.coordinator, body=content(text("hambatan")))
    return place.run([{"hambatan": words} for words in WORDS], version=version)


@pytest.fixture
def line(run: SurveyRun) -> Line:
    found = question_of(run, "hambatan")
    assert found is not None
    return found


@pytest.fixture
def themes(place: Place, run: SurveyRun, line: Line) -> dict[str, Theme]:
    return {
        title: add_theme(actor=place.cast.coordinator, run=run, line=line, title=title) for title in ("Sinyal", "Waktu")
    }


def codes_by(run: SurveyRun, themes: dict[str, Theme], choose: Callable[[str], list[str]]) -> dict[str, list[str]]:
    return {
        text_key(run, "hambatan", words): [themes[title].public_id for title in choose(words)] for words in set(WORDS)
    }


def all_named(words: str) -> list[str]:
    return [title for title in ("Sinyal", "Waktu") if title.lower() in words.lower()]


def first_named(words: str) -> list[str]:
    return all_named(words)[:1]


def sort(
    who: User,
    run: SurveyRun,
    line: Line,
    themes: dict[str, Theme],
    choose: Callable[[str], list[str]],
    *,
    finish: bool = True,
) -> None:
    sort_texts(actor=who, run=run, line=line, codes=codes_by(run, themes, choose))
    if finish:
        finish_sorting(actor=who, run=run, line=line)


def counts(there: Sorted) -> dict[str, int]:
    return {row.theme.title: row.count for row in there.rows}


def test_the_same_text_stands_once_with_how_many_wrote_it(run: SurveyRun, line: Line) -> None:
    there = sorted_answers(run, line)
    assert [(one.words, one.count) for one in there.texts] == [
        ("Sinyal hilang dan waktu kurang.", 1), ("Sinyal lemah.", 1), ("Sinyal.", 2), ("Tidak ada.", 1), ("Waktu kurang.", 1),
    ]  # fmt: skip
    assert there.n == 6


def test_fewer_than_five_texts_are_not_shown(place: Place) -> None:
    version = make_version(actor=place.cast.coordinator, body=content(text("hambatan")))
    run = place.run([{"hambatan": words} for words in WORDS[:4]] + [{}] * 9, version=version)
    line = question_of(run, "hambatan")
    assert line is not None
    there = sorted_answers(run, line)
    assert (there.texts, there.few) == ([], True)
    with pytest.raises(Refusal, match="fewer than five"):
        sort_texts(actor=place.cast.coordinator, run=run, line=line, codes={})


def test_texts_of_an_open_survey_are_not_shown(place: Place, run: SurveyRun, line: Line) -> None:
    SurveyRun.objects.filter(pk=run.pk).update(state=RunState.OPEN)
    run.refresh_from_db()
    there = sorted_answers(run, line)
    assert there.why
    assert there.texts == []
    with pytest.raises(Refusal, match="closed"):
        sort_texts(actor=place.cast.coordinator, run=run, line=line, codes={})


def test_two_sort_alone_and_are_compared(place: Place, run: SurveyRun, line: Line, themes: dict[str, Theme]) -> None:
    one, two = place.cast.coordinator, place.cast.facilitator
    sort(one, run, line, themes, all_named)
    sort(two, run, line, themes, first_named)
    there = sorted_answers(run, line)
    assert there.both_done
    # They differ in one text of five: one sees time in it too.
    assert there.same == Fraction(4, 5)
    rows = {row.theme.title: row.agreement for row in there.rows}
    assert rows["Sinyal"].kappa == pytest.approx(1)
    # Time: of five texts the first gives it to two, the second to one: pₒ 0.8, pₑ (2·1 + 3·4)/25.
    assert rows["Waktu"].kappa == pytest.approx((0.8 - 14 / 25) / (1 - 14 / 25))
    assert there.open == 1
    # What is not settled is not counted yet: five of six answers are decided.
    assert counts(there) == {"Sinyal": 3, "Waktu": 1}
    assert there.rows[0].share is not None
    assert there.rows[0].share.n == 5
    assert there.without == 1


def test_settling_completes_the_counts_and_leaves_what_each_chose(
    place: Place, run: SurveyRun, line: Line, themes: dict[str, Theme]
) -> None:
    one, two = place.cast.coordinator, place.cast.facilitator
    sort(one, run, line, themes, all_named)
    sort(two, run, line, themes, first_named)
    before = sorted_answers(run, line)
    key = before.differences[0].text.key
    chosen = [theme.public_id for theme in themes.values()]
    settle_text(actor=two, run=run, line=line, text=key, themes=chosen, seen=None)
    there = sorted_answers(run, line)
    assert there.open == 0
    assert counts(there) == {"Sinyal": 4, "Waktu": 2}
    assert (there.same, there.kappa) == (before.same, before.kappa)
    assert AuditEntry.objects.filter(action="evaluation.coding.settle", actor=two).count() == 1
    # The same again changes nothing and is not on record twice.
    settle_text(actor=two, run=run, line=line, text=key, themes=chosen, seen=None)
    assert AuditEntry.objects.filter(action="evaluation.coding.settle").count() == 1


def test_settling_tells_who_comes_second(place: Place, run: SurveyRun, line: Line, themes: dict[str, Theme]) -> None:
    sort(place.cast.coordinator, run, line, themes, all_named)
    sort(place.cast.facilitator, run, line, themes, first_named)
    key = sorted_answers(run, line).differences[0].text.key
    settle_text(actor=place.cast.coordinator, run=run, line=line, text=key, themes=[], seen=None)
    with pytest.raises(Conflict):
        settle_text(
            actor=place.cast.facilitator, run=run, line=line, text=key, themes=[themes["Waktu"].public_id], seen=None
        )
    settle_text(actor=place.cast.facilitator, run=run, line=line, text=key, themes=[themes["Waktu"].public_id], seen=[])
    assert sorted_answers(run, line).settled[key] == {themes["Waktu"].public_id}


def test_nothing_is_settled_before_both_have_finished_or_where_they_agree(
    place: Place, run: SurveyRun, line: Line, themes: dict[str, Theme]
) -> None:
    key = text_key(run, "hambatan", "Tidak ada.")
    sort(place.cast.coordinator, run, line, themes, all_named)
    with pytest.raises(Refusal, match="each alone"):
        settle_text(actor=place.cast.coordinator, run=run, line=line, text=key, themes=[], seen=None)
    sort(place.cast.facilitator, run, line, themes, first_named)
    with pytest.raises(Refusal, match="the same themes"):
        settle_text(actor=place.cast.coordinator, run=run, line=line, text=key, themes=[], seen=None)


def test_one_alone_is_counted_and_said_to_be_alone(
    place: Place, run: SurveyRun, line: Line, themes: dict[str, Theme]
) -> None:
    sort(place.cast.coordinator, run, line, themes, all_named)
    there = sorted_answers(run, line)
    assert there.alone
    assert counts(there) == {"Sinyal": 4, "Waktu": 2}
    # Which text got which theme is not told: a second person may still sort without having seen it.
    assert all(row.texts == [] for row in there.rows)
    sort(place.cast.facilitator, run, line, themes, first_named, finish=False)
    begun = sorted_answers(run, line)
    # A second who has only begun takes nothing away, and is not compared yet.
    assert counts(begun) == counts(there)
    assert (begun.alone, begun.both_done, begun.differences) == (True, False, [])
    assert all(row.texts == [] for row in begun.rows)


def test_the_seat_of_who_will_not_finish_is_freed(
    place: Place, run: SurveyRun, line: Line, themes: dict[str, Theme]
) -> None:
    cast = place.cast
    sort(cast.coordinator, run, line, themes, all_named)
    sort(cast.facilitator, run, line, themes, first_named, finish=False)
    with pytest.raises(NotAllowed):
        free_seat(actor=cast.reviewer, run=run, line=line, sorter=cast.facilitator)
    free_seat(actor=cast.coordinator, run=run, line=line, sorter=cast.facilitator)
    free_seat(actor=cast.coordinator, run=run, line=line, sorter=cast.facilitator)
    assert AuditEntry.objects.filter(action="evaluation.coding.free").count() == 1
    assert [one.coder.user for one in sorted_answers(run, line).sorters] == [cast.coordinator]
    assert TextCode.objects.count() == 5
    with pytest.raises(Refusal, match="stays"):
        free_seat(actor=cast.coordinator, run=run, line=line, sorter=cast.coordinator)
    sort(cast.admin, run, line, themes, all_named)
    assert sorted_answers(run, line).both_done


def test_who_sits_there_may_get_up(place: Place, run: SurveyRun, line: Line, themes: dict[str, Theme]) -> None:
    sort(place.cast.facilitator, run, line, themes, first_named, finish=False)
    free_seat(actor=place.cast.facilitator, run=run, line=line, sorter=place.cast.facilitator)
    assert sorted_answers(run, line).free
    assert Coder.objects.count() == TextCode.objects.count() == 0


def test_the_work_is_finished_when_every_text_is_sorted_and_then_stays(
    place: Place, run: SurveyRun, line: Line, themes: dict[str, Theme]
) -> None:
    who = place.cast.coordinator
    with pytest.raises(Refusal, match="not begun"):
        finish_sorting(actor=who, run=run, line=line)
    some = dict(list(codes_by(run, themes, all_named).items())[:3])
    sort_texts(actor=who, run=run, line=line, codes=some)
    with pytest.raises(Refusal, match="2 answers"):
        finish_sorting(actor=who, run=run, line=line)
    sort(who, run, line, themes, all_named)
    first = Coder.objects.get().done_at
    finish_sorting(actor=who, run=run, line=line)
    assert Coder.objects.get().done_at == first
    with pytest.raises(Refusal, match="have finished"):
        sort_texts(actor=who, run=run, line=line, codes=some)


def test_a_third_is_not_needed(place: Place, run: SurveyRun, line: Line, themes: dict[str, Theme]) -> None:
    for who in (place.cast.coordinator, place.cast.facilitator):
        sort(who, run, line, themes, all_named, finish=False)
    with pytest.raises(Refusal, match="Two people"):
        sort(place.cast.admin, run, line, themes, all_named, finish=False)
    assert Coder.objects.count() == 2


def test_saving_again_changes_only_what_changed(
    place: Place, run: SurveyRun, line: Line, themes: dict[str, Theme]
) -> None:
    who = place.cast.coordinator
    codes = codes_by(run, themes, all_named)
    sort_texts(actor=who, run=run, line=line, codes=codes)
    sort_texts(actor=who, run=run, line=line, codes=codes)
    assert TextCode.objects.count() == 5
    key = text_key(run, "hambatan", "Sinyal.")
    sort_texts(actor=who, run=run, line=line, codes={key: []})
    assert TextCode.objects.get(text=key).themes == []
    assert TextCode.objects.count() == 5


@pytest.mark.parametrize("what", ["text", "theme"])
def test_what_is_not_of_this_question_is_refused(
    place: Place, run: SurveyRun, line: Line, themes: dict[str, Theme], what: str
) -> None:
    key = text_key(run, "hambatan", "Sinyal.")
    codes = {"0" * 64: []} if what == "text" else {key: ["000000000000"]}
    with pytest.raises(Refusal, match="not there any more"):
        sort_texts(actor=place.cast.coordinator, run=run, line=line, codes=codes)
    assert TextCode.objects.count() == 0


# --- Themes ---


def test_a_theme_is_written_once(place: Place, run: SurveyRun, line: Line, themes: dict[str, Theme]) -> None:
    again = add_theme(actor=place.cast.facilitator, run=run, line=line, title="  Sinyal ")
    assert again == themes["Sinyal"]
    assert AuditEntry.objects.filter(action="evaluation.theme.add").count() == 2
    with pytest.raises(Refusal, match="name"):
        add_theme(actor=place.cast.facilitator, run=run, line=line, title="   ")


def test_no_theme_comes_after_somebody_has_finished(
    place: Place, run: SurveyRun, line: Line, themes: dict[str, Theme]
) -> None:
    sort(place.cast.coordinator, run, line, themes, all_named)
    with pytest.raises(Refusal, match="stays as it was"):
        add_theme(actor=place.cast.coordinator, run=run, line=line, title="Listrik")
    with pytest.raises(Refusal, match="stays as it was"):
        change_theme(actor=place.cast.coordinator, run=run, line=line, theme=themes["Waktu"], title="Jadwal", note="")


def test_the_words_of_a_theme_change_until_it_is_used(
    place: Place, run: SurveyRun, line: Line, themes: dict[str, Theme]
) -> None:
    who = place.cast.coordinator
    change_theme(actor=who, run=run, line=line, theme=themes["Waktu"], title="Jadwal", note="Juga jam layanan")
    assert Theme.objects.get(pk=themes["Waktu"].pk).title == "Jadwal"
    with pytest.raises(Refusal, match="already"):
        change_theme(actor=who, run=run, line=line, theme=themes["Waktu"], title="Sinyal", note="")
    sort(who, run, line, themes, first_named, finish=False)
    with pytest.raises(Refusal, match="sorted under"):
        change_theme(actor=who, run=run, line=line, theme=themes["Sinyal"], title="Jaringan", note="")


def test_a_theme_written_for_a_later_survey_is_not_asked_of_the_earlier(
    place: Place, run: SurveyRun, line: Line, themes: dict[str, Theme]
) -> None:
    sort(place.cast.coordinator, run, line, themes, all_named)
    later = place.run([{"hambatan": "Listrik."}] * 6, version=run.version, before=run)
    with clock.at(DURING.replace(day=20)):
        add_theme(actor=place.cast.coordinator, run=later, line=line, title="Listrik")
    assert counts(sorted_answers(run, line)).keys() == {"Sinyal", "Waktu"}
    assert [theme.title for theme in sorted_answers(later, line).themes] == ["Listrik", "Sinyal", "Waktu"]


def test_the_earlier_survey_stands_beside(place: Place, run: SurveyRun, line: Line, themes: dict[str, Theme]) -> None:
    sort(place.cast.coordinator, run, line, themes, all_named)
    later = place.run([{"hambatan": f"Waktu {n}."} for n in range(6)], version=run.version, before=run)
    there = sorted_answers(later, line)
    codes = {one.key: [themes["Waktu"].public_id] for one in there.texts}
    sort_texts(actor=place.cast.coordinator, run=later, line=line, codes=codes)
    finish_sorting(actor=place.cast.coordinator, run=later, line=line)
    rows = {
        row.theme.title: (row.count, row.before.count if row.before else None)
        for row in sorted_answers(later, line).rows
    }
    assert rows == {"Waktu": (6, 2), "Sinyal": (0, 4)}


def test_two_open_answers_of_one_person_have_nothing_in_common(place: Place) -> None:
    """A text's key is made of question and words: the same person's other answer cannot be found by it."""
    version = make_version(actor=place.cast.coordinator, body=content(text("satu"), text("dua")))
    run = place.run([{"satu": "Sama saja.", "dua": "Sama saja."}] * 5, version=version)
    keys = set()
    for item in ("satu", "dua"):
        line = question_of(run, item)
        assert line is not None
        keys |= {one.key for one in sorted_answers(run, line).texts}
    assert len(keys) == 2
    stored = {str(pk).replace("-", "") for pk in run.responses.values_list("pk", flat=True)}
    assert not any(pk[:12] in key for pk in stored for key in keys)


@pytest.mark.parametrize("many", [5, 40])
def test_the_same_queries_whatever_the_number_of_texts(place: Place, many: int) -> None:
    version = make_version(actor=place.cast.coordinator, body=content(text("hambatan")))
    run = place.run([{"hambatan": f"Kata {n}"} for n in range(many)], version=version)
    line = question_of(run, "hambatan")
    assert line is not None
    with CaptureQueriesContext(connection) as asked:
        sorted_answers(run, line)
    assert len(asked) == 4


# --- At the same instant ---


def at_once(*calls: Callable[[], object]) -> list[str]:
    """Run these at the same instant; return what each was told ("" for done)."""
    return racing.told(racing.at_once(*calls, when=DURING, language="en"))


@pytest.mark.django_db(transaction=True)
def test_three_who_begin_at_once_get_two_seats(
    place: Place, run: SurveyRun, line: Line, themes: dict[str, Theme]
) -> None:
    def begin(who: User) -> Callable[[], object]:
        return lambda: sort_texts(actor=who, run=run, line=line, codes=codes_by(run, themes, all_named))

    cast = place.cast
    told = at_once(begin(cast.coordinator), begin(cast.facilitator), begin(cast.admin))
    assert sorted(bool(words) for words in told) == [False, False, True]
    assert sorted(Coder.objects.values_list("seat", flat=True)) == [1, 2]
    assert TextCode.objects.count() == 10


@pytest.mark.django_db(transaction=True)
def test_a_double_click_takes_one_seat(place: Place, run: SurveyRun, line: Line, themes: dict[str, Theme]) -> None:
    def begin() -> object:
        return sort_texts(actor=place.cast.coordinator, run=run, line=line, codes=codes_by(run, themes, all_named))

    assert at_once(begin, begin, begin) == ["", "", ""]
    assert Coder.objects.count() == 1
    assert TextCode.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_who_settle_at_once_settle_once(place: Place, run: SurveyRun, line: Line, themes: dict[str, Theme]) -> None:
    sort(place.cast.coordinator, run, line, themes, all_named)
    sort(place.cast.facilitator, run, line, themes, first_named)
    key = sorted_answers(run, line).differences[0].text.key

    def settle(who: User, chosen: list[str]) -> Callable[[], object]:
        return lambda: settle_text(actor=who, run=run, line=line, text=key, themes=chosen, seen=None)

    told = at_once(settle(place.cast.coordinator, []), settle(place.cast.facilitator, [themes["Waktu"].public_id]))
    assert sorted(bool(words) for words in told) == [False, True]
    assert TextCode.objects.filter(coder=None).count() == 1
