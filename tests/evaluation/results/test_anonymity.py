"""Whatever somebody does with the stored rows, with their order and with what the database keeps beside them: no anonymous answer leads
to a person. The answers come in through the services that people's clicks call.
"""

from __future__ import annotations

import json
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from operator import itemgetter
from random import Random
from statistics import fmean
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import AutoField
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from lms.evaluation.enums import Audience, Privacy
from lms.evaluation.models import SurveyCounter, SurveyInvitee, SurveyResponse, SurveyRun
from lms.evaluation.queries.results import results_of
from lms.evaluation.services.surveys import Plan, close_run, give_answers, give_at_counter, open_run, plan_run
from lms.evaluation.services.surveys.answering import new_ticket
from lms.people import clock
from lms.people.models import User
from tests.courses.asking import as_user
from tests.evaluation.results.conftest import Place, url
from tests.factories.courses import DURING, make_enrolment
from tests.factories.people import make_unit
from tests.factories.survey_results import content, make_version, scale, text

PEOPLE = 7
STEPS = st.lists(st.integers(1, 5), min_size=PEOPLE, max_size=PEOPLE)
BODY = content(scale("q"), text("kata"))
# What changes whoever says what: the visit itself, not the answer. A session carries no answer.
OF_THE_VISIT = {"sessions.session"}


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def planned(place: Place, **fields: Any) -> SurveyRun:
    plan = {
        "version": make_version(
            actor=place.cast.coordinator, body=BODY, audience=fields.get("audience", Audience.PARTICIPANTS)
        ),
        "title": "Survei kepuasan",
        "audience": Audience.PARTICIPANTS,
        "privacy": Privacy.ANONYMOUS,
        "opens_at": clock.now(),
        "closes_at": clock.now() + timedelta(days=7),
    } | fields
    return plan_run(actor=place.cast.coordinator, cohort=place.cohort, plan=Plan(**plan))


@pytest.fixture
def run(place: Place) -> SurveyRun:
    """An open anonymous survey of seven people."""
    for _turn in range(PEOPLE):
        make_enrolment(actor=place.cast.coordinator, cohort=place.cohort)
    return open_run(actor=place.cast.coordinator, run=planned(place))


def closed(place: Place, run: SurveyRun) -> SurveyRun:
    with clock.at(DURING + timedelta(days=2)):
        return close_run(actor=place.cast.coordinator, run=SurveyRun.objects.get(pk=run.pk))


def asked(run: SurveyRun) -> list[SurveyInvitee]:
    return list(run.invitees.order_by("pk").select_related("user"))


def everything(run: SurveyRun) -> dict[str, list[Any]]:
    """Return what stands in every table. Of an answer the random key is left out, and the order of the rows of every table with it.

    A key that counts up is told as its place among its table's: PostgreSQL does not take back a number once given.
    """
    found: dict[str, list[Any]] = {}
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy or model._meta.label_lower in OF_THE_VISIT:
            continue
        names = [field.attname for field in model._meta.concrete_fields]
        if model is SurveyResponse:
            names.remove("id")
        rows = model._base_manager.order_by().values_list(*names)
        if isinstance(model._meta.pk, AutoField) and names[0] == model._meta.pk.attname:
            rows = [(place, *row[1:]) for place, row in enumerate(sorted(rows, key=itemgetter(0)))]
        found[model._meta.label_lower] = sorted(json.dumps(row, default=str, sort_keys=True) for row in rows)
    return found


def answered(
    run: SurveyRun, who: Sequence[SurveyInvitee], what: Sequence[Mapping[str, Any]], order: Sequence[int]
) -> dict[str, list[Any]]:
    """Let these people answer in this order, a minute apart, and return everything that is stored; then take it back."""
    with taken_back():
        for turn, place in enumerate(order):
            with clock.at(DURING + timedelta(minutes=turn)):
                assert give_answers(invitee=who[place], typed=what[place])
        return everything(run)


@given(steps=STEPS, seed=st.integers(0, 10**6))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@pytest.mark.django_db
def test_everything_stored_is_the_same_whoever_said_it_and_whenever(
    place: Place, run: SurveyRun, steps: list[int], seed: int
) -> None:
    """The definition of anonymity: if people had swapped their answers, and had answered in another order, not a byte would differ."""
    chance, who = Random(seed), asked(run)
    what = [{"q": step, "kata": f"Kata {number}"} for number, step in enumerate(steps)]
    swapped, order = list(what), list(range(PEOPLE))
    chance.shuffle(swapped)
    chance.shuffle(order)
    assert answered(run, who, what, range(PEOPLE)) == answered(run, who, swapped, order)


@given(some=st.sets(st.integers(0, PEOPLE - 1)), seed=st.integers(0, 10**6))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@pytest.mark.django_db
def test_it_is_the_same_when_only_some_have_answered(place: Place, run: SurveyRun, some: set[int], seed: int) -> None:
    chance, who, order = Random(seed), asked(run), sorted(some)
    what = [{"q": 1 + number % 5} for number in range(PEOPLE)]
    mine = [what[number] for number in order]
    chance.shuffle(mine)
    swapped: list[Mapping[str, Any]] = list(what)
    for number, given_answers in zip(order, mine, strict=True):
        swapped[number] = given_answers
    assert answered(run, who, what, order) == answered(run, who, swapped, order[::-1])


