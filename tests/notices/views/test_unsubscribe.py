"""Less mail by one click, in the mail program or on our page, without signing in; only where the mail may be switched off."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from lms.notices import registry, services
from lms.notices.models import NoticePreference
from lms.notices.tokens import EVERYTHING, unsubscribe_token
from lms.people import clock
from lms.people.models import User
from tests.conftest import Cast
from tests.factories.notices import tell_news, tell_seat
from tests.notices.conftest import MORNING, NEWS
from tests.notices.smtp import Postbox

pytestmark = pytest.mark.django_db


def path_of(header: str) -> str:
    found = re.fullmatch(r"<http://127\.0\.0\.1:8000(/.*)>", re.sub(r"\s", "", header))
    assert found
    return found[1]


def test_a_mail_program_does_it_by_one_post_without_a_session(cast: Cast, postbox: Postbox) -> None:
    services.choose(actor=None, user=cast.outsider, channels={"tests.news": "mail"})
    tell_news(cast.outsider)
    assert services.send_due() == 1
    (message,) = postbox.taken
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = path_of(message["List-Unsubscribe"])
    strict = Client(enforce_csrf_checks=True)
    for _ in range(2):
        assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert NoticePreference.objects.get().channel == "screen"
    tell_news(cast.outsider)
    with clock.at(MORNING + timedelta(days=1)):
        assert services.send_due() == 0


def test_looking_at_the_page_changes_nothing(cast: Cast, client: Client) -> None:
    path = f"/notices/unsubscribe/{unsubscribe_token(cast.outsider, 'tests.news')}/"
    assert "News" in client.get(path).content.decode()
    assert not NoticePreference.objects.exists()
    assert "<form" in client.get(path).content.decode()


def test_the_summary_switches_off_all_of_it_that_may_be(cast: Cast, postbox: Postbox) -> None:
    registry.add_kind(replace(NEWS, code="tests.weather"))
    services.choose(actor=None, user=cast.outsider, channels={"tests.seat": "digest", "tests.weather": "mail"})
    tell_news(cast.outsider)
    tell_seat(cast.outsider)
    with clock.at(MORNING + timedelta(days=1)):
        services.send_due()
    Client().post(path_of(postbox.taken[0]["List-Unsubscribe"]))
    assert dict(NoticePreference.objects.values_list("kind", "channel"))["tests.news"] == "screen"
    assert NoticePreference.objects.get(kind="tests.seat").channel == "digest"
    assert NoticePreference.objects.get(kind="tests.weather").channel == "mail", "it does not come in the summary"


def test_what_must_be_known_offers_no_way_out(cast: Cast, postbox: Postbox) -> None:
    tell_seat(cast.outsider)
    services.send_due()
    assert postbox.taken[0]["List-Unsubscribe"] is None
    assert "unsubscribe" not in str(postbox.taken[0])
    path = f"/notices/unsubscribe/{unsubscribe_token(cast.outsider, 'tests.seat')}/"
    assert Client().post(path).status_code == 404


def test_a_forged_link_and_a_closed_account_are_not_found(cast: Cast, client: Client) -> None:
    token = unsubscribe_token(cast.outsider, EVERYTHING)
    path = f"/notices/unsubscribe/{token}/"
    assert client.get(path).status_code == 200
    assert client.get(f"/notices/unsubscribe/{token[:-1]}-/").status_code == 404
    other = token.replace(cast.outsider.public_id, cast.admin.public_id)
    assert client.post(f"/notices/unsubscribe/{other}/").status_code == 404
    assert client.put(path).status_code == 405
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    assert client.post(path).status_code == 404
    assert not NoticePreference.objects.exists()
