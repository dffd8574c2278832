"""Kinds of notice that only the tests know, and a mail server of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from lms.notices import registry
from lms.notices.registry import NoticeKind, Variable
from lms.people import clock
from tests.notices.smtp import Postbox

# A Wednesday, 10.00 WIB: no quiet hour anywhere, the summary of the day has gone.
MORNING = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)

SEAT = NoticeKind(
    code="tests.seat",
    label="Seat given",
    group="enrolment",
    title="A seat in {cohort}",
    body="{name}, your seat in {cohort} is yours. It begins on {begins}; answer by {until}.",
    variables={
        "name": Variable(example="Ratna"),
        "cohort": Variable(example="Angkatan 1"),
        "begins": Variable(kind="date", example=date(2026, 12, 1)),
        "until": Variable(kind="datetime", example=MORNING),
    },
)
ALARM = NoticeKind(code="tests.alarm", label="Alarm", group="class", title="Now", body="At once", urgent=True)
NEWS = NoticeKind(
    code="tests.news",
    label="News",
    group="announcement",
    title="News: {what}",
    body="",
    variables={"what": Variable(example="rain")},
    optional=True,
)


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> dict[str, NoticeKind]:
    """The kinds of the tests beside those of the rooms, and sources of nobody."""
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    monkeypatch.setattr(registry, "_reminders", [])
    monkeypatch.setattr(registry, "_events", [])
    for kind in (SEAT, ALARM, NEWS):
        registry.add_kind(kind)
    return registry._kinds


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with clock.at(MORNING):
        yield


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    """A mail server that is up."""
    with Postbox() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        settings.EMAIL_TIMEOUT = 5
        yield box
