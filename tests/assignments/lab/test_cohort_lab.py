"""The staff's pages of a cohort's exercises: setting, opening, closing, results."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assignments.models import MatchingExercise
from assignments.services import lab
from courses.models import Cohort, Enrolment
from lms.people import clock
from tests.assignments.lab.asking import address
from tests.conftest import Cast
from tests.courses.asking import as_user, on_record, queries, sent_again, status
from tests.factories.assignments.grading import make_rubric
from tests.factories.assignments.lab import fresh, make_case, make_exercise, ranking
from tests.factories.courses import DURING, START, make_enrolment
from tests.factories.people import give_role, make_user

pytestmark = pytest.mark.django_db


def test_a_case_is_set_opened_and_closed(cast: Cast, cohort: Cohort) -> None:
    case = make_case(actor=cast.coordinator, ranked_by=2)
    client = as_user(cast.facilitator)
    data = {"case": case.public_id, "top_k": "3", "due_on": f"{START + timedelta(days=9):%Y-%m-%d}", "weight": "1"}
    assert client.post(address("exercise_add", cohort.public_id), data).status_code == 302
    exercise = MatchingExercise.objects.get()
    assert (exercise.state, exercise.top_k, exercise.weight) == ("draft", 3, 1)
    for step, state in (("exercise_open", "open"), ("exercise_close", "closed"), ("exercise_open", "open")):
        client.post(address(step, exercise.public_id))
        exercise.refresh_from_db()
        assert exercise.state == state
    page = client.get(address("cohort_lab", cohort.public_id)).content.decode()
    assert case.current.title in page


def test_without_a_panel_it_does_not_open_and_says_so(cast: Cast, cohort: Cohort) -> None:
    case = make_case(actor=cast.coordinator, ranked_by=1)
    exercise = make_exercise(actor=cast.coordinator, cohort=cohort, case=case, opened=False)
    client = as_user(cast.facilitator)
    page = client.post(address("exercise_open", exercise.public_id), follow=True).content.decode()
    exercise.refresh_from_db()
    assert exercise.state == "draft"
    assert 'class="notice bad"' in page


def test_days_turned_round_are_refused(cast: Cast, cohort: Cohort) -> None:
    case = make_case(actor=cast.coordinator, ranked_by=2)
    data = {"case": case.public_id, "top_k": "3", "opens_on": "2026-08-09", "due_on": "2026-08-08", "weight": "1"}
    assert as_user(cast.facilitator).post(address("exercise_add", cohort.public_id), data).status_code == 422


def test_results_show_everybody_and_what_was_hard(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    exercise = make_exercise(actor=cast.coordinator, cohort=cohort)
    url = address("exercise_results", exercise.public_id)
    assert 'class="empty"' in as_user(cast.facilitator).get(url).content.decode()
    (answer,) = lab.hand_in_many(exercise=exercise, rankings={enrolment: ranking("k1", "k2", "k4")})
    page = as_user(cast.facilitator).get(url).content.decode()
    assert "Sekar Wening" in page
    assert "Belum cukup umur" in page
    detail = as_user(cast.facilitator).get(address("matching_detail", answer.public_id)).content.decode()
    assert "Alasan k1" in detail


def test_results_cost_the_same_with_one_and_three(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    exercise = make_exercise(actor=cast.coordinator, cohort=cohort)
    lab.hand_in_many(exercise=exercise, rankings={enrolment: ranking("k1")})
    pages = [address("exercise_results", exercise.public_id), address("cohort_lab", cohort.public_id)]
    client = as_user(cast.coordinator)
    before = [queries(client, page) for page in pages]
    more = {make_enrolment(actor=cast.coordinator, cohort=cohort): ranking("k2") for _number in range(2)}
    lab.hand_in_many(exercise=exercise, rankings=more)
    for _number in range(2):
        make_exercise(actor=cast.coordinator, cohort=cohort)
    assert [queries(client, page) for page in pages] == before


def test_a_drafts_results_lead_back(cast: Cast, cohort: Cohort) -> None:
    draft = make_exercise(actor=cast.coordinator, cohort=cohort, opened=False)
    answer = as_user(cast.coordinator).get(address("exercise_results", draft.public_id))
    assert answer["Location"] == address("cohort_lab", cohort.public_id)


def test_who_may(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    exercise = make_exercise(actor=cast.coordinator, cohort=cohort)
    stranger = make_user()
    give_role(stranger, "facilitator")
    (answer,) = lab.hand_in_many(exercise=exercise, rankings={enrolment: ranking("k1")})
    reads = [address("cohort_lab", cohort.public_id), address("exercise_results", exercise.public_id)]
    acts = [address("exercise_open", exercise.public_id), address("exercise_close", exercise.public_id)]
    for url in reads:
        assert status(None, "get", url) == 401
        assert status(enrolment.user, "get", url) == 403
        assert status(cast.reviewer, "get", url) == 403
        assert status(stranger, "get", url) == 404
        assert status(cast.facilitator, "post", url) == 405
    for url in acts:
        assert status(None, "post", url) == 401
        assert status(enrolment.user, "post", url) == 403
        assert status(stranger, "post", url) == 404
        assert status(cast.facilitator, "get", url) == 405
    url = address("matching_detail", answer.public_id)
    assert status(enrolment.user, "get", url) == 200
    assert status(stranger, "get", url) == 404
    assert status(cast.outsider, "get", url) == 404


def test_a_set_case_is_changed_and_opened_again(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    exercise = make_exercise(actor=cast.coordinator, cohort=cohort, due_on=clock.today())
    url = address("exercise_edit", exercise.public_id)
    client = as_user(cast.facilitator)
    lab.close_exercise(actor=cast.coordinator, exercise=exercise)
    with clock.at(DURING + timedelta(days=30)):
        client.post(address("exercise_open", exercise.public_id))
        exercise.refresh_from_db()
        assert exercise.state == "closed"
    page = client.get(url)
    sent = page.context["form"].initial | {
        "due_on": f"{START + timedelta(days=60):%Y-%m-%d}",
        "rubric": "",
        "opens_on": "",
    }
    assert client.post(url, sent | {"weight": "-1"}).status_code == 422
    assert client.post(url, sent).status_code == 302
    # The same page once more has not seen this change.
    refused = client.post(url, sent | {"weight": "7"})
    assert refused.status_code == 422
    assert on_record(refused) == {"weight": "0"}
    rubric = make_rubric(actor=cast.coordinator)
    MatchingExercise.objects.filter(pk=exercise.pk).update(rubric=rubric)
    refused = client.post(url, sent | {"weight": "7"})
    assert on_record(refused) == {"weight": "0", "rubric": str(rubric.rubric)}
    MatchingExercise.objects.filter(pk=exercise.pk).update(rubric=None)
    refused = client.post(url, sent | {"weight": "7"})
    exercise.refresh_from_db()
    assert (exercise.due_on, exercise.weight) == (START + timedelta(days=60), 0)
    assert client.post(url, sent_again(refused)).status_code == 302, "the page that came back can be saved"
    exercise.refresh_from_db()
    assert exercise.weight == 7
    lab.open_exercise(actor=cast.coordinator, exercise=exercise)
    lab.hand_in_many(exercise=fresh(exercise), rankings={enrolment: ranking("k1")})
    sent = client.get(url).context["form"].initial | {"rubric": "", "opens_on": ""}
    assert client.post(url, sent | {"top_k": "1"}).status_code == 422
    assert client.post(url, sent | {"weight": "3"}).status_code == 302
    exercise.refresh_from_db()
    assert (exercise.top_k, exercise.weight) == (2, 3)


def test_what_somebody_else_opened_is_seen_on_the_page_that_comes_back(cast: Cast, cohort: Cohort) -> None:
    case = make_case(actor=cast.coordinator, ranked_by=2)
    exercise = make_exercise(actor=cast.coordinator, cohort=cohort, case=case, opened=False)
    client, url = as_user(cast.facilitator), address("exercise_edit", exercise.public_id)
    page = client.get(url)
    assert f">{exercise.get_state_display()}</" in page.text
    lab.open_exercise(actor=cast.coordinator, exercise=exercise)
    refused = client.post(url, sent_again(page))
    assert refused.status_code == 422
    assert f">{fresh(exercise).get_state_display()}</" in refused.text


def test_who_may_change_a_set_case(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    url = address("exercise_edit", make_exercise(actor=cast.coordinator, cohort=cohort).public_id)
    assert status(None, "get", url) == 401
    for user in (enrolment.user, cast.reviewer, cast.supervisor, cast.outsider):
        for method in ("get", "post"):
            assert status(user, method, url) == 403
    assert status(cast.coordinator, "delete", url) == 405


def test_a_draft_is_deleted_and_what_was_opened_is_not(cast: Cast, cohort: Cohort) -> None:
    case = make_case(actor=cast.coordinator, ranked_by=2)
    exercise = make_exercise(actor=cast.coordinator, cohort=cohort, case=case, opened=False)
    client, url = as_user(cast.facilitator), address("exercise_delete", exercise.public_id)
    assert url in client.get(address("cohort_lab", cohort.public_id)).text
    assert case.current.title in client.get(url).text
    assert client.post(url)["Location"] == address("cohort_lab", cohort.public_id)
    assert not MatchingExercise.objects.exists()
    again = make_exercise(actor=cast.coordinator, cohort=cohort, case=case)
    for state in ("open", "closed"):
        MatchingExercise.objects.filter(pk=again.pk).update(state=state)
        assert status(cast.facilitator, "post", address("exercise_delete", again.public_id)) == 422
    assert status(cast.facilitator, "delete", address("exercise_delete", again.public_id)) == 405
    assert MatchingExercise.objects.count() == 1
