"""The board of a session, the list by hand, the window, the report asked for: who may, what they see, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from courses.models import Cohort
from fieldpractice.enums import MatchWay, PresenceState, RowSource
from fieldpractice.models import Presence, ReportWatch
from fieldpractice.services import presence
from lms.people import clock
from lms.people.models import User
from tests.conftest import Cast
from tests.courses.asking import as_user, queries, status
from tests.factories.courses import make_enrolment
from tests.factories.fieldpractice import make_session
from tests.fieldpractice.presence.conftest import BEGINS, Meet, minute
from tests.fieldpractice.presence.test_presence_service import add_row

P = PresenceState


def address(name: str, *args: Any) -> str:
    return reverse(f"fieldpractice:{name}", args=args)


def page(user: User, name: str, *args: Any) -> str:
    answer = as_user(user).get(address(name, *args))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def held(meet: Meet) -> Meet:
    add_row(meet, 0, 90, email="ratna@example.test", name="Ratna")
    add_row(meet, 0, 20, email="sari@example.test", name="Sari")
    add_row(meet, 0, 50, name="HP Tono")
    presence.close_over()
    meet.session.refresh_from_db()
    return meet


@pytest.mark.parametrize(
    "name", ["session_presence", "presence_board", "presence_list", "identity_desk", "presence_file_add"]
)
def test_staff_of_the_cohort_see_it_and_others_do_not(cast: Cast, held: Meet, name: str) -> None:
    url = address(name, held.session.public_id)
    expected = {
        None: 401,
        cast.coordinator: 200,
        cast.facilitator: 200,
        cast.admin: 200,
        cast.reviewer: 403,
        cast.supervisor: 404,
        cast.outsider: 404,
        held.ratna.user: 403,
    }
    assert {user: status(user, "get", url) for user in expected} == expected


@pytest.mark.parametrize("name", ["session_presence", "presence_board", "identity_desk"])
def test_what_is_only_looked_at_is_not_posted_to(cast: Cast, held: Meet, name: str) -> None:
    assert status(cast.coordinator, "post", address(name, held.session.public_id)) == 405


def test_the_board_shows_states_shares_and_where_they_come_from(cast: Cast, held: Meet) -> None:
    text = page(cast.facilitator, "session_presence", held.session.public_id)
    for words in (
        "Ratna Dewi",
        "Hadir",
        "100%",
        "22,2%",
        "Tono Wijaya",
        address("identity_desk", held.session.public_id),
    ):
        assert words in text
    assert "data-follow" not in text


def test_while_it_goes_on_the_board_shows_who_is_here_and_nobody_as_absent(cast: Cast, meet: Meet) -> None:
    add_row(meet, 0, None, email="ratna@example.test", enrolment=meet.ratna, way=MatchWay.EMAIL)
    with clock.at(minute(45)):
        text = page(cast.facilitator, "session_presence", meet.session.public_id)
    assert "data-follow" in text
    assert "50%" in text
    assert "Tidak hadir" not in text


def test_the_board_costs_the_same_for_one_and_for_many(cast: Cast, cohort: Cohort, held: Meet) -> None:
    url = address("session_presence", held.session.public_id)
    few = queries(as_user(cast.facilitator), url)
    for number in range(3):
        one = make_enrolment(actor=cast.coordinator, cohort=cohort)
        add_row(held, 0, 60, email=one.user.email, user_id=f"more-{number}")
    presence.recompute(held.session.pk)
    assert queries(as_user(cast.facilitator), url) == few


def test_the_desk_costs_the_same_for_one_name_and_for_many(cast: Cast, held: Meet) -> None:
    url = address("identity_desk", held.session.public_id)
    few = queries(as_user(cast.facilitator), url)
    for number in range(3):
        add_row(held, 0, 60, name=f"Tamu {number}", user_id=f"guest-{number}")
    assert queries(as_user(cast.facilitator), url) == few


def test_a_participant_sees_the_own_presence_in_numbers(held: Meet) -> None:
    from django.test import RequestFactory

    from fieldpractice.registry import sections_of

    request = RequestFactory().get("/")
    for who, words in ((held.ratna, "90"), (held.tono, "0")):
        request.user = who.user
        context = dict(sections_of(request, held.session))["fieldpractice/_presence_section.html"]
        assert str(context["mine"]["minutes"]) == words


def test_names_are_tapped_when_zoom_tells_nothing(cast: Cast, meet: Meet) -> None:
    url = address("presence_list", meet.session.public_id)
    assert "Ratna Dewi" in page(cast.facilitator, "presence_list", meet.session.public_id)
    answer = as_user(cast.facilitator).post(url, {"here": [meet.ratna.public_id, "unknown"]})
    assert answer["Location"] == address("session_presence", meet.session.public_id)
    assert Presence.objects.get(enrolment=meet.ratna).state == P.PRESENT
    assert "checked" in page(cast.facilitator, "presence_list", meet.session.public_id)
    assert meet.session.instances.get().rows.get().source == RowSource.MANUAL


def test_a_list_before_the_session_is_refused_in_words(cast: Cast, meet: Meet) -> None:
    with clock.at(minute(-9)):
        answer = as_user(cast.facilitator).post(address("presence_list", meet.session.public_id), follow=True)
    assert b'class="notice bad"' in answer.content
    assert not Presence.objects.exists()


def window(
    opens: str = "2026-09-18T10:00", closes: str = "2026-09-18T10:40", reason: str = "Listrik padam"
) -> dict[str, str]:
    return {"opens": opens, "closes": closes, "reason": reason}


def test_the_coordinator_sets_the_window_in_the_cohorts_hours(cast: Cast, held: Meet) -> None:
    url = address("session_window", held.session.public_id)
    assert status(cast.facilitator, "get", url) == 403
    assert status(cast.facilitator, "post", url, **window()) == 403
    assert "2026-09-18T10:00" in page(cast.coordinator, "session_window", held.session.public_id)
    assert status(cast.coordinator, "post", url, **window()) == 302
    held.session.refresh_from_db()
    assert held.session.window == (minute(0), minute(40))
    assert Presence.objects.get(enrolment=held.sari).seconds == 1200


@pytest.mark.parametrize(
    "sent",
    [
        window(reason=""),
        window(closes="2026-09-18T09:00"),
        window(opens="soon"),
        window(opens=""),
        window(closes="2027-01-01T10:00"),
    ],
)
def test_a_bad_window_comes_back_with_what_was_typed(cast: Cast, held: Meet, sent: dict[str, str]) -> None:
    answer = as_user(cast.coordinator).post(address("session_window", held.session.public_id), sent)
    assert answer.status_code == 422
    assert sent["closes"] in answer.content.decode()
    held.session.refresh_from_db()
    assert held.session.counted_from is None


def test_zoom_is_asked_by_hand(cast: Cast, held: Meet, standin: Any, django_capture_on_commit_callbacks: Any) -> None:
    url = address("presence_report", held.session.public_id)
    assert status(cast.facilitator, "get", url) == 405
    assert status(held.ratna.user, "post", url) == 403
    with django_capture_on_commit_callbacks(execute=True):
        assert status(cast.facilitator, "post", url) == 302
    assert ReportWatch.objects.get().attempts == 1
    with clock.at(minute(30)):
        answer = as_user(cast.facilitator).post(url, follow=True)
    assert b"Zoom" in answer.content


def test_a_session_of_another_cohort_is_not_there(cast: Cast) -> None:
    from tests.factories.courses import make_cohort

    other = make_session(make_cohort(actor=cast.coordinator, number=8), actor=cast.coordinator, starts_at=BEGINS)
    assert status(cast.facilitator, "get", address("session_presence", other.public_id)) == 404
