"""Reminders: told once while they hold, taken back when they no longer do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core import mail

from lms.notices import registry, services
from lms.notices.models import Notice
from lms.notices.registry import Reminder
from lms.people import clock
from tests.conftest import Cast
from tests.factories.notices import tell_news
from tests.notices.conftest import MORNING

pytestmark = pytest.mark.django_db


@pytest.fixture
def undone(cast: Cast) -> set[str]:
    """What is still to be done; the source reminds of it."""
    things = {"form 1", "form 2"}

    def source(_now: datetime) -> Iterator[Reminder]:
        for thing in sorted(things):
            yield Reminder("tests.news", cast.outsider, "/", {"what": thing}, f"undone:{thing}")

    registry.add_reminders(source)
    return things


def test_each_is_told_once(undone: set[str]) -> None:
    assert (services.remind(), services.remind()) == (2, 0)
    assert Notice.objects.unread().count() == 2


def test_what_is_done_is_taken_back(cast: Cast, undone: set[str]) -> None:
    other = tell_news(cast.outsider)
    services.remind()
    undone.remove("form 1")
    assert services.remind() == 0
    left = Notice.objects.unread().exclude(pk=other.pk if other else None)
    assert [notice.values["what"] for notice in left] == ["form 2"]
    with clock.at(MORNING + timedelta(days=1)):
        assert services.send_due() == 1
    assert Notice.objects.filter(delivery__state="sent").count() == 2, "the news and form 2"


def test_what_a_standing_reminder_says_is_kept_up_to_date(cast: Cast) -> None:
    many = {"count": "2"}

    def source(_now: datetime) -> Iterator[Reminder]:
        yield Reminder("tests.news", cast.outsider, "/", {"what": many["count"]}, "open:1")

    registry.add_reminders(source)
    assert services.remind() == 1
    many["count"] = "1"
    assert services.remind() == 0
    assert Notice.objects.get().values == {"what": "1"}
    with clock.at(MORNING + timedelta(days=1)):
        services.send_due()
    assert mail.outbox[0].subject == "News: 1"


def test_what_is_undone_again_is_told_again(undone: set[str]) -> None:
    services.remind()
    undone.remove("form 1")
    services.remind()
    undone.add("form 1")
    assert services.remind() == 1


@pytest.mark.logs_errors
def test_a_source_that_breaks_silences_nobody_else(undone: set[str]) -> None:
    services.remind()
    undone.clear()

    def broken(_now: datetime) -> list[Reminder]:
        raise ZeroDivisionError

    registry.add_reminders(broken)
    assert services.remind() == 0
    assert Notice.objects.unread().count() == 2, "nothing is taken back on half a word"


def test_of_two_workers_at_once_neither_takes_back_what_the_other_told(cast: Cast) -> None:
    def source(now: datetime) -> Iterator[Reminder]:
        if now > MORNING:
            yield Reminder("tests.news", cast.outsider, "/", {"what": "form 1"}, "undone:form 1")
            return
        # While the first is still asking, it becomes true, and another worker tells it.
        with clock.at(MORNING + timedelta(seconds=5)):
            assert services.remind() == 1

    registry.add_reminders(source)
    assert services.remind() == 0
    assert Notice.objects.unread().count() == 1
    with clock.at(MORNING + timedelta(minutes=15)):
        assert services.remind() == 0
