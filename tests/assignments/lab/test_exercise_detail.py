"""A participant's page of a case: ranking, saving, handing in, the result."""

from __future__ import annotations

import pytest

from assignments.models import MatchingAnswer
from assignments.queries.lab import place_of
from assignments.services import lab
from courses.models import Cohort, Enrolment
from tests.assignments.lab.asking import address
from tests.conftest import Cast
from tests.courses.asking import as_user, queries, status
from tests.factories.assignments.lab import make_exercise, ranking, typed

pytestmark = pytest.mark.django_db
BEST = ranking("k1", "k2", "k3")


@pytest.fixture
def url(cast: Cast, cohort: Cohort) -> str:
    exercise = make_exercise(actor=cast.coordinator, cohort=cohort)
    return address("exercise_detail", exercise.public_id)


def test_a_participant_ranks_saves_goes_on_and_hands_in(url: str, enrolment: Enrolment) -> None:
    client = as_user(enrolment.user)
    page = client.get(url).content.decode()
    assert "Calon k1" in page
    assert "Syarat wajib dahulu" not in page
    draft = typed(BEST) | {"rank_k4": "", "reason_k4": ""}
    assert client.post(url, draft).status_code == 302
    page = client.get(url).content.decode()
    assert '<option value="1" selected>1</option>' in page
    assert 'name="seq" value="1"' in page
    assert client.post(url, typed(BEST, seq=1) | {"hand_in": "1"}).status_code == 302
    page = client.get(url).content.decode()
    assert "Syarat wajib dahulu" in page
    assert MatchingAnswer.objects.get().points == 100


def test_gaps_are_named_beside_their_fields_and_what_was_typed_is_kept(url: str, enrolment: Enrolment) -> None:
    data = typed(BEST) | {"rank_k2": "", "reason_k3": "", "why": "", "hand_in": "1"}
    answer = as_user(enrolment.user).post(url, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count('aria-invalid="true"') >= 3
    assert "Alasan k1" in page
    assert not MatchingAnswer.objects.exists()


def test_two_cards_on_one_place_are_refused(url: str, enrolment: Enrolment) -> None:
    data = typed(BEST) | {"rank_k2": "1", "hand_in": "1"}
    assert as_user(enrolment.user).post(url, data).status_code == 422


def test_another_page_saved_meanwhile_both_are_shown_and_the_person_decides(url: str, enrolment: Enrolment) -> None:
    client = as_user(enrolment.user)
    client.post(url, typed(ranking("k1", why="Dari perangkat lain")))
    told = client.post(url, typed(ranking("k2"), seq=0))
    page = told.content.decode()
    assert told.status_code == 409
    # Mine stands in the fields, the other one beside them; nothing that is the same is repeated.
    assert "Dari perangkat lain" in page
    assert "data-theirs" in page
    assert page.count("<dt>Calon k3</dt>") == 0
    assert page.count("<dt>Calon k1</dt>") == 1
    assert "opsional" not in page.partition('id="card-1"')[2].partition("ask_k1")[0]
    assert 'name="seq" value="1"' in page
    assert MatchingAnswer.objects.get().body["places"]["k1"]["rank"] == 1
    assert client.post(url, typed(ranking("k2"), seq=1)).status_code == 302
    assert MatchingAnswer.objects.get().body["places"]["k2"]["rank"] == 1


def test_a_card_with_a_reason_and_no_place_yet_is_not_called_refused() -> None:
    draft = {"places": {"k1": {"reason": "Dekat"}, "k2": {"rank": None}}}
    words = [str(place_of(draft, key)["words"]) for key in ("k1", "k2", "k3")]
    assert words[0] == words[2] != words[1]


def test_handing_in_twice_is_handing_in_once_and_another_ranking_is_not_swallowed(
    url: str, enrolment: Enrolment
) -> None:
    client = as_user(enrolment.user)
    first = typed(BEST) | {"hand_in": "1"}
    for _click in range(2):
        assert client.post(url, first).status_code == 302
    assert [str(one) for one in client.get(url).context["messages"] if one.level_tag == "warning"] == []
    assert client.post(url, typed(ranking("k3")) | {"hand_in": "1"}).status_code == 302
    assert [one.level_tag for one in client.get(url).context["messages"]] == ["warning"]
    assert MatchingAnswer.objects.get().points == 100


def test_an_unknown_rank_is_refused(url: str, enrolment: Enrolment) -> None:
    assert as_user(enrolment.user).post(url, typed(BEST) | {"rank_k1": "99"}).status_code == 422


def test_who_may(url: str, cast: Cast, enrolment: Enrolment) -> None:
    assert status(None, "get", url) == 401
    for user in (cast.outsider, cast.reviewer, cast.supervisor):
        assert status(user, "get", url) == 404
    assert status(cast.coordinator, "post", url) == 403
    assert as_user(cast.coordinator).get(url)["Location"].endswith("/results/")
    assert status(enrolment.user, "delete", url) == 405


def test_a_draft_is_not_there_and_a_closed_one_says_why(cast: Cast, cohort: Cohort, enrolment: Enrolment) -> None:
    draft = make_exercise(actor=cast.coordinator, cohort=cohort, opened=False)
    closed = make_exercise(actor=cast.coordinator, cohort=cohort)
    lab.close_exercise(actor=cast.coordinator, exercise=closed)
    client = as_user(enrolment.user)
    assert client.get(address("exercise_detail", draft.public_id)).status_code == 404
    url = address("exercise_detail", closed.public_id)
    page = client.get(url).content.decode()
    assert "hand_in" not in page
    assert client.post(url, typed(BEST)).status_code == 422


def test_the_page_costs_the_same_begun_or_not(url: str, enrolment: Enrolment) -> None:
    client = as_user(enrolment.user)
    before = queries(client, url)
    client.post(url, typed(BEST))
    assert queries(client, url) == before
