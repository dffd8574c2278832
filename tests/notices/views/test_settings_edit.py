"""How I am told: by kind, and what waits follows at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from lms.notices import services
from lms.notices.enums import Channel, DeliveryState
from lms.notices.models import CalendarToken, Delivery, NoticePreference
from lms.people.errors import Refusal
from lms.people.models import AuditEntry
from tests.conftest import Cast
from tests.factories.notices import tell_news, tell_seat
from tests.notices.conftest import MORNING
from tests.people.asking import ask, is_sent_to_sign_in

pytestmark = pytest.mark.django_db

PAGE, RENEW = "/notices/settings/", "/notices/settings/calendar/"


@pytest.fixture
def only_ours(kinds: dict[str, Any]) -> dict[str, str]:
    """The kinds of the tests alone, so that a form is whole; returns what holds before anybody chose."""
    for code in [code for code in kinds if not code.startswith("tests.")]:
        del kinds[code]
    return {"tests.seat": "mail", "tests.news": "digest"}


def test_who_gets_in(cast: Cast) -> None:
    assert is_sent_to_sign_in(PAGE)
    assert is_sent_to_sign_in(RENEW, "post")
    assert ask(cast.outsider, PAGE).status_code == 200
    assert ask(cast.outsider, RENEW).status_code == 405


def test_what_leaves_no_choice_has_no_field(cast: Cast) -> None:
    form = ask(cast.outsider, PAGE).context["form"]
    assert [value for value, _label in form.fields["tests.seat"].choices] == ["mail", "digest"]
    assert [value for value, _label in form.fields["tests.news"].choices] == ["mail", "digest", "screen"]
    assert "tests.alarm" not in form.fields


def test_a_choice_is_kept_and_audited_once(cast: Cast, only_ours: dict[str, str]) -> None:
    chosen = only_ours | {"tests.news": "screen"}
    for _ in range(2):
        assert ask(cast.outsider, PAGE, "post", **chosen)["Location"] == PAGE
    assert ask(cast.outsider, PAGE).context["form"]["tests.news"].initial == "screen"
    assert NoticePreference.objects.count() == 1
    entry = AuditEntry.objects.get(action="notices.preference.change")
    assert entry.changes == {"tests.news": ["digest", "screen"]}
    tell_news(cast.outsider)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("wrong", [{"tests.seat": "screen"}, {"tests.news": "pigeon"}, {"tests.news": ""}])
def test_what_cannot_be_chosen_is_refused(cast: Cast, only_ours: dict[str, str], wrong: dict[str, str]) -> None:
    assert ask(cast.outsider, PAGE, "post", **only_ours | wrong).status_code == 422
    assert not NoticePreference.objects.exists()
    code, channel = next(iter(wrong.items()))
    with pytest.raises(Refusal):
        services.choose(actor=cast.outsider, user=cast.outsider, channels={code: channel})


def test_what_waits_follows_the_choice(cast: Cast) -> None:
    tell_news(cast.outsider)
    tell_news(cast.admin)
    services.choose(actor=cast.outsider, user=cast.outsider, channels={"tests.news": Channel.MAIL})
    row = Delivery.objects.get(notice__to=cast.outsider)
    assert (row.channel, row.next_attempt_at) == (Channel.MAIL, MORNING)
    services.choose(actor=cast.outsider, user=cast.outsider, channels={"tests.news": Channel.SCREEN})
    row.refresh_from_db()
    assert row.state == DeliveryState.WITHDRAWN
    assert Delivery.objects.get(notice__to=cast.admin).state == DeliveryState.WAITING


def test_what_must_be_known_may_come_once_a_day(cast: Cast) -> None:
    services.choose(actor=cast.outsider, user=cast.outsider, channels={"tests.seat": Channel.DIGEST})
    tell_seat(cast.outsider)
    assert Delivery.objects.get().channel == Channel.DIGEST


def test_the_calendar_has_an_address_that_can_be_renewed(cast: Cast) -> None:
    assert ask(cast.outsider, PAGE).context["calendar_url"] == ""
    addresses = set()
    for _ in range(2):
        assert ask(cast.outsider, RENEW, "post").status_code == 302
        addresses.add(ask(cast.outsider, PAGE).context["calendar_url"])
    assert len(addresses) == 2
    assert CalendarToken.objects.count() == 1


def test_who_looks_as_somebody_else_does_not_get_the_address(cast: Cast, client: Client) -> None:
    services.renew_calendar(actor=cast.outsider)
    client.force_login(cast.admin)
    session = client.session
    session["view_as"] = cast.outsider.public_id
    session.save()
    answer = client.get(PAGE)
    assert answer.wsgi_request.user == cast.outsider
    assert answer.context["calendar_url"] == ""


def test_the_page_takes_the_same_queries_for_any_choice(
    cast: Cast, client: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    client.force_login(cast.outsider)
    client.get(PAGE)
    for channel in (Channel.MAIL, Channel.SCREEN):
        services.choose(actor=None, user=cast.outsider, channels={"tests.news": channel})
        with django_assert_num_queries(5):
            client.get(PAGE)


def test_one_is_asked_only_about_what_one_is_ever_told(cast: Cast) -> None:
    assert "programme.review_waits" in ask(cast.reviewer, PAGE).context["form"].fields
    assert "programme.review_waits" not in ask(cast.outsider, PAGE).context["form"].fields
