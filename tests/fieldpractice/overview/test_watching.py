"""At risk and doing well: sessions missed, disagreements, the limits a programme decides, and what was done."""

from __future__ import annotations

from dataclasses import replace

import pytest

from courses.models import Enrolment, RiskLimits, RiskNote
from courses.queries.learning import facts_of
from courses.queries.risks import default_limits, limits_of, watch
from courses.services.risks import note_risk, set_limits
from fieldpractice.enums import PresenceState, SessionState, Verdict
from fieldpractice.models import Presence
from fieldpractice.queries import watching
from lms.people import clock
from lms.people.errors import Refusal
from tests.courses.asking import address, as_user, queries, status
from tests.factories.fieldpractice import make_session
from tests.fieldpractice.overview.keeping import more_people, note, say
from tests.fieldpractice.practice import Practice, on


def held(practice: Practice, number: int, state: str) -> None:
    session = make_session(
        practice.cohort, actor=practice.cast.coordinator, starts_at=on(number), state=SessionState.HELD
    )
    Presence.objects.create(session=session, enrolment=practice.enrolment, state=state)


def risks(practice: Practice) -> list[int]:
    facts = facts_of(practice.cohort)
    return [one.enrolment_id for one in watching.risks(facts, limits_of(practice.cohort.pk))]


def test_two_missed_sessions_are_a_risk_and_leave_is_none(practice: Practice) -> None:
    held(practice, 1, PresenceState.ABSENT)
    held(practice, 2, PresenceState.EXCUSED)
    held(practice, 3, PresenceState.PARTLY)
    assert risks(practice) == []
    held(practice, 4, PresenceState.ABSENT)
    assert risks(practice) == [practice.enrolment.pk]


def test_an_open_disagreement_is_a_risk(practice: Practice) -> None:
    note(practice, 1)
    say(practice, 1, Verdict.DISAGREES, "Tidak di kantor")
    assert risks(practice) == [practice.enrolment.pk]
    limits = replace(default_limits(), disagreements=2)
    set_limits(actor=practice.cast.coordinator, cohort=practice.cohort, limits=limits, reason="Satu sanggahan wajar")
    assert risks(practice) == []


def test_a_day_in_the_logbook_is_a_sign_of_life(practice: Practice) -> None:
    assert watching.signs(facts_of(practice.cohort)) == {}
    note(practice, 1)
    assert watching.signs(facts_of(practice.cohort)) == {practice.enrolment.pk: on(1, hour=18)}


def test_who_keeps_the_logbook_and_comes_to_every_session_does_well(practice: Practice) -> None:
    for week in range(3):
        for number in range(5):
            note(practice, 7 * week + number)
    held(practice, 2, PresenceState.PRESENT)
    held(practice, 9, PresenceState.PRESENT)
    with clock.at(on(21)):
        merits = watching.merits(facts_of(practice.cohort))
        assert [one.enrolment_id for one in merits] == [practice.enrolment.pk] * 2
        held(practice, 16, PresenceState.ABSENT)
        assert len(watching.merits(facts_of(practice.cohort))) == 1


def test_limits_are_decided_with_a_reason_and_every_decision_stays(practice: Practice) -> None:
    actor, cohort = practice.cast.coordinator, practice.cohort
    for bad in (
        replace(default_limits(), percent=0),
        replace(default_limits(), percent=101),
        replace(default_limits(), late_tasks=0),
    ):
        with pytest.raises(Refusal):
            set_limits(actor=actor, cohort=cohort, limits=bad, reason="Coba")
    with pytest.raises(Refusal):
        set_limits(actor=actor, cohort=cohort, limits=replace(default_limits(), percent=80), reason=" ")
    assert set_limits(actor=actor, cohort=cohort, limits=default_limits(), reason="Sama saja") is None
    set_limits(actor=actor, cohort=cohort, limits=replace(default_limits(), percent=80), reason="Jaringan buruk")
    set_limits(actor=actor, cohort=cohort, limits=replace(default_limits(), percent=85), reason="Membaik")
    assert limits_of(cohort.pk).percent == 85
    assert [row.percent for row in RiskLimits.objects.order_by("id")] == [80, 85]


def test_a_note_sent_twice_is_one(practice: Practice) -> None:
    for _turn in range(2):
        note_risk(
            actor=practice.cast.facilitator,
            enrolment=practice.enrolment,
            step="called",
            text="Akan masuk besok",
            once="a",
        )
    with pytest.raises(Refusal):
        note_risk(actor=practice.cast.facilitator, enrolment=practice.enrolment, step="called", text=" ", once="b")
    assert RiskNote.objects.count() == 1


def test_the_list_shows_the_next_step_and_what_was_done(practice: Practice) -> None:
    held(practice, 1, PresenceState.ABSENT)
    held(practice, 2, PresenceState.ABSENT)
    client, cohort = as_user(practice.cast.facilitator), practice.cohort.public_id
    page = address("risk_note", cohort, practice.enrolment.public_id)
    assert client.post(page, {"step": "called", "text": "", "once": "x"}).status_code == 422
    assert client.post(page, {"step": "called", "text": "Sudah ditelepon", "once": "x"}).status_code == 302
    shown = client.get(address("risk_list", cohort)).text
    assert "Sudah ditelepon" in shown
    assert "→" in shown
    assert "Sudah ditelepon" in client.get(page).text


def test_only_organisers_tune(practice: Practice) -> None:
    page = address("risk_limits", practice.cohort.public_id)
    assert status(practice.cast.facilitator, "get", page) == 403
    assert status(practice.cast.coordinator, "get", page) == 200
    good = {"percent": 80, "silent_days": 10, "late_tasks": 2, "missed_sessions": 2, "disagreements": 1}
    assert status(practice.cast.coordinator, "post", page, **good, reason="") == 422
    assert status(practice.cast.coordinator, "post", page, **good, reason="Jaringan buruk") == 302
    assert limits_of(practice.cohort.pk).silent_days == 10


def test_one_watch_costs_the_same_for_one_and_for_three(practice: Practice) -> None:
    note(practice, 1)
    client, page = as_user(practice.cast.coordinator), address("risk_list", practice.cohort.public_id)
    one = queries(client, page)
    more_people(practice, 2)
    assert queries(client, page) == one


def test_nobody_is_both_at_risk_and_doing_well(practice: Practice) -> None:
    held(practice, 1, PresenceState.PRESENT)
    held(practice, 2, PresenceState.PRESENT)
    everyone = Enrolment.objects.filter(cohort=practice.cohort)
    found = watch(facts_of(practice.cohort), everyone)
    assert not {one.public_id for one in found.at_risk} & {one.public_id for one in found.well}
