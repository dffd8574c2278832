"""One person's presence: what it rests on, deciding it, taking it back."""

from __future__ import annotations

import pytest

from fieldpractice.enums import PresenceState
from fieldpractice.models import Presence
from fieldpractice.services import presence
from tests.conftest import Cast
from tests.courses.asking import as_user, status
from tests.fieldpractice.presence.conftest import Meet
from tests.fieldpractice.presence.test_presence_service import add_row
from tests.fieldpractice.presence.test_session_presence import address

P = PresenceState


@pytest.fixture
def url(meet: Meet) -> str:
    add_row(meet, 0, 20, email="sari@example.test", name="Sari di kantor")
    add_row(meet, 30, 20, email="sari@example.test", name="Sari di kantor")
    presence.close_over()
    return address("presence_decide", meet.session.public_id, meet.sari.public_id)


SENT = {"state": P.PRESENT.value, "reason": "Listrik padam", "seen": P.PARTLY.value}


def test_it_shows_what_the_presence_rests_on(cast: Cast, url: str) -> None:
    text = as_user(cast.facilitator).get(url).content.decode()
    for words in ("Sari di kantor", "10.00 WIB", "20", "22,2%"):
        assert words in text


def test_a_decision_is_kept_with_its_reason_and_taken_back(cast: Cast, meet: Meet, url: str) -> None:
    assert status(cast.facilitator, "post", url, **SENT) == 302
    assert Presence.objects.get(enrolment=meet.sari).state == P.PRESENT
    text = as_user(cast.facilitator).get(url).content.decode()
    assert "Listrik padam" in text
    assert status(cast.facilitator, "post", f"{url}back/", reason="") == 302
    assert Presence.objects.get(enrolment=meet.sari).state == P.PRESENT
    assert status(cast.facilitator, "post", f"{url}back/", reason="Keliru") == 302
    assert Presence.objects.get(enrolment=meet.sari).state == P.PARTLY


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"reason": ""}, 422),
        ({"state": "asleep"}, 422),
        ({"state": ""}, 422),
        ({"seen": "absent"}, 409),
        ({"reason": "x" * 301}, 422),
    ],
)
def test_bad_input_comes_back_with_what_was_typed(cast: Cast, url: str, changed: dict[str, str], expected: int) -> None:
    assert status(cast.facilitator, "post", url, **(SENT | changed)) == expected
    assert Presence.objects.get(enrolment__user__email="sari@example.test").state == P.PARTLY


def test_only_who_runs_the_session_decides(cast: Cast, meet: Meet, url: str) -> None:
    expected = {None: 401, cast.reviewer: 403, meet.sari.user: 403, cast.outsider: 404, cast.supervisor: 404}
    for method, where in (("get", url), ("post", url), ("post", f"{url}back/")):
        assert {user: status(user, method, where) for user in expected} == expected
    assert status(cast.coordinator, "get", f"{url}back/") == 405
    assert status(cast.coordinator, "get", url.replace(meet.sari.public_id, "000000000000")) == 404
