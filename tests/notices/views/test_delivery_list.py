"""The log of what was mailed, sending again, and the text for WhatsApp."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from lms.notices import services
from lms.notices.enums import DeliveryState
from lms.notices.models import Delivery
from lms.people import clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry, User
from tests.conftest import Cast
from tests.factories.notices import tell_news, tell_seat
from tests.factories.people import make_user
from tests.notices.conftest import MORNING
from tests.notices.smtp import Postbox
from tests.people.asking import ask, is_sent_to_sign_in

pytestmark = pytest.mark.django_db

LOG = "/notices/log/"


@pytest.fixture
def failed(cast: Cast, postbox: Postbox) -> Delivery:
    """A mail to an address that does not exist."""
    tell_seat(cast.outsider, about=cast.unit)
    postbox.recipients = lambda _to: "550 no such user"
    services.send_due()
    postbox.recipients = lambda _to: "250 ok"
    return Delivery.objects.get()


def test_who_gets_in(cast: Cast, failed: Delivery) -> None:
    for path in (LOG, f"{LOG}{failed.public_id}/"):
        assert is_sent_to_sign_in(path)
        assert ask(cast.coordinator, path).status_code == 200
        assert ask(cast.admin, path).status_code == 200
        assert ask(cast.outsider, path).status_code == 403
        assert ask(cast.facilitator, path).status_code == 403
        assert ask(cast.coordinator, path, "post").status_code == 405
    assert ask(cast.coordinator, f"{LOG}000000000000/").status_code == 404
    again = f"{LOG}{failed.public_id}/again/"
    assert ask(cast.outsider, again, "post").status_code == 403
    assert ask(cast.coordinator, again).status_code == 405


def test_it_says_where_each_stands_and_hides_addresses(cast: Cast, failed: Delivery) -> None:
    tell_news(cast.admin)
    page = ask(cast.coordinator, LOG)
    assert [row.delivery.state for row in page.context["rows"]] == ["waiting", "failed"]
    assert {tab["label"]: tab["count"] for tab in page.context["tabs"]}["Tidak sampai"] == 1
    said = page.content.decode()
    assert "550" in said
    assert "outsider@example.test" not in said
    assert "o••••@example.test" in said


@pytest.mark.parametrize(
    ("wanted", "many"),
    [
        ({"state": "failed"}, 1),
        ({"state": "sent"}, 0),
        ({"kind": "tests.news"}, 1),
        ({"q": "outs"}, 1),
        ({"q": "nobody"}, 0),
        ({"kind": "nonsense", "page": "x"}, 2),
    ],
)
def test_it_is_narrowed(cast: Cast, failed: Delivery, wanted: dict[str, str], many: int) -> None:
    tell_news(cast.admin)
    assert len(ask(cast.coordinator, LOG, **wanted).context["rows"]) == many


def test_a_failed_one_is_sent_again_once_however_often_one_clicks(
    cast: Cast, failed: Delivery, postbox: Postbox
) -> None:
    path = f"{LOG}{failed.public_id}/again/"
    assert ask(cast.coordinator, path, "post", seen="1").status_code == 302
    assert ask(cast.coordinator, path, "post", seen="1").status_code == 422, "it waits by itself now"
    assert services.send_due() == 1
    assert ask(cast.coordinator, path, "post", seen="1").status_code == 409, "another round was seen"
    assert services.send_due() == 0
    failed.refresh_from_db()
    assert (failed.state, failed.failure, failed.attempts) == (DeliveryState.SENT, "", 1)
    assert AuditEntry.objects.filter(action="notices.delivery.send_again", actor=cast.coordinator).count() == 1


def test_what_is_sent_again_is_another_mail(cast: Cast, failed: Delivery, postbox: Postbox) -> None:
    services.send_again(actor=cast.coordinator, delivery=failed, seen=1)
    services.send_due()
    failed.refresh_from_db()
    services.send_again(actor=cast.coordinator, delivery=failed, seen=2)
    services.send_due()
    assert len({message["Message-ID"] for message in postbox.taken}) == 2


def test_what_no_longer_holds_is_not_sent_again(cast: Cast, failed: Delivery) -> None:
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    failed = Delivery.objects.select_related("notice__to").get()
    with pytest.raises(Refusal, match="ditutup"):
        services.send_again(actor=cast.coordinator, delivery=failed, seen=1)
    User.objects.filter(pk=cast.outsider.pk).update(is_active=True)
    before = Delivery.objects.select_related("notice__to").get()
    services.withdraw(about=cast.unit)
    with pytest.raises(Refusal):
        services.send_again(actor=cast.coordinator, delivery=Delivery.objects.get(), seen=1)
    with pytest.raises(Conflict):
        services.send_again(actor=cast.coordinator, delivery=before, seen=1)


def test_sending_again_at_night_waits_for_the_morning(cast: Cast, failed: Delivery) -> None:
    with clock.at(datetime(2026, 11, 25, 15, 0, tzinfo=UTC)):
        services.send_again(actor=cast.coordinator, delivery=failed, seen=1)
        assert services.send_due() == 0
    with clock.at(datetime(2026, 11, 25, 23, 0, tzinfo=UTC)):
        assert services.send_due() == 1


def test_the_text_for_whatsapp_is_in_the_readers_language_with_the_link(cast: Cast) -> None:
    reader = make_user(language="en", phone="+6281234567890")
    tell_seat(reader)
    page = ask(cast.coordinator, f"{LOG}{Delivery.objects.get().public_id}/")
    chat = page.context["chat"]
    assert "Wednesday, 25 November 2026" in chat.text
    assert chat.text.endswith("http://127.0.0.1:8000/dashboard/")
    link = urlsplit(chat.link)
    assert (link.netloc, link.path) == ("wa.me", "/6281234567890")
    assert parse_qs(link.query)["text"] == [chat.text]


def test_the_log_takes_the_same_queries_for_any_length(
    cast: Cast, client: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    client.force_login(cast.coordinator)
    client.get(LOG)
    for many in (1, 2):
        for _ in range(many):
            tell_seat(make_user(work_unit=cast.unit))
        # Session, person, roles, enrolments; states, how many, rows, words.
        with django_assert_num_queries(7):
            client.get(LOG)


def test_an_old_mail_stays_in_the_log(cast: Cast, failed: Delivery) -> None:
    with clock.at(MORNING + timedelta(days=400)):
        assert len(ask(cast.coordinator, LOG).context["rows"]) == 1