def test_answering_changes_the_answers_and_that_somebody_answered_and_nothing_else(
    place: Place, run: SurveyRun
) -> None:
    """Through the page, with everything that a click brings along: no audit line, no notice, no time."""
    people = asked(run)
    for one in people[:3]:
        give_answers(invitee=one, typed={"q": 3})
    user = people[4].user
    assert isinstance(user, User)
    client = as_user(user)
    page = url("survey_answer", run.public_id)
    client.get(page)
    before = everything(run)
    with clock.at(DURING + timedelta(minutes=9)):
        assert client.post(page, {"q-q": "5", "q-kata": "Sinyal lemah."}).status_code == 302
    after = everything(run)
    assert run.responses.count() == 4
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"evaluation.surveyresponse", "evaluation.surveyinvitee"}
    rows = [
        json.loads(row) for row in after["evaluation.surveyinvitee"] if row not in before["evaluation.surveyinvitee"]
    ]
    assert len(rows) == 1
    assert rows[0][[f.attname for f in SurveyInvitee._meta.concrete_fields].index("answered")] is True


def test_a_click_sent_twice_counts_once_and_tells_nothing_new(place: Place, run: SurveyRun) -> None:
    one = asked(run)[0]
    give_answers(invitee=one, typed={"q": 3})
    before = everything(run)
    assert not give_answers(invitee=SurveyInvitee.objects.get(pk=one.pk), typed={"q": 5})
    assert everything(run) == before


def test_no_column_of_an_anonymous_answer_holds_a_time_or_a_person(run: SurveyRun) -> None:
    give_answers(invitee=asked(run)[0], typed={"q": 3})
    kinds = {field.get_internal_type() for field in SurveyResponse._meta.concrete_fields}
    assert not kinds & {"DateTimeField", "DateField", "TimeField", "AutoField", "BigAutoField"}
    row = run.responses.get()
    assert (row.pseudonym, row.work_unit_id) == ("", None)
    # A key drawn by chance: no time and no machine in it, unlike a version 1 or 7.
    assert row.pk.version == 4


# --- What the database keeps beside the rows ---


def physical_order(run: SurveyRun) -> list[int]:
    """The answers in the order in which they lie in the table: SQLite's row number, PostgreSQL's place in the file."""
    place = "rowid" if connection.vendor == "sqlite" else "ctid"
    key = run.pk
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT answers FROM evaluation_surveyresponse WHERE run_id = %s ORDER BY {place}", [key])
        rows = [row[0] for row in cursor.fetchall()]
    return [(json.loads(row) if isinstance(row, str) else row)["q"] for row in rows]


def test_the_order_in_which_rows_lie_tells_nothing(place: Place, run: SurveyRun) -> None:
    """Sixty times five people answer one after another. Where the last one's row lies is left to chance, and so is the whole order.

    By chance the last one lies last in twelve of sixty; more than thirty-six would come once in a billion times.
    """
    who, turns = asked(run)[:5], 60
    last, likeness = Counter[int](), []
    for _turn in range(turns):
        with taken_back():
            for number, one in enumerate(who, 1):
                give_answers(invitee=one, typed={"q": number})
            order = physical_order(run)
        last[order.index(5)] += 1
        pairs = [(a, b) for a in range(5) for b in range(a + 1, 5)]
        likeness.append(fmean(1 if order[a] < order[b] else -1 for a, b in pairs))
    assert max(last.values()) <= 36, last
    # Kendall's tau of five has a spread of 0.41: the mean of sixty stays within 0.05 · 7.
    assert abs(fmean(likeness)) < 0.37


def test_closing_leaves_no_order_either(place: Place, run: SurveyRun) -> None:
    who, turns, last = asked(run), 40, Counter[int]()
    for _turn in range(turns):
        with taken_back():
            for number, one in enumerate(who[:5], 1):
                give_answers(invitee=one, typed={"q": number})
            closed(place, run)
            last[physical_order(run).index(5)] += 1
    assert max(last.values()) <= 28, last


