"""Taking answers: once each, with nothing that joins an anonymous answer to a person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from lms.evaluation.enums import Audience, Privacy
from lms.evaluation.models import SurveyInvitee, SurveyLink, SurveyResponse, SurveyRun
from lms.evaluation.services import surveys as services
from lms.evaluation.services.surveys import mixing
from lms.evaluation.services.surveys.answering import new_ticket
from lms.notices.models import Delivery, Notice
from lms.people import clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry
from tests.evaluation.surveys.asked import (
    GOOD,
    KEPT,
    PEOPLE,
    Surveyed,
    answer_all,
    invitee,
    make_client_run,
    make_run,
    make_surveyed,
)  # fmt: skip
from tests.factories.people import make_unit

# Columns of an answer. Whoever adds one has to say why it tells nobody whose the answer is (docs/decisions/1101).
OF_AN_ANSWER = {"id", "run", "answers", "work_unit", "pseudonym"}
OF_WHO_IS_ASKED = {"id", "run", "user", "enrolment", "answered", "name", "email", "phone"}


def stored(run: SurveyRun) -> SurveyResponse:
    return SurveyResponse.objects.get(run=run)


def test_answers_are_kept_and_the_person_is_noted(surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    me = invitee(run, surveyed.users[0])
    assert services.give_answers(invitee=me, typed=GOOD)
    assert stored(run).answers == KEPT
    assert list(run.invitees.filter(answered=True)) == [me]


def test_sent_twice_it_counts_once_whatever_is_said(surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    me = invitee(run, surveyed.users[0])
    services.give_answers(invitee=me, typed=GOOD)
    assert not services.give_answers(invitee=me, typed={**GOOD, "clear": "5"})
    assert stored(run).answers == KEPT


def test_faulty_answers_keep_nothing(surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    me = invitee(run, surveyed.users[0])
    with pytest.raises(services.AnswersFaulty) as refusal:
        services.give_answers(invitee=me, typed={**GOOD, "clear": ""})
    assert [one.where for one in refusal.value.faults] == ["clear"]
    me.refresh_from_db()
    assert (me.answered, SurveyResponse.objects.count()) == (False, 0)


def test_closed_and_planned_take_nothing(surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    me = invitee(run, surveyed.users[0])
    with clock.at(run.closes_at), pytest.raises(Conflict):
        services.give_answers(invitee=me, typed=GOOD)
    services.close_run(actor=surveyed.coordinator, run=run)
    with pytest.raises(Conflict):
        services.give_answers(invitee=me, typed=GOOD)
    assert not SurveyResponse.objects.exists()


# --- Anonymity ---


def test_the_columns_are_the_ones_that_were_thought_through() -> None:
    assert {one.name for one in SurveyResponse._meta.local_fields} == OF_AN_ANSWER
    assert {one.name for one in SurveyInvitee._meta.local_fields} == OF_WHO_IS_ASKED


def test_an_anonymous_answer_carries_nobody(surveyed: Surveyed) -> None:
    run = make_run(surveyed)
    answer_all(run)
    assert {(one.pseudonym, one.work_unit_id) for one in SurveyResponse.objects.all()} == {("", None)}
    assert {one.pk.version for one in SurveyResponse.objects.all()} == {4}


def test_answering_writes_no_trace_elsewhere(surveyed: Surveyed) -> None:
    """No audit line, no notice, no notice taken back, no mail: each would keep a time beside a name."""
    run = make_run(surveyed)
    seen = [
        (model, list(model.objects.order_by("pk").values()))
        for model in (AuditEntry, Notice, Delivery, SurveyLink, SurveyRun)
    ]
    with clock.at(clock.now() + timedelta(minutes=5)):
        services.give_answers(invitee=invitee(run, surveyed.users[2]), typed=GOOD)
    for model, rows in seen:
        assert list(model.objects.order_by("pk").values()) == rows


def test_each_answer_gives_all_the_others_new_keys(surveyed: Surveyed) -> None:
    """Up to sixty answers are written anew with each: what a copy of the database shows has no order and no key to follow."""
    run = make_run(surveyed)
    seen: set[Any] = set()
    for user in surveyed.users:
        services.give_answers(invitee=invitee(run, user), typed=GOOD)
        here = set(SurveyResponse.objects.values_list("pk", flat=True))
        assert not here & seen
        seen |= here


def test_the_order_of_the_rows_is_one_of_chance(surveyed: Surveyed) -> None:
    """Of 24 surveys in which the answers come in one order, the rows lie in many: the last to come is in no place of its own."""
    places = []
    for _round in range(24):
        run = make_run(surveyed)
        for number, user in enumerate(surveyed.users):
            services.give_answers(invitee=invitee(run, user), typed={**GOOD, "count": str(number)})
        with connection.cursor() as cursor:
            physical = "rowid" if connection.vendor == "sqlite" else "ctid"
            table = SurveyResponse._meta.db_table
            cursor.execute(f"SELECT answers FROM {table} WHERE run_id = %s ORDER BY {physical}", [run.pk])
            rows = [str(row[0]) for row in cursor.fetchall()]
        last = next(place for place, row in enumerate(rows) if f'"count": {PEOPLE - 1}' in row)
        places.append(last)
    # By chance the same place 24 times: once in 6 to the 23rd.
    assert len(set(places)) > 1


def test_rows_of_people_are_written_in_one_statement(surveyed: Surveyed, django_assert_max_num_queries: Any) -> None:
    """A row of its own statement, or of its own transaction, would point at the answer that was written with it."""
    run = make_run(surveyed)
    me = invitee(run, surveyed.users[0])
    with django_assert_max_num_queries(20) as asked:
        services.give_answers(invitee=me, typed=GOOD)
    table = SurveyInvitee._meta.db_table
    updates = [one["sql"] for one in asked.captured_queries if one["sql"].startswith(f'UPDATE "{table}"')]
    assert len(updates) == 1
    touched = updates[0].split("IN (", 1)[1].split(")", 1)[0]
    assert len(touched.split(",")) == PEOPLE
    inserts = [one["sql"] for one in asked.captured_queries if SurveyResponse._meta.db_table in one["sql"]]
    assert sum(one.startswith("INSERT") for one in inserts) == 1


def test_a_large_survey_mixes_a_handful(surveyed: Surveyed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mixing, "AMONG", 3)
    monkeypatch.setattr(mixing, "TOUCHED", 2)
    run = make_run(surveyed)
    answer_all(run)
    assert SurveyResponse.objects.filter(run=run).count() == PEOPLE
    assert run.invitees.filter(answered=True).count() == PEOPLE


def test_another_survey_is_left_alone(surveyed: Surveyed) -> None:
    first, second = make_run(surveyed), make_run(surveyed)
    answer_all(first)
    before = list(SurveyResponse.objects.filter(run=first).order_by("pk").values())
    answer_all(second, clear="5")
    assert list(SurveyResponse.objects.filter(run=first).order_by("pk").values()) == before
    assert second.invitees.filter(answered=True).count() == PEOPLE


# --- Confidentiality ---


def test_before_and_after_meet_under_one_pseudonym(surveyed: Surveyed) -> None:
    before = make_run(surveyed, privacy=Privacy.CONFIDENTIAL, by_unit=True)
    after = make_run(surveyed, privacy=Privacy.CONFIDENTIAL, before=before)
    answer_all(before)
    answer_all(after)
    first, second = (
        set(SurveyResponse.objects.filter(run=run).values_list("pseudonym", flat=True)) for run in (before, after)
    )
    assert first == second
    assert len(first) == PEOPLE
    assert {one.work_unit for one in SurveyResponse.objects.filter(run=before)} == {surveyed.cast.unit}
    assert {one.work_unit for one in SurveyResponse.objects.filter(run=after)} == {None}


def test_a_pseudonym_is_of_one_cohort_and_needs_the_key(surveyed: Surveyed, settings: Any) -> None:
    run = make_run(surveyed, privacy=Privacy.CONFIDENTIAL)
    person = invitee(run, surveyed.users[0])
    services.give_answers(invitee=person, typed=GOOD)
    here = stored(run).pseudonym
    assert str(person.user_id) not in here[:8]
    settings.SECRET_KEY = "another installation"
    again = make_run(surveyed, privacy=Privacy.CONFIDENTIAL)
    services.give_answers(invitee=invitee(again, surveyed.users[0]), typed=GOOD)
    assert stored(again).pseudonym != here


def test_a_supervisor_answers_about_each_under_another_pseudonym(surveyed: Surveyed) -> None:
    run = make_run(surveyed, audience=Audience.SUPERVISORS, privacy=Privacy.CONFIDENTIAL)
    answer_all(run)
    assert SurveyResponse.objects.filter(run=run).values("pseudonym").distinct().count() == PEOPLE


# --- Clients ---


def test_a_client_leaves_answers_and_the_kiosk(surveyed: Surveyed) -> None:
    run = make_client_run(surveyed)
    counter = run.counters.get()
    ticket = new_ticket(counter)
    assert services.give_at_counter(counter=counter, ticket=ticket, typed=GOOD)
    assert not services.give_at_counter(counter=counter, ticket=ticket, typed=GOOD)
    assert services.give_at_counter(counter=counter, ticket=new_ticket(counter), typed=GOOD)
    rows = SurveyResponse.objects.filter(run=run)
    assert {(one.pseudonym, one.work_unit_id) for one in rows} == {("", counter.work_unit_id)}
    assert rows.count() == 2
    assert not AuditEntry.objects.filter(action__contains="answer").exists()


def test_pages_of_another_counter_too_old_or_made_up_are_refused(surveyed: Surveyed) -> None:
    run = make_client_run(surveyed, surveyed.cast.unit, make_unit(name="BPVP Lain"))
    one, other = run.counters.all()
    for ticket in ("", "made-up", new_ticket(other)):
        with pytest.raises(Refusal):
            services.give_at_counter(counter=one, ticket=ticket, typed=GOOD)
    assert not SurveyResponse.objects.exists()


def test_a_faulty_page_can_be_sent_again(surveyed: Surveyed) -> None:
    run = make_client_run(surveyed)
    counter = run.counters.get()
    ticket = new_ticket(counter)
    with pytest.raises(services.AnswersFaulty):
        services.give_at_counter(counter=counter, ticket=ticket, typed={})
    assert services.give_at_counter(counter=counter, ticket=ticket, typed=GOOD)


def test_sixty_and_more_are_mixed(cast: Any) -> None:
    """Past the handful every answer is still there, once, with what was said."""
    surveyed = make_surveyed(cast, 1)
    run = make_client_run(surveyed)
    counter = run.counters.get()
    for number in range(mixing.AMONG + 5):
        services.give_at_counter(
            counter=counter, ticket=new_ticket(counter), typed={"clear": "3", "count": str(number)}
        )
    said = sorted(one.answers["count"] for one in SurveyResponse.objects.filter(run=run))
    assert said == list(range(mixing.AMONG + 5))
