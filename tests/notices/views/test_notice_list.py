"""The page behind the bell."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from lms.notices import services
from lms.notices.models import Notice
from lms.notices.services import read
from lms.people import clock
from lms.people.view_as import KEY
from tests.conftest import Cast
from tests.factories.notices import tell_news, tell_seat
from tests.factories.people import make_unit
from tests.notices.conftest import MORNING
from tests.people.asking import ask, is_sent_to_sign_in

pytestmark = pytest.mark.django_db

LIST = "/notices/"


def bell(page: str) -> str:
    """What stands at the bell, without markup."""
    found = re.search(r'<a class="bell"[^>]*>(.*?)</a>', page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def test_who_gets_in(cast: Cast) -> None:
    assert is_sent_to_sign_in(LIST)
    assert ask(cast.outsider, LIST).status_code == 200
    assert ask(cast.outsider, LIST, "post").status_code == 405


def test_one_sees_ones_own_in_ones_own_zone(cast: Cast) -> None:
    cast.outsider.work_unit = make_unit(time_zone="Asia/Jayapura")
    cast.outsider.save()
    tell_seat(cast.outsider)
    tell_news(cast.admin, "secret")
    page = ask(cast.outsider, LIST)
    assert [row.title for row in page.context["rows"]] == ["A seat in Angkatan 1"]
    assert "12.00 WIT" in page.context["rows"][0].body
    assert "secret" not in page.content.decode()


def test_newest_first_and_only_the_unread_on_request(cast: Cast) -> None:
    first = tell_news(cast.outsider, "first")
    with clock.at(MORNING + timedelta(hours=1)):
        tell_news(cast.outsider, "second")
    assert first
    read(actor=cast.outsider, notice=first)
    assert [row.notice.values["what"] for row in ask(cast.outsider, LIST).context["rows"]] == ["second", "first"]
    assert [row.notice.values["what"] for row in ask(cast.outsider, LIST, show="unread").context["rows"]] == ["second"]
    assert ask(cast.outsider, LIST, page="x", show="nonsense").status_code == 200


def test_what_was_taken_back_is_gone_unless_it_had_been_sent(cast: Cast) -> None:
    tell_news(cast.outsider, about=cast.unit)
    services.withdraw(about=cast.unit)
    assert ask(cast.outsider, LIST).context["rows"] == []
    tell_seat(cast.outsider, about=cast.unit)
    services.send_due()
    services.withdraw(about=cast.unit)
    page = ask(cast.outsider, LIST)
    assert [row.is_over for row in page.context["rows"]] == [True]
    assert bell(page.content.decode()) == "Pemberitahuan"


def test_a_kind_whose_room_is_gone_breaks_no_page(cast: Cast, kinds: dict[str, Any]) -> None:
    tell_news(cast.outsider)
    del kinds["tests.news"]
    assert ask(cast.outsider, LIST).status_code == 200


def test_the_bell_counts_the_unread_on_every_page(cast: Cast) -> None:
    assert bell(ask(cast.outsider, "/profile/").content.decode()) == "Pemberitahuan"
    for _ in range(2):
        tell_news(cast.outsider)
    tell_news(cast.admin)
    assert bell(ask(cast.outsider, "/profile/").content.decode()) == "Pemberitahuan 2 belum dibaca"
    services.read_all(actor=cast.outsider)
    assert bell(ask(cast.outsider, "/profile/").content.decode()) == "Pemberitahuan"


def test_the_bell_says_no_more_than_99(cast: Cast) -> None:
    for _ in range(101):
        tell_news(cast.outsider)
    assert bell(ask(cast.outsider, "/profile/").content.decode()) == "Pemberitahuan 99+ belum dibaca"


def test_who_looks_as_somebody_else_sees_that_ones_bell(cast: Cast, client: Client) -> None:
    tell_news(cast.outsider)
    client.force_login(cast.admin)
    session = client.session
    session[KEY] = cast.outsider.public_id
    session.save()
    assert bell(client.get("/profile/").content.decode()) == "Pemberitahuan 1 belum dibaca"


def test_the_bell_costs_no_query_and_the_list_always_the_same(
    cast: Cast, client: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    client.force_login(cast.outsider)
    client.get(LIST)
    for many in (1, 2):
        for _ in range(many):
            tell_seat(cast.outsider)
        # Session, person with unit and bell, roles; how many, notices, words.
        with django_assert_num_queries(6):
            client.get(LIST)
    assert Notice.objects.count() == 3