def written_together(run: SurveyRun) -> tuple[set[str], set[str]]:
    """By which transactions the rows of answers and of people asked were last written, as PostgreSQL keeps it beside each row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text FROM evaluation_surveyresponse WHERE run_id = %s", [run.pk])
        answers = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT xmin::text FROM evaluation_surveyinvitee WHERE run_id = %s", [run.pk])
        return answers, {row[0] for row in cursor.fetchall()}


@pytest.mark.django_db(transaction=True)
def test_the_number_of_the_transaction_tells_nobody_apart(place: Place, run: SurveyRun) -> None:
    """After each answer every row of the run was written by one and the same transaction, those of who has not answered too.

    SQLite keeps no such number beside a row; there the order of the rows is all there is.
    """
    for number, one in enumerate(asked(run)[:6], 1):
        give_answers(invitee=one, typed={"q": 1 + number % 5})
        if connection.vendor == "postgresql":
            answers, people = written_together(run)
            assert len(answers) == 1
            assert answers == people
    assert run.responses.count() == 6


@pytest.mark.django_db(transaction=True)
def test_the_keys_of_earlier_answers_do_not_stay(place: Place, run: SurveyRun) -> None:
    """Who looks at the table after each answer cannot follow one row through time."""
    seen: set[uuid.UUID] = set()
    for one in asked(run)[:5]:
        give_answers(invitee=one, typed={"q": 3})
        now = set(run.responses.values_list("pk", flat=True))
        assert not now & seen
        seen |= now


# --- At the counter ---


@given(steps=st.lists(st.integers(1, 5), min_size=2, max_size=6), seed=st.integers(0, 10**6))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@pytest.mark.django_db
def test_at_a_counter_no_page_leads_to_its_answers(place: Place, steps: list[int], seed: int) -> None:
    """Had the pages been filled in by one another's clients, everything stored would be the same."""
    with taken_back():
        survey = planned(place, audience=Audience.CLIENTS, kiosks=[make_unit()])
        survey = open_run(actor=place.cast.coordinator, run=survey)
        counter = SurveyCounter.objects.get(run=survey)
        pages = [new_ticket(counter) for _step in steps]
        swapped = list(steps)
        Random(seed).shuffle(swapped)

        def stored(mine: Sequence[int]) -> dict[str, list[Any]]:
            with taken_back():
                for page, step in zip(pages, mine, strict=True):
                    assert give_at_counter(counter=counter, ticket=page, typed={"q": step})
                return everything(survey)

        assert stored(steps) == stored(swapped)


# --- Confidential ---


def test_a_pseudonym_is_the_same_person_in_two_surveys_and_needs_the_installations_key(
    place: Place, settings: Any
) -> None:
    for _turn in range(PEOPLE):
        make_enrolment(actor=place.cast.coordinator, cohort=place.cohort)
    runs = []
    for _turn in range(2):
        survey = open_run(actor=place.cast.coordinator, run=planned(place, privacy=Privacy.CONFIDENTIAL))
        for one in asked(survey):
            give_answers(invitee=one, typed={"q": 4})
        runs.append(survey)
    first, second = (set(one.responses.values_list("pseudonym", flat=True)) for one in runs)
    assert len(first) == PEOPLE
    assert first == second
    settings.SECRET_KEY = "kunci yang lain sama sekali, untuk pemasangan lain"
    third = open_run(actor=place.cast.coordinator, run=planned(place, privacy=Privacy.CONFIDENTIAL))
    for one in asked(third):
        give_answers(invitee=one, typed={"q": 4})
    assert not first & set(third.responses.values_list("pseudonym", flat=True))


# --- Shown ---


def test_no_page_and_no_spreadsheet_holds_the_key_or_the_pseudonym_of_an_answer(place: Place) -> None:
    for _turn in range(PEOPLE):
        make_enrolment(actor=place.cast.coordinator, cohort=place.cohort)
    survey = open_run(actor=place.cast.coordinator, run=planned(place, privacy=Privacy.CONFIDENTIAL))
    for number, one in enumerate(asked(survey)):
        give_answers(invitee=one, typed={"q": 1 + number % 5, "kata": f"Kata {number}"})
    survey = closed(place, survey)
    later = open_run(
        actor=place.cast.coordinator,
        run=planned(place, privacy=Privacy.CONFIDENTIAL, version=survey.version, before=survey),
    )
    for one in asked(later):
        give_answers(invitee=one, typed={"q": 5})
    later = closed(place, later)
    assert results_of(survey).n == results_of(later).n == PEOPLE
    told = b""
    for run in (survey, later):
        for name in ("survey_results", "survey_results_csv", "survey_cohorts"):
            told += as_user(place.cast.coordinator).get(url(name, run.public_id)).content
        # A workbook is a packed file: what stands in it is read from its cells.
        book = load_workbook(
            BytesIO(as_user(place.cast.coordinator).get(url("survey_results_xlsx", run.public_id)).content)
        )
        cells = " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
        assert "Pernyataan q." in cells
        told += cells.encode()
    told += as_user(place.cast.coordinator).get(url("survey_compare", later.public_id)).content
    told += as_user(place.cast.coordinator).get(url("theme_list", survey.public_id, "kata")).content
    for row in [*survey.responses.all(), *later.responses.all()]:
        for secret in (str(row.pk), row.pk.hex, row.pseudonym):
            assert secret.encode() not in told


def test_while_it_is_open_nothing_is_shown_however_many_have_answered(place: Place, run: SurveyRun) -> None:
    for one in asked(run):
        give_answers(invitee=one, typed={"q": 5, "kata": "Sinyal lemah."})
        for name in ("survey_results", "survey_results_csv"):
            page = as_user(place.cast.coordinator).get(url(name, run.public_id)).content.decode("utf-8-sig")
            assert "5,00" not in page
            assert "Sinyal lemah" not in page
    assert not results_of(SurveyRun.objects.get(pk=run.pk)).shown
    assert "Sinyal lemah" not in as_user(place.cast.coordinator).get(url("theme_list", run.public_id, "kata")).text
