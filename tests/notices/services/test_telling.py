"""Telling: in the transaction of the event, once, in the reader's words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.utils import translation

from lms.notices import services
from lms.notices.enums import DeliveryState
from lms.notices.models import Delivery, Notice
from lms.notices.registry import Telling
from lms.people import clock
from lms.people.models import User
from tests.conftest import Cast
from tests.factories.notices import tell_news, tell_seat
from tests.factories.people import make_unit, make_user
from tests.notices.conftest import MORNING

pytestmark = pytest.mark.django_db


def test_it_goes_out_after_the_commit(cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        tell_seat(cast.outsider)
        assert mail.outbox == []
    assert [message.to for message in mail.outbox] == [["outsider@example.test"]]


def test_what_is_rolled_back_was_never_told(cast: Cast) -> None:
    with transaction.atomic():
        tell_seat(cast.outsider)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()
    assert services.send_due() == 0


def test_told_twice_under_one_key_is_told_once(cast: Cast) -> None:
    first = tell_seat(cast.outsider, key="seat:1")
    assert tell_seat(cast.outsider, key="seat:1") == first
    assert services.send_due() == 1
    assert Notice.objects.count() == 1


def test_two_rows_of_one_key_in_one_batch_are_told_once(cast: Cast) -> None:
    row = Telling(kind="tests.news", to=cast.outsider, path="/", values={"what": "x"}, key="one")
    assert len(services.tell_many([row, row])) == 1


def test_a_closed_account_is_told_nothing(cast: Cast) -> None:
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    assert tell_seat(cast.outsider) is None
    assert not Notice.objects.exists()


@pytest.mark.parametrize("path", ["https://elsewhere.test/", "//elsewhere.test/", "dashboard/"])
def test_it_leads_nowhere_else(cast: Cast, path: str) -> None:
    with pytest.raises(ValueError, match="address of this site"):
        services.tell(kind="tests.alarm", to=cast.outsider, path=path, values={}, key="x")


@pytest.mark.parametrize("values", [{}, {"what": "x", "more": "y"}, {"wat": "x"}])
def test_values_are_those_that_the_kind_declares(cast: Cast, values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"tests\.news takes"):
        services.tell(kind="tests.news", to=cast.outsider, path="/", values=values, key="x")


def test_an_unknown_kind_is_a_mistake(cast: Cast) -> None:
    with pytest.raises(LookupError):
        services.tell(kind="tests.nothing", to=cast.outsider, path="/", values={}, key="x")


@pytest.mark.parametrize(
    ("language", "zone", "words"),
    [
        ("id", "Asia/Jayapura", "Rabu, 25 November 2026, 12.00 WIT"),
        ("en", "Asia/Makassar", "Wednesday, 25 November 2026, 11.00 WITA"),
        ("id", None, "Rabu, 25 November 2026, 10.00 WIB"),
    ],
)
def test_the_reader_reads_in_the_own_language_and_zone(db: None, language: str, zone: str | None, words: str) -> None:
    unit = make_unit(time_zone=zone) if zone else None
    tell_seat(make_user(language=language, work_unit=unit))
    assert services.send_due() == 1
    assert words in str(mail.outbox[0].body)


def test_what_is_said_in_html_is_escaped(cast: Cast) -> None:
    services.tell(kind="tests.news", to=cast.outsider, path="/", values={"what": "<b>&"}, key="x")
    with clock.at(MORNING + timedelta(days=1)):
        services.send_due()
    (message,) = mail.outbox
    assert message.subject == "News: <b>&"
    assert "&lt;b&gt;&amp;" in message.alternatives[0][0]
    assert "<b>" not in message.alternatives[0][0]


@pytest.mark.parametrize(
    ("zone", "hour", "goes"),
    [
        # 20.59 WIB goes at once, 21.00 WIB waits for 06.00 WIB.
        ("Asia/Jakarta", datetime(2026, 11, 25, 13, 59, tzinfo=UTC), datetime(2026, 11, 25, 13, 59, tzinfo=UTC)),
        ("Asia/Jakarta", datetime(2026, 11, 25, 14, 0, tzinfo=UTC), datetime(2026, 11, 25, 23, 0, tzinfo=UTC)),
        # The same instant is 23.00 WIT.
        ("Asia/Jayapura", datetime(2026, 11, 25, 13, 59, tzinfo=UTC), datetime(2026, 11, 25, 21, 0, tzinfo=UTC)),
        # 05.59 and 06.00 WITA.
        ("Asia/Makassar", datetime(2026, 11, 25, 21, 59, tzinfo=UTC), datetime(2026, 11, 25, 22, 0, tzinfo=UTC)),
        ("Asia/Makassar", datetime(2026, 11, 25, 22, 0, tzinfo=UTC), datetime(2026, 11, 25, 22, 0, tzinfo=UTC)),
    ],
)
def test_nothing_rings_at_night_where_the_reader_is(db: None, zone: str, hour: datetime, goes: datetime) -> None:
    with clock.at(hour):
        tell_seat(make_user(work_unit=make_unit(time_zone=zone)))
    assert Delivery.objects.get().next_attempt_at == goes


def test_quiet_hours_that_begin_when_they_end_are_none(cast: Cast, settings: Any) -> None:
    settings.PADAN_QUIET_HOURS = (0, 0)
    with clock.at(datetime(2026, 11, 25, 18, 0, tzinfo=UTC)):
        tell_seat(cast.outsider)
        assert services.send_due() == 1


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_label_is_read_in_the_readers_language_whoever_told(cast: Cast, language: str) -> None:
    values = {"what": DeliveryState.SENT.label}
    with translation.override("en" if language == "id" else "id"):
        services.tell(kind="tests.news", to=make_user(language=language), path="/", values=values, key="x")
    with clock.at(MORNING + timedelta(days=1)):
        services.send_due()
    with translation.override(language):
        assert mail.outbox[0].subject == f"News: {DeliveryState.SENT.label}"


def test_what_is_urgent_rings_at_night(cast: Cast) -> None:
    with clock.at(datetime(2026, 11, 25, 18, 0, tzinfo=UTC)):
        services.tell(kind="tests.alarm", to=cast.outsider, path="/", values={}, key="x")
        assert services.send_due() == 1


def test_many_are_told_in_a_constant_number_of_queries(
    cast: Cast, django_assert_num_queries: Callable[..., Any]
) -> None:
    def rows(people: list[User], key: str) -> list[Telling]:
        return [Telling("tests.news", one, "/", {"what": "x"}, f"{key}:{one.pk}") for one in people]

    three = [make_user(work_unit=make_unit()) for _ in range(3)]
    for people, key in ((three[:1], "a"), (three, "b")):
        with django_assert_num_queries(8):
            assert len(services.tell_many(rows(people, key))) == len(people)


class TestTakingBack:
    def test_what_waits_is_not_sent_and_leaves_the_bell(self, cast: Cast) -> None:
        tell_seat(cast.outsider, about=cast.unit)
        assert services.withdraw(about=cast.unit) == 1
        assert services.send_due() == 0
        assert Delivery.objects.get().state == DeliveryState.WITHDRAWN
        assert not Notice.objects.unread().exists()

    def test_others_stay(self, cast: Cast) -> None:
        tell_seat(cast.outsider, about=make_unit())
        tell_news(cast.outsider, about=cast.unit)
        assert services.withdraw(about=cast.unit, kinds=["tests.seat"]) == 0
        assert services.withdraw(about=cast.outsider) == 0
        assert Notice.objects.unread().count() == 2

    def test_what_was_sent_stays_sent(self, cast: Cast) -> None:
        tell_seat(cast.outsider, about=cast.unit)
        services.send_due()
        services.withdraw(about=cast.unit)
        assert Delivery.objects.get().state == DeliveryState.SENT

    def test_it_is_told_again_when_it_is_true_again(self, cast: Cast) -> None:
        first = tell_seat(cast.outsider, about=cast.unit, key="seat:1")
        services.withdraw(about=cast.unit)
        second = tell_seat(cast.outsider, about=cast.unit, key="seat:1")
        assert first != second
        assert services.send_due() == 1


class TestReading:
    def test_once(self, cast: Cast) -> None:
        notice = tell_seat(cast.outsider)
        assert notice is not None
        services.read(actor=cast.outsider, notice=notice)
        with clock.at(MORNING + timedelta(hours=1)):
            services.read(actor=cast.outsider, notice=notice)
        notice.refresh_from_db()
        assert notice.read_at == MORNING

    def test_nobody_else_reads_it(self, cast: Cast) -> None:
        notice = tell_seat(cast.outsider)
        assert notice is not None
        services.read(actor=cast.admin, notice=notice)
        assert services.read_all(actor=cast.admin) == 0
        assert Notice.objects.unread().count() == 1
        assert services.read_all(actor=cast.outsider) == 1
