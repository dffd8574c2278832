"""The identity desk on the screen: suggestions, one click, nobody of ours, somebody else's word meanwhile."""

from __future__ import annotations

import pytest

from fieldpractice.models import IdentityMatch
from fieldpractice.queries.strangers import people_to_choose, strangers_of, unseen_first
from fieldpractice.services import presence
from tests.conftest import Cast
from tests.courses.asking import as_user, status
from tests.fieldpractice.presence.conftest import Meet
from tests.fieldpractice.presence.test_presence_service import add_row
from tests.fieldpractice.presence.test_session_presence import address


@pytest.fixture
def key(meet: Meet) -> str:
    add_row(meet, 0, 50, name="Wijaya Tono - BPVP")
    presence.close_over()
    return strangers_of(meet.session)[0][0].key


def test_a_near_name_is_one_click_away(cast: Cast, meet: Meet, key: str) -> None:
    desk, url = (address(name, meet.session.public_id) for name in ("identity_desk", "identity_decide"))
    text = as_user(cast.facilitator).get(desk).content.decode()
    assert f'name="who" value="{meet.tono.public_id}"' in text
    assert f'name="who" value="{meet.ratna.public_id}"' not in text
    answer = as_user(cast.facilitator).post(url, {"key": key, "who": meet.tono.public_id, "seen": ""}, follow=True)
    assert "Tono Wijaya" in answer.content.decode()
    assert IdentityMatch.objects.get().enrolment == meet.tono


def test_the_desk_offers_first_who_was_not_seen_and_the_list_by_hand_stays_plain(
    cast: Cast, meet: Meet, key: str
) -> None:
    add_row(meet, 0, 50, enrolment=meet.ratna)
    by_hand = people_to_choose(meet.session)
    offered = unseen_first(meet.session)
    assert dict(offered)[meet.ratna.public_id] == dict(by_hand)[meet.ratna.public_id]
    assert offered[-1][0] == meet.ratna.public_id
    assert [name for _pid, name in offered[:-1]] == [
        f"{name} · belum terlihat" for pid, name in by_hand if pid != meet.ratna.public_id
    ]
    page = as_user(cast.coordinator).get(address("presence_list", meet.session.public_id)).text
    assert "belum terlihat" not in page


def test_somebody_else_comes_from_the_list_and_only_here(cast: Cast, meet: Meet, key: str) -> None:
    url = address("identity_decide", meet.session.public_id)
    sent = {"key": key, "other": meet.ratna.public_id, "seen": "", "only_here": "on"}
    assert status(cast.coordinator, "post", url, **sent) == 302
    match = IdentityMatch.objects.get()
    assert (match.enrolment, match.session) == (meet.ratna, meet.session)


def test_nobody_of_ours(cast: Cast, meet: Meet, key: str) -> None:
    url = address("identity_decide", meet.session.public_id)
    answer = as_user(cast.coordinator).post(url, {"key": key, "who": "nobody", "seen": ""}, follow=True)
    assert IdentityMatch.objects.get().enrolment is None
    assert "Wijaya Tono" in answer.content.decode()


@pytest.mark.parametrize("changed", [{"who": ""}, {"who": "000000000000"}, {"key": "x"}, {"seen": "nobody"}])
def test_what_makes_no_sense_is_refused_in_words_and_writes_nothing(
    cast: Cast, meet: Meet, key: str, changed: dict[str, str]
) -> None:
    url = address("identity_decide", meet.session.public_id)
    sent = {"key": key, "who": meet.tono.public_id, "seen": ""} | changed
    answer = as_user(cast.coordinator).post(url, sent, follow=True)
    assert 'class="notice bad"' in answer.content.decode()
    assert not IdentityMatch.objects.exists()


def test_only_who_runs_the_session_decides(cast: Cast, meet: Meet, key: str) -> None:
    url = address("identity_decide", meet.session.public_id)
    expected = {None: 401, cast.reviewer: 403, meet.sari.user: 403, cast.outsider: 404}
    assert {user: status(user, "post", url, key=key, who="nobody") for user in expected} == expected
    assert status(cast.coordinator, "get", url) == 405
